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
        "(who|whom|which <clients>|what <clients>|who all|who else|who do you think) "
        "(should|shall|can|do|could|must|ought|would|to|would you|is it time to|might|needs) "
        "[i|we|you] [need to|have to|ought to|to|recommend|recommend i|suggest|suggest i|want "
        "to|recommend we] (call|reach out to|contact|text|message|get in touch with|ring|follow up "
        "with|ping|write to|touch base with|check in with|phone|chase|talk to|speak to|speak "
        "with|give a call|give a ring|give a bell|give a shout|be calling|be "
        "texting|email|reconnect with|nudge|call up|be in touch with|be reaching out to|be "
        "contacting|catch up with|bother|approach|reach|hit up|visit|drop a line|drop a line "
        "to|write|reaching out to|call back|calling|give a buzz|look after|contacting) "
        "[back|first|next] [{period}]",
        "(who|which <clients>) (is|are|s) (due|overdue|worth) [for|a] [a call|a nudge|a "
        "text|follow up|followup|a followup|calling|contacting|a message|contact|calls] [{period}]",
        "(who|which <clients>) (needs|need|deserves|wants|could use|is waiting for|should get) "
        "[a|some] (call|followup|follow "
        "up|nudge|text|message|calling|contacting|contact|attention|love|ring|a call|check in) "
        "[{period}]",
        "<show> [me] [my|the|a|todays] (call list|calls|list of people to call|followups|follow "
        "ups|nudges|outreach list|people to call|contacts to call|clients to call|call sheet|list "
        "of clients to call|follow up list|people to contact|calling list) [for] [{period}]",
        "(call list|calls to make|followups|nudges|who to call|whom to call|follow ups|outreach "
        "list|who to contact|who to text|any nudges|people to call|my nudges|my call list|who to "
        "ring|my calls|who to reach out to|whom to contact|any followups|calling list) [for] "
        "[{period}]",
        "(anyone|anybody|is there anyone|is there anybody|someone|who) [that|who] (i|we) "
        "[should|need to|ought to|must|could] (call|reach out to|contact|text|follow up with|get "
        "in touch with|be calling|ring|message|write to) [{period}]",
        "(who|whom|anyone|anybody|which clients|which customers|which collectors) "
        "[do|should|shall|must|ought|might|could|can|is|are|needs|need|deserves|d|i|we|that] "
        "[i|we|you|think|reckon|suggest|best] [need to|ought to|to|should|best|better|must|have "
        "to|could|think|suggest|recommend|be] [be|i|we|should|get] "
        "(ring|ringing|call|calling|phone|phoning|text|texting|contact|contacting|chase|chasing|chase "
        "up|follow up|following up|follow up with|touch base with|check in on|check in with|drop a "
        "line|drop a line to|give a bell|give a ring|give a buzz|give a call|give a shout|get in "
        "touch with|get back to|reach out|reach out to|reaching out to|see|visit|catch up "
        "with|speak to|speak with|talk to|a call|a ring|a bell|hear from|write "
        "to|write|nudge|ping) [up|to|with] [{period}]",
        "(my|the|todays) (call list|calling list|list of calls|calls list|contact list) [for] [{period}]",
        "(who|whos|whom|which <clients>) [is|are|s|might be|would be] "
        "(worth|due|overdue|good|ready|ripe|next) [for|to] [a] (call|calling|reach out to|reaching "
        "out to|contact|contacting|text|texting|ring|ringing|chasing|followup|follow up|following "
        "up|following up with|a call|nudge|nudging|pinging|phone|phoning|chat|visit|catching up "
        "with|getting in touch with) [{period}]",
        "? [!(call|ring|contact|reach out|text|follow up|get in touch|touch "
        "base|phone|ping|chase|bell|catch up|write to|check "
        "in|calls|calling|reconnect|nudge);!(who|whom|anyone|clients|which|whos|list|people|anybody|somebody);!(should|due|need|ought|must|could|my|to|is|needs|be|worth|can|do);{period}]",
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
        "(nudge|remind|ping|poke|ask|bug|prompt) [me|us] [again] (about|re|on|of|regarding) "
        "{contact} [again|instead] [on|in|at|by] {when}",
        "(nudge|remind|ping|poke|ask|bug|prompt) [me|us] (again|about it|about that|about this|of "
        "it|about it again|about this again|about that again|about this one|about that one|again "
        "about it|again about this|later|instead) [on|in|at|by|,] {when}",
        "~0.5 (nudge|remind|ping|ask|bug) me {when} about {contact} [again]",
        "(snooze|postpone|delay|defer|push back|push|sleep|put off|mute|park) "
        "[the|that|this|it|my] [nudge|one|reminder|nudges] [for|about|on|re|of] {contact} [nudge] "
        "[for|until|to|by|,|on|till] {when}",
        "(snooze|postpone|delay|defer|push back|push|sleep|put off|mute|park) {contact's} "
        "[nudge|reminder|nudges|one] [for|until|to|by|,|on] {when}",
        "(snooze|postpone|delay|defer|sleep|put off|push back|mute|push) [the|that|this|it|my|all] "
        "(nudge|one|reminder|it|that|this|nudges) [for|until|to|by|,|back|on|back to|back until] "
        "{when}",
        "(snooze|sleep) [for|until|to] {when}",
        "(snooze|remind me|not now|later|nudge me|ask me) [,|-] {when}",
        "(not now|not today|later|not yet|no time now|busy|cant now|not this week|not right "
        "now|too early|busy now) [about|re|for|with|on|regarding] {contact} [,|-|:] (nudge "
        "me|remind me|try again|ask me|ping me|again|come back|try me|ask again|nudge again|ask me "
        "again|remind me again|remind) [again|about it|about her|about him|in|on|at] {when}",
        "(not now|not today|later|not yet|no time now|busy|cant now|not this week|not right "
        "now|too early) [,|-|:] (nudge me|remind me|try again|ask me|ping me|again|come back|try "
        "me|ask again|ask me again) [again|about it|in|on|at] {when}",
        "(come back|get back|circle back|check back|try again|try me again|come back to me) [to "
        "me] (about|on|re|with|to|regarding) {contact} [again] [on|in|at] {when}",
        "(come back|get back|circle back|check back|come back to me|come back to it|come back to "
        "this|get back to me) [with that|with this|on this|about this|about it] [on|in|at] {when}",
        "{contact} [nudge] (later|not now|snooze) [,|:|-] {when}",
        "(leave|let) {contact} (until|for) {when} [then nudge me]",
        "{contact} , (nudge me|remind me|snooze|ask me again) [in|on|again] {when}",
        "(bug|poke|prod|ping|hassle|hit|chase|jog) me [again] (about|re|on|with) {contact} [again] "
        "[on|in|at] {when}",
        "(bug|poke|prod|ping|hit|remind|nudge) me (about|re|on|with) (that|this|it) [again] "
        "[on|in|at] {when}",
        "(kick|push|park|put|bump|move|leave|shelve) [the|that|this] [nudge|one|reminder] "
        "[for|about|on|re|with] {contact} [off|back|out|till|to|until|for|down the road] "
        "[to|until|till|for|on] {when}",
        "{contact} [nudge|reminder] (again|later|not yet|too early|too soon|not now) [,|:|-] "
        "[try|again|remind me|nudge me|in|on] {when}",
        "(its|it is) too (soon|early) (for|to (call|text|contact)) {contact} [,|:|-] "
        "[try|again|remind me|nudge me|ask me|come back|ask again] [again|in|on] {when}",
        "(leave|let) {contact} (be|alone) (until|till|for|til) {when}",
        "(not|no) {contact} (until|before|till) {when}",
        "(again|later|another time) (in|on) {when}",
        "? [!(snooze|later|not now|nudge|remind|postpone|again|come back);!{contact};!{when}]",
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
        "(stop|dont|do not|quit|no longer|no need to|never|enough) "
        "(nudging|nudge|bugging|bug|reminding|remind|pinging|ping|bother|bothering|with the "
        "nudges) [me|us] (about|on|re|regarding|for|with|of) {contact} [anymore|any "
        "more|again|please|ever|ever again] [[,|and] {rule}]",
        "(stop|dont|do not|quit|never|enough) "
        "(nudging|nudge|bugging|bug|reminding|remind|pinging|ping) [me|us] "
        "(about|on|with|like|of|for) (that|this|it) [anymore|any more|again|please] [[,|and] "
        "{rule}]",
        "(dismiss|drop|delete|cancel|discard|remove|ignore|kill|clear|skip|close|scrap) "
        "[the|this|that|my|all] (nudge|nudges|reminder nudge|prompt) "
        "[for|about|on|of|re|regarding|to call] [{contact}] [[,|and] {rule}]",
        "(dismiss|drop|delete|cancel|discard|remove|ignore|kill|clear) {contact's} "
        "(nudge|nudges|prompt|reminders)",
        "(dismiss|ignore it|dismiss it|dismiss that|dismiss this|skip it|drop the nudge|dismiss "
        "nudge|ignore that nudge|skip this one|skip this nudge|not interested in this "
        "nudge|dismiss this one)",
        "(dismiss|stop|drop|mute|kill|disable) (these|this kind of|this type of|all "
        "such|those|this sort of) (nudges|nudge) {rule:never this kind}",
        "{rule} [please|again|of nudge|nudge|nudges]",
        "(never|dont|do not|no more) [nudge me|send me|send|show|show me|nudge|nudge me with|give "
        "me] (this kind|this type|this kind of nudge|this type of nudge|these|these nudges|nudges "
        "like this|nudges like that|that kind|that kind of nudge|such nudges|this sort of "
        "nudge|nudges of this kind|nudges like these|that sort|this sort of thing|this kind of "
        "thing|this one) [again|anymore|any more|ever|ever again] {rule:never this kind}",
        "(no more|no further|i dont want more|i dont want any more|dont want more|i dont need|dont "
        "need|i dont want|stop) [more|any] (nudges|nudge|reminders to call|nudging|prompts) "
        "(about|for|on|re|regarding|to call|of) {contact} [please|anymore]",
        "no [need|point] [to] (nudge|nudging) [me] (about|for|on) {contact} [anymore|any more]",
        "(forget|leave|let go) [about] [the] nudge [about|for] [{contact}]",
        "(quit|stop|enough|lay off|knock off|leave off|cut out|no need|give over|dont|do "
        "not|cease|can you stop|enough of|no longer) [with|of|the|to|need] "
        "(nag|nagging|bug|bugging|nudge|nudging|nudges|remind|reminding|reminders|pester|pestering|hassle|hassling|prompt|prompting|ping|pinging|badger|badgering|bother|bothering|chasing|harping|harping "
        "on|going on|banging on) [me|us] [about|on|regarding|re|for|with] {contact} "
        "[please|already|anymore|again|any more|all the time|every day]",
        "{contact} (doesnt need|needs no|no more|is fine no|no) "
        "(nudge|nudges|nudging|reminders|chasing) [anymore|any more|please]",
        "(drop|kill|scrap|bin|can|ditch|skip|forget|cancel|clear|ignore) [the|that|this] [nudge] "
        "(about|on|re|for|to call|regarding) {contact} [nudge]",
        "(drop|kill|scrap|bin|can|ditch|skip|clear) {contact's} nudge",
        "i (already|have already|ve already|just) (called|spoke to|texted|contacted|spoke with) "
        "{contact} [,] (drop|dismiss|forget|cancel|kill|clear) (it|the nudge|that|that nudge)",
        "? [!(quit|stop|enough|dont|no more|drop|dismiss|cease|leave off|lay "
        "off|forget);!(nagging|nudging|bugging|reminding|pestering|nag|nudges|nudge|pinging|hassling|badgering|bothering|pester|hassle|bug|badger|reminders);!{contact};(about|on|with)]",
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

    phrases = (
        "(why|why this|why that|why now|why her|why him|why them|how come|why is that|whys "
        "that|why this nudge|why the nudge|why that nudge|why this one|why that one|why did i get "
        "this|why do i get this|why am i getting this|why are you telling me this|why do you say "
        "that|why did you nudge me|why are you nudging me|why the reminder|says "
        "who|explain|explain that|explain this|explain that nudge|explain this nudge|explain the "
        "nudge|based on what|what makes you say that|where does that come from|whats the "
        "reason|what is the reason|what reason|what for|why so|why is this|why are you asking|why "
        "do you ask|why did i get that|why did i get this nudge|why did i get that "
        "nudge|reason|but why|and why|what is this based on|what was that for|why do you nudge "
        "me|why you nudge me|why me|whats that nudge about|whats this nudge about)",
        "(why|how come) (should|must|do|would|shall|did) (i|we|you) (call|contact|text|reach out "
        "to|ring|write to|message|nudge me about|remind me about|remind me of|tell me about|follow "
        "up with|suggest|nudge me to call|recommend) [about] {_@contact} [now|today|again|this "
        "week]",
        "why {_@contact} [now|today]",
        "why (are you nudging me|did you nudge me|do you nudge me|the nudge|this nudge|nudge me|am "
        "i nudged|was i nudged) (about|on|for) {_@contact}",
        "explain [the|that|this] nudge (about|for|on) {_@contact}",
        "(whats|what is|what was|wheres) (that|this|the) (nudge|reminder|suggestion|prompt) "
        "(about|for|based on|from|coming from)",
        "(why|how come|for what reason) [do|did|are|am|is|should|would] [you|i|we|it] "
        "[think|say|suggest|want me "
        "to|get|getting|nudge|nudging|remind|reminding|bug|telling|want|recommend|call|tell] "
        "[me|this|that|so|to call|to contact|about|nudged|her|him|them] [about|now|of|call] "
        "[{_@contact}]",
        "(on what basis|what triggered this|what triggered that|what prompted this|what prompted "
        "that|whats the logic|whats the thinking|whats behind this|whats behind that|what makes "
        "you think so|what makes you think that|why so|what gives|whats this based on|whats that "
        "based on|explain yourself|explain why|tell me why|care to explain|because why|why "
        "exactly|why on earth|why do you think so|why do you think that|and why is that|reason "
        "please|whats the reasoning|give me the reason)",
    )
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
        "(pause|stop|hold|suspend|mute|silence|disable|turn off|switch off|no|no "
        "more|halt|freeze|snooze all|stop all|pause all|hold all|hold off on|shut off|hold "
        "back|stop sending|give me no|dont send|dont send me|put a pause on|mute all|hold off "
        "with|stop the|spare me|spare me the) [the|all|my|any|all my|all the|me] "
        "(nudges|nudging|suggestions|prompts|nudge|reminders and nudges|nudges and reminders) [[,] "
        "[until|till|for|through|to|til|up to|up until|before] {until}]",
        "no (nudges|nudging|prompts) (until|for|before|through) {until} [please]",
        "(dont|do not) (nudge|bug|ping|bother|prompt) [me|us] [at all|please|anymore|with "
        "anything] (until|before|for|till|through) {until}",
        "(dont|do not) (nudge|bug|ping|prompt) (me|us) [at all|for now|anymore|please|for a while]",
        "(pause|stop|mute) [the|all|my] nudges {until}",
        "(leave me alone|give me a break|quiet|be quiet|silence) (until|for|till) {until}",
        "nudges (off|paused|pause) [until|for] [{until}]",
        "(give|gimme|let) [me] [a] (rest|break|peace|holiday|breather) [from] [the|your|all] "
        "(nudges|nudging|prompts) [until|till|for] [{until}]",
        "(no|zero|quit|kill|switch off|turn "
        "off|silence|park|freeze|hush|shush|mute|pause|hold|stop|suspend|disable) "
        "[the|all|my|any|all the|all my|more|further|sending|those|these] "
        "(nudges|nudging|prompts|nudge) [please|for now|for a while|at all|me] "
        "[until|till|til|for|before|through|to] [{until}]",
        "(dont|do not) (want|need) [any] nudges [until|till|for|before|this|today|now] [{until}]",
        "nudges (can wait|off|paused|on pause|on hold|on ice) [until|till|for] [{until}]",
        "? "
        "[!(pause|stop|hold|no|mute|silence|suspend|without|off);!(nudges|nudging|prompts);!(until|til|through|before|for) "
        "{until}]",
    )
    examples = {"pause nudges until monday": {"until": "2026-11-23"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import nudge_answers, tasks

        until = nudge_answers.pause(crm, self.until)
        said = f"No nudges until {tasks.spoken(crm, until)}. Reminders you asked for still come."
        return Reply(f"{said} UNDO takes it back.")
