"""A text as words: lower case, without apostrophes, punctuation kept beside the words instead of in them.

Slots are cut out of the original text by position, so nothing that is normalised here is lost to a name or a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

MAX_WORDS = 250  # longer texts are messages or attacks, not commands

_OPENING = "\"'“”‘’«([{<*_~-–—•…,.;:!?¿¡#"
_CLOSING = "\"'“”‘’»)]}>*_~-–—…,.;:!?"
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u3030\u303d\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WORD = re.compile(r"\S+")
_INSIDE = re.compile(r"(?<=[^\W\d])[:;,](?=\w)|(?<=\w)[:;,](?=[^\W\d])|[–—]|(?<=[a-z])/(?=[a-z]{3})|\.\.+")
_NUMBERED = re.compile(r"\s*\d")
_DOTTED = re.compile(r"^(?:[a-z]\.)+[a-z]?$")

# Spellings of one word. Only true equivalents: what a word *means* is the business of synonyms.py.
SPELLINGS = {
    "->": "to", "=>": "to", "→": "to",
    "&": "and", "+": "and", "n": "and", "w/": "with", "w": "with", "u": "you", "ya": "you", "ur": "your",
    "pls": "please", "plz": "please", "plse": "please", "kindly": "please", "thx": "thanks",
    "thnx": "thanks", "tx": "thanks", "txs": "thanks", "ty": "thanks", "msg": "message",
    "msgs": "messages", "mesage": "message", "txt": "text", "txts": "texts", "e-mail": "email",
    "emails": "email", "mail": "email", "e-mails": "email", "mails": "email", "gonna": "going",
    "wanna": "want", "gotta": "must", "gimme": "give", "lemme": "let", "dunno": "unknown", "yr": "year",
    "yrs": "years", "wk": "week", "wks": "weeks", "hr": "hour", "hrs": "hours", "min": "minutes",
    "mins": "minutes", "qty": "quantity", "smth": "something", "sth": "something", "abt": "about",
    "b4": "before", "thru": "through", "til": "until", "till": "until", "untill": "until", "untl": "until",
    "cancelled": "canceled", "colour": "color", "catalogue": "catalog", "inv": "invoice", "pic": "picture",
    "pics": "pictures", "photo": "picture", "photos": "pictures", "image": "picture", "images": "pictures",
    "pix": "pictures", "foto": "picture", "fotos": "pictures", "no.": "number", "nr": "number",
    "num": "number", "nbr": "number", "ph": "phone", "tel": "phone", "cell": "phone", "mobile": "phone",
    "telephone": "phone", "appt": "appointment", "mtg": "meeting", "rmd": "remind", "hw": "how",
    "mv": "move", "pd": "paid", "sz": "size", "cxl": "cancel", "dmg": "damage",
    "wht": "what", "wat": "what", "whts": "whats", "wats": "whats", "wots": "whats", "wensday": "wednesday",
    "wendsday": "wednesday", "thanx": "thanks", "whn": "when", "wud": "would", "cud": "could",
    "shud": "should", "snd": "send",
    "frm": "from", "wnt": "want", "ppl": "people", "teh": "the", "thier": "their", "recieved": "received",
    "adress": "address", "avail": "available", "avlbl": "available", "abt.": "about", "bday": "birthday",
    "watsapp": "whatsapp", "tmrow": "tomorrow", "muhc": "much", "rmnd": "remind", "whats app": "whatsapp",
    "wa": "whatsapp", "addr": "address", "w/o": "without", "@": "at", "informations": "information",
    "cheque": "check", "organise": "organize", "okay": "ok", "okey": "ok", "k": "ok", "kk": "ok",
    "cel": "phone", "dlvrd": "delivered", "dlvd": "delivered", "shpd": "shipped", "rcvd": "received", "rtn": "return",
    "shd": "should", "hist": "history", "purch": "purchase", "cust": "customer", "amt": "amount", "acct": "account",
    "oke": "ok", "yea": "yes", "yeah": "yes", "yep": "yes", "yup": "yes", "ye": "yes", "yess": "yes",
    "yas": "yes", "aye": "yes", "nope": "no", "nah": "no", "naw": "no", "cuz": "because", "coz": "because",
    "bc": "because", "everbody": "everybody", "hasn't": "hasnt", "whatve": "what", "whove": "who",
    "whichve": "which", "howve": "how", "to-do": "todo", "to-dos": "todos", "follow-up": "followup",
}  # fmt: skip


_LONG = re.compile(r"([a-hj-uyz])\1{2,}")  # not "III" and "XXX"


def normal(word: str) -> str:
    """One word as templates and texts compare it."""
    word = word.lower().replace("’", "'")
    if "'" in word:
        word = word.replace("'", "")
    if "." in word and _DOTTED.match(word + "."):
        word = word.replace(".", "")
    if _LONG.search(word) and word.isalpha():
        word = _LONG.sub(r"\1", word)  # "yesss", "nooo"
    return SPELLINGS.get(word, word)


GENITIVE = 2


@dataclass(slots=True)
class Words:
    """`words[i]` stands at `spans[i]` of `text`; `gaps[i]` is the punctuation before it, `gaps[n]` what ends it.

    owned[i]: GENITIVE where the word is a genitive ("Maria's"), 1 where it only ends in s ("marias"), else 0.
    typed: the typed slots that were read in it, remembered for whoever looks next.
    """

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    gaps: list[str]
    owned: list[int]
    typed: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def part(self, start: int, end: int) -> Words:
        return Words(
            self.text,
            self.words[start:end],
            self.spans[start:end],
            self.gaps[start : end + 1],
            self.owned[start:end],
        )

    def without(self, drop: list[int]) -> Words:
        """The same text without some words; their neighbours keep their places."""
        keep = [i for i in range(len(self.words)) if i not in drop]
        gaps = [self.gaps[i] for i in keep] + [self.gaps[-1]]
        for place, i in enumerate(keep):  # a break before a dropped word is a break before the next one
            j = i - 1
            while j >= 0 and j in drop:
                gaps[place] += self.gaps[j]
                j -= 1
        if drop and keep and keep[-1] != len(self.words) - 1:
            gaps[-1] += "".join(self.gaps[j] for j in range(keep[-1] + 1, len(self.words)))
        return Words(
            self.text,
            [self.words[i] for i in keep],
            [self.spans[i] for i in keep],
            gaps,
            [self.owned[i] for i in keep],
        )

    def cut(self, start: int, end: int) -> str:
        """The original text of words start..end-1, with a bracket that opens inside closed again."""
        if start >= end:
            return ""
        left, right = self.spans[start][0], self.spans[end - 1][1]
        piece = self.text[left:right]
        rest = self.text[right : right + 1]
        opens = _PAIRS.get(rest)
        if (opens and piece.count(opens) > piece.count(rest)) or (rest == "." and _initial(piece)):
            piece += rest
        return piece


def _initial(piece: str) -> bool:
    """ "Mei-Ling T": the dot belongs to the name."""
    return len(piece) > 1 and piece[-1].isupper() and piece[-2] == " "


def split(text: str) -> Words:
    """The words of a text; emoji and punctuation end up in the gaps."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    gaps: list[str] = []
    owned: list[int] = []
    gap = ""
    last = 0
    for found in _WORD.finditer(text):
        left, right = found.span()
        if "\n" in text[last:left]:
            gap += "\n"
        last = right
        for start, end in _pieces(text, left, right):
            if start < 0:
                gap += text[~start:end]
                continue
            core = text[start:end]
            plain = core.lower().replace("’", "'")
            words.append(normal(core))
            spans.append((start, end))
            gaps.append(gap)
            follows = text[end : end + 1]
            genitive = plain.endswith("'s") or (plain.endswith("s") and follows in ("'", "’"))
            owned.append(GENITIVE if genitive else 1 if plain.endswith("s") else 0)
            gap = ""
        if len(words) > MAX_WORDS:
            break
    gaps.append(gap)
    return Words(text, words, spans, gaps, owned)


