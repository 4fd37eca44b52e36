"""Which column of a table holds which field, by the columns' names and shapes. It proposes; a person sees it first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prompts.door import Call, Model
from prompts.drafts import quoted
from prompts.failures import ModelError
from prompts.texts import prompt

NO_TABLE = "no_table"


@dataclass(frozen=True)
class Columns:
    """What was named; or, being false, nothing and the reason why.

    kind: what the table is of. columns: field → column number, from 1. reason: a sentence for the log.
    """

    kind: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.columns)


def columns(fields: Mapping[str, Sequence[str]], table: Sequence[Mapping[str, Any]], model: Model) -> Columns:
    """Ask which column is what.

    fields: the fields there are, by what a table may be of. table: number (from 1), name and "holds" of each column.
    Never raises for what a model or a network does: every such failure is false.
    """
    instructions = prompt("columns")
    known = table[: instructions.limit("max_columns")]
    if not known or not fields:
        return Columns(reason="There is nothing to name.")
    numbers = [int(column["number"]) for column in known]
    tools = [_tool(kind, names, numbers) for kind, names in fields.items()]
    said = json.dumps(list(known), ensure_ascii=False)
    try:
        answer = model.ask(
            [("system", instructions.system()), ("user", quoted("columns", said))],
            purpose=instructions.label,
            tools=[{"type": "function", "function": each} for each in [*tools, _no_table()]],
        )
    except ModelError as error:
        return Columns(reason=error.reason)
    return _judged(answer.calls, fields, set(numbers))


def _tool(kind: str, names: Sequence[str], numbers: Sequence[int]) -> dict[str, Any]:
    one = {"anyOf": [{"type": "integer", "enum": list(numbers)}, {"type": "null"}]}
    return {
        "name": f"table_of_{kind}",
        "description": f"The table is of {kind}: which column holds which field.",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": dict.fromkeys(names, one),
            "required": list(names),
            "additionalProperties": False,
        },
    }


def _no_table() -> dict[str, Any]:
    return {
        "name": NO_TABLE,
        "description": "The table is of nothing the other tools are for.",
        "strict": True,
        "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    }


def _judged(calls: Sequence[Call], fields: Mapping[str, Sequence[str]], numbers: set[int]) -> Columns:
    """The one call, if every word of it is one we offered: an answer that breaks a rule is worth nothing."""
    if len(calls) != 1:
        return Columns(reason=f"The model made {len(calls)} calls instead of one.")
    kind = calls[0].name.removeprefix("table_of_")
    if kind not in fields:
        return Columns(reason="The model found no table of ours.")
    if calls[0].arguments is None:
        return Columns(reason="The model's answer was not readable.")
    said = {name: number for name, number in calls[0].arguments.items() if number is not None}
    if not set(said) <= set(fields[kind]):
        return Columns(reason="The model named a field that does not exist.")
    if not all(type(number) is int and number in numbers for number in said.values()):
        return Columns(reason="The model named a column that does not exist.")
    if len(set(said.values())) < len(said):
        return Columns(reason="The model gave one column to two fields.")
    return Columns(kind, said)
