"""Wishes: what comes, is released or repriced and fits one is told once, with reasons and numbers to answer by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_core.errors import Refused
from crm_core.models import ImportJob, Inbox, Item, Nudge, Offer, Outbox, Piece, Wish, WishMatch
from crm_core.money import Money
from crm_core.services import erasure, holds, items, nudge_answers, photos, wish_words, wishes
from tests.world import acting, ask, contact, do
from workers import wish


@pytest.fixture
def wished(house):
    """Tom and Eva want nudes; what was here before is looked at once, so that only what is new counts."""
    wish.look(house.one, house.clock)
    house.clock.advance(minutes=10)
    with acting(house) as crm:
        wishes.add(crm, contact(crm, "Tom"), "red nudes", Money.of(5000, "USD"))
        wishes.add(crm, contact(crm, "Eva"), "a large red nude by Ruiz")
    return house


def new(house, title="Red Nude", maker="Ana Ruiz", price=4000, currency="USD", **more):
    with acting(house) as crm:
        row = items.add(crm, items.NewItem(title=title, maker=maker, price=Money.of(price, currency), **more))
        return row.id


def look(house, **later):
    if later:
        house.clock.advance(**later)
    return wish.look(house.one, house.clock)


def told(house):
    with house.crm() as crm:
        mine = select(Outbox.text).where(Outbox.user_id.is_not(None)).order_by(Outbox.id)
        return list(crm.session.scalars(mine))


def test_a_new_item_is_told_once_with_reasons_and_numbers(wished):
    new(wished, size="90 x 120 cm")
    assert look(wished) == 2
    (text,) = told(wished)
    assert text.splitlines()[0] == "Here now, and looked for:"
    assert "1 Tom Chen: Red Nude" in text and "$4,000.00 – looking for red nudes, up to $5,000.00" in text
    assert "2 Eva" in text and text.endswith("Say “offer 1 2”.")
    assert look(wished, hours=30) == 0 and len(told(wished)) == 1


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ({"price": 6000}, ["Eva"]), ({"maker": "Zed"}, ["Tom"]), ({"title": "Red Field"}, []),
        ({"size": "20 x 30 cm"}, ["Tom"]), ({"price": 4400, "currency": "EUR"}, ["Tom", "Eva"]),
        ({"price": 4700, "currency": "EUR"}, ["Eva"]),
    ],
)  # fmt: skip
def test_words_maker_converted_price_and_size_decide(wished, made, named):
    new(wished, **made)
    assert look(wished) == len(named)
    for text in told(wished):
        assert all(name in text for name in named) and ("is $" in text) == (
            "Tom" in named and "currency" in made
        )


@pytest.mark.parametrize(
    ("wanted", "made", "fits"),
    [
        ("a Heuer from the 60s", {"year": 1968}, True), ("a Heuer from the 60s", {"year": 1972}, False),
        ("a Heuer before 1970 with box and papers", {"year": 1968, "details": {"box and papers": "full set"}}, True),
        ("a Heuer before 1970 with box and papers", {"year": 1968, "details": {"box and papers": "no box"}}, False),
        ("a Heuer etching", {"medium": "etching"}, True), ("a Heuer print", {"medium": "etching"}, True),
        ("a Heuer print", {"medium": "oil"}, False),
    ],
)  # fmt: skip
def test_years_papers_and_kinds_decide_as_they_do_in_lists(house, wanted, made, fits):
    wish.look(house.one, house.clock)
    house.clock.advance(minutes=10)
    with acting(house) as crm:
        wishes.add(crm, contact(crm, "Tom"), wanted)
    with acting(house) as crm:
        row = Item(sku="W-1", title="Autavia", maker="Heuer", price=3000, currency="USD", **made)
        crm.session.add(row)
        crm.session.flush()
        crm.session.add(Piece(item_id=row.id))
    assert look(house) == int(fits)


def test_a_lower_price_is_news_for_whom_it_was_too_dear(wished):
    row_id = new(wished, price=9000, maker="Zed")
    assert look(wished) == 0
    with acting(wished) as crm:
        do(crm, "set_price", item=crm.session.get_one(Item, row_id), price=Money.of(4800, "USD"))
    assert look(wished, minutes=1) == 1 and "Tom Chen" in told(wished)[0]


def test_what_is_released_is_told_but_not_to_whoever_let_it_go(wished):
    row_id = new(wished)
    with acting(wished) as crm:
        holds.hold(crm, crm.session.get_one(Item, row_id), contact(crm, "Tom"))
    assert look(wished) == 0
    with acting(wished) as crm:
        do(crm, "release_item", item=crm.session.get_one(Item, row_id))
    assert look(wished, minutes=1) == 1
    assert "Eva" in told(wished)[0] and "Tom" not in told(wished)[0]


def test_a_contact_is_named_once_a_week_and_then_for_what_still_holds(wished):
    first = new(wished, maker="Zed")
    assert look(wished) == 1
    second, third = new(wished, "Second Red Nude", "Zed"), new(wished, "Third Red Nude", "Zed")
    assert look(wished, hours=2) == 0
    with acting(wished) as crm:
        do(crm, "archive_item", item=crm.session.get_one(Item, third))
    assert look(wished, days=7) == 1 and "Second Red Nude" in told(wished)[-1]
    assert first < second < third


def test_not_at_night_not_while_paused_and_not_more_than_one_message_an_hour(wished):
    wished.clock.now = datetime(2026, 11, 21, 6, tzinfo=UTC)
    new(wished, maker="Zed")
    assert look(wished) == 0
    with acting(wished) as crm:
        nudge_answers.pause(crm, wished.clock.now + timedelta(days=1))
    assert look(wished, hours=10) == 0
    assert look(wished, hours=24) == 1
    with acting(wished) as crm:
        wishes.add(crm, contact(crm, "Maria"), "a green door")
    new(wished, "Green Door", "Zed")
    assert look(wished, minutes=10) == 0
    assert look(wished, hours=1) == 1


def test_a_dismissed_kind_is_not_told_again_and_says_why(wished):
    new(wished, maker="Zed")
    look(wished)
    with acting(wished) as crm:
        assert "looking for" in do(crm, "explain_nudge").text
        do(crm, "dismiss_nudge", rule="never this kind")
    with acting(wished) as crm:
        wishes.add(crm, contact(crm, "Maria"), "a green door")
    new(wished, "Green Door", "Zed")
    assert look(wished, hours=2) == 0


def test_offer_by_number_sends_the_offers_after_a_preview(wished):
    new(wished, size="90 x 120 cm")
    look(wished)
    with acting(wished) as crm:
        assert ask(crm, "offer_matches", numbers="1 2").count("Red Nude") == 2
        assert do(crm, "offer_matches", numbers="1").text.startswith(
            "Offered Red Nude to Tom Chen at $4,000.00."
        )
        with pytest.raises(Refused, match="There is no 7 in that list, only 1 to 2"):
            ask(crm, "offer_matches", numbers="1 7")
    with wished.crm() as crm:
        (offer,) = crm.session.scalars(select(Offer))
        assert offer.price == Decimal(4000)
        states = crm.session.scalars(
            select(WishMatch.state).where(WishMatch.number.is_not(None)).order_by(WishMatch.number)
        )
        assert list(states) == ["offered", "told"]


def test_without_a_message_there_is_nothing_to_offer_by_number(house):
    with acting(house) as crm, pytest.raises(Refused, match="no wishes lately"):
        ask(crm, "offer_matches", numbers="1")


def test_a_wish_that_was_met_or_dropped_is_not_told(wished):
    new(wished, maker="Zed")
    with acting(wished) as crm:
        do(crm, "remove_wish", contact=contact(crm, "Tom"), wish="red nudes")
    assert look(wished) == 0


def test_imported_items_are_matched_too(wished):
    with acting(wished) as crm:
        job = ImportJob(kind="items", file_name="list.csv")
        crm.session.add(job)
        crm.session.flush()
        row = Item(sku="SV-0900", title="Red Nude", maker="Zed", price=4000, currency="USD", import_id=job.id)
        crm.session.add(row)
        crm.session.flush()
        crm.session.add(Piece(item_id=row.id))
    assert look(wished) == 1


def test_a_picture_that_comes_with_a_wish_is_kept_with_it(house):
    with acting(house) as crm:
        row = Inbox(
            channel="sms", our_address=house.lines["one"], external_id="SM1", from_address="+1", party="u1", text="x",
            media=[{"url": "u", "content_type": "image/jpeg"}], received_at=house.clock.now, due_at=house.clock.now,
        )  # fmt: skip
        crm.session.add(row)
        crm.session.flush()
        crm.inbox_id = row.id
        kept = wishes.add(crm, contact(crm, "Tom"), "something like this chair")
        assert kept.photo_key is None
        row.media = [{**row.media[0], "key": f"{'a' * 32}.jpg"}]
        photos.arrived(crm, row)  # it was fetched later
        crm.session.flush()
        assert crm.session.get_one(Wish, kept.id).photo_key == f"{'a' * 32}.jpg"
        reply = do(crm, "list_wishes", contact=contact(crm, "Tom"))
        assert (
            reply.media == [f"{'a' * 32}.jpg"] and "something like this chair (with a picture)" in reply.text
        )


@pytest.mark.parametrize(
    ("said", "size", "fits"),
    [
        ("a nude 24x36 in", "36 x 24 in", True), ("a nude 60 x 90 cm", "24 x 36 in (61 x 91.4 cm)", True),
        ("a nude 60 x 90 cm", "100 x 120 cm", False), ("a large nude", "20 x 30 cm", False), ("a large nude", None, True),
        ("a small nude", "200 x 100 cm", False), ("a small nude", "20 x 30 cm", True),
    ],
)  # fmt: skip
def test_sizes_are_compared_whichever_way_they_are_said(said, size, fits):
    assert wish_words.fits_size(said, size) is fits
    assert wish_words.query(said) == "('nude' | 'nudes')"


def test_a_wish_of_no_words_fits_nothing(wished):
    with acting(wished) as crm:
        wishes.add(crm, contact(crm, "Maria"), "something new")
    new(wished, "Something New")
    assert wish_words.query("something new") == "" and look(wished) == 0


def test_an_erased_contacts_wishes_go_with_their_matches_and_their_name(wished):
    new(wished, maker="Zed")
    look(wished)
    with acting(wished) as crm:
        erasure.erase(crm, contact(crm, "Tom"))
    with wished.crm() as crm:
        (match,) = crm.session.scalars(select(WishMatch))
        (nudge,) = crm.session.scalars(select(Nudge).where(Nudge.rule == "wish.matched"))
        assert match.why == "[erased]" and match.state == "dropped" and "Tom" not in nudge.text
        assert all(
            row.text == "[erased]"
            for row in crm.session.scalars(select(Wish).where(Wish.id == match.wish_id))
        )
    assert "Tom" not in told(wished)[0]
