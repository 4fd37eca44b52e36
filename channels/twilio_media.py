"""Fetching the photos of an MMS: our login goes to our own media path and nowhere else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from channels.base import File, Media, MediaError
from channels.twilio_api import API, TwilioApi, moved

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 20 * 1024 * 1024  # MMS stays under 5 MB, a WhatsApp video under 16
TIMEOUT = 15.0
# The webhook is often faster than Twilio's own media store: the first seconds may say 404.
EARLY = (1.0, 3.0)
CDN = ".twiliocdn.com"


class TwilioMedia:
    """Fetches in two hops: Twilio's API with our login, then its file host without."""

    def __init__(self, api: TwilioApi, sleep: Callable[[float], None] = time.sleep) -> None:
        self._api, self._sleep = api, sleep

    def fetch(self, media: Media) -> File:
        """The bytes of one file. Raises MediaError; retryable when it may be there later."""
        import httpx

        url = self._checked(media.url)
        try:
            with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
                first = self._first_hop(client, url, media)
                if isinstance(first, File):
                    return first
                # No login and no cookies: the link is signed by itself, and the host is not the API's.
                client.cookies.clear()
                with client.stream("GET", first) as response:
                    return _file(response, media)
        except httpx.HTTPError as error:
            raise MediaError("The photo couldn't be fetched from Twilio.", retryable=True) from error

    def _checked(self, url: str) -> str:
        """The URL to ask, once it is certain that it is Twilio's and our account's."""
        parts, base = urlsplit(url), urlsplit(self._api.base_url)
        path = parts.path
        if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
            path = path.removeprefix(base.path.rstrip("/"))
        elif (parts.scheme, parts.netloc) != ("https", "api.twilio.com"):
            raise MediaError("The photo's link is not one of Twilio's, so it wasn't fetched.")
        ours = rf"/2010-04-01/Accounts/{re.escape(self._api.account_sid)}/Messages/(MM|SM)\w+/Media/ME\w+"
        if not re.fullmatch(ours, path, re.ASCII):
            raise MediaError("The photo's link is not of our Twilio account, so it wasn't fetched.")
        return moved(API + path, self._api.base_url)

    def _first_hop(self, client: httpx.Client, url: str, media: Media) -> str | File:
        """Where the bytes are, or the bytes themselves."""
        login = (self._api.account_sid, self._api.auth_token)
        for wait in (*EARLY, 0.0):
            with client.stream("GET", url, auth=login) as response:
                if response.is_redirect:
                    return self._second_hop(urljoin(url, response.headers["location"]))
                if response.status_code != 404 or not wait:
                    return _file(response, media)
            self._sleep(wait)
        raise AssertionError("the last round returns or raises")

    def _second_hop(self, url: str) -> str:
        parts, base = urlsplit(url), urlsplit(self._api.base_url)
        cdn = parts.scheme == "https" and (parts.hostname or "").endswith(CDN)
        # With TWILIO_BASE_URL the file host is on the same machine, at whatever port.
        local = self._api.base_url != API and parts.hostname == base.hostname
        if not (cdn or local):
            raise MediaError("Twilio sent us to an unknown host for the photo, so it wasn't fetched.")
        return url


def _file(response: httpx.Response, media: Media) -> File:
    status = response.status_code
    if status in (401, 403):
        raise MediaError("Twilio refused our login for the photo. Check TWILIO_AUTH_TOKEN.")
    if not response.is_success:
        later = status in (404, 429) or status >= 500
        raise MediaError(f"The photo couldn't be fetched from Twilio (HTTP {status}).", retryable=later)
    return File(_limited(response), _type(response, media), media.name)


def _limited(response: httpx.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_BYTES:
            raise MediaError("The photo is larger than 20 MB, so it wasn't kept. Send a smaller one.")
    return bytes(content)


def _type(response: httpx.Response, media: Media) -> str:
    said: str = response.headers.get("content-type", "").split(";")[0].strip()
    return said or media.content_type
