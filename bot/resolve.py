"""From the names a text uses to the rows they mean; where that is not certain, the doubt to ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.memory import Memory
from bot.options import option_label
from crm_core.crm import Crm
from crm_core.money import Money
from crm_core.services import tasks
from intents.base import Json, Ref, Slot, registry
from intents.binding import is_ref, model_of
from intents.finders import FINDERS
from intents.slots.names import OWNERS
from intents.slots.names import PRONOUNS as PERSONS

PRONOUNS = PERSONS | OWNERS | frozenset(
    ["it", "that", "this", "these", "those", "one", "hers", "theirs", "this one", "that one", "the one", "same",
     "the same", "the same one", "the last one"]
)  # fmt: skip
HANDLE = re.compile(r"#?(\d{1,2})(?: one)?")
ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1
    )
}
LAST_ONE = frozenset({"last one", "bottom one"})
MOST_OPTIONS = 8


@dataclass(frozen=True)
class Step:
    """One command on its way: slots as said, or as refs once it is known who and what is meant.

    ask_first: read with a typo or a free end, so even a plain write is shown first. confirmed: OK was given.
    """

    name: str
    slots: dict[str, Json] = field(default_factory=dict)
    ask_first: bool = False
    confirmed: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "slots": self.slots, "ask_first": self.ask_first}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Step:
        return cls(kept["name"], kept["slots"], kept.get("ask_first", False))

    def with_slot(self, name: str, value: Json) -> Step:
        return replace(self, slots={**self.slots, name: value})


@dataclass(frozen=True)
class Doubt:
    """Why a step can't go on yet. kind: choose (several fit), unknown (none does), fill (not said)."""

    kind: str
    slot: str
    said: str = ""
    options: tuple[Ref, ...] = ()
    index: int | None = None  # which of a list slot's names


def resolve(crm: Crm, memory: Memory, step: Step) -> tuple[Step, Doubt | None]:
    """The step with every certain name bound, and the first doubt that remains."""
    step, doubts = all_doubts(crm, memory, step)
    return step, doubts[0] if doubts else None


def words_of(crm: Crm, step: Step) -> list[str]:
    """The values of a step as they were said, for a sentence that names it."""
    found = []
    for name, value in step.slots.items():
        kind = registry[step.name].slots[name].kind
        found += [_words(crm, kind, each) for each in (value if isinstance(value, list) else [value])]
    return [words for words in found if words]


def _words(crm: Crm, kind: str, value: Json) -> str:
    if is_ref(value):
        return str(value.get("said", ""))
    if isinstance(value, dict):
        return str(Money(Decimal(value["amount"]), value["currency"])) if "amount" in value else ""
    if kind == "when" and isinstance(value, str):
        return tasks.spoken(crm, datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return str(value) if isinstance(value, str | int | float) else ""


def all_doubts(crm: Crm, memory: Memory, step: Step) -> tuple[Step, list[Doubt]]:
    """The step with every certain name bound, and each doubt that remains."""
    step, doubts = _colleague_meant(memory, _where_numbers_belong(memory, step)), []
    for name, spec in registry[step.name].slots.items():
        if spec.kind not in FINDERS or step.slots.get(name) in (None, ""):
            continue
        value = step.slots[name]
        if isinstance(value, list):
            bound = []
            for index, each in enumerate(value):
                found, doubt = _bind(crm, memory, spec, each)
                bound += found if isinstance(found, list) else [found]
                doubts += [replace(doubt, index=index)] if doubt else []
            step = step.with_slot(name, bound)
        else:
            found, doubt = _bind(crm, memory, spec, value)
            step = step.with_slot(name, [found] if spec.many and not isinstance(found, list) else found)
            doubts += [doubt] if doubt else []
    left_out = missing(step)
    return step, doubts or ([left_out] if left_out else [])


def _where_numbers_belong(memory: Memory, step: Step) -> Step:
    """ "note on 1" after a list of people is about the person, though "1" reads as an item's name as well."""
    shown, specs = memory.shown(), registry[step.name].slots
    for name, said in step.slots.items():
        handle = HANDLE.fullmatch(_ordinal(said)) if isinstance(said, str) and name in specs else None
        if handle is None or specs[name].kind not in FINDERS or not 1 <= int(handle[1]) <= len(shown):
            continue
        kind = shown[int(handle[1]) - 1].kind
        free = [other for other, spec in specs.items() if spec.kind == kind and other not in step.slots]
        if kind != specs[name].kind and free:
            others = {other: value for other, value in step.slots.items() if other != name}
            step = replace(step, slots={**others, free[0]: said})
    return step


def _colleague_meant(memory: Memory, step: Step) -> Step:
    """ "what do we owe Gus": a command about a contact or a colleague takes the one there is."""
    specs, said = registry[step.name].slots, step.slots.get("contact")
    either = "contact" in specs and "user" in specs and not specs["contact"].required
    if not either or not isinstance(said, str) or step.slots.get("user") or said.casefold() in PRONOUNS:
        return step
    if memory.find(specs["contact"], said).rows or len(memory.find(specs["user"], said).rows) != 1:
        return step
    others = {name: value for name, value in step.slots.items() if name != "contact"}
    return replace(step, slots={**others, "user": said})


def missing(step: Step) -> Doubt | None:
    """The first slot that must be said and was not."""
    intent = registry[step.name]
    for name, spec in intent.slots.items():
        if spec.required and step.slots.get(name) in (None, "", []):
            return Doubt("fill", name)
    if intent.one_of and not any(step.slots.get(name) for name in intent.one_of):
        return Doubt("fill", intent.one_of[0])
    return None


def _bind(crm: Crm, memory: Memory, spec: Slot, said: Json) -> tuple[Json, Doubt | None]:
    kind, slot = spec.kind, spec.name
    if is_ref(said) or not isinstance(said, str):
        return said, None
    remembered = _remembered(memory, kind, said)
    if remembered is not None:
        return {"ref": remembered.kind, "id": remembered.id, "said": said}, None
    if said.casefold() in PRONOUNS:
        return said, Doubt("fill", slot, said)
    found = memory.find(spec, said)
    if len(found.rows) == 1:
        return {"ref": kind, "id": found.rows[0].id, "said": said}, None
    rows = found.rows or found.suggestions
    options = tuple(Ref(kind, row.id, option_label(crm, kind, row)) for row in rows[:MOST_OPTIONS])
    return said, Doubt("choose" if found.rows else "unknown", slot, said, options)


def is_place(said: str) -> bool:
    """Whether words only tell a place in a list: "the second one"."""
    return _ordinal(said) != said or said.casefold().removeprefix("the ") in LAST_ONE


def _ordinal(said: str) -> str:
    """ "the second one" as "2"; a bare "second" may be a title's word."""
    words = said.casefold().removeprefix("the ").split()
    return ORDINALS.get(words[0], said) if len(words) == 2 and words[1] == "one" else said


def _remembered(memory: Memory, kind: str, said: str) -> Ref | None:
    """What "2", "the second one", "it" or "her" stands for here; None where the words are a name after all."""
    shown = memory.shown()
    if said.casefold().removeprefix("the ") in LAST_ONE and shown and shown[-1].kind == kind:
        return shown[-1]
    handle = HANDLE.fullmatch(_ordinal(said))
    if handle:
        number = int(handle[1])
        if 1 <= number <= len(shown) and shown[number - 1].kind == kind:
            return shown[number - 1]
    return memory.focus(kind) if said.casefold() in PRONOUNS and model_of(kind) else None
