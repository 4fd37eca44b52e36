"""Synonym groups of the templates: how people say a thing, defined once and used by name (`<sold>`)."""

from __future__ import annotations

from intents.synonyms import collector, tails, trade

GROUPS: dict[str, str] = {**trade.GROUPS, **tails.GROUPS, **collector.GROUPS}
