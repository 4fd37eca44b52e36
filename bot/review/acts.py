"""Carrying out a card's button: one command in the journal, one commit, a receipt with its way back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from bot.auth import Visitor
from bot.review.cards import button_for
from crm_core.services import settling
from crm_core.services.sentences import sentence_for
from crm_core.services.waiting import Waiting, find
from intents.approving import carry_out as carry_out_approved

SHORT = 24  # characters
# The page has a button for it.
UNDO_WORDS = re.compile(r" UNDO (takes it back|stops it[^.]*)\.$")


@dataclass(frozen=True)
class Result:
    """text: the receipt. action_id: what Undo takes back; None where it can't be."""

    text: str
    action_id: int | None


def carry_out(who: Visitor, kind: str, row_id: int, action: str, words: str) -> Result:
    """Raises HerringError with the sentence that says why not."""
    words = words if button_for(kind, action).words else ""
    try:
        with who.crm() as crm:
            slots = {"kind": kind, "id": row_id, "text": words}
            with crm.command(f"review_{action}", slots) as doing:
                about = find(crm, kind, row_id)
                receipt = settling.settle(crm, kind, row_id, action, words, carry_out=carry_out_approved)
                doing.summary = doing.summary or summary(about, receipt)
    except IntegrityError as error:
        raise sentence_for(error) from error
    return Result(UNDO_WORDS.sub("", receipt), doing.id if doing.undoable else None)


def summary(about: Waiting, receipt: str) -> str:
    """The line of "what was done lately"; a receipt too short to speak for itself says what it is about."""
    line = UNDO_WORDS.sub("", receipt.partition("\n")[0])
    if len(line) > SHORT:
        return line
    return (
        f"{about.detail.rstrip('.') if about.kind == 'nudge' else about.title}: {line[:1].lower()}{line[1:]}"
    )
