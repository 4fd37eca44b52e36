"""The prompts: Markdown files beside this module, each with a head that says its name, version and limits.

---
name: item_description
version: 1
max_words: 120
---
What the model is told. Sections `# tone: watches` and `# channel: email` are added where they apply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Prompt:
    """One prompt. `sections` maps "tone: watches" and the like to their text."""

    name: str
    head: dict[str, str]
    body: str
    sections: dict[str, str]

    @property
    def label(self) -> str:
        """Name and version, as they are logged with every draft."""
        return f"{self.name} v{self.head['version']}"

    def limit(self, name: str, channel: str = "") -> int:
        """A number of the head; `max_words_email` goes before `max_words` for email."""
        return int(self.head.get(f"{name}_{channel}") or self.head[name])

    def names(self, key: str) -> tuple[str, ...]:
        """A list of the head, separated by commas."""
        return tuple(part.strip() for part in self.head.get(key, "").split(",") if part.strip())

    def system(self, *wanted: str) -> str:
        """What the model is told, with the sections that apply."""
        return "\n\n".join([self.body, *(self.sections[name] for name in wanted if name in self.sections)])


@lru_cache
def prompt(name: str) -> Prompt:
    """The prompt of that name; LookupError if there is none."""
    path = Path(__file__).with_name(f"{name}.md")
    if not re.fullmatch(r"[a-z_]+", name) or not path.exists():
        raise LookupError(f"there is no prompt called {name}")
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    fields = dict(line.split(":", 1) for line in head.splitlines() if line.strip())
    body, *rest = re.split(r"^# ", text, flags=re.M)
    sections = {title.strip(): part.strip() for title, _, part in (chunk.partition("\n") for chunk in rest)}
    return Prompt(name, {key.strip(): value.strip() for key, value in fields.items()}, body.strip(), sections)
