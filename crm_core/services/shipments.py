"""Parcels on their way: the tracking numbers of batches and orders, what their carrier says, and what follows of it.

Rows come of what people said (a batch's or an order's tracking number), so that no command has to know of carriers. A
parcel that arrives moves its batch or its order on, once, and whoever is to know is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from crm_core import times, written
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Batch, Contact, Order, Shipment, User
from crm_core.services import batches, messages, order_states
from crm_core.services.nudge_rules.base import person_for
from crm_core.services.nudges import quiet_until

# How long until a parcel is asked about again. No carrier wants to hear of one more than ten times a day.
SOONEST = timedelta(hours=2, minutes=30)
AGAIN = {"new": timedelta(hours=6), "transit": timedelta(hours=4), "pre_transit": timedelta(hours=8)}
SELDOM = timedelta(hours=12)
PUSHED = timedelta(days=1)  # of which the carrier sends word by itself
UNKNOWN_FOR = timedelta(days=7)  # a number may be unknown for a day or two after its label was made
SILENT_FOR = timedelta(days=90)  # so long carriers keep what happened
ASK_HOOK_AGAIN = timedelta(days=1)
UNDER_WAY = ("pending", "processing", "shipped")
DONE = ("delivered", "lost")


# -- which


def note_new(crm: Crm, carrier_of: Callable[[str], str | None]) -> int:
    """Rows for the numbers nobody follows yet. carrier_of: whose number it is, of those set up here."""
    found = [
        (number, carrier, {"batch_id": row_id}) for row_id, number, carrier in crm.session.execute(_batches())
    ]
    found += [(number, None, {"order_id": row_id}) for row_id, number in crm.session.execute(_orders(crm))]
    new = 0
    for said, named, whose in found:
        plain = (said or "").replace(" ", "")
        carrier = carrier_of(plain)
        if carrier is not None and named in (None, carrier):
            values = {
                "carrier": carrier,
                "number": plain,
                "due_at": crm.now(),
                "created_at": crm.now(),
                **whose,
            }
            row = insert(Shipment).values(values).on_conflict_do_nothing()
            new += len(crm.session.scalars(row.returning(Shipment.id)).all())
    return new


def _batches() -> Select[int, str | None, str | None]:
    known = exists().where(Shipment.batch_id == Batch.id, Shipment.number == _plain(Batch.tracking))
    there = (Batch.deleted_at.is_(None), Batch.state == "open", Batch.tracking.is_not(None))
    return select(Batch.id, Batch.tracking, Batch.carrier).where(*there, ~known).order_by(Batch.id)


def _orders(crm: Crm) -> Select[int, str | None]:
    known = exists().where(Shipment.order_id == Order.id, Shipment.number == _plain(Order.tracking))
    there = (
        Order.deleted_at.is_(None),
        Order.status.in_(UNDER_WAY),
        Order.tracking.is_not(None),
        ~Order.imported,
    )
    recent = Order.ordered_at > crm.now() - SILENT_FOR - SILENT_FOR
    return select(Order.id, Order.tracking).where(*there, recent, ~known).order_by(Order.id)


def _plain(column: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    return func.replace(column, " ", "")


def _wanted() -> ColumnElement[bool]:
    """Of a batch or an order that still waits for this number."""
    of_batch = exists().where(
        Batch.id == Shipment.batch_id, Batch.deleted_at.is_(None), Batch.state == "open",
        _plain(Batch.tracking) == Shipment.number,
    )  # fmt: skip
    of_order = exists().where(
        Order.id == Shipment.order_id, Order.deleted_at.is_(None), Order.status.in_(UNDER_WAY),
        _plain(Order.tracking) == Shipment.number,
    )  # fmt: skip
    return or_(of_batch, of_order)


def due(crm: Crm, carrier: str, limit: int) -> list[Shipment]:
    """What is to be asked about now, most urgent first: never asked, expected by tomorrow, under way, the rest."""
    soon = and_(Shipment.expected_at.is_not(None), Shipment.expected_at < crm.now() + timedelta(days=1))
    urgency = case((Shipment.asked_at.is_(None), 0), (soon, 1), (Shipment.state == "transit", 2), else_=3)
    query = (
        select(Shipment)
        .where(Shipment.carrier == carrier, Shipment.due_at <= crm.now(), _wanted())
        .order_by(urgency, Shipment.due_at, Shipment.id)
        .limit(limit)
    )
    return list(crm.session.scalars(query))


def urgency(crm: Crm, row: Shipment) -> tuple[int, datetime]:
    """Its place among those of all galleries; smaller is sooner. As `due` orders them."""
    soon = row.expected_at is not None and row.expected_at < crm.now() + timedelta(days=1)
    rank = 0 if row.asked_at is None else 1 if soon else 2 if row.state == "transit" else 3
    return rank, row.due_at or crm.now()


def unhooked(crm: Crm, carrier: str, limit: int) -> list[Shipment]:
    """Known to the carrier, and it was not asked for word of them yet, or long ago without any."""
    asked = and_(Shipment.hook == "asked", Shipment.hook_at < crm.now() - ASK_HOOK_AGAIN)
    query = select(Shipment).where(
        Shipment.carrier == carrier, Shipment.state.in_(("pre_transit", "transit")), _wanted(),
        or_(Shipment.hook.is_(None), asked),
    )  # fmt: skip
    return list(crm.session.scalars(query.order_by(Shipment.id).limit(limit)))


def hooked(crm: Crm, row: Shipment, state: str) -> None:
    """asked: the carrier took our request for word; refused: it will send none."""
    row.hook, row.hook_at = state, crm.now()
    crm.session.flush()


def numbered(crm: Crm, carrier: str, number: str) -> list[Shipment]:
    """The parcels with this number: an order's and a batch's may travel in one."""
    query = select(Shipment).where(Shipment.carrier == carrier, Shipment.number == number)
    return list(crm.session.scalars(query.order_by(Shipment.id)))


# -- what the carrier says


def asked(crm: Crm, row: Shipment) -> None:
    """It was asked about now; the answer, whatever it is, sets when again."""
    row.asked_at = crm.now()
    row.due_at = crm.now() + _pause(crm, row)
    crm.session.flush()


def _pause(crm: Crm, row: Shipment) -> timedelta:
    if row.hook == "live" and row.hook_at is not None and row.hook_at > crm.now() - 2 * PUSHED:
        return PUSHED
    if row.state == "transit" and row.expected_at and row.expected_at < crm.now() + timedelta(days=1):
        return SOONEST
    return AGAIN.get(row.state, SELDOM)


def unfound(crm: Crm, row: Shipment) -> None:
    """The carrier doesn't know the number. For a week that is no news; then somebody has to look."""
    asked(crm, row)
    if row.state == "new" and crm.now() - row.created_at > UNKNOWN_FOR:
        _give_up(
            crm, row, f"knows nothing of {row.number} ({_about(crm, row)}) after a week. Is the number right?"
        )
    elif row.state != "new" and crm.now() - (row.at or row.created_at) > SILENT_FOR:
        _give_up(crm, row, f"has forgotten {row.number} ({_about(crm, row)}), which never was delivered.")


