"""Carrying out typed commands: permit → find → ask where that must be → do, each in its own savepoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError

from bot import doubts, repeated, several, step_up
from bot.memory import Memory
from bot.outcome import Ask, Outcome
from bot.resolve import Step, resolve
from crm_core import access
from crm_core.access import Decision, Permission
from crm_core.crm import Crm, who_can
from crm_core.errors import HerringError, NotAllowed, WhichOne
from crm_core.models import Inbox
from crm_core.services import approvals
from crm_core.services.journal import summary_of
from crm_core.services.sentences import sentence_for
from intents.asked import question
from intents.base import Effect, Intent, Ref, Reply, help_line, registry
from intents.binding import is_ref, load, versions

ASKS_FIRST = frozenset({Effect.CONFIRM, Effect.OUTWARD})
OK_OR_NO = "Reply OK, or NO."
DEADLOCKS = frozenset({"40P01", "40001"})
ATTEMPTS = 3
LOOKS = frozenset({"show", "list", "get"})
PRICES = frozenset({"price", "unit_price"})


@dataclass(frozen=True)
class Previewed:
    step: Step
    text: str
    versions: list[dict[str, Any]]
    word: str


def carry_out(crm: Crm, memory: Memory, steps: list[Step], inbox: Inbox) -> Outcome:
    """All steps in order. Each succeeds or fails alone; those that ask first become one preview with one OK."""
    outcome, previews = Outcome(), list[Previewed]()
    try:
        steps = several.apart(memory, steps)
    except HerringError as error:
        return Outcome(said=[str(error)])
    alone = len(steps) == 1
    for index, said in enumerate(steps):
        refusal = _refusal(crm, said)
        if refusal:
            outcome.said.append(_failed(refusal, alone))
            continue
        step, doubt = resolve(crm, memory, said)
        if doubt is not None:
            later = [preview.step for preview in previews] + steps[index + 1 :]
            doubts.ask_about(crm, outcome, step, doubt, later, alone)
            if outcome.ask is not None:
                return outcome
            continue
        try:
            intent = load(crm, {"name": step.name, "slots": step.slots})
            memory.speak_of(_refs(step))
            for name in PRICES & step.slots.keys():
                memory.speak_of_price(step.slots[name])
            previewed = _go(crm, memory, step, intent, inbox, outcome)
        except WhichOne as error:
            later = [preview.step for preview in previews] + steps[index + 1 :]
            doubts.ask_about(crm, outcome, step, doubts.which(crm, step, error), later, alone)
            return outcome
        except HerringError as error:
            if error.data.get("slot") in registry[step.name].slots:
                later = [preview.step for preview in previews] + steps[index + 1 :]
                outcome.ask = doubts.asked_again(step, error, later)
                return outcome
            outcome.said.append(_failed(str(error), alone))
        else:
            previews += [previewed] if previewed else []
    if previews:
        outcome.ask = Ask(
            "confirm",
            [preview.step for preview in previews],
            "\n\n".join(preview.text for preview in previews) + f"\n{_ok_or_no(previews)}",
            versions=[version for preview in previews for version in preview.versions],
            word=next((preview.word for preview in previews if preview.word), ""),
        )
    return outcome


def _failed(why: str, alone: bool) -> str:
    """Where a text held several commands, it is plain which sentences say that something was not done."""
    return why if alone else f"Not done: {why}"


def _ok_or_no(previews: list[Previewed]) -> str:
    word = next((preview.word for preview in previews if preview.word), "")
    return f"Reply {word} to go ahead, or NO." if word else OK_OR_NO


def word_for(crm: Crm, steps: list[Step]) -> str:
    """What must be typed to confirm these steps; "" where OK does."""
    for step in steps:
        word = load(crm, {"name": step.name, "slots": step.slots}).confirm_word(crm)
        if word:
            return word
    return ""


def _refusal(crm: Crm, step: Step) -> str:
    intent = registry[step.name]
    if access.decide(crm.actor, intent.needs) is not Decision.DENY:
        return ""
    return str(NotAllowed(what=_what(intent), who=who_can(intent.needs)))


def _what(intent: type[Intent]) -> str:
    """What a refusal names, after "You can't": "record a sale", "see who still has to pay"."""
    line = help_line(intent).partition(";")[0].partition(":")[0]
    line = line[0].lower() + line[1:]
    looks = intent.effect is Effect.READ and line.partition(" ")[0] not in LOOKS
    return f"see {line}" if looks else line


def _what_now(intent: Intent) -> str:
    """The same for a command that the role may say, but not of this."""
    return {Permission.PROFIT: "see profits", Permission.MONEY_READ: "see what is owed to others"}.get(
        intent.permission(), _what(type(intent))
    )


def _go(
    crm: Crm, memory: Memory, step: Step, intent: Intent, inbox: Inbox, outcome: Outcome
) -> Previewed | None:
    """Do the step, or hand back its preview; where somebody else must OK it, store it for them."""
    decision = access.decide(crm.actor, intent.permission())
    effect = intent.effect_now(crm)
    if decision is Decision.DENY:
        raise NotAllowed(what=_what_now(intent), who=who_can(intent.permission()))
    again = "" if step.confirmed else repeated.already(crm, intent, step)
    asks = effect in ASKS_FIRST or bool(again) or (step.ask_first and effect is not Effect.READ)
    if decision is Decision.ASK:
        outcome.said.append(_ask_somebody(crm, step, intent))
        outcome.wrote = True
    elif (asks or intent.step_up) and not step.confirmed:
        bound = replace(step, slots={**step.slots, **intent.bound(crm)})
        shown = "\n".join(part for part in (again, preview_of(crm, intent)) if part)
        if step_up.needed(crm, intent.stands_for(crm), inbox, shown):
            outcome.said.append(step_up.ask_elsewhere(crm, bound, intent, shown))
            outcome.wrote = True
        elif not asks:
            _note(memory, outcome, effect, run(crm, step, intent))
        else:
            return Previewed(bound, shown, versions(intent, crm), intent.confirm_word(crm))
    else:
        _note(memory, outcome, effect, run(crm, step, intent))
    return None


def preview_of(crm: Crm, intent: Intent) -> str:
    """The intent's own preview; for a plain write that was read with doubt, what was understood."""
    try:
        with crm.session.begin_nested():
            return intent.preview(crm)
    except LookupError:
        return question(crm, intent)


