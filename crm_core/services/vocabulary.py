"""The gallery's vocabulary: the words of its names and titles, for correcting typos in process.

Rows are insert-only and written in sorted order, so that two transactions never wait for each other in a
circle; a word that nothing uses any more does no harm and goes with the nightly `rebuild`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import delete, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Contact, Term
from crm_core.services import words

CHECKED = 1.0  # seconds
MAX_AGE = 60.0  # seconds; a row committed late, under a number below the highest, is seen after that
CORRECTIONS = 5
BROAD = 5000  # rows
COMMON = 3  # a word of fewer rows may itself be a typo, or another word than was meant
REMEMBERED = 1000


@dataclass
class Vocabulary:
    """The words of one kind ("contact" or "item"), by length."""

    kind: str
    version: int
    read_at: float
    counts: dict[str, int]
    checked_at: float = 0.0
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

    def begins(self, word: str, among_others: bool = True) -> bool:
        """Whether to ask what begins like this: not for one letter alone, nor two where things are meant, nor for
        a word of so many rows that collecting what begins with it takes Postgres longer than all the rest.
        """
        letters = (1 if among_others else 2) if self.kind == "contact" else 3
        return len(word) >= letters and self.counts.get(word, 0) < BROAD

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


# By the database, too: those of tests have galleries of one name.
_cache: dict[tuple[str, str, str], Vocabulary] = {}


def vocabulary(crm: Crm, kind: str) -> Vocabulary:
    """The words of this kind ("contact" or "item"), kept per process; whether new ones came is asked once a second."""
    name = (settings().database_url, crm.key, kind)
    kept, now = _cache.get(name), time.monotonic()
    if kept is not None and now - kept.checked_at < CHECKED:
        return kept
    version = crm.session.scalar(select(func.max(Term.id))) or 0
    if kept is None or kept.version != version or now - kept.read_at > MAX_AGE:
        rows = crm.session.execute(select(Term.word, Term.count.label("seen")).where(Term.kind == kind))
        kept = _cache[name] = Vocabulary(kind, version, now, {row.word: row.seen for row in rows})
    kept.checked_at = now
    return kept


def _look_again(crm: Crm) -> None:
    """This process has changed the words: it sees so at once."""
    for name, kept in _cache.items():
        if name[1] == crm.key:
            kept.checked_at = 0.0


class Mended(NamedTuple):
    """Ever looser full-text queries. whole: for all words; partly: for all but one, then for any of them."""

    whole: list[str]
    partly: list[str]


def mended(known: Vocabulary, spoken: list[str], weights: str = "") -> Mended:
    """Queries for words that found nothing as they were said: begun, the unknown and rare ones mended, all mended."""
    begun = [words.any_of([word], weights, prefix=known.begins(word, len(spoken) > 1)) for word in spoken]
    either = {word: [word, *known.corrections(word)] for word in spoken}
    unknown = [[word] if word in known.counts else either[word] for word in spoken]
    rare = [[word] if known.counts.get(word, 0) >= COMMON else either[word] for word in spoken]
    every = [words.any_of(either[word], weights) for word in spoken]
    mends = [words.all_of(words.any_of(each, weights) for each in way) for way in (unknown, rare)]
    whole = list(dict.fromkeys([words.all_of(begun), *mends, words.all_of(every)]))
    but_one = [f"({words.all_of(every[:left] + every[left + 1 :])})" for left in range(len(every))]
    return Mended(whole, [" | ".join(but_one), " | ".join(every)] if len(every) > 1 else [])


def learn(crm: Crm, kind: str, *said: str | None) -> None:
    """Take in the words of a new name or title. A collector's turn may not write here: the rebuild finds its
    words.
    """
    if not crm.actor.is_guest:
        _add(crm, kind, {word: 1 for each in said if each for word in words.vocabulary_words(each)})


def forget(crm: Crm, *said: str | None) -> None:
    """Take out the words of an erased contact, as far as no other contact has them."""
    spoken = {word for each in said if each for word in words.vocabulary_words(each)}
    for word in sorted(spoken):
        wanted = func.to_tsquery(literal_column("'simple'"), words.any_of([word]))
        if crm.session.scalar(select(Contact.id).where(Contact.search.op("@@")(wanted)).limit(1)) is None:
            crm.session.execute(delete(Term).where(Term.kind == "contact", Term.word == word))


def _add(crm: Crm, kind: str, counts: dict[str, int]) -> None:
    rows = [{"kind": kind, "word": word, "count": counts[word]} for word in sorted(counts)]
    if rows:
        statement = insert(Term).values(rows)
        crm.session.execute(statement.on_conflict_do_nothing(index_elements=["kind", "word"]))
        _look_again(crm)


HEARD = text(
    "INSERT INTO term (kind, word, count) SELECT :kind, word, many"
    " FROM unnest(string_to_array(:words, ' '), CAST(string_to_array(:counts, ' ') AS bigint[])) AS heard(word, many)"
    " ORDER BY word ON CONFLICT (kind, word) DO UPDATE SET count = term.count + EXCLUDED.count"
)


def heard(crm: Crm, kind: str, counts: Mapping[str, int]) -> None:
    """Take in the words of many new rows, with how often each was there."""
    if counts:
        said = {"words": " ".join(counts), "counts": " ".join(map(str, counts.values()))}
        crm.session.execute(HEARD, {"kind": kind, **said})
        _look_again(crm)


# What the vocabulary of each kind is made of; Postgres counts in how many rows a word is.
SOURCES = {
    "contact": "SELECT to_tsvector('simple', public.plain(concat_ws(' ', name, company, likes))) FROM contact"
    " WHERE deleted_at IS NULL",
    "item": "SELECT to_tsvector('simple', public.plain(concat_ws(' ', maker, title, category, medium))) FROM item"
    " WHERE deleted_at IS NULL",
}
# In sorted order, as `learn` writes: neither waits for the other in a circle.
COUNT = text(
    "WITH counted AS (SELECT word, ndoc FROM ts_stat(:source) WHERE word ~ '^[[:alpha:]]{3,}$'),"
    " gone AS (DELETE FROM term WHERE kind = :kind AND NOT EXISTS"
    " (SELECT FROM counted WHERE counted.word = term.word))"
    " INSERT INTO term (kind, word, count) SELECT :kind, word, ndoc FROM counted ORDER BY word"
    " ON CONFLICT (kind, word) DO UPDATE SET count = EXCLUDED.count WHERE term.count <> EXCLUDED.count"
)
HOW_MANY = text("SELECT count(*) FROM term")


def rebuild(crm: Crm) -> int:
    """Count all words anew; returns how many there are. For after an import and for every night."""
    for kind, source in SOURCES.items():
        crm.session.execute(COUNT, {"kind": kind, "source": source})
    _look_again(crm)
    return int(crm.session.scalar(HOW_MANY) or 0)
