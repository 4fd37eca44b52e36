"""Nudges: look for what became worth telling, and tell who is to know. Many may do both at once."""

from __future__ import annotations

from crm_core import faults
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import approvals, nudges


def scan(key: str, clock: Clock = utc_now) -> int:
    """Keep what one gallery's rules find; close requests nobody decided. Returns how many nudges are new."""
    with open_crm(key, clock=clock) as crm:
        approvals.expire(crm)
        return nudges.scan(crm)


def send_due(key: str, clock: Clock = utc_now) -> int:
    """Tell each person what is due, a commit for each of them. Returns how many nudges were told."""
    with open_crm(key, clock=clock) as crm:
        people = nudges.people_due(crm)
    told = 0
    for user_id in people:
        with open_crm(key, clock=clock) as crm:
            faults.around_commit(crm.session, "nudge")
            told += nudges.send_to(crm, user_id)
    return told
