"""Linking a Telegram chat to a colleague, by a link that is good once: whoever opens it first is the one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from bot.memory import Memory
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox
from crm_core.services import parties, tokens, users

SPENT = "This link has been used or is too old. Text “link telegram” from your phone for a new one."


def wanted(raw: Mapping[str, Any]) -> bool:
    """Whether a message, by what its provider said, opens a link of ours, and not a collector's public one."""
    return tokens.gallery_key(str(raw.get("start") or "")) is not None


def link(crm: Crm, inbox: Inbox) -> str:
    """Make the chat the colleague's; returns the answer. What they wrote since counts as theirs."""
    try:
        user = users.link_telegram(crm, str(inbox.raw["start"]), inbox.from_address)
    except Refused:
        return SPENT
    party = parties.of_user(user.id)
    crm.session.execute(
        update(Inbox)
        .where(Inbox.channel == inbox.channel, Inbox.from_address == inbox.from_address)
        .where(Inbox.handled_at.is_(None) | (Inbox.id == inbox.id))
        .values(user_id=user.id, party=party.key)
    )
    crm.session.refresh(inbox)
    Memory.of_writer(crm, inbox, party.key)  # from here on they are written to here
    first = user.name.split()[0]
    return f"Linked: this chat is yours now, {first}, at {crm.settings.name}. Text MENU to see what I can do."
