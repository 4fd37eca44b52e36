"""Messages: writing to collectors, reading what they wrote, drafts and approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Json, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, User
    from crm_core.services.broadcasts import Plan
    from crm_core.services.waiting import Waiting

NOTHING = frozenset({"none", "nothing", "off", "-"})  # a saved reply that is to go
PICTURES = 3  # of each item sent


class TextContact(Intent):
    """Write to a contact."""

    contact: Contact = slot("contact", required=True, ask="To whom?")
    message: str = slot("message", required=True, ask="What should I write?")
    channel: str | None = slot("channel")
    when: datetime | date | None = slot("when")

    phrases = (
        "<text_verb> {contact} [{when}] <say> {message}",
        "<text_verb> {contact} {when} <say> {message}",
    )
    examples = {"text Maria: the Ruiz is in": {"contact": "Maria", "message": "the Ruiz is in"}}
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services import texting

        return texting.preview(crm, self.contact, self.message, self.channel, self.when)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import texting
        from crm_core.services.tasks import spoken

        way = texting.plan(crm, self.contact, self.channel, self.when)
        texting.send(crm, self.contact, self.message, self.channel, self.when)
        later = way.waits_until or (way.due_at if self.when else None)
        text = f"On its way to {self.contact.name}."
        if later:
            text = f"It goes to {self.contact.name} on {spoken(crm, later)}. UNDO takes it back until then."
        return Reply(text, [Ref("contact", self.contact.id, self.contact.name)])


class ReplyContact(Intent):
    """Answer the contact whose message was shown last."""

    message: str = slot("message", required=True, ask="What should I answer?")
    contact: Contact | None = slot("contact")

    phrases = (
        "(reply|answer|respond|write back|text back|get back|reply back|say) to {contact} <say> {message}",
        "(reply|answer|respond|write back|text back|get back|reply back) to {contact} that {message}",
    )
    examples = {"reply we open at 10": {"message": "we open at 10"}}
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE

    def subjects(self, crm: Crm) -> list[Ref]:
        """Whom it goes to and what they wrote last are part of what is OKed."""
        from crm_core.services import threads

        contact = self._to(crm)
        thread = threads.of(crm, contact)
        return [Ref("contact", contact.id, contact.name)] + ([Ref("thread", thread.id)] if thread else [])

    def _to(self, crm: Crm) -> Contact:
        from crm_core.services import spoken_of

        if self.contact is None:
            self.contact = spoken_of.contact(crm)
        return self.contact

    def bound(self, crm: Crm) -> dict[str, Json]:
        contact = self._to(crm)
        return {"contact": {"ref": "contact", "id": contact.id, "said": contact.name}}

    def preview(self, crm: Crm) -> str:
        from crm_core.services import saved_replies, threads

        contact = self._to(crm)
        threads.check(crm, contact)
        words = threads.last_words(crm, contact)
        wrote = f" (who wrote “{words}”)" if words else ""
        return f"Answer {contact.name}{wrote}: “{saved_replies.expanded(crm, self.message)}”?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import saved_replies, threads

        contact = self._to(crm)
        threads.reply(crm, contact, saved_replies.expanded(crm, self.message))
        return Reply(f"On its way to {contact.name}.", [Ref("contact", contact.id, contact.name)])


class Broadcast(Intent):
    """Write to everyone who fits."""

    query: str = slot("audience", required=True, ask="To whom: everyone who likes what, or where?")
    message: str = slot("message", required=True, ask="What should I write?")
    channel: str | None = slot("channel")
    when: datetime | date | None = slot("when")
    except_: list[Contact] | None = slot("contact", many=True)

    phrases = ("(broadcast|blast|announce|mass text|mass message) [to|:|-] {query} : {message}",)
    examples = {
        "text everyone who likes Ruiz: new works friday": {"query": "Ruiz", "message": "new works friday"}
    }
    effect = Effect.OUTWARD
    needs = Permission.BROADCAST

    def preview(self, crm: Crm) -> str:
        from crm_core.services import broadcasts

        return broadcasts.preview(crm, self._plan(crm), self.message)

    def confirm_word(self, crm: Crm) -> str:
        """To very many it takes their number, typed: a bare OK comes too easily."""
        from crm_core.services import broadcasts

        count = len(self._plan(crm).to)
        return str(count) if count > broadcasts.OK_IS_ENOUGH else ""

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import broadcasts

        sent = broadcasts.send(crm, self._plan(crm), self.message)
        people = "1 person" if sent == 1 else f"{sent} people"
        return Reply(f"On its way to {people}. UNDO takes back what has not left yet.")

    def _plan(self, crm: Crm) -> Plan:
        from crm_core.services import broadcasts

        return broadcasts.plan(crm, self.query, self.channel, self.when, self.except_ or [])


class DraftMessage(Intent):
    """Draft a message to a contact, to be approved before it leaves."""

    contact: Contact = slot("contact", required=True, ask="To whom?")
    about: str = slot("text", required=True, ask="About what?")
    channel: str | None = slot("channel", help="where an email was asked for")

    phrases = (
        "<draft> <a_text> (about|regarding|re|on|concerning) {about@clause} (to|for) {contact}",
        "<draft> (to|for) {contact} (about|regarding|re|on|concerning|:) {about}",
    )
    examples = {"draft a text to Maria about the new Ruiz": {"contact": "Maria", "about": "the new Ruiz"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def preview(self, crm: Crm) -> str:
        """Asked where the words were read with doubt."""
        item = self._item(crm)
        what = "an email" if self._channel(crm) == "email" else "a text"
        return f"Draft {what} to {self.contact.name} about {item.title if item else self.about}?"

    def _channel(self, crm: Crm) -> str | None:
        """As it was said: "draft an email …" is read as words for a draft, whichever way it goes."""
        from crm_core.services import drafts

        return self.channel or drafts.by_mail(crm)

    def bound(self, crm: Crm) -> dict[str, Json]:
        channel = self._channel(crm)
        return {"channel": channel} if channel else {}

    def _item(self, crm: Crm) -> Item | None:
        from crm_core.services import find

        return find.items(crm, self.about).one

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts

        item = self._item(crm)
        channel = self._channel(crm)
        drafts.request(
            crm, drafts.MESSAGE, contact=self.contact, item=item, about=self.about, channel=channel
        )
        what = "an email" if channel == "email" else "a text"
        said = f"Writing {what} to {self.contact.name} about {item.title if item else self.about}."
        return Reply(
            f"{said} I'll show it to you before it leaves. UNDO takes it back.",
            [Ref("contact", self.contact.id, self.contact.name)],
        )


class SendItems(Intent):
    """Send a contact pictures of items."""

    items: list[Item] = slot("item", many=True, required=True, ask="Pictures of which items?")
    contact: Contact = slot("contact", required=True, ask="To whom?")
    message: str | None = slot("message")
    channel: str | None = slot("channel")

    phrases = (
        "<send_pics> [over] [the] {items} <pictures> (to|for) {contact} <items_tail>",
        "<send_pics> {contact} {items's} <pictures> <items_tail>",
    )
    examples = {
        "send Maria pics of the Ruiz and Blue Nude": {"contact": "Maria", "items": ["Ruiz", "Blue Nude"]}
    }
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services import cards, texting

        way = texting.plan(crm, self.contact, self.channel)
        missing = [item.title for item in self.items if not cards.photos(crm, item)]
        lines = [f"{way.verb} {self.contact.name} ({way.address.value}): “{self._words()}”?"]
        if missing:
            lines.append(f"There is no photo of {', '.join(missing)}.")
        return "\n".join(lines)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards, texting

        media = [key for item in self.items for key in cards.photos(crm, item)[:PICTURES]]
        one = self.items[0].id if len(self.items) == 1 else None
        texting.send(crm, self.contact, self._words(), self.channel, media=media, item_id=one)
        shown = [Ref("contact", self.contact.id, self.contact.name)]
        return Reply(f"On its way to {self.contact.name}.", shown)

    def _words(self) -> str:
        """The words said, or each item with its maker and the price a client may hear."""
        from crm_core.services import cards

        if self.message:
            return self.message
        return "\n".join(
            ", ".join(part for part in (item.title, item.maker, cards.price(item)) if part)
            for item in self.items
        )


class Inbox(Intent):
    """New messages."""

    phrases = ("(what|whats) new",)
    examples = {"any new messages": {}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import staff_notes, threads
        from crm_core.services.tasks import spoken
        from intents import pages

        waiting = threads.waiting(crm)
        if not waiting:
            return Reply("No messages wait for an answer.")
        after = self.page or 0
        shown = waiting[after : after + 8]
        lines = [
            f"{contact.name}, {spoken(crm, thread.waiting_since)}{staff_notes.quoted(inbox)}"
            for thread, contact, inbox in shown
        ]
        count = len(waiting)
        head = "1 conversation waits:" if count == 1 else f"{count} conversations wait:"
        refs = [Ref("contact", contact.id, contact.name) for _, contact, _ in shown]
        left = count - after - len(shown)
        return pages.page(self, head, lines, refs, after + len(shown) if left else None, left)


class ReadThread(Intent):
    """Show the conversation with a contact."""

    contact: Contact = slot("contact", required=True, ask="With whom?")

    phrases = (
        "<show> [me] {contact's} [last|latest|recent|entire|whole|full] <thread> [history|thread]",
        "(whats the last|what was the last) (message|thing|text) (from|with|by) {contact} [said|wrote]",
    )
    examples = {"show my chat with Maria": {"contact": "Maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import threads

        lines = threads.history(crm, self.contact)
        shown = [Ref("contact", self.contact.id, self.contact.name)]
        if not lines:
            return Reply(f"No messages with {self.contact.name} yet.", shown)
        return Reply("\n".join(f"{line.who}, {line.at}: {line.text}" for line in lines), shown)


class AssignThread(Intent):
    """Give a conversation to a colleague."""

    contact: Contact = slot("contact", required=True, ask="Whose conversation?")
    user: User = slot("user", required=True, ask="Who should take it?")

    phrases = (
        "(thread|chat|conversation) (with|of) {contact} (to|goes to|for) {user}",
        "{contact} (is|goes|now|belongs) [now|over] (to|with|for) {user} [now|from here on|from now on]",
    )
    examples = {"give Maria's thread to Sam": {"contact": "Maria", "user": "Sam"}}
    effect = Effect.WRITE
    asks = "Give the conversation with {contact} to {user}?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import threads

        threads.assign(crm, self.contact, self.user)
        text = f"{self.user.name} answers {self.contact.name} from now on. UNDO takes it back."
        return Reply(text, [Ref("contact", self.contact.id, self.contact.name)])


class CloseThread(Intent):
    """Mark a conversation as done."""

    contact: Contact | None = slot("contact")

    phrases = (
        "(done|finished|im done|all done) with (this|the|that) (thread|chat|conversation|convo)",
        "{contact's} (thread|chat|conversation|convo) (is|can be) (done|closed|resolved|finished|handled)",
    )
    examples = {"done with Nadia's thread": {"contact": "Nadia"}}
    effect = Effect.WRITE
    asks = "Mark the conversation[ with {contact}] as done?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import spoken_of, threads

        contact = self.contact or spoken_of.contact(crm)
        shown = [Ref("contact", contact.id, contact.name)]
        if not threads.close(crm, contact):
            return Reply(f"Nothing from {contact.name} was waiting.", shown)
        return Reply(f"Done with {contact.name} until they write again. UNDO takes it back.", shown)


class ListOutgoing(Intent):
    """Messages that wait to go out."""

    phrases = ()
    examples = {"what's going out": {}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import staff_notes, texting
        from crm_core.services.tasks import spoken
        from intents import pages

        rows = texting.outgoing(crm)
        if not rows:
            return Reply("Nothing waits to go out.")
        after = self.page or 0
        shown = rows[after : after + 8]
        lines = [
            f"{contact.name if contact else row.to_address}, {spoken(crm, texting.leaves_at(crm, row, contact))}"
            f"{staff_notes.quoted(row)}"
            for row, contact in shown
        ]
        refs = [Ref("outbox", row.id, contact.name if contact else "") for row, contact in shown]
        left = len(rows) - after - len(shown)
        return pages.page(self, "Going out:", lines, refs, after + len(shown) if left else None, left)


class RecallMessage(Intent):
    """Stop a message that has not gone out yet."""

    contact: Contact | None = slot("contact", ask="The message to whom, or which number?")
    number: int | None = slot("int")

    phrases = (
        "(dont|do not) send {contact} (the|that) (message|text|email|note|one) [after all|yet|anymore]",
        "(recall|unsend|un-send) {number}",
    )
    examples = {"don't send the one to Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
    asks = "Stop the message[ to {contact}][ with the number {number}] before it leaves?"
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "number")

    def run(self, crm: Crm) -> Reply:
        from crm_core.errors import Refused
        from crm_core.services import staff_notes, texting

        if self.contact is not None:
            row = texting.waiting_for(crm, self.contact)
        else:
            rows = texting.outgoing(crm)
            number = self.number or 0
            if not 1 <= number <= len(rows):
                raise Refused(
                    why=f"There is no message {number} waiting. Text “what's going out” to see them."
                )
            row = rows[number - 1][0]
        texting.recall(crm, row)
        said = staff_notes.shortened(row.text)
        return Reply(f"Taken back: “{said}”. It was not sent. UNDO sends it after all.")


class SaveReply(Intent):
    """Keep an answer to use again."""

    name_: str = slot("reply_name", required=True, ask="What should the answer be called?")
    text: str = slot("text", required=True, ask="What does it say?")

    phrases = ()
    examples = {"save reply hours: we open at 10": {"name": "hours", "text": "we open at 10"}}
    effect = Effect.WRITE
    asks = "Save the answer “{name}”: “{text}”?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import saved_replies

        if self.text.strip().casefold().rstrip(".") in NOTHING:
            saved_replies.forget(crm, self.name_)
            return Reply(f"The saved reply “{self.name_}” is gone. UNDO brings it back.")
        saved_replies.save(crm, self.name_, self.text)
        return Reply(f"Saved. “reply {self.name_}” now says: “{self.text}”. UNDO takes it back.")


class ListReplies(Intent):
    """The answers saved to be used again."""

    phrases = ("(show|list) [me] [all] [my|our|the] (saved|canned|quick) replies",)
    examples = {"show our saved replies": {}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import saved_replies

        lines = [f"{name}: {text}" for name, text in saved_replies.all_of(crm)]
        if not lines:
            return Reply("None is saved yet. Say it like “save reply hours: we open at 10”.")
        return Reply("\n".join([*lines, "“reply hours” sends one; “save reply hours: none” drops it."]))


class ListWaiting(Intent):
    """What waits for you: approvals, drafts, questions."""

    phrases = ()
    examples = {"what needs me": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import waiting
        from intents.approving import line, ref
        from intents.pages import page

        found = waiting.waiting(crm)
        if not found:
            return Reply("Nothing waits for you.")
        start = self.page or 0
        some = found[start : start + 8]
        after = start + 8 if len(found) > start + 8 else None
        head = "APPROVE or REJECT and a number:" if any("approve" in each.actions for each in some) else ""
        lines, refs = [line(each) for each in some], [ref(each) for each in some]
        return page(self, head, lines, refs, after, len(found) - start - 8)


class Approve(Intent):
    """Approve what waits."""

    which: int | str | None = slot("which")

    phrases = (
        "(approve|approve it|sign off on it|greenlight it)",
        "{which@ordinal} (is|s) (approved|ok|fine|good|good to go|good as is)",
    )
    examples = {"approve 2": {"which": 2}}
    effect = Effect.CONFIRM
    needs = Permission.BASICS

    def effect_now(self, crm: Crm) -> Effect:
        from intents.approving import effect_of

        return effect_of(self._found(crm))

    def _found(self, crm: Crm) -> Waiting | None:
        from crm_core.services import waiting

        return waiting.pick(crm, self.which, "approve")

    def bound(self, crm: Crm) -> dict[str, Json]:
        found = self._found(crm)
        return {"which": {"ref": found.kind, "id": found.id, "said": ""}} if found else {}

    def stands_for(self, crm: Crm) -> Intent:
        from intents.approving import stands_for

        return stands_for(crm, self._found(crm)) or self

    def subjects(self, crm: Crm) -> list[Ref]:
        from intents.approving import subjects_of

        return subjects_of(crm, self._found(crm))

    def preview(self, crm: Crm) -> str:
        from intents.approving import preview_of

        return preview_of(crm, self._found(crm))

    def run(self, crm: Crm) -> Reply:
        from intents.approving import do, which_one

        found = self._found(crm)
        return do(crm, found, "approve") if found else which_one(crm, "approve")


class Reject(Intent):
    """Turn down what waits."""

    which: int | str | None = slot("which")
    reason: str | None = slot("text")

    phrases = (
        "(reject|veto|disapprove) [the|that] {which} [[,|:|-|because|as|since] {reason}]",
        "(reject|rejected|disapprove|reject it|reject that)",
    )
    examples = {"reject 2, too long": {"which": 2, "reason": "too long"}}
    effect = Effect.WRITE
    asks = "Turn down what waits[: {which}][, because {reason}]?"
    needs = Permission.BASICS

    def effect_now(self, crm: Crm) -> Effect:
        return self.effect if self._found(crm) else Effect.READ

    def _found(self, crm: Crm) -> Waiting | None:
        from crm_core.services import waiting

        return waiting.pick(crm, self.which, "reject")

    def run(self, crm: Crm) -> Reply:
        from intents.approving import do, which_one

        found = self._found(crm)
        return do(crm, found, "reject", self.reason or "") if found else which_one(crm, "reject")


class ReviseDraft(Intent):
    """Have a draft written again."""

    hint: str = slot("text", required=True, ask="What should be different?")
    which: int | str | None = slot("which")

    phrases = ()
    examples = {"shorter": {"hint": "shorter"}, "mention the frame": {"hint": "mention the frame"}}
    effect = Effect.WRITE
    asks = "Have the draft[ {which}] written again: {hint}?"
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts, waiting

        found = waiting.pick(crm, self.which, "revise") if isinstance(self.which, int) else None
        draft = drafts.get(crm, found.id) if found else drafts.spoken_of(crm, self.which)
        row = drafts.revise(crm, draft, self.hint)
        said = f"Writing it again: {self.hint}. I'll text you. UNDO takes it back."
        return Reply(said, [Ref("draft", row.id)])
