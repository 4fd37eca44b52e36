"""A collector's turn: it records a message, an interest, a question, a wish or consent, under the guest's role.

Whatever a collector writes, no staff command is ever read from it; what we can't read goes to the owner's inbox.
"""

from __future__ import annotations

from bot import arrivals, floods, pending
from bot.memory import Memory
from bot.resolve import Step, resolve
from crm_core.access import Actor
from crm_core.crm import Crm
from crm_core.models import Contact, Inbox
from crm_core.services import contacts, messages, parties, threads
from crm_core.services.consent import OPT_OUT_LINE
from intents.base import Reply
from intents.binding import context_of, load
from intents.understand import Command, Understood, consent_word, understand

WORTH_ASKING = 3  # words; what is shorter says too little to be more than it looks
CONSENT = {"opt_out": "opt_out", "opt_in": "opt_in", "help": "ask_help"}
# What a provider made of it: Twilio with words of the account's own, a mail program's unsubscribe button.
PROVIDERS = {"STOP": "opt_out", "START": "opt_in", "HELP": "ask_help"}


def turn(crm: Crm, inbox: Inbox, proposal: Understood | None = None, *, model: bool = False) -> bool:
    """Read what a collector wrote, record it, answer where that is certain, and tell the staff.

    model: a model could be asked where the grammar reads nothing; proposal: what it said. False where it is to be
    asked first, and nothing was kept.
    """
    inbox.text = inbox.text or arrivals.in_words(inbox)
    contact = _who(crm, inbox)
    crm.act_as(Actor("contact", contact.id, contact.name))
    memory = Memory.of_writer(crm, inbox)
    commands = (
        _read(crm, inbox) if proposal is None else [each for one in proposal.readings[:1] for each in one]
    )
    if not commands and proposal is None and model and len(inbox.text.split()) >= WORTH_ASKING:
        return False
    with threads.one_note(crm):
        said = [_do(crm, memory, inbox, command).text for command in commands]
    if not commands:
        said = [threads.take_in(crm, contact, inbox) or _courtesy(crm, contact, inbox)]
    text = _one_answer(crm, inbox, list(dict.fromkeys(part for part in said if part)))
    if text:
        messages.reply(crm, inbox, text)
    return True


def _one_answer(crm: Crm, inbox: Inbox, said: list[str]) -> str:
    """The answers to several sentences; who writes, and how to have no more of it, is said once."""
    if len(said) < 2:
        return "".join(said)
    words = "\n\n".join(messages.bare(crm, part) for part in said)
    return messages.introduced(crm, inbox.channel, inbox.from_address, words)


def _courtesy(crm: Crm, contact: Contact, inbox: Inbox) -> str:
    """What is said without knowing what was meant: to a voice message, and once to somebody unknown."""
    if arrivals.is_voice(inbox) and not inbox.text.strip():
        return f"{arrivals.VOICE} Thank you!"
    if contact.state != "draft" or not floods.may_welcome(crm, inbox):
        return ""
    welcome = f"{crm.settings.name}: thank you for your message. One of us will answer you here."
    return f"{welcome}\n{OPT_OUT_LINE}" if inbox.channel in messages.PHONE_CHANNELS else welcome


def _who(crm: Crm, inbox: Inbox) -> Contact:
    """The contact who writes; somebody unknown becomes a draft contact, for the staff to look at."""
    if inbox.contact_id is None:
        party = parties.of_address(crm, inbox.channel, inbox.from_address)
        if party.contact_id is None:
            drafted = contacts.draft_for(crm, inbox.channel, inbox.from_address, inbox.sender_name)
            party = parties.of_contact(drafted.id)
        inbox.contact_id, inbox.party = party.contact_id, party.key
        crm.session.flush()
        parties.lock(crm, inbox.party)
    return crm.session.get_one(Contact, inbox.contact_id)


def _read(crm: Crm, inbox: Inbox) -> list[Command]:
    """Consent words before everything else; then the sentences collectors say."""
    told = PROVIDERS.get(str(inbox.raw.get("OptOutType") or ""))
    if told:
        return [Command(told, {})]
    word = consent_word(inbox.text)
    if word:
        return [Command(CONSENT[word], {})]
    question = pending.current(crm, inbox.party)
    understood = understand(
        inbox.text, context_of(crm, "collector", pending.kind_for_reading(question) if question else None)
    )
    return list(understood.readings[0]) if understood.readings else []


def _do(crm: Crm, memory: Memory, inbox: Inbox, command: Command) -> Reply:
    step, doubt = resolve(crm, memory, Step(command.name, dict(command.slots)))
    if doubt is not None:
        # What a collector means is never guessed, and they are not quizzed: the words go to the staff as they are.
        step = Step(step.name, {name: value for name, value in step.slots.items() if name != doubt.slot})
    intent = load(crm, {"name": step.name, "slots": step.slots})
    intent.unsure, intent.guessed = doubt is not None, command.fuzzy
    with crm.command(intent.name, step.slots, undoable=False) as action:
        reply = intent.run(crm)
        action.summary = f"“{inbox.text[:80]}”"
    memory.remember(reply.shown)
    return reply
