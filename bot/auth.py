"""Signing in to the pages: a link that is good once becomes a session in a cookie.

The link is opened with GET, which changes nothing (link scanners of phones and mail servers open it too), and
redeemed by the button on that page. The cookie is ``<gallery key>-<secret>``; the database keeps only its
hash.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections import OrderedDict, deque
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import delete, select

from bot.pages import html, is_htmx
from crm_core import access
from crm_core.access import Actor, Decision, Permission, Role
from crm_core.config import settings
from crm_core.crm import Clock, Crm, open_crm
from crm_core.db import gallery
from crm_core.errors import HerringError, NotFound, Refused
from crm_core.models import User, WebSession
from crm_core.services import tokens

router = APIRouter(include_in_schema=False)
LASTS = timedelta(hours=12)
TRIES, WINDOW_SECONDS = 10, 600.0
PAGES = re.compile(r"/review(/[a-z_]+/[0-9]+)?")


class NotSignedIn(HTTPException):
    """Nobody is signed in: the browser is sent to the page that says how."""

    def __init__(self, request: Request) -> None:
        # htmx follows a redirect by itself and would put the whole page into a card.
        moved = {"hx-redirect": "/login"} if is_htmx(request) else {"location": "/login"}
        super().__init__(204 if is_htmx(request) else 303, headers=moved)


class TooManyTries(HerringError):
    """Too many sign-in links were tried from here. Wait ten minutes, then text LOGIN for a new one."""


@dataclass(frozen=True)
class Visitor:
    """Who is signed in. csrf: the word every form of this session carries."""

    key: str
    actor: Actor
    csrf: str
    clock: Clock

    def crm(self) -> AbstractContextManager[Crm]:
        """A unit of work in which they act."""
        return open_crm(self.key, self.actor, clock=self.clock)

    @property
    def pages(self) -> list[tuple[str, str]]:
        """The pages they may open, as address and name."""
        found = [("/review", "What waits"), ("/review/activity", "Lately")]
        if self._may(Permission.IMPORT) or self._may(Permission.EXPORT):
            found.append(("/review/files", "Files"))
        return [*found, ("/review/settings", "Settings")] if self._may(Permission.SETTINGS) else found

    def _may(self, permission: Permission) -> bool:
        return access.decide(self.actor, permission) is Decision.ALLOW


class Attempts:
    """Failed sign-ins by address, in this process: a guard against noise; the secrets are beyond guessing.

    Behind a proxy uvicorn must be told to believe it (FORWARDED_ALLOW_IPS), else all callers share its address.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._most = most

    def check(self, host: str) -> None:
        """Raises TooManyTries."""
        tries = self._failed.get(host, deque())
        while tries and tries[0] < time.monotonic() - WINDOW_SECONDS:
            tries.popleft()
        if len(tries) >= TRIES:
            raise TooManyTries()

    def failed(self, host: str) -> None:
        self._failed.setdefault(host, deque()).append(time.monotonic())
        self._failed.move_to_end(host)
        if len(self._failed) > self._most:
            self._failed.popitem(last=False)


# -- the link


@router.get("/login")
def how_to_sign_in() -> Response:
    return html("login.html")


@router.get("/login/{token}")
def show_link(token: str, next: str = "/review") -> Response:
    """The page with the button; it looks the same for good and bad links."""
    return html("sign_in.html", token=token, next=inside(next))


@router.post("/login/{token}")
def use_link(request: Request, token: str, next: Annotated[str, Form()] = "/review") -> Response:
    """Burn the link, begin a session of a fresh secret, end the one this browser had."""
    attempts: Attempts = request.app.state.login_attempts
    host = request.client.host if request.client else ""
    try:
        attempts.check(host)
        cookie = begin(token, request.app.state.clock)
    except TooManyTries as error:
        return html("message.html", status=429, title="A little later", sentence=str(error))
    except (Refused, NotFound):
        attempts.failed(host)
        sentence = "This link has been used or is too old. Text LOGIN to the gallery's number for a new one."
        return html("message.html", status=410, title="That link is spent", sentence=sentence)
    end(request)
    response = RedirectResponse(inside(next), 303)
    response.set_cookie(
        cookie_name(),
        cookie,
        max_age=int(LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=not settings().development,
    )
    return response


def inside(path: str) -> str:
    """Where to go after signing in: one of our own pages, whatever the link says."""
    return path if PAGES.fullmatch(path) else "/review"


# -- the session


def cookie_name() -> str:
    # The prefix makes browsers refuse a cookie that a neighbouring host or plain http planted.
    return "herring" if settings().development else "__Host-herring"


def begin(token: str, clock: Clock) -> str:
    """A new session for the user whom the sign-in token names; returns the cookie's value.

    Raises Refused or NotFound where the token is not good (any more).
    """
    key = gallery(tokens.gallery_key(token) or "").key
    with open_crm(key, clock=clock) as crm:
        row = tokens.redeem(crm, "login", token)
        user = crm.session.get(User, row.user_id)
        if user is None or user.deleted_at is not None:
            raise NotFound(what="you any more")
        crm.session.execute(delete(WebSession).where(WebSession.expires_at <= crm.now()))
        cookie, csrf = tokens.new_secret(key), secrets.token_urlsafe(24)
        expires = crm.now() + LASTS
        crm.session.add(
            WebSession(
                hash=tokens.digest(cookie),
                user_id=user.id,
                csrf=csrf,
                created_at=crm.now(),
                expires_at=expires,
            )
        )
    return cookie


def end(request: Request) -> None:
    """Forget the session of this browser, if it has one."""
    cookie = request.cookies.get(cookie_name(), "")
    key = known_key(cookie)
    if key is not None:
        with open_crm(key, clock=request.app.state.clock) as crm:
            crm.session.execute(delete(WebSession).where(WebSession.hash == tokens.digest(cookie)))


def known_key(cookie: str) -> str | None:
    """The gallery a cookie belongs to, if there is one of that key."""
    key = tokens.gallery_key(cookie)
    try:
        return gallery(key).key if key else None
    except NotFound:
        return None


def visitor(request: Request) -> Visitor:
    """Who is signed in, as they are now: a changed role counts at once. Raises NotSignedIn."""
    cookie = request.cookies.get(cookie_name(), "")
    key = known_key(cookie)
    if key is None:
        raise NotSignedIn(request)
    clock: Clock = request.app.state.clock
    with open_crm(key, clock=clock) as crm:
        found = crm.session.execute(
            select(User, WebSession.csrf)
            .join(WebSession, WebSession.user_id == User.id)
            .where(
                WebSession.hash == tokens.digest(cookie),
                WebSession.expires_at > crm.now(),
                User.deleted_at.is_(None),
            )
        ).first()
    if found is None:
        raise NotSignedIn(request)
    user = found.User
    return Visitor(key, Actor("user", user.id, user.name, Role(user.role)), found.csrf, clock)


SignedIn = Annotated[Visitor, Depends(visitor)]


def acting(who: SignedIn, csrf: Annotated[str, Form()] = "") -> Visitor:
    """Who is signed in, for a form of their own session."""
    if not hmac.compare_digest(csrf.encode(), who.csrf.encode()):
        raise HTTPException(403)
    return who


Acting = Annotated[Visitor, Depends(acting)]


@router.post("/logout")
def sign_out(request: Request, who: Acting) -> Response:
    end(request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=not settings().development)
    return response
