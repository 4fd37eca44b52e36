"""What somebody says to a nudge: later, never, why; and no nudges for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.dialects.postgresql import insert

from crm_core import times
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import Batch, Contact, Item, Nudge, Order, Outbox, Task, User
from crm_core.services import tasks
from crm_core.services.nudge_rules import RULES, morning, rule_of
from crm_core.services.nudge_rules.base import row_id

SHOWN_LASTS = timedelta(days=3)
EVERY_RULE = "any"
THIS_ONE = "that nudge"
AS_PRINTED = (Nudge.value.desc(), Nudge.id)
ALWAYS_WANTED = tuple(rule.name for rule in RULES.values() if rule.promised)


@dataclass(frozen=True)
class About:
    """Which nudge is meant: the one with this number in the message sent last, the last about this contact, item, order
    or batch, or with nothing said the last of all.
    """

    number: int | None = None
    contact: Contact | None = None
    item: Item | None = None
    order: Order | None = None
    batch: Batch | None = None

    @property
    def name(self) -> str:
        found = self.contact or self.item or self.order or self.batch
        return str(getattr(found, "name", "") or getattr(found, "title", "") or getattr(found, "label", ""))

    def covers(self) -> ColumnElement[bool]:
        """Nudges about what was named."""
        if self.contact is not None:
            return Nudge.contact_id == self.contact.id
        if self.item is not None:
            return Nudge.item_id == self.item.id
        if self.order is not None:
            return Nudge.subject == f"order:{self.order.id}"
        return Nudge.subject == f"batch:{self.batch.id}" if self.batch is not None else true()


NOTHING_NAMED = About()


def last_shown(crm: Crm, about: About = NOTHING_NAMED) -> Nudge:
    """The nudge this person was sent last, or the one meant. NotFound where there is none."""
    mine = (
        select(Nudge)
        .join(Outbox, Outbox.id == Nudge.outbox_id)
        .where(Nudge.user_id == crm.actor.id, Outbox.user_id == crm.actor.id, Nudge.deleted_at.is_(None))
        .where(Outbox.created_at > crm.now() - SHOWN_LASTS)
    )
    if about.number is not None:
        # As they were printed (crm_core/services/nudges.py): the message with so many lines that was sent last.
        several = mine.order_by(Nudge.outbox_id.desc(), *AS_PRINTED)
        by_message: dict[int | None, list[Nudge]] = {}
        for each in crm.session.scalars(several):
            by_message.setdefault(each.outbox_id, []).append(each)
        long_enough = (rows for rows in by_message.values() if len(rows) >= max(about.number, 2))
        rows = next(long_enough, [])
        if rows and about.number > 0:
            return rows[about.number - 1]
    row = crm.session.scalar(
        mine.where(about.covers()).order_by(Nudge.outbox_id.desc(), *AS_PRINTED).limit(1)
    )
    if row is None:
        raise NotFound(
            what=f"a nudge about {about.name}" if about.name else "which nudge you mean: I sent none lately"
        )
    return row


def finish(crm: Crm, about: About = NOTHING_NAMED) -> Nudge:
    """It was seen to: not told again, and no mark against its rule. A reminder's task is ticked off."""
    row = last_shown(crm, about)
    if row.rule == "task.due":
        tasks.complete(crm, crm.session.get_one(Task, row_id(row)))
    row.state = "done"
    crm.session.flush()
    return row


def snooze(crm: Crm, about: About, when: datetime | date) -> Nudge:
    """Come back to a nudge, or to a contact, then: a promise, kept whatever becomes of the nudge's facts."""
    if not crm.actor.is_user or crm.actor.id is None:
        raise Refused(why="Only somebody of the gallery is nudged.")
    due = when if isinstance(when, datetime) else morning(crm, when)
    if due <= crm.now():
        raise Refused(why=f"{times.day(crm, when)} has passed. When should I come back to it?", slot="when")
    try:
        row = last_shown(crm, about)
    except NotFound:
        if about.contact is None:
            raise
        subject, name = f"user:{crm.actor.id}:contact:{about.contact.id}", about.contact.name
        return _promise(crm, subject, due, f"You wanted to be nudged about {name}.", about.contact.id)
    row.state = "snoozed"
    subject = f"user:{crm.actor.id}:" + (f"contact:{row.contact_id}" if row.contact_id else f"nudge:{row.id}")
    return _promise(crm, subject, due, f"You wanted to come back to this: {row.text}", row.contact_id)


