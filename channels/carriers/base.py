"""What a carrier can do for us: say where a parcel is when asked, and send word of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from channels.base import WebhookRequest

State = Literal["pre_transit", "transit", "delivered", "failure", "unknown"]


class CarrierError(Exception):
    """The carrier said nothing of use; the text says why, and what to do.

    rest: seconds in which it wants to hear nothing of us at all. refused: it will never do this for us.
    """

    def __init__(self, reason: str, *, rest: float = 0.0, refused: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.rest, self.refused = reason, rest, refused


@dataclass(frozen=True)
class News:
    """What is known of a parcel. at: of its last event; words: the carrier's own, without markup; place: a town."""

    number: str
    state: State
    at: datetime | None = None
    place: str = ""
    words: str = ""
    service: str = ""
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Push:
    """What a carrier sent of itself. confirm: it wants its question answered, so that it goes on (see `confirm`)."""

    news: tuple[News, ...] = ()
    confirm: tuple[str, str] | None = None


class Carrier(Protocol):
    """daily: calls it allows in a day of UTC; apart: seconds between two of them."""

    name: str
    daily: int
    apart: float

    def enabled(self) -> bool: ...

    def recognises(self, number: str) -> bool:
        """Whether this may be one of its tracking numbers."""
        ...

    def track(self, number: str, service: str = "") -> News | None:
        """Where the parcel is; None where the number isn't known, as for a day after a label was made."""
        ...

    def subscribe(self, number: str, service: str, url: str) -> None:
        """Ask for word of a parcel at this address of ours."""
        ...

    def receive(self, request: WebhookRequest) -> Push:
        """What it sent, checked. Raises BadSignature."""
        ...

    def confirm(self, push: Push) -> None:
        """Answer the question with which the carrier makes sure that the address is ours."""
        ...
