"""Reading a mailbox: every mail once, by UID, leaving the mailbox as it is."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from channels.smtp import LOCAL

TIMEOUT = 30.0


class MailboxError(Exception):
    """A mailbox that can't be read now; its words say why."""


@dataclass(frozen=True)
class Mailbox:
    """imaps://user:password@host/INBOX, or imap:// with STARTTLS (plain only on this machine)."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: bool = True

    @classmethod
    def at(cls, url: str) -> Self:
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        port = parts.port or (993 if tls else 143)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "", port, user, password, unquote(parts.path.strip("/")) or "INBOX", tls)

    def since(self, cursor: str, limit: int = 50) -> tuple[list[bytes], str]:
        """Raw mails after `cursor`, oldest first, and the cursor to keep once they are stored.

        cursor: "<UIDVALIDITY>:<UID>", or "" the first time, when old mail is passed over: a mailbox just
        connected must not bring years of letters. A mailbox that numbers anew (its UIDVALIDITY changed) is read
        from its beginning; mails seen before are recognised by their Message-ID. Raises MailboxError.
        """
        try:
            with self._opened() as (client, validity):
                kept_validity, _, kept = cursor.partition(":")
                if not cursor:
                    return [], f"{validity}:{_next(client) - 1}"
                last = int(kept) if kept_validity == validity else 0
                return self._after(client, validity, last, limit)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxError(
                f"The mailbox at {self.host} can't be read: {error}. Check IMAP_URL."
            ) from error

    def _after(self, client: imaplib.IMAP4, validity: str, last: int, limit: int) -> tuple[list[bytes], str]:
        _, found = client.uid("SEARCH", f"UID {last + 1}:*")
        # "n:*" always holds the newest mail, even when its number is below n.
        uids = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > last)[:limit]
        mails = [mail for uid in uids for mail in _fetched(client, uid)]
        return mails, f"{validity}:{uids[-1] if uids else last}"

    @contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, str]]:
        client = self._connected()
        try:
            client.login(self.user, self.password)
            # Read-only: nothing is marked as seen, the mailbox may be somebody's own.
            if client.select(f'"{self.folder}"', readonly=True)[0] != "OK":
                raise imaplib.IMAP4.error(f"no folder {self.folder}")
            yield client, _number(client, "UIDVALIDITY")
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def _connected(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        if self.tls:
            return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=TIMEOUT)
        client = imaplib.IMAP4(self.host, self.port, timeout=TIMEOUT)
        if "STARTTLS" in client.capabilities:
            client.starttls(ssl_context=context)
        elif self.host not in LOCAL:
            raise imaplib.IMAP4.error("it offers no TLS to protect the password")
        return client


def _number(client: imaplib.IMAP4, name: str) -> str:
    """A number that the server told on opening the folder."""
    _, found = client.response(name)
    told: Any = found[0] if found else None
    if not told:
        raise imaplib.IMAP4.error(f"the server told no {name}")
    return str(int(told))


def _next(client: imaplib.IMAP4) -> int:
    return int(_number(client, "UIDNEXT"))


def _fetched(client: imaplib.IMAP4, uid: int) -> list[bytes]:
    """The raw mail; none when it was deleted meanwhile."""
    _, parts = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
    return [part[1] for part in parts if isinstance(part, tuple) and re.search(rb"BODY\[\]", part[0])]
