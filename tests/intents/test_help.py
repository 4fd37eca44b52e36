"""docs/commands.md is computed from the commands."""

from __future__ import annotations

from pathlib import Path

from intents.base import registry
from intents.help import page

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_current() -> None:
    assert DOCS.read_text() == page() + "\n", "run: python -m intents.help > docs/commands.md"


def test_every_command_is_on_the_page() -> None:
    text = page()
    assert [intent.name for intent in registry if f"`{intent.name}`" not in text] == []
