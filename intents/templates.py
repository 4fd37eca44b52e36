"""Text → readings by the templates alone: strictly, by telling words, with slips set right, or as several commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from intents.base import Audience, Effect, registry
from intents.clauses import ASIDES, boundaries, corrected, starts, stops
from intents.phrases import GLUE, OPEN, SKIP, WIDE, Matcher, Run, Template, TooLong, stems
from intents.said import Command, Context, Json, Reading
from intents.slots.names import OWNERS, PRONOUNS
from intents.slots.numbers import NUMBER_WORDS
from intents.slots.words import lowercase, titled_count
from intents.tokens import Words
from intents.typos import corrections, features

MAX_CLAUSES = 12
TITLED_COUNT = 3.0  # what it costs to count by a word that a title may begin with
STRAINED = 3.2  # what a reading costs from which on the text may rather correct itself
ANOTHER_CLAUSE = 1.5  # what every command of a text of several costs besides
THINGS = frozenset({"it", "this", "that", "them", "these", "those", "this one", "that one", "one", "both"})
CONSENT = {"opt_out": "opt_out", "opt_in": "opt_in", "ask_help": "help"}


@lru_cache(maxsize=4)
def matcher(as_: str, loose: bool = False) -> Matcher:
    """The templates of one side, built once."""
    side = Audience.COLLECTOR if as_ == "collector" else Audience.STAFF
    return Matcher([intent for intent in registry if intent.audience is side], loose)


def by_templates(words: Words, context: Context) -> tuple[list[Reading], str]:
    """All readings of the whole text, cheapest first, and the tier that found them.

    One that costs less than `PLAIN` is said so plainly that nothing else need be weighed against it.
    """
    try:
        return _by_tiers(words, context)
    except TooLong:
        return [], "strict"


def _by_tiers(words: Words, context: Context) -> tuple[list[Reading], str]:
    found, tier = read(words, context), "strict"
    if not found:
        found, tier = _loosely(words, context), "loose"
    if not found or found[0][0] >= STRAINED:
        mended = corrected(words, lambda part: read(part, context))
        if mended and (not found or mended[0][0] < found[0][0]):
            return mended, "corrected"
    if not found or found[0][0] >= PLAIN:
        slips = _of_slips(words, context)
        if slips and (not found or slips[0][0] + SLIP < found[0][0]):
            return slips, "typo"
    return found, tier


PLAIN = 1.0  # what costs less is said so plainly that no other reading is looked for
SLIP = 0.6  # what a slip of the thumb must make cheaper


def _of_slips(words: Words, context: Context) -> list[Reading]:
    """Readings of the text with misspelled words set right; never done without asking."""
    for changed in corrections(words, matcher(context.as_)):
        found = [
            r
            for r in read(changed, context)
            if len(words.words) > 2 or not any(c.name in CONSENT for c in r[1])
        ]
        if found:
            return [(cost, tuple(replace(c, fuzzy=True) for c in commands)) for cost, commands in found]
    return []


def _loosely(words: Words, context: Context) -> list[Reading]:
    """Readings by the telling words alone; marked fuzzy where they would change anything."""
    found = read_with(matcher(context.as_, loose=True), words, context)
    return [
        (cost, tuple(replace(c, fuzzy=registry[c.name].effect is not Effect.READ) for c in commands))
        for cost, commands in found
    ]


def read(words: Words, context: Context) -> list[Reading]:
    """The readings of a text as one command, or else as several."""
    whole = read_one(words, context)
    if whole and not any(_holds_more(command, words) for command in whole[0][1]):
        return whole
    several = read_several(words, context)
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
            # "her" is little where nobody is asked for; elsewhere it says whose.
            cost += 0.5 * value + (0.0 if OWNERS.isdisjoint(run.words[i:stop]) else 0.6)
            if run.loose and intent.effect is not Effect.READ and not GLUE.issuperset(run.words[i:stop]):
                return None
            continue
        if kind is not None:
            cost += kind.cost if kind.typed else kind.cost * (stop - i) + kind.penalty(run, i, stop)
            value = value if kind.typed else kind.value(run, i, stop, owned)
        if value is None or (name in slots and name != "_"):
            return None
        told += kind is not None and name != "_"
        cost += TITLED_COUNT if name == "quantity" and titled_count(run, i) else 0.0
        slots[name] = value
    slots.pop("_", None)
    if intent.audience is Audience.COLLECTOR:
        slots = {k: v for k, v in slots.items() if not (k == "item" and str(v).lower() in THINGS)}
    if "quantity" in slots and "item" in slots and _counts_again(slots["item"]):
        cost += 3.0
    if run.loose and intent.effect is not Effect.READ and not _evident(run, tail):
        return None
    cost -= 0.5 * told  # of two readings the one that tells more
    if tail is not None:  # "new contact" and no more asks for the rest
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
    if known[0] == "would" and not POLITELY.intersection(known[1:2]):
        return True  # "would tio's be crowded at 7"
    if POLITE_PAIRS.intersection(known[:4]) or known[0] in POLITE:
        return False
    return "?" in words.gaps[-1] or (known[0] in ASKING and known[1:2] != ["not"])


ASKING = frozenset("did is are was were does has have had what when where who why how which whats".split())
POLITE = frozenset("can could would will please might may hey hi hello ok herring".split())
POLITELY = frozenset("you u ya it love like be someone somebody anyone anybody".split())
POLITE_PAIRS = frozenset("can could would will please".split())


def _free_tail(run: Run, tail: Any, end: int) -> bool:
    if tail is None or tail[2] is None or tail[4] != end:
        return False
    return tail[2].name in FREE and not run.text.gaps[tail[3]]


FREE = frozenset({"text", "tag", "wish", "likes", "clause", "short"})


# ---------------------------------------------------------------- several commands


def read_several(
    words: Words,
    context: Context,
    read_one: Callable[[Words, Context], list[Reading]] = read_one,
    cuts: list[tuple[int, int]] | None = None,
) -> tuple[float, tuple[Command, ...]] | None:
    """The cheapest way to cut the text, at its connectors or at `cuts`, into clauses that are each a command."""
    cuts = boundaries(words) if cuts is None else cuts
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
    found = best.get(len(edges) - 1)
    return (found[0], _of_a_person(found[1])) if found else None


def _of_a_person(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """ "find Deb and show me her orders": who has something is somebody, not a thing."""
    first, *rest = commands
    if first.name != "find_item" or set(first.slots) != {"item"}:
        return commands
    who = {"contact": first.slots["item"]}
    if not any(str(c.slots.get("contact", "")).lower() in A_PERSON for c in rest):
        return commands
    found = replace(first, name="find_contact", slots=who)
    return (found, *_carried(tuple(rest), (found,)))


A_PERSON = frozenset("he she him her his".split())


def _carried(commands: tuple[Command, ...], before: tuple[Command, ...]) -> tuple[Command, ...]:
    """Pronouns replaced by the name they stand for in the clauses before."""
    if not before:
        return commands
    carried = (
        replace(c, slots={k: _referent(c, k, v, before) for k, v in c.slots.items()}) for c in commands
    )
    return tuple(_about_the_same(c, before) for c in carried)


def _about_the_same(command: Command, before: tuple[Command, ...]) -> Command:
    """A second clause that names no piece is about the one of the first: "is Blue Nude there and how much is it?"."""
    intent = registry[command.name]
    if "item" not in intent.slots or "item" in command.slots:
        return command
    if intent.audience is not Audience.COLLECTOR and not intent.slots["item"].required:
        return command
    item = _last(before, ("item",))
    return replace(command, slots={"item": item, **command.slots}) if item else command


def _referent(command: Command, slot: str, value: Json, before: tuple[Command, ...]) -> Json:
    spec = registry[command.name].slots[slot]
    if spec.kind in ("contact", "user") and isinstance(value, str) and value.lower() in PRONOUNS | OWNERS:
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
