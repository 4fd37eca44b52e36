"""What we say to the model, and the one door to it. Plain values in and out; imports nothing of ours.

Nothing heavy is imported until the model is asked.
"""

from __future__ import annotations

from prompts.columns import Columns, columns
from prompts.door import Answer, Budget, Estimate, Model, Price
from prompts.drafts import KINDS, NO_PICTURES, Backend, Draft, ModelDrafter, Pictures, accept, draft
from prompts.failures import ModelError
from prompts.make import Callback, MakeHook, read_callback
from prompts.propose import NO_COMMAND, Proposal, propose
from prompts.template import TemplateDrafter

__all__ = [
    "KINDS",
    "NO_COMMAND",
    "NO_PICTURES",
    "Answer",
    "Backend",
    "Budget",
    "Callback",
    "Columns",
    "Draft",
    "Estimate",
    "MakeHook",
    "Model",
    "ModelDrafter",
    "ModelError",
    "Pictures",
    "Price",
    "Proposal",
    "TemplateDrafter",
    "accept",
    "backend",
    "columns",
    "draft",
    "propose",
    "read_callback",
]


def backend(model: Model | None = None, make: MakeHook | None = None) -> Backend:
    """Who writes drafts: the model if it has a key, else the Make.com scenario, else a template."""
    if model and model.enabled():
        return ModelDrafter(model)
    return make or TemplateDrafter()
