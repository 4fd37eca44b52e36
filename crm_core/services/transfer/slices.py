"""One worker's time with an import: chunks read, written, and noted in the job's row with how far the file is in."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, select, update

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import ImportJob
from crm_core.services import counters, media_files, vocabulary
from crm_core.services.transfer import (
    contact_rows,
    copying,
    item_rows,
    progress,
    rejects,
    rows,
    sale_rows,
    writing,
)
from crm_core.services.transfer.chosen import Chosen
from crm_core.services.transfer.heard import Counts, Heard, Words
from crm_core.services.transfer.rows import BadRow, Plan, Rejected, Row, chunks

Unit = Callable[[], AbstractContextManager[Crm]]
Watch = Callable[["Done"], None]
WORK = "transfer.work"
MOST, FEWEST = 5000, 500  # rows of a chunk
CELLS = 80_000  # of a chunk, and in memory are three of them
TURN = 0.0005  # seconds
AT_ONCE = 2  # chunks of new items that are written at the same time
# Seconds one of them waits for the one before it, which may be waiting for what this one holds.
PATIENCE = 5.0
HEARD_TO = "heard_to"  # in a job's options: up to which row the words of its file are counted
LEASE = timedelta(minutes=3)
BACKOFF = (timedelta(seconds=10), timedelta(seconds=60))
ATTEMPTS = 3
READERS: dict[str, Callable[[Plan], Callable[[Row], Any]]] = {
    "items": lambda plan: item_rows.Reader(plan).read,
    "contacts": lambda plan: lambda row: contact_rows.read(plan, row),
    "sales": lambda plan: sale_rows.Reader(plan).read,
}


@dataclass
class Chunk:
    """Some rows as read. end: how many rows of the file are dealt with once it is written; last: there are no more."""

    start: int
    end: int
    read: int
    last: bool
    good: list[Any] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    number: int | None = None  # of our own numbers for items, the first of this chunk's


@dataclass
class Done:
    """How far a job is, as committed."""

    job_id: int
    read: int = 0
    written: int = 0
    rejected: int = 0

    @property
    def known(self) -> int:
        """Rows that were in before."""
        return self.read - self.written - self.rejected


def plan_of(crm: Crm, job: ImportJob) -> Plan:
    """The job's file, to be read as it was when the job began."""
    path = media_files.path(crm.key, job.file_key)
    if path is None:
        raise Refused(why=f"The file {job.file_name} is not here any more. Please send it again.")
    options = job.options
    ignored, said = tuple(options.get("ignored", ())), options.get("said_currency", "")
    chosen = Chosen(options["fields"], ignored, said, options.get("month_first"))
    plan = rows.look(job.kind, path, chosen)
    plan.currency, plan.region, plan.trade = options["currency"], options["region"], options["trade"]
    plan.zone = ZoneInfo(options["timezone"])
    return plan


class _Late(Exception):
    """What a chunk was written for is not so any more: somebody else took its numbers."""


