"""Answers in words that no template knows: read as what they are most like, and never as sure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intents.understand import Command, Context, understand

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/New_York"))


def answer(text: str, pending: str) -> Command | None:
    readings = understand(text, Context(NOW, pending=pending)).readings
    return readings[0][0] if readings else None


@pytest.mark.parametrize(
    ("text", "pending", "name", "slots"),
    [
        ("hard pass, leave it", "confirm", "deny", {}),
        ("ooh no not that one leave it alone", "confirm", "deny", {}),
        ("well, let it be so", "confirm", "confirm", {}),
        ("numbr three", "choose", "choose", {"number": 3}),
        ("I reckon it's the third fella", "choose", "choose", {"number": 3}),
        ("oh, let's say seven hundred and fifty", "slot:price", "fill", {"value": {"amount": "750.00", "currency": "USD"}}),
        ("Client: Marchand", "slot:contact", "fill", {"value": "Marchand"}),
        ("Location: rack 9", "slot:location", "fill", {"value": "rack 9"}),
        ("it's in the mezzanine cupboard", "slot:location", "fill", {"value": "mezzanine cupboard"}),
        ("sorry, the Ranger 7996", "slot:item", "fill", {"value": "Ranger 7996"}),
        ("To the Lighthouse", "slot:item", "fill", {"value": "To the Lighthouse"}),
        ("that was Guillaume Serrat who took it", "slot:contact", "fill", {"value": "Guillaume Serrat"}),
        ("she'd give 4200 for it", "slot:price", "fill", {"value": {"amount": "4200.00", "currency": "USD"}}),
        ("keep it for her until sunday", "slot:until", "fill", {"value": "2026-11-22"}),
        ("friday morning suits me", "slot:when", "fill", {"value": "2026-11-27T09:00:00-05:00"}),
        ("it is in the basement", "slot:location", "fill", {"value": "basement"}),
    ],
)  # fmt: skip
def test_an_answer_in_other_words(text: str, pending: str, name: str, slots: dict[str, Any]) -> None:
    read = answer(text, pending)
    assert read is not None
    assert (read.name, read.slots) == (name, slots)


@pytest.mark.parametrize("text", ["well, let it be so", "that would be perfectly fine"])
def test_a_yes_in_other_words_is_never_sure(text: str) -> None:
    read = answer(text, "confirm")
    assert read is not None
    assert read.name == "confirm" and read.fuzzy


@pytest.mark.parametrize(
    ("text", "pending", "value"),
    [
        ("3400, sorry 3300", "slot:price", {"amount": "3300.00", "currency": "USD"}),
        ("nine hundred no eight fifty", "slot:price", {"amount": "850.00", "currency": "USD"}),
        ("15, wait 16", "slot:quantity", 16),
        ("thursday no friday", "slot:when", "2026-11-27"),
        ("three... wait, four", "choose", 4),
    ],
)
def test_an_answer_that_corrects_itself(text: str, pending: str, value: Any) -> None:
    read = answer(text, pending)
    assert read is not None
    assert [*read.slots.values()] == [value]


def test_what_it_is_not_is_no_answer() -> None:
    assert answer("not friday", "slot:when") is None


def test_no_with_a_full_stop_is_no_number() -> None:
    read, numbered = answer("No.", "confirm"), answer("no. 2", "choose")
    assert read is not None and numbered is not None
    assert (read.name, numbered.slots) == ("deny", {"number": 2})


@pytest.mark.parametrize(
    ("text", "pending", "name"),
    [
        ("sold Blue Nude to Maria for 4500", "slot:price", "sell_item"),
        ("Maria paid 300", "slot:price", "record_payment"),
        ("remind me at 5 to call Ana", "slot:when", "add_task"),
    ],
)
def test_a_command_with_names_of_its_own_is_no_answer(text: str, pending: str, name: str) -> None:
    read = answer(text, pending)
    assert read is not None
    assert read.name == name


@pytest.mark.parametrize("pending", ["confirm", "choose", "slot:price", "slot:when"])
@pytest.mark.parametrize(
    "text",
    [
        "what a mess this morning", "how about that storm last night", "the courier was rude again", "who left the lights on",
        "how much is Blue Nude", "my sister wants a third cat", "lunch at one with the twins, then home",
    ],
)  # fmt: skip
def test_talk_and_commands_are_no_answer(text: str, pending: str) -> None:
    read = answer(text, pending)
    assert read is None or read.name not in ("confirm", "deny", "choose", "fill", "more")
