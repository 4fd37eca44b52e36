"""What each setting accepts, read from words: a value, or Refused with the sentence that says what would do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from crm_core import config, written
from crm_core.errors import Refused
from crm_core.services import amounts, outside, places, skus, words

LONGEST = 400  # characters of an address: more is no address
LONGEST_NAME = 60
ALIKE = 75  # of 100: what is so like a name is worth asking about
TRADES = ("gallery", "watches", "handmade")
NONE = frozenset({"none", "off", "nothing", "no", "remove"})
# A zone as North Americans name it: the abbreviations of the database itself know no summer time.
SAID_ZONES = {
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mountain": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "uk": "Europe/London", "gmt": "Europe/London", "bst": "Europe/London",
    "cet": "Europe/Paris", "cest": "Europe/Paris",
}  # fmt: skip
# Locales as people call them, beside "sv-SE".
SAID_LOCALES = {
    "american": "en-US", "us": "en-US", "british": "en-GB", "uk": "en-GB", "irish": "en-IE", "canadian": "en-CA",
    "australian": "en-AU", "swedish": "sv-SE", "norwegian": "nb-NO", "danish": "da-DK", "finnish": "fi-FI",
    "german": "de-DE", "austrian": "de-AT", "swiss": "de-CH", "french": "fr-FR", "belgian": "nl-BE", "dutch": "nl-NL",
    "italian": "it-IT", "spanish": "es-ES", "portuguese": "pt-PT", "brazilian": "pt-BR", "polish": "pl-PL",
    "czech": "cs-CZ", "english": "en-US",
}  # fmt: skip
CURRENCIES = (
    "USD EUR GBP SEK NOK DKK CHF JPY CAD AUD NZD PLN CZK HUF RON BGN ISK TRY CNY HKD SGD KRW INR THB MYR PHP IDR ZAR"
    " MXN BRL ILS AED SAR ARS CLP COP PEN VND TWD UAH EGP NGN KES MAD QAR KWD"
).split()


def near(said: str, known: Iterable[str]) -> str:
    """ " Did you mean Europe/Stockholm?", where something is like what was said; else ""."""
    found = process.extractOne(said.casefold(), list(known), scorer=fuzz.ratio, processor=str.casefold)
    return f" Did you mean {found[0]}?" if found and found[1] >= ALIKE else ""


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every zone by its name and by its city's."""
    found = {name.casefold(): name for name in available_timezones()}
    cities = {name.rpartition("/")[2]: name for name in found.values() if "/" in name}
    return {city.casefold(): name for city, name in cities.items()} | found | SAID_ZONES


@lru_cache(maxsize=256)  # every unit of work reads its gallery's zone
def zone(said: str) -> str:
    wanted = re.sub(r"\s+time$", "", said.strip().casefold()).replace(" ", "_")
    if wanted in _zones():
        return _zones()[wanted]
    country = places.country_of(said)
    own = places.zones_of_country(country) if country else ()
    if len(own) == 1:
        return own[0]
    if own:
        raise Refused(why=f"{said.strip()} has {len(own)} time zones. Say one, like {' or '.join(own[:3])}.")
    close = process.extractOne(wanted, list(_zones()), scorer=fuzz.ratio, score_cutoff=ALIKE)
    meant = f" Did you mean {_zones()[close[0]]}?" if close else " Use a name like Europe/Stockholm."
    raise Refused(why=f"I don't know the time zone “{said}”.{meant}")


def currency(said: str) -> str:
    code = amounts.currency_of(said.strip())
    if code in CURRENCIES:
        return code
    hint = near(said.strip(), CURRENCIES) or " Use its three letters, like USD or EUR."
    raise Refused(why=f"“{said}” is not a currency I know.{hint}")


def region(said: str) -> str:
    wanted = said.strip().strip(".")
    code = places.country_of(wanted) or wanted.upper()
    if places.zones_of_country(code):
        return code
    hint = near(wanted, places.names()) or " Use its two letters, like US or SE."
    raise Refused(why=f"I don't know the country “{said}”.{hint}")


def locale(said: str) -> str:
    """ "sv-SE", "Swedish", "de", "Switzerland": the first locale that is meant."""
    wanted = said.strip().casefold().replace("_", "-")
    names = {name.casefold(): name for name in written.LOCALES}
    if wanted in names or wanted in SAID_LOCALES:
        return names.get(wanted) or SAID_LOCALES[wanted]
    country = places.country_of(said) or (said.strip().upper() if len(said.strip()) == 2 else "")
    of_language = [name for name in SAID_LOCALES.values() if name.startswith(f"{wanted}-")]
    of_country = [name for name in written.LOCALES if country and name.endswith(f"-{country}")]
    if of_language or of_country:
        return (of_language or of_country)[0]
    hint = near(wanted, [*written.LOCALES, *SAID_LOCALES]) or " Say one like en-US, en-GB, de-DE or sv-SE."
    raise Refused(why=f"I can't write as “{said}”.{hint}")


