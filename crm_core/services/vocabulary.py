"""The gallery's vocabulary: the words of its names and titles, for correcting typos in process.

Rows are insert-only and written in sorted order, so that two transactions never wait for each other in a
circle; a word that nothing uses any more does no harm and goes with the nightly `rebuild`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.models import Contact, Item, Term
from crm_core.services.words import vocabulary_words

MAX_AGE = 60.0  # seconds; a row committed late, under a number below the highest, is seen after that
CORRECTIONS = 5
BATCH = 5000


@dataclass
class Vocabulary:
    """The words of one kind, by length."""

    version: int
    read_at: float
    counts: dict[str, int]
    by_length: dict[int, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_length = defaultdict(list)
        for word in self.counts:
            self.by_length[len(word)].append(word)

    def corrections(self, word: str) -> list[str]:
        """Up to five known words at most one (short words) or two typos away, nearest and most used first."""
        most = 1 if len(word) <= 4 else 2
        near = [
            (distance, found)
            for length in range(len(word) - most, len(word) + most + 1)
            for found, distance, _ in process.extract(
                word,
                self.by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=most,
                limit=CORRECTIONS * 2,
            )
            if found != word
        ]
        # The first letter is the one that people get right.
        near.sort(key=lambda each: (each[0], each[1][0] != word[0], -self.counts[each[1]], each[1]))
        return [found for _, found in near[:CORRECTIONS]]


_cache: dict[tuple[str, str], Vocabulary] = {}


def vocabulary(crm: Crm, kind: str) -> Vocabulary:
    """The words of this kind ("contact" or "item"), kept per process until new ones come."""
    version = crm.session.scalar(select(func.max(Term.id))) or 0
    kept = _cache.get((crm.key, kind))
    if kept is None or kept.version != version or time.monotonic() - kept.read_at > MAX_AGE:
        rows = crm.session.execute(select(Term.word, Term.count.label("seen")).where(Term.kind == kind))
        kept = Vocabulary(version, time.monotonic(), {row.word: row.seen for row in rows})
        _cache[crm.key, kind] = kept
    return kept


def learn(crm: Crm, kind: str, *texts: str | None) -> None:
    """Take in the words of a new name or title. A collector's turn may not write here: the rebuild finds its
    words.
    """
    if not crm.actor.is_guest:
        _add(crm, kind, {word: 1 for text in texts if text for word in vocabulary_words(text)})


def _add(crm: Crm, kind: str, counts: dict[str, int]) -> None:
    rows = [{"kind": kind, "word": word, "count": counts[word]} for word in sorted(counts)]
    for start in range(0, len(rows), BATCH):
        statement = insert(Term).values(rows[start : start + BATCH])
        crm.session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "word"]))


def rebuild(crm: Crm) -> int:
    """Count all words anew; returns how many there are. For after an import and for every night."""
    people = select(Contact.name, Contact.company).where(Contact.deleted_at.is_(None))
    things = select(Item.title, Item.maker).where(Item.deleted_at.is_(None))
    total = 0
    for kind, query in (("contact", people), ("item", things)):
        counts = _counted(tuple(row) for row in crm.session.execute(query))
        crm.session.execute(delete(Term).where(Term.kind == kind))
        _add(crm, kind, counts)
        total += len(counts)
    return total


def _counted(rows: Iterable[tuple[str | None, ...]]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for text in row:
            for word in vocabulary_words(text or ""):
                counts[word] += 1
    return counts
