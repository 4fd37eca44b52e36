"""Batches: shipments of our own, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import batch_words, item_words
from intents.base import Effect, Intent, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Batch, Item


class CreateBatch(Intent):
    """Open a batch: things that travel together; or say under which number an open one travels."""

    batch: str = slot("new_batch", required=True, ask="What should the batch be called?")
    tracking: str | None = slot("tracking")
    items: list[Item] | None = slot("item", many=True)

    phrases = (
        "batch {batch} [:|,] (new|open|start|create) <batch_tail>",
        "(start|open|create|make) {batch@batch_code} as [a] [new] (batch|shipment|crate) <batch_tail>",
    )
    examples = {"new batch B7 dhl 00340434292135100186": {"batch": "B7", "tracking": "00340434292135100186"}}
    effect = Effect.WRITE
    asks = "Open batch {batch}[, tracking {tracking}][, with {items}]?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        there = batches.find(crm, self.batch).one
        if there is not None and self.tracking and not self.items:
            before = batches.follow(crm, there, self.tracking)
            instead = f" instead of {before}" if before else ""
            return Reply(
                f"Batch {there.name} travels under {self.tracking}{instead}. UNDO takes it back.",
                [batch_words.ref(there)],
            )
        batch = batches.create(crm, self.batch, self.tracking)
        if self.items:
            _whole(crm, self)
            batches.put_in(crm, batch, self.items)
        inside = f" with {batch_words.names(self.items)}" if self.items else ""
        tracked = f", tracking {self.tracking}" if self.tracking else ""
        return Reply(
            f"Batch {batch.name} is open{tracked}{inside}. UNDO takes it back.", [batch_words.ref(batch)]
        )


class AddToBatch(Intent):
    """Put items in a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="In which batch?")

    phrases = (
        "(add|put|pack|load) (to|in|into) [the] (batch|shipment|crate) {batch} [:|,|-] {items}",
        "batch {batch} [:|,] (add|put in|include|plus|also|gets) {items}",
    )
    examples = {"put SV-0012 and SV-0014 in B7": {"items": ["SV-0012", "SV-0014"], "batch": "B7"}}
    effect = Effect.WRITE
    asks = "Put {items} in batch {batch}?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        _whole(crm, self)
        left = batches.put_in(crm, self.batch, self.items)
        were = [f" {item.title} was in {left[item.id].name}." for item in self.items if item.id in left]
        text = f"{batch_words.names(self.items)} {batch_words.verb(self.items)} in {self.batch.name}."
        return Reply(f"{text}{''.join(were)} UNDO takes it back.", [batch_words.ref(self.batch)])


class RemoveFromBatch(Intent):
    """Take items out of a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="Out of which batch?")

    phrases = (
        "batch {batch} [:|,] (remove|without|take out|minus|drop) {items}",
        "(take out|remove) {items} (from|of) [batch] {batch}",
    )
    examples = {"take SV-0012 out of B7": {"items": ["SV-0012"], "batch": "B7"}}
    effect = Effect.WRITE
    asks = "Take {items} out of batch {batch}?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        _whole(crm, self)
        batches.take_out(crm, self.batch, self.items)
        text = (
            f"{batch_words.names(self.items)} {batch_words.verb(self.items)} no longer in {self.batch.name}."
        )
        return Reply(f"{text} UNDO takes it back.", [batch_words.ref(self.batch)])


class MoveBatch(Intent):
    """Say where a batch is now; everything in it moves along."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")
    location: str = slot("location", required=True, ask="Where is it now?")
    except_: list[Item] | None = slot("item", many=True)

    phrases = ()
    examples = {"batch B7 arrived in Stockholm": {"batch": "B7", "location": "Stockholm"}}
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services import batches

        kept = {item.id for item in self.except_ or []}
        moved = [item for item in batches.contents(crm, self.batch) if item.id not in kept]
        stay = f" {batch_words.names(self.except_)} stays." if self.except_ else ""
        return f"Move batch {self.batch.name} to {self.location}? {batch_words.many(moved)} with it.{stay}"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        moved = batches.move(crm, self.batch, self.location, self.except_ or [])
        text = f"Batch {self.batch.name} is in {self.location}, {batch_words.many(moved)} with it."
        return Reply(f"{text} UNDO takes it back.", [batch_words.ref(self.batch)])


class TrackBatch(Intent):
    """Where a batch is."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")

    phrases = (
        "<wheres> {batch@batch_code} [now|at|right now|at now|currently|got to|these days]",
        "(track|trace|locate|follow|find) [the|our] [batch|shipment|crate] {batch} [for me|now]",
    )
    examples = {"where is B7": {"batch": "B7"}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches, shipments

        inside = batches.contents(crm, self.batch)
        where = f"was last in {self.batch.location}" if self.batch.location else "has not moved yet"
        tracked = f"\nTracking {self.batch.tracking}" if self.batch.tracking else ""
        said = "".join(f"\n{line}" for line in shipments.lines(crm, self.batch))
        things = f"\n{batch_words.names(inside[:8])}" if inside else ""
        text = f"Batch {self.batch.name} {where}. {batch_words.many(inside)} in it.{tracked}{said}{things}"
        return Reply(text, [batch_words.ref(self.batch)])


class ListBatches(Intent):
    """Batches that are open."""

    phrases = ("[all|all the|all our|the|our|any] (open|active|current|running) (batches|shipments|crates)",)
    examples = {"which batches are open": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        rows = batches.open_ones(crm)
        if not rows:
            return Reply("No batch is open.")
        start = (self.page or {}).get("start", 0)
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [batch_words.line(batch, many) for batch, many in part]
        refs = [batch_words.ref(batch) for batch, _ in part]
        return page(self, "" if start else f"{len(rows)} open:", lines, refs, after, len(rows) - start - 8)


def _whole(crm: Crm, command: CreateBatch | AddToBatch | RemoveFromBatch) -> None:
    """A batch carries an edition whole: of one number nothing would be known when it arrives."""
    for item, said in zip(command.items or [], command.said.get("items") or [], strict=False):
        item_words.all_of(crm, item, said)
