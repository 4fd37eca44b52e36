"""The nudge workers: many at once, started again at any moment, and everybody is told exactly once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.models import Approval, Conversation, Nudge, Outbox, User
from crm_core.services import approvals, settings, tasks
from workers import nudge


def olivia(house):
    with house.crm() as crm:
        user = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
    return house.crm(Actor("user", user.id, user.name, Role.ADMIN))


def test_four_workers_at_once_remind_once(house):
    with olivia(house) as crm:
        for number in range(12):
            tasks.add(crm, f"task {number}", when=crm.now() + timedelta(minutes=1))
    house.clock.advance(minutes=1)

    def work(_: int) -> int:
        nudge.scan(house.one, house.clock)
        return nudge.send_due(house.one, house.clock)

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(work, range(16)))
    with house.crm() as crm:
        texts = crm.session.scalars(select(Outbox.text)).all()
    assert told == len(texts) == len(set(texts)) == 12


def test_the_cap_of_a_day_holds_with_many_workers(house):
    with olivia(house) as crm:
        settings.change(crm, "daily_nudges", "3")
        for number in range(10):
            crm.session.add(
                Nudge(
                    rule="some.rule", subject=f"x:{number}", window="w", user_id=crm.actor.id,
                    text=f"number {number}", value=Decimal(1), due_at=crm.now(),
                )
            )  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(lambda _: nudge.send_due(house.one, house.clock), range(8)))
    assert told == 3


def test_a_gallery_nudges_its_own_people_only(house):
    with olivia(house) as crm:
        tasks.add(crm, "call Ana", when=crm.now() + timedelta(minutes=1))
    house.clock.advance(minutes=1)
    assert nudge.scan(house.two, house.clock) == 0
    assert nudge.scan(house.one, house.clock) == 1
    assert nudge.send_due(house.two, house.clock) == 0
    assert nudge.send_due(house.one, house.clock) == 1


def test_a_reminder_goes_in_the_channel_its_person_uses(house):
    with olivia(house) as crm:
        tasks.add(crm, "call Ana", when=crm.now() + timedelta(minutes=1))
        crm.session.add(
            Conversation(party=f"u{crm.actor.id}", last_channel="console", last_address="+12125550100")
        )
    house.clock.advance(minutes=1)
    nudge.scan(house.one, house.clock)
    nudge.send_due(house.one, house.clock)
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox.channel)).all() == ["console"]


def test_requests_nobody_decided_are_closed_and_who_asked_is_told(house):
    with house.crm() as crm:
        leo = crm.session.scalars(select(User).where(User.name == "Leo Hart")).one()
    with house.crm(Actor("user", leo.id, leo.name, Role.SELLER)) as crm:
        approvals.ask(crm, {"name": "sell_item", "slots": {}}, "Sell Blue Nude?", "sales.write")
    house.clock.advance(days=7, seconds=1)
    nudge.scan(house.one, house.clock)
    with house.crm() as crm:
        told = crm.session.scalars(select(Outbox.text).where(Outbox.user_id == leo.id)).all()
        assert told == ["Nobody decided in time: Sell Blue Nude? Ask again if it still holds."]
        assert crm.session.scalars(select(Approval.state)).all() == ["expired"]
