"""What a collector can say: it records a message, an interest, a question, a wish or consent, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_core.access import Permission
from intents.base import Audience, Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Inbox, Item, Order
    from crm_core.money import Money

PASSED_ON = "Thank you, I've passed it on."
LET_ME_CHECK = "Let me check and come back to you."


class Sentence(Intent, abstract=True):
    """Base of what a collector can say."""

    audience = Audience.COLLECTOR
    effect = Effect.WRITE
    needs = Permission.GUEST
    undoable = False

    def heard(self, crm: Crm) -> tuple[Contact, Inbox]:
        """Who says it, in which message."""
        from crm_core.models import Contact, Inbox

        return crm.session.get_one(Contact, crm.actor.id), crm.session.get_one(Inbox, crm.inbox_id)

    def pass_on(self, crm: Crm, meaning: str, answer: str = "", *, waits: bool = True, **more: Any) -> Reply:
        """Tell the staff what is wanted; the collector hears `answer`, if anything."""
        from crm_core.services import threads

        contact, inbox = self.heard(crm)
        told = answer if not waits else ""
        said = threads.take_in(crm, contact, inbox, meaning=meaning, waits=waits, answer=told, **more)
        item = more.get("item")
        return Reply(
            self.introduced(crm, inbox, answer or said), [Ref("item", item.id, item.title)] if item else []
        )

    def introduced(self, crm: Crm, inbox: Inbox, text: str) -> str:
        from crm_core.services import messages

        return messages.introduced(crm, inbox.channel, inbox.from_address, text) if text else ""

    def meant(self, crm: Crm) -> Item | None:
        """The item that is certainly meant: named, or the one we last spoke of with them; else None."""
        from crm_core.services import certain_answers

        named: Item | None = getattr(self, "item", None)
        return (
            named if named is not None or self.unsure else certain_answers.last_spoken_of(crm, crm.actor.id)
        )

    def approvable(self, crm: Crm, summary: str, name: str, **slots: Any) -> Approval:
        """A command that the staff may OK, kept with the versions of its rows."""
        from crm_core.services import approvals
        from intents.base import registry
        from intents.binding import dump, versions

        intent = registry[name](**slots)
        return approvals.ask(
            crm, dump(intent), summary, intent.permission(), versions(intent, crm), notify=False
        )


class OptOut(Sentence):
    """Get no more messages."""

    phrases = ()
    examples = {"STOP": {}, "please don't text me again": {}, "take me off your list": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        answer = consent_words.stop(crm, inbox, carrier_word=consent_words.is_carrier_word(inbox.text))
        threads.take_in(crm, contact, inbox, meaning="wants no more messages", waits=False)
        return Reply(answer)


class OptIn(Sentence):
    """Get messages again."""

    phrases = ()
    examples = {"START": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        if self.guessed:
            meaning = "may want our messages again; only their own clear words can say so"
            threads.take_in(crm, contact, inbox, meaning=meaning)
            return Reply(consent_words.how_to_start(crm, inbox))
        again = consent_words.wants_already(crm, inbox)
        answer, done = consent_words.start(crm, inbox, carrier_word=consent_words.is_carrier_word(inbox.text))
        meaning = (
            "wants our messages again" if done else "wants our messages again, but must text START first"
        )
        threads.take_in(crm, contact, inbox, meaning=meaning, waits=False, tell=not again)
        return Reply(answer)


class AskHelp(Sentence):
    """Who is writing here."""

    phrases = ()
    examples = {"HELP": {}, "who is this": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        threads.take_in(crm, contact, inbox, meaning="asks who we are", waits=False)
        return Reply(consent_words.who_we_are(crm, inbox))


class AcceptOffer(Sentence):
    """Take what was offered."""

    item: Item | None = slot("item")

    phrases = (
        "{item@the_piece} (please|is mine|for me please|ill take it|sold|yes please|im in) <c_extra>",
        "{item@piece} (i|we|ill|id) (take|want|buy|like|will take) <c_extra>",
    )
    examples = {"yes I'll take it": {}, "I want Blue Nude": {"item": "Blue Nude"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import certain_answers, wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "accept", inbox.text, item)
        actions = []
        if item is not None:
            price = certain_answers.price_for(crm, item, contact)
            for_price = f" for {price}" if price else ""
            summary = f"Sell {item.title} ({item.sku}) to {contact.name}{for_price}?"
            actions = [self.approvable(crm, summary, "sell_item", item=item, contact=contact, price=price)]
            actions += [
                self.approvable(
                    crm,
                    f"Hold {item.title} ({item.sku}) for {contact.name}?",
                    "hold_item",
                    item=item,
                    contact=contact,
                )
            ]
        return self.pass_on(crm, "wants to buy", PASSED_ON, item=item, actions=actions)


class DeclineOffer(Sentence):
    """Pass on what was offered."""

    item: Item | None = slot("item")

    phrases = ("<c_no> <c_no_phrase> <c_no_extra>", "<c_no_phrase> <c_no_extra>")
    examples = {"not for me thanks": {}, "pass": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "decline", inbox.text, item)
        return self.pass_on(crm, "passes", item=item, waits=False)


class CounterOffer(Sentence):
    """Name another price."""

    price: Money = slot("money", required=True)
    item: Item | None = slot("item")

    phrases = (
        "[the] {item@named} , {price} (deal|ok|possible) <c_price_tail>",
        "(meet|join|come) me (at|halfway at|in the middle at|half way at) {price} <c_price_tail>",
    )
    examples = {"would you take 3800?": {"price": {"amount": "3800.00", "currency": "USD"}}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "counter", inbox.text, item)
        actions = []
        if item is not None:
            summary = f"Sell {item.title} ({item.sku}) to {contact.name} for {self.price}?"
            actions = [
                self.approvable(crm, summary, "sell_item", item=item, contact=contact, price=self.price)
            ]
        return self.pass_on(crm, f"offers {self.price}", PASSED_ON, item=item, actions=actions)


class AskPrice(Sentence):
    """Ask what something costs."""

    item: Item | None = slot("item")

    phrases = (
        "(is) [the] {item@named} (expensive|pricey|within my budget|very expensive) <c_bye>",
        "(price|cost) (of|for|on) [the] {item@named} <c_bye>",
    )
    examples = {"how much is the big red one": {"item": "big red one"}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks the price", "price")


class AskAvailable(Sentence):
    """Ask whether something can still be had."""

    item: Item | None = slot("item")

    phrases = (
        "(can|could) i (still|also) (get|buy|have|take|purchase|order) [the] {item@named} <c_bye>",
        "(could|can) i still (buy|get|have|purchase|order|snag) [the|a|one of the] {item@named} <c_bye>",
    )
    examples = {"is Blue Nude still available": {"item": "Blue Nude"}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks whether it is available", "available")


class AskDetails(Sentence):
    """Ask about size, condition, more photos."""

    item: Item | None = slot("item")

    phrases = (
        "<c_ask> <c_detail_q> [the|your] {item@named} <c_detail_end>",
        "(is|are|was|were) [the|your] {item@named} <c_adjective> <c_bye>",
    )
    examples = {"what size is it": {}, "can you send more photos": {}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks for details", "details")


class AskSimilar(Sentence):
    """Ask for more of the kind."""

    item: Item | None = slot("item")

    phrases = ()
    examples = {"anything else like it": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "similar", inbox.text, item)
        return self.pass_on(crm, "asks for something similar", item=item)


class RequestHold(Sentence):
    """Ask to have something kept."""

    item: Item | None = slot("item")
    until: datetime | date | None = slot("when")

    phrases = ("(hold|keep|reserve) it {until} <c_hold_tail>",)
    examples = {"can you hold it till friday": {"until": "2026-11-27"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "hold", inbox.text, item)
        actions = []
        if item is not None:
            till = _until(crm, self.until)
            summary = f"Hold {item.title} ({item.sku}) for {contact.name}{till}?"
            actions = [
                self.approvable(crm, summary, "hold_item", item=item, contact=contact, until=self.until)
            ]
        return self.pass_on(crm, "asks us to hold", PASSED_ON, item=item, actions=actions)


class AskOrder(Sentence):
    """Ask where an order is."""

    order: Order | None = slot("order")

    phrases = ("order {order} [?|,|:|status|news|update|where|eta] <c_bye>",)
    examples = {"where is my order": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import certain_answers

        contact, _ = self.heard(crm)
        answer = certain_answers.about_order(crm, contact, self.order, unsure=self.unsure)
        return self.pass_on(crm, "asks where their order is", answer or LET_ME_CHECK, waits=not answer)


class AskVisit(Sentence):
    """Ask to come by."""

    when: datetime | date | None = slot("when")

    phrases = ("<c_visit> [{when}] <c_visit_tail>", "<c_visit> (at|on|around|about|by) {when} <c_visit_tail>")
    examples = {"can I come by saturday at 2": {"when": "2026-11-21T14:00:00-05:00"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import certain_answers

        contact, inbox = self.heard(crm)
        hours = certain_answers.about_hours(crm, inbox.text)
        if hours and not certain_answers.asks_to_come(inbox.text):
            return self.pass_on(crm, "asks when we are open", hours, waits=False)
        actions = []
        if self.when is not None:
            summary = f"Put {contact.name}'s visit in the diary{_on(crm, self.when)}?"
            actions = [self.approvable(crm, summary, "book_visit", contact=contact, when=self.when)]
        answer = f"{hours} {PASSED_ON}" if hours else PASSED_ON
        return self.pass_on(crm, "asks to come by", answer, actions=actions)


class SharePreference(Sentence):
    """Say what one collects."""

    likes: str = slot("likes", required=True)
    max_price: Money | None = slot("money")

    phrases = (
        "<c_like> {likes} [<c_budget> {max_price} [max|tops|or less|maximum|at most|or under|or so]]",
        "<c_like> {likes} [,] {max_price} (max|tops|or less|maximum|at most|or under|limit)",
    )
    examples = {"I only collect photography": {"likes": "photography"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, _ = self.heard(crm)
        wishes.interest(crm, contact, "preference", self.likes)
        up_to = f", up to {self.max_price}" if self.max_price else ""
        summary = f"Note that {contact.name} likes {self.likes}{up_to}?"
        action = self.approvable(
            crm, summary, "add_preference", contact=contact, likes=self.likes, max_price=self.max_price
        )
        return self.pass_on(crm, "tells what they like", actions=[action], waits=False)


class ShareWish(Sentence):
    """Say what one is looking for."""

    wish: str = slot("wish", required=True)
    max_price: Money | None = slot("money")

    phrases = ("<c_wish> {wish} [,] {max_price} (max|tops|or less|maximum|at most|or under|limit|budget)",)
    examples = {
        "I'm looking for a 1968 Speedmaster under 6k": {
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        wish = wishes.add(crm, contact, self.wish, self.max_price)
        wishes.interest(crm, contact, "wish", inbox.text)
        have = wishes.matches(crm, wish)
        meaning = "is looking for something" + (f" (we have {have[0].title}, {have[0].sku})" if have else "")
        return self.pass_on(crm, meaning)


class Thanks(Sentence):
    """Say thank you."""

    phrases = ()
    examples = {"thank you!": {}}

    def run(self, crm: Crm) -> Reply:
        return self.pass_on(crm, "says thanks", waits=False)


def _about_item(sentence: Sentence, crm: Crm, meaning: str, question: str) -> Reply:
    """Answer a question about an item where the answer is certain and may be given; else the staff do."""
    from crm_core.services import certain_answers, wishes

    contact, inbox = sentence.heard(crm)
    item = sentence.meant(crm)
    wishes.interest(crm, contact, question, inbox.text, item)
    answer = certain_answers.about_item(crm, question, item, inbox.text)
    reply = sentence.pass_on(crm, meaning, answer.text or LET_ME_CHECK, item=item, waits=not answer.text)
    reply.media = answer.media
    return reply


def _until(crm: Crm, when: datetime | date | None) -> str:
    from crm_core.services.tasks import spoken

    return f" until {spoken(crm, when)}" if when else ""


def _on(crm: Crm, when: datetime | date) -> str:
    from crm_core.services.tasks import spoken

    return f" for {spoken(crm, when)}"
