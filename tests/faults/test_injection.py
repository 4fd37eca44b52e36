"""Breaking on purpose: what HERRING_FAULT understands, and that nobody meets it who didn't ask for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_core import faults


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    faults.planned.cache_clear()
    yield
    faults.planned.cache_clear()


def passing(root: Path, point: str, times: int, **env: str) -> int:
    """The exit code of a process that passes a point so often."""
    code = f"from crm_core import faults\nfor _ in range({times}): faults.at({point!r})"
    return subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ, **env}).returncode


def test_several_are_read() -> None:
    read = faults.read("T2:after-commit:kill:3, send:before:kill-all:1")
    assert [(each.point, each.deed, each.times) for each in read.values()] == [
        ("T2:after-commit", "kill", 3),
        ("send:before", "kill-all", 1),
    ]


@pytest.mark.parametrize(
    "said", ["T9:after-commit:kill:1", "T2:kill:1", "T2:after-commit:maim:1", "T2:after-commit:kill:0", "x"]
)
def test_what_is_none_is_refused_by_name(said: str) -> None:
    with pytest.raises(faults.BadFault, match="HERRING_FAULT says"):
        faults.read(said)


def test_it_strikes_at_the_named_passage(root: Path) -> None:
    fault = {"HERRING_FAULT": "T1:before-commit:kill:3"}
    assert passing(root, "T1:before-commit", 2, **fault) == 0
    assert passing(root, "T1:after-commit", 9, **fault) == 0
    assert passing(root, "T1:before-commit", 3, **fault) == -signal.SIGKILL


def test_it_strikes_once_among_processes_that_share_a_directory(root: Path, tmp_path: Path) -> None:
    fault = {"HERRING_FAULT": "T4:after-commit:kill:1", "HERRING_FAULT_ONCE": str(tmp_path)}
    assert passing(root, "T4:after-commit", 1, **fault) == -signal.SIGKILL
    assert passing(root, "T4:after-commit", 1, **fault) == 0


def test_nothing_is_planned_unless_asked_for(setting: Callable[..., None]) -> None:
    assert faults.planned() == {}
    faults.planned.cache_clear()
    setting(HERRING_FAULT="T1:before-commit:kill:1")
    assert set(faults.planned()) == {"T1:before-commit"}


def test_production_reads_none(setting: Callable[..., None]) -> None:
    setting(
        HERRING_FAULT="T1:before-commit:kill:1",
        HERRING_ENV="production",
        SECRET_KEY="k" * 32,
        PUBLIC_URL="https://gallery.example",
    )
    assert faults.planned() == {}
    faults.at("T1:before-commit")  # and we are still here
