"""Things with a shape of their own: orders, SKUs, batches, tracking numbers, sizes, emails, phones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crm_core.errors import Refused
from intents.slots.kind import Json, Kind
from intents.slots.numbers import SMALL, TENS, can_count, read

if TYPE_CHECKING:
    from intents.phrases import Run

_DIGIT_WORDS = {**{word: str(n) for word, n in SMALL.items() if n < 10}, "oh": "0", "o": "0", "nought": "0"}


class Pattern(Kind):
    """One word of a certain shape, kept as written."""

    typed = True
    anywhere = True
    feature: str | None = "#digit"

    def __init__(self, name: str, pattern: str, cost: float = 0.2) -> None:
        super().__init__(name, cost)
        self.pattern = re.compile(pattern)

    def can_begin(self, word: str) -> bool:
        return self.pattern.fullmatch(word) is not None

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        if not self.pattern.fullmatch(run.words[i]):
            return []
        left, right = run.text.spans[i]
        return [(i + 1, run.text.text[left:right])]


class OrderNumber(Pattern):
    """1042, #1042, A-1042; also spoken digit by digit or in pairs."""

    feature = "#num"

    def can_begin(self, word: str) -> bool:
        return super().can_begin(word) or word in _DIGIT_WORDS or word in SMALL or word in TENS

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        return super().ends(run, i, past) or self._spoken(run, i)

    def _spoken(self, run: Run, i: int) -> list[tuple[int, Json]]:
        words, text, at = run.words, "", i
        while at < run.n and len(text) < 6:
            word = words[at]
            if word in _DIGIT_WORDS:
                text += _DIGIT_WORDS[word]
            elif word in SMALL and SMALL[word] > 9:
                text += str(SMALL[word])
            elif word in TENS:
                ones = SMALL.get(words[at + 1], 0)
                text += str(TENS[word] + (ones if 0 < ones < 10 else 0))
                at += 0 < ones < 10
            else:
                break
            at += 1
        return [(at, text)] if len(text) >= 3 else []


class Batch(Pattern):
    """B7, OZ3, STH-4; after the word "batch" any one word is its name."""

    feature = None

    def can_begin(self, word: str) -> bool:
        return True

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        word = run.words[i]
        before = run.words[i - 1] if i else ""
        if self.pattern.fullmatch(word) or (
            before in ("batch", "lot", "crate", "called", "batchnumber") and _name(word)
        ):
            left, right = run.text.spans[i]
            return [(i + 1, run.text.text[left:right])]
        return []


def _name(word: str) -> bool:
    return word.replace("-", "").isalnum() and word not in (
        "is", "to", "in", "for", "with", "arrived", "has", "on", "at", "and", "the", "of", "from", "number", "called",
    )  # fmt: skip


_TRACKING_PART = re.compile(r"[a-z]{0,4}\d{2,}[a-z]{0,2}|[a-z]{2}")


class Tracking(Pattern):
    """The number alone, however it was grouped."""

    def can_begin(self, word: str) -> bool:
        return super().can_begin(word) or _TRACKING_PART.fullmatch(word) is not None

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        found = super().ends(run, i, past)
        if found:
            return found
        text, at = "", i
        while at < run.n and at - i < 8 and _TRACKING_PART.fullmatch(run.words[at]):
            if run.words[at].isalpha() and at > i and at + 1 < run.n:
                break
            left, right = run.text.spans[at]
            text += run.text.text[left:right]
            at += 1
        return [(at, text)] if at - i > 1 and len(text) >= 9 and sum(c.isdigit() for c in text) >= 7 else []


_SIZE = re.compile(r"\d+(?:[.,]\d+)?(?:cm|mm|in|m|\"|inches)?(?:[x×]\d+(?:[.,]\d+)?(?:cm|mm|in|m)?)+")
_MEASURE = re.compile(r"\d+(?:[.,]\d+)?(?:cm|mm|in|inch|inches|m)")
_UNITS = frozenset(
    "cm mm in inch inches m ft feet centimeters centimetres millimeters metres meters ins".split()
)


