"""What a gallery's own programs are told of: a row in the same commit as what it tells, posted by a worker.

Signed as https://www.standardwebhooks.com says, for which every language has a library. At least once, in no order:
the id says which have been seen, the time which is newer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update

from crm_core.access import Permission
from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Action, Contact, Event, Item, Order, Payment
from crm_core.money import Money
from crm_core.services import troubles

SEND = "event.send"
LEASE = timedelta(minutes=1)  # longer than one attempt
BACKOFF = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1800, 7200, 21600, 86400))
KINDS = (
    "item.created", "item.repriced", "contact.created", "order.created", "order.moved", "payment.recorded",
    "command.undone", "command.redone",
)  # fmt: skip
SHOWN = 20


@dataclass(frozen=True)
class Wanted:
    """An event to be posted. attempt: which one this is."""

    id: int
    attempt: int
    url: str
    secret: str
    name: str
    at: datetime
    body: bytes


def tell(crm: Crm, kind: str, data: Callable[[], dict[str, Any]]) -> None:
    """Note what happened, where anybody listens; else `data` is not even put together.

    Whatever a collector says is nobody's but the house's.
    """
    if not crm.settings.events_webhook or crm.actor.is_guest:
        return
    row = Event(
        kind=kind,
        data=data(),
        action_id=crm.action.id if crm.action else None,
        at=crm.now(),
        due_at=crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    crm.ring(SEND, row.id)


def of_item(item: Item) -> dict[str, Any]:
    """What a shop window may know of an item: neither what it cost nor whose it is."""
    price = None if item.price is None or item.price_hidden else _money(item.price, item.currency)
    return {"sku": item.sku, "title": item.title, "maker": item.maker, "kind": item.kind, "price": price}


def of_order(crm: Crm, order: Order) -> dict[str, Any]:
    """An order with its lines and its buyer's name."""
    buyer = crm.session.get(Contact, order.contact_id) if order.contact_id else None
    crm.session.refresh(order, ["lines"])
    lines = [
        {"sku": _sku(crm, line.item_id), "title": line.description, "quantity": int(line.quantity),
         "total": _money(line.total, order.currency)}
        for line in order.lines
    ]  # fmt: skip
    return {
        "order": order.number,
        "status": order.status,
        "total": _money(order.total, order.currency),
        "contact": {"id": buyer.id, "name": buyer.name} if buyer else None,
        "channel": order.channel,
        "tracking": order.tracking,
        "lines": lines,
    }


def of_payment(payment: Payment, order: Order) -> dict[str, Any]:
    return {
        "order": order.number,
        "amount": _money(payment.amount, payment.currency),
        "method": payment.method,
        "paid_at": payment.paid_at.isoformat(),
    }


def _money(amount: Any, currency: str) -> dict[str, str]:
    return Money.of(amount, currency).to_json()


def _sku(crm: Crm, item_id: int | None) -> str | None:
    item = crm.session.get(Item, item_id) if item_id else None
    return item.sku if item else None


def taken_back(crm: Crm, action: Action, *, again: bool = False) -> None:
    """A command was undone (again: redone): who was told of it is told of that, too; who wasn't never is."""
    before, after = ("dropped", "waiting") if again else ("waiting", "dropped")
    if not crm.settings.events_webhook:
        return
    mine = select(Event).where(Event.action_id == action.id).with_for_update()
    rows = list(crm.session.scalars(mine.order_by(Event.id)))
    for row in rows:
        if row.state == before:
            row.state, row.due_at = after, crm.now()
            if again:
                crm.ring(SEND, row.id)
    told = [_name(crm, row) for row in rows if row.state in ("sent", "failed")]
    if told:
        kind = "command.redone" if again else "command.undone"
        tell(crm, kind, lambda: {"command": action.name, "summary": action.summary, "events": told})


def claim(crm: Crm, event_id: int) -> Wanted | None:
    """The event, for this attempt; None where it is over, somebody has it, or nobody listens any more."""
    taken = crm.session.execute(
        update(Event)
        .where(Event.id == event_id, Event.state == "waiting", Event.due_at <= crm.now())
        .values(attempts=Event.attempts + 1, due_at=crm.now() + LEASE)
    )
    assert isinstance(taken, CursorResult)
    if not taken.rowcount:
        return None
    row, url = crm.session.get_one(Event, event_id), crm.settings.events_webhook
    if not url:
        row.state, row.error = "dropped", "Nobody listens any more."
        return None
    name = _name(crm, row)
    body = {
        "type": row.kind,
        "timestamp": row.at.isoformat(),
        "id": name,
        "gallery": crm.settings.name,
        "data": row.data,
    }
    return Wanted(
        row.id, row.attempts, url, secret(crm), name, crm.now(), json.dumps(body, ensure_ascii=False).encode()
    )


def settle(crm: Crm, wanted: Wanted, error: str | None, *, final: bool = False) -> None:
    """What came of an attempt: over, or once more later; given up after about a day and a half, which is told."""
    row = crm.session.get_one(Event, wanted.id, with_for_update=True)
    if row.state != "waiting" or row.attempts != wanted.attempt:
        return  # the lease ran out, and another worker has it
    row.error = error
    if error is None:
        row.state, row.sent_at = "sent", crm.now()
    elif final or row.attempts > len(BACKOFF):
        row.state = "failed"
        troubles.note(crm, "events webhook", f"The events webhook was not told of {row.kind}: {error}")
    else:
        row.due_at = crm.now() + BACKOFF[row.attempts - 1]
        crm.ring(SEND, row.id, after=BACKOFF[row.attempts - 1].total_seconds() + 0.1)


def due(crm: Crm) -> list[int]:
    """Those that wait and that nobody posts just now."""
    waiting = select(Event.id).where(Event.state == "waiting", Event.due_at <= crm.now())
    return list(crm.session.scalars(waiting.order_by(Event.id).limit(500)))


def lately(crm: Crm) -> list[Event]:
    """The last ones, for who may see the settings."""
    crm.require(Permission.SETTINGS, "see the webhooks")
    return list(crm.session.scalars(select(Event).order_by(Event.id.desc()).limit(SHOWN)))


def send_again(crm: Crm) -> int:
    """Post all that were given up once more; how many."""
    crm.require(Permission.SETTINGS, "send events again")
    failed = list(crm.session.scalars(select(Event).where(Event.state == "failed").with_for_update()))
    for row in failed:
        row.state, row.attempts, row.due_at = "waiting", 0, crm.now()
        crm.ring(SEND, row.id)
    crm.session.flush()
    return len(failed)


def secret(crm: Crm) -> str:
    """What the receiver checks signatures with: made of our own secret and the address, so another has another."""
    said = f"events {crm.key} {crm.settings.events_webhook}"
    key = hmac.digest(settings().signing_key.encode(), said.encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(key).decode()}"


def _name(crm: Crm, row: Event) -> str:
    return f"evt_{crm.key}_{row.id}"
