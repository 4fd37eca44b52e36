"""Reading one RFC 822 mail: a person's words, an automatic answer, or the report of a bounce."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from channels.base import Inbound, Media, Receipt, Received
from channels.dataurl import encode
from channels.email_text import from_html, written

NO_MAILBOX = "5.1"  # of the enhanced status codes (RFC 3463): the address is the reason
MAX_ATTACHED = 20 * 1024 * 1024  # bytes of attachments kept of one mail
# Who the mail reached, most reliable first: a mail may be addressed to several people, or to a list.
REACHED = ("X-Original-To", "Delivered-To", "To", "Cc")


def parse(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage), "the default policy makes no other"
    return message


def read(message: EmailMessage) -> Received:
    """The message, or the receipts of a bounce. Mail without a sender, or from ourselves, is nothing.

    raw of a message: "kind" ("mail", "auto_reply", "bulk"), "subject", "full_text" (quotations included),
    "references" (ids of ours it may answer, nearest first), "recipients", "plus" (the part after + of our
    address), "dropped" (names of attachments too large to keep), and "OptOutType" for an unsubscribe mail.
    Only "mail" may be answered automatically: anything else is how loops begin.
    """
    if message.get_content_type() == "multipart/report":
        return Received(receipts=tuple(_reports(message)))
    sender = next(iter(_addresses(message, "From")), ("", ""))
    recipients = [address for header in REACHED for _, address in _addresses(message, header)]
    if not sender[1] or not recipients or sender[1] == _without_plus(recipients[0])[0]:
        return Received()
    return Received(messages=(_inbound(message, sender, recipients),))


def _inbound(message: EmailMessage, sender: tuple[str, str], recipients: list[str]) -> Inbound:
    ours, plus = _without_plus(recipients[0])
    text = _text(message)
    words = written(text)
    media, dropped = _attachments(message)
    references = _references(message)
    subject = _header(message, "Subject")
    raw: dict[str, Any] = {
        "kind": _kind(message),
        "subject": subject,
        "full_text": text,
        "references": references,
        "recipients": list(dict.fromkeys(recipients)),
        "plus": plus,
        "dropped": dropped,
    }
    # What a mail program writes for the mailto: of List-Unsubscribe.
    if subject.strip().lower() == "unsubscribe":
        raw["OptOutType"] = "STOP"
    return Inbound(
        external_id=message_id(message),
        from_address=sender[1],
        our_address=ours,
        text=words,
        media=media,
        sender_name=sender[0],
        quoted_id=references[0] if references else "",
        sent_at=_date(message),
        raw=raw,
    )


def message_id(message: EmailMessage) -> str:
    """The mail's own id without brackets; mails without one are told apart by their content."""
    found = _ids(_header(message, "Message-ID"))
    if found:
        return found[0]
    told = [_header(message, name) for name in ("From", "To", "Date", "Subject")]
    return (
        "sha256-" + hashlib.sha256("\n".join([*told, _text(message)]).encode("utf-8", "replace")).hexdigest()
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, IndexError, TypeError, AttributeError):  # a header the parser chokes on is no header
        return ""


def _addresses(message: EmailMessage, header: str) -> list[tuple[str, str]]:
    """(name, address in lower case) of each mailbox in a header."""
    try:
        values = [str(value) for value in message.get_all(header, [])]
    except (ValueError, IndexError, TypeError, AttributeError):
        return []
    return [(name, address.lower()) for name, address in getaddresses(values) if "@" in address]


def _without_plus(address: str) -> tuple[str, str]:
    """("hello@gallery.example", "c42") of hello+c42@gallery.example."""
    local, _, domain = address.rpartition("@")
    name, _, plus = local.partition("+")
    return f"{name}@{domain}", plus


def _ids(header: str) -> list[str]:
    return re.findall(r"<([^<>\s]+)>", header)


def _references(message: EmailMessage) -> list[str]:
    """In-Reply-To, then References from the last back."""
    answered = _ids(_header(message, "In-Reply-To"))
    return list(dict.fromkeys([*answered, *reversed(_ids(_header(message, "References")))]))


def _date(message: EmailMessage) -> datetime | None:
    try:
        when = parsedate_to_datetime(_header(message, "Date"))
    except ValueError:
        return None
    return when if when.tzinfo else None


def _kind(message: EmailMessage) -> str:
    submitted = _header(message, "Auto-Submitted").lower()
    if submitted and submitted != "no":
        return "auto_reply"
    if _header(message, "X-Auto-Response-Suppress") or _header(message, "X-Autoreply"):
        return "auto_reply"
    if _header(message, "Return-Path").strip() == "<>":
        return "auto_reply"
    precedence = _header(message, "Precedence").lower()
    if precedence in ("bulk", "list", "junk", "auto_reply") or _header(message, "List-Id"):
        return "auto_reply" if precedence == "auto_reply" else "bulk"
    return "mail"


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = _decoded(body)
    return from_html(content) if body.get_content_type() == "text/html" else content


def _decoded(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset nobody knows
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _attachments(message: EmailMessage) -> tuple[tuple[Media, ...], list[str]]:
    """Files inside the mail, as `data:` URLs, and the names of those too large to keep."""
    kept: list[Media] = []
    dropped, used = [], 0
    for part in message.walk():
        name = part.get_filename() or ""
        if part.is_multipart() or not (name or part.get_content_maintype() == "image"):
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes), "a part that is not multipart has bytes"
        if used + len(content) > MAX_ATTACHED:
            dropped.append(name)
            continue
        used += len(content)
        kept.append(Media(encode(content, part.get_content_type()), part.get_content_type(), name))
    return tuple(kept), dropped


def _reports(message: EmailMessage) -> Iterator[Receipt]:
    """What became of a mail of ours (RFC 3464). outbox_ref is empty: our Message-ID tells which one."""
    original = next(_originals(message), "")
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not original:
            continue
        for fields in part.get_payload():
            action = str(fields.get("Action") or "").strip().lower()  # type: ignore[union-attr]
            status = str(fields.get("Status") or "").strip()  # type: ignore[union-attr]
            if action == "failed":
                yield Receipt(
                    "", "failed", original, status, _bounce(status), gone=status.startswith(NO_MAILBOX)
                )
            elif action in ("delivered", "relayed"):
                yield Receipt("", "delivered", original)


def _originals(message: EmailMessage) -> Iterator[str]:
    """The Message-ID of the mail that bounced: its headers are the report's last part."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from _ids(_header(parse(_decoded(part).encode("utf-8", "replace")), "Message-ID"))
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            yield from _ids(_header(inner, "Message-ID") if isinstance(inner, EmailMessage) else "")


def _bounce(status: str) -> str:
    """A sentence for an enhanced status code (RFC 3463)."""
    if status.startswith(NO_MAILBOX):
        return "That email address doesn't exist. Ask for the current one."
    if status.startswith(("5.2.2", "4.2.2")):
        return "Their mailbox is full. Try again later, or another channel."
    if status.startswith("5.7"):
        return "Their mail server refused it as unwanted. Check the SPF and DKIM records of our domain."
    return f"Their mail server couldn't deliver it (status {status or 'unknown'}). Try another channel."
