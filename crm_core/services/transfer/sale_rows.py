"""Sales history from a file: orders with their lines, linked to contacts and items, counted in reports and never
posted to the ledger.

Chunk by chunk: an order that goes on in the next chunk is found by its reference and added to. What was learned of
customers and items stays in a memory that is emptied when it is full, so a long file needs no more than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Order
from crm_core.services.transfer import copying, sale_links
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.rows import BadRow, Plan, Row
from crm_core.services.transfer.sale_links import Customer, SoldItem, Stored

REMEMBERED = 50_000  # customers or items
ORDER = (
    "id", "status", "contact_id", "channel", "currency", "total", "ordered_at", "imported", "external_ref", "import_id",
)  # fmt: skip
LINE = ("order_id", "item_id", "description", "quantity", "unit_price", "total")
WORK = ("id", *LINE, "piece_id")  # a line that sells a single work
CLAIM = ("piece_id", "contact_id", "state", "order_line_id")


class Sale(NamedTuple):
    """One line of the file. customer, item: keys of who and what; "" where it names none."""

    row: Row
    order: str
    at: datetime
    currency: str
    customer: str
    item: str
    title: str
    quantity: int
    unit: Decimal
    total: Decimal


@dataclass
class PastOrder:
    """ours: this very import made it; what another one made stays as it is."""

    id: int
    currency: str
    ours: bool
    first: Sale | None = None
    total: Decimal = Decimal(0)


@dataclass
class Memory:
    """What earlier chunks found out, so that it isn't asked of the database again."""

    contacts: dict[str, int] = field(default_factory=dict)
    items: dict[str, Stored] = field(default_factory=dict)

    def forget(self) -> None:
        """After a chunk that was rolled back: what it made is not there."""
        self.contacts.clear()
        self.items.clear()

    def trim(self) -> None:
        for known in (self.contacts, self.items):
            if len(known) > REMEMBERED:
                known.clear()


def number_of(row: Row) -> str:
    """A customer's own number; a spreadsheet makes 13085.0 of it, and 0 where there is none."""
    ref = row.get("customer_ref").removesuffix(".0")
    return "" if ref == "0" else ref


