"""Telling somebody what became worth telling: once, at a decent hour, not too often, if it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import insert

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Conversation, Nudge, Outbox, Question, User
from crm_core.services import consent, messages, nudge_drafts
from crm_core.services.labels import item_title, name_of
from crm_core.services.nudge_answers import AS_PRINTED, Mutes, all_mutes, muted, silenced
from crm_core.services.nudge_rules import RULES, Found, Rule, midnight, morning, rule_of
from crm_core.services.parties import of_user

QUESTION_FRESH = timedelta(minutes=10)
TRY_AGAIN = timedelta(hours=1)
REMEMBERED = timedelta(days=30)
UNWELCOME, MOST_SELDOM = (
    2,
    14,
)  # dismissals of a rule from which on its nudges are days apart, and how many at most
NUMBERS_LAST = timedelta(hours=11)  # beyond those of any other list: a digest is read when somebody has time
AGAIN = (None, "dropped")
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 2))")
ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 2))")


# -- finding


def scan(crm: Crm) -> int:
    """Keep every case the rules find that is not there yet. Returns how many are new; 0 beside another scan.

    Two at once would find the same and stand in each other's way: each holds rows that the other wants to see.
    """
    new = 0
    if not crm.session.scalar(ALONE, {"name": f"{crm.key}/nudges"}):
        return new
    mutes, tired = all_mutes(crm), dict[tuple[str, int], int]()
    for rule in RULES.values():
        found = list(rule.find(crm))
        known = _known(crm, rule, found) if found else {}
        new += sum(
            _keep(crm, rule, case, mutes, tired)
            for case in found
            if known.get((case.subject, case.window)) in AGAIN
        )
    return new


def _known(crm: Crm, rule: Rule, found: Sequence[Found]) -> dict[tuple[str, str], str]:
    """The state of the cases that are there: most of what a rule finds was told long ago."""
    query = select(Nudge.subject, Nudge.window, Nudge.state).where(
        Nudge.rule == rule.name, Nudge.subject.in_({case.subject for case in found})
    )
    return {(subject, window): state for subject, window, state in crm.session.execute(query)}


def _keep(crm: Crm, rule: Rule, found: Found, mutes: Mutes, tired: dict[tuple[str, int], int]) -> int:
    """tired: how often each rule was dismissed by each person, looked up once a scan."""
    if silenced(mutes, rule.name, found.user_id, found.contact_id):
        return 0
    whose = (rule.name, found.user_id)
    if whose not in tired:
        tired[whose] = _dismissed(crm, *whose)
    values = {name: getattr(found, name) for name in Found.__dataclass_fields__}
    values |= {"rule": rule.name, "value": found.value / Decimal(2) ** tired[whose]}
    new = insert(Nudge).values(values)
    # Dropped while it did not hold, and now it holds again (a release that was undone): due once more.
    new = new.on_conflict_do_update(
        index_elements=["rule", "subject", "window"],
        set_={"state": "due", "user_id": found.user_id, "due_at": found.due_at, "text": found.text},
        where=Nudge.state == "dropped",
    )
    return len(crm.session.scalars(new.returning(Nudge.id)).all())


def _dismissed(crm: Crm, rule: str, user_id: int) -> int:
    """How often this person dismissed this rule lately: its nudges are worth half as much for each time."""
    query = select(func.count()).where(
        Nudge.rule == rule,
        Nudge.user_id == user_id,
        Nudge.state == "dismissed",
        Nudge.deleted_at.is_(None),
        Nudge.due_at > crm.now() - REMEMBERED,
    )
    return crm.session.scalar(query) or 0


# -- sending


def people_due(crm: Crm) -> list[int]:
    """Users to whom something is due now."""
    return list(crm.session.scalars(_due(crm).with_only_columns(Nudge.user_id).distinct()))


def _due(crm: Crm) -> Select[Nudge]:
    return select(Nudge).where(Nudge.state == "due", Nudge.due_at <= crm.now(), Nudge.deleted_at.is_(None))


def send_to(crm: Crm, user_id: int) -> int:
    """Tell one person what is due: promised reminders each, the rest as one message. Returns how many."""
    # One worker per person at a time, or two would each send the last one the day's cap allows.
    crm.session.execute(LOCK, {"name": f"{crm.key}/nudge/{user_id}"})
    query = _due(crm).where(Nudge.user_id == user_id).order_by(*AS_PRINTED)
    rows = list(crm.session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    user = crm.session.get(User, user_id)
    rows = [row for row in rows if _holds(crm, row, user)]
    rows = [row for row in rows if not _went_by_itself(crm, row)]
    promised = [row for row in rows if rule_of(row).promised]
    others = [row for row in rows if row not in promised]
    told = sum(_tell(crm, user, [row], purpose="reply") for row in promised if user)
    return told + (_send_rest(crm, user, others) if user and others else 0)


def _holds(crm: Crm, row: Nudge, user: User | None) -> bool:
    """Whether it is still worth telling; else it is dropped."""
    unwanted = muted(crm, row.rule, row.user_id, row.contact_id)
    if user is None or user.deleted_at is not None or unwanted or not rule_of(row).still(crm, row):
        row.state = "dropped"
        return False
    return True


def _went_by_itself(crm: Crm, row: Nudge) -> bool:
    """Where the owner switched this kind on, the collector is written to instead of a colleague being told.

    Automatic words are marketing: who never agreed to them, or can't be reached, is left to a person. The last gate has
    the last word, as with everything that leaves.
    """
    rule = rule_of(row)
    contact = crm.session.get(Contact, row.contact_id) if rule.message and row.contact_id else None
    if contact is None or rule.message is None or not getattr(crm.settings, rule.switch):
        return False
    try:
        address = messages.best_address(crm, contact)
    except Refused:
        return False
    if not consent.may_send(crm, address.channel, address.value, "marketing").allowed:
        return False
    text = rule.message(crm, row)
    words = f"{text}\n{consent.OPT_OUT_LINE}" if address.channel in messages.PHONE_CHANNELS else text
    sent = messages.send(crm, contact, words, purpose="marketing", channel=address.channel)
    row.state, row.outbox_id = "sent", sent.id
    crm.session.flush()
    return True


def _send_rest(crm: Crm, user: User, rows: list[Nudge]) -> int:
    later = _not_before(crm, user)
    rows = [row for row in rows if not _unwelcome(crm, row)] if later is None else rows
    left = crm.settings.daily_nudges - _told_today(crm, user)
    now = rows[: max(left, 0)] if later is None else []
    for row in rows[len(now) :]:
        row.due_at = later or morning(crm, midnight(crm, 1).date())
    return _tell(crm, user, now, purpose="service") if now else 0


def _unwelcome(crm: Crm, row: Nudge) -> bool:
    """Of a rule that was dismissed more than once lately: told the more seldom, the oftener it was. Put off if so."""
    days = min(_dismissed(crm, row.rule, row.user_id), MOST_SELDOM)
    if days < UNWELCOME:
        return False
    told = (
        select(func.max(Outbox.created_at))
        .join(Nudge, Nudge.outbox_id == Outbox.id)
        .where(Nudge.rule == row.rule, Nudge.user_id == row.user_id)
    )
    last = crm.session.scalar(told)
    again = morning(crm, last.astimezone(crm.zone).date() + timedelta(days=days)) if last else crm.now()
    if again <= crm.now():
        return False
    row.due_at = again
    return True


def _not_before(crm: Crm, user: User) -> datetime | None:
    """Until when this person is to be left alone; None where now is a good time."""
    if user.nudges_paused_until and user.nudges_paused_until > crm.now():
        return user.nudges_paused_until
    quiet = quiet_until(crm)
    if quiet is not None:
        return quiet
    open_now = (Question.party == of_user(user.id).key, Question.state == "open")
    asked = crm.session.scalar(select(func.max(Question.created_at)).where(*open_now))
    # A fresh question waits for its answer; a promised reminder alone goes ahead of it.
    return asked + QUESTION_FRESH if asked and asked + QUESTION_FRESH > crm.now() else None


def quiet_until(crm: Crm) -> datetime | None:
    """When the gallery's quiet hours end, if they are now."""
    begins, ends, local = crm.settings.quiet_from, crm.settings.quiet_to, crm.local_now()
    clock = local.time()
    if begins <= ends:
        return morning(crm, local.date()) if begins <= clock < ends else None
    if clock < ends:
        return morning(crm, local.date())
    return morning(crm, local.date() + timedelta(days=1)) if clock >= begins else None


