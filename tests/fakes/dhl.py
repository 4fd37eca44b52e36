"""A local DHL: answers as Shipment Tracking - Unified does, takes subscriptions, and pushes as their webhooks do.

Real DHL: a key of its own in a header, 404 for what it doesn't know yet (a day after a label was made, too), 429 with a
pause, numbers that are numbers, times with and without a zone, words that contradict the code.
"""

from __future__ import annotations

import json
import time
from typing import Any, Self

import httpx

from tests.fakes.server import Answer, LocalServer, Request

KEY = "dhl-key"
TRACK, SUBSCRIPTION = "/track/shipments", "/tracking/push/v1/subscription"


class FakeDhl:
    """shipments: what it knows, by number.  limit: calls it takes before it says 429.  slow: seconds it thinks.
    broken: a status everything is answered with.  pushes: whether this key may subscribe.  hooks: who subscribed.
    """

    def __init__(self, limit: int = 250) -> None:
        self._server = LocalServer(self._answer)
        self.url, self.requests = self._server.url, self._server.requests
        self.shipments: dict[str, list[dict[str, Any]]] = {}
        self.hooks: list[dict[str, Any]] = []
        self.confirmed: list[str] = []
        self.limit, self.slow, self.broken, self.pushes, self.retry_after = limit, 0.0, 0, True, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    @property
    def asked(self) -> list[str]:
        """The numbers it was asked about, in turn."""
        return [each.query["trackingNumber"][0] for each in self.requests if each.path == TRACK]

    def _answer(self, request: Request) -> Answer:
        time.sleep(self.slow)
        if self.broken:
            return _problem(self.broken, "Internal Server Error")
        if request.headers.get("dhl-api-key") != KEY:
            return _problem(401, "Unauthorized", "Unauthorized for given resource.")
        if len(self.requests) > self.limit:
            extra = {"Retry-After": self.retry_after} if self.retry_after else {}
            return _problem(429, "Too Many Requests", "Too many requests within defined time period.", extra)
        if request.path == TRACK:
            return self._tracked(request)
        if request.path == SUBSCRIPTION:
            return self._subscribed(request)
        if request.path.startswith(f"{SUBSCRIPTION}/"):
            self.confirmed.append(request.headers.get("dhl-api-hook-secret", ""))
            return Answer(200, b"{}")
        return _problem(404, "Not Found")

    def _tracked(self, request: Request) -> Answer:
        number, service = request.query["trackingNumber"][0], request.query.get("service", [""])[0]
        found = [each for each in self.shipments.get(number, []) if service in ("", each.get("service"))]
        if not found:
            return _problem(404, "No result found", "No shipment with given tracking number found.")
        return _json({"url": f"/shipments?trackingNumber={number}", "shipments": found})

    def _subscribed(self, request: Request) -> Answer:
        said = json.loads(request.body)
        if not self.pushes:
            return _problem(403, "Forbidden")
        if not (
            said["hook"]["uri"].startswith("https://") and said["service"] and len(said["shipmentIDs"]) <= 10
        ):
            return _problem(400, "Bad Request")
        self.hooks.append(said)
        return Answer(202)

    # -- what is known

    def knows(
        self, number: str, code: str = "transit", at: str = "2026-11-20T14:00:00Z", place: str = "STOCKHOLM",
        words: str = "", service: str = "parcel-de", **more: Any,
    ) -> dict[str, Any]:  # fmt: skip
        """From now on the parcel is there. Kept beside those of other services with the same number."""
        status = {"timestamp": at, "statusCode": code, "status": code.upper(), "description": words or code}
        if place:
            status["location"] = {"address": {"countryCode": "SE", "addressLocality": place}}  # type: ignore[assignment]
        said = {"id": number, "service": service, "status": status, "events": [status], **more}
        others = [each for each in self.shipments.get(number, []) if each["service"] != service]
        self.shipments[number] = [*others, said]
        return said

    # -- what it sends

    def push(self, client: Any, path: str, scope: str, **said: Any) -> httpx.Response:
        """Post to an address of ours with the key that the subscription named."""
        own = f"{self.url}{SUBSCRIPTION}/3f0c7c9a"
        hook = self.hooks[-1]["hook"]["authentication"]
        body = {"scope": scope, "self": own, **said}
        answer: httpx.Response = client.post(path, json=body, headers={hook["header"]: hook["token"]})
        return answer


def _problem(status: int, title: str, detail: str = "", headers: dict[str, str] | None = None) -> Answer:
    return _json({"title": title, "status": status, "detail": detail}, status, headers)


def _json(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    kind = "application/json" if status == 200 else "application/problem+json"
    return Answer(status, json.dumps(body).encode(), {"Content-Type": kind, **(headers or {})})
