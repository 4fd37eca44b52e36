"""Wishes: what came, was released or repriced and fits one; and telling whoever is to know."""

from __future__ import annotations

import logging

from crm_core import db
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import wish_matches

log = logging.getLogger(__name__)
LOOK = "wish.look"


def look_all(clock: Clock = utc_now) -> int:
    """Every gallery. Returns how many contacts were named to somebody."""
    named = 0
    for gallery in db.galleries():
        try:
            named += look(gallery.key, clock)
        except Exception:  # one gallery's trouble is not another's
            log.exception("the look at gallery %s's wishes broke", gallery.key)
    return named


def look(key: str, clock: Clock = utc_now) -> int:
    """One gallery, a commit for the finding and one for each person told."""
    with open_crm(key, clock=clock) as crm:
        wish_matches.find(crm)
        people = wish_matches.people(crm)
    named = 0
    for user_id in people:
        with open_crm(key, clock=clock) as crm:
            named += wish_matches.tell(crm, user_id)
    return named