class Reader:
    """Reads rows as sales."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dates = plan.dates("date")
        fields = plan.mapping.fields
        self.parted = "date_year" in fields
        self.has_total, self.has_discount = "total" in fields, "discount" in fields
        self.customers = f"{plan.signature}:"

    def __call__(self, row: Row) -> Sale:
        return self.read(row)

    def read(self, row: Row) -> Sale:
        """A row as a sale. BadRow says what is wrong with it."""
        plan, get = self.plan, row.get
        quantity = plan.whole(row, "quantity")
        if quantity is None:
            quantity = 1
        elif quantity == 0:
            raise BadRow("the quantity is 0")
        at = self._at(row)
        unit, total, currency = self._worth(row, quantity)
        title = get("title")
        if "  " in title or "\n" in title:
            title = " ".join(title.split())
        item = get("sku").upper() or title.casefold()
        ref = number_of(row)
        customer = self.customers + ref if ref else get("customer").casefold()
        return Sale(row, plan.ref(row, "order"), at, currency, customer, item, title, quantity, unit, total)

    def _at(self, row: Row) -> datetime:
        cell = row.get("date")
        if not cell and self.parted and row.get("date_year"):
            cell = "-".join(row.get(f"date_{part}") or "1" for part in ("year", "month", "day"))
        moment = self.dates.read(cell)
        if moment is None:
            raise BadRow(f"“{cell}” is not a date" if cell else "no date")
        return moment

    def _worth(self, row: Row, quantity: int) -> tuple[Decimal, Decimal, str]:
        """The price of one, of the whole line, and the currency."""
        plan = self.plan
        found = total = plan.amount(row, "total") if self.has_total else None
        if found is None:
            found = plan.amount(row, "price")
        if found is None:
            raise BadRow("no price")
        currency = found[1] or plan.currency_of(row) or plan.currency
        worth = total[0] if total else found[0] * quantity
        discount = plan.amount(row, "discount") if self.has_discount else None
        if discount:
            worth -= discount[0]
        return worth / quantity if total or discount else found[0], worth, currency


def write(crm: Crm, plan: Plan, sales: Sequence[Sale], import_id: int, memory: Memory, heard: Heard) -> int:
    """Write the lines of orders that are new; those of orders another import brought are in. Returns how many."""
    memory.trim()
    orders = _stored_orders(crm, sales, import_id)
    kept = [(sale, ref) for sale in sales if (ref := _mine(sale, orders))]
    _learn(crm, plan, [sale for sale, _ in kept], import_id, memory, heard)
    _write_orders(crm, [order for order in orders.values() if order.first], orders, memory, import_id)
    _write_lines(crm, kept, orders, memory)
    return len(kept)


def _stored_orders(crm: Crm, sales: Sequence[Sale], import_id: int) -> dict[str, PastOrder]:
    currencies = {sale.currency for sale in sales}
    refs = {sale.order for sale in sales}
    # What is in another currency than its order's first line; most files know one currency.
    apart = {f"{ref}/{currency}" for ref in refs for currency in currencies}
    found = select(Order.external_ref, Order.id, Order.currency, Order.import_id).where(
        Order.external_ref.in_(refs | apart)
    )
    return {
        str(row.external_ref): PastOrder(row.id, row.currency, row.import_id == import_id)
        for row in crm.session.execute(found)
    }


def _mine(sale: Sale, orders: dict[str, PastOrder]) -> str | None:
    """The reference of the order this line belongs to; None where another import brought that order.

    One order in two currencies can't be added up: what is in another one is an order of its own.
    """
    ref = sale.order
    known = orders.get(ref)
    if known is not None and known.currency != sale.currency:
        ref = f"{ref}/{sale.currency}"
        known = orders.get(ref)
    if known is None:
        known = orders[ref] = PastOrder(0, sale.currency, ours=True)
    if not known.ours:
        return None
    if known.first is None:
        known.first = sale
    known.total += sale.total
    return ref


def _learn(crm: Crm, plan: Plan, sales: list[Sale], import_id: int, memory: Memory, heard: Heard) -> None:
    """Find or make the contacts and items these lines name."""
    customers: dict[str, Customer] = {}
    sold: dict[str, SoldItem] = {}
    for sale in sales:
        if sale.customer and sale.customer not in memory.contacts and sale.customer not in customers:
            ref = number_of(sale.row)
            name = plan.name(sale.row, "customer") or f"Customer {ref}"
            customers[sale.customer] = Customer(name, sale.row.get("country"), bool(ref))
        if sale.item and _unknown(sale, memory):
            seen = sold.setdefault(sale.item, SoldItem(sku=sale.row.get("sku")))
            seen.title = seen.title or sale.title
            seen.maker = seen.maker or plan.name(sale.row, "maker")
    if customers:
        memory.contacts |= sale_links.contacts(crm, customers, import_id, heard)
    if sold:
        memory.items |= sale_links.items(crm, sold, plan.single_works, import_id, heard)


def _unknown(sale: Sale, memory: Memory) -> bool:
    """Never heard of, or heard of without a title that this line has."""
    stored = memory.items.get(sale.item)
    return stored is None or (stored.untitled and bool(sale.title))


def _write_orders(
    crm: Crm, touched: list[PastOrder], orders: dict[str, PastOrder], memory: Memory, import_id: int
) -> None:
    new = [order for order in touched if not order.id]
    for order, order_id in zip(new, copying.new_ids(crm, "order", len(new)), strict=True):
        order.id = order_id
    refs = {id(order): ref for ref, order in orders.items()}
    made = {order.id for order in new}
    rows = (_order_cells(order, refs[id(order)], memory, import_id) for order in new)
    copying.copy(crm, "order", ORDER, rows)
    going_on = [(order.id, order.total) for order in touched if order.id not in made]
    if going_on:
        copying.add(crm, "order", "total", going_on)


def _order_cells(order: PastOrder, ref: str, memory: Memory, import_id: int) -> tuple[Any, ...]:
    first = order.first
    assert first is not None, "an order has a line"
    who = memory.contacts.get(first.customer)
    channel = first.row.get("channel") or None
    return (
        order.id, "delivered", who, channel, order.currency, order.total, first.at, True, ref, import_id,
    )  # fmt: skip


def _write_lines(
    crm: Crm, kept: Sequence[tuple[Sale, str]], orders: dict[str, PastOrder], memory: Memory
) -> None:
    items = memory.items
    works = {sale.item for sale, _ in kept if sale.item and items[sale.item].single}
    free = sale_links.free_pieces(crm, {items[key].id for key in works}) if works else {}
    lines, of_works = [], []
    for sale, ref in kept:
        item = items[sale.item] if sale.item else None
        title = sale.title or (item.title if item else None)
        item_id = item.id if item else None
        line = (orders[ref].id, item_id, title, sale.quantity, sale.unit, sale.total)
        # A work is sold once; a later line only tells of it.
        piece_id = free.pop(item.id, None) if item and item.single and sale.quantity > 0 else None
        if piece_id:
            of_works.append((line, piece_id, memory.contacts.get(sale.customer)))
        else:
            lines.append(line)
    copying.copy(crm, "order_line", LINE, lines)
    if of_works:
        ids = copying.new_ids(crm, "order_line", len(of_works))
        numbered = list(zip(ids, of_works, strict=True))
        copying.copy(crm, "order_line", WORK, ((row, *line, piece) for row, (line, piece, _) in numbered))
        claims = ((piece, who, "sold", row) for row, (_, piece, who) in numbered)
        copying.copy(crm, "claim", CLAIM, claims)
