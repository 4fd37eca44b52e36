"""Nudges: whom to call, later or never."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Json, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Batch, Contact, Item, Order
    from crm_core.services.nudge_answers import About
    from crm_core.services.nudge_drafts import Wording
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


# "done 2": a bare number is no name, so each stands there as itself and names the row of the list shown last.
NUMBERS, NUMBERED = range(1, 10), re.compile(r"#\d")


def _numbered(*templates: str) -> tuple[str, ...]:
    """Each template with # as a number said, which is then the contact's (or whatever was shown under it)."""
    return tuple(
        each.replace("#", f"[number|no|nr|nudge] {number} {{contact:#{number}}}")
        for each in templates
        for number in NUMBERS
    )


ABOUT = "[ about {contact}][ about {item}][ about {order}][ about batch {batch}]"


class _OfOne(Intent, abstract=True):
    """A nudge that was shown: by its number in the message, by what it is about, or the last one."""

    contact: Contact | None = slot("contact", help="none means the nudge shown last")
    item: Item | None = slot("item")
    order: Order | None = slot("order")
    batch: Batch | None = slot("batch")

    def about(self) -> About:
        from crm_core.services.nudge_answers import About

        words = [self.said.get(name) for name in ("contact", "item", "order", "batch")]
        numbers = [int(each[1:]) for each in words if isinstance(each, str) and NUMBERED.fullmatch(each)]
        return About(numbers[0] if numbers else None, self.contact, self.item, self.order, self.batch)


class SnoozeNudge(_OfOne):
    """Be nudged about a contact later."""

    when: datetime | date = slot("when", required=True, ask="When should I come back to it?")

    phrases = (
        "(snooze|sleep) [for|until|to] {when}",
        "(snooze|remind me|not now|later|nudge me|ask me) [,|-] {when}",
        *_numbered(
            "(later|snooze|postpone|put off) # [,|-|:] [until|till|to|on|for] {when}",
            "# (later|snooze) [until|till|to|on|for] {when}",
        ),
    )
    examples = {"nudge me about Maria in 2 weeks": {"contact": "Maria", "when": "2026-12-04"}}
    effect = Effect.WRITE
    asks = f"Put the nudge{ABOUT} off until {{when}}?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers, tasks

        about = self.about()
        row = nudge_answers.snooze(crm, about, self.when)
        to = about.name or "it"
        return Reply(f"I'll come back to {to} on {tasks.spoken(crm, row.due_at)}. UNDO takes it back.")


class FinishNudge(_OfOne):
    """A nudge was seen to; a reminder's task is ticked off."""

    phrases = (
        "(done|did it|did that|all done|took care of it|taken care of|handled) [thanks|thank you|already]",
        *_numbered(
            "(done|handled|sorted|did|finished) [with] # [already|thanks]", "# [is] (done|handled|sorted)"
        ),
    )
    examples = {"done": {}}
    effect = Effect.WRITE
    asks = f"Mark the nudge{ABOUT} as seen to?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers

        row = nudge_answers.finish(crm, self.about())
        short = row.text.partition(". Say ")[0].rstrip(".")
        return Reply(f"Done: {short}. UNDO takes it back.")


class SendDraft(_OfOne):
    """Write to the contact a nudge is about: the words are shown first."""

    message: str | None = slot("message", help="the words that were shown")

    phrases = (
        "(send|use|write|show) (the|that|a|your) draft [(to|for) {contact}]",
        "(draft it|write it for me|draft one|draft that)",
        *_numbered("draft #", "# draft"),
    )
    examples = {"send the draft to Maria": {"contact": "Maria"}}
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE

    def _meant(self, crm: Crm) -> Wording:
        from crm_core.services import nudge_drafts

        return nudge_drafts.meant(crm, self.about())

    def effect_now(self, crm: Crm) -> Effect:
        """A reply is written first, and shown when it is there."""
        return self.effect if self.message or self._meant(crm).text else Effect.WRITE

    def bound(self, crm: Crm) -> dict[str, Json]:
        """The very words that were shown, and to whom: another nudge may have come when OK does."""
        found = self._meant(crm)
        to: Json = {"ref": "contact", "id": found.contact.id, "said": found.contact.name}
        return {"contact": to, "message": found.text} if found.text else {"contact": to}

    def preview(self, crm: Crm) -> str:
        from crm_core.services import texting

        found = self._meant(crm)
        return texting.preview(crm, found.contact, self.message or found.text)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_drafts

        if self.message and self.contact is not None:
            nudge_drafts.send(crm, self.contact, self.message)
            return Reply(f"On its way to {self.contact.name}.", [_to(self.contact)])
        found = self._meant(crm)
        nudge_drafts.ask(crm, found)
        said = f"Writing a reply to {found.contact.name}. I'll show it to you before it leaves."
        return Reply(f"{said} UNDO takes it back.", [_to(found.contact)])


def _to(contact: Contact) -> Ref:
    return Ref("contact", contact.id, contact.name)


class DismissNudge(_OfOne):
    """Drop a nudge; with "never this kind", the whole kind."""

    rule: str | None = slot("nudge_rule")

    phrases = (
        "{rule} [please|again|of nudge|nudge|nudges]",
        "no [need|point] [to] (nudge|nudging) [me] (about|for|on) {contact} [anymore|any more]",
        "never [again] (for|about|with|on|re) {contact} [please|again]",
        *_numbered("(skip|drop|not) #"),
    )
    examples = {"stop nudging me about Maria": {"contact": "Maria"}}
    effect = Effect.WRITE
    asks = f"Drop the nudge{ABOUT}?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers

        what = nudge_answers.dismiss(crm, self.about(), whole_rule=self.rule is not None)
        said = "Dropped that nudge." if what == nudge_answers.THIS_ONE else f"No more {what}."
        return Reply(f"{said} UNDO takes it back.")


class ExplainNudge(_OfOne):
    """Why you were nudged."""

    phrases = (
        "why {contact} [now|today]",
        *_numbered("why #", "# why", "explain #"),
        "explain [the|that|this] nudge (about|for|on) {contact}",
    )
    examples = {"why": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers

        return Reply(nudge_answers.explain(crm, self.about()))


class PauseNudges(Intent):
    """No nudges for a while."""

    until: datetime | date | None = slot("when")

    phrases = (
        "no (nudges|nudging|prompts) (until|for|before|through) {until} [please]",
        "(dont|do not) (nudge|bug|ping|prompt) (me|us) [at all|for now|anymore|please|for a while]",
    )
    examples = {"pause nudges until monday": {"until": "2026-11-23"}}
    effect = Effect.WRITE
    asks = "Send you no nudges[ until {until}]?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers, tasks

        until = nudge_answers.pause(crm, self.until)
        said = f"No nudges until {tasks.spoken(crm, until)}. Reminders you asked for still come."
        return Reply(f"{said} UNDO takes it back.")
