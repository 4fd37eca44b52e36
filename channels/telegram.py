"""Telegram: staff and collectors write to one bot, which every gallery of the house shares."""

from __future__ import annotations

import hmac
import html
import json
import logging
from typing import TYPE_CHECKING, Any

from channels.base import (
    BadSignature,
    Button,
    File,
    Inbound,
    Media,
    MediaError,
    Outbound,
    Received,
    SendError,
    Sent,
    WebhookRequest,
)
from channels.telegram_api import TIMEOUT, TelegramApi, failure
from channels.telegram_update import read
from channels.text import units

if TYPE_CHECKING:
    from telegram import Bot, InlineKeyboardMarkup

log = logging.getLogger(__name__)

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
MAX_CAPTION = 1024
MAX_ALBUM = 10
MAX_BUTTON = 64  # bytes of a button's id
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
COMMANDS = [("menu", "What you can say"), ("undo", "Take back the last change"), ("start", "Begin")]


class TelegramChannel:
    """`username` is the bot's, without @: needed only to be spoken to in groups by name."""

    name = "telegram"
    max_chars = 4096
    max_buttons = 20
    carries, takes = 20.0, 30.0  # a bot may send some thirty messages a second, all its chats together

    def __init__(
        self,
        token: str,
        secret: str,
        base_url: str | None = None,
        username: str = "",
        timeout: float = TIMEOUT,
    ) -> None:
        self._secret, self._username = secret, username.lstrip("@")
        self._bot_id = token.partition(":")[0]
        self._api = TelegramApi(token, base_url, timeout)

    def enabled(self) -> bool:
        return bool(self._bot_id and self._secret)

    def warm(self) -> None:
        self._api.warm()

    def receive(self, request: WebhookRequest) -> Received:
        said = request.headers.get(SECRET, "")
        if not self.enabled() or not hmac.compare_digest(said.encode(), self._secret.encode()):
            raise BadSignature("not the webhook's secret: check TELEGRAM_WEBHOOK_SECRET")
        try:
            message = read(json.loads(request.body), self._bot_id, self._username)
        except (ValueError, KeyError, TypeError, AttributeError):
            # Not an update as documented. Anything but 2xx would make Telegram send it again for a day.
            log.warning("an update of Telegram's couldn't be read: %.200r", request.body)
            return Received()
        return Received(messages=(message,) if message else ())

    def send(self, message: Outbound) -> Sent:
        """Raises SendError. Words too long for a caption go before the photos, as a message of their own."""
        self._check(message)
        try:
            return Sent(self._api.call(lambda bot: _sent(bot, message)))
        except SendError:
            raise
        except Exception as error:
            raise failure(error) from error

    def weight(self, text: str) -> int:
        return 1

    def _check(self, message: Outbound) -> None:
        if not message.text and not message.media_urls:
            raise SendError("The message was empty.", ours=True)
        if len(message.media_urls) > MAX_ALBUM:
            raise SendError("Too many photos in one message: ten are allowed.", ours=True)
        if any(len(button.id.encode()) > MAX_BUTTON for button in message.buttons):
            raise SendError("A button's id was longer than Telegram's 64 bytes.", ours=True)

    def acknowledge(self, message: Inbound, text: str = "") -> None:
        """Stops the spinner on a pressed button. Never raises: most failures mean that it spins no more."""
        query = str(message.raw.get("callback_query_id") or "")
        if not query:
            return
        try:
            self._api.call(lambda bot: bot.answer_callback_query(query, text=text[:200] or None))
        except Exception:  # noqa: S110 - see above
            pass

    def fetch(self, media: Media) -> File:
        """The bytes of a file by its `telegram:` id. Telegram serves bots files up to 20 MB."""
        file_id = media.url.removeprefix("telegram:")
        if file_id == media.url:
            raise MediaError("The file's link is not one of Telegram's, so it wasn't fetched.")
        try:
            return File(
                self._api.call(lambda bot: self._download(bot, file_id)), media.content_type, media.name
            )
        except MediaError:
            raise
        except Exception as error:
            raise _not_fetched(error) from error

    async def _download(self, bot: Bot, file_id: str) -> bytes:
        file = await bot.get_file(file_id)
        # The library would open a path of this machine if the server named one.
        if not (file.file_path or "").startswith(self._api.base_url):
            raise MediaError("Telegram sent us to an unknown place for the file, so it wasn't fetched.")
        return bytes(await file.download_as_bytearray())

    def username(self) -> str:
        """The bot's name for links (https://t.me/<name>?start=<token>), asked once. Raises SendError."""
        if not self._username:
            self._username = self._asked(lambda bot: bot.get_me()).username
        return self._username

    def connect(self, public_url: str) -> None:
        """Tell Telegram where our webhook is and which commands to offer. Raises SendError."""
        url = f"{public_url.rstrip('/')}/webhooks/{self.name}"
        self._asked(
            lambda bot: bot.set_webhook(
                url, secret_token=self._secret, allowed_updates=UPDATES, max_connections=20
            )
        )
        self._asked(lambda bot: bot.set_my_commands(COMMANDS))

    def _asked(self, use: Any) -> Any:
        try:
            return self._api.call(use)
        except Exception as error:
            raise failure(error) from error


