"""What speaks for a match, as numbers: of a work with everybody who bought before, of a person with what is in stock.

All of it is known before the sale: what was bought until then, and the work as it came in. Old purchases fade: after
TAU days they count a third.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crm_core.services.predict.descent import Numbers
from crm_core.services.predict.purchasing import Histories
from crm_core.services.recommend.memory import Catalogue, Ids, Purchases

TAU = 730.0
SEASON = 90.0  # days in which what is new stops being so
FAINT = 1e-3  # of likeness: what stands for none, under a logarithm
OF_CONTACTS = (
    "chance", "activity", "likeness", "closest", "maker", "maker_share", "facet", "second_facet", "price", "size",
    "recency",
)  # fmt: skip
OF_WORKS = (
    "likeness", "closest", "maker", "facet", "second_facet", "price", "size", "newness", "just_in", "demand",
)  # fmt: skip


def histories(past: Purchases, day: int) -> tuple[Ids, Histories]:
    """Everybody who bought, ascending, and their history as of that morning (crm_core.services.predict)."""
    visits = np.unique(np.column_stack((past.contact, past.day)), axis=0)
    who, first, count = np.unique(visits[:, 0], return_index=True, return_counts=True)
    begun, ended = visits[first, 1], visits[first + count - 1, 1]
    spans = (each.astype(np.float64) for each in (count - 1, ended - begun, day - begun))
    return who, Histories(*spans)


def of_contacts(
    catalogue: Catalogue, past: Purchases, work: int, day: int, who: Ids, chance: Numbers
) -> Numbers:
    """One row for each of `who` (everybody in `past`, ascending), one column for each of OF_CONTACTS.

    work: its place in the catalogue; chance: of each of `who` to buy anything within a year.
    """
    people, size = np.searchsorted(who, past.contact), len(who)
    fresh = np.exp((past.day - day) / TAU)
    activity = np.bincount(people, fresh, size)
    alike = _likeness(catalogue, past, work)
    closest, last = np.zeros(size), np.zeros(size)
    np.maximum.at(closest, people, alike)
    np.maximum.at(last, people, past.day.astype(np.float64))
    maker = np.bincount(people, fresh * _same(catalogue.maker, past.work, work), size)
    shares = [
        np.bincount(people, fresh * _same(each, past.work, work), size) / activity
        for each in catalogue.facets
    ]
    return np.column_stack((
        np.log(np.maximum(chance, 1e-6)), np.log(activity),
        np.log(np.bincount(people, fresh * alike, size) + FAINT), closest, np.log1p(maker), maker / activity, *shares,
        _distance(catalogue.price, past, people, fresh, size, work),
        _distance(catalogue.size, past, people, fresh, size, work), np.log1p(day - last),
    ))  # fmt: skip


def of_works(
    catalogue: Catalogue, past: Purchases, works: Ids, since: Ids, day: int, everybody: Purchases
) -> Numbers:
    """One row for each work in stock, one column for each of OF_WORKS, for the one person whose purchases these are.

    since: the day each came in; everybody: what all contacts bought, for what is in demand.
    """
    fresh = np.exp((past.day - day) / TAU)
    alike = (catalogue.rows[works] @ catalogue.rows[past.work].T).toarray()
    weight = fresh.sum() or 1.0
    shares = [
        (fresh * ((each[works][:, None] == each[past.work]) & (each[works][:, None] >= 0))).sum(axis=1)
        for each in (catalogue.maker, *catalogue.facets)
    ]
    apart = [_apart(each, past.work, fresh, works) for each in (catalogue.price, catalogue.size)]
    age = np.maximum(day - since, 0.0)
    return np.column_stack((
        np.log(alike @ fresh / weight + FAINT), alike.max(axis=1, initial=0.0), np.log1p(shares[0]),
        shares[1] / weight, shares[2] / weight, *apart, -np.log1p(age), np.exp(-age / SEASON),
        _demand(catalogue, everybody, works, day),
    ))  # fmt: skip


def _likeness(catalogue: Catalogue, past: Purchases, work: int) -> Numbers:
    """Cosine of the words of each purchase and of the work."""
    row: Any = catalogue.rows[work]
    return np.asarray((catalogue.rows[past.work] @ row.T).todense(), dtype=np.float64).ravel()


def _same(codes: Ids, bought: Ids, work: int) -> Any:
    return (codes[bought] == codes[work]) & (codes[work] >= 0)


def _distance(logs: Numbers, past: Purchases, people: Ids, fresh: Numbers, size: int, work: int) -> Numbers:
    """How far (in logarithms) the work is from what each person usually buys; as far as most where that is unknown."""
    known = np.isfinite(logs[past.work])
    weight = np.bincount(people, fresh * known, size)
    if not np.isfinite(logs[work]) or not known.any():
        return np.zeros(size)
    total = np.bincount(people, fresh * np.where(known, logs[past.work], 0.0), size)
    found: Numbers = np.abs(total / np.maximum(weight, 1e-12) - logs[work])
    return np.where(weight > 0, found, found[weight > 0].mean())


def _apart(logs: Numbers, bought: Ids, fresh: Numbers, works: Ids) -> Numbers:
    """The same of many works and one person."""
    known, here = np.isfinite(logs[bought]), np.isfinite(logs[works])
    if not known.any() or not here.any():
        return np.zeros(len(works))
    usual = float((fresh * known) @ np.where(known, logs[bought], 0.0)) / float((fresh * known).sum())
    found: Numbers = np.abs(np.where(here, logs[works], usual) - usual)
    return np.where(here, found, found[here].mean())


def _demand(catalogue: Catalogue, everybody: Purchases, works: Ids, day: int) -> Numbers:
    """How much of each maker was sold lately, to whomever: a logarithm."""
    maker = catalogue.maker[everybody.work]
    known = maker >= 0
    if not known.any():
        return np.zeros(len(works))
    fresh = np.exp((everybody.day[known] - day) / TAU)
    sold = np.bincount(maker[known], fresh, int(catalogue.maker.max()) + 1)
    return np.where(catalogue.maker[works] >= 0, np.log1p(sold[catalogue.maker[works]]), 0.0)