def clock(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise Refused(why=f"“{said}” is not a time of day. Use 21:00, say.") from None


def number(said: str) -> Decimal:
    plain = said.strip().rstrip("%").strip()
    try:
        found = Decimal(plain.replace(",", ".") if plain.count(",") == 1 else plain)
    except InvalidOperation:
        raise Refused(why=f"“{said}” is not a number.") from None
    if not found.is_finite() or found < 0:
        raise Refused(why=f"“{said}” can't be: it takes a number from 0.")
    return found


def amount(said: str) -> Decimal:
    """An amount as people write it: "10,000" is ten thousand."""
    found = amounts.read(said)
    if found is None or found[0] < 0:
        raise Refused(why=f"“{said}” is not an amount. Say it like 10,000.")
    return found[0]


def percent(said: str) -> Decimal:
    found = number(said)
    if found >= 100:
        raise Refused(why=f"{said} percent can't be: a rate is below 100.")
    return found


def commission(said: str) -> Decimal | None:
    """A percentage; "none" for no default at all."""
    return None if said.strip().casefold() in NONE else percent(said)


def whole(said: str) -> int:
    found = number(said)
    if found != int(found):
        raise Refused(why=f"“{said}” is not a whole number.")
    return int(found)


def days(said: str) -> int:
    found = whole(said)
    if not 1 <= found <= 365:
        raise Refused(why=f"{said} days can't be: between 1 and 365.")
    return found


def switch(said: str) -> bool:
    word = said.strip().casefold()
    if word in {"on", "true", "1", "enabled", "yes"}:
        return True
    if word in {"off", "false", "0", "disabled", "no"}:
        return False
    raise Refused(why="Say on or off.")


def line(said: str) -> str:
    """Words kept as they were said; "none" empties them."""
    kept = "\n".join(" ".join(each.split()) for each in said.strip().strip('“”"').splitlines())
    if len(kept) > LONGEST:
        raise Refused(why=f"That is longer than {LONGEST} characters. Say it shorter.")
    return "" if kept.casefold().strip(".") in {"none", "off", "nothing"} else kept.rstrip(".,;")


def signature(said: str) -> str:
    """As it was written, line by line, with the stop or comma it ends in; "none" empties it."""
    return line(said) and "\n".join(" ".join(each.split()) for each in said.strip().strip('“”"').splitlines())


def name(said: str) -> str:
    kept = " ".join(said.strip().strip('“”"').split())
    if not kept or len(kept) > LONGEST_NAME:
        raise Refused(why=f"A gallery's name has up to {LONGEST_NAME} letters.")
    return kept


def trades(said: str) -> str:
    """One trade or several, the first being the main one: "watches and handmade" is "watches, handmade"."""
    found: list[str] = []
    for part in re.split(r",|\band\b|&|\+", said.casefold()):
        spoken = words.plain(part).split()
        meant = [trade for trade in TRADES if any(word.startswith(trade[:5]) for word in spoken)]
        if not meant:
            hint = near(part.strip(), TRADES)
            raise Refused(why=f"The trades are gallery, watches and handmade.{hint}")
        found += [trade for trade in meant if trade not in found]
    return ", ".join(found)


sku_rule = skus.rule_of


def colour(said: str) -> str:
    """ "#1a5c6b", "teal", "none": as #rrggbb, "" for the house's own."""
    wanted = said.strip().casefold().rstrip(".")
    if wanted in NONE:
        return ""
    from PIL import ImageColor

    plain = wanted.replace(" ", "").replace("grey", "gray")
    try:
        found = ImageColor.getrgb(
            plain if plain.startswith("#") or plain in ImageColor.colormap else f"#{plain}"
        )
    except ValueError:
        hint = near(plain, ImageColor.colormap) or " Say one like teal, or #1a5c6b."
        raise Refused(why=f"I don't know the colour “{said}”.{hint}") from None
    return "#{:02x}{:02x}{:02x}".format(*found[:3])


def web_address(said: str) -> str:
    """Where we post to: https, and no machine of the house's own network. "none" empties it."""
    wanted = said.strip().strip("<>“”\"'").rstrip(".,;")
    if wanted.casefold() in NONE or not wanted:
        return ""
    try:
        parts = urlsplit(wanted)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    schemes = ("https", "http") if config.settings().development else ("https",)
    if not host or parts.scheme not in schemes or parts.username or len(wanted) > LONGEST or " " in wanted:
        raise Refused(why=f"“{said}” is no address I can post to. It begins with https://.")
    if not outside.is_outside(host):
        raise Refused(why=f"{host} is not on the internet, so I can't post there.")
    return wanted
