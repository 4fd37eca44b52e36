"""The files of a message in words: what there is, and the link that opens it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from crm_core.crm import Crm
from crm_core.models import Inbox
from crm_core.services import media_links

MOST_LINKS = 3  # in a text message each is a segment of its own
KINDS = {"image": "picture", "audio": "voice message", "video": "video"}


def of_message(crm: Crm, inbox: Inbox) -> list[dict[str, Any]]:
    """All files of a message and of those handled with it."""
    rows = crm.session.scalars(
        select(Inbox).where(or_(Inbox.id == inbox.id, Inbox.part_of_id == inbox.id)).order_by(Inbox.id)
    )
    return [part for row in rows for part in row.media]


def counted(parts: list[dict[str, Any]]) -> str:
    """ "2 pictures and a file"; "" for none."""
    names = [_kind(part) for part in parts]
    told = [
        f"{names.count(name)} {name}s" if names.count(name) > 1 else f"a {name}"
        for name in dict.fromkeys(names)
    ]
    return " and ".join(told)


def links(crm: Crm, parts: list[dict[str, Any]]) -> list[str]:
    """A line for each of the first few files that are here."""
    here = [part for part in parts if part.get("key")]
    lines = [f"{_kind(part).capitalize()}: {_link(crm, part)}" for part in here[:MOST_LINKS]]
    more = len(here) - MOST_LINKS
    return [*lines, f"{more} more on the review page."] if more > 0 else lines


def with_links(crm: Crm, row: Inbox) -> str:
    """A message's own words, then its own files."""
    lost = [
        "(a file that couldn't be fetched)" for part in row.media if part.get("error") and not part.get("key")
    ]
    files = [f"{_kind(part).capitalize()}: {_link(crm, part)}" for part in row.media if part.get("key")]
    return "\n".join(part for part in [row.text, *files, *lost] if part)


def _link(crm: Crm, part: dict[str, Any]) -> str:
    name = "" if part["key"].endswith(".jpg") else str(part.get("name") or "")
    return media_links.link(crm.key, part["key"], crm.now(), name=name)


def _kind(part: dict[str, Any]) -> str:
    return KINDS.get(str(part.get("content_type", "")).partition("/")[0], "file")
