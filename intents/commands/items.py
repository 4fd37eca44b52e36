"""Items: what we have, what it costs, where it is, who holds it, and how many are left."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import item_words, sale_words
from intents.base import Effect, Intent, Ref, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Batch, Contact, Item, User
    from crm_core.money import Money


class AddItem(Intent):
    """Add a work, a watch or a product."""

    title: str = slot("title", required=True, ask="What is it called?")
    maker: str | None = slot("maker", help="artist, brand or maker")
    medium: str | None = slot("text")
    size: str | None = slot("size")
    price: Money | None = slot("money", help="asking price, per piece")
    quantity: int | None = slot("int")
    category: str | None = slot("text")
    year: int | None = slot("year")
    location: str | None = slot("text")
    cost: Money | None = slot("money", help="what it cost us")
    consignor: Contact | None = slot("contact")
    edition: int | None = slot("int", help="how many numbers an edition has")
    proofs: int | None = slot("int", help="artist's proofs beside them")

    phrases = (
        "<new_item> [:] [,] {title} [by {maker}] <item_tail>",
        "(new|add) : {title} [by {maker}] <item_tail>",
        "new [,] {title} by {maker} <item_tail>",
        "(new|add|got in|just in|just finished|new in|fresh in|in today|just arrived) [:] [,] "
        "{title} [by {maker}] , <item_tail> {price}",
        "(add|put|enter|register) {title} [by {maker}] (to|in|into) (stock|inventory|the "
        "inventory|the catalog|catalog|our stock|our catalog|our inventory|the stock|the "
        "collection|items) <item_tail>",
        "(add|put|enter) (to|in|into) (stock|inventory|the inventory|the catalog|catalog|our "
        "stock|items|the stock) [:|,] {title} [by {maker}] <item_tail>",
        "add {title} by {maker} [,] <item_tail>",
        "(add|new) {maker's} {title} [,] <item_tail> {price}",
        "<arrived> [:|,] [add] [:] {title} [by {maker}] <item_tail>",
        "{title} by {maker} (just came in|just arrived|came in|arrived|is new|has arrived|has come "
        "in) [today] <item_tail>",
        "{title} [,] by {maker} [,] <item_tail> [,] (is new|new|just in|add it|add that|please "
        "add|has arrived|in stock now|add to stock|add to inventory) [in stock]",
        "(log|list|catalog|catalogue|enter|pop|stick|chuck|put) [a|the] [new] "
        "(work|piece|painting|item|print|watch|sculpture|drawing|photograph) "
        "[called|titled|named|:] {title} [by {maker}] <item_tail>",
        "(theres|there is|heres|here is|we have|weve got|ive got|got) [a] new "
        "(work|piece|painting|item|print|watch|sculpture|drawing|product|photograph) "
        "[called|titled|named|:|,] {title} [by {maker}] <item_tail>",
        "{maker's} new (work|piece|painting|print) {title} <item_tail> [add it]",
        "(i|we) (made|finished|have made|have finished|just made|just finished) {quantity} [new] "
        "{title} [,] <item_tail> {price} [each]",
    )
    examples = {
        "new: Sunset by Ana Ruiz, oil, 24x36, $1200": {
            "title": "Sunset",
            "maker": "Ana Ruiz",
            "medium": "oil",
            "size": "24x36",
            "price": {"amount": "1200.00", "currency": "USD"},
        }
    }
    # An edition: so many numbers, and proofs beside them.
    phrases += (  # type: ignore[assignment]
        "(new edition|add edition|add an edition|a new edition|new print edition) [:|,] {title} [by {maker}] "
        "[,] [an|in an] edition (of|size) {edition} [(plus|and|+|with|,) {proofs} (ap|aps|a p|proofs|artists "
        "proofs|artist proofs|proof)] <item_tail>",
        "(new|add) : {title} [by {maker}] [,] [an|in an] edition of {edition} (plus|and|+|with|,) {proofs} "
        "(ap|aps|a p|proofs|artists proofs|artist proofs|proof) <item_tail>",
    )
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items, photos, untitled

        new = items.NewItem(**{name: getattr(self, name) for name in self.slots})
        message = crm.inbox_id or 0
        item = None if photos.of_message(crm, message) else untitled.fresh(crm)
        if item is None:
            item = items.add(crm, new)
            photos.adopt(crm, item, message)
        else:
            items.become(crm, item, new)
        seen = photos.receipt(crm, item)
        return item_words.receipt(item, f"Added {item_words.summary(crm, item)}.{seen}")

    def preview(self, crm: Crm) -> str:
        facts = [f"by {self.maker}" if self.maker else "", self.medium, self.size, str(self.price or "")]
        return f"Add {' '.join([self.title, *[fact for fact in facts if fact]])}?"


class BuyItem(Intent):
    """Record that we bought something for stock."""

    title: str = slot("title", required=True, ask="What did you buy?")
    contact: Contact | None = slot("contact", help="from whom")
    cost: Money = slot("money", required=True, ask="What did it cost?")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "(bought|purchased|acquired|picked up|i bought|we bought|just bought|we purchased|i "
        "purchased|bought in|i just bought|we just bought|we acquired|ive bought|weve bought|i "
        "have bought|we have bought|took in|scored|i picked up|we picked up|record purchase "
        "of|record the purchase of|log purchase of|got|we got|i got) {title} [from|off|at] "
        "{contact} [for|at|@|,|cost|paid|-] {cost} [{when}]",
        "(bought|purchased|acquired|picked up|i bought|we bought|just bought|we purchased|i "
        "purchased|bought in|i just bought|we just bought|we acquired|ive bought|weve bought|i "
        "have bought|we have bought|record purchase of|record the purchase of|log purchase of|i "
        "picked up|we picked up) {title} (for|at|@|,|cost|paid) {cost} [(from|off) "
        "{contact};{when}]",
        "(bought|purchased|i bought|we bought|just bought|we purchased) {when} {title} (from|off) "
        "{contact} (for|at) {cost}",
        "(bought|purchased|acquired|i bought|we bought|just bought|picked up) from {contact} [:|,] "
        "{title} [,|for|at] {cost} [{when}]",
        "(paid|i paid|we paid) {contact} {cost} for {title} [{when}]",
        "{contact} sold (us|me) {title} (for|at) {cost} [{when}]",
        "(bought|purchased) {title} {when} (for|at) {cost} [from {contact}]",
    )
    examples = {
        "bought a Polerouter from Rossi for 1400 eur": {
            "title": "Polerouter",
            "contact": "Rossi",
            "cost": {"amount": "1400.00", "currency": "EUR"},
        }
    }
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE

    def preview(self, crm: Crm) -> str:
        return f"Buy {self.title}{item_words.from_whom(self.contact)} for {self.cost}?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        item = items.buy(crm, self.title, self.contact, self.cost, self.when)
        return item_words.receipt(
            item, f"Bought: {item.title} is {item.sku}, cost {self.cost}{item_words.from_whom(self.contact)}."
        )


class FindItem(Intent):
    """Show an item."""

    item: Item = slot("item", required=True, ask="Which item?")
    field: str | None = slot("field", help="a single fact: price, size, cost, location …")

    phrases = (
        "<show> [me|us] [the] [item] {item} [again|now|record|page|card|details]",
        "{item@sku}",
        "<show> [the] (item|piece|work|watch|painting|product) {item}",
        "<whats> [the] {field} (of|for|on) [the] {item}",
        "(how big|how large|how old|how heavy|how tall|how wide) is [the] {item}",
        "(how much|what) (is|does) [the] {item} [cost|going for|priced at|sell for]",
        "(how much|what) do we (want|ask|charge) for [the] {item}",
        "(where is|wheres|where did we put|where is the|where s|where are|wheres the) [item] {item@sku}",
        "(where is|wheres) [the] {item's} location",
        "~0.6 (wheres|where is|where are|where did we put|where have we put|where do we keep|where "
        "do we have|where did i put) {item}",
        "[<show>] [me] (details|info|information|the details|the info|specs|price|the price|all "
        "details|everything|record|all info|data|description|status|the status|photo|pictures|a "
        "picture|picture|a pic|the picture|more) (of|on|about|for) {item}",
        "<show> {item's} "
        "(details|info|information|record|page|photo|picture|pictures|specs|price|location|status|year|size|description|dimensions)",
        "what (do|did) we (have|know|got) (about|on) {item}",
        "(what size|what year|what medium|which size|what color|what condition) is {item}",
        "~0.4 tell me about {item}",
        "(is|are) {item} (still available|available|still for sale|for sale|sold|still "
        "free|free|taken|still in stock|in stock|still here|gone|on hold|still unsold|reserved)",
        "(do we|have we|did we) (still have|still got|have|got|sell|sold) {item} [left|in stock|still]",
        "<whats> {item} (price|cost|worth|going for|size|year|status)",
        "{item} (details|info|price|status|specs|location|dimensions|size|condition|please)",
        "(who has|whos got|who holds|who owns|who made) {item}",
        "(whats|what is) the (story|deal|situation|status) (with|on|of) {item}",
        "(whats|what is) the (status|story|situation|deal) [of|with|on] {item@sku}",
        "(got|have) [we|you] [any] (info|details|information|specs|pictures) (on|about|for|of) {item}",
        "(bring|pull|look|dig|call) {item} up",
        "(check|look up|look at|info|open|details|lookup|see|search|find) {item@sku}",
        "(what|how much) [do|are|did] (we|you) (asking|want|ask|charging|charge|sell) for {item}",
        "? "
        "[!(price|size|dimensions|location|year|status|medium|details|condition|edition|cost|reference|specs|pictures|description);!{item@sku}]",
        "{field} {item@sku}",
    )
    examples = {"show Blue Nude": {"item": "Blue Nude"}, "#SV-0012": {"item": "SV-0012"}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards

        only = item_words.only(crm, self.item, self.said.get("item"))
        text = (
            cards.fact(crm, self.item, self.field)
            if self.field
            else cards.piece_card(crm, self.item, only)
            if only
            else cards.card(crm, self.item)
        )
        media = [] if self.field and "photo" not in self.field else cards.photos(crm, self.item)
        return Reply(text, [item_words.ref(self.item)], media=media[:1] if not self.field else media[:10])


class ListItems(Intent):
    """List items by words, maker, price, status or place."""

    query: str | None = slot("query")
    maker: str | None = slot("maker")
    max_price: Money | None = slot("money")
    min_price: Money | None = slot("money")
    status: str | None = slot("item_status")
    location: str | None = slot("location")

    phrases = (
        "<whats> [still|currently] {status} [for sale|now|right now|at the moment|currently] [<price_range>]",
        "<show> [me] [<any_all>] [the|our] {status} {query} [<price_range>;by {maker};in {location}]",
        "<any_all> {status} {query} [<price_range>;by {maker};in {location}]",
        "<whats> [still|currently|now] (in|at|on|inside|sitting in|stored in|stored at|kept "
        "in|hanging in|out at) {location} [right now|now|at the moment|currently|today]",
        "what do we (have|keep|got) (in|at|stored in|stored at|sitting in) {location}",
        "(which|what) (pieces|items|works|watches|paintings|products|things|prints|stuff) "
        "(is|are|do we have|have we got|we have|do we keep) "
        "[sitting|stored|kept|hanging|still|out] (in|at|on) {location}",
        "[<show>] [me] [<any_all>] [the] "
        "(pieces|items|works|watches|paintings|products|things|prints|everything|stuff|inventory|stock) "
        "[that is|that are|currently|thats|stored|sitting|hanging|kept] (in|at|on) {location}",
        "[<show>] [me] [<any_all>] {query} by {maker} [<price_range>]",
        "[<show>] [me] [<any_all>] [(works|pieces|items|work|paintings|things|prints|stuff) [we "
        "have]|everything] (by|from) {maker} <price_range>",
        "[<show>] [me] [<any_all>] (works|pieces|items|work|things|stuff|everything) [we have|that "
        "we have|we got|weve got|available] (by|from|of) {maker} [<price_range>;<available>]",
        "(anything|something|everything|what|what all|which works|which pieces|what works|any "
        "works|any pieces|any work) (by|from|do we have by|have we got by|do we have from|do we "
        "have of|is there by|we have by|have we by|is available by|is there from|do you have "
        "by|have you got by|we got by|do we got by|do we still have by|we still have by) {maker} "
        "[<price_range>;<available>]",
        "[<show>] [me] {maker's} "
        "(works|pieces|work|paintings|prints|stuff|watches|sculptures|ceramics) [<price_range>]",
        "(which|what|how many) {query} (do we have|have we got|are available|we have|do we got|are "
        "left|are in stock|have we|do you have|do i have|do we still have|are for sale|are "
        "there|are we carrying|do we carry|we got|got) [<price_range>;<available>;by {maker};in "
        "{location}]",
        "(do we have|have we got|we have|do we got|got|do you have|is there|are there|have you "
        "got|have we|got any|do we carry|do i have|do we still have) (any|anything|some|something) "
        "[<price_range>;by {maker};in {location};like {query}]",
        "(do we have|have we got|do we got|have you got|got|do you have|is there|are there|have "
        "we|do we carry|do we still have|do i have) any {query} [<price_range>;by "
        "{maker};<available>;in {location}]",
        "~0.5 (do we have|have we got|do we got|got|is there|are there) {query} [<price_range>;by "
        "{maker};<available>;in {location}]",
        "(anything|something|everything|whats|what do we have|what have we got|what is there|what "
        "can i sell|what is available|whats available|items|pieces|works|all items|any items|any "
        "pieces|any works|stuff|things|what we have|what have you got|any) [<available>] "
        "<price_range> [<available>]",
        "[<show>] [me] [<any_all>] {query} <price_range> [<available>;by {maker}]",
        "<show> [me] <any_all> {query} [<available>;by {maker};in {location}]",
        "<show> [me] (inventory|the inventory|our inventory|the catalog|catalog|all items|all "
        "stock|the stock list|stock list|the stock|everything we have|all our items|our stock|all "
        "pieces|all works|what we have|all our stock|the full inventory|everything in "
        "stock|everything)",
        "(inventory|stock list|catalog|list items|show items|items|list all items|all items|list "
        "inventory|stocklist|full inventory)",
        "~0.6 <show> [me] [the|our|my] "
        "{query=(mugs|watches|prints|paintings|photographs|sculptures|ceramics|drawings|chronographs|divers|bowls|vases|plates|oils|watercolours|watercolors|textiles|scarves|editions|photography|jewelry|jewellery|lamps|chairs|rings|abstracts|landscapes|seconds|originals|etchings|lithographs|posters)} "
        "[<price_range>;by {maker};in {location};<available>]",
        ""
        "{query=(mugs|watches|prints|paintings|photographs|sculptures|ceramics|drawings|chronographs|divers|bowls|vases|plates|oils|watercolours|watercolors|textiles|scarves|editions|photography|lamps|chairs|rings|abstracts|landscapes|originals|etchings|lithographs|posters)} "
        "[<price_range>;by {maker};in {location};<available>]",
        "{query} <available> [<price_range>]",
        "search [for|the stock for|inventory for|stock for|items for|the inventory for] {query} "
        "[<price_range>;by {maker}]",
        "(look for|looking for|search for|find|find me) [any|some|all] {query} [in stock|in the "
        "inventory|in our stock] [<price_range>;by {maker}]",
        "(anything|something|what|which) [else] [do we have|have we got|we got|is there] (by|from) "
        "{maker} [left|still|available|in stock]",
        "(how many|which|what) {query} (left|in stock|available|remaining|still unsold)",
        "<show> [me] {query} (under|below|up to|over|above|between|from|less than|more "
        "than|cheaper than) {_@money} [and {_@money}]",
        "(all|any|every) [the] {query} [we have|in stock|available|left|we got|on hand]",
        "which {query} (is|are) [still] {status}",
        "<show> [me] [all|the|our|all the|all our] {status} {query}",
        "(what|which) {query} (is|are|have we|do we have) [still|currently] {status} [<price_range>]",
        "what <have> [we|you|i] [got] (in|at|on) [the] {location@place_noun}",
        "? [!(in|at|on) "
        "{location@place_noun};!(what|which|pieces|items|works|stuff|everything|have|list|show|inventory|whats|anything);(is|are|sitting|stored|kept|hanging|left)]",
        "? "
        "[!{maker};!(by|from);!(works|pieces|have|anything|left|available|show|list|prints|paintings|everything|stock)]",
        "? [!{query};!(for sale|available|in stock|on hand|left to "
        "sell);(what|which|show|list|any);<price_range>]",
        "? [!<price_range>;!{query};(what|which|show|list|any|anything|got|have)]",
    )
    examples = {
        "what's available under 5k": {
            "status": "available",
            "max_price": {"amount": "5000.00", "currency": "USD"},
        },
        "oils by Ruiz": {"query": "oils", "maker": "Ruiz"},
        "what's in storage": {"location": "storage"},
    }
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards, search

        found = search.search_items(
            crm,
            self.query,
            maker=self.maker,
            min_price=self.min_price,
            max_price=self.max_price,
            status=self.status,
            location=self.location,
            after=(self.page or {}).get("after"),
        )
        before = (self.page or {}).get("shown", 0)
        states = cards.availability(crm, found.rows)
        head = item_words.list_head(found.total, found.mended, self) if not before else ""
        shown = before + len(found.rows)
        after = {"after": found.after, "shown": shown} if found.after else None
        lines = [cards.row(item, states.get(item.id, "")) for item in found.rows]
        return page(
            self, head, lines, [item_words.ref(item) for item in found.rows], after, found.total - shown
        )


class UpdateItem(Intent):
    """Change one fact of an item."""

    item: Item = slot("item", required=True, ask="Which item?")
    field: str = slot("field", required=True, ask="What should change: title, medium, size, year …?")
    value: str = slot("text", required=True, ask="To what?")

    phrases = (
        "<change> [item] {item} [:|,] [the|its] {field} (to|is|:|as|=|into|from {_@short} to) {value}",
        "<change> [the] {field} (of|on|for|in) [item] {item} (to|is|:|as|=|into|from {_@short} to) {value}",
        "<change> {item's} {field} (to|is|:|as|=|into) {value}",
        "{item's} {field} (is|should be|is actually|should say|was|must be|is now|needs to "
        "be|should read|is wrong it is|is wrong its|is wrong , it is|is wrong , its|is wrong "
        "should be|is wrong , should be|to|is really) [actually|really] {value}",
        "[the] {field} (of|for|on) {item} (is|should be|is actually|should say|was|must be|is "
        "now|needs to be|should read|is wrong , it is|is wrong , its|is wrong its|is wrong should "
        "be|is wrong , should be|is really) [actually|really] {value}",
        "{item@named} {field} (is|should be|is actually|should say|must be|is now|needs to "
        "be|should read|:|=|is wrong its|is wrong should be) [actually|really] {value}",
        "{item@sku} [:|,] {field} [is|:|to|=|,] {value}",
        "(rename|retitle) [item] {item} (to|as|into) {value} {field:title}",
        "(add|put|record|set|enter) [the] {field} [:|,] {value@clause} (to|on|for) [item] {item}",
        "(add|put|record|set|enter) [the] {field} (to|on|for|of) [item] {item} (:|as) {value}",
        "{item} is [actually|really] {value=(from|dated) {_@year}} {field:year}",
        "[the] {field} (of|on|for) {item} (is|was|should be|has to be|must be) [actually|really|now] {value}",
        "? [!(change|set|update|correct|fix|make|edit|amend|switch|put);!{item};!{field} "
        "[to|is|:|as] {value}]",
        "(its|it is) [actually] {value@short} not {_@short} on {item} {field:medium}",
        "{item} is [actually|really] {value@medium} {field:medium}",
        "{item} (measures|is actually|is) {value@size} {field:size}",
        "the {field} (of|on|for) {item} (is|was) (wrong|incorrect|not right|off) [,] [please] "
        "(change|set|correct|update|make|fix) it (to|at|:) {value}",
        "{item's} {field} (is|was) (wrong|incorrect|not right|off) [,] [please] "
        "(change|set|correct|update|make|fix) it (to|at|:) {value}",
        "the {field} (of|on|for) {item} (is|was) (wrong|incorrect|not right|off) [,] [its|it "
        "is|should be|it should be] {value}",
    )
    examples = {
        "change Blue Nude medium to gouache": {"item": "Blue Nude", "field": "medium", "value": "gouache"}
    }
    # How far it is on its way to being sold, and what comes with it.
    phrases += (  # type: ignore[assignment]
        "{item} (is|are|is now|is back|s) {value=(in repair|in for repair|being repaired|repaired|back from "
        "repair|at the restorer|being serviced|on loan|out on loan|in transit|not for sale|no longer for "
        "sale|photographed|ready for sale|for sale again|off the market)} {field:status}",
        "{item} (went|goes|is going|has gone|is) (in|out) for (repair|restoration) {value:in repair} "
        "{field:status}",
        "(received|we received|i received) {item@sku} {value:received} {field:status}",
        "{item@sku} [is|has been|was] received {value:received} {field:status}",
        "(set|put) {item} (to|as) {value=(in repair|on loan|in transit|not for "
        "sale|received|photographed|described|ready|sourced)} {field:status}",
        "{item@sku} (has|comes with|has its|comes with its|has the|has original|with) {value=(box and "
        "papers|box|papers|box only|papers only|full set|no papers|no box|no box and papers|no box or "
        "papers)} {field:box and papers}",
        "{item} (comes with|has its original|has original|comes with its|comes with original) {value=(box "
        "and papers|box|papers)} {field:box and papers}",
    )
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import item_fields

        from crm_core.services import editions

        only = item_words.only(crm, self.item, self.said.get("item"))
        name = editions.name(self.item, only)
        said = item_fields.update(crm, self.item, self.field, self.value, only)
        return item_words.receipt(self.item, f"{name}: {said}.")

    def preview(self, crm: Crm) -> str:
        return f"Change the {self.field} of {item_words.named(self.item)} to {self.value}?"


class SetPrice(Intent):
    """Set the asking price."""

    item: Item = slot("item", required=True, ask="Which item's price?")
    price: Money = slot("money", required=True, ask="What price?")

    phrases = (
        "(price|reprice|re-price|tag|price tag) {item} [at|to|:|for|,|@|as] {price} [each|now]",
        "<change> [the|asking|list|new] (price|asking price|list price|price tag|sticker|tag) "
        "(of|on|for) {item} (to|at|:|=|as|from {_@money} to) {price} [each|now]",
        "<change> {item's} (price|asking price|list price) (to|at|:|=|from {_@money} to) {price}",
        "<change> {item} (price|asking price) (to|at|:|=) {price}",
        "~0.3 (put|set|mark|change|update|make) {item} (at|to|down to|up to|=) {price} [each|now|instead]",
        "(drop|lower|reduce|cut|raise|increase|bump|bump up|up|bring|bring down|take|knock|mark "
        "down|mark up|hike|slash|decrease|take down|mark|put up|put down|knock "
        "down|discount|push|jack up|move|adjust|reset|lift|trim|push up) [the|asking] "
        "[price|asking price] [of|on|for] {item} [price] [down|up] [to|at|from {_@money} to] "
        "{price} [each|now]",
        "(drop|lower|reduce|cut|raise|increase|bump|bring|take|mark|hike|up|slash) {item's} price "
        "[down|up] [to|from {_@money} to] {price}",
        "{item} (is|are) (now|going up to|going down to|going to be|going for|to be|up to|down "
        "to|going at|marked at|priced at|going to cost|reduced to) {price} [now|each|from now on]",
        "{item} (should be|should cost|costs|cost|goes up to|goes down to|go up to|go down to|goes "
        "to|will be|will cost|must be|must cost|goes for|needs to be|now costs|now|becomes|goes "
        "down to|drops to|drop to|rises to|now at|is at|are at) [now] {price} [now|each|from now "
        "on]",
        "[new|asking|the|list|the new|the asking] price (for|of|on) {item} [is|:|now|=|,|should "
        "be|will be|shall be|is now|to be|goes to|,] [now] {price} [each|now]",
        "{item} (price|new price|asking price|asking) [is|:|=|now|to|is now|,|should be] {price} [now|each]",
        "{item's} (price|new price|asking price) [is|:|=|now|to|is now|should be|goes up to|goes "
        "down to] {price} [now]",
        "(ask|charge|we want|we ask|we are asking|asking|lets ask|were asking|i want|we now ask|we "
        "are now asking) {price} for {item} [now|instead]",
        "(ask|charge|we want|we ask|asking) {price} (now|instead) for {item}",
        "{item} : {price} [now|each]",
        "(stick|slap|put|set|pop|whack|place|ask|mark) {price} on {item} [now|please]",
        "(stick|slap|put|set|pop|whack|tag|mark) [a] [price|price tag|tag|sticker] [of] {price} on {item}",
        "{item} (is|should be|goes|will be|has to be|needs to be|to be|can be|shall be) "
        "[now|priced|listed|offered|marked|set] (at|to|for) {price} [now|from now on|each]",
        ""
        "(knock|bring|take|get|drop|cut|lower|reduce|move|push|lift|put|mark|bump|raise|change|adjust|make|shift|nudge|hike) "
        "[the price of|price of|price for|price on|the price on|the price for] {item} [price] "
        "(down|up) [to|at] {price} [each]",
        "(knock|bring|take|get|drop|cut|lower|reduce|mark|raise|change|adjust) [the] price "
        "(of|for|on) {item} [from {_@money}] [down|up] [to|at] {price}",
        "(increase|raise|lift|put up|lower|reduce|drop|cut) {item} [from {_@money}] [price] (to|at) {price}",
        "[let us|lets|we] (ask|charge|want) {price} (for|on) {item} [now|instead|from now on]",
        "{item} (costs|cost) [now] {price} [now]",
        "? [!{item};!{price};!(price|priced|asking|sticker|price "
        "tag|cost|costs);(is|should|be|now|new|at|to|make|set|on|for|from)]",
        "(stick|slap|put|set|pop|whack|place|mark|chuck) {price} on {item} [now|please]",
        "? [!(price|asking|sticker|priced|price "
        "tag);!{item};!{price};(change|set|raise|lower|drop|up|down|new|make|put|now|each|should|of|for|to|at|is)]",
    )
    examples = {
        "price Blue Nude 4800": {"item": "Blue Nude", "price": {"amount": "4800.00", "currency": "USD"}}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        only = item_words.only(crm, self.item, self.said.get("item"))
        before = items.set_price(crm, self.item, self.price, only)
        was = f", was {before}" if before and before != self.price else ""
        name = item_words.piece_named(self.item, only)
        return item_words.receipt(self.item, f"{name} is now {self.price}{was}.")

    def preview(self, crm: Crm) -> str:
        return f"Price {item_words.named(self.item)} at {self.price}?"


class MoveItem(Intent):
    """Say where an item is now."""

    item: Item | None = slot("item", ask="Which item moves?")
    items: list[Item] | None = slot("item", many=True)
    location: str = slot("location", required=True, ask="Where to?")

    phrases = (
        "<move> {item} [over|back|down|up|out|on|across] (to|into|in|at|on|onto) [the|our|a|my] {location}",
        "{item} [is|are|was|were|went|goes|go|gets|got] [now|currently|just] "
        "(moved|moving|relocated|taken|transferred|sent|move|hung|stored|placed|shipped|brought|going|off|gone|returned) "
        "[over|back|down|up|out] (to|into|in|at|on) [the|our|a|my] {location} [now|today]",
        "{item} (is|are|s) (at|in|on|back in|back at|now at|now in|sitting in|hanging in|now "
        "on|over at|with|currently at|currently in|out at|stored in|stored at|back on|upstairs in) "
        "[the|our|a|my] {location} [now|currently|at the moment|again|today]",
        "{item} (went|goes|has gone|has moved|moved|is moving|is going|should go|needs to "
        "go|gone|move|must go|moves|go|has been moved|is going back|went back|goes back) "
        "[over|back|down|up|out] (to|into|in|on) [the|our|a|my] {location} [now|today]",
        "{item} [new] location [is|:|,|now|=|is now] [the|our] {location}",
        "(location|new location|the location|set location|set the location) (of|for|on) {item} "
        "[is|:|to|now|=|is now] [the|our] {location}",
        "(change|update|set) {item} location (to|:|=) [the|our] {location}",
        "(change|update|set) {item's} location (to|:|=) [the|our] {location}",
        "(change|update|set) [the] location (of|for|on) {item} (to|:|=) [the|our] {location}",
        "<move> {items} (to|into) [the|our|a|my] {location}",
        "we moved {item} (to|into) [the|our] {location}",
        "i moved {item} (to|into) [the|our] {location}",
        "(i|we) (put|hung|left|stored|placed|took|brought) {item} (in|at|to|into|on) [the|our|a] {location}",
        "(i|we) (put|hung|left|stored|placed|took|brought) {items} (in|at|to|into|on) [the|our|a] {location}",
        "{item} (is|are|s) [now] (out|away|off|back|over|up|down) (at|in|with|to|on) [the] {location} [now]",
        ""
        "(took|taken|dropped|sent|shipped|moved|brought|put|carried|delivered|hung|stored|shifted|stuck|popped|chucked|returned) "
        "{item} [over|back|down|up|off|out|away] (to|at|in|into|on|with) [the] {location} "
        "[today|yesterday|this morning|just now]",
        ""
        "(stick|chuck|pop|shove|whack|shift|lug|haul|bung|take|bring|send|get|put|place|hang|store|return|move|relocate) "
        "{item} [over|back|down|up|off|out|away] (to|at|in|into|on|onto|with) [the] {location} "
        "[today|now]",
        "{item} [has|have|was|were|got] [been|just] "
        "(taken|dropped|sent|moved|brought|put|delivered|hung|stored|shifted|returned|transferred|relocated) "
        "[over|back|down|up|off|out|away] (to|at|in|into|on|with) [the] {location} "
        "[now|today|yesterday]",
        "{item} now (at|in|on) [the] {location}",
        "{item@sku} [:|,|-|=] (in|at|to) [the] {location}",
        "{item@sku} [:|,|-|to] {location@place_noun}",
        "where {item} is now [:|,] [the] {location}",
    )
    examples = {"move Blue Nude to storage": {"item": "Blue Nude", "location": "storage"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE
    one_of = ("item", "items")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        moved = [*([self.item] if self.item else []), *(self.items or [])]
        items.move(crm, moved, self.location)
        names = sale_words.listed([item_words.named(item) for item in moved])
        at = item_words.at(self.location)
        text = f"{names} {'is' if len(moved) == 1 else 'are'} now {at}. UNDO takes it back."
        return Reply(text, [item_words.ref(item) for item in moved])

    def preview(self, crm: Crm) -> str:
        moved = [*([self.item] if self.item else []), *(self.items or [])]
        return f"Move {sale_words.listed([item_words.named(item) for item in moved])} to {self.location}?"


class SetStock(Intent):
    """Say how many there are."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many are there?")

    phrases = (
        "(we have|weve got|we got|there are|theres|there is|we now have|i have|ive got|i "
        "counted|counted|count|we counted|stock count|have|i count|theres only|there are "
        "only|only|we only have|we have only|weve only got|i only have|now|only have|we are down "
        "to|were down to|down to|we still have|still have|there re|left|inventory "
        "count|stocktake|we are at) [exactly|now|only|about|just|still|a total of] "
        "{quantity@count} {item} [left|in stock|now|on hand|remaining|in the shop|on the shelf|in "
        "total|available|in the studio|in inventory|left in stock|in the drawer|on the shelves|in "
        "store|still|here|currently|left now|in all|left over|in the store room]",
        "(set|put|change|update|correct|adjust|fix|make) [the] "
        "(stock|count|quantity|inventory|stock level|level|stock count|number) (of|for|on) {item} "
        "(to|at|=|:|as|is) {quantity@count}",
        "(set|change|update|correct|adjust|fix|make) {item} (stock|count|quantity|inventory|stock "
        "level|stock count) (to|at|=|:|is) {quantity@count}",
        "(set|change|update|correct|adjust) {item} (to|at) {quantity@count} [in "
        "stock|pieces|pcs|units|left|on hand]",
        "(set|change|update) {item's} (stock|count|quantity) (to|at) {quantity@count}",
        "{item} [:|,] {quantity@count} (left|in stock|on "
        "hand|remaining|pieces|pcs|units|available|pieces left|left in stock|total)",
        "{item} (stock|count|quantity|inventory|stock is|stock count|count is|quantity is|in "
        "stock|stock level|on hand) [:|,|=|is|now|is now] {quantity@count} [now|left]",
        "(stock|count|quantity|inventory) (of|for) {item} [is|:|=|now|should be|is now] {quantity@count}",
        "{item} (is|are) (down to|at|now at|now) {quantity@count} [left|pieces|pcs]",
        "{quantity@count} {item} (left|in stock|on hand|remaining|are left|are in stock|left in "
        "stock|remain|still left|total|in total|left on the shelf|are remaining|still here|on the "
        "shelf)",
        "(only|just) {quantity@count} {item} (left|in stock|on hand|remaining|are left|to go)",
        "{item} (we have|there are|we got|weve got|i count|i counted|only) {quantity@count} "
        "[left|in stock|now|pieces]",
        "{quantity@count} {item} (is|are) (all|what) we have [left]",
        "(we|i) [now|only|just] [have|ve got|got|hold|stock] {quantity@count} {item} [left|now|in "
        "stock|on the shelf|on hand|remaining|in total|at the moment]",
        "(inventory|stock) (of|for) {item} (is|are|stands at|now at|now|at|should be) [now] {quantity@count}",
        "{item} (inventory|stock|count) (is|stands at|now at|now|at|should be|=|:|to) [now] {quantity@count}",
        "{item} (is|are) (now|down to|up to) {quantity@count} [now|in stock|left]",
        "(recounted|counted|i counted|we counted|just counted|count is|the count is|final count) "
        "[the] {item} [,|:|and] [there are|its|we have|got|i get|thats] {quantity@count}",
        "(recounted|counted|i counted|we counted|just counted) {quantity@count} {item}",
        "(correct|fix|update) [the] {item} (count|stock|quantity|inventory) , [its|it is|should "
        "be|we have|there are] {quantity@count}",
        "(counted|checked|i counted|i checked|just counted|we counted|did a count of|stocktake of) "
        "[the|our] (shelf|shelves|stock|stockroom|drawer|drawers|inventory|box|boxes|back room) "
        "[,|:|-|and] [there are|we have|its|i got|we got|got|found|only] {quantity@count} {item}",
        "(stock|count|quantity|inventory|number|level) (of|for) {item} (should read|should be|must "
        "be|is now|ought to be|needs to be|to) {quantity@count}",
        "{item} (should read|count should be|stock should be|stock should read) {quantity@count}",
        "? [!{quantity@count};!(left|in stock|on hand|remaining|on the shelf|in the "
        "drawer|counted);!{item};(only|just|we|there|have)]",
    )
    examples = {"we have 12 blue mugs": {"item": "blue mugs", "quantity": 12}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.count(crm, self.item, self.quantity)
        return item_words.receipt(self.item, f"{item_words.named(self.item)}: {row.quantity} in stock.")


class AddStock(Intent):
    """Say how many more came in."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many came in?")

    phrases = (
        "(got|add|received|we got|weve got|just got|got in|restock|restocked|i made|we "
        "made|made|just made|another|we received|add another|got another|receive|made another|i "
        "have|baked|fired|finished|produced|just finished|came in|take in|took in|just "
        "received|ive made|weve made|i finished|stock up|we have|we "
        "finished|have|unpacked|pulled|glazed|threw|sewed|printed|wove|plus) [another] "
        "{quantity@count} [more|extra|additional|new|further|fresh] {item} [to stock|in stock|to "
        "the stock|in|today|to inventory|just now|to the inventory|came in|arrived|from the "
        "kiln|more|just came in|out of the kiln|to the shelf|for stock|into stock|for the shop]",
        "(got|received|restock|restocked|made|add|just got|we got|unpacked|finished) "
        "{quantity@count} (more|extra|additional|new) [of] [the] {item}",
        "~1.2 (got|received|restocked|just got|we got|we received|made|i made|just made) "
        "{quantity@count} {item} [in|today]",
        "add {quantity@count} [more|extra|new] {item} (to|into) [the|our] (stock|inventory|shelf|count)",
        "add {quantity@count} (to|to the) [the] {item} (stock|inventory|count)",
        "add {quantity@count} to [the] (stock|inventory|count) of {item}",
        "(another|plus) {quantity@count} [of the|of|more] {item} [just] (came in|arrived|came "
        "out|are in|are ready|were delivered|finished|made|done|came|delivered|just came in|just "
        "arrived|landed|in|just came out|came out of the kiln|are done|got delivered|is in|has "
        "arrived|have arrived|turned up)",
        "{quantity@count} (more|extra|additional|new|fresh|further) {item} [just|have|has] (came "
        "in|arrived|came out|are in|are ready|were "
        "delivered|finished|made|done|came|delivered|just came in|just arrived|landed|in|just came "
        "out|came out of the kiln|are done|got delivered|in stock|for stock|is in|have "
        "arrived|today|have come in|turned up|added|have just arrived|to add|for the shop)",
        "{quantity@count} {item} [just|have|has] (came in|arrived|came out of the kiln|were "
        "delivered|just came in|just arrived|landed|got delivered|have arrived|has arrived|have "
        "come in|came out|fresh out of the kiln|out of the kiln|have just come in|have just "
        "arrived) [today|this morning|just now]",
        "(restock|increase|top up|up|raise) [the] [stock of|count of|inventory of] {item} [stock] "
        "(by|with|+) {quantity@count} [more|pieces|pcs]",
        "{item} [:|,] (plus|add|got|+|received|another|restocked) {quantity@count} [more|pieces|pcs|units]",
        "{item} [:|,] {quantity@count} more [in|arrived|came in|in stock|pieces]",
        "(delivery|delivery of|delivered|shipment of|a delivery of) [:|,] {quantity@count} [more] {item}",
        "(more|new) {item} (came in|arrived|in) [,|:] {quantity@count}",
        "(got|received|had|took delivery of|taken delivery of|picked "
        "up|collected|restocked|unloaded|unboxed|we got|we received|just got|just received|i "
        "got|we took delivery of|have received|weve received) [in] [another|an extra|a further|a "
        "new batch of|a delivery of|a shipment of] {quantity@count} [more|new|extra|fresh] {item} "
        "[in|today|this morning|just now|from the supplier|from the printer|from the studio|from "
        "the kiln]",
        "{quantity@count} [more|new|extra|fresh|additional] {item} (arrived|came in|delivered|are "
        "here|received|just in|in today|have been delivered|were delivered|just landed|turned "
        "up|finished|are done|are finished|came back|came from the kiln|from the kiln) [today|this "
        "morning|just now|yesterday]",
        "(increase|up|bump|raise|bump up|top up) [the] {item} [stock|count|quantity] by {quantity@count}",
        "(increase|up|bump|raise|bump up|top up) [the] (stock|count|quantity) of {item} by {quantity@count}",
        "plus {quantity@count} {item}",
        "{item} (plus|+) {quantity@count}",
        "{item} +{quantity@count}",
        "new batch of {quantity@count} {item} [done|finished|ready|in]",
        ""
        "(threw|made|glazed|fired|baked|printed|finished|sewed|knitted|poured|cast|bottled|packed|produced|completed) "
        "{quantity@count} [more|new] {item} [today|this morning|this week|yesterday]",
        "{quantity@count} more {item} (out of the kiln|from the kiln|off the wheel|from the "
        "studio|in|from the workshop|to add|came out of the kiln|done|ready|on the shelf)",
        "add {quantity@count} {item} [to stock|to the shelf|to inventory]",
        "? "
        "[!{quantity@count};!(more|another|extra|additional|new);!{item};!(came|arrived|got|in|received|add|made|finished|delivered|restock|restocked|unpacked|out)]",
    )
    examples = {"got 12 more blue mugs": {"item": "blue mugs", "quantity": 12}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.add(crm, self.item, self.quantity)
        return item_words.receipt(
            self.item, f"{item_words.named(self.item)}: {self.quantity} more, {row.quantity} in stock."
        )


class RemoveStock(Intent):
    """Take broken, lost or given away pieces off the stock."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many?")
    reason: str | None = slot("text")

    phrases = (
        "{quantity@count} [of the|of our|of] {item} {reason=(broke|broken|got broken|were "
        "broken|smashed|cracked|are broken|is broken|got damaged|damaged|were damaged|went "
        "missing|are missing|is missing|missing|were stolen|got stolen|stolen|lost|got "
        "lost|chipped|are damaged|is damaged|fell|given away|were given away|went to "
        "waste|shattered|exploded in the kiln|cracked in the kiln|blew up in the kiln|was "
        "stolen|was broken|was damaged|fell and broke|spoiled|ruined|arrived broken|came back "
        "broken|exploded|warped|defective|are chipped|is chipped|are cracked|is cracked|arrived "
        "damaged|arrived smashed)} [in {_@short}|during {_@short}|today|yesterday|this morning]",
        "(remove|take|deduct|subtract|minus|take away|knock off|write off|take "
        "off|discard|scrap|throw away|threw away|binned|bin|less|pull) {quantity@count} [of the|of "
        "our|of] {item} [from|off|out of] [the] [stock|inventory|shelf|count] [,|:|-] "
        "[{reason=(because|due to|since|broken|damaged|stolen|lost|missing|broke|they|gave|they "
        "broke|cracked|chipped|for|given|gift|sample|samples|display) [{_@clause}]}]",
        "(broke|lost|dropped|smashed|we broke|i broke|i dropped|we lost|i smashed|gave away|we "
        "gave away|i gave away|we dropped|cracked|chipped|damaged|destroyed|donated|i cracked|i "
        "chipped) {quantity@count} [of the|of our|of] {item} [today|yesterday|this morning|in "
        "{_@short}|at {_@short}]",
        "{item} [:|,] (minus|remove|lost|broke|less|broken) {quantity@count} [broken|damaged|lost]",
        "{item} [:|,] {quantity@count} "
        "{reason=(broke|broken|lost|stolen|damaged|missing|smashed|cracked|chipped)}",
        "(one|1|a) {quantity:1} [of the|of our] {item} {reason=(broke|broken|got broken|was "
        "stolen|cracked|smashed|went missing|is broken|was broken|got damaged|chipped)}",
        "reduce [the] {item} [stock] by {quantity@count}",
        "reduce [the] (stock|count|quantity|inventory) of {item} by {quantity@count}",
        "(lost|broke|dropped|smashed|chipped|cracked|damaged|ruined|binned|scrapped|threw "
        "out|threw away|gave away|used|used up|donated|wrote off|tossed) {quantity@count} [of "
        "the|of our|of] {item} [{reason=(in|at|during|while|when|because|as|for|to) {_@clause}}]",
        "{quantity@count} [of the|of our|of] {item} (got|were|was|are|is|have|has|came) [been|out] "
        "{reason=(broken|damaged|lost|stolen|smashed|cracked|chipped|warped|ruined|destroyed|missing|faulty|defective|wonky|scrapped|discarded|written "
        "off)} [{_@short}]",
        "(write|take|knock) {quantity@count} {item} off [the stock|stock|the count] [,|because] "
        "[{reason=(broken|damaged|lost|stolen|they|smashed|cracked|chipped|it|because) "
        "[{_@clause}]}]",
        "(write|take|knock) off {quantity@count} {item} [,|because] "
        "[{reason=(broken|damaged|lost|stolen|they|smashed|cracked|chipped|it|because) "
        "[{_@clause}]}]",
    )
    examples = {"2 blue mugs broke": {"item": "blue mugs", "quantity": 2, "reason": "broke"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.remove(crm, self.item, self.quantity, self.reason or "written off")
        why = f" ({self.reason})" if self.reason else ""
        return item_words.receipt(
            self.item, f"{item_words.named(self.item)}: {self.quantity} off{why}, {row.quantity} in stock."
        )

    def preview(self, crm: Crm) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return f"Take {self.quantity} of {item_words.named(self.item)} off the stock{why}?"


class SetReorderPoint(Intent):
    """Warn when the stock falls to a number."""

    item: Item = slot("item", required=True, ask="For what?")
    quantity: int = slot("int", required=True, ask="Warn below how many?")

    phrases = (
        "(warn|alert|tell|notify|ping|remind|let|text|nudge|message) [me|us] [know] "
        "(when|if|once|as soon as|whenever) [the] [stock of|number of|count of] {item} "
        "(drop|drops|is|are|fall|falls|get|gets|goes|go|dip|dips|run|runs|reach|reaches|hit|hits|left|stock|stock "
        "is|stock drops|stock falls|we have|has|have) [down|lower|low|fewer|less|stock] "
        "[than|below|under|beneath|to|at|only|less than|fewer than|lower than] {quantity@count} "
        "[left|pieces|in stock|pcs|units]",
        "(warn|alert|tell|notify|ping|remind|let|text) [me|us] [know] (when|if|once|as soon "
        "as|whenever) (we have|there are|we only have|theres|there is|we are down to|were down "
        "to|were at|we get to|we hit|only|weve got|i have) [only|less than|fewer "
        "than|under|below|just|down to|at] {quantity@count} {item} [left|in stock|remaining]",
        "(warn|alert|tell|notify|ping) [me|us] (at|below|under) {quantity@count} (left "
        "on|on|for|of|left of) {item}",
        "(set|change|put|make|update) [the|a] (reorder point|reorder level|minimum|min|minimum "
        "stock|reorder threshold|restock level|low stock level|min stock|alert|threshold|restock "
        "point|re-order point|reorder|low stock alert|low stock warning|alert level|minimum "
        "level|re-order level|warning|low-stock alert) (for|of|on) {item} "
        "(to|at|=|:|as|is|below|under|,) {quantity@count}",
        "(set|change|put|make|update) {item} (reorder point|reorder level|minimum|min|minimum "
        "stock|reorder threshold|restock level|low stock level|min "
        "stock|alert|threshold|reorder|restock point) (to|at|=|:|as|is|below) {quantity@count}",
        "(reorder|restock|re-order|order more|order) {item} (when|at|below|under|if|once) [it "
        "drops|they drop|it falls|they fall|we are|were|we have|there are|stock is|it gets|they "
        "get|it is|they are|were down|were down to] [below|under|to|at|less than|down to] "
        "{quantity@count} [left]",
        "{item} (reorder point|reorder level|minimum|min stock|reorder at|min|minimum "
        "stock|restock at|reorder threshold|alert at|reorder when below) [:|=|is|to|at|,] "
        "{quantity@count}",
        "(minimum|min|minimum stock|reorder point|reorder level|low stock alert|keep at "
        "least|always keep|min stock|low stock warning|re-order level|low-stock alert) "
        "[:|for|of|on|at least] {item} [:|=|is|to|at|,] {quantity@count}",
        "(keep at least|always keep|always keep at least|we should never have less than|we need at "
        "least|keep minimum|keep a minimum of) {quantity@count} {item} [in stock|on hand]",
        "(flag|warn|alert|shout|holler|tell|notify|ping|remind|let|beep|buzz|poke|give me a "
        "shout|sound the alarm) [me|us] [know] (when|if|once|as soon as|whenever|should) [the] "
        "[stock of] {item} "
        "(gets|get|drop|drops|fall|falls|run|runs|go|goes|are|is|reach|reaches|hit|hits|dip|dips|sink|sinks) "
        "[down|below|under|to|at|less than|fewer than|lower than|beneath|low as] [to|than|below] "
        "{quantity@count} [left|pieces]",
        "(reorder|restock|order) [more] {item} (at|when|below|under|once) [we|there|it|they|stock] "
        "[hit|reach|are|is|have|get|drop|falls|fall|down|drops|reaches] "
        "[to|at|below|under|only|down] [to] {quantity@count} [left]",
        "(minimum|min|reorder|restock) [stock|level|point|quantity|threshold] [for|of|on] {item} "
        "[is|should be|:|=|to|,|at] {quantity@count}",
        "{item} (minimum|min|reorder|restock|low stock) "
        "[stock|level|point|quantity|threshold|warning|alert] [is|should be|:|=|to|,|at] "
        "{quantity@count}",
        "? [!{item};!{quantity@count};!(warn|alert|reorder|restock|minimum|low|tell me|let me "
        "know|notify|ping);!(below|under|drop|drops|fall|falls|left|less|fewer|level|point|threshold|when|at)]",
    )
    examples = {"warn me when blue mugs drop below 5": {"item": "blue mugs", "quantity": 5}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.set_reorder_point(crm, self.item, self.quantity)
        return item_words.receipt(
            self.item,
            f"I'll warn you when {item_words.named(self.item)} drops below {row.reorder_point}."
            f" {row.quantity} in stock now.",
        )


class LowStock(Intent):
    """What is running low."""

    phrases = (
        "<whats> [we] [nearly|almost|getting|running|running out of|about to] [running] "
        "(low|running low|short|running out|out of stock|almost gone|nearly out|nearly gone|almost "
        "out|getting low|low on stock|low in stock|running short|about to run out|in short "
        "supply|out|low stock|sold out|running low on stock|close to running out|near running "
        "out|almost sold out|below minimum|understocked|almost out of stock|nearly out of stock) "
        "[on|of] [stock] [right now|now|at the moment|in stock|in the shop|currently|of stock|on "
        "stock|these days|this week]",
        "what (are we|do we|am i|is it we|are we all) [nearly|almost|getting|running] (running low "
        "on|low on|out of|nearly out of|running out of|short of|short on|almost out of|need to "
        "reorder|need to restock|have to reorder|need to order|have to order|have to restock|close "
        "to running out of|need more of|running short of|running short on|low in|must reorder|must "
        "restock|need to make more of|should reorder|should restock)",
        "(low stock|stock alert|stock alerts|low stock report|reorder list|restock list|low stock "
        "list|low inventory|shortages|running low|low-stock|what to reorder|what to restock|stock "
        "warnings|reorder report|items low|low items|items running low|low stock items|what finish "
        "soon)",
        "(what|anything|which items|which products|which stock|what items|is anything|are any "
        "items|any items|does anything|anything we|what stuff|what stock|which pieces|do we have "
        "anything|is there anything|is there something) [that] (needs|need|is|are|to|we|do "
        "we|should we|should i|must we|have to|should) [need to|have to|be|to be|running|that "
        "is|that needs|getting|almost] "
        "(restocking|reordering|reordered|restocked|reorder|restock|low|running low|running "
        "out|restock soon|to reorder|to restock|out of stock|make more of|refilling|topping "
        "up|replenishing|low on stock|nearly gone|nearly out|almost out|almost gone|about to run "
        "out)",
        "<show> [me] [the|all|our|what is|whats|which items are|what has|any] (low stock|low stock "
        "items|low items|items low on stock|low|running low|items running low|low inventory|items "
        "with low stock|products running low|reorder list|stock running low|low stock list|low "
        "stock report|low-stock items|low stock products|restock list|anything running low|stock "
        "alerts|items below minimum|products with low stock)",
        "(are we|is anything|is something|anything|something|whats|are any products|are any) "
        "(running low|low|running out|out of stock|low on stock|nearly out|low on anything|running "
        "out of anything|running low on anything|short of anything|out of anything|short on "
        "anything)",
        "(do we need|need) to (restock|reorder) (anything|something|stuff|any items)",
        "(what|which|anything) [stuff|items|products|things|of our stock|goods] "
        "[do|should|must|is|are|we|i|does] [we|i|need|needs|it] "
        "[need|have|getting|running|nearly|almost] [to be|to|be] "
        "(reorder|reordered|restock|restocked|restocking|reordering|replenish|topped up|top "
        "up|stock up on|buy again|short of|low on|out of|running out of|running low on|order "
        "again|order more of|make more of|scarce|running dry|sold out soon) [on|of] [soon|now|this "
        "week]",
        "(low|short|out) (on|of) (what|anything)",
        "(any|which) (shortages|low items|stock alerts|stock warnings|gaps|items short)",
        "stock (alerts|warnings|check|levels low)",
        "(whats|what is|what are) (under|below) [the|its|their] (reorder point|minimum|reorder "
        "level|min|threshold|minimum stock)",
        "? [!(low|short|restock|restocking|reorder|reordering|replenish|scarce|run out|running "
        "out|out of stock|nearly out|almost out|running low|top "
        "up);!(stock|what|which|anything|items|products|supplies|shelves|need|needs|soon|shop|list|whats)]",
    )
    examples = {"what's running low": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        rows = stock.low(crm)
        if not rows:
            return Reply("Nothing is running low.")
        lines = [
            f"{item_words.named(item)}: {row.quantity} left"
            + (f", warn below {row.reorder_point}" if row.reorder_point is not None else "")
            for item, row in rows[:8]
        ]
        return page(self, f"{len(rows)} running low:", lines, [item_words.ref(item) for item, _ in rows[:8]])


class HoldItem(Intent):
    """Reserve an item for somebody."""

    item: Item = slot("item", required=True, ask="Which item should I hold?")
    contact: Contact = slot("contact", required=True, ask="For whom?")
    until: datetime | date | None = slot("when", help="the last day; else the gallery's usual time")

    phrases = (
        "<hold> {item} (for|4|to|on behalf of) {contact} [[,|and] [<until_words>] {until}] [, she "
        "will decide|, he will decide]",
        "<hold> (for|4) {contact} [:|,] {item} [[,] [<until_words>] {until}]",
        "~1 <hold> {contact} {item} [<until_words> {until}]",
        "<hold> {item} [<until_words>] {until} (for|4) {contact}",
        "(hold|reserve|keep|put) {item} aside (for|4) {contact} [[<until_words>] {until}]",
        "put {item} (on hold|aside|on reserve|under reserve|away|on layaway|to one side|in "
        "reserve|to the side) (for|4) {contact} [[,|and] [<until_words>] {until}]",
        "put {item} (on hold|aside|on reserve|away) [<until_words>] {until} (for|4) {contact}",
        "put (aside|on hold|away) {item} (for|4) {contact} [[<until_words>] {until}]",
        "put {contact} (down for|on the list for|in line for|first in line for) {item} "
        "[<until_words> {until}]",
        "{item} (is|to be|should be|goes|on|gets) [on] (hold|reserved|held|put aside|set aside|on "
        "hold|kept|earmarked|spoken for|put on hold|blocked|on reserve|reserved now) (for|by|4) "
        "{contact} [[,] [<until_words>] {until}]",
        "{item} (hold|reserved|reserve|on hold|keep|held|held for|put on hold) (for|4) {contact} "
        "[[,] [<until_words>] {until}]",
        "{contact} (wants|would like|asks|asked|wishes|want|needs|has asked|is asking|asked "
        "us|would love|asked me|asks us) (us to hold|to reserve|to hold|me to hold|a hold on|us to "
        "keep|us to reserve|to put a hold on|a reserve on|to have|us to put aside|to put on "
        "hold|to put aside|us to put a hold on|to set aside|us to set aside|me to keep|me to "
        "reserve|a reservation on|to be kept) {item} [held|reserved|kept|put aside|on hold] "
        "[[<until_words>] {until}]",
        "{contact} (wants|want|would like|needs|interested in|is interested in|likes|asked "
        "about|is thinking about|is considering) {item} [,|so|-] [please] (hold|reserve|keep|put "
        "it aside|set aside|save|put a hold|put on hold|put it on hold|hold it|keep it|reserve it) "
        "[it] [for] [her|him|them] [first] [[<until_words>] {until}]",
        "(reserve|hold) : {item} [,|for|-] {contact} [[,] [<until_words>] {until}]",
        "<hold> {item} , {contact} [[,] [<until_words>] {until}]",
        "(hold|reservation|reserve) (for|by) {contact} [:|,|on] {item} [[,] [<until_words>] {until}]",
        "(first dibs|first refusal|dibs|right of first refusal) (on|for) {item} (to|for|goes to) "
        "{contact} [<until_words> {until}]",
        "(give|grant) {contact} (first refusal|first dibs|a hold|a reserve|dibs|the first "
        "option|first option|an option) (on|for) {item} [<until_words> {until}]",
        "{contact} (has|gets|is|has got) (first refusal|first dibs|a hold|dibs|the first "
        "option|reserved|reserving|holding) [on|for] {item} [<until_words> {until}]",
        "(hold|reserve|save|keep|earmark|bagsy|stash|park|put by|lock|book|tuck away|hang on "
        "to|hang onto) {item} [aside|back|by] (for|4) {contact} [, (she|he|they) {_@clause}] "
        "[<until_words> {until}]",
        "(hold|reserve|save|keep|block) {item@sku} [,|-|:|for] {contact} [[,|-|<until_words>] {until}]",
        "{item@sku} [:|,|-] (hold|reserve|on hold|reserved|held) [for|,|-|:] {contact} "
        "[[,|-|<until_words>] {until}]",
        "{item} [:|,|-] (hold|reserve|on hold|reserved) (for|,|-|:) {contact} [[,|-|<until_words>] {until}]",
        "(hold|reserve|keep) {contact} {item@sku} [[,|-|<until_words>] {until}]",
        "{contact} (wants|needs|would like|wants us|has asked us|asked us|asked me|would like "
        "us|begged us) [to] (hold|keep|reserve|save|put aside|set aside|think about|think "
        "over|sleep on) {item} [for (her|him|them)] [aside] [<until_words> {until}]",
        "{contact} (is thinking about|is considering|wants to think about|is mulling over|is "
        "umming and ahhing over|needs to think about|is interested in|might take|may take|likes) "
        "{item} [,|so|-] [please|so] (hold it|reserve it|keep it|put it on hold|put it aside|set "
        "it aside|hold|reserve|keep it aside|hold that|save it) [for (her|him|them)] "
        "[<until_words> {until}]",
        "(dont|do not) (sell|let go of|touch|sell on) {item} [to anyone|to anybody] [,|-|its|it "
        "is|thats] (for|reserved for|on hold for|held for|promised to) {contact} [<until_words> "
        "{until}]",
        "{item} (is|has been) (promised to|spoken for by|for|earmarked for|kept for|saved "
        "for|claimed by) {contact} [<until_words> {until}]",
        "promised {item} to {contact} [<until_words> {until}]",
        "promised {contact} {item@sku} [<until_words> {until}]",
        "(chuck|slap|stick|place|put|whack|pop|throw|set) [a] (hold|reserve|reservation) on {item} "
        "(for|4) {contact} [[<until_words>] {until}]",
        "(chuck|slap|stick|place|put|whack|pop|throw|set) [a] (hold|reserve|reservation) on {item} "
        "[<until_words>] {until} (for|4) {contact}",
        "? [!(hold|reserve|reserved|on "
        "hold|aside|save|keep|earmark|dibs|blocked|block);!(for|4|to) "
        "{contact};!{item};(until|through|til|by) {until}]",
    )
    examples = {
        "hold Blue Nude for Tom until friday": {"item": "Blue Nude", "contact": "Tom", "until": "2026-11-27"}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        only = item_words.only(crm, self.item, self.said.get("item"))
        claim = holds.hold(crm, self.item, self.contact, self.until, only)
        return item_words.hold_receipt(crm, self.item, self.contact, claim)

    def word_to_contact(self, crm: Crm) -> str:
        from crm_core.services import claims
        from crm_core.services.tasks import spoken

        live = [claims.held_or_sold(crm, piece) for piece in self.item.pieces]
        if all(claim is not None and claim.contact_id != self.contact.id for claim in live):
            return f"{self.item.title} is on hold for somebody else; you are next in line."
        until = f" until {spoken(crm, self.until)}" if self.until else ""
        return f"{self.item.title} is on hold for you{until}."

    def preview(self, crm: Crm) -> str:
        from crm_core import times

        till = f" until {times.day(crm, self.until)}" if self.until else ""
        return f"Hold {item_words.named(self.item)} for {self.contact.name}{till}?"


class LendItem(Intent):
    """Give an item out on approval or on loan."""

    item: Item = slot("item", required=True, ask="Which item goes out?")
    contact: Contact = slot("contact", required=True, ask="With whom?")
    until: datetime | date | None = slot("when")

    phrases = (
        "{item} (on approval|on loan|is on approval|goes on approval|out on approval|on appro|is "
        "out on approval|went on approval|is on loan|out on loan|goes out on approval|goes on "
        "loan|on trial|is going on approval|sent on approval|is on trial|on consignment|for "
        "approval|is out on loan|went out on approval|loaned|lent|is lent) (with|to|at|by|for) "
        "{contact} [[,] [<until_words>] {until}]",
        "(lend|loan|lent|loaned|send out|lending|loaning|we lent|i lent|we loaned) {item} "
        "(to|with) {contact} [[,] [on approval] [<until_words>] {until}]",
        "(lend|loan|lent|loaned) {contact} {item} [[,] [<until_words>] {until}]",
        "(give|send|gave|let|sent|take|took|put out|bring|put) {item} (on approval|on loan|out on "
        "approval|on appro|on trial|out on loan) (to|with|by|for) {contact} [[,] [<until_words>] "
        "{until}]",
        "(give|send|gave|let|sent) {item} to {contact} (on approval|on loan|on appro|on trial|for "
        "approval) [[,] [<until_words>] {until}]",
        "(give|gave|send|sent) {contact} {item} (on approval|on loan|on appro|on trial) [[,] "
        "[<until_words>] {until}]",
        "{contact} (has|takes|took|borrows|borrowed|is borrowing|is taking|is trying|has "
        "taken|gets|keeps|got|tries) {item} (on approval|on loan|on appro|on trial|home on "
        "approval|for approval|home to try|home on trial) [[,] [<until_words>] {until}]",
        "{contact} (borrows|borrowed|is borrowing|has borrowed) {item} [[,] [<until_words>] {until}]",
        "{contact} (took|takes|has taken|is taking|borrows|borrowed|has|is borrowing|wants to "
        "borrow|would like to borrow) {item} (home|out|away) [on approval|on appro|to try|to try "
        "it|to see it|to see it on the wall|for the weekend|on trial|to live with it] "
        "[[<until_words>] {until}]",
        "(let|letting) {contact} (borrow|try|take home|have on approval|live with|take) {item} [on "
        "approval|on appro|on trial|home] [[<until_words>] {until}]",
        "(send|sent|give|gave|loan|lend|lent|loaned|take|took|hand|handed) {item} "
        "[out|over|across] to {contact} (on approval|on loan|on appro|on trial) [[<until_words>] "
        "{until}]",
    )
    examples = {
        "Blue Nude on approval with Maria till sunday": {
            "item": "Blue Nude",
            "contact": "Maria",
            "until": "2026-11-22",
        }
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        only = item_words.only(crm, self.item, self.said.get("item"))
        claim = holds.lend(crm, self.item, self.contact, self.until, only)
        return item_words.receipt(
            self.item,
            f"{item_words.named(self.item)} is on approval with {self.contact.name}{holds.till(crm, claim)}.",
        )

    def preview(self, crm: Crm) -> str:
        return f"Give {item_words.named(self.item)} to {self.contact.name} on approval?"


class ReleaseItem(Intent):
    """End a hold."""

    item: Item = slot("item", required=True, ask="Which item should be free again?")
    contact: Contact | None = slot("contact")

    phrases = (
        "<release> {item} [again|now|from hold|from {contact's} hold|, {contact} is out|for "
        "{contact}|from the hold]",
        "(take|get) {item} (off hold|off reserve|off hold for {contact}|from hold|off the hold "
        "list|off reservation)",
        "(release|drop|lift|remove|end|take off|cancel|clear|undo|kill|delete|scrap) {contact's} "
        "(hold|reservation|reserve|holds) (on|for|off|from) {item}",
        "take {contact's} (hold|reservation|reserve) off [of] {item}",
        "[the|our|any] (hold|reservation|reserve) (on|for|of) {item} (may|can|is|should|could) "
        "[now] (be lifted|be released|be removed|be dropped|over|expired|go|canceled|be "
        "canceled|be ended|no longer needed|gone|ended|off|lifted|to be lifted) [now]",
        "{item} (is|can be|may be|should be) [now|no longer] (free again|released|free|available "
        "again|off hold|no longer on hold|no longer reserved|unreserved|back on sale|back for "
        "sale|unheld|no longer held|up for grabs again|back on the market|back available|freed "
        "up|open again|on hold|reserved|sold to anyone|back in the game) [now|again]",
        "{contact} (doesnt want|does not want|no longer wants|passed on|is out on|gave "
        "up|released|is not taking|isnt taking|doesnt need|decided against|backed out of|changed "
        "her mind on|changed his mind on|changed their mind on|is letting go of|lets go "
        "of|dropped|has passed on|passes on) {item} [anymore|any more|after all] [,|so] "
        "[release|free|unhold|lift|drop] [the hold|it|hold|it again]",
        "{contact} (doesnt want|no longer wants|passed on|is not taking|isnt taking|decided "
        "against) {item} [anymore|any more|after all]",
        "~1 (release|drop|lift|remove|end|cancel|clear) [the] hold (for|of) {contact} (on) {item}",
        "release {item} (for|from) {contact}",
        "(no longer hold|dont hold|stop holding|no need to hold) {item} [for {contact}] "
        "[anymore|any more|any longer]",
        "(nobody|no one) (wants|is taking|needs) {item} [anymore|after all] [, release it|, free it]",
        "(hold|reservation|reserve) (for|of) {contact} on {item} (is off|is "
        "over|off|over|expired|ended|can go|canceled)",
        "(hold|reservation|reserve) on {item} (is off|is over|off|over|expired|ended|can "
        "go|canceled|expires|lapsed|has lapsed|has expired)",
        "{item} (doesnt|does not|no longer) (need|needs) [to be] (hold|holding|held|a "
        "hold|reserved) [anymore|any longer]",
        "(put|set) {item} back (on sale|up for sale|on the market|to available|available|for "
        "sale|on the floor|on the shelf|in the window)",
        "(make|mark|set|flag) {item} [as] (available|free) [again]",
        "{item} (can go|goes|is going) back (on sale|on the market|up for sale|on the floor|to available)",
        "{_@contact} (passed|passed on it|said no|is out|pulled out|declined|wont take it|isnt "
        "taking it|doesnt want it) [,|-|so] [you can|u can|we can|please|can you|could you] "
        "(release|free|free up|unhold|let go of) {item}",
        "{_@contact} (passed|said no|is out|pulled out|declined) [,|-|so] {item} (is|s) "
        "(free|available|free again|available again)",
        "(take|get) {item} off (hold|reserve) [for {contact}]",
        "? [!(hold|reserve|reservation|on "
        "hold|reserved);!(off|lift|lifted|release|remove|drop|end|free|cancel|over|expired|gone);!{item}]",
        "{contact} (is out|pulled out|backed out|isnt buying|changed (her|his|their) mind) [,|so] "
        "(release|free|unhold|free up) {item}",
    )
    examples = {"release Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        ended, following = holds.release(
            crm, self.item, self.contact, item_words.only(crm, self.item, self.said.get("item"))
        )
        return item_words.release_receipt(crm, self.item, ended, following)

    def preview(self, crm: Crm) -> str:
        whose = f" for {self.contact.name}" if self.contact else ""
        return f"Release the hold on {item_words.named(self.item)}{whose}?"


class ListHolds(Intent):
    """What is on hold, and for whom."""

    contact: Contact | None = slot("contact")

    phrases = (
        "<whats> [currently|all] (on hold|reserved|held|being held|on reserve|put aside|set "
        "aside|under reserve|we holding|we hold|hold|reserve) [right now|now|at the "
        "moment|currently|today] [for|by] [{contact}]",
        "<whats> (on hold|reserved|held|being held|put aside|set aside) (for|by) {contact} "
        "[now|right now|currently|at the moment]",
        "[<show>] [me] [all|all the|the|all our|our|any|current|open|active] [current|open|active] "
        "(holds|reservations|reserves|items on hold|held items|reserved items|pieces on hold|works "
        "on hold|things on hold|hold list|reserved pieces|reserved works|list of holds|everything "
        "on hold|held pieces|holds list|hold items|stuff on hold|watches on hold|holds we "
        "have|holds right now) [for|by|of] [{contact}]",
        "[<show>] [me] {contact's} (holds|reservations|held items|hold|reserves|reserved items)",
        "what (do we|are we|did we|have we|does|did) [currently] (have on hold|hold|holding|have "
        "reserved|put on hold|reserved|on hold|keep aside|put aside|holding back) (for) {contact} "
        "[now|right now]",
        "what (do we|are we|did we|have we) [currently] (have on hold|hold|holding|have "
        "reserved|put on hold|reserved|got on hold|have put aside|keeping aside)",
        "what (has|does|is) {contact} (have|got|on|has|holding|reserved) [on|got] "
        "[hold|reserved|reserve|on hold]",
        "(which|what) (pieces|items|works|watches|paintings|things|stuff) (is|are|do we have|have "
        "we got|have) [currently|we got] (on hold|reserved|held|on reserve|set aside|put aside) "
        "[now|right now] [for|by] [{contact}]",
        "(who has|whos got|who) [a|any] (holds|hold|something on hold|anything on hold|things on "
        "hold|reservations|pieces on hold|reserved|items on hold) [on] [anything|something|what]",
        "(anything|is anything|do we have anything|is there anything|any pieces|any works) (on "
        "hold|reserved|held|being held|put aside) [for|by] [{contact}]",
        "(holds|reservations|list holds|on hold|hold list|any holds|whats held|open holds)",
        "(who|what|which) (has|have|do we have|is|are|did we) [got|put] "
        "[anything|what|things|something|pieces] (on hold|reserved|aside|held)",
        "<show> [me] (whats|what is|everything|all|anything|all pieces|all items|the pieces|the "
        "works|what we have|whatever is|pieces|works) (on hold|reserved|being held|held|put "
        "aside|set aside) [for|by] [{contact}]",
        "(holds|reservations) [for|of|by] {contact}",
        "(does|did|has) {contact} [have|reserve|reserved|got|hold] [anything|something|what] (on "
        "hold|reserved|held|aside)",
        "(does|did|has) {contact} (reserve|hold) (anything|something)",
        "? [!(on hold|holds|reserved|reservations|being held|held|put aside|set "
        "aside);!(what|which|any|anything|list|show|whats|everything|who|pieces|all|current);{contact}]",
    )
    examples = {"what's on hold": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        rows = holds.held_items(crm, self.contact)
        start = (self.page or {}).get("start", 0)
        whose = f" for {self.contact.name}" if self.contact else ""
        if not rows:
            return Reply(f"Nothing is on hold{whose}.")
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [item_words.hold_line(crm, claim, item) for claim, item, _ in part]
        refs = [item_words.ref(item) for _, item, _ in part]
        head = f"{len(rows)} on hold{whose}:" if not start else ""
        return page(self, head, lines, refs, after, len(rows) - start - 8)


class ArchiveItem(Intent):
    """Take an item out of the lists; RESTORE brings it back."""

    item: Item = slot("item", required=True, ask="Which item should be archived?")

    phrases = (
        "archive {item}",
        "(delete|archive|remove|retire|discontinue|deactivate|hide|drop) [the] "
        "(item|piece|work|product|watch|painting|print|the item) {item}",
        "(put|move|send) {item} (in|to|into) [the] (archive|archives|archived)",
        "(retire|discontinue|deactivate) {item}",
        "(remove|delete|take|drop) {item} (from|off|out of) [the|our] "
        "(inventory|catalog|stock|items|stock list|price list|inventory list|item "
        "list|listing|books)",
        "delete {item@sku}",
        "remove {item@sku}",
        "{item} (can be|should be|is to be|to be) (archived|retired|discontinued|taken out of the "
        "catalog|removed from inventory|removed from the catalog)",
        "{item} (archive|archived)",
        "(put|pop|stick|send|move|tuck) {item} (in|into|to) [the] (archive|archives)",
        "(take|pull|get|drop|remove|strike|delete) {item} (off|out of|from) [the|our] "
        "(catalog|books|list|inventory|stock list|active list|price list|active stock|system)",
        "{item} (is|are) (discontinued|no longer made|no longer sold|retired|out of "
        "production|finished for good|not coming back) [, archive it|, archive them|, take it off "
        "the list|, remove it|, remove them|now]",
        "(we|i) (no longer|dont) (make|sell|stock|do|carry|offer|produce) {item} [anymore|any "
        "more] [, archive it|, archive them|, take it off the list|, remove it|, remove them]",
        "(we are|were|im|i am|we wont be|we will not be|i wont be) [never|not] "
        "(making|selling|doing|producing|stocking|carrying) [the] {item} (again|anymore|any "
        "more|any longer) [,] [so] (archive|retire|discontinue|remove|delete) it",
        "(archive|retire|discontinue) it [,] {item}",
        "? [!(archive|archived|retire|discontinue|discontinued);!{item}]",
    )
    examples = {"archive Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        items.archive(crm, self.item)
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is archived.")

    def preview(self, crm: Crm) -> str:
        return f"Archive {item_words.named(self.item)}?"


class DescribeItem(Intent):
    """Write a description, to be approved before anybody sees it."""

    item: Item = slot("item", required=True, ask="Which item should I describe?")
    hint: str | None = slot("text")

    phrases = (
        "<write> [me|us] [a|an|the|some|new|another|me a|up a|me some] "
        "[short|new|nice|good|brief|quick|longer|little|catchy|fresh|proper|long|detailed|simple|elegant|better|two "
        "line|one line|product|catalog|sales|item|listing|web|website|short sales] "
        "[short|product|catalog|item|listing|sales] (description|text|blurb|copy|listing "
        "text|write up|writeup|catalog text|catalog entry|listing copy|product "
        "text|caption|write-up|words|sales text|story|paragraph|product description|listing "
        "description|entry|lines|item description|descriptions) (for|of|on|about) {item} "
        "[<hint_tail>]",
        "(describe|write about|write up) {item} [<hint_tail>]",
        "(description|blurb|listing copy|catalog text|listing text|copy|product text|caption|write "
        "up|text|product description|catalog entry|writeup|sales text|sales copy|item description) "
        "(for|of|on) {item} [<hint_tail>]",
        "{item} (needs|need) [a|an|some] [new|short|better|good|nice|proper] "
        "(description|text|blurb|copy|write up|catalog text|listing text|caption|catalog "
        "entry|listing copy|product text|product description|writeup) [<hint_tail>]",
        "<write> [a|an|the] {item} (description|blurb|caption) [<hint_tail>]",
        "(i|we) need [a|an|some|the] [new|short|better|good|nice|proper|catalog] "
        "(description|text|blurb|copy|write up|catalog text|listing text|caption|catalog "
        "entry|listing copy|product text|product description|writeup) (for|of) {item} "
        "[<hint_tail>]",
        "(could|can|would|will) you (describe|write about|write up|do up) {item} [for (the "
        "website|the catalog|me|etsy|the site|instagram|catawiki|ebay)] [<hint_tail>]",
        "(put together|knock up|whip up|cook up|draft|compose|prepare|do|write|come up with|give "
        "me|make|generate|create|get) [me] [a|an|some|the] [few|nice|short|good|little|couple "
        "of|quick] "
        "(words|lines|sentences|text|blurb|copy|description|paragraph|spiel|wording|story) "
        "(for|about|on|to go with|describing) {item} [<hint_tail>]",
        "(text|words|copy|description|blurb) (needed|wanted|please) (for|on) {item} [<hint_tail>]",
        "{item} (description|blurb|caption) [please|needed] [<hint_tail>]",
        "? [!(description|blurb|listing copy|write up|caption|catalog text|product text|listing "
        "text|describe|sales text);!{item};(write|need|draft|do|make|prepare|short|new|nice)]",
    )
    examples = {
        "write a description for Blue Nude, mention the frame": {
            "item": "Blue Nude",
            "hint": "mention the frame",
        }
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts

        drafts.request(crm, drafts.DESCRIPTION, item=self.item, hint=self.hint or "")
        said = f"Writing a description of {self.item.title}. I'll text you when it is there."
        return Reply(f"{said} UNDO takes it back.", [Ref("item", self.item.id, self.item.title)])


class AddCost(Intent):
    """Record what was spent on an item or a batch."""

    item: Item | None = slot("item", ask="For which item or batch?")
    batch: Batch | None = slot("batch")
    amount: Money = slot("money", required=True, ask="How much?")
    text: str | None = slot("text", help="for what: framing, shipping, repair")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "{amount} [was] [spent] (for|on|went to|went on|in|to) [the] {text@clause} (of|for|on) {item}",
        "{amount} (for|on|in) "
        "{text=(framing|frame|restoration|restoring|shipping|repair|repairing|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|customs "
        "duty|duty|import "
        "duty|glazing|mounting|conservation|packing|packaging|overhaul|authentication|appraisal|certification|new "
        "strap|strap|a new strap|new crystal|parts|stretching|printing|casting|firing|courier|a "
        "service|a new crystal|import tax|import vat|postage|appraising|new frame|a new "
        "frame|varnishing)} [of|for|on|to] [the] {item}",
        "{amount} (for|on) "
        "{text=(framing|frame|restoration|restoring|shipping|repair|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|customs "
        "duty|duty|import duty|packing|courier|handling|import tax|import vat|postage)} "
        "[of|for|on|to] [the] batch {batch}",
        "(spent|paid|i spent|we spent|i paid|we paid|just paid|just spent|paid out|it cost us|it "
        "cost|had to pay) {amount} [for|on|to] {text@clause} (of|for|on) [the] {item} [{when}]",
        "(spent|paid|i spent|we spent|i paid|we paid|just paid|just spent) {amount} (for|on|to) "
        "{text=(framing|frame|restoration|restoring|shipping|repair|repairing|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|customs "
        "duty|duty|import "
        "duty|glazing|mounting|conservation|packing|packaging|overhaul|authentication|get it "
        "framed|appraisal|have it serviced|frame|restore|repair|fix|polish|clean|service|ship)} "
        "[of|for|on|to] [the] {item} [{when}]",
        "(spent|paid|i spent|we spent|i paid|we paid|just paid|just spent) {amount} (for|on|to) "
        "{text=(shipping|freight|customs|duty|transport|insurance|courier|customs duty|import "
        "duty|crating)} [of|for|on|to] [the] batch {batch} [{when}]",
        "(add|record|log|book|put|enter|register|note) [a|an|the] [cost of|costs of|expense "
        "of|cost|expense|charge of|another|extra] {amount} [cost|expense|in costs|as cost|of "
        "costs|costs] [for|on|to|of] {text@clause} (to|for|on|against|of) [the] {item}",
        "(add|record|log|book|put|enter|register|note) [a|an] [cost of|costs of|expense "
        "of|cost|expense|charge of] {amount} [cost|expense|in costs|of] "
        "{text=(framing|frame|restoration|shipping|repair|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|duty|import "
        "duty|shipping cost|framing cost|repair cost|restoration cost|service cost|freight "
        "cost|customs duty|framing costs|shipping costs|restoration costs)} (to|for|on|against|of) "
        "[the] {item}",
        "(add|record|log|book|put|enter|note) [a|an|the] "
        "{text=(framing|frame|restoration|shipping|repair|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|duty|import "
        "duty|packing)} (cost|costs|expense|bill|fee|charge|charges|fees) [of] {amount} "
        "(to|for|on|against|of) [the] {item} [{when}]",
        ""
        "{text=(framing|frame|restoration|restoring|shipping|repair|repairing|service|servicing|cleaning|polishing|transport|insurance|storage|photography|materials|crating|freight|customs|duty|import "
        "duty|glazing|mounting|conservation|packing|overhaul|authentication|a service|new "
        "strap|the framer|the frame|restorer)} [of|for|on] [the] {item} (cost|costs|was|came "
        "to|is|:|,|cost us|cost me|ran us|set us back|comes to|ran|costed) [us|me] {amount} "
        "[{when}]",
        "{text=(shipping|freight|customs|duty|transport|insurance|courier|customs duty|import "
        "duty|crating)} [of|for|on] [the] batch {batch} (cost|costs|was|came to|is|:|,|cost us) "
        "[us|me] {amount} [{when}]",
        "{item} "
        "{text=(framing|frame|restoration|shipping|repair|service|servicing|cleaning|polishing|transport|storage|crating|overhaul)} "
        "[cost|costs|was|:|,|came to] {amount} [{when}]",
        "(cost|costs|expense|expenses) (for|on|of) {item} [:|,|is] {amount} [for|,|-] [{text}]",
        "{amount} (cost|costs|expense|expenses) (for|on|to) {item} [for|,|-|:] [{text}]",
        "the framer (charged|billed|wants|took) [us|me] {amount} for {item} {text:framing}",
        "the restorer (charged|billed|wants|took) [us|me] {amount} for {item} {text:restoration}",
        "(it|that) cost [us|me] {amount} to {text@clause} {item}",
        "(had|got) {item} "
        "{text=(framed|restored|cleaned|serviced|repaired|polished|shipped|insured|glazed|mounted|photographed|overhauled|relined|stretched|crated|regulated)} "
        "[for|,|it cost|cost|at|,] [us|me] {amount} [{when}]",
        ""
        "{text=(framing|restoration|shipping|service|repair|cleaning|polishing|insurance|storage|photography|crating|customs|glazing|overhaul)} "
        "(bill|cost|costs|invoice|fee|charges|charge|receipt|expense) (for|on|of) {item} "
        "[:|is|was|,|came to|comes to|of] {amount}",
        ""
        "{text=(framing|restoration|shipping|service|repair|cleaning|polishing|insurance|storage|photography|crating|customs|glazing|overhaul)} "
        "{amount} [for|on|:|,|-] {item}",
        "(put|add|book|charge|log|record|note|enter) {amount} [of] {text@short} (on|to|against|for) {item}",
        "{item} (needed|required|got) {text@short} (for|costing|at|,|which cost|that cost) {amount}",
    )
    examples = {
        "120 for framing Blue Nude": {
            "amount": {"amount": "120.00", "currency": "USD"},
            "text": "framing",
            "item": "Blue Nude",
        }
    }
    effect = Effect.WRITE
    needs = Permission.MONEY_WRITE
    one_of = ("item", "batch")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import costs, labels

        subject = self.item or self.batch
        assert subject is not None  # one_of
        costs.add(crm, subject, self.amount, self.text or "", self.when)
        for_what = f" for {self.text}" if self.text else ""
        name = (
            item_words.named(self.item)
            if self.item
            else labels.capital(labels.label(crm, "batch", subject.id))
        )
        return Reply(f"{name}: {self.amount} spent{for_what}. UNDO takes it back.")

    def preview(self, crm: Crm) -> str:
        what = item_words.named(self.item) if self.item else f"batch {self.batch.name if self.batch else ''}"
        return f"Note {self.amount} spent on {what}{f' for {self.text}' if self.text else ''}?"


class SetTerms(Intent):
    """Set the share a consignor, artist or agent gets."""

    contact: Contact | None = slot("contact", ask="Who gets it?")
    user: User | None = slot("user")
    share: Decimal = slot("percent", required=True, ask="What percentage do they get?")
    item: Item | None = slot("item")

    phrases = (
        "{contact} (gets|receives|takes|earns|keeps|is on|is at|will get|should get|has|get|to "
        "get|is to get|is entitled to|makes|gets paid) [a|now|from now on] {share} "
        "[commission|share|cut|split|of sales|of each sale|on everything|of everything|on all "
        "sales|from now on|of the sale|of it|on sales|of the price|of the sale price|of all "
        "sales|of any sale|now] [(on|of|for|from) {item}]",
        "(set|change|update|put|make|adjust) {contact's} "
        "(share|terms|split|commission|cut|percentage|rate|commission rate|consignment "
        "rate|consignment split) (to|at|:|=|as) {share} [(on|of|for) {item}]",
        "(set|change|update|put|make|adjust) [the] "
        "(share|terms|split|commission|cut|percentage|rate|commission rate|consignment "
        "split|consignment terms|artist share) (for|of|with) {contact} (to|at|:|=|as) {share} "
        "[(on|of|for) {item}]",
        "{contact's} (share|terms|split|commission|cut|percentage|rate) (is|are|:|=|goes to|should "
        "be|will be|goes up to|goes down to|is now|changes to|becomes) [now] {share} [(on|of|for) "
        "{item}]",
        "(give|pay) {contact} {share} [commission|share|cut|of sales|of each sale|on everything] "
        "[(on|of|for) {item}]",
        "{share} (for|to|goes to) {contact} [(on|of|for|from) {item}]",
        "(terms|split|commission|share|consignment terms) (for|with|of) {contact} [:|=|is|are|,|on "
        "{item}] {share}",
        "{contact} [:|,] {share} [commission|share|split|cut]",
        "(for|on) {item} {contact} (gets|receives|takes) {share}",
        "{contact} (and we|and us) (split|share) [at] {share}",
        "{contact} (is|s|are|was) [now|to be] (on|at|getting|paid|owed) {share} "
        "[commission|split|share|of sales] [on {item}]",
        "(agreed|agree|deal|we agreed|i agreed) {share} (with|for) {contact} [on {item}]",
        "(agreed|agree|we agreed|i agreed) (with|on) {contact} [on|for|to|at|,] {share} "
        "[commission|split|share]",
        "{contact's} (commission|cut|share|split|percentage|rate|terms|deal) [is|now|to|goes "
        "to|=|:|,|should be|at|will be|are|from now on] {share}",
        "(consignment|commission|split|terms|share) (for|with|of|to) {contact} "
        "[is|now|to|=|:|,|should be|at|will be|are] {share} [on {item}]",
        "{contact} (keeps|retains|pockets|takes home|receives|collects) {share} [of] "
        "[everything|sales|the sale|each sale|the price|it]",
        "{share} [commission|split|share|cut|goes] (to|for) {contact} [on {item}]",
    )
    examples = {"Ana gets 60%": {"contact": "Ana", "share": 60}}
    effect = Effect.WRITE
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        person = self.contact or self.user
        assert person is not None  # one_of
        items.set_terms(crm, person, self.share, self.item)
        of = f" of {item_words.named(self.item)}" if self.item else ""
        share = f"{self.share.normalize():f}%"
        return Reply(f"{person.name} gets {share}{of} from now on. UNDO takes it back.")


class AssignItem(Intent):
    """Say whose item it is to sell."""

    item: Item = slot("item", required=True, ask="Which item?")
    user: User = slot("user", required=True, ask="Who should look after it?")

    phrases = (
        "{item@sku} is {user's} [now|to sell|to look after|baby|responsibility|piece|item]",
        "{item@the_piece} is {user's} [now|baby|responsibility]",
        "{item} is {user's} (to sell|to look after|to handle|responsibility)",
        "{item} (is assigned to|is handled by|assigned to|belongs to) {user} [to sell]",
        "(assign|give|hand|hand over|allocate|reassign|re-assign) {item@sku} to {user} [to sell]",
        "(assign|allocate|reassign|hand over|re-assign) {item} to {user} [to sell|to look after]",
        "(give|hand|let) {item} to {user} (to sell|to look after|to handle|to take care of|to deal with)",
        "let {user} (sell|handle|look after|take care of|take) {item}",
        "(make|put) {user} (responsible for|in charge of|the agent for|on) {item}",
        "{user} (is responsible for|is in charge of|looks after|handles|takes over|is "
        "handling|will sell|should sell|is to sell|takes care of|gets to sell|will look after|will "
        "handle|is selling|takes|owns) {item@sku} [now|from now on]",
        "{user} (is responsible for|is in charge of|looks after|is handling|should sell|is to "
        "sell|takes care of|gets to sell|will look after|will handle|is the agent for) {item} "
        "[now|from now on]",
        "(set|change) {item's} (agent|owner|seller|responsible) to {user}",
        "{item@sku} (to|goes to|for) {user}",
        "{user} (has|takes care of|sells|handles|is on|is selling|gets|takes) {item@sku}",
        "{item} (is|goes) [now] (with|under|to|for) {user} [to sell|to handle|to look after]",
        "(pass|hand|allot|give) {item@sku} [over|on] to {user}",
    )
    examples = {"SV-0014 is Sam's": {"item": "SV-0014", "user": "Sam"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        items.assign(crm, self.item, self.user)
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is {self.user.name}'s to sell.")


class ReturnToConsignor(Intent):
    """Give a consigned item back to its owner."""

    item: Item = slot("item", required=True, ask="Which item goes back?")

    phrases = (
        "{item} (goes|is going|should go|needs to go|must go|went|has gone|will go|go) back to "
        "{_@contact} [now|today|tomorrow]",
        "{item} (goes|is going|should go|needs to go|must go|went|has gone|will go) back to "
        "(the|its|his|her|their) (consignor|owner|artist|maker|lender|estate|studio|source) "
        "[now|today]",
        "(return|give back|send back|hand back|ship back|returned|sent back|gave back) {item} to "
        "(the|its|his|her|their) (consignor|owner|artist|maker|lender|estate|studio|source) "
        "[now|today]",
        "(return|give back|send back|hand back|returned|sent back|gave back) {item} to {_@contact}",
        "(give|send|ship|hand) {item} back to {_@contact}",
        "(give|send|ship|hand|bring|take) {item} back to (the|its|his|her|their) "
        "(consignor|owner|artist|maker|lender|estate|studio)",
        "{item} (returned|is returned|was returned|return|returns) to (the|its) "
        "(consignor|owner|artist|lender|estate)",
        "{_@contact} (wants|is taking|takes|took|wants to have|has taken|picked up|collected|is "
        "collecting|is picking up|pulled|is withdrawing|withdraws|withdrew) [his|her|their] {item} "
        "back [from us|from consignment|today|tomorrow]",
        "end [the] consignment (of|for|on) {item}",
        "(take|pull) {item} off consignment",
        "{item} (didnt sell|unsold|hasnt sold|has not sold) [,] (send|give|ship|hand) it back to {_@contact}",
        "{item} (didnt sell|unsold|hasnt sold|has not sold) [,] return it to {_@contact}",
        "(returning|sending back|giving back|handing back|shipping back) {item} to {_@contact}",
        "(returning|sending back|giving back) {item} to (the|its|his|her|their) "
        "(consignor|owner|artist|maker|lender|estate)",
    )
    examples = {"Blue Nude goes back to the consignor": {"item": "Blue Nude"}}
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.errors import Refused
        from crm_core.services import items

        owner = items.consignor(crm, self.item)
        if owner is None:
            raise Refused(why=f"{self.item.title} is ours, not on consignment.")
        return f"Give {item_words.named(self.item)} back to {owner.name}? It leaves the lists."

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        owner = items.return_to_consignor(crm, self.item)
        return item_words.receipt(
            self.item, f"{item_words.named(self.item)} is back with {owner.name} and archived."
        )
