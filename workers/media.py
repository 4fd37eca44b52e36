"""Files that came with a message: fetched right after it was stored, outside any transaction, and kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from bot import media
from bot.webhooks import channels
from channels.base import Fetching, Media, MediaError
from crm_core import jobs
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Inbox
from crm_core.services import photos

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)  # longer than ten files of a slow provider
BACKOFF = (5.0, 20.0, 60.0, 300.0)  # seconds; then it is given up

CLAIM = text("""
UPDATE inbox SET media_attempts = media_attempts + 1, media_due_at = :lease
WHERE id = :id AND (media_due_at <= :now OR (:orphaned AND media_due_at IS NOT NULL)) RETURNING media_attempts
""")


@dataclass(frozen=True)
class Wanted:
    """A message whose files this worker fetches. parts: of Inbox.media, with what is known of each so far."""

    id: int
    channel: str
    attempts: int
    parts: list[dict[str, Any]]


def fetch(key: str, inbox_id: int, clock: Clock = utc_now, *, orphaned: bool = False) -> bool:
    """Fetch and keep what this message brought, if nobody has; True where it was this call that tried.

    orphaned: the process that had this task is gone, so its lease isn't waited for.
    """
    wanted = _claim(key, inbox_id, clock, orphaned)
    if wanted is None:
        return False
    parts = [_fetched(key, wanted.channel, part) for part in wanted.parts]
    with open_crm(key, clock=clock) as crm:
        _settle(crm, wanted, parts)
    return True


def _claim(key: str, inbox_id: int, clock: Clock, orphaned: bool) -> Wanted | None:
    with open_crm(key, clock=clock) as crm:
        values = {"id": inbox_id, "now": crm.now(), "lease": crm.now() + LEASE, "orphaned": orphaned}
        attempts = crm.session.execute(CLAIM, values).scalar()
        if attempts is None:
            return None
        row = crm.session.get_one(Inbox, inbox_id)
        return Wanted(row.id, row.channel, attempts, list(row.media))


def _fetched(key: str, channel_name: str, part: dict[str, Any]) -> dict[str, Any]:
    """The part with its file's key; or with the error, and `retry` where it may be there later."""
    if part.get("key") or (part.get("error") and not part.get("retry")):
        return part
    channel: object = channels().get(channel_name)
    wanted = Media(part["url"], part.get("content_type", ""), part.get("name", ""))
    try:
        if not isinstance(channel, Fetching):
            raise MediaError(f"Files can't be fetched over {channel_name}.")
        kept = media.keep(key, channel.fetch(wanted))
    except MediaError as error:
        return {**part, "error": error.reason, "retry": error.retryable}
    except Exception as error:  # a client library's own fault, or a full disk: perhaps not the next time
        log.exception("a file of gallery %s couldn't be fetched", key)
        return {**part, "error": f"The file couldn't be kept ({type(error).__name__}).", "retry": True}
    found = {
        "key": kept.key,
        "content_type": kept.content_type,
        "bytes": kept.size,
        "likeness": kept.likeness,
    }
    # What travelled inside the message need not stay in the row as well.
    url = "" if part["url"].startswith("data:") else part["url"]
    return {
        name: value for name, value in {**part, **found, "url": url}.items() if name not in ("error", "retry")
    }


def _settle(crm: Crm, wanted: Wanted, parts: list[dict[str, Any]]) -> None:
    query = select(Inbox).where(Inbox.id == wanted.id).with_for_update()
    row = crm.session.scalars(query.execution_options(populate_existing=True)).one()
    if row.media_attempts != wanted.attempts:
        return  # the lease ran out, and another worker has it
    # The turn may have said meanwhile which item they are of.
    taken = [{"item_id": part["item_id"]} if part.get("item_id") else {} for part in row.media]
    row.media = [{**part, **item} for part, item in zip(parts, taken, strict=True)]
    later = any(part.get("retry") for part in parts)
    if later and wanted.attempts <= len(BACKOFF):
        wait = BACKOFF[wanted.attempts - 1]
        row.media_due_at = crm.now() + timedelta(seconds=wait)
        crm.ring(jobs.MEDIA_FETCH, row.id, after=wait)
    else:
        row.media_due_at = None
        row.media_error = (
            " ".join(dict.fromkeys(part["error"] for part in parts if part.get("error"))) or None
        )
    photos.arrived(crm, row)
    if row.handled_at is None and row.media_due_at is None:
        crm.ring(jobs.INBOX_WORK, row.id, after=max(0.0, (row.due_at - crm.now()).total_seconds()))
