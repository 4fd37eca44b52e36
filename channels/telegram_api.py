"""The Bot API through python-telegram-bot: one event-loop thread per process, and what each failure means."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from channels.base import SendError

if TYPE_CHECKING:
    from telegram import Bot

API = "https://api.telegram.org"
TIMEOUT = 10.0  # seconds to connect, to write and to read, each
T = TypeVar("T")


class TelegramApi:
    """One bot. Calls block the caller; the library's own loop runs in a thread of this process."""

    def __init__(self, token: str, base_url: str | None = None, timeout: float = TIMEOUT) -> None:
        self.token, self.base_url = token, (base_url or API).rstrip("/")
        self._timeout = timeout
        self._lock = threading.Lock()
        self._owner = 0
        self._loop: asyncio.AbstractEventLoop
        self._bot: Bot

    def warm(self) -> None:
        """As `channels.base.Warming`: a bot is made and left, since each process has its own."""
        self._made()

    def call(self, use: Callable[[Bot], Coroutine[Any, Any, T]]) -> T:
        """Run one coroutine over the bot. Raises what the library raises."""
        loop, bot = self._started()
        return asyncio.run_coroutine_threadsafe(use(bot), loop).result(timeout=6 * self._timeout)

    def _started(self) -> tuple[asyncio.AbstractEventLoop, Bot]:
        """A forked worker has the parent's memory but not its threads: it starts its own loop and bot."""
        with self._lock:
            if self._owner != os.getpid():
                self._loop, self._bot = asyncio.new_event_loop(), self._made()
                name = "telegram-loop"
                threading.Thread(target=self._loop.run_forever, name=name, daemon=True).start()
                self._owner = os.getpid()
            return self._loop, self._bot

    def _made(self) -> Bot:
        # The library's own switch to the type that RetryAfter will have; without it each use warns.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        from telegram import Bot

        _keep_token_out_of_logs(self.token)
        return Bot(
            self.token,
            base_url=f"{self.base_url}/bot",
            base_file_url=f"{self.base_url}/file/bot",
            request=_request(self._timeout),
        )


def _request(timeout: float) -> Any:
    from telegram.error import NetworkError
    from telegram.request import HTTPXRequest

    class Request(HTTPXRequest):
        """Keeps the HTTP status of a server's fault, which the library's exception loses."""

        async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            status, payload = await super().do_request(*args, **kwargs)
            if status >= 500:
                raise NetworkError(f"HTTP {status}") from _ServerFault(status)
            return status, payload

    return Request(
        connection_pool_size=16,
        connect_timeout=timeout,
        read_timeout=timeout,
        write_timeout=timeout,
        pool_timeout=timeout,
    )


class _ServerFault(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _keep_token_out_of_logs(token: str) -> None:
    """httpx logs every URL, and Telegram's URLs hold the token."""
    secret = token.partition(":")[2]

    def silent(record: logging.LogRecord) -> bool:
        return not secret or secret not in record.getMessage()

    logging.getLogger("httpx").addFilter(silent)


def failure(error: Exception) -> SendError:
    """What the library's exception means for the message."""
    from telegram import error as kinds

    if isinstance(error, kinds.RetryAfter):
        return SendError(
            "Telegram asked us to slow down.",
            code="429",
            retryable=True,
            retry_after=_seconds(error.retry_after),
        )
    if isinstance(error, kinds.Forbidden):
        reason = "They blocked the bot, or never started it. They must open the chat and press Start."
        return SendError(reason, code="403", stopped=True, gone=True)
    if isinstance(error, kinds.InvalidToken):
        return SendError("Telegram refused our token. Check TELEGRAM_BOT_TOKEN.", code="401", ours=True)
    if isinstance(error, kinds.ChatMigrated):
        reason = f"The group has a new address ({error.new_chat_id}). Write to the bot there once."
        return SendError(reason, code="migrated")
    # BadRequest is a NetworkError to the library, though nothing is wrong with the network.
    if isinstance(error, kinds.BadRequest):
        return _refused(error.message)
    if isinstance(error, kinds.NetworkError):
        return _broken(error)
    if isinstance(error, TimeoutError):
        return SendError("Telegram didn't answer: it may or may not have been sent.", unknown=True)
    if isinstance(error, kinds.TelegramError) and "Invalid server response" in error.message:
        return SendError("Telegram's answer couldn't be read.", unknown=True)
    return SendError(f"Telegram refused it: {error}.", ours=True)


def _refused(words: str) -> SendError:
    if "chat not found" in words.lower():
        reason = "Telegram doesn't know that chat. They must open the bot and press Start."
        return SendError(reason, code="400")
    return SendError(f"Telegram refused it: {words}.", code="400", ours=True)


def _broken(error: Exception) -> SendError:
    """No answer: what matters is whether the request can have left."""
    import httpx

    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return SendError("Telegram couldn't be reached.", retryable=True)
    if isinstance(cause, _ServerFault) and cause.status not in (502, 504):
        reason = f"Telegram had a fault of its own (HTTP {cause.status})."
        return SendError(reason, code=str(cause.status), retryable=True)
    # A gateway that gave up (502, 504) is no better than silence: what is behind it may have taken it.
    return SendError("Telegram didn't answer: it may or may not have been sent.", unknown=True)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
