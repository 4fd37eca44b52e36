"""Matches on a century of a gallery's real sales (Knoedler, collectors), through the product's own features and ranker.

New unique work -> contacts: for every work that came in 1900-1959 and went to a collector who had bought within the ten
years before, all such collectors are ranked on the day it came in, by what was known that morning. Contact -> works: on
every day a known collector bought, all works in the house are ranked. Taught: on the decade before the one measured.
R@10: how often the true one is among the first ten. Exits 1 where a bar is missed, or a simpler ranking does better.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import sources
from benchmarks.sources import knoedler
from crm_core.services.predict import purchasing
from crm_core.services.predict.descent import Numbers
from crm_core.services.recommend import features, ranking
from crm_core.services.recommend.features import OF_CONTACTS, OF_WORKS
from crm_core.services.recommend.memory import Catalogue, Purchases, Work

DECADES = range(1900, 1960, 10)
NEVER = 10**7

Asked = tuple[Numbers, NDArray[np.int64]]  # the features of all candidates, and the true ones among them
Scoring = Callable[[Numbers], Numbers]
failed: list[str] = []


@dataclass
class House:
    """Knoedler's works by the day they were sold; bought: what collectors bought."""

    works: list[Work]
    buyer: NDArray[np.int64]
    arrived: NDArray[np.int64]
    sold: NDArray[np.int64]
    collector: NDArray[np.bool_]
    bought: Purchases


def main() -> int:
    if sources.found(knoedler.FILE) is None:
        print(sources.missing(knoedler.FILE))
        return 0
    house = opened()
    begin = time.perf_counter()
    contacts = {decade: to_contacts(house, decade) for decade in (1890, *DECADES)}
    count = sum(map(len, contacts.values()))
    print(f"a work's features for all contacts: {(time.perf_counter() - begin) * 1000 / count:.1f} ms")
    measured("new work -> contacts", contacts, ranking.FOR_CONTACTS, _contact_rivals(), (0.285, 0.30))
    works = {decade: to_works(house, decade) for decade in (1890, *DECADES)}
    measured("contact -> works in stock", works, ranking.FOR_WORKS, _work_rivals(), (0.145, 0.145))
    print("FAILED: " + ", ".join(failed) if failed else "all bars met")
    return 1 if failed else 0


def opened() -> House:
    rows = knoedler.works()
    works = [
        Work(row.maker or None, (row.nationality or None, row.genre or None), f"{row.title} {row.kind}", row.cost, row.size)
        for row in rows
    ]  # fmt: skip
    buyer = np.unique([row.buyer for row in rows], return_inverse=True)[1]
    sold = np.array([row.sold for row in rows])
    arrived = np.array([row.arrived if row.arrived and row.arrived <= row.sold else NEVER for row in rows])
    collector = np.array([row.buyer_type == "Collector" for row in rows])
    places = np.flatnonzero(collector)
    return House(works, buyer, arrived, sold, collector, Purchases(buyer[places], places, sold[places]))


def to_contacts(house: House, decade: int) -> list[Asked]:
    """The works that came in within the decade. Words are weighed by what was sold before it."""
    start, end = _day(decade), _day(decade + 10)
    catalogue = Catalogue(house.works, int(np.searchsorted(house.sold, start)))
    shops: dict[int, purchasing.Purchasing] = {}
    found: list[Asked] = []
    for work in np.flatnonzero((house.arrived >= start) & (house.arrived < end) & house.collector):
        day = int(house.arrived[work])
        past = house.bought.before(day)
        who, known = features.histories(past, day)
        if house.buyer[work] not in who:
            continue
        year = date.fromordinal(day).year
        if year not in shops:
            morning = _day(year)
            shops[year] = purchasing.fit(features.histories(house.bought.before(morning), morning)[1])
        chance = shops[year].chance(known, 365)
        table = features.of_contacts(catalogue, past, int(work), day, who, chance)
        found.append((table, np.searchsorted(who, [house.buyer[work]])))
    return found


