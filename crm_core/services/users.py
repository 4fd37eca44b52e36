"""The gallery's own people: their access, their roles, signing in, being away."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from crm_core.access import Permission, Role
from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, User, WebSession
from crm_core.money import Money
from crm_core.services import addresses, rates, tokens

LOGIN_LASTS = timedelta(minutes=15)
LINK_LASTS = timedelta(days=1)


def add(crm: Crm, name: str, role: str, *, phone: str | None = None, email: str | None = None) -> User:
    """A colleague with access. Refused where the number is another colleague's."""
    crm.require(Permission.USERS, "add colleagues")
    user = User(name=name.strip(), role=role_named(role).value)
    crm.session.add(user)
    crm.session.flush()
    if phone:
        addresses.set_phone(crm, user, phone)
    if email:
        addresses.set_email(crm, user, email)
    return user


def role_named(said: str) -> Role:
    """ "an admin", "owner" → Role.ADMIN. Refused says which there are."""
    word = said.strip().casefold().removeprefix("an ").removeprefix("a ")
    try:
        return Role("admin" if word == "owner" else word)
    except ValueError:
        raise Refused(
            why=f"There is no role “{said}”: choose admin, manager, finance, staff, agent or seller."
        ) from None


def set_currency(crm: Crm, user: User, currency: str) -> None:
    """What this colleague counts in: bare amounts of theirs are read so, and others are also shown in it. The gallery's
    own means none in particular. Refused where the central bank knows no rate.
    """
    if user.id != crm.actor.id:
        crm.require(Permission.USERS, "change what others count in")
    rates.convert(Money.of(1, crm.settings.currency), currency)
    user.currency = None if currency == crm.settings.currency else currency
    crm.session.flush()


def set_role(crm: Crm, user: User, role: str) -> None:
    crm.require(Permission.USERS, "change roles")
    wanted = role_named(role)
    if wanted is not Role.ADMIN:
        _keep_an_admin(crm, user)
    user.role = wanted.value
    crm.session.flush()


def remove(crm: Crm, user: User) -> None:
    """Take access away at once: addresses, browser sessions, links. What they did stays."""
    crm.require(Permission.USERS, "remove colleagues")
    _keep_an_admin(crm, user)
    user.deleted_at = crm.now()
    for row in addresses.of(crm, user):
        row.deleted_at = user.deleted_at
    crm.session.execute(delete(WebSession).where(WebSession.user_id == user.id))
    crm.session.flush()


def _keep_an_admin(crm: Crm, user: User) -> None:
    """Somebody must be left who can give access."""
    if user.role != Role.ADMIN.value:
        return
    admins = select(User.id).where(User.role == Role.ADMIN.value, User.deleted_at.is_(None)).with_for_update()
    if len(crm.session.scalars(admins).all()) < 2:
        raise Refused(why=f"{user.name} is the only admin. Make somebody else an admin first.")


def login_link(crm: Crm, user: User, page: str = "") -> str:
    """A link to the review page for this user alone, good once and for fifteen minutes."""
    token = tokens.issue(crm, "login", LOGIN_LASTS, user=user)
    return f"{settings().base_url}/login/{token}" + (f"?next={page}" if page else "")


def telegram_token(crm: Crm, user: User) -> str:
    """What a user sends to the bot (``/start <token>``) to link that chat; good once and for a day."""
    return tokens.issue(crm, "telegram", LINK_LASTS, user=user)


def telegram_link(crm: Crm, user: User) -> str:
    """How a user links their Telegram: the address to open, or what to send to the bot where its name isn't known."""
    bot_name = settings().telegram_bot_username.lstrip("@")
    if "telegram" not in crm.lines:
        raise Refused(
            why="Telegram isn't set up here: an administrator must set TELEGRAM_BOT_TOKEN and run `herring migrate`."
        )
    token = telegram_token(crm, user)
    if bot_name:
        return f"https://t.me/{bot_name}?start={token}"
    return f"/start {token}"


def link_telegram(crm: Crm, token: str, chat: str) -> User:
    """Make this chat an address of the user whom the token names. Refused for a token that is not good."""
    row = tokens.redeem(crm, "telegram", token)
    user = crm.session.get(User, row.user_id) if row.user_id else None
    if user is None or user.deleted_at is not None:
        raise Refused(why="This link is for somebody who has no access any more.")
    taken = select(Address).where(
        Address.channel == "telegram",
        Address.value == chat,
        Address.user_id.is_not(None),
        Address.deleted_at.is_(None),
    )
    for other in crm.session.scalars(taken):
        other.deleted_at = crm.now()
    crm.session.flush()
    addresses.add(crm, user, "telegram", chat)
    return user


def me(crm: Crm) -> User:
    """The user who acts. Refused for Herring itself and for collectors."""
    user = crm.session.get(User, crm.actor.id) if crm.actor.is_user else None
    if user is None:
        raise Refused(why="That needs somebody of the gallery.")
    return user


def set_away(crm: Crm, until: datetime, cover: User | None) -> User:
    """The actor is away until a moment; what would go to them goes to `cover` meanwhile."""
    user = me(crm)
    if until <= crm.now():
        raise Refused(why="That has passed. Until when are you away?", slot="until")
    if cover is not None and cover.id == user.id:
        raise Refused(why="You can't cover for yourself. Who covers?", slot="user")
    user.away_until, user.covered_by_id = until, cover.id if cover else None
    crm.session.flush()
    return user


def count(crm: Crm) -> int:
    return crm.session.scalar(select(func.count()).select_from(User).where(User.deleted_at.is_(None))) or 0
