"""Several rows meant by one word: "both", "all of them", "them", "1 and 3" of what was last shown or done together.

A command that takes one row is then said once for each; as that is more than one change, it is shown first.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.memory import Memory
from bot.resolve import Step
from crm_core.errors import Refused
from intents.base import Intent, Json, Ref, registry
from intents.finders import FINDERS

ALL = frozenset(
    {"all", "all of them", "all of those", "all of these", "them all", "every one", "every one of them"}
)
THEM = frozenset({"them", "these", "those", "they"})
BOTH = frozenset({"both", "both of them", "both of those", "them both", "the two", "the two of them"})
THREE = frozenset({"all three", "all 3", "all three of them", "the three of them"})
NUMBERS = re.compile(r"#?\d{1,2}(?:(?: ?, ?and | ?, ?| and | ?& ?| ?\+ ?)#?\d{1,2})+")
LEADS = re.compile(
    r"^(?:(?:i want|i mean|i meant|take|do|use|ok|yes|its|it's|the)\s+)+|[\s.!,]*(?:please|pls|thanks)?[.!]*$",
    re.I,
)


def how_many(said: str) -> int | None:
    """What "both" and the like count: 2 or 3; 0 for all there are; None where the words mean no such thing."""
    words = LEADS.sub("", said.strip()).casefold()
    if words in ALL:
        return 0
    return 2 if words in BOTH else 3 if words in THREE else None


def apart(memory: Memory, steps: list[Step]) -> list[Step]:
    """The steps with such words replaced by the rows they stand for; one for each where a command takes but one."""
    return [each for step in steps for each in _apart(memory, step)]


def for_each(step: Step, slot: str, values: list[Json]) -> list[Step]:
    """The command for every one of these rows: shown first, where it is more than one change."""
    return [
        replace(step.with_slot(slot, value), ask_first=len(values) > 1 or step.ask_first) for value in values
    ]


def _apart(memory: Memory, step: Step) -> list[Step]:
    intent = registry[step.name]
    for name, said in step.slots.items():
        spec = intent.slots[name]
        if spec.kind not in FINDERS:
            continue
        if isinstance(said, list):
            step = step.with_slot(
                name, [each for one in said for each in _rows(memory, spec.kind, one) or [one]]
            )
            continue
        rows = _rows(memory, spec.kind, said)
        if rows:
            many = _list_slot(intent, spec.kind, step)
            if many is None:
                return for_each(step, name, rows)
            others = {other: value for other, value in step.slots.items() if other != name}
            return [replace(step, slots={**others, many: rows})]
    return [step]


def _list_slot(intent: type[Intent], kind: str, step: Step) -> str | None:
    """The slot of the same command that takes several of this kind, if there is one."""
    free = (name for name, spec in intent.slots.items() if spec.many and spec.kind == kind)
    return next((name for name in free if not step.slots.get(name)), None)


def _rows(memory: Memory, kind: str, said: Json) -> list[Json]:
    """The rows these words stand for; none where they are a name, or one row's."""
    if not isinstance(said, str):
        return []
    words = said.strip().casefold()
    if NUMBERS.fullmatch(words):
        return _numbered(memory, kind, [int(number) for number in re.findall(r"\d+", words)])
    count = 0 if words in THEM else how_many(words)
    if count is None:
        return []
    refs = memory.several(kind)
    if not refs and words in THEM:
        return []
    if not refs or (count and len(refs) != count):
        shown = f"I last showed {len(refs)}" if refs else "I have shown no list lately"
        raise Refused(why=f"{shown}, so I don't know what “{said}” stands for. Nothing was changed.")
    return [{"ref": ref.kind, "id": ref.id, "said": ref.label} for ref in refs]


def _numbered(memory: Memory, kind: str, numbers: list[int]) -> list[Json]:
    shown = memory.shown()
    if not all(1 <= number <= len(shown) and shown[number - 1].kind == kind for number in numbers):
        return []
    picked: list[Ref] = [shown[number - 1] for number in dict.fromkeys(numbers)]
    return [{"ref": ref.kind, "id": ref.id, "said": ref.label} for ref in picked]
