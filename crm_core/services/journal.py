"""Undo, redo and "what did Sam change today", from the journal that the database's triggers write.

State rows get the image before the action back, column by column; facts are reversed by a further row
(crm_core/services/reversals.py). Undoing is itself an action with `undoes_id`, so redo undoes the undo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, exists, or_, select

from crm_core.access import oversees
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import Action, Journal
from crm_core.services import events
from crm_core.services.images import changes_of
from crm_core.services.labels import capital
from crm_core.services.reversing import all_left, only_ends_consent, outgoing, recall, reverse

UNDO_DAYS = 7
UNDO_WORDS = re.compile(r"\s*\bUNDO (takes|stops|brings|sends)\b[^.]*\.")


# What a message changes by leaving; to put only that back would undo nothing.
MAIL = frozenset({"thread"})


@dataclass(frozen=True)
class Undone:
    """text: the receipt. action: what was taken back (by redo: the undo that was)."""

    text: str
    action: Action


def undo(crm: Crm, action: Action | int | None = None) -> Undone:
    """Take back the actor's own last command, or the given one. Refused, by name, where that can't be."""
    target = last(crm) if action is None else _named(crm, action)
    with _acting(crm, "undo", target) as doing:
        doing.undoable = False  # by REDO, not by a further UNDO
        if (notes := _import(crm, target, again=False)) is not None:
            doing.summary = f"Took back: {describe(target)}"
            return Undone(" ".join([f"Undone: {describe(target)}.", *notes, "REDO does it again."]), target)
        changes = changes_of(crm, target.id)
        if not changes and not outgoing(crm, target):
            return Undone(f"{describe(target)} changed nothing, so there is nothing to take back.", target)
        if {change.table for change in changes} <= MAIL and (gone := all_left(crm, origin_of(crm, target))):
            raise Refused(why=f"That can't be taken back: {gone}.")
        notes = reverse(crm, changes) + recall(crm, origin_of(crm, target), again=False)
        events.taken_back(crm, origin_of(crm, target))
        doing.summary = f"Took back: {describe(target)}"
    if changes and only_ends_consent(changes):
        return Undone(" ".join(["Nothing was taken back.", *notes]), target)
    return Undone(" ".join([f"Undone: {describe(target)}.", *notes, "REDO does it again."]), target)


def redo(crm: Crm) -> Undone:
    """Undo the actor's last undo."""
    mine = select(Action).where(
        Action.user_id == _user_id(crm),
        Action.undoes_id.is_not(None),
        Action.undoable.is_(False),
        Action.undone_by_id.is_(None),
        Action.at >= crm.now() - timedelta(days=UNDO_DAYS),
    )
    target = crm.session.scalar(mine.order_by(Action.id.desc()).limit(1).with_for_update())
    if target is None:
        raise Refused(why="There is no undo to take back. ACTIVITY shows what was done lately.")
    with _acting(crm, "redo", target) as doing:
        doing.undoable = True
        origin = origin_of(crm, target)
        notes = _import(crm, target, again=True)
        if notes is None:
            notes = reverse(crm, changes_of(crm, target.id)) + recall(crm, origin, again=True)
            events.taken_back(crm, origin, again=True)
        doing.summary = describe(origin)
    return Undone(" ".join([f"Done again: {describe(origin)}.", *notes, "UNDO takes it back."]), target)


def _import(crm: Crm, target: Action, again: bool) -> list[str] | None:
    """A file's rows, taken back or brought in again by its number; None where the command was no import."""
    from crm_core.services.transfer import taking_back  # it needs all that files are made of

    job = taking_back.job_of(crm, origin_of(crm, target))
    if job is None:
        return None
    return taking_back.bring_back(crm, job) if again else taking_back.take_back(crm, job)


def _user_id(crm: Crm) -> int:
    if not crm.actor.is_user or crm.actor.id is None:
        raise Refused(why="Only somebody of the gallery can undo.")
    return crm.actor.id


def last(crm: Crm) -> Action:
    """The actor's last command that was said or changed something: UNDO must not reach past it, even where it can't be
    undone. A look or an undo is not one, nor a button of the page that only put something aside.
    """
    changed = exists().where(Journal.action_id == Action.id)
    weighs = or_(changed, Action.inbox_id.is_not(None))
    mine = select(Action).where(
        Action.user_id == _user_id(crm),
        Action.at >= crm.now() - timedelta(days=UNDO_DAYS),
        Action.undone_by_id.is_(None),
        Action.id != (crm.action.id if crm.action else 0),
        or_(Action.undoable, and_(weighs, Action.undoes_id.is_(None))),
    )
    found = crm.session.scalar(mine.order_by(Action.id.desc()).limit(1).with_for_update())
    if found is None:
        raise Refused(why=f"You have done nothing in the last {UNDO_DAYS} days that could be undone.")
    return _checked(crm, found)


def _named(crm: Crm, action: Action | int) -> Action:
    """An action chosen from activity; what was redone since stands for its redo."""
    action_id = action.id if isinstance(action, Action) else action
    found = crm.session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(what=f"an action {action_id}")
    if found.user_id != _user_id(crm) and not oversees(crm.actor):
        raise Refused(why="That was done by somebody else: they can undo it, or an admin or a manager.")
    stands = standing(crm, found)
    if stands is None:
        raise Refused(why=f"{describe(found)} is undone already.")
    return _checked(crm, stands)


def _checked(crm: Crm, action: Action) -> Action:
    if not action.undoable:
        raise Refused(why=f"“{describe(action)}” can't be undone.")
    if action.at < crm.now() - timedelta(days=UNDO_DAYS):
        raise Refused(why=f"{describe(action)} is more than {UNDO_DAYS} days ago. Change it by hand instead.")
    return action


def standing(crm: Crm, action: Action) -> Action | None:
    """The action itself or the redo that stands for it; None where it is undone."""
    while action.undone_by_id is not None:
        undoing = crm.session.get_one(Action, action.undone_by_id)
        if undoing.undone_by_id is None:
            return None
        action = crm.session.get_one(Action, undoing.undone_by_id)
    return action


def origin_of(crm: Crm, action: Action) -> Action:
    """The command that an undo or a redo is about in the end."""
    while action.undoes_id is not None:
        action = crm.session.get_one(Action, action.undoes_id)
    return action


@contextmanager
def _acting(crm: Crm, name: str, target: Action) -> Iterator[Action]:
    """The action that undoes: the command at hand, or one of its own where a page or a test calls."""
    if crm.action is None:
        with crm.command(name, undoable=False), _acting(crm, name, target) as doing:
            yield doing
        return
    crm.action.undoes_id = target.id
    target.undone_by_id = crm.action.id
    crm.session.flush()
    yield crm.action
    crm.session.flush()
    crm.session.expire_all()


def describe(action: Action) -> str:
    """What an action was, in the words of its own receipt; its name where it kept none."""
    return summary_of(action.summary).rstrip(".") or capital(action.name.replace("_", " "))


def summary_of(receipt: str) -> str:
    """What an action keeps of its receipt: the first line without the word about UNDO."""
    first = UNDO_WORDS.sub("", receipt.strip().split("\n", 1)[0]).strip()
    return first if len(first) <= 160 else first[:159].rstrip() + "…"
