"""Forgetting a person for good: their details, words and messages go, and with them every image in the journal.

What bookkeeping must keep stays without a name: orders, payments and the ledger, and invoices as they were issued. A
keyed hash of each address stays, so that who once said STOP is not written to again.
"""

from __future__ import annotations

import json
import re

from sqlalchemy import delete, func, or_, select, text, update

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import (
    Action,
    Address,
    Approval,
    Base,
    Contact,
    Conversation,
    Draft,
    Forecast,
    Inbox,
    Interest,
    Note,
    Nudge,
    Order,
    Outbox,
    Question,
    Task,
    Token,
    Wish,
    WishMatch,
)  # fmt: skip
from crm_core.services import consent, contacts, payments, vocabulary

ERASED = "[erased]"
NOBODY = "Erased contact"
DETAILS = (
    "company", "postal_address", "birthday", "likes", "max_price", "contact_hours", "timezone", "external_ref",
)  # fmt: skip


def preview(crm: Crm, contact: Contact) -> str:
    """What goes and what stays, as a question."""
    _check(crm, contact)
    ids = contacts.family(crm, contact)
    messages = sum(
        crm.session.scalar(select(func.count()).select_from(table).where(table.contact_id.in_(ids))) or 0
        for table in (Inbox, Outbox)
    )
    mail = {0: "notes and wishes", 1: "notes, wishes and 1 message"}.get(
        messages, f"notes, wishes and {messages} messages"
    )
    return (
        f"Erase everything about {contact.name}: number, {mail}?"
        " Orders and payments stay without the name, invoices as issued. This can't be undone."
    )


def _check(crm: Crm, contact: Contact) -> None:
    crm.require(Permission.BROADCAST, "erase contacts")
    owing = payments.who_owes(crm, contact)
    if owing:
        raise Refused(
            why=f"{contact.name} still owes {owing[0][2]}. Settle that first; then everything can be erased."
        )


def erase(crm: Crm, contact: Contact) -> None:
    """Do it. Nothing here is journalled in the end: the images of these rows are emptied as well."""
    _check(crm, contact)
    for row in crm.session.scalars(
        select(Contact).where(Contact.id.in_(contacts.family(crm, contact)))
    ).all():
        _forget(crm, row)
    crm.session.expire_all()


def _forget(crm: Crm, contact: Contact) -> None:
    had = list(crm.session.scalars(select(Address).where(Address.contact_id == contact.id)))
    values = sorted({row.value for row in had})
    told = (contact.name, contact.company, contact.likes)
    _redact_mentions(crm, [contact.name, *values])
    _empty_messages(crm, contact)
    _empty_rows(crm, contact)
    for row in had:
        row.value, row.blocked_reason, row.deleted_at = consent.keyed_hash(row.value), None, crm.now()
    for name in (
        "company",
        "postal_address",
        "birthday",
        "likes",
        "max_price",
        "contact_hours",
        "timezone",
        "external_ref",
    ):
        setattr(contact, name, None)
    contact.name, contact.tags, contact.deleted_at = NOBODY, [], crm.now()
    crm.session.flush()
    vocabulary.forget(crm, *told)
    # Facts and the journal are nobody's to change but this function's, which runs with their owner's rights.
    hashed = json.dumps({value: consent.keyed_hash(value) for value in values})
    crm.session.execute(
        text("SELECT forget_contact(:id, cast(:hashed AS jsonb))"), {"id": contact.id, "hashed": hashed}
    )


def _redact_mentions(crm: Crm, named: list[str]) -> None:
    """The name and the numbers where colleagues wrote them: their messages, ours to them, what was done."""
    pattern = "|".join(re.escape(each) for each in named if len(each) > 2)
    if not pattern:
        return
    for column, mine in (
        (Inbox.text, Inbox.user_id),
        (Outbox.text, Outbox.user_id),
        (Nudge.text, Nudge.user_id),
        (Action.summary, Action.user_id),
    ):
        redacted = func.regexp_replace(column, pattern, ERASED, "gi")
        table = column.class_
        crm.session.execute(
            update(table).where(mine.is_not(None), column.op("~*")(pattern)).values({column: redacted})
        )


def _empty_messages(crm: Crm, contact: Contact) -> None:
    """What they wrote, what we wrote to them, and what colleagues were told of it."""
    came = select(Inbox.id).where(Inbox.contact_id == contact.id)
    told = Outbox.inbox_id.in_(came) & Outbox.user_id.is_not(None)
    left = {"text": ERASED, "media": [], "buttons": []}
    crm.session.execute(update(Outbox).where(told).values(**left))
    crm.session.execute(
        update(Outbox).where(Outbox.contact_id == contact.id).values(**left, to_address=ERASED, subject="")
    )
    crm.session.execute(
        update(Outbox)
        .where(Outbox.contact_id == contact.id, Outbox.state.in_(("queued", "held")))
        .values(state="recalled")
    )
    crm.session.execute(
        update(Inbox)
        .where(Inbox.contact_id == contact.id)
        .values(text=ERASED, media=[], raw={}, sender_name="", from_address=ERASED, party=f"c{contact.id}")
    )
    party = f"c{contact.id}"
    forgotten: dict[str, object] = {
        "shown": [],
        "focus": {},
        "more": None,
        "last_receipt": None,
        "last_address": None,
    }
    crm.session.execute(update(Conversation).where(Conversation.party == party).values(**forgotten))
    asked = or_(Question.party == party, Question.inbox_id.in_(came))
    emptied = {"text": ERASED, "command": {}, "options": [], "rest": [], "versions": []}
    crm.session.execute(update(Question).where(asked).values(**emptied))
    crm.session.execute(update(Question).where(asked, Question.state == "open").values(state="dropped"))


def _empty_rows(crm: Crm, contact: Contact) -> None:
    """Everything else that carries their words or their name."""
    now = crm.now()
    emptied: list[tuple[type[Base], dict[str, object]]] = [
        (Note, {"text": ERASED, "deleted_at": now}),
        (Wish, {"text": ERASED, "words": [], "photo_key": None, "deleted_at": now}),
        (WishMatch, {"why": ERASED, "state": "dropped"}),
        (Interest, {"words": ""}),
        (Task, {"text": ERASED, "deleted_at": now}),
        (Nudge, {"text": ERASED, "why": "", "state": "dropped"}),
        (Draft, {"text": "", "hint": "", "about": "", "state": "rejected"}),
        (Approval, {"command": {}, "summary": ERASED, "deleted_at": now}),
        (Order, {"ship_to": None}),
        (Action, {"summary": ERASED, "slots": {}, "undoable": False}),
    ]
    for model, values in emptied:
        crm.session.execute(update(model).where(model.contact_id == contact.id).values(**values))  # type: ignore[attr-defined]
    crm.session.execute(delete(Forecast).where(Forecast.contact_id == contact.id))
    tokens = select(Token).where(Token.contact_id == contact.id)
    for row in crm.session.scalars(tokens).all():
        crm.session.delete(row)
