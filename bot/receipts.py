"""What became of a message we sent: applied at once, and never backwards."""

from __future__ import annotations

import logging

from sqlalchemy import Select, select

from channels.base import RANKS, Receipt
from crm_core import db
from crm_core.crm import Clock, Crm, open_crm, utc_now
from crm_core.models import Outbox
from crm_core.services import addresses, consent, tokens

log = logging.getLogger(__name__)


def apply_receipt(channel: str, receipt: Receipt, clock: Clock = utc_now) -> bool:
    """Move the outbox row the receipt names; it may come before the provider's own id is stored."""
    key = tokens.gallery_key(receipt.outbox_ref)
    # A bounce knows nothing but the mail's own id, so every gallery that writes mails is asked.
    keys = [key] if key else [each.key for each in db.galleries_on(channel) if receipt.provider_id]
    for found in keys:
        with open_crm(found, clock=clock) as crm:
            row = crm.session.scalar(_named(channel, receipt).with_for_update())
            if row is not None:
                return _move(crm, row, receipt)
    log.warning("a %s receipt for an unknown message was ignored", channel)
    return False


def _named(channel: str, receipt: Receipt) -> Select[Outbox]:
    mine = (
        Outbox.ref == receipt.outbox_ref if receipt.outbox_ref else Outbox.provider_id == receipt.provider_id
    )
    return select(Outbox).where(Outbox.channel == channel, mine)


def _move(crm: Crm, row: Outbox, receipt: Receipt) -> bool:
    """Receipts come in any order and repeated: every order must end the same."""
    if receipt.stopped:
        _stop(crm, row, receipt)
    row.provider_id = row.provider_id or receipt.provider_id or None
    if RANKS.get(receipt.state, -1) <= RANKS.get(row.state, -1):
        return False
    if row.state == "failed" and row.error:
        # It arrived after all: what was held against the address was a guess.
        addresses.take_back(crm, row.channel, row.to_address, row.error)
    row.state, row.lease_until = receipt.state, None
    row.error_code = row.error = None  # "may or may not have been sent" is over as well
    row.sent_at = row.sent_at or crm.now()
    if receipt.state == "failed":
        row.error_code, row.error = receipt.error_code, receipt.reason
        if receipt.gone:
            addresses.give_up(crm, row.channel, row.to_address, receipt.reason)
    return True


def _stop(crm: Crm, row: Outbox, receipt: Receipt) -> None:
    """Unless the person has said something since it was sent: a late repetition must not undo their START."""
    said = consent.latest(crm, row.channel, row.to_address)
    newer = said is not None and said.created_at > (row.sent_at or row.created_at)
    if not newer:
        words = receipt.error_code
        consent.record(crm, row.channel, row.to_address, "opt_out", source="provider", words=words)
