"""The floor of the workers: a Celery task that runs the SQL of one recorded turn and does nothing else.

BENCH_TURNS names the file of recorded turns. What Celery guarantees is the same as in workers/app.py.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from celery import Celery
from celery.signals import worker_process_init

from benchmarks.rig.recording import Replay, Turn

TASK = "bare.turn"

app = Celery("bare", broker=os.environ.get("REDIS_URL"))
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    task_default_queue="bare",
)
turns: list[Turn] = []
replays: list[Replay] = []


@worker_process_init.connect
def _load(**_: object) -> None:
    # The file is this benchmark's own, written a moment ago.
    turns.extend(pickle.loads(Path(os.environ["BENCH_TURNS"]).read_bytes()))
    replays.append(Replay(os.environ["DATABASE_URL"]))


@app.task(name=TASK)
def turn(number: int) -> None:
    replays[0].run(turns[number])
