"""Files in and out: how far each is, what was not taken and why, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from bot.auth import SignedIn
from bot.pages import html
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import NotFound
from crm_core.models import Action, ExportJob, ImportJob, User
from crm_core.services import appearance
from crm_core.services.transfer import downloads, plans, progress, rejects
from crm_core.written import number

router = APIRouter(prefix="/review", include_in_schema=False)
SHOWN = 20
REASONS = 3


@dataclass(frozen=True)
class Line:
    """One import as the page shows it. undo: the action to take back, where that can be."""

    job: ImportJob
    text: str
    who: str
    reasons: list[tuple[str, int]]
    undo: int | None


@router.get("/files")
def show(who: SignedIn) -> Response:
    """The last imports, and the exports of whoever looks."""
    with who.crm() as crm:
        if not crm.may(Permission.EXPORT):
            crm.require(Permission.IMPORT, "see what was imported")
        jobs = crm.session.scalars(select(ImportJob).order_by(ImportJob.id.desc()).limit(SHOWN))
        lines = [_line(crm, job) for job in jobs] if crm.may(Permission.IMPORT) else []
        mine = select(ExportJob).where(ExportJob.user_id == crm.actor.id)
        exports = list(crm.session.scalars(mine.order_by(ExportJob.id.desc()).limit(SHOWN)))
        links = {
            job.id: downloads.link(crm, job.file_key, job.what)
            for job in exports
            if job.finished_at and job.file_key and job.finished_at + downloads.LASTS > crm.now()
        }
        gallery, zone = appearance.of(crm), crm.zone
    states = {line.job.state for line in lines} | {job.state for job in exports}
    return html(
        "files.html", who=who, lines=lines, exports=exports, links=links, running="running" in states, gallery=gallery,
        zone=zone,
    )  # fmt: skip


@router.get("/files/{job_id}/rejected")
def rejected(who: SignedIn, job_id: int) -> Response:
    """The rows that were not taken, as a file to be put right and sent again."""
    with who.crm() as crm:
        crm.require(Permission.IMPORT, "see what was imported")
        job = crm.session.get(ImportJob, job_id)
        if job is None or not job.rows_rejected:
            raise NotFound(what="that file")
        link = rejects.link(crm, job, plans.plan_of(crm, job).table.header)
    return RedirectResponse(link, 303)


def _line(crm: Crm, job: ImportJob) -> Line:
    user = crm.session.get(User, job.user_id) if job.user_id else None
    action = crm.session.get(Action, job.action_id) if job.action_id else None
    undo = action.id if action and job.state != "undone" and action.undoable else None
    reasons = rejects.reasons(crm, job, REASONS) if job.rows_rejected else []
    return Line(job, _words(job), user.name if user else "the command line", reasons, undo)


def _words(job: ImportJob) -> str:
    kind = progress.noun(job.kind, 2)
    if job.state == "running":
        return f"{job.file_name} as {kind}: {progress.so_far(job).lower()}"
    if job.state == "failed":
        return f"{job.file_name} as {kind}: stopped after {number(job.rows_read)} rows. {job.error}"
    known = job.rows_read - job.rows_written - job.rows_rejected
    before = f", {number(known)} in before" if known else ""
    taken = f"{number(job.rows_written)} new {progress.noun(job.kind, job.rows_written)}{before}"
    return f"{job.file_name}: {taken}"
