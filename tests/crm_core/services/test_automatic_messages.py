"""What goes to a collector by itself: only kinds the owner switched on, only to who agreed, and through the last gate."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from crm_core.models import Item, Nudge, Outbox
from crm_core.services import addresses, consent, gate, nudges, order_states, sales
from crm_core.services.sale_plan import Terms
from tests.world import acting, contact, do, item, last_told


@pytest.fixture(autouse=True)
def _fresh(house):
    """It is Eva's birthday; nothing else is worth telling."""
    with acting(house) as crm:
        crm.session.execute(update(Item).values(created_at=crm.now()))
        contact(crm, "Eva").birthday = date(1970, 11, 20)


def agreed(house, event: str = "opt_in") -> None:
    with acting(house) as crm:
        for row in addresses.of(crm, contact(crm, "Eva")):
            consent.record(crm, row.channel, row.value, event, source="staff")


def switch(house, setting: str, value: str = "on") -> None:
    with acting(house) as crm:
        do(crm, "set_setting", setting=setting, value=value)


def tick(house) -> list[Outbox]:
    """What a minute brings to Eva."""
    with house.crm() as crm:
        nudges.scan(crm)
        for user_id in nudges.people_due(crm):
            nudges.send_to(crm, user_id)
        return list(crm.session.scalars(select(Outbox).where(Outbox.contact_id == contact(crm, "Eva").id)))


def test_nothing_leaves_by_itself_until_the_owner_switches_it_on(house):
    agreed(house)
    assert tick(house) == []
    with house.crm() as crm:
        assert "Eva Stone's birthday" in last_told(crm, "Olivia")


def test_a_kind_that_is_on_leaves_once_as_marketing_and_nobody_is_nudged(house):
    agreed(house)
    switch(house, "birthday messages")
    [sent] = tick(house)
    assert sent.purpose == "marketing"
    assert "Happy birthday, Eva! All the best from Sol Vista Gallery." in sent.text
    assert sent.text.endswith("Reply STOP to opt out")
    house.clock.advance(hours=1)
    assert len(tick(house)) == 1
    with house.crm() as crm:
        told = crm.session.scalars(select(Outbox.text).where(Outbox.user_id.is_not(None))).all()
    assert not any("birthday" in text for text in told)


@pytest.mark.parametrize("event", [None, "opt_out"])
def test_who_did_not_agree_is_left_to_a_person(house, event):
    if event:
        agreed(house, event)
    switch(house, "birthday messages")
    assert tick(house) == []
    with house.crm() as crm:
        assert "Eva Stone's birthday" in last_told(crm, "Olivia")


def test_who_opts_out_before_it_leaves_gets_nothing(house):
    agreed(house)
    switch(house, "birthday messages")
    [sent] = tick(house)
    agreed(house, "opt_out")
    with house.crm() as crm:
        assert gate.decide(crm, crm.session.get_one(Outbox, sent.id)).kind == "refuse"


def test_one_kind_switched_on_is_not_another(house):
    agreed(house)
    switch(house, "follow up messages")
    assert tick(house) == []
    with acting(house) as crm, crm.command("life"):
        red = Terms([(item(crm, "Red Field"), 1)], contact(crm, "Eva"), price=crm.money(9000), method="wire")
        order, _ = sales.sell(crm, red)
        order_states.advance(crm, order, "delivered")
    house.clock.now = datetime(2026, 11, 28, 15, tzinfo=UTC)
    texts = [row.text for row in tick(house)]
    assert any("Hi Eva, Red Field has been with you for a week." in text for text in texts)
    switch(house, "follow up messages", "off")
    with house.crm() as crm:
        assert crm.settings.follow_up_messages is False
        assert crm.session.scalars(select(Nudge.state).where(Nudge.rule == "order.delivered")).all() == [
            "sent"
        ]