def _told_today(crm: Crm, user: User) -> int:
    promised = [rule.name for rule in RULES.values() if rule.promised]
    query = select(func.count()).select_from(Nudge).join(Outbox, Outbox.id == Nudge.outbox_id)
    mine = (Outbox.user_id == user.id, Nudge.rule.not_in(promised), Outbox.created_at >= midnight(crm))
    return crm.session.scalar(query.where(*mine)) or 0


def _tell(crm: Crm, user: User, rows: Sequence[Nudge], *, purpose: str) -> int:
    """One message, in the channel this person uses; without an address again later, and on the page."""
    try:
        sent = messages.send(crm, user, _words(crm, user, rows), purpose=purpose)
    except Refused:
        for row in rows:
            row.due_at = crm.now() + TRY_AGAIN
        return 0
    for row in rows:
        row.state, row.outbox_id = "sent", sent.id
    crm.session.flush()
    _bind(crm, user, rows)
    return len(rows)


def _words(crm: Crm, user: User, rows: Sequence[Nudge]) -> str:
    """One as it is; several numbered, with how to answer by number."""
    written = next((number for number, row in enumerate(rows, 1) if nudge_drafts.offered(crm, row)), 0)
    if len(rows) == 1:
        return rows[0].text + (_actions(crm, rows[0]) if written else "")
    head = "more things" if _told_today(crm, user) else "things today"
    lines = "\n".join(f"{number} {row.text}" for number, row in enumerate(rows, 1))
    draft = f"“draft {written}”, " if written else ""
    return f"{len(rows)} {head}:\n{lines}\nSay {draft}“done 1”, “later 2 fri”, “skip 2” or “why 1”."


