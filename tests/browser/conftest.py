"""A real Chromium against the real application with its workers. Skipped, with the way out, where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import select

from bot import webhooks
from bot.app import create_app
from crm_core.config import reset_settings
from crm_core.crm import open_crm, utc_now
from crm_core.models import User
from crm_core.services import tokens
from tests.conftest import House
from workers import sweep

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
NO_CHROMIUM = (
    "no Chromium found: `apt-get install -y --no-install-recommends chromium` (Debian, Ubuntu), "
    "`.venv/bin/playwright install chromium` (elsewhere), or name one in CHROMIUM"
)


def find_chromium(playwright: Any) -> str:
    """The browser to drive; "" where there is none."""
    named = [
        os.environ.get("CHROMIUM"),
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ]
    for path in [*named, playwright.chromium.executable_path]:
        if path and Path(path).exists():
            return path
    return ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        path = find_chromium(playwright)
        if not path:
            pytest.skip(NO_CHROMIUM)
        browser = playwright.chromium.launch(executable_path=path, timeout=150_000)
        yield browser
        browser.close()


@dataclass
class Site:
    """The application of a house, served, with workers that look all the time."""

    house: House
    url: str

    def crm(self, **more: Any) -> Any:
        """On the real clock, which the browser goes by too."""
        return open_crm(self.house.one, **more)

    def link(self, name: str = "Olivia Grant") -> str:
        with self.crm() as crm:
            user = crm.session.scalars(select(User).where(User.name == name)).one()
            return f"{self.url}/login/{tokens.issue(crm, 'login', timedelta(minutes=15), user=user)}"


@pytest.fixture
def site(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    listens, stop = socket.create_server(("127.0.0.1", 0), backlog=2048), threading.Event()
    port = listens.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    reset_settings()
    webhooks.channels.cache_clear()
    config = uvicorn.Config(create_app(), log_level="warning")
    server = uvicorn.Server(config)
    threads = [
        threading.Thread(target=server.run, args=([listens],)),
        threading.Thread(target=keep_working, args=(house, stop)),
    ]
    for thread in threads:
        thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield Site(house, f"http://localhost:{port}")
    finally:
        stop.set()
        server.should_exit = True
        for thread in threads:
            thread.join()
        listens.close()
        monkeypatch.undo()
        reset_settings()


def keep_working(house: House, stop: threading.Event) -> None:
    while not stop.wait(0.05):
        sweep.sweep(house.one, utc_now)


def is_fault(line: Any) -> bool:
    """Chromium also logs a refusal (409) that the page then shows on its card; that is no fault."""
    return line.type == "error" and "409 (Conflict)" not in line.text


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page of its own in the given size; the test fails where the page has an error in its console."""
    contexts, errors = [], list[str]()

    def page(size: dict[str, int], **more: Any) -> Any:
        context = chromium.new_context(viewport=size, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(90_000)
        page.on("console", lambda line: errors.append(line.text) if is_fault(line) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield page
    for context in contexts:
        context.close()
    assert errors == []
