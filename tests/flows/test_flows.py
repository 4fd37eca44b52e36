"""Every conversation in this folder, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import House
from tests.flows.runner import play

FLOWS = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("path", FLOWS, ids=[path.stem for path in FLOWS])
def test_conversation(house: House, path: Path) -> None:
    play(house, path)
