"""Which of some labels a text is most like: softmax regression over the features of its sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from intents.likeness.features import Looked, hashed, of_sentence

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Softmax:
    """Weights of the features of a sentence.

    keys: CRC-32 of the features, ascending; weights: a row of each over `labels` (int8 × scale).
    """

    labels: list[str]
    keys: NDArray[np.uint32]
    weights: NDArray[np.int8]
    scale: float

    def chances(self, looked: Looked) -> NDArray[np.float64]:
        """How likely each of the labels is."""
        rows = rows_of(self.keys, hashed(of_sentence(looked)))
        score = self.weights[rows].sum(axis=0, dtype=np.int32) * self.scale
        odds = np.exp(score - score.max())
        found: NDArray[np.float64] = odds / odds.sum()
        return found

    def packed(self) -> dict[str, Any]:
        """As arrays, for a file."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
        head = json.dumps({name: value for name, value in values.items() if name not in arrays})
        return {"head": np.frombuffer(head.encode(), dtype=np.uint8), **arrays}

    @classmethod
    def read(cls, name: str) -> Self:
        """What is kept under a name beside this module."""
        with (files("intents.likeness") / f"{name}.npz").open("rb") as file:
            arrays = dict(np.load(file))
        return cls(**json.loads(bytes(arrays.pop("head"))), **arrays)


def found_in(known: NDArray[np.uint32], keys: list[int]) -> tuple[Places, NDArray[np.bool_]]:
    """The place of each key, and whether it is there at all."""
    wanted = np.array(keys, dtype=np.uint32)
    at = known.searchsorted(wanted)
    at[at == len(known)] = 0
    return at, known[at] == wanted


def rows_of(known: NDArray[np.uint32], keys: list[int]) -> Places:
    """The places of those keys that are there."""
    at, there = found_in(known, keys)
    return at[there]
