"""Typed commands that somebody of another role must OK first: a seller's sale, a collector's "I'll take it".

Only kept and decided here; the command itself is carried out by whoever OKs it (intents), with the same
re-check as any question. `ask` writes nothing but the row and its notices: a collector's turn may call it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm_core import access
from crm_core.access import Actor, Permission, Role
from crm_core.crm import Crm
from crm_core.errors import Conflict, NotFound, Refused
from crm_core.models import Address, Approval, Claim, Contact, User, WebSession
from crm_core.services import claims, messages, requests
from crm_core.services.labels import name_of

LASTS = timedelta(days=7)
# What somebody asked for by a channel that can be forged, and must OK themselves where they have signed in.
STEP_UP = "step_up"
FORGEABLE = frozenset({"sms", "whatsapp"})


def ask(
    crm: Crm,
    command: dict[str, Any],
    summary: str,
    permission: Permission | str,
    versions: Sequence[dict[str, Any]] = (),
    *,
    notify: bool | None = None,
) -> Approval:
    """Keep a typed command ``{"name", "slots"}`` until one of its approvers decides.

    summary: its preview, one question; versions: of the rows it speaks of, as they were when it was asked.
    notify: tell the approvers; by default only of a colleague's request (what a collector wrote reaches the
    staff as a message).
    """
    row = Approval(
        command=command,
        summary=summary,
        permission=str(permission),
        user_id=crm.actor.id if crm.actor.is_user else None,
        contact_id=crm.actor.id if crm.actor.is_guest else None,
        versions=list(versions),
        inbox_id=crm.inbox_id,
        expires_at=crm.now() + LASTS,
    )
    crm.session.add(row)
    crm.session.flush()
    if notify if notify is not None else crm.actor.is_user:
        for user in approvers(crm, row):
            _tell(crm, user, f"{crm.actor.name} asks: {summary}\nReply APPROVE, or REJECT and why.")
    return row


def has_second_way(crm: Crm) -> bool:
    """Whether the actor has signed in somewhere that can't be forged: linked Telegram, or the page."""
    linked = select(Address.id).where(
        Address.user_id == crm.actor.id, Address.channel == "telegram", Address.deleted_at.is_(None)
    )
    signed_in = select(WebSession.id).where(
        WebSession.user_id == crm.actor.id, WebSession.expires_at > crm.now()
    )
    return crm.session.scalar(linked.union(signed_in).limit(1)) is not None


def require_unforged(crm: Crm) -> None:
    """Refused by a channel that can be forged, for who could do it where they have signed in."""
    if crm.via in FORGEABLE and crm.actor.is_user and has_second_way(crm):
        raise Refused(
            why="A text message can be forged, so please do that on the review page or in Telegram."
        )


def approver_roles(crm: Crm, approval: Approval) -> frozenset[Role]:
    """Who may decide: the roles that may do it outright, or those the table names for who asked."""
    if approval.permission == STEP_UP:
        return frozenset()  # nobody but who asked
    return access.approvers(requester(crm, approval), Permission(approval.permission))


def approvers(crm: Crm, approval: Approval) -> list[User]:
    """Everybody who may decide this one; never the person who asked."""
    roles = [role.value for role in approver_roles(crm, approval)]
    query = select(User).where(User.role.in_(roles), User.deleted_at.is_(None))
    if approval.user_id is not None:
        query = query.where(User.id != approval.user_id)
    return list(crm.session.scalars(query.order_by(User.id)))


def requester(crm: Crm, approval: Approval) -> Actor:
    if approval.user_id is not None:
        user = crm.session.get_one(User, approval.user_id)
        return Actor("user", user.id, user.name, Role(user.role))
    return Actor("contact", approval.contact_id, name_of(crm, Contact, approval.contact_id))


def waiting(crm: Crm) -> list[Approval]:
    """What this actor may decide, the oldest first."""
    query = select(Approval).where(
        Approval.state == "waiting", Approval.deleted_at.is_(None), Approval.expires_at > crm.now()
    )
    rows = crm.session.scalars(query.order_by(Approval.id)).all()
    return [row for row in rows if _may(crm, row) and not requests.why_over(crm, row)]


def get(crm: Crm, approval_id: int) -> Approval:
    row = crm.session.get(Approval, approval_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what=f"a request {approval_id}")
    return row