async def _sent(bot: Bot, message: Outbound) -> str:
    """Returns "<chat>:<message>"; of an album the first photo's."""
    chat = message.to_address
    if not message.media_urls:
        return await _words(bot, message)
    if units(message.text) <= MAX_CAPTION and (not message.buttons or len(message.media_urls) == 1):
        return await _photos(bot, message, chat, html.escape(message.text, quote=False))
    # An album can't carry buttons, nor a caption long words.
    provider_id = await _words(bot, message) if message.text else ""
    try:
        photos = await _photos(bot, message, chat, "")
    except Exception as error:
        if not provider_id:
            raise
        # A retry would repeat the words, so this is final and says what is missing.
        raise SendError(f"The words went out, but the photos didn't: {failure(error).reason}") from error
    return provider_id or photos


async def _words(bot: Bot, message: Outbound) -> str:
    made = await bot.send_message(
        message.to_address,
        html.escape(message.text, quote=False),
        parse_mode="HTML",
        reply_markup=_keyboard(message.buttons),
        **_reply(message),
    )
    return f"{made.chat_id}:{made.message_id}"


async def _photos(bot: Bot, message: Outbound, chat: str, caption: str) -> str:
    from telegram import InputMediaPhoto

    if len(message.media_urls) == 1:
        keyboard = _keyboard(message.buttons) if caption or not message.text else None
        made = await bot.send_photo(
            chat,
            message.media_urls[0],
            caption=caption or None,
            parse_mode="HTML",
            reply_markup=keyboard,
            **_reply(message),
        )
        return f"{made.chat_id}:{made.message_id}"
    album = [InputMediaPhoto(url) for url in message.media_urls]
    many = await bot.send_media_group(
        chat, album, caption=caption or None, parse_mode="HTML", **_reply(message)
    )
    return f"{many[0].chat_id}:{many[0].message_id}"


def _reply(message: Outbound) -> dict[str, Any]:
    """The message answered, if it is of this chat; one that was deleted meanwhile is no obstacle."""
    from telegram import ReplyParameters

    chat, _, number = message.reply_to_id.rpartition(":")
    if chat != message.to_address or not number.isdecimal():
        return {}
    return {"reply_parameters": ReplyParameters(int(number), allow_sending_without_reply=True)}


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Short labels side by side, long ones each in a row of its own."""
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    if not buttons:
        return None
    across = 4 if max(len(button.label) for button in buttons) <= 8 else 1
    keys = [InlineKeyboardButton(button.label, callback_data=button.id) for button in buttons]
    return InlineKeyboardMarkup([keys[at : at + across] for at in range(0, len(keys), across)])


def _not_fetched(error: Exception) -> MediaError:
    told = failure(error)
    if "file is too big" in told.reason.lower():
        return MediaError("The file is larger than 20 MB, so it wasn't kept. Send a smaller one.")
    return MediaError(
        f"The file couldn't be fetched. {told.reason}", retryable=told.retryable or told.unknown
    )
