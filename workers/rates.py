"""The exchange rates of the European Central Bank, fetched once a day where a network is. Without one nothing is lost:
those that came with the installation stay, and every answer says of which day its rate is.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import httpx

from crm_core.config import settings
from crm_core.crm import Clock, utc_now
from crm_core.services import rates

log = logging.getLogger(__name__)
FETCH = "rates.fetch"
FRESH = timedelta(hours=12)  # the bank publishes once a working day, about four in the afternoon
TIMEOUT = 20.0  # seconds
LARGEST = 8_000_000  # bytes; the file has some 600,000


def fetch(clock: Clock = utc_now) -> bool:
    """Get the bank's file unless ours is fresh. False where nothing new is here; the next hour tries again."""
    if _is_fresh(clock()):
        return False
    try:
        content = _download(settings().ecb_rates_url)
        last = rates.keep(content)
    except (httpx.HTTPError, rates.NoRates) as error:
        log.warning("no new exchange rates (those of %s stay): %s", rates.newest(), error)
        return False
    log.info("exchange rates of %s are here", last)
    return True


def _is_fresh(now: datetime) -> bool:
    file = rates.file()
    return file.exists() and datetime.fromtimestamp(file.stat().st_mtime, UTC) > now - FRESH


def _download(url: str) -> bytes:
    content = b""
    with httpx.stream("GET", url, timeout=TIMEOUT, follow_redirects=True) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > LARGEST:
                raise rates.NoRates("it is far too large")
    if not rates.is_whole(content):
        raise rates.NoRates("it came damaged")
    return content
