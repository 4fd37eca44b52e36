"""What an answer may be made of: the facts as figures and words, to hold each statement against."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from prompts.figures import Figure, figures
from prompts.names import Pairs, words

Facts = Mapping[str, Any]
NOTHING = {"", "no", "none", "false", "n/a", "unknown"}


def said(facts: Any, private: Collection[str] = ()) -> Any:
    """`facts` in the same shape, without what is empty, negative or private; money as "4,500.00 USD"."""
    if isinstance(facts, Mapping):
        if set(facts) == {"amount", "currency"}:
            return f"{Decimal(str(facts['amount'])):,} {facts['currency']}"
        kept = {key: said(value, private) for key, value in facts.items() if not _is_private(key, private)}
        return {key: value for key, value in kept.items() if value not in (None, {}, [])}
    if isinstance(facts, Sequence) and not isinstance(facts, str):
        return [value for value in (said(one, private) for one in facts) if value is not None]
    if facts is None or facts is False or str(facts).strip().casefold() in NOTHING:
        return None
    return facts if isinstance(facts, bool | int | float) else str(facts)


def _is_private(key: str, private: Collection[str]) -> bool:
    """`cost` covers purchase_cost and cost_eur, but not costume."""
    padded = "_" + key.lower().replace(" ", "_") + "_"
    return any(f"_{word}_" in padded for word in private)


def block(facts: Any) -> str:
    """`facts` as one block of data. "<" is escaped, so no fact can close the block and speak for itself."""
    text = json.dumps(facts, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return f"<facts>\n{text}\n</facts>"


def leaves(facts: Any, label: str = "") -> Iterator[tuple[str, str]]:
    """(label, text) for every value; a value that is True is its label."""
    if isinstance(facts, Mapping):
        for key, value in facts.items():
            yield from leaves(value, str(key).replace("_", " "))
    elif isinstance(facts, list):
        for value in facts:
            yield from leaves(value, label)
    elif facts is not None:
        yield label, label if facts is True else str(facts)


class Sources:
    """Facts and a person's own words, read once.

    `facts` as :func:`said` returns them. `notes` are further texts that count (the wish of the person who
    asks); `drafts` count too, but not for money: a price may have changed since the last draft.
    """

    def __init__(self, facts: Any, notes: Sequence[str] = (), drafts: Sequence[str] = ()) -> None:
        pairs = list(leaves(facts))
        texts = [text for _, text in pairs] + [note for note in notes if note]
        found = [figure for text in texts for figure in figures(text)]
        found += [figure for text in drafts for figure in figures(text) if figure.role != "money"]
        texts += [draft for draft in drafts if draft]
        self.written = {(figure.role, figure.value) for figure in found}
        self.figures = set(self.written)
        for figure in found:
            self.figures |= set(_implied(figure))
        labels = [label for label, _ in pairs]
        self.text = "\n".join(texts).casefold()
        self.words = frozenset(word.folded for text in [*texts, *labels] for word in words(text)) | _calendar(
            found
        )
        self.pairs = Pairs.of(texts)

    def supports(self, figure: Figure) -> bool:
        role, value = figure.role, figure.value
        if (role, value) in self.figures:
            return True
        known = [other for kind, other in self.figures if kind == role]
        if role == "money":
            return any(_same_money(value, other) for other in known)
        if role == "clock":
            return any(value & other for other in known)  # type: ignore[operator]
        if role == "phone":
            return any(str(other).endswith(str(value)) or str(value).endswith(str(other)) for other in known)
        if role == "chain":
            return all(self._has_side(*side) for side in value)  # type: ignore[attr-defined]
        if role in ("decade", "century"):
            return any(_falls_in(role, value, other) for kind, other in self.figures if kind == "bare")
        return role == "code" and self._supports_code(str(value))

    def _has_side(self, value: Decimal, unit: str) -> bool:
        """Height and width as two facts, written as one size."""
        return (("measure", (value, unit)) if unit else ("bare", value)) in self.written

    def _supports_code(self, code: str) -> bool:
        """ "24-piece", "ref.2915": a number with a word attached."""
        parts = re.fullmatch(r"(\d+)-[a-z-]+|[a-z]+\.(\w+)", code)
        inner = figures(parts.group(1) or parts.group(2)) if parts else []
        return bool(inner) and all(self.supports(figure) for figure in inner)


def _implied(figure: Figure) -> Iterator[tuple[str, Any]]:
    """What else is said by saying this: 24 x 36 in says 36 in, 3/25 says 3 and 25, a date its day."""
    role, value = figure.role, figure.value
    if role == "chain":
        sides: tuple[Any, ...] = value  # type: ignore[assignment]
        yield from (("measure", side) for side in sides if side[1])
        for start in range(len(sides)):
            for end in range(start + 2, len(sides) + 1):
                yield "chain", sides[start:end]
                yield "chain", tuple((number, "") for number, _ in sides[start:end])
    elif role == "code" and (parts := re.fullmatch(r"(\d+)/(\d+)|(\d+)-[a-z-]+|[a-z]+\.(\d+)", str(value))):
        yield from (("bare", Decimal(part)) for part in parts.groups() if part)
    elif role == "date":
        year, month, day = map(int, str(value).split("-"))
        yield from (("bare", Decimal(part)) for part in (year, day))
        yield "day", (month, day)
        yield "date", f"{month}/{day}/{year}"
        if clock := re.search(r"T\d\d:\d\d", figure.raw):
            yield from ((time.role, time.value) for time in figures(clock.group()[1:]))


def _calendar(found: list[Figure]) -> frozenset[str]:
    """Month and weekday names of the dates among the facts."""
    names: set[str] = set()
    for figure in found:
        if figure.role == "date":
            try:
                day = date.fromisoformat(str(figure.value))
            except ValueError:
                continue  # 2026-13-45 is no date; it stays the literal it is
            names |= {f"{day:{form}}".casefold() for form in ("%B", "%b", "%A", "%a")}
    return frozenset(names)


def _same_money(mine: Any, other: Any) -> bool:
    return bool(mine[0] == other[0] and mine[1] & other[1])


def _falls_in(role: str, value: Any, year: Any) -> bool:
    if year is None or not 1000 <= year <= 2100 or year % 1:
        return False
    if role == "century":
        return bool((year - 1) // 100 + 1 == value)
    decade = int(year) // 10 * 10
    return bool(decade == value if value >= 100 else decade % 100 == value)
