"""Text → readings: what a person may have meant, best first. No database, no network, no model.

Tiers: strict templates, then the same templates over words corrected for typos (`fuzzy`: never executed, asked).
Several commands in one text come in order; pronouns stand for the name they refer to in an earlier clause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from intents.base import Audience, Effect, Intent, registry
from intents.clauses import ASIDES, before_asides, boundaries, corrected, starts, stops, tapback
from intents.likeness import MANY, NONE, Likely, likely
from intents.likeness.features import UNDONE
from intents.pending import answers
from intents.phrases import GLUE, OPEN, SKIP, WIDE, Matcher, Run, Template, TooLong, stems
from intents.slots import KINDS
from intents.slots.names import PRONOUNS
from intents.slots.numbers import NUMBER_WORDS
from intents.slots.words import lowercase
from intents.tokens import Words, split
from intents.typos import corrections, features, spelled

Json = Any
MAX_CHARS = 1600
MAX_CLAUSES = 12
THINGS = frozenset({"it", "this", "that", "them", "these", "those", "this one", "that one", "one", "both"})


class Names(Protocol):
    """What the gallery knows; settles readings that differ in where a name ends."""

    def is_item(self, text: str) -> bool: ...

    def is_contact(self, text: str) -> bool: ...


@dataclass(frozen=True)
class Context:
    """What reading depends on.

    now: aware, in the gallery's zone. pending: the kind of question this sender was last asked, or None.
    """

    now: datetime
    region: str = "US"
    currency: str = "USD"
    as_: str = "staff"
    pending: str | None = None
    names: Names | None = None


@dataclass(frozen=True)
class Command:
    """A typed command as it was read.

    fuzzy: words were corrected to read it. free_tail: it ends in a free text that nothing set apart ("make Tom a
    coffee"). Neither may write without asking. bare: nothing but a slot was said ("SV-0012").
    """

    name: str
    slots: dict[str, Json]
    fuzzy: bool = False
    free_tail: bool = False
    bare: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Understood:
    """`readings`: whole-text readings, best first; empty where the text is no command."""

    readings: tuple[tuple[Command, ...], ...]
    route: str  # "grammar" | "typo" | "likeness" | "none"


NOTHING = Understood((), "none")
Reading = tuple[float, tuple[Command, ...]]


@lru_cache(maxsize=4)
def matcher(as_: str, loose: bool = False) -> Matcher:
    """The templates of one side, built once."""
    side = Audience.COLLECTOR if as_ == "collector" else Audience.STAFF
    return Matcher([intent for intent in registry if intent.audience is side], loose)


def understand(text: str, context: Context) -> Understood:
    """Every way to read the whole text as commands, best first."""
    if len(text) > MAX_CHARS or tapback(text):
        return NOTHING
    words = _without_please(split(text))
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
    try:
        return _understand(words, context)
    except TooLong:
        return NOTHING


CONSENT = {"opt_out": "opt_out", "opt_in": "opt_in", "ask_help": "help"}


@lru_cache(maxsize=1)
def _consent() -> Matcher:
    return Matcher([registry[name] for name in CONSENT])


def consent_word(text: str) -> str | None:
    """ "opt_out", "opt_in" or "help" where a collector's text is such a word, or says the same in a sentence.

    The phrases are anchored to the whole text, so that "stop by the gallery" or "end of the month works" are none.
    """
    if len(text) > MAX_CHARS or tapback(text):
        return None
    words = split(text)
    if not words.words:
        return None
    words = _without_please(words)
    context = Context(datetime(2000, 1, 1, tzinfo=UTC), as_="collector")
    try:
        for part in (words, *before_asides(words)):
            found = read_with(_consent(), part, context)
            if found:
                return CONSENT[found[0][1][0].name]
    except TooLong:
        pass
    return None


def _understand(words: Words, context: Context) -> Understood:
    found = _read(words, context)
    if not found:
        found = _loosely(words, context) or corrected(words, lambda part: _read(part, context))
    slips, route = [], "grammar"
    if not found or found[0][0] >= PLAIN:
        slips = _of_slips(words, context)
    if slips and (not found or slips[0][0] + SLIP < found[0][0]):
        found, route = slips, "typo"
    if not found:
        return _by_likeness(words, context)
    return _rather(found, words, context, route == "typo") or Understood(_best(found, context), route)


PLAIN = 1.0  # what costs less is said so plainly that no other reading is looked for
SLIP = 0.6  # what a slip of the thumb must make cheaper


def _of_slips(words: Words, context: Context) -> list[Reading]:
    """Readings of the text with misspelled words set right; never done without asking."""
    for changed in corrections(words, matcher(context.as_)):
        found = [
            r
            for r in _read(changed, context)
            if len(words.words) > 2 or not any(c.name in CONSENT for c in r[1])
        ]
        if found:
            return [(cost, tuple(replace(c, fuzzy=True) for c in commands)) for cost, commands in found]
    return []


# How sure likeness must be: of a question, of a change, of a change with nothing said about it ("stop it"), of a
# command that lacks a slot.
LIKE_A_READ, LIKE_A_WRITE, LIKE_A_BARE_WRITE, LIKE_AN_UNFINISHED = 0.3, 0.35, 0.75, 0.8
# The same by how many words are in it that no such command was ever said with: where it names something, where not.
STRANGE, BARE_STRANGE, NEVER = (0.0, 0.65, 0.85, 0.95), (0.0, 0.88, 0.95), 2.0
LIKE_ANOTHER, LIKE_ONE = 0.6, 0.85  # to be preferred to a strained reading of one command, of several
LIKE_NONE = (
    0.8  # to leave alone what the templates read, where that is a change that costs DOUBTFUL, or strained
)
DOUBTFUL = 2.6
OVERSTRAINED, LIKE_THE_SAME = (
    5.2,
    0.9,
)  # from when on the slots of the same command are rather taken from likeness
ANOTHER_CLAUSE = 1.5  # what every command of a text of several costs besides
STRAINED_PART = 1.2
STRAINED = 3.2  # what a reading by the templates costs from which on it may be none: likeness is asked


def _by_likeness(words: Words, context: Context) -> Understood:
    """What the text is most like, as a proposal: shown first where it would change anything."""
    return _as_proposed(_likely(words, context, LIKE_A_READ), words, context)


def _as_proposed(found: Likely, words: Words, context: Context) -> Understood:
    if found.name == MANY:
        several = _read_several(words, context, _one_by_likeness)
        return Understood((several[1],), "likeness") if several else NOTHING
    reading = _proposed(found, words, context)
    return Understood((reading[1],), "likeness") if reading else NOTHING


def _one_by_likeness(words: Words, context: Context) -> list[Reading]:
    """One clause, by the templates or else by likeness."""
    read = read_one(words, context)
    if read:
        return read
    reading = _proposed(_likely(words, context, LIKE_A_WRITE), words, context)
    return [reading] if reading else []


def _likely(words: Words, context: Context, at_least: float, known: frozenset[str] = frozenset()) -> Likely:
    return likely(words, spelled(words, matcher(context.as_)), context, at_least, known)


def _proposed(found: Likely, words: Words, context: Context) -> Reading | None:
    """The reading of a likeness that is sure enough for what it would do, with hardly a word left unexplained."""
    if found.slots is None or not registry[found.name].makes_sense(found.slots):
        return None
    if found.sure < _enough(found, words, context):
        return None
    changes = registry[found.name].effect is not Effect.READ
    return 8.0 - 4.0 * found.sure, (Command(found.name, found.slots, fuzzy=changes),)


OF_AN_OFFER = frozenset({"accept_offer", "decline_offer", "counter_offer"})  # a bare "yes" needs a question


def _enough(found: Likely, words: Words, context: Context) -> float:
    """How sure this likeness must be; NEVER: it may not be."""
    intent, slots = registry[found.name], found.slots or {}
    changes = intent.effect is not Effect.READ
    if found.name in OF_AN_OFFER and context.pending != "offer" and (not slots or found.strange):
        return NEVER
    lacking = any(spec.required and name not in slots for name, spec in intent.slots.items())
    odd = STRANGE if slots and not lacking else BARE_STRANGE
    if found.name == "opt_in" or found.strange >= len(odd):
        return NEVER
    if changes and not UNDONE.isdisjoint(words.words):
        return NEVER
    if changes and not found.name.startswith("ask_") and _wonders(words, intent.audience):
        return NEVER
    if lacking and not slots:
        return NEVER
    return max(
        LIKE_A_READ,
        odd[found.strange],
        LIKE_A_WRITE if changes else 0.0,
        LIKE_A_BARE_WRITE if changes and not slots else 0.0,
        LIKE_AN_UNFINISHED if lacking else 0.0,
    )


def _wonders(words: Words, audience: Audience) -> bool:
    """A question where no question can be meant; collectors may ask for things ("could I have it?")."""
    if audience is Audience.STAFF:
        return asks(words)
    return "how" in words.words or words.words[0] in ("what", "when", "where", "why", "who", "which")


def _strained(cost: float, commands: tuple[Command, ...]) -> bool:
    clauses = len(commands)
    return cost >= (STRAINED if clauses == 1 else clauses * (STRAINED_PART + ANOTHER_CLAUSE))


def _rather(found: list[Reading], words: Words, context: Context, slipped: bool) -> Understood | None:
    """Another reading than a doubtful one, where the text is much more like that, or none where it is like none."""
    cost, commands = found[0]
    strained = _strained(cost, commands)
    changes = any(registry[c.name].effect is not Effect.READ for c in commands)
    if not strained and not (changes and (slipped or cost >= DOUBTFUL)):
        return None
    enough = LIKE_ANOTHER if len(commands) == 1 else LIKE_ONE
    apart = any(":" in gap for gap in words.gaps[1:-1])  # what follows a colon is as long as it likes
    kept = apart or _titled(commands) or cost < OVERSTRAINED
    same = frozenset(c.name for c in commands)
    other = _likely(words, context, enough if strained else NEVER, same if kept else frozenset())
    if other.name == NONE:
        return NOTHING if other.sure >= LIKE_NONE else None
    if not strained or other.sure < (LIKE_THE_SAME if {other.name} == same else enough):
        return None
    proposed = _as_proposed(other, words, context)
    if not proposed.readings or _said_alike(proposed.readings[0], commands):
        return None  # both say the same: it may be done at once
    return proposed


def _titled(commands: tuple[Command, ...]) -> bool:
    """True where a name is written as one, from a capital to a capital: "Woman at the Window until Dawn"."""
    names = [str(value).split() for command in commands for value in command.slots.values()]
    return any(len(name) > 2 and name[0][:1].isupper() and name[-1][:1].isupper() for name in names)


def _said_alike(one: tuple[Command, ...], other: tuple[Command, ...]) -> bool:
    return [(c.name, c.slots) for c in one] == [(c.name, c.slots) for c in other]


def _loosely(words: Words, context: Context) -> list[Reading]:
    """Readings by the telling words alone; marked fuzzy where they would change anything."""
    found = read_with(matcher(context.as_, loose=True), words, context)
    return [
        (cost, tuple(replace(c, fuzzy=registry[c.name].effect is not Effect.READ) for c in commands))
        for cost, commands in found
    ]


def _without_please(words: Words) -> Words:
    drop = [i for i, word in enumerate(words.words) if word == "please"]
    return words.without(drop) if drop and len(drop) < len(words.words) else words


def _read(words: Words, context: Context) -> list[Reading]:
    """The readings of a text as one command, or else as several."""
    whole = read_one(words, context)
    if whole and not any(_holds_more(command, words) for command in whole[0][1]):
        return whole
    several = _read_several(words, context)
    if several and (not whole or several[0] <= whole[0][0]):
        return [(several[0], several[1]), *whole]
    return whole


def _holds_more(command: Command, words: Words) -> bool:
    """True where a free slot may have swallowed a second command."""
    return command.name not in READ_WHOLE and bool(boundaries(words))


READ_WHOLE = frozenset({"text_contact", "broadcast", "reply_contact", "save_reply", "add_note"})


def read_one(words: Words, context: Context) -> list[Reading]:
    """All readings of the words as exactly one command, cheapest first."""
    return read_with(matcher(context.as_), words, context)


def read_with(known: Matcher, words: Words, context: Context) -> list[Reading]:
    """The same over the templates of `known`."""
    run = Run(words, context)
    run.stops = stops(words, context.as_ == "collector")
    begins = [start for start in starts(words) if start < run.n]
    if known.loose:
        run.loose, run.little, run.reach = True, WIDE, 5
        run.stops = _widened(run)
    have = features(words)
    if known.loose:
        have.update(stem for word in words.words for stem in stems(word))
    for start, template in known.candidates(run, have, begins):
        run.start = start
        template.match(run, start)
    return _readings(run)


def _widened(run: Run) -> frozenset[int]:
    """Function words at the end are passed over too."""
    found = set(run.stops)
    for stop in run.stops:
        while stop > 1 and run.words[stop - 1] in WIDE:
            stop -= 1
            found.add(stop)
    return frozenset(found)


def _readings(run: Run) -> list[Reading]:
    best: dict[Any, Reading] = {}
    for template, start, found, end in run.out:
        made = _command(run, template, found, end)
        if made is None:
            continue
        cost, command = made
        cost += 0.3 * start + _tail_cost(run, found, end)
        key = (command.name, repr(command.slots))
        if key not in best or cost < best[key][0]:
            best[key] = (cost, (command,))
    return sorted(best.values(), key=lambda reading: reading[0])[:8]


def _tail_cost(run: Run, found: Any, end: int) -> float:
    """Dropping "thanks" is cheap, unless it belongs to the message that is to be sent."""
    dropped = run.n - end
    if (
        dropped
        and found is not None
        and found[2] is not None
        and found[4] == end
        and found[2].name in ("message",)
    ):
        return 3.0 * dropped
    if dropped and run.text.gaps[end] and run.words[end] in ASIDES:
        return (0.8 if run.context.as_ == "collector" else 2.2) * dropped
    return 0.3 * dropped


def _command(run: Run, template: Template, found: Any, end: int) -> tuple[float, Command] | None:
    """The command of one match and its cost; None where a slot can't be what it would have to be."""
    intent, cost = template.intent, template.cost
    if (
        "?" in run.text.gaps[-1]
        and asks(run.text)
        and intent.effect is not Effect.READ
        and intent.audience is Audience.STAFF
    ):
        return None
    slots: dict[str, Json] = {}
    told = 0
    tail = found
    while found is not None:
        before, name, kind, i, stop, value, owned = found
        found = before
        if name == OPEN:
            continue
        if name == SKIP:
            cost += 0.5 * value
            if run.loose and intent.effect is not Effect.READ and not GLUE.issuperset(run.words[i:stop]):
                return None
            continue
        if kind is not None:
            cost += kind.cost if kind.typed else kind.cost * (stop - i) + kind.penalty(run, i, stop)
            value = value if kind.typed else kind.value(run, i, stop, owned)
        if value is None or (name in slots and name != "_"):
            return None
        told += kind is not None and name != "_"
        slots[name] = value
    slots.pop("_", None)
    if intent.audience is Audience.COLLECTOR:
        slots = {k: v for k, v in slots.items() if not (k == "item" and str(v).lower() in THINGS)}
    if "quantity" in slots and "item" in slots and _counts_again(slots["item"]):
        cost += 3.0
    if run.loose and intent.effect is not Effect.READ and not _evident(run, tail):
        return None
    cost -= 0.5 * told  # of two readings the one that tells more
    cost += 2.0 * sum(spec.required and name not in slots for name, spec in intent.slots.items())
    ordered = {name: slots[name] for name in intent.slots if name in slots}
    if not intent.makes_sense(ordered):
        return None
    # Nobody makes small talk with a phone number in it.
    free = _free_tail(run, tail, end) and not {"phone", "email"}.intersection(ordered)
    return cost, Command(intent.name, ordered, free_tail=free, bare=template.bare and len(ordered) == 1)


SURE = frozenset(
    "money phone email sku order batch batch_code platform percent role tracking discount".split()
)


def _evident(run: Run, found: Any) -> bool:
    """True where telling words are not all there is: an amount, a number, or a name with a capital."""
    while found is not None:
        before, name, kind, i, stop, _, _ = found
        found = before
        if kind is None or name in (SKIP, OPEN):
            continue
        if kind.name in SURE:
            return True
        if kind.name in ("contact", "name", "user", "item", "items", "piece", "the_piece", "named"):
            if any(not lowercase(run, at) for at in range(max(i, 1), stop)):
                return True
    return False


def _counts_again(item: str) -> bool:
    """ "two chairs one lamp": the two does not count the whole."""
    counting = (NUMBER_WORDS - {"a", "an", "half", "quarter"}) | {"minutes", "hours", "days", "years"}
    return any(word.lower() in counting for word in item.split())


def asks(words: Words) -> bool:
    """A question that is not a polite order ("release date of the new movie?", "did i set a reminder")."""
    known = words.words
    if POLITE_PAIRS.intersection(known[:4]) or known[0] in POLITE:
        return False
    return "?" in words.gaps[-1] or (known[0] in ASKING and known[1:2] != ["not"])


ASKING = frozenset("did is are was were does has have had what when where who why how which whats".split())
POLITE = frozenset("can could would will please might may hey hi hello ok herring".split())
POLITE_PAIRS = frozenset("can could would will please".split())


def _free_tail(run: Run, tail: Any, end: int) -> bool:
    if tail is None or tail[2] is None or tail[4] != end:
        return False
    return tail[2].name in FREE and not run.text.gaps[tail[3]]


FREE = frozenset({"text", "tag", "wish", "likes", "clause", "short"})


# ---------------------------------------------------------------- several commands


def _read_several(
    words: Words, context: Context, read_one: Callable[[Words, Context], list[Reading]] = read_one
) -> tuple[float, tuple[Command, ...]] | None:
    """The cheapest way to cut the text at its connectors into clauses that are each a command."""
    cuts = boundaries(words)
    if not cuts or len(cuts) > MAX_CLAUSES:
        return None
    n = len(words.words)
    edges = [(0, 0), *cuts, (n, n)]  # (where a clause ends, where the next begins)
    best: dict[int, tuple[float, tuple[Command, ...]]] = {0: (0.0, ())}
    for a in range(len(edges) - 1):
        if a not in best:
            continue
        cost, before = best[a]
        for b in range(a + 1, len(edges)):
            if a == 0 and b == len(edges) - 1:
                continue
            part = words.part(edges[a][1], edges[b][0])
            read = read_one(part, context) if part.words else []
            if not read or read[0][1][0].bare:
                continue
            total = cost + read[0][0] + ANOTHER_CLAUSE
            if b not in best or total < best[b][0]:
                now = _carried(read[0][1], before)
                best[b] = (total, before if now == before[-1:] else (*before, *now))
    return best.get(len(edges) - 1)


def _carried(commands: tuple[Command, ...], before: tuple[Command, ...]) -> tuple[Command, ...]:
    """Pronouns replaced by the name they stand for in the clauses before."""
    if not before:
        return commands
    return tuple(
        replace(c, slots={k: _referent(c, k, v, before) for k, v in c.slots.items()}) for c in commands
    )


def _referent(command: Command, slot: str, value: Json, before: tuple[Command, ...]) -> Json:
    spec = registry[command.name].slots[slot]
    if spec.kind in ("contact", "user") and isinstance(value, str) and value.lower() in PRONOUNS:
        return _last(before, ("contact",)) or value
    if spec.kind == "item" and isinstance(value, str) and value.lower() in THINGS:
        return _last(before, ("item",)) or value
    if (
        spec.kind == "item"
        and isinstance(value, list)
        and len(value) == 1
        and str(value[0]).lower() in THINGS
    ):
        found = _last(before, ("item",), many=True)
        return found or value
    return value


def _last(before: tuple[Command, ...], kinds: tuple[str, ...], many: bool = False) -> Json:
    for command in reversed(before):
        for name, spec in registry[command.name].slots.items():
            value = command.slots.get(name)
            if value and (
                spec.kind in kinds
                or (name == "title" and "item" in kinds)
                or (name == "name" and "contact" in kinds)
            ):
                if many:
                    return value if isinstance(value, list) else [value]
                if not isinstance(value, list):
                    return value
                if len(value) == 1:
                    return value[0]
    return None


# ---------------------------------------------------------------- which reading


def _best(found: list[Reading], context: Context) -> tuple[tuple[Command, ...], ...]:
    found = sorted(found, key=lambda reading: reading[0] - _known(reading[1], context))
    return tuple(commands for _, commands in found[:6])


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


__all__ = ["KINDS", "Command", "Context", "Names", "Understood", "intent_of", "understand"]
