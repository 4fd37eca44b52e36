"""The menu: what this person may say, by family, and how to say what they ask about. Read from the registry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from crm_core import access
from crm_core.access import Actor, Decision
from intents.base import Audience, Intent, registry
from intents.sentences import sentences

FAMILIES = (
    "items", "contacts", "sales", "orders", "messages", "drafts", "tasks", "nudges", "wishes", "listings", "batches",
    "reports", "people", "basics",
)  # fmt: skip
LITTLE = frozenset(
    "a an the i do how can you my me to of for in on with something somebody it what is set make get".split()
)
OF_COLLECTORS = frozenset(
    {"collectors", "clients", "customers", "what collectors can say", "what clients can say"}
)
COLLECTORS = "What collectors write is noted and shown to you. It never commands anything:"
MOST = 3


def permitted(actor: Actor, trades: Collection[str] = ()) -> list[type[Intent]]:
    """The staff commands this person may say, and ask somebody else's OK for. trades: only what these have use for."""
    return [
        intent
        for intent in registry
        if intent.audience is Audience.STAFF
        and intent.can_run()
        and (not trades or not intent.trades or set(trades) & set(intent.trades))
        and access.decide(actor, intent.needs) is not Decision.DENY
    ]


def menu(actor: Actor, topic: str | None = None, trades: Collection[str] = ()) -> str:
    """Without a topic, an example of each family; with one, the commands it means, or what else there is.

    trades: of the gallery. Who asks for a thing by name is told of it, whatever the trade.
    """
    if not topic:
        return _overview(permitted(actor, trades), trades)
    if topic.casefold().strip() in OF_COLLECTORS:
        return "\n".join(
            [COLLECTORS, *(_line(intent) for intent in registry if intent.audience is Audience.COLLECTOR)]
        )
    intents = permitted(actor)
    family = [intent for intent in permitted(actor, trades) if intent.family == _family(topic)]
    found = family or _about(intents, topic)
    if found:
        return "\n".join(_line(intent) for intent in found)
    return f"I know nothing about “{topic}”. {_overview(permitted(actor, trades), trades)}"


def _overview(intents: Iterable[type[Intent]], trades: Collection[str]) -> str:
    """What one trade alone has comes first: a potter's first word about items is of stock."""
    first: dict[str, str] = {}
    for intent in sorted(intents, key=lambda each: not (trades and len(each.trades) == 1)):
        if intent.examples:
            first.setdefault(intent.family, next(iter(intent.examples)))
    lines = [f"{name.capitalize()}: {first[name]}" for name in FAMILIES if name in first]
    return "\n".join(["Say it in your own words, like:", *lines, "MENU and a word says more: MENU SALES."])


def _line(intent: type[Intent]) -> str:
    """ "Record a sale: “sold Blue Nude to Maria for 4.5k”"."""
    text = (intent.__doc__ or intent.name).strip().splitlines()[0].rstrip(".")
    return f"{text}: “{next(iter(intent.examples))}”" if intent.examples else text


def _family(topic: str) -> str:
    word = topic.casefold().strip()
    return next((name for name in FAMILIES if word in (name, name.removesuffix("s"))), "")


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.casefold())
    return {re.sub(r"(ings?|ers?|es|ed|s|e)$", "", word) for word in words if word not in LITTLE}


def _about(intents: Iterable[type[Intent]], topic: str) -> list[type[Intent]]:
    """The commands whose name, help or phrases share most words with the topic; a name counts most."""
    asked = _stems(topic)
    scored = [(_score(intent, asked), intent) for intent in intents]
    best = sorted((pair for pair in scored if pair[0] > 1), key=lambda pair: -pair[0])[:MOST]
    return [intent for score, intent in best if score * 2 > best[0][0]]


def _score(intent: type[Intent], asked: set[str]) -> int:
    name, text = _stems(intent.name.replace("_", " ")), _stems(intent.__doc__ or "")
    said = _stems(" ".join([*intent.phrases, *sentences(intent.name), *intent.examples]))
    return 4 * len(asked & name) + 2 * len(asked & text) + len(asked & said)
