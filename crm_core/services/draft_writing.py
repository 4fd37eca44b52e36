"""What the drafting worker does with a draft's row: take it, keep what came of it, tell who asked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Draft, User
from crm_core.services import messages
from crm_core.services.drafts import SUMMARY, subject
from crm_core.services.labels import capital

BACKOFF = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=10))
ATTEMPTS = len(BACKOFF) + 1
LEASE = timedelta(seconds=90)  # longer than the model's deadline with one more try


def claim(crm: Crm, draft_id: int) -> Draft | None:
    """Take a pending draft to write, for the length of a lease; None where there is nothing to do."""
    row = crm.session.scalar(
        select(Draft)
        .where(Draft.id == draft_id, Draft.state == "pending", Draft.due_at <= crm.now())
        .where(Draft.deleted_at.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if row is not None:
        row.attempts += 1
        row.due_at = crm.now() + LEASE
        crm.session.flush()
    return row


def held(crm: Crm, draft_id: int, attempt: int) -> Draft | None:
    """The draft, locked, if it still waits for what this attempt wrote."""
    return crm.session.scalar(
        select(Draft)
        .where(Draft.id == draft_id, Draft.state == "pending", Draft.attempts == attempt)
        .where(Draft.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def written(
    crm: Crm,
    row: Draft,
    text: str,
    model: str,
    cost: Decimal | None,
    warnings: tuple[str, ...] = (),
    *,
    weight: str = "",
) -> None:
    """The words are there: tell who asked. weight: "2 SMS", for a text."""
    row.text, row.state, row.model, row.error = text, "ready", model, None
    row.cost = (row.cost or Decimal(0)) + cost if cost is not None else row.cost
    notice = "".join(f"\n{warning}" for warning in warnings)
    if row.kind == SUMMARY:
        head, then = subject(crm, row), "Nothing of it is kept, unless you APPROVE it as a note."
    else:
        head, then = f"draft for {subject(crm, row)}", "Reply APPROVE, or tell me what to change."
    size = f" ({weight})" if weight else ""
    _tell(crm, row, f"{capital(head)}{size}:\n“{text}”{notice}\n{then}")


def put_off(crm: Crm, row: Draft, reason: str, wait: timedelta | None = None) -> None:
    """A passing fault: try again later, ever later; after the last attempt it has failed."""
    if row.attempts >= ATTEMPTS:
        failed(crm, row, reason)
        return
    row.error = reason
    row.due_at = crm.now() + max(BACKOFF[row.attempts - 1], wait or timedelta(0))
    crm.session.flush()


def failed(crm: Crm, row: Draft, reason: str) -> None:
    """It won't be written. A draft that was to be changed stays as it was."""
    row.error = reason
    if row.text:
        row.state = "ready"
        _tell(
            crm,
            row,
            f"I couldn't change the draft for {subject(crm, row)}: {reason} The former text still waits.",
        )
    else:
        row.state = "failed"
        _tell(crm, row, f"I couldn't write the draft for {subject(crm, row)}: {reason}")


def _tell(crm: Crm, row: Draft, text: str) -> None:
    """The late answer to who asked, so it goes as a reply. Without an address, the review page has it."""
    crm.session.flush()
    user = crm.session.get(User, row.requested_by_id) if row.requested_by_id else None
    if user is not None and user.deleted_at is None:
        try:
            messages.send(crm, user, text, purpose="reply")
        except Refused:
            return
