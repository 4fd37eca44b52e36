"""Sales: selling, offers, payments, refunds, invoices, what is owed and what was paid out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import offer_words, pay_words, sale_words
from intents.base import Effect, Intent, Ref, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Item, Order, User
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

    phrases = (
        "<sold> {item} <sale_tail>",
        "<sold> {item} to {contact} <sale_tail>",
        "<sold> {contact} {item} (for|at) {price} <sale_tail>",
        "<sold> {items} to {contact} (for|at) {price} <sale_tail>",
        "<sold> {quantity} {item} [to {contact}] <sale_tail>",
        "{contact} <bought> {item} <sale_tail>",
        "{contact} <bought> {quantity} {item} <sale_tail>",
        "{item} (sold|is sold|was sold|has been sold|just sold|went|has sold|has just been "
        "sold|been sold|sells|got sold|is now sold|goes|gone|went home with|is gone|has gone|were "
        "sold|is going|finally sold|has found a home|has just sold) [to] {contact} <sale_tail>",
        "{item} (sold|is sold|was sold|has been sold|just sold|has sold|went|has just been "
        "sold|been sold|sells|got sold|is now sold|were sold|finally sold|has just "
        "sold|hammered|hammered down) <sale_tail> (for|at) {price} <sale_tail>",
        "{item} (sold|is sold|was sold|has been sold|just sold|has sold|hammered) "
        "(on|at|via|through) {platform} <sale_tail>",
        "(sale|new sale|record sale|record a sale|log a sale|log sale|a sale|big sale|another "
        "sale|we have a sale|just made a sale|made a sale|register a sale|sale made) [:|,|-|of] "
        "{item} [to|,|-] {contact} <sale_tail>",
        "(sale|new sale|record sale|record a sale|log a sale|log sale) [:|,|-|of] {item} <sale_tail>",
        "(mark|set|flag|put) {item} [as|down as] sold [to {contact}] <sale_tail>",
        "(got|we got|i got|took|received) {price} (for|from selling) {item} [from {contact}] <sale_tail>",
        "(got|we got|i got) {price} from {contact} for {item} <sale_tail>",
        "{contact} (is taking|takes|took|will take|is buying|is having|wants to take|has|gets|has "
        "decided on) {item} (for|at|@) {price} <sale_tail>",
        "{contact} (paid|pays|gave us|gave me) {price} for {item} <sale_tail>",
        "(let|gave|give) {contact} (have|take) {item} (for|at) {price} <sale_tail>",
        "{item} (to|for) {contact} (for|at) {price} <sale_tail> (sold|sale) [it]",
        "{item} to {contact} , sold [it] (for|at) {price} <sale_tail>",
        "{item} , {contact} , {price} , sold",
        "{item} sold , {contact} , {price}",
        "(sold|sale) : {item} , {contact} , {price} <sale_tail>",
        "sold {item} , {contact} , {price} <sale_tail>",
        "sold {item} , {price} , {contact} <sale_tail>",
        "(sold|sell) <sale_lead> {item} to {contact} <sale_tail>",
        "(close|closed|closing) [the|a] (sale|deal) (on|for|of) {item} [with|to] {contact} <sale_tail>",
        "(close|closed) [the|a] (sale|deal) (with|to) {contact} (on|for) {item} <sale_tail>",
        "(that's|thats|its|it is) (a|another) sale [,|:|-] {item} to {contact} [for|,|at] {price} "
        "<sale_tail>",
        "{contact} (ended up|is|has|finally|just|already|has finally|has just|has now|has "
        "already|went and|decided) [with|on|buying|taking|bought|purchased|taken|acquired|got|gone "
        "with|gone for|snapped up|to take|to buy] {item} (for|at|,|@|paid|paying|price) {price} "
        "<sale_tail>",
        "{item} [was|is|has been|just|has|got|has just|has just been|been|finally] "
        "(sold|bought|purchased|taken|acquired|snapped up|picked up|gone|nabbed|grabbed|sell "
        "already|sold off) (by|to) {contact} [for|at|,|@] {price} <sale_tail>",
        "{item} [was|is|has been|just|has|got|has just|has just been|been|finally] "
        "(sold|bought|purchased|taken|acquired|snapped up|picked up|gone|nabbed|grabbed) (by|to) "
        "{contact} <sale_tail>",
        "{item@sku} [:|,|-] (sold|sale|gone|sell) [to|,|-|:] {contact} [,|for|at|-|@] {price} <sale_tail>",
        "{item@sku} [:|,|-] (sold|sale) [to|,|-|:] {contact} <sale_tail>",
        "{item@sku} [:|,|-] (sold|sale) [,|for|at|-|@] {price} <sale_tail>",
        "{item} [:|,|-] (sold|sale) [to|,|-|:] {contact} (,|for|at|-|@) {price} <sale_tail>",
        "(sold|sale|sell) [:|,|-] {item@sku} [to|,|-|:] {contact} [,|for|at|-|@] {price} <sale_tail>",
        "(sold|sale|sell) [:|,|-] {item@sku} {contact} <sale_tail>",
        "(sold|sale) [:|,|-] {item} , {contact} , {price} <sale_tail>",
        "(sold|sell|flogged) {contact} {item@sku} [for|at|,|@] {price} <sale_tail>",
        "(invoice|bill) {contact} {price} for {item} <sale_tail> (sold)",
        "(great|good) news [,|:|-] {contact} <bought> {item} <sale_tail>",
        "{contact} (said yes|agreed|confirmed|committed) (to|on|for) {item} [for|at] {price} <sale_tail>",
        "{contact} will have {item} [for|at] {price}",
        "{contact} (take|took|buy|buys|get|gets|want) {item} already [,|for|at] {price} <sale_tail>",
        "{contact} (take|took|buy|buys|get) {item} [,|for|at] {price} (already) <sale_tail>",
        "<sold> {quantity} {item} (at|for|@) {unit_price} (each|apiece|a piece|per piece|ea|a "
        "pop|per) [to {contact}] <sale_tail>",
        "? [!(sold|sale|sell|bought|buys|purchased|selling);!{item};!to {contact};!<at> "
        "{price};{when};(by|in|with|via) {method}]",
        "? [!{contact};!(bought|purchased|buys|snapped up|nabbed|taken|grabbed|walked out "
        "with|gone home with|went home with|took home);!{item};!<at> "
        "{price};{when};(by|in|with|via) {method}]",
        "{item} (goes|gone|went|off|is off|is going) to {contact} [for|at] {price} <sale_tail>",
        "(ring up|rang up|flogged|offloaded|shifted|moved) {item} to {contact} <sale_tail>",
    )
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
        if self.quantity and len(wanted) == 1:
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
        return Reply(sale_words.receipt(crm, order, made), [Ref("order", order.id, order.label)])


class MakeOffer(Intent):
    """Offer an item to somebody at a price."""

    item: Item = slot("item", required=True, ask="Which item should I offer?")
    contact: Contact = slot("contact", required=True, ask="To whom?")
    price: Money | None = slot("money")
    until: datetime | date | None = slot("when")

    phrases = (
        "offer {item} to {contact} <offer_tail>",
        "offer {contact} {item} <offer_tail>",
        "(make|send|write|give|draft|extend|submit|put in|prepare|put together|issue|do|shoot) "
        "[to] {contact} [a|an|the|our] (offer|quote|proposal|price) (for|on|of|to buy) {item} "
        "<offer_tail>",
        "(make|send|write|give|draft|extend|submit|put in|prepare|put together|issue|do|shoot) "
        "{contact} (a|an|our) [new] (offer|quote) , {item} <offer_tail>",
        "(make|send|write|give|draft|extend|prepare|put together|issue|do|shoot) [a|an|the|our] "
        "(offer|quote|proposal) (for|on|of) {item} (to|for) {contact} <offer_tail>",
        "(make|send|write|give|draft|extend|prepare|put together|issue|do|shoot) [a|an|the|our] "
        "(offer|quote|proposal) (to|for) {contact} [for|on|of|:|,] {item} <offer_tail>",
        "(make|send|give) {contact} [a|an] offer of {price} (for|on) {item} <offer_tail>",
        "(make|send|give) [a|an] offer of {price} to {contact} (for|on) {item} <offer_tail>",
        "(make|send|give) [a|an] {price} offer to {contact} (for|on) {item} <offer_tail>",
        "(make|send|give) {contact} [a|an] {price} offer (for|on) {item} <offer_tail>",
        "(offer|quote) {contact} {price} (for|on) {item} <offer_tail>",
        "(quote|pitch) {contact} {item} <offer_tail>",
        "(quote|pitch|propose|present|extend) {item} to {contact} <offer_tail>",
        "(propose) {contact} {item} <offer_tail>",
        "(offer|new offer) [:|,|-] {item} [to|,|-|for] {contact} <offer_tail> {price} <offer_tail>",
        "(let|give) {contact} [have] {item} for {price} <offer_tail> as [an] offer",
        "(tell|ask) {contact} (she|he|they) can have {item} for {price} <offer_tail>",
        "(let|have) {contact} know (she|he|they) can have {item} (for|at) {price} <offer_tail>",
        "(send|make|write|give|draft|put) [over|out|together] [an|a|our|the] "
        "(offer|quote|proposal) [over|out] to {contact} [for|on|of|:|,|about] {item} <offer_tail>",
        "(i|we) (would|d|want to|will|wish to|should|can) [like] [to] offer {contact} {item} <offer_tail>",
        "(i|we) (would|d|want to|will|wish to|should|can) [like] [to] offer {item} to {contact} <offer_tail>",
        "{item} (to|for) {contact} (as offer|offer) [at|,|for] {price} <offer_tail>",
        "offer [:|,|-] {contact} [,|-|:] {item} [,|-|:|at|for] {price} <offer_tail>",
        "offer [:|,|-] {item} [,|-|:|to] {contact} [,|-|:|at|for] {price} <offer_tail>",
        "{contact} [gets|should get|to get] an offer (for|on) {item} <offer_tail>",
        "? [!(offer|quote);!{contact};!{item};!{price};(until|valid|good|through|open) {until}]",
    )
    examples = {
        "offer Blue Nude to Maria at 4200": {
            "item": "Blue Nude",
            "contact": "Maria",
            "price": {"amount": "4200.00", "currency": "USD"},
        }
    }
    effect = Effect.OUTWARD
    needs = Permission.ITEMS_WRITE

    def _price(self) -> Money | None:
        from crm_core.services import items

        return self.price or items.asking(self.item)

    def preview(self, crm: Crm) -> str:
        from crm_core.services import offers, texting

        offers.check(crm, self.item, self._price())
        words = offer_words.offer(crm, self.item, self._price(), offers.last_moment(crm, self.until))
        return texting.preview(crm, self.contact, words)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import messages, offers

        offer = offers.make(crm, self.item, self.contact, self.price, self.until)
        words = offer_words.offer(crm, self.item, offers.price_of(offer), offer.until)
        messages.send(crm, self.contact, words, purpose="personal", item_id=self.item.id)
        return Reply(
            f"Offered {self.item.title} to {self.contact.name} at {offers.price_of(offer)}"
            f"{offer_words.till(crm, offer.until)}. UNDO takes it back."
        )


class ListOffers(Intent):
    """Offers that are open."""

    item: Item | None = slot("item")
    contact: Contact | None = slot("contact")

    phrases = (
        "<open_offers> [(on|for|of) {item}]",
        "<open_offers> [(to|with|for|from|by|out to) {contact}]",
        "(what|which) (did|have) (we|i) (offer|offered) [to] {contact}",
        "(what|which) offers (did|have|do) (we|i) (make|made|have|sent|have open) [to|with|for] {contact}",
        "(has|did) anyone (make|made|offered|offer|bid) [an] [offer|anything|something] [on|for] {item}",
        "(offers|bids) (on|for) {item}",
        "{contact's} (offers|offer)",
        "(list|show) offers",
        "? [!(offers|offer|bids|quotes);!(open|outstanding|pending|out there|standing|active|still "
        "out|waiting|any|which|what|list|show)]",
    )
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
        "(tell|let|text|answer|reply to|write) {contact} [know] [that] {price} (is|s|works|would "
        "be) (fine|ok|good|great|a deal|acceptable|accepted|perfect|alright|all "
        "right|okay|agreed|good for us|fine with us|fine by us|for me|for us) {answer:accept} [for "
        "{item}]",
        "(tell|let|text|answer|reply to|write) {contact} [know] [that] {price} (is|s|is not) (too "
        "low|not enough|too little|not possible|not acceptable|no good|below our limit|a no) "
        "{answer:decline} [for {item}]",
        "(tell|let|text) {contact} [know] [that] {price} (doesnt work|wont work|wont do|does not "
        "work|isnt enough|is too low|wont cut it|isnt possible) {answer:decline} [for {item}]",
        "(tell|let|text) {contact} [know] [that] (we|i|well|ill|we will|i will|we can|i can) "
        "(accept|take|agree to|do|can do|go with|are happy with|are fine with) {price} "
        "{answer:accept} [for {item}]",
        "(tell|let|text) {contact} [know] [that] (we|i|well) (cant|cannot|wont|can not|will not) "
        "(accept|take|do|go|agree to) {price} {answer:decline} [for {item}]",
        "(tell|let|text) {contact} [know] [that] (its|it is) a deal [at|for] {price} "
        "{answer:accept} [for {item}]",
        "{answer=(accept)} {contact's} (offer|bid|counter|counter offer|price|proposal) [of|at|:] "
        "{price} [(for|on) {item}]",
        "accept {contact's} (offer|bid|counter|counter offer|price|proposal|counteroffer|last "
        "offer) {answer:accept} [of {price}] [(for|on) {item}]",
        "accept [the] (offer|bid|counter|counteroffer|counter offer) (from|by|of) {contact} "
        "{answer:accept} [of {price}] [(for|on) {item}]",
        "accept [the|that] [offer of] {price} (from|by) {contact} {answer:accept} [(for|on) {item}]",
        "accept {price} (from) {contact} {answer:accept} [(for|on) {item}]",
        "(decline|reject|refuse|turn down|say no to|no to|deny|pass on) {contact's} "
        "(offer|bid|counter|counter offer|price|proposal|counteroffer|lowball|last offer) "
        "{answer:decline} [of {_@money}] [(for|on) {item}] [[,] {price} is (the lowest|our "
        "lowest|my lowest|the minimum|the floor|as low as we go|our bottom line|our best price|the "
        "best we can do)]",
        "(decline|reject|refuse|turn down|deny) [the] (offer|bid|counter|counteroffer|counter "
        "offer) (from|by|of) {contact} {answer:decline} [(for|on) {item}] [[,] {price} is (the "
        "lowest|our lowest|my lowest|the minimum|the floor)]",
        "(no|nope|no deal|say no|decline) (to|for) {contact} {answer:decline} [(on|for) {item}] [, "
        "{price} is (the lowest|our lowest|my lowest|the minimum|the floor|as low as we go|our "
        "bottom line|our best price|the best we can do|our limit|minimum)]",
        "(no|nope|no deal|say no|decline) (to|for) {contact} {answer:decline} , (lowest is|minimum "
        "is|at least|minimum|our lowest is|we need|not below|not under|lowest we go is|lowest) "
        "{price}",
        "(yes|ok|deal|say yes|agreed) (to|for|with) {contact} {answer:accept} [[at|,|on|for] "
        "{price}] [(for|on) {item}]",
        "(tell|text) {contact} (no|no deal|its a no|we decline|we pass|no thanks) {answer:decline} "
        "[, {price} is (the lowest|our lowest|my lowest|the minimum|the floor|as low as we go|our "
        "bottom line|our best price|the best we can do)]",
        "(tell|text) {contact} (yes|deal|its a deal|we accept|we have a deal|ok|its a yes) "
        "{answer:accept} [[at|for] {price}] [(for|on) {item}]",
        "{contact's} (offer|bid|counter) (is|s) (accepted|ok|fine|good|approved) {answer:accept}",
        "{contact's} (offer|bid|counter) (is|s) (too low|declined|rejected|not enough|refused) "
        "{answer:decline} [, {price} is (the lowest|our lowest|my lowest|the minimum|the floor)]",
        "{contact} can have {item} for {price} {answer:accept}",
        "{contact} can have it for {price} {answer:accept}",
        "{contact's} {price} (is|s) (fine|ok|accepted|good|a deal) {answer:accept} [for {item}]",
        "{contact's} {price} (is|s) (too low|declined|not enough) {answer:decline} [for {item}]",
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

    def _words(self, crm: Crm) -> str:
        from crm_core.services import offers

        item = self.item or offers.only_item(crm, self.contact)
        return offer_words.answer(crm, self.answer == "accept", item, self.price)

    def preview(self, crm: Crm) -> str:
        from crm_core.services import offers, texting

        offers.meant(crm, self.contact, self.item, self.price)  # refuses where there is none
        return texting.preview(crm, self.contact, self._words(crm))

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import messages, offers

        words = self._words(crm)
        settle = offers.accept if self.answer == "accept" else offers.decline
        offer = settle(crm, self.contact, self.item, self.price)
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
        "(take back|withdraw|cancel|retract|pull|revoke|rescind|recall|drop|kill|call back) "
        "[the|our|my] {item} (offer|quote) [to {contact}|from {contact}|for {contact}]",
        "(take back|withdraw|cancel|retract|pull|revoke|rescind|recall|drop|kill) [the|our|my] "
        "(offer|quote) (on|for|of) {item} [to {contact}|from {contact}|for {contact}]",
        "(take|pull) [the|our] (offer|quote) (on|for) {item} back [from {contact}]",
        "(take|pull) [the|our] {item} (offer|quote) (back|off the table) [from {contact}]",
        "(take back|withdraw|cancel|retract|pull|revoke|rescind|recall) [the|our|my] (offer|quote) "
        "to {contact} (on|for|of) {item}",
        "(take back|withdraw|cancel|retract|pull|revoke|rescind|recall) {contact's} (offer|quote) "
        "(on|for|of) {item}",
        "[the|our] (offer|quote) (on|for|of) {item} [to {contact}] (is|should be) (off|off the "
        "table|withdrawn|canceled|void)",
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
        "{contact} (paid|settled|has paid|paid up|has settled|paid in full|paid everything|paid "
        "the rest|paid the balance|paid his invoice|paid her invoice|paid the invoice|paid their "
        "invoice|paid the bill|settled up|settled the invoice|paid off|has paid in full|cleared "
        "the balance|has paid the invoice|paid what she owed|paid what he owed|paid it all|has "
        "settled the bill|settled the bill|settled his account|settled her account|settled the "
        "balance|has settled the invoice|cleared his balance|cleared her balance|paid "
        "already|already paid|paid today) <pay_tail>",
        "{contact} <pay> {amount} [for|on|toward|towards|against] [<order>] {order} <pay_tail>",
        "(got|received|we got|i got|we received|i received|just got|just received|got "
        "paid|took|collected|have received|weve received|record|recorded|log|banked|we have "
        "received|in|register|book|enter|put in|note|just in) [a] [payment] [of] {amount} "
        "[payment|deposit] (from|by|off) {contact} <pay_tail>",
        "(got|received|we got|i got|we received|i received|just got|just "
        "received|took|collected|have received|weve received) [a] [payment|money|the money|full "
        "payment|the payment|the deposit|cash|payment in full] [of|:] (from|by|off) {contact} "
        "<pay_tail>",
        "(got|received|we got|we received|just got|record|log|register|book|enter|add|put|put "
        "in|note|took|post) [a] [payment] [of] {amount} [payment|paid] "
        "[for|on|against|to|toward|towards] <order> {order} <pay_tail>",
        "(got|received|record|log|book|add) {contact's} "
        "(payment|money|transfer|wire|check|cash|deposit) [of|:|,] <pay_tail>",
        "{contact's} {method=(wire|check|cheque|transfer|bank transfer|card "
        "payment|cash|deposit|money|payment|wire transfer)} [of {amount}] (arrived|came in|has "
        "arrived|came through|landed|cleared|has cleared|is in|has come in|hit the account|went "
        "through|has landed|just landed|just came in|just arrived|is here) <pay_tail>",
        "{contact's} (payment|money) [of {amount}] (arrived|came in|has arrived|came "
        "through|landed|cleared|has cleared|is in|has come in|hit the account|went through|has "
        "landed|just landed|just came in|just arrived|is here) <pay_tail>",
        "(payment|new payment|record payment|record a payment|log payment|log a payment|payment "
        "received|incoming payment|paid|payment in|deposit) [:|,|of|-] [received] [from] {contact} "
        "[,|:|of|-] {amount} <pay_tail>",
        "(payment|new payment|record payment|record a payment|log payment|log a payment|payment "
        "received|incoming payment|deposit|add payment|add a payment|enter payment) "
        "[:|,|of|-|received|received of] {amount} (from|by) {contact} <pay_tail>",
        "(payment|record payment|record a payment|log payment|log a payment|payment received|add "
        "payment|add a payment|enter payment) [:|,|of|-] [{amount}] (for|on|to|against) [<order>] "
        "{order} [,|:|of|-] <pay_tail>",
        "<order> {order} [is|was|has been|got|is now|now|just] (paid|settled|paid for|paid up|paid "
        "in full|fully paid|been paid|all paid) <pay_tail>",
        "<order> {order} , {amount} (paid|received|in) <pay_tail>",
        "<order> {order} [:|,] (paid|received) {amount} <pay_tail>",
        "(mark|set|flag) <order> {order} [as|to] (paid|settled|paid in full|fully paid) <pay_tail>",
        "{amount} [payment] (came in|received|arrived|in|landed|has come in|was received|has "
        "arrived|paid|just came in|just arrived|came through|just landed|hit the account|has been "
        "paid|was paid) [from|by] {contact} <pay_tail>",
        "{amount} [payment] (came in|received|arrived|in|landed|has come in|was received|has "
        "arrived|paid|just came in|just arrived|came through|just landed|has been paid|was paid) "
        "(for|on|against|toward) [<order>] {order} <pay_tail>",
        "{amount} (from) {contact} [received|came in|arrived|in|just arrived|landed] <pay_tail>",
        "{contact} {amount} (paid|received|came in|payment|wire|deposit) <pay_tail>",
        "{contact} (left|put down|made|gave|gave us) [a] deposit [of] {amount} <pay_tail>",
        "{contact} (left|put down|made|gave|paid) [a] {amount} deposit <pay_tail>",
        "{contact's} (money|payment|cash|wire|check|transfer|deposit|dosh|funds|dough) (is in|came "
        "in|came through|arrived|landed|cleared|has arrived|has come in|has landed|hit|has "
        "hit|turned up|is here|has cleared) [,|:|-|the account|our account|the bank] [{amount}] "
        "<pay_tail>",
        "{contact} "
        "(chucked|slipped|flicked|shot|gave|handed|passed|bunged|sent|threw|tossed|forked|coughed|stumped|shelled|dropped|put|deposited|transfered|transferred|remitted|wired|paid|pay|payed|settled|has "
        "paid|has settled|has transferred) [us|me|over|up|out|in|down|off] {amount} "
        "[over|in|across] <pay_tail>",
        "(payment|money|cash|funds|deposit|check|wire|transfer) [of|:|,] {amount} "
        "[received|came|in|arrived|landed] [in|through|today] (from|by) {contact} <pay_tail>",
        "(payment|money|cash|funds) (from|by) {contact} [:|,|-|of|received|came in|arrived|in] "
        "{amount} <pay_tail>",
        "(got|received|have|took|taken|banked|collected|had|in|pocketed) [a|the|in] "
        "[payment|deposit|check|wire|transfer|cash|bank transfer] [of|for] {amount} "
        "[payment|deposit|in cash|cash] (from|by|off|of) {contact} <pay_tail>",
        "(got|received|have|took|taken|banked|collected|had) {contact's} {amount} <pay_tail>",
        "(put|book|log|note|enter|record|post|register|mark|credit) {amount} "
        "(from|for|by|to|against) {contact} <pay_tail> [as paid|paid|received]",
        "(put|book|log|note|enter|record|post|register|mark|credit) {contact} [as] (paid|having "
        "paid|as paid) [{amount}] <pay_tail>",
        "{contact} has (paid|settled|wired|transferred) <pay_tail>",
        "{amount} (off|from|by) {contact} [in|received|today|came in] <pay_tail>",
        "(paid|received) [:|,] {contact} [,|:|-] {amount} <pay_tail>",
        "{contact} paid [:|,] {amount} <pay_tail>",
        "? [!(paid|payment|wired|transferred|transfer|wire|deposit|received|settled|came "
        "in|check|cash|landed|cleared);!{contact};!{amount};{method};(for|on) <order> {order}]",
        "? [!(paid|payment|wired|transferred|received|came "
        "in|settled|cleared|landed);!{amount};!<order> {order};{method}]",
    )
    examples = {
        "Maria paid 2000 by card": {
            "contact": "Maria",
            "amount": {"amount": "2000.00", "currency": "USD"},
            "method": "card",
        }
    }
    effect = Effect.WRITE
    needs = Permission.PAYMENTS_WRITE
    one_of = ("contact", "order")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        payer = self.order or self.contact
        assert payer is not None  # one_of
        got = payments.record(crm, payer, self.amount, self.method, self.when)
        refs = [Ref("order", order.id, order.label) for _, order in got.parts]
        return Reply(pay_words.received(crm, got, self.method, self.when), refs)

    def preview(self, crm: Crm) -> str:
        who = self.order.label if self.order else self.contact.name if self.contact else ""
        return (
            f"Record {self.amount or 'what is due'} from {who}{f' by {self.method}' if self.method else ''}?"
        )


class RefundOrder(Intent):
    """Give money back for an order."""

    order: Order = slot("order", required=True, ask="Which order?")
    amount: Money | None = slot("money", help="none means all that was paid")

    phrases = (
        "(refund|reimburse|money back for|give a refund for|give a refund on|give refund for|issue "
        "a refund for|issue a refund on|issue refund for|process a refund for|process a refund "
        "on|process refund for|do a refund for|do a refund on|make a refund for|full refund "
        "for|full refund on|partial refund on|partial refund for|return the money for|return money "
        "for|pay back|send back the money for|give money back for|give the money back for|give "
        "back the money for|refund the|refund for|refund on|start a refund for|initiate a refund "
        "for|make refund for|please refund) [the] [<order>] {order} [[,] "
        "[of|for|with|only|just|by|-|partially|part of it] {amount} [only|please|back|of it]|[,] "
        "[in full|fully|the full amount|completely|full|all of it|everything|entirely]]",
        "refund {amount} (on|for|of|to|from|against) [<order>] {order}",
        "(give|send|pay|return|transfer|issue) [back] {amount} [back|refund] (for|on|to|of) <order> {order}",
        "(issue|process|make|do|give) [a|the] (refund|partial refund|reimbursement) of {amount} "
        "(on|for|to|against) [<order>] {order}",
        "(issue|process|make|do|give) [a|the] {amount} (refund|partial refund|reimbursement) "
        "(on|for|to|against) [<order>] {order}",
        "<order> {order} (needs refunding|needs a refund|needs to be refunded|should be "
        "refunded|refund|refunded|gets a refund|must be refunded|to be refunded|has to be "
        "refunded|is to be refunded|wants a refund|needs a refund of|refund of|gets refunded|needs "
        "a partial refund of|gets a refund of|wants money back|need refund|wants refund) [[,|of|-] "
        "{amount} [only|please]]",
        "refund <order> {order} [the] {amount}",
        "(give|pay|send|return|hand|transfer|wire) [the] "
        "[client|customer|buyer|them|her|him|money|full amount|cash|everything] [back|money "
        "back|their money back|the money back|a refund|her money back|his money back] [for|on] "
        "[the] <order> {order} [[,|of|only|just] {amount}]",
        "(money back|refund|reimbursement|full refund|partial refund) [please|now|:|,|on|for] "
        "<order> {order} [[,|of|only|just|:|-] {amount} [only|back]]",
        "<order> {order} [:|,|-] (refund|money back|reimburse|give back|pay back) "
        "[[,|of|only|just|:|-] {amount} [only|back]]",
        "<order> {order} [:|,|-] (refund|give back|pay back) {amount}",
        "(credit|return|reimburse|give back|pay back) {amount} (on|for|to|of|from|against) [<order>] {order}",
        "(i|we) (need|have|want|must|should) to refund [the] [<order>] {order} [[,|with|by] {amount}]",
        "? [!(refund|refunded|refunding|money back|reimburse|reimbursed);!<order>;!{order};{amount}]",
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
        )


class SendInvoice(Intent):
    """Send the invoice of an order."""

    order: Order | None = slot("order")
    contact: Contact | None = slot("contact", ask="Whose invoice, or for which order?")

    phrases = (
        "(send|email|mail|text|shoot|give|forward|whatsapp|get|fire "
        "off|drop|resend|re-send|issue|do) [over] [to] {contact} [over] "
        "[the|an|a|his|her|their|our|my] <invoice> [again|now|over|today]",
        ""
        "(send|email|mail|text|shoot|give|forward|issue|resend|re-send|whatsapp|make|do|create|prepare|fire "
        "off|get|raise|draw up|write|sent) [out|over|off] [the|an|a|our|my] <invoice> "
        "[out|over|again|off] (to|for) {contact} [now|again|over|please]",
        "(send|email|mail|text|shoot|give|forward|issue|resend|re-send|make|do|create|raise|draw "
        "up|prepare|write) [out|over] [the|an|a] <invoice> (for|of|on) [the] [<order>] {order} "
        "[out|to the client|to the customer|to the buyer|now|again|over]",
        "(send|email|issue|forward|resend) <order> {order} (invoice|bill)",
        "(send|email|issue|forward|resend|shoot) [out] [the] (invoice|bill) {order}",
        "(send|email|issue|forward|resend|shoot) {contact's} <invoice> [out|now|again|over|to "
        "her|to him|to them]",
        "(invoice|bill) (contact|client|customer) {contact}",
        "(invoice|bill) <order> {order}",
        "(invoice|bill) {contact} [now|please|today]",
        "{contact} (needs|wants|would like|is waiting for|asked for|asks for|is asking "
        "for|requested|still needs|has asked for|hasnt received|didnt get) "
        "[the|an|a|his|her|their] <invoice> [, send it|, please send|, send it over|, please send "
        "it]",
        "<order> {order} (needs|wants) [an|the] <invoice>",
        "<invoice> (for|to) {contact} [please|now]",
        "<invoice> for <order> {order}",
        "(get|fire|shoot|send|ping|whip|pop|drop|flick|bang|forward|chuck) "
        "[the|an|her|his|their|that] <invoice> [off|over|out|across] (to|for) {contact} "
        "[please|now|today]",
        "(get|fire|shoot|send|ping|flick|chuck) {contact} [the|an|her|his|their|that] <invoice> "
        "[please|now|today|over]",
        "{contact} (has|have) [still] (not|nt) (had|got|received) [the|an|her|his|their] <invoice> [yet]",
        "(has|have) {contact} (had|got) (the|an|her|his|their) <invoice> , [if not] send it",
        "(bill|invoice) {contact} [for] [<order>] [{order}]",
        "{contact} can be (invoiced|billed) [now]",
        "? "
        "[!(invoice|bill);!(send|email|mail|shoot|forward|needs|wants|text|give|issue|fire);!{contact};(to|over|off|out)]",
        "? [!(invoice|bill);!(send|email|mail|shoot|forward|needs|text|issue);!<order>;!{order}]",
    )
    examples = {"send Maria the invoice": {"contact": "Maria"}}
    effect = Effect.OUTWARD
    needs = Permission.SALES_WRITE
    one_of = ("contact", "order")

    def _order(self, crm: Crm) -> Order:
        from crm_core.errors import Refused
        from crm_core.services import orders

        if self.order:
            return self.order
        assert self.contact is not None  # one_of
        found = orders.get(crm, self.contact)
        if len(found) != 1:
            which = (
                f"has {len(found)} open orders. Which one? “send invoice 1001”" if found else "has no order"
            )
            raise Refused(why=f"{self.contact.name} {which}.")
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
        "(who|which <clients>|whoever|what <clients>|<clients> who|show <clients> who|show me "
        "who|list who|tell me who|anyone|who all|who else|does anyone|anybody) [still] "
        "(owe|owes|hasnt paid|havent paid|has not paid|have not paid|didnt pay|needs to pay|is "
        "behind|is late|has to pay|owing|still needs to pay|must pay|has outstanding invoices|has "
        "open invoices|has an open balance|has unpaid invoices|has outstanding balance|hasnt "
        "payed|not pay|not paid|didnt pay yet|is overdue|did not pay|isnt paid|has an outstanding "
        "balance|has not settled|hasnt settled|hasnt settled up|are overdue|has debts|is in debt) "
        "[us|me] [still] [money|anything|cash|up|something|yet|payment|payments|their bill|with "
        "payment|on payments|how much|what|on invoices|on payment|their invoice|any money] [right "
        "now|at the moment|yet|so far|still|now|these days|today]",
        "[<show>|<whats>] [me] [the|all|our|any|all the] "
        "(outstanding|unpaid|open|overdue|late|due|pending) "
        "(invoices|payments|balances|bills|receivables|accounts|money|debts|amounts|balance|sums|customer "
        "balances) [right now|at the moment|please|still|today] [for {contact}|from {contact}]",
        "[<show>] [me] [the|all|our] (receivables|debtors|accounts receivable|outstanding|debts|a "
        "r|arrears|unpaid|overdue|ar report|aging report|debtor list|ar|receivables list) "
        "[list|report|today]",
        "<whats> (outstanding|unpaid|overdue|owed to us|still owed|due to us|owing|owed us|still "
        "outstanding|still open|still unpaid|not paid yet|still to be paid|owing to us|still "
        "owing|open) [from clients|from customers|to us|by clients|right now|at the moment]",
        "how much (money|are we owed|do people owe us|is outstanding|is owed to us|do we have "
        "outstanding|is still outstanding|do customers owe us|do clients owe us|is unpaid|is "
        "overdue|are people owing us|is still unpaid|money is outstanding|is due to us|do they owe "
        "us|is still owed to us)",
        "(what|how much) (does|do) {contact} [still] (owe|owes) [us|me] [still|now|money]",
        "(does|do|did) {contact} [still] owe [us|me] [anything|money|something|any money]",
        "(has|did) {contact} (paid|pay|settled|paid up|paid yet|pay yet|payed|pay us|paid "
        "us|settle|settled up) [yet|already|us|up|the invoice|his invoice|her invoice|their "
        "invoice]",
        "{contact's} (open balance|outstanding balance|debt|outstanding invoices|unpaid "
        "invoices|open invoices)",
        "(is|are) (anyone|anybody|people|any clients|any customers) (behind|late|overdue) [on "
        "payments|with payments|with payment|on payment]",
        "(any|are there|are there any|do we have|do we have any) (outstanding|unpaid|open|overdue) "
        "(invoices|payments|bills|balances)",
        "(who|which) [clients|customers|of them|people|ones|accounts] "
        "(is|are|has|have|still|do|does|didnt|hasnt|havent|not|never|s) [still|not|nt|yet|to] "
        "[to|still] (pay|paid|payed|owing|owe|owes|outstanding|overdue|in debt|behind|late|in "
        "arrears|unpaid|settle|settled|settled up|coughed up|pay us|pay up|paid up|paying|cleared) "
        "[us|their bills|their invoices|yet|still|money|up|on payments|with payments|their "
        "account|their balance]",
        "(list|show|show me|give me|get me|pull) [of|me] [all|the|our] (debtors|unpaid|late "
        "payers|outstanding|receivables|people who owe us|clients who owe us|customers who owe "
        "us|clients owing|unpaid invoices|outstanding balances|who owes|who owes us|who owes "
        "what|overdue invoices)",
        "(what|how much) [money|cash|dosh] [is|are|do|s] "
        "[we|still|clients|customers|people|they|out there] (owed|outstanding|owe "
        "us|owing|unpaid|waiting for|waiting on|due|to come in|coming in|yet to come in|yet to be "
        "paid|still to come) [to us|us|from clients|from customers|in total|at the moment|right "
        "now|still]",
        "(accounts receivable|receivables|outstanding payments|outstanding money|unpaid bills|open "
        "items|open invoices|debtor list|ar|money owed|open balances|late payments|overdue "
        "payments|who hasnt settled) [please|list|now|today|?]",
        "(is|has) {contact} [all|fully|already|square|settled] (paid up|square|settled|settled "
        "up|square with us|all paid up|current) [with us|yet]",
        "how much (is|does) {contact} (behind|still owe|owe us|outstanding|still owe us|owing)",
        "? "
        "[!(owe|owes|owing|unpaid|outstanding|overdue|arrears|debt|debts|debtors|receivables|unsettled|late "
        "payers|late);!(who|whos|money|invoices|payments|clients|customers|bills|balances|what|which|list|show|whats|still|much|collectors)]",
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
        "(what|how much) (do|did|must|should|does the gallery|have|are) (we|i|the gallery|you) "
        "[still|currently|now] (owe|owing|have to pay|must pay|need to pay|must give|have to "
        "give|pay|have to pay out|need to give|owe to|have to pay to|give to|owed to|must give "
        "to|have to give to|owe it to) [to] {contact} [right now|now|at the moment|for "
        "sales|still|in total|today|in commission]",
        "(what|how much) we (owe|must pay|must give|have to pay|have to give|need to pay|must pay "
        "to|need to give|still owe) [to] {contact} [now]",
        "(what|how much) (is|s) [still] (owed to|due to|payable to|outstanding to|owing to|to be "
        "paid to) {contact} [right now|now]",
        "[<show>|<whats>] [me] {contact's} (balance|account balance|account|payout|share|current "
        "balance|open balance|balance due|commission|earnings|amount due|payable|running "
        "balance|due)",
        "[<show>|<whats>] [me] [the] (balance|account balance|balance due|open balance|current "
        "balance|payable|running balance|commission due|commission balance) (for|of|with|to|on) "
        "{contact}",
        "<whats> (my|our) [current|own] (balance|commission|share|cut|payout|earnings|account)",
        "(what|how much) (do|does|did|have|am) [i|you|the gallery|we] (get|owed|earn|earned|have "
        "coming|owe me|make|made) [so far|this month|right now|now|in commission|coming|currently]",
        "[show|show me] my (balance|commission|earnings|commissions|account|payouts)",
        "(how much|what) (am i|are you) (owed|owing me|owed in commission)",
        "(how much|what) (is|s) my (balance|commission|share|cut|payout)",
        "(how much|what) (does the gallery|do you|do they|do we) owe me",
        "{contact} balance",
        "balance {contact}",
        "balance",
        "(what|how much) [is|do|does|money|have|are|must|should|s|did|cut|share] [we|i|the "
        "gallery|s|have] [still|owing|have] [owe|owed|due|owing|to pay|pay|give|payable|still "
        "owe|outstanding|left to pay|to give] [to|for] {contact} [now|still|at the "
        "moment|for|from] [sales|her sales|his sales|the sales|the last sale]",
        "{contact's} (open|outstanding|current|unpaid|account|payable) "
        "(balance|amount|commission|share|payout|money|account)",
        "(how|what) does {contact's} (account|balance) (stand|look|look like) [with us|now]",
        "(whats|what is) (owing|due|payable|outstanding|left) (to|for) {contact}",
        "(what|how much) (have i|did i|do i) (earned|earn|make|made|got|get|have) [coming|so "
        "far|in commission|this month|this year|outstanding|due] [to me]",
        "(how much|what) (are|am|is) (we|i|the gallery) (due|supposed|meant|obliged|to) [to] "
        "(pay|give|send|owe|owing) [to] {contact}",
        "(how much|what) [do|must|should|shall|will] (we|i) (have|need|must|ought|got|should) [to] "
        "(pay|give|send) [to] {contact}",
        "? [!(owe|owed|owing|due|pay);!(we|our|gallery);!to {contact};!(how much|what|whats|much)]",
    )
    examples = {"what do we owe Ana Ruiz": {"contact": "Ana Ruiz"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def permission(self) -> Permission:
        """One's own balance is everybody's to see."""
        return Permission.MONEY_READ if self.contact or self.user else self.needs

    def run(self, crm: Crm) -> Reply:
        from crm_core.models import User
        from crm_core.services import analytics, payments

        party = self.contact or self.user or crm.session.get_one(User, crm.actor.id)
        owed = [money for money in payments.balance(crm, party) if money.amount > 0]
        if not self.contact and not self.user:
            return Reply(f"You have {analytics.together(owed)} to come.")
        return Reply(f"We owe {party.name} {analytics.together(owed)}.")


class RecordPayout(Intent):
    """Record what was paid out to a consignor, artist or agent."""

    contact: Contact | None = slot("contact", ask="To whom?")
    user: User | None = slot("user")
    amount: Money = slot("money", required=True, ask="How much was paid out?")

    phrases = (
        "(paid|pay|payed|we paid|i paid|just paid|have paid|we have paid|i have "
        "paid|paying|payout|transferred|sent|wired|record paying|ive paid|weve paid|record payment "
        "to|send) out {amount} to {contact} [<method_tail>]",
        "(paid|we paid|i paid|just paid|we have paid|ive paid|weve paid|pay) {contact} out "
        "{amount} [<method_tail>]",
        "(paid|we paid|i paid|just paid|we have paid|ive paid|weve paid|gave|we gave|i gave|just "
        "gave|transferred|sent|wired|have paid|pay) {contact} [her|his|their|the|an] "
        "(share|cut|commission|artist cut|payout|artist share|artists cut|consignor "
        "share|consignment share|money|part|percentage|fee|sales share|consignor cut|half|artists "
        "share|artist fee|proceeds|seller share|consignment money|consignment "
        "payment|portion|split) [of|,|:|-] {amount} [<method_tail>]",
        "(paid|we paid|i paid|just paid|we have paid|gave|we gave|transferred|sent|wired|have "
        "paid) {amount} (of|as|for) [her|his|their|the] (share|cut|commission|payout|artist "
        "cut|artist share|consignor share|part|percentage|proceeds) to {contact} [<method_tail>]",
        "(paid|we paid|i paid|just paid|transferred|sent|wired|we transferred|i transferred|we "
        "sent|i sent|we wired|i wired|ive transferred|weve transferred|just transferred|just "
        "wired|just sent|have transferred|remitted|we remitted) {amount} to {contact} [as|for] "
        "[her|his|their|the] [share|cut|commission|payout|artist cut|artist "
        "share|consignment|sales] [<method_tail>]",
        "(payout|record payout|record a payout|log payout|log a payout|new payout|artist "
        "payout|consignor payout|pay out|make a payout|payout done|make payout|do a payout|enter "
        "payout|book payout) [of|:|,|-] {amount} (to|for) {contact} [<method_tail>]",
        "(payout|record payout|record a payout|log payout|log a payout|new payout|artist "
        "payout|consignor payout|pay out|make a payout) [to|for|:|,|-] {contact} [of|:|,|-] "
        "{amount} [<method_tail>]",
        "{contact} (got|received|has received|was paid|has been paid|got paid|has got|gets) "
        "(her|his|their|the) (share|cut|commission|payout|artist cut|artist "
        "share|money|part|payment) [of|:|,] {amount} [<method_tail>]",
        "{contact} (got paid|was paid out|has been paid out|was paid|has been paid|got paid out|is "
        "paid out|received a payout of|was paid by us) {amount} [<method_tail>]",
        "(settled|settle) [up] with {contact} [for|:|,|,] {amount} [<method_tail>]",
        "(we|i) paid {contact} {amount} [<method_tail>]",
        "paid {contact} {amount} [for] [her|his|their|the] "
        "(share|cut|commission|payout|consignment|artist cut|artist "
        "share|half|part|proceeds|sales)",
        "{contact's} payout [of|:|,] {amount} [is done|done|made|sent]",
        "(paid|gave|handed|transferred|wired|sent|slipped|remitted|forwarded|settled|passed) "
        "[over|out|on] {contact} (her|his|their|the) "
        "[artist|artists|consignment|sales|agent|full|whole|agreed] "
        "(share|cut|commission|payout|part|percentage|portion|half|split|proceeds|money|fee|due|dues) "
        "[,|of|:|-|which is|thats] {amount} [<method_tail>]",
        "(paid|handed|transferred|wired|sent|remitted) [over|out|on] {amount} (to) {contact} "
        "[,|for|as|-|:] [her|his|their|the] [artist|consignment|sales|agent] "
        "(share|cut|commission|payout|part|percentage|portion|half|split|proceeds|consignment "
        "share|artist share|consignment|sales|royalties)",
        "(paid|payout|pay) out [:|,|-] {contact} [,|:|-] {amount} [<method_tail>]",
        "{contact} [has|was|got|is|have] [been|now] (paid out|paid off|paid) [her|his|their|the] "
        "(share|cut|commission|part|proceeds|percentage) [,|of|:|-] {amount} [<method_tail>]",
        "{contact} [has|was|got|is] [been] paid out [,|:|-|with] {amount} [<method_tail>]",
        "{amount} (paid out|payout|paid) to {contact} [<method_tail>]",
        "? [!(paid out|payout|pay "
        "out|paid|transferred|sent|wired);!{amount};!{contact};!(share|cut|commission|consignment|payout|consignment "
        "share|artist share|artists share|proceeds|paid out)]",
    )
    examples = {
        "paid out 800 to Ana Ruiz": {
            "contact": "Ana Ruiz",
            "amount": {"amount": "800.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.MONEY_WRITE
    one_of = ("contact", "user")
    step_up = True

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import payments

        party = self.contact or self.user
        assert party is not None  # one_of
        left = payments.pay_out(crm, party, self.amount)
        still = f"we still owe {left}" if left else "we owe nothing more"
        return Reply(f"Noted: {self.amount} paid out to {party.name}; {still}. UNDO takes it back.")

    def preview(self, crm: Crm) -> str:
        party = self.contact or self.user
        return f"Record {self.amount} paid out to {party.name if party else ''}?"


class SendStatement(Intent):
    """Send a consignor, artist or agent their statement."""

    contact: Contact | None = slot("contact", ask="Whose statement?")
    user: User | None = slot("user")
    period: Period | None = slot("period")

    phrases = (
        "(send|email|mail|text|give|forward|shoot|whatsapp) [over] [to] {contact} [over] "
        "[the|a|an|his|her|their] "
        "[account|consignment|sales|monthly|quarterly|commission|payout|consignor] "
        "(statement|account statement|statement of account|statements|accounting|settlement) "
        "[for|of|from] [{period}]",
        "(send|email|mail|forward|issue|prepare|make|do|create) [the|a|an] "
        "[account|consignment|sales|monthly|quarterly|commission|payout|consignor] "
        "(statement|statement of account|settlement) (to|for) {contact} [for|of] [{period}]",
        "(send|email|mail|forward|issue) {contact's} "
        "[account|consignment|sales|monthly|quarterly|commission|payout] (statement|settlement) "
        "[to (her|him|them)] [for|of] [{period}]",
        "(send|email|mail|forward|issue|give|send out) {contact} [the|a|her|his|their] {period} "
        "[account|consignment|sales|commission] statement",
        "(statement|account statement|consignment statement) (to|for) {contact} [for|of|,] [{period}]",
        "{contact} (needs|wants|asked for|would like|asks for|is asking for|wants to see) "
        "[the|a|an|his|her|their] [account|consignment|sales|monthly|quarterly] statement [for|of] "
        "[{period}]",
        "(get|shoot|fire|pop|drop|ping|fling|flick) {contact} [the|a|her|his|their] "
        "[consignment|account|sales|monthly|quarterly] statement [for|of] [{period}]",
        "(get|shoot|fire|pop|drop|ping|do|draw up|run|generate) [the|a|her|his|their] "
        "[consignment|account|sales|monthly|quarterly] statement [off|out|over] (to|for) {contact} "
        "[for|of] [{period}]",
        "{contact} (is due|is owed|is waiting for|should get|should have|is expecting|has not had) "
        "(a|her|his|their|the) statement [for|of] [{period}]",
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
