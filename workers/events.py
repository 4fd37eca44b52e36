"""Telling a gallery's own programs what happened: claimed, posted with no transaction open, settled."""

from __future__ import annotations

from channels.hooks import NotTaken, post
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import events
from crm_core.services.outside import leads_outside

SEND = events.SEND


def send(key: str, event_id: int, clock: Clock = utc_now) -> bool:
    """Post this event if it is due; True where it was this call that tried."""
    with open_crm(key, clock=clock) as crm:
        wanted = events.claim(crm, event_id)
    if wanted is None:
        return False
    error, final = None, False
    try:
        post(wanted.url, wanted.secret, wanted.name, wanted.at, wanted.body, leads_outside)
    except NotTaken as refusal:
        error, final = refusal.reason, refusal.final
    with open_crm(key, clock=clock) as crm:
        events.settle(crm, wanted, error, final=final)
    return True
