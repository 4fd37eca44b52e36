"""The labelled texts: reading the files, and comparing what was read with what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from intents.said import Command, Context

CORPUS = Path(__file__).parent / "corpus"
# The moment, place and money for which the labels were written.
WRITTEN = Context(datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("America/New_York")))
Json = Any


def rows(paths: Iterable[Path]) -> list[Json]:
    """The labelled texts of some files: {"id", "as", "text", "pending"?, "commands", "accept"?}.

    What is said "as anyone" is none of our business whoever says it: one text of either side.
    """
    found = [json.loads(line) for path in paths for line in path.read_text().splitlines() if line.strip()]
    return [
        {**row, "as": side}
        for row in found
        for side in (("staff", "collector") if row["as"] == "anyone" else (row["as"],))
    ]


def right(commands: Iterable[Command], row: Json) -> bool:
    """True where the commands are what the text was labelled with, or one of the other readings that are fine."""
    found = [(each.name, _plain(each.name, each.slots)) for each in commands]
    return any(found == _labelled(each) for each in [row["commands"], *row.get("accept", [])])


def _labelled(commands: list[Json]) -> list[Any]:
    return [(each["name"], _plain(each["name"], each.get("slots") or {})) for each in commands]


def _plain(name: str, slots: Json) -> Json:
    return {slot: _same(value) for slot, value in slots.items() if (name, slot) != ("find_item", "field")}


def _same(value: Any) -> Any:
    """A slot's value as it is compared: without case, outer punctuation, quotes and a leading article."""
    if isinstance(value, dict):
        return {key: _same(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_same(each) for each in value]
    if isinstance(value, str):
        value = value.replace("’", "'").strip(" \t.,;:!?\"'#“”").casefold()
        return re.sub(r"^(the|a|an|my|our)\s+", "", value)
    return value
