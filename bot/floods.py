"""Guards against two machines talking to each other, and against being made to write to strangers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, func, select

from crm_core.crm import Crm
from crm_core.models import Inbox, Outbox

SAME, WITHIN = 20, timedelta(minutes=5)
WELCOMES, PER = 30, timedelta(hours=1)
AGAIN_AFTER = timedelta(days=1)
EQUAL = select(func.count()).where(
    Inbox.channel == bindparam("channel"),
    Inbox.from_address == bindparam("address"),
    Inbox.text == bindparam("words"),
    Inbox.received_at > bindparam("since"),
    Inbox.id <= bindparam("last"),
)


def is_loop(crm: Crm, inbox: Inbox) -> bool:
    """True from the twentieth equal text of one address within five minutes: it is kept, and not answered."""
    if not inbox.text.strip():
        return False  # photos of an album are no loop
    same = {
        "channel": inbox.channel,
        "address": inbox.from_address,
        "words": inbox.text,
        "since": inbox.received_at - WITHIN,
        "last": inbox.id,
    }
    return (crm.session.scalar(EQUAL, same) or 0) >= SAME


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
