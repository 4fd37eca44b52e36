"""The page of all commands: ``python -m intents.help > docs/commands.md``; a test keeps it current."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from crm_core.access import holders
from intents.base import Audience, Effect, Intent, registry

HEAD = """# What you can say

Generated from the commands themselves: `python -m intents.help > docs/commands.md`.

Say it in your own words: the examples show one way of many. A command that is *shown first* is done when you answer OK;
UNDO takes back what you did last. Slots marked * are asked for when they are missing; of slots marked + one is needed.
"""
EFFECTS = {
    Effect.READ: "looks",
    Effect.WRITE: "done at once",
    Effect.CONFIRM: "shown first",
    Effect.OUTWARD: "shown first, leaves the house",
}
TITLES = {
    Audience.STAFF: "Staff",
    Audience.COLLECTOR: "Collectors",
    Audience.ANYONE: "Answers to what we asked",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *(line for side in TITLES for line in _side(side))])


def _side(side: Audience) -> Iterator[str]:
    families: dict[str, list[type[Intent]]] = {}
    for intent in registry:
        if intent.audience is side:
            families.setdefault(intent.family, []).append(intent)
    for family, intents in sorted(families.items()):
        name = f"{TITLES[side]}: {family}" if side is Audience.STAFF else TITLES[side]
        yield f"\n## {name}\n"
        yield "| command | what it does | slots | effect | who | say |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(intent) for intent in intents)


def _row(intent: type[Intent]) -> str:
    about = " ".join((intent.__doc__ or "").split())
    slots = ", ".join(_slot(intent, name) for name in intent.slots) or "–"
    roles = sorted(role.value for role in holders(intent.needs))
    who = ("all" if len(roles) == 6 else ", ".join(roles)) if intent.audience is Audience.STAFF else "–"
    said = " / ".join(intent.examples) or "–"
    cells = [f"`{intent.name}`", about, slots, EFFECTS[intent.effect], who, said]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _slot(intent: type[Intent], name: str) -> str:
    mark = "*" if intent.slots[name].required else "+" if name in intent.one_of else ""
    return f"{name}{mark}"


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")
