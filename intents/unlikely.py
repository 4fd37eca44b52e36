"""What no likeness makes a command of: rules that hold whatever was learned."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from intents.base import registry
from intents.likeness.features import ELSEWHERE, UNDONE
from intents.said import Command, Context
from intents.signs import changes, wonders
from intents.templates import CONSENT
from intents.tokens import Words

LIKE_CONSENT = 0.8
LIKE_A_CHANGE, LIKE_A_BARE_CHANGE = 0.4, 0.6  # how likely a change must be; one with nothing said about it
HEARSAY = frozenset({"read", "heard", "saw", "if"})  # begins what others did, or what did not happen
BE = frozenset({"is", "was", "are", "were"})
# What consent is about; without any of it no text is like giving it or taking it back.
OF_MESSAGES = frozenset(
    "text texts texting message messages messaging sms list lists contact contacting number write writing updates news "
    "notes newsletter newsletters email emails emailing mail mails mailing notices notifications alerts announcements "
    "subscribe subscribed resubscribe unsubscribe unsubscribed previews drops posts spam offers reach bother".split()
)
ENOUGH = frozenset(
    "no not dont doesnt wont stop stopped cease halt quit end enough never longer anymore remove removed off "
    "unsubscribe unsubscribed cancel delete erase drop leave spare without less fewer pause".split()
)
OF_AN_OFFER = frozenset({"accept_offer", "decline_offer", "counter_offer"})  # a bare "yes" needs a question


def unoffered(names: Iterable[str], context: Context) -> bool:
    """An answer to an offer where there is none that waits."""
    return context.pending != "offer" and not OF_AN_OFFER.isdisjoint(names)


def ruled_out(command: Command, chance: float, words: Words, context: Context) -> bool:
    """True where a likeness of this chance is not even weighed, however close it is."""
    if not any(word.isalpha() for word in words.words):  # "2" answers something
        return True
    if unoffered([command.name], context) and ("item" not in command.slots or chance < LIKE_A_BARE_CHANGE):
        return True
    if _no_consent(command.name, chance, words):
        return True
    if not changes((command,)):
        return False
    if chance < (LIKE_A_CHANGE if command.slots else LIKE_A_BARE_CHANGE):
        return True
    if wonders(words, context) and not command.name.startswith("ask_"):
        return True
    return _no_order(words, context) or _of_their_own(command, words, context)


def _no_consent(name: str, chance: float, words: Words) -> bool:
    if name in CONSENT and (chance < LIKE_CONSENT or OF_MESSAGES.isdisjoint(words.words)):
        return True
    return name == "opt_out" and ENOUGH.isdisjoint(words.words)  # "out of office, limited access to messages"


def _no_order(words: Words, context: Context) -> bool:
    """What nearly happened, what others did, "not friday", what is to be found out, or a matter of banks."""
    known = words.words
    if not (UNDONE | ELSEWHERE).isdisjoint(known) or not HEARSAY.isdisjoint(known[:3]):
        return True
    return known[:2] == ["find", "out"] or (known[0] == "not" and context.as_ != "collector")


def _of_their_own(command: Command, words: Words, context: Context) -> bool:
    """Something about themselves or about us that is no affair of the gallery's."""
    if command.name == "share_wish" and " if you are " in f" {' '.join(words.words)} ":
        return True  # "let me know if you are a human or a computer"
    if not command.slots and context.as_ == "staff" and "my" in words.words:
        return True  # "i no longer want my reservation"
    specs = registry[command.name].slots
    asked = any(one == "what" and other in BE for one, other in pairwise(words.words))
    # "i bought 6 shirts at 499, what was my total"; but what is kept or sent may say anything.
    return asked and not any(specs[name].kind in ("message", "text") for name in command.slots)
