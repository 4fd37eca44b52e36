"""Tasks: what is to be done, by whom and when; and who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.models import Task, User


class AddTask(Intent):
    """Remind somebody of something."""

    text: str = slot("task_text", required=True, ask="What is to be done?")
    when: datetime | date | None = slot("when")
    user: User | None = slot("user")
    repeat: str | None = slot("repeat")

    phrases = ("remind me to {text} [{when}]",)
    examples = {"remind me to call Ana tue 3pm": {"text": "call Ana", "when": "2026-11-24T15:00:00-05:00"}}
    effect = Effect.WRITE
    needs = Permission.BASICS


class ListTasks(Intent):
    """What is to be done."""

    when: date | None = slot("when")

    phrases = ("whats on {when}", "my tasks")
    examples = {"what's on today": {"when": "2026-11-20"}}
    effect = Effect.READ
    needs = Permission.BASICS


class CompleteTask(Intent):
    """Tick off a task."""

    task: Task = slot("task", required=True, ask="Which task is done?")

    phrases = ("done with {task}",)
    examples = {"done with call Ana": {"task": "call Ana"}}
    effect = Effect.WRITE
    needs = Permission.BASICS


class MoveTask(Intent):
    """Put a task off, or bring it forward."""

    task: Task = slot("task", required=True, ask="Which task?")
    when: datetime | date = slot("when", required=True, ask="To when?")

    phrases = ("(push|move) {task} to {when}",)
    examples = {"push call Ana to thursday": {"task": "call Ana", "when": "2026-11-26"}}
    effect = Effect.WRITE
    needs = Permission.BASICS


class SetAway(Intent):
    """Be away; a colleague's name covers."""

    until: datetime | date = slot("when", required=True, ask="Until when?")
    user: User | None = slot("user", help="who covers")

    phrases = ("im away until {until} [, {user} covers]",)
    examples = {"I'm away till monday, Sam covers": {"until": "2026-11-23", "user": "Sam"}}
    effect = Effect.WRITE
    needs = Permission.BASICS
