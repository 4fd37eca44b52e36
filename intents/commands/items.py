"""Items: what we have, what it costs, where it is, who holds it, and how many are left."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import item_words, sale_words
from intents.base import Effect, Intent, Json, Ref, Reply, slot
from intents.pages import page
from intents.slots.numbers import told_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Batch, Contact, Item, Piece, User
    from crm_core.money import Money
LATEST_YEAR = 2100


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
    # How many numbers, and proofs beside them, stands among what may follow in any order.
    phrases += (  # type: ignore[assignment]
        "(new edition|add edition|add an edition|a new edition|new print edition) [:|,] {title} [by {maker}] "
        "<item_tail>",
    )
    effect = Effect.WRITE
    asks = (
        "Add {title}[ by {maker}][, {medium}][, {size}][, {year}][, {category}][, {price}][, {quantity} in stock]"
        "[, edition of {edition}][, {proofs} AP][, cost {cost}][, consigned by {consignor}][, in {location}]?"
    )
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


class BuyItem(Intent):
    """Record that we bought something for stock."""

    title: str = slot("title", required=True, ask="What did you buy?")
    contact: Contact | None = slot("contact", help="from whom")
    cost: Money = slot("money", required=True, ask="What did it cost?")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "(paid|i paid|we paid) {contact} {cost} for {title} [{when}]",
        "{contact} sold (us|me) {title} (for|at) {cost} [{when}]",
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
    trades = ("gallery", "watches")

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

    phrases = ("<show> [me|us] [the] [item] {item} [again|now|record|page|card|details]", "{item@sku}")
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
    also: str | None = slot("query")  # what is asked for after the price

    phrases = (
        "<show> [me] [<any_all>] [the|our] {status} {query} [<price_range>;by {maker};in {location}]",
        "<any_all> {status} {query} [<price_range>;by {maker};in {location}]",
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

    @classmethod
    def makes_sense(cls, slots: dict[str, Json]) -> bool:
        """ "On consignment" is no place, and "from 1968" hardly a price."""
        least, most = (
            float(slots[name]["amount"]) if name in slots else 0 for name in ("min_price", "max_price")
        )
        years = 1900 <= least < 2000 and least == int(least) and most <= LATEST_YEAR
        return slots.get("location") != "consignment" and not years

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards, search

        found = search.search_items(
            crm,
            " ".join(each for each in (self.query, self.also) if each),
            maker=self.maker,
            min_price=self.min_price,
            max_price=self.max_price,
            status=self.status,
            location=self.location,
            after=(self.page or {}).get("after"),
        )
        before = (self.page or {}).get("shown", 0)
        states = cards.availability(crm, found.rows)
        head = item_words.list_head(found, self) if not before else ""
        shown = before + len(found.rows)
        after = {"after": found.after, "shown": shown} if found.after else None
        lines = [cards.row(crm, item, states.get(item.id, "")) for item in found.rows]
        return page(
            self, head, lines, [item_words.ref(item) for item in found.rows], after,
            0 if found.is_least else found.total - shown,
        )  # fmt: skip


class UpdateItem(Intent):
    """Change one fact of an item."""

    item: Item = slot("item", required=True, ask="Which item?")
    field: str = slot("field", required=True, ask="What should change: title, medium, size, year …?")
    value: str = slot("text", required=True, ask="To what?")

    phrases = (
        "<change> [item] {item} [:|,] [the|its] {field} (to|is|:|as|=|into|from {_@short} to) {value}",
        "<change> {item's} {field} (to|is|:|as|=|into) {value}",
    )
    examples = {
        "change Blue Nude medium to gouache": {"item": "Blue Nude", "field": "medium", "value": "gouache"}
    }

    @classmethod
    def makes_sense(cls, slots: dict[str, Json]) -> bool:
        value = str(slots.get("value", ""))
        if slots.get("field") == "price":
            return "request" in value  # whoever says an amount sets the price
        numeric = slots.get("field") in ("cost", "year", "quantity")
        return not numeric or told_number(value)

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
        # What is asked for it, or is the least.
        "{item} (is|goes) [now] {value=(on request|price on request|poa)} {field:price}",
        "(price|make|set|mark|put) {item} [price] [to|as|at] {value=(on request|price on request|poa)} {field:price}",
        "hide [the] price (of|for|on) {item} {value:on request} {field:price}",
        "{item} (floor price|floor|lowest price|minimum price) [is|at|to|:] {value=({_@money})} {field:floor price}",
    )
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import editions, item_fields

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
        "<change> {item's} (price|asking price|list price) (to|at|:|=|from {_@money} to) {price}",
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
        "{item} [new] location [is|:|,|now|=|is now] [the|our] {location}",
        "(change|update|set) {item} location (to|:|=) [the|our] {location}",
    )
    examples = {"move Blue Nude to storage": {"item": "Blue Nude", "location": "storage"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE
    one_of = ("item", "items")

    def _moved(self, crm: Crm) -> list[tuple[Item, Piece | None]]:
        """What moves, each with the one number of an edition that was said."""
        said = (
            [self.said.get("item"), *(self.said.get("items") or [])] if self.item else self.said.get("items")
        )
        moved = [*([self.item] if self.item else []), *(self.items or [])]
        return [
            (item, item_words.only(crm, item, words))
            for item, words in zip_longest(moved, (said or [])[: len(moved)])
        ]

    def _home(self, crm: Crm) -> ReturnToConsignor | None:
        """ "Blue Nude goes back to Ana" reads as a place; to its consignor it goes for good."""
        from crm_core.services import items

        owner = items.consignor(crm, self.item) if self.item else None
        name = owner.name.casefold() if owner else ""
        if self.location.casefold() not in {name, *name.split(), *(("consignor", "owner") if owner else ())}:
            return None
        back = ReturnToConsignor(item=self.item)
        back.said = self.said
        return back

    def effect_now(self, crm: Crm) -> Effect:
        return ReturnToConsignor.effect if self._home(crm) else self.effect

    def _names(self, crm: Crm) -> str:
        return sale_words.listed([item_words.piece_named(item, piece) for item, piece in self._moved(crm)])

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        home = self._home(crm)
        if home:
            return home.run(crm)
        moved = self._moved(crm)
        items.move(crm, [item for item, _ in moved], self.location, [piece for _, piece in moved])
        at = item_words.at(self.location)
        text = f"{self._names(crm)} {'is' if len(moved) == 1 else 'are'} now {at}. UNDO takes it back."
        return Reply(text, [item_words.ref(item) for item, _ in moved])

    def preview(self, crm: Crm) -> str:
        home = self._home(crm)
        return home.preview(crm) if home else f"Move {self._names(crm)} to {self.location}?"


class SetStock(Intent):
    """Say how many there are."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many are there?")

    phrases = (
        "(set|change|update) {item's} (stock|count|quantity) (to|at) {quantity@count}",
        "(stock|count|quantity|inventory) (of|for) {item} [is|:|=|now|should be|is now] {quantity@count}",
    )
    examples = {"we have 12 blue mugs": {"item": "blue mugs", "quantity": 12}}
    effect = Effect.WRITE
    asks = "Set {item} to {quantity} in stock?"
    needs = Permission.ITEMS_WRITE
    trades = ("handmade",)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.count(crm, self.item, self.quantity)
        return item_words.receipt(self.item, f"{item_words.named(self.item)}: {row.quantity} in stock.")


