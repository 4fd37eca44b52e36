"""Basics: the menu, who am I, signing in, undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, registry, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Action


class Undo(Intent):
    """Take back what you did last, or the action with that number."""

    which: int | None = slot("int", help="a number shown by activity")

    phrases = ("undo [{which}]",)
    examples = {"undo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal

        action = journal.last(crm) if self.which is None else self._numbered(crm, self.which)
        intent = registry.get(action.name)
        if intent is not None:
            crm.require(intent.needs, "undo that")
        return Reply(journal.undo(crm, action).text)

    def _numbered(self, crm: Crm, number: int) -> Action:
        """The action with that number in the list that activity showed."""
        from crm_core.errors import Refused
        from crm_core.models import Action
        from crm_core.services.waiting import last_shown

        shown = last_shown(crm)
        if not 1 <= number <= len(shown) or shown[number - 1]["kind"] != "action":
            raise Refused(why="Which one? Text ACTIVITY, then UNDO and the number of the line.")
        return crm.session.get_one(Action, shown[number - 1]["id"])


class Redo(Intent):
    """Do again what was undone."""

    phrases = ("redo",)
    examples = {"redo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal

        return Reply(journal.redo(crm).text)


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

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        me = users.me(crm)
        ways = ", ".join(f"{row.channel} {row.value}" for row in me.addresses)
        reach = f"I reach you by {ways}." if ways else "I have no address of yours."
        article = "an" if me.role[0] in "aeiou" else "a"
        return Reply(
            f"You are {me.name}, {article} {me.role} at {crm.settings.name}. {reach} MENU shows what you can say.",
            [Ref("user", me.id, me.name)],
        )


class Login(Intent):
    """Get a link to the review page, good for one use."""

    phrases = ("login",)
    examples = {"login": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        link = users.login_link(crm, users.me(crm))
        return Reply(f"Sign in: {link}\nGood once, for 15 minutes. Keep it to yourself.")
