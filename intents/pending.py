"""Answers to a question that waits: OK, NO, a number, MORE, or the value that was asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from intents.base import Audience, registry
from intents.phrases import Matcher
from intents.tokens import Words

if TYPE_CHECKING:
    from intents.understand import Command, Context

YES = frozenset("👍👌✅🆗💯🙌🤝✔☑👍🏻👍🏼👍🏽👍🏾👍🏿")
NO = frozenset("👎❌🚫✖🙅")


def answers(words: Words, text: str, context: Context) -> list[list[Command]] | None:
    """Readings of an answer, or None where the text does not answer the question that waits."""
    from intents.understand import Command

    if not words.words:
        if YES.intersection(text):
            return [[Command("confirm", {})]]
        return [[Command("deny", {})]] if NO.intersection(text) else []
    return None


@lru_cache(maxsize=1)
def _matcher() -> Matcher:
    return Matcher([intent for intent in registry if intent.audience is Audience.ANYONE])
