"""Matches by what was bought: ranked, explained by their own strongest reasons, and nobody bothered in vain."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.models import Claim, FittedModel, Offer, Order, OrderLine
from crm_core.services import addresses, consent, items, messages, recommend, wishes
from crm_core.services.recommend import features, gallery, ranking, training
from crm_core.services.recommend.memory import Catalogue, Purchases, Work
from tests.world import acting, contact, item

NEW_YORK = ZoneInfo("America/New_York")


def bought(crm, who, what, day, price=1000):
    """A sale of the past, as an import brings it."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=NEW_YORK)
    order = Order(
        contact_id=who.id, total=price, currency="USD", ordered_at=at, imported=True, status="delivered"
    )
    crm.session.add(order)
    crm.session.flush()
    line = OrderLine(order_id=order.id, item_id=what.id, unit_price=price, total=price)
    crm.session.add(line)
    crm.session.flush()
    for piece in items.pieces(crm, what):
        claim = Claim(piece_id=piece.id, contact_id=who.id, state="sold", order_line_id=line.id)
        crm.session.add(claim)
    crm.session.flush()


def work(crm, title, **more):
    return items.add(crm, items.NewItem(title, price=crm.money(more.pop("price", 1000)), **more))


@pytest.fixture
def sold(house):
    """Eva bought three paintings by Lindqvist; Nadia two watches; Marion a painting by Lindqvist, years ago."""
    with acting(house) as crm:
        for number, day in enumerate((date(2025, 3, 1), date(2025, 9, 1), date(2026, 5, 1))):
            bought(
                crm,
                contact(crm, "Eva"),
                work(crm, f"Harbour {number}", maker="Lindqvist", category="painting"),
                day,
            )
        for number, day in enumerate((date(2025, 4, 1), date(2026, 6, 1))):
            old = work(crm, f"Seamaster {number}", maker="Omega", category="watch", price=5000)
            bought(crm, contact(crm, "Nadia"), old, day, 5000)
        bought(
            crm,
            contact(crm, "Marion"),
            work(crm, "Pier", maker="Lindqvist", category="painting"),
            date(2018, 1, 1),
        )
        work(crm, "Lighthouse at Dusk", maker="Lindqvist", category="painting", price=1100)
        work(crm, "Constellation", maker="Omega", category="watch", price=5200)
    return house


def names(matches):
    return [match.row.name for match in matches]


def test_who_bought_the_maker_often_and_lately_comes_first(sold):
    with acting(sold) as crm:
        found = recommend.contacts_for(crm, item(crm, "Lighthouse at Dusk"))
        assert names(found) == ["Eva Stone", "Marion Gold"]
        assert found[0].why.startswith("bought 3 by Lindqvist") and found[1].why.startswith(
            "bought Lindqvist before"
        )


def test_what_was_said_and_what_was_bought_add_up(sold):
    with acting(sold) as crm:
        wishes.add(crm, contact(crm, "Marion"), "lighthouse")
        found = recommend.contacts_for(crm, item(crm, "Lighthouse at Dusk"))
        assert names(found) == ["Marion Gold", "Eva Stone"]
        assert found[0].why.startswith("looking for lighthouse, bought Lindqvist before")


def test_somebody_is_shown_what_goes_with_what_they_bought(sold):
    with acting(sold) as crm:
        first = recommend.items_for(crm, contact(crm, "Nadia"))[0]
        assert first.row.title == "Constellation" and first.why.startswith("bought 2 by Omega")
        assert recommend.items_for(crm, contact(crm, "Eva"))[0].row.title == "Lighthouse at Dusk"


def test_goods_are_bought_again_and_works_are_not(sold):
    with acting(sold) as crm:
        eva = contact(crm, "Eva")
        bought(crm, eva, item(crm, "Blue Mug"), date(2026, 9, 1), 28)
        bought(crm, eva, item(crm, "Blue Mug"), date(2026, 10, 1), 28)
        found = {match.row.title: match.why for match in recommend.items_for(crm, eva)}
        assert found["Blue Mug"] == "bought it 2 times, last in Oct 2026"
        assert not any(title.startswith("Harbour") for title in found)


def test_whom_not_to_bother_is_left_out(sold):
    with acting(sold) as crm:
        eva, marion, piece = contact(crm, "Eva"), contact(crm, "Marion"), item(crm, "Lighthouse at Dusk")
        for row in addresses.of(crm, marion):
            consent.record(crm, row.channel, row.value, "opt_out", source="text")
        assert names(recommend.contacts_for(crm, piece)) == ["Eva Stone"]
        offer = Offer(
            item_id=piece.id, contact_id=eva.id, price=Decimal(1000), currency="USD", state="declined"
        )
        crm.session.add(offer)
        crm.session.flush()
        assert recommend.contacts_for(crm, piece) == []
        assert piece.title not in [match.row.title for match in recommend.items_for(crm, eva)]
        offer.deleted_at = crm.now()
        crm.session.flush()
        assert names(recommend.contacts_for(crm, piece)) == ["Eva Stone"]
        for number in range(crm.settings.daily_texts):
            messages.send(crm, eva, f"News {number}", purpose="personal")
        assert recommend.contacts_for(crm, piece) == []


