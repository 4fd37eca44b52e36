"""Which gallery a message is for.

A number or a mailbox is one gallery's; the Telegram bot is everybody's, and there the chat tells: by the link it came
through, by what it was linked to, by "use <gallery>", else the only gallery there is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from channels.base import Inbound
from crm_core import db
from crm_core.crm import open_crm
from crm_core.services import parties, tokens

SHARED = frozenset({"telegram"})
USE = re.compile(r"use (?P<name>.+)", re.I | re.S)


def readdressed(channel: str, message: Inbound) -> Inbound:
    """The message with the one of its recipients that is ours: a mail goes to several, and to plus-addresses."""
    if channel != "email" or db.gallery_of_line(channel, message.our_address):
        return message
    for address in message.raw.get("recipients") or ():
        name, _, domain = str(address).rpartition("@")
        bare = f"{name.partition('+')[0]}@{domain}"
        if db.gallery_of_line(channel, bare):
            return replace(message, our_address=bare)
    return message


def gallery_for(channel: str, message: Inbound) -> str | None:
    """The gallery's key; None where nobody's address was written to, or nothing tells whose chat this is."""
    if channel not in SHARED:
        return db.gallery_of_line(channel, message.our_address)
    found = _of_link(channel, message) or _asked_for(channel, message)
    if found:
        db.route_chat(channel, message.from_address, found)
        return found
    return db.gallery_of_chat(channel, message.from_address) or db.gallery_of_line(
        channel, message.our_address
    )


def _of_link(channel: str, message: Inbound) -> str | None:
    """The gallery of a deep link: staff's carry a token, which begins with the key; a public one the key alone."""
    said = str(message.raw.get("start") or "")
    key = tokens.gallery_key(said) or said
    shared = {gallery.key for gallery in db.galleries_of_line(channel, message.our_address)} if key else set()
    return key if key in shared else None


def use(text: str) -> str:
    """The gallery named in "use Sol Vista"; "" in any other text."""
    match = USE.fullmatch(text.strip())
    return match["name"].strip(' .!"“”').casefold() if match else ""


def _asked_for(channel: str, message: Inbound) -> str | None:
    """The gallery that somebody who works in several of this house wants to talk to."""
    wanted = use(message.text)
    if not wanted:
        return None
    for gallery in db.galleries_of_line(channel, message.our_address):
        if gallery.name.casefold() == wanted and _works_in(gallery.key, channel, message.from_address):
            return gallery.key
    return None


def _works_in(key: str, channel: str, address: str) -> bool:
    with open_crm(key) as crm:
        return parties.of_address(crm, channel, address).user_id is not None
