"""Settings as people say them: "quiet hours 9pm to 9am", "default currency eur", "hold days 5"."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core import written
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox
from crm_core.services import media_links, offers, setting_values, settings, skus

NAMES = {
    "gallery name": "name", "shop name": "name", "business name": "name", "name": "name",
    "gallery address": "address", "our address": "address", "address": "address", "postal address": "address",
    "business address": "address", "shop address": "address", "studio address": "address",
    "mailing address": "address", "invoice address": "address",
    "bank details": "bank_details", "bank account": "bank_details",
    "account details": "bank_details", "bank account details": "bank_details",
    "wire details": "bank_details", "wire instructions": "bank_details",
    "iban": "bank_details", "payment details": "bank_details",
    "tax number": "tax_number", "vat number": "tax_number", "vat id": "tax_number", "tax id": "tax_number",
    "vat no": "tax_number", "ein": "tax_number", "company number": "tax_number",
    "time zone": "timezone", "timezone": "timezone",
    "default currency": "currency", "base currency": "currency", "currency": "currency",
    "country": "region", "region": "region",
    "locale": "locale", "number format": "locale", "date format": "locale",
    "trades": "trade", "trade": "trade",
    "opening hours": "opening_hours", "open hours": "opening_hours", "business hours": "opening_hours",
    "visiting hours": "opening_hours", "gallery hours": "opening_hours", "shop hours": "opening_hours",
    "signature": "signature", "email signature": "signature", "e-mail signature": "signature",
    "mail signature": "signature",
    "commission": "commission", "default commission": "commission", "commission rate": "commission",
    "gallery commission": "commission",
    "hold days": "hold_days", "hold time": "hold_days", "hold period": "hold_days", "hold length": "hold_days",
    "hold duration": "hold_days", "default hold": "hold_days", "default hold time": "hold_days",
    "step up amount": "step_up_amount", "step-up amount": "step_up_amount", "step up limit": "step_up_amount",
    "tax rate": "tax_percent", "tax": "tax_percent", "vat": "tax_percent", "vat rate": "tax_percent",
    "sales tax": "tax_percent",
    "sku rule": "sku_rule", "sku prefix": "sku_rule", "sku format": "sku_rule", "stock number format": "sku_rule",
    "colour": "colour", "color": "colour", "gallery colour": "colour", "gallery color": "colour",
    "brand colour": "colour", "brand color": "colour", "accent colour": "colour", "accent color": "colour",
    "logo": "logo", "gallery logo": "logo", "shop logo": "logo",
    "events webhook": "events_webhook", "event webhook": "events_webhook", "webhook": "events_webhook",
    "webhook url": "events_webhook", "draft webhook": "draft_webhook", "drafts webhook": "draft_webhook",
    "make webhook": "draft_webhook", "make.com webhook": "draft_webhook",
    "model columns": "model_columns", "column model": "model_columns",
    "draft photos": "draft_photos", "photos for drafts": "draft_photos", "photos in drafts": "draft_photos",
    "auto answer": "auto_answer", "auto-answer": "auto_answer", "auto answers": "auto_answer",
    "auto reply": "auto_answer", "auto-reply": "auto_answer", "auto replies": "auto_answer",
    "automatic answers": "auto_answer",
    "birthday messages": "birthday_messages", "follow up messages": "follow_up_messages",
    "daily nudges": "daily_nudges", "nudges": "daily_nudges",
    "daily texts": "daily_texts", "model budget": "model_budget",
}  # fmt: skip
# Kept word for word; said back under these names.
AS_SAID = {
    "name": "Gallery name", "address": "Gallery address", "bank_details": "Bank details", "tax_number": "Tax number",
    "opening_hours": "Opening hours", "signature": "Signature",
    "sku_rule": "SKU rule", "events_webhook": "Events webhook", "draft_webhook": "Draft webhook",
}  # fmt: skip
# What sounds like a setting and is none, with what there is instead.
ELSEWHERE = {
    "language": "I write English. How numbers, money and dates are written is the locale: “locale swedish”.",
    "invoice prefix": "Invoices are numbered one after the other, without a gap and without a prefix.",
    "offer days": f"An offer stands for {offers.LASTS_DAYS} days unless you say it: “offer Blue Nude to Maria until"
    " friday”.",
    "approval limit": "What a seller sells always waits for an OK. From what amount on an OK by SMS needs a tap as"
    " well is the step up amount: “step up amount 5,000”.",
    "daily summary": "There is none at a fixed hour; “how are we doing” tells it whenever you ask.",
    "reorder point": "Each thing has its own: “warn me when blue mugs drop below 5”.",
    "broadcast limit": "To how many people you write is up to you; how many texts one gets a day is “daily texts 3”.",
    "default platform": "Say the platform with each: “list Blue Nude on ebay”.",
    "default channel": "Each contact has their own: “only email Tom”.",
    "payment terms": "An invoice names no day to pay by. What it says of paying is the bank details: “bank details …”.",
    "week start": "Weeks begin on Monday.",
}  # fmt: skip
ELSEWHERE |= {"reply language": ELSEWHERE["language"], "default language": ELSEWHERE["language"]}
RECENT = timedelta(hours=1)
QUIET = frozenset({"quiet hours", "quiet time", "silent hours"})
# The picture that was sent with the words, or just before them.
PICTURE = re.compile(r"(this|that|the|my|a|it)?( (picture|photo|image|file|one|logo))?", re.IGNORECASE)
UNIT = re.compile(r"\s*(days?|%|percent|a day|per day|usd|dollars?)$", re.IGNORECASE)


def change(crm: Crm, setting: str, said: str) -> str:
    """Change what was named; returns what now holds: "Hold days: 5". Refused says what there is or would do."""
    crm.require(Permission.SETTINGS, "change settings")
    for name, value in _values(crm, setting, said).items():
        settings.change(crm, name, value)
    return meant(crm, setting, said)


def meant(crm: Crm, setting: str, said: str) -> str:
    """What the words would set, without doing it: "Quiet hours: 9:00 PM to 9:00 AM"."""
    crm.require(Permission.SETTINGS, "change settings")
    values = _values(crm, setting, said)
    if len(values) > 1:
        begin, end = quiet_hours(said)
        return f"Quiet hours: {_clock(begin)} to {_clock(end)}" if begin != end else "Quiet hours: none"
    [(name, value)] = values.items()
    if name == "logo" and settled(crm, setting, said) not in ("", said):
        return "Logo: the picture you sent"
    return _line(AS_SAID.get(name) or setting, _told(crm, name, settings.READERS[name](value)))


def settled(crm: Crm, setting: str, said: str) -> str:
    """The words for good: "this picture" is another one tomorrow. As they are, for all else."""
    if NAMES.get(plain(setting)) != "logo" or media_links.KEY.fullmatch(said.strip()):
        return said
    if said.strip().casefold() in setting_values.NONE:
        return ""
    key = _last_picture(crm)
    if not PICTURE.fullmatch(said.strip()) or key is None:
        raise Refused(why="Send me the logo as a picture, with the words “our logo”.")
    return key


def _last_picture(crm: Crm) -> str | None:
    """The key of the last picture that came with this message, or of the actor's within the hour."""
    mine = select(Inbox).where(
        Inbox.user_id == crm.actor.id, Inbox.received_at >= crm.now() - RECENT, Inbox.media != []
    )
    for row in crm.session.scalars(mine.order_by(Inbox.id.desc()).limit(10)):
        for part in row.media:
            if part.get("key") and str(part.get("content_type", "")).startswith("image/"):
                return str(part["key"])
    return None


