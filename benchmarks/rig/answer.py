"""The answer: from a signed webhook to the moment the reply is in the provider's hands, texts coming at random."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.rig import clients, processes, world
from benchmarks.rig.bars import Bar
from benchmarks.rig.front import front, webhook
from bot.embedded import Servers
from tests.fakes.twilio import FakeTwilio

P50, P99 = 60.0, 400.0  # milliseconds
PER_SECOND, SECONDS, WARM = 20.0, 40, 60


def measure(servers: Servers, key: str, folder: Path) -> Iterator[Bar]:
    mine = world.database(servers, "answer", "seeded")
    with ExitStack() as stack:
        twilio = stack.enter_context(FakeTwilio())
        port, url, environment = front(mine, twilio)
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
        raise AssertionError(f"{unanswered} texts were not answered")
    yield Bar("answer: milliseconds to the provider, p50", by_kind[49], P50, least=False)
    yield Bar("answer: milliseconds to the provider, p99", by_kind[98], P99, least=False)


def _open_loop(said: list[world.Said], twilio: FakeTwilio, url: str, port: int) -> list[tuple[str, datetime]]:
    """Post at random moments, whether or not earlier ones were answered. Returns who wrote and when."""
    chance = random.Random(len(said))
    requests = [(each.phone, webhook(twilio, url, port, each)) for each in said]
    posted: list[tuple[str, datetime]] = []
    refused = list[int]()
    idle = deque(clients.Connection(port) for _ in range(64))

    def post(data: bytes, connection: clients.Connection) -> None:
        refused.extend([status] if (status := connection.post(data)) >= 300 else [])
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
    _settle(twilio)
    if refused:
        raise AssertionError(f"{len(refused)} webhooks were refused: {set(refused)}")
    return posted


def _settle(twilio: FakeTwilio) -> None:
    """Wait until nothing has left for a while: what is late is measured as late."""
    end, seen = time.monotonic() + 120, -1
    while time.monotonic() < end and len(twilio.sent()) != seen:
        seen = len(twilio.sent())
        time.sleep(3.0)


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
