"""Exchange rates: the bank's file is fetched from a local server, and what comes instead of it changes nothing."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm_core.errors import Refused
from crm_core.money import Money
from crm_core.services import rates
from tests.fakes.server import Answer, LocalServer
from workers.rates import fetch

HEAD = "Date,USD,JPY,GBP,SEK,"
DAYS = ("2027-03-05,1.25,150,0.80,11.00,", "2027-03-04,1.20,150,0.80,N/A,", "2027-03-03,1.10,150,0.80,10.00,")


def zipped(*lines: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("eurofxref-hist.csv", "\n".join(lines))
    return file.getvalue()


class Bank:
    """The bank's server, with whatever it answers."""

    def __init__(self) -> None:
        self.answer = Answer(200, zipped(HEAD, *DAYS))
        self.server = LocalServer(lambda _: self.answer)


@pytest.fixture
def bank(setting, tmp_path) -> Iterator[Bank]:
    made = Bank()
    setting(ECB_RATES_URL=f"{made.server.url}/eurofxref-hist.zip", HERRING_HOME=str(tmp_path))
    yield made
    made.server.close()


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_the_banks_newest_rates_are_used_at_once(bank) -> None:
    assert rates.convert(eur("100"), "USD", date(2027, 3, 5))[1] < date(2027, 3, 1)  # those of the package
    assert fetch()
    assert rates.convert(eur("100"), "USD", date(2027, 3, 5)) == (Money.of("125.00", "USD"), date(2027, 3, 5))
    assert rates.convert(Money.of(125, "USD"), "GBP") == (Money.of("80.00", "GBP"), date(2027, 3, 5))


def test_a_day_without_a_rate_is_answered_by_the_last_one_that_has_it(bank) -> None:
    fetch()
    saturday, monday = date(2027, 3, 6), date(2027, 3, 8)
    for day in (saturday, monday):
        assert rates.convert(eur("100"), "SEK", day) == (Money.of("1100.00", "SEK"), date(2027, 3, 5))
    assert rates.convert(eur("100"), "SEK", date(2027, 3, 4)) == (
        Money.of("1000.00", "SEK"),
        date(2027, 3, 3),
    )
    assert rates.convert(eur("100"), "USD", date(2027, 3, 4)) == (Money.of("120.00", "USD"), date(2027, 3, 4))
    with pytest.raises(Refused, match="no exchange rate of CHF"):
        rates.convert(eur("100"), "CHF")


def test_it_is_asked_for_once_in_half_a_day(bank) -> None:
    assert fetch() and not fetch() and len(bank.server.requests) == 1
    old = (datetime.now(UTC) - timedelta(hours=13)).timestamp()
    os.utime(rates.file(), (old, old))
    assert fetch() and len(bank.server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(404, b"<html>"),
        Answer(cut=True),
        Answer(200, b"<html>Sorry</html>"),
        Answer(200, zipped(HEAD, *DAYS)[:-30]),
        Answer(200, zipped("nothing", "of", "the", "kind")),
        Answer(200, zipped(HEAD)),
        Answer(200, zipped("Date,USD,JPY,GBP,SEK,", "2020-01-03,1.1,1,1,1,")),
        Answer(200, b"0" * 9_000_000),
    ],
    ids=["down", "gone", "cut", "a page", "half", "no table", "empty", "old", "huge"],
)
def test_what_comes_instead_changes_nothing(bank, answer) -> None:
    before = rates.convert(eur("100"), "USD")
    bank.answer = answer
    assert not fetch()
    assert rates.convert(eur("100"), "USD") == before
    assert not rates.file().exists() and not list(rates.file().parent.glob(".*"))


def test_without_a_network_those_of_the_installation_stay(bank) -> None:
    bank.server.close()
    assert not fetch()
    worth, day = rates.convert(eur("100"), "USD", date(2024, 6, 3))
    assert (worth, day) == (Money(Decimal("108.42"), "USD"), date(2024, 6, 3))
