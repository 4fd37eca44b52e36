"""Nudges: whom to call, later or never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Contact
    from intents.slots.period import Period


class WhoToCall(Intent):
    """Whom to reach out to."""

    period: Period | None = slot("period")

    phrases = (
        "(my|the|todays) (call list|calling list|list of calls|calls list|contact list) [for] [{period}]",
    )
    examples = {"who should I reach out to this week": {"period": {"from": "2026-11-16", "to": "2026-11-22"}}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import reach_out
        from intents.pages import page

        found = reach_out.who(crm, *((self.period.start, self.period.end) if self.period else ()))
        if not found:
            return Reply("Nobody is waiting, and nobody has been quiet for long.")
        start = self.page or 0
        some = found[start : start + 8]
        after = start + 8 if len(found) > start + 8 else None
        lines = [f"{each.contact.name}: {each.why}" for each in some]
        refs = [Ref("contact", each.contact.id, each.contact.name) for each in some]
        return page(self, "", lines, refs, after, len(found) - start - 8)


class SnoozeNudge(Intent):
    """Be nudged about a contact later."""

    contact: Contact | None = slot("contact", help="none means the nudge shown last")
    when: datetime | date = slot("when", required=True, ask="When should I come back to it?")

    phrases = (
        "(snooze|sleep) [for|until|to] {when}",
        "(snooze|remind me|not now|later|nudge me|ask me) [,|-] {when}",
    )
    examples = {"nudge me about Maria in 2 weeks": {"contact": "Maria", "when": "2026-12-04"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers, tasks

        row = nudge_answers.snooze(crm, self.contact, self.when)
        about = f"to {self.contact.name}" if self.contact else "to it"
        return Reply(f"I'll come back {about} on {tasks.spoken(crm, row.due_at)}. UNDO takes it back.")


class DismissNudge(Intent):
    """Drop a nudge; with "never this kind", the whole kind."""

    contact: Contact | None = slot("contact", help="none means the nudge shown last")
    rule: str | None = slot("nudge_rule")

    phrases = (
        "{rule} [please|again|of nudge|nudge|nudges]",
        "no [need|point] [to] (nudge|nudging) [me] (about|for|on) {contact} [anymore|any more]",
    )
    examples = {"stop nudging me about Maria": {"contact": "Maria"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers

        what = nudge_answers.dismiss(crm, self.contact, whole_rule=self.rule is not None)
        said = "Dropped that nudge." if what == nudge_answers.THIS_ONE else f"No more {what}."
        return Reply(f"{said} UNDO takes it back.")


class ExplainNudge(Intent):
    """Why you were nudged."""

    phrases = ("why {_@contact} [now|today]", "explain [the|that|this] nudge (about|for|on) {_@contact}")
    examples = {"why": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers

        return Reply(nudge_answers.explain(crm))


class PauseNudges(Intent):
    """No nudges for a while."""

    until: datetime | date | None = slot("when")

    phrases = (
        "no (nudges|nudging|prompts) (until|for|before|through) {until} [please]",
        "(dont|do not) (nudge|bug|ping|prompt) (me|us) [at all|for now|anymore|please|for a while]",
    )
    examples = {"pause nudges until monday": {"until": "2026-11-23"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers, tasks

        until = nudge_answers.pause(crm, self.until)
        said = f"No nudges until {tasks.spoken(crm, until)}. Reminders you asked for still come."
        return Reply(f"{said} UNDO takes it back.")
