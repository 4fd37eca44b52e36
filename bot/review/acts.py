"""Carrying out a card's button: one command in the journal, one commit, a receipt with its way back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.auth import Visitor
from crm_core.services import settling
from intents.approving import carry_out as carry_out_approved


@dataclass(frozen=True)
class Result:
    """text: the receipt. action_id: what Undo takes back; None where it can't be."""

    text: str
    action_id: int | None


def carry_out(who: Visitor, kind: str, row_id: int, action: str, words: str) -> Result:
    """Raises HerringError with the sentence that says why not."""
    with who.crm() as crm:
        with crm.command(f"review_{action}", {"kind": kind, "id": row_id, "text": words}) as doing:
            text = settling.settle(crm, kind, row_id, action, words, carry_out=carry_out_approved)
            doing.summary = text
    return Result(text, doing.id)
