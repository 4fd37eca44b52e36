"""What must stay true of the code itself. Each test says what is wrong, why it matters, and what to do.

Which folder may import which is import-linter's (pyproject.toml); this is what import statements don't show.
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core.access import Role
from intents.base import registry

OURS = ("bot", "channels", "crm_core", "intents", "prompts", "workers")
# What reads texts, asks and carries out, whatever the command.
CONVERSATION = ("conversation", "carry_out", "answers", "resolve", "pending", "memory", "options", "step_up")
HEAVY = (
    "langchain",
    "langchain_core",
    "langchain_openai",
    "openai",
    "telegram",
    "matplotlib",
    "openpyxl",
    "alembic",
    "scipy",
    "numpy",
)
MOST_LINES = 400
# Long for a reason: what people say is long, what a program does with it is not.
LONG = {
    "intents/commands": "a family's phrases stand beside its commands",
    "intents/synonyms": "tables of words",
    "intents/slots": "one kind of slot and every way to say it",
    "intents/phrases.py": "one engine: templates, matcher and their index",
    "intents/understand.py": "one algorithm, from a text to its readings",
    "crm_core/migrations/versions": "written by alembic",
}
NOTHING_SAYING = ("util", "utils", "helper", "helpers", "common", "constants", "misc", "tools_")
# Where a role is named besides the table of permissions.
ROLES_BY_NAME = {
    "crm_core/services/users.py": "giving and taking roles, and keeping the last admin",
    "crm_core/services/threads.py": "whom a message without an owner goes to",
    "crm_core/services/nudge_rules/base.py": "whom a nudge without an owner goes to",
    "crm_core/services/card_payments.py": "who is told where nobody sold it",
    "crm_core/services/visible.py": "whose rows: an agent's are those assigned",
    "crm_core/services/cards.py": "what a seller reads of others' items",
}


def modules(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders or OURS:
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), ast.parse(path.read_text())


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def told(found: list[str], why: str, fix: str) -> str:
    return "\n".join([*found, f"Why it matters: {why}", f"Instead: {fix}"])


def test_the_conversation_knows_no_command_by_name(root: Path) -> None:
    answers = {"confirm", "deny", "choose", "fill", "more"}  # answers to its own questions
    names = {intent.name for intent in registry if "_" in intent.name} - answers
    found = []
    for module in CONVERSATION:
        tree = ast.parse((root / "bot" / f"{module}.py").read_text())
        found += [
            f"bot/{module}.py:{node.lineno}: {node.value}" for node in strings(tree) if node.value in names
        ]
        found += [
            f"bot/{module}.py:{node.lineno}: from {node.module}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("intents.commands")
        ]
    assert not found, told(
        found,
        "a command added tomorrow must need no line here",
        "ask the command's class: a hook on Intent with a harmless default, which that command overrides",
    )


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def test_services_and_commands_never_commit(root: Path) -> None:
    found = [
        f"{name}:{call.lineno}: .{call.func.attr}()"
        for name, tree in modules(root, "crm_core/services", "intents")
        for call in calls(tree, "commit")
    ]
    assert not found, told(
        found,
        "one turn is one commit: business rows, journal, question and reply together or not at all",
        "flush; whoever opened the unit of work (open_crm) commits at its end",
    )


def test_a_task_carries_no_more_than_a_gallery_and_an_id() -> None:
    from workers.app import app

    found = []
    for name, task in sorted(app.tasks.items()):
        if not name.startswith("celery."):
            taken = list(inspect.signature(task.run).parameters)
            if taken and (
                taken[0] != "key"
                or len(taken) > 2
                or not all(part.endswith(("key", "_id")) for part in taken)
            ):
                found.append(f"{name}({', '.join(taken)})")
    assert not found, told(
        found,
        "rows are the truth and a task is the doorbell: what a lost or doubled task carried would be lost or doubled",
        "store a row, and let the task say (key, row id)",
    )


@pytest.mark.parametrize(
    "module", ["bot.cli", "bot.app", "bot.conversation", "intents.understand", "workers.app"]
)
def test_heavy_libraries_are_imported_when_they_are_needed(module: str, root: Path) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=150, check=True
    )
    assert not done.stdout.split(), told(
        [f"import {module} brings {done.stdout.strip()}"],
        "each costs a tenth of a second to two seconds at every start, and megabytes in every process",
        "import it inside the function that uses it",
    )


def test_reading_a_text_needs_no_database(root: Path) -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from intents.understand import Context, understand;"
        "assert understand('sold Blue Nude to Maria for 4500', Context(datetime.now(UTC))).readings;"
        "print('sqlalchemy' in sys.modules or 'psycopg' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=150, check=True
    )
    assert done.stdout.strip() == "False", told(
        ["herring parse imports SQLAlchemy"],
        "it must start in 0.7 s",
        "import services inside run() and preview()",
    )


def test_long_files_have_a_reason(root: Path) -> None:
    found = []
    for name, _ in modules(root):
        lines = len((root / name).read_text().splitlines())
        if lines > MOST_LINES and not any(name.startswith(place) for place in LONG):
            found.append(f"{name}: {lines} lines")
    assert not found, told(
        found, "a file is one reason to change", "split it by verb group, or say in LONG why it must be long"
    )


def test_no_file_is_called_by_nothing(root: Path) -> None:
    found = [name for name, _ in modules(root) if Path(name).stem in NOTHING_SAYING]
    assert not found, told(found, "such a name draws in everything", "name it for the one thing it knows")


def test_annotations_are_never_evaluated(root: Path) -> None:
    found = [
        name
        for name, tree in modules(root)
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)
        and not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    ]
    assert not found, told(
        found,
        "types of heavy libraries may then be named without importing them",
        "begin with `from __future__ import annotations`",
    )


def test_one_table_says_who_may_do_what(root: Path) -> None:
    roles = {role.name for role in Role}
    found = [
        f"{name}:{node.lineno}: Role.{node.attr}"
        for name, tree in modules(root, "bot", "crm_core/services", "intents", "workers")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in roles
        and getattr(node.value, "id", getattr(node.value, "attr", "")) == "Role"
        if name not in ROLES_BY_NAME
    ]
    assert not found, told(
        found,
        "a second place that knows what a role may do will differ from the first",
        "ask crm.may(Permission.…) or crm_core/access.py; a rule about whom, not what, is listed in ROLES_BY_NAME",
    )


def test_every_rule_of_the_database_has_its_sentence() -> None:
    from sqlalchemy import Index, UniqueConstraint

    from crm_core.models import Base
    from crm_core.services.sentences import SENTENCES

    unique = {
        str(each.name)
        for table in Base.metadata.tables.values()
        for each in [*table.indexes, *table.constraints]
        if (isinstance(each, Index) and each.unique) or isinstance(each, UniqueConstraint)
    }
    checks = {
        "ledger_balanced",
        "stock_quantity_not_negative",
        "item_price_not_negative",
        "offer_price_positive",
    }
    gone = set(SENTENCES) - unique - checks
    assert not gone, told(
        sorted(gone),
        "these rules are not in the models, so nobody will read their sentence",
        "rename or remove",
    )
