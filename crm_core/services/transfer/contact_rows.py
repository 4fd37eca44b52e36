"""Contacts from a file: read, checked, and written with their addresses, notes and what they consented to.

Who is known by phone or e-mail is the same person where the names agree; a row of theirs fills what was blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Address, Consent, Contact
from crm_core.services import amounts, words
from crm_core.services.numbers import phone_number
from crm_core.services.transfer import copying
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.rows import BadRow, Plan, Row, joined

COLUMNS = (
    "id", "name", "company", "postal_address", "birthday", "likes", "max_price", "max_price_currency", "tags", "state",
    "external_ref", "import_id",
)  # fmt: skip
BLANKS = ("company", "postal_address", "birthday", "likes", "max_price", "max_price_currency")
SOUGHT = ("name", "company", "likes")  # words that people look for, typos and all
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
YES = frozenset({"y", "yes", "true", "1", "x", "ok", "ja", "si", "sì", "oui", "opted in", "subscribed"})
NO = frozenset(
    {"n", "no", "false", "0", "nein", "nej", "non", "opted out", "unsubscribed", "do not text", "stop"}
)
# Countries whose numbers turn up without a country code: the gallery's first, then these.
REGIONS = ("US", "GB")
SAME_NAME = 80


@dataclass
class ContactRow:
    ref: str
    values: dict[str, Any]
    row: Row
    phone: str | None
    email: str | None
    note: str
    consent: str | None
    contact_id: int = 0

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """(channel, value) of every way to reach them."""
        phone = [("sms", self.phone)] if self.phone else []
        return [*phone, ("email", self.email)] if self.email else phone


def read(plan: Plan, row: Row) -> ContactRow:
    """A row as a contact. BadRow says what is wrong with it."""
    email = EMAIL.search(row.get("email"))
    if row.get("email") and not email:
        raise BadRow(f"“{row.get('email')}” is not an e-mail address")
    phone = _phone(plan, row.get("phone"))
    name = (
        plan.name(row, "name")
        or joined(row.get("first_name"), row.get("last_name"), by=" ")
        or row.get("company")
    )
    if not name and not email:
        raise BadRow("no name")
    budget = _budget(plan, row)
    values = {
        "name": " ".join((name or (email[0].partition("@")[0] if email else "")).split()),
        "company": row.get("company") or None,
        "postal_address": joined(
            *(row.get(part) for part in ("address", "postcode", "city", "region", "country"))
        ),
        "birthday": _birthday(plan, row),
        "likes": joined(row.get("likes"), row.get("medium"), by="; "),
        "max_price": budget[0] if budget else None,
        "max_price_currency": (budget[1] or plan.currency) if budget else None,
        "tags": [tag.strip() for tag in re.split(r"[,;|]", row.get("tags")) if tag.strip()],
    }
    return ContactRow(
        plan.ref(row),
        values,
        row,
        phone,
        email[0].lower() if email else None,
        row.get("note"),
        _consent(row.get("consent")),
    )


def _phone(plan: Plan, said: str) -> str | None:
    """The first number in the cell, read as of the gallery's country or the next that has such numbers."""
    for part in re.split(r"[/,;]| or ", said):
        for region in dict.fromkeys((plan.region, *REGIONS)):
            found = phone_number(part, region) if part.strip() else None
            if found:
                return found
    if said.strip():
        raise BadRow(f"“{said}” is not a phone number")
    return None


def _budget(plan: Plan, row: Row) -> tuple[Decimal, str | None] | None:
    """ "£500-2,000", "up to 2000": the upper end."""
    cell = row.get("budget")
    parts = re.findall(r"[^\d\s]?\s?\d[\d.,']*\s?k?", cell.casefold())
    found = [
        each for part in parts if (each := amounts.read(part.strip("-–"), comma=plan.comma.get("budget")))
    ]
    currency = next((each[1] for each in found if each[1]), None)
    return (max(each[0] for each in found), currency) if found else None


def _birthday(plan: Plan, row: Row) -> Any:
    cell = row.get("birthday")
    moment = plan.dates("birthday").read(cell) if cell else None
    return moment.date() if moment else None


def _consent(said: str) -> str | None:
    word = said.strip().casefold()
    return "opt_in" if word in YES else "opt_out" if word in NO else None


