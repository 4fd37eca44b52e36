"""Who bought what, as arrays: what a match of a work and a contact is worked out from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.services.predict.descent import Numbers

Ids = NDArray[np.int64]
MEMORY = 3652  # days; what was bought longer ago says little
WORD = re.compile(r"[^\W_]{2,}")
FACETS = 2


@dataclass(frozen=True)
class Work:
    """What is known of a work when it comes in. facets: FACETS things it shares with others (category, medium).

    text: title and whatever else describes it. price, size: in any unit, the same throughout; None where unknown.
    """

    maker: str | None
    facets: tuple[str | None, str | None]
    text: str
    price: float | None = None
    size: float | None = None


def tokens(work: Work) -> list[str]:
    """The words that may be alike in two works: of its text, its maker's name and its facets."""
    told = " ".join(part for part in (work.text, work.maker, *work.facets) if part)
    plain = unicodedata.normalize("NFKD", told.casefold())
    if plain.isascii():  # most texts, and there are tens of thousands of them
        return WORD.findall(plain)
    return WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


class Words:
    """TF-IDF of works: how telling each word is, learnt from those that were there."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        seen: dict[str, int] = {}
        for text in texts:
            for word in set(text):
                seen[word] = seen.get(word, 0) + 1
        self.number = {word: place for place, word in enumerate(sorted(seen))}
        counts = np.array([seen[word] for word in self.number], dtype=np.float64)
        self.weight = np.log((1.0 + len(texts)) / (1.0 + counts)) + 1.0

    def matrix(self, texts: Sequence[Sequence[str]]) -> Any:
        """One row of length 1 for each text (scipy CSR); words never seen are left out."""
        from scipy.sparse import csr_matrix

        places: list[int] = []
        values: list[float] = []
        ends = [0]
        for text in texts:
            row: dict[int, float] = {}
            for word in text:
                place = self.number.get(word)
                if place is not None:
                    row[place] = row.get(place, 0.0) + 1.0
            weighed = {place: (1 + np.log(count)) * self.weight[place] for place, count in row.items()}
            norm = float(np.sqrt(sum(value * value for value in weighed.values()))) or 1.0
            places += weighed
            values += [value / norm for value in weighed.values()]
            ends.append(len(places))
        return csr_matrix((values, places, ends), shape=(len(texts), len(self.number)))


def coded(values: Sequence[str | None], known: dict[str, int]) -> Ids:
    """A number for each text, the same for the same; -1 for none. `known` keeps them."""
    return np.array(
        [known.setdefault(value, len(known)) if value else -1 for value in values], dtype=np.int64
    )


def logs(values: Sequence[float | None]) -> Numbers:
    return np.array([np.log(value) if value and value > 0 else np.nan for value in values], dtype=np.float64)


class Catalogue:
    """Works as arrays. `words` is learnt from the first `learnt` of them (all, if not said)."""

    def __init__(self, works: Sequence[Work], learnt: int | None = None) -> None:
        texts = [tokens(work) for work in works]
        self.words = Words(texts[:learnt])
        self.rows = self.words.matrix(texts)
        self.maker = coded([work.maker for work in works], {})
        self.facets = [coded([work.facets[n] for work in works], {}) for n in range(FACETS)]
        self.price = logs([work.price for work in works])
        self.size = logs([work.size for work in works])


@dataclass(frozen=True)
class Purchases:
    """Purchases by day. contact: numbers from 0 on; work: places in the catalogue; day: ordinals, ascending."""

    contact: Ids
    work: Ids
    day: Ids

    def before(self, day: int) -> Purchases:
        """Those of the ten years before the morning of `day`."""
        first, last = np.searchsorted(self.day, [day - MEMORY, day])
        return Purchases(self.contact[first:last], self.work[first:last], self.day[first:last])

    def of(self, contacts: Ids) -> Purchases:
        """Those of these contacts."""
        own = np.isin(self.contact, contacts)
        return Purchases(self.contact[own], self.work[own], self.day[own])
