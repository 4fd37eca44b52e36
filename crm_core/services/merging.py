"""Two contacts that are one person: what the other had becomes the first one's, and UNDO parts them again."""

from __future__ import annotations

from sqlalchemy import Table, Update, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Claim, Contact, Inbox, LedgerEntry, Offer, Order, Outbox, Thread
from crm_core.services import addresses, contacts, dependents, ledger, parties
from crm_core.services.labels import MODELS

# Moved row by row below, or never moved: one thread a contact, and facts stay as they were booked.
APART = frozenset({"thread", "contact"})


def preview(crm: Crm, contact: Contact, other: Contact) -> str:
    """What becomes of it, as a question."""
    _check(crm, contact, other)
    count = crm.session.scalar(
        select(func.count())
        .select_from(Order)
        .where(Order.contact_id == other.id, Order.deleted_at.is_(None))
    )
    also = f" and {count} order{'s' if count != 1 else ''}" if count else ""
    moved = contacts.addresses_of(crm, other)
    return (
        f"Merge {other.name} into {contact.name}? {contact.name} stays, with {moved or 'no further number'}{also};"
        f" notes, wishes and messages move too."
    )


def _check(crm: Crm, contact: Contact, other: Contact) -> None:
    crm.require(Permission.BROADCAST, "merge contacts")
    if contact.id == other.id:
        raise Refused(why=f"Both names mean {contact.name}. Say the other one by number or full name.")


