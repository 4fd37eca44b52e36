"""Listings: what is for sale on Catawiki, Tradera, eBay, Chrono24 and Etsy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import listing_words
from intents.base import Effect, Intent, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Item
    from crm_core.money import Money
    from crm_core.services.listings import Wanted


class ListOn(Intent):
    """Put items up for sale on a marketplace."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    platform: str = slot("platform", required=True, ask="Where: Catawiki, Tradera, eBay, Chrono24 or Etsy?")
    price: Money | None = slot("money")
    kind: str | None = slot("listing_kind", help="auction or fixed price")
    start_price: Money | None = slot("money")
    reserve: Money | None = slot("money")
    days: int | None = slot("int")

    phrases = (
        "<list_for_sale> [:|,] {items} [,|-] {platform} <listing_tail>",
        "(list|put up|put|post|sell|offer|relist) (on|at) {platform} [:|,|-] {items} <listing_tail>",
    )
    examples = {"list SV-0014 on catawiki": {"items": ["SV-0014"], "platform": "catawiki"}}
    effect = Effect.OUTWARD
    needs = Permission.LISTINGS_WRITE

    def _wanted(self) -> Wanted:
        from crm_core.services.listings import Wanted

        return Wanted(self.platform, self.price, self.kind, self.start_price, self.reserve, self.days)

    def preview(self, crm: Crm) -> str:
        from crm_core.services import items, listings

        wanted = self._wanted()
        auction = wanted.kind == "auction" or wanted.start_price is not None
        for item in self.items:
            listings.check(crm, item, wanted, wanted.price or items.asking(item), auction)
        return listing_words.preview(self.items, wanted)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import listings

        for item in self.items:
            listings.put(crm, item, self._wanted())
        name = listings.NAMES[self.platform]
        return Reply(
            f"Noted for {name}: {listing_words.names(self.items)}. Herring isn't connected to {name} yet:"
            f" put {listing_words.them(self.items)} up there, and tell me when sold. UNDO takes it back.",
            listing_words.refs(self.items),
        )


class Unlist(Intent):
    """Take items off a marketplace."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    platform: str | None = slot("platform", help="none means everywhere")

    phrases = (
        "(take|pull) {items} (down|off) [from|of|on] {platform}",
        "(stop|quit) (selling|listing|offering|auctioning) {items} (on|at) {platform}",
    )
    examples = {"take Blue Nude off ebay": {"items": ["Blue Nude"], "platform": "ebay"}}
    effect = Effect.OUTWARD
    needs = Permission.LISTINGS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services.listings import NAMES

        where = NAMES[self.platform] if self.platform else "every marketplace"
        return f"Take {listing_words.names(self.items)} off {where}?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import listings

        ended = [row for item in self.items for row in listings.take_down(crm, item, self.platform)]
        return Reply(listing_words.taken_down(self.items, ended), listing_words.refs(self.items))


class ListingStatus(Intent):
    """What is live where."""

    item: Item | None = slot("item")
    platform: str | None = slot("platform")

    phrases = (
        "<whats> [still|currently] [on|up on] {platform} [right now|now|at the moment|currently|today]",
        "(listing status|listings|listing) (of|for|on) {item}",
    )
    examples = {"what's live on tradera": {"platform": "tradera"}}
    effect = Effect.READ
    needs = Permission.LISTINGS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import listings

        rows = listings.status(crm, self.item, self.platform)
        if not rows:
            where = f" on {listings.NAMES[self.platform]}" if self.platform else ""
            return Reply(
                f"{self.item.title if self.item else 'Nothing'} is {'not ' if self.item else ''}listed{where}."
            )
        start = (self.page or {}).get("start", 0)
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [listing_words.line(listing, item) for listing, item in part]
        refs = listing_words.refs([item for _, item in part])
        return page(self, "" if start else f"{len(rows)} listed:", lines, refs, after, len(rows) - start - 8)
