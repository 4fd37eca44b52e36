"""The Tate's 69,202 works (Tate Collection, CC0), 200 things people look for among them, and works made from them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks import sources

FILE, QUERIES = "tate_artwork_data.csv.xz", "search_queries_200.json"
COLOURS = "Amber Blue Copper Dusky Faint Grey Ivory Lilac Pale Red Silver White".split()
THINGS = "Bridge Canal Cliff Figure Garden Harbour Head Landscape Mill Portrait River Study Tree".split()
PLACES = "Aysgarth Bologna Cowes Dover Exeter Florence Genoa Hastings Ipswich Jura Kendal Lucerne".split()
MAKERS = "Brandt Conti Duval Falk Gruber Holm Ivers Jansen Keller Lund Moser Novak Oster Prins".split()


@dataclass(frozen=True)
class Work:
    """One work. id: the museum's own, unique; made ones have negative ids."""

    id: int
    title: str
    maker: str
    medium: str
    year: int | None


@dataclass(frozen=True)
class Query:
    """Words somebody types, and the ids of the works that they mean."""

    kind: str
    text: str
    meant: frozenset[int]


def works() -> list[Work]:
    """The real ones where the file is, else as many that are made of word lists."""
    if sources.found(FILE) is None:
        return list(_of_lists(69_202))
    return [
        Work(int(row["id"]), row["title"] or "Untitled", row["artist"], row["medium"], _year(row["year"]))
        for row in sources.rows(FILE)
    ]


def _year(said: str) -> int | None:
    return int(said) if said.isdigit() else None


def _of_lists(count: int) -> Iterator[Work]:
    chance = random.Random(7)
    for number in range(1, count + 1):
        words = chance.choice(COLOURS), chance.choice(THINGS), chance.choice(PLACES)
        yield Work(
            number, f"{words[0]} {words[1]} near {words[2]}", chance.choice(MAKERS), "Oil on canvas", 1900
        )


def more(real: list[Work], count: int) -> Iterator[Work]:
    """The title of one, the maker of another, the medium of a third."""
    chance = random.Random(11)
    for number in range(1, count + 1):
        title, maker, medium = chance.choice(real), chance.choice(real), chance.choice(real)
        yield replace(title, id=-number, maker=maker.maker, medium=medium.medium)


def queries(path: str | None, real: list[Work]) -> list[Query]:
    """Those of a file (one of the same form may be named), else made: a maker and words of a title, with a typo."""
    file = path or sources.found(QUERIES)
    if sources.found(FILE) is None or file is None:
        return list(_made_queries(real))
    with open(file, encoding="utf-8") as opened:
        return [Query(each["kind"], each["q"], frozenset(each["rel"])) for each in json.load(opened)]


def _made_queries(real: list[Work]) -> Iterator[Query]:
    chance = random.Random(13)
    for work in chance.sample(real, 200):
        text = f"{work.title} {work.maker}".lower()
        place = chance.randrange(1, len(text) - 1)
        same = frozenset(other.id for other in real if (other.title, other.maker) == (work.title, work.maker))
        yield Query("title+typo", text[:place] + text[place + 1 :], same)
