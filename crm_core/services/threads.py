"""Conversations with collectors: what they wrote waits here, the right colleague is told, somebody answers.

`take_in` runs in the collector's own turn and writes only what such a turn may: the thread, a note to the
staff, a question to them about what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm_core import written
from crm_core.access import ALLOWED, Actor, Permission, Role, own_only
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import (
    Approval,
    Contact,
    Inbox,
    Item,
    Outbox,
    Thread,
    User,
)
from crm_core.services import (
    addresses,
    attachments,
    consent,
    contacts,
    discretion,
    messages,
    staff_notes,
    visible,
)
from crm_core.services.consent_words import is_wrong_number
from crm_core.services.labels import possessive

NEWS = "news"  # of this turn, until it is told


@dataclass(frozen=True)
class Line:
    """One message of a conversation. mine: whether it came from the gallery."""

    at: str
    who: str
    text: str
    mine: bool


# -- in the collector's turn


def take_in(
    crm: Crm,
    contact: Contact,
    inbox: Inbox,
    *,
    meaning: str = "",
    item: Item | None = None,
    actions: Sequence[Approval] = (),
    waits: bool = True,
    answer: str = "",
    tell: bool = True,
) -> str:
    """A collector wrote: their thread waits, their colleague is told. Returns the answer to give: none.

    meaning, item, actions, answer: for the note (see staff_notes.News). waits: False where it was answered on the spot,
    or asks for nothing. tell: False where it is no news.
    """
    if is_wrong_number(inbox.text, contact.name):
        why = "they say it is a wrong number"
        addresses.block(crm, inbox.channel, inbox.from_address, why)
        meaning, actions, waits = f"can't be reached at {inbox.from_address}: {why}", (), False
    _open(crm, contact, inbox, waits)
    if not tell:
        return ""
    news = staff_notes.News(contact, inbox, meaning, item, actions, waits, answer)
    kept: list[staff_notes.News] | None = crm.session.info.get(NEWS)
    if kept is None:
        _tell(crm, news)
    else:
        kept.append(news)
    return ""


@contextmanager
def one_note(crm: Crm) -> Iterator[None]:
    """What the sentences of one text tell is told together, at the end."""
    kept = crm.session.info[NEWS] = list[staff_notes.News]()
    try:
        yield
    finally:
        del crm.session.info[NEWS]
    if kept:
        _tell(crm, staff_notes.together(kept))


def _tell(crm: Crm, news: staff_notes.News) -> None:
    for user in listeners(crm, news.contact, of(crm, news.contact)):
        if not staff_notes.told(crm, news.inbox, user):
            staff_notes.tell(crm, user, news)


def _open(crm: Crm, contact: Contact, inbox: Inbox, waits: bool) -> None:
    crm.session.execute(insert(Thread).values(contact_id=contact.id).on_conflict_do_nothing())
    thread = crm.session.scalars(
        select(Thread).where(Thread.contact_id == contact.id).with_for_update()
    ).one()
    thread.last_inbox_id = inbox.id
    if waits:
        thread.waiting_since, thread.closed_at = thread.waiting_since or inbox.received_at, None
    crm.session.flush()


def listeners(crm: Crm, contact: Contact, thread: Thread | None = None) -> list[User]:
    """Who hears of this collector: whoever looks after them, else whoever has the thread, else every admin.

    Somebody who is away is covered by the colleague they named.
    """
    wanted = contact.responsible_id or (thread.assigned_to_id if thread is not None else None)
    user = crm.session.get(User, wanted) if wanted else None
    cover = _cover(crm, user)
    if cover is not None:
        return [cover]
    admins = select(User).where(User.role == Role.ADMIN.value, User.deleted_at.is_(None)).order_by(User.id)
    covers = [_cover(crm, admin) or admin for admin in crm.session.scalars(admins)]
    return list({each.id: each for each in covers}.values())


def _cover(crm: Crm, user: User | None) -> User | None:
    seen: set[int] = set()
    while user is not None and user.id not in seen:
        seen.add(user.id)
        away = user.away_until is not None and user.away_until > crm.now() and user.covered_by_id is not None
        if user.deleted_at is None and not away:
            return user
        user = crm.session.get(User, user.covered_by_id) if away else None
    return None


# -- for the staff


def waiting(crm: Crm) -> list[tuple[Thread, Contact, Inbox | None]]:
    """Threads that wait for an answer and are this actor's to see, the longest waiting first."""
    query = (
        select(Thread, Contact, Inbox)
        .join(Contact, Contact.id == Thread.contact_id)
        .outerjoin(Inbox, Inbox.id == Thread.last_inbox_id)
        .where(Thread.waiting_since.is_not(None), visible.contacts(crm))
        .order_by(Thread.waiting_since, Thread.id)
    )
    return [(row[0], row[1], row[2]) for row in crm.session.execute(query)]


def of(crm: Crm, contact: Contact) -> Thread | None:
    return crm.session.scalar(select(Thread).where(Thread.contact_id == contact.id))


