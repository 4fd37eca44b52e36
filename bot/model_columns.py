"""The model as a reader of columns, where a file's own names say too little. It sees no cell, and proposes only."""

from __future__ import annotations

import logging
from typing import Any

from bot import model
from crm_core.crm import Clock

log = logging.getLogger(__name__)


def answer(key: str, wanted: dict[str, Any], clock: Clock) -> dict[str, Any] | None:
    """What the model makes of the columns; None where it can't be asked or says nothing. Holds no transaction."""
    import prompts

    found = prompts.columns(wanted["fields"], wanted["columns"], model.model(key, clock))
    if not found:
        log.info("the model named no columns: %s", found.reason)
        return None
    return {"kind": found.kind, "columns": dict(found.columns)}
