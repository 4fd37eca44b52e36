"""The model as this installation has it: key, endpoint, the gallery's budget, and a row for every attempt."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from crm_core.config import settings
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.services import model_calls
from crm_core.services.outside import leads_outside
from prompts import Backend, Estimate, MakeHook, Model, Price, TemplateDrafter, backend

# US dollars for 1,000 tokens, those of the default model. Where another endpoint's prices aren't known
# they keep the budget a budget all the same.
PRICE = Price(prompt=Decimal("0.00025"), completion=Decimal("0.002"))
MAKE_COST = Decimal("0.01")  # a scenario's own model bills elsewhere; what one run is counted as here


@dataclass(frozen=True)
class Purse:
    """One gallery's budget and log, each use a transaction: none is open while the model thinks."""

    key: str
    clock: Clock = utc_now
    draft_id: int | None = None

    def take(self, estimate: Estimate) -> bool:
        with open_crm(self.key, clock=self.clock) as crm:
            return model_calls.affordable(crm, estimate.cost if estimate.cost is not None else MAKE_COST)

    def note(self, entry: dict[str, Any]) -> None:
        with open_crm(self.key, clock=self.clock) as crm:
            model_calls.record(crm, entry, self.draft_id)


def configured() -> bool:
    """True where texts that the grammar can't read may be put to a model."""
    return bool(settings().openai_api_key.get_secret_value())


def model(key: str, clock: Clock = utc_now, *, draft_id: int | None = None) -> Model:
    """The door to the model for one gallery; without a key it is closed (ModelError "off")."""
    purse, chosen = Purse(key, clock, draft_id), settings()
    return Model(
        chosen.openai_api_key.get_secret_value(),
        chosen.openai_model,
        base_url=chosen.openai_base_url or None,
        price=PRICE,
        budget=purse,
        log=purse.note,
    )


def drafter(key: str, clock: Clock = utc_now, *, draft_id: int | None = None) -> Backend:
    """Who writes drafts: the model, else the Make.com scenario, else a template that says it is one."""
    purse = Purse(key, clock, draft_id)
    url, api_key = _scenario(key, clock)
    make = MakeHook(url, api_key, budget=purse, log=purse.note) if url else None
    return backend(model(key, clock, draft_id=draft_id), make) or TemplateDrafter()


def _scenario(key: str, clock: Clock) -> tuple[str, str]:
    """The gallery's own Make.com webhook, which gets no key of ours, or the installation's with its key."""
    with open_crm(key, clock=clock) as crm:
        own = crm.settings.draft_webhook
    if not own:
        return settings().make_webhook_url, settings().make_api_key.get_secret_value()
    parts = urlsplit(own)
    try:
        reached = leads_outside(parts.hostname or "", parts.port or 443)
    except OSError:  # nobody knows the name just now: asking it will say so
        reached = True
    return (own, "") if reached else ("", "")