def to_works(house: House, decade: int) -> list[Asked]:
    """The days on which a collector bought who had bought before; candidates are the works in the house that day."""
    start, end = _day(decade), _day(decade + 10)
    catalogue = Catalogue(house.works, int(np.searchsorted(house.sold, start)))
    days: dict[tuple[int, int], list[int]] = {}
    for work in np.flatnonzero(
        (house.sold >= start) & (house.sold < end) & (house.arrived < NEVER) & house.collector
    ):
        days.setdefault((int(house.buyer[work]), int(house.sold[work])), []).append(int(work))
    found: list[Asked] = []
    for (buyer, day), taken in days.items():
        everybody = house.bought.before(day)
        own = everybody.contact == buyer
        if own.any():
            past = Purchases(everybody.contact[own], everybody.work[own], everybody.day[own])
            stock = np.flatnonzero((house.arrived <= day) & (house.sold >= day))
            table = features.of_works(catalogue, past, stock, house.arrived[stock], day, everybody)
            found.append((table, np.searchsorted(stock, taken)))
    return found


def _day(year: int) -> int:
    return date(year, 1, 1).toordinal()


# -- measuring


def measured(
    what: str,
    asked: dict[int, list[Asked]],
    formula: ranking.Ranker,
    rivals: dict[str, Scoring],
    bars: tuple[float, float],
) -> None:
    tested = [each for decade in DECADES for each in asked[decade]]
    many = np.mean([len(table) for table, _ in tested])
    print(f"{what}: {len(tested):,} times, {many:.0f} candidates")
    best = max(
        _shown(f"  {name}", ((score(table), true) for table, true in tested))
        for name, score in rivals.items()
    )
    untrained = _shown("  formula", ((formula.scores(table), true) for table, true in tested))
    scored: list[Asked] = []
    for decade in DECADES:
        before = [(table, int(which)) for table, true in asked[decade - 10] for which in true]
        ranker = ranking.taught(formula, before)
        scored += [(ranker.scores(table), true) for table, true in asked[decade]]
    trained = _shown("  taught on the decade before", scored)
    for name, figure, least in (("formula", untrained, bars[0]), ("taught", trained, bars[1])):
        if figure < max(least, best):
            failed.append(f"{what}, {name}: {figure:.3f} is below {max(least, best):.3f}")


def _shown(name: str, scored: Iterable[Asked]) -> float:
    """Prints and returns R@10; ties count as being in the middle of them."""
    first, fifty, inverse = [], [], []
    for score, true in scored:
        own = score[true][:, None]
        ranks = 1 + (score > own).sum(axis=1) + ((score == own).sum(axis=1) - 1) / 2
        first.append(np.mean(ranks <= 10))
        fifty.append(np.mean(ranks <= 50))
        inverse.append(1 / ranks.min())
    print(f"{name:32s} R@10 {np.mean(first):.3f}  R@50 {np.mean(fifty):.3f}  MRR {np.mean(inverse):.3f}")
    return float(np.mean(first))


def _contact_rivals() -> dict[str, Scoring]:
    column = {name: place for place, name in enumerate(OF_CONTACTS)}
    rng = np.random.default_rng(1)
    return {
        "random": lambda table: rng.random(len(table)),
        "last to buy": lambda table: -table[:, column["recency"]],
        "decayed activity": lambda table: table[:, column["activity"]],
        "chance to buy": lambda table: table[:, column["chance"]],
        "TF-IDF, closest": lambda table: table[:, column["closest"]],
        "TF-IDF, decayed sum": lambda table: table[:, column["likeness"]],
    }


def _work_rivals() -> dict[str, Scoring]:
    column = {name: place for place, name in enumerate(OF_WORKS)}
    rng = np.random.default_rng(2)
    return {
        "random": lambda table: rng.random(len(table)),
        "newest": lambda table: table[:, column["newness"]],
        "same artist": lambda table: table[:, column["maker"]],
        "TF-IDF, closest": lambda table: table[:, column["closest"]],
    }


if __name__ == "__main__":
    sys.exit(main())
