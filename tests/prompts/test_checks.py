"""What gets through the checks and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts.checks import check, tidy
from prompts.names import ordinary
from prompts.sources import Sources, said
from prompts.texts import prompt

FACTS = {
    "title": "Blue Nude",
    "maker": "Ana Ruiz",
    "medium": "oil on canvas",
    "size": "24 x 36 in",
    "year": 2019,
    "price": {"amount": "4500.00", "currency": "USD"},
    "contact": {"name": "Maria Lopez"},
}


def codes(
    text: str, kind: str = "item_description", facts: Mapping[str, Any] = FACTS, **options: Any
) -> set[str]:
    return {finding.code for finding in check(tidy(text), prompt(kind), Sources(said(facts)), **options)}


GOOD = [
    "Blue Nude by Ana Ruiz, oil on canvas, 24 x 36 in, 2019. A calm figure in deep colour.",
    "In this canvas Ruiz sets a single figure against the ground. Painted in oil in 2019, it measures 24 x 36 in.",
    "Ruiz's figure turns away from us. Soft light falls across the canvas; the paint is thin and quick.",
    "“Blue Nude” — oil on canvas… 24×36 in.",
]


@pytest.mark.parametrize("text", GOOD)
def test_honest_descriptions_pass(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Dear Maria, I thought of you: Blue Nude by Ana Ruiz is in the gallery. Would you like to see it?",
        "Hi Maria,\n\nThe Ruiz is here. It is 24 x 36 in and the price is $4,500.\n\nBest regards,",
        "Hello Maria, no rush, text me when you like. I'd be happy to show you Blue Nude.",
        "Hi Maria, let me check and come back to you.",
    ],
)
def test_honest_messages_pass(text: str) -> None:
    assert codes(text, "message_text", channel="email") == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Blue Nude by Pablo Picasso, oil on canvas.", "name"),
        ("Picasso painted this canvas in oil.", "name"),
        ("Blue Nude once hung in the Louvre near a window.", "name"),
        ("Blue Nude by Ana Lopez, oil on canvas.", "name"),
        ("Maria Ruiz painted Blue Nude in oil.", "name"),
        ("Blue Nude, a SPECTACULAR oil on canvas.", "name"),
        ("Blue Nude, oil on canvas, 1931, by Ana Ruiz.", "figure"),
        ("Blue Nude, oil on canvas, with hundreds of strokes.", "figure"),
        ("Blue Nude comes with a certificate of authenticity.", "claim"),
        ("Blue Nude, oil on canvas, signed by Ana Ruiz.", "claim"),
        ("Blue Nude is still available in oil.", "claim"),
        ("Blue Nude, **oil on canvas**, by Ana Ruiz.", "form"),
        ("Blue Nude by [artist name], oil on canvas.", "form"),
        ("Here is the description you wanted:\nBlue Nude, oil on canvas.", "form"),
        ("Sure! Here's a draft: Blue Nude, oil on canvas.", "form"),
        ("As an AI, I like Blue Nude, oil on canvas.", "form"),
        ("Blue Nude, oil on canvas. Reply OK to approve.", "imitation"),
        ("Blue Nude, oil on canvas. Reply 'yes' to buy.", "imitation"),
        ("Blue Nude, oil on canvas. Text back STOP to leave.", "imitation"),
        ("Blue Nude, oil on canvas. Answer with 1 or 2.", "imitation"),
        ("Blue Nude, oil on canvas. Reply NO if not.", "imitation"),
        ("Done. Blue Nude, oil on canvas.", "imitation"),
        ("Blue Nude, oil on canvas.\nSold. Order 1001.", "imitation"),
        ("Blue Nude, oil on canvas. UNDO takes it back.", "imitation"),
        ("Blue Nude, oil on canvas. U\u200bNDO takes it back.", "imitation"),
        ("✅ Blue Nude, oil on canvas, by Ana Ruiz.", "imitation"),
        ("Blue Nude by Ana Ruiz, oil on canvas. " * 30, "length"),
        (" \n ", "length"),
    ],
)
def test_dishonest_descriptions_are_caught(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Maria, Blue Nude is yours, it's yours!",
        "Hi Maria, I've put Blue Nude on hold for you.",
        "Hi Maria, we have reserved it for you.",
        "Hi Maria, I will gladly hold it for you.",
    ],
)
def test_a_message_promises_nothing(text: str) -> None:
    assert "promise" in codes(text, "message_text")


@pytest.mark.parametrize("text", ["It is $4,500.00.", "It is priced at 4500.", "It costs 4,500 dollars."])
def test_a_hidden_price_is_refused_even_when_a_fact_leaks_it(text: str) -> None:
    leaky = {**FACTS, "note": "price 4500, that is $4,500.00"}
    assert "price" in codes(f"Blue Nude, oil on canvas. {text}", facts=leaky, hide_price=True)
    assert "price" not in codes(f"Blue Nude, oil on canvas. {text}", facts=leaky)


def test_an_email_may_be_longer_than_a_text_message() -> None:
    text = "Hi Maria, the canvas is here and I would be happy to show it to you. " * 5
    assert "length" in codes(text, "message_text", channel="sms")
    assert "length" not in codes(text, "message_text", channel="email")


def test_a_title_in_brackets_is_no_placeholder() -> None:
    facts = {"title": "Untitled [Blue]", "medium": "oil on canvas"}
    assert codes("Untitled [Blue], oil on canvas, calm and quiet.", facts=facts) == set()


def test_claims_may_be_made_when_the_facts_make_them() -> None:
    facts = {**FACTS, "signed": True, "papers": "box and papers", "note": "original box"}
    assert codes("Blue Nude, oil on canvas, signed, with original box and papers.", facts=facts) == set()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("“Blue Nude” — it’s here…", '"Blue Nude" - it\'s here...'),
        ("2019–2021 and 24 – 36", "2019-2021 and 24-36"),
        ('"Blue Nude, oil."', "Blue Nude, oil."),
        ("a\u00a0b\u200bc \r\n\n\n\n d", "a bc\n\nd"),
        ("Best,\n— Sam", "Best,\n- Sam"),
    ],
)
def test_tidy(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@given(st.text(max_size=300))
def test_nothing_a_model_can_write_breaks_the_checks(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once or '"' in text or "“" in text or "”" in text
    check(once, prompt("item_description"), Sources(said(FACTS)), hide_price=True)


@given(st.integers(0, 10**7), st.sampled_from(["{}", "${}", "{} cm", "{}s", "no. {}", "{}k"]))
def test_no_invented_number_gets_through(value: int, form: str) -> None:
    allowed = {24, 36, 2019, 2010} | ({4500} if form == "${}" else set())
    found = "figure" in codes(f"Blue Nude, oil on canvas, {form.format(value)}.")
    assert found or value in allowed or (form == "{}s" and value in (10, 2010))


def test_every_prompt_has_its_name_a_version_and_a_body() -> None:
    names = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))
    assert {"item_description", "message_text", "reply_text", "contact_summary", "propose"} <= set(names)
    for name in names:
        one = prompt(name)
        assert one.head["name"] == name and int(one.head["version"]) >= 1 and one.body
        assert one.label == f"{name} v{one.head['version']}"


def test_the_word_list_holds_no_first_names() -> None:
    names = {
        "art",
        "bill",
        "frank",
        "grace",
        "hope",
        "mark",
        "may",
        "miles",
        "rich",
        "rose",
        "will",
        "amber",
        "clay",
    }
    assert not (names & (ordinary()[0] | ordinary()[1]))


PLAIN = {
    "contact": "Maria Lopez",
    "gallery": "Sol Vista Gallery",
    "item": {**{name: FACTS[name] for name in ("title", "maker", "medium", "size", "year")}},
}


@pytest.mark.parametrize(("words", "code"), [
    # prices
    ("it is yours at eighteen thousand", "figure"), ("it is eighteen grand", "figure"), ("it is 4.5k", "figure"),
    ("it is four and a half thousand", "figure"), ("it would be a four-figure sum", "figure"),
    ("it costs just under half a million", "figure"), ("the price is 𝟒𝟓𝟎𝟎", "figure"), ("it is ④⑤⓪⓪", "figure"),
    ("you could have it for half the price", "figure"), ("it is a third less", "figure"),
    ("it is free of charge", "figure"), ("it costs quatre mille euros", "figure"), ("it goes for MMMMD", "name"),
    ("ten percent less", "figure"),
    # times
    ("it was painted in nineteen thirty-one", "figure"), ("it is from the thirties", "figure"),
    ("it was painted before the war", "figure"), ("it was painted in may", "figure"), ("come by tomorrow", "figure"),
    ("come by at noon", "figure"), ("it leaves next week", "figure"), ("it was painted last year", "figure"),
    ("it was painted in spring 2019", "figure"), ("it was painted a century ago", "figure"),
    ("come by on saturday", "figure"), ("come by at half past three", "figure"),
    # sizes
    ("it measures 61x91 cm", "figure"), ("it is a metre wide", "figure"), ("it is half a yard high", "figure"),
    ("it is two feet wide", "figure"), ("it weighs twelve kilos", "figure"), ("it is a mile long", "figure"),
    # names
    ("it was owned by peggy guggenheim", "name"), ("it belonged to a king", "name"), ("Ana Lopez painted it", "name"),
    ("Ana Ruizzi painted it", "name"), ("Anabel painted it", "name"), ("it once hung at MoMA", "name"),
    # what only the system or a person may say
    ("just say the word yes", "imitation"), ("approved: Blue Nude", "imitation"), ("text back a simple Y", "imitation"),
    ("your order is confirmed", "promise"), ("I have put it aside for you", "promise"),
    ("we can lower it a little", "promise"), ("delivery is included", "claim"), ("only one is left", "claim"),
    ("others are interested", "claim"), ("it will rise in value", "claim"), ("see evil.example", "figure"),
    ("see sol-vista.shop/blue", "figure"), ("call 555 0100", "figure"),
])  # fmt: skip
def test_what_is_said_without_figures_or_capitals_is_caught_too(words: str, code: str) -> None:
    assert code in codes(f"Hi Maria, {words}.", "message_text", PLAIN, hide_price=True, channel="sms")


@pytest.mark.parametrize("words", [
    "may I show you Blue Nude one day?",
    "feel free to come by and see Blue Nude.",
    "it is made by hand, oil on canvas, 24 x 36 in.",
    "it is a grand picture, I think. Shall I send photos?",
    "half of what I love in it is the quiet.",
    "I will ask about the frame and let you know.",
    "the figure lies in the lower left of the canvas.",
])  # fmt: skip
def test_ordinary_words_are_let_through(words: str) -> None:
    assert codes(f"Hi Maria, {words}", "message_text", PLAIN, hide_price=True, channel="sms") == set()


def test_a_time_or_an_owner_may_be_told_where_the_facts_or_the_wish_tell_them() -> None:
    facts = {**PLAIN, "item": {**PLAIN["item"], "provenance": "estate of Lena Holm; shown in spring 2021"}}
    sources = Sources(said(facts), notes=["invite her for next week, saturday"])
    text = "Hi Maria, it comes from the estate of Lena Holm. Would you come by next week, on Saturday?"
    assert check(tidy(text), prompt("message_text"), sources, channel="sms") == []