def _actions(crm: Crm, row: Nudge) -> str:
    """What may be said to a nudge beside what it says itself."""
    name = name_of(crm, Contact, row.contact_id)
    return f"\nOr “send the draft”, “later fri”, “done”, “never for {name}”, “why”."


def _bind(crm: Crm, user: User, rows: Sequence[Nudge]) -> None:
    """From here on "2", "her", "it" speak of what this message was about, for as long as it is likely to be meant."""
    refs = [_ref(crm, row) for row in rows]
    kept: dict[str, Any] = {}
    if len(rows) > 1:
        kept = {"shown": refs, "shown_at": crm.now() + NUMBERS_LAST}
    elif refs[0]["kind"] != "nudge":
        kept = {"focus": {refs[0]["kind"]: refs[0]}, "focus_at": crm.now()}
    if kept:
        new = insert(Conversation).values(party=of_user(user.id).key, **kept)
        crm.session.execute(new.on_conflict_do_update(index_elements=["party"], set_=kept))


def _ref(crm: Crm, row: Nudge) -> dict[str, Any]:
    """What a nudge is about, as a numbered list keeps it."""
    kind, _, own = row.subject.rpartition(":")
    if row.contact_id is not None:
        return {"kind": "contact", "id": row.contact_id, "label": name_of(crm, Contact, row.contact_id)}
    if row.item_id is not None:
        return {"kind": "item", "id": row.item_id, "label": item_title(crm, row.item_id)}
    known = kind in ("order", "batch", "task")
    return {"kind": kind if known else "nudge", "id": int(own) if known else row.id, "label": row.text[:60]}
