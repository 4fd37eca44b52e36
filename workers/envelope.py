"""What a provider is handed for one row of the outbox: links instead of keys, and for mail what mail needs."""

from __future__ import annotations

from datetime import timedelta

from channels.base import Button, Outbound
from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Contact, Inbox, Outbox
from crm_core.services import media_links, photos, tokens

UNSUBSCRIBE_LASTS = timedelta(days=400)  # a year's mail and more: the law says sixty days at least


def of(crm: Crm, row: Outbox) -> Outbound:
    """The message as it leaves. Runs in the transaction that marks it as leaving."""
    unsubscribe = _unsubscribe(crm, row)
    subject, reply_to_id = _thread(crm, row)
    parts = [row.text, *_signature(crm, row)]
    if row.purpose == "marketing" and unsubscribe:
        parts.append(f"No more of these: {unsubscribe}")
    return Outbound(
        to_address=row.to_address,
        our_address=row.our_address,
        text="\n\n".join(parts),
        media_urls=tuple(_link(crm, row.channel, entry) for entry in row.media),
        buttons=tuple(Button(each["id"], each["label"]) for each in row.buttons),
        callback_url=f"{settings().base_url}/webhooks/{row.channel}?ref={row.ref}",
        reply_to_id=reply_to_id,
        subject=subject,
        unsubscribe_url=unsubscribe,
    )


def _signature(crm: Crm, row: Outbox) -> list[str]:
    """The gallery's, below what a contact gets by mail; colleagues need none, and who typed it has it."""
    signed = crm.settings.signature
    wanted = row.channel == "email" and row.contact_id is not None and not row.text.rstrip().endswith(signed)
    return [signed] if wanted else []


def _link(crm: Crm, channel: str, entry: str) -> str:
    """An entry is a file's key, with "/" and a name where it is to be saved under one."""
    key, _, name = entry.partition("/")
    if channel == "email":  # an attachment is saved under its name; elsewhere nobody sees one
        name = name or photos.name_of(crm, key)
    return media_links.link(crm.key, key, crm.now(), name=name)


def _thread(crm: Crm, row: Outbox) -> tuple[str, str]:
    """A mail that answers a mail says so, by its subject and by the id of that mail."""
    asked = crm.session.get(Inbox, row.inbox_id) if row.channel == "email" and row.inbox_id else None
    if asked is None or (asked.channel, asked.from_address) != (row.channel, row.to_address):
        return row.subject, ""
    about = str(asked.raw.get("subject") or "")
    subject = about if about[:3].lower() == "re:" else f"Re: {about}" if about else ""
    # Without a Message-ID of its own a mail can't be referred to.
    reply_to_id = "" if asked.external_id.startswith("sha256-") else asked.external_id
    return row.subject or subject, reply_to_id


def _unsubscribe(crm: Crm, row: Outbox) -> str:
    """One click ends it: for whatever is not the answer to a mail of theirs."""
    if row.channel != "email" or row.contact_id is None or row.purpose == "reply":
        return ""
    contact = crm.session.get(Contact, row.contact_id)
    token = tokens.issue(crm, "unsubscribe", UNSUBSCRIBE_LASTS, contact=contact, row_id=row.id)
    return f"{settings().base_url}/u/{token}"
