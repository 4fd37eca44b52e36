"""Money: a Decimal amount with its ISO 4217 currency. Minor units exist only at a provider's edge."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm_core import written

ZERO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "HUF"})


@dataclass(frozen=True, order=False)
class Money:
    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        return cls(Decimal(amount), currency.upper())

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Money:
        """From ``{"amount": "4500.00", "currency": "USD"}``."""
        return cls.of(value["amount"], value["currency"])

    def to_json(self) -> dict[str, str]:
        return {"amount": str(self.rounded().amount), "currency": self.currency}

    def rounded(self) -> Money:
        """To the currency's smallest unit, halves up."""
        unit = Decimal(1) if self.currency in ZERO_DECIMALS else Decimal("0.01")
        return Money(self.amount.quantize(unit, ROUND_HALF_UP), self.currency)

    def minor_units(self) -> int:
        """In the provider's integer form: 4500.00 USD is 450000."""
        return int(self.rounded().amount * (1 if self.currency in ZERO_DECIMALS else 100))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} don't add up")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        """As a person of the gallery's locale writes it: $4,500.00, -$20.00, 12 000,00 SEK."""
        return written.money(self.rounded().amount, self.currency)
