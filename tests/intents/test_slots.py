"""Each kind of slot on what people write: the whole text is one value, or none."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_core import written
from crm_core.errors import HerringError
from crm_core.money import Money
from intents.phrases import Run
from intents.slots import KINDS
from intents.tokens import split
from intents.understand import Context

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=NEW_YORK)


def whole(kind: str, text: str, *, past: bool = False, **context: Any) -> Any:
    """The value of a text that is one slot of this kind from its first word to its last."""
    run = Run(split(text), Context(**{"now": FRIDAY, **context}))
    ends = KINDS[kind].ends(run, 0, past)
    return next((value for end, value in ends if end == run.n), None)


MONEY = [
    ("4500", "4500.00 USD"), ("$4,500", "4500.00 USD"), ("4.5k", "4500.00 USD"), ("4,5k", "4500.00 USD"),
    ("12 000", "12000.00 USD"), ("kr 12 000", "12000.00 SEK"), ("9.500 EUR", "9500.00 EUR"), ("1.500 €", "1500.00 EUR"),
    ("2.800,00 €", "2800.00 EUR"), ("£3,200.50", "3200.50 GBP"), ("twenty two hundred dollars", "2200.00 USD"),
    ("four and a half thousand", "4500.00 USD"), ("five hundred", "500.00 USD"), ("nine fifty", "950.00 USD"),
    ("a hundred bucks", "100.00 USD"), ("950 quid", "950.00 GBP"), ("1.8k eur", "1800.00 EUR"), ("$20k", "20000.00 USD"),
    ("half a million", "500000.00 USD"), ("two grand", "2000.00 USD"), ("12 thousand swiss francs", "12000.00 CHF"),
    ("$500 CAD", "500.00 CAD"), ("USD 3,750.00", "3750.00 USD"), ("85 us dollars", "85.00 USD"),
    ("4 500,50 kr", "4500.50 SEK"), ("1 234 567,8 €", "1234567.80 EUR"), ("12 000.00 SEK", "12000.00 SEK"),
    ("seven dollars fifty", "7.50 USD"), ("12 euros 20", "12.20 EUR"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), MONEY)
def test_money(text: str, value: str) -> None:
    amount, currency = value.split()
    assert whole("money", text) == {"amount": amount, "currency": currency}


@pytest.mark.parametrize("locale", sorted(written.LOCALES))
@pytest.mark.parametrize("amount", ["20", "950.5", "4500", "12000.75", "1234567.89"])
@pytest.mark.parametrize("currency", ["USD", "EUR", "SEK", "CHF"])
def test_an_amount_as_any_locale_writes_it_is_read_again(locale: str, amount: str, currency: str) -> None:
    """People copy what they were told."""
    money = Money.of(amount, currency)
    with written.as_of(lambda: locale):
        said = str(money)
    assert whole("money", said) == money.to_json()


def test_a_dollar_is_the_gallerys_own_and_so_is_a_krona() -> None:
    assert whole("money", "$80", currency="CAD")["currency"] == "CAD"
    assert whole("money", "80 kr", currency="DKK")["currency"] == "DKK"
    assert whole("money", "80", currency="EUR")["currency"] == "EUR"


@pytest.mark.parametrize("text", ["one", "SV-0012", "24x36", "3pm", "blue", "4500x", "the mug"])
def test_what_is_no_money(text: str) -> None:
    assert whole("money", text) is None


WHEN = [
    ("today", "2026-11-20"), ("tomorrow", "2026-11-21"), ("fri", "2026-11-27"), ("saturday", "2026-11-21"),
    ("next monday", "2026-11-23"), ("in 2 weeks", "2026-12-04"), ("dec 3", "2026-12-03"), ("3rd of december", "2026-12-03"),
    ("on the 3rd", "2026-12-03"), ("the 30th", "2026-11-30"), ("11/25", "2026-11-25"), ("2027-01-05", "2027-01-05"),
    ("jan 5", "2027-01-05"), ("tue 3pm", "2026-11-24T15:00:00-05:00"), ("tonight", "2026-11-20T19:00:00-05:00"),
    ("tonight at 8", "2026-11-20T20:00:00-05:00"), ("tomorrow noon", "2026-11-21T12:00:00-05:00"),
    ("sat around 2", "2026-11-21T14:00:00-05:00"), ("monday morning", "2026-11-23T09:00:00-05:00"),
    ("thurs at 2:30", "2026-11-26T14:30:00-05:00"), ("at 9", "2026-11-21T09:00:00-05:00"),
    ("8 in the evening", "2026-11-20T20:00:00-05:00"), ("end of day", "2026-11-20T17:00:00-05:00"),
    ("day after tomorrow", "2026-11-22"), ("end of the month", "2026-11-30"), ("in half an hour", "2026-11-20T10:30:00-05:00"),
    ("next week", "2026-11-23"), ("friday the 27th", "2026-11-27"), ("half past 3", "2026-11-20T15:30:00-05:00"),
    ("a week from friday", "2026-12-04"), ("10 days from now", "2026-11-30"), ("christmas eve", "2026-12-24"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), WHEN)
def test_when(text: str, value: str) -> None:
    assert whole("when", text) == value


def test_what_happened_looks_back() -> None:
    assert whole("when", "tuesday", past=True) == "2026-11-17"
    assert whole("when", "the 3rd", past=True) == "2026-11-03"
    assert whole("when", "2 days ago", past=True) == "2026-11-18"


def test_wall_times_and_durations_across_the_change_of_summer_time() -> None:
    before = datetime(2026, 10, 31, 20, 0, tzinfo=NEW_YORK)  # clocks go back the next night
    assert whole("when", "tomorrow 9am", now=before) == "2026-11-01T09:00:00-05:00"
    assert whole("when", "in 12 hours", now=before) == "2026-11-01T07:00:00-05:00"


def test_dates_are_written_the_regions_way() -> None:
    assert whole("when", "3/12", region="US") == "2027-03-12"
    assert whole("when", "3/12", region="GB") == "2026-12-03"


@pytest.mark.parametrize("text", ["mon ami", "march past", "3.50", "6-8", "seconds", "sun hat", "may queen"])
def test_what_is_no_date(text: str) -> None:
    assert whole("when", text) is None


PERIODS = [
    ("this month", "2026-11-01", "2026-11-30"), ("last year", "2025-01-01", "2025-12-31"), ("q3", "2026-07-01", "2026-09-30"),
    ("since june", "2026-06-01", "2026-11-20"), ("yesterday", "2026-11-19", "2026-11-19"), ("in 2024", "2024-01-01", "2024-12-31"),
    ("last 90 days", "2026-08-23", "2026-11-20"), ("this week", "2026-11-16", "2026-11-22"), ("june", "2026-06-01", "2026-06-30"),
    ("december", "2025-12-01", "2025-12-31"), ("year to date", "2026-01-01", "2026-11-20"), ("last quarter", "2026-07-01", "2026-09-30"),
    ("from june to august", "2026-06-01", "2026-08-31"), ("so far this year", "2026-01-01", "2026-11-20"),
    ("since monday", "2026-11-16", "2026-11-20"), ("past 3 months", "2026-08-21", "2026-11-20"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_period(text: str, first: str, last: str) -> None:
    assert whole("period", text) == {"from": first, "to": last}


PHONES = [
    ("(415) 555-0132", "US", "+14155550132"), ("+46 70 123 45 67", "US", "+46701234567"), ("07700 900123", "GB", "+447700900123"),
    ("nine one seven five five five oh one seven eight", "US", "+19175550178"), ("415.555.0132", "US", "+14155550132"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "region", "value"), PHONES)
def test_phone(text: str, region: str, value: str) -> None:
    assert whole("phone", text, region=region) == value


def test_a_phone_without_its_area_code_asks_for_it() -> None:
    with pytest.raises(HerringError, match="area code"):
        KINDS["phone"].from_json("+15550199", None)


OTHERS = [
    ("int", "a dozen", 12), ("int", "2 dozen", 24), ("int", "thirty-one", 31), ("int", "a", 1), ("count", "a", None),
    ("percent", "10%", 10), ("percent", "ten percent", 10), ("percent", "12.5%", 12.5), ("year", "1958", 1958),
    ("email", "Maria@Lopez.COM", "maria@lopez.com"), ("email", "maria at gmail dot com", "maria@gmail.com"),
    ("size", "24x36", "24x36"), ("size", "thirty by forty inches", "thirty by forty inches"), ("size", "50 x 70 cm", "50 x 70 cm"),
    ("medium", "gouache on paper", "gouache on paper"), ("medium", "18k gold", "18k gold"), ("platform", "e-bay", "ebay"),
    ("order", "1042", "1042"), ("order", "ten forty two", "1042"), ("sku", "SV-0012", "SV-0012"), ("ordinal", "second", 2),
    ("tracking", "JD01 4600 0012 34", "JD014600001234"), ("repeat", "every 2 weeks", "every 2 weeks"), ("currency", "swiss francs", "CHF"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value"), OTHERS)
def test_other_kinds(kind: str, text: str, value: Any) -> None:
    assert whole(kind, text) == value
