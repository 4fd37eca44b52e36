"""What comes besides words: a pressed Start, an edit, a block, a voice message, a card, a spreadsheet, an e-mail.

`take` deals with what is no turn of the conversation. What it leaves goes on as a message like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from bot import floods, linking, routing, step_up, stopped
from bot.resolve import Step
from crm_core import db
from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.errors import HerringError
from crm_core.models import Address, Contact, Inbox, User
from crm_core.services import addresses, consent, media_files, messages, parties, vcards
from crm_core.services.transfer import proposal
from intents.binding import load
from intents.understand import NOTHING, Command, Understood

BLOCKED = "they blocked the bot"
EDITED = "I don't go by edits: what you sent first counts. To change something, please send a new message."
CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
IMPORT = "import_data"
VOICE = "Sorry, I can't listen to voice messages. Please type it."
NO_COMMANDS = (
    "Commands aren't taken by e-mail, because anybody can write under your address. Nothing was changed; your mail is "
    "kept on the review page for somebody to read. Please text it, or use the review page."
)
UNREADABLE = {
    "location": "a location",
    "sticker": "a sticker",
    "poll": "a poll",
    "video_note": "a video message",
}


def take(crm: Crm, inbox: Inbox) -> str | None:
    """Deal with it and return the outcome to note; None where it is a turn of the conversation."""
    if floods.is_loop(crm, inbox):
        return "ignored"
    _reached_here_too(crm, inbox)
    ended = stopped.take(crm, inbox)
    if ended is not None:
        return ended
    if linking.wanted(inbox.raw):
        messages.reply(crm, inbox, linking.link(crm, inbox))
        return "done"
    deal = KINDS.get(str(inbox.raw.get("kind") or ""))
    outcome = deal(crm, inbox) if deal else None
    if outcome is None and inbox.user_id is not None:
        outcome = _by_mail(crm, inbox) or _wordless(crm, inbox)
    return outcome


def _reached_here_too(crm: Crm, inbox: Inbox) -> None:
    """Somebody known by their phone who writes on WhatsApp can be answered and written to there."""
    if inbox.channel != "whatsapp" or parties.of_address(crm, "sms", inbox.from_address).key != inbox.party:
        return
    mine = Address.user_id == inbox.user_id if inbox.user_id else Address.contact_id == inbox.contact_id
    known = select(Address.id).where(
        Address.channel == "whatsapp", Address.value == inbox.from_address, mine, Address.deleted_at.is_(None)
    )
    person = (
        crm.session.get(User, inbox.user_id) if inbox.user_id else crm.session.get(Contact, inbox.contact_id)
    )
    if person is not None and crm.session.scalar(known.limit(1)) is None:
        addresses.add(crm, person, "whatsapp", inbox.from_address)


def reading(crm: Crm, inbox: Inbox, read: Callable[[], Understood]) -> Understood:
    """What a shared card or a table means, as the command that its words would be; else what the text reads as."""
    if inbox.user_id is not None and any(proposal.is_sheet(part) for part in inbox.media):
        said = read() if inbox.text.strip() else NOTHING
        is_said = any(command.name == IMPORT for each in said.readings[:1] for command in each)
        return said if is_said else Understood(((Command(IMPORT, {}),),), "grammar")
    return _cards(crm, inbox) or read()


def _cards(crm: Crm, inbox: Inbox) -> Understood | None:
    """Shared contact cards, sent without a word: Telegram's own, or files as phones send them."""
    if inbox.text.strip():
        return None
    card = inbox.raw.get("contact")
    if isinstance(card, dict):
        found = [{name: str(card[name]) for name in ("name", "phone") if card.get(name)}]
    else:
        found = [card.slots() for part in inbox.media if _is_card(part) for card in _in_file(crm, part)]
    return (
        Understood((tuple(Command("add_contact", dict(slots)) for slots in found),), "grammar")
        if found
        else None
    )


def _is_card(part: dict[str, Any]) -> bool:
    return str(part.get("content_type", "")).partition(";")[0] in CARDS or str(part.get("name", "")).endswith(
        ".vcf"
    )


def _in_file(crm: Crm, part: dict[str, Any]) -> list[vcards.Card]:
    found = media_files.path(crm.key, str(part.get("key") or ""))
    return vcards.read(found.read_bytes()) if found is not None else []


def in_words(inbox: Inbox) -> str:
    """What somebody sent without words, for those who read the conversation; "" where a file says it."""
    card = inbox.raw.get("contact")
    if isinstance(card, dict):
        return f"(a contact card: {card.get('name', '')} {card.get('phone', '')})"
    return f"({UNREADABLE[kind]})" if (kind := str(inbox.raw.get("kind") or "")) in UNREADABLE else ""


def is_voice(inbox: Inbox) -> bool:
    return any(str(part.get("content_type", "")).startswith("audio/") for part in inbox.media)


# -- by kind


def _text(crm: Crm, inbox: Inbox) -> str | None:
    """The few words that are the bot's own."""
    here = inbox.user_id is not None and inbox.channel in routing.SHARED
    if here and routing.use(inbox.text) == db.gallery(crm.key).name.casefold():
        messages.reply(crm, inbox, f"You are at {crm.settings.name} now. Text MENU to see what I can do.")
        return "done"
    return _started(crm, inbox)


