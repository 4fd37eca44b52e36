"""How much of a text's time is ours: the whole path against the bare commits it cannot do without.

The floor is four transactions of one row each on the same Postgres (store, claim, turn, send), written by hand with
psycopg. Ours is the same text through webhook parsing, reading, permission, finding, journal, reply and delivery.
Prints medians and their ratio; exits 1 below the bar.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import webhooks
from bot.embedded import exported, start_for_tests
from channels.base import WebhookRequest
from channels.console import SIGNATURE, derive_key, sign
from crm_core import demo, migrate
from crm_core.config import settings
from crm_core.crm import open_crm
from workers import deliver, inbox

ROUNDS = 200
BAR = 0.03  # ours may take 33 times the floor: reading, finding and journalling a write is the product
TEXTS = (
    "note on Maria: asked about frames ({})",
    "who is Tom",
    "hold Still Life for Two for Eva",
    "release Still Life for Two",
)


def main() -> int:
    with start_for_tests() as servers, exported(servers.environment):
        key = migrate.add_gallery("Bench", {"console": "bench"})
        with open_crm(key) as crm:
            demo.fill(crm)
        floor = median(bare(servers.app_url, key))
        print(f"floor: four bare commits          {floor * 1000:7.2f} ms")
        worst = 1.0
        for text in TEXTS:
            ours = median(whole_path(key, text))
            ratio = floor / ours
            worst = min(worst, ratio)
            print(f"{text[:32]:33s} {ours * 1000:7.2f} ms   {ratio:5.3f} of the floor's speed")
        print(f"worst ratio {worst:.3f}, bar {BAR}")
        return 0 if worst >= BAR else 1


def median(work: Callable[[int], None]) -> float:
    times = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - start)
    return statistics.median(times[ROUNDS // 10 :])


def bare(url: str, key: str) -> Callable[[int], None]:
    connection = psycopg.connect(url, autocommit=False, prepare_threshold=None)

    def four_commits(number: int) -> None:
        for _ in range(4):
            connection.execute(f"SET LOCAL ROLE g_{key}_app")
            connection.execute(
                f"INSERT INTO g_{key}.conversation (party) VALUES (%s)", (f"x{number}-{time.time_ns()}",)
            )
            connection.commit()

    return four_commits


def whole_path(key: str, text: str) -> Callable[[int], None]:
    channel = webhooks.channels()["console"]
    signing = derive_key(settings().signing_key)

    def one_text(number: int) -> None:
        said = {
            "id": f"{text}{number}{os.getpid()}",
            "from": "+12125550100",
            "to": "bench",
            "text": text.format(number),
        }
        body = json.dumps(said).encode()
        request = WebhookRequest(
            "POST", "http://localhost/webhooks/console", {SIGNATURE: sign(signing, body)}, body
        )
        for message in channel.receive(request).messages:
            webhooks.take_in("console", message)
        last = newest(key, "inbox")
        inbox.work(key, last)
        deliver.deliver(key, newest(key, "outbox"))

    return one_text


def newest(key: str, table: str) -> int:
    from sqlalchemy import text

    with open_crm(key) as crm:
        return int(crm.session.scalar(text(f"SELECT max(id) FROM {table}")) or 0)


if __name__ == "__main__":
    sys.exit(main())
