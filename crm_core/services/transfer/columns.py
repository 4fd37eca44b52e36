"""Which column of a file is what: by the names that people, shops and museums give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# Fields by kind, each with the names it goes by, the surest first.
ITEMS = {
    "title": "title|item name|product name|work title|artwork|object title|name|model|titel|titolo|titulo|titre",
    "maker": "artist|artists|artist name|maker|brand|author|creator|full name|manufacturer|designer|künstler|artista"
    "|artiste|marke|marca|producer|cited name",
    "sku": "sku|stock no|stock number|stock nr|inventory number|inventory no|inv no|stock code|stockcode|item code"
    "|article number|artikelnummer|code",
    "external_ref": "id|object id|item id|product id|listing id|listing number|work id|artwork id",
    "reference": "reference number|ref no|ref number|reference|ref|referenz|accession number|catalogue number"
    "|catalog number",
    "serial": "serial number|serial no|serial",
    "category": "category|classification|object type|product type|genre|department|type|kategorie|categoria",
    "medium": "medium|materials|material|technique|case material|materiali|material und technik|technik",
    "size": "dimensions|size|measurements|dimensioni|masse|maße|abmessungen",
    "width": "width|item width|breadth",
    "height": "height|item height",
    "depth": "depth|item depth",
    "diameter": "diameter|case diameter|item diameter|ø mm|ø",
    "unit": "units|unit",
    "year": "year|year approx|production year|year made|date text|creation date|date|jahr|anno|année",
    "price": "asking price|price|retail price|list price|selling price|price amount|preis|verkaufspreis|prezzo|prix"
    "|precio|pris",
    "currency": "currency|currency code|price currency|währung|valuta",
    "cost": "cost|cost price|purchase price|buying price|purch amount|purchase amount|einkaufspreis",
    "cost_currency": "cost currency|purch currency|purchase currency",
    "quantity": "quantity|qty|stock|in stock|on hand|stock quantity|quantità|menge|anzahl|antal",
    "location": "location|physical location|current location|storage location|room|shelf|lagerort|plats",
    "condition": "condition|zustand|skick",
    "provenance": "provenance|provenance text|credit line",
    "description": "description|basic info|beschreibung|descrizione|beskrivning",
    "status": "status|availability|state",
    "papers": "box papers|box and papers|scope of delivery",
}
CONTACTS = {
    "name": "name|full name|contact name|client name|customer name|contact|client|collector|customer|namn|nome|nom",
    "first_name": "first name|given name|forename|vorname|förnamn",
    "last_name": "last name|surname|family name|nachname|efternamn",
    "company": "company|organisation|organization|firm|business|firma|gallery",
    "phone": "mobile|mobile phone|phone|mobile tel|cell|telephone|phone number|tel|telefon|mobil|whatsapp",
    "email": "email|e mail|email address|mail",
    "address": "address|postal address|street|street address|ship address1|address 1|adresse|adress",
    "city": "city|town|ship city|ort|stad",
    "region": "state|province|county|ship state",
    "postcode": "zip|zip code|postcode|postal code|ship zipcode|plz",
    "country": "country|ship country|land",
    "likes": "favourite artists|favorite artists|likes|interests|preferences|collects|artists|interested in",
    "medium": "medium|preferred medium|media",
    "budget": "budget|max price|price limit|spend",
    "note": "notes|note|comments|comment|remarks|bemerkungen",
    "consent": "ok to text|opt in|sms consent|consent|marketing consent|can text|texting ok|may we text",
    "birthday": "birthday|date of birth|born|dob|geburtstag",
    "tags": "tags|tag|segment|group|list|category|type",
    "external_ref": "client ref|client id|customer id|contact id|customer no|customer number|id|ref|kundennummer",
}
SALES = {
    "order": "invoice|invoice no|invoice number|order id|order number|order no|order|exit id|sale id|rechnung",
    "date": "invoice date|sale date|order date|sold on|date sold|date|date paid|datum",
    "date_year": "sale date year|sale year|year",
    "date_month": "sale date month|sale month|month",
    "date_day": "sale date day|sale day|day",
    "sku": "stock code|stockcode|sku|item code|product code|object id|item id|listing id|article number",
    "title": "description|item name|title|product|product name|item|name",
    "maker": "artist|artists|brand|maker",
    "quantity": "quantity|qty|units|menge|antal|number of items|number of pieces|number of units|number of cds",
    "price": "unit price|price|price each|price per unit|einzelpreis",
    "total": "item total|line total|total|price amount|amount|sale price|sum|betrag|value|order value"
    "|sale value|dollar value",
    "currency": "currency|price currency|currency code",
    "customer_ref": "customer id|customer no|client id|client ref|sale buyer uid|buyer id|customer number",
    "customer": "customer|customer name|buyer|buyer name|client|client name|sale buyer names|ship name|delivery name",
    "country": "country|ship country|delivery country",
    "channel": "channel|platform|marketplace|order type|source",
    "discount": "discount amount|discount",
}
KINDS = {"items": ITEMS, "contacts": CONTACTS, "sales": SALES}
# Words that make another thing of a column: "artist id" is no artist.
OTHERS = frozenset(
    "id ids uid url role nationality thumbnail copyright image photo note type earliest latest year month day".split()
)
# Fields so plain that any further word makes another thing of them: "buckle width" is not the width, and an
# "artist id" taken for the work's own would make one work of all that an artist made.
PLAIN = frozenset({"width", "height", "depth", "unit", "quantity", "external_ref", "order", "sku"})


@dataclass(frozen=True)
class Mapping:
    """field → column number, and the columns that nothing was made of. ignored: those to be kept nowhere."""

    kind: str
    header: tuple[str, ...]
    fields: dict[str, int]
    ignored: tuple[int, ...] = ()

    @cached_property
    def rest(self) -> dict[str, int]:
        used = {*self.fields.values(), *self.ignored}
        return {name: number for number, name in enumerate(self.header) if number not in used}

    def said(self) -> dict[str, str]:
        """field → the column's name, for people and for the job's row."""
        return {field: self.header[number] for field, number in self.fields.items()}


def words_of(header: str) -> list[str]:
    """ "Ship Zipcode", "accession_number", "artistId", "Price (₹)" as words."""
    plain = re.sub(r"[(\[].*?[)\]]|[?!:.]", " ", header)
    plain = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", plain)
    return [word for word in re.split(r"[\s_/\-–,&+#*]+", plain.casefold()) if word]


def match(kind: str, header: Sequence[str]) -> Mapping:
    """The likeliest column for every field; each column is used once."""
    scored = []
    for field, names in KINDS[kind].items():
        for rank, name in enumerate(names.split("|")):
            for number, column in enumerate(header):
                score = _score(name.split(), words_of(column), rank)
                if score >= 50 or (score and field not in PLAIN):
                    scored.append((score, -number, field, number))
    fields: dict[str, int] = {}
    for _, _, field, number in sorted(scored, key=lambda each: (-each[0], -each[1])):
        if field not in fields and number not in fields.values():
            fields[field] = number
    return Mapping(kind, tuple(header), dict(sorted(fields.items(), key=lambda each: each[1])))


def _score(name: list[str], column: list[str], rank: int) -> float:
    """The same words, else the name's among one or two more that don't make another thing of it."""
    if name == column or "".join(name) == "".join(column):
        return 100 - rank
    more = [word for word in column if word not in name]
    if len(name) + len(more) == len(column) and len(more) <= 2 and not OTHERS & set(more):
        return 50 - rank - 10 * len(more)
    return 0
