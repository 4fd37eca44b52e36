"""Answers to what we asked: OK, NO, a number, a value, MORE. All of them end in the same carrying out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import corrections, pending, several
from bot.carry_out import carry_out, word_for
from bot.memory import Memory
from bot.outcome import Outcome
from bot.resolve import Step
from crm_core.crm import Crm
from crm_core.models import Inbox, Question
from crm_core.services import waiting
from intents.base import Ref, registry
from intents.binding import changed, load
from intents.understand import Command, Understood

TO_DECIDE = frozenset({"approval", "draft"})
SHORT_NUMBER = re.compile(r"\d{1,2}")
BARE = frozenset({"confirm", "deny", "choose", "fill", "more"})


def answer(
    crm: Crm, memory: Memory, inbox: Inbox, question: Question | None, understood: Understood
) -> Outcome | None:
    """What an answer comes to; None where the text is no answer but a command, or nothing at all."""
    pressed = pending.of_button(crm, inbox.party, inbox.button) if inbox.button else None
    if pressed is not None:
        asked, word = pressed
        if not pending.is_pressable(crm, asked):
            return _too_late(memory, asked)
        return _to(crm, memory, inbox, asked, _command_of(word))
    if question is not None and question.kind == "choose":
        if pending.answerable(crm, question, inbox):
            named = _named(question, inbox.text)
            if named is not None:
                return _chosen(crm, memory, inbox, question, [named])
            count = several.how_many(inbox.text)
            if count is not None and not pending.is_aside(question):
                return _together(crm, memory, inbox, question, count)
    if question is not None and question.kind == "confirm" and not inbox.button:
        for put_right in (corrections.put_right, corrections.discounted):
            fresh = put_right(crm, memory, inbox, question)
            if fresh is not None:
                return fresh
    reading = understood.readings[0] if understood.readings else ()
    if not reading and question is not None and question.kind == "confirm":
        return corrections.renamed(crm, memory, inbox, question)
    if not reading or reading[0].name not in BARE:
        return None
    if reading[0].name == "more":
        return _more(crm, memory)
    if question is None or (pending.is_aside(question) and reading[0].name != "choose"):
        return _nothing_waiting(crm, memory, inbox, reading[0])
    if not pending.answerable(crm, question, inbox):
        return _elsewhere(question, inbox)
    return _to(crm, memory, inbox, question, *reading)


def _command_of(word: str) -> Command:
    if word.isdigit():
        return Command("choose", {"number": int(word)})
    return Command("confirm" if word == "ok" else "deny", {})


def _to(crm: Crm, memory: Memory, inbox: Inbox, question: Question, *commands: Command) -> Outcome | None:
    name = commands[0].name
    if name == "deny":
        pending.close(crm, question, "dropped")
        left_out = (
            " The rest of your text is dropped as well."
            if question.rest and question.kind != "confirm"
            else ""
        )
        return Outcome(said=[f"All right, nothing was changed.{left_out}"])
    word = pending.word_of(question)
    if word:
        if name == "choose" and [str(command.slots["number"]) for command in commands] == [word]:
            return _confirmed(crm, memory, inbox, question, [])
        return Outcome(said=[question.text])
    if name == "confirm" and commands[0].fuzzy:  # only like a yes: nothing is done on a guess
        return Outcome(said=[question.text])
    if name == "fill" and question.kind == "confirm":
        if SHORT_NUMBER.fullmatch(inbox.text.strip()):  # a choice of some list, hardly a price
            return Outcome(said=[question.text])
        return corrections.corrected(crm, memory, inbox, question, commands[0].slots["value"])
    if name == "confirm" and question.kind == "choose" and (number := pending.only_choice(question)):
        return _picked(crm, memory, inbox, question, [Command("choose", {"number": number})])
    if name == "confirm" and question.kind == "confirm":
        return _confirmed(crm, memory, inbox, question, list(commands[1:]))
    if name == "choose" and question.kind == "choose":
        return _picked(crm, memory, inbox, question, commands)
    if name == "fill" and question.kind == "fill":
        return _filled(crm, memory, inbox, question, commands[0])
    return Outcome(said=[f"{question.text}"])


def _confirmed(crm: Crm, memory: Memory, inbox: Inbox, question: Question, more: list[Command]) -> Outcome:
    """Done once: the same rows → carried out; changed meanwhile → a fresh preview instead."""
    steps = pending.steps_of(question)
    pending.close(crm, question, "answered")
    extra = [Step(command.name, dict(command.slots), command.fuzzy or command.free_tail) for command in more]
    if changed(crm, question.versions) or word_for(crm, steps) != pending.word_of(question):
        outcome = carry_out(crm, memory, [*steps, *extra], inbox)
        if outcome.ask is not None:  # else it can't be done any more, and the answer says why
            outcome.first.append("Something changed since I asked; nothing was done yet.")
        return outcome
    return carry_out(crm, memory, [*(replace(step, confirmed=True) for step in steps), *extra], inbox)


def _picked(
    crm: Crm, memory: Memory, inbox: Inbox, question: Question, commands: Sequence[Command]
) -> Outcome:
    options = pending.options_of(question)
    numbers = [command.slots["number"] for command in commands]
    if any(not 1 <= number <= len(options) for number in numbers):
        return Outcome(said=[f"Please reply with a number from 1 to {len(options)}, or NO."])
    unsure = any(command.fuzzy for command in commands)
    return _chosen(crm, memory, inbox, question, [options[number - 1] for number in numbers], unsure)


def _together(crm: Crm, memory: Memory, inbox: Inbox, question: Question, count: int) -> Outcome:
    """ "both", "all three"; count 0 is all there are."""
    options = pending.options_of(question)
    if count and count != len(options):
        return Outcome(said=[f"There {'are' if len(options) > 1 else 'is'} {len(options)}. {question.text}"])
    return _chosen(crm, memory, inbox, question, options)


def _chosen(
    crm: Crm, memory: Memory, inbox: Inbox, question: Question, refs: list[Ref], unsure: bool = False
) -> Outcome:
    """unsure: the answer was only like that choice, so what it changes is shown first."""
    if steps := pending.chosen_steps(question, refs):
        pending.close(crm, question, "answered")
        return carry_out(crm, memory, steps, inbox)
    first, *rest = pending.steps_of(question)
    first = replace(first, ask_first=first.ask_first or unsure)
    slot = question.slot or ""
    kept = [{"ref": ref.kind, "id": ref.id, "said": ref.label} for ref in refs]
    index = question.options[0].get("index")
    said = first.slots.get(slot)
    pending.close(crm, question, "answered")
    if isinstance(said, list) and index is not None:
        first = first.with_slot(slot, [*said[:index], *kept, *said[index + 1 :]])
        return carry_out(crm, memory, [first, *rest], inbox)
    if registry[first.name].slots[slot].many:
        return carry_out(crm, memory, [first.with_slot(slot, kept), *rest], inbox)
    return carry_out(crm, memory, [*several.for_each(first, slot, kept), *rest], inbox)


def _named(question: Question, text: str) -> Ref | None:
    """The one option whose label holds the words of the answer ("the lopez one")."""
    words = [word for word in text.casefold().split() if word not in {"the", "one", "please", "a"}]
    options = pending.options_of(question)
    fitting = [ref for ref in options if words and all(_begins(word, ref.label) for word in words)]
    number = words[0].lstrip("#") if len(words) == 1 else ""
    numeric = number.isdigit() and int(number) <= len(options)  # "1042" is an order's own
    return fitting[0] if len(fitting) == 1 and not numeric else None


def _begins(word: str, label: str) -> bool:
    """ "k" or "it" inside a longer word names nothing."""
    said, there = (re.findall(r"[^\W_]+", text.casefold()) for text in (word, label))
    return bool(said) and all(any(part.startswith(each) for part in there) for each in said)


def _filled(crm: Crm, memory: Memory, inbox: Inbox, question: Question, command: Command) -> Outcome:
    first, *rest = pending.steps_of(question)
    first = replace(first, ask_first=first.ask_first or command.fuzzy)
    pending.close(crm, question, "answered")
    return carry_out(
        crm, memory, [first.with_slot(question.slot or "", command.slots["value"]), *rest], inbox
    )


def _more(crm: Crm, memory: Memory) -> Outcome:
    kept = memory.more()
    if not kept:
        return Outcome(said=["There is nothing more to show."])
    intent = load(crm, kept)
    intent.page = kept.get("page")
    reply = intent.run(crm)
    return Outcome(said=[reply.text], shown=reply.shown, media=reply.media, more=reply.more)


def _nothing_waiting(crm: Crm, memory: Memory, inbox: Inbox, command: Command) -> Outcome:
    receipt = memory.receipt()
    if command.name == "confirm" and receipt:
        waits = any(each.kind in ("draft", "approval") for each in waiting.waiting(crm))
        else_ = "Something waits for APPROVE: “what needs me” shows it." if waits else ""
        return Outcome(said=[f"Already done: {receipt}", else_])
    if command.name == "choose":
        shown = memory.shown()
        number = command.slots["number"]
        if 1 <= number <= len(shown):
            return _show(crm, memory, inbox, shown[number - 1])
        if shown:
            return Outcome(said=[f"The last list ends at {len(shown)}. Nothing was changed."])
    if command.name == "deny":
        return Outcome(said=["Nothing is waiting, so nothing was changed."])
    return Outcome(said=["Nothing is waiting for an answer. Text MENU to see what I can do."])


def _show(crm: Crm, memory: Memory, inbox: Inbox, ref: Ref) -> Outcome:
    """A bare number after a list shows that row, where there is a command that does."""
    finder = registry.get(f"find_{ref.kind}")
    if finder is None or ref.kind not in finder.slots:
        if ref.kind in waiting.ON_THE_PAGE:
            return Outcome(said=[f"{ref.label}: settled on the review page, LOGIN gives you a link."])
        if ref.kind in TO_DECIDE:
            return Outcome(said=[_to_decide(crm, memory, ref)])
        return Outcome(said=[f"{ref.label or ref.kind}: say what to do with it, or text MENU."])
    step = Step(finder.name, {ref.kind: {"ref": ref.kind, "id": ref.id, "said": ref.label}})
    return carry_out(crm, memory, [step], inbox)


def _to_decide(crm: Crm, memory: Memory, ref: Ref) -> str:
    """What waits, in full, and the two words that decide it."""
    row = next((each for each in waiting.waiting(crm) if (each.kind, each.id) == (ref.kind, ref.id)), None)
    if row is None:
        return f"{ref.label}: that waits no more. WHAT NEEDS ME shows what does."
    number = memory.shown().index(ref) + 1
    return f"{row.title}: {row.detail}\nSay “approve {number}” or “reject {number}”."


def _elsewhere(question: Question, inbox: Inbox) -> Outcome:
    if question.channel != inbox.channel or question.address != inbox.from_address:
        return Outcome(said=[f"I asked that on {question.channel}: please answer there. {question.text}"])
    return Outcome(said=[f"Our messages crossed. {question.text}"])


def _too_late(memory: Memory, question: Question) -> Outcome:
    receipt = memory.receipt()
    if question.state == "answered" and receipt:
        return Outcome(said=[f"Already done: {receipt}"])
    return Outcome(said=["That question is closed; nothing was changed."])
