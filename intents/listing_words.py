"""What commands about listings say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intents.base import Ref
from intents.batch_words import names

if TYPE_CHECKING:
    from decimal import Decimal

    from crm_core.models import Item, Listing
    from crm_core.services.listings import Wanted

__all__ = ["line", "names", "preview", "refs", "taken_down", "them"]


def refs(items: Sequence[Item]) -> list[Ref]:
    return [Ref("item", item.id, item.title) for item in items]


def them(items: Sequence[Item]) -> str:
    return "it" if len(items) == 1 else "them"


def preview(items: Sequence[Item], wanted: Wanted) -> str:
    """What goes where, on which terms."""
    from crm_core.services.items import asking
    from crm_core.services.listings import NAMES

    terms = []
    if wanted.start_price or wanted.kind == "auction":
        terms.append("auction" + (f" from {wanted.start_price}" if wanted.start_price else ""))
    else:
        prices = {str(wanted.price or asking(item)) for item in items}
        terms.append(f"at {' / '.join(sorted(prices))}")
    if wanted.reserve:
        terms.append(f"reserve {wanted.reserve}")
    if wanted.days:
        terms.append(f"{wanted.days} days")
    return f"List {names(items)} on {NAMES[wanted.platform]}, {', '.join(terms)}?"


def taken_down(items: Sequence[Item], ended: Sequence[Listing]) -> str:
    """What is gone at once, and what a person has to take down."""
    from crm_core.services.listings import NAMES

    by_hand = sorted({NAMES[row.platform] for row in ended if row.state == "ending"})
    text = f"{names(items)} {'is' if len(items) == 1 else 'are'} no longer to be listed."
    if by_hand:
        text += f" Take {them(items)} down on {' and '.join(by_hand)}: Herring isn't connected there yet."
    return f"{text} UNDO takes it back."


def line(listing: Listing, item: Item) -> str:
    from crm_core.money import Money
    from crm_core.services.listings import NAMES, said

    def money(amount: Decimal | None, before: str) -> list[str]:
        return [] if amount is None else [f"{before}{Money(amount, listing.currency)}"]

    auction = listing.kind == "auction"
    start = money(listing.start_price, "auction from ") or ["auction"] if auction else []
    terms = [*start, *money(listing.price, ""), *money(listing.reserve, "reserve ")]
    return ", ".join([f"{item.title} on {NAMES[listing.platform]}", *terms, said(listing)])
