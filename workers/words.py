"""Counting each gallery's words anew in its night: what nothing is called any more goes, what a guest said comes."""

from __future__ import annotations

from crm_core import db
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import find

NIGHT, COUNT = "words.night", "words.count"
HOUR = 3  # of the gallery's night


def due(clock: Clock = utc_now) -> list[str]:
    """The galleries that were last counted on an earlier day, once their night has come."""
    found = []
    for gallery in db.galleries():
        with open_crm(gallery.key, clock=clock) as crm:
            if crm.local_now().hour >= HOUR and db.cursor(_name(gallery.key)) < crm.today().isoformat():
                found.append(gallery.key)
    return found


def count(key: str, clock: Clock = utc_now) -> int:
    """One gallery. Returns how many words it has; twice at once it is the same."""
    with open_crm(key, clock=clock) as crm:
        words, day = find.rebuild_terms(crm), crm.today().isoformat()
    db.keep_cursor(_name(key), day)
    return words


def _name(key: str) -> str:
    return f"words/{key}"
