"""Consent, and the last gate before a message leaves: may it, may it now, and is it still true.

The ledger is append-only and keyed by channel and address, so a STOP holds for all our numbers. The latest
event counts; STOP ends every purpose (what the carrier itself answers is not ours). With no record, answers,
service and one-to-one messages are allowed; marketing needs an opt-in.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, or_, select

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Address, Claim, Consent, Contact, Outbox, Piece
from crm_core.services.quiet import next_allowed

# The one place where we print a carrier's word: the law wants it in first messages, broadcasts and the
# answer to HELP.
OPT_OUT_LINE = "Reply STOP to opt out"
SPENT = ("sending", "sent", "delivered", "read", "unknown")


@dataclass(frozen=True)
class Verdict:
    """Whether something may be sent, and why not."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True)
class Gate:
    """kind: send, wait (until `until`, UTC) or refuse; `reason` is a sentence for the staff."""

    kind: str
    until: datetime | None = None
    reason: str = ""


SEND = Gate("send")
__all__ = ["Gate", "Verdict", "gate", "may_send", "next_allowed", "record"]


# -- the ledger


def record(
    crm: Crm,
    channel: str,
    address: str,
    event: str,
    *,
    source: str,
    words: str = "",
    inbox_id: int | None = None,
) -> Consent:
    """Append one event. event: opt_out, opt_in. source: carrier, text, staff, import, provider."""
    row = Consent(
        channel=channel,
        value=address,
        event=event,
        source=source,
        words=words[:500],
        inbox_id=inbox_id or crm.inbox_id,
        user_id=crm.actor.id if crm.actor.is_user else None,
        created_at=crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    return row


def keyed_hash(value: str) -> str:
    """What is kept of an address after erasure: enough to honour its STOP, not to read it."""
    digest = hmac.new(settings().signing_key.encode(), value.encode(), hashlib.sha256)
    return "erased:" + digest.hexdigest()


def latest(crm: Crm, channel: str, address: str) -> Consent | None:
    """The event that counts for an address."""
    return crm.session.scalar(
        select(Consent)
        .where(Consent.channel == channel, Consent.value.in_((address, keyed_hash(address))))
        .order_by(Consent.id.desc())
        .limit(1)
    )


def carry_over(crm: Crm, channel: str, old: str, new: str) -> None:
    """Who asked for no more messages asked for it whatever their number is."""
    said = latest(crm, channel, old)
    if said is not None and said.event == "opt_out":
        record(crm, channel, new, "opt_out", source="staff", words=f"as for {old}")


def may_send(crm: Crm, channel: str, address: str, purpose: str) -> Verdict:
    """Consent alone, whatever the hour. purpose: reply, service, personal or marketing."""
    said = latest(crm, channel, address)
    if said is not None and said.event == "opt_out":
        who = {"staff": "was taken off the list", "carrier": "texted STOP"}.get(
            said.source, "asked for no more messages"
        )
        return Verdict(False, f"{address} {who} on {said.created_at.astimezone(crm.zone):%b %-d, %Y}")
    if purpose == "marketing" and said is None:
        return Verdict(False, f"{address} has not agreed to get news")
    return Verdict(True)


# -- the gate


def gate(crm: Crm, row: Outbox) -> Gate:
    """The last word on one message, asked in the transaction that marks it as leaving."""
    if not _answers_the_opt_out(crm, row):
        verdict = may_send(crm, row.channel, row.to_address, row.purpose)
        if not verdict.allowed:
            return Gate("refuse", reason=f"Not sent: {verdict.reason}.")
    if row.contact_id is None:
        return SEND  # our own people: reminders keep their hours themselves, notices are at once
    contact = crm.session.get(Contact, row.contact_id)
    blocked = _blocked(crm, row, contact)
    if blocked:
        return Gate("refuse", reason=f"Not sent: {blocked}.")
    if row.purpose == "reply":
        return SEND
    return _in_time(crm, row, contact)


def _answers_the_opt_out(crm: Crm, row: Outbox) -> bool:
    """The one confirmation of a request in words, or of one withdrawn, is the answer to that very message."""
    said = latest(crm, row.channel, row.to_address)
    return (
        said is not None
        and row.purpose == "reply"
        and said.source == "text"
        and row.inbox_id is not None
        and row.inbox_id == said.inbox_id
    )


def _blocked(crm: Crm, row: Outbox, contact: Contact | None) -> str:
    address = crm.session.scalar(
        select(Address).where(
            Address.channel == row.channel,
            Address.value == row.to_address,
            Address.contact_id.is_not(None),
            Address.deleted_at.is_(None),
        )
    )
    if address is not None and address.blocked_reason:
        return f"{row.to_address} is blocked: {address.blocked_reason}"
    only = (contact.contact_hours or {}).get("only") if contact is not None else None
    if only and only != row.channel and row.purpose != "reply":
        return f"they want messages by {only} only"
    return _no_longer_true(crm, row)


def _no_longer_true(crm: Crm, row: Outbox) -> str:
    """A message that offers a piece somebody else has bought while it waited (`item_id` is set on nothing
    else).
    """
    if row.item_id is None or row.purpose == "reply":
        return ""
    sold = (
        select(Claim.id)
        .join(Piece, Piece.id == Claim.piece_id)
        .where(
            Piece.item_id == row.item_id,
            Claim.state == "sold",
            Claim.deleted_at.is_(None),
            or_(Claim.contact_id.is_(None), Claim.contact_id != row.contact_id),
        )
    )
    return "the piece it speaks of has been sold since" if crm.session.scalar(sold.limit(1)) else ""


def _in_time(crm: Crm, row: Outbox, contact: Contact | None) -> Gate:
    until = next_allowed(crm, row.to_address, contact)
    if until > crm.now():
        return Gate("wait", until, "quiet hours where they are")
    if _sent_today(crm, row) >= crm.settings.daily_texts:
        tomorrow = datetime.combine(crm.today() + timedelta(days=1), time(), crm.zone)
        return Gate("wait", next_allowed(crm, row.to_address, contact, tomorrow), "enough for one day")
    return SEND


def _sent_today(crm: Crm, row: Outbox) -> int:
    midnight = datetime.combine(crm.today(), time(), crm.zone)
    query = (
        select(func.count())
        .select_from(Outbox)
        .where(
            Outbox.contact_id == row.contact_id,
            Outbox.purpose != "reply",
            Outbox.state.in_(SPENT),
            Outbox.sent_at >= midnight,
            Outbox.id != row.id,
        )
    )
    return crm.session.scalar(query) or 0
