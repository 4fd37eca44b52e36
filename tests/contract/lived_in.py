"""The demo gallery a few weeks on: what every command's own example needs in order to mean something.

Said in the gallery's own words where that can be said, and by rows where it comes from outside. One table gives what
a single example needs besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from bot.carry_out import carry_out, preview_of
from bot.conversation import best_reading
from bot.memory import Memory
from bot.outcome import Outcome
from bot.resolve import Step, resolve
from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.models import (
    Address,
    Base,
    Consent,
    Contact,
    Counter,
    Draft,
    Inbox,
    Item,
    Nudge,
    Outbox,
    Photo,
    User,
    Wish,
    WishMatch,
)
from crm_core.services import media_files, threads
from crm_core.services.drafts import DESCRIPTION
from crm_core.services.images import KEPT_BY_DATABASE
from crm_core.services.parties import of_user
from intents.base import Audience, Intent, registry
from intents.binding import context_of, load
from intents.understand import understand
from tests.conftest import House

LATELY = (
    "new contact Rossi +39 055 012 3456",
    "new contact M. Lopez +1 415 555 0177",
    "remind me to call Ana tue 3pm",
    "Tom wants a 1968 Speedmaster under 6k",
    "order 2 blue mugs and 1 plate for Eva",
    "sold To the Lighthouse to Maria for 2200",
    "sold Still Life for Two to Nadia for 900 cash",
    "offer Blue Nude to Eva at 4500",
    "text Tom tomorrow 9am: the Omega is back",
)
A_BATCH = "new batch B7 dhl 00340434292135100186"
FREE = "release Blue Nude"
BEFORE: dict[str, tuple[str, ...]] = {
    "new contact Maria Lopez +1 415 555 0132 likes abstract oils": ("Maria's new number is +1 415 555 0188",),
    "bring Tom back": ("delete Tom",),
    "only email Tom": ("Tom's email is tom@chen.example",),
    "put SV-0012 and SV-0014 in B7": (A_BATCH,),
    "take SV-0012 out of B7": (A_BATCH, "put SV-0012 in B7"),
    "batch B7 arrived in Stockholm": (A_BATCH, "put SV-0016 in B7"),
    "where is B7": (A_BATCH,),
    "Blue Nude on approval with Maria till sunday": (FREE,),
    "archive Blue Nude": (FREE,),
    "Blue Nude goes back to the consignor": (FREE, "change Blue Nude consignor to Ana Ruiz"),
    "take Blue Nude off ebay": (FREE, "list Blue Nude on ebay"),
    "Maria is bringing Blue Nude back": ("sold Blue Nude to Maria for 4500",),
    "order 1042 delivered": ("ship 1042 dhl JD0146000",),
    "refund 1042": ("Eva paid 90 by card",),
    "paid out 800 to Ana Ruiz": ("sold Red Field to Tom for 9500 cash",),
    "tell Tom 3800 is fine": ("offer Blue Nude to Tom at 4500",),
    "no to Tom, 4000 is the lowest": ("offer Blue Nude to Tom at 4500",),
    "reply we open at 10": ("show my chat with Maria",),
    "undo": ("price Red Field 9000",),
    "redo": ("price Red Field 9000", "undo"),
}


@dataclass(frozen=True)
class Example:
    """One sentence of a command's own examples, and what it must read as."""

    intent: type[Intent]
    text: str
    slots: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.intent.name}: {self.text}"


def examples(*, staff: bool = True) -> list[Example]:
    """Every example of every command that does something by itself."""
    sides = (Audience.STAFF,) if staff else (Audience.COLLECTOR,)
    return [
        Example(intent, words, slots)
        for intent in registry
        if intent.audience in sides and intent.can_run()
        for words, slots in intent.examples.items()
    ]


def one_of_each() -> list[Example]:
    """The first example of every staff command: a command without one has nothing to be tested by."""
    return list({each.intent.name: each for each in reversed(examples())}.values())[::-1]


@contextmanager
def undone_at_the_end(house: House, actor: Actor) -> Iterator[Crm]:
    """A unit of work of which nothing stays, so that a thousand cases can share one database."""
    try:
        with house.crm(actor) as crm:
            yield crm
            raise _Enough
    except _Enough:
        pass


class _Enough(Exception):
    pass


def actors(house: House) -> dict[Role, Actor]:
    """One colleague of each role."""
    with house.crm() as crm:
        users = crm.session.scalars(select(User).order_by(User.id))
        return {Role(user.role): Actor("user", user.id, user.name, Role(user.role)) for user in users}


def live(crm: Crm, owner: Actor) -> None:
    """A few weeks of the gallery: contacts, an order 1042, sales, a batch, messages, drafts, nudges."""
    was = crm.actor
    crm.act_as(owner)
    crm.session.add(Counter(name="order", value=1041))
    crm.session.flush()
    for words in LATELY:
        say(crm, words)
    _from_outside(crm, owner)
    crm.act_as(was)


