"""Handing one mail to an SMTP server, and what each failure means for it."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self
from urllib.parse import unquote, urlsplit

from channels.base import SendError

TIMEOUT = 15.0
LOCAL = ("127.0.0.1", "::1", "localhost")
# Base64 and quoted-printable only: some relays still mangle eight bits.
WIRE = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class SmtpServer:
    """smtp://user:password@host:587 (STARTTLS where offered, required with a password) or smtps://…:465."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    timeout: float = TIMEOUT

    @classmethod
    def at(cls, url: str, timeout: float = TIMEOUT) -> Self:
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        port = parts.port or (465 if tls else 587)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "", port, user, password, tls, timeout)

    def hand_over(self, message: EmailMessage, sender: str, to: str) -> None:
        """Raises SendError. A connection lost before the content went out is certain not to have sent it."""
        try:
            client = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            raise SendError("The mail server refused our login. Check SMTP_URL.", ours=True) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            reason = "The mail server offers no safe login. Check SMTP_URL: smtps:// or another port."
            raise SendError(reason, ours=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise SendError("The mail server couldn't be reached.", retryable=True) from error
        try:
            self._addressed(client, sender, to)
            self._content(client, message)
        finally:
            client.close()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if not self.tls and client.has_extn("starttls"):
                client.starttls(context=context)
                client.ehlo()
            elif not self.tls and self.user and self.host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("no STARTTLS, and a password to protect")
            if self.user:
                client.login(self.user, self.password)
        except BaseException:
            client.close()
            raise
        return client

    def _addressed(self, client: smtplib.SMTP, sender: str, to: str) -> None:
        try:
            for about, (code, words) in (("sender", client.mail(sender)), ("address", client.rcpt(to))):
                if code >= 400:
                    raise _refused(about, code, words)
        except (OSError, smtplib.SMTPException) as error:
            raise SendError("The mail server broke off.", retryable=True) from error

    def _content(self, client: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            code, words = client.data(message.as_bytes(policy=WIRE))
        except smtplib.SMTPDataError as error:  # refused before the content went out
            raise _refused("mail", error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise SendError(
                "The mail server broke off: it may or may not have been sent.", unknown=True
            ) from error
        if code >= 400:
            raise _refused("mail", code, words)


def _refused(about: str, code: int, words: bytes | str) -> SendError:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = " ".join(said.split())[:200]
    if code < 500:
        return SendError(f"The mail server asks us to try later: {said}.", code=str(code), retryable=True)
    if about == "sender":
        reason = f"The mail server doesn't let us send from our address: {said}. Check SMTP_URL."
        return SendError(reason, code=str(code), ours=True)
    if about == "address":
        # A bare 550 may as well mean that we are unwanted.
        gone = " 5.1." in f" {said}"
        return SendError(f"That email address was refused: {said}.", code=str(code), gone=gone)
    return SendError(f"The mail was refused: {said}.", code=str(code))
