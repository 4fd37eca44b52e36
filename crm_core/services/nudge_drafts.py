"""Writing to the contact a nudge is about: words of ours for a person's OK, or a reply that is drafted first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.models import Contact, Draft, Nudge
from crm_core.services import drafts, texting
from crm_core.services.nudge_answers import NOTHING_NAMED, About, last_shown
from crm_core.services.nudge_rules import rule_of


@dataclass(frozen=True)
class Wording:
    """What "send the draft" is about. text: ours, or the waiting draft's; "" while a reply is yet to be written."""

    contact: Contact
    text: str = ""
    draft: Draft | None = None


def offered(crm: Crm, row: Nudge) -> bool:
    """Whether "send the draft" leads anywhere."""
    return row.contact_id is not None and (rule_of(row).reply or bool(_ours(crm, row)))


def _ours(crm: Crm, row: Nudge) -> str:
    words = rule_of(row).draft
    return words(crm, row) if words is not None else ""


def meant(crm: Crm, about: About = NOTHING_NAMED) -> Wording:
    """For the nudge that is meant; without one lately, the draft that waits. Refused where there are no words."""
    crm.require(Permission.CONTACTS_WRITE, "write to contacts")
    try:
        row = last_shown(crm, about)
    except NotFound:
        waits = drafts.spoken_of(crm, about.name or None)
        if waits.contact_id is None or waits.kind == drafts.SUMMARY:
            raise
        return Wording(crm.session.get_one(Contact, waits.contact_id), waits.text, waits)
    contact = crm.session.get(Contact, row.contact_id) if row.contact_id else None
    if contact is None or contact.deleted_at is not None:
        raise Refused(why="That nudge is about no contact, so there is nobody to write to.")
    draft = _waiting(crm, contact)
    if draft is not None:
        return Wording(contact, draft.text if draft.state == "ready" else "", draft)
    if not offered(crm, row):
        raise Refused(why=f"I have no words for that one. Say “text {contact.name}: …”.")
    return Wording(contact, _ours(crm, row))


def _waiting(crm: Crm, contact: Contact) -> Draft | None:
    """The message to them that is drafted already, or being written."""
    query = select(Draft).where(
        Draft.contact_id == contact.id,
        Draft.kind.in_((drafts.MESSAGE, drafts.REPLY)),
        Draft.state.in_(("pending", "ready")),
        Draft.deleted_at.is_(None),
    )
    return crm.session.scalar(query.order_by(Draft.id.desc()).limit(1))


def ask(crm: Crm, found: Wording) -> None:
    """Have the reply written, unless it is being written already."""
    if found.draft is None:
        item = drafts.asked_about(crm, found.contact)
        drafts.request(crm, drafts.REPLY, contact=found.contact, item=item)


def send(crm: Crm, contact: Contact, text: str) -> None:
    """The words were shown and OKed: they leave, and the nudge about this contact was seen to."""
    draft = _waiting(crm, contact)
    if draft is not None and draft.state == "ready" and draft.text == text:
        drafts.approve(crm, draft)
    else:
        texting.send(crm, contact, text)
    try:
        last_shown(crm, About(contact=contact)).state = "done"
    except NotFound:
        return
    crm.session.flush()
