"""What a gallery's own programs are told: signed, tried again, listed where it failed, never of what was taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from crm_core.access import Actor
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Event
from crm_core.services import events, journal, setting_values, settings, troubles
from tests.fakes.hook import FakeHook
from tests.world import acting, contact, do, item
from workers import sweep


@pytest.fixture
def hook(house):
    with FakeHook() as hook:
        listen(house, hook)
        yield hook


def listen(house, hook):
    with acting(house) as crm:
        settings.change(crm, "events_webhook", hook.url + "/events")
        hook.secret = events.secret(crm)


def settle(house, **later):
    house.clock.advance(**later)
    for _ in range(20):
        if not sweep.sweep(house.one, house.clock):
            return
    raise AssertionError("the workers never come to rest")


def rows(house):
    with house.crm() as crm:
        return list(crm.session.scalars(select(Event).order_by(Event.id)))


def sell(house):
    with acting(house) as crm:
        return do(
            crm,
            "sell_item",
            item=item(crm),
            contact=contact(crm),
            price=crm.money(4500),
            deposit=crm.money(500),
        )


def test_a_sale_is_told_with_what_was_sold_and_to_whom(house, hook):
    sell(house)
    settle(house)
    order, payment = hook.told.values()
    assert (order["type"], payment["type"], hook.unsigned) == ("order.created", "payment.recorded", 0)
    assert order["data"]["contact"]["name"] == "Maria Lopez"
    assert order["data"]["total"] == {"amount": "4500.00", "currency": "USD"}
    assert [(line["sku"], line["quantity"]) for line in order["data"]["lines"]] == [("SV-0012", 1)]
    assert payment["data"]["amount"]["amount"] == "500.00"
    assert "cost" not in str(order) and {row.state for row in rows(house)} == {"sent"}


def test_who_listens_to_nothing_costs_nothing(house):
    sell(house)
    assert rows(house) == []
    with acting(house) as crm:
        events.tell(crm, "order.created", lambda: pytest.fail("nobody listens"))


def test_a_receiver_in_trouble_is_asked_later_and_told_once(house):
    with FakeHook(500, 599, 302) as hook:
        listen(house, hook)
        with acting(house) as crm:
            do(crm, "set_price", item=item(crm), price=crm.money(5000))
        settle(house)
        assert len(hook.requests) == 1 and rows(house)[0].error == "It answered 500."
        settle(house, seconds=9)
        assert len(hook.requests) == 1
        settle(house, seconds=2)
        assert "can't be reached" in rows(house)[0].error
        settle(house, seconds=61)
        assert rows(house)[0].error == "It answered 302."
        settle(house, seconds=301)
        assert (
            hook.kinds() == ["item.repriced"]
            and len({each.headers["webhook-id"] for each in hook.requests}) == 1
        )
        [row] = rows(house)
        assert (row.state, row.attempts, row.error) == ("sent", 4, None)


def test_what_nobody_takes_is_given_up_told_and_can_be_sent_again(house):
    with FakeHook(410) as hook:
        listen(house, hook)
        with acting(house) as crm:
            do(crm, "set_price", item=item(crm), price=crm.money(5000))
        settle(house)
        assert [row.state for row in rows(house)] == ["failed"]
        with acting(house) as crm:
            [wrong] = troubles.troubles(crm)
            assert "was not told of item.repriced: It answered 410." in wrong.text
            assert events.send_again(crm) == 1
        settle(house)
        assert hook.kinds() == ["item.repriced"] and [row.state for row in rows(house)] == ["sent"]


def test_after_a_day_and_a_half_it_is_given_up(house):
    with FakeHook(*[503] * 50) as hook:
        listen(house, hook)
        with acting(house) as crm:
            do(crm, "set_price", item=item(crm), price=crm.money(5000))
        settle(house)
        for wait in events.BACKOFF:
            settle(house, seconds=wait.total_seconds() + 1)
        settle(house, days=3)
        assert len(hook.requests) == 8 and [row.state for row in rows(house)] == ["failed"]


def test_what_was_taken_back_before_it_left_is_never_told(house, hook):
    sell(house)
    with acting(house) as crm:
        journal.undo(crm)
    settle(house)
    assert hook.told == {} and {row.state for row in rows(house)} == {"dropped"}
    with acting(house) as crm:
        journal.redo(crm)
    settle(house)
    assert hook.kinds() == ["order.created", "payment.recorded"]


def test_what_was_taken_back_later_is_told_as_that(house, hook):
    sell(house)
    settle(house)
    sold = list(hook.told)
    with acting(house) as crm:
        journal.undo(crm)
    settle(house)
    told = list(hook.told.values())[-1]
    assert (told["type"], told["data"]["command"]) == ("command.undone", "sell_item")
    assert told["data"]["events"] == sold


def test_a_worker_that_dies_in_the_middle_costs_a_minute(house, hook):
    with acting(house) as crm:
        do(crm, "set_price", item=item(crm), price=crm.money(5000))
    with house.crm() as crm:
        wanted = events.claim(crm, events.due(crm)[0])  # and then it dies
    settle(house, seconds=30)
    assert hook.told == {}
    settle(house, seconds=31)
    assert hook.kinds() == ["item.repriced"]
    with house.crm() as crm:
        events.settle(crm, wanted, "It can't be reached.")  # the first one comes back to life
    assert [row.state for row in rows(house)] == ["sent"]


def test_who_stops_listening_is_told_no_more(house, hook):
    sell(house)
    with acting(house) as crm:
        settings.change(crm, "events_webhook", "none")
    settle(house)
    assert hook.requests == [] and {row.state for row in rows(house)} == {"dropped"}


def test_a_collectors_turn_reaches_none_of_it(house, hook):
    with house.crm() as crm:
        maria = Actor("contact", contact(crm).id, "Maria")
    with house.crm(maria, guest=True) as crm:
        events.tell(crm, "contact.created", lambda: {"name": "me"})
    assert rows(house) == []
    with pytest.raises(ProgrammingError, match="permission denied"), house.crm(maria, guest=True) as crm:
        crm.session.scalar(select(Event.id))


def test_only_who_may_see_settings_sees_them(house):
    with acting(house, "Sam") as crm, pytest.raises(NotAllowed):
        events.lately(crm)


@pytest.mark.parametrize(
    "url", ["http://hook.example/a", "https://127.0.0.1/a", "https://[::1]/a", "https://10.0.0.8:8443/a",
            "https://169.254.169.254/latest", "https://localhost/a", "https://db.internal/a", "https://u:p@hook.example/"],
)  # fmt: skip
def test_in_production_our_own_network_is_nobodys_to_reach(setting, url):
    setting(HERRING_ENV="production", SECRET_KEY="x" * 64, PUBLIC_URL="https://herring.example")
    with pytest.raises(Refused):
        setting_values.web_address(url)
    assert setting_values.web_address("https://hook.example/a") == "https://hook.example/a"


def test_a_name_that_leads_home_is_not_asked(house, hook, setting):
    with acting(house) as crm:
        do(crm, "set_price", item=item(crm), price=crm.money(5000))
    setting(HERRING_ENV="production", SECRET_KEY="x" * 64, PUBLIC_URL="https://herring.example")
    settle(house)
    assert hook.requests == [] and rows(house)[0].state == "failed"
    assert "not the internet" in rows(house)[0].error