def _started(crm: Crm, inbox: Inbox) -> str | None:
    """Start was pressed, which is no word of consent: a bare "start" is the phone network's."""
    if inbox.text.split()[:1] != ["/start"]:
        return None
    _unblocked(crm, inbox)
    if inbox.user_id is not None:
        text = f"You are at {crm.settings.name}. Text MENU to see what I can do."
    else:
        text = f"This is {crm.settings.name}. Write here and one of us answers."
    messages.reply(crm, inbox, text)
    return "done"


def _edited(crm: Crm, inbox: Inbox) -> str:
    messages.reply(crm, inbox, EDITED)
    return "ignored"


def _blocked(crm: Crm, inbox: Inbox) -> str:
    """Whoever blocks the bot can't be written to, and needn't be told so."""
    _mark(crm, inbox, BLOCKED)
    if inbox.user_id is None:
        consent.record(crm, inbox.channel, inbox.from_address, "opt_out", source="provider", words=BLOCKED)
    return "done"


def _unblocked(crm: Crm, inbox: Inbox) -> str:
    _mark(crm, inbox, None)
    said = consent.latest(crm, inbox.channel, inbox.from_address)
    if said is not None and said.event == "opt_out" and said.source == "provider":
        consent.record(
            crm, inbox.channel, inbox.from_address, "opt_in", source="provider", words="unblocked the bot"
        )
    return "done"


def _mark(crm: Crm, inbox: Inbox, why: str | None) -> None:
    """Only what a block said is taken back by its end."""
    mine = Address.user_id.is_not(None) if inbox.user_id is not None else Address.contact_id.is_not(None)
    had = Address.blocked_reason.is_(None) if why else Address.blocked_reason.ilike(f"{BLOCKED}%")
    crm.session.execute(
        update(Address)
        .where(Address.channel == inbox.channel, Address.value == inbox.from_address, mine, had)
        .values(blocked_reason=why)
    )


def _not_written_by_a_person(crm: Crm, inbox: Inbox) -> str:
    """An automatic answer or a newsletter is kept with whom it came from, and never answered: so loops begin."""
    return "kept" if inbox.user_id is not None else "ignored"


KINDS: dict[str, Callable[[Crm, Inbox], str | None]] = {
    "text": _text,
    "edited": _edited,
    "blocked": _blocked,
    "unblocked": _unblocked,
    "auto_reply": _not_written_by_a_person,
    "bulk": _not_written_by_a_person,
}


# -- from colleagues


def _by_mail(crm: Crm, inbox: Inbox) -> str | None:
    """A From line proves nothing, so a mail of a colleague's is a message, whatever it says."""
    if inbox.channel != "email":
        return None
    if any(proposal.is_sheet(part) and part.get("key") for part in inbox.media):
        messages.reply(crm, inbox, _file_by_mail(crm, inbox))
        return "kept"
    told = select(Inbox.id).where(
        Inbox.channel == "email",
        Inbox.from_address == inbox.from_address,
        Inbox.id < inbox.id,
        Inbox.outcome == "kept",
        Inbox.received_at > crm.now() - floods.AGAIN_AFTER,
    )
    if crm.session.scalar(told.limit(1)) is None:
        messages.reply(crm, inbox, NO_COMMANDS)
    return "kept"


def _file_by_mail(crm: Crm, inbox: Inbox) -> str:
    """A table is looked into and waits for the same colleague's OK where they have signed in."""
    user = crm.session.get_one(User, inbox.user_id)
    crm.act_as(Actor("user", user.id, user.name, Role(user.role)))
    crm.because_of(inbox.id, inbox.channel)
    try:
        intent = load(crm, {"name": IMPORT, "slots": {}})
        shown = intent.preview(crm).removesuffix(f"\n{proposal.HOW_TO_CORRECT}")  # nobody reads answers to it
        return step_up.ask_elsewhere(crm, Step(IMPORT, intent.bound(crm)), intent, shown)
    except HerringError as error:
        return str(error)


def _wordless(crm: Crm, inbox: Inbox) -> str | None:
    """A file or a sign that says nothing by itself: what becomes of it is told."""
    if inbox.text.strip() or inbox.button:
        return None
    kind = str(inbox.raw.get("kind") or "")
    if is_voice(inbox):
        messages.reply(crm, inbox, f"{VOICE} I have kept it.")
        return "kept"
    if kind in UNREADABLE:
        messages.reply(crm, inbox, f"I can't make anything of {UNREADABLE[kind]}. Please type what you want.")
        return "ignored"
    names = [str(part.get("name") or "a file") for part in inbox.media]
    if not names or any(proposal.is_sheet(part) and part.get("key") for part in inbox.media):
        return None
    if all(str(part.get("content_type", "")).startswith("image/") for part in inbox.media):
        return None
    if any(_in_file(crm, part) for part in inbox.media if _is_card(part)):
        return None
    messages.reply(crm, inbox, _kept(names))
    return "kept"


def _kept(names: list[str]) -> str:
    sheet = next((name for name in names if name.lower().endswith(proposal.UNREADABLE)), None)
    how = f" To import {sheet}, save it as CSV or Excel (.xlsx) and send me that." if sheet else ""
    return f"I have kept {', '.join(names)} and changed nothing.{how}"
