"""The questions a command raises: which of several, what was meant, what is missing, what can't be."""

from __future__ import annotations

from dataclasses import replace

from bot.options import option_label
from bot.outcome import Ask, Outcome
from bot.resolve import MOST_OPTIONS, Doubt, Step, is_place
from crm_core.crm import Crm
from crm_core.errors import HerringError, WhichOne
from intents.base import Intent, Ref, Slot, registry
from intents.finders import FINDERS


def ask_about(crm: Crm, outcome: Outcome, step: Step, doubt: Doubt, later: list[Step], alone: bool) -> None:
    """Ask about the doubt, or say what isn't known where there is nothing to choose from."""
    spec = registry[step.name].slots[doubt.slot]
    numbered = "\n".join(f"{number} {ref.label}" for number, ref in enumerate(doubt.options, 1))
    options = [{**ref.to_json(), "index": doubt.index} for ref in doubt.options]
    if doubt.kind == "fill":
        question = spec.ask or f"Which {spec.name.replace('_', ' ')}?"
        text = f"I don't know what “{doubt.said}” stands for. {question}" if doubt.said else question
        outcome.ask = Ask("fill", [step, *later], text, slot=doubt.slot)
    elif doubt.kind == "choose":
        text = f"Which {doubt.said}?\n{numbered}\nReply with a number, or NO."
        outcome.ask = Ask("choose", [step, *later], text, slot=doubt.slot, options=options)
    elif doubt.options:
        text = f"I don't know “{doubt.said}”. Did you mean:\n{numbered}\nReply with a number, or NO."
        outcome.ask = Ask("choose", [step, *later], text, slot=doubt.slot, options=options)
    else:
        outcome.said.append(_unknown(crm, registry[step.name], spec, doubt.said, alone))


def asked_again(step: Step, error: HerringError, later: list[Step]) -> Ask:
    """A value that can't be is asked for once more, and the rest of the command is kept."""
    slot = error.data["slot"]
    kept = replace(step, slots={name: value for name, value in step.slots.items() if name != slot})
    return Ask("fill", [kept, *later], str(error), slot=slot)


def which(crm: Crm, step: Step, error: WhichOne) -> Doubt:
    """What only the command could see: that several rows would do for a slot nobody filled."""
    kind = registry[step.name].slots[error.slot].kind
    rows = error.rows[:MOST_OPTIONS]
    options = tuple(Ref(kind, row.id, option_label(crm, kind, row)) for row in rows)
    return Doubt("choose", error.slot, error.data["what"], options)


def _unknown(crm: Crm, intent: type[Intent], spec: Slot, said: str, alone: bool) -> str:
    kinds = {intent.slots[name].kind for name in intent.one_of}
    hint = {
        "contact": f" To add them: “new contact {said} +1 …”.",
        "item": f" To add it: “new: {said} by …, $…”.",
    }.get(spec.kind, "")
    other = {"contact": "item", "item": "contact"}.get(spec.kind, "")
    found = FINDERS[other](crm, said) if other else None
    if found and found.exact and len(found.rows) == 1:
        is_one = option_label(crm, other, found.rows[0])
        name, hint = f"“{said}” is {'an item' if other == 'item' else 'a contact'}: {is_one}.", ""
    elif spec.archived:
        name, hint = f"Nothing that was deleted or archived is called “{said}”.", ""
    elif {"contact", "item"} <= kinds:
        name, hint = f"I don't know anybody or anything called “{said}”.", ""
    elif is_place(said):
        name, hint = f"I have shown no list lately, so I don't know what “{said}” stands for.", ""
    else:
        name = f"I don't know {'an' if spec.kind[0] in 'aeiou' else 'a'} {spec.kind} “{said}”."
    return f"{name} Nothing was changed.{hint}" if alone else f"Not done: {name}{hint}"
