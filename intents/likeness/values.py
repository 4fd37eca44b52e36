"""From tagged words to a command: each slot's value is read by its kind, as a template would read it."""

from __future__ import annotations

import re
from typing import Any

from intents.base import Slot, registry
from intents.likeness.features import ELSEWHERE, SMALL
from intents.likeness.labels import OWNED
from intents.phrases import Run
from intents.slots import KINDS
from intents.slots.kind import Kind
from intents.slots.names import CAPITAL_NAMES
from intents.slots.unnamed import NOT_NAMES
from intents.slots.words import (
    ARTICLES,
    KIN,
    MONEY_WORDS,
    ORDERS,
    TALK,
    TRAILING,
    UNITS_OF_TIME,
    VERBS,
    Listed,
    Text,
    lowercase,
    titled_count,
)
from intents.tokens import GENITIVE

Json = Any
SECONDS = frozenset({"seconds"})  # what a maker sells with a flaw
NO_THING = TALK | (UNITS_OF_TIME - SECONDS) | ELSEWHERE
# What a command begins with, and hardly a name.
BEGINNING = (
    VERBS | ORDERS | set("reserve strike bring mark log book enter describe restock return lend".split())
)
# Names: none goes over a break.
NAMED = frozenset({"item", "contact", "user", "maker", "title", "location", "wish"})
PEOPLE = frozenset({"contact", "user", "maker"})
# Words in no name, without those that point at somebody.
NOBODY = (
    NOT_NAMES
    - CAPITAL_NAMES
    - KIN
    - frozenset(
        "friend someone somebody she he they them him her his hers their theirs both all of one ones first last other "
        "second third two three four five six".split()
    )
)
DOES = frozenset(
    "likes loves wants needs has had is was bought paid asked asks said owes took takes came".split()
)
ROMAN = re.compile("[ivx]{2,}")  # a title's number
SUMS = frozenset("plus minus times".split())
# What is said beside as much as somebody would pay.
LIMITS = frozenset(
    "under below beneath max maximum tops most budget than less around about at limit cap ceiling spend until up pay "
    "price over above within afford go exceed dollars euros pounds bucks usd eur gbp".split()
)


def slots_of(run: Run, spelled: Run, label: str, tags: list[str]) -> dict[str, Json] | None:
    """The slots of a label's command; None where tagged words can't be what they are tagged as.

    spelled: the same text with misspelled words set right, for all but names and what is kept as it was written.
    """
    name, *told = label.split("|")
    specs = registry[name].slots
    slots: dict[str, Json] = {}
    for each in told:
        slot, value = each.split("=", 1)
        slots[slot] = value
    found = _with_counts_of_names(run, spans(tags))
    nexts = [begin for _, begin, _ in found[1:]] + [run.n]
    for (slot, i, end), free in zip(found, nexts, strict=False):
        owned, slot = slot.endswith(OWNED), slot.removesuffix(OWNED)
        if slot in slots:
            return None
        value = _value(run, spelled, specs[slot], i, end, owned, free)
        if value is None or (isinstance(value, str) and value.count("(") != value.count(")")):
            return None
        slots[slot] = value
    slots = _one_list(slots)
    return {slot: slots[slot] for slot in specs if slot in slots}


