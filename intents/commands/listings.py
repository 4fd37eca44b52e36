"""Listings: what is for sale on Catawiki, Tradera, eBay, Chrono24 and Etsy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from crm_core.models import Item
    from crm_core.money import Money


class ListOn(Intent):
    """Put items up for sale on a marketplace."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    platform: str = slot("platform", required=True, ask="Where: Catawiki, Tradera, eBay, Chrono24 or Etsy?")
    price: Money | None = slot("money")
    kind: str | None = slot("listing_kind", help="auction or fixed price")
    start_price: Money | None = slot("money")
    reserve: Money | None = slot("money")
    days: int | None = slot("int")

    phrases = ("list {items} on {platform}",)
    examples = {"list SV-0014 on catawiki": {"items": ["SV-0014"], "platform": "catawiki"}}
    effect = Effect.OUTWARD
    needs = Permission.LISTINGS_WRITE


class Unlist(Intent):
    """Take items off a marketplace."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    platform: str | None = slot("platform", help="none means everywhere")

    phrases = ("take {items} off {platform}",)
    examples = {"take Blue Nude off ebay": {"items": ["Blue Nude"], "platform": "ebay"}}
    effect = Effect.OUTWARD
    needs = Permission.LISTINGS_WRITE


class ListingStatus(Intent):
    """What is live where."""

    item: Item | None = slot("item")
    platform: str | None = slot("platform")

    phrases = ("whats live [on {platform}]",)
    examples = {"what's live on tradera": {"platform": "tradera"}}
    effect = Effect.READ
    needs = Permission.LISTINGS_READ
