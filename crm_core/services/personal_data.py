"""All we hold about a person, in plain lines: what somebody may ask for under privacy laws."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Consent, Contact, Forecast, Inbox, Interest, Note, Offer, Outbox, Wish
from crm_core.money import Money
from crm_core.services import addresses, contact_cards, contacts, purchases, wishes
from crm_core.services.predict import outlook


def of(crm: Crm, contact: Contact) -> list[str]:
    """Everything, by kind, oldest first. Raises NotAllowed for who may not export."""
    crm.require(Permission.EXPORT, "export what we hold on somebody")
    ids = contacts.family(crm, contact)
    reached = addresses.of(crm, contact)
    return [
        f"All we hold on {contact.name}:",
        contact_cards.card(crm, contact),
        *_section("Notes", (f"{_day(crm, note.at)} {note.text}" for note in _rows(crm, Note, ids))),
        *_section("Wishes", (f"{wishes.shown(wish)} ({wish.state})" for wish in _rows(crm, Wish, ids))),
        *_section("Asked and said", (f"{each.kind}: {each.words}" for each in _rows(crm, Interest, ids))),
        *_section(
            "Offers",
            (f"{Money(each.price, each.currency)} ({each.state})" for each in _rows(crm, Offer, ids)),
        ),
        *_section(
            "Bought",
            (
                f"{each.day:%Y-%m-%d} {each.order.label}: {each.what}, {each.total}"
                for each in purchases.of(crm, contact)
            ),
        ),
        *_section("Expected", _expected(crm, contact)),
        *_section(
            "Wrote to us", (f"{_day(crm, row.received_at)} {row.text}" for row in _rows(crm, Inbox, ids))
        ),
        *_section(
            "We wrote",
            (f"{_day(crm, row.created_at)} {row.text} ({row.state})" for row in _rows(crm, Outbox, ids)),
        ),
        *_section("Consent", _consent(crm, [row.value for row in reached])),
    ]


def _expected(crm: Crm, contact: Contact) -> Iterable[str]:
    """What we worked out about them ourselves: how likely they are to buy again."""
    row = crm.session.scalar(select(Forecast).where(Forecast.contact_id == contact.id))
    if row is not None:
        yield (
            f"{row.day:%Y-%m-%d} by the {row.purchases} days on which they bought: {row.alive:.0%} likely to still be"
            f" a customer, {row.year:.0%} to buy within a year, for about {outlook.about(crm, row.value)} at a time"
        )


def _section(head: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [f"{head}:", *found] if found else []


def _rows(crm: Crm, model: Any, ids: list[int]) -> list[Any]:
    return list(crm.session.scalars(select(model).where(model.contact_id.in_(ids)).order_by(model.id)))


def _day(crm: Crm, moment: datetime) -> str:
    return f"{moment.astimezone(crm.zone):%Y-%m-%d}"


def _consent(crm: Crm, values: list[str]) -> list[str]:
    rows = crm.session.scalars(select(Consent).where(Consent.value.in_(values)).order_by(Consent.id))
    return [
        f"{_day(crm, row.created_at)} {row.channel} {row.event} ({row.source}) {row.words}".strip()
        for row in rows
    ]
