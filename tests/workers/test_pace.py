"""How fast we send: as much as a line carries, answers first, by all workers together, with Redis or without."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import redis

from channels.base import Outbound, Paced, SendError, Sent
from channels.console import ConsoleChannel
from channels.registry import make
from crm_core.crm import Clock
from crm_core.models import Outbox
from crm_core.services import consent, messages
from tests import world
from tests.conftest import NOW, House
from workers import deliver, pace, sweep

LINE = "+15550100001"


class Slow(ConsoleChannel):
    """The console as if a network were behind it: one text a second, ten at once."""

    carries, takes = 1.0, 10.0

    def __init__(self) -> None:
        super().__init__(b"k")
        self.sent: list[str] = []
        self.fails: list[SendError] = []

    def weight(self, text: str) -> int:
        return 1

    def send(self, message: Outbound) -> Sent:
        if self.fails:
            raise self.fails.pop()
        self.sent.append(message.text)
        return Sent(f"slow-{len(self.sent)}")


@pytest.fixture
def slow(house: House, monkeypatch: pytest.MonkeyPatch) -> Slow:
    channel = Slow()
    monkeypatch.setattr(deliver, "channels", lambda: {"console": channel})
    house.clock.advance(hours=5)  # nobody sleeps
    return channel


@pytest.fixture(params=["redis", "without"])
def either(house: House, request: pytest.FixtureRequest, setting) -> Iterator[str]:
    """The same with Redis and where it doesn't answer."""
    pace._own.clear()
    pace._skip_until = 0.0
    if request.param == "without":
        setting(REDIS_URL="redis://127.0.0.1:9/0")
    yield request.param
    pace._own.clear()
    pace._skip_until = 0.0


def ask(at: float, *, bulk: bool = False, back: bool = False, text: str = "x") -> float:
    when = NOW + timedelta(seconds=at)
    return pace.wait_for(Slow(), LINE, text, 8 if bulk else 1, lambda: when, back=back)


# -- the rule


def test_a_broadcast_goes_as_fast_as_the_line_carries_and_each_text_gets_its_turn(either: str) -> None:
    assert [ask(0, bulk=True) for _ in range(4)] == pytest.approx([0, 1, 2, 3], abs=0.01)
    assert ask(1, bulk=True, back=True) == 0
    assert ask(1.5, bulk=True) == pytest.approx(2.5, abs=0.01)  # behind those in line
    assert ask(2, bulk=True, back=True) == 0


def test_an_answer_waits_for_no_broadcast_and_the_broadcast_waits_for_it(either: str) -> None:
    for _ in range(5):
        ask(0, bulk=True)
    assert [ask(0) for _ in range(20)] == [0.0] * 20
    assert ask(40, bulk=True) == 0  # by then the line has passed all of it on


def test_even_answers_are_no_more_than_the_provider_takes(either: str) -> None:
    waits = [ask(0) for _ in range(40)]
    assert waits.count(0.0) == 31 and waits[-1] == pytest.approx(0.1, abs=0.01)
    assert ask(1) == 0


def test_a_text_that_comes_back_late_still_goes(either: str) -> None:
    ask(0, bulk=True)
    ask(0, bulk=True)
    for _ in range(20):
        ask(10)
    assert ask(12, bulk=True) > 0
    assert ask(12, bulk=True, back=True) == 0


def test_a_pause_that_the_provider_asks_for_holds_for_broadcasts(either: str) -> None:
    pace.pause(Slow(), LINE, 20, lambda: NOW)
    assert ask(1) == 0
    assert ask(1, bulk=True) == pytest.approx(20, abs=0.01)
    pace.pause(Slow(), LINE, 10_000, lambda: NOW)
    assert ask(50, bulk=True) < 60


def test_lines_do_not_wait_for_each_other_and_a_channel_without_limits_for_nobody(either: str) -> None:
    ask(0, bulk=True)
    assert pace.wait_for(Slow(), "+1999", "x", 8, lambda: NOW, back=False) == 0
    console = ConsoleChannel(b"k")
    assert [pace.wait_for(console, LINE, "x", 8, lambda: NOW, back=False) for _ in range(99)] == [0.0] * 99


class Any(Slow):
    """A line of any speed, and texts of any length."""

    def __init__(self, takes: float) -> None:
        super().__init__()
        self.carries, self.takes = 2.0, takes

    def weight(self, text: str) -> int:
        return len(text)


def test_the_script_and_the_process_by_itself_decide_the_same(house: House) -> None:
    """Random asks at growing times: what Redis says is what a lone process would."""
    dice, own, at = random.Random(4), pace.Line(), NOW
    for _ in range(400):
        at += timedelta(seconds=dice.choice([0, 0, 0.05, 0.5, 3, 40]))
        weight, takes = dice.choice([1, 2, 6]), dice.choice([100.0, 10.0])
        bulk, back = dice.random() < 0.6, dice.random() < 0.5
        priority = pace.BULK if bulk else 1
        said = pace.wait_for(Any(takes), LINE, "x" * weight, priority, lambda at=at: at, back=back)
        alone = own.decide(at.timestamp(), weight / 2.0, 1 / takes, bulk=bulk, back=back)
        assert said == pytest.approx(alone, abs=0.001)


