"""What a person says to the columns shown to them: "artist is column 3", "ignore notes", "price is in eur"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import reduce
from operator import methodcaller

from rapidfuzz import fuzz, process

from crm_core.errors import Refused
from crm_core.services import setting_values
from crm_core.services.transfer.chosen import Chosen
from crm_core.services.transfer.column_names import KINDS
from crm_core.services.transfer.columns import Mapping, words_of
from crm_core.services.transfer.rows import Plan

ALIKE = 86  # of 100: a slip of the finger, and no other name
LINK = re.compile(
    r"(?<!\w)(?:should be|goes to|belongs to|stands for|means|is|are|as|to|for|from|in)(?!\w)|=>|->|=|:", re.I
)
IGNORE = re.compile(
    r"(?:ignore|skip|drop|leave (?:out|off)|forget|without|(?:don'?t|do not) (?:import|use|take|need))"
    r"\s+(?P<what>.+)",
    re.I,
)
CURRENCY = re.compile(
    r"(?:the\s+|all\s+)*(?:prices?|amounts?|costs?|totals?|currency|money|everything|values?)\s*"
    r"(?:is|are|=|:)?\s*(?:all\s+)?(?:in\s+)?(?P<code>[a-z]{3,8}|[$€£¥])",
    re.I,
)
DAY_FIRST = re.compile(r"(?:the\s+)?(?:dates?\s+)?(?:is|are|with|read|:)?\s*(?:the\s+)?(?:day|dd)\b.*", re.I)
MONTH_FIRST = re.compile(
    r"(?:the\s+)?(?:dates?\s+)?(?:is|are|with|read|:)?\s*(?:the\s+)?(?:month|mm)\b.*", re.I
)
NUMBERED = re.compile(
    r"(?:the\s+)?(?:(?:column|col\.?|spalte|kolumn)\s*(?:no\.?|number|nr\.?|#)?\s*(?P<which>\d{1,3}|[a-z]{1,2})"
    r"|(?P<nth>\d{1,3})(?:st|nd|rd|th)(?:\s+column)?|#?(?P<bare>\d{1,3}|(?-i:[A-Z])))",
    re.I,
)
HEAD = re.compile(r"^(?:no|yes|ok|okay|but|and|actually|please|wrong|sorry)\b[\s,:;]*", re.I)
COMMAS, ANDS = re.compile(r"[\n;]+|,\s+"), re.compile(r"[\n;]+|,\s+|\s+and\s+")
HINT = "Say it like “artist is column 3”, “ignore notes”, “prices are in eur” or “dates are day first”."


def may_be(said: str) -> bool:
    """Whether words could correct anything, by their look alone: to know it, the file must be opened."""
    return len(said.split()) > 1 and any(
        form.search(said) for form in (LINK, IGNORE, CURRENCY, DAY_FIRST, MONTH_FIRST)
    )


Change = Callable[[Chosen], Chosen]


def read(plan: Plan, chosen: Chosen, said: str) -> Chosen | None:
    """What is chosen now; None where the words correct nothing. Refused where they name no column there is."""
    words = said.strip()
    while (shorter := HEAD.sub("", words)) != words:
        words = shorter
    words = words.rstrip(".!").strip()
    read_in_part = ""
    for parts in ([words], _parts(COMMAS, words), _parts(ANDS, words)):
        changes = [_change(plan, part) for part in parts]
        lost = [part for part, change in zip(parts, changes, strict=True) if change is None]
        if parts and not lost:
            return reduce(lambda so_far, change: change(so_far) if change else so_far, changes, chosen)
        if len(lost) < len(parts):
            read_in_part = lost[0]
    if read_in_part:
        raise Refused(why=f"I can't read “{read_in_part}”, so nothing was changed. {HINT}")
    return None


def _parts(cut: re.Pattern[str], words: str) -> list[str]:
    return [part.strip() for part in cut.split(words) if part.strip()]


def _change(plan: Plan, words: str) -> Change | None:
    for reader in (_ignored, _paired, _currency, _days):
        found = reader(plan, words)
        if found is not None:
            return found
    return None


def _ignored(plan: Plan, words: str) -> Change | None:
    match = IGNORE.fullmatch(words)
    if match is None:
        return None
    number = _column(plan.mapping, match["what"])
    if number is None:
        field = _field(plan.kind, match["what"])
        number = plan.mapping.fields.get(field) if field else None
    if number is None:
        raise _no_column(plan, match["what"])
    return methodcaller("without", number)


def _paired(plan: Plan, words: str) -> Change | None:
    """Either may be named first: "artist is column 3", "column 3 is the artist"."""
    for match in _pairs(words):
        for field_words, column_words in (match, match[::-1]):
            field, number = _field(plan.kind, field_words), _column(plan.mapping, column_words)
            if field is not None and number is not None:
                return methodcaller("with_field", field, number)
    for one, two in _pairs(words):
        if _field(plan.kind, one) and NUMBERED.fullmatch(_bare(two)):
            raise _no_column(plan, two)
        if NUMBERED.fullmatch(_bare(one)) and _column(plan.mapping, one) is not None:
            raise Refused(
                why=f"I don't know what “{two}” would be. For {plan.kind} there are: {_fields(plan.kind)}."
            )
    return None


def _pairs(words: str) -> Sequence[tuple[str, str]]:
    """The two sides, at each word that may part them: a name may hold such a word itself."""
    found = []
    for link in LINK.finditer(words):
        one, two = words[: link.start()], words[link.end() :]
        one = re.sub(r"^(?:use|take|map|put|set|read|make)\s+", "", one.strip(), flags=re.I)
        if one.strip() and two.strip():
            found.append((one.strip(), two.strip()))
    return found


def _currency(plan: Plan, words: str) -> Change | None:
    match = CURRENCY.fullmatch(words)
    if match is None:
        return None
    return methodcaller("with_currency", setting_values.currency(match["code"]))


def _days(plan: Plan, words: str) -> Change | None:
    for pattern, month_first in ((DAY_FIRST, False), (MONTH_FIRST, True)):
        if pattern.fullmatch(words) and re.search(r"first|/|\bdd?\b|\bmm?\b", words, re.I):
            return methodcaller("with_days", month_first)
    return None


def _bare(words: str) -> str:
    return re.sub(r"^(?:(?:the|a|an|our|my|in|from|all)\s+)+", "", words.strip().strip("“”\"'"), flags=re.I)


def _column(mapping: Mapping, words: str) -> int | None:
    """The number of the column that is meant, from 0; None where none is."""
    said = re.sub(r"^(?:the\s+)?columns?\s+(?:called|named|with)\s+", "", words.strip(), flags=re.I)
    said = re.sub(r"\s+columns?$", "", _bare(said), flags=re.I)
    exact = [number for number, name in enumerate(mapping.header) if name.casefold() == said.casefold()]
    if exact:
        return exact[0]
    match = NUMBERED.fullmatch(_bare(words))
    if match:
        return _counted(mapping, match["which"] or match["nth"] or match["bare"])
    names = [" ".join(words_of(name)) for name in mapping.header]
    plain = " ".join(words_of(re.sub(r"^columns?\s+", "", said, flags=re.I)))
    if plain in names:
        return names.index(plain)
    near = process.extractOne(plain, names, scorer=fuzz.ratio, score_cutoff=ALIKE) if len(plain) > 3 else None
    return int(near[2]) if near else None


def _counted(mapping: Mapping, said: str) -> int | None:
    """ "3" and "C" are the third; None beyond the last."""
    if said.isdigit():
        number = int(said) - 1
    else:
        number = 0
        for letter in said.casefold():
            number = number * 26 + ord(letter) - ord("a") + 1
        number -= 1
    return number if 0 <= number < len(mapping.header) else None


def _field(kind: str, words: str) -> str | None:
    """Our field that is called so, by any of its names."""
    said = " ".join(words_of(_bare(words)))
    names = {
        " ".join(words_of(name)): field
        for field, each in KINDS[kind].items()
        for name in reversed(each.split("|"))
    }
    names |= {field.replace("_", " "): field for field in KINDS[kind]}
    for each in (said, said.removesuffix("s"), f"{said}s"):
        if each in names:
            return names[each]
    near = (
        process.extractOne(said, list(names), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if len(said) > 4
        else None
    )
    return names[near[0]] if near else None


def _fields(kind: str) -> str:
    return ", ".join(field.replace("_", " ") for field in KINDS[kind])


def _no_column(plan: Plan, words: str) -> Refused:
    many = len(plan.table.header)
    named = ", ".join(f"{number} {name}" for number, name in enumerate(plan.table.header[:20], 1))
    more = f" … {many}" if many > 20 else ""
    return Refused(why=f"There is no column “{_bare(words)}”. There are: {named}{more}.")
