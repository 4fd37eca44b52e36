"""Wishes that something here fits now: found whenever an item is new, released or repriced, and told as one message.

What changed is read off the journal (an import: off its own row), from where the last look ended; nothing is matched
twice at the same price and in the same hands. Whom somebody was told of is not named again for a while, and waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, Text, and_, column, exists, func, select, values
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from crm_core import db
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Claim, Contact, Item, Journal, Nudge, Outbox, Piece, User, Wish, WishMatch
from crm_core.money import Money
from crm_core.services import cards, items, matching, messages, rates, search, wish_words
from crm_core.services.nudge_answers import muted
from crm_core.services.nudge_rules.base import person_for
from crm_core.services.nudge_rules.wishes import MATCHED
from crm_core.services.nudges import quiet_until
from crm_core.services.recommend import left_out

COOL = timedelta(days=7)  # a contact is named once in so long
APART = timedelta(hours=1)  # messages to one person
LATE_COMMITS = timedelta(minutes=5)  # a row may become visible so much later than rows with higher ids
NAMED = 8  # in one message
MATCHED_AT_ONCE = 2000
AT_ONCE_ITEMS = 20_000


Cooling = aliased(WishMatch)


# -- finding


def find(crm: Crm) -> int:
    """Keep what fits of everything that changed since the last look. Returns how many matches are new."""
    name = f"wishes/{crm.key}"
    since = int(db.cursor(name) or 0)
    changed = _changed(crm, since)
    new = match(crm, changed) if changed else 0
    upto = crm.session.scalar(select(func.max(Journal.id)).where(Journal.at < crm.now() - LATE_COMMITS))
    if upto and upto > since:
        db.keep_cursor(name, str(upto))
    return new


def _changed(crm: Crm, since: int) -> list[int]:
    """Items of journal rows after this one: added, changed, with a claim or a piece that changed, or imported."""
    rows = (Journal.id > since, Journal.op != "delete")
    image = Journal.after
    own = select(Journal.row_id).where(*rows, Journal.table_name == "item")
    pieces = select(image["item_id"].as_string().cast(BigInteger)).where(
        *rows, Journal.table_name.in_(("piece", "stock"))
    )
    claimed = (
        select(Piece.item_id)
        .join(Journal, image["piece_id"].as_string().cast(BigInteger) == Piece.id)
        .where(*rows, Journal.table_name == "claim")
    )
    jobs = select(Journal.row_id).where(*rows, Journal.table_name == "import_job")
    imported = select(Item.id).where(Item.import_id.in_(jobs))
    every = own.union(pieces, claimed, imported).subquery()
    return [each for each in crm.session.scalars(select(every.c[0]).limit(AT_ONCE_ITEMS)) if each is not None]


def match(crm: Crm, changed: Sequence[int]) -> int:
    """Keep the open wishes that these items fit, as far as they are for sale."""
    there = select(Wish).where(Wish.state == "open", Wish.deleted_at.is_(None))
    wanted = {wish.id: wish for wish in crm.session.scalars(there)}
    asked = [(wish.id, query) for wish in wanted.values() if (query := wish_words.query(wish.text))]
    if not asked:
        return 0
    said = values(column("wish_id", BigInteger), column("query", Text), name="said").data(asked)
    hits = (
        select(said.c.wish_id, Item)
        .join(Item, Item.search.op("@@")(func.to_tsquery(matching.SIMPLE, said.c.query)))
        .where(Item.id.in_(changed), Item.deleted_at.is_(None), search.status_is("available"))
        .order_by(Item.id.desc(), said.c.wish_id)
        .limit(MATCHED_AT_ONCE)
    )
    return sum(_keep(crm, wanted[wish_id], item) for wish_id, item in crm.session.execute(hits))


def _keep(crm: Crm, wish: Wish, item: Item) -> int:
    contact = crm.session.get_one(Contact, wish.contact_id)
    why = reason(crm, wish, item)
    if why is None or contact.deleted_at is not None or contact.id == item.consignor_id:
        return 0
    last = _last_claim(crm, item)
    if last is not None and last.contact_id == contact.id:
        return 0  # they had it, and let it go
    window = f"{item.price or ''}{item.currency}/{last.id if last else 0}"
    row = {"wish_id": wish.id, "item_id": item.id, "contact_id": contact.id, "window": window, "why": why}
    new = insert(WishMatch).values(**row, created_at=crm.now()).on_conflict_do_nothing()
    return len(crm.session.scalars(new.returning(WishMatch.id)).all())


def reason(crm: Crm, wish: Wish, item: Item) -> str | None:
    """Why an item whose words fit is one they wish for; None where its size, years or price are not theirs."""
    if not (wish_words.fits_size(wish.text, item.size) and wish_words.fits(crm, wish.text, item)):
        return None
    asking = items.asking(item)
    if asking is None or wish.max_price is None or wish.currency is None:
        return f"looking for {wish.text}"
    most = Money(wish.max_price, wish.currency)
    try:
        price = rates.convert(asking, most.currency, crm.today())[0]
    except Refused:
        return f"looking for {wish.text}, up to {most} (no rate to compare {asking})"
    if price.amount > most.amount:
        return None
    converted = f" ({asking} is {price.rounded()})" if asking.currency != most.currency else ""
    return f"looking for {wish.text}, up to {most}{converted}"


def _last_claim(crm: Crm, item: Item) -> Claim | None:
    mine = select(Claim).join(Piece, Piece.id == Claim.piece_id).where(Piece.item_id == item.id)
    return crm.session.scalar(mine.order_by(Claim.id.desc()).limit(1))


# -- telling


def people(crm: Crm) -> list[int]:
    """Whom to tell something, if the time is right."""
    return list(dict.fromkeys(user_id for _, user_id in _waiting(crm)))


def tell(crm: Crm, user_id: int) -> int:
    """One message with all that waits for this person: contacts by number, each once. Returns how many are named."""
    user = crm.session.get(User, user_id, with_for_update=True)
    if user is None or not _may_tell(crm, user):
        return 0
    rows = _to_name(crm, [row for row, whose in _waiting(crm) if whose == user_id])
    if not rows:
        return 0
    text = _words(crm, rows)
    try:
        sent = messages.send(crm, user, text, purpose="service")
    except Refused:
        return 0  # nobody to reach: it waits
    nudge = Nudge(
        rule=MATCHED.name, subject=f"user:{user_id}:wishes", window=crm.now().isoformat(), user_id=user_id, text=text,
        why="Something here fits what they are looking for.", state="sent", due_at=crm.now(), outbox_id=sent.id,
    )  # fmt: skip
    crm.session.add(nudge)
    crm.session.flush()
    for number, row in enumerate(rows, 1):
        row.state, row.nudge_id, row.number, row.told_at = "told", nudge.id, number, crm.now()
    crm.session.flush()
    return len(rows)


def _waiting(crm: Crm) -> list[tuple[WishMatch, int]]:
    """Matches nobody was told of, whose contact wasn't named lately, and who is to know."""
    named = exists().where(
        and_(Cooling.contact_id == WishMatch.contact_id, Cooling.told_at > crm.now() - COOL)
    )
    query = (
        select(WishMatch, Contact.responsible_id, Item.assigned_to_id)
        .join(Contact, Contact.id == WishMatch.contact_id)
        .join(Item, Item.id == WishMatch.item_id)
        .where(WishMatch.state == "waiting", ~named)
        .order_by(WishMatch.item_id.desc(), WishMatch.id)
    )
    found = (
        (row, person_for(crm, *whose)) for row, *whose in crm.session.execute(query.limit(MATCHED_AT_ONCE))
    )
    return [(row, user_id) for row, user_id in found if user_id is not None]


