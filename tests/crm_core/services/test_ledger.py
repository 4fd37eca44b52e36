"""Money: what is due, paid, given back and owed; every booking sums to zero."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from crm_core.errors import NotAllowed, Refused
from crm_core.models import Order
from crm_core.money import Money
from crm_core.services import (
    invoices,
    items,
    journal,
    ledger,
    order_changes,
    order_states,
    payments,
    returns,
    sales,
    stock,
)
from crm_core.services.sale_plan import Terms
from tests.world import acting, ask, contact, do, item


def usd(amount):
    return Money.of(amount, "USD")


def sold(crm, *titles, who="Maria", **terms):
    wanted = [(item(crm, title), 1) for title in titles or ("Blue Nude",)]
    return sales.sell(crm, Terms(wanted, contact(crm, who), **terms))[0]


def accounts(crm):
    rows = crm.session.execute(text("SELECT account, sum(amount) FROM ledger_entry GROUP BY account"))
    return {account: amount for account, amount in rows if amount}


def test_a_payment_in_parts(house):
    with acting(house) as crm:
        sold(crm, price=usd(4500))
        first = do(crm, "record_payment", contact=contact(crm), amount=usd(2000), method="card")
        assert (
            first.text
            == "$2,000.00 from Maria Lopez by card on order 1001. $2,500.00 still due. UNDO takes it back."
        )
        rest = do(crm, "record_payment", contact=contact(crm))
        assert rest.text == "$2,500.00 from Maria Lopez on order 1001. Paid in full. UNDO takes it back."
        with pytest.raises(Refused, match="owes nothing"):
            payments.record(crm, contact(crm))
        assert accounts(crm) == {"cash": 4500, "sales": -4500}


def test_more_than_is_due_is_refused_in_words(house):
    with acting(house) as crm:
        sold(crm, price=usd(100))
        with pytest.raises(
            Refused, match=r"\$150.00 is more than the \$100.00 due on Order 1001. Nothing is recorded."
        ):
            payments.record(crm, contact(crm), usd(150))


def test_the_oldest_order_is_paid_first(house):
    with acting(house) as crm:
        sold(crm, "Blue Nude", price=usd(1000))
        sold(crm, "Red Field", price=usd(2000))
        reply = do(crm, "record_payment", contact=contact(crm), amount=usd(1500))
        assert reply.text.startswith(
            "$1,500.00 from Maria Lopez on orders 1001 and 1002. $1,500.00 still due."
        )


def test_another_currency_is_asked_about(house):
    with acting(house) as crm:
        sold(crm, price=usd(1000))
        with pytest.raises(Refused, match="Order 1001 is in USD, not EUR"):
            payments.record(crm, contact(crm), Money.of(100, "EUR"))


def test_an_undone_payment_is_due_again_and_redo_pays_it_again(house):
    with acting(house) as crm:
        order = sold(crm, price=usd(1000))
        do(crm, "record_payment", order=order, amount=usd(400))
        journal.undo(crm)
        assert payments.due(crm, order) == usd(1000)
        journal.redo(crm)
        assert payments.due(crm, order) == usd(600)
        assert accounts(crm)["cash"] == 400


def test_a_sale_with_a_later_payment_is_not_undone_over_its_head(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm), contact=contact(crm), price=usd(4500))
        order = payments.who_owes(crm)[0][0]
        do(crm, "record_payment", order=order, amount=usd(2000))
        sale = crm.session.execute(text("SELECT id FROM action WHERE name = 'sell_item'")).scalar_one()
        with pytest.raises(Refused, match=r"Order 1001 has a payment of \$2,000.00"):
            journal.undo(crm, sale)


def test_a_partial_refund_takes_everybodys_share_back_in_proportion(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field", price=usd(9000), method="wire")
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) == [usd(4500)]
        back, kept = payments.refund(crm, order, usd(900))
        assert (back, kept, payments.due(crm, order)) == (usd(900), usd(8100), usd(0))
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) == [usd(4050)]


def test_a_whole_refund_ends_the_order_and_frees_the_piece(house):
    with acting(house) as crm:
        order = sold(crm, price=usd(4500), method="wire")
        assert ask(crm, "refund_order", order=order) == (
            "Give $4,500.00 back to Maria Lopez for Order 1001?\n"
            "The order is then refunded; what was in it is for sale again.\n"
            "Herring only writes it down: send the money yourself."
        )
        payments.refund(crm, order)
        assert order.status == "refunded" and accounts(crm) == {}
        assert sold(crm, price=usd(10)).number == 1002


def test_a_canceled_order_gives_everything_back_but_the_money_waits_for_a_refund(house):
    with acting(house) as crm:
        order = sold(crm, "Blue Mug", "Blue Nude", price=usd(3000), deposit=usd(500))
        order_states.advance(crm, order, "canceled")
        assert stock.of(crm, item(crm, "Blue Mug")).quantity == 40
        assert payments.due(crm, order) == usd(-500)
        assert payments.who_owes(crm) == []
        assert payments.refund(crm, order) == (usd(500), usd(0))
        assert order.status == "canceled" and accounts(crm) == {}


def test_steps_go_forward_only(house):
    with acting(house) as crm:
        order = sold(crm)
        order_states.advance(crm, order, "shipped", "JD0146000")
        with pytest.raises(Refused, match="is shipped, so it can't become pending"):
            order_states.advance(crm, order, "pending")
        with pytest.raises(Refused, match="Say “refund 1001” instead"):
            order_states.advance(crm, order, "canceled")
        order_states.advance(crm, order, "delivered")
        assert do(crm, "find_order", order=order).text == (
            "Order 1001, Maria Lopez, Fri, Nov 20: delivered\nBlue Nude, $4,800.00\n$4,800.00 due\nTracking JD0146000"
        )


def test_one_of_two_comes_back_and_its_money_with_it(house):
    with acting(house) as crm:
        order = sold(crm, "Blue Nude", "Still Life for Two", method="cash")
        order_states.advance(crm, order, "delivered")
        planned = returns.plan_return(crm, None, item(crm, "Still Life for Two"), None)
        assert (planned.worth, planned.back) == (usd(900), usd(900))
        reply = do(crm, "return_item", item=item(crm, "Still Life for Two"))
        assert reply.text == (
            "Still Life for Two came back and is for sale again; $900.00 goes back to them. UNDO takes it back."
        )
        assert order.status == "delivered" and payments.due(crm, order) == usd(0)
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) != [usd(450)]


def test_what_is_kept_of_a_return_stays_the_orders_worth(house):
    with acting(house) as crm:
        order = sold(crm, price=usd(4500), method="cash")
        returns.take_back(crm, order, None, usd(4000))
        assert (payments.paid(crm, order), payments.due(crm, order)) == (usd(500), usd(0))
        assert order.status == "refunded" and items.own(crm, item(crm))


def test_an_unpaid_return_owes_nothing_either_way(house):
    with acting(house) as crm:
        order = sold(crm, price=usd(4500))
        planned = returns.take_back(crm, None, item(crm))
        assert not planned.back and payments.due(crm, order) == usd(0) and accounts(crm) == {}


def test_an_order_is_changed_and_booked_anew(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field", price=usd(9000))
        reply = do(crm, "update_order", order=order, add=["2 blue mugs"], shipping=usd(100))
        assert reply.text == "Order 1001 is changed: $9,156.00 due. UNDO takes it back."
        assert accounts(crm) == {"receivable": 9156, "sales": -9156, "shares": 4500, "payable": -4500}
        assert do(crm, "update_order", order=order, remove=["blue mugs"]).text.startswith(
            "Order 1001 is changed: $9,100.00 due."
        )
        assert stock.of(crm, item(crm, "Blue Mug")).quantity == 40
        do(crm, "update_order", order=order, price=usd(8000))
        # The price is for the things in it; shipping comes on top.
        assert payments.due(crm, order) == usd(8100)
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) == [usd(4000)]
        journal.undo(crm)
        assert payments.due(crm, order) == usd(9100)
        assert ledger.owed_to(crm, contact(crm, "Ana Ruiz")) == [usd(4500)]


def test_a_change_and_then_the_sale_are_undone_one_after_the_other(house):
    with acting(house) as crm:
        do(crm, "sell_item", item=item(crm), contact=contact(crm), price=usd(100), method="cash")
        order = crm.session.scalars(select(Order)).one()
        do(crm, "update_order", order=order, add=["a blue mug"], price=usd(100))
        journal.undo(crm)
        assert accounts(crm) == {"cash": 100, "sales": -100}
        journal.undo(crm)
        assert accounts(crm) == {} and stock.of(crm, item(crm, "Blue Mug")).quantity == 40


def test_a_preview_of_a_change_changes_nothing(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field", price=usd(9000))
        text_ = ask(crm, "update_order", order=order, add=["2 blue mugs"])
        assert text_ == "Change Order 1001: add 2 × Blue Mug (SV-0020)? Then $9,056.00 due."
        assert payments.due(crm, order) == usd(9000) and len(order_states.lines(crm, order)) == 1


def test_what_we_owe_is_paid_out_and_no_more(house):
    with acting(house, "Fay") as crm:
        with pytest.raises(NotAllowed):
            sold(crm, "Red Field")
    with acting(house) as crm:
        sold(crm, "Red Field", price=usd(9000))
    with acting(house, "Fay") as crm:
        ana = contact(crm, "Ana Ruiz")
        assert do(crm, "balance", contact=ana).text == "We owe Ana Ruiz $4,500.00."
        with pytest.raises(Refused, match=r"We owe Ana Ruiz \$4,500.00"):
            payments.pay_out(crm, ana, usd(5000))
        reply = do(crm, "record_payout", contact=ana, amount=usd(800))
        assert (
            reply.text == "Noted: $800.00 paid out to Ana Ruiz; we still owe $3,700.00. UNDO takes it back."
        )
        journal.undo(crm)
        assert payments.balance(crm, ana) == [usd(4500)]


def test_staff_see_no_debts_and_everybody_their_own_balance(house):
    with acting(house, "Sam") as crm:
        with pytest.raises(NotAllowed):
            payments.who_owes(crm)
        with pytest.raises(NotAllowed):
            do(crm, "balance", contact=contact(crm, "Ana Ruiz"))
        assert do(crm, "balance").text == "You have nothing to come."


def test_invoices_have_numbers_without_gaps_and_a_changed_one_is_credited(house):
    with acting(house) as crm:
        order = sold(crm, "Red Field", price=usd(9000))
        first = invoices.issue(crm, order)
        assert invoices.issue(crm, order).number == first.number == 1
        order_changes.update(crm, order, order_changes.Changes(shipping=usd(50)))
        second = invoices.issue(crm, order)
        assert second.number == 3 and second.amount == 9050
        credit = crm.session.execute(
            text("SELECT number, amount FROM invoice WHERE credits_id IS NOT NULL")
        ).one()
        assert tuple(credit) == (2, -9000)


def test_an_unbalanced_booking_never_commits(house):
    with pytest.raises(IntegrityError, match="does not sum to zero"), acting(house) as crm:
        crm.session.execute(text("INSERT INTO ledger_transaction (kind, booked_at) VALUES ('x', now())"))
        crm.session.execute(
            text(
                "INSERT INTO ledger_entry (transaction_id, account, amount, currency)"
                " SELECT max(id), 'cash', 1, 'USD' FROM ledger_transaction"
            )
        )


@pytest.mark.parametrize(
    "table", ["payment", "ledger_transaction", "ledger_entry", "stock_move", "invoice", "cost"]
)
def test_what_was_booked_is_never_changed(house, table):
    with acting(house) as crm:
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="permission denied"), crm.session.begin_nested():
                crm.session.execute(text(sql))