def _pieces(text: str, left: int, right: int) -> list[tuple[int, int]]:
    """Cut one blank-separated chunk into punctuation (start is negative: ~start) and words, in order."""
    chunk = text[left:right]
    if chunk.isalnum() and chunk.isascii():
        return [(left, right)]
    out: list[tuple[int, int]] = []
    if not chunk.isascii():
        found = _EMOJI.search(chunk)
        if found:
            a, b = left + found.start(), left + found.end()
            before = _pieces(text, left, a) if a > left else []
            after = _pieces(text, b, right) if b < right else []
            return [*before, (~a, b), *after]
    lowered = chunk.lower()
    if lowered in ("w/", "w/o", "->", "=>", "→") or (lowered == "no." and _NUMBERED.match(text, right)):
        return [(left, right)]  # "no. 5"; else "No." is an answer
    start, end = left, right
    while start < end and text[start] in _OPENING:
        start += 1
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    if start > left:
        out.append((~left, start))
    if start < end:
        core = text[start:end]
        if "@" not in core and "//" not in core:
            at = start
            for found in _INSIDE.finditer(core):
                a, b = start + found.start(), start + found.end()
                if a > at:
                    out.append((at, a))
                out.append((~a, b))
                at = b
            if at < end:
                out.append((at, end))
        else:
            out.append((start, end))
    if end < right and (start < end):
        out.append((~end, right))
    return out
