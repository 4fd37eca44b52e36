"""Finding who and what is meant. One algorithm for all: what is exact, then words, then words with a typo
mended.

Number, SKU, phone or e-mail exact → full name or title → all words said, in any order → for things also the
last word begun, a quantity or a description around the name ("the big red one", "the new Ruiz") → the
gallery's vocabulary for words nobody knows. What needed mending, or guessing how a person's name goes on, is
only ever a *suggestion*: "Ana" is not "Anna", and nothing is written on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from crm_core.crm import Crm
from crm_core.models import Address, Contact, Item, Order, Task, User
from crm_core.services import editions, matching, skus, visible, words
from crm_core.services.described import describe
from crm_core.services.numbers import phone_number
from crm_core.services.search import search_contacts, search_items
from crm_core.services.vocabulary import Vocabulary, learn, mended, rebuild, vocabulary

Row = TypeVar("Row", Contact, Item)
Any_ = TypeVar("Any_")
MOST = 20
SUGGESTED = 5
TASKS = 2000  # open ones of one person that are looked at
# Names and companies; titles, makers and SKUs.
NAMED = {Contact: "AB", Item: "A"}
KIND = {Contact: "contact", Item: "item"}

BY_SKU = func.upper(Item.sku).in_(bindparam("skus", expanding=True))
WHOLE, PART = (
    func.public.plain(Item.title) == func.public.plain(bindparam(name)) for name in ("said", "bare")
)
NAMED_EXACTLY = (
    select(Item, BY_SKU.label("by_sku"), WHOLE.label("whole"))
    .where(or_(BY_SKU, WHOLE, PART))
    .order_by(BY_SKU.desc(), Item.id)
    .limit(MOST)
)

rebuild_terms = rebuild
learn_terms = learn


@dataclass(frozen=True)
class Found(Generic[Any_]):
    """What was found: rows (0, 1 or many, best first, at most 20), and where there are none, who may have
    been meant.

    exact: by number, SKU, address or the full name, not by some of its words.
    """

    rows: list[Any_] = field(default_factory=list)
    exact: bool = False
    suggestions: list[Any_] = field(default_factory=list)

    @property
    def one(self) -> Any_ | None:
        return self.rows[0] if len(self.rows) == 1 else None


def contacts(crm: Crm, said: str, *, archived: bool = False) -> Found[Contact]:
    """Who "maria", "Mrs Lopez", "M. Lopez" or "+1 415 555 0132" is. archived: look among the archived ones
    instead.
    """
    name = words.name_as_meant(said)
    seen = _archived(crm, Contact) if archived else visible.contacts(crm)
    exact = _by_address(crm, said, seen) or _by_name(crm, Contact, Contact.name, name, seen)
    if exact:
        return Found(exact, exact=True)
    operands = [_initial_or_word(each, len(spoken) > 1) for spoken in [words.tokens(name)] for each in spoken]
    _, rows = matching.first(crm, Contact, [words.all_of(operands)], seen, MOST)
    if not rows and re.search(r"\w{3}s$", name):  # "marias number", in a hurry
        rows = contacts(crm, name[:-1], archived=archived).rows
    return (
        Found(rows)
        if rows
        else Found(
            suggestions=_suggested(crm, Contact, vocabulary(crm, KIND[Contact]), [words.tokens(name)], seen)
        )
    )


def _initial_or_word(word: str, among_others: bool) -> str:
    """ "M. Lopez" is any Lopez whose other name begins with M."""
    return words.any_of([word], NAMED[Contact], prefix=among_others and len(word) == 1)


def _by_address(crm: Crm, said: str, seen: ColumnElement[bool]) -> list[Contact]:
    value = said.strip().lower() if "@" in said else phone_number(said, crm.settings.region)
    if not value:
        return []
    owner = select(Address.contact_id).where(
        Address.channel.in_(("sms", "whatsapp", "console", "email")),
        Address.value == value,
        Address.contact_id.is_not(None),
        Address.deleted_at.is_(None),
    )
    return list(crm.session.scalars(select(Contact).where(Contact.id.in_(owner), seen).limit(MOST)))


def items(crm: Crm, said: str, *, archived: bool = False) -> Found[Item]:
    """What "SV-0012", "12", "the blue nude", "blue mugs", "the big red one" or "the new Ruiz" is."""
    seen = _archived(crm, Item) if archived else visible.items(crm)
    title = said.strip(' \t\n.,;:!?"“”')
    exact = _named_exactly(crm, title, seen)
    if exact:
        return Found(exact, exact=True)
    spoken, description, known = words.tokens(title), describe(title), vocabulary(crm, KIND[Item])
    as_said = _by_words(known, spoken)
    described = _by_words(known, description.tokens) if description.tokens != spoken else []
    number, rows = matching.first(crm, Item, [*as_said, *described], seen, MOST)
    if rows:
        whole = number < len(as_said) and description.tokens != spoken
        return Found(rows if whole else description.narrow(rows))
    which = editions.split(title)
    if (
        which is not None
    ):  # "Night Swim 3/10": which piece it is, whoever asked for it reads from the same words
        found = items(crm, which.title, archived=archived)
        numbered = [row for row in found.rows if row.kind == "edition"]
        if numbered or found.rows:
            return Found(numbered, found.exact)
    return Found(suggestions=_suggested(crm, Item, known, [spoken, description.tokens], seen))


def _named_exactly(crm: Crm, said: str, seen: ColumnElement[bool]) -> list[Item]:
    """By its number, and by its title as said, else without the article in front of it."""
    bare = re.sub(r"^(the|a|an|my|our)\s+", "", said, flags=re.IGNORECASE)
    named = {"skus": sorted(skus.meant(crm, said)), "said": said, "bare": bare}
    rows = crm.session.execute(NAMED_EXACTLY.where(seen), named).all()
    as_said = [row[0] for row in rows if row.by_sku or row.whole]
    return as_said or [row[0] for row in rows]


def _by_words(known: Vocabulary, spoken: list[str]) -> list[str]:
    """All words in title and maker; else anywhere in the description; else with the last word only begun."""
    alternatives = [[word, words.singular(word)] for word in spoken]
    in_name = [words.any_of(each, "A") for each in alternatives]
    anywhere = [words.any_of(each) for each in alternatives]
    if not spoken or not known.begins(spoken[-1]):
        return [words.all_of(in_name), words.all_of(anywhere)]
    begun = [*in_name[:-1], words.any_of(alternatives[-1], "A", prefix=True)]
    return [words.all_of(each) for each in (in_name, anywhere, begun)]


def users(crm: Crm, said: str) -> Found[User]:
    """A colleague by name, or "me". A gallery has few: they are compared one by one."""
    name = words.plain(words.name_as_meant(said))
    everybody = list(crm.session.scalars(select(User).where(User.deleted_at.is_(None)).order_by(User.id)))
    if name in {"me", "myself", "i"}:
        return Found(
            [user for user in everybody if crm.actor.is_user and user.id == crm.actor.id], exact=True
        )
    exact = [user for user in everybody if words.plain(user.name) == name]
    if exact:
        return Found(exact, exact=True)
    spoken = set(words.tokens(name))
    rows = [user for user in everybody if spoken and spoken <= set(words.tokens(user.name))]
    return Found(rows) if rows else Found(suggestions=_near_users(everybody, spoken))


def _near_users(everybody: list[User], spoken: set[str]) -> list[User]:
    from rapidfuzz.distance import OSA

    def near(user: User) -> bool:
        known = words.tokens(user.name)
        return any(
            each.startswith(word) or OSA.distance(word, each) <= 1 for word in spoken for each in known
        )

    return [user for user in everybody if near(user)][:SUGGESTED]


def orders(crm: Crm, said: str) -> Found[Order]:
    """An order by its number, or a contact's: the open ones, else the last."""
    number = re.fullmatch(r"(?:order|#|no\.?|number|\s)*(\d{1,12})", said.strip(), re.IGNORECASE)
    if number:
        query = select(Order).where(Order.number == int(number[1]), visible.orders(crm))
        return Found(list(crm.session.scalars(query)), exact=True)
    found = contacts(crm, re.sub(r"(['’]s?)?\s+orders?$", "", said.strip(), flags=re.IGNORECASE))
    return Found(_orders_of(crm, found.rows), suggestions=_orders_of(crm, found.suggestions)[:SUGGESTED])


