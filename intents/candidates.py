"""What a text may mean: readings by the templates, by likeness, or nothing, each with the signs that speak for it.

Which of them is meant, ``judge.py`` decides by weights learned from labelled texts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from intents.base import Effect, registry
from intents.clauses import boundaries, sentences, takes_back, unjoined
from intents.likeness import MANY, NONE, Likely, Likeness, name_of
from intents.likeness.features import DOUBT
from intents.phrases import TooLong
from intents.said import Command, Context, Json, Reading
from intents.signs import (
    Signs,
    changes,
    compared,
    cost_signs,
    pointless,
    signs_of,
    swallowed,
    titled,
)
from intents.slots import KINDS
from intents.templates import CONSENT, STRAINED, matcher, read_one, read_several
from intents.tokens import Words
from intents.typos import spelled
from intents.unlikely import ruled_out, unoffered

if TYPE_CHECKING:
    from intents.likeness.model import Weights

READINGS = 3  # of the commands that templates read, how many are weighed
SEVERAL = 0.25  # how likely a text must be several commands for its clauses to be read by likeness
SURELY_SEVERAL = 0.6  # to be cut where nothing joins them
IDLE = 0.6  # how likely an aside must be nothing
A_CLAUSE, STRANGE_CLAUSE = 0.35, 3  # how likely a clause must be a command; strange words that make it none
A_BARE_CLAUSE = 0.9  # how likely a change with nothing said about it
HARDLY_MORE = 1.5
LIKE_NOTHING = 0.8  # how likely a text must be nothing for no answer to an offer to be read in it
# How likely another command must be than the one that a template reads; one with strange words in it
LIKE_ANOTHER, LIKE_ANOTHER_STRANGELY = 0.5, 0.85
LEAST = 0.05  # how likely a command must be for its slots to be looked for
ReadClause = Callable[[Words, Context], list[Reading]]


@dataclass(frozen=True)
class Candidate:
    """One thing a text may mean; no commands: it is none of ours.

    signs: by name, what speaks for or against it; the names are the keys of ``judge.json``. others: the same commands
    with other slots, where it depends on which names exist.
    """

    commands: tuple[Command, ...]
    route: str
    signs: Signs
    others: tuple[tuple[Command, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(command.name for command in self.commands)


def candidates(
    found: list[Reading], tier: str, words: Words, context: Context, weights: Weights | None = None
) -> list[Candidate]:
    """All that a text may mean, nothing last.

    found, tier: what the templates read. weights: of likeness, where not the ones that were learned last.
    """
    like = Likeness(words, spelled(words, matcher(context.as_)), context, weights)
    likely = _likely(like)
    out = _of_templates(found, tier, words, context, like, likely)
    out += _of_likeness(out, tier, words, context, like, likely)
    clause = partial(_clause, weights=weights)
    if like.chance(MANY) > SEVERAL:
        out += _of_clauses(out, words, context, like, clause)
    if tier != "strict" or not found or found[0][0] >= STRAINED:
        out += _without_aside(out, words, context, like, clause)
    n = len(words.words)
    out.append(
        Candidate(
            (), "none", {"none": 1, "none_likely": like.log_chance(NONE), "short": n <= 2, "long": n > 12}
        )
    )
    return out


def _likely(like: Likeness) -> dict[str, Likely]:
    """What the text is most like, by name, where it makes sense as that."""
    found: dict[str, Likely] = {}
    for chance, label in like.labels:
        if label in (NONE, MANY) or name_of(label) in found or chance < LEAST:
            continue
        if each := _sensible(like, label):
            found[each.name] = each
    return found


def _sensible(like: Likeness, label: str) -> Likely | None:
    """The text read as a label's command, where that has all it needs to make sense."""
    each = like.read(label)
    return each if each.slots is not None and registry[each.name].makes_sense(each.slots) else None


