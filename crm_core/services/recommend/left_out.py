"""Whom not to suggest anything to: who asked for no more messages, had enough today, or has just said no to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm_core import times
from crm_core.crm import Crm
from crm_core.models import Address, Consent, Interest, Item, Offer, Outbox, Suggestion
from crm_core.services.consent import SPENT

DISMISSED = (Suggestion.state == "dismissed", Suggestion.deleted_at.is_(None))


def contacts(crm: Crm, ids: Sequence[int], item: Item) -> set[int]:
    """Those of these contacts who are not to be bothered about this item now."""
    return unreachable(crm, ids) | _told_enough(crm, ids) | _declined(crm, item)


def items(crm: Crm, contact_id: int) -> set[int]:
    """The items this contact has said no to."""
    offers = select(Offer.item_id).where(
        Offer.contact_id == contact_id, Offer.state == "declined", Offer.deleted_at.is_(None)
    )
    said = select(Interest.item_id).where(
        Interest.contact_id == contact_id, Interest.kind == "decline", Interest.item_id.is_not(None)
    )
    dismissed = select(Suggestion.item_id).where(Suggestion.contact_id == contact_id, *DISMISSED)
    queries = (offers, said, dismissed)
    return {each for query in queries for each in crm.session.scalars(query) if each is not None}


def unreachable(crm: Crm, ids: Sequence[int]) -> set[int]:
    """All of their addresses have opted out or are blocked. Somebody without any can still be called on."""
    latest = (
        select(Consent.channel, Consent.value, Consent.event)
        .ext(distinct_on(Consent.channel, Consent.value))
        .order_by(Consent.channel, Consent.value, Consent.id.desc())
        .subquery()
    )
    closed = or_(latest.c.event == "opt_out", Address.blocked_reason.is_not(None))
    query = (
        select(Address.contact_id)
        .outerjoin(latest, (latest.c.channel == Address.channel) & (latest.c.value == Address.value))
        .where(Address.contact_id.in_(ids), Address.deleted_at.is_(None))
        .group_by(Address.contact_id)
        .having(func.bool_and(func.coalesce(closed, False)))
    )
    return {each for each in crm.session.scalars(query) if each is not None}


def _told_enough(crm: Crm, ids: Sequence[int]) -> set[int]:
    """They had as many messages of ours today as the gallery allows, replies not counted."""
    query = (
        select(Outbox.contact_id)
        .where(Outbox.contact_id.in_(ids), Outbox.purpose != "reply")
        .where(Outbox.state.in_(("queued", *SPENT)), Outbox.created_at >= times.start_of(crm, crm.today()))
        .group_by(Outbox.contact_id)
        .having(func.count() >= crm.settings.daily_texts)
    )
    return {each for each in crm.session.scalars(query) if each is not None}


def _declined(crm: Crm, item: Item) -> set[int]:
    offers = select(Offer.contact_id).where(
        Offer.item_id == item.id, Offer.state == "declined", Offer.deleted_at.is_(None)
    )
    said = select(Interest.contact_id).where(Interest.item_id == item.id, Interest.kind == "decline")
    dismissed = select(Suggestion.contact_id).where(Suggestion.item_id == item.id, *DISMISSED)
    return {each for query in (offers, said, dismissed) for each in crm.session.scalars(query)}
