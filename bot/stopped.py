"""A colleague who texts one of the phone network's own words: from then on our texts don't reach that phone.

Mostly it was meant for a question of ours ("CANCEL"), so that question is closed, and they are told on another way of
theirs how to get texts again. Without another way it waits on the review page for a colleague to call them.
"""

from __future__ import annotations

from bot import pending
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox, User
from crm_core.services import consent, consent_words, messages
from crm_core.services.consent_words import CARRIER_CHANNELS

STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
STARTS = frozenset({"START", "UNSTOP"})


def take(crm: Crm, inbox: Inbox) -> str | None:
    """The outcome of a colleague's STOP or START; None for every other text."""
    if inbox.user_id is None or inbox.channel not in CARRIER_CHANNELS:
        return None
    told = str(inbox.raw.get("OptOutType") or "")  # the account's own words, where it has some
    word = inbox.text.strip().strip(".!").upper()
    if told == "STOP" or (not told and word in STOPS):
        return _stopped(crm, inbox, word)
    if told == "START" or (not told and word in STARTS and _is_stopped(crm, inbox)):
        consent_words.start(crm, inbox, carrier_word=True)
        return "done"
    return None


def _is_stopped(crm: Crm, inbox: Inbox) -> bool:
    said = consent.latest(crm, inbox.channel, inbox.from_address)
    return said is not None and said.event == "opt_out"


def _stopped(crm: Crm, inbox: Inbox, word: str) -> str:
    told_before = _is_stopped(crm, inbox)
    consent_words.stop(crm, inbox, carrier_word=True)
    question = pending.current(crm, inbox.party)
    if question is not None and pending.is_own(crm, question):
        pending.close(crm, question, "dropped")
    how = (
        f"“{word}” made the phone network block our texts to {inbox.from_address}."
        f" Texting START to {inbox.our_address} from that phone lifts it."
    )
    if told_before or _told(crm, inbox, how):
        return "done"
    name = crm.session.get_one(User, inbox.user_id).name
    inbox.error = f"{how} I have no other way to tell {name}, so please call."
    return "kept"


def _told(crm: Crm, inbox: Inbox, how: str) -> bool:
    """Whether there is another way to them: not the one that is blocked, nor one they ended themselves."""
    user = crm.session.get_one(User, inbox.user_id)
    ways = [
        row
        for row in messages.usable_addresses(crm, user)
        if row.channel not in CARRIER_CHANNELS
        and consent.may_send(crm, row.channel, row.value, "service").allowed
    ]
    if not ways:
        return False
    text = f"{how} Until then I write to you here. Nothing was changed."
    try:
        messages.send(crm, user, text, purpose="service", channel=messages.best_of(crm, user, ways).channel)
    except Refused:
        return False
    return True
