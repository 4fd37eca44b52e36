"""One turn: a message that arrived becomes effects, a reply and "handled", all in the commit at hand.

It knows questions, readings and rows, and no command by name: what a command is, its class says.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView
from dataclasses import replace
from enum import StrEnum

from bot import arrivals, bursts, captions, echoes, guests, pending, several
from bot.answers import answer
from bot.carry_out import carry_out
from bot.memory import Memory
from bot.outcome import Outcome
from bot.resolve import Step, all_doubts, words_of
from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.errors import HerringError
from crm_core.models import Inbox, Question, User
from crm_core.services import messages
from intents.base import Effect, Slot, help_line, registry
from intents.binding import context_of
from intents.clauses import tapback
from intents.finders import FINDERS
from intents.understand import NOTHING, Command, Understood, thanked, understand

DOUBT_WEIGHT = {"unknown": 3, "choose": 1, "fill": 2}
NUMBERED = re.compile(r"^1 ", re.M)
NOT_UNDERSTOOD = "I didn't get that, and nothing was changed. Text MENU to see what I can do."
WELCOME = "You're welcome."


class Turn(StrEnum):
    DONE = "done"
    ASK_MODEL = "ask_model"  # nothing was written; come back with what the model proposes


def turn(crm: Crm, inbox: Inbox, proposal: Understood | None = None, *, model: bool = False) -> Turn:
    """Handle one message. model: a model could be asked where the grammar reads nothing; proposal: what it said."""
    crm.because_of(inbox.id, inbox.channel)
    inbox.error = None  # of an attempt before
    if tapback(inbox.text):
        return _handled(crm, inbox, "ignored")
    taken = arrivals.take(crm, inbox)
    if taken is not None:
        return _handled(crm, inbox, taken)
    if bursts.passed_on(crm, inbox):
        return _handled(crm, inbox, "done")
    bursts.gather(crm, inbox)
    if inbox.user_id is None:
        read = guests.turn(crm, inbox, proposal, model=model)
        return _handled(crm, inbox, "done") if read else Turn.ASK_MODEL
    user = crm.session.get_one(User, inbox.user_id)
    crm.act_as(Actor("user", user.id, user.name, Role(user.role)))
    memory = Memory.of_writer(crm, inbox)
    question = pending.current(crm, inbox.party)
    if question is not None and memory.listed_since(question.created_at):
        question = question if pending.is_own(crm, question) else None
    understood = proposal or arrivals.reading(crm, inbox, lambda: _read(crm, memory, inbox, question))
    if not understood.readings and proposal is None and thanked(inbox.text, crm.now()):
        messages.reply(crm, inbox, WELCOME)
        return _handled(crm, inbox, "done")
    if not understood.readings and model and proposal is None and not inbox.button:
        if not captions.concern(crm, inbox):
            return Turn.ASK_MODEL
    outcome = respond(crm, memory, inbox, question, understood)
    done = _handled(crm, inbox, "not_understood" if outcome is None else "done")
    reply(crm, memory, inbox, outcome)  # written together with it
    return done


def _read(crm: Crm, memory: Memory, inbox: Inbox, question: Question | None) -> Understood:
    """What the text may mean. With nothing asked, a bare OK or number is still read: the answer says so."""
    asked = question is not None and not pending.is_aside(question)
    kinds = [pending.kind_for_reading(question)] if question and asked else [None, "choose"]

    def reader(text: str) -> Understood:
        maybe = NOTHING
        for kind in kinds:
            read = understand(text, context_of(crm, pending=kind))
            if read.readings and (asked or read.route != "likeness" or kind is None):
                return read  # with nothing asked, no answer is guessed
            maybe = maybe if maybe.doubtful else read
        return _by_rows(crm, memory, maybe)

    return echoes.read(crm, memory, inbox.text, reader)


def _by_rows(crm: Crm, memory: Memory, understood: Understood) -> Understood:
    """What is rather nothing, where every name in it exists: "sold blue nude". It is shown before it is done."""
    for reading in understood.doubtful:
        steps = [as_step(command) for command in reading]
        named = any(
            spec.kind in FINDERS and name in step.slots for step in steps for name, spec in _slots(step)
        )
        if named and not _doubts(crm, memory, steps):
            return Understood((reading,), "likeness")
    return NOTHING


def respond(
    crm: Crm, memory: Memory, inbox: Inbox, question: Question | None, understood: Understood
) -> Outcome | None:
    """What the text comes to; None where it means nothing to us."""
    answered = answer(crm, memory, inbox, question, understood)
    if answered is not None:
        # A note's button was pressed while they were asked about something of their own.
        dropped = question if question is not None and question.state == "open" and answered.ask else None
        if dropped is not None and pending.is_own(crm, dropped):
            answered.first += _not_recorded(crm, dropped)
        return answered
    steps: list[Step] = []
    outcome = captions.outcome(crm, memory, inbox, understood)
    if outcome is None:
        if not understood.readings:
            return None
        steps = best_reading(crm, memory, understood)
        outcome = carry_out(crm, memory, steps, inbox)
        if _refused(steps, outcome):  # an OK after this is not about what was done before
            memory.forget_receipt()
    replaces = question is not None and question.state == "open" and _writes(steps, outcome)
    if question is not None and replaces and pending.is_own(crm, question):
        if outcome.ask is None or outcome.ask.text != question.text:  # said twice, it is only asked again
            outcome.first += _not_recorded(crm, question)
        if outcome.ask is None:
            pending.close(crm, question, "replaced")
    return outcome


def _writes(steps: list[Step], outcome: Outcome) -> bool:
    return outcome.wrote or (
        outcome.ask is not None and any(registry[step.name].effect is not Effect.READ for step in steps)
    )


def _refused(steps: list[Step], outcome: Outcome) -> bool:
    """Something was to be written, and nothing was, nor is asked about."""
    writes = any(registry[step.name].effect is not Effect.READ for step in steps)
    return writes and not outcome.wrote and outcome.ask is None


def _not_recorded(crm: Crm, question: Question) -> list[str]:
    """What falls away: the preview's first line, or the command whose rest we were asking for. A look is no loss."""
    lost = [step for step in pending.steps_of(question) if registry[step.name].effect is not Effect.READ]
    if not lost:
        return []
    if question.kind == "confirm":
        heads = [preview.partition("\n")[0] for preview in question.text.split("\n\n")[: len(lost)]]
        return [f"Not recorded: {head.rstrip('?.')}." for head in heads]
    said = ", ".join(words_of(crm, lost[0]))
    verb = help_line(registry[lost[0].name])
    return [f"Not recorded: {verb[0].lower()}{verb[1:]}{f' ({said})' if said else ''}."]


