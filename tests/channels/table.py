"""What every channel's table holds. One harness (tests/contract/test_every_channel.py) runs them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from channels.base import Channel, Inbound, Outbound, Receipt, WebhookRequest


@dataclass(frozen=True)
class Case:
    """A request as the provider makes it, and what is in it.

    A message is compared by the fields named in `message`; `receipts` and `answer` are compared whole.
    """

    about: str
    request: WebhookRequest
    message: Mapping[str, Any] | None = None
    receipts: tuple[Receipt, ...] = ()
    status: int = 204
    answer: bytes = b""


@dataclass(frozen=True)
class Failure:
    """A send that fails: exactly the outcome named ("retryable", "stopped", "unknown", "permanent").

    patience: the seconds a channel waits here for an answer that never comes; elsewhere any number will do.
    """

    about: str
    message: Outbound
    outcome: str
    code: str | None = None
    ours: bool = False
    retry_after: float | None = None
    patience: float = 30.0


@dataclass(frozen=True)
class Table:
    """One channel's behaviour. `provider` starts its local server and gives the channel that talks to it."""

    name: str
    settings: Mapping[str, str]  # what enables it
    provider: Callable[
        [float], AbstractContextManager[Channel]
    ]  # by how long the channel waits for an answer
    cases: tuple[Case, ...]
    forged: tuple[tuple[str, WebhookRequest], ...]
    sends: tuple[Outbound, ...]
    failures: tuple[Failure, ...] = field(default=())


def fields_of(message: Inbound, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(message, name) for name in names}
