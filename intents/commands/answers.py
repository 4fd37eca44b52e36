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
        "(please|pls) (do|send it|go ahead|proceed|confirm|book it|sell it|record it|do it|do "
        "so|go on|continue|go for it)",
    )
    examples = {"ok": {}}


class Deny(Answer):
    """No; drop the question."""

    phrases = (
        "<a_lead> <a_no> [<a_no>|please|thanks|sorry|actually|after all|for now|not yet|not now] <a_no_tail>",
        "<a_lead> <a_no> [<a_no>] , <a_no> [please|thanks]",
    )
    examples = {"no": {}, "never mind": {}}


class Choose(Answer):
    """The one with that number."""

    number: int = slot("ordinal", required=True)

    phrases = (
        "[the|its|it is|i meant|i mean|i want|ill take|take|pick|choose|lets go with|go with|i "
        "choose|id say|maybe|probably|it was|its the|give me|use] [the] "
        "[number|option|no|nr|choice|#] {number} [one|please|option|choice|thanks|then|on the "
        "list|i think|i guess|guy|person|item|from the list|from the top|on|mate]",
        "[the|its|its the|the one] {number=(last|bottom) [one]}",
    )
    examples = {"the second one": {"number": 2}}


class More(Answer):
    """The next page."""

    phrases = (
        "(more|more please|next|next page|show more|show me more|the rest|show the rest|show me "
        "the rest|rest|see more|list more|continue|keep going|go on|any more|anymore|and the "
        "rest|next ones|the next ones|next please|more results|what else|show next|load more|show "
        "all|show me all|show them all|show me all of them|all of them|page 2|page two|next "
        "ten|next 10|show me the next ones|show me the next|the others|show me the others|show the "
        "others|see the rest|give me the rest|give me more|give me the next|give me the next "
        "ones|another page|scroll|scroll down|further|keep listing|more of them|more of those|are "
        "there more|is there more|any others|others|and more|let me see more|let me see the "
        "rest|more pls|next page pls|tell me more|show me next page|show me the next page|the next "
        "page|and the others|list the rest|read the rest|read more|and then|the remaining "
        "ones|remaining) [please|thanks|now|mate]",
    )
    examples = {"more": {}}


class Fill(Answer):
    """The value that was asked for, in that slot's type."""

    value: Any = slot("any", required=True)

    examples = {}
