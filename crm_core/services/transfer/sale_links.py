"""Who bought what in a sales history: the contacts and items that its lines are linked to, found or made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select, text

from crm_core.crm import Crm
from crm_core.models import Contact, Item
from crm_core.services.transfer import copying
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.new_items import numbers
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
    """An item that lines name."""

    title: str = ""
    maker: str = ""
    sku: str = ""


@dataclass(frozen=True)
class Stored:
    """The item it is. single: one work of which there is one piece; untitled: it goes by its code so far; named: it did
    until this chunk, and is still to be given its title.
    """

    id: int
    single: bool
    title: str
    untitled: bool
    named: bool = False


def contacts(crm: Crm, customers: Mapping[str, Customer], import_id: int, heard: Heard) -> dict[str, int]:
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
    heard.contacts += (customers[key].name for key in new)
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
    crm: Crm, sold: Mapping[str, SoldItem], unique: bool, import_id: int, heard: Heard
) -> dict[str, Stored]:
    """The items by key: known by SKU or title, else new. unique: whether new ones are single works."""
    found: dict[str, Stored] = {}
    for part in chunks(sold, MANY):
        found |= _known(crm, {key: sold[key] for key in part}, import_id)
    for key, stored in found.items():
        if stored.untitled and sold[key].title:
            found[key] = Stored(stored.id, stored.single, sold[key].title, untitled=False, named=True)
            heard.items.append(sold[key].title)
    new = [key for key in sold if key not in found]
    ids = copying.new_ids(crm, "item", len(new))
    _make(crm, {row_id: sold[key] for row_id, key in zip(ids, new, strict=True)}, unique, import_id)
    heard.items += (text for key in new for text in (sold[key].title, sold[key].maker) if text)
    for row_id, key in zip(ids, new, strict=True):
        found[key] = Stored(row_id, unique, sold[key].title or sold[key].sku, not sold[key].title)
    return found


def _make(crm: Crm, new: Mapping[int, SoldItem], unique: bool, import_id: int) -> None:
    columns = ("id", "sku", "kind", "title", "maker", "currency", "import_id")
    kind, currency = "unique" if unique else "goods", crm.settings.currency
    skus = _skus(crm, list(new.values()))
    rows = (
        (row_id, sku, kind, each.title or each.sku, each.maker or None, currency, import_id)
        for (row_id, each), sku in zip(new.items(), skus, strict=True)
    )
    copying.copy(crm, "item", columns, rows)
    copying.copy(crm, "piece" if unique else "stock", ("item_id",), ((row_id,) for row_id in new))


def _known(crm: Crm, sold: Mapping[str, SoldItem], import_id: int) -> dict[str, Stored]:
    """By SKU; what has none by its title, where only one item has that."""
    ours = and_(Item.title == Item.sku, Item.import_id == import_id)
    by_sku = select(func.upper(Item.sku), Item.id, Item.kind, Item.title, func.coalesce(ours, False))
    codes = [key for key, each in sold.items() if each.sku]
    found = {
        key: Stored(row_id, kind == "unique", title, untitled)
        for key, row_id, kind, title, untitled in crm.session.execute(
            by_sku.where(func.upper(Item.sku).in_(codes))
        )
    }
    titles = [key for key, each in sold.items() if not each.sku]
    if titles:
        named: dict[str, list[Stored]] = {}
        rows = crm.session.execute(BY_TITLE, {"titles": titles})
        for key, row_id, kind, title in rows:
            named.setdefault(key, []).append(Stored(row_id, kind == "unique", title, untitled=False))
        found |= {key: same[0] for key, same in named.items() if len(same) == 1}
    return found


BY_TITLE = text(
    "SELECT said, id, kind, title FROM unnest(CAST(:titles AS text[])) said"
    " JOIN item ON public.plain(title) = public.plain(said) AND deleted_at IS NULL"
)


NAME = text(
    "UPDATE item SET title = said.title FROM unnest(CAST(:ids AS bigint[]), CAST(:titles AS text[])) AS said(id, title)"
    " WHERE item.id = said.id AND item.title = item.sku"
)


def name(crm: Crm, titles: Mapping[int, str]) -> None:
    """Lines of this import named items, by id, that earlier ones only gave the codes of."""
    if titles:
        crm.session.execute(NAME, {"ids": list(titles), "titles": list(titles.values())})


def _skus(crm: Crm, new: list[SoldItem]) -> list[str]:
    """The file's codes where they are codes, the gallery's numbers where the item goes by its title."""
    rest = numbers(crm, sum(not each.sku for each in new))
    return [each.sku or rest.pop() for each in new]


FREE = text(
    "SELECT item_id, min(piece.id) AS piece_id FROM piece"
    " WHERE item_id = ANY(:ids) AND piece.deleted_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM claim WHERE piece_id = piece.id AND state IN ('held','sold') AND deleted_at IS NULL)"
    " GROUP BY item_id"
)


def free_pieces(crm: Crm, item_ids: Iterable[int]) -> dict[int, int]:
    """Pieces by item of single works that nobody has: what the file says was sold is theirs from now on."""
    return {row.item_id: row.piece_id for row in crm.session.execute(FREE, {"ids": list(item_ids)})}
