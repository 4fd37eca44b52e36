"""Who earns what of a sale: the consignor's share, and that of the agent or seller whose item it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.crm import Crm
from crm_core.models import Contact, Item, Order, User
from crm_core.services import costs, items, ledger
from crm_core.services.ledger import Entry


@dataclass(frozen=True)
class Share:
    """What one person earns of one line. percent is None where nobody set it: then nothing is booked."""

    person: Contact | User
    percent: Decimal | None
    amount: Decimal


def of(crm: Crm, item: Item, net: Decimal, currency: str) -> list[Share]:
    """Everybody's share of a line that brings `net`, tax and discount taken off."""
    found = []
    owner = items.consignor(crm, item)
    if owner:
        found.append(_share(owner, percent_of(crm, item, owner), net, currency))
    agent = crm.session.get(User, item.assigned_to_id or item.brought_by_id or 0)
    if agent and agent.share_percent:
        found.append(_share(agent, agent.share_percent, net, currency))
    return found


def percent_of(crm: Crm, item: Item, owner: Contact) -> Decimal | None:
    """A consignor's share: agreed for this item, else with them, else what the gallery's commission leaves."""
    commission = crm.settings.commission
    usual = None if commission is None else 100 - commission
    return next((each for each in (item.share_percent, owner.share_percent) if each is not None), usual)


def _share(person: Contact | User, percent: Decimal | None, net: Decimal, currency: str) -> Share:
    return Share(person, percent, ledger.cents(net * (percent or 0) / 100, currency))


def cost_of(crm: Crm, item: Item, quantity: int, earned: Sequence[Share], currency: str) -> Decimal | None:
    """What a line costs us: the things themselves and the shares. None where we don't know what we paid."""
    own = costs.of(crm, item, currency)
    paid_away = sum((share.amount for share in earned), Decimal(0))
    if own is None:
        return paid_away if item.consignor_id else None
    return own * quantity + paid_away


def book_sale(crm: Crm, order: Order, earned: Iterable[Share]) -> None:
    """The sale in the ledger: what the customer owes, what we sold, the tax in it, what we owe on it."""
    entries = [
        Entry("receivable", order.total, order.contact_id),
        Entry("tax", -order.tax),
        Entry("sales", order.tax - order.total),
    ]
    for share in earned:
        who = (
            {"contact_id": share.person.id}
            if isinstance(share.person, Contact)
            else {"user_id": share.person.id}
        )
        entries += [Entry("shares", share.amount), Entry("payable", -share.amount, **who)]
    ledger.book(crm, "sale", order.currency, entries, order=order, at=order.ordered_at)
