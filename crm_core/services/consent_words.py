"""What a collector says about being written to: STOP and START, in the carrier's words or their own, wrong numbers."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Address, Inbox, Outbox
from crm_core.services import words
from crm_core.services.consent import OPT_OUT_LINE, latest, record

# What Twilio and the carriers act on by themselves, in any case, when it is the whole message.
CARRIER_WORDS = frozenset({
    "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "UNSTOP", "YES", "HELP",
    "INFO",
})  # fmt: skip
CARRIER_CHANNELS = frozenset({"sms"})
CONFIRMED_AGAIN_AFTER = timedelta(days=1)
MOST_WORDS = 14  # of a text that only says that the number is wrong


def stop(crm: Crm, inbox: Inbox, *, carrier_word: bool) -> str:
    """Somebody wants no more messages. Returns the one confirmation; nothing if it was given, or the carrier does."""
    source = "carrier" if carrier_word and inbox.channel in CARRIER_CHANNELS else "text"
    before = latest(crm, inbox.channel, inbox.from_address)
    for channel in _same_phone(crm, inbox):
        record(crm, channel, inbox.from_address, "opt_out", source=source, words=inbox.text)
    if source == "carrier" or (before is not None and before.event == "opt_out"):
        return ""
    return f"{crm.settings.name}: you won't get any more messages from us."


def start(crm: Crm, inbox: Inbox, *, carrier_word: bool) -> tuple[str, bool]:
    """Somebody wants messages again. Returns the answer, and False where only the carrier can lift its own
    STOP. Said again it is kept again, as every word on consent is, and confirmed once a day, as carriers do.
    """
    said, again = latest(crm, inbox.channel, inbox.from_address), wants_already(crm, inbox)
    on_carrier = inbox.channel in CARRIER_CHANNELS
    if (
        on_carrier
        and not carrier_word
        and said is not None
        and said.event == "opt_out"
        and said.source == "carrier"
    ):
        return "", False
    source = "carrier" if carrier_word and on_carrier else "text"
    for channel in _same_phone(crm, inbox):
        record(crm, channel, inbox.from_address, "opt_in", source=source, words=inbox.text)
    if source == "carrier":
        return "", True
    words = f"{crm.settings.name}: you'll get our messages again."
    return "" if again and _said_lately(crm, inbox, words) else words, True


def wants_already(crm: Crm, inbox: Inbox) -> bool:
    """Whether what counts so far is that they want our messages: saying so again is no news."""
    said = latest(crm, inbox.channel, inbox.from_address)
    return said is not None and said.event == "opt_in"


def _said_lately(crm: Crm, inbox: Inbox, words: str) -> bool:
    """Whether they were told this today."""
    told = select(Outbox.id).where(
        Outbox.channel == inbox.channel,
        Outbox.to_address == inbox.from_address,
        Outbox.text.startswith(words, autoescape=True),
        Outbox.created_at > crm.now() - CONFIRMED_AGAIN_AFTER,
    )
    return crm.session.scalar(told.limit(1)) is not None


def how_to_start(crm: Crm, inbox: Inbox) -> str:
    """What is said to somebody who only seems to want messages; nothing to who said stop, not even that."""
    said = latest(crm, inbox.channel, inbox.from_address)
    stopped = said is not None and said.event == "opt_out"
    return "" if stopped else "If you'd like our messages, write “put me on your list”."


def is_carrier_word(text: str) -> bool:
    """Whether a text is a lone word that the phone network itself acts on and answers."""
    return text.strip().strip(".!").upper() in CARRIER_WORDS


def who_we_are(crm: Crm, inbox: Inbox) -> str:
    """The answer to HELP and "who is this"; nothing where the carrier answers its own word."""
    if inbox.channel in CARRIER_CHANNELS and is_carrier_word(inbox.text):
        return ""
    return f"This is {crm.settings.name}. Write here and one of us answers.\n{OPT_OUT_LINE}"


def _same_phone(crm: Crm, inbox: Inbox) -> list[str]:
    """Words like "don't text me again" are about the phone, not about one of its channels."""
    if inbox.channel not in ("sms", "whatsapp", "console"):
        return [inbox.channel]
    other = select(Address.channel).where(
        Address.value == inbox.from_address,
        Address.channel.in_(("sms", "whatsapp", "console")),
        Address.contact_id.is_not(None),
        Address.deleted_at.is_(None),
    )
    return sorted({inbox.channel, *crm.session.scalars(other)})


def is_wrong_number(text: str, name: str) -> bool:
    """ "Wrong number, I'm not Maria": the phone is somebody else's. A question or a story is not that."""
    said = " ".join(words.tokens(text.replace("’", "").replace("'", "")))
    if text.strip().endswith("?") or len(said.split()) > MOST_WORDS:
        return False
    first = re.escape((words.tokens(name) or ["-"])[0])
    denied = (
        rf"(?:im|i am|this is|its|it is) not {first}\b|this isnt {first}\b|not {first}s (?:number|phone)\b"
    )
    told = r"(?:^|you have |youve |got |this is |its )(?:(?:got|the|a|sorry|hi|hello|no) )*wrong (?:number|person)\b"
    return re.search(f"{denied}|{told}", said) is not None
