"""Telegram with python-telegram-bot against a local Bot API."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from channels.base import (
    Acknowledging,
    Button,
    Fetching,
    Inbound,
    Media,
    MediaError,
    Outbound,
    Pressing,
    SendError,
)
from channels.telegram import TelegramChannel
from tests.channels.table_telegram import (
    BOT,
    BOT_ID,
    GROUP,
    PHOTO,
    TABLE,
    membership,
    message,
    pressed,
    request,
)
from tests.fakes.telegram import SECRET, TOKEN, FakeTelegram, Fault

ANN = "555000111"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def channel(telegram: FakeTelegram) -> TelegramChannel:
    return TelegramChannel(telegram.token, telegram.secret, telegram.url, timeout=2)


def raw_of(channel: TelegramChannel, update: dict[str, Any]) -> dict[str, Any]:
    (got,) = channel.receive(request(update)).messages
    return dict(got.raw)


def test_words_are_escaped_and_buttons_are_a_keyboard(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    buttons = (Button("q:1:ok", "OK"), Button("q:1:no", "NO"))
    sent = channel.send(Outbound(ANN, BOT_ID, "<b>Ruiz</b> & Co", buttons=buttons, reply_to_id=f"{ANN}:7"))
    (call,) = telegram.made("sendMessage")
    assert call["text"] == "&lt;b&gt;Ruiz&lt;/b&gt; &amp; Co"
    assert call["parse_mode"] == "HTML"
    assert call["reply_markup"]["inline_keyboard"] == [
        [{"text": "OK", "callback_data": "q:1:ok"}, {"text": "NO", "callback_data": "q:1:no"}]
    ]
    assert call["reply_parameters"] == {"message_id": 7, "allow_sending_without_reply": True}
    assert sent.provider_id == f"{ANN}:100"


def test_long_labels_get_a_row_each(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    channel.send(
        Outbound(
            ANN, BOT_ID, "Which Maria?", buttons=(Button("a", "1. Maria Lopez"), Button("b", "2. Maria"))
        )
    )
    assert [len(row) for row in telegram.made("sendMessage")[0]["reply_markup"]["inline_keyboard"]] == [1, 1]


def test_an_answer_to_another_chat_is_not_quoted(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    channel.send(Outbound(ANN, BOT_ID, "hi", reply_to_id="999:7"))
    assert "reply_parameters" not in telegram.made("sendMessage")[0]


def test_a_photo_carries_words_and_buttons(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    channel.send(Outbound(ANN, BOT_ID, "Blue & Nude", ("https://x.example/1.jpg",), (Button("a", "OK"),)))
    (call,) = telegram.made("sendPhoto")
    assert (call["photo"], call["caption"]) == ("https://x.example/1.jpg", "Blue &amp; Nude")
    assert call["reply_markup"]["inline_keyboard"]


def test_an_album_carries_the_words_once(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    channel.send(Outbound(ANN, BOT_ID, "Three views", tuple(f"https://x.example/{n}.jpg" for n in range(3))))
    (call,) = telegram.made("sendMediaGroup")
    assert [one.get("caption") for one in call["media"]] == ["Three views", None, None]


def test_words_too_long_for_a_caption_go_first(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    sent = channel.send(Outbound(ANN, BOT_ID, "word " * 300, ("https://x.example/1.jpg",)))
    assert [call.method for call in telegram.calls] == ["sendMessage", "sendPhoto"]
    assert sent.provider_id == f"{ANN}:100"


def test_photos_that_fail_after_the_words_are_not_retried(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    telegram.faults[ANN] = Fault(429, "slow", {"retry_after": 3}, method="sendPhoto")
    with pytest.raises(SendError, match="The words went out") as told:
        channel.send(Outbound(ANN, BOT_ID, "word " * 300, ("https://x.example/1.jpg",)))
    assert not (told.value.retryable or told.value.unknown or told.value.stopped)


def test_nobody_listening_means_it_never_left() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SendError) as told:
        TelegramChannel(TOKEN, SECRET, f"http://127.0.0.1:{port}").send(Outbound(ANN, BOT_ID, "hi"))
    assert (told.value.retryable, told.value.unknown) == (True, False)


def test_a_pressed_button_is_answered(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    (got,) = channel.receive(
        request(pressed({"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 0}))
    ).messages
    assert isinstance(channel, Acknowledging) and isinstance(channel, Pressing)
    channel.acknowledge(got, "Done.")
    assert telegram.made("answerCallbackQuery") == [
        {"callback_query_id": "2384723984723984723", "text": "Done."}
    ]
    channel.acknowledge(Inbound("1", ANN, BOT_ID, "not a button"))
    assert len(telegram.calls) == 1


def test_a_button_answered_too_late_disturbs_nobody(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    (got,) = channel.receive(
        request(pressed({"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 0}))
    ).messages
    telegram.faults["2384723984723984723"] = Fault(400, "Bad Request: query is too old")
    channel.acknowledge(got)
    assert len(telegram.calls) == 1
    telegram.close()
    channel.acknowledge(got)


def test_fetches_files_by_their_id(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    telegram.files["photos/large.jpg"] = b"\xff\xd8\xff"
    (got,) = channel.receive(request(message(photo=PHOTO))).messages
    assert isinstance(channel, Fetching)
    file = channel.fetch(got.media[0])
    assert (file.content, file.content_type) == (b"\xff\xd8\xff", "image/jpeg")


def test_files_that_cant_be_had_say_why(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    with pytest.raises(MediaError, match="larger than 20 MB") as told:
        channel.fetch(Media("telegram:big"))
    assert not told.value.retryable
    with pytest.raises(MediaError, match="not one of Telegram's"):
        channel.fetch(Media("https://evil.example/x"))
    telegram.close()
    with pytest.raises(MediaError) as told:
        channel.fetch(Media("telegram:any"))
    assert told.value.retryable


def test_what_we_know_beyond_the_words_is_kept(channel: TelegramChannel) -> None:
    assert raw_of(channel, message(text="/start tok_en-1"))["start"] == "tok_en-1"
    assert raw_of(channel, message(photo=PHOTO, media_group_id="1388"))["album"] == "1388"
    assert raw_of(channel, membership("kicked"))["OptOutType"] == "STOP"
    assert raw_of(channel, membership("member"))["OptOutType"] == "START"
    assert raw_of(channel, message(chat=GROUP, text="/inbox@herring_test_bot"))["group"] == str(GROUP["id"])
    edited = {"update_id": 1, "edited_message": message(text="sold it for 1")["message"]}
    assert (raw_of(channel, edited)["kind"], raw_of(channel, edited)["text"]) == ("edited", "sold it for 1")
    for kind in ("voice", "document", "sticker", "location"):
        assert raw_of(channel, message(**{kind: {"file_id": "x"}}))["kind"] == kind


@pytest.mark.parametrize(
    ("card", "own"),
    [
        ({"phone_number": "12065550142", "first_name": "Ann", "user_id": 555000111}, True),
        ({"phone_number": "+12065550177", "first_name": "Bob", "user_id": 99}, False),
        ({"phone_number": "+12065550177", "first_name": "Bob"}, False),
    ],
)
def test_only_ones_own_card_proves_a_number(
    channel: TelegramChannel, card: dict[str, Any], own: bool
) -> None:
    contact = raw_of(channel, message(contact=card))["contact"]
    assert contact["own"] is own
    assert contact["phone"].startswith("+1206555")


def test_the_library_reads_the_same_updates() -> None:
    """Our samples are what Telegram sends: the library finds no field it doesn't know."""
    import json

    from telegram import Update

    for case in TABLE.cases:
        if case.message is not None:
            update = Update.de_json(json.loads(case.request.body), None)
            assert update.effective_user is not None and update.effective_user.id == 555000111