def shown(crm: Crm, setting: str | None = None) -> list[str]:
    """What holds now, a line each: of one setting, or of all. Refused says which there are."""
    crm.require(Permission.SETTINGS, "see the settings")
    name = plain(setting or "")
    if setting and name not in QUIET and name not in NAMES:
        raise _unknown(setting)
    wanted = [
        each for each in known() if not setting or each == name or NAMES.get(each) == NAMES.get(name, "-")
    ]
    return [_holds(crm, each) for each in wanted]


def plain(setting: str) -> str:
    """ "The time_zone " as "time zone"."""
    name = " ".join(setting.casefold().replace("_", " ").split())
    return re.sub(r"^(the|our|my|gallery'?s) (?=.)", "", name) if name not in NAMES else name


def _unknown(setting: str) -> Refused:
    if plain(setting) in ELSEWHERE:
        return Refused(why=ELSEWHERE[plain(setting)])
    hint = setting_values.near(plain(setting), [*NAMES, *QUIET]) or f" There are: {', '.join(known())}."
    return Refused(why=f"There is no setting “{setting}”.{hint}")


def _holds(crm: Crm, said: str) -> str:
    if said in QUIET:
        begin, end = crm.settings.quiet_from, crm.settings.quiet_to
        return f"Quiet hours: {_clock(begin)} to {_clock(end)}" if begin != end else "Quiet hours: none"
    own = NAMES[said]
    return _line(AS_SAID.get(own) or said, _told(crm, own, getattr(crm.settings, own)))