def sides(contact: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Who stays and who goes: the first one named, but nobody known goes into somebody who only wrote."""
    return (other, contact) if (contact.state, other.state) == ("draft", "active") else (contact, other)


def part(crm: Crm, kept: Contact, other: Contact) -> None:
    """After UNDO: what came and went since by the other's ways is the other's, and each thread ends with its own."""
    for row in addresses.of(crm, other):
        came = (Inbox.contact_id == kept.id, Inbox.channel == row.channel, Inbox.from_address == row.value)
        party = parties.of_contact(other.id).key
        crm.session.execute(update(Inbox).where(*came).values(contact_id=other.id, party=party))
        left = (Outbox.contact_id == kept.id, Outbox.channel == row.channel, Outbox.to_address == row.value)
        crm.session.execute(update(Outbox).where(*left).values(contact_id=other.id))
    for person in (kept, other):
        _end_with_its_own(crm, person)
    crm.session.flush()


def _end_with_its_own(crm: Crm, person: Contact) -> None:
    mine = select(Inbox).where(Inbox.contact_id == person.id).order_by(Inbox.id.desc()).limit(1)
    last = crm.session.scalar(mine)
    if last is None:
        return
    crm.session.execute(insert(Thread).values(contact_id=person.id).on_conflict_do_nothing())
    thread = crm.session.scalars(select(Thread).where(Thread.contact_id == person.id)).one()
    answered = select(Outbox.id).where(
        Outbox.contact_id == person.id,
        Outbox.by_user_id.is_not(None),
        Outbox.created_at >= last.received_at,
        Outbox.state.not_in(("recalled", "refused")),
    )
    waits = thread.closed_at is None and crm.session.scalar(answered.limit(1)) is None
    since = min(thread.waiting_since or last.received_at, last.received_at)
    thread.last_inbox_id, thread.waiting_since = last.id, since if waits else None


def merge(crm: Crm, contact: Contact, other: Contact) -> None:
    """Everything of `other` becomes `contact`'s; what `contact` knows of itself stays, gaps are filled."""
    _check(crm, contact, other)
    _one_claim_a_piece(crm, contact, other)
    _one_offer_an_item(crm, contact, other)
    for table, column in dependents.referrers("contact"):
        if table.name not in APART and MODELS[table.name].__journal__ == "state":  # type: ignore[attr-defined]
            crm.session.execute(_moved(table, column.name, contact, other))
    _threads(crm, contact, other)
    _money(crm, contact, other)
    _details(contact, other)
    other.merged_into_id, other.deleted_at = contact.id, crm.now()
    crm.session.flush()
    crm.session.expire_all()


def _moved(table: Table, column: str, contact: Contact, other: Contact) -> Update:
    return update(table).where(table.c[column] == other.id).values({column: contact.id})


def _one_claim_a_piece(crm: Crm, contact: Contact, other: Contact) -> None:
    """Where both wait for a piece, or one holds what the other waits for, the place in line ends."""
    both, second = (contact.id, other.id), aliased(Claim)
    live = Claim.state.in_(("held", "waiting")) & Claim.deleted_at.is_(None) & Claim.contact_id.in_(both)
    twice = select(second.piece_id).where(
        second.state.in_(("held", "waiting")), second.deleted_at.is_(None), second.contact_id.in_(both)
    )
    twice = twice.group_by(second.piece_id).having(func.count() > 1)
    rows = crm.session.scalars(select(Claim).where(live, Claim.piece_id.in_(twice)).order_by(Claim.id)).all()
    for piece_id in {row.piece_id for row in rows}:
        mine = [row for row in rows if row.piece_id == piece_id]
        kept = next((row for row in mine if row.state == "held"), mine[0])
        for row in mine:
            if row is not kept:
                row.state, row.ended_reason = "ended", "merged"
    crm.session.flush()


def _one_offer_an_item(crm: Crm, contact: Contact, other: Contact) -> None:
    opened = select(Offer).where(Offer.state == "open", Offer.deleted_at.is_(None))
    mine = {row.item_id for row in crm.session.scalars(opened.where(Offer.contact_id == contact.id))}
    for row in crm.session.scalars(opened.where(Offer.contact_id == other.id)):
        if row.item_id in mine:
            row.state = "withdrawn"
    crm.session.flush()


def _threads(crm: Crm, contact: Contact, other: Contact) -> None:
    rows = {
        row.contact_id: row
        for row in crm.session.scalars(select(Thread).where(Thread.contact_id.in_((contact.id, other.id))))
    }
    had, kept = rows.get(other.id), rows.get(contact.id)
    if had is None:
        return
    if kept is None:
        had.contact_id = contact.id
        return
    waits = [row.waiting_since for row in (had, kept) if row.waiting_since]
    kept.waiting_since = min(waits) if waits else None
    kept.last_inbox_id = max(kept.last_inbox_id or 0, had.last_inbox_id or 0) or None
    kept.assigned_to_id = kept.assigned_to_id or had.assigned_to_id
    had.waiting_since = None


def _money(crm: Crm, contact: Contact, other: Contact) -> None:
    """What is owed by or to the other is booked over: facts stay, a booking moves the balance."""
    sums = crm.session.execute(
        select(LedgerEntry.currency, LedgerEntry.account, func.sum(LedgerEntry.amount).label("amount"))
        .where(LedgerEntry.contact_id == other.id)
        .group_by(LedgerEntry.currency, LedgerEntry.account)
    ).all()
    for currency in sorted({row.currency for row in sums}):
        entries = []
        for row in sums:
            if row.currency == currency and row.amount:
                entries += [
                    ledger.Entry(row.account, -row.amount, contact_id=other.id),
                    ledger.Entry(row.account, row.amount, contact_id=contact.id),
                ]
        if entries:
            ledger.book(crm, "merge", currency, entries)


def _details(contact: Contact, other: Contact) -> None:
    for name in (
        "company", "postal_address", "birthday", "max_price", "max_price_currency", "responsible_id",
        "preferred_channel", "timezone", "share_percent",
    ):  # fmt: skip
        if getattr(contact, name) is None:
            setattr(contact, name, getattr(other, name))
    # What either of them asked for holds for both.
    contact.contact_hours = {**(other.contact_hours or {}), **(contact.contact_hours or {})} or None
    likes = [each.strip() for each in f"{contact.likes or ''},{other.likes or ''}".split(",") if each.strip()]
    contact.likes = ", ".join({each.casefold(): each for each in likes}.values()) or None
    contact.tags = list(dict.fromkeys([*contact.tags, *other.tags]))
    contact.state = "active" if "active" in (contact.state, other.state) else "draft"
