"""Tasks: what is to be done, by whom and when; and who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Task, User


class AddTask(Intent):
    """Remind somebody of something."""

    text: str = slot("task_text", required=True, ask="What is to be done?")
    when: datetime | date | None = slot("when")
    user: User | None = slot("user")
    repeat: str | None = slot("repeat")

    phrases = (
        "<remind> [to|of|about|that|:|,|i have to|i need to|i must|i should] {text} [,] {when} [{repeat}]",
        "<remind> [to|of|about|that|:|,|i have to|i need to] {text} [,] {repeat} [[at|on|from] {when}]",
        "<remind> [to|of|about|that|:|,|i have to|i need to|i must|i should|on] {text}",
        "<remind> {when} [to|of|about|that|:|,|-|i have to|i need to|i must] {text}",
        "<remind> {repeat} [[at|on|from] {when}] [to|of|about|that|:|,] {text}",
        "{when} [,|:|-] <remind> [to|of|about|that|:|,] {text}",
        "{repeat} [,|:|-] <remind> [to|of|about|that|:|,] {text}",
        "remind {user} [{when}] (to|of|about|that|:|,) {text} [,] {when}",
        "remind {user} [{when}] (to|of|about|that|:|,) {text}",
        "remind {user} {when} {text}",
        "remind {user} (to|of|about|that) {text} {repeat}",
        "<todo> [:|,|-|to|for me] {text} [,] {when}",
        "<todo> [:|,|-|to|for me] {text} [,] {repeat}",
        "<todo> [:|,|-|to|for me] {text}",
        "<todo> [:|,|-] {when} [:|,|-] {text}",
        "<todo> (for) {user} [:|,|-|to] {text} [,] [{when}]",
        "(task|todo|new task|add a task|add task|create a task|assign a task|give a task) (for|to) "
        "{user} [:|,|-|to] {text} [,] {when}",
        "(task|todo|new task|add a task|add task|create a task|assign a task|give a task) (for|to) "
        "{user} [:|,|-|to] {text}",
        "(add|put) {text@task} (to|on) [my|the|our] (todo list|todos|to do list|tasks|task "
        "list|todo|list of things to do|to dos|list) [for|,] [{when}]",
        "(add|put) {text@task} (to|on|in|into) [the|my] (calendar|diary|agenda|schedule|planner) "
        "[for|,|on] [{when}]",
        "(add|put|write) (to|on|in) [my|the|our] (todo list|todos|to do list|tasks|task "
        "list|todo|to dos|diary|calendar|agenda) [:|,|-|to|for {when}] {text} [,] [{when}]",
        "(tell|ask|have|get) {user} to {text} {when}",
        "(i|we) (need to|have to|must|should|ought to|gotta) remember to {text} [,] [{when}]",
        "(dont let me forget|dont forget|lets not forget|i mustnt forget|i must not forget|i cant "
        "forget|make sure i dont forget|never forget|we mustnt forget|dont let me|help me "
        "remember|i need to remember|make sure we|please dont forget|we must not forget|we need to "
        "remember) [to|about|that|:|,|the] {text} [,] {when}",
        "(dont let me forget|dont forget|lets not forget|i mustnt forget|i must not forget|i cant "
        "forget|make sure i dont forget|we mustnt forget|help me remember|i need to "
        "remember|please dont forget|we must not forget|we need to remember) "
        "[to|about|that|:|,|the] {text}",
        "{text@task} , (remind me|reminder|todo) [on|at|in|for] {when}",
        "(set|schedule|create|add|make|put in|put) [me] [a|an] (task|todo|reminder|followup|follow "
        "up) [for] {when} [to|:|,|-|for] {text}",
        "(set|schedule|create|add|make|put in|put) [me] [a|an] (task|todo|reminder|followup|follow "
        "up) [to|:|,|-|for|about] {text} [,] {when}",
        "(set|schedule|create|add|make|put in|put) [me] [a|an] (task|todo|reminder) [to|:|,|-|about] {text}",
        "(schedule|plan) {text} [for] {when}",
        "(jog|jog my memory|poke me|give me a shout|give me a nudge|shout at me|wake me|prompt "
        "me|holler at me|buzz me|ping me|chase me|hit me up) [{when}] (to|about) {text} [{when}]",
        "(i|we) (need|have|ought|want|got|must|should|gotta|mustnt forget|better|had better|really "
        "need|really must|really should) to {text@chore} {when}",
        "(got to|gotta|need to|have to|must|should) {text@chore} {when}",
        "(stick|pop|put|chuck|jot|write|note|add|slap) {text@chore} (on|in|down for|onto) "
        "[my|the|our] (list|todo list|to do list|todos|tasks|diary|calendar|agenda|planner) "
        "[for|on] [{when}]",
        "(stick|pop|put|chuck|jot|write|note|add|slap) (on|in) [my|the|our] (list|todo list|to do "
        "list|todos|tasks|diary|calendar|agenda) [to|:|,] {text} [{when}]",
        "(task|todo|reminder) [:|,|-|for me|to] {text} [,|-] [by|on|due|for] {when}",
        "(make|create|set|add|put|give|enter|log|need|book|note|set up) [me] [a|an] [new] "
        "(task|todo|reminder|to do) [for me|in|on|about] [to|:|,|-|for|about|that] {text} [,|-] "
        "[by|on|due|for] {when}",
        "{when} [:|,|-] {text@chore}",
        "{text@chore} [on|by|,] {when} [,] (remind me|dont let me forget|reminder|put it in the "
        "diary|todo|task|please remind me)",
        "(have|get|ask|tell) {user} {text@chore} {when}",
        "(have|get|ask|tell) {user} to {text@chore} [{when}]",
        "{user} (should|needs to|has to|must|is to|ought to) {text@chore} [by|on] {when}",
        "(every|each) {_@repeat} remind me to {text}",
        "(dont|do not) let me forget [to|about|that] {text} [,] [{when}]",
        "(nudge me|alert me|prompt me|ping me|have me|tell me|make sure i|make sure i "
        "remember|dont let me forget|dont forget|remember|dont forget to remind me|i should be "
        "reminded) to {text} [,] {when}",
        "(nudge me|alert me|prompt me|ping me|have me|tell me|make sure i remember|dont let me "
        "forget|dont forget|dont forget to remind me|i should be reminded) to {text}",
        "{when} (nudge me|alert me|prompt me|ping me|tell me) to {text}",
        "(nudge me|alert me|prompt me|ping me|tell me) {when} to {text}",
    )
    examples = {"remind me to call Ana tue 3pm": {"text": "call Ana", "when": "2026-11-24T15:00:00-05:00"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import repeats, tasks

        row = tasks.add(crm, self.text, when=self.when, user=self.user, repeat=self.repeat)
        due, own = tasks.due_words(crm, row), row.user_id == crm.actor.id
        who = "you" if own or self.user is None else self.user.name
        again = f", {repeats.words(row.repeat)}" if row.repeat else ""
        said = f"I'll remind {who}: {row.text}, {due}{again}." if due else f"Noted for {who}: {row.text}."
        return Reply(f"{said} UNDO takes it back.", [Ref("task", row.id, row.text)])


class ListTasks(Intent):
    """What is to be done."""

    when: date | None = slot("when")

    phrases = (
        "<whats> [on|in|for|up|planned|due|scheduled|happening|going on|left|coming up|left to "
        "do|there to do|open|to do|still to do|on my plate|on my list|on the list|on the "
        "calendar|on the schedule|on the agenda|in the diary|on my agenda|on my calendar|in my "
        "diary|in my calendar|on my schedule|the plan|my plan|our plan|the plan for|my "
        "schedule|our schedule|the schedule|the agenda|my agenda|my day like|my day look like|on "
        "deck|cooking|on the books|on tap|on my todo list|left for me|in the calendar|up for|on "
        "the plan|on the docket] [for|on] {when@day}",
        "<whats> (on my plate|on my list|on my todo list|on the todo list|left to do|to do|on the "
        "agenda|still to do|there to do|due|my tasks|on my agenda|on my schedule|on my task "
        "list|the plan|on the calendar|in the diary|in my diary|on my calendar|on the list|still "
        "open to do|on the schedule|open|on deck|my todo list|my to do list) [now|right now|at the "
        "moment|still]",
        "(what|anything|which tasks|what tasks|what all|what stuff|which things|what else|do i "
        "have anything|do we have anything|is there anything|what things|what jobs) "
        "(do|have|am|are|must|should|is|on|due|to|planned|do i have|can|needs|i|we|shall|did) "
        "[i|we|you] [have|got|need|supposed|to|have got|to be|had|must|has] [to|got|on|to "
        "do|planned|due|scheduled|do|open|doing|up|on my plate|left|on my list|still|going on|to "
        "be|coming up|in my diary|on the agenda|in the diary|need|booked] [do|to do|to be done|be "
        "done|done|do] [still] [for|on|,] [{when@day}]",
        "<show> [me] [my|our|the|all|all my|all the|todays|tomorrows|open|all our] "
        "[open|pending|todays|due|overdue] (tasks|todos|todo list|to do list|task list|to "
        "dos|reminders|agenda|schedule|diary|calendar|todo|plan|things to do|tasks list|list of "
        "tasks|day|planner|followups) [for|on|due|of] [{when@day}]",
        "(my|our|todays|the|all|open|any|all my|list|pending) [open|pending] (tasks|todos|todo "
        "list|to do list|task list|to dos|reminders|agenda|schedule|diary|todo|tasks list) "
        "[for|on|due] [{when@day}]",
        "(tasks|todos|todo list|to do list|task list|to dos|agenda|reminders|list tasks|any "
        "tasks|any todos|schedule|any reminders|diary|to do|todo) [for|on|due|,] [{when@day}]",
        "(any|are there any|do i have any|have i got any|which|what|do we have any|have i any|got "
        "any) [open|pending] (tasks|todos|reminders|appointments|to dos|things to "
        "do|meetings|jobs) [due|do i have|are there|have i got|have i|do we have|are due|are "
        "open|left|planned|scheduled|open|on my list] [for|on|due] [{when@day}]",
        "(todays|tomorrows) (tasks|todos|agenda|schedule|plan|diary|reminders|to do "
        "list|list|program|to dos) {when@day:today}",
        "{when@day} (tasks|todos|agenda|schedule|plan|diary|reminders|to do list|list)",
        "(how does|how is|hows|how do) [my|our|the] (day|schedule|diary|week|calendar|agenda) "
        "[look|looking] [like] [for|on] [{when@day}]",
        "(what does|what do) [my|our|the] (day|schedule|diary|calendar|agenda) look like [for|on] {when@day}",
        "(what does|what do) {when@day} look like [for me|for us]",
        "(am i|are we) (free|busy|booked) [on] {when@day}",
        "(whats|what is|what have|what do|what am|anything|what|what has) "
        "[i|we|on|got|have|supposed|is] [got|have|on|to|in|supposed] [to do|on|on my plate|coming "
        "up|planned|doing|lined up|due|for me|in store|happening|the diary|my diary|scheduled|on "
        "the cards|left|todo] [for|on|this|in] [{when@day}]",
        "(read|show|give|tell|list|run|let me see|pull up) [me|out|through] [my|the|our|todays] "
        "(day|schedule|tasks|todos|diary|agenda|list|jobs|to do list|todo "
        "list|calendar|reminders|plan) [for|on] [{when@day}]",
        "(am i|are we|do i have|have i got|do we have|have we got) "
        "(anything|something|stuff|much|free|busy) [on|planned|to do|due|scheduled|happening] "
        "[for|on] [{when@day}]",
        "? [!(tasks|todos|todo list|to do "
        "list|agenda|diary|calendar|schedule|plate|reminders|jobs|to do|appointments|to dos|task "
        "list);!(what|whats|show|any|my|list|have|got|on|is|are|which|see|read);{when@day}]",
        "? [!(tasks|todos|todo list|to do "
        "list|agenda|diary|calendar|schedule|plate|reminders|jobs|to do|appointments|lined "
        "up|planned|on);!(what|whats|show|any|list|have|got|which|anything);!{when@day}]",
    )
    examples = {"what's on today": {"when": "2026-11-20"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import tasks
        from intents.pages import page

        rows = tasks.listed(crm, on=self.when)
        day = f" for {tasks.spoken(crm, tasks.day_of(crm, self.when))}" if self.when else ""
        if not rows:
            return Reply(f"Nothing on your list{day}.")
        start = self.page or 0
        some = rows[start : start + 8]
        after = start + 8 if len(rows) > start + 8 else None
        lines = [tasks.line(crm, row) for row in some]
        refs = [Ref("task", row.id, row.text) for row in some]
        return page(self, f"On your list{day}:", lines, refs, after, len(rows) - start - 8)


class CompleteTask(Intent):
    """Tick off a task."""

    task: Task = slot("task", required=True, ask="Which task is done?")

    phrases = (
        "(done|finished|done with|finished with|check off|tick off|ticked off|mark done|mark as "
        "done|cross off|crossed off|just finished|all done with|marked off|completed|scratch "
        "off|mark off) [:|,|-|the] [task|todo|reminder|number|the task] [:|,|-|to|of|number] "
        "{task@deed}",
        "(complete|finish|close|i did|i finished|just did|ive done|ive finished|i have done|we "
        "did|we finished|already did|i already did|ticked|i completed|just completed|tick|took "
        "care of|handled|i took care of|sorted|have finished|wrapped up|got done|have done) [the] "
        "{task@chore}",
        "(complete|finish|close|tick) [the] (task|todo|reminder) {task}",
        "✓ {task}",
        "(mark|flag|check|tick|cross) [the] [task|todo|reminder|number] {task} "
        "[task|todo|reminder] [as] (done|complete|completed|finished|closed|off the list|off my "
        "list|resolved|as done|off as done|handled|off the todo list)",
        "{task@chore} [task|todo] (is|s|are|has been|was|got|all|now|have been|is now|is all|is "
        "already) (done|finished|completed|complete|sorted|taken care of|handled|off the list|off "
        "my list|dealt with|ticked off|settled|already done|checked off|sorted out|wrapped "
        "up|crossed off)",
        "{task@chore} [,|:|-|:] (done|finished|completed|complete|check|checked|ticked|check that "
        "off|tick it off|all done|did it|did that|check it off|cross it off|taken care of|tick "
        "it|mark it done|mark done|mark as done|sorted|its done|handled|tick that off|cross that "
        "off)",
        "i (called|emailed|texted|sent|picked up|wrapped|shipped) {_@task} , (mark|tick|check) "
        "[it] [as] (done|off)",
        "(take|cross|strike|get|remove|scratch) {task} off [my|the|our] (list|todo list|to do "
        "list|todos|task list|plate|todo)",
        "(the|that|my) [task|todo|reminder] (to|about|for|of) {task} (is|s|was|has been) "
        "(done|finished|completed|complete|taken care of|handled)",
        "(thats|that is|this is|its) (done|sorted|finished) [:|,|-] {task@chore}",
        "(ticked|crossed|knocked|checked) off {task@deed}",
        "(ive|i have|weve|we have|i|we) [just|already|finally] (done|finished|completed|taken care "
        "of|sorted|dealt with|handled|knocked out|ticked off|wrapped up|called|did|sorted out) "
        "{task@chore}",
        "{task@chore} [,|-|:|is|has been|was] [all|now|already|been] "
        "(done|sorted|finished|complete|completed|taken care of|dealt with|handled|ticked off|out "
        "of the way|finish already|done already|settled|wrapped up)",
        "(scratch|strike|knock|tick|cross|check) {task@chore} off",
        "(tick|cross|check|strike|mark) {task} (off|as done|done|off my list|off the list)",
        "(tick|cross|check|strike) off {task@deed}",
        "(task|todo|job|reminder) {task} (finish|finished|done|complete|completed|is done|is "
        "finished|all done|ok|closed)",
        "? [!(task|todo|reminder);!{task};!(done|finished|complete|completed|tick|ticked|off)]",
    )
    examples = {"done with call Ana": {"task": "call Ana"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import tasks

        row = tasks.complete(crm, self.task)
        again = f" Next: {tasks.due_words(crm, row)}." if row.repeat else ""
        return Reply(f"Done: {row.text}.{again} UNDO takes it back.", [Ref("task", row.id, row.text)])


class MoveTask(Intent):
    """Put a task off, or bring it forward."""

    task: Task = slot("task", required=True, ask="Which task?")
    when: datetime | date = slot("when", required=True, ask="To when?")

    phrases = (
        "(push|move|reschedule|postpone|shift|bump|delay|put off|bring forward|defer|push "
        "back|pull forward|set back|move back|kick|slide|re-schedule|roll|carry over|push out|move "
        "up|push forward|resched|move forward) [the|my|that|our] [task|todo|reminder|task "
        "of|reminder to|reminder for|reminder about|task to|due date of|due date for|date "
        "of|deadline for|deadline of] {task} "
        "[task|todo|reminder|back|out|forward|due|deadline|up|over|ahead|off|due date|one] "
        "(to|until|for|by|till|from {_@when} to|over to|back to|out to|up to|forward to|ahead "
        "to|off to|off until|to be on|out until|back until) {when} [instead]",
        "(push|reschedule|postpone|bump|delay|resched|re-schedule) [the|my|that|our] "
        "[task|todo|reminder] {task} [back|out] {when}",
        "{task@chore} [task|todo|reminder] (should be|can wait|can wait until|moves to|move "
        "to|goes to|moved to|pushed to|has to be|needs to move to|should move to|to be moved "
        "to|postponed to|is now|is postponed to|needs to be moved to|can be moved to|wait "
        "until|waits until|rescheduled to|slips to|can move to|is moved to|must move to|will have "
        "to wait until|has to move to|has to wait until|not today ,|has moved to|push to|has been "
        "moved to|is pushed to|let it wait until|wait till|to move to|shift to|reschedule to|move "
        "it to|push it to|make it) [until|to|on|for|moved to|due] {when} [instead]",
        "(change|set|move|update|push) [the] (due date|date|deadline|time|reminder|due) "
        "(of|for|on) {task} (to|until|for|:) {when}",
        "(remind me|do) [about|of|to] {task} (instead) [on|at] {when}",
        "(remind me|do) [about|of|to] {task} [on|at] {when} instead",
        "(let me do|lets do|ill do|i will do|well do|do) {task} {when} instead",
        "(snooze|delay|postpone) [the] (task|todo|reminder) {task} [for|until|to|by] {when}",
        "(push|postpone|delay|move) {task} (by) {when@day}",
        "(lets|let us|can we|could we|can you|i want to|i need to) "
        "(do|make|move|push|shift|postpone|reschedule) {task} [on|to|until|for] {when} instead",
        "(shove|kick|punt|slide|push|move|shift|bump|roll|slip|delay) {task} "
        "[back|forward|on|over|out|off|up|along|down] (to|until|till|for|by|til) {when} [instead]",
        "{task@chore} (isnt|is not|wont|not|cant) [happening|going to happen|happen|today|be done] "
        "[today|now|tomorrow|this week] [,|-] [move|push|make|do|shift|put] [it|that] [to|on|off "
        "to|until|for] {when}",
        "{task@chore} on {when} instead [of {_@when}]",
        "? "
        "[!(task|todo|reminder);!{task};!(push|move|postpone|reschedule|shift|bump|moved|delay);!(to|until|til) "
        "{when}]",
    )
    examples = {"push call Ana to thursday": {"task": "call Ana", "when": "2026-11-26"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import tasks

        row = tasks.move(crm, self.task, self.when)
        moved = f"“{row.text}” is now due {tasks.due_words(crm, row)}."
        return Reply(f"{moved} UNDO takes it back.", [Ref("task", row.id, row.text)])


class SetAway(Intent):
    """Be away; a colleague's name covers."""

    until: datetime | date = slot("when", required=True, ask="Until when?")
    user: User | None = slot("user", help="who covers")

    phrases = (
        "(im|i am|ill be|i will be|i|am|going|im going|ive got to be|i have to be|be|ill|im gonna "
        "be) [going to be] (away|out|off|on vacation|on holiday|out of "
        "office|traveling|travelling|on leave|not here|unavailable|out of the office|ooo|gone|out "
        "sick|sick|on holidays|on vacations|not available|not in|out of town|abroad|off work|on a "
        "trip|at the fair|off duty|away from the gallery|on the road|offline|at a fair) [from "
        "{_@when}|today|tomorrow|starting tomorrow|now] [until|till|through|to|til|back|back "
        "on|back by|for|up to|up until|and back|and back on|returning|until the|, back|, back on|, "
        "back by] {until} <cover_tail>",
        "(away|out|off|on vacation|on holiday|out of office|ooo|on leave|vacation|holiday) [from "
        "{_@when}] (until|till|through|to|til|back|back on|for|up to) {until} <cover_tail>",
        "(set me|mark me|put me|set me as|mark me as|put me as|set me to) [as] (away|out|out of "
        "office|on vacation|on leave|off|unavailable|absent|on holiday|ooo) "
        "[until|till|through|for|to] {until} <cover_tail>",
        "(back|ill be back|im back|i am back|i will be back|i return|im returning) [on|by] {until} "
        ", {user} (covers|is covering|will cover|takes over|stands in|fills in|handles things|has "
        "my threads) [for me|until then|my threads]",
        "{user} (covers|is covering|will cover|takes over|stands in|fills in|covers for me|is "
        "covering for me|will cover for me|takes my threads|is in charge|handles everything|takes "
        "over for me) [for me|my threads|me] (until|till|through|to) {until} [while im away|while "
        "i am away|im away|im off|i am away]",
        "(taking|i am taking|im taking|i take|ill take) [some] (time off|days off|a "
        "break|leave|vacation|holiday|the week off|off) (until|till|through|to|for) {until} "
        "<cover_tail>",
        "(im|i am|ill be|i will be|i|gone|am|off) [gonna be|going to "
        "be|going|off|heading|out|flying|leaving] [on|to|for|out of|at] [a|the|my|some] "
        "[holiday|vacation|leave|trip|annual "
        "leave|hols|break|fair|basel|japan|office|honeymoon|sick leave|maternity leave|town] "
        "(until|till|til|through|to|up to|back|back on|and back) {until} <cover_tail>",
        "(im|i am|ill be|i will be) (out|off|away|gone|unreachable|unavailable) [from {_@when}] "
        "(until|till|til|through|to|up to|back|back on) {until} <cover_tail>",
        "{user} (covers|is covering|will cover|fills in|stands in|takes over) (for me) "
        "[until|till|through] {until}",
        "(cover|covering) (for me|me) [is|:|by] {user} (until|till|through) {until}",
        "? [!(away|on holiday|on vacation|out of office|off|out|on "
        "leave);!(until|til|back|through|back on) {until};!{user} (covers|cover|is covering|will "
        "cover|covering|stands in|takes over|fills in)]",
    )
    examples = {"I'm away till monday, Sam covers": {"until": "2026-11-23", "user": "Sam"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import tasks, users

        users.set_away(crm, tasks.moment(crm, self.until), self.user)
        cover = (
            f" {self.user.name} is told in your place." if self.user else " An admin is told in your place."
        )
        return Reply(f"You are away until {tasks.spoken(crm, self.until)}.{cover} UNDO takes it back.")
