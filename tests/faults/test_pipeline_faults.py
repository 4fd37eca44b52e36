"""What breaks between a text and its answer: nothing is lost, nothing is done or sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import conversation, receipts
from channels.base import Receipt
from crm_core.models import Claim, Contact, Inbox, Note, Order, Outbox
from tests.conftest import NOW, House
from tests.flows.runner import Conversation
from workers import deliver, inbox, sweep


def count(house: House, model: type, *where: object) -> int:
    with house.crm() as crm:
        return crm.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def in_a_process_that_dies(house: House, root: Path, code: str) -> None:
    """Run code in a process of its own, on this house's database; it must end by SIGKILL."""
    prelude = f"""
        import os, signal
        from datetime import datetime, timedelta, UTC
        clock = lambda: datetime.fromisoformat({house.clock.now.isoformat()!r})
        def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
    """
    script = textwrap.dedent(prelude) + textwrap.dedent(code)
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, env={**os.environ}, timeout=150)
    assert ended.returncode == -signal.SIGKILL


def post_only(talk: Conversation, monkeypatch: pytest.MonkeyPatch, who: str, text: str) -> None:
    """Deliver a text while no worker looks."""
    with monkeypatch.context() as patch:
        patch.setattr(talk, "settle", lambda: None)
        talk.say(who, text)


