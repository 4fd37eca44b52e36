"""From a stored message to a finished turn: claim, take the turn, or fail it so that the next one gets through."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from bot import conversation, fallback, linking, model_columns
from bot.conversation import Turn
from bot.webhooks import channels
from channels.base import Acknowledging, Inbound
from crm_core import db, faults, jobs
from crm_core.access import Actor
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.errors import AskModel
from crm_core.models import Inbox
from crm_core.services import messages, parties
from intents.understand import Understood

log = logging.getLogger(__name__)
Deliver = Callable[..., object]  # takes (key, outbox id)
LEASE = timedelta(seconds=45)  # longer than a turn with the model's deadline (20 s)
BACKOFF = (timedelta(seconds=2), timedelta(seconds=10))
ATTEMPTS = 3
APOLOGY = "Sorry, something went wrong with “{said}” and nothing was changed. Somebody will look at it."

FILES_WAIT = timedelta(
    seconds=20
)  # how long a message waits for its files; later ones are added when they come

# The oldest unhandled message of a conversation, if nobody has it: order is kept, so no SKIP LOCKED.
# `orphaned`: whoever has it is taken for dead; were they not, they would find that the lease is no longer theirs.
CLAIM = """
UPDATE inbox SET attempts = attempts + 1, lease_until = %(lease)s
WHERE id = (SELECT id FROM inbox WHERE party = (SELECT party FROM inbox WHERE id = %(id)s) AND handled_at IS NULL
            ORDER BY id LIMIT 1 FOR UPDATE)
  AND (%(orphaned)s OR lease_until IS NULL OR lease_until <= %(now)s) AND due_at <= %(now)s
  AND (media_due_at IS NULL OR received_at <= %(files)s)
