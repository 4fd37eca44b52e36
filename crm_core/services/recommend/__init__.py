"""Who would like a work, and what to show somebody: what was said counts most, what was bought speaks for the rest.

told: wishes and tastes in people's own words.  memory, features: purchases as arrays, and what they say of a match.
ranking: the formula, and what the gallery's own sales make of it (training, at night).  bought: matches by all that.
suggested: what colleagues say of a pair; learned: how the like of it was answered.  left_out: whom not to bother.
"""

from __future__ import annotations

from dataclasses import replace

from crm_core.crm import Crm
from crm_core.models import Contact, Item
from crm_core.services.recommend import learned, left_out, suggested, told
from crm_core.services.recommend.told import Match, Row

__all__ = ["Match", "contacts_for", "items_for"]
MOST = 5


def contacts_for(crm: Crm, item: Item) -> list[Match[Contact]]:
    """Who would like an item, best first, each with the reasons. Whom not to bother now is left out."""
    from crm_core.services.recommend import bought

    found = _together(
        told.contacts_for(crm, item), bought.contacts_for(crm, item), suggested.contacts_for(crm, item)
    )
    refused = left_out.contacts(crm, [match.row.id for match in found], item)
    wanted = [match for match in found if match.row.id not in refused]
    return _best(learned.adjusted(crm, wanted, item=item, contact=None))


def items_for(crm: Crm, contact: Contact) -> list[Match[Item]]:
    """What is available now and would please somebody, best first. Beyond their price or declined is left out."""
    from crm_core.services.recommend import bought

    refused = left_out.items(crm, contact.id)
    found = _together(
        told.items_for(crm, contact), bought.items_for(crm, contact), suggested.items_for(crm, contact)
    )
    wanted = [match for match in found if match.row.id not in refused]
    return _best(learned.adjusted(crm, wanted, item=None, contact=contact))


def _best(found: list[Match[Row]]) -> list[Match[Row]]:
    """The best few; what was said no to more than all that speaks for it is none of them."""
    return [match for match in sorted(found, key=lambda each: -each.score) if match.score > 0][:MOST]


def _together(*kinds: list[Match[Row]]) -> list[Match[Row]]:
    """A point said is worth as much as a lift of 1 (e times as likely): all kinds add up."""
    found: dict[int, Match[Row]] = {}
    for match in (each for kind in kinds for each in kind):
        known = found.get(match.row.id)
        found[match.row.id] = match if known is None else _joined(known, match)
    return sorted(found.values(), key=lambda each: -each.score)


def _joined(one: Match[Row], other: Match[Row]) -> Match[Row]:
    """Both scores, and every reason once."""
    more: list[str] = [each for each in other.why.split(", ") if each not in one.why]
    return replace(one, score=one.score + other.score, why=", ".join([one.why, *more]))
