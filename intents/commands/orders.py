"""Orders: what was ordered, where it is, and how it comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from crm_core.models import Contact, Item, Order
    from crm_core.money import Money
    from intents.slots.when import Period


class CreateOrder(Intent):
    """Take an order."""

    items: list[str] = slot("line", many=True, required=True, ask="What is ordered, and how many?")
    contact: Contact | None = slot("contact")
    price: Money | None = slot("money", help="for all of it")
    discount: Money | Decimal | None = slot("discount")

    phrases = ("order {items} for {contact}",)
    examples = {
        "order 2 blue mugs and 1 plate for Eva": {"items": ["2 blue mugs", "1 plate"], "contact": "Eva"}
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE


class FindOrder(Intent):
    """Where an order is."""

    order: Order | None = slot("order", ask="Which order, or whose?")
    contact: Contact | None = slot("contact")

    phrases = ("wheres order {order}", "{contact's} order")
    examples = {"where's order 1042": {"order": "1042"}, "Eva's order": {"contact": "Eva"}}
    effect = Effect.READ
    needs = Permission.SALES_READ
    one_of = ("order", "contact")


class ListOrders(Intent):
    """Orders by status, contact or time."""

    order_status: str | None = slot("order_status")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = ("{order_status} orders [{period}]", "orders to ship")
    examples = {"pending orders": {"order_status": "pending"}}
    effect = Effect.READ
    needs = Permission.SALES_READ


class AdvanceOrder(Intent):
    """Move an order on: processing, shipped, delivered or canceled."""

    order: Order | None = slot("order", ask="Which order?")
    orders: list[Order] | None = slot("order", many=True)
    order_status: str = slot("order_status", required=True, ask="Processing, shipped, delivered or canceled?")
    tracking: str | None = slot("tracking")

    phrases = ("order {order} [is] {order_status}",)
    examples = {
        "order 1042 delivered": {"order": "1042", "order_status": "delivered"},
        "ship 1042 dhl JD0146000": {"order": "1042", "order_status": "shipped", "tracking": "JD0146000"},
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("order", "orders")


class UpdateOrder(Intent):
    """Change an order: add or remove something, price, discount, shipping, address."""

    order: Order = slot("order", required=True, ask="Which order?")
    add: list[str] | None = slot("line", many=True, ask="What should change: add, remove, price, address?")
    remove: list[str] | None = slot("line", many=True)
    price: Money | None = slot("money")
    discount: Money | Decimal | None = slot("discount")
    shipping: Money | None = slot("money", help="what shipping costs")
    address: str | None = slot("text")

    phrases = ("add {add} to [order] {order}",)
    examples = {"add a plate to 1042": {"order": "1042", "add": ["a plate"]}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("add", "remove", "price", "discount", "shipping", "address")


class ReturnItem(Intent):
    """Take something back that was sold."""

    order: Order | None = slot("order")
    item: Item | None = slot("item", ask="What is coming back?")
    amount: Money | None = slot("money", help="what is given back; none means what was paid")

    phrases = ("{contact} is bringing {item} back",)
    examples = {"Maria is bringing Blue Nude back": {"item": "Blue Nude"}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("item", "order")
