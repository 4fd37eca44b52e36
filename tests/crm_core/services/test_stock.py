"""Stock is the sum of its moves and never less than none."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crm_core.errors import Refused
from crm_core.services import journal, stock
from tests.world import acting, do, item


def test_counted_more_and_less(house):
    with acting(house) as crm:
        mug = item(crm, "blue mugs")
        assert do(crm, "add_stock", item=mug, quantity=12).text.startswith(
            "Blue Mug (SV-0020): 12 more, 52 in stock."
        )
        reply = do(crm, "remove_stock", item=mug, quantity=2, reason="broke")
        assert reply.text == "Blue Mug (SV-0020): 2 off (broke), 50 in stock. UNDO takes it back."
        assert do(crm, "set_stock", item=mug, quantity=7).text.startswith("Blue Mug (SV-0020): 7 in stock.")
        assert (
            crm.session.scalar(text("SELECT sum(delta) FROM stock_move WHERE item_id = :id"), {"id": mug.id})
            == 7
        )


def test_what_is_not_there_can_not_break(house):
    with acting(house) as crm, pytest.raises(Refused, match="only 40 of Blue Mug"):
        stock.remove(crm, item(crm, "Blue Mug"), 41)


def test_a_painting_has_no_stock(house):
    with acting(house) as crm, pytest.raises(Refused, match="single piece"):
        stock.add(crm, item(crm), 1)


def test_undo_reverses_the_move_once_and_redo_makes_it_again(house):
    with acting(house) as crm:
        do(crm, "add_stock", item=item(crm, "Blue Mug"), quantity=12)
        journal.undo(crm)
        assert stock.of(crm, item(crm, "Blue Mug")).quantity == 40
        journal.redo(crm)
        assert stock.of(crm, item(crm, "Blue Mug")).quantity == 52


def test_what_runs_low_is_named_scarcest_first(house):
    with acting(house) as crm:
        assert do(crm, "low_stock").text == "Nothing is running low."
        do(crm, "set_reorder_point", item=item(crm, "Dinner Plate"), quantity=30)
        do(crm, "set_stock", item=item(crm, "Blue Mug"), quantity=0)
        assert do(crm, "low_stock").text == (
            "2 running low:\n1 Blue Mug (SV-0020): 0 left\n2 Dinner Plate (SV-0021): 25 left, warn below 30"
        )


def test_the_database_itself_forbids_less_than_none(house):
    with acting(house) as crm:
        sql = text(
            "INSERT INTO stock_move (item_id, delta, reason) SELECT item_id, -1000, 'x' FROM stock LIMIT 1"
        )
        with pytest.raises(IntegrityError, match="stock_quantity_not_negative"), crm.session.begin_nested():
            crm.session.execute(sql)
