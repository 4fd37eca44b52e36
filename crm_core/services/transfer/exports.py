"""Our rows for others' spreadsheets, as CSV or XLSX, streamed, and harmless when opened.

A CSV is written as the spreadsheets of the gallery's country read one: "Vase;1200,50" in Sweden, "Vase,1200.50" in the
US. Days are always 2026-11-20, which all of them know.

A cell that begins with = + - @ or a control character would be run as a formula by Excel: an apostrophe goes in front
(OWASP, "CSV Injection"); numbers stay numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Select, Text, cast, func, literal, select

from crm_core import times, written
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact, Inbox, Item, Order, OrderLine, Outbox, Piece, Stock
from crm_core.services import visible
from crm_core.services.payments import PAID

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
FETCH = 2000
FORMATS = ("csv", "xlsx")
EXCEL_ROWS = 1_048_575
# What is exported, and the column that says when, for exports of some days.
Wanted = tuple[Select[Any], Any]
Watch = Callable[[int], None]  # told from time to time how many rows are written


def rows(crm: Crm, what: str, start: date | None = None, end: date | None = None) -> Iterator[Sequence[Any]]:
    """The header, then every row. Refused where there is no such export, NotAllowed where one may not."""
    crm.require(Permission.EXPORT, "export data")
    header, wanted = _wanted(crm, what, start, end)
    yield header
    yield from crm.session.execute(wanted.execution_options(yield_per=FETCH))


def _wanted(crm: Crm, what: str, start: date | None, end: date | None) -> tuple[Sequence[str], Select[Any]]:
    if what not in EXPORTS:
        raise Refused(why=f"I can export {', '.join(EXPORTS)}.")
    header, query = EXPORTS[what]
    wanted, day = query(crm)
    if start:
        wanted = wanted.where(day >= times.start_of(crm, start))
    if end:
        wanted = wanted.where(day < times.start_of(crm, end + timedelta(days=1)))
    return header, wanted


def count(crm: Crm, what: str, start: date | None = None, end: date | None = None) -> int:
    """How many rows an export would have, the header not counted."""
    crm.require(Permission.EXPORT, "export data")
    wanted = _wanted(crm, what, start, end)[1].order_by(None).subquery()
    return crm.session.scalar(select(func.count()).select_from(wanted)) or 0


def write_csv(
    crm: Crm,
    what: str,
    out: IO[str],
    start: date | None = None,
    end: date | None = None,
    watch: Watch = lambda _: None,
) -> int:
    """Write CSV; how many rows below the header."""
    signs = written.style()
    writer = csv.writer(out, delimiter=signs.separator)
    count = -1
    for row in rows(crm, what, start, end):
        writer.writerow([cell(_plain(crm, value), signs.point) for value in row])
        count += 1
        if count % FETCH == 0:
            watch(count)
    return count


def to_file(
    crm: Crm,
    what: str,
    path: Path,
    form: str = "csv",
    start: date | None = None,
    end: date | None = None,
    watch: Watch = lambda _: None,
) -> int:
    """Write a file; how many rows below the header. The CSV begins with a BOM, without which Excel misreads accents."""
    if form not in FORMATS:
        raise Refused(why="I can write csv or xlsx.")
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            return write_csv(crm, what, out, start, end, watch)
    return _excel(crm, what, path, start, end, watch)


def _excel(crm: Crm, what: str, path: Path, start: date | None, end: date | None, watch: Watch) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(what)
    count = -1
    for row in rows(crm, what, start, end):
        if count == EXCEL_ROWS:
            raise Refused(
                why=f"An Excel sheet holds {EXCEL_ROWS:,} rows; there are more. Export csv instead."
            )
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _printable(_plain(crm, value)))
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = stays a text
            cells.append(cell)
        sheet.append(cells)
        count += 1
        if count % FETCH == 0:
            watch(count)
    book.save(path)
    return count


def harmless(value: Any) -> Any:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def cell(value: Any, point: str) -> Any:
    """A cell of a CSV: a number is no text that might be a formula, even a negative one."""
    return str(value).replace(".", point) if isinstance(value, Decimal) else harmless(value)


def _plain(crm: Crm, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(crm.zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1) if value == value.to_integral() else Decimal("0.01"))
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _printable(value: Any) -> Any:
    """Excel's format forbids control characters."""
    if not isinstance(value, str):
        return value
    return "".join(letter for letter in value if letter >= " " or letter in "\n\t")


