"""What waits for a person, in one list: for "what needs me" and for the review page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from crm_core.access import Permission, oversees, own_only
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import Approval, Contact, Conversation, Draft, Inbox, Nudge, Outbox, Thread, User
from crm_core.services import approvals, attachments, card_payments, drafts, requests, threads, visible
from crm_core.services.labels import capital, name_of
from crm_core.services.nudge_rules import rule_of
from crm_core.services.parties import of_user

NUDGES_LAST = timedelta(days=3)
SHOWN_LASTS = timedelta(hours=1)
# What waits and takes more than a yes or a no.
ON_THE_PAGE = frozenset({"outbox", "inbox"})
TROUBLE = {
    "failed": "could not be delivered",
    "unknown": "may not have arrived",
    "refused": "was not sent",
}
UNDONE = {
    "not_understood": "that I did not understand",
    "failed": "that I failed at",
    "kept": "that a person must read",
}
SEND_ACTIONS: dict[str, tuple[str, ...]] = {
    "failed": ("retry", "dismiss"),
    "unknown": ("arrived", "retry", "dismiss"),
    "refused": ("dismiss",),  # the last gate would say no again
}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. kind and id: its row. title: one line; detail: the words themselves, or why.

    actions: what `settle` may be told to do with it. since: from when it waits. contact_id: whom it is about.
    leaves: approving it sends something.
    """

    kind: str
    id: int
    title: str
    detail: str
    actions: tuple[str, ...]
    since: datetime
    contact_id: int | None = None
    leaves: bool = False


def waiting(crm: Crm) -> list[Waiting]:
    """Everything that waits for this actor: what others wait for first, within a kind the oldest first."""
    return [each for kind in KINDS.values() for each in kind(crm)]


def find(crm: Crm, kind: str, row_id: int) -> Waiting:
    """One of them. NotFound where it is dealt with or not this actor's, Refused where it ended by itself."""
    for each in KINDS[kind](crm) if kind in KINDS else ():
        if each.id == row_id:
            return each
    ended = requests.why_ended(crm, row_id) if kind == "approval" else ""
    if ended:
        raise Refused(why=ended)
    raise NotFound(what="that: it has been dealt with, or it is not yours to decide")


def decidable(crm: Crm, action: str) -> list[Waiting]:
    """Requests and drafts with which this can be done."""
    return [each for each in waiting(crm) if action in each.actions and each.kind in ("approval", "draft")]


def pick(crm: Crm, which: Any, action: str) -> Waiting | None:
    """The one that `which` means among those `action` can be done with: a row, a number, words, or the only one.

    A number is the place in the list shown last, else in this one. None where several fit; Refused where none does.
    """
    rows = decidable(crm, action)
    if isinstance(which, int):
        return _numbered(crm, which, rows)
    if isinstance(which, Approval | Draft):
        rows = [each for each in rows if (each.kind, each.id) == (which.__tablename__, which.id)]
    elif which:
        said = str(which).casefold().split()
        rows = [
            each for each in rows if all(word in f"{each.title} {each.detail}".casefold() for word in said)
        ]
    if not rows:
        what = f"Nothing like “{which}” waits" if isinstance(which, str) and which else "Nothing waits"
        raise Refused(why=f"{what} for you to {action}.")
    return rows[0] if len(rows) == 1 else None


def _numbered(crm: Crm, number: int, rows: list[Waiting]) -> Waiting:
    shown = [(ref["kind"], ref["id"]) for ref in last_shown(crm)]
    if 1 <= number <= len(shown) and shown[number - 1][0] in ON_THE_PAGE:
        raise Refused(why=f"Number {number} is settled on the review page: LOGIN gives you a link.")
    if any(kind in ("approval", "draft") for kind, _ in shown):
        if 1 <= number <= len(shown) and shown[number - 1] not in {
            (each.kind, each.id) for each in waiting(crm)
        }:
            raise Refused(why=f"Number {number} waits no more. WHAT NEEDS ME shows what does.")
        wanted = shown[number - 1 : number] if number > 0 else []
        rows = [each for each in rows if (each.kind, each.id) in wanted]
        number = 1
    if not 1 <= number <= len(rows):
        raise Refused(why="There is no such number among what waits for you. WHAT NEEDS ME shows the list.")
    return rows[number - 1]


def last_shown(crm: Crm) -> list[dict[str, Any]]:
    """The refs of the numbered list this actor was shown within the hour."""
    if not crm.actor.is_user or crm.actor.id is None:
        return []
    row = crm.session.scalar(select(Conversation).where(Conversation.party == of_user(crm.actor.id).key))
    fresh = row is not None and row.shown_at is not None and crm.now() - row.shown_at <= SHOWN_LASTS
    return row.shown if row is not None and fresh else []


# -- the kinds


def _approvals(crm: Crm) -> Iterator[Waiting]:
    for row in approvals.waiting(crm):
        yield of_approval(crm, row)


def of_approval(crm: Crm, row: Approval) -> Waiting:
    asker = approvals.requester(crm, row)
    title = "You asked" if row.user_id == crm.actor.id and crm.actor.is_user else f"{asker.name} asks"
    return Waiting(
        "approval", row.id, title, row.summary, ("approve", "reject"), row.created_at, row.contact_id
    )


def _drafts(crm: Crm) -> Iterator[Waiting]:
    for row in drafts.waiting(crm):
        yield of_draft(crm, row)


def of_draft(crm: Crm, row: Draft) -> Waiting:
    title = f"Draft for {drafts.subject(crm, row)}"
    if row.model == "template":
        title += " (by a template)"
    if row.state == "failed":
        what = f"No draft for {drafts.subject(crm, row)}"
        return Waiting(
            "draft",
            row.id,
            what,
            row.error or "",
            ("retry", "edit", "reject"),
            row.created_at,
            row.contact_id,
        )
    actions = ("approve", "edit", "revise", "reject")
    leaves = row.kind in (drafts.MESSAGE, drafts.REPLY)
    return Waiting("draft", row.id, title, row.text, actions, row.created_at, row.contact_id, leaves)