def decide(crm: Crm, approval: Approval, approve: bool, reason: str = "") -> Approval:
    """Decide once. Raises Refused where this actor may not, Conflict where it is decided or too old.

    What the request kept blocked is free again: an approved command takes it, in the same commit.
    """
    row = crm.session.scalar(
        select(Approval)
        .where(Approval.id == approval.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.deleted_at is not None:
        raise NotFound(what="that request any more")
    _check_open(crm, row)
    if not _may(crm, row):
        raise Refused(why=_who_may(crm, row))
    row.state = "approved" if approve else "rejected"
    row.decided_by_id, row.decided_at, row.reason = crm.actor.id, crm.now(), reason or None
    _unblock(crm, row)
    _announce(crm, row)
    crm.session.flush()
    return row


def _check_open(crm: Crm, row: Approval) -> None:
    if row.state != "waiting":
        who = "you" if row.decided_by_id == crm.actor.id else name_of(crm, User, row.decided_by_id)
        raise Conflict(why=f"That was {row.state} already, by {who}. Nothing was changed now.")
    if row.expires_at is not None and row.expires_at <= crm.now():
        raise Conflict(why="That request is too old by now. Ask for it to be sent again.")
    if over := requests.why_over(crm, row):
        raise Conflict(why=f"{over} Nothing was changed.")


def _may(crm: Crm, row: Approval) -> bool:
    if crm.actor.kind == "system":
        return True
    is_mine = crm.actor.is_user and row.user_id == crm.actor.id
    if row.permission == STEP_UP:
        return is_mine and crm.via not in FORGEABLE
    return crm.actor.is_user and not is_mine and crm.actor.role in approver_roles(crm, row)


def _who_may(crm: Crm, row: Approval) -> str:
    if row.permission == STEP_UP:
        return "A text message can be forged: please OK that on the review page or in Telegram."
    if crm.actor.is_user and row.user_id == crm.actor.id:
        return "Somebody else has to OK what you asked for yourself."
    roles = " or ".join(sorted(role.value for role in approver_roles(crm, row)))
    return f"Only somebody who is {roles} can decide that."


def _unblock(crm: Crm, row: Approval) -> None:
    """The piece that was kept goes to the approved command, or else to the next in line."""
    if row.state != "approved":
        claims.unblock(crm, row)
        return
    kept = select(Claim).where(Claim.approval_id == row.id, Claim.state == "held", Claim.deleted_at.is_(None))
    for claim in crm.session.scalars(kept.with_for_update()):
        claims.end(crm, claim, "approved")


def drop_others(crm: Crm, decided: Approval) -> None:
    """Of several things that one message of a collector could lead to, one was chosen: the others are over."""
    others = select(Approval).where(
        Approval.inbox_id == decided.inbox_id, Approval.contact_id == decided.contact_id, Approval.id != decided.id,
        Approval.state == "waiting",
    )  # fmt: skip
    for row in crm.session.scalars(others.with_for_update()):
        row.state, row.decided_at, row.reason = "expired", crm.now(), "another way was chosen"
    crm.session.flush()


def overtake(crm: Crm, piece_ids: Sequence[int]) -> None:
    """These pieces are sold now: what waited for an OK on them is over, and a colleague who asked is told."""
    requests.sold(crm, piece_ids)
    query = (
        select(Approval)
        .join(Claim, Claim.approval_id == Approval.id)
        .where(Claim.piece_id.in_(piece_ids), Claim.state == "held", Claim.deleted_at.is_(None))
        .where(Approval.state == "waiting", Approval.deleted_at.is_(None))
    )
    for row in list(crm.session.scalars(query.with_for_update(of=Approval))):
        row.state, row.decided_at, row.reason = "expired", crm.now(), "sold meanwhile"
        row.decided_by_id = crm.actor.id if crm.actor.is_user else None
        asker = crm.session.get(User, row.user_id) if row.user_id else None
        if asker is not None and asker.deleted_at is None and asker.id != crm.actor.id:
            what = row.summary.partition("\n")[0].rstrip("?")
            _tell(crm, asker, f"{crm.actor.name} sold that piece meanwhile, so this is off: {what}.")
    crm.session.flush()


def _announce(crm: Crm, row: Approval) -> None:
    """Tell who asked and who else could have decided. A collector hears from the command, if at all."""
    first = row.summary.partition("\n")[0].rstrip("?")
    why = f" Reason: {row.reason}" if row.reason else ""
    if row.user_id is not None and row.user_id != crm.actor.id:
        asker = crm.session.get(User, row.user_id)
        if asker is not None and asker.deleted_at is None:
            _tell(crm, asker, f"{crm.actor.name} {row.state}: {first}.{why}")
    for user in approvers(crm, row):
        if user.id != crm.actor.id and row.user_id is not None:
            _tell(
                crm,
                user,
                f"{crm.actor.name} {row.state} {name_of(crm, User, row.user_id)}'s request: {first}.",
            )


def _tell(crm: Crm, user: User, text: str) -> None:
    """A notice; somebody without an address finds it on the review page."""
    try:
        messages.send(crm, user, text, purpose="service")
    except Refused:
        return


def expire(crm: Crm) -> int:
    """Close what nobody decided in time: the pieces are free, who asked is told. Returns how many."""
    query = select(Approval).where(Approval.state == "waiting", Approval.expires_at <= crm.now())
    rows = list(crm.session.scalars(query.with_for_update(skip_locked=True)))
    for row in rows:
        row.state, row.decided_at = "expired", crm.now()
        _unblock(crm, row)
        asker = crm.session.get(User, row.user_id) if row.user_id else None
        if asker is not None:
            what = row.summary.partition("\n")[0]
            _tell(crm, asker, f"Nobody decided in time: {what} Ask again if it still holds.")
    crm.session.flush()
    return len(rows)
