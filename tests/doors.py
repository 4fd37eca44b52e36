"""The whole way with the real client libraries: a web server that listens, local providers, workers on demand.

with Doors(house, setting, twilio=twilio) as doors:
    doors.text("+14155550132", "hello")     # Twilio posts its signed webhook
    doors.settle()                           # the workers look, on the house's clock
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import uvicorn
from sqlalchemy import select

from bot import webhooks
from bot.app import create_app
from crm_core import migrate
from crm_core.models import Base, Inbox, Outbox
from tests.conftest import House
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from workers import sweep

MAIL = "hello@gallery.example"


class Doors:
    """Gallery "one" behind a server of its own. url: where it listens, which is also its public address."""

    def __init__(
        self,
        house: House,
        setting: Callable[..., None],
        *,
        twilio: FakeTwilio | None = None,
        telegram: FakeTelegram | None = None,
        **settings: str,
    ) -> None:
        self.house, self.twilio, self.telegram = house, twilio, telegram
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        if twilio:
            settings |= {
                "TWILIO_ACCOUNT_SID": twilio.account_sid,
                "TWILIO_AUTH_TOKEN": twilio.auth_token,
                "TWILIO_BASE_URL": twilio.url,
            }
        if telegram:
            settings |= {
                "TELEGRAM_BOT_TOKEN": telegram.token,
                "TELEGRAM_WEBHOOK_SECRET": telegram.secret,
                "TELEGRAM_BASE_URL": telegram.url,
                "TELEGRAM_BOT_USERNAME": "herring_test_bot",
            }
        setting(PUBLIC_URL=self.url, **settings)
        webhooks.channels.cache_clear()
        config = uvicorn.Config(create_app(house.clock), log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)
        self._socket.close()
        webhooks.channels.cache_clear()

    # -- what comes in

    def text(
        self,
        sender: str,
        body: str = "",
        *,
        photos: tuple[bytes, ...] = (),
        files: tuple[tuple[bytes, str], ...] = (),
        **more: Any,
    ) -> None:
        """An SMS, or an MMS where there are photos or files (content, type), as Twilio posts it."""
        assert self.twilio is not None
        media = [(photo, "image/jpeg") for photo in photos] + list(files)
        answers = self.twilio.inbound(
            f"{self.url}/webhooks/sms", sender, self.house.lines["one"], body, media=media, **more
        )
        assert set(answers) == {204}, answers

    def update(self, content: dict[str, Any]) -> None:
        """An update of Telegram's."""
        assert self.telegram is not None
        assert self.telegram.push(f"{self.url}/webhooks/telegram", content) == 204

    # -- what becomes of it

    def settle(self, **later: float) -> None:
        """Let the workers look until nothing waits, now or so much later."""
        self.house.clock.advance(**later)
        for _ in range(30):
            if not sweep.sweep(self.house.one, self.house.clock):
                return
        raise AssertionError("the workers never come to rest")

    def rows(self, model: type[Base], *where: Any) -> list[Any]:
        with self.house.crm() as crm:
            return list(crm.session.scalars(select(model).where(*where).order_by(model.id)))

    def inbox(self) -> list[Inbox]:
        return self.rows(Inbox)

    def said_to(self, address: str) -> list[str]:
        """The words that left for an address."""
        left = Outbox.state.in_(("sent", "delivered", "read"))
        return [row.text for row in self.rows(Outbox, Outbox.to_address == address, left)]


def add_line(house: House, channel: str, address: str, gallery: str = "") -> None:
    migrate.add_line(gallery or house.one, channel, address)