def test_a_declined_interest_counts_too(sold):
    with acting(sold) as crm:
        piece = item(crm, "Lighthouse at Dusk")
        wishes.interest(crm, contact(crm, "Eva"), "decline", "not for me", piece)
        assert names(recommend.contacts_for(crm, piece)) == ["Marion Gold"]


def test_an_agent_is_not_shown_colleagues_customers(sold):
    with acting(sold) as crm:
        piece = item(crm, "Lighthouse at Dusk")
    with acting(sold, "Gus") as crm:
        assert recommend.contacts_for(crm, piece) == []


def test_a_gallery_that_sold_nothing_still_has_what_was_said(house):
    with acting(house) as crm:
        assert names(recommend.contacts_for(crm, item(crm, "Red Field")))[0] == "Tom Chen"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("24x36 in", 24 * 36 * 6.4516),
        ("60 × 80 cm", 4800.0),
        ("12,5 x 10", 125.0),
        ("large", None),
        (None, None),
    ],
)
def test_sizes_as_people_write_them(size, expected):
    assert gallery.area(size) == (pytest.approx(expected) if expected else None)


# -- learning


def test_few_sales_leave_the_formula_as_it_is(sold):
    with acting(sold) as crm:
        assert training.teach(crm) == 0
        assert gallery.ranker(crm) is ranking.FOR_CONTACTS
        crm.session.add(
            FittedModel(kind="matches", day=crm.today(), params={"weights": {"old": 1.0}, "choices": 300})
        )
        crm.session.flush()
        assert gallery.ranker(crm) is ranking.FOR_CONTACTS  # another release's features


def test_a_gallery_whose_buyers_go_by_price_alone_learns_it(house):
    """Eight buyers, each always at a price of their own, whatever the maker: price comes to count for more."""
    rng = np.random.default_rng(5)
    with acting(house) as crm:
        people = [contact(crm, name) for name in ("Maria", "Tom", "Eva", "Marion", "Nadia")]
        start = date(2024, 1, 1)
        for number in range(260):
            who = int(rng.integers(len(people)))
            price = round(200 * 3**who * rng.uniform(0.9, 1.1))
            made = work(crm, f"Untitled {number}", maker=f"Maker {rng.integers(9)}", price=price)
            bought(crm, people[who], made, start + timedelta(days=4 * number), price)
        assert training.teach(crm) >= ranking.ENOUGH
        learnt = dict(zip(features.OF_CONTACTS, gallery.ranker(crm).weights, strict=True))
        assert learnt["price"] < 3 * ranking.CONTACTS_FORMULA["price"]
        new = work(crm, "Untitled again", maker="Maker 1", price=200 * 3**4)
        assert names(recommend.contacts_for(crm, new))[0] == people[4].name


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=8))
def test_the_reasons_add_up_to_the_lift(values):
    table = np.array([values, [0.0] * len(values), [0.0] * len(values)])
    ranker = ranking.Ranker(tuple([1.0] * len(values)))
    lifts = [lift for _, lift in ranker.reasons(table, 0)]
    assert sum(lifts) == pytest.approx(sum(value for value in values if value > 0))
    assert lifts == sorted(lifts, reverse=True)


def test_features_know_nothing_of_the_day_itself_and_after():
    works = [
        Work("A", ("painting", "oil"), "sea", 100.0),
        Work("B", (None, None), "hill"),
        Work("A", ("painting", None), "sea"),
    ]
    everything = Purchases(np.array([7, 9, 7]), np.array([0, 1, 2]), np.array([1000, 1500, 2000]))
    past = everything.before(2000)
    assert past.day.tolist() == [1000, 1500]
    who, known = features.histories(past, 2000)
    assert who.tolist() == [7, 9] and known.x.tolist() == [0.0, 0.0] and known.age.tolist() == [1000.0, 500.0]
    table = features.of_contacts(Catalogue(works), past, 2, 2000, who, np.array([0.2, 0.2]))
    seven, nine = (dict(zip(features.OF_CONTACTS, row, strict=True)) for row in table)
    assert seven["maker"] > 0 == nine["maker"] and seven["closest"] > nine["closest"] == 0.0
    assert seven["activity"] == pytest.approx(-1000 / features.TAU)
