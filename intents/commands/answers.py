"""Answers to what we asked. The conversation handles them; they are nothing where no question waits."""

from __future__ import annotations

from typing import Any

from intents.base import Audience, Effect, Intent, slot


class Answer(Intent, abstract=True):
    """Base of the answers."""

    audience = Audience.ANYONE
    effect = Effect.READ


class Confirm(Answer):
    """Yes, do it."""

    phrases = ("ok",)
    examples = {"ok": {}}


class Deny(Answer):
    """No; drop the question."""

    phrases = ("no",)
    examples = {"no": {}, "never mind": {}}


class Choose(Answer):
    """The one with that number."""

    number: int = slot("ordinal", required=True)

    phrases = ("[the] {number} [one]",)
    examples = {"the second one": {"number": 2}}


class More(Answer):
    """The next page."""

    phrases = ("more",)
    examples = {"more": {}}


class Fill(Answer):
    """The value that was asked for, in that slot's type."""

    value: Any = slot("any", required=True)

    examples = {}
