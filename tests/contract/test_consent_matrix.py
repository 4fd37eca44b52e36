"""Who may be written to, when, and for what: channel × state × purpose × local hour, against a table a person can read.

And the ledger behind it: append-only, each entry with the message that caused it, and enough to know the state again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm_core import migrate
from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.models import Address, Consent, Contact, Inbox, Outbox
from crm_core.services import addresses, consent, consent_words, gate, messages, reach
from tests import world
from tests.conftest import House
from tests.contract.lived_in import actors, undone_at_the_end
from tests.flows.runner import Conversation

PHONE = "+14155550132"  # Maria, in California
REACHED_AT = {
    "sms": PHONE,
    "whatsapp": PHONE,
    "console": PHONE,
    "telegram": "4711",
    "email": "maria@example.net",
}
HERE = ZoneInfo("America/Los_Angeles")

# always: at any hour. day: from nine to nine where they are, else it waits for the morning. never: refused.
TABLE = """
state            reply    service  personal marketing
no record        always   day      day      never
agreed           always   day      day      day
said stop        never    never    never    never
STOP             never    never    never    never
taken off        never    never    never    never
ended there      never    never    never    never
came back        always   day      day      day
wrong number     never    never    never    never
this way only    always   day      day      never
another way only always   never    never    never
"""
HOURS = {0: False, 3: False, 8: False, 9: True, 12: True, 20: True, 21: False, 23: False}
PURPOSES = ("reply", "service", "personal", "marketing")


def table() -> dict[tuple[str, str], str]:
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        state, answers = line[:17].strip(), line[17:].split()
        found |= {(state, purpose): answer for purpose, answer in zip(PURPOSES, answers, strict=True)}
    return found


EXPECTED = table()


def _event(event: str, source: str) -> Callable[[Crm, str], None]:
    return lambda crm, channel: _record(crm, channel, event, source)


def _record(crm: Crm, channel: str, event: str, source: str) -> None:
    consent.record(crm, channel, REACHED_AT[channel], event, source=source)


def _came_back(crm: Crm, channel: str) -> None:
    _record(crm, channel, "opt_out", "carrier")
    _record(crm, channel, "opt_in", "carrier")


def _only(crm: Crm, channel: str) -> None:
    reach.limit(crm, world.contact(crm), channel, None)


def _only_another(crm: Crm, channel: str) -> None:
    reach.limit(crm, world.contact(crm), "email" if channel != "email" else "sms", None)


STATES: dict[str, Callable[[Crm, str], None]] = {
    "no record": lambda crm, channel: None,
    "agreed": _event("opt_in", "import"),
    "said stop": _event("opt_out", "text"),
    "STOP": _event("opt_out", "carrier"),
    "taken off": _event("opt_out", "staff"),
    "ended there": _event("opt_out", "provider"),
    "came back": _came_back,
    "wrong number": lambda crm, channel: addresses.block(crm, channel, REACHED_AT[channel], "a wrong number"),
    "this way only": _only,
    "another way only": _only_another,
}
CASES = list(itertools.product(REACHED_AT, STATES, PURPOSES, HOURS))


def test_the_table_is_whole() -> None:
    assert set(EXPECTED) == set(itertools.product(STATES, PURPOSES))
    assert set(EXPECTED.values()) == {"always", "day", "never"} and len(CASES) >= 120


@pytest.fixture(scope="module")
def owner(lived: House) -> Actor:
    return actors(lived)[Role.ADMIN]


def reachable(crm: Crm) -> None:
    """Maria everywhere, and the gallery with a line on every channel."""
    maria = world.contact(crm)
    for channel, value in REACHED_AT.items():
        crm.lines.setdefault(channel, f"our {channel}")
        known = select(Address.id).where(Address.channel == channel, Address.contact_id == maria.id)
        if crm.session.scalar(known) is None:
            addresses.add(crm, maria, channel, value)


def message(crm: Crm, channel: str, purpose: str) -> Outbox:
    maria = world.contact(crm)
    if purpose != "reply":
        return messages.send(crm, maria, "Something new", purpose=purpose, channel=channel)
    asked = Inbox(
        channel=channel, our_address=crm.lines[channel], external_id="asked", from_address=REACHED_AT[channel],
        party=f"c{maria.id}", contact_id=maria.id, text="hello?", received_at=crm.now() - timedelta(minutes=1),
    )  # fmt: skip
    crm.session.add(asked)
    crm.session.flush()
    return messages.reply(crm, asked, "Here we are")


@pytest.mark.parametrize(("channel", "state"), list(itertools.product(REACHED_AT, STATES)))
def test_the_gate_says_what_the_table_says(lived: House, owner: Actor, channel: str, state: str) -> None:
    """One case for each purpose and hour, all of them named where any is wrong."""
    wrong = []
    with undone_at_the_end(lived, owner) as crm:
        reachable(crm)
        try:
            rows = {}
            # Written while they could be: what changes between writing and sending is what the gate is for.
            for purpose in PURPOSES:
                rows[purpose] = message(crm, channel, purpose)
            STATES[state](crm, channel)
            for purpose, hour in itertools.product(PURPOSES, HOURS):
                moment = datetime(2026, 11, 21, hour, 0, tzinfo=HERE).astimezone(UTC)
                crm.clock = lambda moment=moment: moment  # type: ignore[misc]
                for asked in crm.session.scalars(select(Inbox).where(Inbox.external_id == "asked")):
                    asked.received_at = moment - timedelta(minutes=1)
                crm.session.flush()
                verdict = gate.decide(crm, rows[purpose])
                problem = _problem(verdict, EXPECTED[state, purpose], hour)
                if problem:
                    wrong.append(f"{purpose} at {hour}: {problem}")
        finally:
            crm.clock = lived.clock
    assert wrong == []


def _problem(verdict: gate.Verdict, expected: str, hour: int) -> str:
    kind = {"always": "send", "never": "refuse", "day": "send" if HOURS[hour] else "wait"}[expected]
    if verdict.kind != kind:
        return f"{verdict.kind} instead of {kind} ({verdict.reason})"
    if kind != "wait":
        return "" if bool(verdict.reason) is (kind == "refuse") else "a refusal says why"
    assert verdict.until is not None
    until = verdict.until.astimezone(HERE)
    return (
        ""
        if (until.hour, until.minute) == (9, 0) and until.day == (22 if hour >= 21 else 21)
        else f"until {until}"
    )


# -- the ledger

EVENTS = st.tuples(
    st.sampled_from(["sms", "email", "telegram"]),
    st.sampled_from([PHONE, "+14155550133"]),
    st.sampled_from(["opt_out", "opt_in"]),
    st.sampled_from(["carrier", "text", "staff", "import", "provider"]),
)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(EVENTS, max_size=12))
def test_replaying_the_ledger_rebuilds_the_state(lived: House, owner: Actor, events: list[Any]) -> None:
    with undone_at_the_end(lived, owner) as crm:
        for channel, value, event, source in events:
            consent.record(crm, channel, value, event, source=source)
        replayed: dict[tuple[str, str], str] = {}
        for row in crm.session.scalars(select(Consent).order_by(Consent.id)):
            replayed[row.channel, row.value] = row.event
        for channel, value in itertools.product(("sms", "email", "telegram"), (PHONE, "+14155550133")):
            state = replayed.get((channel, value))
            for purpose in PURPOSES:
                allowed = state == "opt_in" or (state is None and purpose != "marketing")
                assert consent.may_send(crm, channel, value, purpose).allowed is allowed, (
                    channel,
                    value,
                    purpose,
                )


def entries(house: House) -> list[tuple[str, str, str, str | None]]:
    """Each entry with the words of the message that caused it."""
    with house.crm() as crm:
        query = select(Consent.channel, Consent.event, Consent.source, Inbox.text).outerjoin(
            Inbox, Inbox.id == Consent.inbox_id
        )
        return [tuple(row) for row in crm.session.execute(query.order_by(Consent.id))]


def test_each_entry_names_the_message_that_caused_it(house: House) -> None:
    talk = Conversation(house)
    said = ("please don't text me again", "START", "take me off your list", "please start texting me again")
    for words in said:
        talk.say("collector", words)
    talk.say("staff", "don't text Tom anymore")
    kept = entries(house)
    assert {text for _, _, _, text in kept} == {*said, "don't text Tom anymore"}
    with house.crm() as crm:
        by_contact = select(Consent).where(Consent.value == PHONE)
        assert all(row.words and row.user_id is None for row in crm.session.scalars(by_contact))
        (taken_off, *_) = crm.session.scalars(select(Consent).where(Consent.source == "staff")).all()
        assert taken_off.user_id is not None


def test_stop_on_any_number_of_ours_is_confirmed_once_and_holds_for_all(house: House) -> None:
    migrate.add_line(house.one, "console", "+15550100077")
    talk = Conversation(house)
    house.clock.advance(hours=5)
    answers = talk.say("collector", "please stop texting me")
    ours = dict(house.lines)
    house.lines["one"] = "+15550100077"
    for words in ("stop texting me", "unsubscribe", "STOP", "please stop texting me"):
        answers += talk.say("collector", words)
    house.lines.update(ours)
    answers += talk.say("collector", "take me off your list")
    assert answers == ["Sol Vista Gallery: you won't get any more messages from us."]
    with house.crm() as crm:
        for line in (house.lines["one"], "+15550100077"):
            row = messages.send(
                crm, world.contact(crm), f"from {line}", purpose="personal", channel="console"
            )
            row.our_address = line
            assert gate.decide(crm, row).kind == "refuse"


@pytest.mark.parametrize(
    "words",
    ["YES", "ok", "hello", "is Blue Nude still available?", "thanks!", "why not", "1", "I'll take it"],
)
def test_nothing_else_a_collector_says_lifts_it(house: House, words: str) -> None:
    talk = Conversation(house)
    talk.say("collector", "STOP")
    talk.say("collector", words)
    with house.crm() as crm:
        assert not consent.may_send(crm, "console", PHONE, "personal").allowed


@pytest.mark.parametrize("words", ["START", "unstop", "please start texting me again"])
def test_they_lift_it_themselves(house: House, words: str) -> None:
    talk = Conversation(house)
    talk.say("collector", "STOP")
    assert talk.say("collector", words) == ["Sol Vista Gallery: you'll get our messages again."]
    with house.crm() as crm:
        assert consent.may_send(crm, "console", PHONE, "marketing").allowed


def test_what_the_phone_network_stopped_only_its_own_word_lifts(house: House) -> None:
    """On a real network: Twilio would refuse with 21610 whatever we believe."""
    with house.crm() as crm:
        maria = world.contact(crm)

        def wrote(text: str) -> Inbox:
            row = Inbox(
                channel="sms", our_address="x", external_id=text, from_address=PHONE, party=f"c{maria.id}",
                contact_id=maria.id, text=text, received_at=crm.now(),
            )  # fmt: skip
            crm.session.add(row)
            crm.session.flush()
            return row

        assert (
            consent_words.stop(crm, wrote("STOP"), carrier_word=True) == ""
        )  # the network answers by itself
        assert consent_words.start(crm, wrote("please start again"), carrier_word=False) == ("", False)
        assert not consent.may_send(crm, "sms", PHONE, "reply").allowed
        assert consent_words.start(crm, wrote("UNSTOP"), carrier_word=True) == ("", True)
        assert consent.may_send(crm, "sms", PHONE, "reply").allowed


def test_a_number_that_changes_takes_its_stop_along_and_a_merge_lifts_none(house: House) -> None:
    with world.acting(house) as crm:
        maria: Contact = world.contact(crm)
        consent.record(crm, "sms", PHONE, "opt_out", source="text")
        addresses.set_phone(crm, maria, "+1 415 555 0188")
        assert not consent.may_send(crm, "sms", "+14155550188", "personal").allowed
        assert not consent.may_send(crm, "sms", PHONE, "personal").allowed
