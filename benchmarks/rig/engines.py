"""Other search engines over the same works: SQLite's FTS5 with our correction of typos, and tantivy."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import venv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.sources.tate import Work
from crm_core.services import words
from crm_core.services.vocabulary import Vocabulary

TOP = 10
TANTIVY = """
import json, sys, time
import tantivy
works, queries = json.load(sys.stdin)
builder = tantivy.SchemaBuilder()
builder.add_integer_field("id", stored=True)
builder.add_text_field("words")
schema = builder.build()
index = tantivy.Index(schema)
writer = index.writer(50_000_000)
for number, words in works:
    writer.add_document(tantivy.Document(id=number, words=words))
writer.commit()
index.reload()
searcher = index.searcher()
def asked(query):
    parts = []
    for word in query:
        exact = tantivy.Query.term_query(schema, "words", word)
        near = tantivy.Query.fuzzy_term_query(schema, "words", word, distance=1 if len(word) < 5 else 2,
            transposition_cost_one=True)
        either = [(tantivy.Occur.Should, tantivy.Query.boost_query(exact, 2.0)), (tantivy.Occur.Should, near)]
        parts.append((tantivy.Occur.Must, tantivy.Query.boolean_query(either)))
    found = searcher.search(tantivy.Query.boolean_query(parts), 10).hits
    return [searcher.doc(address)["id"][0] for _, address in found]
answers = [asked(query) for query in queries]
taken = []
for query in queries:
    begin = time.perf_counter()
    asked(query)
    taken.append((time.perf_counter() - begin) * 1000)
json.dump([answers, taken], sys.stdout)
"""


def fts5(folder: Path, works: list[Work]) -> Callable[[str], list[int]]:
    """Title, maker and medium in FTS5, asked in the same steps: as said, mended, all but one word, any."""
    base = sqlite3.connect(folder / "works.db")
    base.execute(
        "CREATE VIRTUAL TABLE work USING fts5(title, maker, medium, tokenize='unicode61 remove_diacritics 2',"
        " prefix='3')"
    )
    rows = [
        (work.id, words.plain(work.title), words.plain(work.maker), words.plain(work.medium))
        for work in works
    ]
    base.executemany("INSERT INTO work(rowid, title, maker, medium) VALUES (?, ?, ?, ?)", rows)
    base.commit()
    counts = Counter(
        word for row in rows for text in row[1:] for word in set(words.vocabulary_words(str(text)))
    )
    known = Vocabulary("item", 0, 0.0, dict(counts))

    def asked(query: str) -> list[int]:
        for match in _steps(known, words.tokens(query)):
            found = base.execute(
                "SELECT rowid FROM work WHERE work MATCH ? ORDER BY bm25(work, 10, 10, 1) LIMIT ?",
                (match, TOP),
            ).fetchall()
            if found:
                return [row[0] for row in found]
        return []

    return asked


def _steps(known: Vocabulary, spoken: list[str]) -> Iterator[str]:
    quoted = [f'"{word}"' for word in spoken]
    yield " AND ".join([*quoted[:-1], quoted[-1] + "*"])
    either = [_either([word] if known.counts.get(word, 0) >= 3 else [word, *known.corrections(word)]) for word in spoken]  # fmt: skip
    yield " AND ".join(either)
    every = [_either([word, *known.corrections(word)]) for word in spoken]
    yield " AND ".join(every)
    if len(every) > 1:
        yield " OR ".join(f"({' AND '.join(every[:left] + every[left + 1 :])})" for left in range(len(every)))
    yield " OR ".join(every)


def _either(near: list[str]) -> str:
    return "(" + " OR ".join(f'"{word}"' for word in near) + ")"


def tantivy(folder: Path, works: list[Work], queries: list[str]) -> tuple[list[list[int]], list[float]] | str:
    """What tantivy answers and its milliseconds (TANTIVY_PYTHON: an interpreter that has it), or why it can't."""
    python = os.environ.get("TANTIVY_PYTHON") or _installed(folder / "tantivy")
    if python is None:
        return "can't be installed here: skipped"
    given = [(work.id, words.plain(f"{work.title} {work.maker}")) for work in works]
    done = subprocess.run(
        [python, "-c", TANTIVY],
        input=json.dumps([given, [words.tokens(query) for query in queries]]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1] if done.stderr else done.returncode}"
    answers, taken = json.loads(done.stdout)
    return answers, taken


def _installed(place: Path) -> str | None:
    venv.create(place, with_pip=True)
    python = str(place / "bin" / "python")
    done = subprocess.run(
        [python, "-m", "pip", "install", "-q", "tantivy"], check=False, capture_output=True, timeout=300
    )
    return python if done.returncode == 0 else None
