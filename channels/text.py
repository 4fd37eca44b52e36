"""What a text weighs on the wire, and how a long one is cut.

Lengths are in UTF-16 units, as Twilio and Telegram count them: an emoji counts two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# 3GPP TS 23.038 default alphabet, and its extension table whose characters cost two.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

# Typography that would turn a 160-character SMS into three: same meaning, plain sign. Letters are never
# touched, a name keeps its accents.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´‹›", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–―−", "-"),
        **dict.fromkeys("•·‣▪●", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
        "…": "...",
        "×": "x",
        "№": "No.",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)


@dataclass(frozen=True)
class Segments:
    """`count` is what the carrier bills; `units` are septets (GSM-7) or UTF-16 units (UCS-2)."""

    encoding: str
    units: int
    count: int


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def segments(text: str) -> Segments:
    """How many SMS a text becomes: 160 or 70 units alone, 153 or 67 each once it is joined from several."""
    if all(char in GSM_BASIC or char in GSM_EXTENDED for char in text):
        costs, single, joined, encoding = [1 + (char in GSM_EXTENDED) for char in text], 160, 153, "GSM-7"
    else:
        costs, single, joined, encoding = [units(char) for char in text], 70, 67, "UCS-2"
    total = sum(costs)
    return Segments(encoding, total, 1 if total <= single else _pack(costs, joined))


def _pack(costs: list[int], room: int) -> int:
    """Segments needed when a two-unit character may not lie across a border."""
    count, used = 1, 0
    for cost in costs:
        if used + cost > room:
            count, used = count + 1, 0
        used += cost
    return count


def plain(text: str) -> str:
    """The text for SMS: curly quotes, long dashes and odd blanks made plain, accents composed."""
    text = re.sub(r"(?<=\S)—(?=\S)", " - ", unicodedata.normalize("NFC", text)).replace("—", "-")
    return text.translate(_PLAIN).replace("\r\n", "\n")


def same(left: str, right: str) -> bool:
    """Whether two texts are the same words, whatever a provider did to quotes and blanks."""
    return plain(left).split() == plain(right).split()


def split(text: str, max_chars: int, *, numbered: bool = False) -> list[str]:
    """Cut a text into parts of at most `max_chars`: between paragraphs, else lines, sentences, words.

    Never inside a character (emoji sequences included), nor inside a link or between a list number and its
    entry, unless that alone is longer than a part. `numbered` puts "(1/3) " before each of several parts, for
    networks that deliver out of order; the numbers count towards the limit.
    """
    if max_chars < 20:
        raise ValueError("a part must have room for at least 20 characters")
    text = text.strip()
    if units(text) <= max_chars:
        return [text] if text else []
    parts = _cut(text, max_chars)
    if not numbered:
        return parts
    for digits in (1, 2, 3):
        parts = _cut(text, max_chars - len("(/) ") - 2 * digits)
        if len(parts) < 10**digits:
            break
    return [f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, 1)]


def _cut(text: str, room: int) -> list[str]:
    parts = []
    while units(text) > room:
        at = _place(text, _reach(text, room))
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text]


def _reach(text: str, room: int) -> int:
    """How many characters fit into `room` units."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > room:
            return index
    return len(text)


# From the best place to cut to the poorest; a place counts only in the last part of the room, or the parts
# would become needlessly many.
_PLACES = (
    (re.compile(r"\n[ \t]*\n"), 0.4),
    (re.compile(r"\n"), 0.3),
    (re.compile(r"(?<=[.!?…])[ \t]+(?=\S)"), 0.3),
    (re.compile(r"(?<=[,;:])[ \t]+"), 0.6),
    (re.compile(r"\s+"), 0.0),
)
_KEPT_WHOLE = re.compile(r"\b(?:https?://|www\.)\S+|^[ \t]*(?:\d{1,3}[.):]|[-•*])[ \t]+(?=\S)", re.M)


def _place(text: str, reach: int) -> int:
    """Where to cut: an index in 1..reach."""
    whole = [match.span() for match in _KEPT_WHOLE.finditer(text)]
    for pattern, share in _PLACES:
        starts = [found.start() for found in pattern.finditer(text, 0, reach + 1)]
        fit = [at for at in starts if share * reach < at <= reach and not _inside(at, whole)]
        if fit:
            return fit[-1]
    before_link = next((start for start, end in whole if 0 < start < reach < end), reach)
    return _between_characters(text, before_link)


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)


def _between_characters(text: str, at: int) -> int:
    """The last border of a visible character at or before `at`; `at` itself when there is none."""
    return next((border for border in range(at, 0, -1) if not _joined(text, border)), at)


def _joined(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    if "\u200d" in (left, right) or unicodedata.combining(right):
        return True
    if right in "\ufe0e\ufe0f" or "\U0001f3fb" <= right <= "\U0001f3ff":
        return True
    return _flag(left) and _flag(right) and _flags_before(text, at) % 2 == 1


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _flag(text[at - 1 - count]):
        count += 1
    return count
