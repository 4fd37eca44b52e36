"""What an answer of the model must pass before a person sees it.

Each check yields findings: what the model is told when it may try again, and the person if it fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prompts.figures import figures, plain
from prompts.names import unknown_names
from prompts.sources import Sources
from prompts.texts import Prompt
from prompts.unsaid import unsaid

QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)

# Words that answer our questions, and the openings of our receipts. An answer that imitates them could make a
# person believe that something was done, or press a carrier's keyword.
_REPLY = (
    r"\b(?:reply|respond|answer|text|type|send|press|say|tap|write)"
    r"(?:\s+(?:back|with|us|me|a|an|the|word|simple|just|only))*\s*[:,]?\s*['\"(]?"
)
_ASKS = re.compile(
    _REPLY + r"(?:ok|okay|yes|y|stop|unstop|undo|redo|menu|unsubscribe|optout|revoke|\d{1,2})\b"
    # Ordinary words too ("text me, no rush"), so these count in capitals only.
    r"|" + _REPLY + r"(?-i:NO|START|HELP|INFO|CANCEL|END|QUIT)\b",
    re.I,
)
_KEYWORDS = re.compile(r"\b(?:UNDO|REDO|MENU|STOP|UNSTOP|UNSUBSCRIBE|OPTOUT)\b|\bOK, or NO\b")
_RECEIPT = re.compile(
    r"(?:^|[.!?]\s+|\n\s*)(?:(?:done|sold|held|on hold|recorded|approved|confirmed|sent|saved|undone|paid|"
    r"released|reserved|booked|refunded|cancell?ed|deleted|archived|scheduled|shipped|noted|updated|added)\s*(?:[.!:✓✅—]|$)"
    r"|order\s+#?\d+|undo\b|confirm\b|system\s*:|herring\s*:)"
    r"|\b(?:approved|confirmed|recorded|done|sold)\s*:",
    re.I,
)
_TICKS = re.compile("[✓✔✅☑👍]")
_PROMISE = re.compile(
    r"\b(?:it|this|that|she|he)(?:'s| is| will be)\s+(?:now\s+)?(?:all\s+)?yours\b"
    r"|\b(?:we|i)(?:'ve|'ll| have| will| can)?\s+(?:now\s+|already\s+|just\s+|gladly\s+)*"
    r"(?:reserved?|held|hold|put\b.{1,40}\bon hold|set\b.{1,40}\baside|sold|sell|shipped|ship|refund(?:ed)?|"
    r"discount(?:ed)?|guarantee[ds]?|promised?|accept(?:ed)?\b.{0,20}\boffer"
    r"|(?:put|set|keep|kept|save|saved|lay|laid)\b.{1,30}\b(?:aside|by|back|for you)"
    r"|(?:lower|reduce|drop|cut|halve)\b.{1,20}\b(?:price|it|a little|a bit)|waive|come down)\b"
    r"|\b(?:order|purchase|payment|sale|hold|booking|reservation)\s+(?:is|has been|was)\s+(?:now\s+|already\s+)?"
    r"(?:confirmed|recorded|approved|received|accepted|completed?|placed|made|booked)\b",
    re.I,
)
_MARKUP = re.compile(
    r"\*\*|__|```|^#{1,4} |^\s*[-*•] |<[^>\n]+>|\[[^\]\n]*\]|\{[^}\n]*\}|\bTBD\b|\bXX+\b|lorem ipsum",
    re.M | re.I,
)
_PREAMBLE = re.compile(
    r"\A[^\n]*\b(?:draft|text|message|description|reply|summary|version|rewrite)\b[^\n]*:\s*\n"
    r"|\A(?:sure|certainly|of course|absolutely)\b[^\n]*\b(?:draft|description|version|summary|rewrite)\b"
    r"|\bas an? (?:ai|language model|assistant)\b|\bthe (?:provided )?facts\b",
    re.I,
)
_VAGUE = re.compile(r"\b(?:dozens|hundreds|thousands|millions|countless)\b", re.I)
_PRICEY = re.compile(r"\b(?:priced?|costs?|asking|worth)\b[^.\n]{0,20}\d", re.I)


@dataclass(frozen=True)
class Finding:
    """Something wrong with an answer. code: length figure name price claim imitation promise form."""

    code: str
    sentence: str


def tidy(text: str) -> str:
    """Straight quotes, plain dashes and spaces, nothing invisible: what a text message can carry cheaply."""
    text = plain_spaces(text.translate(QUOTES).replace("…", "..."))
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"(?<=\d)\s?[–—−]\s?(?=\d)", "-", text)
    text = re.sub(r" ?[–—] ?", " - ", text).replace("−", "-").replace("‐", "-").replace("‑", "-")
    text = re.sub(r" ?\n ?", "\n", re.sub(r"\n{3,}", "\n\n", text)).strip()
    inner = text[1:-1]
    return inner.strip() if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner else text


def plain_spaces(text: str) -> str:
    """No-break and thin spaces as spaces; zero-width and control characters dropped."""
    text = re.sub(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text.replace("\r\n", "\n"))
    return re.sub(
        r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]",
        "",
        text,
    )


def check(
    text: str, prompt: Prompt, sources: Sources, *, hide_price: bool = False, channel: str = ""
) -> list[Finding]:
    """Everything that is wrong with `text` (already tidied), in the order worth telling."""
    found = list(_length(text, prompt, channel))
    if len(text) > 2 * prompt.limit("max_chars", channel):
        return found  # refused anyway: don't spend seconds reading a flood
    found += [*_form(text, sources), *_imitations(text)]
    found += [*_invented(text, sources), *_claims(text, prompt, sources)]
    if hide_price:
        found += _prices(text)
    if prompt.head.get("outward"):
        found += _promises(text)
    return list(dict.fromkeys(found))


def _length(text: str, prompt: Prompt, channel: str) -> Iterator[Finding]:
    count, most, least = len(text.split()), prompt.limit("max_words", channel), prompt.limit("min_words")
    if count < least:
        yield Finding("length", "it says next to nothing")
    if count > most:
        yield Finding("length", f"it has {count} words, {most} is the most")
    elif len(text) > prompt.limit("max_chars", channel):
        yield Finding(
            "length", f"it has {len(text)} characters, {prompt.limit('max_chars', channel)} is the most"
        )


def _form(text: str, sources: Sources) -> Iterator[Finding]:
    if match := _PREAMBLE.search(text):
        yield Finding("form", f'it talks about itself ("{_short(match)}")')
    for match in _MARKUP.finditer(text):
        if match.group().strip().casefold() not in sources.text:  # "Untitled [Blue]" is a title
            yield Finding("form", f'it contains markup or a placeholder ("{_short(match)}")')


def _imitations(text: str) -> Iterator[Finding]:
    flat = plain(text)
    for pattern in (_ASKS, _KEYWORDS, _RECEIPT, _TICKS):
        if match := pattern.search(flat):
            yield Finding("imitation", f'"{_short(match)}" imitates a question or a receipt of the system')
            return


def _invented(text: str, sources: Sources) -> Iterator[Finding]:
    for figure in figures(text):
        if not sources.supports(figure):
            yield Finding("figure", f'"{figure.raw}" is not in the facts')
    for match in _VAGUE.finditer(text):
        if match.group().casefold() not in sources.words:
            yield Finding("figure", f'"{match.group()}" is not in the facts')
    for code, said in unsaid(text, sources.words, sources.text):
        yield Finding(code, f'"{said}" is not in the facts')
    for name in unknown_names(text, sources.words, sources.pairs):
        yield Finding("name", f'"{name}" is not in the facts')


def _claims(text: str, prompt: Prompt, sources: Sources) -> Iterator[Finding]:
    """Statements with consequences, which only the facts may make: authenticity, materials, availability …"""
    known = " ".join(sorted(sources.words))
    for claim in prompt.names("claims"):
        if (match := re.search(rf"\b{re.escape(claim)}\w*", text, re.I)) and not all(
            re.search(rf"\b{re.escape(word)}", known) for word in claim.split()
        ):
            yield Finding("claim", f'"{match.group()}" is claimed, but not in the facts')


def _prices(text: str) -> Iterator[Finding]:
    for figure in figures(text):
        if figure.role == "money":
            yield Finding("price", f'"{figure.raw}" is a price, and this price is not shown')
    if match := _PRICEY.search(plain(text)):
        yield Finding("price", f'"{_short(match)}" speaks of a price, and this price is not shown')


def _promises(text: str) -> Iterator[Finding]:
    if match := _PROMISE.search(plain(text)):
        yield Finding("promise", f'"{_short(match)}" promises something that only a person may promise')


def _short(match: re.Match[str]) -> str:
    return " ".join(match.group().split())[:60]
