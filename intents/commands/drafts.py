"""Drafts that are asked for about somebody: an answer to what they wrote, and who they are in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Item


class DraftReply(Intent):
    """Draft an answer to what a contact wrote, to be approved before it leaves."""

    contact: Contact | None = slot("contact", help="none means whoever was shown last")
    item: Item | None = slot("item")
    hint: str | None = slot("text")

    phrases = (
        "(draft|prepare|suggest|propose|compose) [me] (a|an|the) (reply|answer|response) [(to|for) {contact}]"
        " [(about|on|regarding) {item}] [<hint_tail>]",
    )
    examples = {"draft a reply to Maria about Blue Nude": {"contact": "Maria", "item": "Blue Nude"}}
    effect = Effect.WRITE
    asks = "Draft an answer[ to {contact}][ about {item}][: {hint}]?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.errors import Refused
        from crm_core.services import drafts, spoken_of, threads

        contact = self.contact or spoken_of.contact(crm)
        if threads.of(crm, contact) is None:
            raise Refused(
                why=f"{contact.name} has not written to us. Say “draft a text to {contact.name} about …”."
            )
        words = threads.last_words(crm, contact)
        item = self.item or drafts.asked_about(crm, contact)
        drafts.request(crm, drafts.REPLY, contact=contact, item=item, hint=self.hint or "")
        wrote = f", who wrote “{words}”" if words else ""
        about = f" It is about {item.title}." if item is not None else ""
        return Reply(
            f"Writing a reply to {contact.name}{wrote}.{about} I'll show it to you before it leaves."
            " UNDO takes it back.",
            [Ref("contact", contact.id, contact.name)],
        )


class SummarizeContact(Intent):
    """Sum up a contact: what they bought, look for and have open."""

    contact: Contact = slot("contact", required=True, ask="Whom should I sum up?")

    phrases = (
        "(summarize|summarise|sum up|brief me on|fill me in on|give me a summary of|give me a brief on) {contact}",
        "(who is|whos) {contact} [,] (in short|in a nutshell|in brief|in a few words)",
    )
    examples = {"summarize Maria": {"contact": "Maria"}, "who is Maria, in short": {"contact": "Maria"}}
    effect = Effect.WRITE
    asks = "Sum up {contact}?"
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts

        drafts.request(crm, drafts.SUMMARY, contact=self.contact)
        return Reply(
            f"Summing up {self.contact.name}. I'll text you. UNDO takes it back.",
            [Ref("contact", self.contact.id, self.contact.name)],
        )
