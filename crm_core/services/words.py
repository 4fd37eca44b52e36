"""Words as they are compared: names and titles, what people put around them, and full-text queries made of
them.

`plain` does in process what ``public.plain`` does in Postgres, for words that are compared with the
vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not take apart, as Postgres' unaccent writes them.
LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "þ": "th",
        "ð": "d",
        "ı": "i",
        "’": "'",
        "‘": "'",
    }
)
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "lady", "herr", "frau", "señor"}
)
DETERMINERS = frozenset(
    {"the", "a", "an", "my", "our", "that", "this", "those", "these", "her", "his", "their"}
)
TOKEN = re.compile(r"[^\W_]+(?:[.'/-][^\W_]+)*")
VOCABULARY_WORD = re.compile(r"[^\W\d_]{3,}")
MAX_TOKENS = 12


def plain(said: str) -> str:
    """Lower case, without accents: "José Núñez" is "jose nunez"."""
    lower = said.lower()
    if lower.isascii():
        return lower
    folded = unicodedata.normalize("NFKD", lower.translate(LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def tokens(said: str) -> list[str]:
    """The words of a text in its order, plain: "Speedmaster 145.022" is ["speedmaster", "145.022"]."""
    return TOKEN.findall(plain(said))[:MAX_TOKENS]


def vocabulary_words(said: str) -> list[str]:
    """The words worth correcting a typo with: three letters and more."""
    return VOCABULARY_WORD.findall(plain(said))


def name_as_meant(said: str) -> str:
    """A person's name without what is said around it: "Mrs. Lopez's" is "Lopez"."""
    words = re.sub(r"(?<=s)['’]$|['’]s?$", "", said.strip(' \t\n.,;:!?"“”')).split()
    while len(words) > 1 and words[0].casefold().rstrip(".") in TITLES | DETERMINERS:
        words = words[1:]
    return " ".join(words)


def singular(word: str) -> str:
    """ "mugs" is "mug"; what is no plural stays as it is."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def any_of(words: Iterable[str], weights: str = "", prefix: bool = False) -> str:
    """One operand of a full-text query: any of these words, in parts of these weights ("AB"), as a prefix."""
    suffix = ("*" if prefix else "") + weights
    suffix = ":" + suffix if suffix else ""
    quoted = ("'" + word.replace("\\", "").replace("'", "''") + "'" for word in dict.fromkeys(words))
    return "(" + " | ".join(word + suffix for word in quoted) + ")"


def all_of(operands: Iterable[str]) -> str:
    return " & ".join(operands)
