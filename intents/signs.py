"""The signs that speak for or against a reading: by name, what it is weighed by."""

from __future__ import annotations

import re

from intents.base import Effect, registry
from intents.likeness import Likeness
from intents.likeness.features import DOUBT, SMALL, UNDONE
from intents.likeness.values import NAMED
from intents.said import Command, Context, Json
from intents.slots.names import PRONOUNS
from intents.templates import THINGS, asks
from intents.tokens import Words

Signs = dict[str, float]
POINTING = THINGS | PRONOUNS


def changes(commands: tuple[Command, ...]) -> bool:
    """True where any of the commands does more than look."""
    return any(registry[command.name].effect is not Effect.READ for command in commands)


def signs_of(commands: tuple[Command, ...], words: Words, context: Context) -> Signs:
    """What any reading is weighed by."""
    change = changes(commands)
    bare = not any(command.slots for command in commands)
    return {
        "changes": change,
        "bare": bare,
        "bare_change": bare and change,
        "lacking": any(map(lacks, commands)),
        "wonders": change and wonders(words, context),
        "undone": change and not UNDONE.isdisjoint(words.words),
        "doubt": change and not DOUBT.isdisjoint(words.words),
    }


def lacks(command: Command) -> bool:
    """True where a command has not all that it needs."""
    specs = registry[command.name].slots
    return any(spec.required and name not in command.slots for name, spec in specs.items())


def cost_signs(cost: float, clauses: int) -> Signs:
    """What the templates had to pass over, for each command."""
    each = cost / clauses
    return {
        "cost": min(each, 8.0) / 3,
        "strained": max(0.0, min(each, 10.0) - 2.5) / 3,
        "several": clauses > 1,
        "more": max(0, clauses - 2),
    }


def wonders(words: Words, context: Context) -> bool:
    """A question where no question can be meant; collectors may ask for things ("could I have it?")."""
    if context.as_ != "collector":
        return asks(words)
    return "how" in words.words or words.words[0] in ("what", "when", "where", "why", "who", "which")


def compared(slots: dict[str, Json], other: dict[str, Json]) -> Signs:
    """How the slots of a template differ from those that likeness finds for the same command."""
    slots, other = pointless(slots), pointless(other)
    named = {*slots, *other}
    return {
        "agree": slots == other,
        "differ": sum(slots.get(name) != other.get(name) for name in named),
        "lacks": sum(name not in slots for name in named),
        "longer": sum(
            isinstance(slots.get(name), str)
            and isinstance(other.get(name), str)
            and len(other[name]) < len(slots[name])
            for name in named
        ),
    }


def swallowed(command: Command, like: Likeness) -> int:
    """How many words in its names are words that such a command is told with: "describe the work Cielo Roto"."""
    specs = registry[command.name].slots
    names = [
        str(each)
        for slot, value in command.slots.items()
        if specs[slot].kind in NAMED
        for each in (value if isinstance(value, list) else [value])
    ]
    inside = {word for name in names for word in name.split() if word.islower() and word not in SMALL}
    return like.weights.telling(command.name, inside) if inside else 0


def titled(commands: tuple[Command, ...]) -> bool:
    """True where a name is written as one, from a capital to a capital: "Woman at the Window until Dawn"."""
    names = [str(value).split() for command in commands for value in command.slots.values()]
    return any(len(name) > 2 and name[0][:1].isupper() and name[-1][:1].isupper() for name in names)


def pointless(slots: dict[str, Json]) -> dict[str, Json]:
    """The slots as they are compared: without what only points at something, and without articles."""
    return {
        name: _bare(value)
        for name, value in slots.items()
        if str(value).lower() not in POINTING and not (isinstance(value, str) and value.isdigit())
    }


def points(commands: tuple[Command, ...]) -> bool:
    """True where commands name nobody and nothing: "she'll pay 5,250", "keep it till monday for her"."""
    return not any(
        _names(value)
        for command in commands
        for name, value in command.slots.items()
        if registry[command.name].slots[name].kind in NAMED
    )


def _names(value: Json) -> bool:
    words = str(value).lower().replace("'", " ").split()
    return not words or words[0] not in POINTING


def _bare(value: Json) -> Json:
    return (
        [_ARTICLE.sub("", each) if isinstance(each, str) else each for each in value]
        if isinstance(value, list)
        else value
    )


_ARTICLE = re.compile(r"(?i)^(?:the|a|an)\s+")
