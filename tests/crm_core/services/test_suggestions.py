"""What colleagues say of a pair, what became of earlier suggestions, what sells just now: all of it moves the lists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_core.errors import HerringError
from crm_core.models import Offer, Order, OrderLine
from crm_core.services import journal, recommend, wishes
from crm_core.services.recommend import suggested
from tests.crm_core.services.test_recommend import bought, names, sold, work  # noqa: F401
from tests.world import acting, contact, do, item


def shown(crm, who: str) -> dict[str, str]:
    return {match.row.title: match.why for match in recommend.items_for(crm, contact(crm, who))}


def test_what_a_colleague_suggests_counts_and_what_is_pinned_comes_first(sold):  # noqa: F811
    with acting(sold) as crm:
        nadia, field = contact(crm, "Nadia"), item(crm, "Red Field")
        assert "Red Field" not in shown(crm, "Nadia")
        do(crm, "suggest_item", item=field, contact=nadia)
        assert shown(crm, "Nadia")["Red Field"] == "suggested by Olivia Grant"
        do(crm, "pin_item", item=field, contact=nadia)
        assert next(iter(shown(crm, "Nadia").items())) == ("Red Field", "pinned by Olivia Grant")
        assert names(recommend.contacts_for(crm, field))[0] == "Nadia Khan"


def test_undo_takes_a_suggestion_back(sold):  # noqa: F811
    with acting(sold) as crm:
        do(crm, "pin_item", item=item(crm, "Red Field"), contact=contact(crm, "Nadia"))
        journal.undo(crm)
        assert "Red Field" not in shown(crm, "Nadia")


def test_what_is_sold_is_no_longer_shown_though_it_is_pinned(sold):  # noqa: F811
    with acting(sold) as crm:
        field = item(crm, "Red Field")
        suggested.suggest(crm, field, contact(crm, "Nadia"), pinned=True)
        bought(crm, contact(crm, "Tom"), field, date(2026, 11, 1))
        assert "Red Field" not in shown(crm, "Nadia")


def test_what_was_dismissed_is_left_out_on_both_sides_and_its_like_counts_less(sold):  # noqa: F811
    with acting(sold) as crm:
        eva, dusk = contact(crm, "Eva"), item(crm, "Lighthouse at Dusk")
        before = {match.row.title: match.score for match in recommend.items_for(crm, eva)}
        other = work(crm, "Lighthouse at Dawn", maker="Lindqvist", category="painting", price=1100)
        alike = next(m.score for m in recommend.items_for(crm, eva) if m.row.id == other.id)
        do(crm, "dismiss_item", item=dusk, contact=eva)
        found = {match.row.title: match for match in recommend.items_for(crm, eva)}
        assert "Lighthouse at Dusk" in before and "Lighthouse at Dusk" not in found
        assert "Eva Stone" not in names(recommend.contacts_for(crm, dusk))
        assert found["Lighthouse at Dawn"].score == pytest.approx(alike - 1.5)
        assert found["Lighthouse at Dawn"].why.endswith("said no to Lindqvist before")


def test_a_yes_lifts_the_next_of_it_and_fades(sold):  # noqa: F811
    with acting(sold) as crm:
        marion, dusk = contact(crm, "Marion"), item(crm, "Lighthouse at Dusk")
        pier = work(crm, "Pier at Night", maker="Lindqvist", category="painting")

        def score() -> float:
            return next(m.score for m in recommend.contacts_for(crm, dusk) if m.row.id == marion.id)

        plain = score()
        wishes.interest(crm, marion, "accept", "I'll take it", pier)
        lifted = score()
        assert lifted == pytest.approx(plain + 1.5, abs=0.05)
        crm.session.add(
            Offer(
                item_id=pier.id, contact_id=marion.id, price=900, currency="USD", state="accepted",
                created_at=crm.now() - timedelta(days=730),
            )
        )  # fmt: skip
        crm.session.flush()
        assert lifted < score() < lifted + 0.3  # two years ago counts little


def test_somebody_who_said_no_again_and_again_is_not_asked_again(sold):  # noqa: F811
    with acting(sold) as crm:
        marion = contact(crm, "Marion")
        assert "Marion Gold" in names(recommend.contacts_for(crm, item(crm, "Lighthouse at Dusk")))
        for number in range(4):
            wishes.interest(crm, marion, "decline", "no", work(crm, f"Reef {number}", maker="Lindqvist"))
        assert "Marion Gold" not in names(recommend.contacts_for(crm, item(crm, "Lighthouse at Dusk")))


def test_goods_that_sell_just_now_are_shown_to_who_buys_goods(sold):  # noqa: F811
    with acting(sold) as crm:
        mug, plate = item(crm, "Blue Mug"), item(crm, "Dinner Plate")
        mug.category, plate.category, plate.maker = "mug", "tableware", None
        bought(crm, contact(crm, "Eva"), mug, date(2026, 9, 1), 28)
        order = Order(
            contact_id=contact(crm, "Tom").id, total=340, currency="USD", status="delivered", imported=True,
            ordered_at=crm.now() - timedelta(days=5),
        )  # fmt: skip
        crm.session.add(order)
        crm.session.flush()
        crm.session.add(OrderLine(order_id=order.id, item_id=plate.id, quantity=10, unit_price=34, total=340))
        crm.session.flush()
        assert shown(crm, "Eva")["Dinner Plate"] == "10 sold this month"
        assert "Dinner Plate" not in shown(crm, "Nadia")  # she buys watches
        order.ordered_at = crm.now() - timedelta(days=60)
        crm.session.flush()
        assert "Dinner Plate" not in shown(crm, "Eva")


def test_an_agent_says_nothing_of_colleagues_customers(house):
    with acting(house) as crm:
        maria, nude = contact(crm, "Maria"), item(crm)
    with acting(house, "Gus") as crm, pytest.raises(HerringError):
        suggested.suggest(crm, nude, maria)
