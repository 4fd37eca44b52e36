"""Nudges: whom to call, later or never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.models import Contact
    from intents.slots.when import Period


class WhoToCall(Intent):
    """Whom to reach out to."""

    period: Period | None = slot("period")

    phrases = ("who should i (call|reach out to) [{period}]",)
    examples = {"who should I reach out to this week": {"period": {"from": "2026-11-16", "to": "2026-11-22"}}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class SnoozeNudge(Intent):
    """Be nudged about a contact later."""

    contact: Contact | None = slot("contact", help="none means the nudge shown last")
    when: datetime | date = slot("when", required=True, ask="When should I come back to it?")

    phrases = ("nudge me about {contact} {when}", "snooze [{contact}] {when}")
    examples = {"nudge me about Maria in 2 weeks": {"contact": "Maria", "when": "2026-12-04"}}
    effect = Effect.WRITE
    needs = Permission.BASICS


class DismissNudge(Intent):
    """Drop a nudge; with "never this kind", the whole kind."""

    contact: Contact | None = slot("contact", help="none means the nudge shown last")
    rule: str | None = slot("nudge_rule")

    phrases = ("stop nudging me about {contact}",)
    examples = {"stop nudging me about Maria": {"contact": "Maria"}}
    effect = Effect.WRITE
    needs = Permission.BASICS


class ExplainNudge(Intent):
    """Why you were nudged."""

    phrases = ("why",)
    examples = {"why": {}}
    effect = Effect.READ
    needs = Permission.BASICS


class PauseNudges(Intent):
    """No nudges for a while."""

    until: datetime | date | None = slot("when")

    phrases = ("pause nudges [until {until}]",)
    examples = {"pause nudges until monday": {"until": "2026-11-23"}}
    effect = Effect.WRITE
    needs = Permission.BASICS
