"""How a gallery's locale writes numbers, money, days and hours; and that everything said in its name follows it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from crm_core import written
from crm_core.money import Money
from crm_core.services import amounts, settings
from tests.world import acting, do, item

DAY, HOUR = date(2026, 11, 27), time(15, 5)


@pytest.mark.parametrize(
    ("locale", "number", "euros", "swiss", "day", "clock"),
    [
        ("en-US", "12,000", "-€4,500.50", "CHF 900.00", "Fri, Nov 27; Nov 27, 2026", "3:05 PM"),
        ("en-GB", "12,000", "-€4,500.50", "CHF 900.00", "Fri 27 Nov; 27 Nov 2026", "3:05 PM"),
        ("de-DE", "12.000", "-4.500,50 €", "900,00 CHF", "Fri 27 Nov; 27 Nov 2026", "15:05"),
        ("sv-SE", "12 000", "-4 500,50 €", "900,00 CHF", "Fri 27 Nov; 27 Nov 2026", "15:05"),
        ("nl-NL", "12.000", "-€ 4.500,50", "CHF 900,00", "Fri 27 Nov; 27 Nov 2026", "15:05"),
        ("de-CH", "12'000", "-€ 4'500.50", "CHF 900.00", "Fri 27 Nov; 27 Nov 2026", "15:05"),
        ("of nobody", "12,000", "-€4,500.50", "CHF 900.00", "Fri, Nov 27; Nov 27, 2026", "3:05 PM"),
    ],
)
def test_each_locale_has_its_signs(locale, number, euros, swiss, day, clock):
    with written.as_of(lambda: locale):
        assert written.number(12000) == number
        assert str(Money.of("-4500.50", "EUR")) == euros
        assert str(Money.of(900, "CHF")) == swiss
        assert f"{written.weekday(DAY)}; {written.full_day(DAY)}" == day
        assert written.clock(HOUR) == clock
    assert written.number(12000) == "12,000"  # outside it is over


@pytest.mark.parametrize("locale", sorted(written.LOCALES))
def test_what_is_written_costs_no_dearer_text_messages(locale):
    """A sign outside of the phone networks' own letters would halve what a text holds."""
    gsm = set("0123456789.,' -€$£") | {chr(letter) for letter in (*range(65, 91), *range(97, 123), 58)}
    with written.as_of(lambda: locale):
        said = f"{Money.of('1234567.89', 'EUR')}{written.weekday(DAY)}{written.clock(HOUR)}{Decimal('0.5')}"
    assert set(said) <= gsm


@pytest.mark.parametrize("locale", sorted(written.LOCALES))
@pytest.mark.parametrize("currency", ["USD", "EUR", "SEK", "JPY", "PLN"])
def test_an_amount_we_wrote_is_read_as_that_amount(locale, currency):
    """What weighs much needs a second OK, and that is read off the question itself."""
    with written.as_of(lambda: locale):
        said = f"Sell Two Chairs to Tom for {Money.of(1234567, currency)}? 1 hold ends."
    [found] = [each for each in amounts.found_in(said) if each.is_marked]
    assert (found.number, found.currency) == (1234567, currency)


def test_answers_follow_the_gallery_and_so_does_its_neighbour_its_own(house):
    with acting(house) as crm:
        settings.change(crm, "locale", "german")
        said = do(crm, "set_price", item=item(crm), price=crm.money(5200)).text
        assert "5.200,00 $" in said and "$5,200.00" not in said
    with house.crm(gallery=house.two) as crm:
        assert str(crm.money(5200)) == "$5,200.00"
        with house.crm() as other:
            assert str(other.money(5200)) == "5.200,00 $"
        assert str(crm.money(5200)) == "$5,200.00"
