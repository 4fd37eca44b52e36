"""What no likeness makes a command of: rules that hold whatever was learned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from intents.base import Audience, registry
from intents.likeness import NONE, Likeness
from intents.likeness.features import ELSEWHERE, SMALL, UNDONE
from intents.said import Command, Context
from intents.signs import changes, lacks, wonders
from intents.templates import CONSENT
from intents.tokens import Words

LIKE_CONSENT = 0.8
# How likely a change must be; a collector's, or one that says nothing or not enough.
LIKE_A_CHANGE, LIKE_A_BARE_CHANGE = 0.45, 0.6
RATHER, LEAST_RATHER = 4.0, 0.2  # or how many times as likely as nothing, and how likely at least
LIKE_A_QUESTION = 0.14  # how likely a collector's question must be
OF_A_PIECE = 0.7  # how likely an answer to no offer must be that names a piece
SURELY, VERY_SURELY = 0.9, 0.95  # how likely what hardly is one must be
HEARSAY = frozenset({"read", "heard", "saw"})  # begins what others did
SUM = re.compile(r"\d (?:plus|minus|times) \d")  # arithmetic
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
YES_OR_NO = frozenset(
    "yes yeah yep yup no nope nah naw ok sure right thats its lets confirmed agreed definitely sorry idea want wrong "
    "correct true thanks thank".split()
)
OF_AN_OFFER = frozenset({"accept_offer", "decline_offer", "counter_offer"})  # a bare "yes" needs a question


def unoffered(names: Iterable[str], context: Context) -> bool:
    """An answer to an offer where there is none that waits."""
    return context.pending != "offer" and not OF_AN_OFFER.isdisjoint(names)


def ruled_out(command: Command, like: Likeness, context: Context) -> bool:
    """True where what a text is like is not even weighed, however close it is."""
    words, chance = like.looked.run.text, like.chance(command.name)
    if not any(word.isalpha() for word in words.words):  # "2" answers something
        return True
    if unoffered([command.name], context) and not _of_something(command, chance, words):
        return True
    if registry[command.name].audience is Audience.ANYONE and not context.pending:
        return True  # an answer to nothing
    if _no_consent(command.name, chance, words):
        return True
    if not changes((command,)):
        return False
    if chance < _enough(command, like, context):
        return True
    if chance < SURELY and (_begins_no_order(words, context) or _wonders(command, words, context)):
        return True
    return _no_order(words) or _of_their_own(command, words, context)


def _enough(command: Command, like: Likeness, context: Context) -> float:
    """How likely a change must be."""
    if asks_us(command):
        return LIKE_A_QUESTION
    if context.as_ == "collector" or not command.slots or lacks(command):
        return LIKE_A_BARE_CHANGE
    return min(LIKE_A_CHANGE, max(LEAST_RATHER, RATHER * like.chance(NONE)))


def asks_us(command: Command) -> bool:
    """A collector's question: better answered by somebody than left alone."""
    return command.name.startswith("ask_")


def _of_something(command: Command, chance: float, words: Words) -> bool:
    """True where an answer to no offer says what it is about, or more than yes or no: "too dear for me, no"."""
    if "item" in command.slots:
        return chance >= OF_A_PIECE
    return chance >= VERY_SURELY and len(words.words) > 3 and not (SMALL | YES_OR_NO).issuperset(words.words)


def _no_consent(name: str, chance: float, words: Words) -> bool:
    if name in CONSENT and chance < (LIKE_CONSENT if not OF_MESSAGES.isdisjoint(words.words) else SURELY):
        return True
    # "out of office, limited access to messages"
    return name == "opt_out" and chance < SURELY and ENOUGH.isdisjoint(words.words)


def _wonders(command: Command, words: Words, context: Context) -> bool:
    return wonders(words, context) and not asks_us(command)


def _begins_no_order(words: Words, context: Context) -> bool:
    """ "if …", but "see if …"; "not friday"."""
    known = words.words
    if "if" in known[:3] and known[0] != "see":
        return True
    return known[0] == "not" and context.as_ != "collector"


def _no_order(words: Words) -> bool:
    """What nearly happened, what others did, what is to be found out, or a matter of banks."""
    known = words.words
    if not (UNDONE | ELSEWHERE).isdisjoint(known) or not HEARSAY.isdisjoint(known[:3]):
        return True
    return known[:2] == ["find", "out"] or bool(SUM.search(" ".join(known)))


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