def _contacts(crm: Crm) -> Wanted:
    def address(channel: str) -> Any:
        mine = select(func.string_agg(Address.value, ", ")).where(
            Address.contact_id == Contact.id, Address.channel == channel, Address.deleted_at.is_(None)
        )
        return mine.correlate(Contact).scalar_subquery()

    query = (
        select(
            Contact.name, Contact.company, address("sms"), address("email"), Contact.postal_address, Contact.birthday,
            Contact.likes, Contact.max_price, Contact.max_price_currency, Contact.tags, Contact.created_at,
        )
        .where(visible.contacts(crm))
        .order_by(Contact.id)
    )  # fmt: skip
    return query, Contact.created_at


def _items(crm: Crm) -> Wanted:
    place = select(func.min(Piece.location)).where(Piece.item_id == Item.id, Piece.deleted_at.is_(None))
    columns: list[Any] = [
        Item.sku, Item.title, Item.maker, Item.category, Item.medium, Item.size, Item.year, Item.reference, Item.serial,
        Item.condition, Item.provenance, Item.description, Item.price, Item.currency,
        func.coalesce(place.correlate(Item).scalar_subquery(), Stock.location), Stock.quantity,
    ]  # fmt: skip
    # What things cost is for those who may see profits; the column stays, so that the file's shape does.
    columns += [Item.cost, Item.cost_currency] if crm.may(Permission.PROFIT) else [None, None]
    query = select(*columns).select_from(Item).outerjoin(Stock, Stock.item_id == Item.id)
    return query.where(visible.items(crm)).order_by(Item.id), Item.created_at


def _orders(crm: Crm) -> Wanted:
    columns: list[Any] = [
            func.coalesce(cast(Order.number, Text), Order.external_ref), Order.ordered_at,
            Order.status, Contact.name, Item.sku, OrderLine.description, OrderLine.quantity, OrderLine.total,
            Order.total - Order.credited, PAID, Order.currency, Order.channel, Order.tracking,
    ]  # fmt: skip
    query = (
        select(*columns)
        .select_from(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Contact, Contact.id == Order.contact_id)
        .outerjoin(Item, Item.id == OrderLine.item_id)
        .where(visible.orders(crm), OrderLine.deleted_at.is_(None))
        .order_by(Order.id, OrderLine.id)
    )
    return query, Order.ordered_at


def _messages(crm: Crm) -> Wanted:
    into = select(
        Inbox.received_at.label("at"), literal("in").label("way"), Inbox.channel, Inbox.from_address.label("who"),
        Contact.name, Inbox.text,
    ).outerjoin(Contact, Contact.id == Inbox.contact_id).where(Inbox.contact_id.is_not(None))  # fmt: skip
    out = select(
        Outbox.created_at, Outbox.state, Outbox.channel, Outbox.to_address, Contact.name, Outbox.text
    ).join(Contact, Contact.id == Outbox.contact_id)
    both = into.union_all(out).subquery()
    return select(*both.c).order_by(both.c.at), both.c.at


EXPORTS: dict[str, Any] = {
    "contacts": (
        ("Name", "Company", "Phone", "Email", "Address", "Birthday", "Likes", "Budget", "Currency", "Tags", "Since"),
        _contacts,
    ),
    "items": (
        ("SKU", "Title", "Artist", "Category", "Medium", "Dimensions", "Year", "Reference", "Serial", "Condition",
         "Provenance", "Description", "Price", "Currency", "Location", "Quantity", "Cost", "Cost currency"),
        _items,
    ),
    "orders": (
        ("Order", "Date", "Status", "Customer", "SKU", "Item", "Quantity", "Line total", "Order total", "Paid",
         "Currency", "Channel", "Tracking"),
        _orders,
    ),
    "messages": (("Date", "Way", "Channel", "Address", "Contact", "Text"), _messages),
}  # fmt: skip
