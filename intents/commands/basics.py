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
    import_: int | None = slot("int", help="the number of an import, all of which goes")

    phrases = (
        "(undo|revert|reverse|roll back|take back) [the] import [number|no|nr|#] {import}",
        "(undo|revert|reverse|roll back|take back) [number|action|no|nr|#|change|entry|step|item] {which}",
        "(put|set|change|turn|switch) (it|that|things|everything) back [please|again|to normal]",
    )
    examples = {"undo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal
        from crm_core.services.transfer import taking_back

        if self.import_ is not None:
            action = taking_back.numbered(crm, self.import_)
        else:
            action = journal.last(crm) if self.which is None else self._numbered(crm, self.which)
        intent = registry.get(action.name)
        if intent is not None:
            crm.require(intent.needs, "undo that")
        _weigh(crm, action)
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

    phrases = (
        "(put|bring) [that|it|the last one] back (in|on|again|the way it was after)",
        "(undo) (the|that|my|your|last) [last] (undo|undoing)",
    )
    examples = {"redo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal

        redone = journal.redo(crm)
        _weigh(crm, redone.action)
        return Reply(redone.text)


def _weigh(crm: Crm, action: Action) -> None:
    """Taking back a weighty command weighs as much: both are said where nobody else could have said it."""
    from crm_core.services import approvals, journal

    intent = registry.get(journal.origin_of(crm, action).name)
    if intent is not None and intent.step_up:
        approvals.require_unforged(crm)


class Menu(Intent):
    """What can be asked, and how to say it."""

    topic: str | None = slot("text")

    phrases = ("how to {topic}", "what can (i|you) (do|say) (about|with|for) {topic}")
    examples = {"menu": {}, "what can you do": {}, "how do i sell something": {"topic": "sell something"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from intents.menu import menu

        return Reply(menu(crm.actor, self.topic, crm.settings.trades))


class Whoami(Intent):
    """Who you are here, and what you may do."""

    phrases = ("what do you have me (down as|as|under|listed as|saved as)",)
    examples = {"who am i": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        me = users.me(crm)
        ways = ", ".join(f"{row.channel} {row.value}" for row in me.addresses)
        reach = f"I reach you by {ways}." if ways else "I have no address of yours."
        article = {"staff": "of the"}.get(me.role, "an" if me.role[0] in "aeiou" else "a")
        return Reply(
            f"You are {me.name}, {article} {me.role} at {crm.settings.name}. {reach} MENU shows what you can say.",
            [Ref("user", me.id, me.name)],
        )


class SetMyCurrency(Intent):
    """Count in another currency than the gallery does."""

    currency: str = slot("currency", required=True, ask="Which currency do you count in?")

    phrases = (
        "my [own|default|personal] currency [is|to|:|=|should be|shall be] [now] {currency}",
        "(set|change|make|switch|put) my [own|default|personal] currency [to|as|into] {currency}",
        "i (count|calculate|think|reckon) in {currency}",
        "show me [all] (prices|amounts|everything|money|sums) in {currency}",
    )
    examples = {"my currency is eur": {"currency": "EUR"}}
    effect = Effect.WRITE
    asks = "Count in {currency} for you?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        users.set_currency(crm, users.me(crm), self.currency)
        own, gallery = self.currency, crm.settings.currency
        also = (
            f"Bare amounts of yours are {own}; those in {gallery} I show in both." if own != gallery else ""
        )
        return Reply("\n".join([f"You count in {own} now.", f"{also} UNDO takes it back.".strip()]))


class LinkTelegram(Intent):
    """Get a link that makes a Telegram chat yours, good for one use."""

    phrases = ("(link|connect|add) [my] telegram",)
    examples = {"link telegram": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        way = users.telegram_link(crm, users.me(crm))
        how = f"Open {way} and press Start." if way.startswith("https:") else f"Send this to our bot: {way}"
        return Reply(f"{how}\nGood once, for a day. Whoever opens it first is you, so keep it to yourself.")


class Login(Intent):
    """Get a link to the review page, good for one use."""

    phrases = ()
    examples = {"login": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        link = users.login_link(crm, users.me(crm))
        return Reply(f"Sign in: {link}\nGood once, for 15 minutes. Keep it to yourself.")