def _with_counts_of_names(run: Run, found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """ "Still Life for Two", "Two Chairs", "a dinner set for 8", "a Patek 96": a count that belongs to a name.

    What is no price and belongs to no name ("on the hunt 4 a diver") is nothing.
    """
    out: list[tuple[str, int, int]] = []
    for slot, i, end in found:
        last = out[-1] if out else ("", 0, 0)
        titled = slot == "quantity" and titled_count(run, i)
        unpriced = slot == "max_price" and _counts(run, i, end)
        if (titled or unpriced) and last[0] in NAMED and SMALL.issuperset(run.words[last[2] : i]):
            out[-1] = last[0], last[1], end
        elif slot in NAMED and last[0] == "quantity" and last[2] == i and titled_count(run, last[1]):
            out[-1] = slot, last[1], end
        elif not unpriced:
            out.append((slot, i, end))
    return out


def _counts(run: Run, i: int, end: int) -> bool:
    """A bare number, with nothing about it that says it is as much as somebody would pay."""
    around = {*run.words[max(i - 2, 0) : i], *run.words[end : end + 2]}
    return (
        end == i + 1 and run.words[i].isdigit() and not run.text.gaps[i].strip() and LIMITS.isdisjoint(around)
    )


def _one_list(slots: dict[str, Json]) -> dict[str, Json]:
    """ "the Mark XI, the 6139 and the Smiths": all things in one list, which needs no count of its own."""
    if "item" in slots and "items" in slots:
        slots["items"] = [slots.pop("item"), *slots["items"]]
    if slots.get("quantity") == len(slots.get("items", ())) > 1:
        del slots["quantity"]
    return slots


def spans(tags: list[str]) -> list[tuple[str, int, int]]:
    """(slot, first word, word after the last) of each tagged stretch."""
    found: list[tuple[str, int, int]] = []
    for i, tag in enumerate(tags):
        if tag[0] == "B":
            found.append((tag[2:], i, i + 1))
        elif tag[0] == "I":
            slot, begin, _ = found[-1]
            found[-1] = slot, begin, i + 1
    return found


def _value(run: Run, spelled: Run, spec: Slot, i: int, end: int, owned: bool, free: int) -> Json:
    """The value of words i..end-1; those up to `free` are in no slot."""
    kind = KINDS[spec.kind + "s" if spec.many else spec.kind]
    if kind.typed:
        spelled.past = frozenset({spec.name}) if spec.past else frozenset()
        return _typed(spelled, kind, spec.name, i, end, free)
    if i == 0 and end > 1 and spec.kind in NAMED and run.words[0] in BEGINNING:
        i = 1  # "Merge O. Baxter with …": a capital that only begins the sentence
    while spec.kind in NAMED and end - 1 > i and run.words[end - 1] in TRAILING and lowercase(run, end - 1):
        end -= 1
    if spec.kind == "item" and run.words[i:end] == ["they"]:
        return "them"
    if _is_none(run, spec, i, end):
        return None
    owned = owned or run.owned[end - 1] == GENITIVE
    value = kind.value(run, i, end, owned)
    if value is None and isinstance(kind, Listed):
        parts = [_leniently(run, kind.each, begin, stop, owned) for begin, stop in kind.pieces(run, i, end)]
        return None if None in parts else parts or None
    return _leniently(run, kind, i, end, owned) if value is None and isinstance(kind, Text) else value


def _is_none(run: Run, spec: Slot, i: int, end: int) -> bool:
    """True where the words can't be what the slot is for."""
    words = run.words
    if spec.name in ("maker", "query") and all(words[at][:1].isdigit() for at in range(i, end)):
        return True  # "watches from the 50s"
    if spec.kind not in NAMED:
        return False
    if any(ch in ";:?!\n" for at in range(i + 1, end) for ch in run.text.gaps[at]):
        return True
    if spec.kind in PEOPLE and _nobody(run, i, end):
        return True
    if spec.kind == "wish" and words[i : i + 2] == ["list", "of"]:
        return True  # who wishes for a list wants to read something
    # "add 45 to 87 plus 54"; what has so many digits is a parcel's number, or a phone's.
    if words[end - 1] in ("through", "fell") and lowercase(run, end - 1):
        return True  # "that offer on the house fell through"
    return words[i] in SUMS or (words[i].isdigit() and len(words[i]) > 9)


def _nobody(run: Run, i: int, end: int) -> bool:
    """ "the statement is false", "upload the pictures": words in no name, or what is done to what follows."""
    if i == 0 and end == 1 and end < run.n and run.words[end] in ARTICLES and lowercase(run, i):
        return True
    if any(run.words[at] in DOES and lowercase(run, at) for at in range(i + 1, end)):
        return True  # "Bettina likes seascapes"
    return all(_in_no_name(run, at) or ROMAN.fullmatch(run.words[at]) for at in range(i, end))


def _in_no_name(run: Run, at: int) -> bool:
    word = run.words[at][:-1] if run.owned[at] == GENITIVE else run.words[at]
    return word in NOBODY and lowercase(run, at)


def _leniently(run: Run, kind: Text, i: int, end: int, owned: bool) -> Json:
    """ "soap dishes": the templates are warier than a preview need be."""
    if kind.name in NAMED and run.words[end - 1] in MONEY_WORDS:
        return None  # "send ten dollars to the bank"
    return Text.value(kind, run, i, end, owned) if NO_THING.isdisjoint(run.words[i:end]) else None


def _typed(run: Run, kind: Kind, slot: str, i: int, end: int, free: int) -> Json:
    """The value read from these words and what goes on with them ("monday afternoon"), or else from most of them."""
    longer = [each for each in run.ends(kind, i, slot) if end <= each[0] <= free]
    if longer:
        return max(longer, key=lambda each: each[0])[1]
    best: tuple[int, Json] | None = None
    for begin in range(i, end):
        for stop, value in run.ends(kind, begin, slot):
            if stop <= end and (best is None or stop - begin > best[0]):
                best = stop - begin, value
    return best[1] if best else None
