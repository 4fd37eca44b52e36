"""Answers to a question that waits: OK, NO, a number, MORE, or the value that was asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.base import Audience, registry
from intents.clauses import after_corrections, starts, stops
from intents.phrases import Matcher, Run
from intents.slots import KINDS
from intents.slots.kind import Kind
from intents.tokens import Words
from intents.typos import features

if TYPE_CHECKING:
    from intents.understand import Command, Context

Json = Any
YES = frozenset("👍👌✅🆗💯🙌🤝✔")
NO = frozenset("👎❌🚫✖🙅")
# What may stand before a value that was asked for: "it was for the hendersons", "make it 4200".
LEADS = tuple(
    tuple(lead.split())
    for lead in (
        "its", "it is", "it was", "it was for", "its for", "that was", "that is", "thats", "that would be",
        "make it", "make that",
        "to", "for", "at", "by", "from", "with", "on", "until", "through", "about", "around", "say", "id say",
        "i think", "um", "uh", "oh",
        "the price is", "price is", "it should be", "should be", "lets say", "put", "put it at", "put it on",
        "i meant", "i mean",
        "its name is", "his name is", "her name is", "name is", "is", "was", "it goes to", "goes to",
        "sold to", "it went to", "it went for", "it sold for", "went for", "sold for", "her mobile is",
        "his mobile is", "her number is", "his number is", "number is", "let us say", "umm", "hmm", "just the",
        "its number", "i believe", "call it", "his email is", "her email is", "email is", "his email", "her email",
        "the answer is", "just", "only", "ok", "yes", "well", "maybe", "probably", "it costs", "costs",
        "for the", "in", "in the",
        "it was sold to", "she paid", "he paid", "they paid", "lets do", "do", "take", "use", "set it to", "to the",
        "sorry", "my mistake", "its about", "about the", "it was about", "that was about", "i was talking about",
        "im talking about", "i am talking about", "we mean", "we meant", "i was speaking of", "im speaking of",
        "the piece is", "the piece is called", "the item is", "its called", "the buyer is", "the buyer was",
        "the client is", "in favor of", "in favour of", "put it under", "put down", "under", "it should go to",
        "off to", "it hangs in", "it hangs at", "its hanging in", "it stands in", "it sits in", "it lives in",
        "well put it in", "well hang it in", "im going for", "im going with", "id go for", "id go with", "going with",
        "for our", "for my",
    )
)  # fmt: skip
# Leads that a title may begin with: "To the Lighthouse", "On the Beach".
OF_TITLES = frozenset(
    lead
    for lead in LEADS
    if {"to", "for", "at", "by", "from", "with", "on", "until", "about", "in", "the", "under"}.issuperset(
        lead
    )
)
CORRECTIONS = tuple(
    tuple(lead.split())
    for lead in (
        "ok but make it", "yes but make it", "but make it", "make it", "make that", "ok but", "yes but",
        "but for", "but at",
        "no make it", "no its", "no it is", "no", "change it to", "change that to", "change the price to",
        "change price to",
        "yes but for", "ok but for", "ok for", "yes for", "yes at", "ok at", "not that", "rather",
        "actually", "wait make it",
        "set it to", "price is", "the price is", "its", "it should be", "should be", "it was", "no it was",
        "no that was",
        "no for", "no to", "no at", "but its", "but it was", "sorry", "sorry its", "sorry make it",
        "no sorry", "i meant",
        "no i meant", "actually make it", "ok make it", "yes make it", "yes but its", "ok but its",
        "lets make it", "make the price",
        "with", "but until", "ok but until", "yes but until", "until", "but to", "ok but to", "yes but to",
        "but from", "instead",
        "yes but at", "ok but at", "fine but make it", "fine but", "good but make it", "good but",
        "almost its", "almost make it",
    )
)  # fmt: skip

# What a value may be headed by: "Client: Marchand".
HEADINGS = frozenset(
    "client customer buyer person name location place item piece price when quantity answer".split()
)


def answers(words: Words, text: str, context: Context) -> list[tuple[Command, ...]] | None:
    """Readings of an answer, best first; None where the text does not answer the question that waits."""
    from intents.understand import Command

    kind = context.pending or ""
    if not words.words:
        if YES.intersection(text):
            return [(Command("accept_offer" if _offered(context) else "confirm", {}),)]
        if NO.intersection(text):
            return [(Command("decline_offer" if _offered(context) else "deny", {}),)]
        return []
    if kind.startswith("slot:"):
        return _filled(words, context, kind[5:])
    if kind == "choose":
        for part in after_corrections(words):
            choice = _plain(part, context)
            if choice is not None and choice.name == "choose":
                return [(choice,)]
        chosen = _choices(words)
        if chosen:
            return [tuple(Command("choose", {"number": number}) for number in chosen)]
    found = _plain(words, context)
    if found is not None and not (found.name == "choose" and kind != "choose"):
        if found.name == "more" and kind == "confirm":
            return None
        if _offered(context):
            names = {"confirm": "accept_offer", "deny": "decline_offer"}
            return [(Command(names.get(found.name, found.name), found.slots),)]
        return [(found,)]
    if kind == "offer" and context.as_ == "collector":
        price = whole(words, KINDS["money"], context, (("",), *LEADS))
        return None if price is None else [(Command("counter_offer", {"price": price}),)]
    if kind == "confirm":
        value = _correction(words, context)
        return None if value is None else [(Command("fill", {"value": value}),)]
    return None


def _offered(context: Context) -> bool:
    return context.pending == "offer" and context.as_ == "collector"


@lru_cache(maxsize=1)
def _matcher() -> Matcher:
    return Matcher([intent for intent in registry if intent.audience is Audience.ANYONE])


def answer(words: Words, context: Context) -> Command | None:
    """The text as a plain answer (OK, NO, a number, MORE), whatever question there is or was."""
    return _plain(words, context) if words.words else None


def _plain(words: Words, context: Context) -> Command | None:
    from intents.understand import read_with

    found = read_with(_matcher(), words, context)
    return found[0][1][0] if found else None


def _choices(words: Words) -> list[int]:
    """Several numbers at once: "1, 3 and 5", "1 3 5", "the first and the third"."""
    run = Run(words.part(0, min(stops(words) - {0})), None)
    chosen: list[int] = []
    i = 0
    while i < run.n:
        if run.words[i] in ("and", "the", "number", "one", "ones", "both", "no") and (
            run.words[i] not in ("one",) or chosen
        ):
            i += 1
            continue
        ends = KINDS["ordinal"].ends(run, i, False)
        if not ends:
            return []
        i, number = ends[0]
        chosen.append(number)
    return chosen if len(chosen) > 1 else []


# What may stand behind such a value.
TAILS = tuple(
    tuple(tail.split())
    for tail in (
        "is good", "is fine", "is ok", "works", "would be good", "would be fine", "of them", "of course",
        "give or take", "in all", "i believe", "to be exact", "exactly", "or so", "if you", "obv", "obviously",
        "i mean", "i meant", "i think", "i guess", "as usual", "this time", "in the end", "who took it",
        "who bought it", "of course", "i reckon",
    )
)  # fmt: skip


def _ends(words: Words) -> frozenset[int]:
    found = set(stops(words) - {0})
    for end in list(found):
        for tail in TAILS:
            if end - len(tail) > 0 and tuple(words.words[end - len(tail) : end]) == tail:
                found.add(end - len(tail))
    return frozenset(found)


def whole(
    words: Words, kind: Kind, context: Context, leads: tuple[tuple[str, ...], ...], past: bool = False
) -> Json:
    """The value of a text that is nothing but one slot of this kind, after one of `leads`; None otherwise."""
    run = Run(words, context)
    ends = _ends(words)
    begins = set(starts(words))
    for lead in leads:
        size = len(lead) if lead != ("",) else 0
        if size and tuple(words.words[:size]) == lead:
            begins.add(size)
    for begin in sorted(begins):
        if begin >= run.n:
            continue
        value = _at(run, kind, begin, ends, past)
        if value is not None:
            return value
    return None


def _at(run: Run, kind: Kind, begin: int, ends: frozenset[int] | set[int], past: bool) -> Json:
    if kind.typed:
        for end, value in kind.ends(run, begin, past):
            if end in ends:
                return value
        return None
    last = kind.limit(run, begin)
    for end in sorted(ends):
        if begin < end <= last:
            value = kind.value(run, begin, end, False)
            if value is not None:
                return value
    return None


def _filled(words: Words, context: Context, slot: str) -> list[tuple[Command, ...]] | None:
    """The value of the slot that was asked for; a refusal drops the question, a whole command is read as itself."""
    from intents.understand import Command

    plain = _plain(words, context)
    if plain is not None and plain.name == "deny":
        return [(plain,)]
    if ":" in words.gaps[1] and words.words[0] in HEADINGS and len(words.words) > 1:
        words = words.part(1, len(words.words))
    for part in after_corrections(words):
        for kind, past in kinds_of_slot(slot):
            value = whole(part, kind, context, (("",),), past) if kind.typed else None
            if value is not None:
                return [(Command("fill", {"value": value}),)]
    for kind, past in kinds_of_slot(slot):
        if kind.typed or not _is_command(words, context):
            for part in _behind_leads(words, titled=kind.name == "item" and _capitals(words)):
                value = whole(part, kind, context, (("",),), past)
                if value is not None:
                    return [(Command("fill", {"value": value}),)]
    return None


def _behind_leads(words: Words, titled: bool) -> list[Words]:
    """What is left once the leads are taken away one after another, the most taken away first.

    titled: it may be a title, which may begin with a lead.
    """
    known, n = words.words, len(words.words)
    places = [0]
    for place in places:
        for lead in LEADS:
            end = place + len(lead)
            if end < n and end not in places and tuple(known[place:end]) == lead:
                if not (titled and lead in OF_TITLES):
                    places.append(end)
    return [words.part(place, n) for place in sorted(places, reverse=True)]


def _capitals(words: Words) -> bool:
    """True where the first word and the last have a capital."""
    return all(words.text[words.spans[i][0]].isupper() for i in (0, -1))


@lru_cache(maxsize=256)
def kinds_of_slot(slot: str) -> list[tuple[Kind, bool]]:
    """The kinds a slot of that name has, the commonest first."""
    count: dict[tuple[str, bool], int] = {}
    for intent in registry:
        spec = intent.slots.get(slot)
        if spec is not None:
            name = spec.kind + "s" if spec.many else spec.kind
            count[name, spec.past] = count.get((name, spec.past), 0) + 1
    ranked = sorted(count, key=lambda key: (key[1], -count[key]))
    return [(KINDS[name], past) for name, past in ranked if name in KINDS][:2]


def values_in(run: Run, kind: Kind, slot: str) -> list[Json]:
    """The values of a typed kind in a text, one behind the other."""
    found, i = [], 0
    while i < run.n:
        ends = run.ends(kind, i, slot)
        if ends:
            i, value = max(ends, key=lambda each: each[0])
            found.append(value)
        else:
            i += 1
    return found


def _is_command(words: Words, context: Context) -> bool:
    """A text that names a command with its own words, not only with the slot ("SV-0119" alone is a value)."""
    from intents.understand import read_one

    found = read_one(words, context)
    return bool(found) and found[0][0] < 3.0 + len(words.words) and not found[0][1][0].bare


def _correction(words: Words, context: Context) -> Json:
    """What "ok but make it 4200" puts in place of the value in the preview; the conversation knows which slot."""
    for lead in sorted((("",), *CORRECTIONS), key=len, reverse=True):
        size = len(lead) if lead != ("",) else 0
        if size and tuple(words.words[:size]) != lead:
            continue
        rest = words.part(size, len(words.words)) if size < len(words.words) else None
        if rest is None:
            continue
        for name in ("money", "when", "platform", "method"):
            if name in ("platform", "method") and not size:
                continue
            value = whole(rest, KINDS[name], context, (("",), ("for",), ("to",), ("at",), ("until",)))
            if value is not None and features(rest):
                return value
    return None
