"""Spelled numbers as digits: "four thousand five hundred" → 4500, "nineteen sixty-eight" → 1968.

Facts and answers both pass through here before they are compared, so a number is found however it is written.
"""

from __future__ import annotations

import re
from decimal import Decimal

ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30,
    "hundredth": 100,
}  # fmt: skip
DECADES = {tens.removesuffix("y") + "ies": value for tens, value in TENS.items()}  # "sixties"
OTHERS = {"dozen": 12, "teens": 10}

_WORD = "|".join(sorted({*ONES, *TENS, *SCALES, *ORDINALS, *DECADES, *OTHERS}, key=len, reverse=True))
_RUN = re.compile(rf"\b(?:{_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_WORD}))*\b", re.I)
_MIXED = re.compile(r"(\d+(?:\.\d+)?)[ -](hundred|thousand|million)\b", re.I)  # "45 hundred", "1.5 million"


# "a metre", "half a foot": a length or a weight told without a number.
_ARTICLE = re.compile(
    r"\b(half an?|an?)\s+"
    r"(?=(?:centi|milli|kilo)?(?:met(?:re|er)|gram)\b|(?:foot|inch|yard|mile|kilo|ounce|carat|karat|tonne|ton)\b)",
    re.I,
)


def with_digits(text: str) -> str:
    """`text` with every run of number words replaced; a lone "one" stays, being mostly a pronoun."""
    text = _ARTICLE.sub(lambda found: "0.5 " if found[1].lower().startswith("half") else "1 ", text)
    text = _MIXED.sub(lambda mixed: f"{Decimal(mixed[1]) * SCALES[mixed[2].lower()]:f}", text)
    return _RUN.sub(lambda run: _digits(run.group()), text)


def _digits(run: str) -> str:
    words = [word for word in re.split(r"[\s-]+", run.lower()) if word != "and"]
    if words == ["one"]:
        return run
    spelled, rest = _leading(words)
    parts = [spelled]
    while rest:
        spelled, rest = _leading(rest)
        parts.append(spelled)
    return " ".join(parts)


def _leading(words: list[str]) -> tuple[str, list[str]]:
    """The longest number at the beginning, as digits, and the words after it."""
    value, at = _year(words)
    if not at:
        value, at = _cardinal(words)
    word = words[at] if at < len(words) else ""
    if word in DECADES:  # "nineteen sixties", "sixties"
        return f"{value * 100 + DECADES[word]}s" if at else f"{DECADES[word]}s", words[at + 1 :]
    if word in ORDINALS and (at == 0 or ORDINALS[word] < 10):  # "third", "twenty-third"
        return f"{value + ORDINALS[word]}th", words[at + 1 :]
    if word == "dozen":
        return str((value if at else 1) * 12), words[at + 1 :]
    if not at:  # "teens" alone
        return f"{OTHERS.get(words[0], 0)}s", words[1:]
    return str(value), words[at:]


def _below_hundred(words: list[str]) -> tuple[int, int]:
    """(value, words used) for 0–99."""
    if words and words[0] in TENS:
        one = ONES.get(words[1], 0) if len(words) > 1 else 0
        return (TENS[words[0]] + one, 2) if 0 < one < 10 else (TENS[words[0]], 1)
    return (ONES[words[0]], 1) if words and words[0] in ONES else (0, 0)


def _year(words: list[str]) -> tuple[int, int]:
    """ "nineteen sixty-eight", "twenty twenty": two numbers side by side that only a year is spoken as."""
    high, used = _below_hundred(words)
    low, more = _below_hundred(words[used:])
    scaled = words[used + more : used + more + 1]
    if 10 <= high <= 21 and more and low >= 10 and scaled not in (["hundred"], ["thousand"], ["million"]):
        return high * 100 + low, used + more
    return 0, 0


def _cardinal(words: list[str]) -> tuple[int, int]:
    """ "forty-five hundred", "two thousand and six", "a million" without its "a"."""
    total, current, at = 0, 0, 0
    while at < len(words):
        if words[at] in SCALES:
            scale = SCALES[words[at]]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
            at += 1
            continue
        value, used = _below_hundred(words[at:])
        if not used or (current % 100):
            break
        current, at = current + value, at + used
    return total + current, at
