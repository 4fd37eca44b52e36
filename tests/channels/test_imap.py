"""A mailbox read with the standard library against a local IMAP server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.imap import Mailbox, MailboxError
from tests.fakes.imap import FakeImap


@pytest.fixture
def imap() -> Iterator[FakeImap]:
    with FakeImap() as fake:
        yield fake


def mail(number: int) -> bytes:
    return f"From: bob@example.net\r\nTo: hello@gallery.example\r\n\r\nmail {number} \xf6)\r\n".encode(
        "latin-1"
    )


def test_old_mail_is_passed_over_and_new_mail_read_once(imap: FakeImap) -> None:
    mailbox = Mailbox.at(imap.url)
    imap.add(mail(1))
    assert mailbox.since("") == ([], "7:1")
    assert mailbox.since("7:1") == ([], "7:1")
    imap.add(mail(2))
    imap.add(mail(3))
    assert mailbox.since("7:1") == ([mail(2), mail(3)], "7:3")
    assert mailbox.since("7:3") == ([], "7:3")


def test_an_empty_mailbox_is_no_special_case(imap: FakeImap) -> None:
    mailbox = Mailbox.at(imap.url)
    assert mailbox.since("") == ([], "7:0")
    imap.add(mail(1))
    assert mailbox.since("7:0") == ([mail(1)], "7:1")


def test_much_mail_comes_in_parts(imap: FakeImap) -> None:
    for number in range(5):
        imap.add(mail(number))
    mailbox = Mailbox.at(imap.url)
    assert mailbox.since("7:0", limit=2) == ([mail(0), mail(1)], "7:2")
    assert mailbox.since("7:2", limit=2) == ([mail(2), mail(3)], "7:4")


def test_a_mailbox_that_numbers_anew_is_read_again(imap: FakeImap) -> None:
    imap.add(mail(1))
    imap.renumber()
    assert Mailbox.at(imap.url).since("7:1") == ([mail(1)], "8:1")


def test_nothing_is_marked_or_changed(imap: FakeImap) -> None:
    imap.add(mail(1))
    Mailbox.at(imap.url).since("7:0")
    assert 'EXAMINE "INBOX"' in imap.commands
    assert not [command for command in imap.commands if "STORE" in command or command.startswith("SELECT")]


@pytest.mark.parametrize(("old", "new"), [("p%40ss", "wrong"), ("/INBOX", "/Other")])
def test_a_mailbox_that_cant_be_read_says_so(imap: FakeImap, old: str, new: str) -> None:
    with pytest.raises(MailboxError, match="Check IMAP_URL") as told:
        Mailbox.at(imap.url.replace(old, new)).since("")
    assert "p@ss/word" not in str(told.value)


def test_nobody_listening_says_so_too(imap: FakeImap) -> None:
    imap.close()
    with pytest.raises(MailboxError, match="can't be read"):
        Mailbox.at(imap.url).since("")


def test_a_password_is_not_sent_in_the_clear_to_another_host(imap: FakeImap) -> None:
    # 127.1 is this machine under a name that isn't recognised as such.
    with pytest.raises(MailboxError, match="no TLS"):
        Mailbox.at(imap.url.replace("127.0.0.1", "127.1")).since("")
    assert not [command for command in imap.commands if command.startswith("LOGIN")]


def test_the_url_says_where_and_who() -> None:
    mailbox = Mailbox.at("imaps://gallery:p%40ss@mail.example:9930/Letters%20in")
    assert (mailbox.tls, mailbox.port, mailbox.password, mailbox.folder) == (True, 9930, "p@ss", "Letters in")
    assert (Mailbox.at("imaps://a:b@mail.example").port, Mailbox.at("imap://a:b@mail.example").port) == (
        993,
        143,
    )
