"""What a text states without a figure or a capital: "half the price", "by tomorrow", "owned by a king".

Each word that carries such a statement must be among the facts' own words, or in the wish of who asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from prompts.figures import MARKS, plain
from prompts.names import fold, ordinary
from prompts.spelled import with_digits

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SPANS = f"days?|weeks?|weekend|months?|years?|season|spring|summer|autumn|fall|winter|{_DAYS}"
_PART = r"(?:half|double|twice|triple|a (?:third|quarter|fifth|fraction))"
# One word makes the statement: it must be among the facts'.
_WORDS = re.compile(
    r"\b(today|tonight|tomorrow|yesterday|noon|midnight)\b"
    rf"|\b(?:in|of|since|until|till|by|early|late|mid)[\s-]+({_MONTHS}|spring|summer|autumn|winter)\b"
    rf"|\b(?:on|every|by|until|till)\s+({_DAYS})s?\b"
    r"|\b(?:the|pre|post|inter)[\s-]*(wars?)\b",
    re.I,
)
# Several do, and each alone says nothing ("year" and "price" are what facts are called): the facts must say the same.
_PHRASES = re.compile(
    rf"\b(?:next|last|past|this|coming)\s+(?:{_SPANS})\b"
    r"|\b(?:an?|one|several|many|some|few)\s+(?:years?|months?|weeks?|decades?|centur(?:y|ies)|generations?)\s+"
    r"(?:ago|old|later|earlier)\b"
    rf"|\b{_PART}\s+(?:of\s+)?(?:the|its|that|our|what)?\s*(?:prices?|costs?|value|sum|fee)\b"
    rf"|\b{_PART}\s+(?:off|less|more)\b"
    r"|\b(?:free of charge|for free|at no (?:extra )?cost|no charge|gratis|complimentary)\b"
    r"|\b(?:four|five|six|seven|[4-7])[\s-]+figures?\b",
    re.I,
)
_NAMED = "|".join(sorted((name for name in MARKS if name.isalpha() and len(name) > 3), key=len, reverse=True))
# "quatre mille euros": a currency without a figure before it, which would have been read as an amount.
_CURRENCY = re.compile(rf"(?<![\d.,k])(?<!\d\s)(?<!k\s)\b({_NAMED})\b", re.I)
_OWNER = re.compile(
    r"\b(?:(?:owned|painted|made|signed|designed|built|thrown|commissioned|bought|drawn|carved) by|belonged to"
    r"|(?:estate|property|gift) of|gift from)\s+(?:an?\s+|the\s+)?(?P<who>[^\W\d_]+(?:'s)?)",
    re.I,
)
_ANYBODY = frozenset(
    "hand hands many one some itself herself himself someone somebody light artist maker painter potter".split()
)


def unsaid(text: str, known: Collection[str], facts: str) -> Iterator[tuple[str, str]]:
    """(kind, what it says) for each statement that the facts don't make; kind: figure or name.

    known: the words of the facts; facts: the facts as one text in small letters, for what several words say together.
    """
    flat = plain(text)
    for pattern, source in ((_WORDS, flat), (_PHRASES, flat), (_CURRENCY, with_digits(flat))):
        for match in pattern.finditer(source):
            said = " ".join(match.group().split())
            word = next((group for group in match.groups() if group), "").casefold()
            if said.casefold() not in facts and not (word and _known(word, known)):
                yield "figure", said
    anywhere, _ = ordinary()
    for match in _OWNER.finditer(flat):
        word = fold(match["who"])
        if word not in known and word not in anywhere and word not in _ANYBODY:
            yield "name", " ".join(match.group().split())


def _known(word: str, known: Collection[str]) -> bool:
    """Singular or plural."""
    return not {word, word.removesuffix("s"), word + "s"}.isdisjoint(known)
