"""Pages from templates: one environment, static files with a fingerprint, answers for what went wrong."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.headers import add_to
from crm_core.config import settings
from crm_core.errors import Conflict, HerringError, NotAllowed, NotFound, Unavailable

log = logging.getLogger(__name__)

HERE = Path(__file__).parent / "review"
STATIC = HERE / "static"
FOREVER = "public, max-age=31536000, immutable"
STATUS = {NotAllowed: 403, NotFound: 404, Unavailable: 503, Conflict: 409}
SENTENCES = {
    403: "You can't open this page.",
    404: "There is nothing here. The link may be old or mistyped.",
    405: "That can't be done here.",
    413: "That is too large.",
    422: "Something is missing in what was sent. Go back, reload the page and try again.",
    500: "Something broke on our side. Nothing was changed; please try again.",
    503: "The database can't be reached right now. Nothing was changed; please try again in a minute.",
}


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it for ever."""
    return f"/static/{name}?v={fingerprint(name)}"


@cache
def fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


class Static(StaticFiles):
    """Static files, kept for ever under the address that carries their fingerprint, else asked for again."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        version = Request(scope).query_params.get("v")
        known = response.status_code in (200, 304) and version == fingerprint(path)
        response.headers["cache-control"] = FOREVER if known else "no-cache"
        return response


def ago(then: datetime, now: datetime) -> str:
    """ "just now", "5 min", "3 h", "2 days": how long something waits already."""
    minutes = max(0, int((now - then) / timedelta(minutes=1)))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


COUNTED = "no one two three four five six seven eight nine ten eleven twelve".split()


def counted(number: int) -> str:
    """ "nine", "13": small numbers as words, as in a sentence."""
    return COUNTED[number] if number < len(COUNTED) else str(number)


def linked(words: str) -> Markup:
    """Text with links of our own made clickable, and no others: words of strangers lead nowhere."""
    own = re.compile(rf"({re.escape(settings().base_url)}/[^\s<>\"]*)")
    parts = [
        Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(part)
        if own.match(part)
        else escape(part)
        for part in own.split(words)
    ]
    return Markup().join(parts)


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["static"] = static
    env.filters.update(ago=ago, counted=counted, linked=linked)
    return env


def html(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page, or a part of one."""
    return Response(
        environment().get_template(template).render(values), status, media_type="text/html; charset=utf-8"
    )


def is_htmx(request: Request) -> bool:
    """True where only a part of the page is wanted."""
    return request.headers.get("hx-request") == "true"


def trouble(request: Request, status: int, sentence: str) -> Response:
    """What went wrong, as the asker can read it: a part for htmx, a page for a browser, else one line."""
    if is_htmx(request):
        return html("trouble.html", status=status, sentence=sentence)
    if "text/html" in request.headers.get("accept", ""):
        return html("message.html", status=status, title="Not quite", sentence=sentence)
    return Response(sentence + "\n", status, media_type="text/plain; charset=utf-8")


def add_errors(app: FastAPI) -> None:
    """Every failure becomes a clean answer; none shows a trace."""

    @app.exception_handler(HerringError)
    def _herring(request: Request, error: HerringError) -> Response:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
        return trouble(request, status, str(error))

    @app.exception_handler(StarletteHTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code in (204, 304) or 300 <= error.status_code < 400:
            return Response(status_code=error.status_code, headers=error.headers)
        response = trouble(request, error.status_code, SENTENCES.get(error.status_code, SENTENCES[500]))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        return trouble(request, 422, SENTENCES[422])

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    def _away(request: Request, error: Exception) -> Response:
        log.error("the database did not answer: %s", error)
        return trouble(request, 503, SENTENCES[503])

    @app.exception_handler(Exception)
    def _broken(request: Request, error: Exception) -> Response:
        response = trouble(request, 500, SENTENCES[500])
        add_to(response.headers)  # the framework answers for these outside all middleware
        return response
