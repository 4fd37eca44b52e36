"""Email: SMTP out; in, one endpoint for raw mail (our own mailbox poll) and for Postmark's webhook.

Email is for talking to collectors: a From line proves nothing, so no command is ever taken from it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import mimetypes
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from channels import postmark
from channels.base import (
    BadSignature,
    File,
    Media,
    MediaError,
    Outbound,
    Received,
    SendError,
    Sent,
    WebhookRequest,
)
from channels.dataurl import decode
from channels.email_message import parse, read
from channels.smtp import TIMEOUT, SmtpServer

SIGNATURE = "x-herring-signature"
MAX_ATTACHED = 15 * 1024 * 1024  # bytes; many servers refuse a mail above 20 MB in base64


def sign(secret_key: str, body: bytes) -> str:
    """The `x-herring-signature` of raw mail that we post to ourselves."""
    key = hmac.digest(secret_key.encode(), b"herring email channel", hashlib.sha256)
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


class EmailChannel:
    """`webhook_password` lets a mail provider in, as https://herring:<password>@…/webhooks/email."""

    name = "email"
    max_chars = 100_000
    carries, takes = 2.0, 20.0  # mail servers take a flood for spam

    def __init__(
        self, smtp_url: str, secret_key: str, webhook_password: str = "", timeout: float = TIMEOUT
    ) -> None:
        self._smtp = SmtpServer.at(smtp_url, timeout) if smtp_url else None
        self._secret, self._password = secret_key, webhook_password

    def enabled(self) -> bool:
        return bool(self._smtp and self._smtp.host and self._secret)

    def weight(self, text: str) -> int:
        return 1

    def receive(self, request: WebhookRequest) -> Received:
        if not self.enabled() or not (self._ours(request) or self._provider(request)):
            raise BadSignature("neither signed by us nor with the provider's password")
        if not request.headers.get("content-type", "").startswith("application/json"):
            return read(parse(request.body))
        try:
            return read(postmark.mail(json.loads(request.body)))
        except (ValueError, KeyError, TypeError, AttributeError):
            # Any refusal but 403 makes Postmark try again for hours, and it would not become better.
            return Received(status=403)

    def _ours(self, request: WebhookRequest) -> bool:
        said = request.headers.get(SIGNATURE, "")
        return hmac.compare_digest(said.encode(), sign(self._secret, request.body).encode())

    def _provider(self, request: WebhookRequest) -> bool:
        kind, _, said = request.headers.get("authorization", "").partition(" ")
        if not self._password or kind.lower() != "basic":
            return False
        try:
            password = base64.b64decode(said, validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(password, self._password.encode())

    def send(self, message: Outbound) -> Sent:
        """Raises SendError. The provider id is our Message-ID, which answers quote."""
        assert self._smtp is not None, "asked to send while disabled"
        if not (message.to_address.isascii() and "@" in message.to_address):
            raise SendError("That is not an email address we can write to. Correct it.")
        mail = _mail(message)
        for content, kind, name in _files(message.media_urls):
            maintype, _, subtype = kind.partition("/")
            mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        self._smtp.hand_over(mail, message.our_address, message.to_address)
        return Sent(mail["Message-ID"].strip("<>"))

    def fetch(self, media: Media) -> File:
        """Attachments came inside the mail."""
        if not media.url.startswith("data:"):
            raise MediaError("An email's files come inside it.")
        return decode(media)


def _mail(message: Outbound) -> EmailMessage:
    mail = EmailMessage()
    try:
        mail["From"], mail["To"] = message.our_address, message.to_address
    except (ValueError, IndexError) as error:
        raise SendError("That is not an email address we can write to. Correct it.") from error
    mail["Subject"] = _subject(message)
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = _message_id(message)
    if message.reply_to_id:
        mail["In-Reply-To"] = mail["References"] = f"<{message.reply_to_id}>"
    if message.unsubscribe_url:
        by_mail = f"mailto:{message.our_address}?subject=unsubscribe"
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>, <{by_mail}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    return mail


def _subject(message: Outbound) -> str:
    """One line; without a subject the first words are one."""
    subject = " ".join((message.subject or message.text).split())
    return subject if len(subject) <= 78 or message.subject else subject[:75].rsplit(" ", 1)[0] + " …"


def _message_id(message: Outbound) -> str:
    """Made from the outbox reference, hashed: a resend after an unknown outcome carries the same id, which
    mail systems recognise as the same mail."""
    ref = parse_qs(urlsplit(message.callback_url).query).get("ref", [uuid4().hex])[0]
    name = hashlib.sha256(ref.encode()).hexdigest()[:32]
    return f"<{name}@{message.our_address.rpartition('@')[2]}>"


def _files(urls: tuple[str, ...]) -> list[tuple[bytes, str, str]]:
    """(content, type, name) of our own links: mail carries the bytes, a link would expire."""
    import httpx

    found, total = [], 0
    for number, url in enumerate(urls, 1):
        try:
            response = httpx.get(url, timeout=TIMEOUT).raise_for_status()
        except httpx.HTTPError as error:
            raise SendError("A file to attach couldn't be read from our server.", retryable=True) from error
        total += len(response.content)
        if total > MAX_ATTACHED:
            raise SendError("The files are too large for one email. Send fewer.", ours=True)
        kind = response.headers.get("content-type", "").split(";")[0] or "image/jpeg"
        found.append((response.content, *_named(url, kind, number)))
    return found


def _named(url: str, kind: str, number: int) -> tuple[str, str]:
    """(type, name): a link that ends in a file's name, /media/<link>/invoice-12.pdf, says both."""
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    said, _ = mimetypes.guess_type(name)
    if said and urlsplit(url).path.count("/") > 2:
        return said, name
    return kind, f"photo-{number}.{kind.rpartition('/')[2]}"
