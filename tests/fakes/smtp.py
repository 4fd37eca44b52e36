"""A local mail server over aiosmtpd: keeps what it is given and fails by recipient as told.

with FakeSmtp() as smtp:
    channel = EmailChannel(smtp.url, "secret")
"""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# The local part decides: "busy@…" is asked to come later, and so on.
ADDRESS = {"unknown": "550 5.1.1 User unknown", "busy": "451 4.3.2 Try again later"}
CONTENT = {"spam": "554 5.7.1 Refused as spam", "full": "452 4.2.2 Mailbox full"}
USER, PASSWORD = "gallery", "p@ss/word"


class _AnyPort(Controller):
    """Takes port 0 for "a free one", which the library itself then can't find again."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = int(server.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


class FakeSmtp:
    """`login` requires USER and PASSWORD; `deaf` makes the greeting a refusal."""

    def __init__(self, *, login: bool = False) -> None:
        self.mails: list[tuple[str, str, EmailMessage, bytes]] = []  # sender, recipient, mail, wire bytes
        self._controller = _AnyPort(
            self,
            hostname="127.0.0.1",
            port=0,
            auth_required=login,
            auth_require_tls=False,
            authenticator=_authenticated if login else None,
        )
        self._controller.start()
        self.port = self._controller.port
        self.url = f"smtp://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._controller.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name == "hangup":
            _hang_up(server)
        if name in ADDRESS:
            return ADDRESS[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name in CONTENT:
            return CONTENT[name]
        if name == "slow":
            await asyncio.sleep(20)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((str(envelope.mail_from), envelope.rcpt_tos[0], mail, content))
        if name == "lost":
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


def _authenticated(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    ok = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=ok, handled=ok)
