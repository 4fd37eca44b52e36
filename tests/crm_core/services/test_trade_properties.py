"""Whatever happens in whatever order: stock is never negative, books balance, a piece is never claimed twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from crm_core.errors import HerringError
from crm_core.models import Claim, Item, Listing, Offer, Order, OrderLine, Piece, Stock
from crm_core.money import Money
from crm_core.services import (
    editions,
    find,
    holds,
    invoices,
    items,
    journal,
    listings,
    offers,
    order_changes,
    order_states,
    payments,
    returns,
    sales,
    stock,
)
from crm_core.services.items import NewItem
from crm_core.services.order_changes import Changes
from crm_core.services.sale_plan import Terms
from tests.contract.lived_in import SUMS, difference, rows_of
from tests.world import acting, contact, item

STATE = (Item, Piece, Stock, Claim, Order, OrderLine, Offer, Listing)


def as_it_stands(crm):
    """The trade's rows that are there, and the sums of payments, bookings and stock moves."""
    found = {name: [tuple(row) for row in crm.session.execute(text(sql))] for name, sql in SUMS.items()}
    for model in STATE:
        found[model.__tablename__] = [row for row in rows_of(crm, model) if row["deleted_at"] is None]
    return found


THINGS = st.sampled_from(
    [
        "Blue Nude",
        "Red Field",
        "Still Life for Two",
        "Blue Mug",
        "Dinner Plate",
        "Night Swim",
        "Night Swim 2/3",
    ]
)
PEOPLE = st.sampled_from(["Maria", "Tom", "Eva"])
AMOUNTS = st.sampled_from(["0.01", "33.33", "100", "250.50", "900", "4500"]).map(
    lambda said: Money.of(said, "USD")
)
PICKS = st.integers(0, 5)


