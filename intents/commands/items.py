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

    phrases = ("<new> (item|piece|work): {title} by {maker} [, {medium};{size};{price}]",)
    examples = {
        "new: Sunset by Ana Ruiz, oil, 24x36, $1200": {
            "title": "Sunset",
            "maker": "Ana Ruiz",
            "medium": "oil",
            "size": "24x36",
            "price": {"amount": "1200.00", "currency": "USD"},
        }
    }
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


class BuyItem(Intent):
    """Record that we bought something for stock."""

    title: str = slot("title", required=True, ask="What did you buy?")
    contact: Contact | None = slot("contact", help="from whom")
    cost: Money = slot("money", required=True, ask="What did it cost?")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("bought {title} [from {contact}] for {cost} [{when}]",)
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

    phrases = ("(show|find) [me] {item}", "{item:sku}")
    examples = {"show Blue Nude": {"item": "Blue Nude"}, "#SV-0012": {"item": "SV-0012"}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards

        text = cards.fact(crm, self.item, self.field) if self.field else cards.card(crm, self.item)
        media = [] if self.field and "photo" not in self.field else cards.photos(crm, self.item)
        return Reply(text, [item_words.ref(self.item)], media=media[:1] if not self.field else media[:10])


class ListItems(Intent):
    """List items by words, maker, price, status or place."""

    query: str | None = slot("text")
    maker: str | None = slot("maker")
    max_price: Money | None = slot("money")
    min_price: Money | None = slot("money")
    status: str | None = slot("item_status")
    location: str | None = slot("location")

    phrases = ("whats {status} under {max_price}", "{query} by {maker}", "whats in {location}")
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

    phrases = ("change {item} {field} to {value}",)
    examples = {
        "change Blue Nude medium to gouache": {"item": "Blue Nude", "field": "medium", "value": "gouache"}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import item_fields

        name = self.item.title
        said = item_fields.update(crm, self.item, self.field, self.value)
        return item_words.receipt(self.item, f"{name}: {said}.")


class SetPrice(Intent):
    """Set the asking price."""

    item: Item = slot("item", required=True, ask="Which item's price?")
    price: Money = slot("money", required=True, ask="What price?")

    phrases = ("price {item} [at] {price}",)
    examples = {
        "price Blue Nude 4800": {"item": "Blue Nude", "price": {"amount": "4800.00", "currency": "USD"}}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        before = items.set_price(crm, self.item, self.price)
        was = f", was {before}" if before and before != self.price else ""
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is now {self.price}{was}.")


class MoveItem(Intent):
    """Say where an item is now."""

    item: Item | None = slot("item", ask="Which item moves?")
    items: list[Item] | None = slot("item", many=True)
    location: str = slot("text", required=True, ask="Where to?")

    phrases = ("move {item} to {location}",)
    examples = {"move Blue Nude to storage": {"item": "Blue Nude", "location": "storage"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE
    one_of = ("item", "items")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        moved = [*([self.item] if self.item else []), *(self.items or [])]
        items.move(crm, moved, self.location)
        names = sale_words.listed([item_words.named(item) for item in moved])
        text = f"{names} {'is' if len(moved) == 1 else 'are'} now in {self.location}. UNDO takes it back."
        return Reply(text, [item_words.ref(item) for item in moved])


class SetStock(Intent):
    """Say how many there are."""

    item: Item = slot("item", required=True, ask="Of what?")
    quantity: int = slot("int", required=True, ask="How many are there?")

    phrases = ("we have {quantity} {item}",)
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

    phrases = ("got {quantity} more {item}",)
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

    phrases = ("{quantity} {item} {reason:broke}",)
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


class SetReorderPoint(Intent):
    """Warn when the stock falls to a number."""

    item: Item = slot("item", required=True, ask="For what?")
    quantity: int = slot("int", required=True, ask="Warn below how many?")

    phrases = ("warn me when {item} drop below {quantity}",)
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

    phrases = ("whats running low",)
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

    phrases = ("hold {item} for {contact} [until {until}]",)
    examples = {
        "hold Blue Nude for Tom until friday": {"item": "Blue Nude", "contact": "Tom", "until": "2026-11-27"}
    }
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        claim = holds.hold(crm, self.item, self.contact, self.until)
        return item_words.hold_receipt(crm, self.item, self.contact, claim)

    def word_to_contact(self, crm: Crm) -> str:
        from crm_core.services import claims
        from crm_core.services.tasks import spoken

        live = [claims.held_or_sold(crm, piece) for piece in self.item.pieces]
        if all(claim is not None and claim.contact_id != self.contact.id for claim in live):
            return f"{self.item.title} is on hold for somebody else; you are next in line."
        until = f" until {spoken(crm, self.until)}" if self.until else ""
        return f"{self.item.title} is on hold for you{until}."


class LendItem(Intent):
    """Give an item out on approval or on loan."""

    item: Item = slot("item", required=True, ask="Which item goes out?")
    contact: Contact = slot("contact", required=True, ask="With whom?")
    until: datetime | date | None = slot("when")

    phrases = ("{item} on approval with {contact} [until {until}]",)
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

        claim = holds.lend(crm, self.item, self.contact, self.until)
        return item_words.receipt(
            self.item,
            f"{item_words.named(self.item)} is on approval with {self.contact.name}{holds.till(crm, claim)}.",
        )


class ReleaseItem(Intent):
    """End a hold."""

    item: Item = slot("item", required=True, ask="Which item should be free again?")
    contact: Contact | None = slot("contact")

    phrases = ("release {item}",)
    examples = {"release Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import holds

        ended, following = holds.release(crm, self.item, self.contact)
        return item_words.release_receipt(crm, self.item, ended, following)


class ListHolds(Intent):
    """What is on hold, and for whom."""

    contact: Contact | None = slot("contact")

    phrases = ("whats on hold [for {contact}]",)
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

    phrases = ("archive {item}",)
    examples = {"archive Blue Nude": {"item": "Blue Nude"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import items

        items.archive(crm, self.item)
        return item_words.receipt(self.item, f"{item_words.named(self.item)} is archived.")


class DescribeItem(Intent):
    """Write a description, to be approved before anybody sees it."""

    item: Item = slot("item", required=True, ask="Which item should I describe?")
    hint: str | None = slot("text")

    phrases = ("write a description for {item} [, {hint:mention}]",)
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

        row = drafts.request(crm, drafts.DESCRIPTION, item=self.item, hint=self.hint or "")
        said = f"Writing a description of {self.item.title}. I'll text you when it is there."
        refs = [Ref("item", self.item.id, self.item.title), Ref("draft", row.id)]
        return Reply(f"{said} UNDO takes it back.", refs)


class AddCost(Intent):
    """Record what was spent on an item or a batch."""

    item: Item | None = slot("item", ask="For which item or batch?")
    batch: Batch | None = slot("batch")
    amount: Money = slot("money", required=True, ask="How much?")
    text: str | None = slot("text", help="for what: framing, shipping, repair")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("{amount} for {text} {item}",)
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


class SetTerms(Intent):
    """Set the share a consignor, artist or agent gets."""

    contact: Contact | None = slot("contact", ask="Who gets it?")
    user: User | None = slot("user")
    share: Decimal = slot("percent", required=True, ask="What percentage do they get?")
    item: Item | None = slot("item")

    phrases = ("{contact} gets {share} [(on|of) {item}]",)
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

    phrases = ("{item} is {user's}", "assign {item:sku} to {user}")
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

    phrases = ("{item} goes back to (the consignor|its owner)",)
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
