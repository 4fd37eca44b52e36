"""What became of a message we sent: applied at once, and never backwards."""

from __future__ import annotations

import logging

from sqlalchemy import select

from channels.base import RANKS, Receipt
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Outbox
from crm_core.services import consent, tokens

log = logging.getLogger(__name__)


def apply_receipt(channel: str, receipt: Receipt, clock: Clock = utc_now) -> bool:
    """Move the outbox row the receipt names; it may come before the provider's own id is stored."""
    key = tokens.gallery_key(receipt.outbox_ref)
    if key is None:
        log.warning("a %s receipt without our reference was ignored", channel)
        return False
    with open_crm(key, clock=clock) as crm:
        row = crm.session.scalar(select(Outbox).where(Outbox.ref == receipt.outbox_ref).with_for_update())
        if row is None or row.channel != channel:
            log.warning("a %s receipt for an unknown message was ignored", channel)
            return False
        return _move(crm, row, receipt)


def _move(crm: Crm, row: Outbox, receipt: Receipt) -> bool:
    if receipt.stopped:
        consent.record(
            crm, row.channel, row.to_address, "opt_out", source="provider", words=receipt.error_code
        )
    row.provider_id = row.provider_id or receipt.provider_id or None
    if RANKS.get(receipt.state, -1) <= RANKS.get(row.state, -1):
        return False
    row.state, row.lease_until = receipt.state, None
    row.sent_at = row.sent_at or crm.now()
    if receipt.state == "failed":
        row.error_code, row.error = receipt.error_code, receipt.reason
    return True
