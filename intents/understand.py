"""Text → readings: what a person may have meant, best first. No database, no network, no model.

Templates read what they know (``templates.py``), likeness what they don't (``likeness/``); which of all that is meant,
or nothing, is weighed (``judge.py``). What was corrected, or is only like something, is `fuzzy`: never done, asked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from intents.answering import likely_answer
from intents.base import Intent, registry
from intents.candidates import Candidate, candidates, unsure
from intents.clauses import before_asides, tapback
from intents.judge import chances
from intents.likeness import MAX_WORDS
from intents.likeness.values import NAMED
from intents.pending import answers
from intents.phrases import Matcher, TooLong
from intents.said import NOTHING, Command, Context, Names, Reading, Understood
from intents.signs import changes, points
from intents.slots import KINDS
from intents.templates import CONSENT, PLAIN, by_templates, matcher, read_one, read_with
from intents.tokens import Words, split
from intents.typos import misspelled
from intents.unlikely import asks_us, unoffered

MAX_CHARS = 1600
READINGS = 6  # how many are handed on
# How likely a reading by the templates must be for a change to be made at once; below, it is shown first.
SURE = 0.45
# How likely what a template reads word by word must be, to be asked about at least; less, where it only looks.
NEARLY, NEARLY_A_LOOK = 0.4, 0.1
A_QUESTION = 0.4  # how likely a collector's question must be to be answered
HARDLY = 0.05  # how likely a reading besides the likeliest must be, where no template reads it
DOUBTFUL = 0.15  # how likely what is rather nothing must be, to be asked about where its names exist
PLAIN_LOOK = 2.0  # the cost that `PLAIN` is of a change, where nothing would be changed


def understand(text: str, context: Context) -> Understood:
    """Every way to read the whole text as commands, best first."""
    if len(text) > MAX_CHARS or tapback(text):
        return NOTHING
    words = said_plainly(text)
    if context.as_ == "collector" and words.words:
        word = consent_word(text)
        if word:
            name = next(name for name, short in CONSENT.items() if short == word)
            return Understood(((Command(name, {}),),), "grammar")
    if context.pending:
        answer = answers(words, text, context)
        if answer is not None:
            return Understood(tuple(tuple(each) for each in answer), "grammar" if answer else "none")
    if not words.words:
        return NOTHING
    return _understand(words, context)


@lru_cache(maxsize=1)
def _consent() -> Matcher:
    return Matcher([registry[name] for name in CONSENT])


def consent_word(text: str) -> str | None:
    """ "opt_out", "opt_in" or "help" where a collector's text is such a word, or says the same in a sentence.

    The phrases are anchored to the whole text, so that "stop by the gallery" or "end of the month works" are none.
    """
    if len(text) > MAX_CHARS or tapback(text):
        return None
    words = said_plainly(text)
    if not words.words:
        return None
    context = Context(datetime(2000, 1, 1, tzinfo=UTC), as_="collector")
    try:
        for part in (words, *before_asides(words)):
            found = read_with(_consent(), part, context)
            if found:
                return CONSENT[found[0][1][0].name]
    except TooLong:
        pass
    return None


def thanked(text: str, now: datetime) -> bool:
    """True where a colleague's text is thanks and no more, which takes the words that a collector has for it."""
    words = said_plainly(text)
    if len(text) > MAX_CHARS or not words.words:
        return False
    found, _ = by_templates(words, Context(now, as_="collector"))
    return bool(found) and [command.name for command in found[0][1]] == ["thanks"]


def _understand(words: Words, context: Context) -> Understood:
    found, tier = by_templates(words, context)
    readings = [commands for _, commands in found]
    if plainly(found, tier, context) and not (context.pending and points(found[0][1])):
        return Understood(tuple(_by_names(readings, context)), "grammar")
    if len(words.words) > MAX_WORDS:  # a letter: likeness can't tell
        return (
            Understood(tuple(_by_names([*map(unsure, readings)], context)), "grammar") if found else NOTHING
        )
    answer = likely_answer(words, context)
    if answer is not None:
        return Understood(((answer,),), "likeness")
    offered = candidates(found, tier, words, context)
    odds = chances(offered, "collector" if context.as_ == "collector" else "staff")
    ranked = _ranked(odds, offered)
    if not ranked[0][1].commands:
        likely = [each for each in ranked if _asked(*each) or _nearly(*each)]
        if not likely:
            return replace(NOTHING, doubtful=_doubtful(ranked))
        ranked = likely
    named = [ranked[0], *(each for each in ranked[1:] if each[1].route != "likeness" or each[0] > HARDLY)]
    readings = [each for chance, candidate in named for each in _readings(candidate, chance)]
    return Understood(tuple(_by_names(readings, context)), ranked[0][1].route)


