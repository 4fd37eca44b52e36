"""What a collector can say: it records a message, an interest, a question, a wish or consent, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Audience, Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.models import Item, Order
    from crm_core.money import Money


class Sentence(Intent, abstract=True):
    """Base of what a collector can say."""

    audience = Audience.COLLECTOR
    effect = Effect.WRITE
    needs = Permission.GUEST
    undoable = False


class OptOut(Sentence):
    """Get no more messages."""

    phrases = ("dont text me again", "take me off your list")
    examples = {"STOP": {}, "please don't text me again": {}, "take me off your list": {}}


class OptIn(Sentence):
    """Get messages again."""

    phrases = ("start texting me again",)
    examples = {"START": {}}


class AskHelp(Sentence):
    """Who is writing here."""

    phrases = ("who is this",)
    examples = {"HELP": {}, "who is this": {}}


class AcceptOffer(Sentence):
    """Take what was offered."""

    item: Item | None = slot("item")

    phrases = ("ill take {item}", "i want {item}")
    examples = {"yes I'll take it": {}, "I want Blue Nude": {"item": "Blue Nude"}}


class DeclineOffer(Sentence):
    """Pass on what was offered."""

    item: Item | None = slot("item")

    phrases = ("not for me", "pass")
    examples = {"not for me thanks": {}, "pass": {}}


class CounterOffer(Sentence):
    """Name another price."""

    price: Money = slot("money", required=True)
    item: Item | None = slot("item")

    phrases = ("would you take {price} [for {item}]",)
    examples = {"would you take 3800?": {"price": {"amount": "3800.00", "currency": "USD"}}}


class AskPrice(Sentence):
    """Ask what something costs."""

    item: Item | None = slot("item")

    phrases = ("how much is {item}",)
    examples = {"how much is the big red one": {"item": "big red one"}}
    effect = Effect.READ


class AskAvailable(Sentence):
    """Ask whether something can still be had."""

    item: Item | None = slot("item")

    phrases = ("is {item} still available",)
    examples = {"is Blue Nude still available": {"item": "Blue Nude"}}
    effect = Effect.READ


class AskDetails(Sentence):
    """Ask about size, condition, more photos."""

    item: Item | None = slot("item")

    phrases = ("what size is {item}", "can you send more photos")
    examples = {"what size is it": {}, "can you send more photos": {}}
    effect = Effect.READ


class AskSimilar(Sentence):
    """Ask for more of the kind."""

    item: Item | None = slot("item")

    phrases = ("anything else like {item}",)
    examples = {"anything else like it": {}}
    effect = Effect.READ


class RequestHold(Sentence):
    """Ask to have something kept."""

    item: Item | None = slot("item")
    until: datetime | date | None = slot("when")

    phrases = ("can you hold {item} [until {until}]",)
    examples = {"can you hold it till friday": {"until": "2026-11-27"}}


class AskOrder(Sentence):
    """Ask where an order is."""

    order: Order | None = slot("order")

    phrases = ("where is my order [{order}]",)
    examples = {"where is my order": {}}
    effect = Effect.READ


class AskVisit(Sentence):
    """Ask to come by."""

    when: datetime | date | None = slot("when")

    phrases = ("can i come by [{when}]",)
    examples = {"can I come by saturday at 2": {"when": "2026-11-21T14:00:00-05:00"}}
    effect = Effect.READ


class SharePreference(Sentence):
    """Say what one collects."""

    likes: str = slot("text", required=True)
    max_price: Money | None = slot("money")

    phrases = ("i only collect {likes}",)
    examples = {"I only collect photography": {"likes": "photography"}}


class ShareWish(Sentence):
    """Say what one is looking for."""

    wish: str = slot("wish", required=True)
    max_price: Money | None = slot("money")

    phrases = ("im looking for {wish} [under {max_price}]",)
    examples = {
        "I'm looking for a 1968 Speedmaster under 6k": {
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }


class Thanks(Sentence):
    """Say thank you."""

    phrases = ("<thanks>",)
    examples = {"thank you!": {}}
    effect = Effect.READ
