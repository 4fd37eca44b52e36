"""What a message to a collector may not give away, and what it may say all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_core.errors import Refused
from crm_core.models import Offer
from crm_core.services import (
    addresses,
    broadcasts,
    contacts,
    discretion,
    drafts,
    gate,
    messages,
    texting,
    threads,
    waiting,
)
from tests import world
from tests.conftest import House


@pytest.fixture
def told(house: House):
    """What a text to Maria would give away. Blue Nude: asking 4,800, cost 2,100, floor 4,000; Red Field is Ana's."""
    with world.acting(house) as crm:
        blue = world.item(crm)
        blue.cost, blue.floor_price = Decimal(2100), Decimal(4000)
        mug = world.item(crm, "Blue Mug")
        mug.cost = Decimal(12)
        contacts.note(crm, "pays late, ask for a deposit first", contact=world.contact(crm))
        contacts.note(crm, "the frame was glued twice", item=blue)
        contacts.note(crm, "nice", item=blue)
        addresses.set_email(crm, world.contact(crm, "Tom"), "tom@chen.example")
        crm.session.flush()
        yield lambda text, who="Maria", **more: discretion.leak(crm, world.contact(crm, who), text, **more)
        crm.session.rollback()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Blue Nude could go for $4,000", "what Blue Nude cost us or the least"),
        ("blue nude: 4000 and it is yours", "cost us or the least"),
        ("SV-0012 for 4k?", "cost us or the least"),
        ("We bought Blue Nude at USD 2,100.00", "cost us or the least"),
        ("Blue Nude’s price was 2 100 USD", "cost us or the least"),
        ("a blue mug costs us $12", "cost us or the least"),
        ("Tom Chen wants it too", "another client, Tom Chen"),
        ("TOM CHEN, wants it too", "another client, Tom Chen"),
        ("ask him: 415 555 0133", "how to reach another client"),
        ("ask him: Tom@Chen.example.", "how to reach another client"),
        ("You know: pays late, ask for a deposit first!", "only for us"),
        ("Blue Nude is lovely, the frame was glued twice", "only for us"),
    ],
)
def test_it_is_seen(told, text: str, why: str) -> None:
    assert why in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Blue Nude is $4,800",
        "Blue Nude is yours for 4500",
        "4000 visitors came to the fair",  # of no item
        "Blue Nude was shown to 40 people",
        "12 Blue Mugs are ready",
        "The new Ana Ruiz works are here",  # she makes what we sell
        "Maria Lopez, your invoice is ready",  # their own name
        "Tom says hello",  # a first name may be anybody's
        "Olivia Grant will call you at +1 212 555 0100",  # one of us
        "Your number is still +1 415 555 0132?",
        "Blue Nude is nice",
    ],
)
def test_it_may_be_said(told, text: str) -> None:
    assert told(text) == ""


def test_the_one_who_consigned_it_is_not_named_unless_they_made_it(house: House) -> None:
    with world.acting(house) as crm:
        maria, tom = world.contact(crm), world.contact(crm, "Tom")
        world.item(crm, "Speedmaster").consignor_id = tom.id
        tom.name = "Rossi"
        crm.session.flush()
        assert discretion.leak(crm, maria, "Rossi's here") == ""
        assert "who consigned" in discretion.leak(crm, maria, "Speedmaster 145.022 comes from Rossi")
        assert discretion.leak(crm, maria, "Red Field by Ana Ruiz") == ""


@pytest.mark.parametrize("name", ["Private Collector", "Walk-in Customer", "The Gallery", "No Name"])
def test_a_name_that_is_nobody_s_may_be_said(house: House, name: str) -> None:
    with world.acting(house) as crm:
        contacts.add(crm, contacts.Details(name=name))
        assert (
            discretion.leak(crm, world.contact(crm), f"It went to a {name.lower()}, come to the gallery")
            == ""
        )


def test_a_price_that_was_named_to_them_is_no_secret_to_them(house: House) -> None:
    with world.acting(house) as crm:
        blue, maria = world.item(crm), world.contact(crm)
        blue.floor_price = Decimal(4000)
        crm.session.add(Offer(item_id=blue.id, contact_id=maria.id, price=Decimal(4000), currency="USD"))
        crm.session.flush()
        assert discretion.leak(crm, maria, "Blue Nude at $4,000") == ""
        assert discretion.leak(crm, world.contact(crm, "Eva"), "Blue Nude at $4,000")


def test_the_amount_itself_is_not_in_the_refusal(told) -> None:
    assert not set(discretion.figures(told("Blue Nude could go for $4,000")))


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$4,500 or 4.5k, 4 500 kr, €4.500,00", [4500] * 4),
        ("call 3 times at 10:30 on May 5", []),
        ("12 EUR and 12", [12]),
        ("no figures. at all, ...", []),
    ],
)
def test_amounts_are_read_however_they_are_written(text: str, amounts: list[int]) -> None:
    assert list(discretion.figures(text)) == amounts


# -- where it is asked


@pytest.fixture
def crm(house: House):
    house.clock.advance(hours=5)  # nobody sleeps
    with world.acting(house) as crm:
        world.item(crm).floor_price = Decimal(4000)
        crm.session.flush()
        yield crm


LEAK = "Blue Nude could go for $4,000"


def test_whoever_writes_it_hears_of_it_at_once(crm) -> None:
    maria = world.contact(crm)
    draft = drafts.request(crm, drafts.MESSAGE, contact=maria, about="Blue Nude")
    draft.state, draft.text = "ready", LEAK
    for ask in (
        lambda: texting.preview(crm, maria, LEAK),
        lambda: texting.send(crm, maria, LEAK),
        lambda: threads.reply(crm, maria, LEAK),
        lambda: drafts.approve(crm, draft),
        lambda: broadcasts.preview(crm, broadcasts.plan(crm, "Ruiz", None, None, []), LEAK),
    ):
        with pytest.raises(Refused, match="cost us or the least"):
            ask()


def test_the_last_gate_holds_it_back_and_tells_who_asked(crm) -> None:
    row = messages.send(crm, world.contact(crm), LEAK, purpose="personal")
    verdict = gate.decide(crm, row)
    gate.hold_back(crm, row, verdict)
    assert (row.state, verdict.kind) == ("refused", "refuse")
    (card,) = [each for each in waiting.waiting(crm) if each.kind == "outbox"]
    assert card.title == "A message to Maria Lopez was not sent" and "cost us or the least" in card.detail
    told = world.last_told(crm, "Olivia")
    assert told.startswith("Your message to Maria Lopez was not sent: it gives away what Blue Nude cost us")


def test_an_answer_is_looked_at_as_well_and_a_colleague_may_hear_it(crm) -> None:
    maria = world.contact(crm)
    answer = messages.send(crm, maria, "Tom Chen has it on hold", purpose="reply")
    assert "another client" in gate.decide(crm, answer).reason
    to_us = messages.send(
        crm, world.user(crm, "Sam"), "Tom Chen has Blue Nude; 4000 is the floor", purpose="service"
    )
    assert gate.decide(crm, to_us).kind == "send"
