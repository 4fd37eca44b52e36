"""Forged, unsigned, replayed and oversized webhooks, on every channel: nothing is stored, and an admin sees how many.

What is forged comes from each channel's own table (tests/channels/table_<name>.py).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot import bodies, refusals, webhooks
from bot.app import create_app
from channels.base import WebhookRequest
from channels.registry import FACTORIES
from crm_core.models import Counter, Inbox, Outbox
from crm_core.services import troubles
from tests import world
from tests.channels.table import Table
from tests.conftest import House
from tests.doors import add_line

TABLES: dict[str, Table] = {
    name: importlib.import_module(f"tests.channels.table_{name}").TABLE for name in FACTORIES
}
ENVIRONMENT = {"signing_key": "secret_key", "secret_key": "secret_key"}


def at_the_door(table: Table, request: WebhookRequest) -> bool:
    """Whether it can come this way at all: what we verify is our own public address, whatever a caller claims."""
    base = table.cases[0].request.url.partition("/webhooks/")[0]
    return request.method == "POST" and request.url.startswith(f"{base}/webhooks/{table.name}")


MESSAGES = [
    pytest.param(name, case, id=f"{name}: {case.about}")
    for name, table in TABLES.items()
    for case in table.cases
    if case.message is not None and at_the_door(table, case.request)
]
FORGED = [
    pytest.param(name, request, id=f"{name}: {about}")
    for name, table in TABLES.items()
    for about, request in table.forged
    if at_the_door(table, request)
]


class Door:
    """The web application with one channel set up as its table says, reached at the address its requests name."""

    def __init__(self, house: House, name: str, setting: Callable[..., None]) -> None:
        self.house, self.name, table = house, name, TABLES[name]
        first = next(case for case in table.cases if case.message is not None).request
        self.base = first.url.partition("/webhooks/")[0]
        settings = {ENVIRONMENT.get(key, key).upper(): value for key, value in table.settings.items()}
        setting(PUBLIC_URL=self.base, **settings)
        webhooks.channels.cache_clear()
        refusals.forget()
        self.client = TestClient(create_app(house.clock), base_url=self.base)

    def post(self, request: WebhookRequest, body: bytes | Iterator[bytes] | None = None) -> httpx.Response:
        headers = {name: value.encode("latin-1") for name, value in request.headers.items()}
        where = request.url.removeprefix(self.base)
        content = request.body if body is None else body
        return self.client.request(request.method, where, content=content, headers=headers)

    def rows(self) -> tuple[int, int]:
        with self.house.crm() as crm:
            return crm.session.query(Inbox).count(), crm.session.query(Outbox).count()

    def counted(self) -> int:
        with self.house.crm() as crm:
            return sum(row.value for row in crm.session.query(Counter).where(Counter.name.like("refused.%")))


@pytest.fixture
def door(house: House, setting: Callable[..., None]) -> Iterator[Callable[[str], Door]]:
    def opened(name: str) -> Door:
        made = Door(house, name, setting)
        case = next(case for case in TABLES[name].cases if case.message is not None)
        received = webhooks.channels()[name].receive(case.request)
        if name != "console" or received.messages[0].our_address != house.lines["one"]:
            add_line(house, name, received.messages[0].our_address)
        return made

    yield opened
    webhooks.channels.cache_clear()


@pytest.mark.parametrize(("name", "request_"), FORGED)
def test_what_is_forged_is_refused_and_counted(door: Any, name: str, request_: WebhookRequest) -> None:
    at = door(name)
    for _ in range(3):
        assert at.post(request_).status_code == 403
    assert at.rows() == (0, 0)
    assert at.counted() == 3


@pytest.mark.parametrize(("name", "case"), MESSAGES)
def test_without_its_signature_it_is_refused(door: Any, name: str, case: Any) -> None:
    at = door(name)
    kept = {key: value for key, value in case.request.headers.items() if key == "content-type"}
    bare = WebhookRequest(case.request.method, case.request.url, kept, case.request.body)
    assert at.post(bare).status_code == 403
    assert (at.rows(), at.counted()) == ((0, 0), 1)


@pytest.mark.parametrize(("name", "case"), MESSAGES)
def test_a_replay_stores_nothing_more(door: Any, name: str, case: Any) -> None:
    """A provider's own repeat looks the same, so it is answered as the first was: that is what makes it stop."""
    at = door(name)
    answers = [at.post(case.request).status_code for _ in range(5)]
    assert len(set(answers)) == 1
    if answers[0] >= 400:  # to an address that is nobody's here
        assert at.rows() == (0, 0)
        return
    stored = len(webhooks.channels()[name].receive(case.request).messages)
    assert at.rows()[0] == stored
    assert at.counted() == 4 * stored
    at.house.clock.advance(days=3)
    assert at.post(case.request).status_code == answers[0]
    assert (at.rows()[0], at.counted()) == (stored, 5 * stored)


