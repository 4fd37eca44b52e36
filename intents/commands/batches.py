"""Batches: shipments of our own, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from crm_core.models import Batch, Item


class CreateBatch(Intent):
    """Open a batch: things that travel together."""

    batch: str = slot("new_batch", required=True, ask="What should the batch be called?")
    tracking: str | None = slot("tracking")
    items: list[Item] | None = slot("item", many=True)

    phrases = ("<new> batch {batch} [{tracking}]",)
    examples = {"new batch B7 dhl 00340434292135100186": {"batch": "B7", "tracking": "00340434292135100186"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE


class AddToBatch(Intent):
    """Put items in a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="In which batch?")

    phrases = ("put {items} in [batch] {batch}",)
    examples = {"put SV-0012 and SV-0014 in B7": {"items": ["SV-0012", "SV-0014"], "batch": "B7"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE


class RemoveFromBatch(Intent):
    """Take items out of a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="Out of which batch?")

    phrases = ("take {items} out of [batch] {batch}",)
    examples = {"take SV-0012 out of B7": {"items": ["SV-0012"], "batch": "B7"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE


class MoveBatch(Intent):
    """Say where a batch is now; everything in it moves along."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")
    location: str = slot("text", required=True, ask="Where is it now?")
    except_: list[Item] | None = slot("item", many=True)

    phrases = ("batch {batch} arrived in {location}",)
    examples = {"batch B7 arrived in Stockholm": {"batch": "B7", "location": "Stockholm"}}
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE


class TrackBatch(Intent):
    """Where a batch is."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")

    phrases = ("where is [batch] {batch}",)
    examples = {"where is B7": {"batch": "B7"}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ


class ListBatches(Intent):
    """Batches that are open."""

    phrases = ("which batches are open",)
    examples = {"which batches are open": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ
