"""The front door: a signed webhook to its committed row and 2xx, against a bare route that does one INSERT."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg

from benchmarks.rig import bare_web, clients, processes, world
from benchmarks.rig.bars import Bar, ratio
from benchmarks.rig.front import front, webhook
from bot.embedded import Servers
from crm_core import db
from tests.fakes.twilio import FakeTwilio

LEAST = 0.60
CLIENTS, REQUESTS, ROUNDS = 8, 1500, 7


def measure(servers: Servers, key: str, folder: Path) -> Iterator[Bar]:
    mine = world.database(servers, "door", "seeded")
    with psycopg.connect(mine.owner_url, autocommit=True) as connection:
        for statement in bare_web.TABLE:
            connection.execute(statement)
    with ExitStack() as stack:
        twilio = stack.enter_context(FakeTwilio())
        port, url, environment = front(mine, twilio)
        stack.enter_context(processes.web("bot.app:create_app", environment, port))
        bare_port = stack.enter_context(processes.web("benchmarks.rig.bare_web:create_app", environment))
        stack.enter_context(world.using(mine))
        ours, floor = [], []
        for number in range(ROUNDS + 1):
            signed = [webhook(twilio, url, port, said) for said in world.texts(REQUESTS)]
            bare = [clients.request("/bare", bare_port, data.partition(b"\r\n\r\n")[2]) for data in signed]
            rates = clients.throughput(bare_port, bare, CLIENTS), clients.throughput(port, signed, CLIENTS)
            if number:  # the first round warms both up
                floor.append(rates[0])
                ours.append(rates[1])
            _forget_rings(mine)
    _stored(mine, key, REQUESTS * (ROUNDS + 1))
    print(f"door: bare {statistics.median(floor):.0f}/s, ours {statistics.median(ours):.0f}/s")
    yield Bar("door: share of a bare route's throughput", ratio(ours, floor), LEAST, least=True)


def _stored(servers: Servers, key: str, wanted: int) -> None:
    """2xx means stored: every request is a row."""
    with psycopg.connect(servers.owner_url) as connection:
        rows = connection.execute(f"SELECT count(*) FROM {db.schema_of(key)}.inbox").fetchone()
    if rows != (wanted,):
        raise AssertionError(f"{wanted} messages were answered, and {rows} stored")


def _forget_rings(servers: Servers) -> None:
    from redis import Redis

    Redis.from_url(servers.redis_url).flushdb()
