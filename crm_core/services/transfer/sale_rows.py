"""Sales history from a file: orders with their lines, linked to contacts and items, counted in reports and never
posted to the ledger.

Two passes over the file and one transaction: the first pass learns orders, customers and items, the second writes
the lines. Killed in the middle nothing is there, and the next run begins anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_core.crm import Crm
from crm_core.services import amounts
from crm_core.services.transfer import copying, guesses, sale_links
from crm_core.services.transfer.rows import BadRow, Plan, Row, chunks
from crm_core.services.transfer.sale_links import Customer, SoldItem

if TYPE_CHECKING:
    from crm_core.services.transfer.imports import Outcome

PROGRESS = 20_000
LINES = 5000
MOSTLY = 0.6
ORDER = (
    "id", "status", "contact_id", "channel", "currency", "total", "ordered_at", "imported", "external_ref", "import_id",
)  # fmt: skip
LINE = ("id", "order_id", "item_id", "piece_id", "description", "quantity", "unit_price", "total")


@dataclass
class Sale:
    """One line of the file. customer, item: keys of who and what; "" where it names none."""

    order: str
    at: datetime
    currency: str
    customer: str
    item: str
    title: str
    quantity: int
    total: Decimal


@dataclass
class PastOrder:
    first: Sale
    channel: str
    total: Decimal = Decimal(0)


@dataclass
class Learned:
    """What the first pass knows."""

    customers: dict[str, Customer] = field(default_factory=dict)
    items: dict[str, SoldItem] = field(default_factory=dict)
    orders: dict[str, PastOrder] = field(default_factory=dict)

    def order_of(self, sale: Sale) -> str:
        """One order in two currencies can't be added up: what is in another one is an order of its own."""
        first = self.orders.get(sale.order)
        return (
            sale.order
            if first is None or first.first.currency == sale.currency
            else f"{sale.order}/{sale.currency}"
        )

    @property
    def unique(self) -> bool:
        """Whether these are single works: most of them are sold once, one at a time."""
        once = sum(each.lines == 1 and each.most == 1 for each in self.items.values())
        return once > len(self.items) * MOSTLY


class Reader:
    """Reads rows as sales, the same way in both passes."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dates = guesses.Dates.of(plan.values("date"), plan.region, plan.zone)

    def read(self, row: Row) -> Sale:
        """A row as a sale. BadRow says what is wrong with it."""
        quantity = self.plan.whole(row, "quantity")
        quantity = 1 if quantity is None else quantity
        total, currency = self._total(row, quantity)
        title = " ".join(row.get("title").split())
        key = row.get("sku").upper() or title.casefold()
        return Sale(
            self.plan.ref(row, "order"),
            self._at(row),
            currency,
            self._customer(row),
            key,
            title,
            quantity,
            total,
        )

    def _at(self, row: Row) -> datetime:
        cell = row.get("date")
        if not cell and row.get("date_year"):
            cell = "-".join(row.get(f"date_{part}") or "1" for part in ("year", "month", "day"))
        moment = self.dates.read(cell)
        if moment is None:
            raise BadRow(f"“{cell}” is not a date" if cell else "no date")
        return moment

    def _total(self, row: Row, quantity: int) -> tuple[Decimal, str]:
        total, each = self.plan.amount(row, "total"), self.plan.amount(row, "price")
        found = total or each
        if found is None:
            raise BadRow("no price")
        column = amounts.currency_of(row.get("currency"))
        if column is None:
            raise BadRow(f"“{row.get('currency')}” is no currency")
        worth = total[0] if total else found[0] * quantity
        discount = self.plan.amount(row, "discount")
        return worth - (discount[0] if discount else 0), found[1] or column or self.plan.currency

    def _customer(self, row: Row) -> str:
        ref = row.get("customer_ref")
        if ref:
            return f"{self.plan.signature}:{ref.removesuffix('.0')}"
        return row.get("customer").casefold()


def load(crm: Crm, plan: Plan, outcome: Outcome, progress: Callable[[Outcome], None]) -> None:
    """Write the file's sales, in this one transaction; orders that are in already stay as they are."""
    reader = Reader(plan)
    learned = _learn(plan, reader, outcome, progress)
    there = {
        ref
        for part in chunks(learned.orders, LINES)
        for ref in copying.known(crm, "order", "external_ref", part)
    }
    contacts = sale_links.contacts(crm, learned.customers, outcome.job_id)
    items = sale_links.items(crm, learned.items, learned.unique, outcome.job_id)
    orders = _orders(crm, learned, there, contacts, outcome.job_id)
    for part in chunks(_lines(plan, reader, learned, orders), LINES):
        outcome.written += len(part)
        _write_lines(crm, part, orders, items, learned, contacts)
        progress(outcome)


