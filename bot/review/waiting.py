"""The page itself: everything that waits for the signed-in person, and the one POST that settles a card."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.auth import Acting, SignedIn, Visitor
from bot.pages import html, is_htmx
from bot.review.acts import Result, carry_out
from bot.review.answers import answer, refusal
from bot.review.cards import Card, card, card_of, groups
from crm_core.errors import HerringError
from crm_core.models import Action
from crm_core.services import appearance
from crm_core.services.waiting import find

router = APIRouter(prefix="/review", include_in_schema=False)


@router.get("")
def show(who: SignedIn, done: int = 0) -> Response:
    """Everything that waits. done: the action that was just carried out without JavaScript."""
    return page(who, result=_result_of(who, done) if done else None)


@router.get("/count")
def count(who: SignedIn, seen: str = "") -> Response:
    """A line that offers what has come since the page was drawn; `seen` lists its cards."""
    with who.crm() as crm:
        new = {f"{card.kind}-{card.id}" for group in groups(crm) for card in group.cards} - set(seen.split())
    return html("fresh.html", new=len(new))


@router.get("/{kind}/{row_id}")
def show_one(who: SignedIn, kind: str, row_id: int) -> Response:
    """One card by itself: where a link in a text leads."""
    with who.crm() as crm:
        one, gallery, now = card(crm, find(crm, kind, row_id)), appearance.of(crm), crm.now()
    return html("one.html", card=one, who=who, gallery=gallery, now=now)


@router.post("/{kind}/{row_id}")
def act(
    request: Request,
    who: Acting,
    kind: str,
    row_id: int,
    action: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
) -> Response:
    """Do what a card's button says, in one commit; the card gives way to what came of it."""
    try:
        result = carry_out(who, kind, row_id, action, words.strip())
    except HerringError as error:
        if is_htmx(request):
            return refusal(who, kind, row_id, words, str(error))
        return _refused_page(who, kind, row_id, words, str(error))
    if is_htmx(request):
        return answer(who, kind, row_id, result)
    return RedirectResponse(f"/review?done={result.action_id}" if result.action_id else "/review", 303)


def page(
    who: Visitor, status: int = 200, result: Result | None = None, instead: Card | None = None
) -> Response:
    """The whole page. result: of what was just done; instead: a card to draw in its place."""
    with who.crm() as crm:
        found, gallery, now = groups(crm, instead), appearance.of(crm), crm.now()
    return html("review.html", status=status, who=who, groups=found, result=result, gallery=gallery, now=now)


def _refused_page(who: Visitor, kind: str, row_id: int, words: str, why: str) -> Response:
    """Without JavaScript: the whole page, with the reason on the card, or above where the card is gone."""
    with who.crm() as crm:
        one = card_of(crm, kind, row_id)
    if one is None:
        return page(who, 409, result=Result(why, None))
    return page(who, 409, instead=replace(one, trouble=why, words=words or one.words))


def _result_of(who: Visitor, action_id: int) -> Result | None:
    """What the signed-in person's own action came to; nobody else's is told here."""
    with who.crm() as crm:
        action = crm.session.get(Action, action_id)
        if action is None or action.user_id != who.actor.id or action.undone_by_id is not None:
            return None
        return Result(action.summary, action.id if action.undoable else None)
