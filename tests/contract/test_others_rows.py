"""Whose rows a command reaches: agents and sellers their own, a gallery its own, whoever asks and whatever is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.carry_out import carry_out
from bot.outcome import Outcome
from bot.resolve import Step
from crm_core.access import OWN_ONLY, Role
from crm_core.crm import Crm
from crm_core.models import Batch, Contact, Item, Order, Piece, Task, User
from crm_core.services.find import rebuild_terms
from intents.base import Effect
from intents.finders import FINDERS
from tests.contract.lived_in import (
    Example,
    a_message,
    actors,
    business,
    difference,
    done,
    examples,
    memory_of,
    prepared,
    undone_at_the_end,
)

# Rows that only gallery "two" has, by the kind of slot that would find them.
ELSEWHERE = {
    "contact": "Zelda Quist", "item": "Moon Jar", "order": "7001", "user": "Yann Otis",
    "task": "polish the moon jar", "batch": "ZB9",
}  # fmt: skip


@pytest.fixture(scope="module")
def two(lived: Any) -> Iterator[str]:
    """Gallery "two" with rows that "one" has not; its key."""
    with lived.crm(gallery=lived.two) as crm:
        user, item = (
            User(name=ELSEWHERE["user"], role="staff"),
            Item(sku="SV-0900", title=ELSEWHERE["item"], currency="USD", price=1),
        )
        crm.session.add_all([user, item, Contact(name=ELSEWHERE["contact"]), Batch(name=ELSEWHERE["batch"])])
        crm.session.add(Order(number=7001, currency="USD", total=1, ordered_at=crm.now()))
        crm.session.flush()
        crm.session.add_all([Piece(item_id=item.id), Task(text=ELSEWHERE["task"], user_id=user.id)])
        rebuild_terms(crm)
    return lived.two


def said_by(crm: Crm, example: Example, slots: dict[str, Any]) -> Outcome:
    return carry_out(crm, memory_of(crm), [Step(example.intent.name, slots)], a_message(crm, example.text))


NAMING = [
    pytest.param(example, name, id=f"{example}-{name}")
    for example in examples()
    for name, spec in example.intent.slots.items()
    if spec.kind in FINDERS
]


def test_there_is_a_stranger_for_every_kind_of_row() -> None:
    assert set(ELSEWHERE) == set(FINDERS), "name a row of the other gallery for this kind too"


@pytest.mark.parametrize(("example", "slot"), NAMING)
def test_what_another_gallery_has_is_not_found(lived: Any, two: str, example: Example, slot: str) -> None:
    spec = example.intent.slots[slot]
    with undone_at_the_end(lived, actors(lived)[Role.ADMIN]) as crm:
        prepared(crm, example)
        before = business(crm)
        foreign = ELSEWHERE[spec.kind]
        outcome = said_by(crm, example, {**example.slots, slot: [foreign] if spec.many else foreign})
        assert foreign in " ".join(outcome.said) or outcome.ask is not None
        assert outcome.ask is None or foreign not in str(outcome.ask.options)
        assert difference(before, business(crm)) == {}


@pytest.mark.parametrize("example", examples(), ids=str)
def test_another_gallery_is_not_written_to(lived: Any, two: str, example: Example) -> None:
    with undone_at_the_end(lived, actors(lived)[Role.ADMIN]) as crm:
        done(crm, example)
        crm.session.flush()
        assert rows_written(crm, lived.one) > 0  # the message itself, at least
        assert rows_written(crm, two) == 0


def rows_written(crm: Crm, key: str) -> int:
    """How many rows of a gallery this transaction has written so far."""
    counted = text(
        "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables WHERE schemaname = :schema"
    )
    return int(crm.session.scalar(counted, {"schema": f"g_{key}"}) or 0)


# -- agents and sellers

ABOUT_PEOPLE = [
    pytest.param(example, role, id=f"{role.value}-{example}")
    for example in examples()
    if any(example.intent.slots[name].kind in ("contact", "item", "order") for name in example.slots)
    for role in sorted(OWN_ONLY)
]


@pytest.mark.parametrize(("example", "role"), ABOUT_PEOPLE)
def test_others_rows_stay_as_they_are(lived: Any, example: Example, role: Role) -> None:
    people = actors(lived)
    with undone_at_the_end(lived, people[Role.ADMIN]) as crm:
        prepared(crm, example)
        crm.act_as(people[role])
        before = business(crm)
        said_by(crm, example, dict(example.slots))
        assert difference(before, business(crm)) == {}


LOOKS = [
    pytest.param(example, role, id=f"{role.value}-{example}")
    for example in examples()
    if example.intent.effect is Effect.READ
    for role in sorted(OWN_ONLY)
]


@pytest.mark.parametrize(("example", "role"), LOOKS)
def test_others_contacts_are_not_spoken_of(lived: Any, example: Example, role: Role) -> None:
    people = actors(lived)
    with undone_at_the_end(lived, people[Role.ADMIN]) as crm:
        prepared(crm, example)
        crm.act_as(people[role])
        outcome = said_by(crm, example, dict(example.slots))
        told = " ".join([*outcome.said, outcome.ask.text if outcome.ask else ""])
        for each in examples():
            told = told.replace(each.text, "")  # the menu teaches by them, whoever the gallery's contacts are
        makers = set(crm.session.scalars(select(Item.maker)))
        for contact in crm.session.scalars(select(Contact)):
            assert contact.name not in told or contact.name in makers, told