def _ask_somebody(crm: Crm, step: Step, intent: Intent) -> str:
    """Store the typed command for whoever may do it outright, and do what waiting already does (block the piece)."""
    permission = intent.permission()
    summary = preview_of(crm, intent)
    with crm.command(f"ask_{intent.name}", step.slots) as action:
        approval = approvals.ask(crm, step.to_json(), summary, permission, versions(intent, crm))
        intent.while_waiting(crm, approval)
        approval.versions = versions(intent, crm)  # what waiting has blocked is no change
        action.summary = f"Asked: {summary.splitlines()[0]}"
    roles = sorted(role.value for role in access.approvers(crm.actor, permission))
    named = " or ".join(("an " if role[0] in "aeiou" else "a ") + role for role in roles)
    return f"{summary}\nThis needs the OK of {named}; I've asked. I'll text you what they say."


def run(crm: Crm, step: Step, intent: Intent) -> Reply:
    """Do it in a savepoint; a deadlock is tried again, a broken rule of the database becomes its sentence."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _run_once(crm, step, intent)
        except IntegrityError as error:
            raise sentence_for(error) from error
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") not in DEADLOCKS or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _run_once(crm: Crm, step: Step, intent: Intent) -> Reply:
    if intent.effect_now(crm) is Effect.READ:
        with crm.session.begin_nested():
            return intent.run(crm)
    with crm.command(intent.name, step.slots, undoable=intent.undoable) as action:
        reply = intent.run(crm)
        action.summary = summary_of(action.summary or reply.done or reply.text)
        return reply


def _note(memory: Memory, outcome: Outcome, effect: Effect, reply: Reply) -> None:
    if reply.text:
        outcome.said.append(reply.text)
    outcome.media += reply.media
    outcome.more = reply.more or outcome.more
    outcome.shown += reply.shown
    if effect is not Effect.READ:
        outcome.wrote = True
        outcome.done.append(reply.text)


def _refs(step: Step) -> list[Ref]:
    """The rows a step named, one of a kind each, for "it" and "her"."""
    values = [value for value in step.slots.values() if is_ref(value)]
    return [Ref(value["ref"], value["id"], value.get("said", "")) for value in values]
