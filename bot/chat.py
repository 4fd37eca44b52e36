"""`herring chat`: talk to Herring in the terminal, as the owner, a collector or anybody by name.

The same path as a phone's: a signed request to the console channel's webhook; what comes back is read from the
outbox, also while nothing is being typed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import func, select

from bot.children import dying_with
from bot.embedded import Servers, exported
from bot.home import Home, Running
from bot.phones import Person, people
from channels.console import SIGNATURE, derive_key, sign
from crm_core import db
from crm_core.config import settings
from crm_core.crm import open_crm
from crm_core.errors import Refused
from crm_core.models import Outbox

CHANNEL = "console"
LOOK_SECONDS = 0.2
START_SECONDS = 90.0


def main(args: argparse.Namespace) -> int:
    """Until Ctrl-D. Uses the Herring that runs in HERRING_HOME, or starts one for as long as the chat lasts."""
    with _running(Home(settings().herring_home), args.demo) as running:
        servers = Servers(running.database_owner_url, running.database_url, running.redis_url)
        with exported(servers.environment):
            key = _gallery(args.gallery)
            line = db.lines_of(key)[CHANNEL]
            person = _person(key, args.speaker)
            print(f"You are {person.name} ({person.role}). Ctrl-D ends the chat. Try: menu")
            _talk(running.web_url, key, line, person)
    return 0


@contextmanager
def _running(home: Home, demo: bool) -> Iterator[Running]:
    found = home.running()
    if found is not None and found.web_url:
        yield found
        return
    print("Starting Herring …", flush=True)
    command = [sys.executable, "-m", "bot.cli", "up", *(["--demo"] if demo else [])]
    child = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=dying_with(os.getpid(), signal.SIGTERM),  # noqa: PLW1509  only system calls in there
    )
    try:
        yield _wait_for(home, child)
    finally:
        child.terminate()
        child.wait()


def _wait_for(home: Home, child: subprocess.Popen[bytes]) -> Running:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        found = home.running()
        if found is not None and found.web_url:
            return found
        time.sleep(LOOK_SECONDS)
    said = child.stderr.read().decode().strip() if child.poll() is not None and child.stderr else ""
    raise Refused(why=said or "Herring did not start in time; `herring up` shows why.")


def _gallery(name: str | None) -> str:
    reachable = [gallery for gallery in db.galleries() if CHANNEL in db.lines_of(gallery.key)]
    wanted = [gallery for gallery in reachable if name is None or name.casefold() in gallery.name.casefold()]
    if not wanted:
        known = (
            ", ".join(gallery.name for gallery in reachable) or "none yet: `herring chat --demo` makes one"
        )
        raise Refused(why=f"No such gallery can be talked to here. There are: {known}.")
    return wanted[0].key


def _person(key: str, speaker: str) -> Person:
    with open_crm(key) as crm:
        known = people(crm, CHANNEL)
    role = {"owner": "admin"}.get(speaker, speaker)
    for person in known:
        if person.role == role or speaker.casefold() in person.name.casefold():
            return person
    raise Refused(why=f"Nobody here is called {speaker}. Try --as owner, --as collector, or a name.")


def _talk(web_url: str, key: str, line: str, person: Person) -> None:
    listener = _Listener(key, person)
    listener.start()
    try:
        for text in _typed():
            _post(web_url, person, line, text)
            listener.wait_for_answer()
    finally:
        listener.stopped.set()
        listener.join()


def _typed() -> Iterator[str]:
    while True:
        try:
            text = input("> " if sys.stdin.isatty() else "").strip()
        except EOFError:
            return
        if text:
            yield text


def _post(web_url: str, person: Person, line: str, text: str) -> None:
    body = json.dumps({"id": uuid4().hex, "from": person.address, "to": line, "text": text}).encode()
    headers = {SIGNATURE: sign(derive_key(settings().signing_key), body), "Content-Type": "application/json"}
    request = urllib.request.Request(f"{web_url}/webhooks/{CHANNEL}", body, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310  our own server
        pass


class _Listener(threading.Thread):
    """Prints whatever is sent to this person, nudges included."""

    def __init__(self, key: str, person: Person) -> None:
        super().__init__(daemon=True)
        self.key, self.person = key, person
        self.stopped, self.heard = threading.Event(), threading.Event()
        with open_crm(key) as crm:
            self.last = crm.session.scalar(select(func.coalesce(func.max(Outbox.id), 0))) or 0

    def run(self) -> None:
        while not self.stopped.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        with open_crm(self.key) as crm:
            rows = crm.session.scalars(
                select(Outbox)
                .where(
                    Outbox.id > self.last, Outbox.channel == CHANNEL, Outbox.to_address == self.person.address
                )
                .where(Outbox.state.in_(("sent", "delivered", "read")))
                .order_by(Outbox.id)
            ).all()
        for row in rows:
            print("\n".join(f"  {part}" for part in row.text.splitlines()), flush=True)
            self.last = row.id
            self.heard.set()

    def wait_for_answer(self) -> None:
        """A moment for the answer, so that it stands before the next prompt; some texts get none."""
        self.heard.wait(3.0)
        self.heard.clear()
