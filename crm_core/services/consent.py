"""Consent: who agreed to what, and who wants no more messages. Asked by the last gate (gate.py), whoever writes.

The ledger is append-only and keyed by channel and address, so a STOP holds for all our numbers. The latest
event counts; STOP ends every purpose (what the carrier itself answers is not ours). With no record, answers,
service and one-to-one messages are allowed; marketing needs an opt-in.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from crm_core import written
from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Consent

# The one place where we print a carrier's word: the law wants it in first messages, broadcasts and the
# answer to HELP.
OPT_OUT_LINE = "Reply STOP to opt out"
SPENT = ("sending", "sent", "delivered", "read", "unknown")
LATEST = (
    select(Consent)
    .where(
        Consent.channel == bindparam("channel"),
        (Consent.value == bindparam("address")) | (Consent.value == bindparam("erased")),
    )
    .order_by(Consent.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Verdict:
    """Whether something may be sent, and why not."""

    allowed: bool
    reason: str = ""


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
    whose = {"channel": channel, "address": address, "erased": keyed_hash(address)}
    return crm.session.scalar(LATEST, whose)


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
        return Verdict(False, f"{address} {who} on {written.full_day(said.created_at.astimezone(crm.zone))}")
    if purpose == "marketing" and said is None:
        return Verdict(False, f"{address} has not agreed to get news")
    return Verdict(True)
