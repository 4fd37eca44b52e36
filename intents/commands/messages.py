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
        "{when} <text_verb> {contact} <say> {message}",
        "(text|message|msg|ping|dm|text to|write) {contact} {when} {message}",
        "~0.8 (text|message|msg|ping|dm) {contact} [that] {message}",
        "~0.8 tell {contact} [that] "
        "{message=(the|we|i|its|im|her|his|their|my|our|it|your|ill|well|hes|shes|yes|no|were|weve|ive|thats|that|there|theres|hi|hello|sorry|yeah|you|to) "
        "{_@message}}",
        "let {contact} know [that|,|:] {message}",
        "(tell|inform|notify) {contact} that {message}",
        "(ask|remind) {contact} (if|whether|when|what|where|to|about|for|how|that|which) {message}",
        "{channel} {contact} [{when}] <say> {message}",
        "{channel} {contact} {when} <say> {message}",
        "{channel} {contact} {when} {message}",
        "~0.8 {channel} {contact} [that] {message}",
        "send [a|an] {channel} to {contact} [{when}] <say> {message}",
        "send {contact} [a|an] {channel} [{when}] <say> {message}",
        "send {contact} [a|an] (message|text|note|line) [{when}] <say> {message}",
        "send {contact} [a|an] (message|text|note|line) (by|via|on|over|through|per|in) {channel} "
        "[{when}] <say> {message}",
        "send [a|an] (message|text|note|line) to {contact} (by|via|on|over|through|per|in) "
        "{channel} [{when}] <say> {message}",
        "send [a|an] (message|text|note|line) to {contact} [{when}] <say> {message}",
        "(text|message|send|write|write to|contact|tell) {contact} (by|via|on|over|through|per) "
        "{channel} [{when}] <say> {message}",
        "(send|shoot|drop) {contact} [a|an] (message|text|note|line|email) that {message}",
        "(send|schedule) [a|an] (text|message) to {contact} [for|on|at] {when} <say> {message}",
        "(send|schedule) [a|an] (text|message) (for|on|at) {when} to {contact} <say> {message}",
        "(schedule|send) [a|an] {channel} to {contact} [for|on|at] {when} <say> {message}",
        "to {contact} : {message}",
        "(message|text) (to|for) {contact} [{when}] : {message}",
        "(message|text) (to|for) {contact} [{when}] <say> {message}",
        "{channel} (to|for) {contact} [{when}] : {message}",
        "{channel} (to|for) {contact} [{when}] <say> {message}",
        '(send|text|write) "{message}" to {contact}',
        "(send|say|tell) : {message} to {contact}",
        "(drop|shoot|fire|flick|ping|send|write|zap|fling|dash) {contact} [off|over|across] [a|an] "
        "[quick|short|brief|little] (line|text|message|note|msg|word) [{when}] (saying|that|to "
        "say|telling (her|him|them)|:|,|and say|that says|to let (her|him|them) know) [that] "
        "{message}",
        "(drop|shoot|fire|flick|send|write|dash) [off|over] [a|an] [quick|short|brief|little] "
        "(line|text|message|note|msg|word) [off] to {contact} [{when}] (saying|that|to say|telling "
        "(her|him|them)|:|,|and say|that says|to let (her|him|them) know) [that] {message}",
        "(let|tell|inform|advise|notify|give|send) {contact} (know|word|notice|of) [that|:|,] {message}",
        "(inform|advise|notify|remind) {contact} [that|,|:] {message}",
        "(give) {contact} (a heads up|the heads up) [that|,|:] {message}",
        "{when} (text|message|tell|write|write to|msg|ping) {contact} [that|:|,|saying] {message}",
        "{when} {channel} {contact} [that|:|,|saying] {message}",
        "{channel} {contact} [{when}] (to say|saying|that|and say|telling (her|him|them)|to tell "
        "(her|him|them)) [that] {message}",
        '{channel} {contact} [{when}] [,|-] "{message}"',
        '(text|message) {contact} [{when}] [,|-] "{message}"',
        "(send|text|message) [this|the following|that] to {contact} [{when}] : {message}",
        "(send|text|message) [this|the following] to {contact} (by|via|on|over) {channel} [{when}] "
        ": {message}",
        "(say|tell) to {contact} [that|:|,] {message}",
        "(tell|ask) {contact} "
        "(we|i|the|it|her|his|their|that|to|its|were|ive|im|weve|thank|thanks|happy|sorry|yes|no) "
        "{message}",
        "{contact} [:|,|-] (tell|text|message|send) (her|him|them) [that|:] {message}",
        "(tell|let|inform) {contact} [know] {message=(her|his|their) {_@message}}",
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
            text = f"To {self.contact.name} {spoken(crm, later)}. UNDO takes it back until then."
        return Reply(text, [Ref("contact", self.contact.id, self.contact.name)])


