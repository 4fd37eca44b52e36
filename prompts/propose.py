"""The fallback that maps a text to one command. It proposes; validation, permission, preview come after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from prompts.door import Call, Message, Model
from prompts.drafts import quoted
from prompts.failures import ModelError
from prompts.spoken import Said
from prompts.texts import prompt

Tool = Mapping[str, Any]
NO_COMMAND: dict[str, Any] = {
    "name": "no_command",
    "description": "The message asks for none of the other tools, or it is not clear that it does.",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"reason": {"type": "string", "enum": ["chatter", "unclear", "other"]}},
        "required": ["reason"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class Proposal:
    """One proposed command with the slots that were said; or, being false, none and the reason why.

    name: of the tool; empty when there is no proposal. slots: as the tool's schema has them, nulls left out.
    reason: a sentence for the log or the review page. kind: the ModelError's kind, "none" (the model found no
    command), "broken" (it broke a rule), or empty.
    """

    name: str = ""
    slots: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    kind: str = ""
    model: str = ""

    def __bool__(self) -> bool:
        return bool(self.name)


def propose(
    text: str,
    tools: Sequence[Tool],
    as_: Literal["staff", "collector"],
    model: Model,
    *,
    today: date | None = None,
    currency: str = "",
) -> Proposal:
    """Ask the model which one of `tools` the text means.

    tools: OpenAI function tools, whole or only their "function" part, of the commands this sender may give;
    no_command is added if missing. today, currency: the gallery's, so that "friday" and "4500" can be read;
    without a currency, an amount must name its own.
    Never raises for what a model or a network does: every such failure is a false Proposal.
    """
    instructions, functions = prompt("propose"), [_function(tool) for tool in tools]
    if not any(function["name"] == "no_command" for function in functions):
        functions.append(NO_COMMAND)
    if not text.strip() or len(text) > instructions.limit("max_chars"):
        return Proposal(reason="The text is empty or too long to be a command.", kind="none")
    messages = [("system", _setting(instructions.system(f"as: {as_}"), today, currency)), _user(text)]
    try:
        wrapped = [{"type": "function", "function": function} for function in functions]
        answer = model.ask(messages, purpose=instructions.label, tools=wrapped)
    except ModelError as error:
        return Proposal(reason=error.reason, kind=error.kind)
    said = Said(text, today=today, currency=currency)
    return _judged(answer.calls, {function["name"]: function for function in functions}, said, answer.model)


def _function(tool: Tool) -> dict[str, Any]:
    return dict(tool["function"] if "function" in tool else {k: v for k, v in tool.items() if k != "type"})


def _setting(system: str, today: date | None, currency: str) -> str:
    known = [f"Today is {today:%A}, {today.isoformat()}."] if today else []
    known += [f"Amounts without a currency are in {currency}."] if currency else []
    return "\n\n".join([system, " ".join(known)]).strip()


def _user(text: str) -> Message:
    return "user", quoted("message", text)


def _judged(calls: Sequence[Call], tools: Mapping[str, Tool], said: Said, model: str) -> Proposal:
    def broken(reason: str) -> Proposal:
        return Proposal(reason=reason, kind="broken", model=model)

    if len(calls) != 1:
        return broken(f"The model proposed {len(calls)} commands instead of one.")
    name, arguments = calls[0].name, calls[0].arguments
    if name not in tools:
        return broken("The model proposed a command that was not on offer.")
    if name == "no_command":
        return Proposal(reason="The model found no command in the text.", kind="none", model=model)
    if arguments is None:
        return broken("The model's proposal was not readable.")
    schemas = tools[name]["parameters"].get("properties", {})
    slots = {key: _unwrapped(value) for key, value in arguments.items() if value not in (None, "", [], {})}
    if strange := sorted(set(slots) - set(schemas)):
        return broken(f"The model filled a slot that does not exist ({strange[0][:30]}).")
    for key, value in slots.items():
        if not said.holds(value, _branch(schemas[key])):
            return broken(f"The model filled “{key}” with something the text does not say.")
    return Proposal(name, slots, model=model)


def _unwrapped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _branch(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a nullable slot's schema that is not null."""
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return options[0] if options else schema
