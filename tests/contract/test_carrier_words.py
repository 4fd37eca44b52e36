"""Words the phone network keeps for itself: a lone STOP opts out at the carrier, a lone YES opts in, HELP is answered
by the carrier. So we never ask for one, except in the fixed last line that says how to opt out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from crm_core.services.consent import OPT_OUT_LINE

CARRIER = (
    "STOP", "STOPALL", "CANCEL", "END", "QUIT", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "START", "YES", "UNSTOP", "HELP", "INFO",
)  # fmt: skip
# What we ask for stands in capitals, or behind the verb that asks for it.
ASKED = re.compile(rf"\b({'|'.join(CARRIER)})\b")
VERB = re.compile(
    rf"\b(reply|text|say|type|send|answer|press)( back| with)? [“‘\"']?({'|'.join(CARRIER)})\b(?=[”’\"'.,;:!?]|$| or\b| to\b| and\b)",
    re.I,
)
# Where a text only speaks of such a word, to the staff or to the log.
SPOKEN_OF = {
    ("crm_core/services/consent.py", OPT_OUT_LINE),
    ("crm_core/services/consent.py", "texted STOP"),
    ("intents/commands/collector.py", "wants our messages again, but must text START first"),
    ("bot/stopped.py", ". Texting START to "),  # to a colleague, on another channel
    ("intents/commands/basics.py", " and press Start."),  # Telegram's own button
}  # fmt: skip
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|CASE WHEN)\b")  # has an END of its own
READ_NOT_SAID = {"phrases", "examples"}


def asks_for_a_carrier_word(said: str) -> list[str]:
    """The words of the carriers' that a text asks for or offers."""
    said = said.replace(OPT_OUT_LINE, "")
    return [match[0] for rule in (ASKED, VERB) for match in rule.finditer(said)]


def unquoted(said: str) -> str:
    """Without what a text quotes: a collector's own words are shown as they are."""
    return re.sub(r"“[^”]*”", "", said)


@pytest.mark.parametrize(
    "said",
    [
        "Reply YES, or NO.",
        "Text HELP to see more.",
        "reply yes or no",
        "Say “cancel” to stop.",
        "CANCEL takes it back",
    ],
)
def test_the_rule_sees_them(said: str) -> None:
    assert asks_for_a_carrier_word(said)


@pytest.mark.parametrize(
    "said",
    [
        "Reply OK, or NO.",
        f"Hello\n{OPT_OUT_LINE}",
        "Quiet hours end at 9.",
        "Text help is on its way",
        "Start of the year",
    ],
)
def test_the_rule_leaves_the_rest_alone(said: str) -> None:
    assert not asks_for_a_carrier_word(said)


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module that could be said: no docstrings, no phrases we read."""
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if (
            isinstance(node, ast.Assign)
            and {getattr(each, "id", "") for each in node.targets} & READ_NOT_SAID
        ):
            skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def modules(root: Path) -> list[Path]:
    paths = [
        path for folder in ("bot", "crm_core", "intents", "workers") for path in (root / folder).rglob("*.py")
    ]
    # synonyms are what people say to us
    return [path for path in paths if "synonyms" not in path.parts and "migrations" not in path.parts]


def test_no_string_of_ours_asks_for_one(root: Path) -> None:
    found = []
    for path in modules(root):
        name = str(path.relative_to(root))
        for line, said in strings(path):
            a_sentence = " " in said.strip() and re.search("[a-z]{2}", said) and not SQL.search(said)
            if a_sentence and asks_for_a_carrier_word(said) and (name, said) not in SPOKEN_OF:
                found.append(f"{name}:{line}: {said[:120]!r}")
    assert not found, "ask for OK, NO, UNDO, MENU or a number instead:\n" + "\n".join(found)


def test_no_page_or_flow_shows_one(root: Path) -> None:
    found = []
    for path in sorted((root / "tests" / "flows").glob("*.yaml")):
        for step in yaml.safe_load(path.read_text()):
            ((key, value),) = step.items()
            if key.startswith("bot") and asks_for_a_carrier_word(unquoted(str(value))):
                found.append(f"{path.name}: {value!r}")
    for path in (root / "bot").rglob("*.html"):
        words = re.sub(r"<[^>]*>|\{[{%#].*?[}%#]\}", " ", path.read_text(), flags=re.S)
        found += [f"{path.name}: {each}" for each in asks_for_a_carrier_word(words)]
    assert not found, "\n".join(found)
