"""Commands as JSON and back: what a pending question, an approval or an action row keeps of a typed command.

A row is kept as ``{"ref": "item", "id": 12, "said": "blue nude"}``; every other slot as its type's own JSON.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_core.errors import NotFound
from intents.base import Intent, Json, Ref, Slot, registry

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from intents.understand import Context


def model_of(kind: str) -> Any:
    """The table a ref of this kind points to; None where the kind is not a row's."""
    from crm_core import models

    return getattr(models, "".join(part.title() for part in kind.split("_")), None)


def is_ref(value: Json) -> bool:
    return isinstance(value, dict) and set(value) >= {"ref", "id"}


def ref_json(kind: str, row: Any, said: str = "") -> dict[str, Any]:
    return {"ref": kind, "id": row.id, "said": said}


def row_of(crm: Crm, ref: dict[str, Any], *, archived: bool = False) -> Any:
    """The row a ref points to. NotFound where it is gone; archived: what was put away counts as there."""
    found = crm.session.get(model_of(ref["ref"]), ref["id"])
    if found is None or (getattr(found, "deleted_at", None) is not None and not archived):
        raise NotFound(what=f"“{ref.get('said') or ref['ref']}” any more")
    return found


def dump(intent: Intent) -> dict[str, Any]:
    """A typed command as it is kept: rows by reference, every other slot as its type's JSON."""
    values = {name: getattr(intent, spec.attr) for name, spec in intent.slots.items()}
    slots = {
        name: _dump(intent.slots[name].kind, value) for name, value in values.items() if value is not None
    }
    return {"name": intent.name, "slots": slots}


def _dump(kind: str, value: Any) -> Json:
    if isinstance(value, list):
        return [_dump(kind, each) for each in value]
    if hasattr(value, "to_json"):
        return value.to_json()
    if hasattr(value, "__table__"):
        return ref_json(kind, value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def load(crm: Crm, command: dict[str, Any], context: Context | None = None) -> Intent:
    """The typed command of a stored one, with its rows read anew."""
    intent = registry[command["name"]]
    context = context or context_of(crm)
    values = {
        name: _load(crm, intent.slots[name], value, context)
        for name, value in command["slots"].items()
        if value is not None
    }
    made = intent(**values)
    made.said = {name: _said(value) for name, value in command["slots"].items()}
    return made


def _said(value: Json) -> Json:
    if isinstance(value, list):
        return [_said(each) for each in value]
    return value.get("said", "") if is_ref(value) else value


def _load(crm: Crm, spec: Slot, value: Json, context: Context) -> Any:
    from intents.slots import value_of

    if isinstance(value, list):
        return [_load(crm, spec, each, context) for each in value]
    if is_ref(value):
        return row_of(crm, value, archived=spec.archived)
    return value_of(spec, value, context)


def context_of(crm: Crm, as_: str = "staff", pending: str | None = None) -> Context:
    """What reading a text depends on, from the gallery's settings and the unit of work's clock."""
    from crm_core.services.rates import own_currency
    from intents.understand import Context

    return Context(
        now=crm.local_now(),
        region=crm.settings.region,
        currency=own_currency(crm),
        as_=as_,
        pending=pending,
    )


def versions(intent: Intent, crm: Crm) -> list[dict[str, Any]]:
    """The versions of the rows a command speaks of, to be re-checked when OK comes."""
    return [{**ref.to_json(), "version": _version(crm, ref)} for ref in intent.subjects(crm)]


def changed(crm: Crm, kept: list[dict[str, Any]]) -> bool:
    """True where one of the rows is not what it was when the question was asked. What is found stays so in this
    transaction: somebody who takes a piece in the same moment comes before the look, or after what OK does.
    """
    if not crm.actor.is_guest:  # a collector's OK takes nothing itself
        _lock_pieces(crm, sorted(each["id"] for each in kept if each["kind"] == "item"))
    return any(_version(crm, Ref(each["kind"], each["id"])) != each["version"] for each in kept)


def _lock_pieces(crm: Crm, item_ids: list[int]) -> None:
    from crm_core.models import Item
    from crm_core.services import items

    for item_id in item_ids:
        if (item := crm.session.get(Item, item_id)) is not None:
            items.pieces(crm, item, lock=True)


def _version(crm: Crm, ref: Ref) -> int | None:
    row = crm.session.get(model_of(ref.kind), ref.id, populate_existing=True)
    if row is None or getattr(row, "deleted_at", None) is not None:
        return None
    return int(row.version) + (_claims_on(crm, ref.id) if ref.kind == "item" else 0)


def _claims_on(crm: Crm, item_id: int) -> int:
    """Grows with every claim on its pieces that is made or changed: who holds it is part of what was shown."""
    from sqlalchemy import func, select

    from crm_core.models import Claim, Piece

    moves = select(func.sum(Claim.version + 1)).join(Piece, Piece.id == Claim.piece_id)
    return int(crm.session.scalar(moves.where(Piece.item_id == item_id)) or 0)
