"""DHL: Shipment Tracking - Unified, asked (250 calls a day for a new key, one a second) and by its pushes.

https://developer.dhl.com/api-reference/shipment-tracking and …/shipment-tracking-unified-push
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any, cast

import httpx

from channels.base import BadSignature, WebhookRequest, storable
from channels.carriers.base import CarrierError, News, Push, State

BASE_URL = "https://api-eu.dhl.com"
TIMEOUT = 10.0  # seconds
SUBSCRIPTION = "/tracking/push/v1/subscription"
HEADER = (
    "X-Herring-Key"  # DHL sends it with every push, with the token we chose: its pushes have no signature
)
EVENTS = ["Pre-Transit", "Transit", "Delivered", "Failure", "Unknown"]
STATES = {"pre-transit": "pre_transit", "transit": "transit", "delivered": "delivered", "failure": "failure"}
# Numbers are used again by other services of DHL's: asked with its service, one answers for one parcel.
SERVICES = ((r"\d{10,11}", "express"), (r"(00340\d{15}|JJ?D\d+)", "parcel-de"), (r"GM\d+", "ecommerce"))
NUMBER = re.compile(
    r"\d{10,12}|\d{14}|\d{16}|\d{20}|JJ?D\d{6,20}|GM\d{10,20}|[A-Z]{2}\d{9}[A-Z]{2}|\d{3}-\d{8}",
    re.IGNORECASE,
)
MINUTE, HOUR = 60.0, 3600.0


class Dhl:
    """Needs an API key; `token` is what its pushes prove themselves with."""

    name = "dhl"
    daily = 250
    apart = 5.0  # what a new key is allowed; one that was reviewed may ask each second

    def __init__(self, api_key: str, base_url: str = "", token: str = "") -> None:
        self._key, self._token = api_key, token
        self._base_url = (base_url or BASE_URL).rstrip("/")

    def enabled(self) -> bool:
        return bool(self._key)

    def recognises(self, number: str) -> bool:
        return NUMBER.fullmatch(number.replace(" ", "")) is not None

    def track(self, number: str, service: str = "") -> News | None:
        wanted = {"trackingNumber": number, "language": "en"}
        wanted |= {"service": known} if (known := service or service_of(number)) else {}
        answer = self._ask("GET", "/track/shipments", params=wanted)
        if answer.status_code == 404:
            return None
        try:
            return _one_of(number, [_news(each) for each in answer.json()["shipments"]])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CarrierError(f"DHL's answer about {number} could not be read.") from error

    def subscribe(self, number: str, service: str, url: str) -> None:
        hook = {"type": "ApiKeyAuthentication", "header": HEADER, "token": self._token}
        wanted = {
            "hook": {"uri": url, "authentication": hook},
            "format": "Default",
            "type": "Shipment",
            "service": service or service_of(number),
            "events": EVENTS,
            "shipmentIDs": [number],
        }
        answer = self._ask("POST", SUBSCRIPTION, json=wanted)
        if answer.status_code == 404:
            raise CarrierError("DHL does not push for this key.", refused=True)

    def receive(self, request: WebhookRequest) -> Push:
        given = request.headers.get(HEADER.lower(), "")
        if not self._token or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise BadSignature(f"no {HEADER}, or another one than ours")
        try:
            said = storable(json.loads(request.body))
            scope = str(said["scope"])
            if scope == "subscription.validate":
                return Push(confirm=(self._own(str(said["self"])), str(said["secret"])))
            if scope == "subscription.push":
                return Push(tuple(_news(each) for each in said["shipments"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSignature("with our key, but no push of DHL's") from error
        return Push()

    def confirm(self, push: Push) -> None:
        if push.confirm is not None:
            where, secret = push.confirm
            self._ask("POST", where.removeprefix(self._base_url), headers={"DHL-API-Hook-Secret": secret})

    def _own(self, address: str) -> str:
        """An address that we are told to write to must be DHL's: with it goes our key."""
        if not address.startswith(f"{self._base_url}{SUBSCRIPTION}/") or ".." in address:
            raise ValueError(address)
        return address

    def _ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """404 is an answer; everything else that isn't a success is a CarrierError."""
        keys = {"DHL-API-Key": self._key, **(headers or {})}
        try:
            answer = httpx.request(method, self._base_url + path, headers=keys, timeout=TIMEOUT, **more)
        except httpx.HTTPError as error:
            raise CarrierError("DHL can't be reached right now.", rest=MINUTE) from error
        if answer.is_success or answer.status_code == 404:
            return answer
        raise _problem(answer)


def service_of(number: str) -> str:
    """The service whose numbers look like this one; "" where that can't be told."""
    plain = number.replace(" ", "").upper()
    return next((service for pattern, service in SERVICES if re.fullmatch(pattern, plain)), "")


def _problem(answer: httpx.Response) -> CarrierError:
    """By the code: the texts are not documented."""
    if answer.status_code in (401, 403):
        return CarrierError("DHL refused our key. Check DHL_API_KEY.", rest=HOUR, refused=True)
    if answer.status_code == 429:
        return CarrierError("DHL wants no more calls for now.", rest=_pause(answer))
    if answer.status_code >= 500:
        return CarrierError("DHL is out of order right now.", rest=MINUTE)
    return CarrierError(f"DHL refused the request ({answer.status_code}).", refused=True)


def _pause(answer: httpx.Response) -> float:
    said = answer.headers.get("retry-after", "")
    return min(float(said), 24 * HOUR) if said.isdigit() else HOUR


def _one_of(number: str, found: list[News]) -> News | None:
    """Of several parcels with this number the one that something happened to last."""
    mine = [news for news in found if news.number == number] or found
    return max(mine, key=lambda news: news.at or datetime.min.replace(tzinfo=UTC), default=None)


def _news(said: dict[str, Any]) -> News:
    """The code counts, not the status' words: DHL's own sample says DELIVERED of what is on its way."""
    status = said.get("status") or {}
    words = status.get("description") or status.get("status") or ""
    place = ((status.get("location") or {}).get("address") or {}).get("addressLocality") or ""
    return News(
        number=str(said["id"]),
        state=cast(State, STATES.get(str(status.get("statusCode")), "unknown")),
        at=_moment(status.get("timestamp")),
        place=_town(str(place)),
        words=_plain(str(words)),
        service=str(said.get("service") or ""),
        expected_at=_moment(said.get("estimatedTimeOfDelivery")),
    )


def _moment(said: Any) -> datetime | None:
    """With Z, an offset, or neither: then it is taken as UTC."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _plain(said: str) -> str:
    return " ".join(unescape(re.sub(r"<br\s*/?>", ", ", re.sub(r"<(?!br)[^>]*>", " ", said))).split())[:200]


def _town(said: str) -> str:
    """ "Oderweg 2, AMSTERDAM" is Amsterdam."""
    town = said.rpartition(",")[2].strip()
    return town.title() if town.isupper() else town
