"""An import as a job: written chunk by chunk, each chunk one commit together with how far it is.

A worker that is killed leaves the job at the last chunk; the next one goes on there and it comes to the same.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select, update

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import HerringError, Refused
from crm_core.models import ImportJob
from crm_core.services import media_files
from crm_core.services.transfer import copying
from crm_core.services.transfer.rows import Plan
from crm_core.services.transfer.slices import LEASE, WORK, Done, Slice, Unit, Watch

log = logging.getLogger(__name__)
SLICE = 60.0  # seconds a worker stays with one file before it rings for itself: others wait, too
NEEDED = {
    "items": ("title",),
    "contacts": ("name", "first_name", "last_name", "company", "email", "phone"),
    "sales": ("date", "date_year"),
}


def check(plan: Plan) -> None:
    """Refused where the file lacks what nothing can be made without."""
    if not any(name in plan.mapping.fields for name in NEEDED[plan.kind]):
        wanted = " or ".join(NEEDED[plan.kind][:2]).replace("_", " ")
        raise Refused(
            why=f"{plan.path.name} has no column for the {wanted}. Its columns: {', '.join(plan.table.header)}."
        )


def begin(
    crm: Crm, plan: Plan, file_key: str, name: str, *, total: int | None = None, ring: bool = True
) -> ImportJob:
    """Note what is to be imported, for a worker. What the gallery's settings decide is fixed from here on."""
    crm.require(Permission.IMPORT, f"import {plan.kind}")
    check(plan)
    chosen = crm.settings
    job = ImportJob(
        kind=plan.kind,
        file_name=name,
        file_key=file_key,
        mapping=plan.mapping.said(),
        options={
            "fields": plan.mapping.fields,
            "ignored": list(plan.mapping.ignored),
            "month_first": plan.month_first,
            "said_currency": plan.said_currency,
            "currency": plan.said_currency or chosen.currency,
            "region": chosen.region,
            "timezone": chosen.timezone,
            "trade": chosen.trades[0],
        },
        rows_total=total,
        user_id=crm.actor.id if crm.actor.is_user else None,
        inbox_id=crm.inbox_id,
        action_id=crm.action.id if crm.action else None,
        told_at=crm.now(),
        created_at=crm.now(),
    )
    crm.session.add(job)
    crm.session.flush()
    if ring:
        crm.ring(WORK, job.id)
    return job


def unfinished(crm: Crm, kind: str, file_key: str) -> ImportJob | None:
    """The import of this very file that was broken off."""
    found = select(ImportJob).where(
        ImportJob.file_key == file_key, ImportJob.kind == kind, ImportJob.state == "running"
    )
    return crm.session.scalar(found.order_by(ImportJob.id.desc()).limit(1))


def work(
    unit: Unit,
    job_id: int,
    *,
    seconds: float = SLICE,
    watch: Watch = lambda _: None,
    begun_with: Plan | None = None,
) -> bool:
    """Go on with this job for about so many seconds, if nobody else does; True where it was this call that did."""
    with unit() as crm:
        lease = _claim(crm, job_id)
    if lease is None:
        return False
    slice_ = Slice(unit, job_id, lease, watch, begun_with)
    try:
        slice_.run(seconds)
    except HerringError as error:
        slice_.broken(str(error), final=True)
    except Exception as error:  # the next attempt may get through, and whoever waits is told if not
        log.exception("import %s broke", job_id)
        slice_.broken(f"{type(error).__name__}: {error}"[:500], final=False)
    return True


def _claim(crm: Crm, job_id: int) -> datetime | None:
    """Take the job for a while. None where it is over or somebody has it."""
    free = or_(ImportJob.lease_until.is_(None), ImportJob.lease_until <= crm.now())
    lease = crm.now() + LEASE
    copying.put(crm, copying.QUIETLY | copying.WITHOUT_WAITING)
    taken = crm.session.execute(
        update(ImportJob)
        .where(ImportJob.id == job_id, ImportJob.state == "running", free)
        .values(lease_until=lease, attempts=ImportJob.attempts + 1)
        .returning(ImportJob.id)
    ).first()
    return lease if taken else None


def stored(gallery: str, path: Path) -> str:
    """Keep a file from this machine's disk where workers find it; its key in the media store."""
    ending = path.suffix.lower().lstrip(".")
    return media_files.keep_file(gallery, path, ending if ending.isalnum() and len(ending) <= 5 else "csv")


def run(unit: Unit, plan: Plan, watch: Watch = lambda _: None) -> Done:
    """Import a file here and now, to its end; one that was broken off goes on."""
    check(plan)
    with unit() as crm, ThreadPoolExecutor(1) as aside:
        crm.require(Permission.IMPORT, f"import {plan.kind}")
        storing = aside.submit(stored, crm.key, plan.path)
        crm.session.connection()  # Postgres is reached meanwhile
        key = storing.result()
        job = going_on = unfinished(crm, plan.kind, key)
        if job is None:
            with crm.command("import_data", {"what": plan.kind}) as action:
                job = begin(crm, plan, key, plan.path.name, ring=False)
                action.summary = f"Import {job.id}: {plan.path.name} as {plan.kind}"
        job_id = job.id
    last = Done(job_id)

    def seen(done: Done) -> None:
        nonlocal last
        last = done
        watch(done)

    begun_with = None if going_on else plan
    while work(unit, job_id, seconds=float("inf"), watch=seen, begun_with=begun_with):
        with unit() as crm:
            job = crm.session.get_one(ImportJob, job_id)
            if job.state == "failed":
                raise Refused(why=job.error or "The import failed.")
            if job.state == "done":
                return Done(job_id, job.rows_read, job.rows_written, job.rows_rejected)
            wait = (job.lease_until - crm.now()).total_seconds() if job.lease_until else 0.0
        time.sleep(max(0.0, min(wait, 60.0)))
    raise Refused(
        why=f"Somebody else imports {plan.path.name} just now. Import {job_id} shows how far it is."
    )
