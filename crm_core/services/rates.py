"""An amount in another currency, by the European Central Bank's daily reference rates.

The rates since 1999 come with the library CurrencyConverter, so no network is needed; where there is one, a worker
keeps the bank's newest file beside it (workers/rates.py). Every answer says of which day its rate is.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import User
from crm_core.money import Money

GAP = 10  # days: the longest the bank gave no rates at a stretch, with a wide margin
EURO = "EUR"


class NoRates(Exception):
    """A file that isn't the bank's, or is older than what is here."""


def file() -> Path:
    """Where the bank's newest file is kept, once it was fetched."""
    return settings().herring_home / "rates" / "eurofxref-hist.zip"


def keep(content: bytes) -> date:
    """Use this file of the bank's from now on, in every process; returns the day of its last rates. Raises NoRates."""
    made = file().with_name(f".{secrets.token_hex(4)}.zip")
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(content)
    try:
        last = _last_day(_read(made))
        if last < newest():
            raise NoRates(f"its last rates are of {last}, ours of {newest()}")
        made.replace(file())
    finally:
        made.unlink(missing_ok=True)
    return last


def newest() -> date:
    """The day of the last rates we have."""
    return _last_day(_rates())


def _last_day(converter: Any) -> date:
    last: date = converter.bounds[EURO].last_date
    return last


def _rates() -> Any:
    """The newer of the file that was fetched and the one in the package."""
    from currency_converter.currency_converter import CURRENCY_FILE  # type: ignore[import-untyped]

    there = [path for path in (Path(CURRENCY_FILE), file()) if path.exists()]
    found = max(there, key=lambda path: path.stat().st_mtime)
    return _converter(found, found.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _converter(path: Path, _changed: int) -> Any:
    return _read(path)


def _read(path: Path) -> Any:
    from currency_converter import CurrencyConverter  # type: ignore[import-untyped]

    try:
        # A day without rates is answered by the last day that has them, and said: never by a made-up one in between.
        made = CurrencyConverter(str(path), fallback_on_wrong_date=True, decimal=True)
    except (ValueError, ArithmeticError, StopIteration, zipfile.BadZipFile, KeyError, IndexError) as error:
        raise NoRates(f"it can't be read: {error}") from error
    if not {"USD", "GBP", "SEK"} <= made.currencies:
        raise NoRates("it has no rates of the dollar")
    return made


def is_whole(content: bytes) -> bool:
    """Whether these bytes are a zip file with all of its parts undamaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.testzip() is None
    except zipfile.BadZipFile:
        return False


def convert(amount: Money, currency: str, on: date | None = None) -> tuple[Money, date]:
    """The amount in that currency, and the day of the rate used: the last one known on `on`, or of all.

    Refused for a currency the bank gives no rate of.
    """
    currency, known = currency.upper(), _rates()
    for wanted in (amount.currency, currency):
        if wanted not in known.currencies:
            raise Refused(
                why=f"I know no exchange rate of {wanted}. I know {', '.join(sorted(known.currencies))}."
            )
    bounds = [known.bounds[each] for each in (amount.currency, currency)]
    last = min(bound.last_date for bound in bounds)
    first = max(bound.first_date for bound in bounds)
    day = max(min(on or last, last), first)
    found, day = _on(known, amount, currency, day)
    return Money(found, currency).rounded(), day


def _on(known: Any, amount: Money, currency: str, day: date) -> tuple[Decimal, date]:
    """By the rates of that day, or of the last one before it that had any."""
    from currency_converter import RateNotFoundError

    for earlier in range(GAP):
        of = day - timedelta(days=earlier)
        try:
            return Decimal(known.convert(Decimal(amount.amount), amount.currency, currency, date=of)), of
        except RateNotFoundError:
            continue
    raise Refused(why=f"I know no exchange rate of {amount.currency} and {currency} for {day}.")


def own_currency(crm: Crm) -> str:
    """What whoever acts counts in: their own default, else the gallery's."""
    user = crm.session.get(User, crm.actor.id) if crm.actor.is_user else None
    return (user.currency if user else None) or crm.settings.currency


def about(crm: Crm, amount: Money | None) -> str:
    """ " (about €4,430.12)": an amount in the currency of whoever reads it; "" where it is in that or can't be told."""
    if amount is None or not amount or amount.currency == (wanted := own_currency(crm)):
        return ""
    try:
        return f" (about {convert(amount, wanted, crm.today())[0]})"
    except Refused:
        return ""
