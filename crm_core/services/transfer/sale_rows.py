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
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import text

from crm_core.crm import Crm
from crm_core.services.transfer import copying, sale_links
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.once import Once
from crm_core.services.transfer.rows import BadRow, Plan, Row
from crm_core.services.transfer.sale_links import Customer, SoldItem, Stored

REMEMBERED = 50_000  # customers or items
ORDER = (
    "id", "status", "contact_id", "channel", "currency", "total", "ordered_at", "imported", "external_ref", "import_id",
)  # fmt: skip
LINE = ("order_id", "item_id", "description", "quantity", "unit_price", "total")
WORK = ("id", *LINE, "piece_id")  # a line that sells a single work
CLAIM = ("piece_id", "contact_id", "state", "order_line_id")
STORED = text('SELECT external_ref, id, currency, import_id FROM "order" WHERE external_ref = ANY(:refs)')
WORTH = ("quantity", "price", "total", "discount", "currency")  # fields that say how many and how much


class Worth(NamedTuple):
    """How many, the price of one and of the whole line. written: the three as text."""

    quantity: int
    total: Decimal
    currency: str
    written: tuple[str, str, str]


class Sale(NamedTuple):
    """One line of the file. customer, item: keys of who and what; "" where it names none."""

    row: Row
    order: str
    at: datetime
    worth: Worth
    customer: str
    item: str
    title: str


@dataclass
class PastOrder:
    """ours: this very import made it; what another one made stays as it is."""

    ref: str
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
    return _number(row.get("customer_ref"))


def _number(cell: str) -> str:
    ref = cell.removesuffix(".0")
    return "" if ref == "0" else ref


class Reader:
    """Reads rows as sales. Cells repeat themselves, so each is looked at once: prices and quantities, days, numbers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        has = plan.mapping.fields
        self.parted = "date_year" in has
        self.date, self.sku, self.title = has.get("date"), has.get("sku"), has.get("title")
        self.order, self.customer_ref = has.get("order"), has.get("customer_ref")
        self.has_customer = "customer" in has
        numbers = [has[name] for name in WORTH if name in has]
        # Of one column alone it would pick no tuple.
        self.worth_cells = itemgetter(*numbers, *numbers[:1]) if numbers else lambda _: ()
        self.places = {name: place for place, name in enumerate(name for name in WORTH if name in has)}
        self.heading = plan.heading_currency("total", "price")
        self.worths = Once(self._worth)
        self.moments = Once(self._moment)
        self.codes = Once(str.upper)
        self.orders: Once[str, str] = Once(lambda cell: f"{plan.signature}:{cell.removesuffix('.0')}")
        self.customers: Once[str, str] = Once(
            lambda cell: f"{plan.signature}:{_number(cell)}" if _number(cell) else ""
        )

    def read(self, row: Row) -> Sale:
        """A row as a sale. BadRow says what is wrong with it."""
        cells = row.cells
        worth = self.worths[self.worth_cells(cells)]
        cell = cells[self.date] if self.date is not None else ""
        at = self.moments[cell if cell or not self.parted else _parts(row)]
        title = cells[self.title] if self.title is not None else ""
        if "  " in title or "\n" in title:
            title = " ".join(title.split())
        item = (self.codes[cells[self.sku]] if self.sku is not None else "") or title.casefold()
        customer = self.customers[cells[self.customer_ref]] if self.customer_ref is not None else ""
        if not customer and self.has_customer:
            customer = row.get("customer").casefold()
        order = cells[self.order] if self.order is not None else ""
        ref = self.orders[order] if order else self.plan.ref(row, "order")
        return Sale(row, ref, at, worth, customer, item, title)

    def _moment(self, cell: str) -> datetime:
        moment = self.plan.dates("date").read(cell)
        if moment is None:
            raise BadRow(f"“{cell}” is not a date" if cell else "no date")
        return moment

    def _worth(self, cells: tuple[str, ...]) -> Worth:
        plan, said = self.plan, {name: cells[place] for name, place in self.places.items()}
        quantity = plan.whole_of("quantity", said.get("quantity", ""))
        if quantity is None:
            quantity = 1
        elif quantity == 0:
            raise BadRow("the quantity is 0")
        total = plan.amount_of("total", said.get("total", ""))
        found = total or plan.amount_of("price", said.get("price", ""))
        if found is None:
            raise BadRow("no price")
        currency = found[1] or plan.currency_in(said.get("currency", "")) or self.heading or plan.currency
        worth = total[0] if total else found[0] * quantity
        discount = plan.amount_of("discount", said.get("discount", ""))
        if discount:
            worth -= discount[0]
        unit = worth / quantity if total or discount else found[0]
        return Worth(quantity, worth, currency, (str(quantity), str(unit), str(worth)))


def _parts(row: Row) -> str:
    """A date that stands in three columns; "" where there is no year."""
    return (
        "-".join(row.get(f"date_{part}") or "1" for part in ("year", "month", "day"))
        if row.get("date_year")
        else ""
    )


def write(crm: Crm, plan: Plan, sales: Sequence[Sale], import_id: int, memory: Memory, heard: Heard) -> int:
    """Write the lines of orders that are new; those of orders another import brought are in. Returns how many."""
    memory.trim()
    orders = _stored_orders(crm, sales, import_id)
    kept = _ours(sales, orders)
    _learn(crm, plan, [sale for sale, _ in kept], import_id, memory, heard)
    _write_orders(crm, [order for order in orders.values() if order.first], memory, import_id)
    _write_lines(crm, kept, memory)
    return len(kept)


def _stored_orders(crm: Crm, sales: Sequence[Sale], import_id: int) -> dict[str, PastOrder]:
    currencies = {sale.worth.currency for sale in sales}
    refs = {sale.order for sale in sales}
    # What is in another currency than its order's first line; most files know one currency.
    apart = {f"{ref}/{currency}" for ref in refs for currency in currencies}
    rows = crm.session.execute(STORED, {"refs": list(refs | apart)})
    return {
        ref: PastOrder(ref, row_id, currency, made_by == import_id) for ref, row_id, currency, made_by in rows
    }


def _ours(sales: Sequence[Sale], orders: dict[str, PastOrder]) -> list[tuple[Sale, PastOrder]]:
    """Each line with its order, without those of orders that another import brought. New orders go into `orders`."""
    kept = []
    last, order = None, None
    for sale in sales:
        now = sale.order, sale.worth.currency
        if order is None or now != last:  # most lines belong where the one before does
            last, order = now, _order_of(sale, orders)
        if order.ours:
            if order.first is None:
                order.first = sale
            order.total += sale.worth.total
            kept.append((sale, order))
    return kept


def _order_of(sale: Sale, orders: dict[str, PastOrder]) -> PastOrder:
    """One order in two currencies can't be added up: what is in another one is an order of its own."""
    ref, currency = sale.order, sale.worth.currency
    known = orders.get(ref)
    if known is not None and known.currency != currency:
        ref = f"{ref}/{currency}"
        known = orders.get(ref)
    if known is None:
        known = orders[ref] = PastOrder(ref, 0, currency, ours=True)
    return known


