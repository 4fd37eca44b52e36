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
        "<list_for_sale> {items} [up] (on|at|to|onto|in|via|over at|over on|through|up on|for sale "
        "on|for auction on|up for auction on|up for sale on|live on) {platform} <listing_tail>",
        "<list_for_sale> [:|,] {items} [,|-] {platform} <listing_tail>",
        "(list|put up|put|post|sell|offer|relist) (on|at) {platform} [:|,|-] {items} <listing_tail>",
        "(list|create a listing for|auction|put up for sale|sell) {items} <listing_tail> (on|at) "
        "{platform} <listing_tail>",
        "{items} (goes|go|should go|is going|needs to go|must go|can go|to go|to be listed|should "
        "be listed|to go live|needs to be listed|gets listed|go live|goes live|should be|needs to "
        "be|please|want to be|is to be listed) [up] [live|listed] (on|onto|to|for|in|at) "
        "{platform} <listing_tail>",
        "(start|create|open|run|launch|do|set up|make) [a|an] {kind} (for|of|on|with) {items} "
        "(on|at) {platform} <listing_tail>",
        "(start|create|open|run|launch|do|set up|make) [a|an] {platform} {kind} (for|of|with) "
        "{items} <listing_tail>",
        "(start|create|open|make|set up|new|add|write|do) [a|an] [new] {platform} "
        "(listing|ad|offer) (for|of|with) {items} <listing_tail>",
        "(start|create|open|make|set up|new|do) [a|an] [new] (listing|ad) (on|at) {platform} "
        "(for|of|with) {items} <listing_tail>",
        "(start|create|open|make|set up|new|do) [a|an] [new] (listing|ad) (for|of|with) {items} "
        "(on|at) {platform} <listing_tail>",
        "(get|have) {items} (up|listed|live|going|up for sale|posted) (on|at) {platform} <listing_tail>",
        "{platform} (listing|auction) [:|for|,] {items} <listing_tail>",
        "(chuck|pop|stick|bung|whack|throw|slap|get|put|shove|flog|list|post|pop up|place|upload) "
        "{items} [up] (on|onto|up on|over on|over to|at|to) [the] {platform} [for "
        "sale|please|too|as well] <listing_tail>",
        "{items} (on|onto) {platform} [please|for sale|now] <listing_tail>",
        "(i|we) (would like|want|d like|need|wish|should like) [to] "
        "(list|sell|put|have|get|post|offer) {items} [up|listed|for sale|on sale] "
        "(on|at|through|via) {platform} <listing_tail>",
        "(have|get) {items} (listed|put up|posted|go up|put) (on|at) {platform} <listing_tail>",
        "{platform} [:|,|-] [list|put up|post|sell] {items} <listing_tail>",
        "(auction|auction off) {items} (on|at|via|through) {platform} {kind:auction} <listing_tail>",
        "{items} (to|for) auction (on|at) {platform} {kind:auction} <listing_tail>",
        "(put|list|send) {items} (to|for|up for|in for|at|in an|into the|up to) auction (on|at) "
        "{platform} {kind:auction} <listing_tail>",
        "{items} (up|live|listed|posted|for sale|up for auction|to go up|online) (on|at) "
        "{platform} <listing_tail>",
        "? [!(list|put|post|sell|auction|offer|upload|listing|listed);!{items};!(on|onto|to|at) "
        "{platform};{kind};(at|for|start|starting at|price) {price};(start|starting at|start "
        "price) {start_price};{days} days]",
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
        "<unlist> {items} [down|out|away|off] (from|off|of|on|at|off of) [the] {platform} "
        "[listing|listings|again|now|right away]",
        "(take|pull) {items} (down|off) [from|of|on] {platform}",
        "(take|pull) {items} (off|down|off of) (everywhere|all platforms|the marketplaces|all "
        "sites|all marketplaces|the internet|every platform|all the sites|all the platforms|every "
        "site|all of them|line|the platforms|sale)",
        "(unlist|delist|take down|un-list|de-list) {items} [everywhere|from everywhere|from all "
        "platforms|on all platforms|now|completely|from all sites]",
        "(end|remove|delete|close|cancel|pull|take down|kill|stop|withdraw) [the|all|our] "
        "{platform} (listing|listings|auction|ad|auctions|offer) (for|of|on|with) {items}",
        "(end|remove|delete|close|cancel|pull|take down|kill|stop|withdraw) [the|all|our] "
        "(listing|listings|auction|ad|auctions) (for|of|on|with) {items} [on|from|at|off] "
        "{platform}",
        "(end|remove|delete|close|cancel|pull|take down|kill|stop|withdraw) [the|all|all the|our] "
        "(listing|listings|auction|ads|auctions) (for|of|on|with) {items}",
        "(end|remove|delete|close|cancel|pull|take down|kill|stop|withdraw) {items} {platform} "
        "(listing|listings|auction|ad)",
        "(end|remove|delete|close|cancel|pull|kill|stop|withdraw) {items's} {platform} "
        "(listing|listings|auction|ad)",
        "{items} (off|should come off|needs to come off|must come off|can come off|comes off|come "
        "off|has to come off|should go off|is no longer on|must go off|needs to go off|come down "
        "from|should come down from|is coming off) [of] {platform}",
        "(stop|quit) (selling|listing|offering|auctioning) {items} (on|at) {platform}",
        "(yank|pull|get|take|rip|whip|bring|kick|remove|drop) {items} (off|down|down off|down "
        "from|from|out of|off of) [from|of] {platform} [please|now|again|pronto]",
        "(no longer|dont|stop) (sell|list|offer|advertise|selling|listing|offering|advertising) "
        "{items} (on|at) {platform} [anymore|any more]",
        "{items} (is|are) (no longer|not) (for sale|available|to be sold) (on|at) {platform} "
        "[anymore|any more]",
        "{platform} listing (for|of) {items} (should|can|needs to|has to|must) (come down|go|be "
        "removed|end|be ended|be taken down)",
        "{items} (ought|needs|need|has|have|should|must) [to] (come down|come off|be taken off|be "
        "removed|be taken down|go|be pulled|come off of|be unlisted|be delisted) [from|off|of] "
        "{platform}",
        "? [!(off|down|remove|unlist|delist|pull|end|withdraw);!{items};!{platform}]",
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
        "<whats> [still|currently|our|all|we got|we have] (live|listed|online|up|up for sale|for "
        "sale|running|active|posted|published|on|selling) [right now|now|at the moment|currently] "
        "[(on|at|in) {platform}] [right now|now|at the moment|currently|today]",
        "<whats> [still|currently] [on|up on] {platform} [right now|now|at the moment|currently|today]",
        "(what|which|how many) (do we have|have we got|have we|are we|do i have|did we|are we "
        "currently|we have|do we currently have) [currently] "
        "[live|listed|online|up|running|selling|posted|put|list|up for sale|active|for sale|put "
        "up] (on|at) {platform} [right now|now|at the moment|currently]",
        "(what|which) [pieces|items|works|listings|watches|things|auctions] (is|are|do we "
        "have|have we got|have we|we have) [still|currently] "
        "(live|listed|online|up|running|active|posted|for sale|up for sale|on) [on|at] {platform} "
        "[right now|now|at the moment|currently]",
        "(what|which) (pieces|items|works|listings|watches|things|auctions) (is|are|do we "
        "have|have we got|have we|we have) [still|currently] "
        "(live|listed|online|up|running|active|posted) [right now|now|at the moment|currently]",
        "(which|what|how many) (pieces|items|works|listings|watches|things|auctions|products) "
        "(are|do we have|have we|is) [live|listed|up|running] (on|at) {platform} [right now|now|at "
        "the moment]",
        "<show> [me] [all|all the|all our|our|the|my|current|active|live] "
        "[current|active|live|open|running] [{platform}] (listings|auctions|ads|listing) [on "
        "{platform}]",
        "[all|all the|all our|our|the|my|current|active|live|any] "
        "[current|active|live|open|running] {platform} (listings|auctions|ads|listing "
        "status|status)",
        "[all|all the|all our|our|the|my|current|active|live|any] "
        "[current|active|live|open|running] (listings|auctions|ads) [on {platform}]",
        "(is|are|was|were) [the] {item} [still|already|currently|now] "
        "(listed|live|online|up|posted|for sale online|up for sale|active|up "
        "anywhere|published|running) [anywhere|somewhere|online|yet|still] [on {platform}] "
        "[yet|now|still|anywhere|already]",
        "(is|are|did) [the] {item} [still|already|sell|sold|currently] on {platform} [yet|now|still|already]",
        "(where|on which platforms|on what sites|which platforms|on which sites|which sites|on "
        "what platforms|which marketplaces) (is|are|have we|do we have|did we|did i) [the] {item} "
        "[currently|still] (listed|live|online|up|on|posted|list|put up)",
        "(status|hows|how is|any news|whats up|any bids|any offers|any views|whats happening|any "
        "action|any update|any activity|what is the status) [of|on|with|for] [the] {platform} "
        "(listing|auction|ad|listings|auctions) [of|for] [{item}]",
        "(status|hows|how is|any bids|any views|whats the status|how are|how many bids|listing "
        "status|any watchers|any activity|listings) [of|on|with|for] [the|our] {item} "
        "[doing|going|do|status|auction|listing] (on|at) {platform}",
        "(listing status|listings|listing) (of|for|on) {item}",
        "(hows|how is|how are|how did) [the] {item} (doing|going|do) (on|at) {platform}",
        "(how are|hows) [our|the|my] {platform} (listings|auctions|sales|auction|listing) [doing|going]",
        "(how are|hows) [our|the|my] (listings|auctions) [doing|going] [on {platform}]",
        "(do we have|have we got|did we put|did we list|is there|have we listed|have we put|have "
        "we) [the] {item} (up on|on|listed on|live on) {platform} [yet|already]",
        "(anything|is anything|do we have anything|have we got anything|have we anything) [still] "
        "(live|listed|online|up|for sale|selling|running) [on|at] {platform} [right now|now]",
        "{platform} (listings|status|listing status|auctions)",
        "{item} (listed|online|live) (where|anywhere|on what|on which site)",
        "(what|which|how many|anything) [all|pieces|items|watches|stuff|things|works|of ours] "
        "(is|are|do|have|we|s|did) [we|still|currently|got|our|have] [have|got|still|currently] "
        "(up|listed|live|running|going|posted|selling|online|for sale|on offer) [for sale|up] "
        "(on|at) {platform} [now|right now|still|at the moment|today]",
        "(is|are) {item} (up|on|live|listed|online|posted|for sale) [on|at|anywhere|somewhere] "
        "[online|yet|already|still] [{platform}]",
        "(has|have) {item} (gone|been) (up|live|listed|online|posted) [on|at] [{platform}] [yet]",
        "(how|hows) (is|are|s) [our|the|my] [stuff|things|items|listings|pieces|watches] "
        "(doing|going|selling) (on|at) {platform}",
        "? [!(live|listed|online|listings|listing|auctions|auction|posted|up for sale|for "
        "sale|running|active);!{platform};!(what|which|is|are|any|how|status|show|list|whats|hows|do|got|have|everything)]",
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
