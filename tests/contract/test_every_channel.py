"""What holds for every channel of the registry, run from its table in tests/channels/table_<name>.py."""

from __future__ import annotations

import importlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from channels.base import RANKS, BadSignature, Channel, SendError
from channels.registry import FACTORIES, make
from tests.channels.table import Case, Failure, Table, fields_of


class Guard:
    """Sees every connection and every name looked up in this process; refuses those that leave the host."""

    def __init__(self) -> None:
        self.on = False
        self.still = False  # no connection at all
        sys.addaudithook(self._hook)  # a hook can't be taken away again, so it is switched

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on or event not in ("socket.connect", "socket.getaddrinfo"):
            return
        where = args[1] if event == "socket.connect" else args[0]
        host = where[0] if isinstance(where, tuple) else where
        local = host in ("127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost", None) or (
            isinstance(where, str) and where.startswith("/")
        )
        if self.still or not local:
            raise AssertionError(f"a channel wanted to reach {where!r}; in tests nothing leaves this host")


GUARD = Guard()


@pytest.fixture(autouse=True)
def guarded() -> Iterator[None]:
    GUARD.on = True
    yield
    GUARD.on = GUARD.still = False


@contextmanager
def no_io() -> Iterator[None]:
    GUARD.still = True
    try:
        yield
    finally:
        GUARD.still = False


def table_of(name: str) -> Table:
    try:
        table: Table = importlib.import_module(f"tests.channels.table_{name}").TABLE
    except ModuleNotFoundError:
        pytest.fail(
            f"The channel {name!r} has no table: write tests/channels/table_{name}.py with a TABLE, "
            "as table_console.py does, so that every channel keeps the same promises.",
            pytrace=False,
        )
    return table


def rows(of: str) -> list[Any]:
    found = []
    for name in FACTORIES:
        try:
            table: Table = importlib.import_module(f"tests.channels.table_{name}").TABLE
        except ModuleNotFoundError:  # told by test_has_a_table
            continue
        for number, row in enumerate(getattr(table, of)):
            about = getattr(row, "about", None) or (
                row[0] if isinstance(row, tuple) else f"send {number + 1}"
            )
            found.append(pytest.param(table, row, id=f"{name}: {about}"))
    return found


@pytest.mark.parametrize("name", FACTORIES)
def test_has_a_table(name: str) -> None:
    table = table_of(name)
    assert table.name == name
    assert table.cases and table.forged and table.sends


@pytest.mark.parametrize("name", FACTORIES)
def test_is_disabled_without_its_settings_and_enabled_with_them(name: str) -> None:
    channel = make(SimpleNamespace())[name]
    assert isinstance(channel, Channel)
    assert (channel.name, channel.max_chars > 100) == (name, True)
    assert not channel.enabled()
    settings = table_of(name).settings
    assert make(SimpleNamespace(**settings))[name].enabled()
    for missing in settings:
        assert not make(SimpleNamespace(**{**settings, missing: ""}))[name].enabled()


@pytest.mark.parametrize("name", FACTORIES)
def test_a_disabled_channel_accepts_nothing(name: str) -> None:
    channel = make(SimpleNamespace())[name]
    for case in table_of(name).cases:
        with pytest.raises(BadSignature):
            channel.receive(case.request)


@pytest.mark.parametrize(("table", "case"), rows("cases"))
def test_receives(table: Table, case: Case) -> None:
    with table.provider(30) as channel:
        with no_io():
            got = channel.receive(case.request)
        assert (got.status, got.answer) == (case.status, case.answer)
        assert got.receipts == case.receipts
        assert all(receipt.state in RANKS for receipt in got.receipts)
        if case.message is None:
            assert got.messages == ()
            return
        (message,) = got.messages
        assert fields_of(message, case.message) == dict(case.message)
        assert message.external_id and message.from_address and message.our_address


@pytest.mark.parametrize(("table", "case"), rows("cases"))
def test_the_same_request_reads_the_same_twice(table: Table, case: Case) -> None:
    with table.provider(30) as channel:
        assert channel.receive(case.request) == channel.receive(case.request)


@pytest.mark.parametrize(("table", "case"), rows("cases"))
def test_a_changed_request_is_refused(table: Table, case: Case) -> None:
    unsigned = {name: value for name, value in case.request.headers.items() if name in ("content-type",)}
    with table.provider(30) as channel, no_io():
        with pytest.raises(BadSignature):
            channel.receive(replace(case.request, headers=unsigned))


@pytest.mark.parametrize(("table", "forged"), rows("forged"))
def test_refuses_what_is_forged(table: Table, forged: tuple[str, Any]) -> None:
    with table.provider(30) as channel, no_io():
        with pytest.raises(BadSignature):
            channel.receive(forged[1])


@pytest.mark.parametrize(("table", "message"), rows("sends"))
def test_sends(table: Table, message: Any) -> None:
    with table.provider(30) as channel:
        first, second = channel.send(message), channel.send(message)
    assert first.provider_id and first.provider_id != second.provider_id


@pytest.mark.parametrize(("table", "failure"), rows("failures"))
def test_says_how_a_send_failed(table: Table, failure: Failure) -> None:
    with table.provider(failure.patience) as channel:
        with pytest.raises(SendError) as told:
            channel.send(failure.message)
    error = told.value
    outcomes = [name for name in ("retryable", "stopped", "unknown") if getattr(error, name)]
    assert outcomes == ([] if failure.outcome == "permanent" else [failure.outcome]), error.reason
    assert error.ours is failure.ours
    assert failure.code is None or error.code == failure.code
    assert failure.retry_after is None or error.retry_after == failure.retry_after
    assert error.reason.endswith(".") and len(error.reason) > 15, "a reason is a sentence for a person"


@pytest.mark.parametrize("name", ["sms", "whatsapp", "telegram"])
def test_a_warm_channel_loads_nothing_for_its_first_send(name: str, root: Path) -> None:
    """Nobody listens there, so the send fails; what it took was loaded before."""
    nowhere = {"twilio_base_url": "http://127.0.0.1:9", "telegram_base_url": "http://127.0.0.1:9"}
    code = f"""
import sys, threading
from types import SimpleNamespace
from channels.base import Outbound, SendError, Warming
from channels.registry import make
channel = make(SimpleNamespace(**{ {**table_of(name).settings, **nowhere}!r}))[{name!r}]
assert isinstance(channel, Warming)
cold = set(sys.modules)
channel.warm()
assert threading.active_count() == 1
warm = set(sys.modules)
try:
    channel.send(Outbound("+12065550142", "+18335550100", "hello"))
except SendError:
    print(len(warm - cold) > 50, *sorted(set(sys.modules) - warm))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=300)
    loaded = done.stdout.split()
    assert loaded[:1] == ["True"], done.stdout + done.stderr
    assert not {"twilio", "telegram", "requests", "httpx"} & {name.partition(".")[0] for name in loaded}, (
        loaded
    )


def test_the_guard_refuses_what_leaves_the_host() -> None:
    with pytest.raises(AssertionError, match="nothing leaves this host"):
        socket.create_connection(("192.0.2.1", 443), timeout=0.1)
    with pytest.raises(AssertionError, match="nothing leaves this host"):
        socket.getaddrinfo("api.twilio.com", 443)
