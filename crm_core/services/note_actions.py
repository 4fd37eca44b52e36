"""What a colleague may do by a bare number when a collector wrote: OK what they asked for, or one of the usual things.

A request waits for anybody who may OK it (approvals.py). The usual things are commands, kept as options of the note's
question: chosen, they are previewed, permitted and done as if they had been typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm_core.access import OWN_ONLY, Permission, holders
from crm_core.crm import Crm
from crm_core.models import Approval, Contact, Item, User
from crm_core.services import cards, saved_replies

STEP = "step"  # an option that is a command; others are rows
MOST_SAVED = 3  # saved replies offered by name; the rest go by "reply <name>"
KEEPING = frozenset({"hold_item", "sell_item"})
Option = dict[str, Any]


def options(
    crm: Crm, user: User, contact: Contact, item: Item | None, requests: Sequence[Approval], *, waits: bool
) -> list[Option]:
    """In the order of their numbers: the requests, then the usual things where an answer is waited for."""
    found: list[Option] = [
        {"kind": "approval", "id": row.id, "label": label_of(row), "index": None} for row in requests
    ]
    usual = _usual(crm, user, contact, item, requests) if waits else []
    return found + [
        {
            "kind": STEP,
            "id": number,
            "label": label,
            "index": None,
            "command": {"name": name, "slots": slots, "ask_first": True},
        }
        for number, (label, name, slots) in enumerate(usual, 1)
    ]


def label_of(request: Approval) -> str:
    return request.summary.partition("\n")[0].rstrip("?")


def lines(found: Sequence[Option]) -> list[str]:
    """As a note lists them: each request on a line of its own, the usual things together on one."""
    named = [(number, each) for number, each in enumerate(found, 1)]
    shown = [f"{number} {each['label']}" for number, each in named if each["kind"] != STEP]
    usual = [f"{number} {each['label']}" for number, each in named if each["kind"] == STEP]
    return [*shown, ", ".join(usual)] if usual else shown


def _usual(
    crm: Crm, user: User, contact: Contact, item: Item | None, requests: Sequence[Approval]
) -> list[tuple[str, str, dict[str, Any]]]:
    """Label, command and slots of each."""
    to = {"contact": _ref("contact", contact.id, contact.name)}
    found: list[tuple[str, str, dict[str, Any]]] = []
    if item is not None and item.deleted_at is None:
        it = _ref("item", item.id, item.title)
        found.append(("send details", "send_items", {"items": [it], **to}))
        asked = {row.command["name"] for row in requests}
        if not asked & KEEPING and cards.availability(crm, [item]).get(item.id) == "available":
            found.append(("hold", "hold_item", {"item": it, **to}))
    found.append(("reply", "reply_contact", to))
    if _somebody_else(crm, user):
        found.append(("hand over", "assign_thread", to))
    for name, _ in saved_replies.all_of(crm)[:MOST_SAVED]:
        found.append((f"“{name}”", "reply_contact", {"message": name, **to}))
    return found


def _ref(kind: str, row_id: int, said: str) -> dict[str, Any]:
    return {"ref": kind, "id": row_id, "said": said}


def _somebody_else(crm: Crm, user: User) -> bool:
    """Whether a colleague could take a conversation that is not theirs already."""
    roles = holders(Permission.CONTACTS_WRITE) - OWN_ONLY
    others = select(User.id).where(
        User.role.in_([role.value for role in roles]), User.deleted_at.is_(None), User.id != user.id
    )
    return crm.session.scalar(others.limit(1)) is not None
