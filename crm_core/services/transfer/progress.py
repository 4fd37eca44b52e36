"""How an import is getting on, told to whoever asked for it: seldom, in one sentence, and once at its end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox, User
from crm_core.services import messages
from crm_core.services.transfer import rejects
from crm_core.written import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_core.models import ExportJob, ImportJob

EVERY = timedelta(seconds=20)  # at the most; ever seldomer the longer it takes
REASONS = 3


def tell(crm: Crm, job: ImportJob) -> None:
    """A word in between, where it is time for one."""
    if _is_time(crm, job):
        job.told_at = crm.now()
        say(crm, job, f"{so_far(job)} of {job.file_name}.{_need(job)}")


def tell_export(crm: Crm, job: ExportJob) -> None:
    if _is_time(crm, job):
        job.told_at = crm.now()
        say(crm, job, f"Exported {number(job.rows_written)} {job.what} so far.")


def so_far(job: ImportJob) -> str:
    """ "Imported 4,200 of 10,000 rows"."""
    of = f" of {number(job.rows_total)}" if job.rows_total else ""
    return f"Imported {number(job.rows_read)}{of} rows"


def _need(job: ImportJob) -> str:
    count = job.rows_rejected
    return f" {number(count)} {'row needs' if count == 1 else 'rows need'} you." if count else ""


def finished(crm: Crm, job: ImportJob, header: Sequence[str]) -> None:
    """What it came to, what to do about the rest, and the way back."""
    known = job.rows_read - job.rows_written - job.rows_rejected
    came = f"{job.file_name} is in: {number(job.rows_written)} new {noun(job.kind, job.rows_written)}"
    came += f", {number(known)} in before" if known else ""
    lines = [f"{came}.{_need(job)}"]
    if job.rows_rejected:
        lines += [f"{number(many)} × {reason}" for reason, many in rejects.reasons(crm, job, REASONS)]
        lines.append(f"Put them right and send me the file: {rejects.link(crm, job, header)}")
    lines.append(f"“undo import {job.id}” takes it all back.")
    say(crm, job, "\n".join(lines))


def failed(crm: Crm, job: ImportJob) -> None:
    say(
        crm,
        job,
        f"The import of {job.file_name} stopped after {number(job.rows_read)} rows: {job.error}\n"
        f"What was read is in; “undo import {job.id}” takes it back, sending the file again goes on.",
    )


def noun(kind: str, count: int) -> str:
    """ "1 item", "2 items", "3 lines of sales"."""
    if kind == "sales":
        return "line of sales" if count == 1 else "lines of sales"
    return kind[:-1] if count == 1 else kind


def say(crm: Crm, job: ImportJob | ExportJob, text: str) -> None:
    """The way it was asked for; nobody where the command line did."""
    inbox = crm.session.get(Inbox, job.inbox_id) if job.inbox_id else None
    user = crm.session.get(User, job.user_id) if job.user_id else None
    if inbox is not None:
        messages.reply(crm, inbox, text)
    elif user is not None:
        with suppress(Refused):  # no way to reach them: the page shows it
            messages.send(crm, user, text, purpose="service")


def _is_time(crm: Crm, job: ImportJob | ExportJob) -> bool:
    """Twenty seconds after the last word, and later and later."""
    if job.told_at is None:
        return False
    running = crm.now() - job.created_at
    return crm.now() - job.told_at >= max(EVERY, running / 3)
