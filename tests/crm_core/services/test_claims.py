"""Holds: first come first, next in line, longer for the same person, over when their day is over."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from crm_core.errors import Refused
from crm_core.models import Approval, Claim, Nudge, User
from crm_core.services import cards, claims, holds, items, journal
from tests.world import acting, contact, do, item


def state(crm, said="Blue Nude"):
    return cards.availability(crm, [item(crm, said)])[item(crm, said).id]


def test_somebody_else_becomes_next_in_line_and_is_told_so(house):
    with acting(house) as crm:
        reply = do(crm, "hold_item", item=item(crm), contact=contact(crm, "Maria"))
    assert reply.text == (
        "Tom Chen has Blue Nude on hold until Wed, Nov 25. Maria Lopez is next in line. UNDO takes it back."
    )


def test_the_same_person_again_has_it_longer(house):
    with acting(house) as crm:
        reply = do(crm, "hold_item", item=item(crm), contact=contact(crm, "Tom"), until=date(2026, 11, 30))
        assert (
            reply.text == "Blue Nude (SV-0012) is on hold for Tom Chen until Mon, Nov 30. UNDO takes it back."
        )
        assert len(crm.session.scalars(select(Claim)).all()) == 1


def test_released_the_next_in_line_has_it_and_whoever_promised_is_told(house):
    with acting(house, "Sam") as crm:
        do(crm, "hold_item", item=item(crm), contact=contact(crm, "Eva"), until=date(2026, 12, 1))
    with acting(house) as crm:
        reply = do(crm, "release_item", item=item(crm))
        nudge = crm.session.scalars(select(Nudge)).one()
        sam = crm.session.scalar(select(User.id).where(User.name == "Sam Reed"))
    assert reply.text.startswith(
        "Tom Chen's hold on Blue Nude (SV-0012) is released. Eva Stone was next and has it now until Tue, Dec 1."
    )
    assert nudge.rule == "hold.promoted" and nudge.user_id == sam
    assert nudge.text == "Eva Stone was next in line and now has Blue Nude on hold until Tue, Dec 1."


def test_an_expired_hold_counts_for_nobody_even_before_the_sweep(house):
    house.clock.advance(days=6)
    with acting(house) as crm:
        assert state(crm) == "available"
        reply = do(crm, "hold_item", item=item(crm), contact=contact(crm, "Maria"))
        assert reply.text.startswith("Blue Nude (SV-0012) is on hold for Maria Lopez until Thu, Dec 3.")


def test_the_sweep_settles_what_has_expired_and_moves_the_line_up(house):
    with acting(house) as crm:
        holds.hold(crm, item(crm), contact(crm, "Maria"))
        holds.hold(crm, item(crm), contact(crm, "Eva"))
    house.clock.advance(days=6)
    with house.crm() as crm:
        assert claims.settle_expired(crm) == 1
        assert claims.settle_expired(crm) == 0
    with acting(house) as crm:
        assert [(who.name, claim.state) for claim, _, who in holds.held_items(crm)] == [
            ("Maria Lopez", "held"),
            ("Eva Stone", "waiting"),
        ]


def test_a_place_in_line_whose_day_is_past_is_passed_over(house):
    with acting(house) as crm:
        holds.hold(crm, item(crm), contact(crm, "Maria"), date(2026, 11, 22))
        holds.hold(crm, item(crm), contact(crm, "Eva"))
    house.clock.advance(days=6)
    with house.crm() as crm:
        claims.settle_expired(crm)
    with acting(house) as crm:
        assert [who.name for _, _, who in holds.held_items(crm)] == ["Eva Stone"]


def test_undo_of_a_release_gives_the_hold_back(house):
    with acting(house) as crm:
        do(crm, "release_item", item=item(crm))
        assert state(crm) == "available"
        journal.undo(crm)
        assert state(crm) == "on hold"


def test_undone_the_place_in_line_is_gone(house):
    with acting(house) as crm:
        do(crm, "hold_item", item=item(crm), contact=contact(crm, "Maria"))
        journal.undo(crm)
        do(crm, "release_item", item=item(crm))
        assert state(crm) == "available"


def test_a_day_gone_by_can_not_be_held_until(house):
    with acting(house) as crm, pytest.raises(Refused, match="is past"):
        holds.hold(crm, item(crm), contact(crm, "Maria"), date(2026, 11, 19))


def test_goods_are_ordered_not_held(house):
    with acting(house) as crm, pytest.raises(Refused, match="Take an order instead"):
        holds.hold(crm, item(crm, "Blue Mug"), contact(crm, "Maria"))


def test_a_work_out_on_approval_stays_out_until_it_is_brought_back(house):
    with acting(house) as crm:
        reply = do(
            crm, "lend_item", item=item(crm, "Red Field"), contact=contact(crm), until=date(2026, 11, 22)
        )
        assert reply.text.startswith("Red Field (SV-0016) is on approval with Maria Lopez until Sun, Nov 22.")
        with pytest.raises(Refused, match="Release it first"):
            holds.lend(crm, item(crm, "Red Field"), contact(crm, "Tom"))
    house.clock.advance(days=9)
    with acting(house) as crm:
        assert claims.settle_expired(crm) == 1  # Tom's hold on Blue Nude
        assert state(crm, "Red Field") == "out on approval"
        do(crm, "release_item", item=item(crm, "Red Field"))
        assert state(crm, "Red Field") == "available"


def test_a_sale_that_waits_for_an_ok_blocks_the_piece(house):
    with acting(house) as crm:
        approval = Approval(command={"name": "sell_item", "slots": {}}, summary="…", permission="sales.write")
        crm.session.add(approval)
        crm.session.flush()
        red = items.pieces(crm, item(crm, "Red Field"))[0]
        assert claims.block_for_approval(crm, red, approval, contact(crm, "Maria")) is not None
        nude = items.pieces(crm, item(crm))[0]
        assert claims.block_for_approval(crm, nude, approval, contact(crm, "Maria")) is None
        reply = do(crm, "hold_item", item=item(crm, "Red Field"), contact=contact(crm, "Eva"))
        assert "next in line" in reply.text
        claims.unblock(crm, approval)
        assert [who.name for _, what, who in holds.held_items(crm) if what.title == "Red Field"] == [
            "Eva Stone"
        ]


def test_the_database_refuses_a_second_live_claim(house):
    with acting(house) as crm:
        sql = text("INSERT INTO claim (piece_id, state) SELECT piece_id, 'sold' FROM claim LIMIT 1")
        with pytest.raises(IntegrityError, match="claim_one_live_key"), crm.session.begin_nested():
            crm.session.execute(sql)


def test_what_is_on_hold_is_listed_soonest_first(house):
    with acting(house) as crm:
        holds.hold(crm, item(crm, "Red Field"), contact(crm, "Maria"), date(2026, 11, 21))
        reply = do(crm, "list_holds")
    assert reply.text == (
        "2 on hold:\n1 Maria Lopez has Red Field on hold until Sat, Nov 21"
        "\n2 Tom Chen has Blue Nude on hold until Wed, Nov 25"
    )
