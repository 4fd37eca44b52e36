"""Numbers as people write and say them: 4500, 4,500, 4.5k, 12 000, twenty two hundred, a dozen, 10%."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind

if TYPE_CHECKING:
    from intents.phrases import Run

SMALL = {
    word: n
    for n, words in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
    for word in [words]
}
TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
TENS["fourty"] = 40
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000, "mil": 1_000_000}
COUNTS = {"dozen": 12, "couple": 2, "pair": 2, "single": 1}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {"thirtieth": 30}
NUMBER_WORDS = frozenset({*SMALL, *TENS, *SCALES, *COUNTS, *ORDINALS, "half", "quarter", "a", "an", "oh"})


def told_number(text: str) -> bool:
    """True where a text has a number in it, in figures or in words."""
    return any(
        word.isdigit() or word in NUMBER_WORDS - {"a", "an", "oh"}
        for word in re.findall(r"\d|\w+", text.lower())
    )


_GROUP = re.compile(r"(\d{3})(?:[.,](\d\d?))?$")  # of a number whose thousands are parted by spaces
_PLAIN = re.compile(r"\d+$")
_THOUSANDS = re.compile(r"(\d{1,3}(?:([.,'’])\d{3})(?:\2\d{3})*)(?:[.,](\d{1,2}|-))?$")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})$")
_SCALED = re.compile(r"(\d+(?:[.,]\d+)?)(k|m|mn|mio|tsd)$")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)$")
_TIMES = {"k": 1000, "tsd": 1000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000}


@lru_cache(maxsize=4096)
def digits(word: str) -> Decimal | None:
    """The number written in digits, with either thousands mark: 4500, 4,500, 9.500, 2.800,00, 4.5k."""
    word = word.removesuffix(",-").removesuffix(":-")
    if _PLAIN.match(word):
        return Decimal(word)
    if found := _THOUSANDS.match(word):
        whole = re.sub(r"\D", "", found[1])
        cents = found[3] if found[3] and found[3] != "-" else "0"
        return Decimal(f"{whole}.{cents}")
    if found := _DECIMAL.match(word):
        return Decimal(f"{found[1]}.{found[2]}")
    if found := _SCALED.match(word):
        return Decimal(found[1].replace(",", ".")) * _TIMES[found[2]]
    return None


def _small(word: str) -> int | None:
    """One to ninety-nine in one word: "seven", "forty", "twenty-two"."""
    if word in SMALL:
        return SMALL[word]
    if word in TENS:
        return TENS[word]
    if "-" in word:
        tens, _, ones = word.partition("-")
        if tens in TENS and 0 < SMALL.get(ones, 0) < 10:
            return TENS[tens] + SMALL[ones]
    return None


def spoken(words: list[str], i: int) -> list[tuple[int, Decimal]]:
    """Numbers in words at i, longest first: "four and a half thousand", "twenty two hundred", "nine fifty"."""
    start, total, part = i, Decimal(0), Decimal(0)
    ends: list[tuple[int, Decimal]] = []
    last_scale = Decimal(10) ** 12
    state = ""  # what came before: "", "ones", "tens", "scale", "and"
    while True:
        word = words[i]
        small = _small(word)
        if small is not None:
            if state == "tens" and part % 10 == 0 and 0 < small < 10:
                part += small
                state = "ones"
            elif state in ("ones", "tens") and 0 < part < 100 and (word in TENS or "-" in word or small > 9):
                part = part * 100 + small  # "nine fifty", "twelve fifty"
                state = "tens" if word in TENS else "done"
            elif state in ("", "scale", "and"):
                part += small
                state = "tens" if word in TENS else "ones"
            else:
                break
        elif word in ("a", "an") and state == "" and words[i + 1] in SCALES:
            part, state = Decimal(1), "ones"
        elif word == "half" and state == "" and words[i + 1] in ("a", "an") and words[i + 2] in SCALES:
            total = Decimal(SCALES[words[i + 2]]) / 2
            ends.append((i + 3, total))
            break
        elif word == "and" and state in ("ones", "tens") and words[i + 1 : i + 3] == ["a", "half"]:
            part += Decimal("0.5")
            i += 3
            state = "half"
            if words[i] not in SCALES:
                ends.append((i, total + part))
                break
            continue
        elif (
            word == "and" and words[i + 1] == "half" and state in ("ones", "tens") and words[i + 2] in SCALES
        ):
            part += Decimal("0.5")
            i += 2
            state = "half"
            continue
        elif word == "and" and state == "scale" and _small(words[i + 1]) is not None:
            state = "and"
            i += 1
            continue
        elif word in SCALES and state not in ("", "and"):
            scale = Decimal(SCALES[word])
            if scale == 100:
                part *= 100
                state = "scale"
            elif scale < last_scale:
                total += part * scale
                part, last_scale, state = Decimal(0), scale, "scale"
            else:
                break
        else:
            break
        i += 1
        if state != "and":
            ends.append((i, total + part))
    if i == start and not ends:
        return []
    return ends[::-1]


def can_count(word: str) -> bool:
    """False where no number begins with this word."""
    return word in NUMBER_WORDS or "-" in word or not word.isalpha()


# "-5" is no count, price or share of anything; "450-500" and "Red Field - 450" are not meant.
BELOW_ZERO = re.compile(r"(?:^|\s)[-−]$")


def read(run: Run, i: int) -> list[tuple[int, Decimal]]:
    """Every (end, number) that begins at word i, longest first."""
    words = run.words
    word = words[i]
    number = digits(word)
    if number is not None and BELOW_ZERO.search(run.text.gaps[i]):
        return []
    if number is None:
        return spoken([*words, "", "", ""], i) if word in NUMBER_WORDS or "-" in word else []
    out: list[tuple[int, Decimal]] = []
    follows = words[i + 1]
    if follows in SCALES:
        out.append((i + 2, number * SCALES[follows]))
    elif follows == "ok" and run.text.cut(i + 1, i + 2).lower() == "k":
        out.append((i + 2, number * 1000))
    elif words[i + 1 : i + 4] == ["and", "a", "half"] and i + 4 < run.n and words[i + 4] in SCALES:
        out.append((i + 5, (number + Decimal("0.5")) * SCALES[words[i + 4]]))
    elif word.isdigit() and len(word) <= 3 and _GROUP.match(follows):
        end, text = i + 1, word  # 12 000, 12 000,50
        while not run.text.gaps[end] and (group := _GROUP.match(words[end])):
            text += group[1] + (f".{group[2]}" if group[2] else "")
            end += 1
            if group[2]:
                break
        if end > i + 1:
            out.append((end, Decimal(text)))
    out.append((i + 1, number))
    return out


def titled(run: Run, i: int) -> bool:
    """ "sold Two Gates": a number word with a capital before another capital is part of a title."""
    text, spans = run.text.text, run.text.spans
    if not 0 < i < run.n - 1 or text.isupper():
        return False
    return text[spans[i][0]].isupper() and text[spans[i + 1][0]].isupper()


class Int(Kind):
    """A count: 2, two, a dozen, "a"."""

    typed = True
    feature = "#num"

    def __init__(self, name: str, cost: float, *, article: bool = True) -> None:
        super().__init__(name, cost)
        self.article = article  # whether "a mug" is one mug

    def starters(self) -> frozenset[str]:
        return NUMBER_WORDS | {"the"}

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        words = run.words
        if not self.article and titled(run, i):
            return []
        if words[i : i + 3] == ["half", "a", "dozen"]:
            return [(i + 3 + (words[i + 3] == "of"), 6)]
        if words[i] in ("a", "an", "one", "the") and words[i + 1] in COUNTS:
            end = i + 2
            return [(end + (words[end] == "of"), COUNTS[words[i + 1]])]
        out: list[tuple[int, Json]] = []
        for end, number in read(run, i):
            if number != int(number):
                continue
            if words[end] in ("dozen", "pair", "pairs"):
                times = 12 if words[end] == "dozen" else 2
                end += 1
                out.append((end + (words[end] == "of"), int(number) * times))
            else:
                out.append((end, int(number)))
        word = words[i]
        if not out and word in COUNTS:
            out.append((i + 1, COUNTS[word]))
        if not out and word.endswith("x") and word[:-1].isdigit():
            out.append((i + 1, int(word[:-1])))
        if not out and self.article and word in ("a", "an"):
            out.append((i + 1, 1))
        return out

    def from_json(self, value: Json, context: Any) -> int:
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer"}


class Year(Kind):
    typed = True
    feature = "#num"

    def can_begin(self, word: str) -> bool:
        return can_count(word)

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        words, word = run.words, run.words[i]
        if len(word) == 4 and word.isdigit() and "1000" <= word <= "2099":
            return [(i + 1, int(word))]
        century = _small(word)
        rest = spoken([*words, "", "", ""], i)
        for end, number in rest:
            if 1400 <= number <= 2099 and century is not None and end > i + 1:
                return [(end, int(number))]
        return []

    def from_json(self, value: Json, context: Any) -> int:
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer"}


_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)(?:%|pct|percent)$")


class Percent(Kind):
    """10%, ten percent, 12.5 per cent → 10."""

    typed = True
    feature = "#num"

    def can_begin(self, word: str) -> bool:
        return can_count(word)

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        words = run.words
        if found := _PERCENT.match(words[i]):
            return [(i + 1, _json(Decimal(found[1].replace(",", "."))))]
        for end, number in read(run, i):
            if words[end] in ("percent", "%", "pct", "percents"):
                return [(end + 1, _json(number))]
            if words[end] == "per" and words[end + 1] == "cent":
                return [(end + 2, _json(number))]
        return []

    def from_json(self, value: Json, context: Any) -> Decimal:
        return Decimal(str(value))

    def schema(self) -> dict[str, Any]:
        return {"type": "number"}


def _json(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


class Ordinal(Kind):
    """The place in a list: 2, #2, second, 3rd, "number four"."""

    typed = True

    def starters(self) -> frozenset[str]:
        return frozenset({"number", "option", "nummer", "choice"})

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        word = run.words[i]
        if word in ("number", "option", "nummer", "choice"):
            return self.ends(run, i + 1, past) if i + 1 < run.n else []
        if word in ORDINALS:
            return [(i + 1, ORDINALS[word])]
        if found := _ORDINAL.match(word):
            return [(i + 1, int(found[1]))]
        if word.isdigit() and len(word) <= 3:
            return [(i + 1, int(word))]
        return [(end, int(n)) for end, n in spoken([*run.words, "", "", ""], i) if n == int(n) and n < 100]

    def from_json(self, value: Json, context: Any) -> int:
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer"}