def _from_outside(crm: Crm, owner: Actor) -> None:
    """Two collectors wrote, a draft is ready, a nudge was sent, there are photos of Blue Nude, a file came."""
    sheet = media_files.keep(crm.key, b"Name,Phone,City\nZelda Quist,+1 415 555 0191,Austin\n", "csv")
    a_message(crm, "").media = [{"key": sheet, "name": "people.csv", "content_type": "text/csv"}]
    nude = crm.session.scalars(select(Item).where(Item.title == "Blue Nude")).one()
    crm.session.add_all(
        Photo(item_id=nude.id, key=f"{letter * 32}.jpg", position=number)
        for number, letter in enumerate("ab", 1)
    )
    people = {
        row.name.split()[0]: row for row in crm.session.scalars(select(Contact).order_by(Contact.id.desc()))
    }
    for name, words in (("Maria", "Is the big red one still there?"), ("Nadia", "When do you open?")):
        threads.take_in(crm, people[name], a_message(crm, words, contact=people[name]))
    red = crm.session.scalars(select(Item).where(Item.title == "Red Field")).one()
    for words, about in (
        ("A quiet red.", {"kind": DESCRIPTION, "item_id": red.id}),
        (
            "Dear Eva, the plates are here.",
            {"kind": "message_text", "contact_id": people["Eva"].id, "about": "the plates"},
        ),
    ):
        crm.session.add(Draft(requested_by_id=owner.id, state="ready", text=words, model="template", **about))
    phone = crm.session.scalar(
        select(Address.value).where(Address.contact_id == people["Tom"].id, Address.channel == "sms")
    )
    crm.session.add(Consent(channel="sms", value=phone, event="opt_in", source="web", words="news, please"))
    sent = Outbox(
        channel="console", our_address="x", to_address="y", user_id=owner.id, text="Maria likes Red Field.",
        purpose="service", ref="nudge", state="sent", created_at=crm.now(),
    )  # fmt: skip
    crm.session.add(sent)
    crm.session.flush()
    crm.session.add(
        Nudge(
            rule="contact.promised", subject="x", window="x", user_id=owner.id, contact_id=people["Maria"].id,
            text="Maria likes Red Field.", why="You asked for it.", state="sent", due_at=crm.now(), outbox_id=sent.id,
        )
    )  # fmt: skip
    crm.session.flush()
    _wished(crm, owner)


def _wished(crm: Crm, owner: Actor) -> None:
    """Three wish for something that is here, and the owner was told of them by number."""
    red = crm.session.scalars(select(Item).where(Item.title == "Red Field")).one()
    sent = Outbox(
        channel="console", our_address="x", to_address="y", user_id=owner.id, text="Here now …", purpose="service",
        ref="wishes", state="sent", created_at=crm.now() - timedelta(hours=1),
    )  # fmt: skip
    crm.session.add(sent)
    crm.session.flush()
    told = Nudge(
        rule="wish.matched", subject="y", window="y", user_id=owner.id, text="Here now …", why="A wish.",
        state="sent", due_at=crm.now(), outbox_id=sent.id,
    )  # fmt: skip
    crm.session.add(told)
    crm.session.flush()
    for number, name in enumerate(("Nadia", "Eva", "Tom"), 1):
        contact = crm.session.scalars(select(Contact).where(Contact.name.startswith(name))).first()
        assert contact is not None, name
        wish = Wish(contact_id=contact.id, text="a red field")
        crm.session.add(wish)
        crm.session.flush()
        crm.session.add(
            WishMatch(
                wish_id=wish.id, item_id=red.id, contact_id=contact.id, window="1", why="looking for a red field",
                state="told", nudge_id=told.id, number=number, told_at=crm.now(),
            )
        )  # fmt: skip
    crm.session.flush()


def a_message(crm: Crm, words: str, *, contact: Contact | None = None, channel: str = "console") -> Inbox:
    """A message that arrived: from this contact, or else from whoever acts."""
    user_id = None if contact else crm.actor.id
    row = Inbox(
        channel=channel, our_address="+15550100001", external_id=f"m{crm.session.query(Inbox).count()}",
        from_address="+12125550100", party=f"c{contact.id}" if contact else f"u{user_id}", text=words,
        user_id=user_id, contact_id=contact.id if contact else None, received_at=crm.now(),
    )  # fmt: skip
    crm.session.add(row)
    crm.session.flush()
    crm.because_of(row.id, channel)
    return row


def memory_of(crm: Crm) -> Memory:
    assert crm.actor.id is not None
    return Memory(crm, of_user(crm.actor.id).key)


