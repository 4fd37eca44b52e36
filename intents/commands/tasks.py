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
    )
    examples = {"remind me to call Ana tue 3pm": {"text": "call Ana", "when": "2026-11-24T15:00:00-05:00"}}
    effect = Effect.WRITE
    asks = "Make a reminder[ for {user}]: {text}[, {when}][, {repeat}]?"
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
        "{when@day} (tasks|todos|agenda|schedule|plan|diary|reminders|to do list|list)",
        "(what does|what do) {when@day} look like [for me|for us]",
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

    phrases = ("(complete|finish|close|tick) [the] (task|todo|reminder) {task}", "✓ {task}")
    examples = {"done with call Ana": {"task": "call Ana"}}
    effect = Effect.WRITE
    asks = "Tick off “{task}”?"
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
        "(remind me|do) [about|of|to] {task} (instead) [on|at] {when}",
        "(remind me|do) [about|of|to] {task} [on|at] {when} instead",
    )
    examples = {"push call Ana to thursday": {"task": "call Ana", "when": "2026-11-26"}}
    effect = Effect.WRITE
    asks = "Move “{task}” to {when}?"
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

    phrases = ("(cover|covering) (for me|me) [is|:|by] {user} (until|till|through) {until}",)
    examples = {"I'm away till monday, Sam covers": {"until": "2026-11-23", "user": "Sam"}}
    effect = Effect.WRITE
    asks = "Note that you are away until {until}[, with {user} told in your place]?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import tasks, users

        users.set_away(crm, tasks.moment(crm, self.until), self.user)
        cover = (
            f" {self.user.name} is told in your place." if self.user else " An admin is told in your place."
        )
        return Reply(f"You are away until {tasks.spoken(crm, self.until)}.{cover} UNDO takes it back.")
