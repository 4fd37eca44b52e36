"""`Crm`: the unit of work. One actor, one session, one clock; it commits once, at the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, bindparam, cast, func, insert, select, text
from sqlalchemy.orm import Session

from crm_core import access, jobs, written
from crm_core.access import SYSTEM, Actor, Decision, Permission
from crm_core.db import CLOCK, gallery_session, lines_of
from crm_core.errors import NotAllowed
from crm_core.models import Action
from crm_core.money import Money

if TYPE_CHECKING:
    from crm_core.services.settings import GallerySettings

Clock = Callable[[], datetime]
SET = text("SELECT set_config(:name, :value, true)")  # until this transaction ends
BEGUN = select(Action).from_statement(
    insert(Action)
    .values(
        {
            name: bindparam(name)
            for name in ("name", "slots", "user_id", "contact_id", "inbox_id", "undoable", "at")
        }
    )
    .returning(Action, func.set_config("herring.action", cast(Action.id, Text), True))
)

# Which channels have all their settings is theirs to know, and they stand above us: a program says it at its start.
# Until then every channel with a line counts, and the last gate finds out.
_is_open: list[Callable[[str], bool]] = []


def send_only_through(is_open: Callable[[str], bool] | None) -> None:
    """From here on, in this process, nothing is promised over channels that are not set up. None: forget it."""
    _is_open[:] = [is_open] if is_open else []


def utc_now() -> datetime:
    return datetime.now(UTC)


class Crm:
    """What a command works with. Services take it first and never commit.

    session: of the gallery's role and schema.  actor: who acts.  now(): the one clock, UTC and aware.
    action: the journal's current action while a command runs; inbox_id: the message that caused it; via: the channel
    it came by ("page" for the review page), for what a forged text must not do.
    """

    def __init__(self, session: Session, key: str, actor: Actor = SYSTEM, clock: Clock = utc_now) -> None:
        self.session, self.key, self.clock = session, key, clock
        session.info[CLOCK] = clock
        self.action: Action | None = None
        self.commands = 0  # how many began: what was found before one may not be there after it
        self.inbox_id: int | None = None
        # The colleague whose request the actor has OKed and now carries out: the sale is theirs.
        self.asked_by: Actor | None = None
        # What the model said to what was asked of it (errors.AskModel); None: it can't be asked here.
        self.answers: dict[str, Any] | None = None
        self.via = ""
        self.act_as(actor)

    # -- who and when

    def act_as(self, actor: Actor) -> None:
        """From here on `actor` acts; the journal records it."""
        self.actor = actor
        self._remember("actor", f"{actor.kind}:{actor.id or ''}:{actor.name}")

    def because_of(self, inbox_id: int, via: str) -> None:
        """From here on what happens is caused by this message, which came by that channel."""
        self.inbox_id, self.via = inbox_id, via
        self._remember("inbox", str(inbox_id))

    def _remember(self, name: str, value: str) -> None:
        """For the journal's trigger, in this transaction and the session's next ones."""
        if self.session.info.get(name, "") == value:
            return
        self.session.info[name] = value
        if self.session.in_transaction():
            self.session.execute(SET, {"name": f"herring.{name}", "value": value})

    def now(self) -> datetime:
        return self.clock()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def local_now(self) -> datetime:
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        return self.local_now().date()

    @cached_property
    def settings(self) -> GallerySettings:
        """The gallery's settings; `del crm.settings` after changing one."""
        from crm_core.services.settings import load

        return load(self)

    @cached_property
    def lines(self) -> dict[str, str]:
        """The gallery's own address by channel."""
        return lines_of(self.key)

    def is_open(self, channel: str) -> bool:
        """Whether something can be sent by this channel: the gallery has a line on it, and it is set up here."""
        return channel in self.lines and all(asked(channel) for asked in _is_open)

    def money(self, amount: Any, currency: str | None = None) -> Money:
        """In the gallery's currency unless told otherwise."""
        return Money.of(amount, currency or self.settings.currency)

    # -- what may be done

    def may(self, permission: Permission) -> bool:
        return access.decide(self.actor, permission) is Decision.ALLOW

    def require(self, permission: Permission, what: str) -> None:
        """Services' own check, whoever calls them. `what` completes "You can't …"."""
        if not self.may(permission):
            raise NotAllowed(what=what, who=who_can(permission))

    # -- doing it

    @contextmanager
    def command(
        self, name: str, slots: dict[str, Any] | None = None, *, undoable: bool = True
    ) -> Iterator[Action]:
        """One command in a SAVEPOINT, with the action its journal rows belong to; all or nothing."""
        outer = self.action
        with self.session.begin_nested():
            action = self._begun(name, slots or {}, undoable)
            self.action, self.session.info["action"] = action, str(action.id)
            self.commands += 1
            try:
                yield action
                self.session.flush()
                # Deferred rules (a ledger that must balance) speak here, where the command can still be undone.
                # In one message with the end of the journal's action, which the next writing belongs to no more.
                self.session.connection().exec_driver_sql(
                    "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
                    f" SELECT set_config('herring.action', '{outer.id if outer else ''}', true)"
                )
            finally:
                self.action = outer
                self.session.info["action"] = str(outer.id) if outer else ""

    def _begun(self, name: str, slots: dict[str, Any], undoable: bool) -> Action:
        """The row of a command that begins; from here on the journal writes its id."""
        self.session.flush()
        values = {
            "name": name,
            "slots": slots,
            "user_id": self.actor.id if self.actor.is_user else None,
            "contact_id": self.actor.id if self.actor.is_guest else None,
            "inbox_id": self.inbox_id,
            "undoable": undoable,
            "at": self.now(),
        }
        action: Action = self.session.scalars(BEGUN, values).one()
        return action

    def ring(self, task: str, row_id: int, *, after: float = 0.0) -> None:
        """Ask a worker to look at a row, once this unit of work has committed, and `after` so many seconds."""
        jobs.ring_after_commit(self.session, task, self.key, row_id, after=after)

    def commit(self) -> None:
        self.session.commit()
        jobs.ring_pending(self.session)


def who_can(permission: Permission) -> str:
    """ "an admin or a manager", for sentences that refuse."""
    roles = [role.value for role in access.Role if role in access.holders(permission)]
    named = [("an " if role[0] in "aeiou" else "a ") + role for role in roles[:2]]
    return " or ".join(named) or "nobody"


@contextmanager
def open_crm(
    key: str, actor: Actor = SYSTEM, *, guest: bool = False, clock: Clock = utc_now
) -> Iterator[Crm]:
    """A unit of work: commits at the end and rings the bells; rolls back on any exception."""
    with gallery_session(key, guest=guest or actor.is_guest) as session:
        crm = Crm(session, key, actor, clock)
        try:
            with written.as_of(lambda: crm.settings.locale):
                yield crm
        except BaseException:
            session.rollback()
            raise
        crm.commit()
