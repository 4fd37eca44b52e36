"""Guards against two machines talking to each other, and against being made to write to strangers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import Inbox, Outbox

SAME, WITHIN = 20, timedelta(minutes=5)
WELCOMES, PER = 30, timedelta(hours=1)
AGAIN_AFTER = timedelta(days=1)


def is_loop(crm: Crm, inbox: Inbox) -> bool:
    """True from the twentieth equal text of one address within five minutes: it is kept, and not answered."""
    if not inbox.text.strip():
        return False  # photos of an album are no loop
    same = select(func.count()).where(
        Inbox.channel == inbox.channel,
        Inbox.from_address == inbox.from_address,
        Inbox.text == inbox.text,
        Inbox.received_at > inbox.received_at - WITHIN,
        Inbox.id <= inbox.id,
    )
    return (crm.session.scalar(same) or 0) >= SAME


def may_welcome(crm: Crm, inbox: Inbox) -> bool:
    """Whether somebody unknown is answered: once a day each, and not more than thirty in an hour together."""
    lately = select(func.count()).where(
        Outbox.purpose == "reply", Outbox.user_id.is_(None), Outbox.created_at > crm.now() - PER
    )
    before = select(Outbox.id).where(
        Outbox.channel == inbox.channel,
        Outbox.to_address == inbox.from_address,
        Outbox.created_at > crm.now() - AGAIN_AFTER,
    )
    return crm.session.scalar(before.limit(1)) is None and (crm.session.scalar(lately) or 0) < WELCOMES
