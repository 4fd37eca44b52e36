"""What a gallery chooses: names, defaults and what each accepts. Stored as journalled rows, so UNDO works on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Setting

LONGEST = 400  # characters of an address: more is no address
KEPT = select(Setting.name, Setting.value).where(Setting.deleted_at.is_(None))


@dataclass(frozen=True)
class GallerySettings:
    """One gallery's choices, with the defaults of a new one."""

    name: str = "The gallery"
    address: str = ""  # postal, as it stands on an invoice; lines parted by line breaks or commas
    tax_number: str = ""
    bank_details: str = ""  # where an invoice is to be paid to
    timezone: str = "America/New_York"
    currency: str = "USD"
    region: str = "US"
    trade: str = "gallery"
    quiet_from: time = time(21, 0)
    quiet_to: time = time(9, 0)
    hold_days: int = 7
    step_up_amount: Decimal = Decimal(10_000)
    tax_percent: Decimal = Decimal(0)
    sku_prefix: str = "HR"
    auto_answer: bool = True
    # What may go to collectors by itself, without anybody's OK; off until the owner switches a kind on.
    birthday_messages: bool = False
    follow_up_messages: bool = False
    daily_nudges: int = 5
    daily_texts: int = 3  # to one contact, replies not counted
    model_budget: Decimal = Decimal(5)  # US dollars a day


@lru_cache(maxsize=1)
def _zones() -> list[tuple[str, str]]:
    return sorted((name.casefold(), name) for name in available_timezones())


@lru_cache(maxsize=256)  # every unit of work reads its gallery's zone
def _zone(said: str) -> str:
    wanted = said.strip().replace(" ", "_").casefold()
    for folded, name in _zones():
        if folded == wanted or folded.endswith("/" + wanted):
            return name
    raise Refused(why=f"I don't know the time zone “{said}”. Use a name like Europe/Stockholm.")


def _currency(said: str) -> str:
    if len(said.strip()) == 3 and said.strip().isalpha():
        return said.strip().upper()
    raise Refused(why=f"“{said}” is not a currency. Use its three letters, like USD or EUR.")


def _time(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise Refused(why=f"“{said}” is not a time of day. Use 21:00, say.") from None


def _decimal(said: str) -> Decimal:
    try:
        return Decimal(said.strip().rstrip("%"))
    except InvalidOperation:
        raise Refused(why=f"“{said}” is not a number.") from None


def _whole(said: str) -> int:
    number = _decimal(said)
    if number != int(number) or number < 0:
        raise Refused(why=f"“{said}” is not a whole number.")
    return int(number)


def _switch(said: str) -> bool:
    word = said.strip().casefold()
    if word in {"on", "true", "1", "enabled"}:
        return True
    if word in {"off", "false", "0", "disabled"}:
        return False
    raise Refused(why="Say on or off.")


def _line(said: str) -> str:
    """Words kept as they were said; "none" empties them."""
    words = "\n".join(" ".join(line.split()) for line in said.strip().strip('“”"').splitlines())
    if len(words) > LONGEST:
        raise Refused(why=f"That is longer than {LONGEST} characters. Say it shorter.")
    return "" if words.casefold().strip(".") in {"none", "off", "nothing"} else words.rstrip(".,;")


def _trade(said: str) -> str:
    for trade in ("gallery", "watches", "handmade"):
        if said.strip().casefold().startswith(trade[:5]):
            return trade
    raise Refused(why="The trades are gallery, watches and handmade.")


READERS: dict[str, Callable[[str], Any]] = {
    "name": str.strip,
    "address": _line,
    "tax_number": _line,
    "bank_details": _line,
    "timezone": _zone,
    "currency": _currency,
    "region": lambda said: said.strip().upper()[:2],
    "trade": _trade,
    "quiet_from": _time,
    "quiet_to": _time,
    "hold_days": _whole,
    "step_up_amount": _decimal,
    "tax_percent": _decimal,
    "sku_prefix": lambda said: said.strip().upper(),
    "auto_answer": _switch,
    "birthday_messages": _switch,
    "follow_up_messages": _switch,
    "daily_nudges": _whole,
    "daily_texts": _whole,
    "model_budget": _decimal,
}


def load(crm: Crm) -> GallerySettings:
    """The gallery's settings as they stand."""
    known = {field.name for field in fields(GallerySettings)}
    rows = crm.session.execute(KEPT)
    return GallerySettings(
        **{row.name: READERS[row.name](str(row.value)) for row in rows if row.name in known}
    )


def change(crm: Crm, name: str, said: str) -> Any:
    """Set one setting from words; returns the value as understood. Refused says what would be accepted."""
    if name not in READERS:
        raise Refused(why=f"There is no setting “{name}”. The settings are {', '.join(sorted(READERS))}.")
    value = READERS[name](said)
    row = crm.session.scalar(select(Setting).where(Setting.name == name))
    if row is None:
        crm.session.add(Setting(name=name, value=str(value)))
    else:
        row.value, row.deleted_at = str(value), None
    crm.session.flush()
    crm.__dict__.pop("settings", None)
    return value