def test_connects_the_webhook_with_its_secret_and_commands(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    channel.connect("https://gallery.example/")
    (hook,) = telegram.made("setWebhook")
    assert (hook["url"], hook["secret_token"]) == ("https://gallery.example/webhooks/telegram", SECRET)
    assert set(hook["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert [one["command"] for one in telegram.made("setMyCommands")[0]["commands"]] == [
        "menu",
        "undo",
        "start",
    ]
    assert channel.username() == BOT["username"]


def test_one_loop_serves_many_threads(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(channel.send(Outbound(ANN, BOT_ID, "hi")).provider_id))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 8
    assert sum(thread.name == "telegram-loop" and thread.is_alive() for thread in threading.enumerate()) >= 1


def test_a_forked_worker_starts_its_own_loop(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    channel.send(Outbound(ANN, BOT_ID, "from the parent"))
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's result is its exit code
        code = 1
        try:
            channel.send(Outbound(ANN, BOT_ID, "from the child"))
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [call["text"] for call in telegram.made("sendMessage")] == ["from the parent", "from the child"]


def test_the_token_stays_out_of_the_logs(channel: TelegramChannel, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        channel.send(Outbound(ANN, BOT_ID, "hi"))
    assert TOKEN.partition(":")[2] not in caplog.text
