"""The last gate: whether a message may leave, may leave now, and is still true.

Asked in the transaction that marks a message as leaving, whoever wrote it. What is held back keeps the reason, for the
review page, and whoever asked for it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, bindparam, func, or_, select, update

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Claim, Contact, Inbox, Item, Journal, Outbox, Piece, Question, User
from crm_core.services import consent, discretion, messages
from crm_core.services.consent import SPENT
from crm_core.services.quiet import next_allowed
from crm_core.services.tasks import spoken

FRESH = timedelta(hours=12)  # an answer within it is part of a conversation, at whatever hour
# The same words to the same person within it are a mistake; an invoice may well be asked for again.
AGAIN = {"service": timedelta(minutes=10), "personal": timedelta(hours=1), "marketing": timedelta(hours=24)}
LOOP, WITHIN = 20, timedelta(minutes=5)
GONE = frozenset({"not_for_sale"})
TOLD = 3  # of one broadcast; the review page has them all


@dataclass(frozen=True)
class Verdict:
    """kind: send, wait (until `until`, UTC) or refuse; `reason` is a sentence for the staff.

    tell: whoever asked for it did not hear of it when they asked.
    """

    kind: str
    until: datetime | None = None
    reason: str = ""
    tell: bool = False


SEND = Verdict("send")
# What else went, or may have gone, to an address.
LEFT = select(Outbox).where(
    Outbox.channel == bindparam("channel"),
    Outbox.to_address == bindparam("address"),
    Outbox.id != bindparam("own"),
    Outbox.state.in_(SPENT),
    Outbox.sent_at > bindparam("since"),
)
EQUAL = LEFT.where(Outbox.text == bindparam("words")).with_only_columns(func.count())


def decide(crm: Crm, row: Outbox) -> Verdict:
    """The last word on one message."""
    contact = crm.session.get(Contact, row.contact_id) if row.contact_id else None
    why = _never(crm, row, contact)
    if why:
        return Verdict("refuse", reason=f"Not sent: {why}.", tell=True)
    if contact is None:
        return SEND  # our own people: reminders keep their hours themselves, notices are at once
    return _in_time(crm, row, contact)


def _never(crm: Crm, row: Outbox, contact: Contact | None) -> str:
    verdict = consent.may_send(crm, row.channel, row.to_address, row.purpose)
    if not verdict.allowed and not _answers_the_opt_out(crm, row):
        return verdict.reason
    checks = [_loop(crm, row)]
    if contact is not None:
        checks += [_blocked(crm, row, contact), _words(crm, row, contact), _twice(crm, row)]
    return next((why for each in checks for why in each), "")


def _answers_the_opt_out(crm: Crm, row: Outbox) -> bool:
    """The one confirmation of a request in words, or of one withdrawn, is the answer to that very message."""
    said = consent.latest(crm, row.channel, row.to_address)
    return (
        said is not None
        and row.purpose == "reply"
        and said.source == "text"
        and row.inbox_id is not None
        and row.inbox_id == said.inbox_id
    )


def _blocked(crm: Crm, row: Outbox, contact: Contact) -> Iterator[str]:
    address = crm.session.scalar(
        select(Address).where(
            Address.channel == row.channel,
            Address.value == row.to_address,
            Address.contact_id.is_not(None),
            Address.deleted_at.is_(None),
        )
    )
    if address is not None and address.blocked_reason:
        yield f"{row.to_address} is blocked: {address.blocked_reason}"
    only = (contact.contact_hours or {}).get("only")
    if only and only != row.channel and row.purpose != "reply":
        yield f"they want messages by {only} only"


# -- is it still true?


def _words(crm: Crm, row: Outbox, contact: Contact) -> Iterator[str]:
    about = discretion.spoken_of(crm, discretion.grams(row.text), row.item_id)
    yield from _no_longer_true(crm, row, contact, about)
    # Invoices and statements are printed from the books: their amounts are this contact's own.
    found = discretion.leak(crm, contact, row.text, money=row.purpose != "service", about=about)
    if found:
        yield found


def _no_longer_true(crm: Crm, row: Outbox, contact: Contact, about: list[Item]) -> Iterator[str]:
    """What is offered must still be there; what else is spoken of must not have gone since it was written."""
    offered = row.item_id if row.purpose != "reply" else None
    for item in about:
        if item.id == offered and item.deleted_at is not None:
            yield f"{item.title} is in the catalogue no more"
        if item.id == offered and _withdrawn(crm, item):
            yield f"{item.title} is not for sale any more"
        taken = _taken(item, contact)
        if item.id == offered and crm.session.scalar(taken.where(Claim.state == "sold").limit(1)):
            yield f"{item.title}, which it speaks of, has been sold since"
        state = crm.session.scalar(_since(taken, row).limit(1)) if row.action_id else None
        if state:
            yield f"{item.title}, which it speaks of, has been {'sold' if state == 'sold' else 'put on hold'} since"


def _taken(item: Item, contact: Contact) -> Select[str]:
    """What others have of it."""
    return (
        select(Claim.state)
        .join(Piece, Piece.id == Claim.piece_id)
        .where(
            Piece.item_id == item.id,
            Claim.state.in_(("held", "sold")),
            Claim.deleted_at.is_(None),
            or_(Claim.contact_id.is_(None), Claim.contact_id != contact.id),
        )
        .order_by(Claim.state.desc())
    )


def _since(taken: Select[str], row: Outbox) -> Select[str]:
    """Only what became so by a later command than the one that wrote the message."""
    return taken.join(Journal, (Journal.table_name == "claim") & (Journal.row_id == Claim.id)).where(
        Journal.action_id > row.action_id, Journal.after["state"].astext == Claim.state
    )


def _withdrawn(crm: Crm, item: Item) -> bool:
    stages = crm.session.scalars(
        select(Piece.stage).where(Piece.item_id == item.id, Piece.deleted_at.is_(None))
    ).all()
    return bool(stages) and all(stage in GONE for stage in stages)


# -- is it too much?


def _loop(crm: Crm, row: Outbox) -> Iterator[str]:
    same = {"channel": row.channel, "address": row.to_address, "own": row.id, "words": row.text}
    if (crm.session.scalar(EQUAL, {**same, "since": crm.now() - WITHIN}) or 0) >= LOOP:
        yield "the same words went there twenty times in five minutes, as between two machines"


def _twice(crm: Crm, row: Outbox) -> Iterator[str]:
    """What nobody asked for again: an answer may well be the same, and what one command sends is one thing."""
    if row.purpose == "reply":
        return
    before = _left(row, crm.now() - AGAIN[row.purpose]).where(
        Outbox.purpose != "reply", Outbox.media == row.media
    )
    if row.action_id is not None:
        before = before.where(Outbox.action_id.is_distinct_from(row.action_id))
    words = messages.bare(crm, row.text)
    for other in crm.session.scalars(before):
        if messages.bare(crm, other.text) == words and other.sent_at is not None:
            yield f"they got the same words on {spoken(crm, other.sent_at)}"


def _left(row: Outbox, since: datetime) -> Select[Outbox]:
    return LEFT.params(channel=row.channel, address=row.to_address, own=row.id, since=since)


# -- is it the time?


def _in_time(crm: Crm, row: Outbox, contact: Contact) -> Verdict:
    answer = row.purpose == "reply"
    if answer and _is_fresh(crm, row):
        return SEND
    until = next_allowed(crm, row.to_address, contact)
    if until > crm.now():
        return Verdict("wait", until, "Quiet hours where they are.", tell=answer)
    if not answer and _sent_today(crm, row) >= crm.settings.daily_texts:
        tomorrow = datetime.combine(crm.today() + timedelta(days=1), time(), crm.zone)
        later = next_allowed(crm, row.to_address, contact, tomorrow)
        return Verdict("wait", later, "They had enough messages for one day.", tell=True)
    return SEND


def _is_fresh(crm: Crm, row: Outbox) -> bool:
    asked = crm.session.get(Inbox, row.inbox_id) if row.inbox_id else None
    return asked is None or asked.received_at > crm.now() - FRESH


def _sent_today(crm: Crm, row: Outbox) -> int:
    midnight = datetime.combine(crm.today(), time(), crm.zone)
    # What one command sends to somebody is one message, in however many parts it leaves.
    query = select(func.count(func.coalesce(Outbox.action_id, -Outbox.id).distinct())).where(
        Outbox.contact_id == row.contact_id,
        Outbox.purpose != "reply",
        Outbox.state.in_(SPENT),
        Outbox.sent_at >= midnight,
        Outbox.id != row.id,
    )
    if row.action_id is not None:
        query = query.where(Outbox.action_id.is_distinct_from(row.action_id))
    return crm.session.scalar(query) or 0


# -- who asked for it


def hold_back(crm: Crm, row: Outbox, verdict: Verdict) -> None:
    """Keep what the gate said with the message, and tell whoever asked for it."""
    row.error = verdict.reason
    if verdict.kind == "refuse" and _said_elsewhere(crm, row):
        row.state = "recalled"
    elif verdict.kind == "wait" and verdict.until is not None:
        row.due_at = verdict.until
    else:
        row.state = "refused"
    crm.session.flush()
    if verdict.tell:
        tell(crm, row, verdict)


def _said_elsewhere(crm: Crm, row: Outbox) -> bool:
    """A colleague who ended this way, perhaps by a word that the network took for its own, is answered another way."""
    user = crm.session.get(User, row.user_id) if row.user_id else None
    if user is None or consent.may_send(crm, row.channel, row.to_address, row.purpose).allowed:
        return False
    try:
        way = messages.best_address(crm, user)
        if (way.channel, way.value) == (row.channel, row.to_address):
            return False
        sent = messages.send(
            crm,
            user,
            row.text,
            purpose=row.purpose,
            channel=way.channel,
            media=row.media,
            buttons=row.buttons,
        )
    except Refused:
        return False
    asked = update(Question).where(Question.outbox_id == row.id)  # it is answered where it is read
    crm.session.execute(asked.values(outbox_id=sent.id, channel=sent.channel, address=sent.to_address))
    return True


def tell(crm: Crm, row: Outbox, verdict: Verdict) -> None:
    """Of a broadcast only of the first few: whoever sent it finds the others on the review page."""
    user = crm.session.get(User, row.by_user_id) if row.by_user_id and row.contact_id else None
    if user is None or user.deleted_at is not None or _told_of_others(crm, row) >= TOLD:
        return
    name = crm.session.scalar(select(Contact.name).where(Contact.id == row.contact_id))
    why = verdict.reason.removeprefix("Not sent: ")
    said = f"Your message to {name} was not sent: {why} “What needs me” shows it."
    if verdict.kind == "wait" and verdict.until is not None:
        said = f"Your message to {name} waits until {spoken(crm, verdict.until)}: {why[0].lower()}{why[1:]}"
    try:
        messages.send(crm, user, said, purpose="service")
    except Refused:
        return  # no way to reach them: the review page has it


def _told_of_others(crm: Crm, row: Outbox) -> int:
    if row.action_id is None:
        return 0
    others = (Outbox.action_id == row.action_id, Outbox.id != row.id, Outbox.error.is_not(None))
    return crm.session.scalar(select(func.count()).select_from(Outbox).where(*others)) or 0
