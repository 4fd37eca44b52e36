"""Where parcels are: asked of their carriers within what they allow in a day, most urgent first of all galleries."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from channels.carriers import registry
from channels.carriers.base import Carrier, CarrierError
from crm_core import db, quota
from crm_core.config import settings
from crm_core.crm import Clock, open_crm, utc_now
from crm_core.models import Shipment
from crm_core.services import shipments, troubles

log = logging.getLogger(__name__)
POLL = "track.poll"
AT_ONCE = 12  # parcels of one carrier in one go


@dataclass(frozen=True, order=True)
class Due:
    """A parcel to be asked about, or word of it to be asked for (after everything else)."""

    urgency: tuple[int, datetime]
    key: str
    shipment_id: int
    subscribe: bool = False


def poll(clock: Clock = utc_now) -> int:
    """Ask about what is due, as far as today's calls go. Returns how many calls were made."""
    carriers = registry.make(settings())
    if not carriers:
        return 0
    for gallery in db.galleries():
        with open_crm(gallery.key, clock=clock) as crm:
            shipments.note_new(crm, lambda number: _carrier_of(carriers, number))
    return sum(_asked(carrier, clock) for carrier in carriers.values())


def _carrier_of(carriers: dict[str, Carrier], number: str) -> str | None:
    return next((name for name, carrier in carriers.items() if carrier.recognises(number)), None)


def _asked(carrier: Carrier, clock: Clock) -> int:
    calls = 0
    for due in _due(carrier, clock)[:AT_ONCE]:
        if not quota.take(carrier.name, clock(), carrier.daily, carrier.apart):
            break  # the next minute goes on
        calls += 1
        try:
            _subscribe(carrier, due, clock) if due.subscribe else _ask(carrier, due, clock)
        except CarrierError as error:
            log.warning("%s: %s", carrier.name, error.reason)
            if error.rest:
                quota.rest(carrier.name, clock(), error.rest)
                break
    return calls


def _due(carrier: Carrier, clock: Clock) -> list[Due]:
    found: list[Due] = []
    for gallery in db.galleries():
        with open_crm(gallery.key, clock=clock) as crm:
            rows = shipments.due(crm, carrier.name, AT_ONCE)
            found += [Due(shipments.urgency(crm, row), gallery.key, row.id) for row in rows]
            if settings().public_url.startswith("https://"):
                rows = shipments.unhooked(crm, carrier.name, AT_ONCE)
                found += [Due((9, row.created_at), gallery.key, row.id, subscribe=True) for row in rows]
    return sorted(found)


def _ask(carrier: Carrier, due: Due, clock: Clock) -> None:
    """No transaction is open while the carrier thinks."""
    with open_crm(due.key, clock=clock) as crm:
        row = crm.session.get_one(Shipment, due.shipment_id)
        shipments.asked(crm, row)
        number, service = row.number, row.service or ""
    try:
        news = carrier.track(number, service)
    except CarrierError as error:
        _note(carrier, due, error, clock)
        raise
    with open_crm(due.key, clock=clock) as crm:
        row = crm.session.get_one(Shipment, due.shipment_id)
        if news is None:
            shipments.unfound(crm, row)
        else:
            shipments.take(crm, row, news)


def _subscribe(carrier: Carrier, due: Due, clock: Clock) -> None:
    with open_crm(due.key, clock=clock) as crm:
        row = crm.session.get_one(Shipment, due.shipment_id)
        number, service = row.number, row.service or ""
    said = "asked"
    try:
        carrier.subscribe(number, service, f"{settings().base_url}/webhooks/{carrier.name}")
    except CarrierError as error:
        if not error.refused:
            raise
        log.info("%s pushes nothing about %s: %s", carrier.name, number, error.reason)
        said = "refused"
    with open_crm(due.key, clock=clock) as crm:
        shipments.hooked(crm, crm.session.get_one(Shipment, due.shipment_id), said)


def _note(carrier: Carrier, due: Due, error: CarrierError, clock: Clock) -> None:
    """A key that is refused is somebody's to mend; a busy carrier is nobody's."""
    if error.refused:
        with open_crm(due.key, clock=clock) as crm:
            troubles.note(crm, f"carrier.{carrier.name}", error.reason)
