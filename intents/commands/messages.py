"""Messages: writing to collectors, reading what they wrote, drafts and approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Json, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item, User
    from crm_core.services.waiting import Waiting


class TextContact(Intent):
    """Write to a contact."""

    contact: Contact = slot("contact", required=True, ask="To whom?")
    message: str = slot("text", required=True, ask="What should I write?")
    channel: str | None = slot("channel")
    when: datetime | date | None = slot("when")

    phrases = ("text {contact}: {message}",)
    examples = {"text Maria: the Ruiz is in": {"contact": "Maria", "message": "the Ruiz is in"}}
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE


class ReplyContact(Intent):
    """Answer the contact whose message was shown last."""

    message: str = slot("text", required=True, ask="What should I answer?")
    contact: Contact | None = slot("contact")

    phrases = ("reply {message}",)
    examples = {"reply we open at 10": {"message": "we open at 10"}}
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE


class Broadcast(Intent):
    """Write to everyone who fits."""

    query: str = slot("audience", required=True, ask="To whom: everyone who likes what, or where?")
    message: str = slot("text", required=True, ask="What should I write?")
    channel: str | None = slot("channel")
    when: datetime | date | None = slot("when")
    except_: list[Contact] | None = slot("contact", many=True)

    phrases = ("text everyone who likes {query}: {message}",)
    examples = {
        "text everyone who likes Ruiz: new works friday": {"query": "Ruiz", "message": "new works friday"}
    }
    effect = Effect.OUTWARD
    needs = Permission.BROADCAST


class DraftMessage(Intent):
    """Draft a message to a contact, to be approved before it leaves."""

    contact: Contact = slot("contact", required=True, ask="To whom?")
    about: str = slot("text", required=True, ask="About what?")

    phrases = ("draft [a] [text] to {contact} about {about}",)
    examples = {"draft a text to Maria about the new Ruiz": {"contact": "Maria", "about": "the new Ruiz"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts, find

        item = find.items(crm, self.about).one
        row = drafts.request(crm, drafts.MESSAGE, contact=self.contact, item=item, about=self.about)
        said = f"Writing a text to {self.contact.name} about {item.title if item else self.about}."
        return Reply(
            f"{said} I'll show it to you before it leaves. UNDO takes it back.",
            [Ref("contact", self.contact.id, self.contact.name), Ref("draft", row.id)],
        )


class SendItems(Intent):
    """Send a contact pictures of items."""

    items: list[Item] = slot("item", many=True, required=True, ask="Pictures of which items?")
    contact: Contact = slot("contact", required=True, ask="To whom?")
    message: str | None = slot("text")
    channel: str | None = slot("channel")

    phrases = ("send {contact} pics of {items}",)
    examples = {
        "send Maria pics of the Ruiz and Blue Nude": {"contact": "Maria", "items": ["Ruiz", "Blue Nude"]}
    }
    effect = Effect.OUTWARD
    needs = Permission.CONTACTS_WRITE


class Inbox(Intent):
    """New messages."""

    phrases = ("any new messages",)
    examples = {"any new messages": {}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class ReadThread(Intent):
    """Show the conversation with a contact."""

    contact: Contact = slot("contact", required=True, ask="With whom?")

    phrases = ("show my chat with {contact}",)
    examples = {"show my chat with Maria": {"contact": "Maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class AssignThread(Intent):
    """Give a conversation to a colleague."""

    contact: Contact = slot("contact", required=True, ask="Whose conversation?")
    user: User = slot("user", required=True, ask="Who should take it?")

    phrases = ("give {contact's} thread to {user}",)
    examples = {"give Maria's thread to Sam": {"contact": "Maria", "user": "Sam"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class CloseThread(Intent):
    """Mark a conversation as done."""

    contact: Contact | None = slot("contact")

    phrases = ("done with {contact's} thread",)
    examples = {"done with Nadia's thread": {"contact": "Nadia"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class ListOutgoing(Intent):
    """Messages that wait to go out."""

    phrases = ("whats going out",)
    examples = {"what's going out": {}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ


class RecallMessage(Intent):
    """Stop a message that has not gone out yet."""

    contact: Contact | None = slot("contact", ask="The message to whom, or which number?")
    number: int | None = slot("int")

    phrases = ("dont send the one to {contact}",)
    examples = {"don't send the one to Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "number")


class SaveReply(Intent):
    """Keep an answer to use again."""

    name_: str = slot("reply_name", required=True, ask="What should the answer be called?")
    text: str = slot("text", required=True, ask="What does it say?")

    phrases = ("save reply {name}: {text}",)
    examples = {"save reply hours: we open at 10": {"name": "hours", "text": "we open at 10"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE


class ListWaiting(Intent):
    """What waits for you: approvals, drafts, questions."""

    phrases = ("what needs me",)
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

    phrases = ("approve [{which}]",)
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

    phrases = ("reject [{which}] [, {reason}]",)
    examples = {"reject 2, too long": {"which": 2, "reason": "too long"}}
    effect = Effect.WRITE
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

    phrases = ("make it {hint:shorter}",)
    examples = {"shorter": {"hint": "shorter"}, "mention the frame": {"hint": "mention the frame"}}
    effect = Effect.WRITE
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts, waiting

        found = waiting.pick(crm, self.which, "revise") if isinstance(self.which, int) else None
        draft = drafts.get(crm, found.id) if found else drafts.spoken_of(crm, self.which)
        row = drafts.revise(crm, draft, self.hint)
        said = f"Writing it again: {self.hint}. I'll text you. UNDO takes it back."
        return Reply(said, [Ref("draft", row.id)])