def _ranked(odds: list[float], offered: list[Candidate]) -> list[tuple[float, Candidate]]:
    """With their chances; first what is likeliest to be the same commands, however their slots are cut."""
    together: dict[tuple[str, ...], float] = defaultdict(float)
    for chance, each in zip(odds, offered, strict=True):
        together[each.names] += chance
    return sorted(zip(odds, offered, strict=True), key=lambda each: (-together[each[1].names], -each[0]))


def _asked(chance: float, candidate: Candidate) -> bool:
    """A question of a collector's that a template reads, or that is not unlikely."""
    enough = candidate.route == "grammar" or chance > A_QUESTION
    return enough and bool(candidate.commands) and all(map(asks_us, candidate.commands))


def _nearly(chance: float, candidate: Candidate) -> bool:
    """What a template reads word by word, where nothing is hardly likelier."""
    enough = NEARLY if changes(candidate.commands) else NEARLY_A_LOOK
    return chance >= enough and bool(candidate.signs.get("strict"))


def _doubtful(ranked: list[tuple[float, Candidate]]) -> tuple[tuple[Command, ...], ...]:
    """What a text that is likelier nothing would be, as proposals."""
    return tuple(unsure(each.commands) for chance, each in ranked if each.commands and chance > DOUBTFUL)


def plainly(found: list[Reading], tier: str, context: Context) -> bool:
    """True where a text is said so plainly, or corrects itself so plainly, that nothing need be weighed."""
    if not found or len(found[0][1]) > 1 or unoffered([found[0][1][0].name], context):
        return False
    if any(cost <= found[0][0] and commands[0].name != found[0][1][0].name for cost, commands in found[1:]):
        return False  # something else is said as plainly
    if any(misspelled(name, matcher(context.as_)) for name in _names(found[0][1][0])):
        return False  # "whats currenly on hold"
    enough = PLAIN if changes(found[0][1]) else PLAIN_LOOK
    return tier == "corrected" or (tier == "strict" and found[0][0] < enough)


def _names(command: Command) -> list[str]:
    """The words that a command takes for a name by themselves."""
    return [
        value
        for slot, value in command.slots.items()
        if registry[command.name].slots[slot].kind in NAMED and isinstance(value, str) and value.isalpha()
    ]


def _by_names(readings: list[tuple[Command, ...]], context: Context) -> list[tuple[Command, ...]]:
    """Those whose names exist first, where it is known which do."""
    if context.names is not None:
        readings = sorted(readings, key=lambda commands: -_known(commands, context))
    return readings[:READINGS]


def _readings(candidate: Candidate, chance: float) -> list[tuple[Command, ...]]:
    """The candidate's reading and those that cut its names elsewhere; as proposals where it is not sure."""
    found = [candidate.commands, *candidate.others] if candidate.commands else []
    return found if chance >= SURE else [unsure(commands) for commands in found]


def said_plainly(text: str) -> Words:
    """The words of a text without its pleases."""
    words = split(text)
    drop = [i for i, word in enumerate(words.words) if word == "please"]
    return words.without(drop) if drop and len(drop) < len(words.words) else words


def _known(commands: tuple[Command, ...], context: Context) -> float:
    """How much the names a reading speaks of exist."""
    names = context.names
    if names is None:
        return 0.0
    score = 0.0
    for command in commands:
        for name, value in command.slots.items():
            kind = registry[command.name].slots[name].kind
            for each in value if isinstance(value, list) else [value]:
                if kind == "item" and isinstance(each, str):
                    score += 5.0 if names.is_item(each) else -5.0
                elif kind == "contact" and isinstance(each, str):
                    score += 5.0 if names.is_contact(each) else -5.0
    return score


def intent_of(command: Command) -> type[Intent]:
    """The class of a command that was read."""
    return registry[command.name]


__all__ = [
    "KINDS",
    "NOTHING",
    "Command",
    "Context",
    "Names",
    "Understood",
    "consent_word",
    "intent_of",
    "matcher",
    "read_one",
    "read_with",
    "thanked",
    "understand",
]
