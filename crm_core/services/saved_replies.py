"""Answers kept under a name, to be used again: "save reply hours: we open at 10", then "reply hours"."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Setting

PREFIX = "reply:"
LONGEST_NAME = 40


def _key(name: str) -> str:
    return PREFIX + " ".join(name.casefold().split())


def save(crm: Crm, name: str, text: str) -> None:
    """Keep an answer, instead of the one that had this name."""
    crm.require(Permission.CONTACTS_WRITE, "save replies")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Refused(why=f"A saved reply needs a short name, up to {LONGEST_NAME} letters.")
    row = crm.session.scalar(select(Setting).where(Setting.name == _key(name)))
    if row is None:
        crm.session.add(Setting(name=_key(name), value=text.strip()))
    else:
        row.value, row.deleted_at = text.strip(), None
    crm.session.flush()


def forget(crm: Crm, name: str) -> None:
    """No more of it. Refused where there is none of this name."""
    crm.require(Permission.CONTACTS_WRITE, "save replies")
    row = _found(crm, name)
    if row is None:
        names = ", ".join(each for each, _ in all_of(crm)) or "none yet"
        raise Refused(why=f"There is no saved reply “{name.strip()}”. There are: {names}.")
    row.deleted_at = crm.now()
    crm.session.flush()


def all_of(crm: Crm) -> list[tuple[str, str]]:
    """All of them, by name."""
    kept = select(Setting).where(
        Setting.name.startswith(PREFIX, autoescape=True), Setting.deleted_at.is_(None)
    )
    rows = crm.session.scalars(kept.order_by(Setting.name))
    return [(row.name.removeprefix(PREFIX), str(row.value)) for row in rows]


def _found(crm: Crm, name: str) -> Setting | None:
    return crm.session.scalar(select(Setting).where(Setting.name == _key(name), Setting.deleted_at.is_(None)))


def expanded(crm: Crm, message: str) -> str:
    """The saved answer of this name, or the words as they are."""
    row = _found(crm, message.strip().rstrip("."))
    return str(row.value) if row is not None else message
