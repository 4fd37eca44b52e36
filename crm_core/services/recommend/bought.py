"""Matches by what was bought: each scored by the ranker, and explained by what lifts it above the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

import numpy as np
from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Item
from crm_core.services import search, visible
from crm_core.services.predict import fitting
from crm_core.services.predict.descent import Numbers
from crm_core.services.recommend import features, gallery, ranking, told
from crm_core.services.recommend.features import OF_CONTACTS, OF_WORKS
from crm_core.services.recommend.gallery import Memory
from crm_core.services.recommend.memory import Purchases
from crm_core.services.recommend.ranking import Ranker
from crm_core.services.recommend.told import Match

STOCK = 2_000  # items looked at, the newest
FIRST = 50  # people or items looked at closer, the best
ALIKE = 0.2  # of likeness (a cosine), from which on two works have something in common
REASONS = 2
POPULAR, FASHION = 3, 0.3  # goods that may come in because they sell, and how much that counts
TOP = 4.0  # what was bought never outweighs a wish: the lift counts up to here


def contacts_for(crm: Crm, item: Item) -> list[Match[Contact]]:
    """Who bought before and would like this, best first."""
    if not crm.may(Permission.SALES_READ):
        return []
    memory = gallery.remember(crm, [item])
    day, past, work = crm.today().toordinal() + 1, memory.purchases, memory.place[item.id]
    if not len(past.day):
        return []
    who, known = features.histories(past, day)
    table = features.of_contacts(
        memory.catalogue, past, work, day, who, fitting.shop(crm).chance(known, fitting.YEAR)
    )
    ranker = gallery.ranker(crm)
    best = _best(ranker, table, OF_CONTACTS)
    ids = [int(who[place]) for place, _ in best]
    query = select(Contact).where(Contact.id.in_(ids), visible.contacts(crm), Contact.state == "active")
    people = {row.id: row for row in crm.session.scalars(query) if row.id != item.consignor_id}
    found = []
    for place, lift in best:
        person = people.get(int(who[place]))
        if person is None or not told.affordable(item, person):
            continue
        own = past.of(who[place : place + 1])
        why = _why(memory, own, work, _names(ranker, table, place, OF_CONTACTS))
        found.append(Match(person, lift, why))
    return [match for match in found if match.why]


def items_for(crm: Crm, contact: Contact) -> list[Match[Item]]:
    """What is in stock and goes with what somebody bought, best first; goods they may want again among it."""
    if not crm.may(Permission.SALES_READ):
        return []
    query = select(Item).where(visible.items(crm), search.status_is("available"))
    stock = list(crm.session.scalars(query.order_by(Item.id.desc()).limit(STOCK)))
    memory = gallery.remember(crm, stock, whose=contact.id)
    own = memory.purchases
    had = {memory.items[place].id for place in own.work}
    stock = [item for item in stock if told.may_want(item, had) and told.affordable(item, contact)]
    if not len(own.day) or not stock:
        return []
    works = np.array([memory.place[item.id] for item in stock])
    day = crm.today().toordinal() + 1
    since = gallery.arrivals(stock, crm.today())
    table = features.of_works(memory.catalogue, own, works, since, day, own)
    best = _best(ranking.FOR_WORKS, table, OF_WORKS)
    popular = _popular(crm, stock, had)
    found = []
    for place, lift in best:
        item = stock[place]
        again = int((own.work == works[place]).sum())
        names = _names(ranking.FOR_WORKS, table, place, OF_WORKS)
        why = _again(again, own, int(works[place])) or _why(memory, own, int(works[place]), names)
        gain, also = popular.pop(item.id, (0.0, ""))
        said = [each for each in (why, also) if each]
        found.append(Match(item, lift + float(np.log1p(again)) + gain, ", ".join(said)))
    there = {item.id: item for item in stock}
    # What everybody buys just now, to somebody who buys goods, though it is nothing like what they bought before.
    found += [Match(there[each], gain, why) for each, (gain, why) in popular.items()]
    return [match for match in found if match.why]


def _popular(crm: Crm, stock: Sequence[Item], had: Collection[int]) -> dict[int, tuple[float, str]]:
    """Goods that sell just now, by id: what that adds, and how it is said. For who has bought goods of those here."""
    goods = [item for item in stock if item.kind == "goods"]
    if not any(item.id in had for item in goods):
        return {}
    sold = gallery.sold_lately(crm, [item for item in goods if item.id not in had])
    most = sorted(sold, key=lambda each: (-sold[each], each))[:POPULAR]
    return {
        each: (FASHION * float(np.log1p(sold[each])), f"{sold[each]} sold this month")
        for each in most
        if sold[each] > 1
    }


def _best(ranker: Ranker, table: Numbers, names: tuple[str, ...]) -> list[tuple[int, float]]:
    """(place, lift over the middle) of the best who have anything in common with the work, best first."""
    column = {name: table[:, place] for place, name in enumerate(names)}
    linked = (column["maker"] > 0) | (column["facet"] > 0) | (column["closest"] >= ALIKE)
    scores = ranker.scores(table)
    lift = scores - np.median(scores)
    # Where all have much in common, as in a shop of few, none stands out; they still go together.
    lift = np.clip(lift, 0.1, TOP)
    order = [int(place) for place in np.argsort(-scores) if linked[place]]
    return [(place, float(lift[place])) for place in order[:FIRST]]


def _names(ranker: Ranker, table: Numbers, place: int, names: tuple[str, ...]) -> list[str]:
    """The features that lift a candidate, the strongest first."""
    return [names[each] for each, _ in ranker.reasons(table, place)]


def _why(memory: Memory, own: Purchases, work: int, strongest: list[str]) -> str:
    """The strongest reasons that can be said of what somebody bought: the same maker's first, that is the plainest."""
    said: list[str] = []
    for name in ("maker", *strongest, "closest", "facet"):
        words = SAYINGS[name](memory, own, work) if name in SAYINGS else ""
        if words and words not in said:
            said.append(words)
    return ", ".join(said[:REASONS])


