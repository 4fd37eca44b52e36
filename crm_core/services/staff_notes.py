"""What a colleague is told when a collector writes: who, what they want, their words, and what to do about
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Approval, Contact, Inbox, Item, Order, OrderLine, Outbox, Question, User
from crm_core.services import attachments, consent, contacts, messages, note_actions
from crm_core.services.parties import of_user

QUOTED = 160  # characters of a collector's words in a note
ACTIONS_LAST = timedelta(hours=24)
MOST_LABEL = 60  # characters of a button


@dataclass(frozen=True)
class News:
    """What there is to tell.

    meaning: what they want, in our words ("wants to buy"). actions: what a colleague may OK, numbered. waits: whether
    an answer is wanted. answer: what they were answered on the spot. wants: all of it where one text says several
    things.
    """

    contact: Contact
    inbox: Inbox
    meaning: str = ""
    item: Item | None = None
    actions: Sequence[Approval] = ()
    waits: bool = True
    answer: str = ""
    wants: str = ""

    def in_words(self) -> str:
        """ "asks the price – Blue Nude (SV-0012)"."""
        about = f" – {self.item.title} ({self.item.sku})" if self.item is not None else ""
        return self.wants or f"{self.meaning or 'writes'}{about}"


def together(several: Sequence[News]) -> News:
    """What one text told, as one note: the numbers are about what still waits."""
    first = next((each for each in several if each.waits), several[0])
    return replace(
        first,
        wants=" and ".join(dict.fromkeys(each.in_words() for each in several)),
        actions=[row for each in several for row in each.actions],
        answer="\n\n".join(dict.fromkeys(each.answer for each in several if each.answer)),
    )


def told(crm: Crm, inbox: Inbox, user: User) -> bool:
    """Several sentences of one text are one note."""
    note = select(Outbox.id).where(Outbox.inbox_id == inbox.id, Outbox.user_id == user.id)
    return crm.session.scalar(note.limit(1)) is not None


def tell(crm: Crm, user: User, news: News) -> None:
    """Tell one colleague, and let a bare number choose among the actions."""
    try:
        where = messages.best_address(crm, user)
    except Refused:
        return  # no address: they find it on the review page
    options = note_actions.options(crm, user, news.contact, news.item, news.actions, waits=news.waits)
    question_id = _ask(crm, user, where, news, options) if options else None
    text = note_text(crm, news, options if question_id else ())
    buttons = [
        {"id": f"q{question_id}:{number}", "label": f"{number} {option['label']}"[:MOST_LABEL]}
        for number, option in enumerate(options if question_id else (), 1)
    ]
    sent = messages.send(crm, user, text, purpose="service", channel=where.channel, buttons=buttons)
    if question_id is not None:
        asked = update(Question).where(Question.id == question_id)
        crm.session.execute(asked.values(outbox_id=sent.id, text=text))


def note_text(crm: Crm, news: News, options: Sequence[note_actions.Option]) -> str:
    """Who, what they want and of which piece, their words, what they last bought, and what to do about it.

    options: what a number chooses; none where a number answers something else just now.
    """
    contact, inbox = news.contact, news.inbox
    who = contact.name if contact.state == "active" else f"{contact.name} (new)"
    files = attachments.of_message(crm, inbox)
    said = f"“{shortened(inbox.text)}”" if inbox.text.strip() or not files else ""
    brought = f"[{attachments.counted(files)}]" if files else ""
    lines = [f"{who} {news.in_words()}: {' '.join(part for part in (said, brought) if part)}"]
    lines += attachments.links(crm, files)
    lines += [answers] if (answers := answered(crm, contact, inbox)) else []
    bought = last_bought(crm, contact)
    if bought:
        lines.append(f"Last bought: {bought}.")
    lines += note_actions.lines(options)
    if news.answer:
        lines.append(_answered(crm, news))
    ways = ["a number"] if options else []
    ways += ["“reply …”"] if news.waits else []
    if ways:
        lines.append(f"Answer with {', or '.join(ways)}.")
    if news.actions and not options:
        lines.append("“What needs me” has what they ask for.")
    return "\n".join(lines)


def _answered(crm: Crm, news: News) -> str:
    """What was answered by itself, or why that answer can't leave."""
    verdict = consent.may_send(crm, news.inbox.channel, news.inbox.from_address, "reply")
    return f"I answered: “{news.answer}”" if verdict.allowed else f"I didn't answer: {verdict.reason}."


def answered(crm: Crm, contact: Contact, inbox: Inbox) -> str:
    """Whose mail somebody answers from an address of their own: perhaps the same person, which only people know."""
    query = (
        select(Contact.name)
        .join(Outbox, Outbox.contact_id == Contact.id)
        .where(Outbox.channel == inbox.channel, Outbox.provider_id == inbox.quoted_id)
        .where(Contact.id.not_in(contacts.family(crm, contact)))
    )
    name = crm.session.scalar(query.limit(1)) if inbox.quoted_id else None
    return f"It answers our message to {name}." if name else ""


def shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + "…"


def quoted(message: Inbox | Outbox | None) -> str:
    """ ": “their words”", for the end of a line, and what holds it back; "" where there is no message."""
    if message is None:
        return ""
    why = message.error if isinstance(message, Outbox) and message.state == "queued" else None
    return f": “{shortened(message.text)}”" + (f" ({why[0].lower()}{why[1:].rstrip('.')})" if why else "")


def last_bought(crm: Crm, contact: Contact) -> str:
    """ "Blue Nude, Mar 2025": what somebody bought last; "" where nothing."""
    row = crm.session.execute(
        select(Item.title, Order.ordered_at)
        .join(OrderLine, OrderLine.item_id == Item.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.contact_id.in_(contacts.family(crm, contact)),
            Order.status.not_in(("canceled", "refunded")),
            Order.deleted_at.is_(None),
            OrderLine.deleted_at.is_(None),
        )
        .order_by(Order.ordered_at.desc(), OrderLine.id.desc())
        .limit(1)
    ).first()
    return f"{row.title}, {row.ordered_at.astimezone(crm.zone):%b %Y}" if row else ""


def _ask(
    crm: Crm, user: User, where: Address, news: News, options: Sequence[note_actions.Option]
) -> int | None:
    """Let a bare number or a button choose one of the actions, unless they were asked about something of their own
    that still waits. A number means the latest note; the buttons of the one before still work. Returns the question's
    id.
    """
    party = of_user(user.id).key
    theirs = (Question.party == party, Question.state == "open")
    expired = update(Question).where(*theirs, Question.expires_at <= crm.now())
    crm.session.execute(expired.values(state="expired"))
    of_collectors = select(Inbox.id).where(Inbox.user_id.is_(None))
    before = update(Question).where(*theirs, Question.inbox_id.in_(of_collectors))
    crm.session.execute(before.values(state="replaced"))
    return crm.session.scalar(
        insert(Question)
        .values(
            party=party,
            kind="choose",
            slot="which",
            command={"name": "approve", "slots": {}},
            options=list(options),
            text="",
            channel=where.channel,
            address=where.value,
            inbox_id=news.inbox.id,
            created_at=crm.now(),
            expires_at=crm.now() + ACTIONS_LAST,
        )
        .on_conflict_do_nothing(index_elements=["party"], index_where=Question.state == "open")
        .returning(Question.id)
    )
