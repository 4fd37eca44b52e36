"""What the words for a list ask for beside what the things are."""

from __future__ import annotations

import pytest

from crm_core.models import Item, Listing, Photo, Piece
from crm_core.services import find, list_words
from tests.world import acting, item

RUIZ = {"Blue Nude", "Still Life for Two", "Red Field"}
PRINT, SPEEDMASTER = "To the Lighthouse", "Speedmaster 145.022"


@pytest.fixture
def crm(house):
    with acting(house) as crm:
        for title, year, papers in (
            ("Polerouter", 1956, "no box or papers"),
            ("Autavia", 1972, "papers only"),
        ):
            watch = Item(
                sku=f"W-{year}", title=title, year=year, category="watch", currency="USD",
                details={"box and papers": papers},
            )  # fmt: skip
            crm.session.add(watch)
            crm.session.flush()
            crm.session.add(Piece(item_id=watch.id))
        item(crm, "Speedmaster").details = {"box and papers": "box and papers"}
        for title, platform, state in (("Speedmaster", "chrono24", "live"), ("Autavia", "ebay", "live"),
                                       ("Polerouter", "ebay", "ended")):  # fmt: skip
            crm.session.add(
                Listing(item_id=item(crm, title).id, platform=platform, state=state, currency="USD")
            )
        crm.session.add(Photo(item_id=item(crm, "Blue Nude").id, key="a" * 32 + ".jpg", position=1))
        crm.session.flush()
        yield crm


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("watches from the 60s", {SPEEDMASTER}),
        ("watches from the sixties", {SPEEDMASTER}),
        ("1960s watches", {SPEEDMASTER}),
        ("late 60s watches", {SPEEDMASTER}),
        ("early 60s watches", set()),
        ("watches from 1968", {SPEEDMASTER}),
        ("watches before 1970", {SPEEDMASTER, "Polerouter"}),
        ("pre-1970 watches", {SPEEDMASTER, "Polerouter"}),
        ("watches after 1968", {"Autavia"}),
        ("watches from 1950 to 1970", {SPEEDMASTER, "Polerouter"}),
        ("watches 1950-1960", {"Polerouter"}),
        ("works between 2019 and 2021", {"Blue Nude", "Still Life for Two"}),
        ("watches with box and papers", {SPEEDMASTER}),
        ("watches with papers", {SPEEDMASTER, "Autavia"}),
        ("watches with box", {SPEEDMASTER}),
        ("watches without papers", {"Polerouter"}),
        ("watches with full set", {SPEEDMASTER}),
        ("watches with box and papers from the 60s not listed on ebay", {SPEEDMASTER}),
        ("watches with box and papers from the 60s not listed on chrono24", set()),
        ("watches over 3k not on ebay", {SPEEDMASTER, "Polerouter"}),
        ("watches not on ebay", {SPEEDMASTER, "Polerouter"}),
        ("watches listed on ebay", {"Autavia"}),
        ("watches that are not listed on chrono24", {"Polerouter", "Autavia"}),
        ("unlisted watches", {"Polerouter"}),
        ("watches not listed anywhere", {"Polerouter"}),
        ("items without a price", {"Polerouter", "Autavia"}),
        ("watches with no location", {"Polerouter", "Autavia"}),
        ("oils without photos", RUIZ - {"Blue Nude"}),
        ("works on consignment", {"Still Life for Two", "Red Field"}),
        ("consigned by Ana", {"Still Life for Two", "Red Field"}),
        ("oils consigned by Ana Ruiz from 2024", {"Red Field"}),
        ("paintings", RUIZ),
        ("prints", {PRINT}),
        ("etchings", {PRINT}),
        ("works by Shah", {PRINT}),
    ],
)
def test_words_ask_for_more_than_words(crm, said, titles):
    assert {each.title for each in find.search_items(crm, said, limit=50).rows} == titles


def test_a_title_may_say_such_words(crm):
    crm.session.add(Item(sku="T-1", title="Songs from the 80s", currency="USD"))
    crm.session.flush()
    assert [each.title for each in find.search_items(crm, "Songs from the 80s").rows] == [
        "Songs from the 80s"
    ]


@pytest.mark.parametrize(
    "said", ["blue mugs", "speedmaster 145.022", "room 60s2", "box", "papers by Shah", "works"]
)
def test_plain_words_ask_for_nothing_more(said):
    assert list_words.read(said).conditions == []


def test_a_consignor_is_no_maker(crm):
    found = find.search_items(crm, "consigned", maker="Ana")
    assert {each.title for each in found.rows} == {"Still Life for Two", "Red Field"}
