"""hassil on our templates: what of them its syntax can say, and what it answers to the same texts with the same names."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intents import phrases
from intents.base import Audience, Slot, registry
from intents.sentences import sentences
from intents.slots import KINDS
from intents.slots.choices import Choice

Json = Any
ITEMS = frozenset(
    {"item", "items", "named", "numbered", "definite", "the_piece", "piece", "line", "lines", "counted"}
)
CONTACTS = frozenset({"contact", "contacts", "person"})
MOST_PARTS = 3  # hassil writes permutations out: more parts than this are more ways than it can hold
SECONDS = 420
PROGRAM = """
import json, sys, time
from hassil.intents import Intents, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.recognize import recognize_best
given = json.load(sys.stdin)
said, refused = {}, 0
for name, lines in given["sentences"].items():
    kept = []
    for line in lines:
        try:
            parse_sentence(line)
            kept.append(line)
        except Exception:
            refused += 1
    if kept:
        said[name] = {"data": [{"sentences": kept}]}
wild = {name: {"wildcard": True} for name in given["wildcards"]}
known = Intents.from_dict({"language": "en", "intents": said, "lists": wild, "skip_words": ["please"]})
names = {kind: TextSlotList.from_strings(sorted(set(each)), name=kind) for kind, each in given["names"].items()}
def read(text):
    found = recognize_best(text, known, slot_lists=names)
    return found and [found.intent.name, [str(slot.value) for slot in found.entities_list]]
read(given["texts"][0])
until = time.monotonic() + given["seconds"]
answers, taken = [], []
for text in given["texts"]:
    begin = time.perf_counter()
    answers.append(read(text))
    taken.append(time.perf_counter() - begin)
    if time.monotonic() > until:
        break
json.dump([answers, taken, refused], sys.stdout)
"""


@dataclass(frozen=True)
class Heard:
    """What hassil made of the texts it came to: for each the command and the slots' values, or None; its seconds."""

    answers: list[tuple[str, list[str]] | None]
    seconds: list[float]
    translated: int
    templates: int


def heard(texts: list[str], items: list[str], contacts: list[str], seconds: float) -> Heard | str:
    """What hassil answers within about so many seconds, or why it can't be asked here."""
    python = _python()
    if python is None:
        return "can't be installed here"
    said, wildcards, count = translated()
    given = {
        "sentences": said,
        "wildcards": sorted(wildcards),
        "names": {"item": items, "contact": contacts, **CHOICES},
        "texts": texts,
        "seconds": seconds,
    }
    try:
        done = subprocess.run(
            [python, "-c", PROGRAM],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"was not ready after {SECONDS} s"
    if done.returncode:
        return f"failed: {(done.stderr.strip() or str(done.returncode)).splitlines()[-1]}"
    answers, taken, refused = json.loads(done.stdout)
    return Heard(
        [tuple(each) if each else None for each in answers],
        taken,
        sum(map(len, said.values())) - refused,
        count,
    )


def _python() -> str | None:
    """An interpreter that has hassil (HASSIL_PYTHON), or one made for it once."""
    if given := os.environ.get("HASSIL_PYTHON"):
        return given
    place = Path(tempfile.gettempdir()) / "herring-bench" / "hassil"
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    if _works(python, "-c", "import hassil") or _works(python, "-m", "pip", "install", "-q", "hassil"):
        return str(python)
    return None


def _works(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=300).returncode == 0
    except subprocess.TimeoutExpired:
        return False


# -- the templates in hassil's words

CHOICES = {
    name: [" ".join(way) for rows in kind.table.values() for way, _ in rows]
    for name, kind in KINDS.items()
    if isinstance(kind, Choice)
}


class Unsayable(Exception):
    """hassil has no way to say this template."""


def translated() -> tuple[dict[str, list[str]], set[str], int]:
    """For each staff command its sentences in hassil's syntax; the slots that are wildcards; how many templates we have."""
    said: dict[str, list[str]] = {}
    wildcards: set[str] = set()
    count = 0
    for intent in registry:
        if intent.audience is not Audience.STAFF:
            continue
        for source in (*intent.phrases, *sentences(intent.name)):
            count += 1
            sentence = _sentence(source, intent.slots, wildcards)
            if sentence:
                said.setdefault(intent.name, []).append(sentence)
    return said, wildcards, count


def _sentence(source: str, slots: dict[str, Slot], wildcards: set[str]) -> str | None:
    if source.startswith("? "):
        return None  # only the telling words: hassil reads whole sentences
    tree = phrases.parse(phrases.penalty(source)[1], slots)
    if not _telling(tree):
        return None  # nothing but wildcards: it would read every text
    try:
        return _said(tree, wildcards)
    except Unsayable:
        return None


def _telling(tree: Any) -> bool:
    return any(
        not need <= {"#num", "#digit", "#when", "#period", "#email", "#phone"} for need in phrases.needs(tree)
    )


def _said(node: Any, wildcards: set[str]) -> str:
    match node:
        case phrases.Lex():
            ways = [" ".join([first, *rest]) for first, rows in node.table.items() for _, rest in rows]
            return ways[0] if len(ways) == 1 else f"({'|'.join(ways)})"
        case phrases.Seq():
            return " ".join(filter(None, (_said(part, wildcards) for part in node.parts)))
        case phrases.Alt():
            return f"({'|'.join(_said(part, wildcards) for part in node.parts)})"
        case phrases.Opt():
            inner = _said(node.part, wildcards)
            return f"[{inner}]" if inner else ""
        case phrases.Perm():
            return _in_any_order(node, wildcards)
        case phrases.Span():
            return _said(node.part, wildcards)
        case phrases.SlotNode():
            return _slot(node, wildcards)
        case (
            _
        ):  # a break between words, or a slot without words: hassil passes over the one and has not the other
            return ""


def _slot(node: phrases.SlotNode, wildcards: set[str]) -> str:
    name = "item" if node.kind in ITEMS else "contact" if node.kind in CONTACTS else node.kind
    if name == node.kind and name not in CHOICES and name not in ("item", "contact"):
        wildcards.add(name)
    return f"{{{name}}}" + "'s" * node.owned


def _in_any_order(node: phrases.Perm, wildcards: set[str]) -> str:
    if len(node.parts) > MOST_PARTS:
        raise Unsayable
    parts = []
    for k, part in enumerate(node.parts):
        inner = _said(part, wildcards)
        parts.append(inner if node.must >> k & 1 else f"[{inner}]")
    return f"({';'.join(parts)})" if len(parts) > 1 else parts[0]
