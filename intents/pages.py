"""Long lists, a page at a time: numbered lines, and the typed command that MORE goes on with."""

from __future__ import annotations

from collections.abc import Sequence

from intents.base import Intent, Json, Ref, Reply
from intents.binding import dump


def numbered(lines: Sequence[str]) -> str:
    """ "1 Blue Nude …", a line each: the numbers people answer with."""
    return "\n".join(f"{number} {line}" for number, line in enumerate(lines, 1))


def page(
    intent: Intent, head: str, lines: Sequence[str], shown: Sequence[Ref], after: Json = None, left: int = 0
) -> Reply:
    """One page: a head line, numbered lines, and how many more there are."""
    reply = plain_page(intent, head, numbered(lines).splitlines(), after, left)
    reply.shown = list(shown)
    return reply


def plain_page(intent: Intent, head: str, lines: Sequence[str], after: Json = None, left: int = 0) -> Reply:
    """The same without numbers, for lines that no row stands behind."""
    parts = [head, *lines]
    if after is not None:
        parts.append(f"{left} more: text MORE." if left > 0 else "Text MORE for more.")
    command = {**dump(intent), "page": after} if after is not None else None
    return Reply("\n".join(part for part in parts if part), more=command)
