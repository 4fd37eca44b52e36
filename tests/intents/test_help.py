"""docs/commands.md is computed from the commands."""

from __future__ import annotations

from pathlib import Path

from crm_core.access import Actor, Role
from intents.base import Audience, registry
from intents.help import page
from intents.menu import menu

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_current() -> None:
    assert DOCS.read_text() == page() + "\n", "run: python -m intents.help > docs/commands.md"


def test_every_command_is_on_the_page() -> None:
    text = page()
    assert [intent.name for intent in registry if f"`{intent.name}`" not in text] == []


def test_the_menu_tells_what_collectors_may_say() -> None:
    said = menu(Actor("user", 1, "Olivia", Role.ADMIN), "collectors").splitlines()
    sentences = [intent for intent in registry if intent.audience is Audience.COLLECTOR]
    assert said[0] == "What collectors write is noted and shown to you. It never commands anything:"
    assert len(said) == len(sentences) + 1 and all("“" in line for line in said[1:])


def test_a_topic_is_known_in_its_other_forms() -> None:
    owner = Actor("user", 1, "Olivia", Role.ADMIN)
    for topic in ("set a reminder", "reminders", "reminding"):
        assert menu(owner, topic).startswith("Remind somebody of something: "), topic
