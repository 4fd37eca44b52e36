"""Groups of contacts as people name them: "photography", "Boston", "havent bought", "vip collectors"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crm_core.crm import Crm
from crm_core.models import Contact
from crm_core.services import find
from crm_core.services.search import PAGE, Page

NOT_BOUGHT = re.compile(
    r"\b(?:ha(?:s|ve)(?: ?n['’]?o?t|n['’]?t)|have never|has never|never|did(?: ?n['’]?o?t|n['’]?t)|not|no)"
    r" (?:yet )?(?:bought|buy|purchased?|ordered|purchases|orders)(?: anything| from us)?\b",
    re.IGNORECASE,
)
BOUGHT = re.compile(
    r"\b(?:ha(?:s|ve) |who )?(?:bought|purchased|ordered)(?: anything| something| from us)?\b", re.IGNORECASE
)
GROUP = "contacts|collectors|clients|customers|buyers|people|everyone|everybody"
EVERYBODY = re.compile(rf"all|(?:all )?(?:the |our |my )?(?:{GROUP})", re.IGNORECASE)
PEOPLE = re.compile(rf"\b(?:{GROUP}|who|likes?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Audience:
    """query: words of tastes, places, tags; bought: True, False, or None where it doesn't matter, in these days."""

    query: str | None
    bought: bool | None = None
    since: date | None = None
    until: date | None = None


def read(said: str, since: date | None = None, until: date | None = None) -> Audience:
    """What a group's name asks for."""
    if EVERYBODY.fullmatch(said.strip()):
        return Audience(None, True if since else None, since, until)
    bought: bool | None = True if since else None
    rest = said
    for pattern, value in ((NOT_BOUGHT, False), (BOUGHT, True)):
        if pattern.search(rest):
            rest, bought = pattern.sub(" ", rest), value
            break
    words = PEOPLE.sub(" ", rest)
    return Audience(" ".join(words.split()) or None, bought, since, until)


def page(crm: Crm, audience: Audience, after: int | None = None, limit: int = PAGE) -> Page[Contact]:
    return find.search_contacts(
        crm,
        audience.query,
        bought=audience.bought,
        since=audience.since,
        until=audience.until,
        after=after,
        limit=limit,
    )


def everybody(crm: Crm, audience: Audience) -> Iterator[Contact]:
    """All of them. A group found only by correcting its words is nobody: nothing is sent on a guess."""
    after: int | None = None
    while True:
        found = page(crm, audience, after, 200)
        if found.mended:
            return
        yield from found.rows
        after = found.after
        if after is None:
            return
