"""Figures are found however they are written, each in its role."""

from __future__ import annotations

from decimal import Decimal

import pytest

from prompts.figures import figures, number
from prompts.sources import Sources, said
from prompts.spelled import with_digits

FACTS = {
    "title": "Blue Nude",
    "maker": "Ana Ruiz",
    "size": "24 x 36 in",
    "year": 1968,
    "edition": "3/25",
    "sku": "SV-0012",
    "reference": "145.022",
    "case": "36 mm",
    "metal": "18k gold",
    "pieces": "two-tone",
    "price": {"amount": "4500.00", "currency": "USD"},
    "until": "2026-11-24T15:00:00-05:00",
    "phone": "+1 415 555 0132",
    "site": "https://gallery.example/ruiz",
}


def unsupported(text: str, facts: object = FACTS) -> list[str]:
    sources = Sources(said(facts))
    return [figure.raw for figure in figures(text) if not sources.supports(figure)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("four thousand five hundred", "4500"),
        ("forty-five hundred", "4500"),
        ("nineteen sixty-eight", "1968"),
        ("the nineteen sixties", "the 1960s"),
        ("two thousand and six", "2006"),
        ("twenty twenty", "2020"),
        ("two dozen mugs", "24 mugs"),
        ("the third of twenty-five", "the 3th of 25"),
        ("one of the best", "one of the best"),
        ("one hundred", "100"),
        ("someone often attends", "someone often attends"),
    ],
)
def test_spelled_numbers_become_digits(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("4,500", 4500),
        ("4.500,00", 4500),
        ("4 500", 4500),
        ("1'200", 1200),
        ("12,5", "12.5"),
        ("24.5", "24.5"),
    ],
)
def test_separators(raw: str, value: object) -> None:
    assert number(raw) == Decimal(str(value))
    assert (
        number("9.500", money=True) == 9500 and number("9.500") == Decimal("9.5") and number("1.2.3") is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "24 x 36 in, 1968, $4,500.00",
        "24 by 36 inches",
        '24" × 36"',
        "It is 36 in wide and 24 inches high.",
        "USD 4,500 or 4500 dollars or four thousand five hundred dollars or $4.5k",
        "A 1960s piece, from the '60s, of the twentieth century.",
        "Number three of an edition of twenty-five (3/25).",
        "SV-0012, ref. 145.022, 36mm, 18k gold, a two-tone case",
        "Until November 24 at 3 pm, 15:00, 3:00.",
        "Call 415 555 0132 or see https://gallery.example/ruiz.",
        "On 24 November, Nov. 24th, the twenty-fourth of November, November 2026",
        "It was made in nineteen sixty-eight.",
        "１９６８ in full-width digits",
    ],
)
def test_what_the_facts_hold_is_supported_in_any_spelling(text: str) -> None:
    assert unsupported(text) == []


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Made in 1969.", "1969"),
        ("Made in nineteen sixty-nine.", "1969"),
        ("A 1950s piece.", "1950s"),
        ("From the 19th century.", "19th century"),
        ("It is 24 x 36 cm.", "24 x 36 cm"),
        ("It is 36 x 24 in.", "36 x 24 in"),
        ("It is 24 cm high.", "24 cm"),
        ("Yours for $4,400.", "$4,400"),
        ("Yours for 4500 euros.", "4500 euros"),
        ("Yours for EUR 4,500.", "EUR 4,500"),
        ("Yours for $1,968.", "$1,968"),
        ("Yours for 45 hundred dollars and 1.5 million.", "1500000.0"),
        ("One of 36.", "36"),
        ("One of 4500 made.", "4500"),
        ("Number 4/25.", "4/25"),
        ("SV-0013 is here.", "SV-0013"),
        ("Ref. 145.023.", "145.023"),
        ("Call 415 555 0199.", "415 555 0199"),
        ("See https://evil.example/ruiz", "https://evil.example/ruiz"),
        ("Come at 4 pm.", "4 pm"),
        ("By 25 November", "25 November"),
        ("On December 24th", "December 24th"),
        ("A 12-piece set.", "12-piece"),
        ("14k gold.", "14k"),
        ("With a 5-year warranty.", "5-year"),
        ("100% original.", "100%"),
        ("٧٧ works", "77"),
        ("1\u200b931", "1931"),
        ("Write to maria@evil.example", "maria@evil.example"),
    ],
)
def test_what_the_facts_do_not_hold_is_found(text: str, raw: str) -> None:
    assert raw in unsupported(text)


def test_a_thousand_in_gold_is_not_a_carat_and_a_price_in_k_is() -> None:
    assert unsupported("18,000 pieces") == ["18,000"]
    assert unsupported("offered at 4500", {"hint": "offered at 4.5k"}) == []


def test_absent_and_negative_facts_are_no_source() -> None:
    assert said({"a": None, "b": "", "c": False, "d": "no", "e": {"f": None}, "g": [None], "h": 0}) == {
        "h": 0
    }


def test_private_keys_are_dropped_wherever_they_sit() -> None:
    facts = {"purchase_cost": 5, "costume": "red", "item": {"cost": 900, "floor_price": 1, "title": "X"}}
    assert said(facts, ["cost", "floor_price"]) == {"costume": "red", "item": {"title": "X"}}
