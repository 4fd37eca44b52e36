"""A year of a gallery's nudges by a virtual clock, with four workers at every step, on a real database.

Every day brings offers, holds, sales, payments, messages, tasks and changes of mind; whoever is nudged answers some. Each
step all four workers scan and send at once, by day and in the middle of the night. What was told is then held against a
record of the facts that the product knows nothing of. Bars: every nudge once; never more than the cap; none in quiet
hours; none whose facts had changed; reminders within 60 s and once; a rule that is dismissed from midsummer on comes at
less than half its rate, the others at no less than four fifths of theirs. Exits 1 below one of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select, update

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.rig import world
from bot.embedded import start_for_tests
from crm_core import demo, migrate
from crm_core.access import Actor, Role
from crm_core.crm import Crm, open_crm
from crm_core.models import (
    Claim,
    Contact,
    Inbox,
    Item,
    Nudge,
    Offer,
    Order,
    Outbox,
    Payment,
    Piece,
    Task,
    Thread,
    User,
)
from crm_core.services import (
    holds,
    offers,
    order_states,
    payments,
    sales,
    settings,
    tasks,
)
from crm_core.services.sale_plan import Terms
from workers import nudge

START, DAYS, WORKERS, SEED, CAP = date(2026, 1, 1), 365, 4, 7, 6
DISMISSED, FROM = "offer.unanswered", 182  # the rule nobody wants any more, and since which day
FELL, KEPT = 0.5, 0.8
ENDS = frozenset({"offer.unanswered", "hold.expires", "thread.waiting", "order.to_ship", "payment.overdue"})
PROMISED = frozenset({"task.due", "contact.promised"})
failed: list[str] = []


@dataclass
class Year:
    """The clock, and what is so by our own record. told: (rule, subject, window, when, user, in quiet hours)."""

    key: str
    now: datetime
    user: int = 0
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    told: list[tuple[str, str, str, datetime, int]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    open: dict[str, bool] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    def crm(self) -> AbstractContextManager[Crm]:
        return open_crm(self.key, Actor("user", self.user, "Olivia Grant", Role.ADMIN), clock=self.clock)


def main() -> int:
    with start_for_tests() as servers, world.using(world.database(servers, "year")):
        key = migrate.add_gallery("Year", {"sms": world.SMS, "console": world.CONSOLE})
        year = Year(key, datetime(2026, 1, 1, 6, tzinfo=UTC))
        _stock(year)
        started = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as pool:
            for day in range(DAYS):
                _live(year, pool, START + timedelta(days=day), day)
        print(
            f"{DAYS} days, {WORKERS} workers: {time.perf_counter() - started:.0f} s; {len(year.told)} nudges told"
        )
        _judge(year)
    print("FAILED: " + ", ".join(failed) if failed else "all bars met")
    return 1 if failed else 0


def bar(what: str, met: bool, figure: object) -> None:
    print(f"{what:62s} {figure!s:>12s}{'' if met else '   MISSED'}")
    if not met:
        failed.append(what)


def _stock(year: Year) -> None:
    with open_crm(year.key, clock=year.clock) as crm:
        demo.fill(crm)
        crm.session.execute(delete(Claim))
        settings.change(crm, "daily_nudges", str(CAP))
        year.user = crm.session.scalars(select(User.id).where(User.role == "admin")).one()
        for number in range(900):
            item = Item(
                sku=f"YR-{number}", title=f"Piece {number}", price=Decimal(500 + 3 * number), currency="USD"
            )
            crm.session.add(item)
            crm.session.flush()
            crm.session.add(Piece(item_id=item.id, location="storage"))
        crm.session.add_all(Contact(name=f"Collector {number:03}") for number in range(60))
        crm.session.execute(update(Item).values(created_at=year.now))


# -- a day


def _live(year: Year, pool: ThreadPoolExecutor, day: date, number: int) -> None:
    """Night, morning, an hour of the day: something happens before each, then all workers look."""
    with year.crm() as crm:
        zone = crm.zone
    rng = year.rng
    for hour in (rng.choice((1, 4, 5, 23)), 9, rng.randrange(10, 20)):
        year.now = datetime(day.year, day.month, day.day, hour, rng.randrange(60), tzinfo=zone).astimezone(
            UTC
        )
        with year.crm() as crm:
            _happen(crm, year)
        _everybody(year, pool)
        _answer(year, number)
    if number % 7 == 0:
        _reminder(year, pool)


def _everybody(year: Year, pool: ThreadPoolExecutor) -> None:
    def work(_: int) -> None:
        nudge.scan(year.key, year.clock)
        nudge.send_due(year.key, year.clock)

    list(pool.map(work, range(WORKERS)))
    _check(year)


def _happen(crm: Crm, year: Year) -> None:
    """One or two of the things that happen, each a command, and kept in our own record."""
    for _ in range(year.rng.choice((1, 1, 2))):
        with crm.command("life"):
            year.rng.choice((_offer, _offer, _hold, _sale, _message, _settle, _settle, _settle))(crm, year)


def _free(crm: Crm, year: Year) -> Item:
    taken = (
        select(Piece.item_id).join(Claim, Claim.piece_id == Piece.id).where(Claim.state.in_(("held", "sold")))
    )
    dealt = select(Offer.item_id).where(Offer.state == "open")
    query = select(Item).where(Item.sku.like("YR-%"), Item.id.not_in(taken), Item.id.not_in(dealt))
    return year.rng.choice(list(crm.session.scalars(query.order_by(Item.id))))


def _somebody(crm: Crm, year: Year) -> Contact:
    query = select(Contact).where(Contact.name.like("Collector%")).order_by(Contact.id)
    return year.rng.choice(list(crm.session.scalars(query)))


def _offer(crm: Crm, year: Year) -> None:
    offer = offers.make(crm, _free(crm, year), _somebody(crm, year), crm.money(400))
    year.open[f"offer:{offer.id}"] = True


def _hold(crm: Crm, year: Year) -> None:
    until = (crm.local_now() + timedelta(days=year.rng.randrange(2, 6))).date()
    holds.hold(crm, _free(crm, year), _somebody(crm, year), until)
    claim = crm.session.scalars(select(Claim).order_by(Claim.id.desc()).limit(1)).one()
    year.open[f"claim:{claim.id}"] = True


def _sale(crm: Crm, year: Year) -> None:
    item = _free(crm, year)
    method = year.rng.choice((None, "card"))
    order, _ = sales.sell(
        crm, Terms([(item, 1)], _somebody(crm, year), price=crm.money(item.price), method=method)
    )
    year.open[f"order:{order.id}"] = True


def _message(crm: Crm, year: Year) -> None:
    contact = _somebody(crm, year)
    inbox = Inbox(
        channel="sms", our_address=world.SMS, external_id=f"SM{year.rng.getrandbits(64)}", from_address="+14155550132",
        party=f"c{contact.id}", contact_id=contact.id, text="is it there?", handled_at=crm.now(), outcome="done",
    )  # fmt: skip
    crm.session.add(inbox)
    crm.session.flush()
    thread = crm.session.scalar(select(Thread).where(Thread.contact_id == contact.id))
    if thread is None:
        thread = Thread(contact_id=contact.id)
        crm.session.add(thread)
    thread.last_inbox_id, thread.waiting_since = inbox.id, crm.now()
    crm.session.flush()
    year.open[f"thread:{thread.id}"] = True


def _settle(crm: Crm, year: Year) -> None:
    """A change of mind: something open is answered, withdrawn, released, paid, shipped."""
    still = [name for name, holds_ in year.open.items() if holds_]
    if not still:
        return
    name = year.rng.choice(still)
    kind, _, own = name.partition(":")
    if kind == "offer":
        crm.session.execute(
            update(Offer).where(Offer.id == int(own), Offer.state == "open").values(state="declined")
        )
    elif kind == "claim":
        crm.session.execute(
            update(Claim).where(Claim.id == int(own), Claim.state == "held").values(state="ended")
        )
    elif kind == "thread":
        crm.session.execute(update(Thread).where(Thread.id == int(own)).values(waiting_since=None))
    else:
        order = crm.session.get_one(Order, int(own))
        if payments.due(crm, order):
            payments.record(crm, order)
        order_states.advance(crm, order, "delivered")
    year.open[name] = False


def _answer(year: Year, number: int) -> None:
    """From midsummer on every nudge of one rule is dismissed by whoever gets it."""
    if number < FROM:
        return
    with year.crm() as crm:
        sent = select(Nudge).where(Nudge.rule == DISMISSED, Nudge.state == "sent")
        for row in crm.session.scalars(sent):
            row.state = "dismissed"


def _reminder(year: Year, pool: ThreadPoolExecutor) -> None:
    """A promise for a minute of this night: looked for every twenty seconds, as the workers do."""
    moment = year.now + timedelta(minutes=year.rng.randrange(5, 600))
    with year.crm() as crm, crm.command("remind"):
        task = tasks.add(crm, f"call {moment:%d %H:%M:%S}", when=moment)
        task_id = task.id
    begun = len(year.told)
    year.now = moment - timedelta(seconds=year.rng.randrange(1, 20))
    while year.now < moment + timedelta(seconds=60) and not any(
        subject == f"task:{task_id}" for _, subject, *_ in year.told[begun:]
    ):
        _everybody(year, pool)
        year.now += timedelta(seconds=20)
    mine = [each for each in year.told[begun:] if each[1] == f"task:{task_id}"]
    year.late += [(mine[0][3] - moment).total_seconds() if len(mine) == 1 else 1e9]
    with year.crm() as crm, crm.command("done"):
        tasks.complete(crm, crm.session.get_one(Task, task_id))


# -- what it must be


def _check(year: Year) -> None:
    """Every nudge that has just been told, against our own record of what is so."""
    with year.crm() as crm:
        rows = crm.session.execute(
            select(Nudge, Outbox)
            .join(Outbox, Outbox.id == Nudge.outbox_id)
            .where(Nudge.id.not_in(year.seen or {0}))
        ).all()
        for row, sent in rows:
            year.seen.add(row.id)
            year.told.append((row.rule, row.subject, row.window, sent.created_at, row.user_id))
            if row.text not in sent.text:
                year.wrong.append(f"{row.subject}: not in its message")
            settled = row.rule in ENDS and not year.open.get(row.subject, True)
            if settled or not _true(crm, row):
                year.wrong.append(f"{row.rule} {row.subject} at {year.now:%F %T}")
            local = sent.created_at.astimezone(crm.zone).time()
            quiet = local >= crm.settings.quiet_from or local < crm.settings.quiet_to
            if quiet and row.rule not in PROMISED:
                year.wrong.append(f"{row.rule} at {local}")


def _true(crm: Crm, row: Nudge) -> bool:
    """Plain facts of some kinds, read from the rows themselves."""
    own = int(row.subject.rpartition(":")[2])
    if row.rule == "order.to_ship":
        order = crm.session.get_one(Order, own)
        paid = sum(crm.session.scalars(select(Payment.amount).where(Payment.order_id == own)), Decimal(0))
        return order.status in ("pending", "processing") and paid >= order.total
    if row.rule == "payment.overdue":
        paid = sum(crm.session.scalars(select(Payment.amount).where(Payment.order_id == own)), Decimal(0))
        return paid < crm.session.get_one(Order, own).total
    if row.rule == "offer.unanswered":
        offer = crm.session.get_one(Offer, own)
        return offer.state == "open" and (offer.until is None or offer.until > crm.now())
    return True


def _judge(year: Year) -> None:
    keys = Counter((rule, subject, window) for rule, subject, window, _, _ in year.told)
    bar("each nudge once", max(keys.values()) == 1, max(keys.values()))
    days = Counter(
        (user, (when - timedelta(hours=5)).date())
        for rule, _, _, when, user in year.told
        if rule not in PROMISED
    )
    bar(f"most in a day (the cap is {CAP})", max(days.values()) <= CAP, max(days.values()))
    bar("in quiet hours, or on facts that had changed", not year.wrong, len(year.wrong))
    for each in year.wrong[:5]:
        print("   ", each)
    bar("reminders: the latest, s", max(year.late) <= 60, f"{max(year.late):.0f}")
    rules = Counter(rule for rule, *_ in year.told)
    print("   told:", ", ".join(f"{rule} {count}" for rule, count in rules.most_common()))
    bar("kinds of rules that spoke", len(rules) >= 6, len(rules))
    before, after = (_rate(year, lambda rule: rule == DISMISSED, half) for half in (0, 1))
    bar("a dismissed rule: its rate, of what it was", after < FELL * before, f"{after / before:.2f}")
    before, after = (_rate(year, lambda rule: rule not in PROMISED | {DISMISSED}, half) for half in (0, 1))
    bar("the other rules: their rate, of what it was", after >= KEPT * before, f"{after / before:.2f}")


def _rate(year: Year, which: Callable[[str], bool], half: int) -> float:
    """Nudges a day, in the quarter before the dismissals began or in the year's last."""
    first = START + timedelta(days=(FROM - 91, DAYS - 91)[half])
    span = (first, first + timedelta(days=91))
    return sum(which(rule) and span[0] <= when.date() < span[1] for rule, _, _, when, _ in year.told) / 91


if __name__ == "__main__":
    sys.exit(main())
