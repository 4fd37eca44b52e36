"""A local Telegram: the Bot API's calls that Herring makes, its file host, and updates pushed to a webhook.

    with FakeTelegram() as telegram:
        channel = TelegramChannel(telegram.token, telegram.secret, telegram.url)

As a program it prints what it gets: python -m tests.fakes.telegram --port 8091
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import count
from typing import Any, Self
from urllib.parse import unquote

from tests.fakes.server import Answer, LocalServer, Request

TOKEN = "7000000001:AAlocal"
SECRET = "local_secret-A"
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Herring", "username": "herring_test_bot"}


@dataclass
class Fault:
    """What happens to calls for one chat, `times` times (None: always): an error, silence or a cut connection."""

    code: int = 0
    description: str = ""
    parameters: Mapping[str, int] | None = None
    delay: float = 0.0
    lost: bool = False
    times: int | None = None
    method: str = ""  # only this method


@dataclass(frozen=True)
class Call:
    method: str
    data: Mapping[str, Any]


class FakeTelegram:
    def __init__(
        self,
        token: str = TOKEN,
        secret: str = SECRET,
        *,
        port: int = 0,
        heard: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.token, self.secret, self.heard = token, secret, heard
        self.calls: list[Call] = []
        self.faults: dict[str, Fault] = {}
        self.files: dict[str, bytes] = {}
        self._messages, self._updates = count(100), count(10_000)
        self._lock = threading.Lock()
        self._server = LocalServer(self._answer, port)
        self.url = self._server.url

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def made(self, method: str) -> list[Mapping[str, Any]]:
        """The data of every call of one method."""
        return [call.data for call in self.calls if call.method == method]

    def push(self, url: str, content: Mapping[str, Any], secret: str | None = None) -> int:
        """Post one update ({"message": …} and the like) to a webhook. The answer's status."""
        body = json.dumps({"update_id": next(self._updates), **content}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": self.secret if secret is None else secret,
        }
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def _answer(self, request: Request) -> Answer:
        path = unquote(request.path)
        if found := re.fullmatch(rf"/file/bot{re.escape(self.token)}/(.+)", path):
            return Answer(200, self.files[found[1]]) if found[1] in self.files else Answer(404)
        if not (found := re.fullmatch(rf"/bot{re.escape(self.token)}/(\w+)", path)):
            return _error(401, "Unauthorized")
        call = Call(found[1], _data(request))
        with self._lock:
            self.calls.append(call)
        self.heard(f"{call.method} {dict(call.data)}")
        fault = self._fault(call)
        time.sleep(fault.delay)
        if fault.code:
            return _error(fault.code, fault.description, fault.parameters)
        answer = self._result(call)
        return Answer(cut=True) if fault.lost else answer

    def _fault(self, call: Call) -> Fault:
        with self._lock:
            fault = self.faults.get(str(call.data.get("chat_id", call.data.get("callback_query_id", ""))))
            if fault is None or fault.times == 0 or fault.method not in ("", call.method):
                return Fault()
            if fault.times is not None:
                fault.times -= 1
            return fault

    def _result(self, call: Call) -> Answer:
        if call.method == "getMe":
            return _ok(BOT)
        if call.method in ("sendMessage", "sendPhoto"):
            return _ok(self._message(call))
        if call.method == "sendMediaGroup":
            return _ok([self._message(call) for _ in call.data["media"]])
        if call.method == "getFile":
            path = f"photos/{call.data['file_id']}.jpg"
            if path not in self.files:
                return _error(400, "Bad Request: file is too big")
            return _ok({"file_id": call.data["file_id"], "file_unique_id": "u", "file_path": path})
        return _ok(True)

    def _message(self, call: Call) -> dict[str, Any]:
        chat = {"id": int(call.data["chat_id"]), "type": "private"}
        number = next(self._messages)
        text = call.data.get("text", "")
        return {"message_id": number, "date": int(time.time()), "chat": chat, "from": BOT, "text": text}


def _data(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        parsed = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body)
        parts = [part for part in parsed.walk() if not part.is_multipart()]
        flat = {_name(part): _value(part) for part in parts}
    else:
        flat = {name: values[0] for name, values in request.form.items()}
    return {name: json.loads(value) if value[:1] in ("{", "[") else value for name, value in flat.items()}


def _name(part: Message) -> str:
    return str(part.get_param("name", header="content-disposition"))


def _value(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _ok(result: object) -> Answer:
    return Answer(200, json.dumps({"ok": True, "result": result}).encode())


def _error(code: int, description: str, parameters: Mapping[str, int] | None = None) -> Answer:
    body = {"ok": False, "error_code": code, "description": description}
    return Answer(code, json.dumps({**body, **({"parameters": parameters} if parameters else {})}).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description="A local Telegram that prints what it gets.")
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    fake = FakeTelegram(given.token, port=given.port, heard=lambda line: print(line, flush=True))
    print(f"TELEGRAM_BASE_URL={fake.url} TELEGRAM_BOT_TOKEN={given.token}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
