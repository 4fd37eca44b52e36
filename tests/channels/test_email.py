"""Email with the standard library against a local mail server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from channels.base import Fetching, Media, MediaError, Outbound, SendError
from channels.email import EmailChannel
from channels.email_message import parse, read
from tests.channels.table_email import AWAY, BOUNCE, OURS, PASSWORD, POSTMARK, REPLY, SECRET, by_provider, raw
from tests.fakes.server import Answer, LocalServer
from tests.fakes.smtp import PASSWORD as LOGIN
from tests.fakes.smtp import USER, FakeSmtp

BOB = "bob@example.net"


@pytest.fixture
def smtp() -> Iterator[FakeSmtp]:
    with FakeSmtp() as fake:
        yield fake


@pytest.fixture
def channel(smtp: FakeSmtp) -> EmailChannel:
    return EmailChannel(smtp.url, SECRET, PASSWORD, timeout=5)


def test_a_mail_threads_and_offers_to_unsubscribe(smtp: FakeSmtp, channel: EmailChannel) -> None:
    sent = channel.send(
        Outbound(
            BOB,
            OURS,
            "Hello Bob – öh,\n\n.a line with a dot\n",
            subject="Re: Lot 12 – Öland",
            reply_to_id="CAF123@mail.example.net",
            callback_url="https://gallery.example/webhooks/email?ref=r-9.abc",
            unsubscribe_url="https://gallery.example/u/abc",
        )
    )
    ((sender, to, mail, wire),) = smtp.mails
    assert (sender, to, mail["From"], mail["To"]) == (OURS, BOB, OURS, BOB)
    assert mail["Subject"] == "Re: Lot 12 – Öland"
    assert mail["Message-ID"] == f"<{sent.provider_id}>"
    assert mail["In-Reply-To"] == mail["References"] == "<CAF123@mail.example.net>"
    assert mail["List-Unsubscribe"] == f"<https://gallery.example/u/abc>, <mailto:{OURS}?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content().rstrip() == "Hello Bob – öh,\n\n.a line with a dot"
    assert wire.isascii(), "no relay can mangle it"


def test_a_repeated_send_carries_the_same_id(smtp: FakeSmtp, channel: EmailChannel) -> None:
    message = Outbound(BOB, OURS, "hi", callback_url="https://gallery.example/webhooks/email?ref=r-9")
    assert channel.send(message).provider_id == channel.send(message).provider_id
    other = Outbound(BOB, OURS, "hi", callback_url="https://gallery.example/webhooks/email?ref=r-10")
    assert channel.send(other).provider_id != channel.send(message).provider_id
    assert "r-9" not in smtp.mails[0][3].decode()


def test_without_a_subject_the_first_words_are_one(smtp: FakeSmtp, channel: EmailChannel) -> None:
    channel.send(Outbound(BOB, OURS, "The Ruiz is in.\nCome by."))
    channel.send(Outbound(BOB, OURS, "word " * 50))
    assert smtp.mails[0][2]["Subject"] == "The Ruiz is in. Come by."
    assert len(smtp.mails[1][2]["Subject"]) <= 78


def test_a_subject_cannot_smuggle_headers(smtp: FakeSmtp, channel: EmailChannel) -> None:
    channel.send(Outbound(BOB, OURS, "hi", subject="Hello\r\nBcc: all@example.net"))
    assert "Bcc" not in smtp.mails[0][2]
    assert smtp.mails[0][2]["Subject"] == "Hello Bcc: all@example.net"


def test_photos_are_attached(smtp: FakeSmtp, channel: EmailChannel) -> None:
    with LocalServer(lambda request: Answer(200, b"\xff\xd8\xff", {"Content-Type": "image/jpeg"})) as photos:
        channel.send(Outbound(BOB, OURS, "Two views", media_urls=(f"{photos.url}/1", f"{photos.url}/2")))
    attached = list(smtp.mails[0][2].iter_attachments())
    assert [part.get_filename() for part in attached] == ["photo-1.jpeg", "photo-2.jpeg"]
    assert attached[0].get_content() == b"\xff\xd8\xff"


def test_a_photo_we_cannot_read_is_tried_again(channel: EmailChannel, smtp: FakeSmtp) -> None:
    with LocalServer(lambda request: Answer(503)) as photos:
        with pytest.raises(SendError) as told:
            channel.send(Outbound(BOB, OURS, "A view", media_urls=(f"{photos.url}/1",)))
    assert told.value.retryable and smtp.mails == []


def test_logs_in_with_what_the_url_says() -> None:
    with FakeSmtp(login=True) as smtp:
        url = f"smtp://{USER}:{quote(LOGIN, safe='')}@127.0.0.1:{smtp.port}"
        EmailChannel(url, SECRET).send(Outbound(BOB, OURS, "hi"))
        assert len(smtp.mails) == 1
        with pytest.raises(SendError, match="SMTP_URL") as told:
            EmailChannel(f"smtp://{USER}:wrong@127.0.0.1:{smtp.port}", SECRET).send(Outbound(BOB, OURS, "hi"))
        assert told.value.ours and not told.value.retryable


def test_a_password_is_not_sent_in_the_clear_to_another_host(smtp: FakeSmtp) -> None:
    # 127.1 is this machine under a name that isn't recognised as such.
    with pytest.raises(SendError, match="no safe login") as told:
        EmailChannel(f"smtp://a:b@127.1:{smtp.port}", SECRET).send(Outbound(BOB, OURS, "hi"))
    assert told.value.ours and smtp.mails == []


def test_nobody_listening_means_it_never_left() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(SendError) as told:
        EmailChannel(url, SECRET).send(Outbound(BOB, OURS, "hi"))
    assert (told.value.retryable, told.value.unknown) == (True, False)


def test_what_stands_around_the_words_is_kept(channel: EmailChannel) -> None:
    (got,) = channel.receive(raw(REPLY)).messages
    assert (got.raw["kind"], got.raw["subject"], got.raw["plus"]) == (
        "mail",
        "Re: Lot 12 - availability",
        "c42",
    )
    assert got.raw["references"] == ["deal-42.1@gallery.example", "first@gallery.example"]
    assert "Lot 12 is available at €1,900." in got.raw["full_text"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("X-Nothing: here", "mail"),
        ("Auto-Submitted: no", "mail"),
        ("Auto-Submitted: auto-generated", "auto_reply"),
        ("X-Auto-Response-Suppress: OOF", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("Precedence: bulk", "bulk"),
        ("List-Id: <news.example.net>", "bulk"),
    ],
)
def test_automatic_mail_is_told_from_a_persons(channel: EmailChannel, header: str, kind: str) -> None:
    mail = REPLY.replace("MIME-Version", f"{header}\nMIME-Version")
    assert channel.receive(raw(mail)).messages[0].raw["kind"] == kind


def test_a_null_sender_is_a_machine(channel: EmailChannel) -> None:
    assert (
        channel.receive(raw(REPLY.replace("<bob@example.net>", "<>"))).messages[0].raw["kind"] == "auto_reply"
    )
    assert channel.receive(raw(AWAY)).messages[0].raw["kind"] == "auto_reply"


def test_an_unsubscribe_mail_is_an_opt_out(channel: EmailChannel) -> None:
    mail = REPLY.replace("Re: Lot 12 - availability", "Unsubscribe")
    assert channel.receive(raw(mail)).messages[0].raw["OptOutType"] == "STOP"
    assert "OptOutType" not in channel.receive(raw(REPLY)).messages[0].raw


def test_the_address_that_was_reached_is_ours(channel: EmailChannel) -> None:
    mail = REPLY.replace(
        "To: Gallery <hello+c42@gallery.example>", f"To: x@list.example\nDelivered-To: {OURS}"
    )
    (got,) = channel.receive(raw(mail)).messages
    assert got.our_address == OURS
    assert got.raw["recipients"] == [OURS, "x@list.example"]


def test_attachments_come_with_the_mail(channel: EmailChannel) -> None:
    (got,) = channel.receive(by_provider(POSTMARK)).messages
    assert isinstance(channel, Fetching)
    file = channel.fetch(got.media[0])
    assert (file.content, file.content_type, file.name) == (b"%PDF-", "application/pdf", "receipt.pdf")
    with pytest.raises(MediaError):
        channel.fetch(Media("https://evil.example/x"))


def test_an_attachment_too_large_is_named_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.email_message.MAX_ATTACHED", 1000)
    mail = EmailMessage()
    mail["From"], mail["To"] = BOB, OURS
    mail.set_content("Two photos")
    for name, size in (("a.jpg", 900), ("b.jpg", 900), ("c.jpg", 100)):
        mail.add_attachment(b"x" * size, maintype="image", subtype="jpeg", filename=name)
    (got,) = read(parse(mail.as_bytes())).messages
    assert ([one.name for one in got.media], got.raw["dropped"]) == (["a.jpg", "c.jpg"], ["b.jpg"])
    assert got.external_id.startswith("sha256-")


def test_an_html_mail_is_read_as_text(channel: EmailChannel) -> None:
    mail = REPLY.replace("text/plain", "text/html").replace(
        "Yes please, I take it", "<p>Yes &amp; please</p>"
    )
    assert channel.receive(raw(mail)).messages[0].text.startswith("Yes & please")


def test_a_bounce_that_names_no_mail_of_ours_is_nothing(channel: EmailChannel) -> None:
    assert (
        channel.receive(raw(BOUNCE.replace("Message-ID: <deal-42.1@gallery.example>\n", ""))).receipts == ()
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: a@b.c\nTo: \xff@x.y\n\nhi",
        b"From: =?bad?q?=@\nTo: x\n\n",
        b"From: a@b.c\nTo: d@e.f\nContent-Type: text/plain; charset=klingon\n\n\xffhi",
        b"From: a@b.c\nTo: d@e.f\nDate: yesterday\nMessage-ID: <<>>\nSubject: =?utf-8?q?=ff?=\n\nhi",
        b"From: a@b.c\nTo: d@e.f\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: image/png\n\n",
        b"From: a@b.c\nTo: d@e.f\nContent-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n",
        b"From: a@b.c\nTo: d@e.f\nContent-Type: message/rfc822\n\n",
        b"From: a@b.c\nTo: d@e.f\nContent-Transfer-Encoding: base64\n\n!!!",
        b"From: a@b.c\nTo: d@e.f\nSubject: \xe2\x80\x93\nX: \xff\n\n\xe2\x80\x93 without an id",
        BOUNCE.replace("<deal-42.1@", "<\u2013@").encode(),
        BOUNCE.replace("text/rfc822-headers", "message/rfc822")
        .replace("<deal-42.1@gallery.example>", "<@")
        .encode(),
    ],
)
def test_broken_mail_breaks_nothing(content: bytes) -> None:
    read(parse(content))
