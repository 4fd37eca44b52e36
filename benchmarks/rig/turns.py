"""Turns and their deliveries by two worker processes, against a bare Celery task for each that runs the same SQL."""

from __future__ import annotations

import pickle
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from celery import Celery
from sqlalchemy.orm import Session

from benchmarks.rig import bare_tasks, processes, world
from benchmarks.rig.bars import Bar, ratio
from benchmarks.rig.recording import Turn, recorded
from bot import webhooks
from bot.embedded import Servers
from channels import registry
from channels.base import Inbound
from crm_core import db, jobs
from crm_core.crm import send_only_through
from workers import deliver, inbox

LEAST = 0.40
A_ROUND, ROUNDS = 240, 5
WAITING = (
    "SELECT (SELECT count(*) FROM {0}.inbox WHERE handled_at IS NULL)"
    " + (SELECT count(*) FROM {0}.outbox WHERE state IN ('queued', 'sending'))"
)


def measure(servers: Servers, key: str, folder: Path) -> Iterator[Bar]:
    texts = world.texts(A_ROUND * (ROUNDS + 1))
    world.spread_sequences(world.database(servers, "turns", "seeded"), key)
    recorded_turns = _record(world.database(servers, "turns_recorded", "turns"), key, texts)
    written = folder / "turns"
    written.write_bytes(pickle.dumps([turn for _, turn in recorded_turns]))
    statements = statistics.median(turn.statements for _, turn in recorded_turns)
    print(f"turns: {statements:.0f} statements a turn at the median, delivery included")
    sides = {
        "floor": world.database(servers, "turns_floor", "turns"),
        "ours": world.database(servers, "turns_ours", "turns"),
    }
    with ExitStack() as stack:
        ours = sides["ours"].environment
        stack.enter_context(processes.worker("workers.app", ours, folder / "ours.log"))
        bare = {**sides["floor"].environment, "BENCH_TURNS": str(written)}
        stack.enter_context(processes.worker("benchmarks.rig.bare_tasks", bare, folder / "floor.log"))
        broker = Celery("bench", broker=servers.redis_url, set_as_current=False)
        sends: dict[str, Callable[[int, int], object]] = {
            "floor": lambda index, _: broker.send_task(bare_tasks.TASK, (index,), queue="bare"),
            "ours": lambda _, inbox_id: broker.send_task(jobs.INBOX_WORK, (key, inbox_id)),
        }
        rates: dict[str, list[float]] = {"floor": [], "ours": []}
        for number in range(ROUNDS + 1):
            part = range(number * A_ROUND, (number + 1) * A_ROUND)
            for side, send in sends.items():
                ids = _store(sides[side], key, texts[part.start : part.stop], part.start)
                if ids != [recorded_turns[index][0] for index in part]:
                    raise AssertionError("the texts have other ids than those whose turns were recorded")
                pairs = list(zip(part, ids, strict=True))
                seconds = _timed(sides[side], key, send, pairs)
                if number:  # the first round warms both up
                    rates[side].append(len(part) / seconds)
    _same_effects(sides, key)
    floor, mine = (statistics.median(rates[side]) for side in ("floor", "ours"))
    print(f"turns: floor {floor:.0f}/s, ours {mine:.0f}/s")
    yield Bar(
        "turns: share of a bare task's with the same SQL",
        ratio(rates["ours"], rates["floor"]),
        LEAST,
        least=True,
    )


def _store(servers: Servers, key: str, texts: list[world.Said], first: int) -> list[int]:
    """These texts wait from here on, one of each conversation; their ids. No bell is rung."""
    with world.using(servers._replace(redis_url="")):
        for number, said in enumerate(texts, first):
            if not webhooks.take_in(
                "console", Inbound(f"bench-{number}", said.phone, world.CONSOLE, said.text)
            ):
                raise AssertionError("a text was not taken")
    with psycopg.connect(servers.owner_url) as connection:
        query = f"SELECT id FROM {db.schema_of(key)}.inbox WHERE handled_at IS NULL ORDER BY id"
        return [number for (number,) in connection.execute(query)]


def _record(servers: Servers, key: str, texts: list[world.Said]) -> list[tuple[int, Turn]]:
    """Take every turn once and write down its SQL and that of its deliveries."""
    found = []
    send_only_through(registry.opened(webhooks.channels))  # as workers do when they start
    with world.using(servers._replace(redis_url="")), _rings() as rung:
        for first in range(0, len(texts), A_ROUND):
            for number in _store(servers, key, texts[first : first + A_ROUND], first):
                turn = Turn()
                rung.clear()
                with recorded(db.engine(), turn):
                    inbox.work(key, number)
                    while rung:
                        task, arguments = rung.popleft()
                        if task == jobs.OUTBOX_DELIVER:
                            deliver.deliver(*arguments)
                found.append((number, turn))
    return found


@contextmanager
def _rings() -> Iterator[deque[tuple[str, tuple[object, ...]]]]:
    """What would have been rung, in order."""
    rung: deque[tuple[str, tuple[object, ...]]] = deque()
    ring = jobs.ring_pending

    def note(session: Session) -> None:
        rung.extend((task, arguments) for task, arguments, _ in session.info.pop("rings", []))

    jobs.ring_pending = note
    try:
        yield rung
    finally:
        jobs.ring_pending = ring


def _timed(
    servers: Servers, key: str, send: Callable[[int, int], object], pairs: list[tuple[int, int]]
) -> float:
    """Seconds from the first task sent until nothing waits any more."""
    query = WAITING.format(db.schema_of(key))
    with psycopg.connect(servers.owner_url, autocommit=True) as connection:
        start = time.perf_counter()
        for index, inbox_id in pairs:
            send(index, inbox_id)
        while True:
            left = connection.execute(query).fetchone()
            if left == (0,):
                return time.perf_counter() - start
            if time.perf_counter() - start > 120:
                raise TimeoutError(f"{left} rows still wait")
            time.sleep(0.01)


def _same_effects(sides: dict[str, Servers], key: str) -> None:
    """Both did the same: as many changes of every kind, and as many messages."""
    query = (
        "SELECT table_name || ' ' || op, count(*) FROM {0}.journal GROUP BY 1 UNION ALL "
        "SELECT 'outbox', count(*) FROM {0}.outbox UNION ALL SELECT 'action', count(*) FROM {0}.action"
    )
    counts: dict[str, Counter[str]] = {}
    for side, servers in sides.items():
        with psycopg.connect(servers.owner_url) as connection:
            counts[side] = Counter(dict(connection.execute(query.format(db.schema_of(key))).fetchall()))
    print(f"turns: {counts['ours'].total()} changes and messages by either side")
    less, more = counts["floor"] - counts["ours"], counts["ours"] - counts["floor"]
    if less or more:
        raise AssertionError(f"the floor did more of {dict(less)} and less of {dict(more)}")