def _promise(crm: Crm, subject: str, due: datetime, words: str, contact_id: int | None) -> Nudge:
    return _upsert(
        crm,
        rule="contact.promised",
        subject=subject,
        window=due.astimezone(UTC).isoformat(),
        user_id=crm.actor.id,
        contact_id=contact_id,
        text=words,
        why="You asked for it.",
        due_at=due.astimezone(UTC),
        state="due",
        deleted_at=None,
        outbox_id=None,
    )


def _upsert(crm: Crm, **values: Any) -> Nudge:
    """The row with this key, made or brought back (after an undo it is there, deleted)."""
    key = ["rule", "subject", "window"]
    changed = {name: value for name, value in values.items() if name not in key}
    new = insert(Nudge).values(values).on_conflict_do_update(index_elements=key, set_=changed)
    query = select(Nudge).from_statement(new.returning(Nudge)).execution_options(populate_existing=True)
    row: Nudge = crm.session.scalars(query).one()
    return row


def dismiss(crm: Crm, about: About = NOTHING_NAMED, *, whole_rule: bool = False) -> str:
    """No more of it: this nudge, all about this contact, or this whole rule. Returns what, in words."""
    contact = about.contact
    if contact is not None and about.number is None and not whole_rule:
        _drop(crm, Nudge.contact_id == contact.id)
        _mute(crm, EVERY_RULE, contact)
        return f"nudges about {contact.name}"
    row = last_shown(crm, about)
    if not whole_rule:
        row.state = "dismissed"
        crm.session.flush()
        return THIS_ONE
    _drop(crm, Nudge.rule == row.rule)
    _mute(crm, row.rule, contact)
    return f"nudges of this kind ({rule_of(row).words})" + (f" about {contact.name}" if contact else "")


def _drop(crm: Crm, which: ColumnElement[bool]) -> None:
    mine = select(Nudge).where(which, Nudge.user_id == crm.actor.id, Nudge.state.in_(("due", "sent")))
    mine = mine.where(Nudge.deleted_at.is_(None), Nudge.rule.not_in(ALWAYS_WANTED))
    for row in crm.session.scalars(mine.with_for_update()):
        row.state = "dismissed"
    crm.session.flush()


def _mute(crm: Crm, rule: str, contact: Contact | None) -> None:
    _upsert(
        crm,
        rule=rule,
        subject=_mute_subject(crm.actor.id, contact.id if contact else None),
        window="never",
        user_id=crm.actor.id,
        contact_id=contact.id if contact else None,
        text="",
        state="dismissed",
        due_at=crm.now(),
        deleted_at=None,
    )


def _mute_subject(user_id: int | None, contact_id: int | None) -> str:
    return f"mute:user:{user_id}" + (f":contact:{contact_id}" if contact_id else "")


Mutes = frozenset[tuple[str, str]]  # (rule, whose and about whom)


def all_mutes(crm: Crm, user_id: int | None = None) -> Mutes:
    """What this person, or anybody, wants no nudges of."""
    query = select(Nudge.rule, Nudge.subject).where(
        Nudge.window == "never", Nudge.subject.startswith("mute:"), Nudge.deleted_at.is_(None)
    )
    if user_id is not None:
        query = query.where(Nudge.user_id == user_id)
    return frozenset((rule, subject) for rule, subject in crm.session.execute(query))


def silenced(mutes: Mutes, rule: str, user_id: int, contact_id: int | None) -> bool:
    """Whether this person wants no such nudges; what they asked to be reminded of themselves always comes."""
    if rule in ALWAYS_WANTED:
        return False
    about = _mute_subject(user_id, contact_id)
    ways = {(rule, _mute_subject(user_id, None))}
    ways |= {(rule, about), (EVERY_RULE, about)} if contact_id is not None else set()
    return not ways.isdisjoint(mutes)


def muted(crm: Crm, rule: str, user_id: int, contact_id: int | None) -> bool:
    """The same of one nudge."""
    return silenced(all_mutes(crm, user_id), rule, user_id, contact_id)


def explain(crm: Crm, about: About = NOTHING_NAMED) -> str:
    """Why a nudge was sent."""
    row = last_shown(crm, about)
    return row.why or f"It belongs to {rule_of(row).words}."


def pause(crm: Crm, until: datetime | date | None) -> datetime:
    """No nudges until then (a day: its morning; none: tomorrow's). What was promised still comes."""
    if not crm.actor.is_user or crm.actor.id is None:
        raise Refused(why="Only somebody of the gallery is nudged.")
    day = until or crm.today() + timedelta(days=1)
    moment = day if isinstance(day, datetime) else morning(crm, day)
    if moment <= crm.now():
        raise Refused(why=f"{times.day(crm, day)} has passed. Until when should I be quiet?", slot="until")
    crm.session.get_one(User, crm.actor.id).nudges_paused_until = moment.astimezone(UTC)
    crm.session.flush()
    return moment
