"""A labelled text as the weights learn from it: its label, and the tag of each word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intents.base import registry
from intents.likeness.features import Looked
from intents.likeness.labels import MANY, NONE, OUT, OWNED
from intents.phrases import Run
from intents.said import Context
from intents.sentences import sentences
from intents.slots import KINDS
from intents.slots.choices import Choice
from intents.templates import matcher
from intents.tokens import split
from intents.typos import spelled

Json = Any
# Kinds that the wording of the whole text settles ("1042 is on its way"), not a word of its own.
TOLD = frozenset({"order_status", "offer_answer", "listing_kind", "measure", "item_status"})


@dataclass
class Example:
    """One text to learn from."""

    side: str
    label: str
    looked: Looked
    tags: list[str]


def aligned(row: Json, context: Context) -> Example | None:
    """The example of one line of a corpus; None where it answers a question, or a slot isn't found in the text."""
    if row.get("pending") not in (None, "offer"):
        return None
    words = spelled(split(row["text"]), matcher(row["as"]))
    if not words.words:
        return None
    looked = Looked(Run(words, context))
    if len(row["commands"]) != 1:
        return Example(row["as"], MANY if row["commands"] else NONE, looked, [OUT] * looked.run.n)
    command = row["commands"][0]
    told: dict[str, Json] = {}
    taken: list[tuple[int, int]] = []
    tags = [OUT] * looked.run.n
    for slot, value in sorted((command.get("slots") or {}).items(), key=lambda each: -len(str(each[1]))):
        if slot not in registry[command["name"]].slots:
            return None
        kind = KINDS[registry[command["name"]].slots[slot].kind]
        found = None
        if kind.name not in TOLD:
            found = _place(looked.run, command["name"], slot, value, taken)
        if found is None:
            if not isinstance(kind, Choice) and (slot, str(value)) not in _constants(command["name"]):
                return None
            told[slot] = value
            continue
        taken.append(found)
        _mark(looked.run, tags, slot, value, found)
    label = command["name"] + "".join(f"|{slot}={value}" for slot, value in sorted(told.items()))
    return Example(row["as"], label, looked, tags)


@lru_cache(maxsize=256)
def _constants(name: str) -> frozenset[tuple[str, str]]:
    """What the wording alone says in the templates of a command: "hide the price of …" is {value:on request}."""
    return frozenset(
        found for source in (*registry[name].phrases, *sentences(name)) for found in _CONSTANT.findall(source)
    )


_CONSTANT = re.compile(r"\{(\w+):([^}]*)\}")


def _mark(run: Run, tags: list[str], slot: str, value: Json, place: tuple[int, int]) -> None:
    inside = [i for i, (left, right) in enumerate(run.text.spans) if left < place[1] and right > place[0]]
    said = run.text.cut(inside[0], inside[-1] + 1) if inside else ""
    if (
        isinstance(value, str)
        and said.lower().endswith("s")
        and not value.lower().endswith("s")
        and run.owned[inside[-1]]
    ):
        slot += OWNED
    for k, i in enumerate(inside):
        tags[i] = ("I-" if k else "B-") + slot


def _place(
    run: Run, name: str, slot: str, value: Json, taken: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The letters (from, to) where a slot's value was said."""
    spec = registry[name].slots[slot]
    kind = KINDS[spec.kind]
    run.past = frozenset({slot}) if spec.past else frozenset()
    found = []
    for each in value if isinstance(value, list) else [value]:
        place = _said(run.text.text, each, taken) if isinstance(each, str) else None
        if place is None and kind.typed:
            place = _typed(run, slot, kind, each, taken)
        if place is None:
            return None
        found.append(place)
    return (min(left for left, _ in found), max(right for _, right in found)) if found else None


def _said(text: str, value: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    flat = text.lower().replace("’", "'")
    wanted = re.escape(value.lower().replace("’", "'").strip())
    for pattern in (rf"(?<!\w){wanted}(?!\w)", rf"(?<!\w){wanted}s(?!\w)", wanted):
        for found in re.finditer(pattern, flat):
            if not any(left < found.end() and right > found.start() for left, right in taken):
                return found.span()
    return None


def _typed(
    run: Run, slot: str, kind: Any, value: Json, taken: list[tuple[int, int]]
) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    for i in range(run.n):
        for end, read in run.ends(kind, i, slot):
            if str(read) != str(value):
                continue
            left, right = run.text.spans[i][0], run.text.spans[end - 1][1]
            if any(a < right and b > left for a, b in taken):
                continue
            if best is None or right - left > best[1] - best[0]:
                best = left, right
    return best
