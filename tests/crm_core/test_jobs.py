"""A ring is what Celery itself would have sent, so that its worker takes it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from celery import Celery

from bot.embedded import Servers
from crm_core import jobs

DIFFERS = {"id", "root_id", "origin", "eta"}


def in_queue(broker: str, send: Any) -> dict[str, Any]:
    """The message that lies in the queue after sending."""
    client = jobs.quick_redis(broker)
    client.delete(jobs.QUEUE)
    send()
    (found,) = client.lrange(jobs.QUEUE, 0, -1)  # type: ignore[misc]
    client.delete(jobs.QUEUE)
    message: dict[str, Any] = json.loads(found)
    message["body"] = json.loads(base64.b64decode(message["body"]))
    return message


@pytest.mark.parametrize("after", [0.0, 4.0])
def test_a_ring_is_the_message_celery_would_send(servers: Servers, setting: Any, after: float) -> None:
    broker = servers.redis_url.rpartition("/")[0] + "/8"
    setting(REDIS_URL=broker)
    celery = Celery("test", broker=broker, set_as_current=False)
    args = ("gallery", 12)
    theirs = in_queue(
        broker,
        lambda: celery.send_task(
            jobs.INBOX_WORK, args=args, countdown=after or None, ignore_result=True, retry=False
        ),
    )
    ours = in_queue(broker, lambda: jobs.ring_now(jobs.INBOX_WORK, *args, after=after))
    assert ours["body"] == theirs["body"]
    assert ours["headers"].keys() == theirs["headers"].keys()
    same = ours["headers"].keys() - DIFFERS
    assert {name: ours["headers"][name] for name in same} == {name: theirs["headers"][name] for name in same}
    assert (ours["headers"]["eta"] is None) == (theirs["headers"]["eta"] is None) == (not after)
    assert ours["properties"].keys() == theirs["properties"].keys()
    assert ours["properties"]["delivery_info"] == theirs["properties"]["delivery_info"]
    assert {ours[name] == theirs[name] for name in ("content-type", "content-encoding")} == {True}


def test_rings_of_one_commit_go_in_one_message_to_the_broker(servers: Servers, setting: Any) -> None:
    from sqlalchemy.orm import Session

    broker = servers.redis_url.rpartition("/")[0] + "/8"
    setting(REDIS_URL=broker)
    client = jobs.quick_redis(broker)
    client.delete(jobs.QUEUE)
    session = Session()
    for row in (1, 2, 2):
        jobs.ring_after_commit(session, jobs.OUTBOX_DELIVER, "gallery", row)
    jobs.ring_pending(session)
    jobs.ring_pending(session)
    bodies = [
        json.loads(base64.b64decode(json.loads(each)["body"])) for each in client.lrange(jobs.QUEUE, 0, -1)
    ]  # type: ignore[union-attr]
    client.delete(jobs.QUEUE)
    assert [body[0] for body in reversed(bodies)] == [["gallery", 1], ["gallery", 2]]
