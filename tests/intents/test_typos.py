"""What a misspelled word is meant as: by how easily one slips so, and by how often each word is said."""

from __future__ import annotations

import pytest

from intents.templates import matcher
from intents.tokens import split
from intents.typos import cost, counted, distance, spelled

MEANT = [
    ("weve jsut three left", "weve just three left"),
    ("dottie realy likes it", "dottie really likes it"),  # not "ready"
    ("but nevr more", "but never more"),  # not "near"
    ("my taks for monday", "my task for monday"),  # not "take"
    ("two mugs slod at the fair", "two mugs sold at the fair"),  # not "slot"
    ("change the shiping", "change the shipping"),
    ("how mutch is it", "how much is it"),
    ("monday afernoon", "monday afternoon"),
    ("teh red oen", "the red one"),
    ("by Tuseday in Febuary", "by tuesday in february"),  # capitals that make no name
    ("a Wensday", "a wednesday"),
    ("hld slow burn 4 Tom", "hold slow burn for tom"),
    ("rmv it from the batch", "remove it from the batch"),
    ("assign SV-0388 2 imogen", "assign sv-0388 to imogen"),
]


@pytest.mark.parametrize(("said", "meant"), MEANT)
def test_the_likeliest_word_is_meant(said: str, meant: str) -> None:
    assert " ".join(spelled(split(said), matcher("staff")).words) == meant


@pytest.mark.parametrize(
    "text",
    [
        "the tree by the lake",
        "a star on the deck",
        "hold Blue Nude for Slod",
        "with Augusta",
        "sold 4 mugs to Tom",
        "monday at 4 pm",
        "bay 2 is full",
        "Teh paid",
    ],
)
def test_words_and_names_are_left_alone(text: str) -> None:
    words = split(text)
    assert spelled(words, matcher("staff")).words == (
        words.words if "Teh" not in text else ["the", "paid"]  # the first word has a capital whatever it is
    )


def test_a_swap_or_a_doubled_letter_is_the_easiest_slip() -> None:
    assert cost("taks", "task") == cost("shiping", "shipping") < cost("nevr", "never") < cost("nevr", "near")
    assert cost("bold", "sold") > cost("slod", "slot")  # the first letter is seldom wrong
    assert [distance(a, "sold", 1) for a in ("sold", "slod", "old", "gild")] == [0, 1, 1, 2]


def test_words_are_counted_without_misspellings_and_names() -> None:
    texts = [
        *["please invoice Marlow now"] * 60,
        *["the mug broke, the mugs too"] * 7,
        *["send the invocie"] * 6,
        *["please invoicee it"] * 20,  # so seldom a word is no easy slip of another
    ]
    found = counted(map(split, texts), {"send"})
    assert (found["invoice"], found["mug"], found["mugs"], found["send"]) == (60, 7, 7, 6)
    assert not {"marlow", "invocie", "invoicee"} & found.keys()
