"""What comes in a card's place once a button was pressed, and the tally beside it."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Response

from bot.auth import Visitor
from bot.pages import html
from bot.review.acts import Result
from bot.review.cards import card_of, groups


def answer(who: Visitor, kind: str, row_id: int, result: Result) -> Response:
    """What came of it; or the card itself with that notice, where it waits still: words that were kept, a
    request that has changed, something undone.
    """
    with who.crm() as crm:
        card, found, now = card_of(crm, kind, row_id), groups(crm), crm.now()
    if card is not None:
        card = replace(card, notice=result.text)
    return html(
        "answer.html", who=who, card=card, kind=kind, row_id=row_id, groups=found, now=now, **vars(result)
    )


def refusal(who: Visitor, kind: str, row_id: int, words: str, why: str) -> Response:
    """The card again, with what was typed and what is wrong; where it is gone, the sentence alone."""
    with who.crm() as crm:
        card, now = card_of(crm, kind, row_id), crm.now()
    if card is None:
        return html("result.html", status=409, who=who, kind=kind, row_id=row_id, text=why, action_id=None)
    card = replace(card, trouble=why, words=words or card.words)
    return html("card.html", status=409, who=who, card=card, now=now)