def _learn(crm: Crm, plan: Plan, sales: list[Sale], import_id: int, memory: Memory, heard: Heard) -> None:
    """Find or make the contacts and items these lines name."""
    customers: dict[str, Customer] = {}
    sold: dict[str, SoldItem] = {}
    contacts, items = memory.contacts, memory.items
    for sale in sales:
        key = sale.customer
        if key and key not in contacts and key not in customers:
            ref = number_of(sale.row)
            name = plan.name(sale.row, "customer") or f"Customer {ref}"
            customers[key] = Customer(name, sale.row.get("country"), bool(ref))
        key = sale.item
        stored = items.get(key)
        # Never heard of, or heard of without a title that this line has.
        if key and (stored is None or (stored.untitled and sale.title)):
            seen = sold.setdefault(key, SoldItem(sku=sale.row.get("sku")))
            seen.title = seen.title or sale.title
            seen.maker = seen.maker or plan.name(sale.row, "maker")
    if customers:
        memory.contacts |= sale_links.contacts(crm, customers, import_id, heard)
    if sold:
        memory.items |= sale_links.items(crm, sold, plan.single_works, import_id, heard)


def _write_orders(crm: Crm, touched: list[PastOrder], memory: Memory, import_id: int) -> None:
    new = [order for order in touched if not order.id]
    going_on = [(order.id, order.total) for order in touched if order.id]
    for order, order_id in zip(new, copying.new_ids(crm, "order", len(new)), strict=True):
        order.id = order_id
    copying.lines(crm, "order", ORDER, (_order_cells(order, memory, str(import_id)) for order in new))
    if going_on:
        copying.add(crm, "order", "total", going_on)


def _order_cells(order: PastOrder, memory: Memory, import_id: str) -> tuple[str, ...]:
    first = order.first
    assert first is not None, "an order has a line"
    return (
        str(order.id), "delivered", _cell(memory.contacts.get(first.customer)), first.row.get("channel"),
        order.currency, str(order.total), first.at.isoformat(), "t", order.ref, import_id,
    )  # fmt: skip


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)


def _write_lines(crm: Crm, kept: Sequence[tuple[Sale, PastOrder]], memory: Memory) -> None:
    items = memory.items
    works = {sale.item for sale, _ in kept if sale.item and items[sale.item].single}
    free = sale_links.free_pieces(crm, {items[key].id for key in works}) if works else {}
    lines, of_works = [], []
    for sale, order in kept:
        item = items[sale.item] if sale.item else None
        quantity, unit, total = sale.worth.written
        if item is None:
            lines.append((str(order.id), "", sale.title, quantity, unit, total))
            continue
        line = (str(order.id), str(item.id), sale.title or item.title, quantity, unit, total)
        # A work is sold once; a later line only tells of it.
        piece_id = free.pop(item.id, None) if item.single and sale.worth.quantity > 0 else None
        if piece_id:
            of_works.append((line, str(piece_id), _cell(memory.contacts.get(sale.customer))))
        else:
            lines.append(line)
    copying.lines(crm, "order_line", LINE, lines)
    if of_works:
        _write_works(crm, of_works)


def _write_works(crm: Crm, of_works: Sequence[tuple[tuple[str, ...], str, str]]) -> None:
    """Lines that sell a single work, and whose it is from then on."""
    ids = map(str, copying.new_ids(crm, "order_line", len(of_works)))
    numbered = list(zip(ids, of_works, strict=True))
    copying.lines(crm, "order_line", WORK, ((row, *line, piece) for row, (line, piece, _) in numbered))
    claims = ((piece, who, "sold", row) for row, (_, piece, who) in numbered)
    copying.lines(crm, "claim", CLAIM, claims)