def _line(name: str, value: object) -> str:
    return f"{name[:1].upper()}{name[1:]}: {value}"


def _told(crm: Crm, name: str, value: object) -> object:
    """A value as it is shown. Of an address only what tells it from another: whoever has it may post there."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value in ("", None):
        return "none"
    if isinstance(value, Decimal) and name == "commission":
        return f"{value}% (who has no terms of their own gets {100 - value}%)"
    if isinstance(value, Decimal) and name == "tax_percent":
        return f"{value}% (contained in prices)" if value else "none"
    if name == "locale":
        with written.as_of(lambda: str(value)):
            sample = crm.money(12000)
            return f"{value} ({sample}, {written.full_day(crm.today())}, {written.clock(crm.local_now())})"
    if name == "sku_rule":
        return f"{value} ({skus.shown(str(value))})"
    if name == "logo":
        return "a picture"
    return value


def _values(crm: Crm, setting: str, said: str) -> dict[str, str]:
    """The settings by their own names, with the words for each."""
    name = plain(setting)
    if name in QUIET:
        begin, end = quiet_hours(said)
        return {"quiet_from": begin.isoformat("minutes"), "quiet_to": end.isoformat("minutes")}
    if name not in NAMES:
        raise _unknown(setting)
    own = NAMES[name]
    if own == "logo":
        return {own: settled(crm, setting, said)}
    if own in AS_SAID:
        return {own: f"IBAN {said.strip()}" if name == "iban" else said.strip()}
    return {own: UNIT.sub("", said.strip().lstrip("$"))}


def known() -> list[str]:
    """Each setting by one name, as it is said."""
    first: dict[str, str] = {}
    for said, name in NAMES.items():
        first.setdefault(name, said)
    return sorted([*first.values(), "quiet hours"])


def quiet_hours(said: str) -> tuple[time, time]:
    """ "9pm to 9am", "21:00-09:00", "22 to 8"; the same hour twice, or "off", is none at all."""
    if said.strip().casefold() in {"off", "none", "never"}:
        return time(0), time(0)
    clocks = re.findall(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?", said.casefold())
    if len(clocks) != 2:
        raise Refused(why=f"I don't know which hours “{said}” are. Say it like “quiet hours 9pm to 9am”.")
    # Quiet begins in the evening and ends in the morning, where nobody says which half of the day.
    return _time(clocks[0], "pm"), _time(clocks[1], "am")


def _time(clock: tuple[str, str, str], half: str) -> time:
    hour, minute, given = clock
    number = int(hour)
    if number > 23 or int(minute or 0) > 59:
        raise Refused(why=f"“{hour}:{minute or '00'}” is not a time of day.")
    if number <= 12:
        number = number % 12 + (12 if (given or half) == "pm" else 0)
    return time(number, int(minute or 0))


def _clock(at: time) -> str:
    return written.clock(at)
