"""What every answer of the web server carries, and which requests are not let in at all."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_core.config import settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with it browsers send `Origin: null` with our own forms, which `is_ours` refuses.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex",
    # Pages hold what only the signed-in person may read; static files bring their own.
    "cache-control": "no-store",
}
IN_PRODUCTION = {**ALWAYS, "strict-transport-security": "max-age=31536000"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Providers, and mail programs that unsubscribe, post from elsewhere; what they may is in the request itself.
SIGNED = ("/webhooks/", "/u/")


class Guarded:
    """Middleware: security headers on every answer; nothing is changed by another site's page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            # What has no content has nothing to guard: providers get nothing else, and many of it.
            if message["type"] == "http.response.start" and message["status"] != 204:
                add_to(MutableHeaders(scope=message))
            await send(message)

        if is_ours(scope["method"], scope["path"], Headers(scope=scope)):
            await self.app(scope, receive, with_headers)
        else:
            refusal = PlainTextResponse("This form came from another site, so nothing was done.", 403)
            await refusal(scope, receive, with_headers)


def add_to(headers: MutableHeaders) -> None:
    """The headers of an answer, where it has none of its own."""
    has = set(headers.keys())
    for name, value in (ALWAYS if settings().development else IN_PRODUCTION).items():
        if name not in has:
            headers.append(name, value)


def is_ours(method: str, path: str, headers: Mapping[str, str]) -> bool:
    """False for a change that another site's page asks for (even signing somebody in as somebody else).

    Browsers say where a request comes from in headers that scripts can't set; a request that has neither is
    no browser's and brings no cookies but its own.
    """
    if method in SAFE_METHODS or path.startswith(SIGNED):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin.partition("://")[2] in {headers.get("host"), urlsplit(settings().base_url).netloc}


def host_name(headers: Mapping[str, str]) -> str:
    """The name under which we were asked, without the port; "" for nonsense."""
    try:
        return urlsplit("//" + headers.get("host", "")).hostname or ""
    except ValueError:
        return ""
