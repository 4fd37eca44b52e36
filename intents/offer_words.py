"""What offers say: to the collector, and in lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, Offer, Piece
    from crm_core.money import Money


def till(crm: Crm, until: date | datetime | None) -> str:
    from crm_core import times

    return f" until {times.last(crm, times.through(crm, until))}" if until else ""


def offer(
    crm: Crm, item: Item, only: Piece | None, price: Money | None, until: date | datetime | None
) -> str:
    """The words that leave: the gallery first, then what, at which price, until when."""
    from crm_core.services import editions

    by = f" by {item.maker}" if item.maker else ""
    return f"{crm.settings.name}: {editions.name(item, only)}{by} is yours for {price}{till(crm, until)}, if you like."


def answer(crm: Crm, accepted: bool, item: Item | None, price: Money | None) -> str:
    """Our answer to their price."""
    what = f" for {item.title}" if item else ""
    if accepted:
        at = f"{price}{what} is fine" if price else f"Your offer{what} is fine"
        return f"{crm.settings.name}: {at}. We'll be in touch about the rest."
    lowest = f" {price} is the lowest we can do." if price else ""
    return f"{crm.settings.name}: thank you for your offer{what}. We can't accept it.{lowest}"


def line(crm: Crm, offered: Offer, item: Item, contact: Contact) -> str:
    from crm_core.services.offers import price_of

    who = f"to {contact.name}" if offered.by_us else f"from {contact.name}"
    return f"{item.title} {who} at {price_of(offered)}{till(crm, offered.until)}"
