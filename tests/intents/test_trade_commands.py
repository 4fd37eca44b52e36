"""Commands about items, sales, orders, batches, listings and reports: previews, receipts, undo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from crm_core.errors import NotAllowed, NotFound, Refused
from crm_core.models import Invoice, Outbox
from crm_core.money import Money
from crm_core.services import costs, journal, ledger, orders, payments, sales, statements, stock
from crm_core.services.sale_plan import Terms
from intents.base import Effect, registry
from tests.world import acting, ask, contact, do, item

FAMILIES = ("items", "sales", "orders", "batches", "listings", "reports")


def usd(amount):
    return Money.of(amount, "USD")


@pytest.mark.parametrize(
    "intent", [each for each in registry if each.family in FAMILIES], ids=lambda each: each.name
)
def test_every_command_does_something_and_asks_where_it_must(intent):
    assert intent.can_run()
    if intent.effect in (Effect.CONFIRM, Effect.OUTWARD):
        assert "preview" in vars(intent)


def test_an_offer_goes_out_to_them_and_is_open(house):
    with acting(house) as crm:
        said = {
            "item": item(crm, "Red Field"),
            "contact": contact(crm),
            "price": usd(9000),
            "until": date(2026, 11, 27),
        }
        words = (
            "Sol Vista Gallery: Red Field by Ana Ruiz is yours for $9,000.00 until Fri, Nov 27, if you like."
        )
        assert ask(crm, "make_offer", **said) == (
            f"Text Maria Lopez (+14155550132): “{words}”?\n"
            "Quiet hours where they are: it waits until Fri, Nov 20, 12:00 PM."
        )
        assert do(crm, "make_offer", **said).text.startswith("Offered Red Field to Maria Lopez at $9,000.00")
        assert crm.session.scalars(select(Outbox.text)).one().startswith(words)
        assert (
            do(crm, "list_offers").text
            == "1 open:\n1 Red Field to Maria Lopez at $9,000.00 until Fri, Nov 27"
        )


def test_their_price_is_accepted_or_not_and_they_are_told(house):
    with acting(house) as crm:
        said = {"contact": contact(crm, "Tom"), "item": item(crm), "price": usd(3800)}
        reply = do(crm, "answer_offer", answer="accept", **said)
        assert (
            reply.text
            == "Tom Chen's offer is accepted at $3,800.00; the answer is on its way. UNDO takes it back."
        )
        lowest = {**said, "price": usd(4000)}
        assert "$4,000.00 is the lowest" in ask(crm, "answer_offer", answer="decline", **lowest)
        do(crm, "answer_offer", answer="decline", **lowest)
        assert do(crm, "list_offers", contact=contact(crm, "Tom")).text.startswith(
            "1 open:\n1 Blue Nude to Tom Chen at $4,000"
        )
        do(crm, "withdraw_offer", item=item(crm))
        assert do(crm, "list_offers").text == "No open offers."
        with pytest.raises(Refused, match="no open offer"):
            ask(crm, "withdraw_offer", item=item(crm))


def test_what_is_sold_can_not_be_offered(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm), contact=contact(crm))
        with pytest.raises(Refused, match="sold already"):
            ask(crm, "make_offer", item=item(crm), contact=contact(crm, "Tom"))


def test_an_order_in_words(house):
    with acting(house) as crm:
        said = {"items": ["2 blue mugs", "a plate"], "contact": contact(crm, "Eva")}
        assert ask(crm, "create_order", **said) == (
            "Order 2 × Blue Mug (SV-0020) and Dinner Plate (SV-0021) for Eva Stone, $90.00?\n"
            "Next: “send Eva Stone the invoice”, and a nudge a week after delivery."
        )
        assert do(crm, "create_order", **said).text == (
            "Order 1001: 2 × Blue Mug (SV-0020) and Dinner Plate (SV-0021), $90.00 due. UNDO takes it back."
        )
        assert stock.of(crm, item(crm, "Dinner Plate")).quantity == 24
        assert do(crm, "list_orders").text == "1 order:\n1 Order 1001, Eva Stone, $90.00, pending"
        with pytest.raises(NotFound, match="grue"):
            ask(crm, "create_order", items=["2 grues"])


@pytest.mark.parametrize(
    ("said", "quantity", "title"),
    [
        ("2 blue mugs", 2, "Blue Mug"),
        ("a blue mug", 1, "Blue Mug"),
        ("a dozen blue mugs", 12, "Blue Mug"),
        ("three plates", 3, "Dinner Plate"),
        ("Still Life for Two", 1, "Still Life for Two"),
        ("4x blue mug", 4, "Blue Mug"),
    ],
)
def test_how_many_of_what(house, said, quantity, title):
    with acting(house) as crm:
        found, many = orders.read_line(crm, said)
        assert (found.title, many) == (title, quantity)


def test_a_list_sold_keeps_its_quantities(house):
    with acting(house) as crm:
        intent = registry["sell_item"](
            items=[item(crm, "Blue Mug"), item(crm, "Dinner Plate")], contact=contact(crm)
        )
        intent.said = {"items": ["2 blue mugs", "a plate"]}
        assert intent.preview(crm).startswith(
            "Sell 2 × Blue Mug (SV-0020) and Dinner Plate (SV-0021) to Maria Lopez for $90.00?"
        )


def test_called_off_it_says_what_comes_back_and_which_money_goes(house):
    with acting(house) as crm:
        order, _ = sales.sell(crm, Terms([(item(crm), 1)], contact(crm), price=usd(4500), deposit=usd(500)))
        assert ask(crm, "advance_order", order=order, order_status="canceled") == (
            "Call off Order 1001 (Maria Lopez)?\nFor sale again: Blue Nude.\n"
            "$500.00 was paid and has to go back: “refund 1001” then."
        )
        reply = do(crm, "advance_order", order=order, order_status="canceled")
        assert reply.text.startswith("Order 1001 is canceled. UNDO takes it back. $500.00 has to go back")
        journal.undo(crm)
        assert payments.due(crm, order) == usd(4000)


def test_several_orders_go_on_at_once(house):
    with acting(house) as crm:
        made = [sales.sell(crm, Terms([(item(crm, "Blue Mug"), 1)], contact(crm)))[0] for _ in range(2)]
        assert ask(crm, "advance_order", orders=made, order_status="shipped", tracking="JD0146000") == (
            "Mark Orders 1001 and 1002 as shipped, tracking JD0146000?\n"
            "$28.00 is still due on Order 1001.\n$28.00 is still due on Order 1002."
        )
        assert do(crm, "advance_order", orders=made, order_status="shipped").text.startswith(
            "Orders 1001 and 1002 are"
        )


def test_a_return_says_what_goes_back(house):
    with acting(house) as crm:
        sales.sell(crm, Terms([(item(crm), 1)], contact(crm), price=usd(4500), method="cash"))
        assert ask(crm, "return_item", item=item(crm)) == (
            "Take back Blue Nude from Order 1001 (Maria Lopez)?\n"
            "$4,500.00 goes back to Maria Lopez. It is for sale again.\n"
            "Herring only writes it down: send the money yourself."
        )
    with acting(house, "Sam") as crm, pytest.raises(NotAllowed, match="money back"):
        do(crm, "return_item", item=item(crm))


def test_an_invoice_leaves_once_it_is_oked(house):
    with acting(house) as crm:
        sales.sell(crm, Terms([(item(crm), 1)], contact(crm), price=usd(4500), deposit=usd(500)))
        assert ask(crm, "send_invoice", contact=contact(crm)) == (
            "Send Maria Lopez the invoice of Order 1001 by sms?\nBlue Nude: $4,500.00\nTotal: $4,500.00\n"
            "Paid: $500.00\nDue: $4,000.00"
        )
        assert crm.session.scalar(select(func.count()).select_from(Invoice)) == 0
        assert do(crm, "send_invoice", contact=contact(crm)).text.startswith(
            "Invoice 1 of Order 1001 is on its way"
        )
        sent = crm.session.scalars(select(Outbox)).one()
        assert sent.text.startswith("Sol Vista Gallery: invoice 1, Fri, Nov 20, for Maria Lopez\n")


def test_a_statement_tells_what_was_sold_and_paid_out(house):
    with acting(house) as crm:
        sales.sell(crm, Terms([(item(crm, "Red Field"), 1)], contact(crm), price=usd(9000)))
        do(crm, "record_payout", contact=contact(crm, "Ana Ruiz"), amount=usd(800))
        assert ask(crm, "send_statement", contact=contact(crm, "Ana Ruiz")) == (
            "Send Ana Ruiz this by sms?\nSol Vista Gallery: statement for Ana Ruiz\n"
            "Fri, Nov 20: sold Red Field (Order 1001), $4,500.00\nFri, Nov 20: paid out, -$800.00\n"
            "Balance in your favor: $3,700.00"
        )


def test_a_statement_is_silent_about_what_was_taken_back_and_tells_of_a_return(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm), price=usd(9000))
        journal.undo(crm)
        journal.redo(crm)
        journal.undo(crm)
        again = Terms([(item(crm, "Still Life"), 1)], contact(crm), price=usd(800), method="cash")
        second, _ = sales.sell(crm, again)
        payments.refund(crm, second)
        said = ask(crm, "send_statement", contact=contact(crm, "Ana Ruiz"))
    assert said.split("\n", 2)[2] == (
        "Fri, Nov 20: sold Still Life for Two (Order 1002), $400.00\n"
        "Fri, Nov 20: returned Still Life for Two (Order 1002), -$400.00\nBalance in your favor: nothing"
    )


def test_a_statement_is_silent_about_a_sale_called_off_and_says_what_was_paid_too_much(house):
    with acting(house) as crm:
        ana = contact(crm, "Ana Ruiz")
        do(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm), price=usd(9000))
        do(crm, "advance_order", order=orders.get(crm, contact(crm))[0], order_status="canceled")
        sold, _ = sales.sell(
            crm, Terms([(item(crm, "Still Life"), 1)], contact(crm), price=usd(800), method="cash")
        )
        payments.pay_out(crm, ana, usd(100))
        payments.refund(crm, sold)
        assert statements.text(crm, ana).split("\n", 1)[1] == (
            "Fri, Nov 20: sold Still Life for Two (Order 1002), $400.00\nFri, Nov 20: paid out, -$100.00\n"
            "Fri, Nov 20: returned Still Life for Two (Order 1002), -$400.00\nPaid too much so far: $100.00"
        )
        said = do(crm, "balance", contact=ana).text
    assert said == "We owe Ana Ruiz nothing. They were paid $100.00 too much."


def test_a_statement_of_a_month_tells_what_went_back_of_an_earlier_one(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm, "Red Field"), contact=contact(crm), price=usd(9000))
    house.clock.advance(days=5)
    with acting(house) as crm:
        journal.undo(crm)
        ana = contact(crm, "Ana Ruiz")
        before = statements.text(crm, ana, date(2026, 11, 16), date(2026, 11, 22))
        after = statements.text(crm, ana, date(2026, 11, 23), date(2026, 11, 29))
        whole = statements.text(crm, ana)
    assert "Fri, Nov 20: sold Red Field (Order 1001), $4,500.00" in before
    assert "Wed, Nov 25: sold Red Field (Order 1001), taken back, -$4,500.00" in after
    assert "Nothing happened so far." in whole


def test_a_batch_takes_everything_along(house):
    with acting(house) as crm:
        reply = do(
            crm, "create_batch", batch="b7", tracking="00340434292135100186", items=[item(crm, "Red Field")]
        )
        assert reply.text == (
            "Batch B7 is open, tracking 00340434292135100186 with Red Field (SV-0016). UNDO takes it back."
        )
        from crm_core.services import batches

        batch = batches.find(crm, "b7").rows[0]
        do(crm, "add_to_batch", batch=batch, items=[item(crm, "Speedmaster")])
        said = {"batch": batch, "location": "Stockholm"}
        assert ask(crm, "move_batch", **said) == "Move batch B7 to Stockholm? 2 items with it."
        do(crm, "move_batch", **said)
        assert do(crm, "find_item", item=item(crm, "Speedmaster"), field="location").text.endswith(
            ": Stockholm"
        )
        assert do(crm, "list_batches").text == "1 open:\n1 B7: 2 items, last in Stockholm"
        assert do(crm, "track_batch", batch=batch).text.startswith(
            "Batch B7 was last in Stockholm. 2 items in it."
        )
        do(crm, "remove_from_batch", batch=batch, items=[item(crm, "Speedmaster")])
        other = batches.create(crm, "B8")
        assert (
            "Red Field was in B7."
            in do(crm, "add_to_batch", batch=other, items=[item(crm, "Red Field")]).text
        )
        with pytest.raises(Refused, match="There is a batch B7 already"):
            do(crm, "create_batch", batch="B7")


def test_a_listing_is_honest_about_what_a_person_has_to_do(house):
    with acting(house) as crm:
        said = {"items": [item(crm, "Speedmaster")], "platform": "catawiki"}
        assert ask(crm, "list_on", **said) == "List Speedmaster 145.022 (SV-0014) on Catawiki, at $6,500.00?"
        assert "Herring isn't connected to Catawiki yet" in do(crm, "list_on", **said).text
        assert do(crm, "listing_status").text == (
            "1 listed:\n1 Speedmaster 145.022 on Catawiki, $6,500.00, to be put up"
        )
        with pytest.raises(Refused, match="is on Catawiki already"):
            ask(crm, "list_on", **said)
        with pytest.raises(Refused, match="on hold"):
            ask(crm, "list_on", items=[item(crm)], platform="ebay")
        do(crm, "unlist", items=[item(crm, "Speedmaster")])
        assert do(crm, "listing_status").text == "Nothing is listed."


def test_terms_costs_and_whose_item_it_is(house):
    with acting(house) as crm:
        assert do(crm, "set_terms", contact=contact(crm, "Ana Ruiz"), share=Decimal(60)).text == (
            "Ana Ruiz gets 60% from now on. UNDO takes it back."
        )
        made = sales.plan(crm, Terms([(item(crm, "Red Field"), 1)], contact(crm), price=usd(9000)))
        assert made.parts[0].shares[0].amount == 5400
        nude = item(crm)
        nude.cost = Decimal(2000)
        do(crm, "add_cost", item=nude, amount=usd(120), text="framing")
        assert costs.of(crm, nude, "USD") == 2120
        journal.undo(crm)
        assert costs.of(crm, nude, "USD") == 2000


def test_an_agent_sells_their_own_and_earns_their_share(house):
    from crm_core.models import User

    with acting(house) as crm:
        gus = crm.session.scalars(select(User).where(User.name == "Gus Lind")).one()
        do(crm, "assign_item", item=item(crm, "Speedmaster"), user=gus)
        do(crm, "set_terms", user=gus, share=Decimal(10))
    with acting(house, "Gus") as crm:
        do(crm, "sell_item", item=item(crm, "Speedmaster"))
        assert do(crm, "balance").text == "You have $650.00 to come."
        assert do(crm, "sales_report").text.startswith("Nov 1 to Nov 20: $6,500.00 from 1 sale.")
    with acting(house) as crm:
        assert ledger.owed_to(crm, gus) == [usd(650)]


def test_bought_for_stock(house):
    with acting(house) as crm:
        said = {"title": "Polerouter", "contact": contact(crm, "Eva"), "cost": Money.of(1400, "EUR")}
        assert ask(crm, "buy_item", **said) == "Buy Polerouter from Eva Stone for €1,400.00?"
        assert do(crm, "buy_item", **said).text == (
            "Bought: Polerouter is SV-0022, cost €1,400.00 from Eva Stone. UNDO takes it back."
        )


def test_an_export_is_fetched_by_a_link_and_the_other_admins_are_told(house):
    with acting(house, "Mia") as crm:
        reply = do(crm, "export_data", what="contacts", format="xlsx")
        assert reply.text.startswith("6 rows of contacts, to be fetched within a day:\nhttp")
        assert crm.session.scalars(select(Outbox.text)).one() == "Mia Park exported 6 contacts."


def test_long_lists_come_in_pages(house):
    with acting(house) as crm:
        for number in range(10):
            do(crm, "add_item", title=f"Study {number}", maker="Ana Ruiz")
        first = do(crm, "list_items", query="study")
        assert first.text.startswith("10 items:\n1 Study 9, Ana Ruiz, price on request, available\n")
        assert first.text.endswith("2 more: text MORE.") and len(first.shown) == 8
        rest = registry["list_items"](query="study")
        rest.page = first.more["page"]
        second = rest.run(crm)
        assert second.text == (
            "1 Study 1, Ana Ruiz, price on request, available\n2 Study 0, Ana Ruiz, price on request, available"
        )
        assert second.more is None


def test_the_period_before_is_of_the_same_kind(house):
    from intents.report_words import before

    assert before(date(2026, 11, 1), date(2026, 11, 30)) == (date(2026, 10, 1), date(2026, 10, 31))
    assert before(date(2026, 1, 1), date(2026, 12, 31)) == (date(2025, 1, 1), date(2025, 12, 31))
    assert before(date(2026, 11, 16), date(2026, 11, 20)) == (date(2026, 11, 11), date(2026, 11, 15))


def test_what_a_manager_okays_is_the_sellers_own_sale(house):
    from crm_core.models import Order
    from crm_core.services import approvals
    from intents.approving import approve
    from intents.binding import dump

    with acting(house, "Leo") as crm:
        do(crm, "add_item", title="Sunset", price=usd(9500))
        found = item(crm, "Sunset")
        approval = approvals.ask(crm, dump(registry["sell_item"](item=found)), "Sell Sunset?", "sales.write")
        leo = crm.actor.id
    with acting(house, "Mia") as crm, crm.command("approve"):
        approve(crm, crm.session.get_one(type(approval), approval.id))
    with acting(house, "Leo") as crm:
        assert crm.session.scalars(select(Order.sold_by_id)).one() == leo
        assert do(crm, "sales_report").text.startswith("Nov 1 to Nov 20: $9,500.00 from 1 sale.")
