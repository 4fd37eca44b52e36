"""Contacts: who the collectors and customers are, what they like, and what we may keep about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Contact, Item
    from crm_core.money import Money
    from intents.slots.period import Period


class AddContact(Intent):
    """Add a collector or customer."""

    name_: str = slot("name", required=True, ask="What is the new contact's name?")
    phone: str | None = slot("phone")
    email: str | None = slot("email")
    likes: str | None = slot("likes", help="what they collect or like")
    note: str | None = slot("text")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = (
        "<new> [<client>|contacts|client list] [:] [,] {name} [[,] [her|his|their|the] "
        "[phone|number|phone number] [is] {phone};[,] [her|his|their] [email|email address] [is] "
        "{email};[,] [and] [she|he|they|who|who s] (likes|loves|collects|like|is "
        "into|into|interested in|prefers|enjoys|is interested in|wants|buys|love|collect|are "
        "into|loves collecting|interest) {likes};[,] note: {note};[,] (birthday|born|bday|b day) "
        "[is] [on] {birthday};[,] (works at|works for|from|company|company is) [:] "
        "{company@short};[,] (address|lives at|lives in|living at) [is] [:] {address@text}]",
        "(new|add|add a|add a new|create|create a|create a new|save|save a new|register|enter|put "
        "in|got a new|we have a new|i have a new|set up a new|met a new) <client> [named|called|by "
        "the name of|:] {name} [[,] [and] [her|his|their|the|on] [phone|number|phone number|nr] "
        "[is|:] {phone};[,] [and] [her|his|their] [email|email address] [is|:] {email};[,] [and] "
        "[she|he|they|who] (likes|loves|collects|like|is into|into|interested in|prefers|enjoys|is "
        "interested in|love|collect|interest) {likes};[,] (note|with note|with the note|with a "
        "note) [:] {note};[,] [and] [his|her|their] (birthday|born|bday|born on) [is] [on] "
        "{birthday};[,] [and] [she|he|they] (works at|works for|company|company is|is with|is "
        "from|runs) [:] {company@short};[,] [his|her|their] (address|lives at|living at) [is] [:] "
        "{address@text}]",
        "(add|put|save|store|enter|register|create) {name} [as [a] [new] <client>|to [my|the|our] "
        "(contacts|clients|list|address book|client list|book|database|system|crm|rolodex)|in "
        "[my|the|our] (contacts|clients|list|address book|client "
        "list|book|database|system|crm|rolodex)|into [my|the|our] (contacts|clients|address "
        "book|database|system|crm|book)] [[,] [her|his|their] [phone|number|phone number] [is|:] "
        "{phone};[,] [her|his|their] [email|email address] [is|:] {email};[,] [and] "
        "[she|he|they|who] (likes|loves|collects|like|is into|into|interested "
        "in|prefers|love|collect|interest) {likes};[,] note: {note}]",
        "add {name} [,] {phone} [[,] {email};[,] [and] [she|he|they|who] (likes|loves|collects|is "
        "into|into|interested in|prefers) {likes};[,] note: {note}]",
        "add {name} [,] {email} [[,] {phone};[,] [and] [she|he|they|who] (likes|loves|collects|is "
        "into|into|interested in|prefers) {likes};[,] note: {note}]",
        "(new|add|save|create) (contact|client|collector|customer|lead) {name}",
        "{name} is a new <client> [[,] [her|his|their] [phone|number|phone number] [is|:] "
        "{phone};[,] [her|his|their] [email] [is|:] {email};[,] [and] [she|he|they|who] "
        "(likes|loves|collects|is into|interested in) {likes}]",
        "(met|just met) {name} [[,] [her|his|their] [phone|number|phone number] [is|:] {phone};[,] "
        "[her|his|their] [email] [is|:] {email};[,] [and] [she|he|they|who] "
        "(likes|loves|collects|is into|interested in) {likes}] [,] (add|save|put) (her|him|them) "
        "[to [my|our|the] (contacts|clients|list)|in [my|our|the] (contacts|clients|list)]",
        "? "
        "[!(new|add|save|create|put|store|enter|register|record|met|pop|stick|log|note|introduce|jot|take "
        "down|input);!(contact|client|collector|customer|buyer|lead|contacts|clients|address "
        "book|rolodex|crm|phonebook|list|books|system|collectors|customers|person|prospect);!{name};{phone};{email};(likes|loves|collects|into|prefers|interested "
        "in|keen on|fancies|fond of|buys|like|collect) {likes};(note|note that|remark|nb) [:] "
        "{note};(birthday|born) {birthday};(number|phone|phone number|email)]",
        "? "
        "[!{name};!{phone};!(new|add|save|contact|client|collector|customer);(likes|loves|collects|into|prefers|interested "
        "in|keen on|fancies|fond of) {likes};(number|phone|phone number)]",
        "? "
        "[!(new|add|save|create|put|store|enter|register|contact|client|collector|customer);!{name};!{phone};{email};(likes|loves|collects|into|prefers) "
        "{likes};(to|in|into) [my|the|our] (contacts|clients|list|phone book|database)]",
        "? "
        "[!(new|add|save|create|put|store|enter|register|contact|client|collector|customer);!{name};!{email};{phone};(likes|loves|collects|into|prefers) "
        "{likes};(to|in|into) [my|the|our] (contacts|clients|list|database)]",
        "(new|another) <client> (called|named|by the name of|,|:) {name}",
        "{name} (wants to be added|asked to be added|would like to be added) [to (our|the|my) "
        "(list|contacts|mailing list)] [[her|his|their] (number|phone) [is] "
        "{phone};[her|his|their] email [is] {email}]",
    )
    examples = {
        "new contact Maria Lopez +1 415 555 0132 likes abstract oils": {
            "name": "Maria Lopez",
            "phone": "+14155550132",
            "likes": "abstract oils",
        },
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        details = contacts.Details(
            self.name_, self.phone, self.email, self.likes, self.address, self.birthday, self.company
        )
        contact = contacts.add(crm, details)
        if self.note:
            contacts.note(crm, self.note, contact=contact)
        parts = [
            contact.name,
            contacts.addresses_of(crm, contact),
            f"likes {contact.likes}" if contact.likes else "",
        ]
        known = ", ".join(part for part in parts if part)
        twin = f" There is another {contact.name}." if contacts.same_name(crm, contact) else ""
        return Reply(f"Added {known}.{twin} UNDO takes it back.", [_ref(contact)])


class FindContact(Intent):
    """Show a contact: number, email, tastes, notes."""

    contact: Contact = slot("contact", required=True, ask="Whose details?")

    phrases = (
        "<whos> {contact}",
        "[<show>|<whats>|do we have|have we got|have you got|got|need|do you have|whats again] "
        "{contact's} <details> [again|please|now]",
        "[<show>|<whats>|do we have|have we got|have you got|got|got an|got a|need|do you "
        "have|have you] [<our>|any|all] "
        "(contact|info|information|details|detail|number|phone|phone number|email|email "
        "address|address|birthday|record|profile|card|file|data|contact details|contact "
        "info|digits) [<our>] (for|of|on|about|from) {contact}",
        "{contact} (number|phone|phone number|email|email address|details|contact details|contact "
        "info|info|address|birthday|contact card)",
        "how (do|can) (i|we) (reach|contact|get hold of|get in touch with|call|phone) {contact}",
        "(where does|where do) {contact} live",
        "(when is|whens) {contact's} birthday",
        "what do we know about {contact}",
        "(look up|lookup|pull up|find|search for|search|bring up) "
        "(contact|client|collector|customer) {contact}",
        "(show|show me|open) (contact|client|collector|customer) {contact}",
        "(show|show me|open|pull up|bring up|see|find) {contact's} "
        "(file|record|profile|card|contact|page|account)",
        "what (number|phone|phone number|email|address) do we have for {contact}",
        "(which|what) (number|phone|email|address) (does|has) {contact} (have|got|use)",
        "what can you tell me about {contact}",
        "do you know {contact's} (number|email|address|phone|birthday|phone number)",
        "(have|do) we (have|got) [a] (contact|number|phone|email|address|phone number|email "
        "address) for {contact}",
        "tell me about {contact}",
        "(i|we) need to (reach|call|contact|phone|get hold of|email) {contact} [,] (whats|what is) "
        "(her|his|their) (number|phone|email|phone number|address)",
        "? "
        "[!(whats|what|which|got|have|need|find|show|look|pull|where|give|who|any|remember|forgot|dig);!(number|phone "
        "number|phone|email|contact details|details|contact "
        "info|info|birthday|digits|address|coordinates|contact card|data|telephone number|mail "
        "address);!{contact}]",
        "? [!(how);!(reach|contact|get hold of|get in touch with|ring|phone|call);!{contact}]",
        "remind me who {contact} is",
        "who (was|is) {contact} again",
        "{contact} , (whats|what is) (her|his|their) (number|email|phone|address|phone number|details)",
        "{contact} (whats|what is) (her|his|their) (number|email|phone|address|phone number|details)",
        "? [!(know|info|profile|background);!{contact};!(about|on)]",
    )
    examples = {"who is Maria": {"contact": "Maria"}, "maria's number": {"contact": "maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contact_cards

        return Reply(contact_cards.card(crm, self.contact), [_ref(self.contact)])


class UpdateContact(Intent):
    """Change a contact's number, email, name, address, birthday or company."""

    contact: Contact = slot("contact", required=True, ask="Whose details should change?")
    phone: str | None = slot("phone", ask="What should change: number, email, name, address?")
    email: str | None = slot("email")
    new_name: str | None = slot("name")
    address: str | None = slot("text")
    birthday: date | None = slot("when")
    company: str | None = slot("text")

    phrases = (
        "{contact's} [new|current] (number|phone|phone number) (is|is now|changed to|has changed "
        "to|should be|to) [now] {phone} [now]",
        "{contact's} [new|current] (email|email address) (is|is now|changed to|has changed "
        "to|should be|to) [now] {email} [now]",
        "{contact's} [new|current] address (is|is now|changed to|has changed to|should be|to) "
        "[now] {address@text}",
        "{contact's} (birthday|birth date|bday) (is|is on|should be) {birthday}",
        "{contact's} (company|employer|firm) (is|is now|should be) [now] {company@text}",
        "{contact} (has|has got|got|has a) [a] new (number|phone|phone number) [,|:] [its|it "
        "is|that is|now] {phone} [now]",
        "{contact} (has|has got|got|has a) [a] new (email|email address) [,|:] [its|it is|now] {email} [now]",
        "{contact} (changed|has changed|switched|has switched|got a new|has a new|has got a new|is "
        "changing) [her|his|their|the] (number|phone|phone number|phone numbers) [,] [its|it "
        "is|to|its now|it is now|now|new one is|the new one is|now its] {phone} [now]",
        "{contact} (changed|has changed|switched|has switched) [her|his|their|the] (email|email "
        "address) [,] [its|it is|to|its now|it is now|now|new one is|the new one is|now its] "
        "{email} [now]",
        "{contact} (moved|has moved|relocated|just moved) [to|,] [new address is|new address|the "
        "new address is] [:] {address@text}",
        "(change|update|set|correct|fix|edit|amend) {contact's} (number|phone|phone number) "
        "(to|:|is|into) {phone}",
        "(change|update|set|correct|fix|edit|amend) {contact's} (email|email address) (to|:|is|into) {email}",
        "(change|update|set|correct|fix|edit|amend) {contact's} address (to|:|is) {address@text}",
        "(change|update|set|correct|fix|edit|amend) {contact's} (birthday|birth date) (to|:|is) {birthday}",
        "(change|update|set|correct|fix|edit|amend) {contact's} (company|employer) (to|:|is) {company@text}",
        "(change|update|set|correct|fix|edit|amend) {contact's} name (to|:|into) {new_name}",
        "(change|update|set|correct|fix|edit|amend|add) [the] (number|phone|phone number) "
        "(for|of|on|to) {contact} (to|:|as|is|,) {phone}",
        "(change|update|set|correct|fix|edit|amend) [the] (email|email address) (for|of|on) "
        "{contact} (to|:|as|is|,) {email}",
        "(change|update|set|correct|fix|edit|amend) [the] address (for|of|on) {contact} "
        "(to|:|as|is) {address@text}",
        "(change|update|set|correct|fix|edit|amend) [the] name (for|of) {contact} (to|:|as) {new_name}",
        "(add|save|put) [the] [phone] number {phone} (to|for|on) {contact}",
        "(add|save|put) {phone} (to|for|on|as the number for) {contact}",
        "(add|save|put) [the] [email] {email} (to|for|on) {contact}",
        "(change|update|set|edit|correct) [contact] {contact} [,] [her|his|their|the] [new] "
        "(number|phone|phone number) [to|is|:] {phone}",
        "(change|update|set|edit|correct) [contact] {contact} [,] [her|his|their|the] [new] "
        "(email|email address) [to|is|:] {email}",
        "(change|update|set|edit|correct) [contact] {contact} [,] [her|his|their|the] [new] "
        "address [to|is|:] {address@text}",
        "(change|update|set|edit|correct) [contact] {contact} [,] [new] (birthday|bday) [to|is|:] {birthday}",
        "~1 (update|change|edit) [contact] {contact} [,] [to] {phone}",
        "~1 (update|change|edit) [contact] {contact} [,] [to] {email}",
        "(rename|rename contact) {contact} [to|as|into] {new_name}",
        "{contact} is now [called|named] {new_name@name}",
        "{contact} (got married|has got married|married|just got married|remarried|is married "
        "now|got divorced) [and] [,] [now] [shes|hes|she is|he is|her name is|his name is|is|she "
        "goes by|now] [now] [called] {new_name} [now] [, rename|rename|, rename her|rename "
        "her|rename him|, update it]",
        "{contact} (goes by|wants to be called|likes to be called|prefers to be called) {new_name} "
        "[now|these days]",
        "{contact} (works|is working|now works) (at|for) {company@short} [now]",
        "{contact} lives (at|in) {address@text} [now]",
        "new (number|phone|phone number) for {contact} [is|,|:] {phone}",
        "new (email|email address) for {contact} [is|,|:] {email}",
        "new address for {contact} [is|,|:] {address@text}",
        "{contact} (new number|new phone|new phone number|phone|number|phone number|phone "
        "is|number is|number changed to|changed number to|number is now) [,|:|now] {phone} [now]",
        "{contact} (new email|email|email is|email address|email is now|new email is) [,|:|now] "
        "{email} [now]",
        "{contact} (birthday|birthday is|bday|was born on|was born) [,|:] {birthday}",
        "{contact} (address|new address|address is|new address is|address is now) [:|,] {address@text}",
        "(use|put) {phone} (for|as the number of|as number for) {contact} [from now on|instead]",
        "(use|put) {email} (for|as email for|as the email of) {contact} [from now on|instead]",
        "{contact} (can be reached|is reachable|is now reachable) (at|on|under) {phone} [now]",
        "{contact} (can be reached|is reachable|is now reachable) (at|on|under) {email} [now]",
        "? [!{contact};!(rename|renamed|name|married|called|surname|known as);!(to|is|as|now|into) "
        "{new_name};(new|now|change|changed|goes|by)]",
        "? [!(birthday|born|bday);!{contact};!{birthday};(is|on|set|add|was)]",
        "? [!{contact};!(works|work|company|employer|joined|firm|working);!(at|for|with|to|is) "
        "{company@short};(now|new)]",
        "? [!{contact's};!(number|phone|phone number);!{phone};(new|now|changed|different|update|is|to|has)]",
        "? "
        "[!{contact};!(new|now|changed|change|update|different|switched|updated|correct);!{phone};(number|phone|phone "
        "number)]",
        "? "
        "[!{contact};!(new|now|changed|change|update|different|switched|updated|correct);!{email};(email|address)]",
        "? [!{contact's};!(email);!{email};(new|now|changed|different|update|is|to|has)]",
    )
    examples = {"maria's new email is m@lopez.com": {"contact": "maria", "email": "m@lopez.com"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("phone", "email", "new_name", "address", "birthday", "company")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        before = self.contact.name
        details = contacts.Details(
            self.new_name, self.phone, self.email, None, self.address, self.birthday, self.company
        )
        contacts.update(crm, self.contact, details)
        born = f"born {self.birthday:%b %-d}" if self.birthday else None
        values = [self.phone, self.email, self.new_name, self.address, born, self.company]
        now = ", ".join(str(value) for value in values if value)
        return Reply(f"{before}: now {now}. UNDO takes it back.", [_ref(self.contact)])


class AddNote(Intent):
    """Keep a note on a contact or an item."""

    contact: Contact | None = slot("contact", ask="On whom or what?")
    item: Item | None = slot("item")
    note: str = slot("text", required=True, ask="What should the note say?")

    phrases = (
        "(note|note to self|make a note|add a note|add note|put a note|leave a note|write a "
        "note|notes|new note|jot down|jot a note|make note|please note|take a note|save a "
        "note|record a note|a note|put down|write down|log a note|stick a note|pop a note|do make "
        "a note) (on|for|about|to|in|at|re|against|under|with) {contact} [that|:|,|saying] {note}",
        "(note|note to self|make a note|add a note|add note|put a note|leave a note|write a "
        "note|notes|new note|jot down|jot a note|make note|please note|take a note|save a "
        "note|record a note|a note|put down|write down|log a note|stick a note|pop a note|do make "
        "a note) (on|for|about|to|in|at|re|against|under|with) {contact's} <file> "
        "[that|:|,|saying] {note}",
        "(note|make a note|add a note|add note|put a note|leave a note|write a note|new note|jot "
        "down|make note|please note|take a note|a note|put down|write down|log a note|stick a "
        "note|pop a note) (on|for|about|to|in|at|re|against|with) {item} : {note}",
        "~0.5 (note|make a note|add a note|add note|put a note|leave a note|write a note|new "
        "note|jot down|make note|please note|take a note|a note|put down|write down) "
        "(on|for|about|to|in|at|re|against|with) {item} (that|saying|,) {note}",
        "(note|jot down|make a note|note down|please note|write down|remember|record) "
        "[that|:|,|for the record] {contact} "
        "(is|has|likes|prefers|wants|hates|does|doesnt|was|will|would|cant|only|never|always|said|says|told|asked|collects|lives|moved|needs|can|wont) "
        "{note}",
        "{contact} note : {note}",
        "~2 {contact} note [that] {note}",
        "note {contact} [:|,|-] {note}",
        "note {contact} : {note}",
        "note {item@sku} [:|,] {note}",
        "{item@sku} note [:|,] {note}",
        "{item} note : {note}",
        "(add|put|append|attach|write) (to|in|on|into) {contact's} "
        "(notes|note|file|record|profile|card) [that|:|,] {note}",
        "(add|put|append|attach|write) (to|in|on|into) [the] (notes|note|file|record|profile|card) "
        "(of|for|on) {contact} [that|:|,] {note}",
        "(add|put|append|attach) (this|the following|a comment|the comment|the note|comment) "
        "(to|on|for) {contact} : {note}",
        "(add|put|append|attach|write|record) [the] note {note@clause} (to|on|for|in|against) {contact}",
        "(for the record|fyi|remember|remember that) [,|:] {contact} "
        "(is|has|hates|does|doesnt|was|will|would|cant|only|never|always|moved|needs|can|wont) "
        "{note}",
        "<a_note_verb> (on|for|about|to|in|re|regarding|against|under) {contact} [,|:|-|that] {note}",
        "<a_note_verb> (on|for|about|to|in|re|regarding|against|under) {contact's} "
        "(file|record|profile|card|page|notes|entry) [,|:|-|that] {note}",
        "<a_note_verb> (on|for|about|to|in|re|regarding|against|under) {item} : {note}",
        "<a_note_verb> (on|for|about|to|in|re|regarding|against|under) {item@sku} [,|:|-|that] {note}",
        "{contact} : "
        "{note=(prefers|wants|only|never|always|hates|allergic|is|has|likes|doesnt|moved|vegetarian|husband|wife|needs|pays|no) "
        "{_@message}}",
        "{contact} [,|-] (fyi|nb|note|remark|memo|notes) [:|,|-] {note}",
        "<a_note_verb> that {contact} "
        "{note=(is|has|likes|prefers|wants|hates|does|doesnt|was|will|would|cant|only|never|always|lives|moved|needs|can|wont|said|asked|cannot|must|pays|speaks|drinks|collects|has "
        "been|did) {_@message}}",
        "<a_note_verb> {item} : {note}",
        "{contact} (told me|says|said|mentioned|told us|mentioned that|wants us to know|asked us "
        "to note) [that] {note} , (note|note it|note that|make a note|write it down|jot it down)",
        "(remember|bear in mind|keep in mind|worth noting|for the file) [that|,|:] {contact} "
        "(is|has|likes|prefers|wants|hates|does|doesnt|was|will|would|cant|only|never|always|lives|moved|needs) "
        "{note}",
    )
    examples = {"note on Maria: prefers large works": {"contact": "Maria", "note": "prefers large works"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        contacts.note(crm, self.note, contact=self.contact, item=self.item)
        shown = [_ref(self.contact)] if self.contact else []
        if self.item and not self.contact:
            shown = [Ref("item", self.item.id, self.item.title)]
        return Reply(f"Noted on {shown[0].label}: {self.note}. UNDO takes it back.", shown)


class AddPreference(Intent):
    """Remember what a contact likes, and up to what price."""

    contact: Contact = slot("contact", required=True, ask="Who likes it?")
    likes: str = slot("likes", required=True, ask="What do they like?")
    max_price: Money | None = slot("money")

    phrases = (
        "{contact} (likes|loves|like|love|is into|is mad about|is crazy "
        "about|prefers|prefer|collects|adores|enjoys|is a fan of|is fond of|is keen on|fancies|is "
        "interested in|has a thing for|has a soft spot for|is really into|really likes|really "
        "loves|only likes|only collects|only buys|mostly collects|mainly collects|is big "
        "on|digs|is obsessed with|goes for|is partial to|wants only|only wants|is looking at|has a "
        "weakness for|always likes|favours|favors|buys only|also likes|also loves|also collects|is "
        "all about|is interested to|interested in|is passionate about|leans toward|leans "
        "towards|has a taste for|is drawn to|is very interested in|likes to buy|likes to "
        "collect|gravitates toward|gravitates towards|collecting) {likes} [[,|and] "
        "[with|but|her|his|their|for|not|a] [<under>] {max_price} [max|maximum|tops|or less|at "
        "most|top|limit|budget|or under]]",
        "{contact} (likes|loves|is into|prefers|collects|is interested in|like|love|prefer|is mad "
        "about|is keen on|fancies|adores|is a fan of) {likes} [,] (budget|his budget|her "
        "budget|their budget|max|up to) [is|of|like|about|around|:] [<under>] {max_price} "
        "[max|tops]",
        "{contact's} "
        "(taste|tastes|preference|thing|interest|interests|favorite|favourite|favorites|favourites|style) "
        "(is|are|runs to|run to|lean to|leans to) {likes} [[,] <under> {max_price}]",
        "(note|remember|save|record|add|mark|put down) [that] {contact} (likes|loves|is "
        "into|prefers|collects|like|love|is interested in) {likes} [[,] <under> {max_price}]",
        "(add|put|save|record) [the] "
        "(preference|interest|interests|likes|preferences|taste|tastes) (for|of|to|on) {contact} "
        "[:|,|is|are] {likes} [[,] <under> {max_price}]",
        "(add|put|save|record|set) {contact's} "
        "(preference|interest|interests|likes|preferences|taste|tastes|likes as) [as|to|:|,] "
        "{likes} [[,] <under> {max_price}]",
        "(add|put|save) {likes@clause} (to|in|under|on) {contact's} "
        "(likes|preferences|interests|tastes|profile|preference)",
        "(add|put|save) {likes@clause} as [a] (preference|interest|like) (for|of) {contact}",
        "{contact} (preference|preferences|interests|taste|tastes|likes) : {likes} [[,] <under> {max_price}]",
        "{contact} [really|always|only|mostly|mainly|is] [really|very|quite|dead|totally] (fond "
        "of|keen on|into|likes|loves|adores|prefers|collects|interested in|mad about|mad on|crazy "
        "about|partial to|drawn to|passionate about|fan of|a fan of|a sucker for|a big fan "
        "of|obsessed with|enjoys|fancies|fascinated by|after|attracted to|enthusiastic "
        "about|hooked on|wild about|nuts about|gone on|taken with|big into|looking at) {likes} "
        "[[,] [with] [<under>] {max_price} [max|tops|maximum|or less|at most]]",
        "{contact} , (likes|loves|into|prefers|collects|keen on|fan of) {likes} [[,] <under> {max_price}]",
        "{contact} (has a passion for|has an eye for|has a weakness for|has a soft spot for|has a "
        "fondness for|has a penchant for|has a liking for|has a preference for|has a taste for|has "
        "an interest in|has a thing for|has got a thing for|takes an interest in|has always "
        "liked|has always loved|seems to like|seems to love|seems to prefer|tends to like|tends to "
        "prefer|tends to buy|tends to collect|cant resist|cannot resist|cant get enough of|goes "
        "crazy for|goes mad for|goes nuts for|collects mainly|collects mostly|collects only|buys "
        "mostly|buys mainly|looks for|would only buy|only goes for|only looks at|like very "
        "much|like much) {likes} [[,] <under> {max_price} [max|tops]]",
    )
    examples = {
        "Maria likes Ruiz, up to 5k": {
            "contact": "Maria",
            "likes": "Ruiz",
            "max_price": {"amount": "5000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        contacts.add_preference(crm, self.contact, self.likes, self.max_price)
        up_to = f", up to {self.max_price}" if self.max_price else ""
        return Reply(
            f"{self.contact.name} likes {self.likes}{up_to}. UNDO takes it back.", [_ref(self.contact)]
        )


class TagContact(Intent):
    """Put a tag on a contact."""

    contact: Contact = slot("contact", required=True, ask="Whom should I tag?")
    tag: str = slot("tag", required=True, ask="Which tag?")

    phrases = (
        "tag {contact} [as|with|:|a] [a|an] {tag}",
        "tag {contact} : {tag}",
        "(put|add|stick|apply|set|attach|give) [the|a|an] {tag} (tag|label) (on|to|for) {contact}",
        "(put|add|stick|apply|set|attach) [the|a|an] (tag|label) {tag} (on|to|for) {contact}",
        "(mark|label|flag|classify|categorize|categorise) {contact} (as|with|down as) [a|an] {tag}",
        "(give|add to) {contact} [the|a|an] {tag} (tag|label)",
        "(add|put) {contact} (to|in|on|into) (the|our) {tag} (group|list|segment|bucket|tag)",
        "{contact} (is|is now) [a|an] {tag=(vip|v i "
        "p|press|trade|museum|institution|curator|advisor|adviser|dealer|designer|interior "
        "designer|architect)} [now|client|collector|contact]",
        "{contact} tag [:|as|,] {tag}",
        "(tag|label|flag) {contact} [with|as] [the] {tag=(vip|v i "
        "p|press|trade|museum|institution|curator|advisor|adviser|dealer|designer|hot "
        "lead|cold|lead|prospect|wholesale|vip client)}",
        "? [!(tag|label|mark|flag|put|add|class|badge);!{contact};!(as|with|tag|label|down as) "
        "{tag};(tag|label|of|a|list)]",
        "? "
        "[!(tag|label);!{contact};!{tag=(vip|trade|press|museum|dealer|designer|curator|lead|hot|cold|prospect|wholesale|advisor|institution|friend|family|artist|collector|local|overseas|regular)}]",
        "? [!(tag|label|tagged|mark|flag|tagging);!{contact};!(as|with) {tag}]",
    )
    examples = {"tag Tom as vip": {"contact": "Tom", "tag": "vip"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        if not contacts.tag(crm, self.contact, self.tag):
            return Reply(f"{self.contact.name} has the tag {self.tag} already.", [_ref(self.contact)])
        return Reply(f"Tagged {self.contact.name}: {self.tag}. UNDO takes it back.", [_ref(self.contact)])


class ListContacts(Intent):
    """List the contacts that like, live in, or have (not) bought something."""

    query: str = slot("text", required=True, ask="Which contacts: who likes what, or where?")
    period: Period | None = slot("period")

    phrases = (
        "(who|which <clients>|what <clients>|all <clients> who|all <clients> that|everyone "
        "who|anyone who|show <clients> who|<clients> who|<clients> that|whos|who all|who else) "
        "(likes|like|loves|love|collects|collect|is into|are into|into|is interested in|are "
        "interested in|interested in|prefers|prefer|buys|buy|wants|want|is looking for|are looking "
        "for|is after|is keen on|fancies|might like|enjoys|goes for|follows|follow|asked "
        "about|asked for|has asked about|is mad about) {query} [{period}]",
        "<show> [me] [all|all the|all our|all my|our|my|the|any|a list of] [the|our|my] <clients> "
        "(who|that) (likes|like|loves|love|collects|collect|is into|are into|interested in|is "
        "interested in|are interested in|prefers|prefer|buys|buy|wants|want|are looking for|enjoy) "
        "{query} [{period}]",
        "[<show>] [me] [all|all the|all our|all my|our|my|the|any|a list of|list] [the|our|my] "
        "<clients> (in|from|near|around|based in|living in|of|located in|who live in|who are "
        "in|that live in|who lives in|with|tagged|tagged as|interested in|into|for|who are|that "
        "are) {query@short}",
        "(who|which <clients>|what <clients>) (do we know|do we have|have we got|have we|do i "
        "know|do we sell to|can we reach) (in|from|near|around|based in|at) {query@short}",
        "(who|which <clients>|what <clients>) (is|are|lives|live|is based|are based) "
        "(in|from|near|around) {query@short}",
        "[<show>] [me] [all|all the|all our|all my|our|my|the|any] [the|our|my] <clients> "
        "{query=(who|that) (have|has|havent|hasnt|did|didnt|had|never|have not|has not|did "
        "not|have never|has never) [not|never|yet] "
        "(bought|buy|purchased|purchase|ordered|order|paid|pay|been|visited|come|replied|answered|responded|spent|heard|called) "
        "[anything|nothing|a thing|something|any|from us|from me|in|with us|us]} [{period}]",
        "(who|which <clients>|what <clients>) "
        "{query=(have|has|havent|hasnt|did|didnt|had|never|have not|has not|did not|have never|has "
        "never|hasn t) [not|never|yet] "
        "(bought|buy|purchased|purchase|ordered|order|been|visited|come|replied|answered|responded|spent|been "
        "in|come in|come by) [anything|nothing|a thing|something|any|from us|from me|in|with us|at "
        "all|to us|to me]} [{period}]",
        "(who|which <clients>|what <clients>) {query=(bought|purchased|ordered) "
        "[anything|something|from us]} [{period}]",
        "(who|which <clients>|what <clients>) {query=(bought|purchased|ordered) {_@clause}} [{period}]",
        "[<show>] [me] [all|all the|all our|all my|our|my|the] {query@short} <clients>",
        "<show> [me] [all|all the|all our|all my|our|my|the] {query=(vip|vips|vip clients|vip "
        "collectors|press|trade|dealers|curators|museum people)}",
        "[<show>] [me] [all|all the|all our|all my|our|my|the] <clients> (tagged|tagged as|with "
        "tag|with the tag|labeled|marked|marked as|labelled) [as] {query@short}",
        "(whos|who is|who are) [our|the|my|in] {query@short} <clients>",
        "(who|which <clients>) (is|are) (tagged|marked|labeled|labelled) [as] {query@short}",
        "(who|which <clients>|<clients> who|<clients> that) spent (over|more than|above|at "
        "least|under|less than) {query} [{period}]",
        "(who|which <clients>) {query=(havent|hasnt|have not|has not) (we|i) (heard "
        "from|seen|spoken to|talked to|contacted|called)} [{period}]",
        "(who|which <clients>) {query=(havent|have not) (we|i) (heard from|seen|spoken to|talked "
        "to|contacted|called)} [{period}]",
        "(list|show|show me) [all|all the|our] (lapsed|inactive|dormant|sleeping) "
        "{query=<clients>} [{period}]",
        "[<show>] [me] [all|all the|all our|our|my|the] "
        "{query=(lapsed|inactive|dormant|sleeping|new)} <clients> [{period}]",
        "(who|which <clients>) (has|have) (birthdays|a birthday|birthday|their birthday) "
        "{query=(coming up|this week|this month|next week|next month|today|soon)}",
        "[any|<show>] [me] <clients> for {query@short}",
        "search (contacts|clients|collectors|customers) [for|:|by] {query@short}",
        "find [me] [all] <clients> [who|that] [are] (interested in|into|in|from|collecting|looking "
        "for|for) {query@short}",
        "(who|which <clients>|<clients> who) "
        "(buys|buy|bought|collects|collect|likes|like|owns|own|wants|want|goes for|asks for|asked "
        "for|is mad about|fancies|cares for|cares about|might want|may like|could like|has asked "
        "for|has shown interest in|is keen on|are keen on|is fond of|are fond of|has a thing "
        "for|have shown interest in) {query} [{period}]",
        "? "
        "[!(who|which|clients|collectors|customers|people|contacts|buyers|whos);!(likes|like|loves|love|collects|collect|into|interested "
        "in|keen on|fond of|prefers|prefer|fancies|buys|buy|fans of|fan of|in|from|near|based "
        "in|around|tagged|living in|out of) "
        "{query@short};{period};(show|list|find|all|our|have|know|got|give)]",
        "? "
        "[!(who|which|clients|collectors|customers|people|contacts|buyers);!{query=(hasnt|havent|not|never|didnt|hasnt "
        "been|has not|have not) {_@clause}};!{period}]",
        "(list|show|show me|find|give me|pull up|get me|pull|who are) [all|all the|all "
        "our|our|my|the] <clients> {query=(without|with) {_@short}}",
    )
    examples = {
        "who likes photography": {"query": "photography"},
        "collectors in Boston": {"query": "Boston"},
        "who hasn't bought since june": {
            "query": "hasn't bought",
            "period": {"from": "2026-06-01", "to": "2026-11-20"},
        },
    }
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import audiences, contact_cards
        from intents import pages

        days = (self.period.start, self.period.end) if self.period else (None, None)
        found = audiences.read(self.query, *days)
        page = audiences.page(crm, found, after=self.page)
        if not page.rows:
            return Reply(f"No contacts for “{self.query}”.")
        head = f"{page.total} contact{'s' if page.total > 1 else ''}:" if not self.page else ""
        if page.mended:
            head = f"Nobody for “{self.query}” as written; meant, perhaps:"
        left = page.total - len(page.rows) if not self.page else 0
        lines = [contact_cards.row(crm, contact) for contact in page.rows]
        return pages.page(self, head, lines, [_ref(contact) for contact in page.rows], page.after, left)


class ContactHistory(Intent):
    """What a contact bought."""

    contact: Contact = slot("contact", required=True, ask="Whose purchases?")
    period: Period | None = slot("period")

    phrases = (
        "what (did|has|have) {contact} "
        "(buy|bought|purchased|purchase|buying|get|gotten|take|taken|order|ordered|acquired|picked "
        "up) [from us|from me|so far|over the years|ever|here|with us|already|before|in the "
        "past|to date|in total|till now|until now|altogether] [{period}] [from us|over the "
        "years|so far]",
        "what all (did|has) {contact} (buy|bought|purchased) [from us|so far] [{period}]",
        "(what|which|which pieces|which works|which watches|what pieces|which items|what "
        "works|what items|everything|all) [that] {contact} (bought|has bought|purchased|has "
        "purchased|owns|has|ever bought|took|ordered|got) [from us|from me|so far|ever|over the "
        "years] [{period}]",
        "<show> [me] [everything|what|all|all that|what all] {contact} (bought|has "
        "bought|purchased|has purchased|owns|has ever bought|ever bought|ordered|took) [from "
        "us|from me|so far|ever|over the years] [{period}]",
        "[<show>|<whats>] [me] {contact's} (purchases|purchase history|buying "
        "history|history|orders history|order history|past purchases|purchase record|sales "
        "history|past orders|previous purchases|previous orders|buys|bought "
        "items|collection|buying record|acquisitions) [from us|so far|with us] [{period}]",
        "[<show>|<whats>] [me] {contact} (purchases|purchase history|buying history|history|order "
        "history|past purchases|purchase record|sales history|bought what|buy what|bought what so "
        "far|buy what before) [{period}]",
        "[<show>] [me] [all] [the|all] [past|previous|recent] (purchases|purchase history|buying "
        "history|history|order history|acquisitions|sales history) (by|of|for|from|with) {contact} "
        "[{period}]",
        "how much (did|has) {contact} (spend|spent|buy|bought|paid) [with us|here|so far|in "
        "total|from us|on us] [{period}]",
        "how (many|many pieces|many works|many items) (did|has) {contact} (buy|bought|purchased) "
        "[from us|so far] [{period}]",
        "when did {contact} last (buy|purchase|order) [anything|something|from us]",
        "(whats|what was|what is) {contact's} last (purchase|order|buy)",
        "(did|has) {contact} (buy|bought|ever buy|ever bought|purchase|purchased) "
        "[anything|something|any] [from us] [{period}]",
        "sales to {contact} [{period}]",
        "(what|which ones|which works|which pieces) (did|have) (we|i) (sell|sold) [to] {contact} [{period}]",
        "what (did|have) (we|i) (sell|sold) to {contact} [{period}]",
        "(what|which pieces|which works|how much) [has|did|have|does] {contact} "
        "(got|gotten|had|taken|picked up|snapped "
        "up|acquired|collected|spent|bought|own|owned|order|ordered|get|take|buy|spend) (from "
        "us|off us|with us|so far|over the years|from the gallery|in the past|till now|before|to "
        "date|up to now|already|in total) [{period}]",
        "{contact} (bought|buy|buys|purchased) (what|which|what all) [from us|already|before|so "
        "far] [{period}]",
        "(pull|pull up|bring up|show|give me|show me|get|get me|look up|list|let me see|open) "
        "{contact's} (purchases|history|purchase history|past purchases|buying history|track "
        "record|sales|orders history|past buys) [{period}]",
        "(everything|anything|whatever|all|all that) {contact} (bought|has bought|ever "
        "bought|purchased|has purchased|got|took|has taken|has had) [from us|off us] [{period}]",
        "? [!(bought|buy|purchases|purchased|purchase|buying|acquired|purchasing|order "
        "history|buys);!{contact};!(what|history|show|list|all|which|everything|record|last|ever|so "
        "far|before);{period}]",
        "? [!(bought|buy|purchases|purchased|purchase|acquired|spent|spend);!{contact};!{period}]",
    )
    examples = {
        "what did Chen buy last year": {
            "contact": "Chen",
            "period": {"from": "2025-01-01", "to": "2025-12-31"},
        }
    }
    effect = Effect.READ
    needs = Permission.SALES_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contact_cards

        start, end = (self.period.start, self.period.end) if self.period else (None, None)
        return Reply(contact_cards.history(crm, self.contact, start, end), [_ref(self.contact)])


class MergeContacts(Intent):
    """Make one contact of two that are the same person; the first one named stays."""

    contact: Contact = slot("contact", required=True, ask="Which contact stays?")
    other: Contact = slot("contact", required=True, ask="Which contact is the same person?")

    phrases = (
        "(merge|combine|join|unify|dedupe|deduplicate|unite|fuse|consolidate|link) "
        "[contacts|contact|the contacts|the records of|records of|the records for|the contact|the "
        "two contacts|clients] {contact} (with|and|into|to|plus|in) {other}",
        "(merge|combine|join|dedupe) {contact} [,] {other}",
        "{contact} (and|is the same as|is also|is actually|is the same person as|is same as|is "
        "identical to|equals|same as|=|same person as|is just) {other} [is|are|,|-] (the same|the "
        "same person|the same client|same|same person|one person|one and the same|duplicates|a "
        "duplicate|identical|one and the same person|the same guy|the same woman|the same "
        "contact|duplicate contacts|the same collector|dupes) [,|so|-] [please] "
        "[merge|combine|merge them|combine them|join them|merge those|unify them|so merge them|so "
        "combine them]",
        "{contact} (is the same as|is the same person as|is same as|same person as|is a duplicate "
        "of|is a dupe of|is same person as|same as|is the same guy as|is the same woman as) "
        "{other} [,|so|-] [merge|combine|merge them|combine them|join them|so merge them|please "
        "merge]",
        "{contact} and {other} are (the same|the same person|one person|one and the "
        "same|duplicates|identical|the same guy|the same woman|the same contact|duplicate "
        "contacts|the same collector|the same client|one and the same person|dupes|same "
        "person|same) [,|so|-] [please] [merge|combine|merge them|combine them|join them|so merge "
        "them]",
        "i have {contact} [in there|in here|in|listed|saved|stored|down] twice [,] "
        "(merge|combine|join) (her|him|them|it) (with|and|into) {other}",
        "we have {contact} [in there|in here|in|listed|saved|stored|down] twice [,] "
        "(merge|combine|join) (her|him|them|it) (with|and|into) {other}",
        "{contact} (is in there|is in here|is listed|is in the system|is in|exists|is down|is "
        "there) twice [,] (merge|combine|join) (her|him|them|it) (with|and|into) {other}",
        "{other} is a duplicate of {contact}",
        "{contact} and {other} (are|is) (the same|same|one|duplicates|duplicate|one and the "
        "same|identical|actually the same|really the same) "
        "[person|client|guy|woman|collector|people|contact|bloke|lady|customer] [,] [so] [please] "
        "[can you|could you|kindly] [merge|combine|join|dedupe|unify|put together|make one|make it "
        "one|fold|link] [them|these|both|into one|together|those|the two|the records|their "
        "records]",
        "{contact} (appears|is listed|is|shows up|exists) (twice|double|two times) , [once|also] "
        "as {other} [,|-] [please] [merge|combine|merge them|join them|combine them]",
        "(make|turn) {contact} and {other} [into] one [contact|person|record]",
        "(fold|roll|put) {other} into {contact}",
        "duplicate [contact] [:|,] {contact} and {other} [, merge|, merge them]",
        "? [!{contact};!{other};!(and|with|into|is|are|same "
        "as);!(merge|combine|duplicate|duplicates|same person|the same|one person|join|dupes)]",
    )
    examples = {"merge Maria Lopez with M. Lopez": {"contact": "Maria Lopez", "other": "M. Lopez"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST

    def preview(self, crm: Crm) -> str:
        from crm_core.services import merging

        return merging.preview(crm, self.contact, self.other)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import merging

        name = self.other.name
        merging.merge(crm, self.contact, self.other)
        return Reply(f"Merged: {name} is {self.contact.name} now. UNDO takes it back.", [_ref(self.contact)])


class OptOutContact(Intent):
    """Stop messages to a contact, on one channel or on all."""

    contact: Contact = slot("contact", required=True, ask="Who wants no more messages?")
    channel: str | None = slot("channel", help="none means all")

    phrases = (
        "(dont|do not|never|please dont|please do not|no longer|stop to) "
        "(text|message|contact|write|write to|send texts to|send messages to|send anything "
        "to|bother|call|send|text to|sms|msg|ping|send any messages to|send any more texts to|send "
        "any more messages to) {contact} (anymore|any more|ever again|again|ever|at all|any "
        "longer|any messages|texts anymore|messages anymore|anything anymore|any more messages|any "
        "more texts|anything|anything else|any further|from now on|going forward)",
        "(dont|do not|never|stop) {channel} {contact} (anymore|any more|ever again|again|ever|at "
        "all|any longer)",
        "never (text|message|contact|write to|send texts to|bother|sms) {contact} [again|anymore|ever]",
        "(stop|stop all|quit|cease) [all] (texting|messaging|contacting|writing|writing to|texts "
        "to|messages to|sending texts to|sending messages to|bothering|messaging to|sending to|sms "
        "to|all messages to|all texts to|any messages to|communication with|communications "
        "to|sending anything to|communicating with) {contact} [altogether|completely|for "
        "good|please|from now on]",
        "stop (emailing|emails to|email to|sending emails to|sending email to) {contact} {channel:email}",
        "stop (whatsapping|whatsapps to|whatsapp messages to|sending whatsapp to|sending whatsapps "
        "to) {contact} {channel:whatsapp}",
        "(dont|do not|never) (email|send emails to|send email to) {contact} (anymore|any "
        "more|again|ever|ever again|at all) {channel:email}",
        "no more email (to|for) {contact} {channel:email}",
        "no more (texts|messages|msgs|sms|contact|messaging|text "
        "messages|text|texting|marketing|newsletters|communication) (to|for|with) {contact} [from "
        "now on|ever]",
        "(opt|opted) {contact} out [of] [all|everything|texts|messages|our messages|all "
        "messages|the list|marketing]",
        "opt out {contact} [from|of] [all|everything|texts|messages|the list]",
        "(opt|opted) {contact} out of {channel}",
        "unsubscribe {contact} [from] [everything|texts|all|our list|the list|the mailing "
        "list|messages|all messages|the newsletter|our texts]",
        "unsubscribe {contact} from {channel}",
        "(take|remove|get|strike|drop|delete) {contact} (off|from|of) [our|the|my|all our|all|all "
        "the|any] (mailing list|list|text list|messages|texts|contact list|mailing lists|lists|sms "
        "list|distribution list|newsletter|texting list|broadcast list|broadcasts|marketing "
        "list|mailings|message list)",
        "{contact} (doesnt|does not|dont|do not|didnt|no longer) (want|wants|wish|wishes|like|want "
        "to get|want to receive|wish to receive|wants to receive|wish to get|want to have) [to "
        "get|to receive|to hear|to be|us sending|to have|hearing|getting] [any "
        "more|any|more|anymore|our|from|any of our|any further|contacted|texted] "
        "[text|texts|messages|msgs|sms|from us|contact|messaged|communication|stuff from "
        "us|mail|marketing|by us|text messages|spam|newsletters] [from us|anymore|any more|from "
        "our side|again|from our gallery|ever|any longer]",
        "{contact} (asked|wants|has asked|would like|asks|requested|says|told us|told me|asked us) "
        "[us] [to] (be taken off the list|be removed from the list|not be texted|not be "
        "contacted|opt out|unsubscribe|stop texting|stop messaging|be left alone|no more texts|no "
        "more messages|to be taken off our list|not to be texted anymore|not to be contacted "
        "anymore|to be left alone|stop being texted|stop getting texts|off the list|off our "
        "list|out of our list|to stop getting texts|to stop getting messages|not to be "
        "messaged|not to be texted|not to text anymore|stop the texts)",
        "{contact} (opted out|has opted out|unsubscribed|opts out|has unsubscribed|wants out)",
        "{contact} (wants no more|doesnt want any|doesnt want|wants no|no more) "
        "(texts|messages|sms|contact|msgs) [from us|anymore]",
        "(mark|set|put|flag) {contact} (as|to|on) (do not contact|do not text|opted "
        "out|dnc|unsubscribed|no contact|not to be contacted|do not message|no texts|no messages)",
        "leave {contact} alone [from now on|in future]",
        "(block|mute) (texts|messages|all messages|all texts) to {contact}",
        "{contact} (wants|wishes|would like|asked|has asked|asks|begs|requests|prefers) [us] [to] "
        "[hear|receive|get|be] (nothing more|no more texts|no more messages|no further messages|no "
        "further texts|to stop|off the list|left alone|no contact|no messages|no longer be "
        "contacted|nothing from us|not to be contacted|not to be texted|not be contacted|not be "
        "texted|no texts|no further contact|off our list|not to hear from us|to be left in "
        "peace|to be removed from the list|to be removed from our list|to be taken off the list|no "
        "more of our texts|not to be messaged|no longer receive messages|no longer receive "
        "texts|no longer to be contacted) [from us|anymore|any more|again|please|by us]",
        "{contact} (is|s) (sick of|fed up with|tired of|annoyed by|annoyed with|done with|over) "
        "[all] [our|the] (texts|messages|texting|messaging|newsletters) [,|so] [please] [stop|stop "
        "texting (her|him|them)|take (her|him|them) off|take (her|him|them) off the list|no "
        "more|no more texts|opt (her|him|them) out]",
        "(stop|quit|cease|halt|end) [all] [sending] "
        "[anything|texts|messages|stuff|sms|contact|communication|any messages|any texts] "
        "(to|with|for) {contact} [anymore|any more|from now on|altogether]",
        "(no|not) (further|more|any more) (contact|messages|texts|communication|messaging|sms) "
        "(to|with|for) {contact}",
        "(cut|leave) {contact} (off|out of|off of) [our|the|all] (texts|messages|list|mailing "
        "list|broadcasts|mailings|text list)",
        "? [!{contact};!(no more|stop|dont|off|opt out|opted "
        "out|unsubscribe|unsubscribed|enough);!(texts|messages|texting|messaging|list|mailing "
        "list|contacting|marketing|newsletter)]",
    )
    examples = {"don't text Tom anymore": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import reach

        closed = reach.opt_out(crm, self.contact, self.channel)
        which = f" by {self.channel}" if self.channel else ""
        text = f"{self.contact.name} gets no more messages{which} ({', '.join(closed)}). Only they can lift that."
        return Reply(text, [_ref(self.contact)])


class LimitContact(Intent):
    """Reach a contact only on one channel, or only at certain hours."""

    contact: Contact = slot("contact", required=True, ask="Whose wishes are these?")
    channel: str | None = slot("channel", ask="Which channel or which hours?")
    hours: str | None = slot("hours")

    phrases = (
        "only {channel} {contact}",
        "(contact|reach|message|write to) {contact} only (by|via|through|on|over|per|with) {channel}",
        "(contact|reach|message|write to) {contact} (by|via|through|on|over|per) {channel} only",
        "{channel} only for {contact}",
        "{contact} [is|=] {channel} only",
        "{contact} (prefers|only wants|wants|wants only|only likes|would rather have|likes|asks "
        "for|only uses|only reads|only takes) (to be contacted by|to be reached by|being contacted "
        "by|contact by|contact via) {channel} [only]",
        "{contact} (only wants|wants only|only uses|only reads|only takes|only accepts|wants just) "
        "{channel} [messages]",
        "(dont|do not|never|no) (text|message|contact|call|write|write to|texts to|messages "
        "to|texting|messaging|bother|texts for|messages for) {contact} {hours}",
        "(only|just) (text|message|contact|call|write|write to) {contact} {hours}",
        "(text|message|contact|call|write to) {contact} only {hours}",
        "{contact} (can only be|should only be|is only to be|wants to be only|only wants to be|is "
        "to be) (texted|contacted|called|messaged|reached) {hours}",
        "{contact} (doesnt want|does not want|dont want) (texts|messages|to be texted|to be "
        "contacted|calls|to be called|contact|to be messaged) {hours}",
        "no (texts|messages|sms|texting|calls|contact|messaging) (to|for|with) {contact} {hours}",
        "{contact} [is] (not|never) to be (texted|contacted|called|messaged) {hours}",
        "{contact} (prefers|would prefer|would rather have|would like|wants|likes) {channel} "
        "[instead of|over|to|rather than] {_@channel} [from now on|please|only]",
        "{contact} (prefers|would prefer|would rather have|wants) {channel} (only|please|from now "
        "on|instead)",
        "(from now on|please|always) (only|just) {channel} (for|to) {contact}",
        "(use|stick to) [only] {channel} (for|with) {contact} [only]",
        "(no calls|no texts|nothing|no messages) (to|for) {contact} {hours}",
        "{contact} [is] (only|just) (reachable|available|to be reached|to be contacted) "
        "(by|via|on|{hours}) [{channel}]",
    )
    examples = {
        "only email Tom": {"contact": "Tom", "channel": "email"},
        "don't text Maria before 9": {"contact": "Maria", "hours": "before 9"},
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("channel", "hours")

    def run(self, crm: Crm) -> Reply:
        import re

        from crm_core.models import Inbox
        from crm_core.services import contact_hours, reach

        inbox = crm.session.get(Inbox, crm.inbox_id) if crm.inbox_id else None
        # The slot holds the hours; whether to write then, or not to, is in the words around them.
        only = bool(inbox and re.search(r"\b(only|just)\b", inbox.text, re.IGNORECASE))
        hours = contact_hours.read(self.hours, only=only) if self.hours else None
        reach.limit(crm, self.contact, self.channel, hours)
        ways = [f"by {self.channel} only" if self.channel else "", contact_hours.shown(hours)]
        how = " and ".join(way for way in ways if way) or "at any hour"
        return Reply(f"We write to {self.contact.name} {how} now. UNDO takes it back.", [_ref(self.contact)])


class EraseContact(Intent):
    """Delete everything we hold about a person, for good (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="About whom should everything be deleted?")

    phrases = (
        "(delete|erase|remove|wipe|destroy|purge|forget|get rid of|scrub|clear|drop|kill) "
        "(everything|all data|all the data|all records|every record|all info|all information|all "
        "traces|all details|every trace|all|all the information|all our data|all personal data|all "
        "of the data|any data|any trace|the whole record|the entire record|all the "
        "records|personal data|all stored data|the data|every bit of data|all our records|every "
        "last thing|all that) [we have|we hold|you have|we keep|we got|weve got|stored|we "
        "know|that we have|that we hold|kept|held] "
        "(about|on|of|for|regarding|from|concerning|related to|relating to) {contact} [for "
        "good|permanently|completely|from the system|forever|from our system]",
        "(delete|erase|remove|wipe|purge|forget|scrub|get rid of) {contact's} (data|personal "
        "data|entire record|records|information|whole file|entire file|complete "
        "record|everything|complete file|details completely|whole record|data completely|personal "
        "information|data for good|data permanently|entire history)",
        "(erase|wipe|purge|forget|scrub) {contact} [completely|from the "
        "system|entirely|permanently|for good|forever|from our system|from our records|from the "
        "database|from everything|totally|out of the system|from the system completely|from our "
        "system completely|from the system entirely|from the books|from all records|from our "
        "systems|everywhere|from existence|from our database]",
        "(delete|remove) {contact} (completely|entirely|permanently|for good|forever|from the "
        "system completely|and everything|and all data|and all their data|with all data|with all "
        "their data|and all her data|and all his data|from everything|totally|with everything|from "
        "the system for good|from the face of the earth|along with all data|and everything about "
        "them|and everything about her|and everything about him|and everything we have on them|and "
        "everything we have|and all records|including all data|and all personal data)",
        "(gdpr|right to be forgotten|ccpa|privacy|privacy request|data protection|deletion "
        "request|erasure request|gdpr request|gdpr erasure|gdpr deletion|right to erasure|gdpr "
        "delete|data deletion|gdpr delete request) [request] [for|from|:|,|of|-] {contact}",
        "(gdpr|gdpr request|privacy request|ccpa request|data protection request|legal "
        "request|privacy|right to be forgotten) [:|,|-] (delete|erase|remove|wipe|forget) "
        "[everything|all data|all records|all personal data|all information|data] "
        "[about|on|of|for|we have on|we hold on] {contact}",
        "{contact} (wants|asked|asks|requested|invokes|has asked|has requested|wishes|demands|is "
        "requesting|would like|exercises) [us] [to] (be forgotten|be erased|be deleted "
        "completely|delete all data|delete everything|erasure|deletion of all data|have all data "
        "deleted|have everything deleted|right to be forgotten|the right to be forgotten|all data "
        "deleted|everything deleted|data erased|all data erased|be wiped|be wiped from our "
        "system|have all data erased|have their data erased|have her data erased|have his data "
        "erased|her data erased|his data erased|their data erased|his data deleted|her data "
        "deleted|their data deleted)",
        "forget (everything about|all about) {contact}",
        "{contact} (wants|demands|requests|asked for|has asked for|asks for|insists on|has "
        "requested) [to have] (all traces|all their data|all her data|all his data|everything|the "
        "lot|everything we have|all records|all of it|their data|her data|his data|all "
        "data|complete deletion|full deletion|full erasure|gdpr erasure|gdpr deletion|a full "
        "deletion|total deletion) [removed|gone|erased|deleted|wiped|of data] [from our "
        "system|from the system|please]",
        "(nuke|obliterate|expunge|eradicate|get rid of|purge|scrub|wipe|erase|destroy|eliminate) "
        "[all|everything|every|all of] [trace|traces|record|records|data|information|info] "
        "[of|on|about|for|regarding|we have on|we hold on] {contact} [from] [the system|our "
        "system|our records|our books|the database|everything|completely|forever|for "
        "good|entirely]",
        "(delete|remove) [all|every|all of] "
        "(trace|traces|record|records|data|information|info|everything|the data|personal data) [we "
        "have|we hold|we keep|we store] (of|on|about|for) {contact}",
        "? [!{contact};!(erase|delete|wipe|forget|purge|remove);!(everything|completely|all "
        "data|all records|every trace|gdpr|for good|permanently|forgotten|entirely)]",
    )
    examples = {"delete everything about Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.BROADCAST
    undoable = False
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import erasure

        return erasure.preview(crm, self.contact)

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import erasure

        name = self.contact.name
        erasure.erase(crm, self.contact)
        return Reply(f"Everything about {name} is erased, for good.")


class ExportContact(Intent):
    """Give all data we hold about a person (a privacy request)."""

    contact: Contact = slot("contact", required=True, ask="Whose data?")

    phrases = (
        "<show> [me|us] [a copy of|an export of|the export of|a file with|a file of|a dump of|an "
        "extract of] (all|everything|all the|all data|all the data|all info|all information|all "
        "the information|the data|data|every record|all records|the information|all personal "
        "data|the complete data|all our data|any data|the personal data|all stored data|the full "
        "data) [data|information|info|records|that] [we|you|weve|that we|which we] "
        "(hold|have|keep|store|got|have got|know|have stored|have saved|have on file) "
        "(on|about|of|for|regarding) {contact}",
        "(export|download|compile|extract|produce|give me|pull|get me|prepare|send me|send|make|i "
        "need|need|get|can i have|i want|put together) [me] [a copy of|an export of|the export "
        "of|a file of|the|a|an] (all|everything|all data|all info|all information|all the data|the "
        "data|data|data export|export|all records|personal data|all personal data|a data "
        "export|copy|complete record|full record|file|full export|complete file|full data|subject "
        "access export|personal data export|everything we have|everything we hold|everything we "
        "know|all the information|all the information we have|all the information we keep|all the "
        "data we have|data file|all data we have|all data we hold|data package|data we hold|data "
        "we have|full file|dump) [we have|we hold|we keep|we store|we know|that we have] "
        "(on|about|of|for|regarding|from) {contact}",
        "(export|download|compile|extract) {contact's} (data|record|records|file|personal "
        "data|information|info|details|history|full record|full file|complete file|complete "
        "record|profile)",
        "(export|download) (contact|client|collector|customer) {contact}",
        "(export|download) (everything|all) (on|about|for) {contact}",
        "(gdpr|subject access request|data access request|sar|dsar|access request|data "
        "request|gdpr access|data export|gdpr export|gdpr access request|subject access|data "
        "portability request|data portability) [request|export] [for|from|:|,|of|by|-] {contact} "
        "[: export everything|, export everything]",
        "{contact} (has made|made|filed|sent|submitted|sent us|has sent|has filed|has "
        "submitted|put in|lodged|is making|makes) (a|an|his|her|their) (subject access "
        "request|data access request|sar|access request|data request|dsar|gdpr request|request for "
        "all data|gdpr access request|data subject access request) [,|and|:|-|so] "
        "[kindly|please|so] [send me|give me|export|get me|prepare|i need|we "
        "need|compile|pull|provide] [a copy of|an export of] [everything|all|all data|the data|all "
        "the data|it|her data|his data|their data] [we have|we hold|we keep|we know] [on|about] "
        "[her|him|them|it]",
        "{contact} (wants|asked for|asks for|requests|requested|would like|wants to see|wants to "
        "have|has asked for|has requested|wants to know|is asking for) [to see] (all|all her|all "
        "his|all their|a copy of all|everything|all the|her|his|their|a copy of) "
        "(data|information|info|records|we have on her|we have on him|we have on them|we hold on "
        "her|we hold on him|we hold on them|personal data|data we hold|data we have|we have|that "
        "we have) [we have|we hold|we keep|of her|of him|of them|on file] [on her|on him|on "
        "them|about her|about him|about them]",
        "what data do we (hold|have|keep|store) (on|about) {contact}",
        "(whats|what is|what) [all] [the] [data|information|info] (do we have|do we hold|we "
        "have|we hold|do we store|is stored|we keep|do we keep) (on|about|for) {contact} [, send "
        "(it|me everything)|, export it|, i need it all]",
        "(everything|all data|all|the complete file|the full file|whatever) [that] (we|you) "
        "(have|hold|keep|store|know) (on|about|of) {contact} [please|, send it to me|, export it]",
        "{contact} (wants|would like|asks|asked|is asking|has asked|requests|requested|demands) "
        "[for|to see|to know|to have|to get] [a copy of] (everything|all|what|whatever|all the|all "
        "of the|the|her|his|their) [data|information|info|that|stuff] (we|you) "
        "(have|hold|keep|store|know) (on|about|of) (her|him|them) [, send it to me|, export it|, "
        "please export]",
        "? "
        "[!{contact};!(data|information|records|info|everything|file);!(export|copy|send|hold|request|gdpr|download|extract|access)]",
    )
    examples = {"send me all data we hold on Tom": {"contact": "Tom"}}
    effect = Effect.CONFIRM
    needs = Permission.EXPORT
    step_up = True

    def preview(self, crm: Crm) -> str:
        return f"Send you everything we hold on {self.contact.name}, as a message here?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import personal_data

        return Reply("\n".join(personal_data.of(crm, self.contact)), [_ref(self.contact)])


class ArchiveContact(Intent):
    """Delete a contact from the lists; RESTORE brings it back."""

    contact: Contact = slot("contact", required=True, ask="Which contact should go?")

    phrases = (
        "(delete|remove|archive|drop|deactivate|get rid of|hide|discard) "
        "(contact|client|collector|customer|the contact|the client|the customer) {contact}",
        "(delete|deactivate) {contact} [from [the|my|our] (contacts|clients|list|address "
        "book|database|client list|contact list|crm|customers|system|book)]",
        "(remove|drop|take|get) {contact} (from|off|out of) [the|my|our] (contacts|clients|address "
        "book|database|client list|contact list|crm|customers|contact book|books)",
        "{contact} (can be|should be|to be) (archived|deleted|removed from contacts|removed from "
        "the contacts)",
        "{contact} is (no longer|not) [a|our] (client|customer|collector) [anymore|any more] [, "
        "archive her|, archive him|, archive them|, delete her|, delete him|, delete them|, remove "
        "her|, remove him]",
        "{contact} (passed away|died|has passed away|has died|is dead) [,] [please] "
        "(archive|delete|remove) (her|him|them)",
        "(hide|drop|bin|chuck|get rid of|scrap) [contact|client|customer|collector] {contact} "
        "(from|off) [the|our|my] (contacts|clients|list|address book|books|customer list)",
        "{contact} (is no longer|isnt|is not) [a|our|an active] "
        "(customer|client|collector|contact|active client) [anymore|any more] [,] [please] "
        "(archive|delete|remove) (her|him|them)",
    )
    examples = {"delete Tom": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts

        contacts.archive(crm, self.contact)
        return Reply(f"Deleted {self.contact.name} from the lists. UNDO takes it back.")


class Restore(Intent):
    """Bring back a deleted contact or an archived item."""

    item: Item | None = slot("item", archived=True)
    contact: Contact | None = slot("contact", archived=True, ask="Whom or what should I bring back?")

    phrases = (
        "(bring|get|put) {contact} back [again|in|to the list|into the list|in the system|in the "
        "contacts|to the contacts|into the contacts]",
        "(restore|unarchive|un-archive|undelete|recover|reinstate|bring "
        "back|reactivate|un-delete|revive) [contact|client|collector|the contact|customer] "
        "{contact}",
        "(restore|unarchive|un-archive|undelete|recover|reinstate|bring "
        "back|reactivate|un-delete|revive) (item|piece|work|the item|the piece|the "
        "work|product|the watch|watch|painting|the painting) {item}",
        "(bring|get|put) {item} back (in the catalog|to the catalog|into the catalog|from the "
        "archive|out of the archive|in stock list|to the list)",
        "~0.8 (restore|unarchive|un-archive|undelete|recover|reinstate|bring "
        "back|reactivate|un-archive) {item}",
        "(restore|unarchive|bring back|get) {item} from the archive",
        "(i|we) [accidentally|wrongly] (deleted|archived|removed) {contact} [by mistake|by "
        "accident|too soon|in error|accidentally] [,] [please|can you] (bring|get|put) "
        "(her|him|them) back",
        "(i|we) [accidentally|wrongly] (deleted|archived|removed) {contact} [by mistake|by "
        "accident|too soon|in error|accidentally] [,] [please|can you] "
        "(restore|recover|undelete|unarchive) (her|him|them)",
        "(i|we) [accidentally|wrongly] (deleted|archived|removed) {item} [by mistake|by "
        "accident|too soon|in error|accidentally] [,] [please|can you] "
        "(restore|recover|undelete|unarchive|bring back) (it|that)",
        "{item} (should|needs to|must) (be|come) (back|restored|unarchived|active again) [in the "
        "catalog|in the list|in stock]",
    )
    examples = {"bring Tom back": {"contact": "Tom"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE
    one_of = ("contact", "item")

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts, items

        if self.contact is not None:
            contacts.restore(crm, self.contact)
            return Reply(f"{self.contact.name} is back. UNDO takes it back.", [_ref(self.contact)])
        assert self.item is not None
        items.restore(crm, self.item)
        return Reply(
            f"{self.item.title} is back. UNDO takes it back.", [Ref("item", self.item.id, self.item.title)]
        )


class LogContact(Intent):
    """Record that somebody was called, met or written to."""

    contact: Contact = slot("contact", required=True, ask="With whom did you speak?")
    note: str | None = slot("text")
    when: datetime | date | None = slot("when", past=True)

    phrases = (
        "(called|rang|phoned|met|spoke to|spoke with|talked to|talked "
        "with|emailed|texted|visited|had a call with|had lunch with|had coffee with|had a meeting "
        "with|had dinner with|chatted with|caught up with|ran into|bumped into|was on the phone "
        "with|got off the phone with|just got off the phone with|just called|just spoke to|just "
        "spoke with|just met|just talked to|just met with|met with|wrote to|had a chat with|i "
        "called|i met|i spoke to|i spoke with|i talked to|i saw|we met|we spoke with|we spoke to|i "
        "rang|i phoned|had a word with|reached|got hold of|i had a call with|i have spoken with|i "
        "have spoken to|i met with|had drinks with|zoomed with|facetimed|facetimed with) {contact} "
        "[{when}] [[at|in|for] {_=(the fair|lunch|dinner|the gallery|coffee|the opening|a fair|art "
        "basel|the show|the shop|the studio)}] [[,|:|-|and|about|that|because|regarding] {note}]",
        "(called|rang|phoned|met|spoke to|spoke with|talked to|talked with|emailed|saw|visited|i "
        "called|i met|i spoke to|i spoke with|i talked to|just called|just spoke to|just spoke "
        "with|just met|just talked to|met with) {contact} , {note} [{when}]",
        "(log|record|note|add|put down) [a|the|my] (call|meeting|visit|conversation|phone "
        "call|chat|lunch|coffee|talk|contact|visit) (with|to|from) {contact} [{when}] [[,|:|-] "
        "{note}]",
        "log (that i called|that i met|that i spoke to|that i spoke with|that i talked to|that we "
        "met) {contact} [{when}] [[,|:|-|and] {note}]",
        "{contact} (called|phoned|rang|came by|stopped by|dropped by|came in|visited|popped "
        "in|stopped in|was in|was here|rang up|called in|called back|called us|rang me|phoned "
        "me|called me|rang us|phoned us|dropped in|swung by|popped by|came to the gallery|came "
        "round) [{when}] [[,|:|-|and|about|to say|that] {note}]",
        "[had] (call|meeting|lunch|coffee|phone call|chat|dinner|zoom|zoom call) with {contact} "
        "[{when}] [[,|:|-] {note}]",
        "(had|just had|ive had|i had|we had) (a|an) "
        "[quick|long|nice|good|lovely|short|great|brief] "
        "(call|chat|conversation|meeting|coffee|lunch|dinner|phone "
        "call|word|natter|talk|visit|zoom) with {contact} [{when}] [[,|:|-|and|about|,] {note}]",
        "{contact} (picked up|answered|was in touch|got in touch|reached out|rang me|came to see "
        "us|was at the gallery|popped by|came to the opening|came to the show) [{when}] "
        "[[,|:|-|and] {note}]",
        "{when} (i|we) (called|rang|phoned|met|spoke to|spoke with|talked to|talked "
        "with|saw|visited) {contact} [[,|:|-|and|about] {note}]",
        "(i|we) (have|ve) [just] (called|rung|phoned|met|spoken to|spoken with|talked to|talked "
        "with|seen|visited|emailed) {contact} [{when}] [[,|:|-|and|about] {note}]",
        "(just|i|we) [just] (hung up with|finished a call with|finished talking to|got through "
        "to|bumped into|left a voicemail for|left a message for|left voicemail for) {contact} "
        "[{when}] [[,|and|:|-] {note}]",
        "(left|leaving) [a] (voicemail|message) (for|with) {contact} [{when}] [[,|and|:|-] {note}]",
    )
    examples = {
        "called Maria yesterday, she's thinking about it": {
            "contact": "Maria",
            "when": "2026-11-19",
            "note": "she's thinking about it",
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts
        from crm_core.services.tasks import spoken

        at = contacts.past_moment(crm, self.when)
        contacts.note(crm, self.note or "Spoke with them", contact=self.contact, kind="contacted", at=at)
        on = spoken(crm, self.when) if self.when else "today"
        said = f": {self.note}" if self.note else ""
        text = f"Noted that you spoke with {self.contact.name}, {on}{said}. UNDO takes it back."
        return Reply(text, [_ref(self.contact)])


class BookVisit(Intent):
    """Put a visit in the diary."""

    contact: Contact = slot("contact", required=True, ask="Who is coming?")
    when: datetime | date = slot("when", required=True, ask="When?")

    phrases = (
        "{contact} (comes|is coming|will come|is coming by|is coming in|will visit|is "
        "visiting|visits|will stop by|comes by|is stopping by|wants to come|wants to visit|will be "
        "here|is dropping by|will drop by|comes in|will come by|would like to come|would like to "
        "visit|will come in|coming|coming by|coming in|is coming over|will come over|drops "
        "by|stops by|is popping in|pops in|will pop in|arrives|is coming round|is going to "
        "visit|is coming to see us|is coming to the gallery|is coming to view|wants to come "
        "by|wants to stop by|would like to come by|is visiting us|is in|is swinging by|wants to "
        "see us|will be in|is booked in for|is booked for|can come|visiting) [us|in|by|over|to the "
        "gallery|to the studio|the gallery|the studio|here|for a visit|for a viewing|to see "
        "{_@item}|to look at {_@item}|to view {_@item}] {when}",
        "(book|schedule|set up|put|arrange|plan|make|add|put in|log|pencil in|note) [a|an] "
        "(visit|appointment|viewing|studio visit|private viewing|private view|meeting|showing) "
        "(for|with|by|from) {contact} [on|for|at] {when}",
        "(book|schedule|pencil|put|slot) {contact} in [for|on|at] {when}",
        "(book|schedule|pencil|pencil in|book in) {contact} (for|on|at|in for|for a visit|for a "
        "viewing|for a visit on|for an appointment|in on|in at) {when}",
        "(visit|appointment|viewing|studio visit|private viewing) (with|by|from|for|:) {contact} "
        "[on|at|:|,] {when}",
        "{contact} (visit|appointment|viewing|visits|studio visit) [on|at|for|:|,] {when}",
        "(book|schedule) [a] (visit|appointment|viewing) {when} (for|with) {contact}",
        "{contact} (booked|has booked|made|has|wants|would like|has an|has made|asked for) [a|an] "
        "(visit|appointment|viewing|studio visit|private viewing) [for|on|at] {when}",
        "(expect|expecting|we expect|we are expecting|im expecting) {contact} [on|at|for|in] {when}",
        "{contact} (will|wants to|would like to|is going to|plans to|wishes to|intends to|is "
        "planning to|hopes to) (visit|come|come by|come in|drop in|drop by|stop by|pop in|call "
        "in|come over|view|see us|come to the gallery|pay us a visit) [us|the gallery|the "
        "studio|the shop|a work|a piece] [to see {_@item}|to view {_@item}] {when}",
        "(put|pencil|pop|slot|stick|write|note) {contact} (in|down) [the diary|the calendar|the "
        "book] (for|on|at) {when} [for a visit|for a viewing]",
        "(put|pencil|pop|slot|stick|write|note) {contact} (in the diary|in the calendar|in the "
        "book) {when} [for a visit|for a viewing]",
        "(viewing|visit|appointment|studio visit) [:|,] {contact} [,] {when}",
        "{when} [:|,|-] {contact} (is coming|comes|visits|coming in|coming by|is "
        "visiting|visit|viewing|is coming in|is coming by|drops in|pops in)",
        "{contact} (in|by|here) [on|at] {when} [for a viewing|for a visit]",
        "? [!{contact};!(visit|viewing|appointment|come|comes|coming|stop by|pop in|drop by|see us);!{when}]",
    )
    examples = {"Maria comes saturday at 2": {"contact": "Maria", "when": "2026-11-21T14:00:00-05:00"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def word_to_contact(self, crm: Crm) -> str:
        from crm_core.services.tasks import spoken

        return f"See you {spoken(crm, self.when)}!"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import contacts, tasks

        contacts.require_write(crm, self.contact)
        row = tasks.add(crm, f"Visit: {self.contact.name}", when=self.when, contact_id=self.contact.id)
        on = tasks.spoken(crm, self.when)
        text = f"{self.contact.name} comes {on}. I'll remind you. UNDO takes it back."
        return Reply(text, [Ref("task", row.id, row.text), _ref(self.contact)])


def _ref(contact: Contact) -> Ref:
    return Ref("contact", contact.id, contact.name)
