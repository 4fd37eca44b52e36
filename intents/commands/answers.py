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

    phrases = (
        "<a_lead> <a_yes> [<a_yes>|please|thanks] <a_yes_tail>",
        "<a_lead> <a_yes> [<a_yes>] , <a_yes> [please|thanks]",
    )
    examples = {"ok": {}}


class Deny(Answer):
    """No; drop the question."""

    phrases = ("<a_lead> <a_no> [<a_no>] , <a_no> [please|thanks]",)
    examples = {"no": {}, "never mind": {}}


class Choose(Answer):
    """The one with that number."""

    number: int = slot("ordinal", required=True)

    phrases = ("[the|its|its the|the one] {number=(last|bottom) [one]}",)
    examples = {"the second one": {"number": 2}}


class More(Answer):
    """The next page."""

    phrases = ()
    examples = {"more": {}}


class Fill(Answer):
    """The value that was asked for, in that slot's type."""

    value: Any = slot("any", required=True)

    examples = {}
