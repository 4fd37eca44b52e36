"""Orders of a sales history with their lines, linked to contacts and items, counted in reports and never posted to the
ledger.

Chunk by chunk: an order that goes on in the next chunk is found by its reference and added to. What was learned of
customers and items stays in a memory that is emptied when it is full, so a long file needs no more than a short one.

First what lines are linked to is found or made (`link`), then they are written (`write`): the one may be in for good
while the other, of chunks before, is still being written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import text

from crm_core.crm import Crm
from crm_core.services.transfer import copying, sale_links
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.once import Once
from crm_core.services.transfer.rows import Plan
from crm_core.services.transfer.sale_links import Customer, SoldItem, Stored
from crm_core.services.transfer.sale_rows import Sale, number_of

REMEMBERED = 50_000  # customers or items
ORDER = (
    "id", "status", "contact_id", "channel", "currency", "total", "ordered_at", "imported", "external_ref", "import_id",
)  # fmt: skip
LINE = ("order_id", "item_id", "description", "quantity", "unit_price", "total")
WORK = ("id", "piece_id", *LINE)  # a line that sells a single work
CLAIM = ("piece_id", "contact_id", "state", "order_line_id")
STORED = text('SELECT external_ref, id, currency, import_id FROM "order" WHERE external_ref = ANY(:refs)')


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


@dataclass
class Linked:
    """Lines with their orders, and who and what they name. titles: items that were known by their code so far."""

    lines: list[tuple[Sale, PastOrder]]
    orders: list[PastOrder]
    contacts: dict[str, int]
    items: dict[str, Stored]
    titles: dict[int, str]

    @property
    def sells_works(self) -> bool:
        return any(item.single for item in self.items.values())


def refs_of(sales: Sequence[Sale]) -> set[str]:
    """The orders that these lines are of."""
    return {sale.order for sale in sales}


def link(crm: Crm, plan: Plan, sales: Sequence[Sale], import_id: int, memory: Memory, heard: Heard) -> Linked:
    """Find or make the contacts and items of these lines, without those of orders that another import brought."""
    memory.trim()
    orders = _stored_orders(crm, sales, import_id)
    lines = _ours(sales, orders)
    kept = [sale for sale, _ in lines] if len(lines) < len(sales) else sales
    people, things = {sale.customer for sale in kept} - {""}, {sale.item for sale in kept} - {""}
    _learn_contacts(crm, plan, kept, people - memory.contacts.keys(), import_id, memory, heard)
    titles = _learn_items(crm, plan, kept, things, import_id, memory, heard)
    return Linked(
        lines,
        [order for order in orders.values() if order.first],
        {key: memory.contacts[key] for key in people},
        {key: memory.items[key] for key in things},
        titles,
    )


def write(crm: Crm, linked: Linked, import_id: int) -> int:
    """Write these lines with their orders; returns how many."""
    sale_links.name(crm, linked.titles)
    _write_orders(crm, linked, import_id)
    _write_lines(crm, linked)
    return len(linked.lines)


def _stored_orders(crm: Crm, sales: Sequence[Sale], import_id: int) -> dict[str, PastOrder]:
    currencies = {sale.worth.currency for sale in sales}
    refs = refs_of(sales)
    # What is in another currency than its order's first line; most files know one currency.
    apart = {f"{ref}/{currency}" for ref in refs for currency in currencies}
    rows = crm.session.execute(STORED, {"refs": list(refs | apart)})
    return {
        ref: PastOrder(ref, row_id, currency, made_by == import_id) for ref, row_id, currency, made_by in rows
    }


def _ours(sales: Sequence[Sale], orders: dict[str, PastOrder]) -> list[tuple[Sale, PastOrder]]:
    """Each line with its order, without those of orders that another import brought. New orders go into `orders`."""
    kept = []
    last, currency, order = "", "", None
    for sale in sales:
        worth = sale.worth
        if order is None or sale.order != last or worth.currency != currency:
            last, currency = sale.order, worth.currency
            order = _order_of(sale, orders)
        if order.ours:
            if order.first is None:
                order.first = sale
            order.total += worth.total
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


def _learn_contacts(
    crm: Crm,
    plan: Plan,
    sales: Sequence[Sale],
    unknown: set[str],
    import_id: int,
    memory: Memory,
    heard: Heard,
) -> None:
    customers: dict[str, Customer] = {}
    for sale in sales if unknown else ():
        key = sale.customer
        if key in unknown and key not in customers:
            ref = number_of(sale.row)
            name = plan.name(sale.row, "customer") or f"Customer {ref}"
            customers[key] = Customer(name, sale.row.get("country"), bool(ref))
    if customers:
        memory.contacts |= sale_links.contacts(crm, customers, import_id, heard)


def _learn_items(
    crm: Crm,
    plan: Plan,
    sales: Sequence[Sale],
    things: set[str],
    import_id: int,
    memory: Memory,
    heard: Heard,
) -> dict[int, str]:
    """Titles by id of known items that had none so far."""
    items, sold = memory.items, dict[str, SoldItem]()
    unknown = things - items.keys()
    untitled = {key for key in things - unknown if items[key].untitled}
    for sale in sales if unknown or untitled else ():
        key = sale.item
        if key in unknown or (key in untitled and sale.title):
            seen = sold.get(key) or sold.setdefault(key, SoldItem(sku=sale.row.get("sku")))
            seen.title = seen.title or sale.title
            seen.maker = seen.maker or plan.name(sale.row, "maker")
    if not sold:
        return {}
    found = sale_links.items(crm, sold, plan.single_works, import_id, heard)
    memory.items |= found
    return {item.id: item.title for item in found.values() if item.named}


def _write_orders(crm: Crm, linked: Linked, import_id: int) -> None:
    new = [order for order in linked.orders if not order.id]
    going_on = [(order.id, order.total) for order in linked.orders if order.id]
    for order, order_id in zip(new, copying.new_ids(crm, "order", len(new)), strict=True):
        order.id = order_id
    copying.lines(crm, "order", ORDER, (_order_cells(order, linked, str(import_id)) for order in new))
    if going_on:
        copying.add(crm, "order", "total", going_on)


def _order_cells(order: PastOrder, linked: Linked, import_id: str) -> tuple[str, ...]:
    first = order.first
    assert first is not None, "an order has a line"
    return (
        str(order.id), "delivered", _cell(linked.contacts.get(first.customer)), first.row.get("channel"),
        order.currency, str(order.total), first.at.isoformat(), "t", order.ref, import_id,
    )  # fmt: skip


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)


def _write_lines(crm: Crm, linked: Linked) -> None:
    works = {item.id for item in linked.items.values() if item.single}
    free = sale_links.free_pieces(crm, works) if works else {}
    of_works: list[tuple[str, int, str]] = []
    copying.written(crm, "order_line", LINE, _written(linked, free, of_works))
    if of_works:
        _write_works(crm, of_works)


def _written(linked: Linked, free: dict[int, int], of_works: list[tuple[str, int, str]]) -> Iterator[str]:
    """Lines as COPY reads them; those that sell a work go into `of_works` with its piece and who has it now."""
    items, escaped = linked.items, Once(copying.escaped)
    for sale, order in linked.lines:
        item, worth = items.get(sale.item), sale.worth
        if item is None:
            yield f"{order.id}\t\t{escaped[sale.title]}\t{worth.written}"
            continue
        line = f"{order.id}\t{item.id}\t{escaped[sale.title or item.title]}\t{worth.written}"
        # A work is sold once; a later line only tells of it.
        piece_id = free.pop(item.id, None) if item.single and worth.quantity > 0 else None
        if piece_id:
            of_works.append((line, piece_id, _cell(linked.contacts.get(sale.customer))))
        else:
            yield line


def _write_works(crm: Crm, of_works: Sequence[tuple[str, int, str]]) -> None:
    """Lines that sell a single work, and whose it is from then on."""
    numbered = list(zip(copying.new_ids(crm, "order_line", len(of_works)), of_works, strict=True))
    lines: Iterable[str] = (f"{row}\t{piece}\t{line}" for row, (line, piece, _) in numbered)
    copying.written(crm, "order_line", WORK, lines)
    claims = (f"{piece}\t{who}\tsold\t{row}" for row, (_, piece, who) in numbered)
    copying.written(crm, "claim", CLAIM, claims)
