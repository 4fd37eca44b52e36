"""The `herring` command: fast to start, and one sentence where a person can do something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_core.config import Settings


def herring(*words: str, cwd: Path, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    ours = {name.upper() for name in Settings.model_fields}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        env={**env, **settings},
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        timeout=150,
    )


def test_parse_needs_no_database(tmp_path: Path) -> None:
    asked = {"id": "17", "as": "staff", "text": "sold Blue Nude to Maria for 4.5k", "pending": None}
    words = ["parse", "--jsonl", "--now", "2026-11-20T10:00", "--tz", "America/New_York"]
    done = herring(*words, cwd=tmp_path, given=json.dumps(asked) + "\n")
    assert json.loads(done.stdout)["commands"][0]["name"] == "sell_item"
    assert list(tmp_path.iterdir()) == []


def test_parse_reads_plain_texts_and_loses_nothing_to_a_line_that_is_no_object(tmp_path: Path) -> None:
    plain = herring("parse", cwd=tmp_path, given="menu\nfrobnicate\n")
    assert plain.stdout == "menu\n  menu {}\nfrobnicate\n  nothing\n"
    done = herring("parse", "--jsonl", cwd=tmp_path, given='menu\n{"id": 2, "text": "menu"}\n[1]\n')
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [len(line["commands"]) for line in lines] == [0, 1, 0]
    assert "no JSON object" in lines[0]["error"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["parse", "--tz", "Mars/Olympus"], "Mars/Olympus is no time zone; they look like America/New_York"),
        (["parse", "--now", "soon"], "soon is no time; they look like 2026-11-20T10:00"),
        (["import", "nonsense", "x.csv"], "invalid choice: 'nonsense'"),
        (["gallery", "add", "--name", "Sol"], "the following arguments are required: --phone"),
    ],
)
def test_a_wrong_word_is_named(tmp_path: Path, words: list[str], sentence: str) -> None:
    done = herring(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr


@pytest.mark.parametrize("command", ["web", "worker", "beat"])
def test_a_part_without_servers_says_how_to_get_them(tmp_path: Path, command: str) -> None:
    done = herring(command, cwd=tmp_path, HERRING_HOME=str(tmp_path / "home"))
    assert done.returncode == 1
    assert done.stderr == (
        f"herring: No database is configured and none runs in {tmp_path / 'home'}. Start everything with "
        "`herring up`, or set DATABASE_URL and REDIS_URL.\n"
    )


@pytest.mark.parametrize("command", ["up", "web", "migrate", "doctor"])
def test_production_with_development_secrets_does_not_start(tmp_path: Path, command: str) -> None:
    done = herring(command, cwd=tmp_path, HERRING_ENV="production", HERRING_HOME=str(tmp_path / "home"))
    assert done.returncode == 1
    assert done.stderr.startswith("herring: SECRET_KEY is missing or shorter than 32 characters.")
    assert not (tmp_path / "home").exists()


def test_help_names_every_command(tmp_path: Path) -> None:
    said = herring("--help", cwd=tmp_path).stdout
    for command in "up web worker beat migrate doctor chat parse import export gallery user".split():
        assert f"\n    {command} " in said
