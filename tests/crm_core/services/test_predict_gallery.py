"""Forecasts of a gallery's own contacts: from its rows, stored at night, said with reasons."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from crm_core.access import Actor
from crm_core.errors import NotAllowed
from crm_core.models import Contact, FittedModel, Forecast, Order
from crm_core.services import addresses, consent, erasure, nudge_answers, reach_out, sales
from crm_core.services.nudge_answers import About
from crm_core.services.predict import fitting, history, outlook
from crm_core.services.sale_plan import Terms
from tests.world import acting, contact, do, item
from workers import predict

NEW_YORK = ZoneInfo("America/New_York")


def bought(crm, who, *days, total=1000, **more):
    """Orders of the past on these days; their number is what they had elsewhere."""
    for day in days:
        at = datetime.combine(day, datetime.min.time(), NEW_YORK).replace(hour=12)
        values = {"currency": "USD", "status": "delivered", "imported": True, **more}
        crm.session.add(Order(contact_id=who.id, total=Decimal(total), ordered_at=at, **values))
    crm.session.flush()


@pytest.fixture
def sold(house):
    """Maria bought every other month up to a month ago; Tom twice, years ago; Eva once, last week."""
    with acting(house) as crm:
        bought(
            crm,
            contact(crm, "Maria"),
            *(date(2026, 10, 20) - timedelta(days=60 * n) for n in range(8)),
            total=2000,
        )
        bought(crm, contact(crm, "Tom"), date(2019, 3, 1), date(2019, 4, 1))
        bought(crm, contact(crm, "Eva"), date(2026, 11, 13), total=300)
    return house


def test_purchases_are_days_in_the_gallerys_zone(sold):
    with acting(sold) as crm:
        eva = contact(crm, "Eva")
        late = datetime(2026, 11, 15, 3, 30, tzinfo=ZoneInfo("UTC"))  # Saturday 22:30 in New York
        crm.session.add(Order(contact_id=eva.id, total=100, currency="USD", imported=True, ordered_at=late))
        bought(crm, eva, date(2026, 11, 14), total=50)
        bought(crm, eva, date(2026, 11, 10), status="canceled")
        bought(crm, eva, date(2026, 11, 11), credited=Decimal(1000))
        bought(crm, eva, date(2026, 11, 12), total=90, currency="EUR")
        bought(crm, eva, date(2015, 1, 1))  # longer ago than we look
        found = history.of_one(crm, eva, date(2026, 11, 20))
        assert (found.known.x[0], found.known.last[0], found.known.age[0]) == (2, 2, 8)
        assert (found.paid[0], found.mean[0]) == (2, (300 + 150) / 2)


def test_the_night_stores_a_forecast_of_everybody_who_bought(sold):
    assert predict.due(sold.clock) == [sold.one, sold.two]
    assert predict.fit(sold.one, sold.clock) == 3
    with acting(sold) as crm:
        rows = {row.contact_id: row for row in crm.session.scalars(select(Forecast))}
        maria, tom, eva = (rows[contact(crm, name).id] for name in ("Maria", "Tom", "Eva"))
        assert maria.year > eva.year > tom.year and maria.alive > 0.8 > 0.3 > tom.alive
        assert maria.worth > eva.worth > 0 and maria.purchases == 8 and maria.last_on == date(2026, 10, 20)
        assert all(0 <= row.soon <= row.year <= 1 and row.next_on > row.day for row in rows.values())
        assert crm.session.scalar(select(FittedModel.params))["contacts"] == 3


def test_a_gallery_is_fitted_once_a_night_and_in_its_own_night(sold):
    predict.fit(sold.one, sold.clock)
    assert predict.fit(sold.one, sold.clock) == 0
    assert predict.due(sold.clock) == [sold.two]
    sold.clock.now = datetime(2026, 11, 21, 2, 59, tzinfo=NEW_YORK)
    assert predict.due(sold.clock) == [sold.two]
    sold.clock.advance(minutes=1)
    assert predict.due(sold.clock) == [sold.one, sold.two]
    assert predict.fit(sold.one, sold.clock) == 3
    with acting(sold) as crm:
        assert crm.session.scalar(select(func.count()).select_from(Forecast)) == 3
        assert set(crm.session.scalars(select(Forecast.day))) == {date(2026, 11, 21)}


def test_who_buys_often_hears_of_it_in_plain_words(sold):
    predict.fit(sold.one, sold.clock)
    with acting(sold) as crm:
        lines = do(crm, "predict_contact", contact=contact(crm, "Maria")).text.splitlines()
        assert lines[0] == "Maria Lopez bought 8 times, about every 60 days, last on Oct 20, 2026."
        seen = outlook.of(crm, contact(crm, "Maria"))
        assert lines[1].startswith(
            f"{seen.soon:.0%} likely within 3 months, {seen.year:.0%} within a year; if so, around"
        )
        assert crm.today() < seen.early < seen.next_on < seen.late
        assert lines[2].endswith("This is a rough guess: few customers to learn from.")
        assert (
            do(crm, "predict_contact", contact=contact(crm, "Tom"))
            .text.splitlines()[1]
            .startswith("Probably no customer any more: ")
        )


def test_it_is_useful_from_the_first_contact_and_before_the_first_night(house):
    with acting(house) as crm:
        eva = contact(crm, "Eva")
        bought(crm, eva, date(2026, 11, 19))
        seen = outlook.of(crm, eva)
        assert 0.02 < seen.soon < seen.year < 0.9 and seen.value == crm.money(1000)
        assert outlook.of(crm, contact(crm, "Nadia")) is None


def test_a_purchase_counts_at_once_not_only_after_the_night(sold):
    predict.fit(sold.one, sold.clock)
    with acting(sold) as crm:
        tom = contact(crm, "Tom")
        before = outlook.of(crm, tom)
        bought(crm, tom, crm.today())
        after = outlook.of(crm, tom)
        assert before.gone and not after.gone and after.purchases == 3 and after.year > 2 * before.year


def test_the_last_window_corrects_the_chances(house):
    """Forty who bought twice within a month, and none ever again: the model alone expects some to."""
    with acting(house) as crm:
        for number in range(40):
            person = Contact(name=f"Person {number}")
            crm.session.add(person)
            crm.session.flush()
            first = date(2025, 6, 1) + timedelta(days=number)
            bought(crm, person, first, first + timedelta(days=20))
        shop, _ = fitting.learn(crm, crm.today())
        assert shop.contacts == 40 and 0.5 <= shop.soon < 1.0


def test_whom_to_call_names_who_is_likely_to_buy(sold):
    predict.fit(sold.one, sold.clock)
    with acting(sold) as crm:
        sold.clock.advance(days=20)  # nobody was in touch with Maria for a month
        found = {reason.contact.name: reason.why for reason in reach_out.who(crm)}
        assert "% likely to buy within 3 months, about $1,900.00" in found["Maria Lopez"]
        assert "likely" not in found.get("Tom Chen", "")
        for row in addresses.of(crm, contact(crm, "Maria")):
            consent.record(crm, row.channel, row.value, "opt_out", source="text")
        assert "Maria Lopez" not in {reason.contact.name for reason in reach_out.who(crm)}
        with crm.command("snooze_nudge"):  # what we promised ourselves is told all the same
            nudge_answers.snooze(crm, About(contact=contact(crm, "Maria")), crm.today() + timedelta(days=2))
        assert "Maria Lopez" in {reason.contact.name for reason in reach_out.who(crm)}


def test_who_was_erased_has_no_forecast(sold):
    predict.fit(sold.one, sold.clock)
    with acting(sold) as crm:
        tom = contact(crm, "Tom")
        erasure.erase(crm, tom)
        assert crm.session.scalar(select(Forecast).where(Forecast.contact_id == tom.id)) is None


def test_a_collector_sees_no_forecast(sold):
    with acting(sold) as crm:
        maria = contact(crm, "Maria")
    with sold.crm(Actor("contact", maria.id, maria.name), guest=True) as crm:
        with pytest.raises(NotAllowed):
            outlook.of(crm, maria)


def test_the_best_customers_say_whether_more_is_to_be_expected(house):
    with acting(house) as crm:
        sales.sell(crm, Terms([(item(crm), 1)], contact(crm, "Maria"), price=crm.money(4500)))
        assert do(crm, "top_contacts").text.endswith("1 Maria Lopez: $4,500.00, 1 sale")
    house.clock.advance(days=1)
    predict.fit(house.one, house.clock)
    with acting(house) as crm:
        year = crm.session.scalars(select(Forecast.year)).one()
        assert do(crm, "top_contacts").text.endswith(f"1 sale, {year:.0%} likely within a year")