RETURNING id, party, user_id, attempts, channel, external_id, from_address, our_address, text, button, raw
"""
MESSAGE = select(Inbox).where(Inbox.id == bindparam("number")).with_for_update()
LATER = select(Inbox.id).where(Inbox.party == bindparam("party"), Inbox.handled_at.is_(None)).limit(1)


class Done(StrEnum):
    """What became of a claim."""

    NOT = "not"  # somebody else has it, or it is tried again later
    ALL = "all"
    MORE_WAITS = "more_waits"


class Unfinished(Exception):
    """A message whose workers died of it: nobody was left to note that it failed, and the next one must get through."""


@dataclass(frozen=True)
class Claim:
    id: int
    party: str
    guest: bool
    attempts: int
    lease_until: datetime
    channel: str = ""
    pressed: Inbound | None = None  # a button whose spinner turns until it is acknowledged


def work(
    key: str,
    inbox_id: int,
    clock: Clock = utc_now,
    hand_over: Deliver | None = None,
    *,
    orphaned: bool = False,
) -> int:
    """Handle what waits in this message's conversation, oldest first. Returns how many were handled.

    hand_over: delivers the answer of the last turn right after its commit, in place of ringing for somebody who does.
    orphaned: the process that had this task is gone, so its lease isn't waited for.
    """
    handled = 0
    while True:
        claim = claim_next(key, inbox_id, clock, orphaned=orphaned)
        if claim is None:
            return handled
        orphaned = False
        _stop_the_spinner(claim)
        try:
            if claim.attempts > ATTEMPTS:
                raise Unfinished(f"{ATTEMPTS} workers stopped while they were at it")
            done, answer = take_turn(key, claim, clock, own_answer=hand_over is not None)
        except Exception as error:  # whatever a turn raises, the next message must get through
            log.exception("message %s of gallery %s failed (attempt %s)", claim.id, key, claim.attempts)
            done, answer = Done.ALL if fail(key, claim, error, clock) else Done.NOT, None
        if hand_over is not None and answer is not None:
            # A slow provider must not keep the rest of the conversation waiting: with more to do, others deliver.
            if done is not Done.MORE_WAITS or not jobs.ring_now(jobs.OUTBOX_DELIVER, *answer):
                _hand_over(hand_over, answer)
        handled += done is not Done.NOT
        if done is not Done.MORE_WAITS:
            return handled


def _hand_over(deliver: Deliver, answer: tuple[Any, ...]) -> None:
    """The answer is committed: whatever happens to it here, the sweep finds it."""
    try:
        deliver(*answer)
    except Exception:
        log.exception("delivering %s at once broke", answer)


def claim_next(key: str, inbox_id: int, clock: Clock, *, orphaned: bool = False) -> Claim | None:
    """Lease the oldest unhandled message of that conversation, in a transaction of its own."""
    now = clock()
    lease = now + LEASE
    faults.at("claim:before-commit")
    asked = {"id": inbox_id, "lease": lease, "now": now, "files": now - FILES_WAIT, "orphaned": orphaned}
    claimed = db.at_once(key, CLAIM, asked)
    if claimed is None:
        return None
    faults.at("claim:after-commit")
    number, party, user_id, attempts, channel, *said, raw = claimed
    # A colleague's link is opened before anybody knows that it is a colleague.
    guest = user_id is None and not linking.wanted(raw)
    external_id, from_address, our_address, words, button = said
    pressed = Inbound(external_id, from_address, our_address, words, button=button, raw=raw)
    return Claim(
        number, party, guest, attempts, lease, channel, pressed if button and attempts == 1 else None
    )


def _stop_the_spinner(claim: Claim) -> None:
    """For stale buttons too; no transaction is open meanwhile."""
    channel: object = channels().get(claim.channel)
    if claim.pressed is not None and isinstance(channel, Acknowledging):
        channel.acknowledge(claim.pressed)


def take_turn(
    key: str, claim: Claim, clock: Clock, *, own_answer: bool = False
) -> tuple[Done, tuple[Any, ...] | None]:
    """T2: everything the message causes in one commit. The model, where needed, is asked between transactions.

    own_answer: no bell is rung for the answer; the second value is what to deliver it by.
    """
    understood: Understood | None = None
    answers: dict[str, Any] | None = {} if fallback.available() else None
    while True:
        try:
            found = _turn(key, claim, clock, understood, answers, own_answer=own_answer)
        except AskModel as asked:
            assert answers is not None, "nobody asks where nobody answers"
            answers[asked.key] = model_columns.answer(key, asked.wanted, clock)
            continue
        if not isinstance(found, Unread):
            return found
        understood = fallback.propose(key, found.said, found.role, clock) or Understood((), "none")


@dataclass(frozen=True)
class Unread:
    """What the grammar read nothing in, and who said it."""

    said: str
    role: Actor


def _turn(
    key: str,
    claim: Claim,
    clock: Clock,
    understood: Understood | None,
    answers: dict[str, Any] | None,
    *,
    own_answer: bool,
) -> tuple[Done, tuple[Any, ...] | None] | Unread:
    """One try, which commits or leaves nothing behind. Unread, AskModel: the model is to be asked first."""
    with open_crm(key, guest=claim.guest, clock=clock) as crm:
        crm.answers = answers
        faults.around_commit(crm.session, "T2")
        inbox = held(crm, claim)
        if inbox is None:
            return Done.NOT, None
        result = conversation.turn(crm, inbox, understood, model=answers is not None)
        if result is Turn.DONE:
            more = _more_waits(crm, inbox)
            answer = jobs.take_over(crm.session, jobs.OUTBOX_DELIVER) if own_answer else None
            return Done.MORE_WAITS if more else Done.ALL, answer
        crm.session.rollback()
        return Unread(inbox.text, crm.actor)


def held(crm: Crm, claim: Claim) -> Inbox | None:
    """The message, locked with its conversation; None where the lease ran out and somebody else took it."""
    crm.because_of(claim.id, claim.channel)
    parties.lock(crm, claim.party)
    inbox = crm.session.scalars(MESSAGE, {"number": claim.id}).one()
    if inbox.party != claim.party:  # whose conversation it is was found out meanwhile
        parties.lock(crm, inbox.party)
    ours = inbox.handled_at is None and inbox.lease_until == claim.lease_until
    return inbox if ours else None


def _more_waits(crm: Crm, inbox: Inbox) -> bool:
    """Whether the conversation goes on. Asked while its row is locked: whoever came with a later message before that
    found ours taken and went away, and their message is seen here; whoever comes after that waits for our commit.
    """
    return crm.session.scalar(LATER, {"party": inbox.party}) is not None


def fail(key: str, claim: Claim, error: Exception, clock: Clock) -> bool:
    """Try again later; after the third attempt it is handled as failed: an apology, and an entry for review."""
    with open_crm(key, clock=clock) as crm:
        inbox = held(crm, claim)
        if inbox is None:
            return False
        inbox.error = f"{type(error).__name__}: {error}"[:2000]
        if claim.attempts < ATTEMPTS:
            inbox.lease_until = crm.now() + BACKOFF[claim.attempts - 1]
            return False
        inbox.handled_at, inbox.outcome, inbox.lease_until = crm.now(), "failed", None
        if not claim.guest:
            said = inbox.text if len(inbox.text) <= 60 else inbox.text[:57] + "…"
            messages.reply(crm, inbox, APOLOGY.format(said=said))
        return True