def _threads(crm: Crm) -> Iterator[Waiting]:
    if not crm.may(Permission.CONTACTS_READ):
        return
    actions = ("reply", "close") if crm.may(Permission.CONTACTS_WRITE) else ()
    for thread, contact, inbox in threads.waiting(crm):
        if thread.waiting_since is not None and _is_mine(crm, thread):
            words = inbox.text if inbox is not None else ""
            yield Waiting("thread", thread.id, contact.name, words, actions, thread.waiting_since, contact.id)


def _is_mine(crm: Crm, thread: Thread) -> bool:
    """A thread given to a colleague waits for them; those who oversee see all."""
    return thread.assigned_to_id in (None, crm.actor.id) or oversees(crm.actor)


def _texts(crm: Crm) -> Iterator[Waiting]:
    """What I did not understand or failed at, kept for a person, or got without its files.

    Who wrote what I did not understand was told at once, and has said it again: it waits for those who oversee them.
    """
    told = and_(Inbox.outcome == "not_understood", Inbox.user_id == crm.actor.id, Inbox.media_error.is_(None))
    query = select(Inbox).where(
        or_(Inbox.outcome.in_(tuple(UNDONE)), Inbox.media_error.is_not(None)), Inbox.reviewed_at.is_(None)
    )
    if crm.actor.is_user:
        query = query.where(not_(told.is_(true())))
    for row in crm.session.scalars(query.where(_readable(crm)).order_by(Inbox.id)):
        who = name_of(crm, User, row.user_id) if row.user_id else name_of(crm, Contact, row.contact_id)
        what = "An e-mail" if row.channel == "email" else "A text"
        title = f"{what} from {who} {UNDONE.get(row.outcome or '', 'that came without its files')}"
        if row.channel in card_payments.PROVIDERS:
            title = "A payment by card that a person must look at"
        actions: tuple[str, ...] = ("retry", "dismiss") if row.outcome == "failed" else ("dismiss",)
        actions = actions if _may_act(crm, row) else ()
        why = row.error if row.outcome == "kept" else None  # of what failed, the words of a program
        detail = "\n".join(part for part in (attachments.with_links(crm, row), row.media_error, why) if part)
        yield Waiting("inbox", row.id, title, detail, actions, row.received_at, row.contact_id)


def _readable(crm: Crm) -> ColumnElement[bool]:
    """One's own texts and one's contacts'; for those who oversee, the colleagues' too; payments for who sees money."""
    mine = Inbox.user_id == crm.actor.id if crm.actor.is_user else true()
    own = true() if oversees(crm.actor) else mine
    theirs = Inbox.contact_id.in_(select(Contact.id).where(visible.contacts(crm)))
    nobodys = and_(Inbox.user_id.is_(None), Inbox.contact_id.is_(None))
    money = nobodys if crm.may(Permission.MONEY_READ) and not own_only(crm.actor) else false()
    return or_(and_(Inbox.user_id.is_not(None), own), and_(Inbox.user_id.is_(None), theirs), money)


def _sends(crm: Crm) -> Iterator[Waiting]:
    query = select(Outbox).where(Outbox.state.in_(tuple(TROUBLE)), Outbox.reviewed_at.is_(None))
    for row in crm.session.scalars(query.where(_ours(crm)).order_by(Outbox.id)):
        who = name_of(crm, Contact, row.contact_id) if row.contact_id else name_of(crm, User, row.user_id)
        title = f"A message to {who} {TROUBLE[row.state]}"
        detail = f"“{row.text}”" + (f"\n{row.error}" if row.error else "")
        yield Waiting(
            "outbox",
            row.id,
            title,
            detail,
            SEND_ACTIONS[row.state] if _may_act(crm, row) else (),
            row.created_at,
            row.contact_id,
        )


def _may_act(crm: Crm, row: Inbox | Outbox) -> bool:
    """Who may only look at contacts' messages doesn't send them again or put them aside."""
    return row.contact_id is None or crm.may(Permission.CONTACTS_WRITE)


def _ours(crm: Crm) -> ColumnElement[bool]:
    """Messages to contacts one sees; to colleagues, for those who oversee."""
    theirs = Outbox.contact_id.in_(select(Contact.id).where(visible.contacts(crm)))
    if own_only(crm.actor):
        return or_(theirs, Outbox.by_user_id == crm.actor.id)
    return or_(theirs, Outbox.user_id.is_not(None)) if oversees(crm.actor) else theirs


def _nudges(crm: Crm) -> Iterator[Waiting]:
    """One's own: told lately and still so, or not to be told for want of an address."""
    query = select(Nudge).where(
        Nudge.user_id == crm.actor.id,
        Nudge.deleted_at.is_(None),
        Nudge.due_at <= crm.now(),
        Nudge.due_at > crm.now() - NUDGES_LAST,
        Nudge.state.in_(("sent", "due")),
    )
    for row in crm.session.scalars(query.order_by(Nudge.value.desc(), Nudge.id)):
        if rule_of(row).still(crm, row):
            actions = ("done", "snooze", "dismiss")
            yield Waiting(
                "nudge", row.id, capital(rule_of(row).words), row.text, actions, row.due_at, row.contact_id
            )


KINDS: dict[str, Callable[[Crm], Iterator[Waiting]]] = {
    "approval": _approvals,
    "thread": _threads,
    "draft": _drafts,
    "inbox": _texts,
    "outbox": _sends,
    "nudge": _nudges,
}
