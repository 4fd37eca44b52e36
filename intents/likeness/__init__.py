"""What a text is most like, where no template reads it: learned from labelled texts, and never sure.

Templates say exactly what they read and are right nearly always; they miss what nobody thought of. Two small linear
models, learned from the templates and from some thousand labelled texts (``corpus/``), read the rest. What they read is
a proposal: a command that changes anything is shown as a preview first, however it was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intents.likeness.features import Looked
from intents.likeness.labels import MANY, NONE, name_of
from intents.likeness.values import slots_of
from intents.phrases import Run
from intents.tokens import Words

Json = Any
MAX_WORDS = 60


@dataclass(frozen=True)
class Likely:
    """What a text is most like. name: a command, or NONE, or MANY. sure: its probability, 0 to 1.

    slots: None where the words of a slot can't be what they seem to be. strange: how many words such a command was
    never said with.
    """

    name: str
    sure: float
    slots: dict[str, Json] | None = None
    strange: int = 0


def likely(
    words: Words, spelled: Words, context: Any, at_least: float = 0.0, known: frozenset[str] = frozenset()
) -> Likely:
    """What the words are most like; the slots are only looked for where that is sure enough.

    spelled: the same words with misspelled ones set right. The slots are read from what was written; not of a command
    in `known`, of which only how sure it is matters.
    """
    if not 0 < len(words.words) <= MAX_WORDS:
        return Likely(NONE, 1.0)
    from intents.likeness.model import weights_of  # NumPy: only where a text needs it

    looked = Looked(Run(spelled, context))
    weights = weights_of("collector" if context.as_ == "collector" else "staff")
    sure, label = weights.labelled(looked)[0]
    if label in (NONE, MANY) or name_of(label) in known or sure < at_least:
        return Likely(name_of(label), sure)
    tags = weights.tagged(looked, label)
    slots = slots_of(Run(words, context), label, tags)
    return Likely(name_of(label), sure, slots, weights.strange(looked, label, tags))


__all__ = ["MANY", "NONE", "Likely", "likely"]
