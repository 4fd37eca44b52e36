"""Pictures that belong together: several messages of a moment are handled as one, with the words one of them brings.

The webhook lets pictures wait for the rest of their burst (bot/webhooks.py), so they are all here when the first is
handled.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot import captions
from bot.memory import Memory
from crm_core.crm import Crm
from crm_core.models import Inbox
from crm_core.services import photos

# What else waits in a conversation behind one message.
BEHIND = (
    select(Inbox)
    .where(Inbox.party == bindparam("party"), Inbox.handled_at.is_(None), Inbox.id > bindparam("first"))
    .order_by(Inbox.id)
    .with_for_update()
)


def gather(crm: Crm, inbox: Inbox) -> None:
    """Take what belongs to this message of pictures along: it is handled with it, and its words are its words."""
    if not _pictures(inbox):
        return
    words = inbox.text.strip()
    for row in _behind(crm, inbox):
        said = row.text.strip()
        if said and (words or not _is_caption(crm, row)):
            continue
        words = words or said
        row.part_of_id, row.handled_at, row.outcome, row.lease_until = inbox.id, crm.now(), "done", None
    inbox.text = words
    crm.session.flush()


def passed_on(crm: Crm, inbox: Inbox) -> bool:
    """True where these words are the caption of pictures right behind them: they are handled with the pictures."""
    if inbox.user_id is None or _pictures(inbox) or not inbox.text.strip():
        return False
    first = next((row for row in _behind(crm, inbox) if _pictures(row)), None)
    if (
        first is None
        or first.text.strip()
        or not captions.says_an_item(crm, Memory(crm, inbox.party), inbox.text)
    ):
        return False
    first.text, inbox.part_of_id = inbox.text, first.id
    crm.session.flush()
    return True


def _is_caption(crm: Crm, row: Inbox) -> bool:
    """Whether a further message's words are about the pictures. A collector's never are: they may be STOP."""
    if row.user_id is None:
        return False
    return _pictures(row) or captions.says_an_item(crm, Memory(crm, row.party), row.text)


def _pictures(row: Inbox) -> bool:
    return any(photos.is_photo(part) for part in row.media)


def _behind(crm: Crm, inbox: Inbox) -> list[Inbox]:
    return list(crm.session.scalars(BEHIND, {"party": inbox.party, "first": inbox.id}))
