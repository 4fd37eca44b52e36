"""What a draft is written from, and what becomes of the words: the same whoever writes them, now or later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

import prompts
from bot import media
from channels.text import plain, segments
from crm_core.access import Actor, Role
from crm_core.config import settings
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.errors import HerringError, Refused
from crm_core.models import Contact, Draft, Item, Listing, Token, User
from crm_core.models.listings import PLATFORMS
from crm_core.services import draft_writing, drafts, facts, media_links, photos, tokens
from crm_core.services.messages import best_address, introduced
from prompts import NO_PICTURES, Callback, ModelError, Pictures

WAITING = "make, waiting"
SEEN = 768  # pixels of a picture's longer side: more is billed and says little
ANSWER_BY = timedelta(hours=1)  # how long a Make.com scenario may take that said "Accepted"
CALLBACK = "draft"  # the kind of token that lets a scenario answer later


@dataclass(frozen=True)
class Wanted:
    """One claimed draft, with all that is needed to write it while no transaction is open."""

    id: int
    attempt: int
    kind: str
    facts: dict[str, Any]
    hint: str
    previous: str
    message: str
    trade: str
    channel: str
    hide_price: bool
    pictures: Pictures = NO_PICTURES


def wanted(crm: Crm, row: Draft) -> Wanted:
    item = crm.session.get(Item, row.item_id) if row.item_id else None
    description = row.kind == drafts.DESCRIPTION
    with _as_asked(crm, row):
        found = facts.of_draft(crm, row)
    if not description and row.about:
        found["about"] = row.about
    return Wanted(
        id=row.id,
        attempt=row.attempts,
        kind=row.kind,
        facts=found,
        hint=row.hint,
        previous=row.text,
        message=facts.last_words(crm, row.contact_id) if row.kind == drafts.REPLY else "",
        trade=crm.settings.trades[0],
        channel=_platform(crm, row) if description else _channel(crm, row),
        hide_price=description or bool(item and item.price_hidden),
        pictures=_pictures(crm, item) if description and item is not None else NO_PICTURES,
    )


def _pictures(crm: Crm, item: Item) -> Pictures:
    """What the writer may see: nothing where the gallery switched it off; the picture itself for a model that sees."""
    if not crm.settings.draft_photos:
        return NO_PICTURES
    keys = [photo.key for photo in photos.of_item(crm, item)]
    first = media.smaller(crm.key, keys[0], SEEN) if keys and settings().model_sees else b""
    return Pictures(first, tuple(media_links.link(crm.key, key, crm.now(), lasts=ANSWER_BY) for key in keys))


@contextmanager
def _as_asked(crm: Crm, row: Draft) -> Iterator[None]:
    """A summary tells what its reader may see: read as whoever asked for it."""
    user = crm.session.get(User, row.requested_by_id) if row.requested_by_id else None
    before = crm.actor
    if row.kind == drafts.SUMMARY and user is not None:
        crm.act_as(Actor("user", user.id, user.name, Role(user.role)))
    try:
        yield
    finally:
        crm.act_as(before)


def _platform(crm: Crm, row: Draft) -> str:
    """The marketplace a description is for sets its tone: the one named with it, else the only one it is listed on."""
    named = [each for each in PLATFORMS if each in row.hint.casefold()]
    if not named:
        query = select(Listing.platform).where(
            Listing.item_id == row.item_id,
            Listing.state.in_(("wanted", "live")),
            Listing.deleted_at.is_(None),
        )
        named = list(set(crm.session.scalars(query)))
    return named[0] if len(named) == 1 else ""


def _channel(crm: Crm, row: Draft) -> str:
    """Where the message will go sets its length; a reply goes where they wrote from."""
    if row.kind == drafts.SUMMARY or row.channel:
        return row.channel or ""
    if row.kind == drafts.REPLY and (asked := facts.last_message(crm, row.contact_id)) is not None:
        return asked.channel
    contact = crm.session.get(Contact, row.contact_id)
    try:
        return best_address(crm, contact).channel if contact else ""
    except HerringError:
        return ""


def settle(crm: Crm, row: Draft, outcome: prompts.Draft | ModelError) -> None:
    """Keep what came of it: words, a wait, another try, or a reason that somebody can read."""
    if isinstance(outcome, ModelError):
        if outcome.retryable:
            wait = timedelta(seconds=outcome.retry_after) if outcome.retry_after else None
            draft_writing.put_off(crm, row, outcome.reason, wait)
        else:
            draft_writing.failed(crm, row, outcome.reason)
    elif outcome.pending:
        # Asked once only: a webhook that is called twice has run twice.
        row.model, row.due_at = WAITING, crm.now() + ANSWER_BY
    else:
        weight = _weight(crm, row, outcome.text)
        draft_writing.written(
            crm, row, outcome.text, outcome.model, outcome.cost, outcome.warnings, weight=weight
        )


def _weight(crm: Crm, row: Draft, text: str) -> str:
    """ "2 SMS": what the carrier will bill for a text, with who we are where it is the first; "" for what is none."""
    if row.kind not in (drafts.MESSAGE, drafts.REPLY) or _channel(crm, row) != "sms":
        return ""
    if row.kind == drafts.MESSAGE:
        address = best_address(crm, crm.session.get_one(Contact, row.contact_id))
        text = introduced(crm, address.channel, address.value, text)
    return f"{segments(plain(text)).count} SMS"


# -- what is answered later


def callback_url(crm: Crm, row: Draft) -> str:
    """Where the scenario that is asked now may answer, once, within the hour; one that was asked before no more."""
    before = update(Token).where(Token.kind == CALLBACK, Token.row_id == row.id, Token.used_at.is_(None))
    crm.session.execute(before.values(used_at=crm.now()))
    token = tokens.issue(crm, CALLBACK, ANSWER_BY, row_id=row.id)
    return f"{settings().base_url}/callbacks/draft/{token}"


def called_back(token: str, answer: Callback, clock: Clock = utc_now) -> None:
    """The late answer of a scenario, put through the same checks. Refused where nobody waits for it any more."""
    with open_crm(tokens.gallery_key(token) or "", clock=clock) as crm:
        draft_id = tokens.redeem(crm, CALLBACK, token).row_id
        row = crm.session.scalar(
            select(Draft)
            .where(Draft.id == draft_id, Draft.state == "pending", Draft.deleted_at.is_(None))
            .with_for_update()
        )
        if row is None:
            raise Refused(why="Nobody waits for this draft any more.")
        settle(crm, row, _checked(wanted(crm, row), answer))


def _checked(asked: Wanted, answer: Callback) -> prompts.Draft | ModelError:
    if answer.error:
        return ModelError("junk", answer.error)
    try:
        return prompts.accept(
            answer.text, asked.kind, asked.facts, asked.hint, asked.previous or None,
            model="make", message=asked.message, channel=asked.channel, hide_price=asked.hide_price,
        )  # fmt: skip
    except ModelError as error:
        return error
