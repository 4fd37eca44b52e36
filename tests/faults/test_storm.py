"""Two thousand texts while everything breaks that can: each is done once, answered once, or said to be unknown."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import pytest

from crm_core import jobs
from tests.fakes.twilio import Fault
from tests.faults.books import audit
from tests.faults.plant import Plant
from workers.app import RECONCILE

STAFF, EACH = 70, 30
PHONES = [f"+1212555{3000 + number}" for number in range(STAFF)]
TEXTS = [
    (phone, f"note on Maria: number {number} of {phone[-4:]}") for number in range(EACH) for phone in PHONES
]

# Each strikes once. Counted in passages of one process, of which there are two at a time, and in so few that each
# strikes wherever the work goes: at worst one after the other and all in the slower of the two.
WEB = "T1:before-commit:kill:100,T1:after-commit:kill:200"
WORKER = ",".join(
    f"{point}:{deed}:{times}"
    for times, (point, deed) in zip(
        range(15, 400, 12),
        [
            ("claim:before-commit", "kill"),
            ("T3:before-commit", "kill"),
            ("T2:before-commit", "kill"),
            ("send:after", "kill"),
            ("T4:after-commit", "kill"),
            ("T3:after-commit", "kill"),
            ("claim:after-commit", "kill-all"),
            ("T4:before-commit", "kill-all"),
            ("send:before", "kill"),
            ("T2:after-commit", "kill-all"),
        ],
        strict=False,
    )
)
DEATHS = WEB.count("kill") + WORKER.count("kill")
# Those after which nobody can know whether the provider got it. Two processes send at a time, and whatever takes away
# the worker or the database may catch either of them between "sending" and the provider.
RESET_BEFORE = 6
AT_MOST_UNKNOWN = RESET_BEFORE + 2 * (DEATHS + 4)


def bad_days() -> dict[str, Fault]:
    """What the provider does to some numbers, a few times each."""
    kinds = [
        Fault(20429, 429, retry_after="1", times=2),
        Fault(20500, 500, times=2),
        Fault(delay=1.5, times=3),
        Fault(dropped=True, times=RESET_BEFORE // 3),
        Fault(lost=True, times=2),
        Fault(junk=True, times=2),
    ]
    faults = {phone: Fault(**vars(kinds[number % len(kinds)])) for number, phone in enumerate(PHONES[:18])}
    faults[PHONES[-1]] = Fault(delay=11, times=1)  # longer than we listen: it is taken all the same
    return faults


@pytest.mark.slow
@pytest.mark.timeout(1700)
def test_two_thousand_texts_in_a_storm(setting: Callable[..., None]) -> None:
    assert len(TEXTS) >= 2000
    with Plant(PHONES, setting) as plant:
        plant.twilio.faults = bad_days()

        def away(server: str, end: Callable[[Plant, str], None], seconds: float = 1.5) -> Callable[[], None]:
            def happen() -> None:
                end(plant, server)
                time.sleep(seconds)
                plant.again(server)

            return happen

        plant.start("web", WEB)
        plant.start("worker", WORKER)
        start = time.monotonic()
        sent = plant.send(
            TEXTS,
            [
                (200, plant.flush),
                (400, away("valkey", Plant.stop)),
                (600, away("postgres", Plant.stop)),
                (800, lambda: jobs.ring_now(RECONCILE) and None),
                (900, lambda: plant.kill("web")),
                (1100, away("valkey", Plant.kill)),
                (1300, away("postgres", Plant.kill)),
                (1500, lambda: plant.kill("worker")),
                (1700, plant.flush),
            ],
        )
        posted = time.monotonic() - start
        plant.settle()
        books = audit(plant, sent)
        refused = Counter(status for each in sent for status in each.answers if not 200 <= status < 300)
        took = f"{posted:.0f} s to send, {time.monotonic() - start:.0f} s in all, {plant.fired} restarts"
        print(f"{books}, webhooks not taken {dict(refused)}, {took}")
        assert len(plant.struck()) == DEATHS, plant.struck()
        assert books.texted == len(TEXTS) == books.arrived + books.unknown
        assert books.unknown <= AT_MOST_UNKNOWN
