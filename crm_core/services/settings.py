"""What a gallery chooses: names, defaults and what each accepts. Stored as journalled rows, so UNDO works on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Setting
from crm_core.services import setting_values as values

KEPT = select(Setting.name, Setting.value).where(Setting.deleted_at.is_(None))


@dataclass(frozen=True)
class GallerySettings:
    """One gallery's choices, with the defaults of a new one."""

    name: str = "The gallery"
    address: str = ""  # postal, as it stands on an invoice; lines parted by line breaks or commas
    tax_number: str = ""
    bank_details: str = ""  # where an invoice is to be paid to
    timezone: str = "America/New_York"
    currency: str = "USD"
    region: str = "US"
    locale: str = "en-US"  # how numbers, money and dates are written, see crm_core/written.py
    trade: str = "gallery"  # or several: "watches, handmade"
    quiet_from: time = time(21, 0)
    quiet_to: time = time(9, 0)
    opening_hours: str = ""  # as a collector is told who asks for them: "Tue-Sat 11 to 6"
    signature: str = ""  # below whatever goes to a contact by e-mail
    hold_days: int = 7
    step_up_amount: Decimal = Decimal(10_000)
    tax_percent: Decimal = Decimal(0)
    commission: Decimal | None = (
        None  # percent that the gallery keeps of what is consigned without terms of its own
    )
    sku_rule: str = "HR-####"
    colour: str = ""  # of the gallery's pages and invoices: #rrggbb, or the house's own
    logo: str = ""  # key of a stored picture
    draft_webhook: str = ""  # a Make.com scenario of the gallery's own that writes drafts
    events_webhook: str = ""  # who is told of sales, payments and the like
    model_columns: bool = True  # whether the model may be asked which column of a file is what
    draft_photos: bool = True  # whether whoever drafts a description may see the item's photos
    auto_answer: bool = True
    # What may go to collectors by itself, without anybody's OK; off until the owner switches a kind on.
    birthday_messages: bool = False
    follow_up_messages: bool = False
    daily_nudges: int = 5
    daily_texts: int = 3  # to one contact, replies not counted
    model_budget: Decimal = Decimal(5)  # US dollars a day

    @property
    def trades(self) -> tuple[str, ...]:
        """What is traded in, the main one first."""
        return tuple(self.trade.split(", "))


DEFAULTS = {field.name: field.default for field in fields(GallerySettings)}
READERS: dict[str, Callable[[str], Any]] = {
    "name": values.name,
    "address": values.line,
    "tax_number": values.line,
    "bank_details": values.line,
    "timezone": values.zone,
    "currency": values.currency,
    "region": values.region,
    "locale": values.locale,
    "trade": values.trades,
    "quiet_from": values.clock,
    "quiet_to": values.clock,
    "opening_hours": values.line,
    "signature": values.signature,
    "hold_days": values.days,
    "step_up_amount": values.amount,
    "tax_percent": values.percent,
    "commission": values.commission,
    "sku_rule": values.sku_rule,
    "colour": values.colour,
    "logo": values.line,
    "draft_webhook": values.web_address,
    "events_webhook": values.web_address,
    "auto_answer": values.switch,
    "birthday_messages": values.switch,
    "follow_up_messages": values.switch,
    "model_columns": values.switch,
    "draft_photos": values.switch,
    "daily_nudges": values.whole,
    "daily_texts": values.whole,
    "model_budget": values.number,
}


def load(crm: Crm) -> GallerySettings:
    """The gallery's settings as they stand."""
    rows = {row.name: str(row.value) for row in crm.session.execute(KEPT)}
    return GallerySettings(**{name: _kept(name, rows[name]) for name in DEFAULTS if name in rows})


def _kept(name: str, value: str) -> Any:
    """A stored value. Words were read when they were said; they stay what they are, whatever is accepted today."""
    return value if isinstance(DEFAULTS[name], str) else READERS[name](value)


def change(crm: Crm, name: str, said: str) -> Any:
    """Set one setting from words; returns the value as understood. Refused says what would be accepted."""
    if name not in READERS:
        raise Refused(why=f"There is no setting “{name}”. The settings are {', '.join(sorted(READERS))}.")
    value = READERS[name](said)
    row = crm.session.scalar(select(Setting).where(Setting.name == name))
    if row is None:
        crm.session.add(Setting(name=name, value=str(value)))
    else:
        row.value, row.deleted_at = str(value), None
    crm.session.flush()
    crm.__dict__.pop("settings", None)
    return value
