"""An export handed out: a file in the media store, fetched by a signed link that ends soon, and the owners told."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import User
from crm_core.services import media_links, messages
from crm_core.services.transfer import exports

LASTS = timedelta(days=1)


def export(
    crm: Crm, what: str, form: str = "csv", start: date | None = None, end: date | None = None
) -> tuple[int, str]:
    """Write the export; how many rows it has, and the link it is fetched by. Every other admin is told of it."""
    key = f"{secrets.token_hex(16)}.{form}"
    place = settings().herring_home / "media" / crm.key / key[:2] / key
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    count = exports.to_file(crm, what, place, form, start, end)
    _private(place)
    _tell(crm, what, count)
    name = f"{what}-{crm.today()}.{form}"
    return count, media_links.link(crm.key, key, crm.now(), lasts=LASTS, name=name)


def _private(place: Path) -> None:
    place.chmod(0o600)


def _tell(crm: Crm, what: str, count: int) -> None:
    admins = select(User).where(
        User.role == "admin", User.deleted_at.is_(None), User.id != (crm.actor.id or 0)
    )
    for admin in crm.session.scalars(admins):
        try:
            messages.send(crm, admin, f"{crm.actor.name} exported {count:,} {what}.", purpose="service")
        except Refused:
            continue  # no way to reach them; activity shows it all the same
