"""Orders: what was ordered, where it is, and how it comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import order_words, sale_words
from intents.base import Effect, Intent, Ref, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Item, Order
    from crm_core.money import Money
    from crm_core.services.order_changes import Changes
    from crm_core.services.sale_plan import Terms
    from intents.slots.period import Period


class CreateOrder(Intent):
    """Take an order."""

    items: list[str] = slot("line", many=True, required=True, ask="What is ordered, and how many?")
    contact: Contact | None = slot("contact")
    price: Money | None = slot("money", help="for all of it")
    discount: Money | Decimal | None = slot("discount")

    phrases = (
        "<place_order> {items} (for|to) {contact} <order_tail>",
        "<place_order> (for|from|by) {contact} [:|,|-|of|with] {items} <order_tail>",
        "<place_order> {contact's} [order] [:|,|-] {items} <order_tail>",
        "<place_order> [:|,|-|of] {items} [,|-] (for|to) {contact} <order_tail>",
        "{contact} (orders|ordered|wants to order|would like to order|is ordering|has ordered|just "
        "ordered|placed an order for|wants to place an order for|would like to place an order "
        "for|has placed an order for|just placed an order for|puts in an order for|put in an order "
        "for|order) {items} <order_tail>",
        "(order|new order|an order) [:|,|-] {contact} [:|,|-|wants|orders] {items} <order_tail>",
        "(new order|create order|create an order|make an order|an order|order for) [:|,|-] {items} "
        "<order_tail>",
        "{contact} : {items} , (order|new order)",
        "~0.4 order {items@counted} <order_tail>",
        "<place_order> {items} [its|it is|thats|going] (for|to) {contact} <order_tail>",
        "{contact} (is after|will take|takes|would like to have|requests|requested|asked us "
        "for|put in for|wants to order|placed an order of|called in an order for|phoned in an "
        "order for|has ordered|is ordering|just ordered) {items} <order_tail> [, (make|create|put "
        "in|write|start|open|place) (an|the) order]",
        "(put|jot|write|pop|stick) {contact} down for {items} <order_tail>",
        "(take|write|note) [down] an order [:|,|-] {items} (for|from) {contact} <order_tail>",
        "{contact} order [:|,|-] {items} <order_tail>",
        "(new order|order) {contact} [:|,|-] {items} <order_tail>",
        "(new order|order) [:|,|-] {items} , {contact} <order_tail>",
        "{contact} (wants|needs|would like|want|asked for) {items} , (make|place|create|write|put "
        "in|do|open|start|take) [the|an|it|her|his|their] [up] (order|order for it)",
        "{contact} (wants|needs|would like|want|asked for) {items} (make|place|create) [the|an] order",
        "? [!(order|ordered|orders);!{items};!(for|to) {contact}]",
    )
    examples = {
        "order 2 blue mugs and 1 plate for Eva": {"items": ["2 blue mugs", "1 plate"], "contact": "Eva"}
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE

    def _terms(self, crm: Crm) -> Terms:
        from crm_core.services.orders import read_line
        from crm_core.services.sale_plan import Terms

        wanted = [read_line(crm, said) for said in self.items]
        # An order is written down to be paid later, so "invoice": nothing is taken as paid.
        return Terms(wanted, self.contact, price=self.price, discount=self.discount, method="invoice")

    def subjects(self, crm: Crm) -> list[Ref]:
        return [*super().subjects(crm), *(Ref("item", item.id) for item, _ in self._terms(crm).wanted)]

    def preview(self, crm: Crm) -> str:
        from crm_core.services import sales

        return sale_words.preview(crm, sales.plan(crm, self._terms(crm)), "Order")

    def while_waiting(self, crm: Crm, approval: Approval) -> None:
        from crm_core.services import claims, sales

        for part in sales.plan(crm, self._terms(crm)).parts:
            if part.piece is not None:
                claims.block_for_approval(crm, part.piece, approval, self.contact)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments, sales

        order, made = sales.sell(crm, self._terms(crm))
        due = payments.due(crm, order)
        text = f"{order.label}: {sale_words.things(made)}, {due} due. UNDO takes it back."
        return Reply(text, [Ref("order", order.id, order.label)])


class FindOrder(Intent):
    """Where an order is."""

    order: Order | None = slot("order", ask="Which order, or whose?")
    contact: Contact | None = slot("contact")

    phrases = (
        "<wheres> [<order>] {order@order} [now|at|got to|right now|at now]",
        "<wheres> [my|the|our] <order> {order} [now|at|right now]",
        "<show> [me] [the] <order> {order} [again|details|now|status]",
        "[<whats>|<show>|any|<hows>] [me] [the] "
        "(status|news|progress|update|state|tracking|details|story|situation|info|delivery "
        "status|latest|updates|information) (of|on|for|with|about|from) [<order>] {order}",
        "(whats|what is) (happening|going on|up|the deal|new|the status|the matter) "
        "(with|on|about) [<order>] {order}",
        "(how is|hows) <order> {order} [doing|coming along|going|progressing]",
        "(has|did|is|was|when will|when does|when did|when is) <order> {order} "
        "[been|gone|be|already|going to] (shipped|ship|delivered|arrived|arrive|sent|go out|gone "
        "out|paid|paid for|left|leave|been delivered|delivered|on its way|ready|out|processed|be "
        "delivered|dispatched|ready to ship|done|complete|canceled) [yet|out|already|?]",
        "<order> {order} [status|details|please|where|info|tracking|where is it|where "
        "now|update|wheres it at|now where]",
        "status [of|on|for] [<order>] {order}",
        "track <order> {order}",
        "(what was|whats|what is|whats in|what is in|what did they order|whats on) [in|on] <order> {order}",
        "who (placed|made|is|ordered) <order> {order} [for]",
        "(did|has) <order> {order} (ship|shipped|go out|gone out|arrive|arrived|get delivered|been "
        "delivered|been shipped|been paid|been sent|left) [yet|already]",
        "[<show>|<wheres>|<whats>] [me] {contact's} [last|latest|recent|current|most recent|open] "
        "(order|package|parcel|delivery|shipment)",
        "<wheres> [the|an] (order|package|parcel|delivery|shipment) (for|of|from|to|by) {contact} [now|at]",
        "<show> [me] [the] [last|latest|recent] (order|package|parcel|shipment) "
        "(for|of|from|by|to) {contact}",
        "(status|whats the status|any news|news|update|any update|an update|whats happening|whats "
        "going on|whats up) (of|on|for|with|about) {contact's} [last|latest|recent] "
        "(order|package|parcel|delivery|shipment)",
        "(status|whats the status|any news|news|update|any update|whats happening|whats going "
        "on|whats up) (of|on|for|with|about) [the|an] (order|package|parcel|delivery|shipment) "
        "(for|of|from|to|by) {contact}",
        "(has|did|is|was) {contact's} (order|package|parcel|delivery|shipment) "
        "[been|gone|already|get] (shipped|ship|delivered|arrived|arrive|sent|go out|gone "
        "out|paid|left|on its way|ready|out|there) [yet|out|already]",
        "{contact} (order|order where|order status|package where|order where now)",
        "{contact's} order [status|please|where is it]",
        "order of {contact}",
        "the order (of|from|for|by) {contact}",
        "<wheres> {contact's} (stuff|things|mugs|piece|painting|watch|package)",
        "(pull|look|bring|call|dig) up [the] [<order>] {order}",
        "(can|could) [you|i] (tell me|see|check|find out) (about|where|on|the status of|whats up "
        "with|how) [<order>] {order} [is|are|now]",
        "(whats|what is) the (score|situation|deal|holdup|hold up|word|go) (with|on) [<order>] {order}",
        "(has|did) [<order>] {order@order} (gone|go|left|leave|ship|shipped|arrive|arrived|turn "
        "up|turned up|land|landed) [out|yet|already]",
        "(how far|how far along|where) (along|is|are) [we with|we on] <order> {order}",
        "(whats|what is) (happening|going on|up|the story|the status) (with|on) {contact's} "
        "(order|package|parcel|delivery|shipment)",
        "(whats|what) [did|has] {contact} (order|ordered)",
        "<wheres> {contact's} (order|package|parcel|delivery|shipment) [got to|at|up to|gone]",
        "? "
        "[!<order>;!{order};!(where|wheres|status|happening|update|news|up|there|arrived|shipped|tracking|delivered|track|eta|whats|hows|look|show|pull|find|check|details)]",
        "? "
        "[!(order|package|parcel|delivery|shipment);!{contact's};!(where|wheres|status|happening|update|news|arrived|shipped|tracking|delivered|track|eta|hows)]",
    )
    examples = {"where's order 1042": {"order": "1042"}, "Eva's order": {"contact": "Eva"}}
    effect = Effect.READ
    needs = Permission.SALES_READ
    one_of = ("order", "contact")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import orders

        who = self.order or self.contact
        assert who is not None  # one_of
        found = orders.get(crm, who)
        if not found:
            return Reply(f"{self.contact.name} has no order." if self.contact else "I know no such order.")
        refs = [Ref("order", order.id, order.label) for order in found]
        if len(found) == 1:
            return Reply(order_words.card(crm, found[0]), refs)
        return page(
            self, f"{len(found)} open orders:", [order_words.line(crm, order) for order in found], refs
        )


class ListOrders(Intent):
    """Orders by status, contact or time."""

    order_status: str | None = slot("order_status")
    contact: Contact | None = slot("contact")
    period: Period | None = slot("period")

    phrases = (
        "[<show>|<whats>] [me] [<any_all>] [the|our] {order_status} orders "
        "[<in_period>;(for|from|of|by) {contact}]",
        "[<show>] [me] [<any_all>] [the|our] orders [that|which|who] [are|is|were|have "
        "been|got|were all|we|have] [still|already|been|not yet] {order_status} [<in_period>]",
        "(which|what|how many) orders [are|is|were|have been|do we have|got|have we|did we|have] "
        "[still|already|been] {order_status} [<in_period>]",
        "(which|what|how many|any) orders [are|is|do|have|do we have|that|still|are there] "
        "[still|we|left|to be|that|we still|waiting|need|needs|i] [need to|have to|to|must|to "
        "be|need|for] (ship|be shipped|shipped|send|be sent|sent out|send out|go "
        "out|shipping|pack|be packed|packed|packing|to ship|to go out|fulfill|be fulfilled|shipped "
        "out|dispatch|be dispatched|fulfilling|get shipped|leave) [today|still|now|out] "
        "{order_status:processing}",
        "[<show>] [me] [<any_all>] [the] orders (to|ready to|waiting to|that need to|needing "
        "to|still to|for|ready for|waiting for|left to|due to) [be] "
        "(ship|shipped|shipping|send|sent|go out|pack|packing|dispatch|send out|be "
        "shipped|fulfill|pickup|leave) [today|now|still|out] {order_status:processing}",
        "(what|whats|which orders|which) [is|are|needs|need|do we|do i|must|should we|have "
        "we|we|has|have] [still|to|left to|need to|have to|got to|due to|must i|must we] (ship|to "
        "ship|shipping|be shipped|to send out|to pack|to be shipped|send out|pack) "
        "[today|now|still|out|this week] {order_status:processing}",
        "[<show>] [me] <any_all> (orders|the orders|our orders) [<in_period>;(for|from|of|by|to) {contact}]",
        "<show> [me] [the|our|recent|latest|last|todays|new] orders "
        "[<in_period>;(for|from|of|by|to) {contact}]",
        "(orders|list orders|all orders|order list|recent orders|latest orders|orders list) "
        "[<in_period>;(for|from|of|by|to) {contact}]",
        "(what|which|how many) orders (did|do|have|are) [we|i|there] "
        "(get|have|got|received|receive|take|taken|in|had|come in|came in|placed) [<in_period>]",
        "(which|what|any|how many) orders (came in|come in|were placed|did we get|are "
        "there|arrived|have come in|do we have|were made) [<in_period>]",
        "(orders|any orders|all orders|which orders) (of|from|by|for) {contact} [<in_period>]",
        "[<show>] [me] {contact's} orders [<in_period>]",
        "(what|which|how many|all|all the) orders (does|did|has) {contact} "
        "(have|placed|place|made|make|ordered) [with us] [<in_period>]",
        "(what|which|anything|is anything|are any orders|whats|any) [orders] (is|still|are|has "
        "been|have been|was|were) [still|just|already] {order_status} [<in_period>]",
        "{order_status} orders [<in_period>] [show me|list|please]",
        "[<show>] [me] (unshipped|not shipped|not yet shipped|unsent|orders not shipped|orders not "
        "yet shipped|unshipped orders|orders not sent|orders we havent shipped|orders we havent "
        "shipped yet|orders that havent shipped) [orders] [yet] {order_status:processing}",
        "(which|what) orders (havent|have not|arent|are not|didnt) [been] (shipped|ship|gone "
        "out|sent|left) [yet] {order_status:processing}",
        "(whats|what is|what) (still|orders|do we have|have we got|needs|need) [to|left] (go "
        "out|ship|be shipped|be sent|be packed|dispatch|be dispatched|to ship|to send|to go out|to "
        "be shipped|to dispatch) [today|this week|still|tomorrow] {order_status:processing}",
        "(which|what|any) [orders] (is|are|orders are) [still] "
        "(waiting|outstanding|open|unshipped|not shipped|pending) [to ship|for shipping|to go "
        "out|to be shipped|for dispatch|to be sent]",
        "[<show>] [me] <any_all> orders [that] [are|have been|were|got|is] {order_status} [<in_period>]",
        "orders [that] [are|have been|were] {order_status} [<in_period>]",
        "(how many) {order_status} orders [do we have|are there|have we got|have we] [<in_period>]",
        "(did|do|have) we (get|have|got|had|receive|received) any [new] orders [<in_period>]",
        "{contact's} (open|pending|shipped|recent|past|outstanding) orders",
        "{order_status} orders (from|by|for|of) {contact} [<in_period>]",
        "? [!orders;!{order_status};{period};(which|what|show|list|all|any|how many)]",
        "? [!(orders|order|packages|parcels);!(ship|shipping|shipped|pack|packed|packing|go "
        "out|send|sent);!(what|which|need|needs|to|still|any|have|list|show|whats|waiting|today);{order_status:processing}]",
    )
    examples = {"pending orders": {"order_status": "pending"}}
    effect = Effect.READ
    needs = Permission.SALES_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import orders

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        kept = self.page or {}
        status = self.order_status
        found = orders.search(crm, status, self.contact, start, end, after=kept.get("after"))
        if status == "processing" and not found.total:
            # "Orders to ship": in a house that marks nothing as processing those are the pending ones.
            status = "pending"
            found = orders.search(crm, status, self.contact, start, end, after=kept.get("after"))
        what = f"{status or ''} orders".strip()
        if not found.total:
            return Reply(f"No {what}." if status or self.contact or start else "No open orders.")
        what = what if found.total != 1 else what.removesuffix("s")
        shown = kept.get("shown", 0) + len(found.rows)
        after = {"after": found.after, "shown": shown} if found.after else None
        refs = [Ref("order", order.id, order.label) for order, _ in found.rows]
        lines = [order_words.line(crm, order, who) for order, who in found.rows]
        return page(self, "" if kept else f"{found.total:,} {what}:", lines, refs, after, found.total - shown)


class AdvanceOrder(Intent):
    """Move an order on: processing, shipped, delivered or canceled."""

    order: Order | None = slot("order", ask="Which order?")
    orders: list[Order] | None = slot("order", many=True)
    order_status: str = slot("order_status", required=True, ask="Processing, shipped, delivered or canceled?")
    tracking: str | None = slot("tracking")

    phrases = (
        "(ship|shipped|send out|sent out|we shipped|i shipped|just "
        "shipped|shipping|dispatch|dispatched|posted|mailed|post|send off|sent off|ship "
        "out|shipped out|just posted|just dispatched|i posted|we posted|just mailed|we "
        "dispatched|dropped off|dropped|i dropped off|just dropped off|weve shipped|ive shipped|we "
        "sent|i sent|just sent|sent|we have shipped|i have shipped|have shipped|shipped off|handed "
        "over|we sent out|i sent out) [the] [<order>] {order} [out|today|off|at the post "
        "office|with the courier|at the post|to the courier|now|just now|this morning|yesterday|at "
        "fedex|at ups|at dhl|at usps|to the customer|to the client|to the buyer] <track_tail> "
        "{order_status:shipped}",
        "(ship|shipped|send out|sent out|we shipped|i shipped|just "
        "shipped|dispatch|dispatched|posted|mailed) [the] orders {orders} <track_tail> "
        "{order_status:shipped}",
        "<order> {order} [is|was|has been|just|has|got|went|is now|now|have|has just|are|has "
        "already|has now|to|as|goes|should be|had been] [:|,|-] [now|just|been|already] "
        "{order_status} [now|today|yesterday|this morning|just now|at last|finally|already|safely] "
        "<track_tail>",
        "orders {orders} [is|was|were|are|have been|has been|just|got|now|have|both] [:|,] "
        "[all|both|now|been] {order_status} [now|today|yesterday] <track_tail>",
        "(mark|set|change|move|update|put|flag|switch|make|advance) [the] [status of] [<order>] "
        "{order} [status] [as|to|:|=|is|,|into|on|over to] {order_status} [now] <track_tail>",
        "(mark|set|change|move|update|put|flag|switch) [the] orders {orders} [status] [as|to|:|=] "
        "{order_status} <track_tail>",
        "<order> {order} (went out|has gone out|is out|left|has left|went|is going out|goes "
        "out|just left|is out the door|is with the courier|was picked up by the courier|is on its "
        "way|is on the way|out|has been dropped off|gone out|left today|has been handed to the "
        "courier|was posted) [today|yesterday|this morning|just now|now|with] <track_tail> "
        "{order_status:shipped}",
        "<order> {order} (arrived|has arrived|was delivered|got there|is there|got "
        "delivered|reached|has reached|made it|was received|was picked up|has been "
        "delivered|landed|just arrived|is delivered|has been received|has been collected|was "
        "collected|got to) [the client|the customer|safely|today|yesterday|her|him|them|this "
        "morning|already|now|fine|ok|its destination|the buyer] {order_status:delivered}",
        "(cancel|call off|void|scrap|kill|drop|stop|canceled|cancelling|abort) [the] [<order>] "
        "{order} [please|now|for {_@contact}|it] {order_status:canceled}",
        "(cancel|call off|void|scrap) [the] orders {orders} {order_status:canceled}",
        "<order> {order} (cancel|is off|has to be canceled|needs to be canceled|must be "
        "canceled|should be canceled|got canceled|cancelled|was called off|is canceled|to be "
        "canceled|needs canceling|cancel it|cancel please|is to be canceled|can be canceled) "
        "{order_status:canceled}",
        "(start|begin|started|start on|start working on|begin "
        "processing|process|processing|pack|packing|prepare|preparing|working on|started on|get "
        "started on|started processing|start processing|we are packing|packed|getting ready) [the] "
        "<order> {order} [now] {order_status:processing}",
        "(delivered|deliver|hand over|handed over|we delivered|i delivered|just delivered) [the] "
        "[<order>] {order} [today|yesterday|now|this morning|to the client|to the customer] "
        "{order_status:delivered}",
        "<order> {order} [:|,] {order_status} <track_tail>",
        "{order@order} {order_status} <track_tail>",
        "{order@order} (is|has been|was) {order_status} <track_tail>",
        "(tracking|tracking number|tracking no|track and trace) (for|of|on) [<order>] {order} "
        "[is|:|,|=] {tracking} {order_status:shipped}",
        "(add|put|enter) tracking [number] {tracking} (to|on|for) [<order>] {order} {order_status:shipped}",
        "(customer|client|buyer|they|she|he) (received|got) [<order>] {order} {order_status:delivered}",
        "<order> {order} (has|have|is|was|got|just|did) [now|just|finally|been|safely|already] "
        "[been] (shipped|sent|posted|mailed|dispatched|collected by the courier|handed to the "
        "courier|picked up by the courier|sent out|shipped out|sent off) [today|yesterday|this "
        "morning|by|with|via] <track_tail> {order_status:shipped}",
        "<order> {order} (made it|reached|got|turned up|landed|touched down|is with|has been "
        "received|was received|has reached|arrive already|arrived already|came) "
        "[to|at|by|safely|with|the] [client|customer|buyer|them|her|him|destination|safely] "
        "{order_status:delivered}",
        "(customer|client|buyer|they|she|he) (has|have|got|received|signed for|confirmed|picked "
        "up|collected) [received|got|receipt of|delivery of] <order> {order} "
        "{order_status:delivered}",
        "(flick|switch|bump|move|set|mark|push|put|update|change) <order> {order} (to|as|over "
        "to|on to|into) {order_status} [please|now] <track_tail>",
        "(off|out) (goes|went) <order> {order} <track_tail> {order_status:shipped}",
        "(put|get|took|take|dropped|drop|handed|gave|brought) <order> {order} "
        "[in|into|to|at|off|on|with] [the] (post|mail|courier|post "
        "office|fedex|dhl|ups|usps|carrier|truck|van|mail today|drop off point) "
        "[today|yesterday|this morning] <track_tail> {order_status:shipped}",
        "(packing|packaging|wrapping|preparing|making|working "
        "on|starting|processing|assembling|boxing up|getting ready) [up] <order> {order} "
        "[now|today] {order_status:processing}",
        "(pull|bin|kill|drop|scrap|scratch|ditch|nix|stop|forget|call off|void|abort|axe) <order> "
        "{order} {order_status:canceled}",
        "<order> {order} (has|is|was) [been] (called "
        "off|scrapped|dropped|voided|stopped|withdrawn|off) {order_status:canceled}",
        "(customer|client|buyer|they|she|he) (canceled|called off|pulled out of|backed out "
        "of|doesnt want|withdrew) <order> {order} {order_status:canceled}",
        "? [!<order>;!{order};!{order_status};{tracking}]",
        "? [!(shipped|sent|posted|mailed|dispatched|dropped "
        "off|ship);!<order>;!{order};{tracking};<carrier>;{order_status:shipped}]",
        "? [!(cancel|canceled|call off|scrap);!<order>;!{order};{order_status:canceled}]",
    )
    examples = {
        "order 1042 delivered": {"order": "1042", "order_status": "delivered"},
        "ship 1042 dhl JD0146000": {"order": "1042", "order_status": "shipped", "tracking": "JD0146000"},
    }
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("order", "orders")

    def _orders(self) -> list[Order]:
        return [*([self.order] if self.order else []), *(self.orders or [])]

    def preview(self, crm: Crm) -> str:
        from crm_core.services import order_states

        for order in self._orders():
            order_states.check(order, self.order_status)
        return order_words.advance_preview(crm, self._orders(), self.order_status, self.tracking)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import order_states

        for order in self._orders():
            order_states.advance(crm, order, self.order_status, self.tracking)
        refs = [Ref("order", order.id, order.label) for order in self._orders()]
        return Reply(order_words.advanced(crm, self._orders(), self.order_status), refs)


class UpdateOrder(Intent):
    """Change an order: add or remove something, price, discount, shipping, address."""

    order: Order = slot("order", required=True, ask="Which order?")
    add: list[str] | None = slot("line", many=True, ask="What should change: add, remove, price, address?")
    remove: list[str] | None = slot("line", many=True)
    price: Money | None = slot("money")
    discount: Money | Decimal | None = slot("discount")
    shipping: Money | None = slot("money", help="what shipping costs")
    address: str | None = slot("text")

    phrases = (
        "add {add} (to|on|onto|in) [<order>] {order}",
        "(put|include|throw in|throw|stick) {add} (on|in|to|into|onto) <order> {order}",
        "add to <order> {order} [:|,|-] {add}",
        "<order> {order} [:|,] add {add}",
        "<order> {order} also (needs|wants|gets|includes) {add}",
        "(remove|take|drop|take out|take off|delete|cut|strike) {remove} (from|off|out of|off of) "
        "[<order>] {order}",
        "(remove|drop|delete) from <order> {order} [:|,|-] {remove}",
        "<order> {order} [:|,] (remove|drop|without|take off|minus) {remove}",
        "(change|update|set|make|adjust) [the] (price|total) (of|for|on) [<order>] {order} "
        "(to|:|=|at) {price}",
        "(change|update|set|make|adjust) <order> {order} (price|total) (to|:|=|at) {price}",
        "(change|update|set|make|adjust) <order> {order} (to|at) {price}",
        "<order> {order} [:|,] (price|total|new price|new total) [is|:|=|to|now] {price}",
        "(give|apply|put|add|take) [a] {discount} [discount|off] (on|to|for|off|from) [<order>] {order}",
        "(give|apply|put|add|take) [a] discount of {discount} (on|to|for|off) [<order>] {order}",
        "(discount|knock|take) <order> {order} (by) {discount}",
        "(knock|take) {discount} off [<order>] {order}",
        "<order> {order} [:|,] [gets|give|with|apply] [a] {discount} (off|discount)",
        "(add|put|charge|set|make) [a] {shipping} (shipping|for "
        "shipping|postage|delivery|freight|shipping fee|for delivery|for postage|delivery "
        "fee|shipping cost|in shipping) (to|on|for) [<order>] {order}",
        "(add|put|charge|set|change|make) [the] (shipping|postage|delivery|freight|shipping "
        "cost|shipping fee|delivery fee) [cost] [of] (to|on|for|of) [<order>] {order} "
        "[to|:|=|,|is|at] {shipping}",
        "(add|put|charge|set) (shipping|postage|delivery|freight|shipping cost) [of] {shipping} "
        "(to|on|for) [<order>] {order}",
        "(set|change) <order> {order} (shipping|postage|delivery) (to|:|=|at) {shipping}",
        "<order> {order} [:|,] (shipping|postage|delivery) [is|:|=|to|costs] {shipping}",
        "(change|update|set|correct) [the] [shipping|delivery] address (of|for|on) [<order>] "
        "{order} (to|:|is) {address}",
        "(change|update|set|correct) <order> {order} [shipping|delivery] address (to|:|is) {address}",
        "(ship|send|deliver) <order> {order} to {address} instead",
        "(change|update|set|correct) {order@order} [shipping|delivery] address (to|:|is) {address}",
        "<order> {order} [:|,] (new address|new shipping address|new delivery address|address|goes "
        "to|ship to|deliver to|delivery address|shipping address) [is|:|to|,] {address}",
        "(chuck|throw|pop|stick|bung|put|include|toss|slip) [in] {add} [in|on|into|onto|to|with] "
        "<order> {order}",
        "<order> {order} [also|:|,|needs|should|wants|gets|with] "
        "[have|include|get|add|needs|want|plus|another] {add@lines} (too|as well|also|added)",
        "(customer|client|buyer|they|she|he) (wants|would like|needs) {add} (added|added "
        "to|on|in|with) [to] <order> {order}",
        "(customer|client|buyer|they|she|he) (doesnt want|no longer wants|does not want) {remove} "
        "(in|on|with|from) <order> {order} [anymore]",
        "(leave|take|drop|remove|strike|pull|scratch) {remove} (out of|off|from|out|off of) [of] "
        "<order> {order}",
        "<order> {order} (ships|goes|should go|should ship|to be shipped|needs to go|must go) to "
        "{address} [instead|now]",
        "(new|different) (delivery|shipping) address (for|on) <order> {order} [:|,|is] {address}",
        "(knock|take|give|apply|drop|shave) {discount} [off|discount|reduction] "
        "[on|for|from|to|of] <order> {order}",
        "(ship|send) <order> {order} (for|at) {shipping} [shipping]",
    )
    examples = {"add a plate to 1042": {"order": "1042", "add": ["a plate"]}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("add", "remove", "price", "discount", "shipping", "address")

    def _changes(self, crm: Crm) -> Changes:
        from crm_core.services.order_changes import Changes
        from crm_core.services.orders import read_line

        return Changes(
            add=[read_line(crm, said) for said in self.add or []],
            remove=[read_line(crm, said)[0] for said in self.remove or []],
            price=self.price,
            discount=self.discount,
            shipping=self.shipping,
            address=self.address,
        )

    def preview(self, crm: Crm) -> str:
        from crm_core.services import order_changes

        changes = self._changes(crm)
        due = order_changes.due_after(crm, self.order, changes)
        return order_words.update_preview(self.order, changes, due)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import order_changes

        due = order_changes.update(crm, self.order, self._changes(crm))
        text = f"{self.order.label} is changed: {order_words.due(due)}. UNDO takes it back."
        return Reply(text, [Ref("order", self.order.id, self.order.label)])


class ReturnItem(Intent):
    """Take something back that was sold."""

    order: Order | None = slot("order")
    item: Item | None = slot("item", ask="What is coming back?")
    amount: Money | None = slot("money", help="what is given back; none means what was paid")

    phrases = (
        "{_@contact} (is bringing|brings|brought|is returning|returned|returns|is "
        "sending|sent|sends|wants to return|wants to bring|has returned|has brought|would like to "
        "return|wants to give|gave|gives|is giving|wants to send|will bring|will return|wants to "
        "hand|is handing) {item} [back] [for a refund of {amount}|, refund {amount}|, give back "
        "{amount}|for a refund|for {amount} back|, refund her {amount}|, refund him "
        "{amount}|today|tomorrow|for a full refund]",
        "{item} (came back|was returned|is coming back|has been returned|got returned|is "
        "back|comes back|is being returned|has come back|is returned|returned|got sent back|was "
        "sent back|was brought back) [from {_@contact}|by {_@contact}] [for a refund of {amount}|, "
        "refund {amount}|, give back {amount}|for a refund|, refund of {amount}]",
        "(return|take back|took back|accept return of|accept the return of|returned|we took "
        "back|process the return of|process a return of|process return of|register a return "
        "of|record a return of|record return of|log a return of|log return of|log the return "
        "of|record the return of|return of|refund and take back|accept) {item} [back] [from "
        "{_@contact}] [for a refund of {amount}|, refund {amount}|, give back {amount}|, refund of "
        "{amount}|for {amount}|for a refund]",
        "(return|take back|took back|accept return of|accept the return of|process the return "
        "of|process a return of|process return of|process a return for|record a return of|record a "
        "return for|return for|a return for|log a return for|return of|returns) <order> {order} "
        "[[,|for|with] [a] [refund|refund of|give back|for] {amount}]",
        "<order> {order} (came back|was returned|is coming back|has been returned|got returned|is "
        "being returned|has come back|returned|is returned|got sent back|was sent back) [[,] "
        "[refund|refund of|give back] {amount}]",
        "{_@contact} (is returning|returned|sent back|wants to return|is sending back|returns|has "
        "returned|brought back|would like to return) <order> {order} [[,] [refund|refund of|give "
        "back] {amount}]",
        "{_@contact} (wants|is getting|gets) (her|his|their) money back (for|on) {item}",
        "(return|refund) {item} (for) {_@contact}",
    )
    examples = {"Maria is bringing Blue Nude back": {"item": "Blue Nude"}}
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("item", "order")

    def preview(self, crm: Crm) -> str:
        from crm_core.services import returns

        return order_words.return_preview(crm, returns.plan_return(crm, self.order, self.item, self.amount))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import returns

        done = returns.take_back(crm, self.order, self.item, self.amount)
        back = f"{done.back} goes back to them" if done.back else "nothing goes back"
        text = f"{order_words.lines(done.lines)} came back and is for sale again; {back}. UNDO takes it back."
        return Reply(text, [Ref("order", done.order.id, done.order.label)])
