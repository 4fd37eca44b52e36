"""From a row in the outbox to a message that left: the last gate, the send, and what became of it."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select, text, update

from bot.webhooks import channels
from channels.base import Channel, Listing, Outbound, SendError, Sent
from channels.text import same, split
from crm_core import db, faults, jobs
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Outbox
from crm_core.services import addresses, consent, gate, messages
from workers import envelope, pace

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)  # longer than any send may take
BACKOFF = (10, 300)  # seconds between three tries; with jitter, so that many rows don't come back together
RING_WITHIN = 300.0  # seconds; what waits longer is found by the sweep: a broker is no calendar
BLOCKS = timedelta(seconds=30)  # how long a row that is tried again holds back the next to the same address

# Whose turn it is to send to the row's address: one sender at a time, until this transaction ends.
TURN = text("""
SELECT channel, to_address, pg_advisory_xact_lock(hashtextextended(:key || '/' || channel || '/' || to_address, 1))
FROM outbox WHERE id = :number
""")
TO = (Outbox.channel == bindparam("channel"), Outbox.to_address == bindparam("address"))
# Locked before they are read: another sender may be marking them right now.
SENDING = select(Outbox.id, Outbox.lease_until).where(*TO, Outbox.state == "sending").with_for_update()
NEXT = (
    select(Outbox)
    .where(
        *TO,
        Outbox.state == "queued",
        (Outbox.due_at <= bindparam("now"))
        | (
            ((Outbox.attempts > 0) | Outbox.lease_until.is_not(None)) & (Outbox.due_at <= bindparam("blocks"))
        ),
    )
    .order_by(Outbox.priority, Outbox.id)
    .limit(1)
    .with_for_update()
)
LOST = (
    update(Outbox)
    .where(Outbox.id.in_(bindparam("lost", expanding=True)))
    .values(state="unknown", error="It may or may not have been sent: the worker stopped in between.")
    .execution_options(synchronize_session=False)
)
LOCKED = select(Outbox).where(Outbox.id == bindparam("number")).with_for_update()
# A receipt that overtook us stays as it is. And whether more is due to that address, asked while the row is locked:
# whoever came with a later one before that saw it leaving and went away.
SENT = """
UPDATE outbox SET
  provider_id = coalesce(nullif(provider_id, ''), %(provider_id)s),
  state = CASE WHEN state IN ('sending', 'unknown') THEN 'sent' ELSE state END,
  lease_until = CASE WHEN state IN ('sending', 'unknown') THEN NULL ELSE lease_until END,
  error = CASE WHEN state IN ('sending', 'unknown') THEN NULL ELSE error END
WHERE id = %(id)s;
SELECT EXISTS (SELECT FROM outbox AS due JOIN outbox AS sent USING (channel, to_address)
               WHERE sent.id = %(id)s AND due.state = 'queued' AND due.due_at <= %(now)s)
"""


@dataclass(frozen=True)
class Leaving:
    """A row on its way out, with all the provider needs; no transaction is open while it is sent."""

    id: int
    channel: str
    attempts: int
    message: Outbound


def deliver(key: str, outbox_id: int, clock: Clock = utc_now) -> int:
    """Send what is due to this row's address, in order. Returns how many left."""
    left = 0
    while True:
        leaving = take_next(key, outbox_id, clock)
        if leaving is None:
            return left
        sent = send(key, leaving, clock)
        if sent is None:
            continue
        left += 1
        if not mark_sent(key, leaving, sent, clock):
            return left


def take_next(key: str, outbox_id: int, clock: Clock) -> Leaving | None:
    """T3: the next due row to that address passes the last gate and becomes 'sending', in one transaction."""
    while True:
        with open_crm(key, clock=clock) as crm:
            asked = crm.session.execute(TURN, {"key": key, "number": outbox_id}).first()
            channel = channels().get(asked.channel) if asked else None
            if asked is None or channel is None:
                return None
            to = {"channel": asked.channel, "address": asked.to_address}
            if _still_sending(crm, to):
                return None
            row = crm.session.scalar(NEXT, {**to, "now": crm.now(), "blocks": crm.now() + BLOCKS})
            if row is None or row.due_at > crm.now():
                return None
            verdict = gate.decide(crm, row)
            if verdict.kind == "send" and not channel.enabled():
                verdict = gate.Verdict(
                    "refuse", reason=f"Not sent: {row.channel} is not set up here.", tell=True
                )
            if verdict.kind == "send":
                return None if _too_fast(crm, row, channel) else _leave(crm, row, channel)
            gate.hold_back(crm, row, verdict)


def _still_sending(crm: Crm, to: dict[str, str]) -> bool:
    """True while another worker has a row to this address; one whose lease ran out is of unknown outcome."""
    rows = crm.session.execute(SENDING, to).all()
    lost = [row.id for row in rows if row.lease_until is None or row.lease_until <= crm.now()]
    if lost:
        crm.session.execute(LOST, {"lost": lost})
    return len(rows) > len(lost)


