"""Reports: sales, customers, stock value, exports, who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from crm_core.written import number
from intents import forecast_words, report_charts, report_words
from intents.base import Effect, Intent, Json, Ref, Reply, registry, slot
from intents.binding import dump
from intents.pages import page, plain_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, User
    from crm_core.money import Money
    from crm_core.services.analytics import Slice
    from crm_core.services.transfer.proposal import Proposal
    from intents.slots.period import Period


def _orders_of(start: date, end: date) -> Json:
    """The rows behind a figure, for MORE."""
    from intents.slots.period import Period

    return dump(registry["list_orders"](period=Period(start, end)))


def _span(crm: Crm, period: Period | None, by: str | None = None) -> tuple[date, date]:
    """The days asked about; where none were said this month so far, by months the last twelve."""
    today = crm.today()
    if period:
        return period.start, period.end
    first = today.replace(day=1)
    if by != "month":
        return first, today
    year, month = divmod(first.year * 12 + first.month - 12, 12)
    return first.replace(year=year, month=month + 1), today


class SalesReport(Intent):
    """How much was sold."""

    period: Period | None = slot("period")
    measure: str | None = slot("measure")
    by: str | None = slot("by")

    phrases = (
        "how much we (sell|sold|make|made|earn) [in total] [{period}]",
        "how much profit (did|have|do) we (make|made|earn|earned) [{period}] {measure:profit}",
    )
    examples = {
        "how much did we sell this month": {"period": {"from": "2026-11-01", "to": "2026-11-30"}},
        "sales by artist q3": {"by": "maker", "period": {"from": "2026-07-01", "to": "2026-09-30"}},
    }
    effect = Effect.READ
    needs = Permission.REPORTS

    def permission(self) -> Permission:
        """Profit is not for everybody who may see turnover."""
        return Permission.PROFIT if self.measure == "profit" else self.needs

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import analytics

        start, end = _span(crm, self.period, self.by)
        days = report_words.days(crm, start, end)
        if self.by:
            return self._by(crm, start, end, days)
        found = analytics.sales(crm, start, end)
        listed = bool(found) and crm.may(Permission.SALES_READ)
        text = f"{days}: {report_words.total(crm, found, self.measure)}.{report_words.MORE if listed else ''}"
        earlier = report_words.before(start, end)
        compared = analytics.sales(crm, *earlier)
        if compared:
            text += (
                f"\n{report_words.days(crm, *earlier)}: {report_words.total(crm, compared, self.measure)}."
            )
        return Reply(text, more=_orders_of(start, end) if listed else None)

    def _by(self, crm: Crm, start: date, end: date, days: str) -> Reply:
        from crm_core.services import analytics

        first, by = (self.page or {}).get("start", 0), self.by or "maker"
        most = None if by in analytics.TIMES else first + report_charts.LOOKED_AT
        broken = analytics.sales_by(crm, by, start, end, self.measure or "revenue", first=most)
        found = broken.slices
        if not found:
            return Reply(f"{days}: nothing sold.")
        part = found[first : first + 8]
        after = {"start": first + 8} if broken.count > first + 8 else None
        kind = by if by in ("item", "contact") else None
        refs = [Ref(kind, each.id, each.label) for each in part if each.id] if kind else []
        lines = [report_words.slice_line(each, self.measure, by) for each in part]
        head, left = "" if first else f"{days}:", broken.count - first - 8
        # Numbers must stand for what is printed beside them.
        numbered = len(refs) == len(part)
        reply = (
            page(self, head, lines, refs, after, left)
            if numbered
            else plain_page(self, head, lines, after, left)
        )
        if first:
            return reply
        title = f"{(self.measure or 'revenue').capitalize()} by {by}, {days}"
        return report_charts.add_slices(crm, reply, title, found, self.measure, by, (start, end))


class TopContacts(Intent):
    """The best customers."""

    period: Period | None = slot("period")

    phrases = (
        "[<show>] [me] [our|the|my] (big|biggest|top) spenders [<in_period2>]",
        "top {_@int} (clients|customers|collectors|buyers|spenders|contacts) [<in_period2>]",
    )
    examples = {"best customers this year": {"period": {"from": "2026-01-01", "to": "2026-12-31"}}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import analytics

        today = crm.today()
        start, end = (
            (self.period.start, self.period.end) if self.period else (today.replace(month=1, day=1), today)
        )
        first = (self.page or {}).get("start", 0)
        most = first + report_charts.LOOKED_AT
        broken = analytics.sales_by(crm, "contact", start, end, first=most, named=True)
        found, days = broken.slices, report_words.days(crm, start, end)
        if not found:
            return Reply(f"{days}: nobody bought anything under their name.")
        part = found[first : first + 8]
        after = {"start": first + 8} if broken.count > first + 8 else None
        refs = [Ref("contact", each.id or 0, each.label) for each in part]
        lines = self._lines(crm, part)
        reply = page(self, "" if first else f"{days}:", lines, refs, after, broken.count - first - 8)
        if first:
            return reply
        return report_charts.add_slices(crm, reply, f"Best customers, {days}", found, None, "contact")

    def _lines(self, crm: Crm, part: Sequence[Slice]) -> list[str]:
        """What each spent, and whether more is to be expected."""
        from crm_core.services.predict import outlook

        seen = outlook.chances(crm, [each.id for each in part if each.id])
        ahead = {who: f", {forecast_words.percent(year)} likely within a year" for who, year in seen.items()}
        return [report_words.slice_line(each, None) + ahead.get(each.id or 0, "") for each in part]


class CustomerValue(Intent):
    """What customers are worth: spent so far, and expected within a year."""

    contact: Contact | None = slot("contact", help="none means all, the best first")

    phrases = (
        "[<show>] [me] [the|our] (customer|client|collector) (lifetime value|lifetime values|value|values)",
        "[<show>] [me] [the] (lifetime value|ltv|clv) [(of|for) {contact}]",
        "how much is {contact} worth to us",
    )
    examples = {"lifetime value of Maria": {"contact": "Maria"}, "customer lifetime value": {}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import lifetime

        if self.contact is not None:
            return self._of_one(crm, self.contact)
        start = (self.page or {}).get("start", 0)
        found = lifetime.worths(crm, start + 8)
        if not found.count:
            return Reply("Nobody has bought anything under their name.")
        part = found.first[start : start + 8]
        after = {"start": start + 8} if found.count > start + 8 else None
        head = "" if start else "Spent so far, and expected within a year:"
        lines = [f"{each.name}: {report_words.worth(each)}" for each in part]
        refs = [Ref("contact", each.id, each.name) for each in part]
        return page(self, head, lines, refs, after, found.count - start - 8)

    def _of_one(self, crm: Crm, contact: Contact) -> Reply:
        from crm_core.services import lifetime
        from crm_core.services.predict import outlook

        ref = Ref("contact", contact.id, contact.name)
        [*found] = lifetime.worths(crm, 1, contact_id=contact.id).first
        if not found:
            return Reply(f"{contact.name} has not bought anything yet.", [ref])
        seen = outlook.of(crm, contact)
        sure = f" This is {seen.certainty}." if seen is not None and found[0].ahead is not None else ""
        purchases = f"{found[0].orders} sale{'' if found[0].orders == 1 else 's'}"
        return Reply(f"{contact.name}, {purchases}: {report_words.worth(found[0])}.{sure}", [ref])


class StockValue(Intent):
    """What the inventory is worth."""

    phrases = (
        "(inventory|stock) (value|worth|valuation|total) [now|right now|today|total|report|how much]",
        "value [of] [the|our|my|all] (inventory|stock|everything in stock|stock on hand)",
    )
    examples = {"what's our inventory worth": {}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import analytics

        value = analytics.stock_value(crm)
        text = (
            f"{number(value.works)} work{'' if value.works == 1 else 's'} and {number(value.goods)} goods,"
            f" {value.asking} at asking prices."
            f"{report_words.MORE if value.works + value.goods else ''}"
        )
        if value.consigned:
            text += f" {value.consigned} of it is on consignment."
        if crm.may(Permission.PROFIT) and value.own_cost:
            text += f"\nWhat is ours cost {value.own_cost}, as far as noted."
        if value.unpriced:
            text += (
                f"\n{number(value.unpriced)} have no price in {crm.settings.currency} and are not counted."
            )
        there = dump(registry["list_items"](status="available"))
        return report_charts.add_stock(crm, Reply(text, more=there if value.works + value.goods else None))


class DailySummary(Intent):
    """How the day went."""

    when: date | None = slot("when", past=True)

    phrases = ()
    examples = {"how are we doing": {}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import analytics, summaries

        day = self.when or crm.today()
        lines = summaries.of_day(crm, day)
        listed = bool(analytics.sales(crm, day, day)) and crm.may(Permission.SALES_READ)
        first = f"{report_words.days(crm, day, day)}: {lines[0]}.{report_words.MORE if listed else ''}"
        text = first + "".join(f"\n{line}." for line in lines[1:])
        reply = Reply(text, more=_orders_of(day, day) if listed else None)
        return report_charts.add_days(crm, reply, day)


class ExportData(Intent):
    """Export contacts, items, orders or messages to a file."""

    what: str = slot("export_what", required=True, ask="Contacts, items, orders or messages?")
    format: str | None = slot("export_format")
    period: Period | None = slot("period")

    phrases = (
        "{what} export [[to|as|in] [a|an] {format};[for|of] {period}]",
        "export {period} {what} [to|as|in] [{format}]",
    )
    examples = {"export contacts to excel": {"what": "contacts", "format": "xlsx"}}
    effect = Effect.CONFIRM
    needs = Permission.EXPORT
    step_up = True
    undoable = False

    def preview(self, crm: Crm) -> str:
        form = "an Excel file" if self.format == "xlsx" else "a CSV file"
        days = f" of {report_words.days(crm, self.period.start, self.period.end)}" if self.period else ""
        return f"Export all {self.what}{days} to {form}? The admins are told."

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.transfer import downloads, exports

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        form, many = self.format or "csv", exports.count(crm, self.what, start, end)
        if many > downloads.AT_ONCE:
            downloads.begin(crm, self.what, form, start, end)
            return Reply(
                f"I'm writing {number(many)} rows of {self.what}; the link comes when they are done."
            )
        count, link = downloads.export(crm, self.what, form, start, end)
        return Reply(f"{number(count)} rows of {self.what}, to be fetched within a day:\n{link}")


class ImportData(Intent):
    """Take in a file of contacts, items or past sales that you sent."""

    what: str | None = slot("export_what")
    file: str | None = slot("text")
    columns: str | None = slot("text")

    phrases = (
        "(import|load) [the|this|that|my|our|it|all] [file|spreadsheet|csv|excel|table|sheet] [as|of|with|from] {what}"
        " [file|spreadsheet|csv|excel|table|sheet]",
        "(import|load) (the|this|that|my) (file|spreadsheet|csv|excel file|table|sheet)",
    )
    examples = {"import the spreadsheet": {}, "import it as contacts": {"what": "contacts"}}
    effect = Effect.CONFIRM
    needs = Permission.IMPORT

    def _found(self, crm: Crm) -> Proposal:
        from crm_core.errors import Refused
        from crm_core.services.transfer import proposal
        from crm_core.services.transfer.chosen import Chosen

        if self.what == "messages":
            raise Refused(why="I can import contacts, items and past sales, but no messages.")
        kind = "sales" if self.what == "orders" else self.what
        return proposal.read(crm, self.file, kind, Chosen.of(self.columns) if self.columns else None)

    def bound(self, crm: Crm) -> dict[str, str]:
        """The very file and columns that were shown: another one may have come when OK does."""
        return self._settled(self._found(crm))

    def _settled(self, found: Proposal) -> dict[str, str]:
        kind = "orders" if found.plan.kind == "sales" else found.plan.kind
        return {"what": kind, "file": str(found.file), "columns": found.settled().to_text()}

    def corrected(self, crm: Crm, said: str) -> dict[str, str] | None:
        """ "artist is column 3": the same import, read as that."""
        from crm_core.services.transfer import corrections, proposal

        if not corrections.may_be(said):
            return None
        changed = proposal.corrected(crm, self._found(crm), said)
        return None if changed is None else self._settled(changed)

    def preview(self, crm: Crm) -> str:
        from crm_core.services.transfer import proposal

        return proposal.words(crm, self._found(crm))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.transfer import imports

        found = self._found(crm)
        job = imports.begin(crm, found.plan, found.file.key, found.file.name, total=found.total)
        if crm.action:
            crm.action.summary = f"Import {job.id}: {found.file.name}"
        return Reply(
            f"Importing {found.rows} of {found.file.name}. I'll say how it goes. UNDO takes all of it back."
        )


class Activity(Intent):
    """Who changed what."""

    user: User | None = slot("user")
    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = ()
    examples = {
        "what did Sam change today": {"user": "Sam", "period": {"from": "2026-11-20", "to": "2026-11-20"}}
    }
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from dataclasses import replace

        from crm_core.services import activity, troubles
        from intents.pages import page

        first, last = (self.period.start, self.period.end) if self.period else (None, None)
        found = activity.activity(
            crm, user=self.user, item=self.item, contact=self.contact, first=first, last=last,
            before=self.page, limit=9,
        )  # fmt: skip
        about_all = not (self.user or self.item or self.contact or self.page)
        wrong = troubles.troubles(crm, first, last, limit=4) if about_all else []
        trouble = (
            "\n".join(["What went wrong:", *(troubles.line(crm, each) for each in wrong)]) if wrong else ""
        )
        if not found:
            return Reply(trouble or "Nothing was changed" + (" then." if self.period else " lately."))
        some = found[:8]
        after = some[-1].action.id if len(found) > 8 else None
        lines = [activity.line(crm, entry) for entry in some]
        refs = [Ref("action", entry.action.id, entry.text) for entry in some]
        reply = page(self, "UNDO and a number takes one back:", lines, refs, after)
        return replace(reply, text=f"{reply.text}\n{trouble}") if trouble else reply


class ConvertPrice(Intent):
    """An amount in another currency."""

    price: Money = slot("money", required=True, ask="What amount?")
    to: str = slot("currency", required=True, ask="Into which currency?")

    phrases = ("{price} , in {to}", "(convert) {price} {to}")
    examples = {"what's 12000 sek in usd": {"price": {"amount": "12000.00", "currency": "SEK"}, "to": "USD"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core import times
        from crm_core.services import rates

        worth, day = rates.convert(self.price, self.to, crm.today())
        return Reply(f"{self.price} is {worth} (ECB rate of {times.day(crm, day)}).")
