"""Files in and out: the rows of jobs say what is wanted and how far it is; a worker goes on where the last one was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from crm_core import jobs
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import ExportJob, ImportJob
from crm_core.services.transfer import downloads, imports, slices

WORK, EXPORT = slices.WORK, downloads.EXPORT


def work(key: str, job_id: int, clock: Clock = utc_now, seconds: float = imports.SLICE) -> bool:
    """Go on with this import for a while; True where it was this call that did."""
    return imports.work(lambda: open_crm(key, clock=clock), job_id, seconds=seconds)


def export(key: str, job_id: int, clock: Clock = utc_now) -> bool:
    """Write this export; True where it was this call that did."""
    return downloads.work(key, job_id, clock)


def waiting(crm: Crm) -> tuple[list[int], list[int]]:
    """Imports and exports that nobody works on."""
    found = []
    for job in (ImportJob, ExportJob):
        free = or_(job.lease_until.is_(None), job.lease_until <= crm.now())
        query = select(job.id).where(job.state == "running", free)
        found.append(list(crm.session.scalars(query.order_by(job.id))))
    return found[0], found[1]


def ring(key: str, imports_: Sequence[int], exports_: Sequence[int]) -> None:
    """They take longer than a sweep may."""
    bells = [(WORK, (key, job_id), 0.0) for job_id in imports_]
    bells += [(EXPORT, (key, job_id), 0.0) for job_id in exports_]
    if bells:
        jobs.ring_all(bells)
