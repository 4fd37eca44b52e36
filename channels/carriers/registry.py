"""Every carrier by name, and how it is made from the settings. A new carrier: one file, one entry here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from channels.carriers.base import Carrier
from channels.registry import setting


def _dhl(settings: Any) -> Carrier:
    from channels.carriers.dhl import Dhl

    return Dhl(setting(settings, "dhl_api_key"), setting(settings, "dhl_base_url"), token(settings, "dhl"))


def token(settings: Any, name: str) -> str:
    """What a carrier shows us with its pushes: derived, so that there is nothing more to set, alike on all servers."""
    key = setting(settings, "signing_key").encode()
    return hmac.new(key, f"carrier/{name}".encode(), hashlib.sha256).hexdigest() if key else ""


FACTORIES: dict[str, Callable[[Any], Carrier]] = {"dhl": _dhl}


def make(settings: Any) -> dict[str, Carrier]:
    """The carriers that are set up here, by name."""
    made = {name: factory(settings) for name, factory in FACTORIES.items()}
    return {name: carrier for name, carrier in made.items() if carrier.enabled()}