def _too_fast(crm: Crm, row: Outbox, channel: Channel) -> bool:
    """True where the line is busy: the row keeps its turn, `lease_until`, and its place before later ones."""
    back = row.lease_until is not None
    wait = pace.wait_for(channel, row.our_address, row.text, row.priority, crm.clock, back=back)
    if wait:
        row.due_at = row.lease_until = crm.now() + timedelta(seconds=wait)
        if wait <= RING_WITHIN:
            crm.ring(jobs.OUTBOX_DELIVER, row.id, after=wait)
    return wait > 0


def _leave(crm: Crm, row: Outbox, channel: Channel) -> Leaving:
    faults.around_commit(crm.session, "T3")
    parts = split(row.text, channel.max_chars)
    if len(parts) > 1:
        messages.add_parts(crm, row, parts)
    row.state, row.attempts, row.lease_until = "sending", row.attempts + 1, crm.now() + LEASE
    row.sent_at = crm.now()
    return Leaving(row.id, row.channel, row.attempts, envelope.of(crm, row))


def send(key: str, leaving: Leaving, clock: Clock) -> Sent | None:
    """Hand it to the provider; after a failure T4, and None."""
    faults.at("send:before")
    try:
        sent = channels()[leaving.channel].send(leaving.message)
        faults.at("send:after")
    except SendError as error:
        settle(key, leaving, error, clock)
    except Exception as error:  # a client library's own fault: we can't know whether it left
        log.exception("sending %s of gallery %s broke", leaving.id, key)
        settle(key, leaving, SendError(f"{type(error).__name__}: {error}", unknown=True), clock)
    else:
        return sent
    return None


def mark_sent(key: str, leaving: Leaving, sent: Sent, clock: Clock) -> bool:
    """T4 after success; a receipt that overtook us stays as it is. True where more is due to that address."""
    faults.at("T4:before-commit")
    values = {"id": leaving.id, "provider_id": sent.provider_id, "now": clock()}
    (more,) = db.at_once(key, SENT, values) or (False,)
    faults.at("T4:after-commit")
    return bool(more)


def settle(key: str, leaving: Leaving, error: SendError, clock: Clock) -> None:
    """T4 after failure: again later, never again, or unknown."""
    with open_crm(key, clock=clock) as crm:
        faults.around_commit(crm.session, "T4")
        row = _locked(crm, leaving.id)
        if row.state != "sending":
            return
        row.error, row.error_code, row.lease_until = error.reason, error.code or None, None
        if error.stopped:
            consent.record(crm, row.channel, row.to_address, "opt_out", source="provider", words=error.code)
        if error.gone:
            addresses.give_up(crm, row.channel, row.to_address, error.reason)
        if error.unknown:
            row.state = "unknown"
        elif error.retryable and row.attempts <= len(BACKOFF):
            wait = BACKOFF[row.attempts - 1] * random.uniform(0.8, 1.2)
            if error.retry_after:  # the least it wants; not all of us at that very moment
                wait = error.retry_after + random.uniform(0, 1)
            row.state, row.due_at, row.sent_at = "queued", crm.now() + timedelta(seconds=wait), None
            if error.retry_after:
                pace.pause(channels()[row.channel], row.our_address, error.retry_after, crm.clock)
        else:
            row.state = "failed"


def _locked(crm: Crm, outbox_id: int) -> Outbox:
    return crm.session.scalars(LOCKED, {"number": outbox_id}).one()


def reconcile(key: str, outbox_id: int, clock: Clock = utc_now) -> bool:
    """Settle a row of unknown outcome by looking at what the provider says it sent; True once it is settled."""
    with open_crm(key, clock=clock) as crm:
        row = crm.session.get_one(Outbox, outbox_id)
        channel: object = channels().get(row.channel)
        wanted, since = row.text, row.sent_at or row.created_at
        address, ours = row.to_address, row.our_address
    if channel is None or not isinstance(channel, Listing) or row.state != "unknown":
        return False
    try:
        listed = channel.list_sent(address, since - timedelta(minutes=1))
    except SendError as error:
        log.warning("%s of gallery %s can't be looked up now: %s", outbox_id, key, error.reason)
        return False
    # An address of ours may be a service that picks a number; two galleries may say the same to one person.
    found = [each for each in listed if same(each.text, wanted)]
    found = [each for each in found if each.our_address in ("", ours) or ours.startswith("MG")]
    with open_crm(key, clock=clock) as crm:
        row = _locked(crm, outbox_id)
        ids = [each.provider_id for each in found]
        known = set(crm.session.scalars(select(Outbox.provider_id).where(Outbox.provider_id.in_(ids))))
        match = next((each for each in found if each.provider_id not in known), None)
        if match is None:
            return False
        if row.state == "unknown":
            row.state, row.provider_id, row.error = match.state or "sent", match.provider_id, None
    return True
