"""A local Twilio: the messaging REST API, its media host, signed status callbacks and inbound webhooks.

    with FakeTwilio() as twilio:
        channel = SmsChannel(twilio.account_sid, twilio.auth_token, twilio.url)

As a program it prints what it gets, and Twilio's own magic numbers (MAGIC below) fail as told:

    python -m tests.fakes.twilio --port 8090 --token secret [--reach http://127.0.0.1:8000]
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

from tests.fakes.server import Answer, LocalServer, Request
from tests.fakes.twilio_webhooks import Pairs, Webhooks, inbound_fields, status_fields

ACCOUNT = "AC" + "a" * 32
TOKEN = "local-auth-token"
SERVICE_NUMBER = "+15005550006"


@dataclass
class Fault:
    """What happens to messages to one number, `times` times (None: always).

    code/status: refused with that error. delay: seconds before the answer. lost: taken, but the connection
    breaks before the answer. dropped: the connection breaks and nothing was taken. junk: taken, but the
    answer can't be read. outcome: taken, and this is the last status its callbacks tell, with error `code`.
    """

    code: int = 0
    status: int = 400
    retry_after: str = ""
    delay: float = 0.0
    lost: bool = False
    dropped: bool = False
    junk: bool = False
    outcome: str = ""
    times: int | None = None


MAGIC = {
    "+15005550001": Fault(21211),
    "+15005550002": Fault(21612),
    "+15005550003": Fault(21408),
    "+15005550004": Fault(21610),
    "+15005550009": Fault(21614),
    "+15005550029": Fault(20429, 429, retry_after="2"),
    "+15005550050": Fault(20500, 500),
    "+15005550052": Fault(0, 502),
    "+15005550060": Fault(delay=30),
    "+15005550070": Fault(lost=True),
    "+15005550071": Fault(dropped=True),
    "+15005550072": Fault(junk=True),
    "+15005550080": Fault(30005, outcome="undelivered"),
}


@dataclass
class Message:
    sid: str
    to: str
    from_: str
    body: str
    direction: str
    status: str
    media: list[str] = field(default_factory=list)
    callback: str = ""
    service: str = ""
    error: int = 0
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Stored:
    content: bytes
    content_type: str
    early: int  # how many times more the API says 404


class FakeTwilio:
    """callbacks: "ordered", "reversed", "shuffled", "doubled", "early" (before the create call is answered),
    or "off". reach: where PUBLIC_URL really listens; signatures stay over the public URL."""

    def __init__(
        self,
        account_sid: str = ACCOUNT,
        auth_token: str = TOKEN,
        *,
        port: int = 0,
        callbacks: str = "ordered",
        reach: str = "",
        heard: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.account_sid, self.auth_token = account_sid, auth_token
        self.callbacks, self.heard = callbacks, heard
        self.webhooks = Webhooks(auth_token, reach)
        self.messages: list[Message] = []
        self.faults: dict[str, Fault] = {number: replace(fault) for number, fault in MAGIC.items()}
        self.pushed: list[tuple[str, str, int]] = []  # (message sid, status, answer of the webhook)
        self.page_size = 1000
        self._media: dict[str, Stored] = {}
        self._lock = threading.Lock()
        self._pushers = ThreadPoolExecutor(4)
        self._waiting, self._taking, self._idle = 0, 0, threading.Condition()
        self._server = LocalServer(self._answer, port)
        self._files = LocalServer(self._file)
        self.url = self._server.url

    @property
    def requests(self) -> list[Request]:
        return self._server.requests

    @property
    def file_requests(self) -> list[Request]:
        return self._files.requests

    def sent(self) -> list[Message]:
        return [message for message in self.messages if message.direction == "outbound-api"]

    def close(self) -> None:
        self.settle()
        self._pushers.shutdown()
        self._server.close()
        self._files.close()

    def settle(self) -> None:
        """Wait until every callback so far has been answered."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._waiting == 0, timeout=120), (
                "nobody answers the callbacks"
            )

    def rest(self) -> None:
        """Wait until nothing is on its way in, either: what a client no longer waits for is taken all the same."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._taking == 0, timeout=120), "a message never arrives"
        self.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ inbound

    def inbound(
        self,
        url: str,
        from_: str,
        to: str,
        body: str,
        *,
        media: Iterable[tuple[bytes, str]] = (),
        early_404: int = 0,
        times: int = 1,
        **extra: str,
    ) -> list[int]:
        """A message comes in: it is listed, and its webhook posted `times` times at once. The statuses."""
        pairs = self.arrived(from_, to, body, media=media, early_404=early_404, **extra)
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: self.webhooks.post(url, pairs), range(times)))

    def arrived(
        self,
        from_: str,
        to: str,
        body: str,
        *,
        media: Iterable[tuple[bytes, str]] = (),
        early_404: int = 0,
        **extra: str,
    ) -> Pairs:
        """A message is here and is listed from now on; the form its webhook posts, as often as somebody likes."""
        files = [self._keep(content, kind, early_404) for content, kind in media]
        sid = _sid("MM" if files else "SM")
        message = Message(sid, to, from_, body, "inbound", "received", [media_sid for media_sid, _ in files])
        with self._lock:
            self.messages.append(message)
        urls = [(self.media_url(sid, media_sid), kind) for media_sid, kind in files]
        pairs = inbound_fields(self.account_sid, sid, from_, to, body, urls)
        return pairs + list(extra.items())

    def media_url(self, message_sid: str, media_sid: str) -> str:
        return "https://api.twilio.com" + self._root + f"/Messages/{message_sid}/Media/{media_sid}"

    # ---------------------------------------------------------------------- API

    @property
    def _root(self) -> str:
        return f"/2010-04-01/Accounts/{self.account_sid}"

    def _keep(self, content: bytes, kind: str, early: int) -> tuple[str, str]:
        sid = _sid("ME")
        self._media[sid] = Stored(content, kind, early)
        return sid, kind

    def _answer(self, request: Request) -> Answer:
        self.heard(f"{request.method} {request.path} {urlencode(request.form, doseq=True)}")
        login = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {login}":
            return _error(401, 20003, "Authenticate")
        path = request.path.removeprefix(self._root)
        if path == "/Messages.json":
            return self._create(request) if request.method == "POST" else self._list(request)
        if found := re.fullmatch(r"/Messages/(\w+)/Media\.json", path):
            return self._media_list(found[1])
        if found := re.fullmatch(r"/Messages/(\w+)/Media/(\w+)", path):
            return self._media_hop(found[2])
        if found := re.fullmatch(r"/Messages/(\w+)\.json", path):
            return self._fetch(found[1])
        return _error(404, 20404, "The requested resource was not found")

    def _create(self, request: Request) -> Answer:
        with self._idle:
            self._taking += 1
        try:
            return self._taken(request)
        finally:
            with self._idle:
                self._taking -= 1
                self._idle.notify_all()

    def _taken(self, request: Request) -> Answer:
        form = request.form
        to = form.get("To", [""])[0]
        fault = self._fault(to)
        time.sleep(fault.delay)
        if fault.dropped:
            return Answer(cut=True)
        if not fault.outcome and (fault.code or fault.status >= 500):
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            return _error(fault.status, fault.code, "refused by the local Twilio", headers)
        message = self._take(form, to, fault)
        if self.callbacks in ("early", "off"):
            self._push(message, fault)
            return self._accepted(message, fault)
        with self._idle:
            self._waiting += 1
        return replace(self._accepted(message, fault), after=lambda: self._later(message, fault))

    def _accepted(self, message: Message, fault: Fault) -> Answer:
        answer = _json(self._shown(message), 201)
        return replace(answer, cut=fault.lost, body=answer.body[:40] if fault.junk else answer.body)

    def _later(self, message: Message, fault: Fault) -> None:
        def push() -> None:
            try:
                self._push(message, fault)
            finally:
                with self._idle:
                    self._waiting -= 1
                    self._idle.notify_all()

        with suppress(RuntimeError):  # closed while a slow answer was still under way
            self._pushers.submit(push)

    def _fault(self, to: str) -> Fault:
        with self._lock:
            fault = self.faults.get(to)
            if fault is None or fault.times == 0:
                return Fault()
            if fault.times is not None:
                fault.times -= 1
            return fault

    def _take(self, form: dict[str, list[str]], to: str, fault: Fault) -> Message:
        media = form.get("MediaUrl", [])
        service = form.get("MessagingServiceSid", [""])[0]
        sender = form.get("From", [""])[0] or SERVICE_NUMBER
        body, callback = (form.get(key, [""])[0] for key in ("Body", "StatusCallback"))
        sid = _sid("MM" if media else "SM")
        message = Message(sid, to, sender, body, "outbound-api", "queued", media, callback, service)
        message.error = fault.code
        with self._lock:
            self.messages.append(message)
        return message

    def _list(self, request: Request) -> Answer:
        wanted = {
            key: request.query.get(key, [""])[0] for key in ("To", "From", "DateSent>", "Page", "PageSize")
        }
        with self._lock:
            newest = list(reversed(self.messages))
        found = [one for one in newest if _listed(one, wanted)]
        page, size = int(wanted["Page"] or 0), min(int(wanted["PageSize"] or 50), self.page_size)
        part, more = found[page * size : (page + 1) * size], len(found) > (page + 1) * size
        query = {key: value for key, value in {**wanted, "Page": str(page + 1)}.items() if value}
        body = {
            "messages": [self._shown(message) for message in part],
            "next_page_uri": f"{self._root}/Messages.json?{urlencode(query)}" if more else None,
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + len(part),
            "uri": request.path,
            "first_page_uri": request.path,
            "previous_page_uri": None,
        }
        return _json(body)

    def _fetch(self, sid: str) -> Answer:
        found = [message for message in self.messages if message.sid == sid]
        return _json(self._shown(found[0])) if found else _error(404, 20404, "not found")

    def _shown(self, message: Message) -> dict[str, Any]:
        when = format_datetime(message.created)
        waits = message.status in ("queued", "accepted")
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": when,
            "date_updated": when,
            "date_sent": None if waits else when,
            "direction": message.direction,
            "error_code": message.error or None,
            "error_message": None,
            "from": None if message.service and waits else message.from_,
            "messaging_service_sid": message.service or None,
            "num_media": str(len(message.media)),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": message.sid,
            "status": message.status,
            "to": message.to,
            "uri": f"{self._root}/Messages/{message.sid}.json",
        }

    # -------------------------------------------------------------------- media

    def _media_list(self, message_sid: str) -> Answer:
        sids = next((message.media for message in self.messages if message.sid == message_sid), [])
        files = [
            {
                "sid": sid,
                "content_type": self._media[sid].content_type,
                "uri": f"{self._root}/Messages/{message_sid}/Media/{sid}.json",
            }
            for sid in sids
        ]
        return _json({"media_list": files, "next_page_uri": None, "page": 0, "page_size": 50})

    def _media_hop(self, media_sid: str) -> Answer:
        stored = self._media.get(media_sid)
        if stored is None or stored.early > 0:
            if stored:
                stored.early -= 1
            return _error(404, 20404, "The requested resource was not found")
        return Answer(307, b"", {"Location": f"{self._files.url}/{media_sid}?signed=yes"})

    def _file(self, request: Request) -> Answer:
        """The file host: its links are signed, a login sent to it is a leak."""
        stored = self._media.get(request.path.strip("/"))
        if stored is None or "authorization" in request.headers:
            return Answer(400, b"only signed links, no login")
        return Answer(200, stored.content, {"Content-Type": stored.content_type})

    # ---------------------------------------------------------------- callbacks

    def _push(self, message: Message, fault: Fault) -> None:
        last = fault.outcome or "delivered"
        statuses = ["sent", last] if last == "delivered" else [last]
        order = {
            "reversed": statuses[::-1],
            "shuffled": random.sample(statuses, len(statuses)),
            "doubled": [status for status in statuses for _ in range(2)],
            "off": [],
        }.get(self.callbacks, statuses)
        for status in order:
            if message.callback:
                fields = status_fields(
                    self.account_sid, message.sid, message.from_, message.to, status, message.error
                )
                answer = self.webhooks.post(message.callback, fields)
                self.pushed.append((message.sid, status, answer))
        message.status = last if self.callbacks != "off" else "queued"


def _sid(prefix: str) -> str:
    """Random, so that two fakes in one database don't send the same message."""
    return prefix + uuid4().hex


def _listed(message: Message, wanted: dict[str, str]) -> bool:
    after = wanted["DateSent>"][:10]
    return (
        wanted["To"] in ("", message.to)
        and wanted["From"] in ("", message.from_)
        and (not after or message.created.date().isoformat() >= after)
    )


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})


def _error(status: int, code: int, words: str, headers: dict[str, str] | None = None) -> Answer:
    if not code:  # a gateway's page
        return Answer(status, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})
    info = f"https://www.twilio.com/docs/errors/{code}"
    return _json({"code": code, "message": words, "more_info": info, "status": status}, status, headers)


def main() -> None:
    parser = argparse.ArgumentParser(description="A local Twilio that prints what it gets.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--account", default=ACCOUNT)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--callbacks", default="ordered")
    parser.add_argument("--reach", default="", help="where PUBLIC_URL really listens")
    given = parser.parse_args()
    fake = FakeTwilio(
        given.account,
        given.token,
        port=given.port,
        callbacks=given.callbacks,
        reach=given.reach,
        heard=lambda line: print(line, flush=True),
    )
    print(f"TWILIO_BASE_URL={fake.url} TWILIO_ACCOUNT_SID={fake.account_sid}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
