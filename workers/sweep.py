"""The sweep: whatever rows still wait gets its bell rung again. A lost task costs one sweep, no more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm_core import db
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Draft, Inbox, Outbox
from crm_core.services import claims
from crm_core.services.events import due
from workers import deliver, draft, events, inbox, media, nudge, transfer

log = logging.getLogger(__name__)
SWEEP = "sweep.all"
MINUTE = "sweep.minute"
LOOK_BACK = timedelta(days=3)  # how long a send of unknown outcome is looked for at the provider


def sweep_all(clock: Clock = utc_now) -> None:
    """Every gallery: unhandled messages, due sends, drafts, unknown sends, holds whose time is over."""
    _for_every_gallery(sweep, clock)


def every_minute(clock: Clock = utc_now) -> None:
    """Every gallery: what became worth telling somebody, and what is due to be told."""
    _for_every_gallery(_nudges, clock)


def _nudges(key: str, clock: Clock) -> None:
    nudge.scan(key, clock)
    nudge.send_due(key, clock)


def _for_every_gallery(work: Callable[[str, Clock], object], clock: Clock) -> None:
    for gallery in db.galleries():
        try:
            work(gallery.key, clock)
        except Exception:  # one gallery's trouble is not another's
            log.exception("the sweep of gallery %s broke", gallery.key)


def sweep(key: str, clock: Clock = utc_now) -> int:
    """One gallery; returns how many rows moved on: 0 means that everything rests."""
    with open_crm(key, clock=clock) as crm:
        claims.settle_expired(crm)
    with open_crm(key, clock=clock) as crm:
        files, messages = _unfetched(crm), _unhandled(crm)
        imports_, exports_ = transfer.waiting(crm)
        sends, drafts = _unsent(crm), _unwritten(crm)
        happened = due(crm)
    transfer.ring(key, imports_, exports_)
    for inbox_id in files:
        media.fetch(key, inbox_id, clock)
    for draft_id in drafts:
        draft.write(key, draft_id, clock)
    done = sum(inbox.work(key, inbox_id, clock) for inbox_id in messages)
    done += sum(deliver.deliver(key, outbox_id, clock) for outbox_id in sends)
    with open_crm(key, clock=clock) as crm:
        unknown = _unknown(crm)  # with those whose sender was found dead just now
    done += sum(deliver.reconcile(key, outbox_id, clock) for outbox_id in unknown)
    done += sum(events.send(key, event_id, clock) for event_id in happened)
    return len(files) + len(drafts) + done


def _unfetched(crm: Crm) -> list[int]:
    """Messages whose files nobody fetches just now."""
    return list(
        crm.session.scalars(select(Inbox.id).where(Inbox.media_due_at <= crm.now()).order_by(Inbox.id))
    )


def _unhandled(crm: Crm) -> list[int]:
    """The oldest unhandled message of each conversation, unless somebody has it or it waits for its files."""
    oldest = (
        select(Inbox.id)
        .ext(distinct_on(Inbox.party))
        .where(Inbox.handled_at.is_(None))
        .order_by(Inbox.party, Inbox.id)
    )
    query = (
        select(Inbox.id)
        .where(Inbox.id.in_(oldest), Inbox.due_at <= crm.now())
        .where(Inbox.lease_until.is_(None) | (Inbox.lease_until <= crm.now()))
        .where(Inbox.media_due_at.is_(None) | (Inbox.received_at <= crm.now() - inbox.FILES_WAIT))
    )
    return list(crm.session.scalars(query.order_by(Inbox.id)))


def _unsent(crm: Crm) -> list[int]:
    """One row for each address to which something is due, or whose sender stopped in between; answers first."""
    waiting = (Outbox.state == "queued") & (Outbox.due_at <= crm.now())
    stopped = (Outbox.state == "sending") & (Outbox.lease_until <= crm.now())
    query = (
        select(func.min(Outbox.id))
        .where(waiting | stopped)
        .group_by(Outbox.channel, Outbox.to_address)
        .order_by(func.min(Outbox.priority), func.min(Outbox.id))
    )
    return list(crm.session.scalars(query))


def _unwritten(crm: Crm) -> list[int]:
    query = select(Draft.id).where(Draft.state == "pending", Draft.due_at <= crm.now()).order_by(Draft.id)
    return list(crm.session.scalars(query))


def _unknown(crm: Crm) -> list[int]:
    query = select(Outbox.id).where(
        Outbox.state == "unknown", Outbox.reviewed_at.is_(None), Outbox.sent_at > crm.now() - LOOK_BACK
    )
    return list(crm.session.scalars(query))
