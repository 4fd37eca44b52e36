"""What commands about batches say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intents.base import Ref

if TYPE_CHECKING:
    from crm_core.models import Batch, Item


def ref(batch: Batch) -> Ref:
    return Ref("batch", batch.id, batch.name)


def names(items: Sequence[Item] | None) -> str:
    from intents.sale_words import listed

    return listed([f"{item.title} ({item.sku})" for item in items]) if items else "nothing"


def verb(items: Sequence[Item]) -> str:
    return "is" if len(items) == 1 else "are"


def many(items: Sequence[Item]) -> str:
    return f"{len(items)} item{'' if len(items) == 1 else 's'}"


def line(batch: Batch, count: int) -> str:
    where = f", last in {batch.location}" if batch.location else ""
    return f"{batch.name}: {count} item{'' if count == 1 else 's'}{where}"
