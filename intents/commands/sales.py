"""Sales: selling, offers, payments, refunds, invoices, what is owed and what was paid out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.models import Contact, Item, Order, User
    from crm_core.money import Money
    from intents.slots.when import Period


class SellItem(Intent):
    """Record a sale."""

    item: Item | None = slot("item", ask="Which item did you sell?")
    items: list[Item] | None = slot("item", many=True)
    contact: Contact | None = slot("contact", help="who bought it")
    price: Money | None = slot("money", help="for the whole line")
    unit_price: Money | None = slot("money", help="for each")
    quantity: int | None = slot("int")
    discount: Money | Decimal | None = slot("discount", help="an amount or a percentage")
    deposit: Money | None = slot("money", help="paid already")
    method: str | None = slot("method", help="cash, card, wire …")
    platform: str | None = slot("platform")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("<sold> {item} [to {contact}] [for {price}]",)
    examples = {
        "sold Blue Nude to Maria for 4500": {
            "item": "Blue Nude",
            "contact": "Maria",
            "price": {"amount": "4500.00", "currency": "USD"},
        }
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("item", "items")


class MakeOffer(Intent):
    """Offer an item to somebody at a price."""

    item: Item = slot("item", required=True, ask="Which item should I offer?")
    contact: Contact = slot("contact", required=True, ask="To whom?")
    price: Money | None = slot("money")
    until: datetime | date | None = slot("when")

    phrases = ("offer {item} to {contact} [at {price}]",)
    examples = {
        "offer Blue Nude to Maria at 4200": {
            "item": "Blue Nude",
            "contact": "Maria",
            "price": {"amount": "4200.00", "currency": "USD"},
        }
    }
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE


class ListOffers(Intent):
    """Offers that are open."""

    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")

    phrases = ("any open offers",)
    examples = {"any open offers": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ


class AnswerOffer(Intent):
    """Accept or decline what somebody offered, and tell them."""

    contact: Contact = slot("contact", required=True, ask="Whose offer?")
    answer: str = slot("offer_answer", required=True, ask="Should I accept it or decline it?")
    price: Money | None = slot("money")
    item: Item | None = slot("item")

    phrases = ("{answer} {contact's} offer",)
    examples = {
        "tell Tom 3800 is fine": {
            "contact": "Tom",
            "answer": "accept",
            "price": {"amount": "3800.00", "currency": "USD"},
        },
        "no to Tom, 4000 is the lowest": {
            "contact": "Tom",
            "answer": "decline",
            "price": {"amount": "4000.00", "currency": "USD"},
        },
    }
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE


class WithdrawOffer(Intent):
    """Take an offer of ours back."""

    item: Item = slot("item", required=True, ask="Which item's offer?")
    contact: Contact | None = slot("contact")

    phrases = ("take back the {item} offer",)
    examples = {"take back the Blue Nude offer": {"item": "Blue Nude"}}
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE


class RecordPayment(Intent):
    """Record money that came in."""

    order: Order | None = slot("order")
    contact: Contact | None = slot("contact", ask="Who paid, or which order?")
    amount: Money | None = slot("money", help="none means what is due")
    method: str | None = slot("method")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("{contact} paid [{amount}] [by {method}]",)
    examples = {
        "Maria paid 2000 by card": {
            "contact": "Maria",
            "amount": {"amount": "2000.00", "currency": "USD"},
            "method": "card",
        }
    }
    effect = Effect.WRITE
    needs = Permission.PAYMENTS_WRITE
    one_of = ("contact", "order")


class RefundOrder(Intent):
    """Give money back for an order."""

    order: Order = slot("order", required=True, ask="Which order?")
    amount: Money | None = slot("money", help="none means all that was paid")

    phrases = ("refund [order] {order} [{amount}]",)
    examples = {"refund 1042": {"order": "1042"}}
    effect = Effect.CONFIRM
    needs = Permission.MONEY_WRITE
    step_up = True


class SendInvoice(Intent):
    """Send the invoice of an order."""

    order: Order | None = slot("order")
    contact: Contact | None = slot("contact", ask="Whose invoice, or for which order?")

    phrases = ("send {contact} (the|an) <invoice>",)
    examples = {"send Maria the invoice": {"contact": "Maria"}}
    effect = Effect.OUTWARD
    needs = Permission.SALES_WRITE
    one_of = ("contact", "order")


class WhoOwes(Intent):
    """Who still has to pay."""

    contact: Contact | None = slot("contact")

    phrases = ("who owes [us] [money]",)
    examples = {"who owes us money": {}}
    effect = Effect.READ
    needs = Permission.MONEY_READ


class Balance(Intent):
    """What we owe a consignor, artist or agent; without a name: what is yours."""

    contact: Contact | None = slot("contact")
    user: User | None = slot("user")

    phrases = ("what do we owe {contact}",)
    examples = {"what do we owe Ana Ruiz": {"contact": "Ana Ruiz"}}
    effect = Effect.READ
    needs = Permission.MONEY_READ

    def permission(self) -> Permission:
        """One's own balance is everybody's to see."""
        return self.needs if self.contact or self.user else Permission.BASICS


class RecordPayout(Intent):
    """Record what was paid out to a consignor, artist or agent."""

    contact: Contact | None = slot("contact", ask="To whom?")
    user: User | None = slot("user")
    amount: Money = slot("money", required=True, ask="How much was paid out?")

    phrases = ("paid out {amount} to {contact}",)
    examples = {
        "paid out 800 to Ana Ruiz": {
            "contact": "Ana Ruiz",
            "amount": {"amount": "800.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")
    step_up = True


class SendStatement(Intent):
    """Send a consignor, artist or agent their statement."""

    contact: Contact | None = slot("contact", ask="Whose statement?")
    user: User | None = slot("user")
    period: Period | None = slot("period")

    phrases = ("send {contact} (her|his|their|a) statement [{period}]",)
    examples = {"send Ana her statement": {"contact": "Ana"}}
    effect = Effect.OUTWARD
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")
