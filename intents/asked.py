"""What a plain write asks first where it was read with doubt: the class's `asks`, with what was said put in.

`[…]` falls away where a slot in it was not said: "Open batch {batch}[, tracking {tracking}]?".
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_core.services import tasks
from intents.base import Intent, help_line

if TYPE_CHECKING:
    from crm_core.crm import Crm

PART = re.compile(r"\[([^\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


def question(crm: Crm, intent: Intent) -> str:
    """The question, with the values as the receipt would write them."""
    values = {
        name: _shown(crm, spec.kind, value)
        for name, spec in intent.slots.items()
        if (value := getattr(intent, spec.attr)) not in (None, "", [])
    }
    template = (
        intent.asks or f"{help_line(type(intent))}: {', '.join(f'[{{{name}}}]' for name in intent.slots)}?"
    )

    def part(found: re.Match[str]) -> str:
        return found[1] if set(SLOT.findall(found[1])) <= values.keys() else ""

    kept = PART.sub(part, template)
    return SLOT.sub(lambda found: values.get(found[1], "…"), kept).replace(",?", "?").replace(":?", "?")


def _shown(crm: Crm, kind: str, value: Any) -> str:
    if isinstance(value, list):
        each = [_shown(crm, kind, one) for one in value]
        return " and ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else each[0]
    if isinstance(value, date):  # a moment, too
        return tasks.spoken(crm, value)
    if kind == "item":
        return f"{value.title} ({value.sku})"
    names = (getattr(value, name, None) for name in ("name", "title", "label", "text"))
    return str(next((name for name in names if isinstance(name, str)), value))
