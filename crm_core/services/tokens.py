"""Things we hand out that come back: sign-in links, Telegram links, media links.

A token is ``<gallery key>-<secret>``: it finds its gallery by itself, and its row (only a hash is kept) commits with
the turn that hands it out. See docs/decisions/0003.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.db import KEY
from crm_core.errors import Refused
from crm_core.models import Contact, Token, User


def gallery_key(token: str) -> str | None:
    """The gallery a token belongs to, by its form alone."""
    key, dash, secret = token.partition("-")
    return key if dash and secret and KEY.fullmatch(key) else None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret(key: str) -> str:
    """A fresh unguessable word that carries its gallery; 24 bytes fit Telegram's 64-character deep links."""
    return f"{key}-{secrets.token_urlsafe(24)}"


def issue(
    crm: Crm,
    kind: str,
    ttl: timedelta,
    *,
    user: User | None = None,
    contact: Contact | None = None,
    row_id: int | None = None,
) -> str:
    """A token of this kind, good once and until `ttl` has passed."""
    token = new_secret(crm.key)
    crm.session.add(
        Token(
            hash=digest(token),
            kind=kind,
            user_id=user.id if user else None,
            contact_id=contact.id if contact else None,
            row_id=row_id,
            expires_at=crm.now() + ttl,
        )
    )
    crm.session.flush()
    return token


def redeem(crm: Crm, kind: str, token: str, *, once: bool = True) -> Token:
    """The token's row, marked used; Refused where it is unknown, used or too old."""
    row = crm.session.scalar(
        select(Token).where(Token.hash == digest(token), Token.kind == kind).with_for_update()
    )
    if row is None or row.expires_at <= crm.now() or (once and row.used_at is not None):
        raise Refused(why="This link has been used or is too old. Text LOGIN for a new one.")
    if once:
        row.used_at = crm.now()
    return row