class AddStock(Intent):
    """Say how many more came in."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many came in?")

    phrases = (
        "add {quantity@count} [more|extra|new] {item} (to|into) [the|our] (stock|inventory|shelf|count)",
        "add {quantity@count} (to|to the) [the] {item} (stock|inventory|count)",
    )
    examples = {"got 12 more blue mugs": {"item": "blue mugs", "quantity": 12}}
    effect = Effect.WRITE
    counts = True
    asks = "Add {quantity} to the stock of {item}?"
    needs = Permission.ITEMS_WRITE
    trades = ("handmade",)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.add(crm, self.item, self.quantity)
        return item_words.receipt(
            self.item, f"{item_words.named(self.item)}: {self.quantity} more", f"{row.quantity} in stock."
        )


class RemoveStock(Intent):
    """Take broken, lost or given away pieces off the stock."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many?")
    reason: str | None = slot("text")

    phrases = (
        "{item} [:|,] (minus|remove|lost|broke|less|broken) {quantity@count} [broken|damaged|lost]",
        "reduce [the] {item} [stock] by {quantity@count}",
    )
    examples = {"2 blue mugs broke": {"item": "blue mugs", "quantity": 2, "reason": "broke"}}
    effect = Effect.WRITE
    counts = True
    needs = Permission.ITEMS_WRITE
    trades = ("handmade",)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.remove(crm, self.item, self.quantity, self.reason or "written off")
        why = f" ({self.reason})" if self.reason else ""
        return item_words.receipt(
            self.item, f"{item_words.named(self.item)}: {self.quantity} off{why}", f"{row.quantity} in stock."
        )

    def preview(self, crm: Crm) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return f"Take {self.quantity} of {item_words.named(self.item)} off the stock{why}?"


