"""An export handed out: a file in the media store, fetched by a signed link that ends soon, and the owners told.

A short one is written at once. A long one is a job: a worker writes it in one look at the database, with a word in
between; killed, it is written anew, and nothing can be fetched before it is whole.
"""

from __future__ import annotations

import logging
import secrets
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import CursorResult, or_, select, update

from crm_core.access import Actor, Permission, Role
from crm_core.config import settings
from crm_core.crm import Clock, Crm, open_crm
from crm_core.errors import HerringError, Refused
from crm_core.models import ExportJob, User
from crm_core.services import media_links, messages
from crm_core.services.transfer import exports, progress
from crm_core.written import number

log = logging.getLogger(__name__)
EXPORT = "transfer.export"
LASTS = timedelta(days=1)
AT_ONCE = 2000  # rows that are written while somebody waits for the answer
LEASE = timedelta(minutes=3)
BACKOFF = timedelta(seconds=30)
ATTEMPTS = 3


def export(
    crm: Crm, what: str, form: str = "csv", start: date | None = None, end: date | None = None
) -> tuple[int, str]:
    """Write the export; how many rows it has, and the link it is fetched by. Every other admin is told of it."""
    key, place = _place(crm.key, form)
    part = place.with_suffix(".part")
    try:
        count = exports.to_file(crm, what, part, form, start, end)
        _whole(part, place)
    finally:
        part.unlink(missing_ok=True)
    _tell(crm, what, count)
    return count, link(crm, key, what)


def link(crm: Crm, key: str, what: str) -> str:
    name = f"{what}-{crm.today()}.{key.rpartition('.')[2]}"
    return media_links.link(crm.key, key, crm.now(), lasts=LASTS, name=name)


def begin(crm: Crm, what: str, form: str, start: date | None, end: date | None) -> ExportJob:
    """Note what is to be exported, for a worker."""
    crm.require(Permission.EXPORT, "export data")
    job = ExportJob(
        what=what, format=form, first_day=start, last_day=end, user_id=crm.actor.id, inbox_id=crm.inbox_id,
        told_at=crm.now(), created_at=crm.now(),
    )  # fmt: skip
    crm.session.add(job)
    crm.session.flush()
    crm.ring(EXPORT, job.id)
    return job


def work(key: str, job_id: int, clock: Clock) -> bool:
    """Write this export, if nobody else does; True where it was this call that did."""
    with open_crm(key, clock=clock) as crm:
        found = _claim(crm, job_id)
    if found is None:
        return False
    job, actor = found
    if job.attempts > ATTEMPTS:  # of those that died nobody was left to say so
        _broken(key, job, actor, clock, "The worker stopped each time.", final=True)
        return True
    part = _part(key, job)
    try:
        with open_crm(key, actor, clock=clock) as crm:
            watch = _Watch(key, job_id, job.attempts, clock)
            count = exports.to_file(crm, job.what, part, job.format, job.first_day, job.last_day, watch)
        _finish(key, job, actor, clock, part, count)
    except HerringError as error:
        _broken(key, job, actor, clock, str(error), final=True)
    except Exception as error:  # the next attempt may get through, and whoever waits is told if not
        log.exception("export %s broke", job_id)
        _broken(key, job, actor, clock, type(error).__name__, final=job.attempts >= ATTEMPTS)
    finally:
        part.unlink(missing_ok=True)
    return True


def _part(gallery: str, job: ExportJob) -> Path:
    """Where this attempt writes, which no link can name; what earlier ones left there is thrown away."""
    folder = settings().herring_home / "media" / gallery / "parts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"{job.id}-*.part"):
        left.unlink(missing_ok=True)
    return folder / f"{job.id}-{job.attempts}.part"


def _whole(part: Path, place: Path) -> None:
    """From here on it can be fetched: all of it at once."""
    part.chmod(0o600)
    part.replace(place)


def _claim(crm: Crm, job_id: int) -> tuple[ExportJob, Actor] | None:
    free = or_(ExportJob.lease_until.is_(None), ExportJob.lease_until <= crm.now())
    taken = crm.session.execute(
        update(ExportJob)
        .where(ExportJob.id == job_id, ExportJob.state == "running", free)
        .values(lease_until=crm.now() + LEASE, attempts=ExportJob.attempts + 1, rows_written=0)
    )
    assert isinstance(taken, CursorResult)
    if not taken.rowcount:
        return None
    job = crm.session.get_one(ExportJob, job_id)
    user = crm.session.get_one(User, job.user_id)
    # As whoever asked: they get what they may see.
    return job, Actor("user", user.id, user.name, Role(user.role))


class _Watch:
    """Keeps the job's row while its rows are read in another transaction."""

    def __init__(self, key: str, job_id: int, attempt: int, clock: Clock) -> None:
        self.key, self.job_id, self.attempt, self.clock = key, job_id, attempt, clock

    def __call__(self, count: int) -> None:
        with open_crm(self.key, clock=self.clock) as crm:
            job = _still(crm, self.job_id, self.attempt)
            if job is None:
                raise Refused(why="Somebody else writes it now.")
            job.rows_written, job.lease_until = count, crm.now() + LEASE
            progress.tell_export(crm, job)


def _still(crm: Crm, job_id: int, attempt: int) -> ExportJob | None:
    """The job, locked, if this attempt is still the one that has it."""
    job = crm.session.get_one(ExportJob, job_id, with_for_update=True)
    return job if job.state == "running" and job.attempts == attempt else None


def _finish(key: str, claimed: ExportJob, actor: Actor, clock: Clock, part: Path, count: int) -> None:
    """The file becomes one that can be fetched in the commit that says so; a rollback leaves one that nobody knows."""
    with open_crm(key, actor, clock=clock) as crm:
        job = _still(crm, claimed.id, claimed.attempts)
        if job is None:
            return
        file_key, place = _place(key, job.format)
        _whole(part, place)
        job.state, job.finished_at, job.lease_until = "done", crm.now(), None
        job.file_key, job.rows_written = file_key, count
        _tell(crm, job.what, count)
        there = link(crm, file_key, job.what)
        progress.say(crm, job, f"{number(count)} rows of {job.what}, to be fetched within a day:\n{there}")


def _broken(key: str, claimed: ExportJob, actor: Actor, clock: Clock, why: str, *, final: bool) -> None:
    with open_crm(key, actor, clock=clock) as crm:
        job = _still(crm, claimed.id, claimed.attempts)
        if job is None:
            return
        job.error = why
        if final:
            job.state, job.finished_at, job.lease_until = "failed", crm.now(), None
            progress.say(crm, job, f"The export of {job.what} failed: {why} Please ask for it again.")
        else:
            job.lease_until = crm.now() + BACKOFF
            crm.ring(EXPORT, job.id, after=BACKOFF.total_seconds() + 0.1)


def _place(gallery: str, form: str) -> tuple[str, Path]:
    """A name that nobody guesses, and where it lies."""
    key = f"{secrets.token_hex(16)}.{form}"
    place = settings().herring_home / "media" / gallery / key[:2] / key
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return key, place


def _tell(crm: Crm, what: str, count: int) -> None:
    admins = select(User).where(
        User.role == "admin", User.deleted_at.is_(None), User.id != (crm.actor.id or 0)
    )
    for admin in crm.session.scalars(admins):
        try:
            messages.send(crm, admin, f"{crm.actor.name} exported {number(count)} {what}.", purpose="service")
        except Refused:
            continue  # no way to reach them; activity shows it all the same
