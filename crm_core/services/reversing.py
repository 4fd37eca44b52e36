"""Taking back what one action did: rows, facts, messages; or refusing by name, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import or_, select

from crm_core import jobs
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Action, Claim, Consent, Contact, Outbox, User
from crm_core.services import merging, messages
from crm_core.services.dependents import refuse_if_used
from crm_core.services.images import Change, moved_on, put_back, restorable, touched_since
from crm_core.services.labels import capital, label, name_of, piece_title, possessive

# What workers and arriving messages keep up to date by themselves.
BOOKKEEPING = {
    "address": {"last_inbound_at", "blocked_reason"},
    "thread": {"last_inbox_id", "waiting_since", "closed_at"},
}


def reverse(crm: Crm, changes: list[Change]) -> list[str]:
    """Reverse every change; the sentences that go with it."""
    states = [change for change in changes if change.kind == "state"]
    facts = [change for change in changes if change.kind == "fact"]
    for change in states:
        _refuse_if_moved_on(crm, change)
        if change.brought:
            refuse_if_used(crm, change, changes)
    notes = _consent(crm, facts)
    _reverse_facts(crm, facts)
    for change in reversed(states):
        _put_back(crm, change, notes)
    crm.session.expire_all()
    for change in states:
        _part(crm, change)
    return notes


def _part(crm: Crm, change: Change) -> None:
    """Two contacts that were merged are two again: each gets what was written to and by them meanwhile."""
    merged = (change.after or {}).get("merged_into_id") if change.table == "contact" else None
    other = crm.session.get(Contact, change.row_id) if merged else None
    if other is not None and other.merged_into_id is None:
        merging.part(crm, crm.session.get_one(Contact, merged), other)


def _refuse_if_moved_on(crm: Crm, change: Change) -> None:
    if change.op == "delete":
        raise Refused(why=f"What was deleted for good can't come back ({change.table.replace('_', ' ')}).")
    compared = change.columns if change.before is not None else restorable(change.table)
    moved = [
        name for name in moved_on(crm, change, compared) if name not in BOOKKEEPING.get(change.table, ())
    ]
    # A row of ours that only a worker has touched since (a draft being written) goes as a whole.
    if moved and change.table == "approval":
        raise Refused(why=f"{capital(label(crm, change.table, change.row_id))} is decided by now.")
    if moved and (change.before is not None or touched_since(crm, change)):
        words = " and ".join(_column_words(name) for name in moved[:2])
        what = capital(label(crm, change.table, change.row_id))
        raise Refused(why=f"{what} was changed since ({words}). Undo that first.")


def _put_back(crm: Crm, change: Change, notes: list[str]) -> None:
    if change.table == "claim":
        _refuse_if_taken(crm, change)
    put_back(crm, change)
    before = change.before or {}
    if change.table == "approval" and "state" in change.columns and before.get("state") == "waiting":
        asker = (
            name_of(crm, User, before["user_id"])
            if before.get("user_id")
            else name_of(crm, Contact, before["contact_id"])
        )
        notes.append(f"{possessive(asker)} request waits for an OK again.")
    # What only blocked the piece for such a request goes without saying.
    if change.table == "claim" and "state" in change.columns and before.get("state") == "held":
        crm.session.expire_all()
        if not before.get("approval_id"):
            notes.append(f"{capital(label(crm, 'claim', change.row_id))} is back.")


def _refuse_if_taken(crm: Crm, change: Change) -> None:
    """A hold can't come back where somebody else has the piece by now."""
    before = change.before
    if not before or before.get("deleted_at") or before["state"] not in ("held", "sold"):
        return
    live = select(Claim).where(
        Claim.piece_id == before["piece_id"],
        Claim.id != change.row_id,
        Claim.state.in_(("held", "sold")),
        Claim.deleted_at.is_(None),
    )
    other = crm.session.scalar(live.execution_options(populate_existing=True))
    if other is not None:
        taken = "sold to" if other.state == "sold" else "held for"
        person = name_of(crm, Contact, other.contact_id)
        raise Refused(why=f"{piece_title(crm, other.piece_id)} is {taken} {person} by now. Undo that first.")


def _reverse_facts(crm: Crm, facts: list[Change]) -> None:
    """By a further fact each, the newest first; each function finds out what is reversed already."""
    from crm_core.services.reversals import REVERSERS

    for change in reversed(facts):
        if change.table != "consent":
            REVERSERS[change.table](crm, change.row_id)
            crm.session.flush()


