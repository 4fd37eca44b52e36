"""What no webhook brought: by default Twilio tries once, so what we missed while down is asked for afterwards."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.webhooks import channels, take_in
from channels.base import Listing, SendError
from crm_core import db
from crm_core.crm import Clock, utc_now

log = logging.getLogger(__name__)
OVERLAP = timedelta(minutes=10)  # a message may be listed later than it came
FURTHEST = timedelta(days=7)  # after a longer silence people have written again, or called


def reconcile_all(clock: Clock = utc_now) -> int:
    """Every line of every channel that can be asked; returns how many messages were listed."""
    asked = [
        (name, channel)
        for name, channel in channels().items()
        if isinstance(channel, Listing) and channel.enabled()
    ]
    return sum(
        take_in_missed(name, channel, our_address, clock)
        for name, channel in asked
        for our_address in db.addresses_on(name)
    )


def take_in_missed(name: str, channel: Listing, our_address: str, clock: Clock = utc_now) -> int:
    """Store what came to one address of ours since it was last asked; what is here already stays as it is."""
    cursor, now = f"{name}/{our_address}", clock()
    since = _since(db.cursor(cursor), now)
    try:
        messages = channel.list_received(our_address, since)
    except SendError as error:
        log.warning("what came to %s can't be listed now: %s", our_address, error.reason)
        return 0
    for message in messages:
        take_in(name, message, clock)
    db.keep_cursor(cursor, now.isoformat())
    return len(messages)


def _since(kept: str, now: datetime) -> datetime:
    """The first time only the last minutes: what a number got before it was ours is not for us."""
    last = datetime.fromisoformat(kept) if kept else now
    return max(last, now - FURTHEST) - OVERLAP
