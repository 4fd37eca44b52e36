"""Sales: what OK will do is said before, done in one transaction, and never done twice."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text

from crm_core.errors import HerringError, NotAllowed, Refused
from crm_core.models import Claim, Item, Listing, Offer, Order, Piece
from crm_core.money import Money
from crm_core.services import (
    holds,
    items,
    journal,
    ledger,
    listings,
    offers,
    order_states,
    payments,
    sales,
    search,
    stock,
)
from crm_core.services.items import NewItem
from crm_core.services.sale_plan import Terms
from tests.world import acting, ask, contact, do, item


def usd(amount):
    return Money.of(amount, "USD")


def test_the_preview_says_everything_and_the_sale_does_it(house):
    with acting(house) as crm:
        said = {"item": item(crm), "contact": contact(crm), "price": usd(4500)}
        assert ask(crm, "sell_item", **said) == (
            "Sell Blue Nude (SV-0012) to Maria Lopez for $4,500.00?\nReleases Tom Chen's hold.\n"
            "Next: “send Maria Lopez the invoice”, and a nudge a week after delivery."
        )
        assert do(crm, "sell_item", **said).text == "Sold. Order 1001, $4,500.00 due. UNDO takes it back."
        claims = crm.session.scalars(select(Claim).order_by(Claim.id)).all()
    assert [(claim.state, claim.ended_reason) for claim in claims] == [("ended", "sold"), ("sold", None)]


def test_a_preview_writes_nothing(house):
    with acting(house) as crm:
        ask(crm, "sell_item", item=item(crm), contact=contact(crm), price=usd(1))
        assert crm.session.scalar(select(func.count()).select_from(Order)) == 0
        assert not crm.session.new and not crm.session.dirty


def test_the_consignor_offers_and_listings_are_in_the_preview(house):
    with acting(house) as crm:
        red = item(crm, "Red Field")
        offers.make(crm, red, contact(crm, "Tom"), usd(9000))
        listings.put(crm, red, listings.Wanted("ebay"))
        said = {"item": red, "contact": contact(crm), "price": usd(9000), "deposit": usd(1000)}
        assert ask(crm, "sell_item", **said) == (
            "Sell Red Field (SV-0016) to Maria Lopez for $9,000.00?\n"
            "Withdraws the offer to Tom Chen.\n"
            "Ends 1 eBay listing; it stays up there until you take it down.\n"
            "$1,000.00 paid now, $8,000.00 then due.\n"
            "Ana Ruiz gets $4,500.00 (50%).\n"
            "Next: “send Maria Lopez the invoice”, and a nudge a week after delivery."
        )
        assert do(crm, "sell_item", **said).text == (
            "Sold. Order 1001, $8,000.00 due. Take it down on eBay now. UNDO takes it back."
        )
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) == [usd(4500)]
        assert crm.session.scalars(select(Offer.state)).one() == "sold"
        assert crm.session.scalars(select(Listing.state)).one() == "ending"


def test_what_was_sold_elsewhere_stays_up_until_somebody_took_it_down(house):
    with acting(house) as crm:
        watch = item(crm, "Speedmaster")
        for platform in ("ebay", "chrono24"):
            listings.put(crm, watch, listings.Wanted(platform))
        said = {"item": watch, "contact": contact(crm), "platform": "chrono24"}
        preview = ask(crm, "sell_item", **said)
        assert (
            "Ends 1 Chrono24 listing.\nEnds 1 eBay listing; it stays up there until you take it down."
            in preview
        )
        assert "Take it down on eBay now." in do(crm, "sell_item", **said).text
        assert do(crm, "listing_status").text == (
            "1 listed:\n1 Speedmaster 145.022 on eBay, $6,500.00, to be taken down"
        )
        order_states.advance(crm, crm.session.query(Order).one(), "canceled")
        with pytest.raises(Refused, match="Once it is down, say “took Speedmaster"):
            ask(crm, "list_on", items=[watch], platform="ebay")
        do(crm, "unlist", items=[watch], platform="ebay")
        assert do(crm, "listing_status").text == "Nothing is listed."
        do(crm, "list_on", items=[watch], platform="ebay")


def test_what_is_sold_on_a_marketplace_goes_at_its_price_there_unless_a_price_is_said(house):
    with acting(house) as crm:
        watch, mug = item(crm, "Speedmaster"), item(crm, "Blue Mug")
        listings.put(crm, watch, listings.Wanted("chrono24", Money.of(7200, "EUR")))
        listings.put(crm, mug, listings.Wanted("etsy", usd(32)))
        said = {"item": watch, "contact": contact(crm)}
        assert ask(crm, "sell_item", **said, platform="chrono24") == (
            "Sell Speedmaster 145.022 (SV-0014) to Maria Lopez for €7,200.00?\n"
            "Ends 1 Chrono24 listing.\nSold on Chrono24, at its price there.\n"
            "Next: “send Maria Lopez the invoice”, and a nudge a week after delivery."
        )
        assert "for $6,500.00?" in ask(crm, "sell_item", **said, platform="ebay")
        at = ask(crm, "sell_item", **said, platform="chrono24", price=usd(7000))
        assert "for $7,000.00?" in at and "Sold on Chrono24.\n" in at
        assert do(crm, "sell_item", items=[mug], quantity=3, platform="etsy").text == (
            "Sold 3 × Blue Mug (SV-0020) on Etsy for $96.00. Order 1001, paid. 37 left. UNDO takes it back."
        )
        assert do(crm, "sell_item", items=[mug], quantity=3).text.startswith(
            "Sold 3 × Blue Mug (SV-0020) for $84.00."
        )


def test_what_an_auction_brought_is_asked_for(house):
    with acting(house) as crm:
        watch = item(crm, "Speedmaster")
        listings.put(crm, watch, listings.Wanted("catawiki", start_price=usd(3000)))
        said = {"item": watch, "contact": contact(crm), "platform": "catawiki"}
        with pytest.raises(Refused, match=r"What did Speedmaster 145\.022 go for on Catawiki\?") as refused:
            ask(crm, "sell_item", **said)
        assert refused.value.data["slot"] == "price"
        assert "for $7,100.00?" in ask(crm, "sell_item", **said, price=usd(7100))
        assert "for $6,500.00?" in ask(crm, "sell_item", **{**said, "platform": "ebay"})


def test_what_is_not_here_is_said_before_it_is_sold(house):
    with acting(house) as crm:
        items.pieces(crm, item(crm, "Red Field"))[0].stage = "in_repair"
        crm.session.flush()
        said = ask(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm))
        assert said.splitlines()[1] == "Red Field is in repair."
        holds.lend(crm, item(crm, "Speedmaster"), contact(crm))
        said = ask(crm, "sell_item", item=item(crm, "Speedmaster"), contact=contact(crm))
        assert "out on loan" not in said  # they have it on approval


def test_nobody_sells_below_the_floor_but_who_may_decide_it(house):
    with acting(house) as crm:
        item(crm, "Red Field").floor_price = Decimal(8000)
        said = {"item": item(crm, "Red Field"), "contact": contact(crm)}
        assert "Below the floor price of Red Field, $8,000.00." in ask(
            crm, "sell_item", **said, price=usd(7999)
        )
        dear = ask(crm, "sell_item", **said, price=usd(8800), discount=Decimal(10))
        assert "Below the floor price" in dear and "$7,920.00" in dear
        assert "floor" not in ask(crm, "sell_item", **said, price=usd(8000))
    with acting(house, "Sam") as crm:
        said = {"item": item(crm, "Red Field"), "contact": contact(crm)}
        with pytest.raises(Refused, match="is below what Red Field may be sold for"):
            do(crm, "sell_item", **said, price=usd(7999))
        assert "floor" not in ask(crm, "sell_item", **said, price=usd(8000))
        do(crm, "sell_item", **said, price=usd(8000))


def test_others_shares_and_names_are_hidden_from_a_seller(house):
    with acting(house) as crm:
        nude = item(crm)
        nude.brought_by_id = crm.session.scalar(text("SELECT id FROM \"user\" WHERE name = 'Leo Hart'"))
        nude.consignor_id = contact(crm, "Ana Ruiz").id
    with acting(house, "Leo") as crm:
        text_ = sales.plan(crm, Terms([(item(crm), 1)], price=usd(4500)))
        assert text_.total == usd(4500)
        said = ask(crm, "sell_item", item=item(crm), price=usd(4500))
        assert said == "Sell Blue Nude (SV-0012) for $4,500.00?\nReleases somebody's hold."
        with pytest.raises(NotAllowed):
            sales.sell(crm, Terms([(item(crm), 1)], price=usd(4500)))


def test_goods_over_the_counter_are_paid_and_taken_off_the_stock(house):
    with acting(house) as crm:
        reply = do(crm, "sell_item", item=item(crm, "Blue Mug"), quantity=3)
        assert (
            reply.text
            == "Sold 3 × Blue Mug (SV-0020) for $84.00. Order 1001, paid. 37 left. UNDO takes it back."
        )
        journal.undo(crm)
        assert stock.of(crm, item(crm, "Blue Mug")).quantity == 40


def test_a_price_is_for_the_whole_line_and_unit_price_for_each(house):
    with acting(house) as crm:
        mug = item(crm, "Blue Mug")
        assert sales.plan(crm, Terms([(mug, 3)], price=usd(60))).total == usd(60)
        assert sales.plan(crm, Terms([(mug, 3)], unit_price=usd(60))).total == usd(180)
        assert sales.plan(crm, Terms([(mug, 3)], discount=Decimal(10))).total == usd("75.60")
        assert sales.plan(crm, Terms([(mug, 3)], discount=usd(4))).total == usd(80)


def test_one_price_for_several_is_shared_out_without_a_cent_lost(house):
    with acting(house) as crm:
        wanted = [(item(crm), 1), (item(crm, "Red Field"), 1), (item(crm, "To the Lighthouse"), 1)]
        made = sales.plan(crm, Terms(wanted, contact(crm), price=usd("10000.01")))
        assert sum(part.total for part in made.parts) == Decimal("10000.01")
        assert [part.total for part in made.parts] == [
            Decimal("2909.09"),
            Decimal("5757.58"),
            Decimal("1333.34"),
        ]


def test_a_method_means_paid_in_full_unless_it_is_an_invoice(house):
    with acting(house) as crm:
        said = {"item": item(crm), "contact": contact(crm), "price": usd(4500)}
        assert "Paid in full (card)." in ask(crm, "sell_item", **said, method="card")
        assert "Paid" not in ask(crm, "sell_item", **said, method="invoice")


def test_tax_is_contained_in_the_price(house):
    with acting(house) as crm:
        from crm_core.services import settings

        settings.change(crm, "tax_percent", "25")
        red = sales.plan(crm, Terms([(item(crm, "Red Field"), 1)], contact(crm), price=usd(10000)))
        assert (red.total, red.tax) == (usd(10000), Decimal("2000.00"))
        assert [share.amount for share in red.parts[0].shares] == [Decimal("4000.00")]


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"price": usd(-1)}, "can't be negative"),
        ({"price": usd(100), "deposit": usd(200)}, "more than the price"),
        ({"price": usd(100), "discount": usd(200)}, "discount"),
        ({"price": usd(100), "deposit": Money.of(1, "EUR")}, "in one currency"),
    ],
)
def test_what_can_not_be_is_refused_in_words(house, terms, why):
    with acting(house) as crm, pytest.raises(Refused, match=why):
        sales.sell(crm, Terms([(item(crm), 1)], contact(crm), **terms))


def test_more_than_there_is_can_not_be_sold(house):
    with acting(house) as crm, pytest.raises(Refused, match="only 25 of Dinner Plate"):
        sales.sell(crm, Terms([(item(crm, "Dinner Plate"), 26)], contact(crm)))


def test_what_is_sold_is_not_sold_again_and_to_whom_is_said(house):
    with acting(house) as crm:
        sales.sell(crm, Terms([(item(crm), 1)], contact(crm)))
        with pytest.raises(Refused, match=r"sold already: Order 1001 to Maria Lopez, Fri, Nov 20"):
            sales.sell(crm, Terms([(item(crm), 1)], contact(crm, "Tom")))


def test_a_work_on_approval_is_sold_to_whoever_has_it(house):
    with acting(house) as crm:
        holds.lend(crm, item(crm, "Red Field"), contact(crm))
        with pytest.raises(Refused, match="Maria Lopez has Red Field on approval"):
            sales.plan(crm, Terms([(item(crm, "Red Field"), 1)], contact(crm, "Tom")))
        assert do(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm)).text.startswith(
            "Sold."
        )


def test_an_edition_sells_piece_by_piece(house):
    with acting(house) as crm:
        print_ = items.add(crm, NewItem("Night Swim", price=usd(700)))
        print_.kind = "edition"
        for number in (2, 3):
            crm.session.add(Piece(item_id=print_.id, number=number))
        crm.session.flush()
        assert "2 × Night Swim" in ask(crm, "sell_item", item=print_, quantity=2, contact=contact(crm))
        order, _ = sales.sell(crm, Terms([(print_, 2)], contact(crm)))
        assert order.total == 1400
        with pytest.raises(Refused, match=r"There is only 1 of Night Swim .* left"):
            sales.sell(crm, Terms([(print_, 2)], contact(crm)))


def test_undo_frees_the_piece_gives_the_hold_back_and_balances_the_books(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm), contact=contact(crm), price=usd(4500), deposit=usd(500))
        journal.undo(crm)
        assert [who.name for _, _, who in holds.held_items(crm)] == ["Tom Chen"]
        assert crm.session.scalar(text("SELECT sum(amount) FROM payment")) == 0
        assert not crm.session.execute(
            text("SELECT account FROM ledger_entry GROUP BY account HAVING sum(amount) <> 0")
        ).all()
        assert payments.who_owes(crm) == []
        journal.redo(crm)
        assert payments.who_owes(crm)[0][2] == usd(4000)


def test_what_was_undone_is_available_again_in_lists(house):
    with acting(house) as crm:
        assert search.search_items(crm, status="sold").total == 0
        do(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm))
        assert [found.title for found in search.search_items(crm, status="sold").rows] == ["Red Field"]
        journal.undo(crm)
        assert search.search_items(crm, status="sold").total == 0
        assert "Red Field" in [found.title for found in search.search_items(crm, status="available").rows]


def test_a_sale_looks_back(house):
    with acting(house) as crm:
        said = {"item": item(crm), "contact": contact(crm), "when": date(2026, 11, 17)}
        assert "Sold Tue, Nov 17." in ask(crm, "sell_item", **said)
        do(crm, "sell_item", **said)
        assert crm.session.scalars(select(Order)).one().ordered_at.date() == date(2026, 11, 17)


def run_at_once(house, count, work):
    """So many threads, each with a connection of its own, start together; what each got."""
    start, results = threading.Barrier(count), [None] * count

    def one(number):
        start.wait()
        try:
            results[number] = work(number)
        except HerringError as error:
            results[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_fifty_who_buy_the_last_piece_one_gets_it_and_49_get_a_sentence(house):
    names = ["Maria Lopez", "Tom Chen", "Eva Stone", "Nadia Khan", "Marion Gold"]

    def buy(number):
        with acting(house) as crm:
            order, _ = sales.sell(crm, Terms([(item(crm), 1)], contact(crm, names[number % 5])))
            return order.number

    results = run_at_once(house, 50, buy)
    assert [each for each in results if isinstance(each, int)] == [1001]
    assert all("sold already: Order 1001" in str(each) for each in results if not isinstance(each, int))
    with house.crm() as crm:
        assert crm.session.scalar(select(func.count()).where(Claim.state == "sold")) == 1
        assert crm.session.scalar(text('SELECT count(*) FROM "order"')) == 1


def test_goods_are_never_oversold_and_order_numbers_have_no_gap(house):
    def buy(number):
        with acting(house) as crm:
            wanted = [(item(crm, "Dinner Plate"), 2), (item(crm, "Blue Mug"), 3)]
            return sales.sell(crm, Terms(wanted if number % 2 else wanted[::-1], contact(crm)))[0].number

    results = run_at_once(house, 20, buy)
    sold = sorted(each for each in results if isinstance(each, int))
    assert sold == list(range(1001, 1001 + len(sold))) and len(sold) == 12
    with house.crm() as crm:
        assert (
            stock.of(
                crm, crm.session.scalars(select(Item).where(Item.title == "Dinner Plate")).one()
            ).quantity
            == 1
        )
