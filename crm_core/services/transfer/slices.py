"""One worker's time with an import: chunks read, written, and noted in the job's row with how far the file is in."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update

from crm_core.crm import Crm
from crm_core.models import ImportJob
from crm_core.services import vocabulary
from crm_core.services.transfer import copying, past_orders, progress, rejects, writing
from crm_core.services.transfer.beside import AT_ONCE, KINDS, Beside, Late
from crm_core.services.transfer.heard import Counts, Heard, Words
from crm_core.services.transfer.plans import plan_of
from crm_core.services.transfer.reading import Chunk, chunks
from crm_core.services.transfer.rows import Plan, Rejected
from crm_core.services.transfer.turns import taking_turns

Unit = Callable[[], AbstractContextManager[Crm]]
Watch = Callable[["Done"], None]
WORK = "transfer.work"
# Seconds a chunk waits for the one before it, which may be waiting for what this one holds.
PATIENCE = 5.0
HEARD_TO = "heard_to"  # in a job's options: up to which row the words of its file are counted
LEASE = timedelta(minutes=3)
BACKOFF = (timedelta(seconds=10), timedelta(seconds=60))
ATTEMPTS = 3


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


class Slice:
    """One worker's time with one job.

    While one chunk is written the next is read and, as far as they can't get into each other's way, written, too (see
    `beside`). Its last steps wait for the chunk before it, so that the job's row always says how far the file is in,
    without gaps. Where two chunks do get into each other's way the later one lets go and is written again, alone.
    """

    def __init__(
        self, unit: Unit, job_id: int, lease: datetime, watch: Watch, plan: Plan | None = None
    ) -> None:
        self.unit, self.job_id, self.lease, self.watch, self.plan = unit, job_id, lease, watch, plan
        self.leases: tuple[datetime, ...] = (lease,)  # the last ones, one of which the job's row has
        self.memory = past_orders.Memory()
        self.because = copying.Settings()
        self.words = Words()
        self.under_way: deque[Future[bool]] = deque()
        self.beside: Beside | None = None
        self.hopeful = True  # that chunks can be written side by side

    def run(self, seconds: float) -> None:
        with self.unit() as crm:
            job = crm.session.get_one(ImportJob, self.job_id)
            plan, start, self.because = (
                plan_of(crm, job, self.plan),
                job.next_row,
                copying.because_of(crm, job),
            )
            self.words.whole = start == job.options.get(HEARD_TO, 0)
            # Who dies from here on leaves words uncounted. A server that dies forgets this with all that comes.
            copying.put(crm, copying.WITHOUT_WAITING)
            self._settle(crm, options={**job.options, HEARD_TO: None})
        if plan.kind in KINDS:
            self.beside = KINDS[plan.kind](plan, self.job_id, self._in_one)
        until = time.monotonic() + seconds
        with taking_turns(), ThreadPoolExecutor(AT_ONCE) as writers:
            for chunk in chunks(plan, start):
                if chunk.last:
                    self._keep_words_so_far()
                if not self._send(writers, plan, chunk):
                    return
                if time.monotonic() > until:
                    self._hand_on()
                    return
            self._keep_words_so_far()
            if self._done(0):
                self._finish(plan)

    def _send(self, writers: ThreadPoolExecutor, plan: Plan, chunk: Chunk) -> bool:
        """Have it written; False where the job is no longer ours."""
        beside = self.beside if self.hopeful else None
        if not self._done(AT_ONCE - 1 if beside and beside.may_join(chunk) else 0):
            return False
        found = None
        if beside and self.hopeful:
            try:
                found = beside.ready(chunk)
            except writing.REFUSALS:
                self.hopeful = False
        if (found is None or (beside and beside.alone(found))) and not self._done(0):
            return False
        before = self.under_way[-1] if self.under_way else None
        self.under_way.append(writers.submit(self._write, plan, chunk, found, before))
        return True

    def _done(self, but: int) -> bool:
        """Wait until no more than so many chunks are under way."""
        while len(self.under_way) > but:
            if not self.under_way.popleft().result():
                return False
        return True

    def _in_one(self, do: Callable[[Crm, Heard], Any]) -> Any:
        """Do something in a commit of its own while chunks before are being written; None where the job is not ours.

        An UNDO waits for it; the chunks do not.
        """
        heard = Heard()
        with self.unit() as crm:
            self._prepare(crm)
            ours = select(ImportJob.id).where(
                ImportJob.id == self.job_id,
                ImportJob.state == "running",
                ImportJob.lease_until.in_(self.leases),
            )
            if crm.session.scalar(ours.with_for_update(read=True, key_share=True)) is None:
                return None
            done = do(crm, heard)
        self.words.hear(heard.counted())
        return done

    def _write(self, plan: Plan, chunk: Chunk, found: Any, before: Future[bool] | None) -> bool:
        """One chunk, in one commit; False where the job is no longer ours."""
        if found is not None and self.beside and self.hopeful:
            try:
                return self._write_beside(self.beside, chunk, found, before)
            except (*writing.REFUSALS, Late, TimeoutError):
                self.hopeful = False
        if before is not None and not before.result():
            return False
        heard = Heard()
        with self.unit() as crm:
            self._prepare(crm, chunk.last)
            if not self._still_ours(crm, chunk.start):
                return False
            written, refused = writing.write(crm, plan, chunk.good, self.job_id, self.memory, heard)
            done = self._note(crm, chunk, written, refused)
        return self._written(done, heard.counted())

    def _write_beside(self, beside: Beside, chunk: Chunk, found: Any, before: Future[bool] | None) -> bool:
        """The same while the chunk before may not be written yet."""
        heard = Heard()
        with self.unit() as crm:
            self._prepare(crm, chunk.last)
            written = beside.write(crm, chunk, found, heard)
            counted = heard.counted()
            ours = before is None or before.result(PATIENCE)
            if not ours or not self._still_ours(crm, chunk.start):
                crm.session.rollback()
                return False
            beside.close(crm, chunk, found)
            done = self._note(crm, chunk, written, [])
        return self._written(done, counted)

    def _prepare(self, crm: Crm, last: bool = False) -> None:
        seldom = {} if last else copying.BY_THE_THOUSAND
        copying.put(crm, copying.QUIETLY | copying.WITHOUT_WAITING | seldom | self.because)

    def _note(self, crm: Crm, chunk: Chunk, written: int, refused: list[Rejected]) -> Done:
        """How far the file is in, in the same commit."""
        rejects.keep(crm, self.job_id, [*chunk.rejected, *refused])
        job = crm.session.get_one(ImportJob, self.job_id, populate_existing=True)
        job.next_row, job.attempts, job.error = chunk.end, 0, None
        job.rows_read += chunk.read
        job.rows_written += written
        job.rows_rejected += len(chunk.rejected) + len(refused)
        job.lease_until = self.lease = crm.now() + LEASE
        self.leases = (*self.leases[-AT_ONCE:], self.lease)
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
        return crm.session.scalar(ours.with_for_update(key_share=True)) is not None

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
            for kind, counts in self.words.take().items():
                vocabulary.heard(crm, kind, counts)
        return self.words.whole

    def _keep_words_so_far(self) -> None:
        """While the last chunks are written, before and behind the last of them: then less is left to do at the end."""
        if self.under_way:
            with self.unit() as crm:
                self._keep_words(crm)

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
