"""Texts made from the templates, with their slots filled at random: so the weights know every way the grammar knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from intents import phrases
from intents.base import Audience, Intent, registry
from intents.likeness.aligned import Example
from intents.likeness.features import Looked
from intents.likeness.fillers import filler
from intents.likeness.labels import OUT, OWNED
from intents.phrases import Run
from intents.said import Context
from intents.sentences import sentences
from intents.templates import matcher
from intents.tokens import split
from intents.typos import spelled

EACH = 3  # texts made of one template


@dataclass
class Said:
    """A text in the making: its pieces, which of them are slots, and what the wording alone settles."""

    pieces: list[str] = field(default_factory=list)
    slots: list[tuple[str, int]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)


def expanded(side: str, context: Context) -> Iterator[Example]:
    """Examples made of every template of a side; the same ones each time."""
    for intent in registry:
        if (intent.audience is Audience.COLLECTOR) != (side == "collector"):
            continue
        for source in (*intent.phrases, *sentences(intent.name)):
            if not source.startswith("? "):
                yield from _of_template(side, intent, source, context)


def _of_template(side: str, intent: type[Intent], source: str, context: Context) -> Iterator[Example]:
    dice = Random(source)
    tree = phrases.parse(phrases.penalty(source)[1], intent.slots)
    for _ in range(EACH):
        said = Said()
        _walk(tree, intent, said, dice)
        example = _example(side, intent.name, said, context)
        if example is not None:
            yield example


def _example(side: str, name: str, said: Said, context: Context) -> Example | None:
    words = spelled(split(" ".join(said.pieces)), matcher(side))
    if not 2 <= len(words.words) <= 40:
        return None
    looked = Looked(Run(words, context))
    tags = [OUT] * looked.run.n
    begins = [sum(len(piece) + 1 for piece in said.pieces[:k]) for k in range(len(said.pieces))]
    for slot, k in said.slots:
        left, right = begins[k], begins[k] + len(said.pieces[k])
        inside = [i for i, (a, b) in enumerate(words.spans) if a < right and b > left]
        for nth, i in enumerate(inside):
            tags[i] = ("I-" if nth else "B-") + slot
    label = name + "".join(f"|{slot}={value}" for slot, value in sorted(said.told.items()))
    return Example(side, label, looked, tags)


def _walk(node: Any, intent: type[Intent], said: Said, dice: Random) -> None:
    if isinstance(node, phrases.Lex):
        first = dice.choice(list(node.table))
        said.pieces.append(" ".join([first, *dice.choice(node.table[first])[1]]))
    elif isinstance(node, phrases.Break):
        if said.pieces:
            said.pieces[-1] += ":" if node.strong else ","
    elif isinstance(node, phrases.Seq):
        for part in node.parts:
            _walk(part, intent, said, dice)
    elif isinstance(node, phrases.Alt):
        _walk(dice.choice(node.parts), intent, said, dice)
    elif isinstance(node, phrases.Opt):
        if dice.random() < 0.35:
            _walk(node.part, intent, said, dice)
    elif isinstance(node, phrases.Perm):
        for k in dice.sample(range(len(node.parts)), len(node.parts)):
            if node.must >> k & 1 or dice.random() < 0.4:
                _walk(node.parts[k], intent, said, dice)
    elif isinstance(node, phrases.Const):
        if node.name != "_":
            said.told[node.name] = node.value
    else:
        _slot(node, intent, said, dice)


def _slot(node: phrases.SlotNode | phrases.Span, intent: type[Intent], said: Said, dice: Random) -> None:
    if isinstance(node, phrases.SlotNode):
        spec = intent.slots.get(node.name)
        words = filler(node.kind, spec is not None and spec.past, dice)
        if node.owned:
            words += dice.choice(("'s", "'s", "s"))
    else:
        inner = Said()
        _walk(node.part, intent, inner, dice)
        words = " ".join(inner.pieces)
    if node.name != "_" and words:
        owned = isinstance(node, phrases.SlotNode) and node.owned
        said.slots.append((node.name + OWNED * owned, len(said.pieces)))
    said.pieces.append(words)