def _learn(plan: Plan, reader: Reader, outcome: Outcome, progress: Callable[[Outcome], None]) -> Learned:
    learned = Learned()
    for row in plan.rows():
        outcome.read += 1
        try:
            sale = reader.read(row)
        except BadRow as error:
            outcome.reject(row.line, str(error), row.cells)
            continue
        if sale.customer:
            ref = row.get("customer_ref").removesuffix(".0")
            name = plan.name(row, "customer") or f"Customer {ref}"
            learned.customers.setdefault(sale.customer, Customer(name, row.get("country"), bool(ref)))
        if sale.item:
            seen = learned.items.setdefault(sale.item, SoldItem(sku=row.get("sku")))
            seen.title, seen.maker = seen.title or sale.title, seen.maker or plan.name(row, "maker")
            seen.lines, seen.most = seen.lines + 1, max(seen.most, abs(sale.quantity))
        sale.order = learned.order_of(sale)
        learned.orders.setdefault(sale.order, PastOrder(sale, row.get("channel"))).total += sale.total
        if outcome.read % PROGRESS == 0:
            progress(outcome)
    return learned


def _orders(
    crm: Crm, learned: Learned, there: set[str], contacts: dict[str, int], import_id: int
) -> dict[str, int]:
    """The new orders' ids by what tells them apart."""
    new = [ref for ref in learned.orders if ref not in there]
    ids = copying.new_ids(crm, "order", len(new))
    made = dict(zip(new, ids, strict=True))
    rows = (_order_cells(made[ref], ref, learned.orders[ref], contacts, import_id) for ref in new)
    copying.copy(crm, "order", ORDER, rows)
    return made


def _order_cells(
    row_id: int, ref: str, order: PastOrder, contacts: dict[str, int], import_id: int
) -> tuple[Any, ...]:
    first, who = order.first, contacts.get(order.first.customer)
    return (
        row_id,
        "delivered",
        who,
        order.channel or None,
        first.currency,
        order.total,
        first.at,
        True,
        ref,
        import_id,
    )


def _lines(plan: Plan, reader: Reader, learned: Learned, orders: dict[str, int]) -> Iterator[Sale]:
    """The second pass: every line of the orders that are new."""
    for row in plan.rows():
        try:
            sale = reader.read(row)
        except BadRow:
            continue
        sale.order = learned.order_of(sale)
        if sale.order in orders:
            yield sale


def _write_lines(
    crm: Crm,
    sales: list[Sale],
    orders: dict[str, int],
    items: dict[str, tuple[int, int | None]],
    learned: Learned,
    contacts: dict[str, int],
) -> None:
    ids = copying.new_ids(crm, "order_line", len(sales))
    lines, claims = [], []
    for line_id, sale in zip(ids, sales, strict=True):
        item_id, piece_id = items.get(sale.item, (None, None))
        unit = sale.total / sale.quantity if sale.quantity else Decimal(0)
        title = sale.title or (learned.items[sale.item].title if sale.item else None)
        order_id = orders[sale.order]
        lines.append((line_id, order_id, item_id, piece_id, title, sale.quantity, unit, sale.total))
        if item_id and piece_id and sale.quantity > 0:
            claims.append((piece_id, contacts.get(sale.customer), "sold", line_id))
            items[sale.item] = (item_id, None)  # a work is sold once; a later line only tells of it
    copying.copy(crm, "order_line", LINE, lines)
    copying.copy(crm, "claim", ("piece_id", "contact_id", "state", "order_line_id"), claims)