def _of_templates(
    found: list[Reading],
    tier: str,
    words: Words,
    context: Context,
    like: Likeness,
    likely: dict[str, Likely],
) -> list[Candidate]:
    out: list[Candidate] = []
    ways: dict[tuple[str, ...], list[Reading]] = {}
    for reading in found:
        ways.setdefault(tuple(command.name for command in reading[1]), []).append(reading)
    for names, readings in islice(ways.items(), READINGS):
        if unoffered(names, context) and like.chance(NONE) > LIKE_NOTHING:
            continue  # "I'll be there in 5" names no price
        (cost, commands), *others = _cut_alike(readings, likely.get(names[0]))
        signs = signs_of(commands, words, context)
        signs |= {"template": 1, tier: 1, "second": bool(out), "titled": titled(commands)}
        signs |= cost_signs(cost, len(commands))
        signs["likely"] = like.log_chance(names[0] if len(names) == 1 else MANY)
        if len(commands) == 1:
            other = likely.get(names[0])
            signs |= compared(commands[0].slots, other.slots or {}) if other else {"alone": 1}
            signs["swallowed"] = swallowed(commands[0], like)
        route = "typo" if tier == "typo" else "grammar"
        out.append(Candidate(commands, route, signs, tuple(each for _, each in others)))
    return out


def _cut_alike(readings: list[Reading], other: Likely | None) -> list[Reading]:
    """First the one that cuts its names as likeness does, where it costs hardly more."""
    if other is not None and len(readings[0][1]) == 1:
        for reading in readings:
            if reading[0] < readings[0][0] + HARDLY_MORE and _alike(reading[1][0].slots, other.slots or {}):
                return [reading, *(each for each in readings if each is not reading)]
    return readings


def _alike(one: dict[str, Json], other: dict[str, Json]) -> bool:
    """The same slots; what only points at something ("it", "her", "1") may be said or left out."""
    return pointless(one) == pointless(other)


def _swapped(one: dict[str, Json], other: dict[str, Json]) -> bool:
    """Only whether a name is a person's or a thing's differs: the rows will tell."""
    return one != other and {str(v) for v in one.values()} == {str(v) for v in other.values()}


def _within(command: Command, slots: dict[str, Json]) -> bool:
    """Only a part of the text that is to be kept or sent: a template takes it whole."""
    specs = registry[command.name].slots
    differing = [name for name in slots if slots[name] != command.slots.get(name)]
    return bool(differing) and all(
        specs[name].kind in ("message", "text") and str(command.slots.get(name, "")) in str(slots[name])
        for name in differing
    )


def _tells_less(command: Command, other: Command) -> bool:
    """An amount, a day or a count that a template reads is read as something else, or not at all."""
    specs = registry[command.name].slots
    typed = {name for name in other.slots if KINDS[specs[name].kind].typed}
    return not typed <= command.slots.keys() and len(command.slots) <= len(other.slots)


def _doubts_of(slots: dict[str, Json]) -> frozenset[str]:
    """The words in the slots that turn what they say round: "oils not on ebay" is nothing without its not."""
    return DOUBT.intersection(word for value in slots.values() for word in str(value).lower().split())


def _of_likeness(
    before: list[Candidate],
    tier: str,
    words: Words,
    context: Context,
    like: Likeness,
    likely: dict[str, Likely],
) -> list[Candidate]:
    out = []
    for each in likely.values():
        command = _proposed(each)
        same = [c for c in before if [one.name for one in c.commands] == [each.name]]
        if any(
            c.signs["titled"]
            or _alike(c.commands[0].slots, command.slots)
            or _swapped(c.commands[0].slots, command.slots)
            or (tier == "strict" and _within(command, c.commands[0].slots))
            or (tier == "strict" and each.strange and not c.signs["strained"])
            or (tier == "strict" and _tells_less(command, c.commands[0]))
            or _doubts_of(c.commands[0].slots) - _doubts_of(command.slots)
            for c in same
        ):
            continue
        needed = LIKE_ANOTHER_STRANGELY if each.strange else LIKE_ANOTHER
        if tier == "strict" and before and not same and like.chance(each.name) < needed:
            continue  # a template explains every word of it
        if ruled_out(command, like, context):
            continue
        signs = signs_of((command,), words, context)
        signs |= {"like": 1, "like_second": each.name != name_of(like.labels[0][1])}
        signs["likely"] = signs["like_likely"] = like.log_chance(each.name)
        strange = min(each.strange, 5)
        signs |= {
            "strange": strange,
            "never_strange": not strange,
            "strange_bare": strange * signs["bare"],
            "strange_change": strange * signs["changes"],
            "strange_share": each.strange / len(words.words),
            "fixes": bool(same),
            "against": bool(before) and not same,
            "unoffered": unoffered([each.name], context),
            "swallowed": swallowed(command, like),
        }
        out.append(Candidate((command,), "likeness", signs))
    return out