def _may_tell(crm: Crm, user: User) -> bool:
    if user.deleted_at is not None or muted(crm, MATCHED.name, user.id, None) or quiet_until(crm) is not None:
        return False
    if user.nudges_paused_until is not None and user.nudges_paused_until > crm.now():
        return False
    last = select(func.max(Outbox.created_at)).join(Nudge, Nudge.outbox_id == Outbox.id)
    told = crm.session.scalar(last.where(Nudge.rule == MATCHED.name, Nudge.user_id == user.id))
    return told is None or told <= crm.now() - APART


def _to_name(crm: Crm, waiting: Iterable[WishMatch]) -> list[WishMatch]:
    """Those that still hold, each contact once. What doesn't hold any more is dropped."""
    named: dict[int, WishMatch] = {}
    for row in waiting:
        if len(named) == NAMED:
            break
        if row.contact_id in named:
            continue
        if _holds(crm, row):
            named[row.contact_id] = row
        else:
            row.state = "dropped"
    return list(named.values())


def _holds(crm: Crm, row: WishMatch) -> bool:
    there = (Item.id == row.item_id, Item.deleted_at.is_(None), search.status_is("available"))
    item, wish = crm.session.scalar(select(Item).where(*there)), crm.session.get_one(Wish, row.wish_id)
    if item is None or wish.state != "open" or wish.deleted_at is not None:
        return False
    why = reason(crm, wish, item)
    row.why = why or row.why
    return why is not None and row.contact_id not in left_out.contacts(crm, [row.contact_id], item)


def _words(crm: Crm, rows: Sequence[WishMatch]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        item, contact = crm.session.get_one(Item, row.item_id), crm.session.get_one(Contact, row.contact_id)
        lines.append(f"{number} {contact.name}: {item.title} ({item.sku}), {cards.price(item)} – {row.why}")
    example = "offer 1 2" if len(rows) > 1 else "offer 1"
    return "\n".join(["Here now, and looked for:", *lines, f"Say “{example}”."])


# -- answering


def told(crm: Crm, numbers: Sequence[int]) -> list[WishMatch]:
    """The matches with these numbers in the message sent to this person last; none named: all of them. Refused else."""
    crm.require(Permission.ITEMS_WRITE, "make offers")
    newest = select(func.max(WishMatch.nudge_id)).join(Nudge, Nudge.id == WishMatch.nudge_id)
    shown = crm.session.scalar(newest.where(Nudge.user_id == crm.actor.id))
    rows = crm.session.scalars(
        select(WishMatch).where(WishMatch.nudge_id == shown).order_by(WishMatch.number)
    ).all()
    if not rows:
        raise Refused(why="I told you of no wishes lately. Say “offer … to …”.")
    known = {row.number: row for row in rows}
    missing = [number for number in numbers if number not in known]
    if missing:
        raise Refused(why=f"There is no {missing[0]} in that list, only 1 to {len(rows)}." if len(rows) > 1 else
                      f"There is no {missing[0]} in that list, only 1.")  # fmt: skip
    return [known[number] for number in dict.fromkeys(numbers)] if numbers else list(rows)


def offered(crm: Crm, row: WishMatch) -> None:
    """It was offered to them."""
    row.state = "offered"
    crm.session.flush()
