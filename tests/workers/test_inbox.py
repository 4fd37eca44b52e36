"""What a worker does with a message besides its turn: who goes on, and who delivers the answer."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.webhooks import take_in
from channels.base import Inbound
from crm_core import jobs
from crm_core.models import Inbox, Outbox
from tests.conftest import LINES, House
from workers import deliver, inbox

OLIVIA, MARIA = "+12125550100", "+14155550132"


def came(house: House, number: int, text: str, phone: str = OLIVIA) -> int:
    """The id of a text that was stored."""
    assert take_in("console", Inbound(f"m{number}", phone, LINES["one"], text), house.clock)
    with house.crm() as crm:
        return crm.session.scalars(select(Inbox.id).where(Inbox.external_id == f"m{number}")).one()


@pytest.fixture
def broker(house: House, setting: Any) -> str:
    """A database of the broker for this test alone."""
    url = house.servers.redis_url.rpartition("/")[0] + "/9"
    setting(REDIS_URL=url, DATABASE_URL=house.servers.app_url)
    jobs.quick_redis(url).flushdb()
    return url


def rung(broker: str) -> list[tuple[str, list[Any]]]:
    """Task and arguments of all rings, first first; they are gone afterwards."""
    client = jobs.quick_redis(broker)
    messages = [json.loads(each) for each in reversed(client.lrange(jobs.QUEUE, 0, -1))]  # type: ignore[arg-type]
    client.flushdb()
    return [(each["headers"]["task"], json.loads(base64.b64decode(each["body"]))[0]) for each in messages]


def test_the_answer_leaves_in_the_turns_own_task(house: House, broker: str) -> None:
    first = came(house, 1, "whoami")
    assert rung(broker) == [(jobs.INBOX_WORK, [house.one, first])]
    assert (
        inbox.work(house.one, first, house.clock, lambda *answer: deliver.deliver(*answer, house.clock)) == 1
    )
    assert rung(broker) == []
    with house.crm() as crm:
        answer = crm.session.scalars(select(Outbox).where(Outbox.inbox_id == first)).one()
        assert answer.state == "sent"


def test_a_slow_provider_does_not_delay_the_next_turn(house: House, broker: str) -> None:
    """The first answer is rung for, and the second turn goes on; only the last one's leaves in the same task."""
    first, second = came(house, 1, "whoami"), came(house, 2, "whoami")
    rung(broker)
    delivered: list[tuple[Any, ...]] = []
    assert inbox.work(house.one, first, house.clock, lambda *answer: delivered.append(answer)) == 2
    with house.crm() as crm:
        answers = {row.inbox_id: row.id for row in crm.session.scalars(select(Outbox))}
    assert rung(broker) == [(jobs.OUTBOX_DELIVER, [house.one, answers[first]])]
    assert delivered == [(house.one, answers[second])]


def test_what_others_are_told_is_rung_for(house: House, broker: str) -> None:
    first = came(house, 1, "Is Blue Nude still available?", MARIA)
    rung(broker)
    inbox.work(house.one, first, house.clock, lambda *answer: deliver.deliver(*answer, house.clock))
    with house.crm() as crm:
        rows = crm.session.scalars(select(Outbox).where(Outbox.inbox_id == first)).all()
        left = {row.id for row in rows if row.state == "queued"}
        assert {row.to_address for row in rows if row.state == "sent"} == {MARIA}
    assert left
    assert {row for _, (_, row) in rung(broker)} == left


def test_an_answer_that_cannot_be_delivered_at_once_stays_for_the_sweep(house: House, broker: str) -> None:
    def broken(*_: object) -> None:
        raise ConnectionError

    first = came(house, 1, "whoami")
    assert inbox.work(house.one, first, house.clock, broken) == 1
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox.state).where(Outbox.inbox_id == first)).one() == "queued"


def test_a_text_whose_worker_went_away_is_seen_by_the_one_before_it(house: House) -> None:
    """The later one's worker comes while the first is claimed and finds nothing to do: nobody else will come."""
    first = came(house, 1, "whoami")
    claim = inbox.claim_next(house.one, first, house.clock)
    assert claim is not None
    second = came(house, 2, "whoami")
    assert inbox.work(house.one, second, house.clock) == 0
    assert inbox.take_turn(house.one, claim, house.clock)[0] is inbox.Done.MORE_WAITS
    assert inbox.work(house.one, first, house.clock) == 1
    with house.crm() as crm:
        assert crm.session.get_one(Inbox, second).handled_at is not None


def test_a_text_of_a_process_that_is_gone_waits_for_no_lease(house: House) -> None:
    """And were the process not gone after all, it would find its lease taken: one effect, one answer."""
    first = came(house, 1, "note on Maria: likes blue")
    late = inbox.claim_next(house.one, first, house.clock)
    assert late is not None
    second = came(house, 2, "whoami")
    house.clock.advance(seconds=1)
    assert inbox.work(house.one, first, house.clock) == 0
    assert inbox.work(house.one, first, house.clock, orphaned=True) == 2
    assert inbox.take_turn(house.one, late, house.clock)[0] is inbox.Done.NOT
    assert not inbox.fail(house.one, late, RuntimeError(), house.clock)
    with house.crm() as crm:
        assert [crm.session.get_one(Inbox, each).attempts for each in (first, second)] == [2, 1]
        assert len(crm.session.scalars(select(Outbox).where(Outbox.inbox_id == first)).all()) == 1


def test_a_lone_text_leaves_nothing_to_look_for(house: House) -> None:
    claim = inbox.claim_next(house.one, came(house, 1, "whoami"), house.clock)
    assert claim is not None
    assert inbox.take_turn(house.one, claim, house.clock)[0] is inbox.Done.ALL
