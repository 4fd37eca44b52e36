"""The terminal's and the simulator's channel: the shortest table, and the example for a new channel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels.base import Button, Channel, Media, Outbound, Receipt, WebhookRequest
from channels.console import SIGNATURE, ConsoleChannel, derive_key, sign
from tests.channels.table import Case, Table

SECRET = "a secret of this installation"
URL = "http://localhost:8000/webhooks/console"


def request(body: Any, secret: str = SECRET) -> WebhookRequest:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": "application/json", SIGNATURE: sign(derive_key(secret), content)}
    return WebhookRequest("POST", URL, headers, content)


@contextmanager
def provider(_patience: float) -> Iterator[Channel]:
    yield ConsoleChannel(derive_key(SECRET))


MESSAGE = {
    "id": "c-1",
    "from": "+12065550142",
    "to": "+18335550100",
    "text": "sold Blue Nude to Maria for 4.5k",
}
SIGNED = request(MESSAGE)

TABLE = Table(
    name="console",
    settings={"signing_key": SECRET},
    provider=provider,
    cases=(
        Case(
            "a text",
            SIGNED,
            {
                "external_id": "c-1",
                "from_address": "+12065550142",
                "our_address": "+18335550100",
                "text": "sold Blue Nude to Maria for 4.5k",
                "media": (),
                "button": "",
            },
        ),
        Case(
            "a pressed button",
            request({**MESSAGE, "text": "", "button": "q:42:ok", "quoted": "console-7"}),
            {"text": "", "button": "q:42:ok", "quoted_id": "console-7"},
        ),
        Case(
            "a photo inside the message",
            request(
                {**MESSAGE, "media": [{"url": "data:image/png;base64,AAAA", "content_type": "image/png"}]}
            ),
            {"media": (Media("data:image/png;base64,AAAA", "image/png"),)},
        ),
        Case(
            "a receipt",
            request(
                {"receipt": {"ref": "r-9", "state": "failed", "code": "30005", "reason": "Unknown number."}}
            ),
            receipts=(Receipt("r-9", "failed", "", "30005", "Unknown number."),),
        ),
        Case("no JSON", request(b"{"), status=400, answer=b"the body must be JSON"),
        Case("a list", request([1]), status=400, answer=b"the body must be a JSON object"),
        Case("no sender", request({**MESSAGE, "from": ""}), status=400, answer=b"missing: from"),
        Case("a number for a text", request({**MESSAGE, "text": 5}), status=400, answer=b"text must be text"),
        Case(
            "an unknown state",
            request({"receipt": {"ref": "r-9", "state": "lost"}}),
            status=400,
            answer=b"a receipt needs a ref and a state",
        ),
    ),
    forged=(
        ("another installation's key", request(MESSAGE, "another secret")),
        ("a changed body", WebhookRequest("POST", URL, SIGNED.headers, SIGNED.body.replace(b"4.5k", b"45k"))),
        ("letters beyond ASCII in the signature", WebhookRequest("POST", URL, {SIGNATURE: "é"}, SIGNED.body)),
    ),
    sends=(
        Outbound("+12065550142", "+18335550100", "Done."),
        Outbound("+12065550142", "+18335550100", "Sell it?", buttons=(Button("q:1:ok", "OK"),)),
    ),
)
