"""Texts that the grammar can't read, put to a model on a local server: honest, lying, forbidden, silent.

Whatever it answers, nothing is written that a person has not OKed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from crm_core.access import Actor
from crm_core.models import Consent, Interest, Item, ModelCall, Note, Order
from intents.base import Audience, registry
from intents.tools import tools_for
from tests.conftest import House
from tests.fakes.openai import FakeOpenAI, call, calls
from tests.flows.runner import Conversation
from tests.world import contact, item

ODD = "oh what a tango: Red Field, Maria, and 9000 bucks in the moonlight, la la la"
NOT_UNDERSTOOD = "I didn't get that, and nothing was changed. Text MENU to see what I can do."
PRICE = {"amount": "9000.00", "currency": "USD"}
SOLD = call("sell_item", item="Red Field", contact="Maria", price=PRICE)


@pytest.fixture
def asked(house: House, setting: Callable[..., None]) -> Callable[..., Any]:
    """A conversation of a house whose model is this server."""

    @contextmanager
    def start(*script: Any) -> Iterator[tuple[Conversation, FakeOpenAI]]:
        with FakeOpenAI(*script, slow=30) as server:
            setting(OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, OPENAI_MODEL="gpt-test")
            yield Conversation(house), server

    return start


def orders(house: House) -> int:
    with house.crm() as crm:
        return crm.session.scalar(select(func.count()).select_from(Order))


def test_what_it_proposes_is_shown_first_and_done_on_ok(asked: Any, house: House) -> None:
    with asked(SOLD) as (talk, server):
        [shown] = talk.say("olivia", ODD)
        assert (
            shown.startswith("Sell Red Field (SV-0016) to Maria Lopez for $9,000.00?\n")
            and orders(house) == 0
        )
        assert talk.say("olivia", "ok") == ["Sold. Order 1001, $9,000.00 due. UNDO takes it back."]
        assert len(server.requests) == 1, "an OK is read without it"


def test_a_plain_write_is_shown_first_as_well(asked: Any, house: House) -> None:
    with asked(call("set_price", item="Red Field", price=PRICE)) as (talk, _):
        [shown] = talk.say("olivia", ODD)
        assert shown == "Price Red Field (SV-0016) at $9,000.00?\nReply OK, or NO."
        with house.crm() as crm:
            assert item(crm, "Red Field").price == 9500
        assert talk.say("olivia", "no") == ["All right, nothing was changed."]


def test_a_look_is_answered_at_once(asked: Any) -> None:
    with asked(call("find_contact", contact="Maria")) as (talk, _):
        [card] = talk.say("olivia", ODD)
        assert card.startswith("Maria Lopez\n+14155550132")


@pytest.mark.parametrize(
    "script",
    [
        "honest",
        "prose_instead_of_call",
        "imitates_approval",
        "imitates_receipt",
        "refusal",
        "truncated",
        "junk",
        "error_500",
        "insufficient_quota",
        calls(("sell_item", json.dumps({"item": "Red Field"})), ("undo", "{}")),
        call("sell_item", item="Blue Nude", contact="Maria", price=PRICE),
        call("sell_item", item="Red Field", contact="Mariah", price=PRICE),
        call("sell_item", item="Red Field", contact="Maria", price={"amount": "900", "currency": "USD"}),
        call("confirm"),
        call("drop_table", table="orders"),
        call("accept_offer", item="Red Field"),
    ],
    ids=str,
)
def test_lies_and_failures_end_in_no_write(asked: Any, house: House, script: Any) -> None:
    with asked(script) as (talk, _):
        assert talk.say("olivia", ODD) == [NOT_UNDERSTOOD]
        assert talk.say("olivia", "ok")[0].startswith("Nothing is waiting"), "no question was opened by it"
    assert orders(house) == 0


def test_who_may_not_sees_no_tool_and_gets_nothing_done(asked: Any, house: House) -> None:
    with asked(SOLD) as (talk, server):
        assert talk.say("fay", ODD) == [NOT_UNDERSTOOD]
        offered = {tool["function"]["name"] for tool in server.requests[0][2]["tools"]}
        assert "sell_item" not in offered and "no_command" in offered
    assert orders(house) == 0


def test_a_spent_budget_asks_nobody(asked: Any, house: House) -> None:
    from crm_core.services import settings

    with house.crm() as crm:
        settings.change(crm, "model_budget", "0")
    with asked(SOLD) as (talk, server):
        assert talk.say("olivia", ODD) == [NOT_UNDERSTOOD] and not server.requests


def test_what_the_grammar_reads_is_never_put_to_it(asked: Any) -> None:
    with asked(SOLD) as (talk, server):
        talk.say("olivia", "price Red Field 9000")
        talk.say("olivia", "what's available")
        assert not server.requests


def test_every_attempt_is_a_row(asked: Any, house: House) -> None:
    with asked(SOLD) as (talk, _):
        talk.say("olivia", ODD)
    with house.crm() as crm:
        assert [row.outcome for row in crm.session.scalars(select(ModelCall))] == ["answered"]


# -- collectors


WORDS = "would it be at all thinkable that Red Field stays off the market till I am back"


def test_a_collector_is_offered_collector_sentences_and_no_consent() -> None:
    offered = {tool["function"]["name"] for tool in tools_for(Actor("contact", 1, "Maria"))}
    of_collectors = {intent.name for intent in registry if intent.audience is Audience.COLLECTOR}
    assert offered == of_collectors - {"opt_out", "opt_in", "ask_help"}


def test_what_a_collector_means_is_passed_on_and_nothing_is_done(asked: Any, house: House) -> None:
    with asked(call("request_hold", item="Red Field")) as (talk, server):
        said = talk.say("maria", WORDS)
        assert "Thank you, I've passed it on." in said[0]
        system, user = server.requests[0][2]["messages"]
        assert "from a client" in system["content"] and WORDS in user["content"]
    with house.crm() as crm:
        assert crm.session.scalars(select(Interest.kind)).all() == ["hold"]
        assert crm.session.scalar(select(func.count()).select_from(Note)) == 0


@pytest.mark.parametrize(
    "script",
    [
        call("sell_item", item="Red Field", contact="Maria"),
        call("opt_in"),
        call("undo"),
        "imitates_receipt",
        "junk",
    ],
    ids=str,
)
def test_a_collector_reaches_no_command_by_it(asked: Any, house: House, script: Any) -> None:
    with asked(script) as (talk, _):
        assert talk.say("maria", WORDS) == []
    with house.crm() as crm:
        assert orders(house) == 0 and not crm.session.scalars(select(Consent)).all()
        assert not crm.session.scalars(select(Interest)).all()
        assert contact(crm, "Maria").name == "Maria Lopez"


def test_a_consent_word_is_read_before_and_without_it(asked: Any, house: House) -> None:
    with asked(SOLD) as (talk, server):
        talk.say("maria", "please don't text me again")
        assert not server.requests
    with house.crm() as crm:
        assert {row.event for row in crm.session.scalars(select(Consent))} == {"opt_out"}


def test_a_word_or_two_of_a_collector_is_not_put_to_it(asked: Any) -> None:
    with asked("honest") as (talk, server):
        talk.say("maria", "hm, right")
        assert not server.requests


def test_the_item_is_still_the_gallerys(asked: Any, house: House) -> None:
    with asked(call("request_hold", item="Red Field")) as (talk, _):
        talk.say("maria", WORDS)
    with house.crm() as crm:
        red = crm.session.scalars(select(Item).where(Item.title == "Red Field")).one()
        assert red.deleted_at is None and red.price == 9500