class Trade(RuleBasedStateMachine):
    """A gallery's days; each step is one command, and what is refused changes nothing."""

    house = None

    def __init__(self):
        super().__init__()
        self.crm_of = acting(self.house)
        self.crm = self.crm_of.__enter__()
        self.world = self.crm.session.begin_nested()
        swim = NewItem("Night Swim", "Ana Ruiz", price=Money.of(900, "USD"), edition=2, proofs=1)
        items.add(self.crm, swim).consignor_id = contact(self.crm, "Ana Ruiz").id
        gus = find.users(self.crm, "Gus").one
        gus.share_percent, item(self.crm, "Red Field").assigned_to_id = Decimal(10), gus.id
        self.crm.session.flush()
        self.before_last = None  # how things stood before the last command; None once that is undone

    def teardown(self):
        self.world.rollback()
        self.crm_of.__exit__(None, None, None)

    def step(self, name, work):
        before = as_it_stands(self.crm)
        try:
            with self.crm.command(name):
                work(self.crm)
        except HerringError:
            self.crm.session.expire_all()
            assert as_it_stands(self.crm) == before
            return
        self.before_last = before

    def an_order(self, pick):
        found = self.crm.session.scalars(
            select(Order).where(Order.deleted_at.is_(None)).order_by(Order.id)
        ).all()
        return found[pick % len(found)] if found else None

    @rule(what=THINGS, who=PEOPLE, many=st.sampled_from([1, 1, 1, 2, 30]), price=AMOUNTS, paid=st.booleans())
    def sell(self, what, who, many, price, paid):
        terms = {"unit_price" if many > 2 else "price": price, "method": "cash" if paid else None}
        self.step(
            "sell",
            lambda crm: sales.sell(
                crm, Terms([(item(crm, what), many)], contact(crm, who), said=[what], **terms)
            ),
        )

    @rule(first=THINGS, second=THINGS, who=PEOPLE, deposit=AMOUNTS, off=st.sampled_from([0, 10, 33]))
    def sell_two_with_a_deposit(self, first, second, who, deposit, off):
        def work(crm):
            wanted = [(item(crm, first), 1), (item(crm, second), 1)]
            terms = {"deposit": deposit, "discount": Decimal(off) or None, "said": [first, second]}
            sales.sell(crm, Terms(wanted, contact(crm, who), **terms))

        self.step("sell", work)

    @rule(what=THINGS, who=PEOPLE)
    def hold(self, what, who):
        self.step(
            "hold",
            lambda crm: holds.hold(
                crm, item(crm, what), contact(crm, who), only=editions.piece(crm, item(crm, what), what)
            ),
        )

    @rule(what=THINGS, who=PEOPLE)
    def lend(self, what, who):
        self.step("lend", lambda crm: holds.lend(crm, item(crm, what), contact(crm, who)))

    @rule(what=THINGS, who=PEOPLE, price=AMOUNTS)
    def offer(self, what, who, price):
        self.step("offer", lambda crm: offers.make(crm, item(crm, what), contact(crm, who), price))

    @rule(what=THINGS)
    def put_up(self, what):
        self.step("list_on", lambda crm: listings.put(crm, item(crm, what), listings.Wanted("ebay")))

    @rule(pick=PICKS)
    def invoice(self, pick):
        order = self.an_order(pick)
        if order:
            self.step("invoice", lambda crm: invoices.issue(crm, order))

    @rule(what=THINGS)
    def release(self, what):
        self.step("release", lambda crm: holds.release(crm, item(crm, what)))

    @rule(pick=PICKS, amount=AMOUNTS)
    def pay(self, pick, amount):
        order = self.an_order(pick)
        if order:
            self.step("pay", lambda crm: payments.record(crm, order, amount))

    @rule(pick=PICKS, amount=st.none() | AMOUNTS)
    def refund(self, pick, amount):
        order = self.an_order(pick)
        if order:
            self.step("refund", lambda crm: payments.refund(crm, order, amount))

    @rule(pick=PICKS, status=st.sampled_from(["processing", "shipped", "delivered", "canceled"]))
    def advance(self, pick, status):
        order = self.an_order(pick)
        if order:
            self.step("advance", lambda crm: order_states.advance(crm, order, status))

    @rule(what=THINGS, amount=st.none() | AMOUNTS)
    def give_back(self, what, amount):
        self.step("return", lambda crm: returns.take_back(crm, None, item(crm, what), amount))

    @rule(pick=PICKS, what=THINGS, price=st.none() | AMOUNTS)
    def change(self, pick, what, price):
        order = self.an_order(pick)
        if order:
            self.step(
                "change",
                lambda crm: order_changes.update(
                    crm, order, Changes(add=[(item(crm, what), 1)], price=price)
                ),
            )

    @rule(pick=PICKS, what=THINGS, off=st.none() | st.sampled_from([5, 50]), shipping=st.none() | AMOUNTS)
    def take_off(self, pick, what, off, shipping):
        order = self.an_order(pick)
        if order:
            self.step(
                "change",
                lambda crm: order_changes.update(
                    crm,
                    order,
                    Changes(remove=[item(crm, what)], discount=off and Decimal(off), shipping=shipping),
                ),
            )

    @rule(pick=PICKS)
    def give_all_back(self, pick):
        order = self.an_order(pick)
        if order:
            self.step("return", lambda crm: returns.take_back(crm, order, None))

    @rule(amount=AMOUNTS, agent=st.booleans())
    def pay_out(self, amount, agent):
        self.step(
            "pay_out",
            lambda crm: payments.pay_out(
                crm, find.users(crm, "Gus").one if agent else contact(crm, "Ana Ruiz"), amount
            ),
        )

    @rule(many=st.integers(1, 20))
    def restock(self, many):
        self.step("restock", lambda crm: stock.add(crm, item(crm, "Blue Mug"), many))

    @rule()
    def undo_earlier(self):
        self.step("undo", journal.undo)
        self.before_last = None

    @precondition(lambda self: self.before_last is not None)
    @rule(again=st.booleans())
    def undo_the_last(self, again):
        after, before = as_it_stands(self.crm), self.before_last
        with self.crm.command("undo"):
            journal.undo(self.crm)
        assert difference(before, as_it_stands(self.crm)) == {}
        if again:
            with self.crm.command("redo"):
                journal.redo(self.crm)
            assert difference(after, as_it_stands(self.crm)) == {}
        else:
            self.before_last = None

    @invariant()
    def stock_is_the_sum_of_its_moves_and_never_negative(self):
        wrong = "SELECT 1 FROM stock WHERE quantity < 0 OR quantity <> (SELECT coalesce(sum(delta), 0) FROM stock_move"
        assert not self.rows(wrong + " WHERE stock_move.item_id = stock.item_id)")

    @invariant()
    def every_booking_sums_to_zero(self):
        assert not self.rows(
            "SELECT 1 FROM ledger_entry GROUP BY transaction_id, currency HAVING sum(amount) <> 0"
        )

    @invariant()
    def no_piece_is_claimed_twice(self):
        live = "state IN ('held','sold') AND deleted_at IS NULL"
        assert not self.rows(f"SELECT 1 FROM claim WHERE {live} GROUP BY piece_id HAVING count(*) > 1")

    @invariant()
    def what_customers_owe_in_the_ledger_is_what_their_orders_say(self):
        owed = "SELECT coalesce(sum(amount), 0) FROM ledger_entry WHERE account = 'receivable'"
        worth = 'SELECT coalesce(sum(total - credited), 0) FROM "order" WHERE deleted_at IS NULL'
        paid = "SELECT coalesce(sum(amount), 0) FROM payment"
        assert self.rows(f"SELECT ({owed}) = ({worth}) - ({paid})") == [(True,)]

    @invariant()
    def nobody_earns_on_what_is_worth_nothing(self):
        orders = 'SELECT id FROM "order" WHERE total = credited OR deleted_at IS NOT NULL'
        shares = f"SELECT 1 FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id WHERE account = 'shares' AND order_id IN ({orders})"
        assert not self.rows(shares + " GROUP BY order_id HAVING sum(amount) <> 0")

    @invariant()
    def no_more_goes_back_than_came(self):
        assert not self.rows("SELECT 1 FROM payment GROUP BY order_id HAVING sum(amount) < 0")

    @invariant()
    def invoices_are_numbered_without_gaps_and_one_holds_for_an_order(self):
        assert not self.rows("SELECT 1 FROM invoice HAVING count(*) <> coalesce(max(number), 0)")
        holds = (
            "credits_id IS NULL AND id NOT IN (SELECT credits_id FROM invoice WHERE credits_id IS NOT NULL)"
        )
        assert not self.rows(f"SELECT 1 FROM invoice WHERE {holds} GROUP BY order_id HAVING count(*) > 1")

    def rows(self, sql):
        return [tuple(row) for row in self.crm.session.execute(text(sql))]


@pytest.mark.slow
def test_any_days_of_trade_leave_books_stock_and_pieces_in_order(house):
    Trade.house = house
    run_state_machine_as_test(
        Trade,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
