"""Reports: sales, customers, stock value, exports, who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import forecast_words, report_charts, report_words
from intents.base import Effect, Intent, Ref, Reply, slot
from intents.pages import page, plain_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, User
    from crm_core.money import Money
    from crm_core.services.analytics import Slice
    from intents.slots.period import Period


def _span(crm: Crm, period: Period | None) -> tuple[date, date]:
    """The days asked about; this month so far where none were said."""
    today = crm.today()
    return (period.start, period.end) if period else (today.replace(day=1), today)


class SalesReport(Intent):
    """How much was sold."""

    period: Period | None = slot("period")
    measure: str | None = slot("measure")
    by: str | None = slot("by")

    phrases = (
        "how (much|many|many pieces|many works|many items|many watches|much money|much "
        "business|well|much revenue|much turnover|many things) (did|have|do|has|are|was) (we|i|the "
        "gallery|the shop) [sell|sold|make|made|take|taken|earn|earned|do|turn over|turned "
        "over|bring in|take in|taken in|taken|sell for|sell in total|brought "
        "in|done|bring|turnover|selling|sell in] [sell|in|in sales|in total|in revenue|so far|on "
        "sales|from sales|on|money|altogether|stuff] [{period}]",
        "how much we (sell|sold|make|made|earn) [in total] [{period}]",
        "how many "
        "{_=(pieces|works|items|watches|paintings|mugs|things|sales|units|prints|pots|sculptures|photographs)} "
        "(did|have|were|was|do|are) [we|i] (sell|sold|made|make|done|do) [in total] [{period}] "
        "{measure:count}",
        "(what|how much) (did|have|do|was|were|are|is|have we) [we|i|our|the] "
        "[sell|sold|make|made|sales|take|taken|earn|earned|revenue|turnover|total sales|do|take "
        "in|in] [sales|in sales|in revenue|so far|in total|in] [{period}]",
        "(whats|what was|what is|what were|what are|how was|how were|hows|how is|how are|how much "
        "was|how much is|how much were|how big was) [our|the|my] [total|gross|overall] "
        "(sales|revenue|turnover|takings|income|sales total|sales figures|business|total "
        "sales|sales numbers|sales volume|total) [like|for|in|look like|looking|doing|going|so "
        "far|of] [{period}]",
        "(whats|what was|what is|what were|what are|how was|how were|hows|how much|how much is|how "
        "much was|how is) [our|the|my|did we make in|do we make in] [total|gross|net] "
        "(profit|margin|margins|profits|earnings|gross profit|net profit) [for|in|so far|did we "
        "make|do we make|have we made|like|on sales] [{period}] {measure:profit}",
        "how much profit (did|have|do) we (make|made|earn|earned) [{period}] {measure:profit}",
        "(how profitable|how much profit) (were we|are we|was it|did we make|have we been|have we "
        "made) [{period}] {measure:profit}",
        "[<show>|<whats>|run|make|pull|generate|create|do|prepare|i need|need|print] [me] "
        "[the|a|our|my|total|all|all the|all our] [total|overall] "
        "[sales|{measure}|sale|revenue|turnover|income|takings] "
        "[report|figures|numbers|summary|stats|breakdown|overview|split|totals|broken "
        "down|total|results|data|statistics|analysis|per|performance] [of|for] [{measure}] "
        "(by|per|split by|grouped by|for each|each|for every|broken down by|sorted by|broken out "
        "by|breakdown by|on) {by} [<in_period2>]",
        "[<show>|<whats>|run|make|pull|generate|create|do|prepare|i need|need|print] [me] "
        "[the|a|our|my|total] [total|overall] (sales|revenue|turnover|takings|income|sales "
        "report|sales figures|sales numbers|sales summary|report|sales stats|sales "
        "overview|revenue report|figures|numbers|sales total|sales results|total sales|revenue "
        "figures|turnover report|sales statistics|sales recap|sales data|sale report|recap of "
        "sales|income report|totals|selling report) (report|figures|numbers|for|in|during|so "
        "far|from|of|on|,|-|:) [<in_period2>]",
        "[<show>|<whats>|run|make|pull|generate|create|do|prepare|i need|need|print] [me] "
        "[the|a|our|my] [total|overall] (sales|revenue|turnover|takings|income|sales report|sales "
        "figures|sales numbers|sales summary|sales stats|sales overview|revenue report|sales "
        "total|sales results|total sales|revenue figures|turnover report|sales statistics|sale "
        "report) [<in_period2>]",
        "[<show>|<whats>|run|make|pull|generate|create|do] [me] [the|a|our|my] "
        "(profit|margin|profits|margins|profit report|profit figures|profit and loss|earnings|p "
        "and l|gross profit|net profit) [report|figures|for|in|so far] [<in_period2>] "
        "{measure:profit}",
        "[<show>|<whats>|run|make|pull|do] [me] [the|a|our] (profit|margin|profits|margins|profit "
        "report|earnings) [report|figures] (by|per|for each|split by|broken down by) {by} "
        "[<in_period2>] {measure:profit}",
        "{period} (sales|revenue|turnover|figures|sales report|sales figures|numbers|takings|sales "
        "numbers|sales total|sales so far)",
        "{period} (profit|margin|profits) {measure:profit}",
        "{period} sales (by|per) {by}",
        "(which|what) {by} (sold|sells|sell|did we sell|made|brought in|is selling|are "
        "selling|earned|performed|did|brings in|make) [best|the best|the most|most|well|better|how "
        "much|the most money|most of] [<in_period2>]",
        "(who|which artist|which maker|what artist) (is|was|are|were) [our] [the] (best "
        "selling|top selling|bestselling|best-selling|strongest|top) "
        "(artist|maker|brand|artists|makers|brands) [<in_period2>] {by:maker}",
        "(whats|what is|what are|which are|what were|what was) [our|the] (best selling|top "
        "selling|bestselling|best-selling|top|most sold) "
        "(items|item|products|product|pieces|works|things|sellers|seller) [<in_period2>] {by:item}",
        "(best sellers|bestsellers|best selling items|top sellers|top items|best selling "
        "products|top products|bestselling items|top selling items) [<in_period2>] {by:item}",
        "(top artists|best selling artists|top makers|bestselling artists|top brands|top selling "
        "artists) [<in_period2>] {by:maker}",
        "what sold [well|best|the most|most] [<in_period2>] {by:item}",
        "(what|which pieces|which works|which items|which watches) (did we sell|have we "
        "sold|sold|were sold|got sold|did i sell|we sold) [<in_period2>]",
        "(list|show|show me) [all|all the|our] sales [<in_period2>]",
        "(what|how much|how many|how|hows) [did|have|was|were|is|are|much|has|do|s] "
        "[we|the|our|i|business|much] [gallery|shop|been|total|overall] "
        "(sell|sold|make|made|take|taken|took|earn|earned|flog|flogged|shift|shifted|move|moved|turn "
        "over|turned over|bring in|brought in|bank|banked|ring up|rung up|do|rake in|pull "
        "in|turnover|revenue|sales|takings) [in|so far|for|during|total|all up|altogether|in "
        "total|in sales|in revenue|worth|overall] [{period}]",
        "(sales|revenue|turnover|takings|income|profit|figures) [so far] {period} [please|by {by}|per {by}]",
        "(sales|revenue|turnover|takings|income) (by|per|split by|for each|for every|broken down "
        "by|sorted by|grouped by) {by} [<in_period2>]",
        "(profit|margin|profits|margins) (by|per|split by|for each) {by} [<in_period2>] {measure:profit}",
        "(break|split|group) [down|out|up] [the|our] (sales|revenue|turnover|figures|numbers) "
        "[<in_period2>] by {by} [<in_period2>]",
        "(break|split|group) [down|out|up] [the|our] (profit|margin|profits) [<in_period2>] by "
        "{by} [<in_period2>] {measure:profit}",
        "(units|pieces|number of sales|number of items) [sold] (by|per) {by} [<in_period2>] {measure:count}",
        "(which|what) {by} (did|does|do|has|have|is|are|sells|sell|sold|brings|made|earns) "
        "[sell|sold|done|doing|selling|bring|earn|make|us] [the|in|us] [best|most|well|the "
        "best|the most] [<in_period2>]",
        "(how did|how do|how are|how were|hows) [the|our] (sales|numbers|figures|takings|revenue) "
        "[look|go|doing|looking|do|going|been] [like] [<in_period2>]",
        "(compare|comparison of) [the|our] sales (by|per|of) {by} [<in_period2>]",
        "? [!(sales|revenue|turnover|takings|income|sold|sell|sales "
        "figures|earnings);!{period};!(what|how "
        "much|how|show|whats|report|total|give|much|figures|were|did|our|total|hows|numbers|compare|like)]",
        "? [!(profit|margin|margins|profits);{period};!(what|how "
        "much|how|show|whats|report|much|were|did|our|total);{measure:profit}]",
        "? [!(sales|revenue|turnover|sold|sell|takings);!(by|per|for each|split by|broken down by) "
        "{by};{period}]",
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

        start, end = _span(crm, self.period)
        days = report_words.days(crm, start, end)
        if self.by:
            return self._by(crm, start, end, days)
        text = f"{days}: {report_words.total(analytics.sales(crm, start, end), self.measure)}."
        earlier = report_words.before(start, end)
        compared = analytics.sales(crm, *earlier)
        if compared:
            text += f"\n{report_words.days(crm, *earlier)}: {report_words.total(compared, self.measure)}."
        return Reply(text)

    def _by(self, crm: Crm, start: date, end: date, days: str) -> Reply:
        from crm_core.services import analytics

        found = analytics.sales_by(crm, self.by or "maker", start, end, self.measure or "revenue")
        if not found:
            return Reply(f"{days}: nothing sold.")
        first = (self.page or {}).get("start", 0)
        part = found[first : first + 8]
        after = {"start": first + 8} if len(found) > first + 8 else None
        kind = self.by if self.by in ("item", "contact") else None
        refs = [Ref(kind, each.id, each.label) for each in part if each.id] if kind else []
        lines = [report_words.slice_line(each, self.measure) for each in part]
        head, left = "" if first else f"{days}:", len(found) - first - 8
        # Numbers must stand for what is printed beside them.
        numbered = len(refs) == len(part)
        reply = (
            page(self, head, lines, refs, after, left)
            if numbered
            else plain_page(self, head, lines, after, left)
        )
        if first:
            return reply
        title = f"{(self.measure or 'revenue').capitalize()} by {self.by}, {days}"
        return report_charts.add_slices(crm, reply, title, found, self.measure, self.by or "maker")


class TopContacts(Intent):
    """The best customers."""

    period: Period | None = slot("period")

    phrases = (
        "(who|whos|who are|which <clients>|what <clients>|whore|who is|who were|who was) "
        "[are|is|were|was|have been] [our|the|my] [are] [top|best|biggest|most|our best|the "
        "best|our top|our biggest|the biggest] [{_@int}] "
        "[loyal|valuable|spending|important|active] <clients> [by spend|by revenue|by sales|with "
        "us] [<in_period2>]",
        "(who|whos|which <clients>|which client|what <clients>) "
        "(spends|spent|spend|spending|buys|bought|has spent|has bought|is spending|have spent|have "
        "bought|is buying|are spending|brought in|brought|gave us|brings in|buy|paid|pays) "
        "[us|with us] [the] [most|highest|the most|biggest|top|largest] [money|with us|from "
        "us|with the gallery|here|in our gallery|business|at our gallery|w us|on art|cash|amount] "
        "[<in_period2>]",
        "(who|whos|which <clients>) (spends|spent|buys|bought|spending|is spending|has "
        "spent|spend|buy|has bought) (the most|most) (with us|from us|here|money|money with us|in "
        "the gallery|at the gallery|in our shop|in our gallery) [<in_period2>]",
        "[<show>|list|rank|name] [me] [our|the|my|all|all our] (top|best|biggest|most loyal|most "
        "valuable|highest spending|top spending|most important|largest|strongest|top five|top "
        "ten|biggest spending) [{_@int}] <clients> [by spend|by revenue|by sales|by "
        "spending|ever|of all time|overall] [<in_period2>]",
        "(rank|ranking of) [our|the|all|my] <clients> [by] [spend|revenue|sales|spending|sales "
        "volume|amount spent|total spend] [<in_period2>]",
        "(top|best|biggest) (spenders|buyers|clients|customers|collectors|contacts|spender) [list] "
        "[<in_period2>]",
        "[<show>] [me] [our|the|my] (big|biggest|top) spenders [<in_period2>]",
        "top {_@int} (clients|customers|collectors|buyers|spenders|contacts) [<in_period2>]",
        "(who|which|whos) [of our|are|were|is|was|clients|customers|have been|has "
        "been|has|our|the|my] [our|the|my] [best|top|biggest|most loyal|most valuable|highest "
        "spending|star|largest|number one|main|key] "
        "(clients|customers|collectors|buyers|spenders|contacts|client|customer|collector|buyer|spender|patrons) "
        "[so far|ever|by spend|with us|overall] [<in_period2>]",
        "(who|which <clients>|whos) [has|have|s|is|did|d] "
        "[been|spent|bought|dropped|splashed|splurged|spending|buying|spend|buy|forked|shelled] "
        "[out|spending|buying] [the] (most|biggest|top) [money|cash|dosh|with us|here|on "
        "us|dough|bucks] [<in_period2>]",
        "(rank|sort|order|list) [our|the|all] <clients> by "
        "(spend|spending|revenue|sales|value|what they spent|how much they spent|how much they "
        "spend|purchases|money spent) [<in_period2>]",
        "(vip|vips|big fish|whales|heavy hitters|high rollers|big hitters|our whales|our big "
        "spenders|biggest spenders|top buyers|best buyers|top ten clients|top ten customers|top "
        "ten collectors) [list] [<in_period2>]",
        "? [!(best|top|biggest|most|highest|greatest|most "
        "valuable);!(clients|customers|collectors|buyers|spenders|spent|spending|buys|spends|bought|spend|client|customer|buyer|spender|contacts);!(who|whos|which|list|show|our|my|the);{period}]",
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
        found = [each for each in analytics.sales_by(crm, "contact", start, end) if each.id]
        days = report_words.days(crm, start, end)
        if not found:
            return Reply(f"{days}: nobody bought anything under their name.")
        first = (self.page or {}).get("start", 0)
        part = found[first : first + 8]
        after = {"start": first + 8} if len(found) > first + 8 else None
        refs = [Ref("contact", each.id or 0, each.label) for each in part]
        lines = self._lines(crm, part)
        reply = page(self, "" if first else f"{days}:", lines, refs, after, len(found) - first - 8)
        if first:
            return reply
        return report_charts.add_slices(crm, reply, f"Best customers, {days}", found, None, "contact")

    def _lines(self, crm: Crm, part: Sequence[Slice]) -> list[str]:
        """What each spent, and whether more is to be expected."""
        from crm_core.services.predict import outlook

        seen = outlook.chances(crm, [each.id for each in part if each.id])
        ahead = {who: f", {forecast_words.percent(year)} likely within a year" for who, year in seen.items()}
        return [report_words.slice_line(each, None) + ahead.get(each.id or 0, "") for each in part]


class StockValue(Intent):
    """What the inventory is worth."""

    phrases = (
        "<whats> [the|our|my|all|all of|all the|the total|total|all our] "
        "[total|current|whole|entire] (inventory|stock|stock value|inventory value|value of our "
        "stock|value of the stock|value of our inventory|value of the inventory|inventory "
        "worth|value of stock|value of inventory|stuff|holdings|value of everything|value of all "
        "we have|collection|stock on hand|value of everything in stock|value of what we have|total "
        "stock value|total inventory value|value of our holdings|value of what we have in "
        "stock|stockroom|everything|everything we have|valuation of our stock|valuation of the "
        "stock|valuation of the inventory|valuation of our inventory|stock worth|value of goods in "
        "stock|value of stock on hand|all this|gallery stock|warehouse) [worth|value|valued "
        "at|total|valuation|in stock|add up to|sitting at] [now|right now|at the moment|today|in "
        "total|currently|altogether|all together|these days|at cost|at retail]",
        "(how much|what) (is|are|s|does|do|we have) [the|our|my|all|all the|all our|the "
        "total|total] (inventory|stock|stuff|holdings|everything in stock|everything we have|whole "
        "inventory|entire inventory|stock on hand|everything|whole stock|entire "
        "stock|collection|things we have in stock|current stock|current inventory|all of our "
        "stock|works in stock|all works|our works) [come to|add up to|amount to|sum up to|in "
        "stock] [worth|valued at|value] [now|right now|in total|at the "
        "moment|today|altogether|currently|these days|all together]",
        "how much (money|value|capital|stock|inventory) (do we have|is|have we|is tied up|is "
        "sitting|have we got|we have|is bound) [in|tied up|sitting|invested|bound|locked] [in] "
        "[stock|inventory|our stock|our inventory|the stock|the inventory|tied up in "
        "stock|value|on hand|the gallery|our warehouse|works] [right now|now]",
        "[<show>] [me] [the|our|my|current|total|a|an] [current|total] (inventory value|stock "
        "value|inventory valuation|stock valuation|value of stock|value of the stock|value of our "
        "stock|valuation|value of inventory|value of the inventory|worth of inventory|worth of our "
        "inventory|value of our inventory|worth of the stock|worth of stock|inventory worth|total "
        "value of stock|total value of inventory|stock worth|valuation report|total worth) [right "
        "now|today|now|report|please]",
        "(inventory|stock) (value|worth|valuation|total) [now|right now|today|total|report|how much]",
        "value [of] [the|our|my|all] (inventory|stock|everything in stock|stock on hand)",
        "(what|how much|whats) [money|value|cash|dosh|capital|worth|is|are|of|do|would|s|dough] "
        "[is|are|do|does|the|all|our|we|of] [our|the|whole|total|all|have|got|we] "
        "[have|got|of|the|is] "
        "[stock|inventory|holdings|everything|gallery|goods|stuff|pieces|works|tied "
        "up|sitting|sitting there|watches|merchandise|on the shelves|in the safe] [is|in|on|at|we "
        "have|that we have|in stock|tied up in|sitting in] "
        "[the|our|stock|inventory|shelves|shelf|warehouse|safe] (worth|valued|valued "
        "at|value|stock|inventory|shelves|shelf|warehouse|safe|come to|amount to|add up "
        "to|altogether|in total|all up|total) [all up|now|in total|today|at the moment|right "
        "now|altogether|at cost|at retail]",
        "(total|current|overall|present|full) (worth|value|valuation) of [the|our|all|all our] "
        "(stock|inventory|holdings|goods|everything|stock on "
        "hand|works|pieces|collection|merchandise)",
        "(value|valuation|worth) (of|for) [the|our|all|all the] "
        "(stock|inventory|holdings|goods|works|stock on hand|merchandise|watches)",
        "? [!(worth|value|valued|valuation|much|dosh|money|capital|cash|tied "
        "up);!(stock|inventory|shelves|warehouse|holdings|tied up|shelf|stockroom|everything in "
        "stock|stock on hand);!(how much|what|whats|much|total|current|value|our|give|show)]",
    )
    examples = {"what's our inventory worth": {}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.access import Permission
        from crm_core.services import analytics

        value = analytics.stock_value(crm)
        text = f"{value.works:,} works and {value.goods:,} goods, {value.asking} at asking prices."
        if value.consigned:
            text += f" {value.consigned} of it is on consignment."
        if crm.may(Permission.PROFIT) and value.own_cost:
            text += f"\nWhat is ours cost {value.own_cost}, as far as noted."
        if value.unpriced:
            text += f"\n{value.unpriced:,} have no price in {crm.settings.currency} and are not counted."
        return report_charts.add_stock(crm, Reply(text))


class DailySummary(Intent):
    """How the day went."""

    when: date | None = slot("when", past=True)

    phrases = (
        "(how|hows) (are|is|did|was|were|s|has|do) (we|it|business|things|the day|the gallery|the "
        "shop|today|everything|our day|my day) [doing|going|do|look|looking|been|go|been "
        "going|gone] [so far|overall|in general|at the gallery|lately] [{when@day}]",
        "(hows|how is|how was|how did) [the] (business|it|day|everything|shop|gallery) "
        "[going|doing|go|looking|so far|look] [so far] [{when@day}]",
        "(hows|how is|how was|how did|how were) {when@day} [going|looking|go|been|so "
        "far|look|doing] [for us|so far]",
        "[<show>|run|i need|need|make|whats|what is] [me|us] [the|a|my|our] [daily|short|quick|end "
        "of day|day|morning|evening|brief|full] (summary|daily "
        "summary|recap|overview|roundup|rundown|briefing|brief|wrap up|digest|status|report|daily "
        "report|day report|update|numbers|snapshot|wrap-up|summary of the day|run "
        "down|run-down|daily numbers|daily brief|quick summary|day summary|morning "
        "report|wrapup|daily overview|daily recap|daily digest|debrief|round "
        "up|picture|day|lowdown|low down) [for|of|on|from] [{when@day}]",
        "[<show>|run|i need|need] [me|us] {when@day} "
        "(summary|recap|overview|roundup|rundown|briefing|numbers|report|figures|daily "
        "summary|wrap up)",
        "(summary|daily summary|recap|overview|briefing|status|status update|daily "
        "report|digest|todays summary|day summary|morning briefing|rundown|daily recap|daily "
        "digest|quick summary|summarize the day|sum up the day|brief me|wrap up the day|summarise "
        "the day|fill me in on the day|give me the rundown|recap the day) [for|of|on] [{when@day}]",
        "(summarize|summarise|recap|sum up|wrap up|brief me on|sum up for me) [the day|for me|how "
        "we did|how we are doing] [{when@day}]",
        "(whats|what) (happened|going on|up|happening|went on|has happened) [at the gallery|in the "
        "gallery|in the shop|at the shop|so far|with us|here] [{when@day}]",
        "(how|hows|howd) [did|are|is|was|do|we|things|d|has|have|were] [we|things|it|business|the "
        "day|today|everything|the gallery|the shop|trade|day|our day] "
        "[do|go|doing|going|gone|been|look|looking|travelling|tracking|faring|get on|getting "
        "on|shaping up|coming along|trading] [so far|today|overall|lately|at the moment|in "
        "general] [{when@day}]",
        "(give|send|show|get|run|text|tell|fill|bring|catch) [me|us] [in|up|through] "
        "[on|with|the|a|my|todays|our] [the] "
        "(summary|recap|overview|rundown|roundup|digest|briefing|brief|report|numbers|highlights|lowdown|day|news "
        "of the day|days numbers|daily|snapshot|state of play|state of things|what happened|day so "
        "far) [of|for|on] [the day|today|things|what happened] [{when@day}]",
        "(daily|day|todays|end of day|eod|morning|evening) "
        "(summary|recap|overview|rundown|digest|briefing|report|numbers|update|wrap|roundup|brief|snapshot)",
        "(whats|what is) the (state of play|state of things|lay of the "
        "land|score|damage|picture|situation) [today|{when@day}]",
        "? [!(summary|recap|overview|rundown|digest|briefing|snapshot|wrap up|roundup|run "
        "down|debrief|lowdown);!(day|today|todays|daily|business|yesterday|yesterdays|morning|gallery|quick|give|short|week);{when@day}]",
        "? [!(how|hows);!(going|doing|business|we do|day go|day going|things|trade|day);{when@day}]",
    )
    examples = {"how are we doing": {}}
    effect = Effect.READ
    needs = Permission.REPORTS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import summaries

        day = self.when or crm.today()
        lines = summaries.of_day(crm, day)
        text = f"{report_words.days(crm, day, day)}: {lines[0]}." + "".join(
            f"\n{line}." for line in lines[1:]
        )
        return report_charts.add_days(crm, Reply(text), day)


class ExportData(Intent):
    """Export contacts, items, orders or messages to a file."""

    what: str = slot("export_what", required=True, ask="Contacts, items, orders or messages?")
    format: str | None = slot("export_format")
    period: Period | None = slot("period")

    phrases = (
        "(export|download|dump|backup|back up|extract|get an export of|make an export of|do an "
        "export of|create an export of|give me an export of|send me an export of|i need an export "
        "of|run an export of|pull an export of|i want an export of|save|get) [me] [the|all|all "
        "the|all our|our|my|a list of|complete|entire|full|whole|a|every|the complete|the full|the "
        "whole|the entire] [complete|full] {what} [list|database|data|table|records|file|history] "
        "[[to|as|in|into|,|in a|as a|as an|to a|to an|for] {format} "
        "[file|format|sheet|please];[for|of] {period}]",
        "<show> [me|us] [the|all|all the|all our|our|my|a|complete|entire|full|the complete|the "
        "full|the whole|the entire|an] [complete|full] {what} "
        "[list|database|data|table|export|history] [[for|of] {period}] (as|in|to|into) [a|an|the] "
        "{format} [file|format|sheet]",
        "[the] [complete|full|entire|whole] {what} [list|export|data] (as|in|to) [a|an] {format} "
        "[file|format|sheet] [[for|of] {period}]",
        "{format} [export|file|sheet|list] (of|with|for) [the|all|all the|all our|our|my] {what} "
        "[list|data] [[for|of] {period}]",
        "<show> [me|us] [a|an] {format} [export|file|sheet|list|version] (of|with|for) "
        "[the|all|all the|all our|our|my] {what} [list|data|database] [[for|of] {period}]",
        "(make|create|generate|prepare|produce|build|i need|need|send|put together|run) [me|us] "
        "[a|an] {format} [export|file|sheet|list] (of|with|for|from) [the|all|all the|all "
        "our|our|my] {what} [list|data|database] [[for|of] {period}]",
        "{what} export [[to|as|in] [a|an] {format};[for|of] {period}]",
        "(put|turn|convert|save|write) [the|all|all the|all our|our|my] {what} [list|data] "
        "(in|into|to|as) [a|an] {format} [file|sheet] [[for|of] {period}]",
        "export {period} {what} [to|as|in] [{format}]",
        "(i|we) (need|want|would like|d like|require|must have) [to] "
        "[export|download|have|get|a|an|the|all|all the|all our|our] "
        "[export|download|dump|copy|file|list|spreadsheet|excel|csv] [of|with] [all|the|our|all "
        "the|all our|my] {what} [list|data|table|export] [as|in|to|into|for] [a|an] [{format}] "
        "[file|format|sheet] [for|of|from] [{period}]",
        "(dump|pull|get|give|send|download|extract|spit "
        "out|produce|generate|make|export|save|output) [me|out|us] [the|all|our|all the|all "
        "our|my|a list of|an export of|a file of|a file with|full|complete|every|whole] "
        "[full|complete|entire|whole] {what} [list|data|table|database|file] (as|in|to|into|in "
        "a|as a|as an|to a|to an) [a|an] {format} [file|format|sheet|please] [for|of|from] "
        "[{period}]",
        "{what} (as|in|to|into) [a|an] {format} [file|format|sheet] [please|export] [for|of|from] [{period}]",
        "{format} of [all|the|our|all the|all our|my] {what} [please|export] [for|of|from] [{period}]",
        "? "
        "[!(export|download|spreadsheet|excel|csv|xlsx|dump|extract|file);!{what};(as|in|to|into|an|a) "
        "{format};{period}]",
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
        from crm_core.services.transfer import downloads

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        count, link = downloads.export(crm, self.what, self.format or "csv", start, end)
        return Reply(f"{count:,} rows of {self.what}, to be fetched within a day:\n{link}")


class Activity(Intent):
    """Who changed what."""

    user: User | None = slot("user")
    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = (
        "(what|which things|what all) (did|has|have|was|is) {user} "
        "(change|changed|do|done|edit|edited|update|updated|touch|touched|been doing|been up "
        "to|doing|delete|deleted|add|added|modify|modified|been changing|work on|worked "
        "on|enter|entered|make|sell and change) [anything|in the system|so far|in the "
        "catalog|here] [{period}]",
        "(what|which things) {user} (did|changed|do|change|has done|has changed|has been doing) "
        "[in the system] [{period}]",
        "who (changed|edited|touched|updated|modified|moved|deleted|priced|set|has changed|has "
        "edited|did change|altered|made changes to|worked on|added|archived|sold|released|has "
        "touched|last changed|last edited|put in|last touched|messed with|renamed|repriced) [the] "
        "[price of|price on|details of|record of|entry of|price for|location of] {item} "
        "[last|record|price|entry] [{period}]",
        "(whats|what is|what was|what has been|what) [all] (changed|been changed|happened|happened "
        "to|been done|changed in|been happening with|happened with|been edited|been updated|got "
        "changed|was changed|was done) [with|to|on|in|about] {item} [{period}]",
        "[<show>] [me] [the|an|all] [complete|full] (activity|audit trail|history|log|audit "
        "log|change log|changes|changelog|activity log|edit history|change history|audit|audit "
        "history|trail|edits) (of|for|on|to|by|from) {item} [{period}]",
        "[<show>] [me] [the|all] (activity|log|audit log|change log|changes|activity log|audit "
        "trail|changelog|edits|recent activity|recent changes|latest changes|audit|history of "
        "changes|recent edits|action log|last changes|latest activity) [by] [{period}]",
        "[<show>] [me] [the|all] (activity|changes|edits|actions|activity log|recent "
        "activity|audit log|log) (of|by|from|for) {user} [{period}]",
        "[<show>] [me] {user's} (activity|changes|edits|actions|log|recent activity|recent "
        "changes|activity log|latest changes|work log) [{period}]",
        "(who|what) (did what|changed what|has been changed|was changed|changed|did everyone "
        "do|did the team do|did the team change|did we change|did people change|changes were "
        "made|happened in the system|has everyone been doing|have people changed|was done in the "
        "system) [in the system|in the catalog|here|on the system|in the database] [{period}]",
        "(who|what) (did|has been|was) [everyone|the team|everybody] (doing|up "
        "to|do|change|changing) [{period}]",
        "(what|which changes|what changes|what edits|what stuff) [did|has|have|was|were|s] {user} "
        "[made|make|do|done|change|changed|edit|edited|been|get|got|touch|touched|been doing|been "
        "up to|up to|work on|been working on|fiddle with|mess "
        "with|enter|entered|add|added|delete|deleted] [to|in|on|with] [the] "
        "[system|catalog|data|stock|prices|contacts] [so far|lately|recently] [{period}]",
        "(show|give|list|pull|get|let me see|see) [me|up] [the|all|a|all the|what] "
        "[log|history|trail|list|record] [of] (what|everything|all|changes|edits|activity|actions) "
        "[by|of|that|from] {user} (did|changed|has done|has changed|touched|made) [{period}]",
        "(who|whos|who has|whod) [been|has|did|was] [been] "
        "(touched|touching|changed|changing|edited|editing|altered|altering|fiddled|fiddling|messed|messing|tampered|tampering|moved|moving|updated|updating|played|playing|repriced|renamed|archived|deleted|removed) "
        "[with|around with|about with|anything on|anything in|the] [price of|price on|record "
        "of|record for|entry for|details of|details on] {item} [lately|recently] [{period}]",
        "(log|history|audit trail|change log|change history|activity|audit log|edits|changes) "
        "(for|of|on|to) {contact's} (record|file|profile|contact|entry|details) [{period}]",
        "? "
        "[!(changed|altered|edited|touched|modified|updated|changes|edits|fiddled|messed|change|tampered);!(who|whos|what);!{contact's};!(record|file|details|profile|contact|entry|data|info|number|address);{period}]",
        "? "
        "[!(changed|altered|edited|touched|modified|updated|changes|edits|fiddled|messed|change|tampered|moved|repriced);!(who|whos);!{item};{period}]",
        "? [!(changed|altered|edited|touched|modified|updated|changes|edits|change|do|done|been up "
        "to);!(what|whats|which);!{user};!{period}]",
        "who <has_did> (changed|altered|edited|touched|updated|modified|change|alter|edit|touch) "
        "[anything|something|things|stuff] (on|in|about) {contact's} "
        "(record|file|details|profile|contact|entry|data|info) [{period}]",
        "who <has_did> (changed|altered|edited|touched|updated|modified|change|alter|edit|touch) "
        "[anything|something|things|stuff] (on|in|about) {item} [{period}]",
    )
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

    phrases = (
        "(whats|what is|how much is|how much are|how much would|what "
        "would|convert|change|calculate|how much|whats the value of|what s|exchange|translate|what "
        "does|give me|tell me|what are|how many is|hows|turn|what) [about] {price} [be|worth|come "
        "to|make|is|are|equal|convert to|amount to|comes to|cost|work out] (in|to|into|as|=|make "
        "in|comes to in|worth in) [the|us|our] {to} [today|at todays rate|right "
        "now|currently|roughly|approximately|now|at the moment|please|these days|money]",
        "how many {to} (is|are|for|in|make|would be|does|do|equals|do i get for|do we get "
        "for|would) {price} [be|make|cost]",
        "{price} (in|to|into|as|=|is how much in|is how many|is what in|how much in|makes how much "
        "in|makes how many|equals how many) [the|us|our] {to} [please|how much|today|is how much]",
        "{price} , in {to}",
        "(convert) {price} {to}",
        "(whats|what is) [the] {to} (equivalent|value|price|amount) (of|for) {price}",
        "(what|how much|whats|hows) [would|is|does|s|will|are|do] {price} [be|work out|come|come "
        "out|translate|convert|work out at|come to|make|amount|equate] [to|at|as] (in|to|into) "
        "[proper|real|our|us|good old] {to} [today|now|right now|these days]",
        "{price} [is|makes|equals|would be|comes to|gives] (what|how much|how many|what amount) "
        "[in|of|into] {to}",
        "(convert|change|turn|switch|translate|exchange|put|give me|show me|calculate) {price} "
        "[over|across] (to|into|in|for|as) {to}",
        "{to} for {price}",
        "? [!{price};!(in|to|into) {to};!(what|how much|convert|whats|worth|much|change|exchange|equals)]",
    )
    examples = {"what's 12000 sek in usd": {"price": {"amount": "12000.00", "currency": "SEK"}, "to": "USD"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core import times
        from crm_core.services import rates

        worth, day = rates.convert(self.price, self.to, crm.today())
        return Reply(f"{self.price} is {worth} (ECB rate of {times.day(crm, day)}).")
