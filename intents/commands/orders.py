"""Orders: what was ordered, where it is, and how it comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from crm_core.written import number
from intents import order_words, sale_words
from intents.base import Effect, Intent, Ref, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Item, Order
    from crm_core.money import Money
    from crm_core.services.order_changes import Changes
    from crm_core.services.sale_plan import Terms
    from intents.slots.period import Period


class CreateOrder(Intent):
    """Take an order."""

    items: list[str] = slot("line", many=True, required=True, ask="What is ordered, and how many?")
    contact: Contact | None = slot("contact")
    price: Money | None = slot("money", help="for all of it")
    discount: Money | Decimal | None = slot("discount")

    phrases = (
        "<place_order> {items} (for|to) {contact} <order_tail>",
        "<place_order> (for|from|by) {contact} [:|,|-|of|with] {items} <order_tail>",
    )
    examples = {
        "order 2 blue mugs and 1 plate for Eva": {"items": ["2 blue mugs", "1 plate"], "contact": "Eva"}
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE

    def _terms(self, crm: Crm) -> Terms:
        from crm_core.services.orders import read_line
        from crm_core.services.sale_plan import Terms

        wanted = [read_line(crm, said) for said in self.items]
        # An order is written down to be paid later, so "invoice": nothing is taken as paid.
        return Terms(wanted, self.contact, price=self.price, discount=self.discount, method="invoice")

    def subjects(self, crm: Crm) -> list[Ref]:
        return [*super().subjects(crm), *(Ref("item", item.id) for item, _ in self._terms(crm).wanted)]

    def preview(self, crm: Crm) -> str:
        from crm_core.services import sales

        return sale_words.order_preview(crm, sales.plan(crm, self._terms(crm)))

    def while_waiting(self, crm: Crm, approval: Approval) -> None:
        from crm_core.services import claims, sales

        for part in sales.plan(crm, self._terms(crm)).parts:
            if part.piece is not None:
                claims.block_for_approval(crm, part.piece, approval, self.contact)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments, sales

        order, made = sales.sell(crm, self._terms(crm))
        due = payments.due(crm, order)
        text = f"{order.label}: {sale_words.things(made)}, {due} due. UNDO takes it back."
        return Reply(text, [Ref("order", order.id, order.label)], done=sale_words.ordered(order, made))


class FindOrder(Intent):
    """Where an order is."""

    order: Order | None = slot("order", ask="Which order, or whose?")
    contact: Contact | None = slot("contact")

    phrases = (
        "<wheres> [<order>] {order@order} [now|at|got to|right now|at now]",
        "<wheres> [my|the|our] <order> {order} [now|at|right now]",
    )
    examples = {"where's order 1042": {"order": "1042"}, "Eva's order": {"contact": "Eva"}}
    effect = Effect.READ
    needs = Permission.SALES_READ
    one_of = ("order", "contact")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import orders

        who = self.order or self.contact
        assert who is not None  # one_of
        found = orders.get(crm, who)
        if not found:
            return Reply(f"{self.contact.name} has no order." if self.contact else "I know no such order.")
        refs = [Ref("order", order.id, order.label) for order in found]
        if len(found) == 1:
            return Reply(order_words.card(crm, found[0]), refs)
        return page(
            self, f"{len(found)} open orders:", [order_words.line(crm, order) for order in found], refs
        )


class ListOrders(Intent):
    """Orders by status, contact or time."""

    order_status: str | None = slot("order_status")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = (
        "(orders|any orders|all orders|which orders) (of|from|by|for) {contact} [<in_period>]",
        "[<show>] [me] {contact's} orders [<in_period>]",
    )
    examples = {"pending orders": {"order_status": "pending"}}
    effect = Effect.READ
    needs = Permission.SALES_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import orders

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        kept = self.page or {}
        status = self.order_status
        found = orders.search(crm, status, self.contact, start, end, after=kept.get("after"))
        if status == "processing" and not found.total:
            # "Orders to ship": in a house that marks nothing as processing those are the pending ones.
            status = "pending"
            found = orders.search(crm, status, self.contact, start, end, after=kept.get("after"))
        what = f"{status or ''} orders".strip()
        if not found.total:
            return Reply(f"No {what}." if status or self.contact or start else "No open orders.")
        what = what if found.total != 1 else what.removesuffix("s")
        shown = kept.get("shown", 0) + len(found.rows)
        after = {"after": found.after, "shown": shown} if found.after else None
        refs = [Ref("order", order.id, order.label) for order, _ in found.rows]
        lines = [order_words.line(crm, order, who) for order, who in found.rows]
        return page(
            self, "" if kept else f"{number(found.total)} {what}:", lines, refs, after, found.total - shown
        )


class AdvanceOrder(Intent):
    """Move an order on: processing, shipped, delivered or canceled."""

    order: Order | None = slot("order", ask="Which order?")
    orders: list[Order] | None = slot("order", many=True)
    order_status: str = slot("order_status", required=True, ask="Processing, shipped, delivered or canceled?")
    tracking: str | None = slot("tracking")

    phrases = (
        "(cancel|call off|void|scrap) [the] orders {orders} {order_status:canceled}",
        "<order> {order} [:|,] {order_status} <track_tail>",
    )
    examples = {
        "order 1042 delivered": {"order": "1042", "order_status": "delivered"},
        "ship 1042 dhl JD0146000": {"order": "1042", "order_status": "shipped", "tracking": "JD0146000"},
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("order", "orders")

    def _orders(self) -> list[Order]:
        return [*([self.order] if self.order else []), *(self.orders or [])]

    def preview(self, crm: Crm) -> str:
        from crm_core.services import order_states

        for order in self._orders():
            order_states.check(order, self.order_status)
        return order_words.advance_preview(crm, self._orders(), self.order_status, self.tracking)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import order_states

        for order in self._orders():
            order_states.advance(crm, order, self.order_status, self.tracking)
        refs = [Ref("order", order.id, order.label) for order in self._orders()]
        return Reply(order_words.advanced(crm, self._orders(), self.order_status), refs)


class UpdateOrder(Intent):
    """Change an order: add or remove something, price, discount, shipping, address."""

    order: Order = slot("order", required=True, ask="Which order?")
    add: list[str] | None = slot("line", many=True, ask="What should change: add, remove, price, address?")
    remove: list[str] | None = slot("line", many=True)
    price: Money | None = slot("money")
    discount: Money | Decimal | None = slot("discount")
    shipping: Money | None = slot("money", help="what shipping costs")
    address: str | None = slot("text")

    phrases = (
        "add {add} (to|on|onto|in) [<order>] {order}",
        "(put|include|throw in|throw|stick) {add} (on|in|to|into|onto) <order> {order}",
    )
    examples = {"add a plate to 1042": {"order": "1042", "add": ["a plate"]}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("add", "remove", "price", "discount", "shipping", "address")

    def _changes(self, crm: Crm) -> Changes:
        from crm_core.services.order_changes import Changes
        from crm_core.services.orders import read_line

        return Changes(
            add=[read_line(crm, said) for said in self.add or []],
            remove=[read_line(crm, said)[0] for said in self.remove or []],
            price=self.price,
            discount=self.discount,
            shipping=self.shipping,
            address=self.address,
        )

    def preview(self, crm: Crm) -> str:
        from crm_core.services import order_changes

        changes = self._changes(crm)
        due = order_changes.due_after(crm, self.order, changes)
        return order_words.update_preview(self.order, changes, due)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import order_changes

        due = order_changes.update(crm, self.order, self._changes(crm))
        text = f"{self.order.label} is changed: {order_words.due(due)}. UNDO takes it back."
        return Reply(text, [Ref("order", self.order.id, self.order.label)])


class ReturnItem(Intent):
    """Take something back that was sold."""

    order: Order | None = slot("order")
    item: Item | None = slot("item", ask="What is coming back?")
    amount: Money | None = slot("money", help="what is given back; none means what was paid")

    phrases = (
        "{_@contact} (wants|is getting|gets) (her|his|their) money back (for|on) {item}",
        "(return|refund) {item} (for) {_@contact}",
    )
    examples = {"Maria is bringing Blue Nude back": {"item": "Blue Nude"}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    step_up = True  # money goes back
    one_of = ("item", "order")

    def preview(self, crm: Crm) -> str:
        from crm_core.services import returns

        return order_words.return_preview(crm, returns.plan_return(crm, self.order, self.item, self.amount))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import returns

        done = returns.take_back(crm, self.order, self.item, self.amount)
        back = f"{done.back} goes back to them" if done.back else "nothing goes back"
        text = f"{order_words.lines(done.lines)} came back and is for sale again; {back}. UNDO takes it back."
        return Reply(text, [Ref("order", done.order.id, done.order.label)])