def _give_up(crm: Crm, row: Shipment, words: str) -> None:
    row.state, row.due_at = "lost", None
    _tell(crm, row, f"{row.carrier.upper()} {words} I don't ask about it any more.")


class News(Protocol):
    """What a carrier says of a parcel: channels/carriers/base.py, which stands beside us, says it more closely."""

    @property
    def state(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def place(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def expected_at(self) -> datetime | None: ...


def take(crm: Crm, row: Shipment, news: News, *, pushed: bool = False) -> bool:
    """News of a parcel. False where it is old or known: asked, pushed and pushed again, it counts once."""
    crm.session.refresh(row, with_for_update=True)
    if pushed:
        row.hook, row.hook_at = "live", crm.now()
    if row.state in DONE or (row.at is not None and news.at is not None and news.at < row.at):
        return False
    before, row.state = row.state, news.state
    row.at, row.place, row.said = news.at or row.at, news.place or row.place, news.words
    row.service, row.expected_at = news.service or row.service, news.expected_at
    row.due_at = crm.now() + _pause(crm, row)
    if row.state == "delivered":
        row.due_at = None
        _arrived(crm, row)
    elif row.state == "failure" and before != "failure":
        _tell(
            crm,
            row,
            f"{row.carrier.upper()} could not deliver {_about(crm, row)}: {news.words or 'it gave no reason'}.",
        )
    elif row.at is not None and crm.now() - row.at > SILENT_FOR:
        _give_up(crm, row, f"has said nothing of {row.number} ({_about(crm, row)}) for three months.")
    crm.session.flush()
    return before != row.state


# -- what follows


def _arrived(crm: Crm, row: Shipment) -> None:
    batch, order = _subject(crm, row)
    where = f"{row.carrier.upper()}{f', {row.place}' if row.place else ''}{_when(crm, row)}"
    if batch is not None and batch.deleted_at is None and batch.state == "open":
        with crm.command("move_batch", {"batch": batch.name}, undoable=False) as action:
            moved = batches.arrive(crm, batch, row.place or "")
            action.summary = f"Batch {batch.name} has arrived ({where}), {_many(len(moved))} with it."
        _tell(crm, row, action.summary)
    if order is not None and order.deleted_at is None and order.status in UNDER_WAY:
        contact = crm.session.get(Contact, order.contact_id) if order.contact_id else None
        with crm.command("advance_order", {"order": order.label}, undoable=False) as action:
            order_states.advance(crm, order, "delivered")
            action.summary = (
                f"{order.label} was delivered{f' to {contact.name}' if contact else ''} ({where})."
            )
        _tell(crm, row, action.summary)


def _when(crm: Crm, row: Shipment) -> str:
    if row.at is None:
        return ""
    local = row.at.astimezone(crm.zone)
    return f", {times.day(crm, row.at)} {written.clock(local)}"


def _many(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _subject(crm: Crm, row: Shipment) -> tuple[Batch | None, Order | None]:
    batch = crm.session.get(Batch, row.batch_id, with_for_update=True) if row.batch_id else None
    return batch, crm.session.get(Order, row.order_id, with_for_update=True) if row.order_id else None


def _about(crm: Crm, row: Shipment) -> str:
    batch, order = _subject(crm, row)
    return f"batch {batch.name}" if batch else order.label if order else row.number


def _tell(crm: Crm, row: Shipment, words: str) -> None:
    """Whoever sold it, else the owner; not in the gallery's quiet hours."""
    _, order = _subject(crm, row)
    user_id = person_for(crm, order.sold_by_id if order else None)
    user = crm.session.get(User, user_id) if user_id else None
    if user is None:
        return
    try:
        messages.send(crm, user, words, purpose="service", due_at=quiet_until(crm))
    except Refused:
        return  # nobody to reach: it stands in the activity, and the batch and the order say it themselves


def lines(crm: Crm, batch: Batch) -> Iterator[str]:
    """What the carrier last said of a batch's parcel."""
    for row in _of(crm, batch):
        if row.state == "lost":
            yield f"{row.carrier.upper()} knows nothing of it."
        elif row.state != "new":
            where = f", {row.place}" if row.place else ""
            yield f"{row.carrier.upper()}: {row.said or row.state.replace('_', ' ')}{where}{_when(crm, row)}"


def _of(crm: Crm, batch: Batch) -> Sequence[Shipment]:
    mine = (Shipment.batch_id == batch.id, Shipment.number == (batch.tracking or "").replace(" ", ""))
    return crm.session.scalars(select(Shipment).where(*mine).order_by(Shipment.id)).all()
