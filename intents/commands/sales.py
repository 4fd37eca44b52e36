"""Sales: selling, offers, payments, refunds, invoices, what is owed and what was paid out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import item_words, offer_words, pay_words, sale_words
from intents.base import Effect, Intent, Json, Ref, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Item, Order, Piece, User
    from crm_core.money import Money
    from crm_core.services.sale_plan import Terms
    from intents.slots.period import Period


class SellItem(Intent):
    """Record a sale."""

    item: Item | None = slot("item", ask="Which item did you sell?")
    items: list[Item] | None = slot("item", many=True)
    contact: Contact | None = slot("contact", help="who bought it")
    price: Money | None = slot("money", help="for the whole line")
    unit_price: Money | None = slot("money", help="for each")
    quantity: int | None = slot("int")
    discount: Money | Decimal | None = slot("discount", help="an amount or a percentage")
    deposit: Money | None = slot("money", help="paid already")
    method: str | None = slot("method", help="cash, card, wire …")
    platform: str | None = slot("platform")
    when: datetime | date | None = slot("when", past=True)

    phrases = ("<sold> {item} <sale_tail>", "<sold> {item} to {contact} <sale_tail>")
    examples = {
        "sold Blue Nude to Maria for 4500": {
            "item": "Blue Nude",
            "contact": "Maria",
            "price": {"amount": "4500.00", "currency": "USD"},
        }
    }
    # One number of an edition.
    phrases += (  # type: ignore[assignment]
        "<sold> {item@numbered} to {contact} <sale_tail>",
        "<sold> {item@numbered} (for|at) {price} <sale_tail>",
        "{contact} <bought> {item@numbered} <sale_tail>",
    )
    effect = Effect.CONFIRM
    needs = Permission.SALES_WRITE
    one_of = ("item", "items")

    def effect_now(self, crm: Crm) -> Effect:
        """Goods over the counter, to nobody in particular, need no OK."""
        goods = all(item.kind == "goods" for item, _ in self._wanted())
        return Effect.WRITE if goods and self.contact is None else self.effect

    def _wanted(self) -> list[tuple[Item, int]]:
        from crm_core.services.orders import quantity_of

        if self.items:
            said = self.said.get("items") or []
            counts = [quantity_of(str(each)) for each in said] or [1] * len(self.items)
            wanted = list(zip(self.items, counts, strict=False))
        else:
            wanted = [(self.item, 1)] if self.item else []
        if self.quantity is not None and len(wanted) == 1:
            wanted = [(wanted[0][0], self.quantity)]
        return wanted

    def _terms(self) -> Terms:
        from crm_core.services.sale_plan import Terms

        return Terms(
            self._wanted(),
            contact=self.contact,
            price=self.price,
            unit_price=self.unit_price,
            discount=self.discount,
            deposit=self.deposit,
            method=self.method,
            platform=self.platform,
            when=self.when,
            said=self._said(),
        )

    def _said(self) -> list[str]:
        """The words for each item, which may name one number of an edition."""
        said = self.said.get("items") if self.items else [self.said.get("item")]
        return [str(each or "") for each in said or []]

    def word_to_contact(self, crm: Crm) -> str:
        if self.item is None:
            return ""
        at = f", at {self.price}" if self.price else ""
        return f"{self.item.title} is yours{at}. Thank you! We'll write to you about payment and delivery."

    def preview(self, crm: Crm) -> str:
        from crm_core.services import sales

        return sale_words.preview(crm, sales.plan(crm, self._terms()))

    def while_waiting(self, crm: Crm, approval: Approval) -> None:
        from crm_core.services import claims, sales

        for part in sales.plan(crm, self._terms()).parts:
            if part.piece is not None:
                claims.block_for_approval(crm, part.piece, approval, self.contact)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import sales

        order, made = sales.sell(crm, self._terms())
        shown = [Ref("order", order.id, order.label)]
        return Reply(sale_words.receipt(crm, order, made), shown, done=sale_words.done(order, made))


class MakeOffer(Intent):
    """Offer an item to somebody at a price."""

    item: Item = slot("item", required=True, ask="Which item should I offer?")
    contact: Contact = slot("contact", required=True, ask="To whom?")
    price: Money | None = slot("money")
    until: datetime | date | None = slot("when")

    phrases = ("offer {item} to {contact} <offer_tail>", "offer {contact} {item} <offer_tail>")
    examples = {
        "offer Blue Nude to Maria at 4200": {
            "item": "Blue Nude",
            "contact": "Maria",
            "price": {"amount": "4200.00", "currency": "USD"},
        }
    }
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE

    def _only(self, crm: Crm) -> Piece | None:
        return item_words.only(crm, self.item, self.said.get("item"))

    def preview(self, crm: Crm) -> str:
        from crm_core.services import offers, texting

        only = self._only(crm)
        price = self.price or offers.asking(self.item, only)
        offers.check(crm, self.item, price, only)
        words = offer_words.offer(crm, self.item, only, price, offers.last_moment(crm, self.until))
        return texting.preview(crm, self.contact, words)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import editions, messages, offers

        only = self._only(crm)
        offer = offers.make(crm, self.item, self.contact, self.price, self.until, only)
        words = offer_words.offer(crm, self.item, only, offers.price_of(offer), offer.until)
        messages.send(crm, self.contact, words, purpose="personal", item_id=self.item.id)
        return Reply(
            f"Offered {editions.name(self.item, only)} to {self.contact.name} at {offers.price_of(offer)}"
            f"{offer_words.till(crm, offer.until)}. UNDO takes it back."
        )


class ListOffers(Intent):
    """Offers that are open."""

    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")

    phrases = ("<open_offers> [(on|for|of) {item}]", "<open_offers> [(to|with|for|from|by|out to) {contact}]")
    examples = {"any open offers": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import offers

        rows = offers.open_ones(crm, self.item, self.contact)
        if not rows:
            return Reply("No open offers.")
        start = (self.page or {}).get("start", 0)
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [offer_words.line(crm, offer, item, contact) for offer, item, contact in part]
        refs = [Ref("item", item.id, item.title) for _, item, _ in part]
        return page(self, "" if start else f"{len(rows)} open:", lines, refs, after, len(rows) - start - 8)


class AnswerOffer(Intent):
    """Accept or decline what somebody offered, and tell them."""

    contact: Contact = slot("contact", required=True, ask="Whose offer?")
    answer: str = slot("offer_answer", required=True, ask="Should I accept it or decline it?")
    price: Money | None = slot("money")
    item: Item | None = slot("item")

    phrases = (
        "accept [the|that] [offer of] {price} (from|by) {contact} {answer:accept} [(for|on) {item}]",
        "accept {price} (from) {contact} {answer:accept} [(for|on) {item}]",
    )
    examples = {
        "tell Tom 3800 is fine": {
            "contact": "Tom",
            "answer": "accept",
            "price": {"amount": "3800.00", "currency": "USD"},
        },
        "no to Tom, 4000 is the lowest": {
            "contact": "Tom",
            "answer": "decline",
            "price": {"amount": "4000.00", "currency": "USD"},
        },
    }
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE

    def _about(self, crm: Crm) -> Item:
        from crm_core.services import offers

        return self.item or offers.item_meant(crm, self.contact)

    def _words(self, crm: Crm) -> str:
        from crm_core.services import offers

        item, accepted = self._about(crm), self.answer == "accept"
        price = self.price or (offers.named(crm, self.contact, item) if accepted else None)
        return offer_words.answer(crm, accepted, item, price)

    def bound(self, crm: Crm) -> dict[str, Json]:
        """What was shown: they may name a price for something else before the OK comes."""
        item = self._about(crm)
        return {"item": {"ref": "item", "id": item.id, "said": item.title}}

    def preview(self, crm: Crm) -> str:
        from crm_core.services import offers, texting

        offers.meant(crm, self.contact, self._about(crm), self.price)  # refuses where there is none
        return texting.preview(crm, self.contact, self._words(crm))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import messages, offers

        words = self._words(crm)
        settle = offers.accept if self.answer == "accept" else offers.decline
        offer = settle(crm, self.contact, self._about(crm), self.price)
        messages.send(crm, self.contact, words, purpose="personal", item_id=offer.item_id)
        done = (
            "accepted"
            if offer.state == "accepted"
            else "declined"
            if offer.state == "declined"
            else "countered"
        )
        price = f" at {offers.price_of(offer)}" if done != "declined" else ""
        return Reply(
            f"{self.contact.name}'s offer is {done}{price}; the answer is on its way. UNDO takes it back."
        )


class WithdrawOffer(Intent):
    """Take an offer of ours back."""

    item: Item = slot("item", required=True, ask="Which item's offer?")
    contact: Contact | None = slot("contact")

    phrases = (
        "(take|pull) [the|our] (offer|quote) (on|for) {item} back [from {contact}]",
        "(take|pull) [the|our] {item} (offer|quote) (back|off the table) [from {contact}]",
    )
    examples = {"take back the Blue Nude offer": {"item": "Blue Nude"}}
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services import offers

        rows = offers.open_ones(crm, self.item, self.contact)
        names = [contact.name for _, _, contact in rows]
        if not names:
            offers.withdraw(crm, self.item, self.contact)  # refuses with its sentence
        return f"Take back the offer of {self.item.title} to {sale_words.listed(names)}? They are not told."

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import offers

        many = len(offers.withdraw(crm, self.item, self.contact))
        what = "The offer" if many == 1 else f"{many} offers"
        return Reply(
            f"{what} of {self.item.title} {'is' if many == 1 else 'are'} taken back. UNDO brings it back."
        )


class RecordPayment(Intent):
    """Record money that came in."""

    order: Order | None = slot("order")
    contact: Contact | None = slot("contact", ask="Who paid, or which order?")
    amount: Money | None = slot("money", help="none means what is due")
    method: str | None = slot("method")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "{contact} <pay> [us|me] <pay_tail>",
        "{contact} <pay> {amount} [for|on|toward|towards|against] [<order>] {order} <pay_tail>",
    )
    examples = {
        "Maria paid 2000 by card": {
            "contact": "Maria",
            "amount": {"amount": "2000.00", "currency": "USD"},
            "method": "card",
        }
    }
    effect = Effect.WRITE
    counts = True
    needs = Permission.PAYMENTS_WRITE
    one_of = ("contact", "order")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        payer = self.order or self.contact
        assert payer is not None  # one_of
        got = payments.record(crm, payer, self.amount, self.method, self.when)
        refs = [Ref("order", order.id, order.label) for _, order in got.parts]
        done = pay_words.received(crm, got, self.method, self.when)
        return Reply(f"{done} {pay_words.state(got)} UNDO takes it back.", refs, done=done)

    def preview(self, crm: Crm) -> str:
        from crm_core.services import payments

        who = self.order.label if self.order else self.contact.name if self.contact else ""
        how = f" {pay_words.by_method(self.method)}" if self.method else ""
        if self.amount:
            return f"Record {self.amount} from {who}{how}?"
        payer = self.order or self.contact
        assert payer is not None  # one_of
        return f"Record {payments.expected(crm, payer)}, all that is due, from {who}{how}?"


class RefundOrder(Intent):
    """Give money back for an order."""

    order: Order = slot("order", required=True, ask="Which order?")
    amount: Money | None = slot("money", help="none means all that was paid")

    phrases = (
        "refund {amount} (on|for|of|to|from|against) [<order>] {order}",
        "refund <order> {order} [the] {amount}",
    )
    examples = {"refund 1042": {"order": "1042"}}
    effect = Effect.CONFIRM
    needs = Permission.MONEY_WRITE
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import payments

        return pay_words.refund_preview(crm, self.order, payments.refundable(crm, self.order, self.amount))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        back, kept = payments.refund(crm, self.order, self.amount)
        left = f" {kept} stays paid." if kept else ""
        return Reply(
            f"{back} given back on {self.order.label}.{left} {pay_words.refund_undo(crm, self.order)}",
            [Ref("order", self.order.id, self.order.label)],
            done=f"{back} given back on {self.order.label}",
        )


class SendInvoice(Intent):
    """Send the invoice of an order."""

    order: Order | None = slot("order")
    contact: Contact | None = slot("contact", ask="Whose invoice, or for which order?")

    phrases = (
        "(send|email|issue|forward|resend) <order> {order} (invoice|bill)",
        "(send|email|issue|forward|resend|shoot) [out] [the] (invoice|bill) {order}",
    )
    examples = {"send Maria the invoice": {"contact": "Maria"}}
    effect = Effect.OUTWARD
    needs = Permission.SALES_WRITE
    one_of = ("contact", "order")

    def _order(self, crm: Crm) -> Order:
        from crm_core.errors import Refused, WhichOne
        from crm_core.services import orders
        from crm_core.services.labels import possessive

        if self.order:
            return self.order
        assert self.contact is not None  # one_of
        found = orders.get(crm, self.contact)
        if not found:
            raise Refused(why=f"{self.contact.name} has no order.")
        if len(found) > 1:
            raise WhichOne(f"of {possessive(self.contact.name)} orders", "order", found)
        return found[0]

    def _to(self, crm: Crm, order: Order) -> Contact:
        from crm_core.errors import Refused
        from crm_core.models import Contact

        contact = self.contact or (crm.session.get(Contact, order.contact_id) if order.contact_id else None)
        if contact is None:
            raise Refused(why=f"{order.label} was sold to nobody by name. Say “send the invoice of … to …”.")
        return contact

    def preview(self, crm: Crm) -> str:
        from crm_core.services import invoice_sending, invoices

        order = self._order(crm)
        contact = self._to(crm, order)
        way = invoice_sending.channel_for(crm, contact)
        return f"Send {contact.name} the invoice of {order.label} by {way}?\n{invoices.text(crm, order)}"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import invoice_sending

        order = self._order(crm)
        invoice, _ = invoice_sending.send(crm, order, self._to(crm, order))
        return Reply(
            f"Invoice {invoice.number} of {order.label} is on its way to {self._to(crm, order).name}.",
            [Ref("order", order.id, order.label)],
        )


class WhoOwes(Intent):
    """Who still has to pay."""

    contact: Contact | None = slot("contact")

    phrases = (
        "(what|how much) (does|do) {contact} [still] (owe|owes) [us|me] [still|now|money]",
        "(does|do|did) {contact} [still] owe [us|me] [anything|money|something|any money]",
    )
    examples = {"who owes us money": {}}
    effect = Effect.READ
    needs = Permission.MONEY_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        rows = payments.who_owes(crm, self.contact)
        start = (self.page or {}).get("start", 0)
        if not rows:
            return Reply(f"{self.contact.name} owes nothing." if self.contact else "Nobody owes us anything.")
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [pay_words.owing(crm, order, who, due) for order, who, due in part]
        refs = [Ref("order", order.id, order.label) for order, _, _ in part]
        head = "" if start else pay_words.owed_in_all([due for _, _, due in rows])
        return page(self, head, lines, refs, after, len(rows) - start - 8)


class Balance(Intent):
    """What we owe a consignor, artist or agent; without a name: what is yours."""

    contact: Contact | None = slot("contact")
    user: User | None = slot("user")

    phrases = (
        "<whats> (my|our) [current|own] (balance|commission|share|cut|payout|earnings|account)",
        "[show|show me] my (balance|commission|earnings|commissions|account|payouts)",
    )
    examples = {"what do we owe Ana Ruiz": {"contact": "Ana Ruiz"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def permission(self) -> Permission:
        """One's own balance is everybody's to see."""
        return Permission.MONEY_READ if self.contact or self.user else self.needs

    def run(self, crm: Crm) -> Reply:
        from crm_core.models import User
        from crm_core.services import analytics, payments, rates

        party = self.contact or self.user or crm.session.get_one(User, crm.actor.id)
        owed = [money for money in payments.balance(crm, party) if money.amount > 0]
        said = analytics.together(owed) + (rates.about(crm, owed[0]) if len(owed) == 1 else "")
        below = [-money for money in payments.balance(crm, party) if money.amount < 0]
        over = analytics.together(below) if below else ""
        if not self.contact and not self.user:
            return Reply(f"You have {said} to come." + (f" You were paid {over} too much." if over else ""))
        too_much = f" They were paid {over} too much." if over else ""
        return Reply(f"We owe {party.name} {said}.{too_much}")


class RecordPayout(Intent):
    """Record what was paid out to a consignor, artist or agent."""

    contact: Contact | None = slot("contact", ask="To whom?")
    user: User | None = slot("user")
    amount: Money = slot("money", required=True, ask="How much was paid out?")

    phrases = (
        "(settled|settle) [up] with {contact} [for|:|,|,] {amount} [<method_tail>]",
        "(we|i) paid {contact} {amount} [<method_tail>]",
    )
    examples = {
        "paid out 800 to Ana Ruiz": {
            "contact": "Ana Ruiz",
            "amount": {"amount": "800.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    counts = True
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")
    step_up = True

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        party = self.contact or self.user
        assert party is not None  # one_of
        left = payments.pay_out(crm, party, self.amount)
        still = f"we still owe {left}" if left else "we owe nothing more"
        done = f"{self.amount} paid out to {party.name}"
        return Reply(f"Noted: {done}; {still}. UNDO takes it back.", done=done)

    def preview(self, crm: Crm) -> str:
        party = self.contact or self.user
        return f"Record {self.amount} paid out to {party.name if party else ''}?"


class SendStatement(Intent):
    """Send a consignor, artist or agent their statement."""

    contact: Contact | None = slot("contact", ask="Whose statement?")
    user: User | None = slot("user")
    period: Period | None = slot("period")

    phrases = (
        "(statement|account statement|consignment statement) (to|for) {contact} [for|of|,] [{period}]",
    )
    examples = {"send Ana her statement": {"contact": "Ana"}}
    effect = Effect.OUTWARD
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")

    def _words(self, crm: Crm) -> str:
        from crm_core.services import statements

        party = self.contact or self.user
        assert party is not None  # one_of
        return statements.text(
            crm, party, self.period.start if self.period else None, self.period.end if self.period else None
        )

    def preview(self, crm: Crm) -> str:
        from crm_core.services import messages

        party = self.contact or self.user
        assert party is not None  # one_of
        return f"Send {party.name} this by {messages.best_address(crm, party).channel}?\n{self._words(crm)}"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import messages

        party = self.contact or self.user
        assert party is not None  # one_of
        messages.send(crm, party, self._words(crm), purpose="service", subject="Your statement")
        return Reply(f"The statement is on its way to {party.name}.")