class Size(Kind):
    """24x36, 24 x 36 cm, thirty by forty inches, 40mm; kept as said."""

    typed = True
    anywhere = True
    feature = "#num"

    def can_begin(self, word: str) -> bool:
        return can_count(word)

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        end = self._end(run, i)
        if not end:
            return []
        return [(end, run.text.text[run.text.spans[i][0] : run.text.spans[end - 1][1]])]

    def _end(self, run: Run, i: int) -> int:
        words = run.words
        if _SIZE.fullmatch(words[i]):
            return i + 1 + (words[i + 1] in _UNITS)
        if _MEASURE.fullmatch(words[i]) and words[i + 1] not in ("x", "by", "×"):
            return i + 1
        at, parts = i, 0
        while at < run.n:
            number = 1 if _MEASURE.fullmatch(words[at]) else 0
            found = read(run, at)
            end = at + 1 if number else found[0][0] if found else 0
            if not end:
                break
            parts, at = parts + 1, end
            if words[at] in _UNITS:
                at += 1
            if words[at] in ("x", "by", "×") and at + 1 < run.n:
                at += 1
                continue
            break
        if parts >= 2:
            return at
        return at if parts == 1 and words[at - 1] in _UNITS and words[at - 1] != "in" else 0


_EMAIL = re.compile(r"[^@\s<>()]+@[^@\s<>()]+\.[a-z]{2,}")


class Email(Kind):
    """An address, in lower case; also spoken: "maria at gmail dot com"."""

    typed = True
    anywhere = True
    feature = "#email"

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        left, right = run.text.spans[i]
        raw = run.text.text[left:right].lower().removeprefix("mailto:")
        if _EMAIL.fullmatch(raw):
            return [(i + 1, raw)]
        return self._spoken(run, i)

    def _spoken(self, run: Run, i: int) -> list[tuple[int, Json]]:
        words, text, at = run.words, "", i
        marks = {"at": "@", "dot": ".", "underscore": "_", "dash": "-", "hyphen": "-"}
        while at < run.n and at - i < 12:
            word = words[at]
            if word in marks:
                text += marks[word]
            elif at == i or words[at - 1] in marks:
                text += run.text.text[slice(*run.text.spans[at])].lower()
            else:
                break
            at += 1
        return [(at, text)] if _EMAIL.fullmatch(text) else []


_PHONE_WORD = re.compile(r"\+?[\d().\-/]*\d[\d().\-/]*")


class Phone(Kind):
    """A phone number in any form people write it, as E.164; the gallery's region completes national ones."""

    typed = True
    anywhere = True
    feature = "#phone"

    def can_begin(self, word: str) -> bool:
        return _PHONE_WORD.fullmatch(word) is not None or word in _DIGIT_WORDS or word == "plus"

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        text, ends, at = "", [], i
        if not self.can_begin(run.words[i]):
            return []
        times = 1
        while at < run.n and at - i < 16:
            word = run.words[at]
            if at > i and any(ch in ",;:\n!?" for ch in run.text.gaps[at]):
                break
            if _PHONE_WORD.fullmatch(word) and "/" not in word:
                text += word
            elif word in _DIGIT_WORDS:
                text += _DIGIT_WORDS[word] * times
            elif word in ("double", "triple"):
                times = 2 if word == "double" else 3
                at += 1
                continue
            elif word == "plus" and at == i:
                text += "+"
            else:
                break
            times, at = 1, at + 1
            if sum(ch.isdigit() for ch in text) >= 7:
                number = e164(text, run.context.region)
                if number:
                    ends.append((at, number))
        return ends[::-1]

    def from_json(self, value: Json, context: Any) -> str:
        if not complete(value):
            raise Refused(why=f"{value} is not a whole phone number. Please send it with its area code.")
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "phone number in E.164"}


@lru_cache(maxsize=1024)
def e164(text: str, region: str) -> str | None:
    """The number in E.164, or None; a number without its area code is kept as far as it goes."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason not in (
        phonenumbers.ValidationResult.IS_POSSIBLE,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def complete(number: str) -> bool:
    import phonenumbers

    try:
        reason = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE)
