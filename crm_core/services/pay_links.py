"""Links under which an order's due amount can be paid by card.

The link is ours and proves itself, like those to files (docs/decisions/0006): what is due is looked up when it is
opened, so an old invoice never asks for money that came in meanwhile, and no turn waits for the provider.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from sqlalchemy import func, select

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.models import Order, Payment
from crm_core.money import Money
from crm_core.services import payments

MAC_BYTES = 12


def link(crm: Crm, order: Order) -> str:
    """Where this order can be paid; "" where no provider is set up or nothing is due."""
    if not settings().stripe_api_key.get_secret_value() or payments.due(crm, order).amount <= 0:
        return ""
    head = f"{crm.key}.{order.id}"
    return f"{settings().base_url}/pay/{head}.{_signature(head)}"


def opened(token: str) -> tuple[str, int] | None:
    """(gallery key, order id) of a link of ours."""
    head, _, signature = token.rpartition(".")
    if not token.isascii() or not hmac.compare_digest(signature, _signature(head)):
        return None
    gallery, _, number = head.rpartition(".")
    return gallery, int(number)


def key(crm: Crm, order: Order, due: Money) -> str:
    """Names one page to pay on: the same until another payment came in or something else is due."""
    count = crm.session.scalar(select(func.count()).select_from(Payment).where(Payment.order_id == order.id))
    return f"herring-{crm.key}-{order.id}-{count}-{due.rounded().amount}-{due.currency}"


def _signature(head: str) -> str:
    secret = hmac.digest(settings().signing_key.encode(), b"herring pay links", hashlib.sha256)
    mac = hmac.digest(secret, head.encode(), hashlib.sha256)[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode()
