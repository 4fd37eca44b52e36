"""Pictures of items: which message brought them, in which order they are shown."""

from __future__ import annotations

from sqlalchemy import func, select

from crm_core.crm import Crm
from crm_core.models import Inbox, Item, Photo


def adopt(crm: Crm, item: Item, inbox_id: int) -> list[Photo]:
    """The pictures of this message are of this item, after those it has. Each is taken once."""
    message = crm.session.get(Inbox, inbox_id)
    taken = set(crm.session.scalars(select(Photo.key).where(Photo.inbox_id == inbox_id)))
    last = crm.session.scalar(
        select(func.max(Photo.position)).where(Photo.item_id == item.id, Photo.deleted_at.is_(None))
    )
    rows = []
    for key in _keys(message):
        if key not in taken:
            rows.append(
                Photo(item_id=item.id, key=key, position=(last or 0) + len(rows) + 1, inbox_id=inbox_id)
            )
    crm.session.add_all(rows)
    crm.session.flush()
    return rows


def _keys(message: Inbox | None) -> list[str]:
    """Where the media store keeps the pictures of a message."""
    media = message.media if message else []
    return [part["key"] for part in media if isinstance(part, dict) and part.get("key")]
