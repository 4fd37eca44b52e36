"""Twilio tells in any order, and more than once, what became of a message: every order ends the same, in the row.

The worker's own mark (T4) is one of the things that happen, because a receipt may overtake the answer to the send.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from bot.receipts import apply_receipt
from channels.base import Outbound, SendError, Sent, WebhookRequest
from channels.sms import SmsChannel
from crm_core.models import Address, Consent, Contact, Outbox
from crm_core.services import consent
from tests.conftest import House
from tests.fakes.twilio import ACCOUNT, TOKEN
from tests.fakes.twilio_webhooks import Webhooks, status_fields
from workers import deliver

URL = "https://gallery.example/webhooks/sms?ref="
SILENCE = SendError("Twilio didn't answer: it may or may not have been sent.", unknown=True)


@dataclass(frozen=True)
class Story:
    """What happens to one message, in some order. A code may follow a status: "undelivered 30005".

    answered, silence: how the send ended for the worker. blocked, stopped: what is true of the address afterwards.
    """

    happens: str
    ends: str
    error: bool = False
    blocked: bool = False
    stopped: bool = False

    def orders(self) -> list[tuple[str, ...]]:
        return sorted(set(permutations(self.happens.split(", "))))


STORIES = [
    Story("queued, sending, sent, delivered, answered", "delivered"),
    Story("accepted, scheduled, sent, answered", "sent"),
    Story("sent, sent, delivered, delivered, answered", "delivered"),
    Story("sent, delivered, read, read, answered", "read"),
    Story("sent, delivered, silence", "delivered"),
    Story("sent, sent, silence", "sent"),
    Story("queued, silence", "unknown", error=True),
    Story("sent, undelivered 30003, undelivered 30003, answered", "failed", error=True),
    Story("sending, failed 30008, failed 30008, answered", "failed", error=True),
    Story("canceled, canceled, answered", "failed", error=True),
    Story("failed 30007, silence", "failed", error=True),
    Story("sent, undelivered 30005, undelivered 30005, answered", "failed", error=True, blocked=True),
    Story("sent, failed 21610, failed 21610, answered", "failed", error=True, stopped=True),
    # A carrier's time-out is a guess; the phone's own receipt is evidence, of the address as well.
    Story("sent, undelivered 30003, delivered, answered", "delivered"),
    Story("sent, undelivered 30005, undelivered 30005, delivered, delivered, answered", "delivered"),
    Story("undelivered 30005, delivered, read, silence", "read"),
]


def phone(number: int) -> str:
    return f"+1415556{number:04}"


def leaving(house: House, many: int) -> list[Outbox]:
    """So many messages that the provider is just being handed, each to somebody else."""
    with house.crm() as crm:
        rows = []
        for number in range(many):
            contact = Contact(name=f"Nobody {number}")
            crm.session.add(contact)
            crm.session.flush()
            crm.session.add(Address(channel="sms", value=phone(number), contact_id=contact.id))
            rows.append(
                Outbox(
                    channel="sms", our_address=house.lines["one"], to_address=phone(number), contact_id=contact.id,
                    text="Hello", purpose="personal", state="sending", attempts=1, ref=f"{house.one}-{number}secret",
                    sent_at=crm.now(), lease_until=crm.now() + deliver.LEASE,
                )
            )  # fmt: skip
        crm.session.add_all(rows)
        crm.session.flush()
        return rows


def tell(house: House, row: Outbox, what: str) -> None:
    """One of a story's events: a signed callback as Twilio posts it, or the worker's mark."""
    house.clock.advance(seconds=1)
    if what in ("answered", "silence"):
        mark(house, row, what)
        return
    status, _, code = what.partition(" ")
    fields = status_fields(ACCOUNT, f"SM{row.id}", row.our_address, row.to_address, status, int(code or 0))
    url = URL + row.ref
    signature = Webhooks(TOKEN).sign(url, fields)
    request = WebhookRequest("POST", url, {"x-twilio-signature": signature}, urlencode(fields).encode())
    for receipt in SmsChannel(ACCOUNT, TOKEN).receive(request).receipts:
        apply_receipt("sms", receipt, house.clock)


def mark(house: House, row: Outbox, what: str) -> None:
    left = deliver.Leaving(row.id, "sms", 1, Outbound(row.to_address, row.our_address, row.text))
    if what == "answered":
        deliver.mark_sent(house.one, left, Sent(f"SM{row.id}"), house.clock)
    else:
        deliver.settle(house.one, left, SILENCE, house.clock)


@pytest.mark.parametrize(
    "story", STORIES, ids=lambda story: story.happens.replace(", ", "-").replace(" ", "_")
)
def test_every_order_ends_the_same(house: House, story: Story) -> None:
    orders = story.orders()
    rows = leaving(house, len(orders))
    for row, order in zip(rows, orders, strict=True):
        for what in order:
            tell(house, row, what)
    ends_right(house, story, rows, orders)


def ends_right(house: House, story: Story, rows: Sequence[Outbox], orders: Sequence[tuple[str, ...]]) -> None:
    with house.crm() as crm:
        for row, order in zip(rows, orders, strict=True):
            now = crm.session.get_one(Outbox, row.id)
            assert (now.state, bool(now.error)) == (story.ends, story.error), (order, now.state, now.error)
            assert now.lease_until is None and now.sent_at is not None, order
            assert story.happens in ("queued, silence",) or now.provider_id == f"SM{row.id}", order
            assert bool(now.error_code) == (story.error and any(" " in what for what in order)), order
            where = crm.session.scalars(select(Address).where(Address.value == row.to_address)).one()
            assert bool(where.blocked_reason) == story.blocked, (order, where.blocked_reason)
            said = crm.session.scalars(select(Consent).where(Consent.value == row.to_address)).all()
            assert [each.event for each in said] == ["opt_out"] * story.stopped, order


def test_all_at_once_end_the_same(house: House) -> None:
    story = Story("sent, undelivered 30005, delivered, delivered, read, answered", "read")
    rows = leaving(house, 12)
    happens = story.happens.split(", ")
    for row in rows:
        at_once([lambda what=what, row=row: tell(house, row, what) for what in happens])  # type: ignore[misc]
    ends_right(house, story, rows, [tuple(happens)] * len(rows))


def at_once(work: Sequence[Callable[[], None]]) -> None:
    start = threading.Barrier(len(work))

    def run(each: Callable[[], None]) -> None:
        start.wait(60)
        each()

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(150)


def test_a_late_repetition_doesnt_undo_a_start(house: House) -> None:
    (row,) = leaving(house, 1)
    tell(house, row, "failed 21610")
    house.clock.advance(minutes=5)
    with house.crm() as crm:
        consent.record(crm, "sms", row.to_address, "opt_in", source="carrier", words="START")
    house.clock.advance(minutes=5)
    tell(house, row, "failed 21610")
    with house.crm() as crm:
        assert consent.may_send(crm, "sms", row.to_address, "personal").allowed
