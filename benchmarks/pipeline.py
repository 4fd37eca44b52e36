"""How much of the way from a text to its answer is ours, on real servers and processes, against floors of the same run.

door    signed webhook -> committed row and 2xx, against a bare FastAPI route that does one INSERT (>= 60 %)
answer  signed webhook -> the reply is in the provider's hands, 20 messages a second (p50 < 60 ms, p99 < 400 ms)
turns   turns and their deliveries per second with two worker processes, against a bare Celery task for each turn that
        runs the same SQL, written down from real turns, by psycopg (>= 40 %)

Ratios are medians of rounds that alternate. Exits 1 below a bar. A name as argument runs that part alone.
"""

from __future__ import annotations

import pickle
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

import psycopg
from celery import Celery
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.rig import bare_tasks, bare_web, clients, processes, world
from benchmarks.rig.recording import Turn, recorded
from bot.embedded import Servers, start_for_tests
from bot.ports import free_port
from bot.webhooks import take_in
from channels.base import Inbound
from crm_core import db, jobs
from tests.fakes.twilio import FakeTwilio
from workers import deliver, inbox

DOOR, TURNS = 0.60, 0.40
P50, P99 = 60.0, 400.0  # milliseconds
CLIENTS, REQUESTS, DOOR_ROUNDS = 8, 1500, 7
PER_SECOND, SECONDS, WARM = 20.0, 40, 60
TURNS_A_ROUND, TURN_ROUNDS = 240, 5
WAITING = (
    "SELECT (SELECT count(*) FROM {0}.inbox WHERE handled_at IS NULL)"
    " + (SELECT count(*) FROM {0}.outbox WHERE state IN ('queued', 'sending'))"
)
failed: list[str] = []


def main() -> int:
    parts = {"door": door, "answer": answer, "turns": turns}
    wanted = sys.argv[1:] or list(parts)
    with start_for_tests() as servers, tempfile.TemporaryDirectory() as folder:
        seeded = world.database(servers, "seeded")
        with world.using(seeded._replace(redis_url="")):
            key = world.make()
        for name in wanted:
            parts[name](servers, key, Path(folder))
    print("FAILED: " + ", ".join(failed) if failed else "all bars met")
    return 1 if failed else 0


def bar(what: str, figure: float, limit: float, *, least: bool) -> None:
    met = figure >= limit if least else figure < limit
    print(f"{what:58s} {figure:8.2f}   bar {'>=' if least else '<'} {limit:g}{'' if met else '   MISSED'}")
    if not met:
        failed.append(what)


# -- door: the webhook against one INSERT


def door(servers: Servers, key: str, folder: Path) -> None:
    mine = world.database(servers, "door", "seeded")
    with psycopg.connect(mine.owner_url, autocommit=True) as connection:
        for statement in bare_web.TABLE:
            connection.execute(statement)
    with ExitStack() as stack:
        twilio = stack.enter_context(FakeTwilio())
        port, url, environment = _front(mine, twilio)
        stack.enter_context(processes.web("bot.app:create_app", environment, port))
        bare_port = stack.enter_context(processes.web("benchmarks.rig.bare_web:create_app", environment))
        stack.enter_context(world.using(mine))
        ours, floor = [], []
        for number in range(DOOR_ROUNDS + 1):
            signed = [_webhook(twilio, url, port, said) for said in world.texts(REQUESTS)]
            bare = [clients.request("/bare", bare_port, data.partition(b"\r\n\r\n")[2]) for data in signed]
            rates = clients.throughput(bare_port, bare, CLIENTS), clients.throughput(port, signed, CLIENTS)
            if number:  # the first round warms both up
                floor.append(rates[0])
                ours.append(rates[1])
            _forget_rings(mine)
    _stored(mine, key, REQUESTS * (DOOR_ROUNDS + 1))
    print(f"door: bare {statistics.median(floor):.0f}/s, ours {statistics.median(ours):.0f}/s")
    bar("door: share of a bare route's throughput", _ratio(ours, floor), DOOR, least=True)


def _front(servers: Servers, twilio: FakeTwilio) -> tuple[int, str, dict[str, str]]:
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    environment = {
        **servers.environment,
        "PUBLIC_URL": public,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_BASE_URL": twilio.url,
    }
    return port, f"{public}/webhooks/sms", environment


def _webhook(twilio: FakeTwilio, url: str, port: int, said: world.Said) -> bytes:
    sid = f"SM{uuid4().hex}"
    return clients.webhook_request(
        twilio.webhooks, twilio.account_sid, url, port, sid, said.phone, world.SMS, said.text
    )


def _stored(servers: Servers, key: str, wanted: int) -> None:
    """2xx means stored: every request is a row."""
    with psycopg.connect(servers.owner_url) as connection:
        rows = connection.execute(f"SELECT count(*) FROM {db.schema_of(key)}.inbox").fetchone()
    if rows != (wanted,):
        raise AssertionError(f"{wanted} messages were answered, and {rows} stored")


def _forget_rings(servers: Servers) -> None:
    from redis import Redis

    Redis.from_url(servers.redis_url).flushdb()


def _ratio(ours: list[float], floor: list[float]) -> float:
    """The median over rounds, each of which measured both."""
    return statistics.median(mine / its for mine, its in zip(ours, floor, strict=True))


