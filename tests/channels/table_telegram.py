"""Telegram: updates as the Bot API documents them, and the local Telegram's ways to fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from channels.base import Button, Channel, Media, Outbound, WebhookRequest
from channels.telegram import TelegramChannel
from tests.channels.table import Case, Failure, Table
from tests.fakes.telegram import BOT, SECRET, TOKEN, FakeTelegram, Fault

URL = "https://gallery.example/webhooks/telegram"
BOT_ID = str(BOT["id"])
ANN = {"id": 555000111, "is_bot": False, "first_name": "Ann", "last_name": "Lind", "language_code": "en"}
CHAT = {"id": 555000111, "first_name": "Ann", "type": "private"}
GROUP = {"id": -1001234567890, "title": "Gallery staff", "type": "supergroup"}
DATE = 1795168901


def request(update: Any, secret: str = SECRET) -> WebhookRequest:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
    return WebhookRequest("POST", URL, headers, body)


def message(**fields: Any) -> dict[str, Any]:
    return {
        "update_id": 10001,
        "message": {"message_id": 101, "from": ANN, "chat": CHAT, "date": DATE, **fields},
    }


def pressed(on: dict[str, Any]) -> dict[str, Any]:
    query = {
        "id": "2384723984723984723",
        "from": ANN,
        "chat_instance": "-41",
        "data": "q:42:ok",
        "message": on,
    }
    return {"update_id": 10006, "callback_query": query}


def membership(status: str, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    change = {"chat": chat, "from": ANN, "date": DATE, "old_chat_member": {"user": BOT, "status": "member"}}
    new = {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    return {"update_id": 10015, "my_chat_member": {**change, "new_chat_member": new}}


def size(file_id: str, width: int) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": file_id, "width": width, "height": width}


PHOTO = [size("small", 90), size("large", 1280)]
OURS = {"message_id": 110, "from": BOT, "chat": CHAT, "date": DATE, "text": "Sell it?"}
VOICE = {"file_id": "v1", "file_unique_id": "v1", "duration": 7, "mime_type": "audio/ogg"}
SHEET = {"file_id": "d1", "file_unique_id": "d1", "file_name": "works.csv", "mime_type": "text/csv"}
NOBODY: dict[str, Any] = {"text": "", "media": (), "button": ""}


@contextmanager
def provider(patience: float) -> Iterator[Channel]:
    with FakeTelegram() as telegram:
        telegram.faults = {
            "1": Fault(403, "Forbidden: bot was blocked by the user"),
            "2": Fault(429, "Too Many Requests: retry after 3", {"retry_after": 3}),
            "3": Fault(400, "Bad Request: chat not found"),
            "4": Fault(400, "Bad Request: can't parse entities"),
            "5": Fault(401, "Unauthorized"),
            "6": Fault(500, "Internal Server Error"),
            "7": Fault(502, "Bad Gateway"),
            "8": Fault(lost=True),
            "9": Fault(delay=20),
            "10": Fault(400, "group upgraded", {"migrate_to_chat_id": -1001}),
            "11": Fault(409, "Conflict: terminated by other getUpdates request"),
        }
        yield TelegramChannel(
            telegram.token, telegram.secret, telegram.url, str(BOT["username"]), timeout=patience
        )


def to(chat: str, **more: Any) -> Outbound:
    return Outbound(chat, BOT_ID, "The <Ruiz> & more are in.", **more)


TEXT = request(message(text="sold the 166.037 to Ann for €1,850"))

TABLE = Table(
    name="telegram",
    settings={"telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET},
    provider=provider,
    cases=(
        Case(
            "a text",
            TEXT,
            {
                "external_id": "10001",
                "from_address": "555000111",
                "our_address": BOT_ID,
                "text": "sold the 166.037 to Ann for €1,850",
                "sender_name": "Ann Lind",
                "media": (),
                "sent_at": datetime.fromtimestamp(DATE, UTC),
            },
        ),
        Case("a command", request(message(text="/undo")), {"text": "undo"}),
        Case("a command with words", request(message(text="/menu selling")), {"text": "menu selling"}),
        Case(
            "a deep link", request(message(text="/start bGlua19hYmMxMjM")), {"text": "/start bGlua19hYmMxMjM"}
        ),
        Case(
            "a photo with a caption",
            request(message(photo=PHOTO, caption="Omega Seamaster")),
            {"text": "Omega Seamaster", "media": (Media("telegram:large", "image/jpeg"),)},
        ),
        Case(
            "a photo of an album",
            request(message(photo=PHOTO, media_group_id="1388")),
            {"text": "", "media": (Media("telegram:large", "image/jpeg"),)},
        ),
        Case(
            "a document",
            request(message(document=SHEET)),
            {"media": (Media("telegram:d1", "text/csv", "works.csv"),)},
        ),
        Case(
            "a voice message", request(message(voice=VOICE)), {"media": (Media("telegram:v1", "audio/ogg"),)}
        ),
        Case("a contact", request(message(contact={"phone_number": "1206", "first_name": "Bob"})), NOBODY),
        Case("an answer", request(message(text="ok", reply_to_message=OURS)), {"quoted_id": "555000111:110"}),
        Case(
            "a pressed button",
            request(pressed(OURS)),
            {"button": "q:42:ok", "text": "", "quoted_id": "555000111:110", "from_address": "555000111"},
        ),
        Case(
            "a button on a message too old to be accessible",
            request(pressed({"chat": CHAT, "message_id": 12, "date": 0})),
            {"button": "q:42:ok", "quoted_id": "555000111:12", "sent_at": None},
        ),
        Case(
            "an edited message, which runs nothing",
            request({"update_id": 10012, "edited_message": message(text="sold it for 1")["message"]}),
            NOBODY,
        ),
        Case("blocked", request(membership("kicked")), NOBODY),
        Case("removed from a group", request(membership("left", GROUP))),
        Case(
            "a group command for us",
            request(message(chat=GROUP, text="/inbox@herring_test_bot")),
            {"text": "inbox", "from_address": "555000111"},
        ),
        Case("a group command for another bot", request(message(chat=GROUP, text="/inbox@other_bot"))),
        Case("a group command for nobody", request(message(chat=GROUP, text="/inbox"))),
        Case("talk in a group", request(message(chat=GROUP, text="sold Blue Nude"))),
        Case(
            "an answer to us in a group",
            request(message(chat=GROUP, text="2", reply_to_message=OURS)),
            {"text": "2"},
        ),
        Case(
            "our name in a group",
            request(message(chat=GROUP, text="@Herring_test_bot hi")),
            {"sender_name": "Ann Lind"},
        ),
        Case("another bot", request(message(text="hi", **{"from": BOT}))),
        Case("a channel's post", request({"update_id": 1, "channel_post": {}})),
        Case("an update of tomorrow", request({"update_id": 1, "teleport": {}})),
        Case("a message without a chat", request({"update_id": 1, "message": {"from": ANN}})),
        Case("no JSON", request(b"{")),
        Case("a list", request([1])),
    ),
    forged=(
        ("another secret", request(message(text="hi"), "another")),
        ("no secret", request(message(text="hi"), "")),
        ("letters beyond ASCII", request(message(text="hi"), "é")),
    ),
    sends=(
        to("555000111"),
        to("555000111", buttons=(Button("q:1:ok", "OK"), Button("q:1:no", "NO"))),
        to("555000111", media_urls=("https://x.example/a.jpg",)),
        to("555000111", media_urls=("https://x.example/a.jpg",) * 3, reply_to_id="555000111:7"),
    ),
    failures=(
        Failure("blocked", to("1"), "stopped", "403"),
        Failure("too fast", to("2"), "retryable", "429", retry_after=3.0),
        Failure("no such chat", to("3"), "permanent", "400"),
        Failure("words it can't read", to("4"), "permanent", "400", ours=True),
        Failure("another token", to("5"), "permanent", "401", ours=True),
        Failure("a fault of theirs", to("6"), "retryable", "500"),
        Failure("a gateway gave up", to("7"), "unknown"),
        Failure("taken, then the connection broke", to("8"), "unknown"),
        Failure("no answer in time", to("9"), "unknown", patience=2),
        Failure("a group that moved", to("10"), "permanent", "migrated"),
        Failure("another instance polls", to("11"), "permanent", ours=True),
        Failure("nothing to say", Outbound("1", BOT_ID, ""), "permanent", ours=True),
        Failure(
            "too many photos", to("12", media_urls=("https://x.example/a.jpg",) * 11), "permanent", ours=True
        ),
        Failure(
            "a button's id too long", to("12", buttons=(Button("é" * 33, "OK"),)), "permanent", ours=True
        ),
    ),
)
