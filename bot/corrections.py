"""A preview put right instead of OKed: "ok but make it 4200", "no, for Tom". Then the new preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot import pending
from bot.carry_out import carry_out
from bot.memory import Memory
from bot.outcome import Outcome
from bot.resolve import Step
from crm_core.crm import Crm
from crm_core.errors import HerringError
from crm_core.models import Inbox, Question
from intents.base import Intent, Json, Slot, registry
from intents.binding import load

CORRECTED_KINDS = {
    "money": frozenset({"money"}),
    "when": frozenset({"when"}),
    "word": frozenset({"platform", "method"}),
}
# What a correction begins with; a bare "ok" is none.
LEAD = re.compile(
    r"^\W*(?:(?:ok|okay|yes|yep|sure|fine|good|well|oh|hm+)\W+)*"
    r"(?:(?:no|nope|but|make (?:it|that)|change (?:it|that)(?: to)?|sorry|wait|actually|i meant?|rather|it was"
    r"|it's|its|not|it goes to|sold to|with|give|and)\W+)+"
    r"(?:(?:for|to|by|at|it was|it's|the buyer (?:is|was)|the client (?:is|was))\W+)*",
    re.I,
)
TAIL = re.compile(r"[\s,.!]*(?:instead|please|pls|thanks|not \w+(?: \w+)?)?[\s.!]*$", re.I)
DISCOUNT = re.compile(r"(?:a |with )?(\d{1,2}(?:\.\d+)?) ?(?:%|percent|pct) (?:off|discount|less)", re.I)
NAMED = frozenset({"contact", "item", "user", "order"})
MOST_WORDS = 6


def corrected(crm: Crm, memory: Memory, inbox: Inbox, question: Question, value: Json) -> Outcome:
    """ "ok but make it 4200": the same command with that value in place of the one shown, and its new preview."""
    steps = pending.steps_of(question)
    found = _slot_for(crm, steps, value)
    if found is None:
        return Outcome(said=[question.text])
    index, slot = found
    steps[index] = steps[index].with_slot(slot, value)
    pending.close(crm, question, "replaced")
    return carry_out(crm, memory, [replace(step, ask_first=True) for step in steps], inbox)


def put_right(crm: Crm, memory: Memory, inbox: Inbox, question: Question) -> Outcome | None:
    """ "artist is column 3": words that only the command knows to be about what it shows; then its new preview."""
    steps = pending.steps_of(question)
    # Most commands have no such words, and every OK comes by here.
    if len(steps) != 1 or registry[steps[0].name].corrected is Intent.corrected:
        return None
    if not pending.answerable(crm, question, inbox):
        return None
    try:
        changes = load(crm, steps[0].to_json()).corrected(crm, inbox.text)
    except HerringError as error:
        return Outcome(said=[str(error)])
    if changes is None:
        return None
    pending.close(crm, question, "replaced")
    step = replace(steps[0], slots={**steps[0].slots, **changes}, ask_first=True)
    return carry_out(crm, memory, [step], inbox)


def _slot_for(crm: Crm, steps: list[Step], value: Json) -> tuple[int, str] | None:
    """Which slot of which step a correction means: one of its kind that was said, else one that could be."""
    kinds = CORRECTED_KINDS["money" if isinstance(value, dict) else _text_kind(value)]
    for said in (True, False):
        for index, step in enumerate(steps):
            for name, spec in registry[step.name].slots.items():
                if (
                    spec.kind in kinds
                    and _fits(crm, spec, value)
                    and (step.slots.get(name) is not None) is said
                ):
                    return index, name
    return None


def _fits(crm: Crm, spec: Slot, value: Json) -> bool:
    """No day to come for what looks back: "until friday" is not when something was sold."""
    to_come = isinstance(value, str) and _text_kind(value) == "when" and value[:10] > crm.today().isoformat()
    return not spec.many and not (spec.past and to_come)


def _text_kind(value: Json) -> str:
    return "when" if isinstance(value, str) and value[:4].isdigit() else "word"


def discounted(crm: Crm, memory: Memory, inbox: Inbox, question: Question) -> Outcome | None:
    """ "ok but 10% off", while something is about to be sold."""
    found = DISCOUNT.fullmatch(LEAD.sub("", inbox.text, count=1).strip(" .!"))
    return (
        _again(crm, memory, inbox, question, lambda step: _with_discount(step, found[1])) if found else None
    )


def renamed(crm: Crm, memory: Memory, inbox: Inbox, question: Question) -> Outcome | None:
    """ "no, for Tom", "make it the Red Field": somebody or something else than the preview shows."""
    lead = LEAD.match(inbox.text)
    said = TAIL.sub("", inbox.text[lead.end() :]) if lead else ""
    if not said or len(said.split()) > MOST_WORDS:
        return None
    return _again(crm, memory, inbox, question, lambda step: _with_name(memory, step, said))


def _again(
    crm: Crm, memory: Memory, inbox: Inbox, question: Question, change: Callable[[Step], Step | None]
) -> Outcome | None:
    """The new preview, where one of the steps can be changed so."""
    if not pending.answerable(crm, question, inbox):
        return None
    steps = pending.steps_of(question)
    for index, step in enumerate(steps):
        changed = change(step)
        if changed is not None:
            steps[index] = changed
            pending.close(crm, question, "replaced")
            return carry_out(crm, memory, [replace(step, ask_first=True) for step in steps], inbox)
    return None


def _with_discount(step: Step, percent: str) -> Step | None:
    for name, spec in registry[step.name].slots.items():
        if spec.kind == "discount":
            return step.with_slot(name, float(percent) if "." in percent else int(percent))
    return None


def _with_name(memory: Memory, step: Step, said: str) -> Step | None:
    """The step with another person or thing of that very name; nothing is guessed."""
    for name, spec in registry[step.name].slots.items():
        if spec.kind not in NAMED or spec.many:
            continue
        found = memory.find(spec, said).rows
        if len(found) == 1 and _id(step, name) != found[0].id:
            return step.with_slot(name, {"ref": spec.kind, "id": found[0].id, "said": said})
    return None


def _id(step: Step, slot: str) -> int | None:
    value = step.slots.get(slot)
    return value.get("id") if isinstance(value, dict) else None