def test_worker_killed_between_claim_and_commit(
    house: House, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Conversation(house)
    post_only(talk, monkeypatch, "staff", "note on Maria: prefers large works")
    in_a_process_that_dies(
        house,
        root,
        f"""
        from workers import inbox
        turn = inbox.conversation.turn
        inbox.conversation.turn = lambda *a, **k: (turn(*a, **k), die())
        inbox.work({house.one!r}, 1, clock)
        """,
    )
    before = count(house, Note)
    assert count(house, Inbox, Inbox.handled_at.is_(None)) == 1
    talk.settle()  # the lease still runs: nobody may take it yet
    assert count(house, Note) == before
    talk.wait(minutes=1)
    assert count(house, Note) == before + 1
    assert count(house, Inbox, Inbox.handled_at.is_(None)) == 0
    assert len(talk.heard("staff")) == 1


def test_worker_killed_between_send_and_mark(
    house: House, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Conversation(house)
    with house.crm() as crm:
        before = crm.session.scalar(select(func.max(Outbox.id))) or 0
    post_only(talk, monkeypatch, "staff", "whoami")
    inbox.work(house.one, 1, house.clock)
    in_a_process_that_dies(
        house,
        root,
        f"""
        from workers import deliver
        deliver.mark_sent = die
        deliver.deliver({house.one!r}, {before + 1}, clock)
        """,
    )
    assert count(house, Outbox, Outbox.state == "sending") == 1
    house.clock.advance(minutes=2)
    talk.settle()
    with house.crm() as crm:
        row = crm.session.get_one(Outbox, before + 1)
        assert (row.state, row.attempts) == ("unknown", 1)  # never blindly sent again
        assert receipts.apply_receipt("console", Receipt(row.ref, "delivered", "late"))
    with house.crm() as crm:
        assert crm.session.get_one(Outbox, before + 1).state == "delivered"  # its receipt settles it


def test_a_text_that_kills_every_worker_lets_the_next_one_through(
    house: House, root: Path, setting: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash below Python, or the kernel's out-of-memory killer: no exception is left to count."""
    talk = Conversation(house)
    notes = count(house, Note)
    post_only(talk, monkeypatch, "staff", "note on Maria: poison")
    post_only(talk, monkeypatch, "staff", "note on Maria: the next one")
    setting(HERRING_FAULT="T2:before-commit:kill:1")
    for _ in range(inbox.ATTEMPTS):
        in_a_process_that_dies(house, root, f"from workers import inbox; inbox.work({house.one!r}, 1, clock)")
        house.clock.advance(minutes=1)
    setting(HERRING_FAULT="")
    talk.settle()
    with house.crm() as crm:
        poison, after = crm.session.scalars(select(Inbox).order_by(Inbox.id)).all()
        assert (poison.outcome, after.outcome) == ("failed", "done")
        assert poison.error == "Unfinished: 3 workers stopped while they were at it"
    assert count(house, Note) == notes + 1
    assert [text[:28] for text in talk.heard("staff")] == [
        "Sorry, something went wrong ",
        "Noted on Maria Lopez: the ne",
    ]


def test_the_same_webhook_five_times_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation(house)
    notes = count(house, Note)
    post_only(talk, monkeypatch, "staff", "note on Maria: called back")
    with monkeypatch.context() as patch, ThreadPoolExecutor(5) as pool:
        patch.setattr(talk, "settle", lambda: None)
        list(pool.map(lambda _: talk.deliver(), range(5)))
        rows = count(house, Inbox)
        list(pool.map(lambda _: inbox.work(house.one, 1, house.clock), range(5)))
    talk.settle()
    assert rows == 1
    assert count(house, Note) == notes + 1
    assert len(talk.heard("staff")) == 1


def test_two_oks_in_a_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation(house)
    orders = count(house, Order)
    assert "Reply OK" in talk.say("staff", "sold Blue Nude to Maria for 4500")[0]
    post_only(talk, monkeypatch, "staff", "ok")
    post_only(talk, monkeypatch, "staff", "ok")
    threads = [threading.Thread(target=inbox.work, args=(house.one, row, house.clock)) for row in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    talk.settle()
    assert count(house, Order) == orders + 1
    assert count(house, Claim, Claim.state == "sold") == 1
    assert talk.heard("staff")[-1].startswith("Already done: Sold.")


def test_a_turn_that_always_raises_lets_the_next_message_through(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Conversation(house)
    turn = conversation.turn

    def poisoned(crm, row, *args, **kwargs):
        if row.text == "poison":
            raise RuntimeError("always")
        return turn(crm, row, *args, **kwargs)

    monkeypatch.setattr(inbox.conversation, "turn", poisoned)
    talk.say("staff", "poison")
    talk.say("staff", "whoami")
    assert talk.heard("staff") == []  # order is kept while the first is being tried
    for _ in range(4):
        talk.wait(seconds=15)
        if count(house, Inbox, Inbox.handled_at.is_(None)) == 0:
            break
    with house.crm() as crm:
        poison = crm.session.scalars(select(Inbox).where(Inbox.text == "poison")).one()
        assert (poison.outcome, poison.attempts) == ("failed", 3)
        texts = crm.session.scalars(select(Outbox.text).order_by(Outbox.id)).all()
    assert any("something went wrong with “poison”" in text for text in texts)
    assert any("Olivia" in text for text in texts)  # the next message was answered


def test_a_receipt_that_overtakes_the_providers_answer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation(house)
    channel = deliver.channels()["console"]
    send = type(channel).send

    def receipt_first(self, message):
        ref = message.callback_url.partition("ref=")[2]
        assert receipts.apply_receipt("console", Receipt(ref, "delivered", "console-early"))
        return send(self, message)

    monkeypatch.setattr(type(channel), "send", receipt_first)
    talk.say("staff", "whoami")
    with house.crm() as crm:
        row = crm.session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
        assert row is not None
        assert (row.state, row.provider_id) == ("delivered", "console-early")
        ref = row.ref
    assert not receipts.apply_receipt("console", Receipt(ref, "sent"))  # a late one moves nothing back
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox).where(Outbox.ref == ref)).one().state == "delivered"


def test_messages_of_one_conversation_keep_their_order(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation(house)
    for number in range(6):
        post_only(talk, monkeypatch, "staff", f"note on Maria: number {number}")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda row: inbox.work(house.one, row, house.clock), [6, 5, 4, 3, 2, 1]))
    talk.settle()
    with house.crm() as crm:
        maria = crm.session.scalars(select(Contact).where(Contact.name == "Maria Lopez")).one()
        notes = crm.session.scalars(
            select(Note.text)
            .where(Note.contact_id == maria.id, Note.text.startswith("number"))
            .order_by(Note.id)
        ).all()
    assert notes == [f"number {number}" for number in range(6)]
    assert house.clock.now >= NOW


def test_two_deliverers_send_a_row_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation(house)
    post_only(talk, monkeypatch, "staff", "whoami")
    inbox.work(house.one, 1, house.clock)
    with house.crm() as crm:
        row_id = crm.session.scalar(select(Outbox.id).where(Outbox.state == "queued"))
    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(lambda _: deliver.deliver(house.one, row_id, house.clock), range(8)))
    assert sum(left) == 1
    with house.crm() as crm:
        assert crm.session.get_one(Outbox, row_id).attempts == 1
    assert sweep.sweep(house.one, house.clock) == 0
