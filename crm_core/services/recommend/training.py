"""The nightly lesson: the gallery's latest sales, each as a choice among those who could have bought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.models import FittedModel
from crm_core.services.predict import fitting
from crm_core.services.recommend import features, gallery, ranking
from crm_core.services.recommend.features import OF_CONTACTS
from crm_core.services.recommend.gallery import KIND, Memory
from crm_core.services.recommend.memory import Ids
from crm_core.services.recommend.ranking import Choice

LATEST = 600  # sales that teach
OTHERS = 400  # of those who did not buy, at most, beside the one who did
KEPT = timedelta(days=60)


def teach(crm: Crm) -> int:
    """Teach whom to offer a work, where there are enough sales, and keep it. Returns how many choices it was."""
    memory = gallery.remember(crm, kinds=("unique", "edition"))
    ranker = ranking.taught(ranking.FOR_CONTACTS, list(_choices(crm, memory)))
    if ranker.choices:
        weights = dict(zip(OF_CONTACTS, ranker.weights, strict=True))
        _keep(crm, {"weights": weights, "choices": ranker.choices})
    return ranker.choices


def _choices(crm: Crm, memory: Memory) -> Iterator[Choice]:
    """Sales to somebody who had bought before. The same each time: the others are drawn from a fixed seed."""
    shop, rng, bought = fitting.shop(crm), np.random.default_rng(0), memory.purchases
    for sale in range(max(0, len(bought.day) - LATEST), len(bought.day)):
        day, buyer = int(bought.day[sale]), int(bought.contact[sale])
        past = bought.before(day)
        if buyer not in past.contact:
            continue
        past = past.of(_some(rng, np.unique(past.contact), buyer))
        who, known = features.histories(past, day)
        chance = shop.chance(known, fitting.YEAR)
        table = features.of_contacts(memory.catalogue, past, int(bought.work[sale]), day, who, chance)
        yield table, int(np.searchsorted(who, buyer))


def _some(rng: np.random.Generator, everybody: Ids, buyer: int) -> Ids:
    others = everybody[everybody != buyer]
    if len(others) > OTHERS:
        others = rng.choice(others, OTHERS, replace=False)
    return np.append(others, buyer)


def _keep(crm: Crm, params: dict[str, object]) -> None:
    day = crm.today()
    new = insert(FittedModel).values(kind=KIND, day=day, params=params, at=crm.now())
    crm.session.execute(
        new.on_conflict_do_update(index_elements=["kind", "day"], set_={"params": params, "at": crm.now()})
    )
    crm.session.execute(delete(FittedModel).where(FittedModel.kind == KIND, FittedModel.day < day - KEPT))
