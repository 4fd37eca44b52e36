"""Every command × every role: allowed, asks, or refused exactly as the table says, wherever it is tried: in the
conversation, by the service called directly, in the menu, among the model's tools.

The table is a file of its own beside this one, in the catalogue's words; crm_core/access.py must come to the same.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.carry_out import carry_out, run
from bot.memory import Memory
from bot.resolve import Step
from crm_core.access import SYSTEM, Actor, Decision, Role
from crm_core.crm import Crm
from crm_core.errors import HerringError, NotAllowed
from crm_core.models import Approval
from crm_core.services.parties import of_user
from intents.base import Effect, Intent, registry
from intents.binding import load
from intents.menu import permitted
from intents.tools import tools_for
from tests.contract.lived_in import (
    Example,
    a_message,
    actors,
    examples,
    memory_of,
    prepared,
    undone_at_the_end,
)

# Which line of the table a family of commands stands in; the few that stand elsewhere than their family, by what they
# are about.
LINES = {
    "contacts": "contacts", "wishes": "contacts", "messages": "contacts", "drafts": "contacts", "items": "items", "batches": "items",
    "sales": "sell", "orders": "sell", "listings": "listings", "people": "users", "reports": "reports",
    "basics": "everybody's", "tasks": "everybody's", "nudges": "everybody's",
}  # fmt: skip
ELSEWHERE = {
    "record_payment": "payments", "refund_order": "payments", "record_payout": "payments", "balance": "payments",
    "who_owes": "payments", "set_terms": "payments", "add_cost": "payments", "send_statement": "payments",
    "broadcast": "broadcast", "export_data": "broadcast", "export_contact": "broadcast", "import_data": "imports",
    "erase_contact": "broadcast", "merge_contacts": "broadcast",
    "make_offer": "items", "list_offers": "items", "answer_offer": "items", "withdraw_offer": "items", "offer_matches": "items",
    "who_to_call": "contacts", "send_draft": "contacts", "contact_history": "contacts",
    "approve": "everybody's", "reject": "everybody's", "revise_draft": "everybody's", "list_waiting": "everybody's",
}  # fmt: skip
ALONE = {"export": {"export_data", "export_contact"}, "settings": {"set_setting", "show_settings"}}


@cache
def table() -> dict[str, dict[Role, str]]:
    lines = (Path(__file__).parent / "who_may_say_what.txt").read_text().splitlines()
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in lines if line[:1] != "#")
    return {
        row[0].split(",")[0].split()[0]: dict(zip(map(Role, head[1:]), row[1:], strict=True)) for row in rows
    }


def expected(intent: type[Intent], role: Role) -> Decision:
    cell = table()[ELSEWHERE.get(intent.name) or LINES[intent.family]][role]
    looks = intent.effect is Effect.READ
    if cell in ("all", "own"):
        return Decision.ALLOW
    if cell == "read":
        return Decision.ALLOW if looks else Decision.DENY
    if cell == "asks":
        return Decision.ALLOW if looks else Decision.ASK
    alone = set().union(*(ALONE.get(each, {each}) for each in cell.split(", ")))
    return Decision.ALLOW if intent.name in alone else Decision.DENY


REFUSED = "text MENU to see what you can do"
ONE_EACH = [intent for intent in registry if intent.examples and intent.can_run() and intent.family in LINES]
EVERY = [pytest.param(each, role, id=f"{role.value}-{each}") for each in examples() for role in Role]


def own_of(example: Example, role: Role) -> Example:
    """For whoever sees but their own balance, that is the one they ask for."""
    if example.intent.name == "balance" and "balance" in table()["payments"][role]:
        return replace(example, slots={})
    return example


@contextmanager
def as_role(lived: Any, role: Role, example: Example) -> Any:
    """The example in the hands of this role, with everything theirs: what is refused is refused for the role alone."""
    people = actors(lived)
    with undone_at_the_end(lived, people[Role.ADMIN]) as crm:
        step = prepared(crm, own_of(example, role))
        crm.act_as(SYSTEM)
        give_everything_to(crm, people[role])
        spoken_of = dict(Memory(crm, of_user(people[Role.ADMIN].id).key).row.focus)
        crm.act_as(people[role])
        memory_of(crm).row.focus, memory_of(crm).row.focus_at = spoken_of, crm.now()
        yield crm, step


def give_everything_to(crm: Crm, actor: Actor) -> None:
    crm.session.flush()
    for sql in (
        "UPDATE contact SET responsible_id = :id", "UPDATE item SET assigned_to_id = :id, brought_by_id = :id",
        'UPDATE "order" SET sold_by_id = :id', "UPDATE task SET user_id = :id", "UPDATE nudge SET user_id = :id",
        "UPDATE draft SET requested_by_id = :id",
    ):  # fmt: skip
        crm.session.execute(text(sql), {"id": actor.id})
    crm.session.expire_all()


def in_conversation(crm: Crm, example: Example, step: Step) -> Decision:
    """What the conversation makes of it, before any OK."""
    asked = crm.session.query(Approval).count()
    with crm.session.begin_nested() as nested:
        outcome = carry_out(crm, memory_of(crm), [step], a_message(crm, example.text))
        asks = crm.session.query(Approval).count() > asked
        nested.rollback()
    crm.session.expire_all()
    if asks:
        assert "I've asked" in outcome.said[0]
        return Decision.ASK
    refused = any(REFUSED in said for said in outcome.said)
    assert not (refused and outcome.wrote)
    return Decision.DENY if refused else Decision.ALLOW


def by_the_service(crm: Crm, step: Step) -> Decision:
    """What happens where the conversation's own check is passed by: services ask for themselves."""
    try:
        run(crm, step, load(crm, {"name": step.name, "slots": step.slots}))
    except NotAllowed:
        return Decision.DENY
    except HerringError:
        pass  # their own rows lack something; the role is not the reason
    return Decision.ALLOW


@pytest.mark.parametrize(("example", "role"), EVERY)
def test_in_the_conversation_and_by_the_service_itself(lived: Any, example: Example, role: Role) -> None:
    wanted = expected(example.intent, role)
    with as_role(lived, role, example) as (crm, step):
        assert in_conversation(crm, example, step) is wanted
    with as_role(lived, role, example) as (crm, step):
        # Where the conversation's check is passed by: what needs another's OK is not done without it.
        assert by_the_service(crm, step) is (Decision.DENY if wanted is Decision.ASK else wanted)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_the_menu_and_the_models_tools_hold_what_may_be_said_and_no_more(lived: Any, role: Role) -> None:
    actor = actors(lived)[role]
    allowed = {each.name for each in ONE_EACH if expected(each, role) is not Decision.DENY}
    assert {intent.name for intent in permitted(actor)} == allowed
    assert {tool["function"]["name"] for tool in tools_for(actor)} == allowed


@pytest.mark.parametrize("example", examples(), ids=str)
def test_a_collector_runs_no_command_of_the_staff(lived: Any, example: Example) -> None:
    people = actors(lived)
    with undone_at_the_end(lived, people[Role.ADMIN]) as crm:
        step = prepared(crm, example)
        crm.act_as(Actor("contact", 1, "Maria Lopez"))
        assert in_conversation(crm, example, step) is Decision.DENY
