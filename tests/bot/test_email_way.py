"""E-mail from the mailbox to its answer: never a command, never a loop, and one click ends it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from channels.email import sign
from crm_core import db
from crm_core.config import settings
from crm_core.models import Address, Approval, Consent, Contact, ImportJob, Inbox, Item, Note, Outbox, User
from crm_core.services import addresses, consent, messages, threads, waiting
from intents.approving import carry_out
from tests import world
from tests.conftest import House
from tests.doors import MAIL, Doors, add_line
from tests.fakes.imap import FakeImap
from tests.fakes.smtp import FakeSmtp
from tests.pictures import photo
from workers import mailbox, transfer

MARIA, OLIVIA = "maria@example.net", "olivia@example.org"
PASSWORD = "provider-password"


@pytest.fixture
def smtp() -> Iterator[FakeSmtp]:
    with FakeSmtp() as fake:
        yield fake


@pytest.fixture
def doors(house: House, setting: Callable[..., None], smtp: FakeSmtp) -> Iterator[Doors]:
    add_line(house, "email", MAIL)
    with house.crm() as crm:
        maria = world.contact(crm)
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        addresses.add(crm, maria, "email", MARIA)
        addresses.add(crm, olivia, "email", OLIVIA)
    with Doors(house, setting, SMTP_URL=smtp.url, EMAIL_WEBHOOK_PASSWORD=PASSWORD) as running:
        yield running


def mail(sender: str, text: str, subject: str = "A question", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, MAIL, subject
    made["Message-ID"] = f"<{abs(hash((sender, text, subject)))}@example.net>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del made[name]
        made[name] = value
    made.set_content(text)
    return made


def deliver(doors: Doors, made: EmailMessage) -> None:
    body = made.as_bytes()
    headers = {"x-herring-signature": sign(settings().signing_key, body), "content-type": "message/rfc822"}
    answer = httpx.post(f"{doors.url}/webhooks/email", content=body, headers=headers)
    assert answer.status_code == 204, answer.text
    doors.settle()


# -- in and out


def test_an_answer_goes_back_in_the_thread_it_belongs_to(doors: Doors, smtp: FakeSmtp) -> None:
    asked = mail(f"Maria Lopez <{MARIA}>", "Is Blue Nude framed?", Message_ID="<q1@example.net>")
    deliver(doors, asked)
    with world.acting(doors.house) as crm:
        threads.reply(crm, world.contact(crm), "It is, in oak.")
    doors.settle()
    sender, to, sent, _ = smtp.mails[-1]
    assert (sender, to) == (MAIL, MARIA)
    assert sent["In-Reply-To"] == "<q1@example.net>" and sent["Subject"] == "Re: A question"
    assert sent["List-Unsubscribe"] is None  # it is an answer
    assert sent.get_content().strip() == "It is, in oak."
    back = mail(MARIA, "Lovely.\n\n> It is, in oak.", "Re: A question", In_Reply_To=sent["Message-ID"])
    deliver(doors, back)
    row = doors.inbox()[-1]
    assert row.text == "Lovely."
    (answered,) = doors.rows(Outbox, Outbox.provider_id == row.quoted_id)
    assert answered.text == "It is, in oak."


def test_an_answer_from_another_address_is_told_and_not_taken_for_the_same_person(doors: Doors) -> None:
    sent = written(doors, purpose="personal")
    deliver(doors, mail("m.lopez@work.example", "Yes please", In_Reply_To=f"<{sent.provider_id}>"))
    told = [row.text for row in doors.rows(Outbox, Outbox.user_id.is_not(None))]
    assert any("It answers our message to Maria Lopez." in text for text in told)
    (stranger,) = doors.rows(Contact, Contact.state == "draft")
    assert stranger.name != "Maria Lopez"


def test_a_strangers_mails_are_one_conversation_of_a_draft_contact(doors: Doors, smtp: FakeSmtp) -> None:
    deliver(doors, mail("Ida Berg <ida@berg.example>", "Do you buy frames?", "Frames"))
    deliver(doors, mail("Ida Berg <IDA@berg.example>", "About forty of them.", "Re: Frames"))
    (draft,) = doors.rows(Contact, Contact.state == "draft")
    assert draft.name == "Ida Berg" and {row.contact_id for row in doors.inbox()} == {draft.id}
    assert [to for _, to, _, _ in smtp.mails] == ["ida@berg.example"]  # greeted once
    notes = [row.text for row in doors.rows(Outbox, Outbox.user_id.is_not(None))]
    assert sum("Ida Berg (new) writes" in text for text in notes) == 2
    with world.acting(doors.house) as crm:
        (thread, who, last) = threads.waiting(crm)[0]
        assert (thread.contact_id, last.text) == (draft.id, "About forty of them.")
        assert threads.history(crm, who)[0].text == "Do you buy frames?"
        threads.reply(crm, who, "We do.")
    doors.settle()
    _, to, sent, _ = smtp.mails[-1]
    assert to == "ida@berg.example" and sent["Subject"] == "Re: Frames"
    assert sent.get_content().strip() == "We do."


def test_a_mail_to_several_people_and_to_a_plus_address_finds_us(doors: Doors) -> None:
    deliver(doors, mail(MARIA, "hello", To="Bob <bob@example.com>, Gallery <hello+c42@gallery.example>"))
    assert [(row.our_address, row.text) for row in doors.inbox()] == [(MAIL, "hello")]


def test_mail_for_nobody_here_and_mail_of_nobody_we_trust_is_refused(doors: Doors) -> None:
    body = mail(MARIA, "hello", To="someone@elsewhere.example").as_bytes()
    headers = {"x-herring-signature": sign(settings().signing_key, body)}
    assert httpx.post(f"{doors.url}/webhooks/email", content=body, headers=headers).status_code == 404
    assert httpx.post(f"{doors.url}/webhooks/email", content=body).status_code == 403
    assert doors.inbox() == []


def test_postmark_brings_the_same(doors: Doors) -> None:
    body: dict[str, Any] = {
        "FromFull": {"Email": MARIA, "Name": "Maria Lopez"},
        "ToFull": [{"Email": MAIL, "Name": ""}],
        "Subject": "A question",
        "TextBody": "Is Blue Nude framed?",
        "MessageID": "pm-1",
        "Headers": [],
        "Attachments": [
            {"Name": "wall.jpg", "ContentType": "image/jpeg", "Content": base64.b64encode(photo(1)).decode()}
        ],
    }
    login = base64.b64encode(f"herring:{PASSWORD}".encode()).decode()
    headers = {"authorization": f"Basic {login}", "content-type": "application/json"}
    for _ in range(2):
        answer = httpx.post(f"{doors.url}/webhooks/email", content=json.dumps(body), headers=headers)
        assert answer.status_code == 204
    doors.settle(seconds=5)
    (row,) = doors.inbox()
    assert row.text == "Is Blue Nude framed?" and row.contact_id
    assert row.media[0]["key"] and row.media[0]["url"] == ""  # the bytes are in the store, not in the row


# -- never a command


def test_a_file_a_colleague_mails_is_looked_into_and_waits_for_their_ok_elsewhere(
    doors: Doors, smtp: FakeSmtp
) -> None:
    sent = mail(OLIVIA, "Our stock, please import", "Stock")
    table = b"Title,Artist,Price\nSunset,Ana Ruiz,1200\n"
    sent.add_attachment(table, maintype="text", subtype="csv", filename="stock.csv")
    deliver(doors, sent)
    ((_, to, said, _),) = smtp.mails
    words = said.get_content()
    assert to == OLIVIA and "Import 1 row of stock.csv as items?" in words
    assert "please OK this on the review page" in words and doors.rows(ImportJob) == []
    with world.acting(doors.house) as crm:
        (asked,) = crm.session.scalars(select(Approval))
        carry_out(crm, asked)
    (job,) = doors.rows(ImportJob)
    assert transfer.work(doors.house.one, job.id, doors.house.clock)
    assert [row.title for row in doors.rows(Item, Item.import_id == job.id)] == ["Sunset"]


def test_a_colleagues_mail_runs_nothing_and_waits_to_be_read(doors: Doors, smtp: FakeSmtp) -> None:
    notes = len(doors.rows(Note))
    for number in range(2):
        deliver(doors, mail(OLIVIA, "note on Maria: owes us nothing", f"Do it {number}"))
    assert len(doors.rows(Note)) == notes
    ((_, to, said, _),) = smtp.mails  # told once, not with every mail
    assert to == OLIVIA and "Commands aren't taken by e-mail" in said.get_content()
    with world.acting(doors.house) as crm:
        kept = [each for each in waiting.waiting(crm) if each.kind == "inbox"]
    assert [each.title for each in kept] == ["An e-mail from Olivia Grant that a person must read"] * 2


def test_ok_by_mail_confirms_nothing(doors: Doors) -> None:
    with doors.house.crm() as crm:
        before = crm.session.scalars(select(Outbox.id)).all()
    deliver(doors, mail(OLIVIA, "ok", "Re: Sell Blue Nude?"))
    assert doors.inbox()[-1].outcome == "kept"
    assert len(doors.rows(Outbox)) == len(before) + 1


# -- machines


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.net>"},
        {"X_Auto_Response_Suppress": "All"},
    ],
    ids=str,
)
def test_automatic_mail_is_kept_and_never_answered(
    doors: Doors, smtp: FakeSmtp, headers: dict[str, str]
) -> None:
    deliver(doors, mail("robot@example.com", "I am out of the office", **headers))
    deliver(doors, mail(MARIA, "I am on holiday", **headers))
    assert [row.outcome for row in doors.inbox()] == ["ignored", "ignored"]
    assert smtp.mails == [] and doors.rows(Outbox) == []
    assert doors.rows(Contact, Contact.state == "draft") == []


def bounce(original: str, status: str = "5.1.1", action: str = "failed") -> EmailMessage:
    text = f"""From: mailer-daemon@example.net