class Slice:
    """One worker's time with one job.

    While one chunk is written the next is read, and where all of that is new it is written, too, on a connection of its
    own: Postgres then works on both processors. Its last steps wait for the chunk before it, so that the job's row
    always says how far the file is in, without gaps. Where two chunks get into each other's way the later one lets go
    and is written again, alone.
    """

    def __init__(self, unit: Unit, job_id: int, lease: datetime, watch: Watch) -> None:
        self.unit, self.job_id, self.lease, self.watch = unit, job_id, lease, watch
        self.memory = sale_rows.Memory()
        self.words = Words()
        self.under_way: deque[Future[bool]] = deque()
        self.hopeful = True  # that nothing of the file was there before
        self.number: int | None = (
            None  # the next of our own for an item, where no chunk under way may change it
        )

    def run(self, seconds: float) -> None:
        with self.unit() as crm:
            job = crm.session.get_one(ImportJob, self.job_id)
            plan, start = plan_of(crm, job), job.next_row
            self.words.whole = start == job.options.get(HEARD_TO, 0)
        read, until = READERS[plan.kind](plan), time.monotonic() + seconds
        size = max(FEWEST, min(MOST, CELLS // len(plan.table.header)))
        with _taking_turns(), ThreadPoolExecutor(AT_ONCE) as writers:
            for part in chunks(plan.rows(start), size):
                chunk = _read(part, read, start, last=len(part) < size)
                if not self._send(writers, plan, chunk):
                    return
                start = chunk.end
                if time.monotonic() > until:
                    self._hand_on()
                    return
            if self._done(0):
                self._finish(plan)

    def _send(self, writers: ThreadPoolExecutor, plan: Plan, chunk: Chunk) -> bool:
        """Have it written; False where the job is no longer ours."""
        new = item_rows.all_new(chunk.good) if plan.kind == "items" and self.hopeful else None
        if not self._done(0 if new is None or self.number is None else AT_ONCE - 1):
            return False
        if new is None or not self.hopeful:
            self.number = None
        else:
            chunk.number = self.number or self._next_number()
            self.number = chunk.number + new
        before = self.under_way[-1] if self.under_way else None
        self.under_way.append(writers.submit(self._write, plan, chunk, before))
        return True

    def _done(self, but: int) -> bool:
        """Wait until no more than so many chunks are under way."""
        while len(self.under_way) > but:
            if not self.under_way.popleft().result():
                return False
        return True

    def _next_number(self) -> int:
        with self.unit() as crm:
            return counters.following(crm, "sku")

    def _write(self, plan: Plan, chunk: Chunk, before: Future[bool] | None) -> bool:
        """One chunk, in one commit; False where the job is no longer ours."""
        if chunk.number is not None and self.hopeful:
            try:
                return self._write_new(plan, chunk, chunk.number, before)
            except (*writing.REFUSALS, _Late, TimeoutError):
                self.hopeful = False
        if before is not None and not before.result():
            return False
        heard = Heard()
        with self.unit() as crm:
            self._prepare(crm, chunk)
            if not self._still_ours(crm, chunk.start):
                return False
            written, refused = writing.write(crm, plan, chunk.good, self.job_id, self.memory, heard)
            done = self._note(crm, chunk, written, refused)
        return self._written(done, heard.counted())

    def _write_new(self, plan: Plan, chunk: Chunk, number: int, before: Future[bool] | None) -> bool:
        """The same for rows that nobody has, while the chunk before may not be written yet."""
        heard = Heard()
        with self.unit() as crm:
            self._prepare(crm, chunk)
            item_rows.write_new(crm, plan, chunk.good, self.job_id, number, heard)
            counted = heard.counted()
            ours = before is None or before.result(PATIENCE)
            if not ours or not self._still_ours(crm, chunk.start):
                crm.session.rollback()
                return False
            if counters.take(crm, "sku", count=item_rows.all_new(chunk.good) or 0) != number:
                raise _Late
            done = self._note(crm, chunk, len(chunk.good), [])
        return self._written(done, counted)

    def _prepare(self, crm: Crm, chunk: Chunk) -> None:
        copying.because_of(crm, crm.session.get_one(ImportJob, self.job_id))
        copying.quietly(crm)
        copying.without_waiting(crm)
        if not chunk.last:
            copying.by_the_thousand(crm)

    def _note(self, crm: Crm, chunk: Chunk, written: int, refused: list[Rejected]) -> Done:
        """How far the file is in, in the same commit."""
        rejects.keep(crm, self.job_id, [*chunk.rejected, *refused])
        job = crm.session.get_one(ImportJob, self.job_id, populate_existing=True)
        copying.quietly(crm)
        job.next_row, job.attempts, job.error = chunk.end, 0, None
        job.rows_read += chunk.read
        job.rows_written += written
        job.rows_rejected += len(chunk.rejected) + len(refused)
        job.lease_until = self.lease = crm.now() + LEASE
        progress.tell(crm, job)
        return Done(job.id, job.rows_read, job.rows_written, job.rows_rejected)

    def _written(self, done: Done, counted: Counts) -> bool:
        self.words.hear(counted)
        self.watch(done)
        return True

    def _still_ours(self, crm: Crm, start: int) -> bool:
        """Locks the job, so that nobody writes the same chunk, and an UNDO waits for this one."""
        ours = select(ImportJob.id).where(
            ImportJob.id == self.job_id,
            ImportJob.state == "running",
            ImportJob.next_row == start,
            ImportJob.lease_until == self.lease,
        )
        return crm.session.scalar(ours.with_for_update()) is not None

    def _hand_on(self) -> None:
        """Give the job back and ring for it: somebody goes on where this ends."""
        if self._done(0):
            with self.unit() as crm:
                job = crm.session.get_one(ImportJob, self.job_id)
                heard_to = self._keep_words(crm) and job.next_row
                self._settle(crm, lease_until=None, options={**job.options, HEARD_TO: heard_to})
                crm.ring(WORK, self.job_id)

    def _keep_words(self, crm: Crm) -> bool:
        """The words of what this slice wrote, for mending typos with; False where some were not counted."""
        if self.words.whole:
            for kind, counts in self.words.counts.items():
                vocabulary.heard(crm, kind, counts)
        return self.words.whole

    def _finish(self, plan: Plan) -> None:
        with self.unit() as crm:
            copying.quietly(crm)
            if not self._keep_words(crm):
                vocabulary.rebuild(crm)
            if self._settle(crm, state="done", lease_until=None, finished_at=crm.now()):
                job = crm.session.get_one(ImportJob, self.job_id)
                progress.finished(crm, job, plan.table.header)

    def broken(self, why: str, *, final: bool) -> None:
        """Try again later; after some attempts that wrote nothing it has failed, and whoever waits is told."""
        with self.unit() as crm:
            job = crm.session.get_one(ImportJob, self.job_id)
            if final or job.attempts >= ATTEMPTS:
                values = {"state": "failed", "lease_until": None, "finished_at": crm.now()}
                if self._settle(crm, error=why, **values):
                    crm.session.refresh(job)
                    progress.failed(crm, job)
            else:
                wait = BACKOFF[max(job.attempts, 1) - 1]
                if self._settle(crm, error=why, lease_until=crm.now() + wait):
                    crm.ring(WORK, self.job_id, after=wait.total_seconds() + 0.1)

    def _settle(self, crm: Crm, **values: Any) -> bool:
        """Change the job's row, where it is still ours."""
        copying.quietly(crm)
        mine = (
            ImportJob.id == self.job_id,
            ImportJob.state == "running",
            ImportJob.lease_until == self.lease,
        )
        done = crm.session.execute(update(ImportJob).where(*mine).values(**values))
        assert isinstance(done, CursorResult)
        return bool(done.rowcount)


@contextmanager
def _taking_turns() -> Iterator[None]:
    """Who reads lets whoever has Postgres' answer go on at once: at Python's five milliseconds each, the many short
    waits of a chunk would take longer than its rows.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _read(part: list[Row], read: Callable[[Row], Any], start: int, last: bool) -> Chunk:
    chunk = Chunk(start, part[-1].line - 1, len(part), last)
    for row in part:
        try:
            chunk.good.append(read(row))
        except BadRow as error:
            chunk.rejected.append(Rejected(row.line, str(error), row.cells))
    return chunk
