"""Basics: the menu, who am I, signing in, undo and redo."""

from __future__ import annotations

from crm_core.access import Permission
from intents.base import Effect, Intent, slot


class Undo(Intent):
    """Take back what you did last, or the action with that number."""

    which: int | None = slot("int", help="a number shown by activity")

    phrases = ("undo [{which}]",)
    examples = {"undo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False


class Redo(Intent):
    """Do again what was undone."""

    phrases = ("redo",)
    examples = {"redo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False


class Menu(Intent):
    """What can be asked, and how to say it."""

    topic: str | None = slot("text")

    phrases = ("menu", "what can you do", "how do i {topic}")
    examples = {"menu": {}, "what can you do": {}, "how do i sell something": {"topic": "sell something"}}
    effect = Effect.READ
    needs = Permission.BASICS


class Whoami(Intent):
    """Who you are here, and what you may do."""

    phrases = ("who am i",)
    examples = {"who am i": {}}
    effect = Effect.READ
    needs = Permission.BASICS


class Login(Intent):
    """Get a link to the review page, good for one use."""

    phrases = ("login",)
    examples = {"login": {}}
    effect = Effect.READ
    needs = Permission.BASICS
