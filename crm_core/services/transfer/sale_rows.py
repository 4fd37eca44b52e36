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

from sqlalchemy import func, select, text

from crm_core.crm import Crm
from crm_core.models import Contact, Item
from crm_core.services import amounts
from crm_core.services.transfer import copying, guesses
from crm_core.services.transfer.item_rows import numbers
from crm_core.services.transfer.rows import BadRow, Plan, Row, chunks

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
class SoldItem:
    """An item of the file: how many lines sell it, and the most of it at once."""

    title: str = ""
    maker: str = ""
    sku: str = ""
    lines: int = 0
    most: int = 0


@dataclass
class PastOrder:
    first: Sale
    channel: str
    total: Decimal = Decimal(0)


@dataclass
class Learned:
    """What the first pass knows. customers: name and country."""

    customers: dict[str, tuple[str, str]] = field(default_factory=dict)
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
        key = row.get("sku") or title.casefold()
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
    contacts = _contacts(crm, learned, outcome.job_id)
    items = _items(crm, learned, outcome.job_id)
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
            learned.customers.setdefault(
                sale.customer, (plan.name(row, "customer") or f"Customer {ref}", row.get("country"))
            )
        if sale.item:
            seen = learned.items.setdefault(sale.item, SoldItem(sku=row.get("sku")))
            seen.title, seen.maker = seen.title or sale.title, seen.maker or plan.name(row, "maker")
            seen.lines, seen.most = seen.lines + 1, max(seen.most, abs(sale.quantity))
        sale.order = learned.order_of(sale)
        learned.orders.setdefault(sale.order, PastOrder(sale, row.get("channel"))).total += sale.total
        if outcome.read % PROGRESS == 0:
            progress(outcome)
    return learned


def _contacts(crm: Crm, learned: Learned, import_id: int) -> dict[str, int]:
    """The customers' ids: known by their number or, without one, by their name; else new."""
    found: dict[str, int] = {}
    for part in chunks([key for key in learned.customers if ":" in key], LINES):
        found |= copying.known(crm, "contact", "external_ref", part)
    names = [name for key, (name, _) in learned.customers.items() if key not in found]
    same: dict[str, list[int]] = {}
    for part in chunks(names, LINES):
        rows = crm.session.execute(
            select(Contact.id, func.lower(Contact.name)).where(
                func.lower(Contact.name).in_([name.lower() for name in part]), Contact.deleted_at.is_(None)
            )
        )
        for row_id, known in rows:
            same.setdefault(known, []).append(row_id)
    new = []
    for key, (name, country) in learned.customers.items():
        named = same.get(name.lower(), [])
        if key not in found and len(named) == 1:
            found[key] = named[0]
        elif key not in found:
            new.append((key, name, country))
    for (key, _, _), row_id in zip(new, copying.new_ids(crm, "contact", len(new)), strict=True):
        found[key] = row_id
    columns = ("id", "name", "postal_address", "state", "external_ref", "import_id")
    rows = (
        (found[key], name, where or None, "active", key if ":" in key else None, import_id)
        for key, name, where in new
    )
    copying.insert(crm, "contact", columns, rows)
    return found


def _items(crm: Crm, learned: Learned, import_id: int) -> dict[str, tuple[int, int | None]]:
    """The items' ids and, for single works, their piece's: known by SKU, own number or title; else new."""
    found: dict[str, int] = {}
    for part in chunks(learned.items, LINES):
        found |= _known_items(crm, part)
    new = [key for key in learned.items if key not in found]
    unique = learned.unique
    skus = _own_skus(crm, learned, new)
    ids = copying.new_ids(crm, "item", len(new))
    columns = ("id", "sku", "kind", "title", "maker", "currency", "import_id")
    kind, currency = "unique" if unique else "goods", crm.settings.currency
    cells = (
        (
            row_id,
            sku,
            kind,
            learned.items[key].title or key,
            learned.items[key].maker or None,
            currency,
            import_id,
        )
        for row_id, sku, key in zip(ids, skus, new, strict=True)
    )
    copying.copy(crm, "item", columns, cells)
    found |= dict(zip(new, ids, strict=True))
    if unique:
        copying.copy(crm, "piece", ("item_id", "stage"), ((row_id, "ready") for row_id in ids))
    else:
        copying.copy(crm, "stock", ("item_id",), ((row_id,) for row_id in ids))
    return {key: (row_id, None) for key, row_id in found.items()} | _pieces(crm, found)


def _known_items(crm: Crm, keys: list[str]) -> dict[str, int]:
    upper = {key.upper(): key for key in keys}
    rows = crm.session.execute(select(func.upper(Item.sku), Item.id).where(func.upper(Item.sku).in_(upper)))
    found = {upper[sku]: row_id for sku, row_id in rows}
    titles: dict[str, list[int]] = {}
    named = select(func.lower(Item.title), Item.id).where(
        func.lower(Item.title).in_(keys), Item.deleted_at.is_(None)
    )
    for title, row_id in crm.session.execute(named):
        titles.setdefault(title, []).append(row_id)
    return {title: ids[0] for title, ids in titles.items() if len(ids) == 1} | found


def _own_skus(crm: Crm, learned: Learned, keys: list[str]) -> list[str]:
    """The file's codes where they are codes, the gallery's numbers where the item goes by its title."""
    seen: set[str] = set()
    skus: list[str | None] = []
    for key in keys:
        sku = learned.items[key].sku
        free = bool(sku) and sku.upper() not in seen
        skus.append(sku if free else None)
        seen.add(sku.upper())
    rest = numbers(crm, skus.count(None))
    return [sku or rest.pop() for sku in skus]


def _pieces(crm: Crm, found: dict[str, int]) -> dict[str, tuple[int, int | None]]:
    """Single works that nobody has: what the file says was sold is theirs from now on."""
    by_id = {row_id: key for key, row_id in found.items()}
    free: dict[str, tuple[int, int | None]] = {}
    for part in chunks(by_id, LINES):
        rows = crm.session.execute(
            text(
                "SELECT item.id AS item_id, min(piece.id) AS piece_id FROM item JOIN piece ON piece.item_id = item.id"
                " WHERE item.id = ANY(:ids) AND kind = 'unique' AND piece.deleted_at IS NULL AND NOT EXISTS"
                " (SELECT 1 FROM claim WHERE piece_id = piece.id AND state IN ('held','sold') AND deleted_at IS NULL)"
                " GROUP BY item.id"
            ),
            {"ids": part},
        )
        free |= {by_id[row.item_id]: (row.item_id, row.piece_id) for row in rows}
    return free


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
