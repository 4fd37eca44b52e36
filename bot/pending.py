"""The one pending question of a party: a row, bound to the channel it was asked on and the moment it was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.resolve import Step
from crm_core.crm import Crm
from crm_core.models import Inbox, Outbox, Question
from crm_core.services.note_actions import STEP
from intents.base import Ref

LASTS = {"confirm": timedelta(hours=24), "choose": timedelta(hours=1), "fill": timedelta(hours=1)}
BUTTON = "q"
OPEN = (
    select(Question).where(Question.party == bindparam("party"), Question.state == "open").with_for_update()
)


def current(crm: Crm, party: str) -> Question | None:
    """The party's open question; one whose time is over is closed on the way."""
    question = crm.session.scalar(OPEN, {"party": party})
    if question is not None and question.expires_at <= crm.now():
        close(crm, question, "expired")
        return None
    return question


def of_button(crm: Crm, party: str, button: str) -> tuple[Question, str] | None:
    """The question a pressed button belongs to (it carries the id, so it works on any channel), and its answer."""
    head, _, answer = button.partition(":")
    if not head.startswith(BUTTON) or not head[1:].isdigit():
        return None
    question = crm.session.get(Question, int(head[1:]))
    return (question, answer) if question is not None and question.party == party else None


def answerable(crm: Crm, question: Question, inbox: Inbox) -> bool:
    """A bare word answers only where it was asked, and only if it came after the question had been handed over."""
    if question.channel != inbox.channel or question.address != inbox.from_address:
        return False
    sent_at = crm.session.scalar(select(Outbox.sent_at).where(Outbox.id == question.outbox_id))
    return sent_at is not None and inbox.received_at >= sent_at


def ask(
    crm: Crm,
    inbox: Inbox,
    party: str,
    kind: str,
    steps: list[Step],
    text: str,
    *,
    slot: str | None = None,
    options: list[dict[str, Any]] | None = None,
    versions: list[dict[str, Any]] | None = None,
    word: str = "",
) -> Question:
    """Open a question; the one that was open before is replaced. steps[0] is what it is about, the rest follow it.

    word: what confirms it in place of OK, where the command is too weighty for a bare OK.
    """
    crm.session.execute(
        update(Question).where(Question.party == party, Question.state == "open").values(state="replaced")
    )
    question = Question(
        party=party,
        kind=kind,
        slot=slot,
        command=steps[0].to_json(),
        rest=[step.to_json() for step in steps[1:]],
        options=[{"word": word}] if word else options or [],
        versions=versions or [],
        text=text,
        channel=inbox.channel,
        address=inbox.from_address,
        inbox_id=inbox.id,
        created_at=crm.now(),
        expires_at=crm.now() + LASTS[kind],
    )
    crm.session.add(question)
    crm.session.flush()
    return question


def close(crm: Crm, question: Question, state: str) -> None:
    question.state, question.answered_at = state, crm.now()
    crm.session.flush()


def is_own(crm: Crm, question: Question) -> bool:
    """True for a question about the party's own command; false for one we asked because somebody else wrote."""
    party = crm.session.scalar(select(Inbox.party).where(Inbox.id == question.inbox_id))
    return party == question.party


def is_pressable(crm: Crm, question: Question) -> bool:
    """Whether its buttons still do something: a note about a collector keeps them when the next one comes."""
    if question.state == "replaced" and not is_own(crm, question):
        return question.expires_at > crm.now()
    return question.state == "open"


def is_aside(question: Question) -> bool:
    """True for the usual things a note offers: only a number or their own words choose one. All else is read as if
    nothing had been asked.
    """
    return bool(question.options) and all(each.get("kind") == STEP for each in question.options)


def chosen_steps(question: Question, refs: list[Ref]) -> list[Step]:
    """What the chosen options come to where some are commands (crm_core/services/note_actions.py); none elsewhere."""
    if all(ref.kind != STEP for ref in refs):
        return []
    commands = {each["id"]: each["command"] for each in question.options if each.get("kind") == STEP}
    first, slot = steps_of(question)[0], question.slot or ""
    return [
        Step.from_json(commands[ref.id])
        if ref.kind == STEP
        else first.with_slot(slot, {"ref": ref.kind, "id": ref.id, "said": ref.label})
        for ref in refs
    ]


def only_choice(question: Question) -> int | None:
    """The number that a bare OK means: of the only option, or of the only one that somebody asked for."""
    asked = [number for number, each in enumerate(question.options, 1) if each.get("kind") != STEP]
    return asked[0] if len(asked) == 1 else None


def steps_of(question: Question) -> list[Step]:
    return [Step.from_json(question.command), *map(Step.from_json, question.rest)]


def word_of(question: Question) -> str:
    """What alone confirms this question, where OK does not; "" where it does."""
    if question.kind != "confirm" or not question.options:
        return ""
    return str(question.options[0].get("word", ""))


def options_of(question: Question) -> list[Ref]:
    return [Ref(**{name: each[name] for name in ("kind", "id", "label")}) for each in question.options]


def kind_for_reading(question: Question) -> str:
    """How the engine is told what was asked: confirm, choose, slot:price."""
    if question.kind == "fill":
        return f"slot:{question.slot}"
    return "choose" if word_of(question) else question.kind


def buttons(question: Question) -> list[dict[str, str]]:
    """What channels with buttons show under the question; the data is an id, the state is in the row."""
    if question.kind == "confirm":
        no = {"id": f"q{question.id}:no", "label": "NO"}
        # What asks for a typed word gets no button that a stray thumb could press instead.
        return [no] if word_of(question) else [{"id": f"q{question.id}:ok", "label": "OK"}, no]
    return [
        {"id": f"q{question.id}:{number}", "label": f"{number} {ref.label}"[:60]}
        for number, ref in enumerate(options_of(question), 1)
    ]
