"""What a payment provider can do for us: a page where an amount is paid, and word of what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from channels.base import WebhookRequest


class PaymentError(Exception):
    """The provider made no page; the text says why, and what to do. `retryable`: the same may work in a minute."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


@dataclass(frozen=True)
class Wanted:
    """An amount somebody is to pay, in major units (1850.00).

    key: asked again with the same key, the provider answers with the same page. notes: come back with the event.
    """

    key: str
    title: str
    amount: Decimal
    currency: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Word from the provider. kind: "paid"; "waiting" (a bank transfer under way: nothing may be handed over yet);
    "failed"; "refunded" (amount: all that was given back of this payment so far); "disputed" (the payer's bank asks for
    the money), "withdrawn" and "reinstated" (it was taken from us for that, or came back), "won" and "lost"; "other".

    amount in major units; reference: the payment's own id there, the same in all its events; thing: the charge's or
    dispute's id; reason: the bank's, in the provider's word; until: by when a dispute has to be answered.
    """

    id: str
    kind: str
    type: str
    reference: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    thing: str = ""
    reason: str = ""
    until: datetime | None = None


class PaymentProvider(Protocol):
    """enabled: has what it needs to make pages; listening: has the secret that its events are checked with."""

    name: str

    def enabled(self) -> bool: ...

    def listening(self) -> bool: ...

    def page(self, wanted: Wanted) -> str:
        """The address of a page where this is paid, once. Raises PaymentError."""
        ...

    def receive(self, request: WebhookRequest) -> Event:
        """An event as it came, checked. Raises BadSignature."""
        ...