def _orders_of(crm: Crm, people: Sequence[Contact]) -> list[Order]:
    query = select(Order).where(Order.contact_id.in_([each.id for each in people]), visible.orders(crm))
    rows = list(crm.session.scalars(query.order_by(Order.number.desc()).limit(MOST)))
    return [row for row in rows if row.status in {"pending", "processing", "shipped"}] or rows[:1]


def tasks(crm: Crm, said: str) -> Found[Task]:
    """One of the actor's open tasks by words of its text; suggestions share some of them."""
    spoken = set(words.tokens(said))
    mine = (
        select(Task)
        .where(visible.tasks(crm), Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(TASKS)
    )
    scored = [(len(spoken & set(words.tokens(task.text))), task) for task in crm.session.scalars(mine)]
    exact = [task for _, task in scored if words.tokens(task.text) == words.tokens(said)]
    rows = exact or [task for shared, task in scored if spoken and shared == len(spoken)]
    some = [task for shared, task in sorted(scored, key=lambda each: -each[0]) if shared]
    return Found(rows[:MOST], exact=bool(exact), suggestions=[] if rows else some[:SUGGESTED])


def _archived(crm: Crm, model: type[Row]) -> ColumnElement[bool]:
    whose = visible.whose_contacts(crm) if model is Contact else visible.whose_items(crm)
    unmerged = Contact.merged_into_id.is_(None) if model is Contact else true()
    return and_(model.deleted_at.is_not(None), whose, unmerged)


def _by_name(
    crm: Crm, model: type[Row], column: InstrumentedAttribute[str], name: str, seen: ColumnElement[bool]
) -> list[Row]:
    wanted = func.public.plain(column) == func.public.plain(name)
    return list(crm.session.scalars(select(model).where(wanted, seen).order_by(model.id).limit(MOST)))


def _suggested(
    crm: Crm, model: type[Row], known: Vocabulary, ways: Sequence[list[str]], seen: ColumnElement[bool]
) -> list[Row]:
    """Who or what may have been meant: the words of each way begun or mended, all of them; else all but one of the
    last way's.
    """
    mends = [mended(known, spoken, NAMED[model]) for spoken in _unique(ways) if spoken]
    queries = [query for each in mends for query in each.whole] + (mends[-1].partly if mends else [])
    _, rows = matching.first(crm, model, queries, seen, MOST)
    return sorted(rows, key=lambda row: _unlikeness(row, ways[0]))[:SUGGESTED]


def _unlikeness(row: Contact | Item, spoken: list[str]) -> tuple[float, int]:
    """How far a name or title is from the words said, so that "Mariah" suggests Maria before Marion; of equals the one
    that says less besides.
    """
    from rapidfuzz import fuzz

    named = words.tokens(row.name if isinstance(row, Contact) else f"{row.title} {row.maker or ''}")
    near = sum(max((fuzz.ratio(word, each) for each in named), default=0.0) for word in spoken)
    return -near, len(named)


def _unique(values: Sequence[Any]) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


__all__ = ["Found", "contacts", "items", "orders", "search_contacts", "search_items", "tasks", "users"]
