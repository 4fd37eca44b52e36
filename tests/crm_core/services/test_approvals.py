"""Requests that somebody of another role decides: who may, once, and what it sets free."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from crm_core.access import Actor, Permission
from crm_core.errors import Conflict, Refused
from crm_core.models import Approval, Claim, Item, Outbox, User
from crm_core.services import approvals, claims, items, journal
from tests.world import acting, contact, item

COMMAND = {"name": "sell_item", "slots": {}}
SUMMARY = "Sell Red Field (SV-0016) to Maria Lopez for $9,500.00?"


def asked(house, name="Leo") -> int:
    with acting(house, name) as crm:
        return approvals.ask(crm, COMMAND, SUMMARY, Permission.SALES_WRITE).id


def told(crm, user_name: str) -> list[str]:
    query = select(Outbox.text).join(User, User.id == Outbox.user_id).where(User.name.startswith(user_name))
    return list(crm.session.scalars(query.order_by(Outbox.id)))


def test_a_sellers_request_reaches_those_who_may_decide_and_nobody_else(house):
    row_id = asked(house)
    with house.crm() as crm:
        assert told(crm, "Olivia") == [f"Leo Hart asks: {SUMMARY}\nReply APPROVE, or REJECT and why."]
        assert told(crm, "Mia") == told(crm, "Olivia")
        assert told(crm, "Sam") == told(crm, "Leo") == told(crm, "Gus") == []
    for name, sees in (("Olivia", True), ("Mia", True), ("Sam", False), ("Leo", False), ("Fay", False)):
        with acting(house, name) as crm:
            assert [row.id for row in approvals.waiting(crm)] == ([row_id] if sees else [])


@pytest.mark.parametrize(("name", "why"), [("Sam", "admin or manager"), ("Leo", "Somebody else has to OK")])
def test_who_may_not_decide_is_told_who_can(house, name, why):
    row_id = asked(house)
    with acting(house, name) as crm:
        with pytest.raises(Refused, match=why):
            approvals.decide(crm, approvals.get(crm, row_id), True)
        assert approvals.get(crm, row_id).state == "waiting"


def test_a_request_is_decided_once_however_many_decide(house):
    row_id = asked(house)

    def decide(name: str) -> str:
        try:
            with acting(house, name) as crm:
                approvals.decide(crm, approvals.get(crm, row_id), True)
            return "done"
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(decide, ["Olivia", "Mia"] * 4))
    assert said.count("done") == 1
    assert all("was approved already, by" in each for each in said if each != "done")


def test_who_asked_and_who_else_could_have_decided_hear_of_it(house):
    row_id = asked(house)
    with acting(house, "Mia") as crm:
        approvals.decide(crm, approvals.get(crm, row_id), False, "too cheap")
        assert told(crm, "Leo") == [f"Mia Park rejected: {SUMMARY[:-1]}. Reason: too cheap"]
        assert told(crm, "Olivia")[-1] == f"Mia Park rejected Leo Hart's request: {SUMMARY[:-1]}."


def test_the_piece_that_was_kept_is_free_again_when_the_request_is_rejected(house):
    with house.crm() as crm:
        maria = contact(crm)
    with acting(house, "Leo") as crm:
        approval = approvals.ask(crm, COMMAND, SUMMARY, Permission.SALES_WRITE)
        [piece] = items.pieces(crm, item(crm, "Red Field"))
        claims.block_for_approval(crm, piece, approval, maria)
    live = select(Claim.state).where(Claim.approval_id == approval.id)
    with acting(house, "Olivia") as crm:
        assert crm.session.scalar(live) == "held"
        with crm.command("reject"):
            approvals.decide(crm, approvals.get(crm, approval.id), False)
        assert crm.session.scalar(live) == "ended"
        journal.undo(crm)
        assert (crm.session.scalar(live), approvals.get(crm, approval.id).state) == ("held", "waiting")


def test_a_collector_may_ask_and_can_not_decide(house):
    with house.crm() as crm:
        maria = contact(crm)
    with house.crm(Actor("contact", maria.id, maria.name)) as crm:
        row = approvals.ask(crm, COMMAND, SUMMARY, Permission.SALES_WRITE)
        assert (row.contact_id, row.user_id) == (maria.id, None)
        assert crm.session.scalars(select(Outbox.id)).all() == []  # the staff hear of it with her words
    with pytest.raises(ProgrammingError, match="permission denied"):
        with house.crm(Actor("contact", maria.id, maria.name)) as crm:
            approvals.decide(crm, approvals.get(crm, row.id), True)
    with acting(house, "Sam") as crm:  # staff may sell outright, so they may say yes to her
        assert approvals.decide(crm, approvals.get(crm, row.id), True).state == "approved"


def test_nobody_decides_a_request_that_is_too_old(house):
    row_id = asked(house)
    house.clock.advance(days=7)
    with acting(house) as crm:
        assert approvals.waiting(crm) == []
        with pytest.raises(Conflict, match="too old by now"):
            approvals.decide(crm, approvals.get(crm, row_id), True)
        assert approvals.expire(crm) == 1
        assert approvals.get(crm, row_id).state == "expired"


def test_what_needs_a_second_ok_is_given_by_the_same_person_elsewhere(house):
    with acting(house) as crm:
        row = approvals.ask(crm, COMMAND, SUMMARY, approvals.STEP_UP)
        assert told(crm, "Mia") == []
        crm.via = "sms"
        with pytest.raises(Refused, match="A text message can be forged"):
            approvals.decide(crm, row, True)
    with acting(house, "Mia") as crm:
        assert approvals.waiting(crm) == []
        with pytest.raises(Refused):
            approvals.decide(crm, approvals.get(crm, row.id), True)
    with acting(house) as crm:
        crm.via = "telegram"
        assert approvals.decide(crm, approvals.get(crm, row.id), True).state == "approved"


def test_without_an_address_an_approver_finds_it_on_the_page(house):
    with house.crm() as crm:
        for user in crm.session.scalars(select(User).where(User.role.in_(("admin", "manager")))):
            for address in user.addresses:
                address.deleted_at = crm.now()
    row_id = asked(house)
    with acting(house) as crm:
        assert [row.id for row in approvals.waiting(crm)] == [row_id]
        assert crm.session.scalars(select(Item.id).limit(1)).all()
        assert crm.session.get_one(Approval, row_id).state == "waiting"
