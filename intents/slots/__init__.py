"""All kinds of slots by name: one implementation each, shared by matching, tool schemas and resolving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intents.slots import choices
from intents.slots.choices import Choice, Hours, Repeat
from intents.slots.codes import Batch, Email, OrderNumber, Pattern, Phone, Size, Tracking
from intents.slots.kind import Json, Kind
from intents.slots.medium import Medium
from intents.slots.money import Currency, Discount, MoneyKind
from intents.slots.names import Name, Person
from intents.slots.numbers import Int, Ordinal, Percent, Year
from intents.slots.period import PeriodKind
from intents.slots.when import Day, When
from intents.slots.which import Any_, Which
from intents.slots.words import (
    Chore,
    Counted,
    Deed,
    Definite,
    Listed,
    Message,
    Named,
    Numbered,
    Piece,
    Place,
    PlaceNoun,
    Purpose,
    Query,
    Tag,
    TaskText,
    Taste,
    Text,
    ThePiece,
    Thing,
    Title,
    Value,
)

if TYPE_CHECKING:
    from intents.base import Slot

ENDS = ":;\n?!."
_PERCENT, _MONEY = Percent("percent", 0.1), MoneyKind("money", 0.1)
_ITEM = Thing("item", 1.2, 10, breaks=":;\n?!–—-")
_LINE = Thing("line", 1.2, 10, breaks=":;\n?!")
_CONTACT, _ORDER = Name("contact"), OrderNumber("order", r"[a-z]{0,3}-?\d{3,7}", 0.3)
_SKU = Pattern("sku", r"[a-z]{1,5}-\d{2,6}[a-z]?|[a-z]{2,4}\d{3,6}")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _PERCENT, _MONEY, _ITEM, _LINE, _CONTACT, _ORDER, _SKU, Int("int", 0.2),
        Int("count", 0.2, article=False), Person("person", 1.0), Year("year", 0.1),
        Ordinal("ordinal", 0.1), Currency("currency", 0.1), Discount("discount", 0.1, _PERCENT, _MONEY),
        When("when", 0.1), Day("day", 0.1), PeriodKind("period", 0.1), Phone("phone", 0.1),
        Email("email", 0.1), Size("size", 0.1), Batch("batch", r"[a-z]{1,6}-?\d{1,4}[a-z]?", 0.3),
        Tracking("tracking", r"(?=(?:.*\d){5})[a-z0-9-]{8,40}", 0.2), Text("text", 1.6, article=False),
        Text("span", 0.8, article=False), Query("query", 1.3, 6, breaks=":;\n?!."),
        Chore("chore", 1.3, 12, breaks=":;\n"), Deed("deed", 1.4, 14, breaks=":;\n?"),
        Counted("counted", _LINE, keep_article=True), ThePiece("the_piece", 1.2, 10, breaks=":;\n?!–—-"),
        Numbered("numbered", 0.1, 8, breaks=":;\n?!,"), Piece("piece", 1.2, 10, breaks=":;\n?!–—-"),
        Definite("definite", 1.2, 10, breaks=":;\n?!–—-"), Purpose("purpose", 1.5, 14, breaks=":;\n,?!"),
        Named("named", 1.2, 10, breaks=":;\n?!–—-"), TaskText("task_text", 1.3, 60, article=False),
        Text("task", 1.4, 14, breaks=":;\n"), Message("message", 1.3),
        Text("audience", 1.5, 12, breaks=":;\n"), Tag("tag", 1.4, 3, breaks=ENDS + ","),
        Text("reply_name", 1.4, 4, breaks=ENDS + ","), Text("place", 1.2, 6, breaks=":;\n,?!"),
        Text("short", 1.4, 6, breaks=":;\n,?!"), Text("clause", 1.5, 14, breaks=":;\n,?!"),
        Title("title", 1.2, 9, breaks=":;\n,"), Thing("wish", 1.3, 12, breaks=":;\n"),
        Taste("likes", 1.4, 14, breaks=";\n?!"), Name("name", 1.0, pronouns=False),
        Name("maker", 0.9, pronouns=False, longest=4), Name("user", 1.0, longest=3),
        Listed("items", _ITEM), Listed("lines", _LINE, keep_article=True), Listed("contacts", _CONTACT),
        Listed("orders", Text("order_text", 1.0, 3)), Choice("channel", choices.CHANNELS),
        Choice("platform", choices.PLATFORMS), Choice("role", choices.ROLES),
        Choice("order_status", choices.ORDER_STATUS), Choice("method", choices.METHODS, said=True),
        Choice("field", choices.FIELDS, said=True), Choice("setting", choices.SETTINGS, said=True),
        Choice("item_status", choices.ITEM_STATUS), Choice("measure", choices.MEASURES),
        Choice("by", choices.BY), Choice("offer_answer", choices.OFFER_ANSWER),
        Choice("listing_kind", choices.LISTING_KIND), Choice("export_what", choices.EXPORT_WHAT),
        Choice("export_format", choices.EXPORT_FORMAT), Choice("nudge_rule", choices.NUDGE_RULE),
        Repeat("repeat", 0.1), Hours("hours", 0.1), Which("which"), Any_("any"), Medium("medium", 0.2),
        Pattern("batch_code", r"[a-z]{1,4}\d{1,3}|[a-z]{1,4}-\d{1,2}", 0.3),
        Value("setting_value", 1.0, 30), MoneyKind("money_bare", 0.1),
        Place("location", 1.2, 5, breaks=":;\n,?!."), PlaceNoun("place_noun", 1.0, 4, breaks=":;\n,?!."),
        Pattern("new_batch", r"[\w-]{1,16}", 0.4),
    )
}  # fmt: skip


def value_of(spec: Slot, value: Json, context: Any) -> Any:
    """The Python value of one slot's JSON, or of one of its elements; HerringError where it is none."""
    return KINDS[spec.kind].from_json(value, context)