def test_the_servers_clock_counts_on_machines_whose_own_is_wrong(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ahead(minutes: float) -> Clock:
        """What is the real time to a worker there."""

        def clock() -> datetime:
            return datetime.now(UTC) + timedelta(minutes=minutes)

        monkeypatch.setattr(pace, "utc_now", clock)
        return clock

    begun = time.monotonic()

    def near() -> float:
        """How much the servers' clock may have gone on meanwhile."""
        return 0.3 + time.monotonic() - begun

    waits = [
        pace.wait_for(Slow(), LINE, "x", pace.BULK, ahead(minutes), back=False) for minutes in (0, 9, -9, 0)
    ]
    assert waits == pytest.approx([0, 1, 2, 3], abs=near())
    pace.pause(Slow(), LINE, 20, ahead(9))
    assert pace.wait_for(Slow(), "+1999", "x", pace.BULK, ahead(-9), back=False) == 0
    assert pace.wait_for(Slow(), LINE, "x", pace.BULK, ahead(-9), back=False) == pytest.approx(20, abs=near())


def test_workers_share_it(house: House) -> None:
    with ThreadPoolExecutor(8) as workers:
        waits = list(workers.map(lambda _: ask(0, bulk=True), range(60)))
    assert sorted(waits) == pytest.approx(list(range(60)), abs=0.01)


def test_a_clock_that_was_set_back_does_not_hold_everything_up(either: str) -> None:
    ask(7200)
    assert ask(0) == 0


def test_what_is_kept_goes_away_by_itself(house: House) -> None:
    ask(0, bulk=True)
    client = redis.Redis.from_url(house.servers.redis_url)
    assert 0 < client.pttl(f"pace:console:{LINE}") <= 62_000
    client.close()


@pytest.mark.parametrize("name", ["sms", "whatsapp", "telegram", "email"])
def test_every_channel_to_the_outside_says_how_fast_it_is(name: str) -> None:
    channel = make(SimpleNamespace())[name]
    assert isinstance(channel, Paced) and 0 < channel.carries < channel.takes and channel.weight("x") == 1


def test_a_longer_text_weighs_more_where_segments_are_counted() -> None:
    sms = make(SimpleNamespace(sms_per_second=3))["sms"]
    assert isinstance(sms, Paced) and (sms.carries, sms.weight("x" * 161)) == (3.0, 2)


# -- in the delivery


def broadcast(house: House, text: str, who: tuple[str, ...]) -> None:
    with world.acting(house) as crm, crm.command("broadcast"):
        for name in who:
            contact = world.contact(crm, name)
            consent.record(crm, "console", contact.addresses[0].value, "opt_in", source="staff")
            messages.send(crm, contact, f"{text} for {name}", purpose="marketing", channel="console")


def told(house: House, text: str) -> None:
    with world.acting(house) as crm:
        messages.send(crm, world.user(crm, "Olivia"), text, purpose="reply", channel="console")


EVERYBODY = ("Maria", "Tom", "Eva", "Nadia")


def test_a_broadcast_leaves_bit_by_bit_an_answer_at_once_and_nothing_is_lost(
    house: House, slow: Slow, either: str
) -> None:
    broadcast(house, "News", EVERYBODY)
    sweep.sweep(house.one, house.clock)
    assert len(slow.sent) == 1
    told(house, "an answer")
    sweep.sweep(house.one, house.clock)
    assert slow.sent[-1] == "an answer" and len(slow.sent) == 2
    for _ in range(8):
        house.clock.advance(seconds=1)
        sweep.sweep(house.one, house.clock)
    assert sum("News" in text for text in slow.sent) == 4 and len(set(slow.sent)) == 5


def test_the_parts_of_one_long_text_keep_their_order(house: House, slow: Slow, monkeypatch) -> None:
    monkeypatch.setattr(Slow, "max_chars", 60)
    broadcast(house, "one " * 20 + "two " * 20 + "three " * 10, ("Maria",))
    for _ in range(12):
        sweep.sweep(house.one, house.clock)
        house.clock.advance(seconds=0.7)
    said = " ".join(slow.sent).split()
    order = [word for word in said if word in ("one", "two", "three")]
    assert order == ["one"] * 20 + ["two"] * 20 + ["three"] * 10


def states(house: House) -> list[tuple[str, int]]:
    with house.crm() as crm:
        return [(row.state, row.attempts) for row in crm.session.query(Outbox).order_by(Outbox.id)]


def test_three_tries_ever_later_then_a_person_must_look(house: House, slow: Slow) -> None:
    slow.fails = [SendError("Busy.", retryable=True) for _ in range(9)]
    told(house, "hello")
    waits: list[datetime] = []
    for _ in range(400):
        sweep.sweep(house.one, house.clock)
        if states(house)[0][0] == "failed":
            break
        if states(house)[0][1] > len(waits):
            waits.append(house.clock.now)
        house.clock.advance(seconds=1)
    assert states(house) == [("failed", 3)] and len(slow.fails) == 6
    first, second = waits[1] - waits[0], house.clock.now - waits[1]
    assert 8 <= first.total_seconds() <= 13 and 240 <= second.total_seconds() <= 361


def test_a_pause_that_was_asked_for_is_kept(house: House, slow: Slow) -> None:
    slow.fails = [SendError("Slow down.", retryable=True, retry_after=25)]
    told(house, "hello")
    broadcast(house, "News", ("Maria",))
    sweep.sweep(house.one, house.clock)
    house.clock.advance(seconds=24)
    sweep.sweep(house.one, house.clock)
    assert slow.sent == []
    house.clock.advance(seconds=3)
    sweep.sweep(house.one, house.clock)
    house.clock.advance(seconds=3)
    sweep.sweep(house.one, house.clock)
    assert slow.sent[0] == "hello" and "News" in slow.sent[1]
