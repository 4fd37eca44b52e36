"""Slots with a fixed set of values, each said in several ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind
from intents.slots.when import MONTHS, WEEKDAYS
from intents.tokens import normal

if TYPE_CHECKING:
    from intents.phrases import Run


class Choice(Kind):
    """One of a few values; `ways` maps each to how it is said, ways parted by "|"."""

    typed = True

    def __init__(self, name: str, ways: dict[str, str], cost: float = 0.2, *, said: bool = False) -> None:
        super().__init__(name, cost)
        self.values = tuple(ways)
        self.said = said  # keep the words as said instead of the value
        self.table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for value, said_as in ways.items():
            for way in {value.replace("_", " "), *said_as.split("|")}:
                words = tuple(normal(word) for word in way.split())
                if words:
                    self.table.setdefault(words[0], []).append((words, value))
        for rows in self.table.values():
            rows.sort(key=lambda row: -len(row[0]))

    def starters(self) -> frozenset[str]:
        return frozenset(self.table)

    def can_begin(self, word: str) -> bool:
        return word in self.table

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        out = []
        for words, value in self.table.get(run.words[i], ()):
            end = i + len(words)
            if end <= run.n and tuple(run.words[i:end]) == words:
                out.append((end, run.text.cut(i, end) if self.said else value))
        return out

    def schema(self) -> dict[str, Any]:
        return {"type": "string"} if self.said else {"type": "string", "enum": list(self.values)}


class Repeat(Kind):
    """every monday, weekly, each month, every 2 weeks; kept as said."""

    typed = True
    UNITS = frozenset(
        "day days week weeks month months year years morning evening weekday weekdays hour night".split()
    )
    ALONE = frozenset("daily weekly monthly yearly annually quarterly fortnightly".split())

    def starters(self) -> frozenset[str]:
        return self.ALONE | {"every", "each"}

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        end = self._end(run.words, i, run.n)
        return [(end, run.text.cut(i, end))] if end else []

    def _end(self, words: list[str], i: int, n: int) -> int:
        if words[i] in self.ALONE:
            return i + 1
        if words[i] not in ("every", "each"):
            return 0
        at = i + 1
        if at < n and (words[at].isdigit() or words[at] in ("other", "two", "three", "second", "single")):
            at += 1
        if at < n and (words[at] in self.UNITS or words[at] in WEEKDAYS or words[at] in MONTHS):
            return at + 1
        return 0


class Hours(Kind):
    """before 9, after 6pm, between 9 and 5, on weekends; kept as said."""

    typed = True
    anywhere = True
    _CLOCK = re.compile(
        r"\d{1,2}(?:[:.]\d\d)?(?:am|pm)?|noon|midnight|nine|ten|eight|seven|six|five|four|eleven|twelve"
    )

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        end = self._end(run.words, i, run.n)
        return [(end, run.text.cut(i, end))] if end else []

    def _clock(self, words: list[str], i: int) -> int:
        if self._CLOCK.fullmatch(words[i]):
            end = i + 1 + (words[i + 1] in ("am", "pm", "oclock"))
            said = words[end : end + 3]
            if said[:2] == ["in", "the"] and said[-1] in ("morning", "evening", "afternoon"):
                end += 3
            return end
        return 0

    def _end(self, words: list[str], i: int, n: int) -> int:
        word = words[i]
        if word in ("before", "after", "until", "earlier", "later"):
            at = i + 1 + (i + 1 < n and words[i + 1] == "than")
            if at < n and (end := self._clock(words, at)):
                return end
            return at + 1 if at < n and words[at] in ("lunch", "work", "dinner", "dark") else 0
        if word in ("between", "from") and i + 1 < n and (end := self._clock(words, i + 1)):
            if end < n and words[end] in ("and", "to", "until") and (last := self._clock(words, end + 1)):
                return last
            return 0
        if word in ("on", "at", "in", "over") and i + 1 < n:
            at = i + 1 + (words[i + 1] == "the")
            if words[at] in (
                "weekends",
                "weekend",
                "night",
                "nights",
                "mornings",
                "morning",
                "evenings",
                "evening",
            ):
                return at + 1
            if words[at] in WEEKDAYS and words[at].endswith("days"):
                return at + 1
        if word in ("mornings", "evenings", "weekends", "afternoons", "weekdays"):
            return i + 1
        return 0


ROLES = {
    "admin": "administrator|admins",
    "owner": "gallery owner|co-owner",
    "manager": "managers|gallery manager",
    "finance": "accountant|bookkeeper|accounting|accounts",
    "staff": "assistant|employee|staff member|gallery assistant",
    "agent": "sales agent|agents",
    "seller": "salesperson|sales rep|sellers|sales person|vendor",
}
CHANNELS = {
    "sms": "text message|sms message",
    "whatsapp": "whats app|wapp|watsapp|whatsap|whatsapps",
    "telegram": "tg|telegramm",
    "email": "electronic mail|emails|mails",
}
PLATFORMS = {
    "catawiki": "cata wiki|catawikki|cw|catwiki",
    "tradera": "tradara",
    "ebay": "e-bay|e bay|bay",
    "chrono24": "chrono 24|chrono|c24|chrono twenty four|crono24",
    "etsy": "etsy shop|esty",
}
ORDER_STATUS = {
    "pending": "open|new|unpaid|outstanding|unfulfilled|waiting",
    "processing": "in process|being processed|in progress|in preparation|in production",
    "shipped": "sent|dispatched|on its way|on the way|posted|shipped out|gone out|sent out|in transit|mailed|out",
    "delivered": "arrived|received|delivered safely|there|handed over|collected|picked up",
    "canceled": "cancelled|called off|cancel",
}
METHODS = {
    "cash": "in cash",
    "card": "credit card|debit card|visa|mastercard|amex|creditcard",
    "wire": "bank wire|wire transfer|bank transfer|transfer|bank|wired|sepa",
    "check": "cheque|a check",
    "paypal": "pay pal",
    "stripe": "",
    "venmo": "",
    "zelle": "",
    "swish": "",
    "eftpos": "",
    "klarna": "",
    "apple pay": "applepay",
    "invoice": "",
    "ach": "",
    "bizum": "",
    "twint": "",
    "crypto": "bitcoin|btc",
    "direct debit": "",
    "square": "",
    "cashapp": "cash app",
    "revolut": "",
}
FIELDS = {
    "title": "name", "medium": "material|materials|technique", "size": "dimensions|measurements|dims",
    "year": "date|period|era",
    "maker": "artist|brand|author", "category": "type", "location": "", "description": "text|blurb",
    "condition": "", "edition": "", "reference": "ref|reference number", "serial": "serial number", "frame": "framing",
    "provenance": "", "cost": "cost price|purchase price|what we paid", "price": "asking price",
    "weight": "", "color": "colour",
    "movement": "", "caliber": "calibre", "case size": "", "strap": "bracelet", "glaze": "", "sku": "",
    "floor price": "floor",
    "consignor": "owner", "quantity": "", "signature": "", "diameter": "", "height": "", "width": "", "notes": "note",
    "case": "", "box and papers": "box|papers", "status": "", "photo": "photos|picture",
}  # fmt: skip
SETTINGS = {
    "quiet hours": "quiet time|silent hours", "default currency": "currency|base currency", "timezone": "time zone",
    "auto answer": "auto-answer|auto answers|auto reply|auto-reply|automatic answers|auto replies|auto_answer",
    "birthday messages": "birthday texts|birthday greetings|birthday message|auto birthday",
    "follow up messages": "followup messages|follow up texts|follow up message|auto follow up",
    "hold days": "hold time|hold period|hold length|default hold|hold duration|default hold time",
    "opening hours": "open hours|business hours|visiting hours|gallery hours|shop hours",
    "commission": "default commission|commission rate|gallery commission", "language": "",
    "signature": "email signature|e-mail signature|mail signature",
    "gallery name": "shop name|business name", "tax rate": "vat|vat rate|sales tax|tax",
    "invoice prefix": "invoice number prefix", "reply language": "", "offer days": "offer validity|offer expiry",
    "approval limit": "approval threshold|limit", "daily summary": "daily summary time|summary time",
    "region": "country",
    "reorder point": "default reorder point", "broadcast limit": "", "nudges": "", "default platform": "",
    "payment terms": "", "date format": "", "week start": "", "default channel": "",
    "step up amount": "step-up amount|step up limit",
    "gallery address": "our address|postal address|business address|shop address|studio address|mailing address|"
    "invoice address",
    "bank details": "bank account|bank account details|account details|wire details|wire instructions|iban|"
    "payment details",
    "gallery colour": "gallery color|brand colour|brand color|accent colour|accent color|our colour|our color",
    "logo": "gallery logo|shop logo", "events webhook": "event webhook|webhook url|webhook",
    "draft webhook": "drafts webhook|make webhook|make.com webhook", "sku rule": "sku prefix|sku format",
    "locale": "number format", "trades": "our trade|our trades", "model columns": "column model",
    "tax number": "vat number|vat id|tax id|vat no|ein|company number",
}  # fmt: skip
ITEM_STATUS = {
    "available": "for sale|still available|in stock|unsold|free|left|still for sale|on hand|not sold|still unsold",
    "sold": "sold out", "held": "", "listed": "online|live", "in transit": "on the way|incoming",
    "on loan": "loaned|out on loan|on approval", "in repair": "being repaired|at repair", "ready": "", "sourced": "",
    "received": "", "photographed": "", "described": "", "not for sale": "nfs", "archived": "", "new": "new in",
    "not photographed": "unphotographed|without pictures", "not described": "undescribed|without description",
}  # fmt: skip
MEASURES = {
    "revenue": "",
    "profit": "margin|margins|profits|earnings",
    "count": "units|pieces|number of sales|volume|how many",
}
BY = {
    "maker": "artist|artists|makers|brand|brands|author|painter|maker's|per artist",
    "item": "items|product|products|piece|work|title|pieces|works|watch",
    "contact": "client|clients|customer|customers|collector|collectors|buyer|buyers|contacts",
    "category": "categories|type|types|medium|kind",
    "channel": "channels|platform|platforms|marketplace|source",
    "month": "months|monthly",
}
OFFER_ANSWER = {
    "accept": "yes|ok|accepted|fine|deal|we accept|good|agreed|take|accept it|approve",
    "decline": "no|declined|reject|refuse|turn down|not enough|too low|pass on|pass",
}
LISTING_KIND = {
    "auction": "an auction|as an auction|as auction|for auction|auction style|bid|bidding",
    "fixed": "fixed price|as fixed price|buy now|buy it now|buy-it-now|at a fixed price|fixed-price|bin",
}
EXPORT_WHAT = {
    "contacts": "contact|clients|customers|collectors|client list|contact list|customer list|people|address book|buyers"
    "|client database|customer database|mailing list|collector list",
    "items": "item|inventory|stock|catalog|catalogue|products|works|item list|stock list|inventory list|stocklist"
    "|pieces|price list|collection",
    "orders": "order|sales|order list|sales list|sales data|transactions|order history",
    "messages": "message|conversations|texts|chats|threads|conversation",
}
EXPORT_FORMAT = {
    "csv": "csv file|comma separated|a csv|as csv",
    "xlsx": "excel|excel file|spreadsheet|xls|excel sheet|an excel|a spreadsheet|excel spreadsheet|xlsx file",
}
NUDGE_RULE = {
    "never this kind": "this kind|never this type|this type|this kind of nudge|these nudges|this kind of thing|ever"
    "|never|all of this kind|that kind|these|this type of nudge|this sort"
}
