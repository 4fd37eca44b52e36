"""The model as fallback, only where the grammar reads nothing: it may propose one typed command, never carry it out.

A collector's text may become a collector's sentence and nothing else, and never a word of consent.
"""

from __future__ import annotations

import logging
from typing import Literal

from bot import model
from crm_core.access import Actor
from crm_core.crm import Clock, open_crm
from intents.base import registry
from intents.binding import context_of
from intents.tools import tools_for
from intents.understand import Command, Understood

log = logging.getLogger(__name__)


def available() -> bool:
    """True where a model is configured."""
    return model.configured()


def propose(key: str, said: str, actor: Actor, clock: Clock) -> Understood | None:
    """One reading from the model, validated like a typed text; None for anything else. Holds no transaction.

    Whatever comes back is marked `fuzzy`, so every write is shown as a preview first.
    """
    import prompts

    tools = tools_for(actor)
    as_: Literal["staff", "collector"] = "collector" if actor.is_guest else "staff"
    with open_crm(key, actor, guest=actor.is_guest, clock=clock) as crm:
        context = context_of(crm, as_)
    today, currency = context.now.date(), context.currency
    asked = model.model(key, clock)
    proposal = prompts.propose(said, tools, as_, asked, today=today, currency=currency)
    if not proposal:
        log.info("the model proposed nothing: %s", proposal.reason)
        return None
    intent = registry[proposal.name]
    slots = {name: value for name, value in proposal.slots.items() if value is not None}
    try:
        from intents.slots import value_of

        for name, value in slots.items():
            value_of(intent.slots[name], value, context)
    except (KeyError, ValueError) as error:
        log.info("the model proposed %s with slots that don't hold: %s", proposal.name, error)
        return None
    return Understood(((Command(proposal.name, slots, fuzzy=True),),), "model")