class ReplyContact(Intent):
    """Answer the contact whose message was shown last."""

    message: str = slot("message", required=True, ask="What should I answer?")
    contact: Contact | None = slot("contact")

    phrases = (
        "(reply|answer|respond|write back|text back|reply back|answer back|send back|say "
        "back|respond with|reply with|reply saying|answer with|reply that|answer that|write back "
        "that|write back saying|text back that|tell them|just reply|please reply|reply to "
        "that|respond saying|respond that|reply to them|say) : {message}",
        "(reply|respond|write back|text back|reply back|answer back|respond with|reply with|reply "
        "saying|answer with|reply that|answer that|write back that|write back saying|text back "
        "that|text back saying|just reply|respond saying|respond that|answer saying|text them "
        "back|write them back) {message}",
        "(reply|answer|respond|write back|text back|get back|reply back|say) to {contact} <say> {message}",
        "(reply|answer|respond|write back|text back|get back|reply back) to {contact} that {message}",
        "~0.8 (reply|answer|respond|write back|text back|reply back) to {contact} {message}",
        "(answer|reply|text|write) {contact} back <say> {message}",
        "(answer|reply) {contact} <say> {message}",
        "(answer|reply|respond) (her|him|them) <say> {message}",
        "(answer|reply|respond) (her|him|them) {message}",
        "(text|write) (her|him|them) back <say> {message}",
        "~0.5 (text|write) (her|him|them) back {message}",
        "(text|write) {contact} back {message}",
        "(tell|answer|reply|write|text|message|get back) (her|him|them) [back] [that|:|,|saying] {message}",
        "(get|write|text|come|message) back (to|with) (her|him|them) [that|:|,|saying|and "
        "say|with] {message}",
        "(get|write|text|come|message) back (to|with) {contact} [that|:|,|saying|and say|with] {message}",
        "(reply|respond|answer) (with|saying|that|:|,|to say|-|by saying|and say) {message}",
        "just (say|write|answer|reply) back [that|:|,|saying] {message}",
        "(my|our) (reply|answer|response) : {message}",
        "say back [to (her|him|them)] [:|,|that] "
        "{message=(yes|no|ok|sure|we|i|thanks|thank|hi|hello|the|it|its|thats|sorry|not) "
        "{_@message}}",
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

    phrases = (
        "<text_all> <everyone> [<who_like>] {query} [{when};(by|via|on) {channel};(except|but "
        "not|without|excluding|other than|apart from) {except}] <say_all> {message}",
        "<text_all> (all|all the|all our|all my|our|my|every|the|each) {query@short} "
        "(clients|collectors|customers|people|contacts|buyers|client|collector|customer|folks|guys|list|group|lot|crowd|fans|friends|members) "
        "[{when};(by|via|on) {channel};(except|but not|without|excluding|other than|apart from) "
        "{except}] <say_all> {message}",
        "<text_all> [all|all the|all our|all my|our|my|every|the] {query@short} "
        "(clients|collectors|customers|people|contacts|buyers|folks|guys|fans|list) "
        "[{when};(by|via|on) {channel};(except|but not|without|excluding|other than|apart from) "
        "{except}] <say_all> {message}",
        "<text_all> {query=(everyone|everybody|all clients|all collectors|all customers|all "
        "contacts|all our clients|all our collectors|all our customers|all my clients|all our "
        "contacts|the whole list|my whole list|our whole list|the entire list|the mailing list|our "
        "mailing list|all|all buyers|all my customers|all my collectors|the whole mailing list|all "
        "our buyers|every client|every customer|every collector|every contact|our clients|our "
        "collectors|our customers|all my contacts|all people|everyone on the list|everybody on the "
        "list|everyone on our list|our list|the list)} [{when};(by|via|on) {channel};(except|but "
        "not|without|excluding|other than|apart from) {except}] <say_all> {message}",
        "{channel} <everyone> [<who_like>] {query} [{when};(except|but not|without|excluding|other "
        "than|apart from) {except}] <say_all> {message}",
        "{channel} (all|all the|all our|all my|our|my|every|the) {query@short} "
        "(clients|collectors|customers|people|contacts|buyers|client|collector|customer|folks|list|fans) "
        "[{when};(except|but not|without|excluding|other than|apart from) {except}] <say_all> "
        "{message}",
        "{channel} {query=(everyone|everybody|all clients|all collectors|all customers|all "
        "contacts|all our clients|all our collectors|all our customers|the whole list|our mailing "
        "list|the mailing list|all my clients|our clients|our collectors|our customers|the entire "
        "list)} [{when};(except|but not|without|excluding|other than|apart from) {except}] "
        "<say_all> {message}",
        "send [a|an|the] (text|message|blast|broadcast|note|mass "
        "text|announcement|newsletter|group text|update) to <everyone> [<who_like>] {query} "
        "[{when};(by|via|on) {channel};(except|but not|without|excluding|other than|apart from) "
        "{except}] <say_all> {message}",
        "send [a|an|the] {channel} to <everyone> [<who_like>] {query} [{when};(except|but "
        "not|without|excluding|other than|apart from) {except}] <say_all> {message}",
        "send [a|an|the] (text|message|blast|broadcast|note|mass text|announcement|group "
        "text|update) to (all|all the|all our|our|my|every|the) {query@short} "
        "(clients|collectors|customers|people|contacts|buyers|client|collector|customer|folks|fans|list) "
        "[{when};(by|via|on) {channel};(except|but not|without|excluding|other than|apart from) "
        "{except}] <say_all> {message}",
        "send [a|an|the] (text|message|blast|broadcast|note|mass text|announcement|group "
        "text|update) to {query=(everyone|everybody|all clients|all collectors|all customers|all "
        "contacts|all our clients|all our collectors|all our customers|the whole list|our mailing "
        "list|the mailing list|our clients|our collectors|our customers|the entire list)} "
        "[{when};(by|via|on) {channel};(except|but not|without|excluding|other than|apart from) "
        "{except}] <say_all> {message}",
        "(broadcast|blast|announce|mass text|mass message) [to|:|-] {query} : {message}",
        "(broadcast|blast|announce|mass text|mass message) [to] <everyone> [<who_like>] {query} "
        "[{when}] <say_all> {message}",
        "(broadcast|blast|announce|mass text) [to] [all|our|the|all our] {query@short} "
        "(clients|collectors|customers|people|contacts|buyers|fans|list) [{when}] <say_all> "
        "{message}",
        "(broadcast|blast|announce) [to] {query=(everyone|everybody|all|all clients|all "
        "collectors|all customers|all contacts|the whole list|our mailing list|the mailing list)} "
        "[{when}] <say_all> {message}",
        "(let|tell|text|message|inform|notify|write|write "
        "to|invite|remind|alert|ping|email|contact|drop|send|announce to) [to] [all|all of] "
        "[our|the|my|all our|all the|all my] "
        "(vip|vips|regulars|photography|london|local|trade|press|best|top) "
        "[clients|collectors|customers|people|contacts|buyers|crowd|list] <say_all> {message}",
        "(blast|announce|broadcast|spread the word|mass message|mass text|send out|shout out) "
        "[out] [to] [all|all our|our|the|everyone in|everyone who likes|everybody who likes|people "
        "who like|everyone|all my] {query@short} <say_all> {message}",
        "(send|text|message|blast) (the|our|my) {query@short} "
        "(list|group|crowd|segment|people|fans|clients|collectors|customers) [{when}] <say_all> "
        "{message}",
        "<everyone> [<who_like>] {query@short} (should know|should get|gets|get) [this|the|a] "
        "[text|message] : {message}",
    )
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

    phrases = (
        "<draft> {contact} <a_text> "
        "(about|regarding|re|on|concerning|asking|for|saying|to|that|around|reminding|telling) "
        "{about}",
        "<draft> <a_text> (to|for) {contact} "
        "(about|regarding|re|on|concerning|asking|for|saying|that|around|asking about|asking "
        "if|inviting|reminding|to say|telling|letting|to "
        "ask|mentioning|thanking|introducing|announcing|explaining|apologizing) {about}",
        "<draft> <a_text> (about|regarding|re|on|concerning) {about@clause} (to|for) {contact}",
        "<draft> (to|for) {contact} (about|regarding|re|on|concerning|:) {about}",
        "<draft> something (to|for) {contact} (about|regarding|re|on|concerning|saying) {about}",
        "<draft> [for] {contact} something (about|regarding|re|on|concerning|saying) {about}",
        "(draft|compose) {contact} (about|regarding|re|on|concerning|:) {about}",
        "draft : {contact} , {about}",
        "draft [a] (thank you|followup|follow up|reminder|birthday message|thank you note|birthday "
        "greeting|apology|birthday note|payment reminder|invitation|welcome|condolence) "
        "[note|message|text|email] (to|for) {contact} (about|regarding|re|for|on|after) {about}",
        "(draft|write|prepare|compose) {about=[a|an] (thank you|followup|follow "
        "up|reminder|birthday|apology|payment reminder|invitation|welcome|condolence) "
        "[note|message|text|email|greeting]} (to|for) {contact}",
        "(help me|i need help to|i need to) (write|reply|respond|text|email) [to] {contact} about {about}",
        "(pen|word|put|knock|draft|compose|write|prepare|whip|sketch|work|jot|scribble) "
        "[together|up|out|down|me|for me] [a|an|some|the] "
        "[quick|short|nice|polite|friendly|little|kind|brief|warm|gentle|formal] "
        "(note|message|text|email|letter|reply|line|few lines|few words|words|followup|follow "
        "up|draft|something|invitation|thank you|apology|reminder|update) (to|for) {contact} "
        "(about|regarding|re|on|concerning|for|over|around|with regards "
        "to|saying|asking|thanking|inviting|reminding|apologizing|explaining|offering) {about}",
        "(draft|compose|pen|word|prepare|write) [a|an|the] "
        "{about=[quick|short|nice|polite|friendly|kind|brief|warm|gentle] (invitation|thank "
        "you|thank you note|apology|reminder|birthday wish|condolence note|payment "
        "reminder|followup|follow up|welcome note|get well note)} (to|for) {contact}",
        "(how about|lets do|we need|i need) [a] (draft|text|message|note) (to|for) {contact} "
        "(about|regarding|re|on|concerning) {about}",
        "? [!(draft|compose|prepare|write);!{contact};!(about|regarding|re|on) {about}]",
    )
    examples = {"draft a text to Maria about the new Ruiz": {"contact": "Maria", "about": "the new Ruiz"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def preview(self, crm: Crm) -> str:
        """Asked where the words were read with doubt."""
        item = self._item(crm)
        return f"Draft a text to {self.contact.name} about {item.title if item else self.about}?"

    def _item(self, crm: Crm) -> Item | None:
        from crm_core.services import find

        return find.items(crm, self.about).one

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import drafts

        item = self._item(crm)
        drafts.request(crm, drafts.MESSAGE, contact=self.contact, item=item, about=self.about)
        said = f"Writing a text to {self.contact.name} about {item.title if item else self.about}."
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
        "<send_pics> {contact} [over] [a|some|the|a few|all|your] <pictures> (of|for|from) {items} "
        "<items_tail>",
        "<send_pics> [over] [a|some|the|a few|all] <pictures> (of|for|from) {items} [over] "
        "(to|for) {contact} <items_tail>",
        "<send_pics> [over] [the] {items} <pictures> (to|for) {contact} <items_tail>",
        "<send_pics> {contact} {items's} <pictures> <items_tail>",
        "<send_pics> {contact} [the] {items} <pictures> <items_tail>",
        "(show|present) {contact} [the] <pictures> [of] {items} [by text|by sms|by phone] <items_tail>",
        "(show|present) {contact} (the|our) {items} (by text|by sms|by phone|on whatsapp) <items_tail>",
        "(email|whatsapp|text) {contact} [a|some|the|a few] <pictures> (of|from) {items} <items_tail>",
        "(whatsapp) {contact} [a|some|the|a few] <pictures> (of|from) {items} {channel:whatsapp}",
        "(email) {contact} [a|some|the|a few] <pictures> (of|from) {items} {channel:email}",
        "{contact} (wants|would like|needs|asked for|wants to see|would like to see|asks for|asked "
        "to see) [a|some|more|the] <pictures> (of|from) {items} [, send them|, send]",
        "(show|flick|ping|shoot|forward|send|whip|share|text|get|pop|fling) {contact} "
        "[over|a|some|the|few|couple] [of] "
        "[pics|pictures|picture|images|shots|snaps|photographs|details] (of|for|on|from) {items} "
        "<items_tail>",
        "(pictures|images|shots|photographs|snaps) of {items} (to|for) {contact} <items_tail>",
        "(let|have) {contact} (see|have|get) [a|some|the] [pictures|images|shots|picture] [of] "
        "{items} <items_tail>",
        "? [!(send|text|email|share|forward|shoot);!(pictures|picture|images|shots);!(of) "
        "{items};!(to) {contact}]",
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

    phrases = (
        "(any|got|got any|are there any|are there|is there any|is there a|do i have any|do i "
        "have|do we have any|do we have|have i got|have i got any|have we got any|have we got|show "
        "me|show|check|read|read me|let me see|see|list|get|new|whats in|open|check for|what|is "
        "there|any more|did i get any|did we get any|check my|check our|check the|give "
        "me|whats|did we get|did i get|have i|have we|see if there are any|got new|see "
        "any|display|pull up|what are|look at) [me] [the|my|our|a|all|all the|any] "
        "[new|unread|latest|recent|incoming|last|todays|unanswered|open|more] "
        "(messages|message|texts|text|mail|inbox|replies|email|unread|msgs|unread "
        "messages|answers|responses|reply|sms|dms|voicemails|conversations|chats|inquiries|enquiries|client "
        "messages|customer messages|ones) [from clients|from customers|from collectors|today|for "
        "me|or not|yet|in the inbox|waiting|since yesterday|this morning|in|for us|from "
        "anyone|come in|since|overnight|please|from people]",
        "(inbox|messages|new messages|unread|unread messages|my messages|new texts|check "
        "inbox|mailbox|my inbox|unread texts|any mail|new mail|incoming|the inbox)",
        "(who|who all|whos|has anyone|did anyone|has anybody|did anybody|did somebody|has "
        "someone|anyone|anybody) (wrote|texted|messaged|has written|has "
        "texted|writes|replied|write|text|message|reply|written|sent a message|written to "
        "us|written to me|replied to us|been texting|write to us|text us|text "
        "me|answer|answered|wrote to us|contacted us|contact us|message us|wrote me|wrote "
        "us|messaged us|wrote in|written in|reached out|reach out|got back to us) [us|me|in|to "
        "us|to me|back|today|yet|lately|while i was away|while i was out|overnight|this "
        "morning|since yesterday|recently|so far]",
        "(what|anything) (did i miss|came in|have i missed|new|new in the inbox|is new|in the "
        "inbox|did we miss|came in today|from clients|from collectors|new from clients|new from "
        "collectors|have we missed|came in overnight|is unread|unread|in my inbox|in our inbox|is "
        "in the inbox|came in while i was out)",
        "(what|whats) new",
        "(did|have) (any|new) (messages|texts|replies) (come in|came in|arrive|arrived) "
        "[today|yet|overnight]",
        "(anything|any|whats|what|who|got|is there) [new|has|is|word|news|s] "
        "[come|new|in|anything|been] (from|through|in) [on|overnight|my|the|our] [the|my|our] "
        "[inbox|clients|customers|collectors|messages|phone|wire|texts]",
        "(have|did|do|has|is|are) [i|we|there|anyone|anybody|someone|any|you] "
        "[got|get|have|any|had|received|receive|missed|miss|written|write|texted|text|messaged|replied|been] "
        "[any|a|new|some|in|us|me] (messages|message|texts|text|mail|post|replies|reply|in "
        "touch|word|back) [or not|today|yet|lately|waiting|for me|from clients|from anyone|in]",
        "(read|show|check|give|open|pull|bring|list) [me|out|up] [my|the|our|todays|all|any] "
        "[new|latest|unread|recent|incoming] (messages|mail|texts|inbox|replies|post|unread)",
        "? "
        "[!(messages|message|texts|inbox|replies|mail|unread|email|mailbox);!(new|any|unread|latest|check|come "
        "in|in|got|waiting|show|read|today|whats|anything|since)]",
    )
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
        "<show> [me] [my|the|our|all|all my|all the|whole|entire|full|last|latest|recent|all of "
        "the] [last|latest|recent|entire|whole|full|message|complete] <thread> [history|i had|we "
        "had|thread] (with|from|to|and|between me and|between us and|of) {contact}",
        "<show> [me] {contact's} [last|latest|recent|entire|whole|full] <thread> [history|thread]",
        "[my|the|our] [last|latest|recent|entire|whole|full] "
        "(thread|chat|conversation|convo|conversation history|message history|chat "
        "history|correspondence|message thread) with {contact}",
        "(what|whats) (did|has|does|is) {contact} "
        "(say|said|write|written|wrote|text|texted|saying|want|message|answer|reply|send|sent|tell|wants|reply "
        "to that|answered|replied|last say|said last) [to us|to "
        "me|us|me|last|lately|again|back|yesterday|today|exactly|recently]",
        "(whats the last|what was the last) (message|thing|text) (from|with|by) {contact} [said|wrote]",
        "(what|which messages) (did|have) (i|we) "
        "(say|said|write|written|wrote|text|texted|tell|told|send|sent|last say|last "
        "write|discuss|discussed|talk about|talked about) [to|with] {contact} [last|last "
        "time|about]",
        "(open|read|show|pull up|go to|switch to|see) {contact's} "
        "(thread|chat|conversation|messages|texts|convo)",
        "(open|read|show|pull up|go to|switch to|see) [the|my|our] [{contact}] "
        "(thread|chat|convo|conversation) (with) {contact}",
        "{contact} (thread|chat|conversation|convo|messages|chat history)",
        "(did|has) {contact} (answer|answered|reply|replied|respond|responded|write back|written "
        "back|text back|wrote back|texted back|get back to us|gotten back to us|got back to us|get "
        "back|get back to me) [to us|to me|us|me|yet|already|back]",
        "(anything|any news|any word|any answer|any reply|heard anything|have we heard|did we hear "
        "anything|any message|any messages|any response|heard back|have we heard back|did we "
        "hear|did we hear back|anything new|something new|any text|any texts|news) [back] from "
        "{contact} [yet|today|lately]",
        "(catch me up|bring me up to speed|where are we|where were we|where do we stand|where did "
        "we leave off|where did we leave it) (on|with) {contact}",
        "thread with {contact}",
        "chat {contact}",
        "(pull|bring|open|call|show|dig|read|let me see|let me read|i want to "
        "see|see|view|fetch|check) [up|out|me|back|through] [the|my|our|all the|whole|that|last] "
        "[whole|last|latest|full|entire] "
        "(thread|chat|conversation|messages|convo|exchange|correspondence|texts|back and "
        "forth|message history|chat history|dialogue|history) (with|from|between us and|of|between "
        "me and|to and from) {contact}",
        "(what|whats|when) [was|is|did|has|have|were|s] [the|we|i|last] "
        "[last|latest|thing|talk|discuss|say|hear|message] "
        "[about|we|i|message|thing|heard|from|said|wrote] [with|to|from] {contact} "
        "[last|said|say|write|wrote]",
        "(where|what) (did|have|were|are) (we|i) (get to|leave it|leave things|at|up to|leave "
        "off|left|got to|agree|agreed|discuss|say) with {contact}",
        "(go|scroll) (through|back through|over|to) [the|my|our] "
        "(thread|chat|conversation|messages|convo|texts) with {contact}",
        "? [!(thread|chat|conversation|messages|texts|convo|exchange|correspondence|message "
        "history|chat "
        "history);!{contact};!(show|open|read|pull|with|see|up|from|whats|last|between)]",
        "? "
        "[!(write|wrote|say|said|text|texted|answer|reply|replied|written);!{contact};!(what|whats|last|did|has)]",
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
        "(give|assign|hand|pass|transfer|forward|hand over|pass over|move|reassign|hand "
        "off|delegate|switch|turn over|route|send|pass on|put|re-assign) {contact's} "
        "(thread|chat|conversation|messages|texts|convo|case|conversations|inquiry|enquiry|message "
        "thread|questions) [over|on|off] (to|with|for) {user} [to handle|to answer|, he knows "
        "her|to take care of]",
        "(give|assign|hand|pass|transfer|forward|hand over|pass over|move|reassign|hand "
        "off|delegate|switch|turn over|route|pass on|send) [the] "
        "(thread|chat|conversation|messages|texts|convo|case|message thread|inquiry|conversation "
        "thread) (with|of|from|for) {contact} [over|on|off] (to|with) {user} [to handle|to answer]",
        "(give|assign|hand|pass|transfer|delegate) {user} {contact's} "
        "(thread|chat|conversation|messages|convo|case)",
        "(give|assign|hand|pass|transfer) {user} [the] (thread|chat|conversation|convo) "
        "(with|of|from) {contact}",
        "~0.8 (assign|reassign|delegate|route|re-assign|hand over|hand off) {contact} "
        "[over|off|on] to {user} [to handle|to answer]",
        "(let|have|get|make) {user} (take over|handle|take|answer|deal with|look after|take care "
        "of|follow up with|reply to|talk to|respond to|pick up|manage|do) {contact's} "
        "[thread|chat|conversation|messages|convo] [from now on|from here]",
        "(let|have|get|make) {user} (take over|handle|take|answer|deal with|look after|take care "
        "of|follow up with|reply to|respond to|pick up|manage|write to) {contact} [from now "
        "on|from here]",
        "(let|have|get) {user} (take over|handle|take|answer|deal with|pick up|manage) [the|my] "
        "(thread|chat|conversation|convo|messages) (with|of|from) {contact}",
        "{user} (takes over|should take|will take|should handle|will handle|should "
        "answer|takes|handles|is taking over|can take|will answer|should take over|can handle|will "
        "take over|should deal with|gets|is taking|to take|to handle|take over|take) {contact's} "
        "(thread|chat|conversation|messages|convo) [from now on|from here|now]",
        "{user} (takes over|should take|will take|should handle|will handle|takes|handles|is "
        "taking over|should take over|will take over|to handle|take over) [the] "
        "(thread|chat|conversation|convo) (with|of|from) {contact} [from now on]",
        "{contact's} (thread|chat|conversation|messages|convo) (goes to|to|is for|should go to|is "
        "now with|belongs to|for|assign to) {user} [now]",
        "(thread|chat|conversation) (with|of) {contact} (to|goes to|for) {user}",
        "(let|have|get|ask) {user} [to] (handle|take|deal with|look after|answer|pick "
        "up|run|manage|take over|field|talk to|follow up|sort out) {contact} [from here|from now "
        "on|please]",
        "(let|have|get|ask) {user} [to] (handle|take|deal with|look after|answer|pick "
        "up|manage|take over|field) [the|this|that] (thread|chat|conversation|messages|convo) "
        "(with|from|of) {contact} [from here|from now on|please]",
        "{user} (is|will|should|can|to|shall|is going to) [be] (handling|handle|take|taking|deal "
        "with|dealing with|look after|looking after|answer|answering|take over|taking over|pick "
        "up|manage|managing|responsible for|in charge of) {contact} [from here|from now "
        "on|now|thread]",
        "{contact} (is|goes|now|belongs) [now|over] (to|with|for) {user} [now|from here on|from now on]",
        "~0.8 (flick|pass|hand|bounce) {contact} (over|on|across) to {user} [to handle|to answer|please]",
        "~0.8 (flick|pass|hand|bounce|give) {contact} to {user} (to handle|to answer|to look after)",
        "? [!(thread|chat|conversation|messages|convo|inquiry);!{contact's};!to "
        "{user};!(give|pass|hand|assign|move|transfer|forward|goes|over)]",
    )
    examples = {"give Maria's thread to Sam": {"contact": "Maria", "user": "Sam"}}
    effect = Effect.WRITE
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
        "(done|finished|through|all done|im done|we are done|were done|all set|im finished|i am "
        "done|done here) with {contact's} "
        "(thread|chat|conversation|messages|convo|case|inquiry|message)",
        "(done|finished|all done|im done|we are done|were done) with [the|this|that] "
        "(thread|chat|conversation|convo) [with|of|from] {contact}",
        "(done|finished|im done|all done) with (this|the|that) (thread|chat|conversation|convo)",
        "(close|archive|end|mark as done|resolve|finish|mark done|wrap up|shut|clear|mark as "
        "read|mark as handled|mark as resolved|mark read) {contact's} "
        "(thread|chat|conversation|messages|convo|case|inquiry|message)",
        "(close|archive|end|mark as done|resolve|finish|mark done|wrap up|shut|clear) [out] "
        "[the|this|that|my|our] (thread|chat|conversation|convo|case|message thread) "
        "[with|of|from] [{contact}]",
        "(mark|set|flag) {contact's} (thread|chat|conversation|messages|convo|message) [as|to] "
        "(done|closed|resolved|handled|finished|answered|read|complete)",
        "(mark|set|flag) [the|this] (thread|chat|conversation|convo) [with|of] {contact} [as|to] "
        "(done|closed|resolved|handled|finished|answered|read|complete)",
        "(mark|set|flag) [the|this] (thread|chat|conversation|convo) [as|to] "
        "(done|closed|resolved|handled|finished|answered|read|complete)",
        "{contact's} (thread|chat|conversation|convo) (is|can be) (done|closed|resolved|finished|handled)",
        "(thread|chat|conversation) with {contact} (is|can be) (done|closed|resolved|finished|handled)",
        "(close|resolve) {contact's} thread",
        "(im|i am|were|we are|all) (done|finished|through|sorted|good) with {contact's} "
        "(thread|chat|conversation|messages|case|inquiry)",
        "(close|wrap|shut|tie|finish|tick|sign) [off|out|up|down] [the|this|that|my|our] "
        "(thread|chat|conversation|convo|case|ticket|inquiry) [with|from|of|for] [{contact}]",
        "nothing more to do (on|with|for) {contact's} (thread|chat|conversation)",
    )
    examples = {"done with Nadia's thread": {"contact": "Nadia"}}
    effect = Effect.WRITE
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

    phrases = (
        "<whats> [still|messages] (going out|scheduled|queued|outgoing|waiting to go out|in the "
        "outbox|about to go out|in the queue|planned|to be sent|pending to send|due to go "
        "out|waiting to be sent|set to go out|queued up|going to be sent|about to be sent|on the "
        "way out|scheduled to go out|being sent|going out to clients|in the pipeline to send|to go "
        "out) [today|tomorrow|this week|right now|next|tonight|to clients|now|soon|later|for "
        "today]",
        "<show> [me] [the|my|our|all|all the|any] "
        "[scheduled|queued|outgoing|pending|planned|unsent|waiting] (outgoing|outbox|scheduled "
        "messages|queue|outgoing messages|queued messages|scheduled texts|scheduled|pending "
        "messages|messages|texts|message queue|send queue|sms queue|outgoing texts|messages "
        "waiting to go out|messages going out|unsent messages|planned messages)",
        "(outbox|outgoing|scheduled messages|queue|outgoing messages|queued messages|scheduled "
        "texts|whats queued|send queue|scheduled|my outbox|the outbox|message queue|list "
        "outgoing|pending messages|any scheduled messages)",
        "(which|what|any|are there|do we have|do i have|have we got) [any] "
        "(messages|texts|broadcasts|emails|messages and texts|email) (are|is|do we have|still|have "
        "we|will|are there|scheduled|that|waiting|going) "
        "[still|go|going|scheduled|queued|waiting|due|to go|to] "
        "[out|scheduled|queued|waiting|outgoing|to go out|be sent|planned|in the queue|to be "
        "sent|go out|going out|unsent] [today|tomorrow|this week|soon|later]",
        "(what|anything|is anything|is something) [is|messages|texts] (scheduled|queued|going "
        "out|waiting to be sent|in the outbox|about to go out|in the queue|going to go out|due to "
        "go out|set to go out|scheduled to go out) [today|tomorrow|this week|tonight|later|to "
        "clients]",
        "? [!(messages|texts|what|whats|anything|email|broadcasts);!(going "
        "out|queued|scheduled|outbox|queue|outgoing|waiting to go|to be sent|about to send|go "
        "out);(today|tomorrow|now|next|still)]",
    )
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
            f"{contact.name if contact else row.to_address}, {spoken(crm, row.due_at)}{staff_notes.quoted(row)}"
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
        "(dont|do not|stop|please dont) (send|sending) [the|that|my] "
        "(one|message|text|email|note|reply|invoice) (to|for) {contact} [yet|after "
        "all|please|anymore|now]",
        "(dont|do not) send {contact} (the|that) (message|text|email|note|one) [after all|yet|anymore]",
        "(cancel|recall|stop|unsend|hold back|pull|take "
        "back|retract|abort|withdraw|delete|kill|scrap|un-send|undo|pull back|call back|hold off) "
        "[sending] [the|that|my] [scheduled|queued|last|pending|outgoing] "
        "(message|text|email|one|note|reply|texts|messages) (to|for) {contact}",
        "(cancel|recall|stop|unsend|pull|take back|retract|abort|withdraw|delete|scrap|un-send) "
        "{contact's} [scheduled|queued|pending|outgoing|last] "
        "(message|text|email|note|reply|messages|texts)",
        "(cancel|recall|stop|unsend|pull|retract|abort|withdraw|delete|un-send|dont send) "
        "[sending] (message|text|number|scheduled message|outgoing message|the "
        "message|outgoing|queued message|message number) {number}",
        "(recall|unsend|un-send) {number}",
    )
    examples = {"don't send the one to Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
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

    phrases = (
        "(save|store|add|create|keep|new|make|set up|record|remember|define) [a|the|this|this "
        "as|new|as] [quick|saved|canned|standard|template|stock|default] "
        "(reply|answer|response|canned reply|template|quick reply|saved reply|snippet|standard "
        "reply|canned response|standard answer|text template|message template) "
        "[called|named|for|as|:|about|under|with the name|with name] [the name] {name} "
        "[:|,|-|saying|text|=] : {text}",
        "(save|store|add|create|keep|new|make|set up|define) [a|the|this|new] "
        "[quick|saved|canned|standard|template] (reply|answer|response|canned reply|template|quick "
        "reply|saved reply|snippet|standard reply|canned response|text template|message template) "
        "[called|named|for|as|about|under] {name} (saying|that says|with the text|with "
        "text|reading|text|is|which says|that reads|=) {text}",
        "(save|store|keep|add) {text@clause} as [a|the|my] [quick|saved|canned|standard] "
        "(reply|answer|response|template|snippet) [called|named|for|under|:] {name}",
    )
    examples = {"save reply hours: we open at 10": {"name": "hours", "text": "we open at 10"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import saved_replies

        saved_replies.save(crm, self.name_, self.text)
        return Reply(f"Saved. “reply {self.name_}” now says: “{self.text}”. UNDO takes it back.")


class ListWaiting(Intent):
    """What waits for you: approvals, drafts, questions."""

    phrases = (
        "<whats> [still] (needs me|needing me|waiting for me|waiting on me|pending|waiting|needs "
        "my approval|needs approval|waiting for approval|on my desk|needs my attention|waiting for "
        "my ok|to approve|needs attention|open for me|needs a decision|awaiting approval|needs my "
        "ok|up for approval|to be approved|i need to approve|left to approve|pending "
        "approval|awaiting me|stuck on me|needs my input|waiting for a decision|open|needs "
        "review|to review|waiting for my approval|for me to approve|for me to do|on my plate to "
        "approve|in my queue|for approval|waiting for review|for review) [from me] [right "
        "now|now|today|at the moment]",
        "(what|anything|does anything|is anything|is there anything|what else|do i have "
        "anything|which things|is something|what all|what things|anything else) "
        "(needs|need|is|do|waits|wait|requires|that needs|waiting|should|i|to|pending|that "
        "is|must) [still] [me|my|waiting|pending|i] [need|approval|attention|ok|for me|on "
        "me|to|for my|for|decision|have|on] [to approve|approve|me|my approval|my ok|my "
        "attention|approval|to decide|decide|to look at|do|to ok|to sign off|my decision|to "
        "review|sign off on|look at|my sign off|to confirm|to do|sign off]",
        "<show> [me] [the|all|my|our|all the|any] (pending|waiting|approvals|pending "
        "approvals|open approvals|things waiting|drafts|pending drafts|approval queue|queue for "
        "approval|whats waiting|open drafts|drafts to approve|waiting list of approvals|things "
        "that need me|things waiting for me|things to approve|items to approve|waiting "
        "approvals|what needs me|approval list|pending items|drafts waiting|unapproved drafts) "
        "[for me|waiting for me]",
        "(approvals|pending|waiting|pending approvals|open approvals|any approvals|drafts|any "
        "drafts|drafts to approve|my approvals|list waiting|approvals waiting|things waiting for "
        "me|any pending approvals|pending drafts|anything pending|drafts waiting|any drafts "
        "waiting|anything waiting for me|anything for me|anything to approve|any approvals "
        "waiting)",
        "(which|what|any) (drafts|approvals|offers|replies|things) (are|is|do i "
        "have|need|wait|waiting|are there|have i got) [still] [waiting|pending|open|to "
        "approve|need|for] [for me|on me|me|my approval|approval|to approve]",
        "? [!(what|whats|anything|which|show|any);!(waiting for me|needs me|need "
        "me|approve|approval|my ok|needs my|waiting on me|approvals|sign off|my attention|need "
        "my)]",
    )
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
        "(approve|ok|okay|sign off|sign off on|greenlight|green light|give the ok to|give the ok "
        "for|accept|clear|authorize|authorise|allow|give the go ahead for|give the green light "
        "to|give the green light for|approve the) [number|draft|item|request|#|no|nr|draft "
        "number|approval] {which@ordinal} [please|now|as is]",
        "(approve|sign off|sign off on|greenlight|authorize|authorise|give the go ahead for|give "
        "the green light to) [the|that] {which}",
        "(approve|approve it|sign off on it|greenlight it)",
        "{which@ordinal} (is|s) (approved|ok|fine|good|good to go|good as is)",
        "(number|draft|no) {which@ordinal} (is|s|looks) (approved|ok|fine|good|good to "
        "go|great|good as is|perfect)",
        "send draft [number] {which@ordinal}",
        "(go ahead with|release|send) (number|draft|no) {which@ordinal}",
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
        "(reject|decline|turn down|deny|refuse|veto|disapprove|throw "
        "out|bin|discard|scrap|dismiss|kill|nix|drop|throw away) "
        "[number|draft|item|request|#|no|nr|draft number|approval] {which@ordinal} "
        "[[,|:|-|because|its|it is|as|since|for being|is|cause] {reason}]",
        "(reject|veto|disapprove) [the|that] {which} [[,|:|-|because|as|since] {reason}]",
        "(reject|deny|discard|throw out|bin|scrap) the (draft|request|approval) "
        "(to|for|from|of|about|by) {_@which} [[,|:|-|because] {reason}]",
        "(reject|rejected|disapprove|reject it|reject that)",
        "(reject|reject it|reject that|reject this) (because|,|:|-) {reason}",
        "{which@ordinal} (is|s) (rejected|no good|not ok|not good|a no|bad|not approved|not good "
        "enough) [[,|:|-|because] {reason}]",
        "(no|not) to (number|draft) {which@ordinal} [[,|:|-|because] {reason}]",
    )
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

    phrases = (
        "{hint=[a bit|a little|much|make it|make it a bit|make it a little|make that|make that a "
        "bit|make this|make the draft|make the text|make it much|make it "
        "more|more|less|slightly|way|even|bit|make the draft a bit|make it sound|sound|make it a "
        "lot|make it slightly|can it be|try it|keep it|a lot|even more|somewhat|make it even] "
        "(shorter|longer|friendlier|warmer|more formal|less formal|more casual|more "
        "friendly|nicer|simpler|funnier|punchier|formal|casual|friendly|polite|more polite|less "
        "pushy|less salesy|more personal|snappier|brief|briefer|more elegant|softer|more "
        "concise|concise|crisper|tighter|sweeter|more playful|less stiff|more direct|less "
        "flowery|more enthusiastic|more detailed|more "
        "professional|professional|personal|warm|elegant|simple|less wordy|more "
        "upbeat|short|clearer|less formal and shorter|kinder|cooler|bolder|more serious|less "
        "cheesy|salesy|pushy|stiff|less enthusiastic|playful|direct)} [for (number|draft) "
        "{which@ordinal}|please]",
        "{hint=(mention|add|include|say|put in|work in|bring up|also mention|also say|dont "
        "mention|leave out|drop|remove|skip|without|take "
        "out|cut|stress|emphasize|emphasise|highlight|focus on|talk about|not so) [that|the fact "
        "that|something about|a line about|a word about|a sentence about|a mention of|a bit "
        "about|more about|a hint about|a note about] [the|her|his|their|a|our|any|its] "
        "{_=(frame|price|year|provenance|artist|condition|signature|size|dimensions|exhibition|opening|date|history|service|box|papers|warranty|edition|medium|glaze|strap|movement|shipping|delivery|discount|greeting|emoji|emojis|exclamation "
        "marks|adjectives|last sentence|first sentence|last line|first line|second sentence|last "
        "paragraph|intro|ending|sign "
        "off|signoff|deadline|hours|address|wedding|birthday|visit|colors|color|technique|paper|frame "
        "and the "
        "size|dishwasher|kiln|clay|wood|maker|materials|material|patina|crystal|dial|bracelet|case|lume|scratches|scratch|hallmark|framing|certificate|price "
        "and size|year and medium|private view|new "
        "works|viewing|hold|offer|sale|weight|title|series|catalog|stamp|back|original "
        "strap|original box|light|gallery|shop|studio|link|website)} [please|too|as well|again]} "
        "[in (number|draft) {which@ordinal}]",
        "(revise|rewrite|redo|rework|change|edit|redraft|adjust|tweak|fix|improve) "
        "[the|that|this|my] "
        "(draft|text|message|description|number|it|that|reply|blurb|email|copy|wording|one) "
        "[{which@ordinal}] [:|,|-|to|so that|and|with|but|so|to be|by] {hint}",
        "(revise|rewrite|redo|rework|redraft|adjust|tweak) [draft|number] {which@ordinal} "
        "[:|,|-|to|so that|and|with|but] {hint}",
        "(revise|rewrite|redo|rework|redraft|retry|try) [it|that|this] (again|once more|anew) "
        "[:|,|-|but|with] {hint}",
        "(rewrite|redraft|revise|redo) (it|that|this) {hint=(shorter|longer|friendlier|warmer|more "
        "formal|less formal|simpler|in english|in german|in french|in swedish|in italian|in "
        "spanish|with less hype|without the price)}",
        "{hint=(in|translate to|translate into|translate it to|translate it into|write it in|put "
        "it in|make it in) "
        "(english|german|french|swedish|italian|spanish|dutch|danish|norwegian|portuguese|japanese|chinese)} "
        "[please]",
        "(draft|number) {which@ordinal} [:|,|-] [make it|should be] {hint=[a bit|a "
        "little|much|more|less] "
        "(shorter|longer|friendlier|warmer|formal|casual|simpler|personal|polite|concise)}",
    )
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
