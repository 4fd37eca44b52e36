"""What a phone of the simulator shows: one address's side of a conversation, read from inbox and outbox."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Address, Contact, Inbox, Item, Outbox, User
from crm_core.services import media_links

LAST = 60  # messages a phone remembers, each way
NOT_ARRIVED = {"recalled", "refused", "held"}
STRANGER = "+14155550199"
LISTED = 40  # contacts to choose from
SLOW = timedelta(seconds=12)


@dataclass(frozen=True)
class Person:
    """Whose phone it is. role: a user's, "collector", or "new number"."""

    address: str
    name: str
    role: str

    @property
    def initials(self) -> str:
        letters = [word[0] for word in re.findall(r"[^\W\d_]\w*", self.name)]
        return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


@dataclass(frozen=True)
class Bubble:
    """One message. mine: written on this phone. state: stored, handled, failed; or as in the outbox."""

    key: str
    mine: bool
    text: str
    at: datetime
    time: str
    state: str
    note: str = ""
    buttons: Sequence[dict[str, str]] = ()
    photos: Sequence[str] = ()


@dataclass(frozen=True)
class Screen:
    """mark: changes whenever what is drawn does."""

    bubbles: list[Bubble]
    typing: bool
    slow: bool
    mark: str


@dataclass(frozen=True)
class Phone:
    title: str
    person: Person
    screen: Screen
    hints: list[str] = field(default_factory=list)


# -- whose phones


def people(crm: Crm, channel: str, also: Iterable[str] = ()) -> list[Person]:
    """Everybody of the gallery on this channel, users first; of many contacts some, and those in `also`."""
    mine = (Address.channel == channel, Address.deleted_at.is_(None))
    users = crm.session.execute(
        select(Address.value, User.name, User.role)
        .join(User, Address.user_id == User.id)
        .where(*mine, User.deleted_at.is_(None))
        .order_by(User.id)
    )
    contacts = (
        select(Address.value, Contact.name)
        .join(Contact, Address.contact_id == Contact.id)
        .where(*mine, Contact.deleted_at.is_(None))
    )
    some = crm.session.execute(contacts.order_by(Contact.id).limit(LISTED)).all()
    asked = crm.session.execute(contacts.where(Address.value.in_(list(also)))).all()
    found = [Person(row.value, row.name, row.role) for row in users]
    found += [Person(row.value, row.name, "collector") for row in [*some, *asked]]
    found.append(Person(STRANGER, "Somebody new", "new number"))
    return list({person.address: person for person in reversed(found)}.values())[::-1]


def three(crm: Crm, channel: str, line: str, known: list[Person], chosen: Sequence[str]) -> list[Phone]:
    """The owner's, a collector's and a colleague's phone, unless others were chosen."""
    by_address = {person.address: person for person in known}
    users = [person for person in known if person.role not in ("collector", "new number")]
    owner = _first(users, "admin") or known[0]
    usual = (owner, _first(known, "collector"), _first(users, "staff") or (users[1:2] or known)[0])
    phones = []
    for place, person in enumerate(usual):
        address = chosen[place] if place < len(chosen) else ""
        whose = by_address.get(address) or person or known[-1]
        title = "Staff chat" if place == 2 else "Text messages"
        phones.append(Phone(title, whose, draw(crm, channel, line, whose.address), hints(crm, whose, place)))
    return phones


def _first(found: Iterable[Person], role: str) -> Person | None:
    return next((person for person in found if person.role == role), None)


# -- what is on the screen


