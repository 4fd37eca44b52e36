"""Whether this installation works: `/healthz` for "the process lives", `/readyz` for "texts get answered"."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from crm_core.crm import Clock, Crm, open_crm
from crm_core.db import galleries
from crm_core.errors import HerringError
from crm_core.migrate import newest_migration
from crm_core.models import Inbox, Outbox

router = APIRouter()
PATIENCE = timedelta(seconds=120)


@router.get("/healthz", include_in_schema=False)
def healthz() -> Response:
    """Always light: no database, no broker."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz", include_in_schema=False)
def readyz(request: Request) -> Response:
    """200 {"ready": true}, or 503 with the sentences that say what is wrong."""
    problems = find_problems(request.app.state.clock)
    status = 503 if problems else 200
    return JSONResponse({"ready": not problems, "problems": problems}, status)


def find_problems(clock: Clock) -> list[str]:
    """What keeps texts from being answered, one sentence each; empty when all is well."""
    try:
        found = galleries()
    except (SQLAlchemyError, HerringError) as error:
        if "does not exist" in str(error):
            return ["The database is empty: run `herring migrate`."]
        return ["The database can't be reached."]
    problems = []
    for gallery in found:
        try:
            with open_crm(gallery.key, clock=clock) as crm:
                problems += [f"{gallery.name}: {sentence}" for sentence in _gallery_problems(crm)]
        except SQLAlchemyError:
            problems.append(f"{gallery.name}: its tables can't be read: run `herring migrate`.")
    return problems


def _gallery_problems(crm: Crm) -> list[str]:
    version = crm.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version != newest_migration():
        return [
            f"migrations are missing (at {version or 'none'}, newest {newest_migration()}):"
            " run `herring migrate`."
        ]
    waits = {
        "the oldest unhandled message has waited {}": _oldest_message(crm),
        "the oldest unsent message is {} late": _oldest_unsent(crm),
    }
    late = {words: crm.now() - since for words, since in waits.items() if since is not None}
    return [
        words.format(f"{age.total_seconds():.0f} s") + "." for words, age in late.items() if age > PATIENCE
    ]


def _oldest_message(crm: Crm) -> datetime | None:
    return crm.session.scalar(select(func.min(Inbox.due_at)).where(Inbox.handled_at.is_(None)))


def _oldest_unsent(crm: Crm) -> datetime | None:
    """Due and not gone. Held messages and those of unknown outcome wait for a person, not for a worker."""
    return crm.session.scalar(select(func.min(Outbox.due_at)).where(Outbox.state.in_(("queued", "sending"))))