def test_only_what_comes_again_by_webhook_is_counted(door: Any) -> None:
    """What a look at the provider's list finds is mostly here already, as it should be."""
    at = door("sms")
    case = next(case for case in TABLES["sms"].cases if case.message is not None)
    (message,) = webhooks.channels()["sms"].receive(case.request).messages
    assert all(webhooks.take_in("sms", message, at.house.clock) for _ in range(3))
    assert (at.rows()[0], at.counted()) == (1, 0)


@pytest.mark.parametrize("name", sorted({"sms", "whatsapp"}))
def test_a_signature_is_good_for_its_own_channel_only(door: Any, name: str) -> None:
    at = door(name)
    case = next(case for case in TABLES[name].cases if case.message is not None)
    other = "whatsapp" if name == "sms" else "sms"
    there = case.request.url.replace(f"/webhooks/{name}", f"/webhooks/{other}")
    assert at.post(WebhookRequest("POST", there, case.request.headers, case.request.body)).status_code == 403
    assert at.rows() == (0, 0)


@pytest.mark.parametrize("name", sorted(FACTORIES))
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in pieces"])
def test_what_is_too_large_is_not_read_to_its_end(
    door: Any, name: str, declared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = door(name)
    monkeypatch.setattr(bodies, "MAX_BODY", 100_000)

    def pieces() -> Iterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1000

    case = TABLES[name].cases[0]
    answer = at.post(case.request, body=b"x" * 100_001 if declared else pieces())
    assert answer.status_code == 413
    assert (at.rows(), at.counted()) == ((0, 0), 1)
    with world.acting(at.house) as crm:
        (trouble,) = troubles.troubles(crm)
    assert bodies.TOO_LARGE in trouble.text


def test_a_flood_is_counted_without_being_written_each_time(door: Any) -> None:
    at = door("console")
    for _ in range(100):
        assert at.post(TABLES["console"].forged[0][1]).status_code == 403
    assert at.counted() == refusals.AT_ONCE
    at.house.clock.advance(minutes=2)
    at.post(TABLES["console"].forged[0][1])
    assert at.counted() == 101
    with world.acting(at.house) as crm:
        (trouble,) = troubles.troubles(crm)
    assert trouble.text.endswith("(101 times that day).")


def test_each_gallery_of_the_channel_is_told_and_no_other(door: Any) -> None:
    at = door("console")
    at.post(TABLES["console"].forged[0][1])
    for gallery, count in ((at.house.one, 1), (at.house.two, 1)):
        with at.house.crm(gallery=gallery) as crm:
            assert crm.session.query(Counter).where(Counter.name.like("refused.%")).count() == count
    sms = door("sms")
    sms.post(TABLES["sms"].forged[0][1])
    with at.house.crm() as crm:
        assert {row.name.split(".")[2] for row in crm.session.query(Counter).where(Counter.name.like("refused.%"))} == {
            "console", "sms"
        }  # fmt: skip
