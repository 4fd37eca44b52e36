"""Items of a file into the database, with their piece or stock."""

from __future__ import annotations

from collections.abc import Sequence

from crm_core.crm import Crm
from crm_core.services import counters, skus
from crm_core.services.transfer import copying
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.item_rows import BLANKS, SOUGHT, Items


def all_new(items: Items) -> int | None:
    """How many of our own numbers these need, if each of them is one item more; None where some tell of the same
    thing, or want the same number.
    """
    own = [sku.upper() for sku in items.skus if sku]
    if len(set(items.refs)) < len(items) or len(set(own)) < len(own):
        return None
    return len(items) - len(own)


def write_new(crm: Crm, items: Items, import_id: int, first: int, heard: Heard) -> None:
    """Write what nobody has yet, with our numbers from `first` on. The database refuses where somebody has."""
    free = iter(skus.block(crm, first, len(items) - sum(map(bool, items.skus))))
    _insert(crm, items, [sku or next(free) for sku in items.skus], import_id, heard)


def write(crm: Crm, items: Items, import_id: int, heard: Heard) -> int:
    """Write what is new, fill blanks of what is known; returns how many are new."""
    there = copying.known(crm, "item", "external_ref", items.refs)
    fresh: dict[str, int] = {}
    again = []
    for place, ref in enumerate(items.refs):
        if ref in there or ref in fresh:
            again.append(place)
        else:
            fresh[ref] = place
    if fresh:
        new = items.picked(list(fresh.values()))
        _insert(crm, new, _skus(crm, new), import_id, heard)
    blanks = [name for name in BLANKS if name in items.values]
    if again and blanks:
        known = items.picked(again)
        cells = ([cell or None for cell in known.values[name]] for name in blanks)
        copying.fill_blanks(crm, "item", blanks, zip(known.refs, *cells, strict=True))
    return len(fresh)


def _insert(crm: Crm, items: Items, numbers_: Sequence[str], import_id: int, heard: Heard) -> None:
    count = len(items)
    ids = list(map(str, copying.new_ids(crm, "item", count)))
    kinds = ["unique" if quantity is None else "goods" for quantity in items.quantities]
    columns = ("id", "sku", "kind", *items.values, "details", "external_ref", "import_id")
    cells = (
        ids,
        numbers_,
        kinds,
        *items.values.values(),
        items.details,
        items.refs,
        [str(import_id)] * count,
    )
    copying.lines(crm, "item", columns, zip(*cells, strict=True))
    stages = ["not_for_sale" if gone else "ready" for gone in items.gone]
    each = list(zip(ids, items.locations, stages, items.quantities, strict=True))
    pieces = (row[:3] for row in each if row[3] is None)
    copying.lines(crm, "piece", ("item_id", "location", "stage"), pieces)
    goods = [row for row in each if row[3] is not None]
    if goods:
        copying.lines(crm, "stock", ("item_id", "location"), (row[:2] for row in goods))
        moves = ((item_id, str(quantity), "import") for item_id, _, _, quantity in goods if quantity)
        copying.lines(crm, "stock_move", ("item_id", "delta", "reason"), moves)
    for name in SOUGHT:
        heard.items += items.values.get(name, ())


def _skus(crm: Crm, items: Items) -> list[str]:
    """The file's own SKUs where they are free, the gallery's next numbers for the rest."""
    wanted = [sku.upper() for sku in items.skus if sku]
    taken = set(copying.known(crm, "item", "upper(sku)", wanted)) if wanted else set()
    chosen: list[str | None] = []
    for place, sku in enumerate(items.skus):
        free = bool(sku) and sku.upper() not in taken
        chosen.append(sku if free else None)
        if free:
            taken.add(sku.upper())
        elif sku:
            references = items.values["reference"]
            references[place] = references[place] or sku
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
