"""The transcript in the README is what Herring says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import House
from tests.flows.runner import Conversation


def transcript(readme: str) -> list[tuple[str, str]]:
    """(who, text) of each turn of the first code block."""
    block = readme.split("```")[1].strip("\n")
    turns: list[tuple[str, str]] = []
    for line in block.splitlines():
        match = re.match(r"(you|Herring)\s+(.*)", line)
        if match:
            turns.append((match[1], match[2]))
        else:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]}\n{line.strip()}")
    return turns


def test_readme_transcript(house: House, root: Path) -> None:
    talk = Conversation(house)
    turns = transcript((root / "README.md").read_text())
    assert len(turns) >= 4
    for (_, said), (who, answer) in zip(turns[::2], turns[1::2], strict=True):
        assert who == "Herring"
        assert talk.say("staff", said) == [answer]
