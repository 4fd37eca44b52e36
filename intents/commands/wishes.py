"""Wishes: what collectors are looking for, and who would like what we have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from crm_core.models import Contact, Item
    from crm_core.money import Money


class AddWish(Intent):
    """Remember what a contact is looking for."""

    contact: Contact = slot("contact", required=True, ask="Who is looking for it?")
    wish: str = slot("wish", required=True, ask="What are they looking for?")
    max_price: Money | None = slot("money")

    phrases = ("{contact} wants {wish} [under {max_price}]",)
    examples = {
        "Tom wants a 1968 Speedmaster under 6k": {
            "contact": "Tom",
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class ListWishes(Intent):
    """What contacts are looking for."""

    contact: Contact | None = slot("contact")

    phrases = ("what is {contact} looking for",)
    examples = {"what is Tom looking for": {"contact": "Tom"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class RemoveWish(Intent):
    """Drop a wish that was met or given up."""

    contact: Contact = slot("contact", required=True, ask="Whose wish?")
    wish: str = slot("wish", required=True, ask="Which wish?")

    phrases = ("{contact} found [his|her|their|a] {wish}, drop the wish",)
    examples = {"Tom found his Speedmaster, drop the wish": {"contact": "Tom", "wish": "Speedmaster"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class RecommendItems(Intent):
    """What to show a contact."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = ("what should i show {contact}",)
    examples = {"what should I show Maria": {"contact": "Maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class RecommendContacts(Intent):
    """Who would like an item."""

    item: Item = slot("item", required=True, ask="Which item?")

    phrases = ("who would like {item}",)
    examples = {"who would like the new Ruiz": {"item": "new Ruiz"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class PredictContact(Intent):
    """When a contact is likely to buy again."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = ("when will {contact} buy again",)
    examples = {"when will Chen buy again": {"contact": "Chen"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ
