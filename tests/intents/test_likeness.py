"""What no template reads is proposed by likeness: often right, never done unasked, silent where it is not sure."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intents.base import Effect, registry
from intents.likeness.labels import MANY, NONE, name_of
from intents.likeness.model import weights_of
from intents.likeness.texts import CORPUS, right, rows
from intents.signs import changes
from intents.understand import Context, Understood, understand

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/New_York"))
LEARNED = sorted(CORPUS.rglob("*.jsonl"))
HELD_OUT = Path(__file__).parent / "held_out.jsonl"


def read(row: dict[str, Any]) -> Understood:
    return understand(row["text"], Context(NOW, as_=row["as"], pending=row.get("pending")))


# ---------------------------------------------------------------- what the weights know


@pytest.mark.parametrize("side", ["staff", "collector"])
def test_every_label_is_a_command_with_slots_it_has(side: str) -> None:
    weights = weights_of(side)
    for label in set(weights.labels) - {NONE, MANY}:
        intent = registry[name_of(label)]
        told = {each.split("=")[0] for each in label.split("|")[1:]}
        assert told | {slot.removesuffix("'s") for slot in weights.slots[label]} <= set(intent.slots), label


@pytest.mark.parametrize("path", [*LEARNED, HELD_OUT], ids=lambda path: path.stem)
def test_the_labelled_texts_use_the_catalogues_names(path: Path) -> None:
    for row in rows([path]):
        for command in row["commands"]:
            unknown = set(command.get("slots", {})) - set(registry[command["name"]].slots)
            assert not unknown or "value" in unknown or "number" in unknown, row


def test_no_held_out_text_was_learned_from() -> None:
    def plain(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().lower()

    learned = {plain(row["text"]) for path in LEARNED for row in rows([path])}
    again = [text for row in rows([HELD_OUT]) if len(text := plain(row["text"])) > 40 and text in learned]
    assert not again


# ---------------------------------------------------------------- what it may do

UNHEARD_OF = [
    ("could you get the paperwork for what she owes over to Bettina", "send_invoice"),
    ("the Ferreira is off to the restorer in Lyon from now on", "move_item"),
]


def test_what_likeness_reads_is_never_done_unasked() -> None:
    proposed = 0
    for row in rows([HELD_OUT]):
        found = read(row)
        if found.route != "likeness" or row.get("pending"):
            continue
        for command in found.readings[0]:
            if registry[command.name].effect is not Effect.READ and len(found.readings[0]) == 1:
                proposed += 1
                assert command.fuzzy, row["text"]
    assert proposed > 10


@pytest.mark.parametrize(
    ("text", "as_"),
    [
        ("how do I enable contactless payments on my card", "collector"),
        ("i can not thank the surgeons enough", "collector"),
        ("tell me when two minutes are up", "staff"),
        ("go back to factory settings", "staff"),
        ("did i set up a reminder to clean the bathroom", "staff"),
        ("why do birds fly south in winter", "staff"),
        ("the price of silver is nuts these days", "staff"),
    ],
)
def test_what_is_none_of_our_business_stays_alone(text: str, as_: str) -> None:
    found = understand(text, Context(NOW, as_=as_))
    assert all(registry[c.name].effect is Effect.READ for r in found.readings[:1] for c in r), found


def test_nobody_is_opted_in_by_likeness() -> None:
    found = understand("You have my permission to resume your messages.", Context(NOW, as_="collector"))
    assert [(c.name, c.fuzzy) for c in found.readings[0]] == [
        ("opt_in", True)
    ]  # they are asked to text START
    found = understand("i want to hear that again", Context(NOW, as_="collector"))
    assert not any(command.name == "opt_in" for reading in found.readings for command in reading)


# ---------------------------------------------------------------- how much of what strangers say is read


def test_most_of_what_a_stranger_says_is_read_right() -> None:
    """Written by three people who saw neither the templates nor the corpus; neither was made after these texts."""
    good = meant = wrote = idle = 0
    for row in rows([HELD_OUT]):
        found = read(row)
        best = found.readings[0] if found.readings else ()
        if row["commands"]:
            meant += 1
            good += right(best, row)
        else:
            idle += 1
            wrote += changes(best)
    assert good / meant > 0.84, f"{good} of {meant}"
    assert wrote / idle < 0.03, f"{wrote} of {idle}"
