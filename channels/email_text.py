"""The words a person wrote in an email: without the mail they answer, the signature and the markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# "On Fri, 20 Nov 2026 at 09:59, Gallery <hello@…> wrote:", which mailers wrap over up to three lines.
_ATTRIBUTION = re.compile(
    r"^[ \t]*(?:On|Am|Le|El|Il|Den|Op|Em)\b[^\n]{0,200}(?:\n(?!>)[^\n]{1,200}){0,2}?"
    r"\b(?:wrote|a écrit|escribió|ha scritto|escreveu|(?:schrieb|skrev|schreef)[^\n]{0,100})"
    r"[ \u00a0]?:[ \t]*$",
    re.M,
)
# What Outlook and its like put above the mail below.
_BELOW = re.compile(
    r"^(?:[ \t]*-{2,}[ \t]*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|"
    r"Ursprungligt meddelande)[ \t]*-{2,}[ \t]*|_{20,}[ \t]*|From:[^\n]+\n(?:Sent|Date|To):[^\n]+)$",
    re.M | re.I,
)
_SIGNATURE = re.compile(r"^(?:-- ?|Sent from my [^\n]{2,40}|Get Outlook for [^\n]{2,40})$", re.M)


def written(text: str) -> str:
    """The new words of a plain-text mail. Answers between quoted lines are kept, in order.

    Where nothing would be left (a mail that is only a quotation), the whole text comes back.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    above = text
    for pattern in (_BELOW, _SIGNATURE):
        found = pattern.search(above)
        above = above[: found.start()] if found else above
    lines = _ATTRIBUTION.sub("", above).split("\n")
    kept = "\n".join(line.rstrip() for line in lines if not line.lstrip().startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip() or text.strip()


def from_html(markup: str) -> str:
    """An HTML mail as plain text; quoted mails become lines with ">" like those of plain mails."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", reader.text()).strip()


class _Reader(HTMLParser):
    SILENT = ("style", "script", "head", "title")
    BREAKS = ("p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "blockquote", "hr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[bool, str]] = [(False, "")]
        self._silent = self._quoted = 0

    def text(self) -> str:
        return "\n".join(
            (">" if quoted else "") + re.sub(r"[ \t]+", " ", line) for quoted, line in self._lines
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self._silent += 1
        if tag == "blockquote":
            self._quoted += 1
        if tag in self.BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag in self.BREAKS and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            quoted, line = self._lines[-1]
            self._lines[-1] = (quoted, line + data.replace("\n", " ").replace("\u00a0", " "))

    def _break(self) -> None:
        if self._lines[-1][1].strip():
            self._lines.append((self._quoted > 0, ""))
        else:
            self._lines[-1] = (self._quoted > 0, "")
