"""What a channel is. A channel knows its provider's protocol; it knows no database and no web framework.

`receive` verifies and parses without I/O; `send` talks to the provider through its real client library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class WebhookRequest:
    """A request as it arrived. `url` is the public one (PUBLIC_URL + path + query): signatures cover it."""

    method: str
    url: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """A file that came with a message: where `fetch` finds it.

    Email has no place to fetch from later, so its attachments travel as `data:` URLs.
    """

    url: str
    content_type: str = ""
    name: str = ""


def storable(value: Any) -> Any:
    """The value with every text in it fit for a database: without NUL, and without the halves of characters
    that JSON can spell but UTF-8 can't. One such letter must not make a webhook fail for ever."""
    if isinstance(value, str):
        without = value.replace("\x00", "")
        return without if without.isascii() else without.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(key): storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(storable(each) for each in value)
    return value


@dataclass(frozen=True)
class Inbound:
    """One message. external_id is the provider's: with channel and our_address it makes the row unique."""

    external_id: str
    from_address: str
    our_address: str
    text: str
    media: tuple[Media, ...] = ()
    sender_name: str = ""
    button: str = ""  # the id a pressed button carries
    quoted_id: str = ""  # provider id of the message this one answers
    sent_at: datetime | None = None
    # What else the provider said. "OptOutType" ("STOP", "START", "HELP") where it handled consent itself.
    raw: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in vars(self).copy().items():
            object.__setattr__(self, name, storable(value))


@dataclass(frozen=True)
class Receipt:
    """What became of a message we sent; never moves backwards. `outbox_ref` comes from the callback URL."""

    outbox_ref: str
    state: str  # "sent" | "delivered" | "read" | "failed"; ordered by RANKS
    provider_id: str = ""
    error_code: str = ""
    reason: str = ""
    stopped: bool = False  # the person opted out at the carrier
    gone: bool = False  # there is no such address, or it takes no messages of this kind


# Receipts come in any order, repeated, and before the send was answered: the higher rank stays. A delivery
# outranks a failure because it is evidence, while a failure may be a gateway's guess after its own time-out.
RANKS = {"queued": 0, "sending": 1, "unknown": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5}


def moves(old: str, new: str) -> bool:
    """Whether a message in state `old` becomes `new` when a receipt says so."""
    return RANKS[new] > RANKS.get(old, -1)


@dataclass(frozen=True)
class Received:
    """What one webhook call holds. `answer` is the body to return; most providers want none."""

    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    answer: bytes = b""
    content_type: str = ""
    status: int = 204


@dataclass(frozen=True)
class Button:
    """A choice to press: `id` comes back in Inbound.button."""

    id: str
    label: str


@dataclass(frozen=True)
class Outbound:
    """One message to send. `callback_url` carries the signed outbox id for receipts."""

    to_address: str
    our_address: str
    text: str
    media_urls: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    callback_url: str = ""
    reply_to_id: str = ""
    subject: str = ""  # email only
    unsubscribe_url: str = ""  # email only: takes a POST without login (RFC 8058)


@dataclass(frozen=True)
class Sent:
    provider_id: str


class BadSignature(Exception):
    """The request is not from the provider: nothing was stored."""


class SendError(Exception):
    """A send that failed. Exactly one of the outcomes below tells what to do with the row.

    retryable: try again later (after `retry_after` seconds where the provider said so).
    stopped: the person opted out at the carrier; never try again.
    unknown: it may or may not have been sent; never resend blindly.
    otherwise permanent; `gone` where the address itself is the reason, so that nothing more is sent there.
    """

    def __init__(
        self,
        reason: str,
        *,
        code: str = "",
        retryable: bool = False,
        stopped: bool = False,
        unknown: bool = False,
        retry_after: float | None = None,
        ours: bool = False,
        gone: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason, self.code, self.retry_after = reason, code, retry_after
        self.retryable, self.stopped, self.unknown = retryable, stopped, unknown
        self.ours, self.gone = ours, gone


@runtime_checkable
class Channel(Protocol):
    name: str
    max_chars: int

    def enabled(self) -> bool:
        """Settings complete; otherwise the route is 404, never open."""
        ...

    def receive(self, request: WebhookRequest) -> Received: ...

    def send(self, message: Outbound) -> Sent: ...


@runtime_checkable
class Paced(Protocol):
    """A channel whose provider takes or passes on only so much in a second. All workers together keep to it.

    carries: what one address of ours passes on in a second, by `weight`: broadcasts wait for it. takes: how many
    messages in a second the provider accepts at all: answers wait for nothing else.
    """

    carries: float
    takes: float

    def weight(self, text: str) -> int:
        """How much of `carries` a text uses up."""
        ...


@runtime_checkable
class Warming(Protocol):
    """A channel whose first send would have to load its provider's library. A worker has it load that before it
    forks, so that no process of its pool keeps a first answer waiting for it."""

    def warm(self) -> None:
        """Load what a send needs. Connects to nothing and starts no thread: the caller is about to fork."""
        ...


@dataclass(frozen=True)
class Found:
    """A message the provider says it has sent, for reconciling a row of unknown outcome."""

    provider_id: str
    text: str
    state: str  # as in Receipt; what still waits at the provider has left us, so it is "sent"
    sent_at: datetime | None
    our_address: str = ""  # two galleries may send the same words to the same person


@runtime_checkable
class Listing(Protocol):
    """A channel whose provider can list its messages: unknown sends are settled by looking, and what no
    webhook brought is taken in later. Both raise SendError when the provider can't be asked."""

    def list_sent(self, to_address: str, since: datetime) -> list[Found]:
        """Messages of ours to one address, newest first. Compare words with `text.same`."""
        ...

    def list_received(self, our_address: str, since: datetime) -> list[Inbound]:
        """Messages that came to one address of ours, oldest first, as their webhooks would have said."""
        ...


@dataclass(frozen=True)
class File:
    """The bytes of a Media."""

    content: bytes
    content_type: str
    name: str = ""


class MediaError(Exception):
    """A file that could not be fetched; `retryable` when it may be there later."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


@runtime_checkable
class Fetching(Protocol):
    """A channel whose messages bring files. Raises MediaError."""

    def fetch(self, media: Media) -> File: ...


@runtime_checkable
class Pressing(Protocol):
    """A channel that shows Outbound.buttons; elsewhere the text alone must say what to answer."""

    max_buttons: int


@runtime_checkable
class Acknowledging(Protocol):
    """A channel where a pressed button waits for an answer (a spinner turns until then).

    Call it for every Inbound with a button, stale or not, once it is stored. It never raises: an answer that
    comes too late is no reason to fail a turn.
    """

    def acknowledge(self, message: Inbound, text: str = "") -> None: ...
