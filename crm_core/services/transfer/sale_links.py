"""Who bought what in a sales history: the contacts and items that its lines are linked to, found or made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text

from crm_core.crm import Crm
from crm_core.models import Contact, Item
from crm_core.services.transfer import copying
from crm_core.services.transfer.item_rows import numbers
from crm_core.services.transfer.rows import chunks

MANY = 5000


@dataclass(frozen=True)
class Customer:
    """numbered: known in the file by a number of their own, not by their name."""

    name: str
    country: str
    numbered: bool


@dataclass
class SoldItem:
    """An item of the file: how many lines sell it, and the most of it at once."""

    title: str = ""
    maker: str = ""
    sku: str = ""
    lines: int = 0
    most: int = 0


def contacts(crm: Crm, customers: Mapping[str, Customer], import_id: int) -> dict[str, int]:
    """Their ids by key: known by number or, without one, by a name that only one contact has; else new."""
    found: dict[str, int] = {}
    for part in chunks([key for key, each in customers.items() if each.numbered], MANY):
        found |= copying.known(crm, "contact", "external_ref", part)
    named = _by_name(crm, [each.name for key, each in customers.items() if key not in found])
    for key, each in customers.items():
        same = named.get(each.name.lower(), [])
        if key not in found and len(same) == 1:
            found[key] = same[0]
    new = [key for key in customers if key not in found]
    found |= dict(zip(new, copying.new_ids(crm, "contact", len(new)), strict=True))
    columns = ("id", "name", "postal_address", "state", "external_ref", "import_id")
    rows = ((found[key], *_contact_cells(key, customers[key]), import_id) for key in new)
    copying.insert(crm, "contact", columns, rows)
    return found


def _contact_cells(key: str, each: Customer) -> tuple[str | None, ...]:
    return each.name, each.country or None, "active", key if each.numbered else None


def _by_name(crm: Crm, names: list[str]) -> dict[str, list[int]]:
    same: dict[str, list[int]] = {}
    lower = func.lower(Contact.name)
    for part in chunks(names, MANY):
        wanted = select(lower, Contact.id).where(lower.in_([name.lower() for name in part]))
        for name, row_id in crm.session.execute(wanted.where(Contact.deleted_at.is_(None))):
            same.setdefault(name, []).append(row_id)
    return same


def items(
    crm: Crm, sold: Mapping[str, SoldItem], unique: bool, import_id: int
) -> dict[str, tuple[int, int | None]]:
    """Their ids by key and, for single works that nobody has yet, their piece's: known by SKU or title; else new."""
    found: dict[str, int] = {}
    for part in chunks(sold, MANY):
        found |= _known(crm, part)
    new = [key for key in sold if key not in found]
    ids = copying.new_ids(crm, "item", len(new))
    _make(crm, {row_id: sold[key] for row_id, key in zip(ids, new, strict=True)}, unique, import_id)
    found |= dict(zip(new, ids, strict=True))
    return {key: (row_id, None) for key, row_id in found.items()} | _free_pieces(crm, found)


def _make(crm: Crm, new: Mapping[int, SoldItem], unique: bool, import_id: int) -> None:
    columns = ("id", "sku", "kind", "title", "maker", "currency", "import_id")
    kind, currency = "unique" if unique else "goods", crm.settings.currency
    skus = _skus(crm, list(new.values()))
    rows = (
        (row_id, sku, kind, each.title or each.sku, each.maker or None, currency, import_id)
        for (row_id, each), sku in zip(new.items(), skus, strict=True)
    )
    copying.copy(crm, "item", columns, rows)
    if unique:
        copying.copy(crm, "piece", ("item_id",), ((row_id,) for row_id in new))
    else:
        copying.copy(crm, "stock", ("item_id",), ((row_id,) for row_id in new))


def _known(crm: Crm, keys: list[str]) -> dict[str, int]:
    rows = crm.session.execute(select(func.upper(Item.sku), Item.id).where(func.upper(Item.sku).in_(keys)))
    found = {sku: row_id for sku, row_id in rows}  # noqa: C416  a Row is no pair for dict()
    titles: dict[str, list[int]] = {}
    named = select(func.lower(Item.title), Item.id).where(func.lower(Item.title).in_(keys))
    for title, row_id in crm.session.execute(named.where(Item.deleted_at.is_(None))):
        titles.setdefault(title, []).append(row_id)
    return {title: ids[0] for title, ids in titles.items() if len(ids) == 1} | found


def _skus(crm: Crm, new: list[SoldItem]) -> list[str]:
    """The file's codes where they are codes, the gallery's numbers where the item goes by its title."""
    rest = numbers(crm, sum(not each.sku for each in new))
    return [each.sku or rest.pop() for each in new]


def _free_pieces(crm: Crm, found: Mapping[str, int]) -> dict[str, tuple[int, int | None]]:
    """Single works that nobody has: what the file says was sold is theirs from now on."""
    by_id = {row_id: key for key, row_id in found.items()}
    free: dict[str, tuple[int, int | None]] = {}
    for part in chunks(by_id, MANY):
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
