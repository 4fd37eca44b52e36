"""Items: taken in under numbers of their own, shown fit for a client, changed by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_core.errors import NotAllowed, Refused
from crm_core.services import cards, item_fields, items, journal, search
from crm_core.services.items import NewItem
from tests.world import acting, contact, do, item


def test_a_new_item_gets_the_next_number_and_one_piece(house):
    with acting(house) as crm:
        reply = do(
            crm,
            "add_item",
            title="Sunset",
            maker="Ana Ruiz",
            medium="oil",
            size="24x36",
            price=crm.money(1200),
        )
        assert reply.text == "Added Sunset (SV-0022) by Ana Ruiz, oil, 24x36, $1,200.00. UNDO takes it back."
        assert len(items.pieces(crm, item(crm, "Sunset"))) == 1


def test_a_number_is_not_used_again_after_undo(house):
    with acting(house) as crm:
        first = items.add(crm, NewItem("First")).sku
        with crm.command("add_item"):
            items.add(crm, NewItem("Second"))
        journal.undo(crm)
        third = items.add(crm, NewItem("Third")).sku
    assert (first, third) == ("SV-0022", "SV-0024")


def test_a_quantity_makes_goods_with_a_stock(house):
    with acting(house) as crm:
        reply = do(crm, "add_item", title="Green Bowl", price=crm.money(40), quantity=12)
        assert "12 in stock" in reply.text
        assert items.pieces(crm, item(crm, "Green Bowl")) == []


def test_numbers_that_an_import_brought_are_passed_over(house):
    with acting(house) as crm:
        items.add(crm, NewItem("Own")).sku = "SV-0023"
        crm.session.flush()
        assert items.add(crm, NewItem("Next")).sku == "SV-0024"


def test_a_card_is_fit_for_a_clients_eyes(house):
    with acting(house) as crm:
        nude = item(crm)
        nude.cost, nude.floor_price = Decimal(2000), Decimal(4000)
        text = cards.card(crm, nude)
    assert (
        text
        == "Blue Nude (SV-0012)\nAna Ruiz, oil on canvas, 24x36 in (61 x 91.4 cm), 2019\n$4,800.00, on hold (wall 1)"
    )
    assert "Tom" not in text and "2,000" not in text


def test_costs_and_names_come_only_when_asked_for_by_somebody_who_may_know(house):
    with acting(house) as crm:
        item(crm, "Red Field").cost = Decimal(3000)
        assert cards.fact(crm, item(crm, "Red Field"), "cost") == "Red Field (SV-0016): cost $3,000.00"
        assert "consigned by Ana Ruiz, who gets 50%" in cards.fact(crm, item(crm, "Red Field"), "consignor")
        assert "Tom Chen has Blue Nude on hold until Wed, Nov 25" in cards.fact(crm, item(crm), "holder")
    with acting(house, "Sam") as crm:
        with pytest.raises(NotAllowed, match="what things cost us"):
            cards.fact(crm, item(crm, "Red Field"), "cost")
        assert cards.fact(crm, item(crm), "price") == "Blue Nude (SV-0012): $4,800.00"


def test_a_seller_reads_others_titles_and_prices_and_no_more(house):
    with acting(house, "Leo") as crm:
        assert cards.card(crm, item(crm)) == "Blue Nude (SV-0012): $4,800.00"
        with pytest.raises(NotAllowed):
            cards.fact(crm, item(crm), "location")
        with pytest.raises(NotAllowed, match="isn't yours"):
            items.set_price(crm, item(crm), crm.money(1))


def test_what_a_seller_brought_is_theirs_to_change(house):
    with acting(house, "Leo") as crm:
        brought = items.add(crm, NewItem("Leo's Find", price=crm.money(300)))
        items.set_price(crm, brought, crm.money(350))
        assert brought.price == 350


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("medium", "gouache", "medium is gouache"),
        ("material", "gouache", "medium is gouache"),
        ("year", "1967", "year is 1967"),
        ("year", "about 1967", "year is about 1967"),
        ("period", "1960s", "year is 1960s"),
        ("year", "late 19th century", "year is late 19th century"),
        ("price", "€5.200,50", "price is €5,200.50"),
        ("location", "storage", "location is storage"),
        ("frame", "oak", "frame is oak"),
        ("status", "in repair", "status is in repair"),
        ("asking price", "on request", "price is on request"),
    ],
)
def test_a_fact_is_changed_by_its_name(house, field, value, said):
    with acting(house) as crm:
        assert item_fields.update(crm, item(crm), field, value) == said


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("status", "sold", "Say “sold Blue Nude to …”"),
        ("year", "long ago", "no year"),
        ("sku", "SV-1", "SKUs are given once"),
        ("price", "much", "not an amount"),
    ],
)
def test_what_a_fact_can_not_be_is_said(house, field, value, why):
    with acting(house) as crm, pytest.raises(Refused, match=why):
        item_fields.update(crm, item(crm), field, value)


def test_moving_takes_all_pieces_along_and_undo_brings_them_back(house):
    with acting(house) as crm:
        reply = do(crm, "move_item", items=[item(crm), item(crm, "Red Field")], location="van")
        assert reply.text.startswith("Blue Nude (SV-0012) and Red Field (SV-0016) are now in van.")
        assert items.location(crm, item(crm)) == "van"
        journal.undo(crm)
        assert items.location(crm, item(crm)) == "wall 1"


def test_what_is_on_hold_can_not_be_archived(house):
    with acting(house) as crm:
        with pytest.raises(Refused, match="on hold for Tom Chen"):
            items.archive(crm, item(crm))
        items.archive(crm, item(crm, "Red Field"))
        assert search.search_items(crm, "red field").total == 0


def test_a_list_says_what_each_is_and_whether_it_is_to_be_had(house):
    with acting(house) as crm:
        reply = do(crm, "list_items", maker="Ruiz", max_price=crm.money(5000))
    assert reply.text == (
        "2 items:\n1 Still Life for Two, Ana Ruiz, $900.00, available\n2 Blue Nude, Ana Ruiz, $4,800.00, on hold"
    )
    assert [ref.label for ref in reply.shown] == ["Still Life for Two", "Blue Nude"]


def test_a_consigned_work_goes_back_to_its_owner(house):
    with acting(house) as crm:
        reply = do(crm, "return_to_consignor", item=item(crm, "Red Field"))
        assert reply.text.startswith("Red Field (SV-0016) is back with Ana Ruiz")
        with pytest.raises(Refused, match="ours"):
            do(crm, "return_to_consignor", item=item(crm))
    with acting(house) as crm:
        assert contact(crm, "Ana Ruiz").name == "Ana Ruiz"
