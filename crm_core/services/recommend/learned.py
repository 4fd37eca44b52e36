"""What became of earlier suggestions: a yes to a maker or a kind of work lifts the next of it, a no lowers it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, union_all

from crm_core.crm import Crm
from crm_core.models import Contact, Interest, Item, Offer, Suggestion
from crm_core.services.recommend.told import Match, Row

FADES = 365.0  # days after which an answer counts a third
OF_MAKER, OF_KIND = 1.0, 0.5  # of one answer
MOST = 3.0  # however often somebody said it
WORTH_SAYING = 0.3
YES, NO = 1, -1


def adjusted(
    crm: Crm, found: Sequence[Match[Row]], *, item: Item | None, contact: Contact | None
) -> list[Match[Row]]:
    """Matches of an item with contacts, or of a contact with items, by how each pair's like was answered before."""
    people = [contact.id] if contact is not None else [match.row.id for match in found]
    answers = _answers(crm, people)
    adjusted_ = []
    for match in found:
        who = contact.id if contact is not None else match.row.id
        about = item if item is not None else match.row
        adjusted_.append(_with(match, answers.get(who, {}), about))
    return adjusted_


def _with(match: Match[Row], answers: dict[tuple[str, str], float], item: Any) -> Match[Row]:
    by_maker = answers.get(("maker", item.maker or ""), 0.0)
    lift = _within(OF_MAKER * by_maker + OF_KIND * answers.get(("kind", item.category or ""), 0.0))
    if not lift:
        return match
    why = match.why
    if by_maker > WORTH_SAYING and item.maker not in why:
        why = f"{why}, said yes to {item.maker} before"
    elif by_maker < -WORTH_SAYING:
        why = f"{why}, said no to {item.maker} before"
    return Match(match.row, match.score + lift, why)


def _within(lift: float) -> float:
    return max(-MOST, min(lift, MOST))


def _answers(crm: Crm, people: Sequence[int]) -> dict[int, dict[tuple[str, str], float]]:
    """For each of these contacts: the sum of their answers by maker and by kind, the older the less."""
    found: dict[int, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for contact_id, maker, kind, sign, at in _said(crm, people):
        weight = sign * math.exp(-max((crm.now() - at).days, 0) / FADES)
        if maker:
            found[contact_id]["maker", maker] += weight
        if kind:
            found[contact_id]["kind", kind] += weight
    return found


def _said(crm: Crm, people: Sequence[int]) -> Iterator[tuple[int, str | None, str | None, int, datetime]]:
    """Offers taken and declined, what they wrote, what a colleague dismissed for them."""
    offers = [
        select(Offer.contact_id, Offer.item_id, literal(sign), Offer.created_at.label("at")).where(
            Offer.contact_id.in_(people), Offer.state == state, Offer.deleted_at.is_(None)
        )
        for state, sign in (("accepted", YES), ("sold", YES), ("declined", NO))
    ]
    said = [
        select(Interest.contact_id, Interest.item_id, literal(sign), Interest.created_at).where(
            Interest.contact_id.in_(people), Interest.kind == kind, Interest.item_id.is_not(None)
        )
        for kind, sign in (("accept", YES), ("decline", NO))
    ]
    dismissed = select(Suggestion.contact_id, Suggestion.item_id, literal(NO), Suggestion.at).where(
        Suggestion.contact_id.in_(people), Suggestion.state == "dismissed", Suggestion.deleted_at.is_(None)
    )
    all_ = union_all(*offers, *said, dismissed).subquery()
    contact_id, item_id, sign, at = all_.c
    query = select(contact_id, Item.maker, Item.category, sign, at).join(Item, Item.id == item_id)
    for row in crm.session.execute(query):
        yield tuple(row)