def draw(crm: Crm, channel: str, line: str, address: str) -> Screen:
    """The conversation of one address with the gallery, oldest first."""
    said = _newest(
        crm,
        select(Inbox).where(
            Inbox.channel == channel, Inbox.our_address == line, Inbox.from_address == address
        ),
        Inbox.id,
    )
    heard = _newest(
        crm,
        select(Outbox).where(
            Outbox.channel == channel,
            Outbox.our_address == line,
            Outbox.to_address == address,
            Outbox.due_at <= crm.now(),
            Outbox.state.not_in(NOT_ARRIVED),
        ),
        Outbox.id,
    )
    bubbles = [_said(crm, row) for row in said] + [_heard(crm, row) for row in heard]
    bubbles.sort(key=lambda bubble: (bubble.at, not bubble.mine))
    waiting = [row.received_at for row in said if row.handled_at is None]
    slow = bool(waiting) and crm.now() - min(waiting) > SLOW
    drawn = repr((address, [(b.key, b.state, b.note) for b in bubbles], bool(waiting), slow))
    return Screen(bubbles, bool(waiting), slow, hashlib.sha256(drawn.encode()).hexdigest()[:16])


def _newest(crm: Crm, query: Any, by: Any) -> list[Any]:
    return list(reversed(crm.session.scalars(query.order_by(by.desc()).limit(LAST)).all()))


def _said(crm: Crm, row: Inbox) -> Bubble:
    failed = row.outcome == "failed"
    return Bubble(
        key=f"in{row.id}",
        mine=True,
        text=row.text or str(row.raw.get("label", "")),
        at=row.received_at,
        time=_clock_time(crm, row.received_at),
        state="failed" if failed else "handled" if row.handled_at else "stored",
        note="Herring could not handle this; it waits on the review page." if failed else "",
        # In the message itself until it is in the store.
        photos=[_address(crm, part["key"]) if part.get("key") else part.get("url", "") for part in row.media],
    )


def _heard(crm: Crm, row: Outbox) -> Bubble:
    lost = row.state in ("failed", "unknown")
    return Bubble(
        key=f"out{row.id}",
        mine=False,
        text=row.text,
        at=row.created_at,
        time=_clock_time(crm, row.sent_at or row.created_at),
        state=row.state,
        note=f"Not delivered: {row.error or 'nobody knows why'}" if lost else "",
        buttons=row.buttons,
        photos=[_address(crm, key) for key in row.media],
    )


def _address(crm: Crm, key: str) -> str:
    """Where a stored photo is, on whatever host the page was opened."""
    return urlsplit(media_links.link(crm.key, key.partition("/")[0], crm.now())).path


def _clock_time(crm: Crm, moment: datetime) -> str:
    return moment.astimezone(crm.zone).strftime("%H:%M")


# -- things to try


def hints(crm: Crm, person: Person, place: int) -> list[str]:
    """Sentences that work with what this gallery has."""
    works = crm.session.scalars(
        select(Item)
        .where(Item.deleted_at.is_(None), Item.kind == "unique", Item.price.is_not(None))
        .order_by(Item.id)
        .limit(3)
    ).all()
    known = select(Contact.name).where(Contact.deleted_at.is_(None), Contact.state == "active")
    name = (crm.session.scalar(known.order_by(Contact.id).limit(1)) or "Maria").split()[0]
    titles = ([work.title for work in works] or ["Blue Nude"]) * 3
    price = int(works[0].price or 0) if works else 4800
    if person.role in ("collector", "new number"):
        return _collectors_hints(titles)
    return _colleagues_hints(titles, name) if place == 2 else _owners_hints(titles, name, price)


def _owners_hints(titles: list[str], name: str, price: int) -> list[str]:
    return [
        "menu",
        f"find {titles[0]}",
        f"sold {titles[0]} to {name} for {price}",
        "what's on hold",
        "how much did we sell this month",
        "login",
    ]


def _colleagues_hints(titles: list[str], name: str) -> list[str]:
    return [
        f"describe {titles[0]}",
        "what needs me",
        f"hold {titles[2]} for {name} till friday",
        f"remind me to call {name} tomorrow 3pm",
        "what's on today",
    ]


def _collectors_hints(titles: list[str]) -> list[str]:
    return [
        f"how much is {titles[1]}",
        f"is {titles[0]} still available",
        "I'll take it",
        "who is this",
        "STOP",
    ]