def best_reading(crm: Crm, memory: Memory, understood: Understood) -> list[Step]:
    """The best reading whose names all exist; else the least doubtful of those that are the same commands.

    Names may settle which command it is, but never make more of a text than its best reading does: no write of a look.
    """
    readings = [[as_step(command) for command in reading] for reading in understood.readings]
    readings += [swapped for steps in readings for swapped in _swapped(steps)]
    if len(readings) == 1:
        return readings[0]
    best = [step.name for step in readings[0]]
    alike = [steps for steps in readings if [step.name for step in steps] == best]
    others = [steps for steps in readings if steps not in alike and _may_replace(steps, readings[0])]
    chosen, least = readings[0], float("inf")
    for steps in [*alike, *others]:
        doubts = _doubts(crm, memory, steps)
        if not doubts:
            return steps
        if doubts < least:
            chosen, least = steps, doubts
    return chosen


def _swapped(steps: list[Step]) -> list[list[Step]]:
    """The same with a name in another slot that it could as well stand in: "bring Blue Nude back" may be a person."""
    found = []
    for index, step in enumerate(steps):
        intent = registry[step.name]
        for said in intent.one_of:
            for other in intent.one_of if isinstance(step.slots.get(said), str) else ():
                kinds = {intent.slots[said].kind, intent.slots[other].kind}
                if len(kinds) == 2 and kinds <= set(FINDERS) and other not in step.slots:
                    slots = {name: value for name, value in step.slots.items() if name != said}
                    moved = replace(step, slots={**slots, other: step.slots[said]})
                    found.append([*steps[:index], moved, *steps[index + 1 :]])
    return found


def _doubts(crm: Crm, memory: Memory, steps: list[Step]) -> float:
    """How doubtful its names are, taken together: two that nobody knows are no more so than one made of both."""
    try:
        steps = several.apart(memory, steps)
    except HerringError:
        return DOUBT_WEIGHT["unknown"]
    weights = [DOUBT_WEIGHT[doubt.kind] for step in steps for doubt in all_doubts(crm, memory, step)[1]]
    names = sum(_names(step) for step in steps)
    return sum(weights) / max(names, len(weights), 1)


def _names(step: Step) -> int:
    """How many names of rows it speaks of."""
    values = [step.slots.get(name) for name, spec in _slots(step) if spec.kind in FINDERS]
    return sum(len(value) if isinstance(value, list) else 1 for value in values if value)


def _may_replace(steps: list[Step], best: list[Step]) -> bool:
    """Whether it does no more than the best reading, and speaks of rows that could tell that it is meant."""
    named = any(spec.kind in FINDERS and name in step.slots for step in steps for name, spec in _slots(step))
    return named and _weight(steps) <= _weight(best)


def _slots(step: Step) -> ItemsView[str, Slot]:
    return registry[step.name].slots.items()


def _weight(steps: list[Step]) -> int:
    """How much a reading would do, from looking to what leaves the house."""
    return max(list(Effect).index(registry[step.name].effect) for step in steps)


def as_step(command: Command) -> Step:
    return Step(command.name, dict(command.slots), ask_first=command.fuzzy or command.free_tail)


def reply(crm: Crm, memory: Memory, inbox: Inbox, outcome: Outcome | None) -> None:
    """One reply for the whole text, and the question, if there is one, bound to it."""
    if outcome is None:
        messages.reply(crm, inbox, NOT_UNDERSTOOD)
        return
    question = None
    if outcome.ask is not None:
        ask = outcome.ask
        question = pending.ask(
            crm, inbox, inbox.party, ask.kind, ask.steps, ask.text,
            slot=ask.slot, options=ask.options, versions=ask.versions, word=ask.word,
        )  # fmt: skip
    text = "\n\n".join(part for part in [outcome.text(), question.text if question else ""] if part)
    memory.remember(outcome.shown, numbered=NUMBERED.search(text) is not None)
    memory.keep_more(outcome.more)
    if outcome.done:
        memory.keep_receipt("\n".join(outcome.done))
    if text or outcome.media:
        sent = messages.reply(
            crm, inbox, text, media=outcome.media, buttons=pending.buttons(question) if question else ()
        )
        if question:
            question.outbox_id = sent.id


def _handled(crm: Crm, inbox: Inbox, outcome: str) -> Turn:
    inbox.handled_at, inbox.outcome, inbox.lease_until = crm.now(), outcome, None
    return Turn.DONE