To: {MAIL}
Subject: Undelivered Mail
Message-ID: <b-{status}-{action}@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.net

Final-Recipient: rfc822; {MARIA}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: <{original}>
Subject: News

--b--
"""
    from channels.email_message import parse

    return parse(text.encode())


def written(doors: Doors, **more: Any) -> Outbox:
    with doors.house.crm() as crm:
        row = messages.send(crm, world.contact(crm), "New works on Friday.", channel="email", **more)
    doors.house.clock.advance(hours=4)  # past quiet hours
    doors.settle()
    (kept,) = doors.rows(Outbox, Outbox.id == row.id)
    return kept


def test_a_bounce_marks_the_message_and_the_address(doors: Doors) -> None:
    sent = written(doors, purpose="personal")
    deliver(doors, bounce(str(sent.provider_id), "4.4.1", "delayed"))
    deliver(doors, bounce("somebody-elses@example.net"))
    assert doors.rows(Outbox, Outbox.id == sent.id)[0].state == "sent"
    deliver(doors, bounce(str(sent.provider_id)))
    (row,) = doors.rows(Outbox, Outbox.id == sent.id)
    assert (row.state, row.error) == ("failed", "That email address doesn't exist. Ask for the current one.")
    (address,) = doors.rows(Address, Address.value == MARIA)
    assert address.blocked_reason == "That email address doesn't exist. Ask for the current one"


def test_a_full_mailbox_does_not_end_an_address(doors: Doors) -> None:
    sent = written(doors, purpose="personal")
    deliver(doors, bounce(str(sent.provider_id), "5.2.2"))
    assert doors.rows(Outbox, Outbox.id == sent.id)[0].state == "failed"
    assert doors.rows(Address, Address.value == MARIA)[0].blocked_reason is None


# -- no more of it


def test_one_click_unsubscribes_and_looking_at_the_link_does_not(doors: Doors, smtp: FakeSmtp) -> None:
    with doors.house.crm() as crm:
        consent.record(crm, "email", MARIA, "opt_in", source="staff")
    written(doors, purpose="marketing")
    sent = smtp.mails[-1][2]
    link = re.findall(r"<(http[^>]+)>", sent["List-Unsubscribe"])[0]
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"No more of these: {link}" in sent.get_content()
    page = httpx.get(link)
    assert page.status_code == 200 and MARIA in page.text and 'method="post"' in page.text
    assert [row.event for row in doors.rows(Consent)] == ["opt_in"]
    for _ in range(2):
        click = {"origin": "https://mail.example", "content-type": "application/x-www-form-urlencoded"}
        answer = httpx.post(link, content="List-Unsubscribe=One-Click", headers=click)
        assert answer.status_code == 200
    assert [row.event for row in doors.rows(Consent)] == ["opt_in", "opt_out"]
    assert written(doors, purpose="marketing").state == "refused"


def test_a_made_up_link_ends_nothing(doors: Doors) -> None:
    for token in (f"{doors.house.one}-made-up", "x", f"{'a' * 8}-b"):
        assert httpx.post(f"{doors.url}/u/{token}").status_code == 404
        assert httpx.get(f"{doors.url}/u/{token}").status_code == 404
    assert doors.rows(Consent) == []


def test_a_mail_programs_unsubscribe_mail_counts(doors: Doors) -> None:
    deliver(doors, mail(MARIA, "", "unsubscribe"))
    assert [(row.event, row.value) for row in doors.rows(Consent)] == [("opt_out", MARIA)]


# -- the mailbox


def test_the_mailbox_is_read_once_and_survives_renumbering_and_rubbish(
    doors: Doors, setting: Callable[..., None]
) -> None:
    with FakeImap() as imap:
        setting(IMAP_URL=imap.url)
        imap.add(mail(MARIA, "years ago").as_bytes())
        assert mailbox.poll(doors.house.clock) == 0  # old mail is passed over
        imap.add(b"\xff\xfe not a mail at all")
        imap.add(mail(MARIA, "is Blue Nude framed?").as_bytes())
        assert mailbox.poll(doors.house.clock) == 2
        assert mailbox.poll(doors.house.clock) == 0
        imap.renumber()
        mailbox.poll(doors.house.clock)
        doors.settle()
    texts = [row.text for row in doors.inbox()]
    assert texts.count("is Blue Nude framed?") == 1
    assert any(row.handled_at for row in doors.rows(Inbox))


def test_a_mailbox_that_is_away_is_no_error_and_loses_nothing(
    doors: Doors, setting: Callable[..., None]
) -> None:
    with FakeImap() as imap:
        url = imap.url
        setting(IMAP_URL=url)
        mailbox.poll(doors.house.clock)
    before = db.cursor("imap/gallery@127.0.0.1/INBOX")
    assert mailbox.poll(doors.house.clock) == 0
    assert db.cursor("imap/gallery@127.0.0.1/INBOX") == before != ""
