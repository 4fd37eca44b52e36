"""Nudges about customers and what nobody buys: found by the numbers, told once, dropped when it no longer holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from crm_core.models import Forecast, Item, Nudge, Order, OrderLine, Outbox
from crm_core.services import addresses, consent, nudges, order_states, sales
from crm_core.services.sale_plan import Terms
from tests.world import acting, contact, item

NEW_YORK = ZoneInfo("America/New_York")


def tick(house) -> list[str]:
    """What a minute brings: the texts that went to somebody, without what may be said to them."""
    with house.crm() as crm:
        last = crm.session.scalar(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)) or 0
        nudges.scan(crm)
        for user_id in nudges.people_due(crm):
            nudges.send_to(crm, user_id)
        texts = crm.session.scalars(select(Outbox.text).where(Outbox.id > last).order_by(Outbox.id))
        return [text.partition("\nOr “")[0] for text in texts]


def foreseen(crm, name, *, alive=0.5, purchases=4, worth=2000):
    today = crm.today()
    crm.session.add(Forecast(
        contact_id=contact(crm, name).id, day=today, purchases=purchases, last_on=date(2026, 3, 2), alive=alive,
        soon=0.2, year=0.4, expected=0.5, value=Decimal(4000), worth=Decimal(worth), next_on=today + timedelta(days=90),
    ))  # fmt: skip
    crm.session.flush()


SLIPPING = (
    "Maria Lopez may be slipping away: bought 4 times, last in Mar 2026."
    " Say “text Maria Lopez: …”, or “what should I show Maria Lopez”."
)


def test_a_good_customer_who_slips_away_is_told_once(house):
    with acting(house) as crm:
        foreseen(crm, "Maria")
        foreseen(crm, "Tom", alive=0.9)  # still here
        foreseen(crm, "Eva", alive=0.1)  # long gone
        foreseen(crm, "Marion", purchases=1)  # never came back anyway
    assert tick(house) == [SLIPPING]
    house.clock.advance(days=1)
    assert tick(house) == []


def test_who_wants_no_messages_is_no_reason_to_nudge(house):
    with acting(house) as crm:
        foreseen(crm, "Maria")
        for row in addresses.of(crm, contact(crm, "Maria")):
            consent.record(crm, row.channel, row.value, "opt_out", source="text")
    assert tick(house) == []


def test_a_slipping_customer_who_bought_before_it_was_told_is_not_told(house):
    house.clock.now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # everybody sleeps
    with acting(house) as crm:
        foreseen(crm, "Maria")
    assert tick(house) == []
    with acting(house) as crm:
        crm.session.execute(update(Forecast).values(last_on=date(2026, 11, 19), alive=0.9))
    house.clock.advance(hours=12)
    assert tick(house) == []
    with house.crm() as crm:
        assert crm.session.scalars(select(Nudge.state)).all() == ["dropped"]


@pytest.mark.parametrize(
    ("born", "today", "told"),
    [
        (date(1970, 11, 20), datetime(2026, 11, 20, 15, tzinfo=UTC), True),
        (date(1970, 11, 21), datetime(2026, 11, 20, 15, tzinfo=UTC), False),
        (date(1972, 2, 29), datetime(2027, 2, 28, 15, tzinfo=UTC), True),
        (date(1972, 2, 29), datetime(2028, 2, 28, 15, tzinfo=UTC), False),
        (date(1972, 2, 29), datetime(2028, 2, 29, 15, tzinfo=UTC), True),
    ],
)
def test_birthdays_come_once_a_year(house, born, today, told):
    house.clock.now = today
    with acting(house) as crm:
        crm.session.execute(update(Item).values(created_at=today))
        contact(crm, "Eva").birthday = born
    texts = [text for text in tick(house) if "birthday" in text]
    assert texts == (
        ["Today is Eva Stone's birthday. Say “text Eva Stone: …” to send a word."] if told else []
    )
    house.clock.advance(hours=1)
    assert tick(house) == []


def test_a_week_after_delivery_a_word_is_suggested(house):
    with acting(house) as crm:
        order, _ = sales.sell(
            crm, Terms([(item(crm, "Red Field"), 1)], contact(crm, "Eva"), price=crm.money(9000))
        )
        order_states.advance(crm, order, "shipped")
        order_states.advance(crm, order, "delivered")
    house.clock.advance(days=6)
    assert not [text for text in tick(house) if "for a week" in text]
    house.clock.advance(days=2)
    told = [text for text in tick(house) if "for a week" in text]
    assert told == ["Eva Stone has had Red Field for a week. Say “text Eva Stone: …” to ask how it is."]
    house.clock.advance(days=1)
    assert not [text for text in tick(house) if "for a week" in text]


def test_the_day_of_a_purchase_comes_round(house):
    with acting(house) as crm:
        at = datetime(2024, 11, 20, 23, 30, tzinfo=NEW_YORK)  # the 21st already in UTC
        order = Order(
            contact_id=contact(crm, "Tom").id,
            total=900,
            currency="USD",
            ordered_at=at,
            imported=True,
            status="delivered",
        )
        crm.session.add(order)
        crm.session.flush()
        line = OrderLine(order_id=order.id, item_id=item(crm, "Still Life").id, unit_price=900, total=900)
        crm.session.add(line)
    assert tick(house) == [
        "2 years ago today Tom Chen bought Still Life for Two. Say “text Tom Chen: …” to send a word."
    ]
    house.clock.advance(days=1)
    assert tick(house) == []


def test_a_work_unsold_for_half_a_year_is_told_and_again_after_a_year(house):
    with acting(house) as crm:
        crm.session.execute(update(Item).values(created_at=crm.now()))
        crm.session.execute(
            update(Item).where(Item.sku == "SV-0014").values(created_at=crm.now() - timedelta(days=181))
        )
    assert tick(house) == [
        "Speedmaster 145.022 (SV-0014) has been here unsold for 6 months."
        " Say “who would like SV-0014”, or “price SV-0014 …”."
    ]
    house.clock.advance(days=100)
    assert tick(house) == []
    with acting(house) as crm:
        crm.session.execute(update(Item).where(Item.sku != "SV-0014").values(created_at=crm.now()))
        crm.session.execute(
            update(Item).where(Item.sku == "SV-0014").values(created_at=crm.now() - timedelta(days=365))
        )
    assert [text for text in tick(house) if "12 months" in text]


def test_what_is_held_is_not_unsold(house):
    with acting(house) as crm:
        crm.session.execute(update(Item).values(created_at=crm.now()))
        crm.session.execute(
            update(Item).where(Item.title == "Blue Nude").values(created_at=crm.now() - timedelta(days=400))
        )
    assert not [text for text in tick(house) if "Blue Nude (SV-0012) has been" in text]
