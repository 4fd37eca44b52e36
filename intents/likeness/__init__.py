"""What a text is most like: learned from labelled texts, and never sure.

Templates say exactly what they read and are right nearly always; they miss what nobody thought of. Two small linear
models, learned from the templates and from thousands of labelled texts (``corpus/``), read the rest. What they read is
a proposal: a command that changes anything is shown as a preview first, however it was meant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intents.likeness.features import DOUBT, Looked
from intents.likeness.labels import MANY, NONE, OUT, name_of
from intents.likeness.values import slots_of
from intents.phrases import Run
from intents.tokens import Words

if TYPE_CHECKING:
    from intents.likeness.model import Weights

Json = Any
MAX_WORDS = 60
LABELS = 5  # how many are named as what the text is most like
HARDLY = 1e-4  # the least chance anything is given


@dataclass(frozen=True)
class Likely:
    """A command that a text is like. slots: None where the words of one can't be what they seem to be.

    strange: how many of the words outside the slots such a command was never said with.
    """

    name: str
    slots: dict[str, Json] | None
    strange: int


class Likeness:
    """What one text is like.

    spelled: the same words with misspelled ones set right; the slots are read from what was written. labels: the
    likeliest, with their chances.
    """

    def __init__(self, words: Words, spelled: Words, context: Any, weights: Weights | None = None) -> None:
        if weights is None:
            from intents.likeness.model import weights_of  # NumPy: only where a text needs it

            weights = weights_of("collector" if context.as_ == "collector" else "staff")
        self.weights, self.words, self.context = weights, words, context
        self._odds: Any
        if 0 < len(words.words) <= MAX_WORDS:
            self.looked = Looked(Run(spelled, context))
            self._odds = weights.chances(self.looked)
            best = self._odds.argpartition(-LABELS)[-LABELS:].tolist()
            best.sort(key=lambda i: (-self._odds[i], i))
            self.labels = [(float(self._odds[i]), weights.labels[i]) for i in best]
        else:
            self._odds = None
            self.labels = [(1.0, NONE)]

    def chance(self, name: str) -> float:
        """How likely the text is this command, or NONE, or MANY: 0 to 1."""
        if self._odds is None:
            return float(name == NONE)
        return float(self._odds[self.weights.places.get(name, [])].sum())

    def log_chance(self, name: str) -> float:
        """The logarithm of it, bounded."""
        return math.log(max(self.chance(name), HARDLY))

    def read(self, label: str) -> Likely:
        """The text read as one label's command."""
        name = name_of(label)
        unheard = self.weights.unheard(self.looked, name)
        tags = self.weights.tagged(self.looked, label, unheard)
        words = {self.looked.run.words[i] for i in unheard if tags[i] == OUT}
        strange = sum(2 if word in DOUBT else 1 for word in words)
        slots = slots_of(Run(self.words, self.context), self.looked.run, label, tags)
        return Likely(name, slots, strange)


__all__ = ["MANY", "NONE", "Likely", "Likeness", "name_of"]