def history(crm: Crm, contact: Contact, limit: int = 8) -> list[Line]:
    """The last messages with somebody, oldest first; what was refused or recalled never left."""
    ids = contacts.family(crm, contact)
    came = crm.session.scalars(
        select(Inbox).where(Inbox.contact_id.in_(ids)).order_by(Inbox.id.desc()).limit(limit)
    )
    left = crm.session.scalars(
        select(Outbox)
        .where(Outbox.contact_id.in_(ids), Outbox.state.not_in(("recalled", "refused")))
        .order_by(Outbox.id.desc())
        .limit(limit)
    )
    lines = [
        (
            row.received_at,
            Line(_at(crm, row.received_at), contact.name, attachments.with_links(crm, row), False),
        )
        for row in reversed(came.all())
    ]
    lines += [
        (row.created_at, Line(_at(crm, row.created_at), "us", row.text, True)) for row in reversed(left.all())
    ]
    return [line for _, line in sorted(lines, key=lambda each: each[0])[-limit:]]


def _at(crm: Crm, moment: datetime) -> str:
    local = moment.astimezone(crm.zone)
    clock = written.clock(local)
    return clock if local.date() == crm.today() else f"{written.day(local)} {clock}"


def last_words(crm: Crm, contact: Contact) -> str:
    """What somebody wrote last, shortened; "" where they never wrote."""
    query = select(Inbox.text).where(Inbox.contact_id.in_(contacts.family(crm, contact)))
    return staff_notes.shortened(crm.session.scalar(query.order_by(Inbox.id.desc()).limit(1)) or "")


def reply(crm: Crm, contact: Contact, text: str) -> Outbox:
    """Answer somebody, where they wrote from; the thread waits no longer, and is the answerer's if it was
    nobody's.
    """
    check(crm, contact)
    discretion.check(crm, contact, text)
    asked = _asked(crm, contact)
    if asked is not None:
        sent = messages.reply(crm, asked, text)
        sent.contact_id = contact.id
        sent.by_user_id = crm.actor.id if crm.actor.is_user else None
    else:
        sent = messages.send(crm, contact, text, purpose="personal")
    answered(crm, contact)
    return sent


def _asked(crm: Crm, contact: Contact) -> Inbox | None:
    """The message an answer goes to: where it came from."""
    thread = of(crm, contact)
    return (
        crm.session.get(Inbox, thread.last_inbox_id) if thread is not None and thread.last_inbox_id else None
    )


def check(crm: Crm, contact: Contact) -> None:
    """Refused where the answer would not leave: not their contact, or they asked for no more messages."""
    contacts.require_write(crm, contact)
    asked = _asked(crm, contact)
    if asked is None:
        return
    verdict = consent.may_send(crm, asked.channel, asked.from_address, "reply")
    if not verdict.allowed:
        raise Refused(why=f"I can't write to {contact.name}: {verdict.reason}. Only they can change that.")


def tell_asker(crm: Crm, approval: Approval, text: str) -> Outbox | None:
    """Answer the collector whose words became a request that was OKed: their own message, where it came from."""
    contact = crm.session.get(Contact, approval.contact_id) if approval.contact_id else None
    asked = crm.session.get(Inbox, approval.inbox_id) if approval.inbox_id else None
    if contact is None or asked is None:
        return None
    sent = messages.reply(crm, asked, text)
    sent.contact_id, sent.by_user_id = contact.id, crm.actor.id if crm.actor.is_user else None
    answered(crm, contact)
    return sent


def answered(crm: Crm, contact: Contact) -> None:
    """Somebody of the gallery wrote to them: nothing waits any more."""
    thread = of(crm, contact)
    if thread is not None:
        thread.waiting_since = None
        if thread.assigned_to_id is None and crm.actor.is_user:
            thread.assigned_to_id = crm.actor.id
        crm.session.flush()


def close(crm: Crm, contact: Contact) -> bool:
    """Done with somebody's conversation until they write again; False where nothing was open."""
    contacts.require_write(crm, contact)
    thread = of(crm, contact)
    if thread is None or (thread.closed_at is not None and thread.waiting_since is None):
        return False
    thread.waiting_since, thread.closed_at = None, crm.now()
    crm.session.flush()
    return True


def assign(crm: Crm, contact: Contact, user: User) -> None:
    """Give somebody's conversation to a colleague, and tell them."""
    crm.require(Permission.CONTACTS_WRITE, "give conversations away")
    contacts.require_write(crm, contact)
    if Permission.CONTACTS_WRITE not in ALLOWED[Role(user.role)]:
        raise Refused(why=f"{user.name} is {user.role} and can't write to contacts. Choose somebody else.")
    if own_only_role(user) and contact.responsible_id != user.id:
        raise Refused(why=f"{user.name} sees only their own contacts, and {contact.name} is not one of them.")
    crm.session.execute(insert(Thread).values(contact_id=contact.id).on_conflict_do_nothing())
    thread = crm.session.scalars(select(Thread).where(Thread.contact_id == contact.id)).one()
    thread.assigned_to_id = user.id
    crm.session.flush()
    if user.id != crm.actor.id:
        words = last_words(crm, contact)
        said = f" Last words: “{words}”" if words else ""
        try:
            messages.send(
                crm,
                user,
                f"{crm.actor.name} gave you {possessive(contact.name)} conversation.{said}",
                purpose="service",
            )
        except Refused:
            return


def own_only_role(user: User) -> bool:
    return own_only(Actor("user", user.id, user.name, Role(user.role)))
