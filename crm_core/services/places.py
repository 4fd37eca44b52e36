"""Countries and the time zones they have, from the tables of the time zone database itself."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from crm_core.services import words

# As people write them under an address, beside the database's own names.
ALSO = {
    "usa": "US", "u.s.a.": "US", "united states of america": "US", "uk": "GB", "united kingdom": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "great britain": "GB", "sverige": "SE", "deutschland": "DE", "schweiz": "CH",
    "suisse": "CH", "osterreich": "AT", "espana": "ES", "italia": "IT", "the netherlands": "NL", "holland": "NL",
    "danmark": "DK", "norge": "NO", "suomi": "FI", "polska": "PL", "brasil": "BR", "korea": "KR", "uae": "AE",
}  # fmt: skip


def country_of(postal_address: str) -> str | None:
    """The ISO code of the country an address ends with; None where it names none."""
    lines = [part.strip(" .") for part in re.split(r"[\n,]", postal_address) if part.strip(" .")]
    return _countries().get(words.plain(lines[-1])) if lines else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    rows = [line.split("\t") for line in _table("iso3166.tab")]
    return {words.plain(name): code for code, name in rows} | ALSO


def names() -> list[str]:
    """The countries' names, as the database has them."""
    return [line.split("\t")[1] for line in _table("iso3166.tab")]


@lru_cache(maxsize=64)
def zones_of_country(code: str) -> tuple[str, ...]:
    """The time zones of a country; () where nobody knows it."""
    rows = (line.split("\t") for line in _table("zone.tab"))
    return tuple(row[2] for row in rows if row[0] == code.upper())


def _table(name: str) -> list[str]:
    text = files("tzdata.zoneinfo").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
