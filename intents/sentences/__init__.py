"""How people say the commands: one text file per family, a template per line under the command's name.

A command's class names the phrases it is known by; here stand the many other ways to say the same. Lines that begin
with ``#`` are comments, ``= sell_item`` begins a command, all else is a template in the syntax of ``phrases.py``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


def sentences(name: str) -> tuple[str, ...]:
    """The templates of one command, in the order of the file."""
    return _all().get(name, ())


@lru_cache(maxsize=1)
def _all() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        command = ""  # a template before the first command is a KeyError: it belongs to nobody
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                command = line[2:].strip()
                found.setdefault(command, [])
            elif line.strip() and not line.startswith("#"):
                found[command].append(line.strip())
    return {name: tuple(templates) for name, templates in found.items()}