class SetReorderPoint(Intent):
    """Warn when the stock falls to a number."""

    item: Item = slot("item", required=True, ask="For what?")
    quantity: int = slot("int", required=True, ask="Warn below how many?")

    phrases = ()
    examples = {"warn me when blue mugs drop below 5": {"item": "blue mugs", "quantity": 5}}
    effect = Effect.WRITE
    asks = "Warn you when {item} drops below {quantity}?"
    needs = Permission.ITEMS_WRITE
    trades = ("handmade",)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import stock

        row = stock.set_reorder_point(crm, self.item, self.quantity)
        return item_words.receipt(
            self.item,
            f"I'll warn you when {item_words.named(self.item)} drops below {row.reorder_point}."
            f" {row.quantity} in stock now{', which is below it already' if row.quantity < self.quantity else ''}.",
        )


class LowStock(Intent):
    """What is running low."""

    phrases = (
        "(do we need|need) to (restock|reorder) (anything|something|stuff|any items)",
        "(low|short|out) (on|of) (what|anything)",
    )
    examples = {"what's running low": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ
    trades = ("handmade",)

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
        "<hold> (for|4) {contact} [:|,] {item} [[,] [<until_words>] {until}]",
        "<hold> {item} [<until_words>] {until} (for|4) {contact}",
        # One number of an edition, which else reads as a day: 7/10.
        "<hold> {item@numbered} (for|4|to) {contact} [[,|and] [<until_words>] {until}]",
    )
    examples = {
        "hold Blue Nude for Tom until friday": {"item": "Blue Nude", "contact": "Tom", "until": "2026-11-27"}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE
    trades = ("gallery", "watches")

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

        till = f" until {times.last(crm, times.through(crm, self.until))}" if self.until else ""
        return f"Hold {item_words.named(self.item)} for {self.contact.name}{till}?"


class LendItem(Intent):
    """Give an item out on approval or on loan."""

    item: Item = slot("item", required=True, ask="Which item goes out?")
    contact: Contact = slot("contact", required=True, ask="With whom?")
    until: datetime | date | None = slot("when")

    phrases = (
        "(lend|loan|lent|loaned) {contact} {item} [[,] [<until_words>] {until}]",
        "{contact} (borrows|borrowed|is borrowing|has borrowed) {item} [[,] [<until_words>] {until}]",
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
    trades = ("gallery", "watches")

    def run(self, crm: Crm) -> Reply:
        from crm_core.models import Piece
        from crm_core.services import holds

        only = item_words.only(crm, self.item, self.said.get("item"))
        claim = holds.lend(crm, self.item, self.contact, self.until, only)
        name = item_words.piece_named(self.item, crm.session.get(Piece, claim.piece_id))
        return item_words.receipt(
            self.item, f"{name} is on approval with {self.contact.name}{holds.till(crm, claim)}."
        )

    def preview(self, crm: Crm) -> str:
        return f"Give {item_words.named(self.item)} to {self.contact.name} on approval?"


class ReleaseItem(Intent):
    """End a hold."""

    item: Item = slot("item", required=True, ask="Which item should be free again?")
    contact: Contact | None = slot("contact")

    phrases = (
        "take {contact's} (hold|reservation|reserve) off [of] {item}",
        "release {item} (for|from) {contact}",
    )
    examples = {"release Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE
    trades = ("gallery", "watches")

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
        "[<show>] [me] {contact's} (holds|reservations|held items|hold|reserves|reserved items)",
        "(holds|reservations|list holds|on hold|hold list|any holds|whats held|open holds)",
    )
    examples = {"what's on hold": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ
    trades = ("gallery", "watches")

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

    phrases = ("archive {item}", "(put|move|send) {item} (in|to|into) [the] (archive|archives|archived)")
    examples = {"archive Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        item_words.all_of(crm, self.item, self.said.get("item"))
        items.archive(crm, self.item)
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is archived.")

    def preview(self, crm: Crm) -> str:
        return f"Archive {item_words.named(self.item)}?"


class DescribeItem(Intent):
    """Write a description, to be approved before anybody sees it."""

    item: Item = slot("item", required=True, ask="Which item should I describe?")
    hint: str | None = slot("text")

    phrases = (
        "(describe|write about|write up) {item} [<hint_tail>]",
        "<write> [a|an|the] {item} (description|blurb|caption) [<hint_tail>]",
    )
    examples = {
        "write a description for Blue Nude, mention the frame": {
            "item": "Blue Nude",
            "hint": "mention the frame",
        }
    }
    effect = Effect.WRITE
    asks = "Write a description of {item}[: {hint}]?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts

        drafts.request(crm, drafts.DESCRIPTION, item=self.item, hint=self.hint or "")
        said = f"Writing a description of {self.item.title}. I'll text you when it is there."
        return Reply(f"{said} UNDO takes it back.", [Ref("item", self.item.id, self.item.title)])


class SetFirstPhoto(Intent):
    """Show one of an item's photos first."""

    item: Item = slot("item", required=True, ask="Of which item?")
    number: int = slot("int", required=True, ask="Which of its photos, by number?")

    phrases = (
        "(make|put|set|use|show|move) [the] picture [number] {number@count} (of|for|from) {item} [as|to] [the|its] "
        "(first|main|cover|front|lead) [picture|one|place]",
        "(make|put|set|use|show) {item's} picture {number@count} [as|to] [the] (first|main|cover|front|lead) [one]",
    )
    examples = {"make photo 2 of Blue Nude the first": {"item": "Blue Nude", "number": 2}}
    effect = Effect.WRITE
    asks = "Show photo {number} of {item} first?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import photos

        photos.lead(crm, self.item, self.number)
        return item_words.receipt(
            self.item, f"Photo {self.number} of {item_words.named(self.item)} comes first now."
        )


class RemovePhoto(Intent):
    """Take a photo off an item."""

    item: Item = slot("item", required=True, ask="Of which item?")
    number: int = slot("int", required=True, ask="Which of its photos, by number?")

    phrases = (
        "(delete|remove|drop|discard|throw out) [the] picture [number] {number@count} (of|for|from|off) {item}",
        "(delete|remove|drop|discard) {item's} picture [number] {number@count}",
    )
    examples = {"delete photo 2 of Blue Nude": {"item": "Blue Nude", "number": 2}}
    effect = Effect.WRITE
    asks = "Take photo {number} off {item}?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import photos

        photos.remove(crm, self.item, self.number)
        left = photos.counted(len(photos.of_item(crm, self.item)))
        return item_words.receipt(
            self.item, f"Photo {self.number} of {item_words.named(self.item)} is gone, {left} left."
        )


class AddCost(Intent):
    """Record what was spent on an item or a batch."""

    item: Item | None = slot("item", ask="For which item or batch?")
    batch: Batch | None = slot("batch")
    amount: Money = slot("money", required=True, ask="How much?")
    text: str | None = slot("text", help="for what: framing, shipping, repair")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "{amount} [was] [spent] (for|on|went to|went on|in|to) [the] {text@clause} (of|for|on) {item}",
        "(cost|costs|expense|expenses) (for|on|of) {item} [:|,|is] {amount} [for|,|-] [{text}]",
    )
    examples = {
        "120 for framing Blue Nude": {
            "amount": {"amount": "120.00", "currency": "USD"},
            "text": "framing",
            "item": "Blue Nude",
        }
    }
    effect = Effect.WRITE
    counts = True
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
        "{share} (for|to|goes to) {contact} [(on|of|for|from) {item}]",
        "{contact} [:|,] {share} [commission|share|split|cut]",
    )
    examples = {"Ana gets 60%": {"contact": "Ana", "share": 60}}
    effect = Effect.WRITE
    needs = Permission.MONEY_WRITE
    step_up = True  # what a payout comes to
    one_of = ("contact", "user")

    @classmethod
    def makes_sense(cls, slots: dict[str, Json]) -> bool:
        """ "Commission 40%" is the gallery's setting and nobody's name."""
        return str(slots.get("contact", "")).casefold() not in ("commission", "our commission")

    def preview(self, crm: Crm) -> str:
        return f"{self._terms()}?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        items.set_terms(crm, self._person(), self.share, self.item)
        return Reply(f"{self._terms()}. UNDO takes it back.")

    def _person(self) -> Contact | User:
        person = self.contact or self.user
        assert person is not None  # one_of
        return person

    def _terms(self) -> str:
        of = f" of {item_words.named(self.item)}" if self.item else ""
        return f"{self._person().name} gets {self.share.normalize():f}%{of} from now on"


class AssignItem(Intent):
    """Say whose item it is to sell."""

    item: Item = slot("item", required=True, ask="Which item?")
    user: User = slot("user", required=True, ask="Who should look after it?")

    phrases = (
        "{item@sku} is {user's} [now|to sell|to look after|baby|responsibility|piece|item]",
        "{item@the_piece} is {user's} [now|baby|responsibility]",
    )
    examples = {"SV-0014 is Sam's": {"item": "SV-0014", "user": "Sam"}}
    effect = Effect.WRITE
    asks = "Give {item} to {user} to sell?"
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        item_words.all_of(crm, self.item, self.said.get("item"))
        items.assign(crm, self.item, self.user)
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is {self.user.name}'s to sell.")


class ReturnToConsignor(Intent):
    """Give a consigned item back to its owner."""

    item: Item = slot("item", required=True, ask="Which item goes back?")

    phrases = (
        "(return|give back|send back|hand back|returned|sent back|gave back) {item} to {_@contact}",
        "(give|send|ship|hand) {item} back to {_@contact}",
    )
    examples = {"Blue Nude goes back to the consignor": {"item": "Blue Nude"}}
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE
    trades = ("gallery", "watches")

    def preview(self, crm: Crm) -> str:
        from crm_core.errors import Refused
        from crm_core.services import items

        owner = items.consignor(crm, self.item)
        if owner is None:
            raise Refused(why=f"{self.item.title} is ours, not on consignment.")
        only = self._only(crm)
        after = "It is no longer for sale" if only else "It leaves the lists"
        return f"Give {item_words.piece_named(self.item, only)} back to {owner.name}?\n{after}."

    def _only(self, crm: Crm) -> Piece | None:
        return item_words.only(crm, self.item, self.said.get("item"))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        only = self._only(crm)
        owner = items.return_to_consignor(crm, self.item, only)
        after = "no longer for sale" if only else "archived"
        name = item_words.piece_named(self.item, only)
        return item_words.receipt(self.item, f"{name} is back with {owner.name} and {after}.")
