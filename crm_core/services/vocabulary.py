"""The gallery's vocabulary: the words of its names and titles, for correcting typos in process.

Rows are insert-only and written in sorted order, so that two transactions never wait for each other in a
circle; a word that nothing uses any more does no harm and goes with the nightly `rebuild`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.models import Contact, Item, Term
from crm_core.services import words

MAX_AGE = 60.0  # seconds; a row committed late, under a number below the highest, is seen after that
CORRECTIONS = 5
BATCH = 5000
REMEMBERED = 1000


@dataclass
class Vocabulary:
    """The words of one kind, by length."""

    version: int
    read_at: float
    counts: dict[str, int]
    by_length: dict[int, list[str]] = field(init=False)
    mended: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_length = defaultdict(list)
        for word in self.counts:
            self.by_length[len(word)].append(word)

    def corrections(self, word: str) -> list[str]:
        """Up to five known words at most one (short words) or two typos away, nearest and most used first."""
        if word not in self.mended:
            if len(self.mended) > REMEMBERED:
                self.mended.clear()
            self.mended[word] = self._near(word)
        return self.mended[word]

    def _near(self, word: str) -> list[str]:
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


def mended(crm: Crm, kind: str, spoken: list[str], weights: str = "") -> Iterator[str]:
    """Ever looser full-text queries for words that found nothing as they were said.

    Words begun, unknown words mended, all mended, all but one of them, any of them.
    """
    if not spoken:
        return
    known = vocabulary(crm, kind)
    # One letter alone begins too many words.
    begun = [words.any_of([word], weights, prefix=len(word) > 1 or len(spoken) > 1) for word in spoken]
    yield words.all_of(begun)
    either = {word: [word, *known.corrections(word)] for word in spoken}
    yield words.all_of(
        words.any_of([word] if word in known.counts else either[word], weights) for word in spoken
    )
    every = [words.any_of(either[word], weights) for word in spoken]
    yield words.all_of(every)
    if len(every) > 1:
        yield from (words.all_of(every[:left] + every[left + 1 :]) for left in range(len(every)))
        yield " | ".join(every)


def learn(crm: Crm, kind: str, *texts: str | None) -> None:
    """Take in the words of a new name or title. A collector's turn may not write here: the rebuild finds its
    words.
    """
    if not crm.actor.is_guest:
        _add(crm, kind, {word: 1 for text in texts if text for word in words.vocabulary_words(text)})


def forget(crm: Crm, *texts: str | None) -> None:
    """Take out the words of an erased contact, as far as no other contact has them."""
    spoken = {word for text in texts if text for word in words.vocabulary_words(text)}
    for word in sorted(spoken):
        wanted = func.to_tsquery(literal_column("'simple'"), words.any_of([word]))
        if crm.session.scalar(select(Contact.id).where(Contact.search.op("@@")(wanted)).limit(1)) is None:
            crm.session.execute(delete(Term).where(Term.kind == "contact", Term.word == word))


def _add(crm: Crm, kind: str, counts: dict[str, int]) -> None:
    rows = [{"kind": kind, "word": word, "count": counts[word]} for word in sorted(counts)]
    for start in range(0, len(rows), BATCH):
        statement = insert(Term).values(rows[start : start + BATCH])
        crm.session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "word"]))


def rebuild(crm: Crm) -> int:
    """Count all words anew; returns how many there are. For after an import and for every night."""
    people = select(Contact.name, Contact.company, Contact.likes).where(Contact.deleted_at.is_(None))
    things = select(Item.title, Item.maker, Item.category, Item.medium).where(Item.deleted_at.is_(None))
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
            for word in words.vocabulary_words(text or ""):
                counts[word] += 1
    return counts
