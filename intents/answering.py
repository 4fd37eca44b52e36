"""Answers that no template reads: which of the few answers a text is like while a question waits, and the value in it.

What is only like an answer is `fuzzy`: whatever would then be changed is shown, or the question asked, once more.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.likeness.features import DOUBT, SMALL, Looked
from intents.likeness.labels import NONE
from intents.pending import HEADINGS, kinds_of_slot, values_in, whole
from intents.phrases import Run
from intents.said import Command, Context
from intents.slots import KINDS
from intents.slots.kind import Kind
from intents.slots.words import lowercase
from intents.templates import matcher
from intents.tokens import Words
from intents.typos import spelled

if TYPE_CHECKING:
    from intents.likeness.softmax import Softmax

Json = Any
ENOUGH = 0.5  # how likely an answer must be
REVERSED = DOUBT - {"no", "but", "would"}


@lru_cache(maxsize=1)
def _weights() -> Softmax:
    from intents.likeness.softmax import Softmax  # NumPy: only where a text needs it

    return Softmax.read("answers")


def likely_answer(words: Words, context: Context) -> Command | None:
    """The answer that a text most likely is to what was asked; None where it is likelier none."""
    if not context.pending or context.pending == "offer":
        return None
    run = Run(spelled(words, matcher(context.as_)), context)
    odds = _weights().chances(Looked(run))
    best = int(odds.argmax())
    name = _weights().labels[best]
    if name == NONE or odds[best] < ENOUGH:
        return None
    if name not in ("deny", "more") and not REVERSED.isdisjoint(run.words):
        return None  # "not friday" says what it is not
    asked, _, slot = context.pending.partition(":")
    if name == "choose" and asked == "choose":
        return _with("number", _only(run, KINDS["ordinal"]), name)
    if name == "fill" and asked == "slot":
        return _with("value", _value(words, context, slot), name)
    return None if name in ("choose", "fill") else Command(name, {}, fuzzy=True)


def _with(slot: str, value: Json, name: str) -> Command | None:
    return None if value is None else Command(name, {slot: value}, fuzzy=True)


def _value(words: Words, context: Context, slot: str) -> Json:
    """What the text says for a slot: the only value of its kind in it, or the name that stands at its end."""
    for kind, past in kinds_of_slot(slot):
        run = Run(words, context)
        run.past = frozenset({slot}) if past else frozenset()
        value = _only(run, kind, slot) if kind.typed else _name(words, context, kind)
        if value is not None:
            return value
    return None


def _only(run: Run, kind: Kind, slot: str = "") -> Json:
    """The value of a typed kind, where there is just one."""
    found = values_in(run, kind, slot)
    return found[0] if len(found) == 1 else None


def _name(words: Words, context: Context, kind: Kind) -> Json:
    n = len(words.words)
    begin = max((i for i in range(1, n) if ":" in words.gaps[i]), default=0)
    while begin < n - 1 and words.words[begin] in SMALL | HEADINGS:
        begin += 1
    run, end = Run(words, context), n
    if not lowercase(run, begin):
        end = next((i for i in range(begin + 1, n) if lowercase(run, i)), n)
    return whole(words.part(begin, end), kind, context, (("",),)) if begin < end else None