def write(crm: Crm, found: Sequence[ContactRow], import_id: int, heard: Heard) -> int:
    """Write who is new, fill blanks of who is known; returns how many are new."""
    there = copying.known(crm, "contact", "external_ref", [row.ref for row in found])
    stored = _owners(crm, found)
    people, ids = dict(stored), iter(copying.new_ids(crm, "contact", len(found)))
    fresh: dict[str, ContactRow] = {}
    again: list[ContactRow] = []
    for row in found:
        earlier = fresh.get(row.ref)
        row.contact_id = (
            there.get(row.ref) or (earlier.contact_id if earlier else 0) or _same_person(row, people)
        )
        if row.contact_id:
            again.append(row)
            continue
        row.contact_id = next(ids)
        fresh[row.ref] = row
        for address in row.addresses:
            people.setdefault(address, (row.contact_id, row.values["name"]))
    new = list(fresh.values())
    copying.insert(crm, "contact", COLUMNS, ([*_cells(row, import_id)] for row in new))
    heard.contacts += (row.values[name] for row in new for name in SOUGHT if row.values[name])
    filled = ([row.contact_id, *(row.values[name] for name in BLANKS)] for row in again)
    copying.fill_blanks(crm, "contact", BLANKS, filled, key="id")
    _write_addresses(crm, [*new, *again], stored, people)
    _write_notes(crm, new)
    _write_consent(crm, [row for row in found if row.ref not in there])
    return len(new)


def _owners(crm: Crm, found: Sequence[ContactRow]) -> dict[tuple[str, str], tuple[int, str]]:
    """Whose the addresses in these rows are already: (channel, value) → contact's id and name."""
    values = sorted({value for row in found for _, value in row.addresses})
    rows = crm.session.execute(
        select(Address.channel, Address.value, Contact.id, Contact.name)
        .join(Contact, Contact.id == Address.contact_id)
        .where(Address.value.in_(values), Address.deleted_at.is_(None))
    )
    return {(channel, value): (contact_id, name) for channel, value, contact_id, name in rows}


def _same_person(row: ContactRow, people: dict[tuple[str, str], tuple[int, str]]) -> int:
    """Whoever has one of these addresses and much the same name; 0 where nobody does: a couple shares a phone."""
    mine = words.plain(row.values["name"])
    for address in row.addresses:
        contact_id, name = people.get(address, (0, ""))
        if contact_id and fuzz.token_sort_ratio(mine, words.plain(name)) >= SAME_NAME:
            return contact_id
    return 0


def _cells(row: ContactRow, import_id: int) -> list[Any]:
    known = {
        **row.values,
        "id": row.contact_id,
        "state": "active",
        "external_ref": row.ref,
        "import_id": import_id,
    }
    return [known[name] for name in COLUMNS]


def _write_addresses(
    crm: Crm,
    rows: Sequence[ContactRow],
    stored: dict[tuple[str, str], tuple[int, str]],
    people: dict[tuple[str, str], tuple[int, str]],
) -> None:
    """Addresses nobody has yet; one that is somebody else's stays theirs."""
    new = {}
    for row in rows:
        for address in row.addresses:
            owner = people.get(address, (row.contact_id, ""))[0]
            if address not in stored and owner == row.contact_id:
                new[address] = row.contact_id
    copying.insert(
        crm, "address", ("channel", "value", "contact_id"), ((*key, owner) for key, owner in new.items())
    )


def _write_notes(crm: Crm, rows: Sequence[ContactRow]) -> None:
    notes = ((row.contact_id, row.note, "note") for row in rows if row.note)
    copying.copy(crm, "note", ("contact_id", "text", "kind"), notes)


def _write_consent(crm: Crm, rows: Sequence[ContactRow]) -> None:
    """What the file says of consent, as events of the ledger. A "yes" lifts nothing that is on record already."""
    said = {
        (address, row.consent)
        for row in rows
        for address in row.addresses
        if row.consent and address[0] == "sms"
    }
    values = sorted({value for (_, value), _ in said})
    recorded = dict(
        crm.session.execute(
            select(Consent.value, Consent.event)
            .where(Consent.channel == "sms", Consent.value.in_(values))
            .order_by(Consent.id)
        ).all()
    )
    for (channel, value), event in sorted(said, key=lambda each: (each[1] == "opt_in", each[0])):
        if event != recorded.get(value) and not (event == "opt_in" and value in recorded):
            recorded[value] = event
            crm.session.add(
                Consent(
                    channel=channel, value=value, event=event, source="import", words="the file's own column"
                )
            )
    crm.session.flush()
