"""Which finder resolves which kind of slot: from the words said to rows of the gallery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.services.find import Found
    from intents.base import Slot

Finder = Callable[["Crm", str], "Found[Any]"]


def _find(name: str, **options: Any) -> Finder:
    """A finder of crm_core/services/find.py, imported when it is first asked: reading a text needs no
    database.
    """

    def finder(crm: Crm, said: str) -> Found[Any]:
        from crm_core.services import find

        found: Found[Any] = getattr(find, name)(crm, said, **options)
        return found

    return finder


def _batch(crm: Crm, said: str) -> Found[Any]:
    from crm_core.services import batches

    return batches.find(crm, said)


FINDERS: dict[str, Finder] = {
    "contact": _find("contacts"),
    "item": _find("items"),
    "user": _find("users"),
    "order": _find("orders"),
    "task": _find("tasks"),
    "batch": _batch,
}
# For slots of commands that bring back what was archived.
ARCHIVED: dict[str, Finder] = {
    "contact": _find("contacts", archived=True),
    "item": _find("items", archived=True),
}


def find_rows(crm: Crm, spec: Slot, said: str) -> Found[Any]:
    """Whom or what a slot's words mean: 0, 1 or many rows, and suggestions where there are none."""
    finders = ARCHIVED if spec.archived else FINDERS
    return finders[spec.kind](crm, said)
