"""What carriers send of parcels: `POST /webhooks/{carrier}`, one route for each carrier that there is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from bot import refusals
from bot.bodies import raw_body
from bot.public import clock_of
from channels.base import BadSignature, WebhookRequest
from channels.carriers import registry
from channels.carriers.base import Carrier, CarrierError, News
from crm_core import db
from crm_core.config import settings
from crm_core.crm import Clock, open_crm
from crm_core.services import shipments

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=1)
def carriers() -> dict[str, Carrier]:
    """The carriers of this installation, made once per process from the settings."""
    return registry.make(settings())


def _route(name: str) -> Callable[..., Response]:
    def receive(request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Response:
        """Verify, then take in and commit. Anything but 2xx is sent again, or is found when it is next asked for."""
        carrier = carriers().get(name)
        if carrier is None:
            raise HTTPException(404)
        headers = {key.lower(): value for key, value in request.headers.items()}
        try:
            push = carrier.receive(WebhookRequest("POST", str(request.url), headers, body, {}))
        except BadSignature as error:
            refusals.note(name, db.galleries(), str(error), clock_of(request))
            raise HTTPException(400) from None
        if push.confirm is not None:
            try:
                carrier.confirm(push)
            except CarrierError as error:
                log.warning("%s's question about our address was not answered: %s", name, error.reason)
                raise HTTPException(503) from None
        for news in push.news:
            _take_in(carrier, news, clock_of(request))
        return Response(status_code=200)

    return receive


def _take_in(carrier: Carrier, news: News, clock: Clock) -> None:
    """Into every gallery that follows this number: what pushes ask for belongs to the whole installation."""
    for gallery in db.galleries():
        with open_crm(gallery.key, clock=clock) as crm:
            for row in shipments.numbered(crm, carrier.name, news.number):
                shipments.take(crm, row, news, pushed=True)


for _name in registry.FACTORIES:
    router.add_api_route(f"/webhooks/{_name}", _route(_name), methods=["POST"])