def _maker(memory: Memory, own: Purchases, work: int) -> str:
    item, codes = memory.items[work], memory.catalogue.maker
    many = int((codes[own.work] == codes[work]).sum()) if item.maker else 0
    if not many:
        return ""
    return f"bought {item.maker} before" if many == 1 else f"bought {many} by {item.maker}"


def _closest(memory: Memory, own: Purchases, work: int) -> str:
    rows = memory.catalogue.rows
    alike = np.asarray((rows[own.work] @ rows[work].T).todense()).ravel()
    best = int(np.argmax(alike))
    if alike[best] < ALIKE or own.work[best] == work or _maker(memory, own, work):
        return ""
    return f"bought {memory.items[int(own.work[best])].title}"


def _kind(memory: Memory, own: Purchases, work: int) -> str:
    item, codes = memory.items[work], memory.catalogue.facets[0]
    share = float((codes[own.work] == codes[work]).mean()) if item.category else 0.0
    if share < 0.5:
        return ""
    return f"mostly buys {item.category}" if len(own.work) > 1 else ""


def _price(memory: Memory, own: Purchases, work: int) -> str:
    logs = memory.catalogue.price
    known = logs[own.work][np.isfinite(logs[own.work])]
    near = (
        len(known) and np.isfinite(logs[work]) and abs(float(known.mean()) - float(logs[work])) < np.log(1.5)
    )
    return "the price they usually pay" if near else ""


def _again(many: int, own: Purchases, work: int) -> str:
    if not many:
        return ""
    last = date.fromordinal(int(own.day[own.work == work].max()))
    return f"bought {'it once' if many == 1 else f'it {many} times'}, last in {last:%b %Y}"


SAYINGS: dict[str, Callable[[Memory, Purchases, int], str]] = {
    "maker": _maker, "maker_share": _maker, "likeness": _closest, "closest": _closest, "facet": _kind, "price": _price,
}  # fmt: skip
