"""Reports: sales, customers, stock value, exports, who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from datetime import date

    from crm_core.models import Contact, Item, User
    from crm_core.money import Money
    from intents.slots.when import Period


class SalesReport(Intent):
    """How much was sold."""

    period: Period | None = slot("period")
    measure: str | None = slot("measure")
    by: str | None = slot("by")

    phrases = ("how much did we sell [{period}]", "sales by {by} [{period}]")
    examples = {
        "how much did we sell this month": {"period": {"from": "2026-11-01", "to": "2026-11-30"}},
        "sales by artist q3": {"by": "maker", "period": {"from": "2026-07-01", "to": "2026-09-30"}},
    }
    effect = Effect.READ
    needs = Permission.REPORTS

    def permission(self) -> Permission:
        """Profit is not for everybody who may see turnover."""
        return Permission.PROFIT if self.measure == "profit" else self.needs


class TopContacts(Intent):
    """The best customers."""

    period: Period | None = slot("period")

    phrases = ("best <clients> [{period}]",)
    examples = {"best customers this year": {"period": {"from": "2026-01-01", "to": "2026-12-31"}}}
    effect = Effect.READ
    needs = Permission.REPORTS


class StockValue(Intent):
    """What the inventory is worth."""

    phrases = ("whats [our] inventory worth",)
    examples = {"what's our inventory worth": {}}
    effect = Effect.READ
    needs = Permission.REPORTS


class DailySummary(Intent):
    """How the day went."""

    when: date | None = slot("when", past=True)

    phrases = ("how are we doing",)
    examples = {"how are we doing": {}}
    effect = Effect.READ
    needs = Permission.REPORTS


class ExportData(Intent):
    """Export contacts, items, orders or messages to a file."""

    what: str = slot("export_what", required=True, ask="Contacts, items, orders or messages?")
    format: str | None = slot("export_format")
    period: Period | None = slot("period")

    phrases = ("export {what} [to {format}]",)
    examples = {"export contacts to excel": {"what": "contacts", "format": "xlsx"}}
    effect = Effect.CONFIRM
    needs = Permission.EXPORT
    step_up = True


class Activity(Intent):
    """Who changed what."""

    user: User | None = slot("user")
    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = ("what did {user} change [{period}]",)
    examples = {
        "what did Sam change today": {"user": "Sam", "period": {"from": "2026-11-20", "to": "2026-11-20"}}
    }
    effect = Effect.READ
    needs = Permission.REPORTS


class ConvertPrice(Intent):
    """An amount in another currency."""

    price: Money = slot("money", required=True, ask="What amount?")
    to: str = slot("currency", required=True, ask="Into which currency?")

    phrases = ("whats {price} in {to}",)
    examples = {"what's 12000 sek in usd": {"price": {"amount": "12000.00", "currency": "SEK"}, "to": "USD"}}
    effect = Effect.READ
    needs = Permission.BASICS
