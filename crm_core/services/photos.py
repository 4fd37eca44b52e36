"""Pictures of items: which message brought them, in which order they are shown, which were sent before.

A message's files are in Inbox.media, each with its `key` in the media store once it is fetched. A message may be
taken as an item's before all of them are: then `arrived` brings the rest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select, text

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox, Item, Photo, Wish
from crm_core.services import items

ALIKE = 4  # of 64 bits: a picture scaled, compressed or lightened again differs in so few
LOOKALIKE = text("""
SELECT photo.item_id FROM photo JOIN item ON item.id = photo.item_id
WHERE photo.deleted_at IS NULL AND item.deleted_at IS NULL AND photo.item_id <> :item
  AND bit_count((photo.likeness # CAST(:likeness AS bigint))::bit(64)) <= :alike
ORDER BY photo.id LIMIT 1
""")
TWICE = text("""
SELECT count(*) FROM photo WHERE item_id = :item AND deleted_at IS NULL AND EXISTS (
  SELECT 1 FROM photo AS first WHERE first.item_id = photo.item_id AND first.id < photo.id AND first.deleted_at IS NULL
  AND bit_count((first.likeness # photo.likeness)::bit(64)) <= :alike)
""")


def is_photo(part: dict[str, Any]) -> bool:
    """Whether a file of a message is a picture: by its type, which the sender's side told."""
    kind = str(part.get("content_type", ""))
    return kind.startswith("image/") and kind != "image/svg+xml"


def of_message(crm: Crm, inbox_id: int) -> list[dict[str, Any]]:
    """The pictures of a message and of those that were handled with it, in the order they came."""
    return [part for row in _messages(crm, inbox_id) for part in row.media if is_photo(part)]


def adopt(crm: Crm, item: Item, inbox_id: int) -> int:
    """The pictures of this message are of this item, after those it has; returns how many. Each is taken once."""
    count = 0
    for row in _messages(crm, inbox_id):
        if any(is_photo(part) and not part.get("item_id") for part in row.media):
            row.media = [{**part, "item_id": item.id} if is_photo(part) else part for part in row.media]
            count += sum(is_photo(part) for part in row.media)
        arrived(crm, row)
    crm.session.flush()
    return count


def arrived(crm: Crm, row: Inbox) -> None:
    """Pictures that an item waits for and that are here now become its photos."""
    for part in row.media:
        item = crm.session.get(Item, part["item_id"]) if part.get("item_id") and part.get("key") else None
        if item is not None:
            _add(crm, item, row.id, part)
        wish = crm.session.get(Wish, part["wish_id"]) if part.get("wish_id") and part.get("key") else None
        if wish is not None and wish.photo_key is None:
            wish.photo_key = part["key"]


def reference(crm: Crm) -> dict[str, Any] | None:
    """The first picture of the message that this turn answers, unless it is an item's."""
    parts = of_message(crm, crm.inbox_id) if crm.inbox_id is not None else []
    return next((part for part in parts if not part.get("item_id")), None)


def refers_to(crm: Crm, picture: dict[str, Any], wish: Wish) -> None:
    """The picture shows what somebody wishes for: once it is here, the wish has it."""
    assert crm.inbox_id is not None, "it came with a message"
    for row in _messages(crm, crm.inbox_id):
        row.media = [{**part, "wish_id": wish.id} if part == picture else part for part in row.media]
    crm.session.flush()


def _add(crm: Crm, item: Item, inbox_id: int, part: dict[str, Any]) -> None:
    mine = select(Photo).where(Photo.item_id == item.id)
    if crm.session.scalar(mine.where(Photo.key == part["key"], Photo.deleted_at.is_(None)).limit(1)):
        return
    last = crm.session.scalar(
        select(func.max(Photo.position)).where(Photo.item_id == item.id, Photo.deleted_at.is_(None))
    )
    crm.session.add(
        Photo(
            item_id=item.id,
            key=part["key"],
            position=(last or 0) + 1,
            likeness=part.get("likeness"),
            inbox_id=inbox_id,
        )
    )
    crm.session.flush()


def _messages(crm: Crm, inbox_id: int) -> list[Inbox]:
    query = select(Inbox).where(or_(Inbox.id == inbox_id, Inbox.part_of_id == inbox_id))
    return list(crm.session.scalars(query.order_by(Inbox.id)))


def of_item(crm: Crm, item: Item) -> list[Photo]:
    """The item's photos in the order shown."""
    query = select(Photo).where(Photo.item_id == item.id, Photo.deleted_at.is_(None))
    return list(crm.session.scalars(query.order_by(Photo.position, Photo.id)))


def lead(crm: Crm, item: Item, number: int) -> None:
    """This one of its photos is shown first from now on; the others follow as they did."""
    chosen = _numbered(crm, item, number)
    others = [photo for photo in of_item(crm, item) if photo.id != chosen.id]
    for position, photo in enumerate([chosen, *others], 1):
        photo.position = position
    crm.session.flush()


def remove(crm: Crm, item: Item, number: int) -> None:
    """This one of its photos is the item's no more."""
    _numbered(crm, item, number).deleted_at = crm.now()
    crm.session.flush()


def _numbered(crm: Crm, item: Item, number: int) -> Photo:
    """The photo that is shown as the first, second … Refused where there are not so many."""
    items.require_write(crm, item)
    found = of_item(crm, item)
    if not 1 <= number <= len(found):
        raise Refused(why=f"{item.title} ({item.sku}) has {counted(len(found)) if found else 'no photos'}.")
    return found[number - 1]


def named(crm: Crm, item: Item) -> list[tuple[str, Photo]]:
    """("SV-0022_1.jpg", photo) and so on, as marketplaces and mailboxes want them."""
    return [(f"{item.sku}_{number}.jpg", photo) for number, photo in enumerate(of_item(crm, item), 1)]


def name_of(crm: Crm, key: str) -> str:
    """ "SV-0022_1.jpg", as the file of an item's photo is called; "" for a file that is no item's photo."""
    item = crm.session.scalar(
        select(Item)
        .join(Photo, Photo.item_id == Item.id)
        .where(Photo.key == key, Photo.deleted_at.is_(None), Item.deleted_at.is_(None))
        .limit(1)
    )
    return next((name for name, photo in named(crm, item) if photo.key == key), "") if item else ""


def seen_before(crm: Crm, item: Item) -> list[Item]:
    """Other items that have one of this item's pictures, or nearly."""
    found: dict[int, Item] = {}
    for photo in of_item(crm, item):
        if photo.likeness is not None:
            values = {"item": item.id, "likeness": photo.likeness, "alike": ALIKE}
            other = crm.session.execute(LOOKALIKE, values).scalar()
            if other is not None:
                found[other] = crm.session.get_one(Item, other)
    return list(found.values())


def receipt(crm: Crm, item: Item) -> str:
    """ " With 2 photos. It has a picture in common with Blue Nude (SV-0012)."; "" for an item without photos."""
    many = len(of_item(crm, item)) + _on_their_way(crm, item)
    if not many:
        return ""
    return f" With {counted(many)}.{again(crm, item)}"


def again(crm: Crm, item: Item) -> str:
    """ " It has a picture in common with Blue Nude (SV-0012). One of its photos is there twice."; mostly ""."""
    others = ", ".join(f"{other.title} ({other.sku})" for other in seen_before(crm, item))
    twice = crm.session.execute(TWICE, {"item": item.id, "alike": ALIKE}).scalar_one()
    shared = f" It has a picture in common with {others}." if others else ""
    many = "One of its photos is" if twice == 1 else f"{twice} of its photos are"
    return shared + (f" {many} there twice." if twice else "")


def _on_their_way(crm: Crm, item: Item) -> int:
    """Pictures that were taken as this item's and are still being fetched."""
    rows = crm.session.scalars(select(Inbox).where(Inbox.media_due_at.is_not(None)))
    return sum(part.get("item_id") == item.id and not part.get("key") for row in rows for part in row.media)


def counted(many: int) -> str:
    return f"{many} photo{'' if many == 1 else 's'}"