def _consent(crm: Crm, facts: list[Change]) -> list[str]:
    """Consent is never given back: what was allowed is ended, what was ended stays so."""
    notes = []
    for change in facts:
        row = change.after or {}
        if change.table != "consent":
            continue
        if row["event"] == "opt_out":
            notes.append(f"{row['value']} stays opted out: UNDO doesn't give consent back.")
        else:
            crm.session.add(
                Consent(
                    channel=row["channel"], value=row["value"], event="opt_out", source="staff",
                    words="undo", user_id=crm.actor.id, inbox_id=crm.inbox_id,
                )
            )  # fmt: skip
    crm.session.flush()
    return list(dict.fromkeys(notes))


def only_ends_consent(changes: Sequence[Change]) -> bool:
    """Whether there is nothing in them that UNDO takes back."""
    return all(
        change.table == "consent" and (change.after or {}).get("event") == "opt_out" for change in changes
    )


def outgoing(crm: Crm, action: Action) -> list[Outbox]:
    """What the command sent to others or took back, locked. Its own answer to who gave it is not among them."""
    rows = select(Outbox).where(
        or_(Outbox.action_id == action.id, Outbox.recalled_by_id == action.id),
        or_(Outbox.user_id.is_(None), Outbox.user_id != action.user_id),
    )
    return list(
        crm.session.scalars(
            rows.order_by(Outbox.id).with_for_update().execution_options(populate_existing=True)
        )
    )


GONE = ("sending", "sent", "delivered", "read", "unknown")
NAMED = 3


def all_left(crm: Crm, origin: Action) -> str:
    """ "the message to Tom Chen has left", where nothing the command sent can be stopped any more; else ""."""
    rows = [row for row in outgoing(crm, origin) if row.recalled_by_id != origin.id]
    if not rows or any(row.state not in GONE for row in rows):
        return ""
    if len(rows) > NAMED:
        return f"the {len(rows)} messages have left"
    names = " and ".join(
        name_of(crm, Contact, row.contact_id) if row.contact_id else name_of(crm, User, row.user_id)
        for row in rows
    )
    return f"the message to {names} has left" if len(rows) == 1 else f"the messages to {names} have left"


def recall(crm: Crm, origin: Action, again: bool) -> list[str]:
    """Recall what is still here and say what has left; by redo, queue again what was recalled."""
    going: list[str] = []
    stopped: list[str] = []
    left: list[str] = []
    told: list[User] = []
    for row in outgoing(crm, origin):
        person = name_of(crm, Contact, row.contact_id) if row.contact_id else name_of(crm, User, row.user_id)
        # A command that took a message back sends it when undone, and takes it back again when redone.
        sends = again if row.recalled_by_id != origin.id else not again
        if sends and row.state == "recalled":
            row.state = "queued"
            crm.ring(jobs.OUTBOX_DELIVER, row.id)
            going.append(person)
        elif not sends and row.state in ("queued", "held"):
            row.state = "recalled"
            stopped.append(person)
        elif row.state in GONE and row.user_id:
            told.append(crm.session.get_one(User, row.user_id))
        elif not sends and row.state in GONE:
            left.append(person)
    crm.session.flush()
    return [
        *_each(going, "The message to {} goes out.", "The messages to {} go out."),
        *_each(
            stopped,
            "The message to {} was stopped before it left.",
            "The messages to {} were stopped before they left.",
        ),
        *_each(
            left,
            "The message to {} has left and can't be taken back.",
            "The messages to {} have left and can't be taken back.",
        ),
        *_each(_tell(crm, told, origin, again), "{} is told of it.", "{} are told of it."),
    ]


def _tell(crm: Crm, told: list[User], origin: Action, again: bool) -> list[str]:
    """Colleagues who were told of the command are told that it holds no more, or again. Returns who."""
    what = origin.summary.rstrip(".") or origin.name.replace("_", " ")
    words = f"{crm.actor.name} {'did it after all' if again else 'took it back'}: {what}."
    for user in dict.fromkeys(told):
        with suppress(Refused):  # no address any more: it stands in the activity
            messages.send(crm, user, words, purpose="service")
    return [user.name for user in told]


def _each(names: list[str], one: str, more: str) -> list[str]:
    """One sentence for all of them, each named once."""
    named = list(dict.fromkeys(names))
    if not named:
        return []
    if len(named) > NAMED:
        return [more.format(f"{len(named)} people")]
    together = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return [(one if len(named) == 1 else more).format(together)]


def _column_words(name: str) -> str:
    return name.removesuffix("_id").removesuffix("_at").replace("_", " ")
