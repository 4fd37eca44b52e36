"""Which column is what, asked of the model where names say too little. It sees names and shapes, and no cell.

What it answers is checked here: only our fields, only columns there are, each once, and none whose name already says
what it is. A person sees it all before anything is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping as Named
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_core.crm import Crm
from crm_core.errors import AskModel
from crm_core.services.transfer.chosen import Chosen
from crm_core.services.transfer.column_names import KINDS
from crm_core.services.transfer.columns import match
from crm_core.services.transfer.files import open_table

MOST_COLUMNS = 60
LOOKED_AT = 200  # rows
LONGEST = 60  # characters of a column's name
SHAPES = (
    ("an email address", re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    ("a web address", re.compile(r"https?://\S+|www\.\S+")),
    ("a date", re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}")),
    ("a year", re.compile(r"(c\.? ?|ca\.? ?)?1[5-9]\d\d|(c\.? ?)?20\d\d")),
    ("an amount of money", re.compile(r"[$€£]\s?[\d.,]+|[\d.,]+\s?(€|kr|EUR|USD|GBP|SEK)|[A-Z]{3} [\d.,]+")),
    ("a whole number", re.compile(r"-?\d+")),
    ("a number", re.compile(r"-?\d[\d.,\s]*")),
    ("a size", re.compile(r"[\d.,/ ]+\s?[x×]\s?[\d.,/ ]+.*")),
    ("a phone number", re.compile(r"[+(]?\d[\d\s()./-]{6,}")),
    ("a code", re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9./_-]{2,}", re.IGNORECASE)),
    ("one word", re.compile(r"\S+")),
    ("a few words", re.compile(r"(\S+\s+){1,5}\S+")),
    ("a longer text", re.compile(r".+", re.DOTALL)),
)  # fmt: skip


def chosen(crm: Crm, path: Path, kind: str | None, *, enough: bool) -> tuple[str | None, Chosen]:
    """The kind of a file and its columns, by the model where the names leave them open and it may be asked.

    enough: the names say what is needed. Raises AskModel where it is to be asked first.
    """
    if crm.answers is None or not crm.settings.model_columns:
        return kind, Chosen()
    header = open_table(path).header
    if kind is not None and enough and not _mostly_open(kind, header):
        return kind, Chosen()
    key = "columns " + hashlib.sha256("|".join([kind or "", *header]).encode()).hexdigest()[:16]
    if key not in crm.answers:
        raise AskModel(key, wanted(path, kind))
    answer = crm.answers[key]
    if not isinstance(answer, Named):
        return kind, Chosen()
    return checked(header, kind, answer)


def _mostly_open(kind: str, header: Sequence[str]) -> bool:
    """Whether names say of most columns nothing."""
    return len(match(kind, header).fields) * 2 < len(header) and len(header) > 2


def wanted(path: Path, kind: str | None) -> dict[str, Any]:
    """What is put to the model: our fields by kind, and the columns' names and shapes."""
    table = open_table(path)
    header = table.header[:MOST_COLUMNS]
    cells: list[list[str]] = [[] for _ in header]
    for count, (_, row) in enumerate(table.rows()):
        if count == LOOKED_AT:
            break
        for number, column in enumerate(cells):
            if row[number]:
                column.append(row[number])
    kinds = [kind] if kind else list(KINDS)
    return {
        "fields": {each: list(KINDS[each]) for each in kinds},
        "columns": [
            {"number": number, "name": name[:LONGEST], "holds": shape(cells[number - 1])}
            for number, name in enumerate(header, 1)
        ],
    }


def shape(cells: Sequence[str]) -> str:
    """What a column's cells look like, none of them shown: "mostly a year, 12 different ones"."""
    if not cells:
        return "nothing"
    counts: dict[str, int] = {}
    for cell in cells:
        name = next(name for name, pattern in SHAPES if pattern.fullmatch(cell))
        counts[name] = counts.get(name, 0) + 1
    commonest = max(counts, key=lambda name: counts[name])
    sure = "" if counts[commonest] == len(cells) else "mostly "
    return f"{sure}{commonest}, {len(set(cells))} different in {len(cells)}"


def checked(header: Sequence[str], kind: str | None, answer: Named[str, Any]) -> tuple[str | None, Chosen]:
    """The model's answer as far as it holds; what a column's own name says stands."""
    named = str(answer.get("kind") or "")
    found = kind or (named if named in KINDS else None)
    if found is None or (kind and named and named != kind):
        return kind, Chosen()
    fields = dict(match(found, header).fields)
    guessed = []
    columns = answer.get("columns")
    for field, number in columns.items() if isinstance(columns, Named) else ():
        known = field in KINDS[found] and field not in fields
        if known and type(number) is int and 1 <= number <= len(header) and number - 1 not in fields.values():
            fields[field] = number - 1
            guessed.append(field)
    return found, Chosen(fields, guessed=tuple(guessed))