# -- answer: from the webhook to the provider


def answer(servers: Servers, key: str, folder: Path) -> None:
    mine = world.database(servers, "answer", "seeded")
    with ExitStack() as stack:
        twilio = stack.enter_context(FakeTwilio())
        port, url, environment = _front(mine, twilio)
        stack.enter_context(processes.web("bot.app:create_app", environment, port))
        stack.enter_context(processes.worker("workers.app", environment, folder / "answer.log"))
        stack.enter_context(world.using(mine))
        every = world.texts(WARM + int(PER_SECOND * SECONDS))
        _open_loop(every[:WARM], twilio, url, port)
        before = len(twilio.sent())
        posted = _open_loop(every[WARM:], twilio, url, port)
        milliseconds, unanswered = _waits(posted, twilio, before)
    by_kind = statistics.quantiles(milliseconds, n=100)
    print(
        f"answer: {len(milliseconds)} replies; p50 {by_kind[49]:.0f}, p90 {by_kind[89]:.0f}, p99 {by_kind[98]:.0f} ms"
    )
    if unanswered:
        failed.append(f"answer: {unanswered} texts were not answered")
    bar("answer: milliseconds to the provider, p50", by_kind[49], P50, least=False)
    bar("answer: milliseconds to the provider, p99", by_kind[98], P99, least=False)


def _open_loop(said: list[world.Said], twilio: FakeTwilio, url: str, port: int) -> list[tuple[str, datetime]]:
    """Post at random moments, whether or not earlier ones were answered. Returns who wrote and when."""
    chance = random.Random(len(said))
    requests = [(each.phone, _webhook(twilio, url, port, each)) for each in said]
    posted: list[tuple[str, datetime]] = []
    idle = deque(clients.Connection(port) for _ in range(16))

    def post(data: bytes, connection: clients.Connection) -> None:
        if connection.post(data) >= 300:
            failed.append("answer: a webhook was refused")
        idle.append(connection)

    threads = []
    due = time.perf_counter()
    for phone, data in requests:
        due += chance.expovariate(PER_SECOND)
        time.sleep(max(0.0, due - time.perf_counter()))
        posted.append((phone, datetime.now(UTC)))
        threads.append(threading.Thread(target=post, args=(data, idle.popleft())))
        threads[-1].start()
    for thread in threads:
        thread.join()
    time.sleep(2.0)
    return posted


def _waits(posted: list[tuple[str, datetime]], twilio: FakeTwilio, before: int) -> tuple[list[float], int]:
    """Milliseconds from each text to the first message to its sender that the provider got, in order."""
    replies: dict[str, deque[datetime]] = defaultdict(deque)
    for message in islice(twilio.sent(), before, None):
        replies[message.to].append(message.created)
    waits, unanswered = [], 0
    for phone, when in posted:
        if replies[phone]:
            waits.append((replies[phone].popleft() - when).total_seconds() * 1000)
        else:
            unanswered += 1
    return waits, unanswered


# -- turns: our workers against the SQL they run


def turns(servers: Servers, key: str, folder: Path) -> None:
    texts = world.texts(TURNS_A_ROUND * (TURN_ROUNDS + 1))
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
        for number in range(TURN_ROUNDS + 1):
            part = range(number * TURNS_A_ROUND, (number + 1) * TURNS_A_ROUND)
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
    bar(
        "turns: share of a bare task's with the same SQL",
        _ratio(rates["ours"], rates["floor"]),
        TURNS,
        least=True,
    )


def _store(servers: Servers, key: str, texts: list[world.Said], first: int) -> list[int]:
    """These texts wait from here on, one of each conversation; their ids. No bell is rung."""
    with world.using(servers._replace(redis_url="")):
        for number, said in enumerate(texts, first):
            if not take_in("console", Inbound(f"bench-{number}", said.phone, world.CONSOLE, said.text)):
                raise AssertionError("a text was not taken")
    with psycopg.connect(servers.owner_url) as connection:
        query = f"SELECT id FROM {db.schema_of(key)}.inbox WHERE handled_at IS NULL ORDER BY id"
        return [number for (number,) in connection.execute(query)]


def _record(servers: Servers, key: str, texts: list[world.Said]) -> list[tuple[int, Turn]]:
    """Take every turn once and write down its SQL and that of its deliveries."""
    found = []
    with world.using(servers._replace(redis_url="")), _rings() as rung:
        for first in range(0, len(texts), TURNS_A_ROUND):
            for number in _store(servers, key, texts[first : first + TURNS_A_ROUND], first):
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
    """Both did the same: as many rows of every table that these texts write."""
    tables = ("action", "claim", "note", "outbox", "question", "journal")
    counts = {}
    for side, servers in sides.items():
        with psycopg.connect(servers.owner_url) as connection:
            counts[side] = Counter(
                {
                    table: connection.execute(f"SELECT count(*) FROM {db.schema_of(key)}.{table}").fetchone()[
                        0
                    ]
                    for table in tables
                }  # type: ignore[index]
            )
    print(f"turns: rows written by both sides: {dict(counts['ours'])}")
    if counts["ours"] != counts["floor"]:
        failed.append(f"turns: the floor did not do the same: {dict(counts['floor'])}")


if __name__ == "__main__":
    sys.exit(main())
