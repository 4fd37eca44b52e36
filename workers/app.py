"""Celery: the doorbell and the clock. Every task carries (gallery key, row id) and only says "look"."""

from __future__ import annotations

import gc
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_process_init

from bot.webhooks import channels
from channels import registry
from channels.base import Warming
from crm_core import db, jobs
from crm_core.config import settings
from crm_core.crm import send_only_through
from intents.base import Audience
from intents.understand import matcher
from workers import (
    deliver,
    draft,
    events,
    inbox,
    mailbox,
    media,
    predict,
    rates,
    reconcile,
    sweep,
    track,
    transfer,
    wish,
    words,
)

MAILBOX, RECONCILE = "mailbox.poll", "provider.reconcile"

app = Celery("herring", broker=settings().redis_url or None)
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    # A worker that is killed whole gives its tasks back within this time; it must exceed the longest task.
    broker_transport_options={"visibility_timeout": 600, "unacked_restore_interval": 5},
    task_time_limit=300,
    timezone="UTC",
    beat_schedule={
        "sweep": {"task": sweep.SWEEP, "schedule": 30.0, "options": {"expires": 25}},
        "mailbox": {"task": MAILBOX, "schedule": 60.0, "options": {"expires": 55}},
        "reconcile": {"task": RECONCILE, "schedule": 300.0, "options": {"expires": 290}},
        "predictions": {"task": predict.NIGHT, "schedule": 600.0, "options": {"expires": 590}},
        "rates": {"task": rates.FETCH, "schedule": 3600.0, "options": {"expires": 3500}},
        "parcels": {"task": track.POLL, "schedule": 60.0, "options": {"expires": 55}},
        "words": {"task": words.NIGHT, "schedule": 3600.0, "options": {"expires": 3500}},
        "wishes": {"task": wish.LOOK, "schedule": 60.0, "options": {"expires": 55}},
        "minute": {"task": sweep.MINUTE, "schedule": 20.0, "options": {"expires": 15}},
    },
)


@worker_init.connect
def _warm(**_: Any) -> None:
    """Before the pool forks. The phrase book and the providers' libraries are loaded once: every child has them, and
    no first text and no first answer waits for it."""
    send_only_through(registry.opened(channels))
    for channel in channels().values():
        if channel.enabled() and isinstance(channel, Warming):
            channel.warm()
    for side in Audience:
        matcher(side.value)
    # It stays for good: no child looks through it for garbage, which would also make copies of its memory.
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _own_connections(**_: Any) -> None:
    """Connections made before the fork belong to the parent."""
    db.dispose_engines(close=False)


def _orphaned(task: Any) -> bool:
    """Whether the broker had given this one to a process that is gone, killed for its memory perhaps."""
    return bool((task.request.delivery_info or {}).get("redelivered"))


@app.task(name=jobs.INBOX_WORK)
def inbox_work(key: str, inbox_id: int) -> None:
    # The answer leaves in the same task: a ring, a task and a wait less for whoever texted.
    inbox.work(key, inbox_id, hand_over=deliver.deliver, orphaned=_orphaned(inbox_work))


@app.task(name=jobs.OUTBOX_DELIVER)
def outbox_deliver(key: str, outbox_id: int) -> None:
    deliver.deliver(key, outbox_id)


@app.task(name=jobs.MEDIA_FETCH)
def media_fetch(key: str, inbox_id: int) -> None:
    media.fetch(key, inbox_id, orphaned=_orphaned(media_fetch))


@app.task(name=jobs.DRAFT_WRITE)
def draft_write(key: str, draft_id: int) -> None:
    draft.write(key, draft_id)


@app.task(name=events.SEND)
def event_send(key: str, event_id: int) -> None:
    events.send(key, event_id)


@app.task(name=transfer.WORK)
def transfer_work(key: str, job_id: int) -> None:
    transfer.work(key, job_id)


@app.task(name=transfer.EXPORT)
def transfer_export(key: str, job_id: int) -> None:
    transfer.export(key, job_id)


@app.task(name=MAILBOX)
def read_mailbox() -> None:
    mailbox.poll()


@app.task(name=RECONCILE)
def reconcile_all() -> None:
    reconcile.reconcile_all()


@app.task(name=sweep.SWEEP)
def sweep_all() -> None:
    sweep.sweep_all()


@app.task(name=sweep.MINUTE)
def minute() -> None:
    sweep.every_minute()


@app.task(name=rates.FETCH)
def fetch_rates() -> None:
    rates.fetch()


@app.task(name=predict.NIGHT)
def predict_night() -> None:
    for key in predict.due():
        predict_fit.delay(key)


@app.task(name=predict.FIT)
def predict_fit(key: str) -> None:
    predict.fit(key)


@app.task(name=track.POLL)
def track_parcels() -> None:
    track.poll()


@app.task(name=words.NIGHT)
def count_words() -> None:
    for key in words.due():
        count_words_of.delay(key)


@app.task(name=words.COUNT)
def count_words_of(key: str) -> None:
    words.count(key)


@app.task(name=wish.LOOK)
def look_at_wishes() -> None:
    wish.look_all()
