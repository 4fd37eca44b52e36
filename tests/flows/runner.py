"""Plays a whole conversation from a YAML file through the real path: signed webhook → inbox → worker → outbox.

A file is a list of steps, each with one key:
    staff: …         Olivia (the owner) texts; also collector (Maria) or any first name of the demo world
    bot: …           all that came back to whoever spoke last, since they spoke
    bot to tom: …    what somebody else got meanwhile
    nobody: [tom]    these got nothing
    wait: {days: 1}  the clock moves, and the sweep runs
    goods: 300       so many goods more are in stock, Celadon Bowl and so on, 10 of each at $20
    again:           the last message is delivered once more, as providers do
In expected texts, "…" alone in a line stands for any lines, "…" within a line for any characters.
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot import webhooks
from channels.console import SIGNATURE, derive_key, sign
from crm_core.config import settings
from crm_core.models import Address, Contact, Outbox, User
from crm_core.services import items
from crm_core.services.items import NewItem
from tests.conftest import House
from workers import sweep

GLAZES = "Celadon Cobalt Ochre Ash Tenmoku Shino Copper Ivory Slate Moss Rust Sand Indigo Plum Honey Smoke Pearl Ember Fern Frost".split()
SHAPES = (
    "Bowl Cup Jug Teapot Saucer Platter Vase Beaker Pitcher Tumbler Dish Jar Bottle Ramekin Planter".split()
)
ARRIVED = ("sent", "delivered")
ALIASES = {"staff": "olivia", "owner": "olivia", "collector": "maria"}


@dataclass
class Conversation:
    """The demo gallery "one", spoken to over the console channel."""

    house: House
    channel: str = "console"
    speaker: str = ""
    seen: set[int] = field(default_factory=set)
    sent: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = FastAPI()
        app.state.clock = self.house.clock
        app.include_router(webhooks.router)
        webhooks.channels.cache_clear()
        self.client = TestClient(app)
        self.phones = self._phones()

    def _phones(self) -> dict[str, str]:
        phones = {"stranger": "+14155559999"}
        with self.house.crm() as crm:
            for model, owner in ((Contact, Address.contact_id), (User, Address.user_id)):
                rows = crm.session.execute(
                    select(model.name, Address.value)
                    .join(Address, owner == model.id)
                    .order_by(Address.id.desc())
                )
                phones |= {name.split()[0].casefold(): value for name, value in rows if value.startswith("+")}
        return phones

    def say(self, who: str, text: str, *, button: str = "", message_id: str = "") -> list[str]:
        """Deliver a text, let the workers look, return what came back to the speaker."""
        self.speaker = ALIASES.get(who, who)
        if self.speaker not in self.phones:  # somebody who joined since
            self.phones = self._phones()
        self.listen()
        body = {
            "id": message_id or f"m{len(self.sent)}",
            "from": self.phones[self.speaker],
            "to": self.house.lines["one"],
            "text": text,
            "button": button,
        }
        self.sent.append(json.dumps(body).encode())
        self.deliver()
        return self.heard(self.speaker)

    def deliver(self) -> None:
        key = derive_key(settings().signing_key)
        answer = self.client.post(
            f"/webhooks/{self.channel}", content=self.sent[-1], headers={SIGNATURE: sign(key, self.sent[-1])}
        )
        assert answer.status_code < 300, answer.text
        self.settle()

    def settle(self) -> None:
        """Let the workers look until nothing waits."""
        for _ in range(20):
            if not sweep.sweep(self.house.one, self.house.clock):
                return
        raise AssertionError("the workers never come to rest")

    def wait(self, **delta: float) -> None:
        self.listen()
        self.house.clock.advance(**delta)
        sweep.every_minute(self.house.clock)
        self.settle()

    def listen(self) -> None:
        """From now on: what has been sent before is not heard again, what waited since yesterday is."""
        with self.house.crm() as crm:
            self.seen = set(crm.session.scalars(select(Outbox.id).where(Outbox.state.in_(ARRIVED))))

    def heard(self, who: str) -> list[str]:
        """The texts that reached somebody since the last step that made something happen."""
        phone = self.phones[ALIASES.get(who, who)]
        with self.house.crm() as crm:
            rows = crm.session.scalars(
                select(Outbox)
                .where(Outbox.to_address == phone, Outbox.state.in_(ARRIVED))
                .order_by(Outbox.id)
            )
            return [row.text for row in rows if row.id not in self.seen]


def matches(expected: str, got: str) -> bool:
    """True where the text is as expected; "…" stands for anything."""
    lines = [re.escape(line.strip()) for line in expected.strip().splitlines()]
    pattern = "\n".join(".*" if line == "…" else line.replace("…", ".*?") for line in lines)
    return (
        re.fullmatch(pattern, "\n".join(line.strip() for line in got.strip().splitlines()), re.S) is not None
    )


def play(house: House, path: Path) -> None:
    """Play a file; an AssertionError shows the conversation so far."""
    talk = Conversation(house)
    history: list[str] = []
    for number, step in enumerate(yaml.safe_load(path.read_text()), 1):
        ((key, value),) = step.items()
        history.append(f"{key}: {value}")
        problem = _step(talk, key, value, history)
        assert not problem, f"{path.name}, step {number}: {problem}\n\nSo far:\n" + "\n".join(history)


def stock_up(house: House, many: int) -> None:
    """A potter's shelves."""
    named = itertools.islice(itertools.product(GLAZES, SHAPES), many)
    with house.crm() as crm:
        for glaze, shape in named:
            made = NewItem(
                f"{glaze} {shape}", "Sol Vista Pottery", price=crm.money(20), quantity=10, location="shelf"
            )
            items.add(crm, made)


def _step(talk: Conversation, key: str, value: Any, history: list[str]) -> str:
    if key == "wait":
        talk.wait(**value)
        return ""
    if key == "goods":
        stock_up(talk.house, value)
        return ""
    if key == "again":
        talk.listen()
        talk.deliver()
        return ""
    if key == "nobody":
        loud = {who: talk.heard(who) for who in value if talk.heard(who)}
        return f"they should have got nothing: {loud}" if loud else ""
    if key == "bot" or key.startswith("bot to "):
        who = key.removeprefix("bot to ") if key != "bot" else talk.speaker
        got = "\n---\n".join(talk.heard(who))
        history.append(f"  ({who} got) {got}")
        return "" if matches(str(value or ""), got) else f"expected {who} to get\n{value}\nbut got\n{got}"
    talk.say(key, str(value))
    return ""
