"""Commands as tools for the model: one strict function each, built from the same class as the grammar."""

from __future__ import annotations

from typing import Any

from crm_core.access import Actor
from intents.base import Audience, Intent, Slot, registry
from intents.menu import permitted
from intents.slots import KINDS
from intents.templates import CONSENT


def tools_for(actor: Actor) -> list[dict[str, Any]]:
    """The tools of what this person may say, and of nothing else. A collector's consent is never a model's guess."""
    if actor.is_guest:
        said = [intent for intent in registry if intent.audience is Audience.COLLECTOR and intent.can_run()]
        return [tool_schema(intent) for intent in said if intent.name not in CONSENT]
    return [tool_schema(intent) for intent in permitted(actor)]


def tool_schema(intent: type[Intent]) -> dict[str, Any]:
    """The OpenAI tool of a command, strict: nothing additional, every property required, optional ones nullable."""
    return {
        "type": "function",
        "function": {
            "name": intent.name,
            "description": " ".join((intent.__doc__ or intent.name).split()),
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {name: _property(spec) for name, spec in intent.slots.items()},
                "required": list(intent.slots),
                "additionalProperties": False,
            },
        },
    }


def _property(spec: Slot) -> dict[str, Any]:
    schema = dict(KINDS[spec.kind].schema())
    if spec.many:
        schema = {"type": "array", "items": schema}
    if not spec.required:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if spec.help or spec.ask:
        schema["description"] = spec.help or spec.ask
    return schema
