"""The local channel: the terminal chat, the simulator page, tests. No provider, the same path as any other.

Whoever stands in front (the page, the CLI) signs the body with a key that only this installation has, so even
the local way in can't be used by somebody who merely reaches the port.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from channels.base import (
    RANKS,
    BadSignature,
    File,
    Inbound,
    Media,
    MediaError,
    Outbound,
    Receipt,
    Received,
    Sent,
    WebhookRequest,
)
from channels.dataurl import decode

SIGNATURE = "x-herring-signature"
FIELDS = ("id", "from", "to")  # what every message must name


def derive_key(secret_key: str) -> bytes:
    """The console's own key from SECRET_KEY: a leak of one doesn't give away the other."""
    return hmac.digest(secret_key.encode(), b"herring console channel", hashlib.sha256) if secret_key else b""


def sign(key: bytes, body: bytes) -> str:
    """The value of the `x-herring-signature` header for a body."""
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


class ConsoleChannel:
    """JSON in: {"id", "from", "to", "text", "button", "name", "quoted", "media": [{"url", "content_type",
    "name"}]}, or {"receipt": {"ref", "state", "code", "reason", "stopped"}} to play a provider's callback."""

    name = "console"
    max_chars = 4000
    max_buttons = 10

    def __init__(self, key: bytes) -> None:
        self._key = key

    def enabled(self) -> bool:
        return bool(self._key)

    def receive(self, request: WebhookRequest) -> Received:
        said = request.headers.get(SIGNATURE, "")
        expected = sign(self._key, request.body)
        if not self._key or not hmac.compare_digest(said.encode(), expected.encode()):
            raise BadSignature("not signed with this installation's console key")
        try:
            return _received(_json(request.body))
        except ValueError as error:
            return Received(status=400, answer=str(error).encode(), content_type="text/plain; charset=utf-8")

    def send(self, message: Outbound) -> Sent:
        """Nowhere to deliver to: the outbox row is what the page and the terminal show."""
        return Sent(f"console-{uuid4().hex}")

    def fetch(self, media: Media) -> File:
        # Only files that came inside the message: a link would let the page make the server ask any host.
        if not media.url.startswith("data:"):
            raise MediaError("The console takes files only inside the message.")
        return decode(media)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise ValueError("the body must be JSON") from error


def _received(data: Any) -> Received:
    if not isinstance(data, Mapping):
        raise ValueError("the body must be a JSON object")
    if "receipt" in data:
        return Received(receipts=(_receipt(data["receipt"]),))
    missing = [field for field in FIELDS if not _text(data, field)]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    message = Inbound(
        external_id=_text(data, "id"),
        from_address=_text(data, "from"),
        our_address=_text(data, "to"),
        text=_text(data, "text"),
        media=tuple(_media(one) for one in data.get("media") or ()),
        sender_name=_text(data, "name"),
        button=_text(data, "button"),
        quoted_id=_text(data, "quoted"),
        raw={key: value for key, value in data.items() if key != "media"},
    )
    return Received(messages=(message,))


def _receipt(data: Any) -> Receipt:
    if not isinstance(data, Mapping) or data.get("state") not in RANKS:
        raise ValueError("a receipt needs a ref and a state")
    return Receipt(
        outbox_ref=_text(data, "ref"),
        state=_text(data, "state"),
        provider_id=_text(data, "provider_id"),
        error_code=_text(data, "code"),
        reason=_text(data, "reason"),
        stopped=data.get("stopped") is True,
    )


def _media(data: Any) -> Media:
    if not isinstance(data, Mapping):
        raise ValueError("each media must be an object with a url")
    return Media(_text(data, "url"), _text(data, "content_type"), _text(data, "name"))


def _text(data: Mapping[str, Any], field: str) -> str:
    value = data.get(field)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{field} must be text")
    return value or ""
