"""Chunks that are written side by side, on a connection each: Postgres then works on both processors.

Only what can't get into another chunk's way: items that are all new, orders that no other chunk under way has lines of.
What is hoped of a chunk may not be so; it is then written again the careful way, when nothing else is under way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from crm_core.crm import Crm
from crm_core.services import counters
from crm_core.services.transfer import new_items, past_orders
from crm_core.services.transfer.heard import Heard
from crm_core.services.transfer.reading import Chunk
from crm_core.services.transfer.rows import Plan

AT_ONCE = 2  # chunks that are written at the same time
InOne = Callable[
    [Callable[[Crm, Heard], Any]], Any
]  # do this in a transaction of its own, if the job is ours


class Late(Exception):
    """What a chunk was written for is not so any more: somebody else took its numbers."""


class Beside(Protocol):
    """How one kind of chunk is written beside others. The first two are asked in the file's order."""

    def may_join(self, chunk: Chunk) -> bool:
        """Whether it can be made ready while others are under way."""

    def ready(self, chunk: Chunk) -> Any:
        """What it is to be written with; None where it is for the careful way."""

    def alone(self, found: Any) -> bool:
        """Whether those under way must be in before it is written."""

    def write(self, crm: Crm, chunk: Chunk, found: Any, heard: Heard) -> int:
        """Write it; returns how many of its rows were new. The database refuses where they are not."""

    def close(self, crm: Crm, chunk: Chunk, found: Any) -> None:
        """Its last steps, once it is its turn. Late where it can't be as it is."""


class NewItems:
    """Items that nobody has yet. What is found is the first of their numbers, counted on while they are under way."""

    def __init__(self, plan: Plan, job_id: int, in_one: InOne) -> None:
        self.plan, self.job_id, self.in_one = plan, job_id, in_one
        self.number: int | None = None  # the next of our own, where no chunk under way may change it

    def may_join(self, chunk: Chunk) -> bool:
        return self.number is not None and new_items.all_new(chunk.good) is not None

    def ready(self, chunk: Chunk) -> int | None:
        new = new_items.all_new(chunk.good)
        if new is None:
            self.number = None
            return None
        first: int = self.number or self.in_one(lambda crm, _: counters.following(crm, "sku"))
        self.number = first + new
        return first

    def alone(self, found: int) -> bool:
        return False

    def write(self, crm: Crm, chunk: Chunk, found: int, heard: Heard) -> int:
        new_items.write_new(crm, chunk.good, self.job_id, found, heard)
        return len(chunk.good)

    def close(self, crm: Crm, chunk: Chunk, found: int) -> None:
        if counters.take(crm, "sku", count=new_items.all_new(chunk.good) or 0) != found:
            raise Late


class PastSales:
    """Lines of orders. What they are linked to is found or made in a commit of its own, in the file's order."""

    def __init__(self, plan: Plan, job_id: int, in_one: InOne) -> None:
        self.plan, self.job_id, self.in_one = plan, job_id, in_one
        self.memory = past_orders.Memory()
        self.under_way: deque[set[str]] = deque(maxlen=AT_ONCE - 1)

    def may_join(self, chunk: Chunk) -> bool:
        refs = past_orders.refs_of(chunk.good)
        apart = all(refs.isdisjoint(others) for others in self.under_way)
        self.under_way.append(refs)
        return apart

    def ready(self, chunk: Chunk) -> past_orders.Linked | None:
        def link(crm: Crm, heard: Heard) -> past_orders.Linked:
            return past_orders.link(crm, self.plan, chunk.good, self.job_id, self.memory, heard)

        linked: past_orders.Linked | None = self.in_one(link)
        return linked

    def alone(self, found: past_orders.Linked) -> bool:
        """Two chunks may sell one work: the later one only tells of it."""
        return found.sells_works

    def write(self, crm: Crm, chunk: Chunk, found: past_orders.Linked, heard: Heard) -> int:
        return past_orders.write(crm, found, self.job_id)

    def close(self, crm: Crm, chunk: Chunk, found: past_orders.Linked) -> None:
        """Nothing is left to do."""


KINDS: dict[str, Callable[[Plan, int, InOne], Beside]] = {"items": NewItems, "sales": PastSales}
