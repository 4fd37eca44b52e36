"""Drafts without a model: the facts in plain sentences, saying openly that a template wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from prompts.drafts import Brief, Draft
from prompts.sources import leaves

NOTICE = "Template draft (no model configured)."
HEAD = ("title", "maker", "brand", "year")
DETAILS = ("medium", "material", "materials", "size", "dimensions")
LAST = ("price",)


class TemplateDrafter:
    """Writes from the facts alone. Follows the hint "shorter"; says so where it can't follow another one."""

    tries = 1

    def write(self, brief: Brief) -> Draft:
        shorter = bool(
            re.fullmatch(
                r"(?:make it |a bit |much |please )*(?:shorter|short|brief)(?:,? please)?\W*",
                brief.hint,
                re.I,
            )
        )
        text = _WRITERS[brief.kind](brief.facts, shorter)
        warnings = [NOTICE]
        if brief.hint and not shorter:
            warnings.append(f"A template can't follow “{brief.hint}”: please edit the text.")
        return Draft(_within(text, brief), "template", tuple(warnings))


def _within(text: str, brief: Brief) -> str:
    """As many whole sentences as the limits allow."""
    words, chars = (brief.prompt.limit(name, brief.channel) for name in ("max_words", "max_chars"))
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", text)
    while len(sentences) > 1 and (
        len(" ".join(sentences).split()) > words or len(" ".join(sentences)) > chars
    ):
        sentences.pop()
    return " ".join(sentences)


def _item(facts: Mapping[str, Any], shorter: bool) -> str:
    """Blue Nude by Ana Ruiz, 2019. Oil on canvas, 24 x 36 in. Condition: very good. Price: 4,500.00 USD."""
    maker = facts.get("maker") or facts.get("brand")
    title = str(facts.get("title") or facts.get("name") or "")
    by = f"{title} by {maker}" if title and maker else title or str(maker or "")
    sentences = [", ".join(str(part) for part in (by, facts.get("year")) if part)]
    details = [str(facts[key]) for key in DETAILS if facts.get(key)]
    sentences.append(_capital(", ".join(details)))
    others = [key for key in facts if key not in {*HEAD, *DETAILS, *LAST, "name"}]
    labelled = [] if shorter else [_labelled(key, facts[key]) for key in others]
    labelled += [_labelled(key, facts[key]) for key in LAST if facts.get(key)]
    return _joined([*sentences, *labelled])


def _labelled(key: str, value: Any) -> str:
    label = key.replace("_", " ")
    told = ", ".join(text for _, text in leaves(value, label))
    if value is True or told.casefold().startswith(f"{label} "):  # "edition of 5" says what it is
        return _capital(label if value is True else told)
    return f"{_capital(label)}: {told}"


def _message(facts: Mapping[str, Any], shorter: bool) -> str:
    item = _about_item(facts, shorter)
    # "the new Ruiz" is how the staff speak of a work; the work's own facts say it better.
    about = "" if item else str(facts.get("about") or "")
    return _joined([_greeting(facts) + "thank you for your interest", about, item])


def _reply(facts: Mapping[str, Any], shorter: bool) -> str:
    answer = _about_item(facts, shorter)
    last = "" if answer else "Let me check and come back to you"
    return _joined([_greeting(facts) + "thank you for your message", answer, last])


def _summary(facts: Mapping[str, Any], shorter: bool) -> str:
    lines = [_labelled(key, value) for key, value in facts.items()]
    return _joined(lines[:3] if shorter else lines)


def _about_item(facts: Mapping[str, Any], shorter: bool) -> str:
    item = facts.get("item")
    return _item(item, shorter) if isinstance(item, Mapping) else str(item or "")


def _greeting(facts: Mapping[str, Any]) -> str:
    contact = facts.get("contact")
    name = str((contact.get("name") if isinstance(contact, Mapping) else contact) or "")
    return f"Hi {name.split(maxsplit=1)[0]}, " if name else "Hello, "


def _joined(sentences: list[str]) -> str:
    return " ".join(
        re.sub(r"[\s.]+$", "", one) + ("" if one.endswith(("!", "?")) else ".") for one in sentences if one
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WRITERS = {
    "item_description": _item,
    "message_text": _message,
    "reply_text": _reply,
    "contact_summary": _summary,
}