def _clause(part: Words, context: Context, weights: Weights | None = None) -> list[Reading]:
    """One clause of a text as a command by the templates, or else by likeness."""
    read = read_one(part, context)
    if read:
        return read
    near = Likeness(part, spelled(part, matcher(context.as_)), context, weights)
    chance, label = near.labels[0]
    if label in (NONE, MANY) or chance < A_CLAUSE:
        return []
    each = _sensible(near, label)
    if each is None or each.strange >= STRANGE_CLAUSE:
        return []
    command = _proposed(each)
    if not command.slots and changes((command,)) and chance < A_BARE_CLAUSE:
        return []
    return [] if ruled_out(command, near, context) else [(8.0 - 4.0 * chance, (command,))]


def _of_clauses(
    before: list[Candidate], words: Words, context: Context, like: Likeness, clause: ReadClause
) -> list[Candidate]:
    """The text as several commands, each by the templates or else by likeness."""
    surely = like.chance(MANY) > SURELY_SEVERAL
    several = None
    try:
        for cuts in [boundaries(words), *([unjoined(words)] if surely else [])]:
            several = several or read_several(words, context, clause, cuts)
    except TooLong:
        pass
    if several is None or len(several[1]) < 2:
        return []
    cost, commands = several
    if any(_said_alike(each.commands, commands) for each in before):
        return []
    signs = signs_of(commands, words, context) | cost_signs(cost, len(commands))
    signs |= {"mixed": 1, "likely": like.log_chance(MANY)}
    return [Candidate(commands, "likeness", signs)]


def _without_aside(
    before: list[Candidate], words: Words, context: Context, like: Likeness, clause: ReadClause
) -> list[Candidate]:
    """What is left of the text without a first or a last sentence that is nothing: "What a day. Hold it for Tom"."""
    n = len(words.words)
    out: list[Candidate] = []
    for end, begin in sentences(words):
        for aside, rest in (
            (words.part(0, end), words.part(begin, n)),
            (words.part(begin, n), words.part(0, end)),
        ):
            if len(rest.words) < 2 or takes_back(aside):
                continue
            idle = Likeness(aside, spelled(aside, matcher(context.as_)), context, like.weights)
            if idle.chance(NONE) < IDLE:
                continue
            try:
                read = clause(rest, context)
            except TooLong:
                read = []
            if not read or any(_said_alike(each.commands, read[0][1]) for each in [*before, *out]):
                continue
            cost, commands = read[0]
            if commands[0].name in CONSENT:
                continue  # `consent_word` knows which asides leave it as it is
            if changes(commands) and like.chance(NONE) > LIKE_NOTHING:
                continue  # "I am only 17. Can I make an account?"
            signs = signs_of(commands, words, context) | cost_signs(cost, len(commands))
            signs |= {
                "aside": 1,
                "aside_idle": idle.log_chance(NONE),
                "likely": like.log_chance(commands[0].name),
            }
            out.append(Candidate(unsure(commands), "likeness", signs))
    return out


def _proposed(each: Likely) -> Command:
    slots = each.slots or {}
    return Command(each.name, slots, fuzzy=registry[each.name].effect is not Effect.READ)


def _said_alike(one: tuple[Command, ...], other: tuple[Command, ...]) -> bool:
    return [(c.name, c.slots) for c in one] == [(c.name, c.slots) for c in other]


def unsure(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The same, to be shown before anything is changed."""
    return tuple(
        replace(c, fuzzy=True) if registry[c.name].effect is not Effect.READ else c for c in commands
    )
