"""Wishes: what collectors are looking for, and who would like what we have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import offer_words
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, WishMatch
    from crm_core.money import Money


class AddWish(Intent):
    """Remember what a contact is looking for."""

    contact: Contact = slot("contact", required=True, ask="Who is looking for it?")
    wish: str = slot("wish", required=True, ask="What are they looking for?")
    max_price: Money | None = slot("money")

    phrases = (
        "(add|put) (to|on|in) {contact's} <wish> [:|,|-] {wish} [[,] <under> {max_price} [max|tops]]",
        "<wish> (for|from|of) {contact} [:|,|-|is] {wish} [[,] <under> {max_price} [max|tops]]",
    )
    examples = {
        "Tom wants a 1968 Speedmaster under 6k": {
            "contact": "Tom",
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    asks = "Remember that {contact} is looking for {wish}[, up to {max_price}]?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        wish = wishes.add(crm, self.contact, self.wish, self.max_price)
        have = wishes.matches(crm, wish)
        now = f" We have {', '.join(f'{item.title} ({item.sku})' for item in have)}." if have else ""
        shown = [Ref("contact", self.contact.id, self.contact.name), *map(_item, have[:1])]
        return Reply(
            f"{self.contact.name} is looking for {wishes.shown(wish)}.{now} UNDO takes it back.", shown
        )


class ListWishes(Intent):
    """What contacts are looking for."""

    contact: Contact | None = slot("contact")

    phrases = (
        "(what|whats) {contact} (is|s) (looking for|after|searching for)",
        "<whats> (on|in) {contact's} (wishlist|wish list|want list|wantlist|list|wishes|wish)",
    )
    examples = {"what is Tom looking for": {"contact": "Tom"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes
        from intents import pages

        if self.contact is not None:
            mine = wishes.of(crm, self.contact)
            what = "; ".join(wishes.shown(wish) for wish in mine) or "nothing that I know of"
            text = f"{self.contact.name} is looking for: {what}."
            pictures = [wish.photo_key for wish in mine if wish.photo_key]
            return Reply(text, [Ref("contact", self.contact.id, self.contact.name)], media=pictures)
        rows = wishes.listed(crm, 9, self.page)
        if not rows:
            return Reply("Nobody's wishes are noted.")
        shown = rows[:8]
        lines = [f"{contact.name}: {wishes.shown(wish)}" for wish, contact in shown]
        refs = [Ref("contact", contact.id, contact.name) for _, contact in shown]
        return pages.page(self, "Wanted:", lines, refs, shown[-1][0].id if len(rows) > 8 else None)


class RemoveWish(Intent):
    """Drop a wish that was met or given up."""

    contact: Contact = slot("contact", required=True, ask="Whose wish?")
    wish: str = slot("wish", required=True, ask="Which wish?")

    phrases = (
        "take {wish} off {contact's} (list|wish list|wishlist|wantlist|want list)",
        "(scratch|cross|knock|tick|drop|remove) {wish} off {contact's} [wish|want] (list|wishlist)",
    )
    examples = {"Tom found his Speedmaster, drop the wish": {"contact": "Tom", "wish": "Speedmaster"}}
    effect = Effect.WRITE
    asks = "Drop the wish of {contact}: {wish}?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        wish = wishes.remove(crm, self.contact, self.wish)
        shown = [Ref("contact", self.contact.id, self.contact.name)]
        return Reply(f"Dropped {self.contact.name}'s wish: {wish.text}. UNDO takes it back.", shown)


# "1 3", "1, 2 and 5": numbers of the message about what is looked for.
_NUMBER = "(1|2|3|4|5|6|7|8)"
_NUMBERS = " ".join([_NUMBER, *[f"[[and|,|&|+] {_NUMBER}]"] * 7])


class OfferMatches(Intent):
    """Offer what they are looking for to those with these numbers in my message."""

    numbers: str = slot("short", required=True, ask="Which numbers?")

    phrases = (
        f"offer [to] [number|numbers|no|nr] {{numbers={_NUMBERS}}} [please]",
        "offer [to] {numbers=(all|everybody|everyone|all of them|them all|both|both of them)} [please]",
    )
    examples = {"offer 1 3": {"numbers": "1 3"}}
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE

    def _chosen(self, crm: Crm) -> list[WishMatch]:
        from crm_core.services import wish_matches

        return wish_matches.told(crm, [int(number) for number in re.findall(r"\d+", self.numbers)])

    def _words(self, crm: Crm, match: WishMatch) -> tuple[Item, Contact, str]:
        from crm_core.models import Contact, Item
        from crm_core.services import items, offers

        item, contact = (
            crm.session.get_one(Item, match.item_id),
            crm.session.get_one(Contact, match.contact_id),
        )
        price = items.asking(item)
        offers.check(crm, item, price)
        return item, contact, offer_words.offer(crm, item, None, price, offers.last_moment(crm, None))

    def preview(self, crm: Crm) -> str:
        from crm_core.services import texting

        said = (self._words(crm, match) for match in self._chosen(crm))
        return "\n".join(texting.preview(crm, contact, words) for _, contact, words in said)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import messages, offers, wish_matches

        done = []
        for match in self._chosen(crm):
            item, contact, words = self._words(crm, match)
            offer = offers.make(crm, item, contact)
            messages.send(crm, contact, words, purpose="personal", item_id=item.id)
            wish_matches.offered(crm, match)
            done.append(f"{item.title} to {contact.name} at {offers.price_of(offer)}")
        return Reply(f"Offered {'; '.join(done)}. UNDO takes it back.")


class RecommendItems(Intent):
    """What to show a contact."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = (
        "{contact} (would like|might like|would love|will like|could like) what",
        "(ideas|inspiration|suggestions|recommendations|picks|tips) for {contact}",
    )
    examples = {"what should I show Maria": {"contact": "Maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards, recommend
        from intents import pages

        found = recommend.items_for(crm, self.contact)
        name = self.contact.name
        if not found:
            text = f"Nothing in stock fits what I know of {name}. Tell me what they like: “{name} likes …”."
            return Reply(text, [Ref("contact", self.contact.id, name)])
        lines = [f"{match.row.title}, {cards.price(match.row)} ({match.why})" for match in found]
        return pages.page(self, f"For {name}:", lines, [_item(match.row) for match in found])


class RecommendContacts(Intent):
    """Who would like an item."""

    item: Item = slot("item", required=True, ask="Which item?")

    phrases = (
        "(whod|who) (like|love|want|buy|go for|fancy|be interested in|be into) {item}",
        "(is|would) (anyone|anybody|someone) [be] (interested in|like|want|keen on|love) [the] {item}",
    )
    examples = {"who would like the new Ruiz": {"item": "new Ruiz"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import recommend
        from intents import pages

        found = recommend.contacts_for(crm, self.item)
        if not found:
            return Reply(f"I know nobody who would like {self.item.title}.", [_item(self.item)])
        lines = [f"{match.row.name} ({match.why})" for match in found]
        refs = [Ref("contact", match.row.id, match.row.name) for match in found]
        return pages.page(self, f"For {self.item.title}:", lines, refs)


class _Suit(Intent, abstract=True):
    item: Item = slot("item", required=True, ask="Which item?")
    contact: Contact = slot("contact", required=True, ask="For whom?")

    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def _said(self, words: str) -> Reply:
        shown = [_item(self.item), Ref("contact", self.contact.id, self.contact.name)]
        return Reply(f"{self.item.title} {words} for {self.contact.name}. UNDO takes it back.", shown)


class SuggestItem(_Suit):
    """Say that an item suits a contact."""

    asks = "Say that {item} suits {contact}?"
    phrases = (
        "suggest {item} (to|for) {contact}",
        "{item} (would suit|suits|is right for|is perfect for|is one for|is something for) {contact}",
        "{contact} (would love|should see|has to see|must see) {item}",
    )
    examples = {"suggest Blue Nude to Maria": {"item": "Blue Nude", "contact": "Maria"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.recommend import suggested

        suggested.suggest(crm, self.item, self.contact)
        return self._said("is suggested")


class PinItem(_Suit):
    """Put an item before all others for a contact."""

    asks = "Put {item} first for {contact}?"
    phrases = (
        "pin {item} (to|for) {contact}",
        "(always|first) (show|suggest) {contact} {item} [first]",
    )
    examples = {"pin Blue Nude for Maria": {"item": "Blue Nude", "contact": "Maria"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.recommend import suggested

        suggested.suggest(crm, self.item, self.contact, pinned=True)
        return self._said("comes first")


class DismissItem(_Suit):
    """Say that an item is nothing for a contact."""

    asks = "Say that {item} is nothing for {contact}?"
    phrases = (
        "(dont|do not|never|stop) (show|suggest|recommend|showing|suggesting|recommending) {item} to {contact} [again]",
        "{item} is (not for|nothing for|wrong for|not right for|not one for) {contact}",
        "unpin {item} (for|from) {contact}",
    )
    examples = {"don't suggest Blue Nude to Maria": {"item": "Blue Nude", "contact": "Maria"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.recommend import suggested

        suggested.dismiss(crm, self.item, self.contact)
        return self._said("is no longer suggested")


class PredictContact(Intent):
    """When a contact is likely to buy again."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = (
        "when {contact} (buy|buys|will buy|buy again|is buying|will be buying) [again|next] [probably]",
        "{contact} next purchase [when|prediction|forecast|date|expected when|?]",
    )
    examples = {"when will Chen buy again": {"contact": "Chen"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.predict import outlook
        from intents import forecast_words

        name = self.contact.name
        shown = [Ref("contact", self.contact.id, name)]
        seen = outlook.of(crm, self.contact)
        if seen is None:
            return Reply(f"{name} bought nothing yet: too little to tell when they will again.", shown)
        return Reply(forecast_words.outlook(name, seen), shown)


def _item(item: Item) -> Ref:
    return Ref("item", item.id, item.title)
