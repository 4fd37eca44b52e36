"""Links to stored files that open without signing in: for providers that fetch an MMS, and for texts to staff.

A link proves itself, ``<gallery key>-<until>-<file>-<signature>``: it stands in thousands of messages and pages, so
it is computed, not stored (docs/decisions/0006). It ends at a full day, so that the same file has the same link for a
day and browsers keep it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from urllib.parse import quote

from crm_core.config import settings

KEY = re.compile(r"[0-9a-f]{32}(\.t)?\.[a-z0-9]{1,5}")
LASTS = timedelta(days=7)
DAY = 86_400  # seconds
MAC_BYTES = 12
MAC_LENGTH = MAC_BYTES * 4 // 3  # in base64


def link(gallery: str, key: str, now: datetime, *, lasts: timedelta = LASTS, name: str = "") -> str:
    """The address under which a stored file can be fetched for `lasts`, up to a day more. name: to save it as."""
    until = (int((now + lasts).timestamp()) // DAY + 1) * DAY
    head = f"{gallery}-{until:x}-{key}"
    tail = f"/{quote(name)}" if name else ""
    return f"{settings().base_url}/media/{head}-{_signature(head)}{tail}"


def opened(token: str, now: datetime) -> tuple[str, str] | None:
    """(gallery key, file key) of a link of ours that still holds."""
    if not token.isascii():
        return None
    head, signature = token[: -MAC_LENGTH - 1], token[-MAC_LENGTH:]
    if token != f"{head}-{signature}" or not hmac.compare_digest(signature, _signature(head)):
        return None
    gallery, until, key = head.split("-")
    return (gallery, key) if int(until, 16) > now.timestamp() and KEY.fullmatch(key) else None


def thumbnail(key: str) -> str:
    """The key of a photo's small picture."""
    return f"{key.removesuffix('.jpg')}.t.jpg"


def _signature(head: str) -> str:
    key = hmac.digest(settings().signing_key.encode(), b"herring media links", hashlib.sha256)
    mac = hmac.digest(key, head.encode(), hashlib.sha256)[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode()
