"""An amount in another currency, by the European Central Bank's daily reference rates.

The rates come with the library CurrencyConverter, so no network is needed; they are as old as its release, and every
answer says of which day it is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from crm_core.errors import Refused
from crm_core.money import Money


@lru_cache(maxsize=1)
def _rates() -> Any:
    from currency_converter import CurrencyConverter  # type: ignore[import-untyped]

    return CurrencyConverter(fallback_on_missing_rate=True, fallback_on_wrong_date=True, decimal=True)


def convert(amount: Money, currency: str, on: date | None = None) -> tuple[Money, date]:
    """The amount in that currency, and the day of the rate used: the last one known on `on`, or of all.

    Refused for a currency the bank gives no rate of.
    """
    currency = currency.upper()
    for wanted in (amount.currency, currency):
        if wanted not in _rates().currencies:
            raise Refused(
                why=f"I know no exchange rate of {wanted}. I know {', '.join(sorted(_rates().currencies))}."
            )
    last = min(_rates().bounds[each].last_date for each in (amount.currency, currency))
    day = min(on or last, last)
    found = _rates().convert(Decimal(amount.amount), amount.currency, currency, date=day)
    return Money(Decimal(found), currency).rounded(), day