def read(crm: Crm, words: str) -> list[Step]:
    """What a text of this person comes to, as the conversation would take it."""
    understood = understand(words, context_of(crm))
    assert understood.readings, f"“{words}” reads as nothing"
    return best_reading(crm, memory_of(crm), understood)


def say(crm: Crm, words: str) -> Outcome:
    """Say it and, where that is asked, OK it. What can't be done is a fault of the test's own world."""
    outcome = carry_out(
        crm, memory_of(crm), [replace(step, confirmed=True, ask_first=False) for step in read(crm, words)],
        a_message(crm, words),
    )  # fmt: skip
    memory_of(crm).remember(outcome.shown)
    assert outcome.ask is None, f"“{words}” was answered by a question: {outcome.ask}"
    return outcome


def prepared(crm: Crm, example: Example) -> Step:
    """The example's step with its rows bound, in a world where what it needs has happened; where several fit, the
    last of them is chosen.
    """
    for words in BEFORE.get(example.text, ()):
        said = say(crm, words)
        assert said.wrote or said.shown, f"“{words}” did nothing: {said.said}"
    step, doubt = resolve(crm, memory_of(crm), Step(example.intent.name, dict(example.slots)))
    if doubt is not None and doubt.kind == "choose":
        chosen = {"ref": doubt.options[-1].kind, "id": doubt.options[-1].id, "said": doubt.said}
        value = step.slots[doubt.slot]
        step = step.with_slot(
            doubt.slot,
            [chosen if each == doubt.said else each for each in value] if isinstance(value, list) else chosen,
        )
        doubt = None
    assert doubt is None, f"“{example.text}” is not certain in this world: {doubt}"
    return step


def done(crm: Crm, example: Example) -> tuple[str, Outcome]:
    """The example's preview, and what carrying it out after an OK said."""
    step = prepared(crm, example)
    preview = preview_of(crm, load(crm, {"name": step.name, "slots": step.slots}))
    confirmed = replace(step, confirmed=True)
    return preview, carry_out(crm, memory_of(crm), [confirmed], a_message(crm, example.text))


def rows_of(crm: Crm, model: type[Base]) -> list[dict[str, Any]]:
    """Every row of a table as Postgres writes it in JSON, without what the database keeps by itself."""
    crm.session.flush()
    found = crm.session.execute(text(f'SELECT to_jsonb(t) FROM "{model.__tablename__}" t ORDER BY t.id'))
    return [
        {name: value for name, value in row.items() if name not in KEPT_BY_DATABASE - {"id"}}
        for (row,) in found
    ]


def everything(crm: Crm) -> dict[str, list[dict[str, Any]]]:
    """All rows of the business, deleted ones too: what a look must leave as it is."""
    return {model.__tablename__: rows_of(crm, model) for model in JOURNALLED}


def business(crm: Crm) -> dict[str, Any]:
    """What the gallery holds to be true: the rows that are there, stock, and the sums of every kind of fact.

    Consent is left out: it is never given back.
    """
    found: dict[str, Any] = {}
    for model in JOURNALLED:
        if model.__journal__ == "state":
            found[model.__tablename__] = [row for row in rows_of(crm, model) if row["deleted_at"] is None]
    for name, sql in SUMS.items():
        found[name] = [tuple(row) for row in crm.session.execute(text(sql))]
    return found


JOURNALLED: list[Any] = [
    mapper.class_ for mapper in Base.registry.mappers if getattr(mapper.class_, "__journal__", "")
]
SUMS = {
    "ledger": "SELECT account, contact_id, user_id, currency, sum(amount) FROM ledger_entry"
    " GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0 ORDER BY 1, 2, 3, 4",
    "payments": "SELECT order_id, currency, sum(amount) FROM payment GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1",
    "stock": "SELECT item_id, sum(delta) FROM stock_move GROUP BY 1 HAVING sum(delta) <> 0 ORDER BY 1",
    "costs": "SELECT item_id, batch_id, currency, sum(amount) FROM cost GROUP BY 1, 2, 3 HAVING sum(amount) <> 0"
    " ORDER BY 1, 2, 3",
    "availability": "SELECT piece_id, state, contact_id FROM claim WHERE deleted_at IS NULL"
    " AND state <> 'ended' ORDER BY 1, 2, 3",
    "on the way": "SELECT count(*) FROM outbox WHERE purpose <> 'reply' AND state IN ('queued', 'held')",
}


def difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What differs, table by table, for a failing test's message."""
    return {
        name: {
            "only before": _without(one[name], other[name]),
            "only after": _without(other[name], one[name]),
        }
        for name in one
        if one[name] != other[name]
    }


def _without(rows: list[Any], others: list[Any]) -> list[Any]:
    return [row for row in rows if row not in others]
