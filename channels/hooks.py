"""Posting to an address that somebody else gave us, signed as https://www.standardwebhooks.com says. Asked once."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

TIMEOUT = 15.0  # seconds, for the whole answer's head
GONE = 410


class NotTaken(Exception):
    """Why an address didn't take it. final: it says that it never will."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


def post(
    url: str, secret: str, name: str, at: datetime, body: bytes, allowed: Callable[[str, int], bool]
) -> None:
    """Post JSON; NotTaken for anything but a 2xx. allowed: whether a host and port may be reached at all.

    Redirects are not followed: where they lead was nobody's choice.
    """
    import httpx

    parts = urlsplit(url)
    try:
        if not allowed(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)):
            raise NotTaken("The address leads into a network that is not the internet.", final=True)
        answer = httpx.post(
            url,
            content=body,
            headers=headers(secret, name, at, body),
            timeout=TIMEOUT,
            follow_redirects=False,
        )
    except httpx.TimeoutException:
        raise NotTaken(f"No answer within {TIMEOUT:.0f} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotTaken(f"It can't be reached ({type(error).__name__}).") from None
    if not answer.is_success:
        raise NotTaken(f"It answered {answer.status_code}.", final=answer.status_code == GONE)


def headers(secret: str, name: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three by which a receiver knows that it is us, and no older message again."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = hmac.digest(key, b".".join((name.encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "content-type": "application/json",
        "user-agent": "Herring",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
