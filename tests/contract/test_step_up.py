"""A caller id can be forged: what weighs much needs a tap where the colleague has signed in, whatever the command.

Over the registry: a command added tomorrow is tested here by its own examples.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot import conversation, step_up
from bot.carry_out import carry_out
from bot.outcome import Outcome
from bot.resolve import Step
from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Approval, WebSession
from crm_core.money import Money
from crm_core.services import approvals, settings
from intents.base import Effect, registry
from intents.binding import load
from tests import world
from tests.contract.lived_in import (
    Example,
    a_message,
    actors,
    difference,
    everything,
    examples,
    memory_of,
    prepared,
    undone_at_the_end,
)

# Written down apart from the classes, so that a flag that is lost there is seen here.
ALWAYS = {
    "add_user", "set_role", "remove_user", "set_setting", "erase_contact", "export_contact", "export_data",
    "refund_order", "return_item", "record_payout", "set_terms",
}  # fmt: skip
EVERY = [each for each in examples() if each.intent.effect is not Effect.READ]
ASKING = [each for each in EVERY if each.intent.effect in (Effect.CONFIRM, Effect.OUTWARD)]


@pytest.fixture(scope="module")
def owner(lived: Any) -> Actor:
    return actors(lived)[Role.ADMIN]


def link(crm: Crm) -> None:
    crm.session.add(Address(channel="telegram", value="77", user_id=crm.actor.id))
    crm.session.flush()


def sign_in(crm: Crm) -> None:
    later = crm.now() + timedelta(hours=1)
    crm.session.add(
        WebSession(hash="h", user_id=crm.actor.id, csrf="c", created_at=crm.now(), expires_at=later)
    )
    crm.session.flush()


def by(channel: str, crm: Crm, example: Example, step: Step, *, confirmed: bool = False) -> Outcome:
    message = a_message(crm, example.text, channel=channel)
    return carry_out(crm, memory_of(crm), [replace(step, confirmed=confirmed)], message)


def kept(crm: Crm) -> list[Approval]:
    query = select(Approval).where(Approval.permission == approvals.STEP_UP)
    return list(crm.session.scalars(query))


def test_every_command_of_these_kinds_is_among_them() -> None:
    assert {intent.name for intent in registry if intent.step_up} == ALWAYS
    by_right = {
        intent.name
        for intent in registry
        if intent.needs.value in ("users", "settings", "export") and intent.effect is not Effect.READ
    }
    assert by_right <= ALWAYS


@pytest.mark.parametrize("example", [each for each in EVERY if each.intent.name in ALWAYS], ids=str)
@pytest.mark.parametrize("second_way", [link, sign_in], ids=["telegram", "page"])
@pytest.mark.parametrize("channel", sorted(approvals.FORGEABLE))
def test_by_a_channel_that_can_be_forged_it_is_only_kept(
    lived: Any, owner: Actor, example: Example, second_way: Any, channel: str
) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        second_way(crm)
        before = everything(crm)
        outcome = by(channel, crm, example, step)
        assert outcome.ask is None, "an OK by the same channel would be as easily forged"
        assert "please OK this on the review page or in Telegram" in outcome.text()
        (approval,) = kept(crm)
        assert approval.user_id == owner.id and approval.command["name"] == example.intent.name
        after = everything(crm)
        assert set(difference(before, after)) <= {"approval"}
        with pytest.raises(Refused):
            approvals.decide(crm, approval, True)
        crm.via = "telegram"
        assert approvals.decide(crm, approval, True).state == "approved"


@pytest.mark.parametrize("example", [each for each in EVERY if each.intent.name in ALWAYS], ids=str)
def test_elsewhere_and_without_a_second_way_it_goes_as_always(
    lived: Any, owner: Actor, example: Example
) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        by("sms", crm, example, step)
        assert kept(crm) == []
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        link(crm)
        for channel in ("telegram", "console"):
            by(channel, crm, example, step)
        assert kept(crm) == []


@pytest.mark.parametrize("example", [each for each in ASKING if each.intent.name not in ALWAYS], ids=str)
def test_what_asks_first_is_kept_above_the_set_amount(lived: Any, owner: Actor, example: Example) -> None:
    """With a limit of one cent every amount is a large one: said, or only shown in the preview."""
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        link(crm)
        settings.change(crm, "step_up_amount", "0.01")
        intent = load(crm, {"name": step.name, "slots": step.slots})
        if intent.effect_now(crm) not in (Effect.CONFIRM, Effect.OUTWARD):
            return
        said = any(isinstance(getattr(intent, spec.attr), Money) for spec in intent.slots.values())
        shown = "$" in intent.preview(crm)
        outcome = by("sms", crm, example, step)
        assert (len(kept(crm)) == 1) is (said or shown), outcome.text()


@pytest.mark.parametrize(
    ("words", "slots", "kept_back"),
    [
        ("its price, unsaid, is above", {}, True),
        ("its price is above, what was said is not", {"price": Money.of(400, "USD")}, False),
        ("said", {"price": Money.of(12_000, "USD")}, True),
        ("at the limit", {"price": Money.of(10_000, "USD")}, False),
        ("in another currency: it is worth less", {"price": Money.of(12_000, "SEK")}, False),
        ("in another currency: it is worth more", {"price": Money.of(9_900, "GBP")}, True),
    ],
)
def test_the_amount_is_what_it_comes_to(
    lived: Any, owner: Actor, words: str, slots: dict[str, Any], kept_back: bool
) -> None:
    with undone_at_the_end(lived, owner) as crm:
        link(crm)
        red = world.item(crm, "Red Field")
        red.price = Decimal(12_500)
        crm.session.flush()
        intent = registry["sell_item"](item=red, contact=world.contact(crm, "Tom"), **slots)
        message = a_message(crm, words, channel="sms")
        assert step_up.needed(crm, intent, message, intent.preview(crm)) is kept_back


@pytest.mark.parametrize("example", [each for each in EVERY if each.intent.name in ALWAYS], ids=str)
def test_taking_it_back_and_doing_it_again_weigh_as_much(lived: Any, owner: Actor, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        link(crm)
        by("console", crm, example, step, confirmed=True)
        if not example.intent.undoable:
            return

        def say(words: str, channel: str) -> str:
            crm.session.flush()
            before = everything(crm)
            said = by(channel, crm, example, Step(words, {})).text()
            assert "can be forged" not in said or difference(before, everything(crm)) == {}
            return said

        for words in ("undo", "redo"):
            assert "A text message can be forged" in say(words, "sms")
            assert "A text message can be forged" not in say(words, "console")


@pytest.mark.parametrize("example", examples(), ids=str)
def test_no_command_is_taken_by_mail(lived: Any, owner: Actor, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        before = everything(crm)
        message = a_message(crm, example.text, channel="email")
        crm.act_as(Actor("system"))
        conversation.turn(crm, message)
        assert message.outcome == "kept"
        assert difference(before, everything(crm)) == {}
