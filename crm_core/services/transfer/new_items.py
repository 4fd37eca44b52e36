"""Items of a file into the database, with their piece or stock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from crm_core.crm import Crm
from crm_core.services import counters, skus
from crm_core.services.transfer import copying
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.item_rows import BLANKS, MADE_OF, REFERENCE, SOUGHT, VALUES, ItemRow
from crm_core.services.transfer.rows import Plan


def all_new(rows: Sequence[ItemRow]) -> int | None:
    """How many of our own numbers these rows need, if each of them is one item more; None where some tell of the same
    thing, or want the same number.
    """
    own = [row.sku.upper() for row in rows if row.sku]
    if len({row.ref for row in rows}) < len(rows) or len(set(own)) < len(own):
        return None
    return len(rows) - len(own)


def write_new(
    crm: Crm, plan: Plan, rows: Sequence[ItemRow], import_id: int, first: int, heard: Heard
) -> None:
    """Write rows that nobody has yet, with our numbers from `first` on. The database refuses where somebody has."""
    free = iter(skus.block(crm, first, sum(not row.sku for row in rows)))
    _insert(crm, plan, rows, [row.sku or next(free) for row in rows], import_id, heard)


def write(crm: Crm, plan: Plan, found: Sequence[ItemRow], import_id: int, heard: Heard) -> int:
    """Write what is new, fill blanks of what is known; returns how many are new."""
    there = copying.known(crm, "item", "external_ref", [row.ref for row in found])
    fresh: dict[str, ItemRow] = {}
    again = []
    for row in found:
        if row.ref in there or row.ref in fresh:
            again.append(row)
        else:
            fresh[row.ref] = row
    if fresh:
        rows = list(fresh.values())
        _insert(crm, plan, rows, _skus(crm, rows), import_id, heard)
    blanks = [name for name in BLANKS if name in _filled(plan)]
    if again and blanks:
        places = [VALUES.index(name) for name in blanks]
        filled = ([row.ref, *(row.values[place] or None for place in places)] for row in again)
        copying.fill_blanks(crm, "item", blanks, filled)
    return len(fresh)


def _filled(plan: Plan) -> list[str]:
    """Our columns that this file has something for; the others need not be written."""
    fields = plan.mapping.fields.keys()
    return [name for name in VALUES if name == "currency" or MADE_OF.get(name, {name}) & fields]


def _insert(
    crm: Crm, plan: Plan, rows: Sequence[ItemRow], numbers_: Sequence[str], import_id: int, heard: Heard
) -> None:
    ids = list(map(str, copying.new_ids(crm, "item", len(rows))))
    names = _filled(plan)
    columns = ("id", "sku", "kind", *names, "details", "external_ref", "import_id")
    copying.lines(crm, "item", columns, _lines(ids, numbers_, rows, names, str(import_id)))
    numbered = list(zip(ids, rows, strict=True))
    pieces = [
        (item_id, row.location, "not_for_sale" if row.gone else "ready")
        for item_id, row in numbered
        if row.quantity is None
    ]
    copying.lines(crm, "piece", ("item_id", "location", "stage"), pieces)
    goods = [(item_id, row) for item_id, row in numbered if row.quantity is not None]
    if goods:
        copying.lines(
            crm, "stock", ("item_id", "location"), ((item_id, row.location) for item_id, row in goods)
        )
        moves = ((item_id, str(row.quantity), "import") for item_id, row in goods if row.quantity)
        copying.lines(crm, "stock_move", ("item_id", "delta", "reason"), moves)
    for name in SOUGHT:
        if name in names:
            place = VALUES.index(name)
            heard.items.extend(row.values[place] for row in rows)


def _lines(
    ids: Sequence[str], numbers_: Sequence[str], rows: Sequence[ItemRow], names: Sequence[str], import_id: str
) -> Iterator[tuple[str, ...]]:
    pick = itemgetter(*map(VALUES.index, names))
    for item_id, sku, row in zip(ids, numbers_, rows, strict=True):
        kind = "unique" if row.quantity is None else "goods"
        yield (item_id, sku, kind, *pick(row.values), row.details, row.ref, import_id)


def _skus(crm: Crm, rows: Sequence[ItemRow]) -> list[str]:
    """The file's own SKUs where they are free, the gallery's next numbers for the rest."""
    wanted = [row.sku.upper() for row in rows if row.sku]
    taken = set(copying.known(crm, "item", "upper(sku)", wanted)) if wanted else set()
    chosen: list[str | None] = []
    for row in rows:
        free = bool(row.sku) and row.sku.upper() not in taken
        chosen.append(row.sku if free else None)
        if free:
            taken.add(row.sku.upper())
        elif row.sku:
            row.values[REFERENCE] = row.values[REFERENCE] or row.sku
    own = numbers(crm, chosen.count(None))
    return [sku or own.pop() for sku in chosen]


def numbers(crm: Crm, count: int) -> list[str]:
    """So many of the gallery's next numbers, the lowest last."""
    free: list[str] = []
    while len(free) < count:
        wanted = count - len(free)
        block = skus.block(crm, counters.take(crm, "sku", count=wanted), wanted)
        taken = copying.known(crm, "item", "upper(sku)", [sku.upper() for sku in block])
        free += [sku for sku in block if sku.upper() not in taken]
    return free[::-1]
