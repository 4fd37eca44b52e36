"""The review page × every role: what is shown can be done by that role, what is not shown is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.app import create_app
from crm_core.access import Decision, Permission, Role, approvers, decide
from crm_core.crm import Crm
from crm_core.errors import HerringError, NotAllowed
from crm_core.models import Approval, Inbox, Item, Outbox
from crm_core.services import settling
from crm_core.services.waiting import Waiting, waiting
from intents.approving import carry_out as carry_out_approved
from tests.bot.conftest import Browser
from tests.contract.lived_in import actors, say, undone_at_the_end

ROLES = pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
WORDS = "Because it is so."


@pytest.fixture(scope="module")
def house(lived: Any) -> Iterator[Any]:
    """Besides two messages, two drafts and a nudge: a seller's request, a text not understood, a failed message."""
    people = actors(lived)
    with lived.crm() as crm:
        watch = crm.session.query(Item).filter(Item.maker == "Omega").one()
        watch.brought_by_id = people[Role.SELLER].id
    with lived.crm(people[Role.SELLER]) as crm:
        say(crm, "sold Speedmaster 145.022 for 6000")
        assert crm.session.query(Approval).count() == 1
    with lived.crm(people[Role.ADMIN]) as crm:
        row = crm.session.query(Inbox).filter(Inbox.user_id == people[Role.ADMIN].id).first()
        row.outcome, row.handled_at = "failed", crm.now()
        sent = crm.session.query(Outbox).filter(Outbox.contact_id.is_not(None)).first()
        sent.state, sent.error = "failed", "The number is not in service."
    return lived


def everything_that_waits(house: Any) -> list[Waiting]:
    with house.crm(actors(house)[Role.ADMIN]) as crm:
        return waiting(crm)


def test_there_is_one_of_every_kind(house: Any) -> None:
    from crm_core.services.waiting import KINDS

    assert {each.kind for each in everything_that_waits(house)} == set(KINDS)


def tried(crm: Crm, each: Waiting, action: str) -> HerringError | None:
    """What came of pressing the button; taken back at once."""
    attempt = crm.session.begin_nested()
    try:
        with crm.command(f"review_{action}"):
            settling.settle(crm, each.kind, each.id, action, WORDS, carry_out=carry_out_approved)
    except HerringError as error:
        return error
    finally:
        attempt.rollback()
        crm.session.expire_all()
    return None


@ROLES
def test_what_is_offered_can_be_done_and_nothing_else(house: Any, role: Role) -> None:
    everywhere = everything_that_waits(house)
    with undone_at_the_end(house, actors(house)[role]) as crm:
        offered = {(each.kind, each.id): each.actions for each in waiting(crm)}
        for each in everywhere:
            for action in each.actions:
                problem = tried(crm, each, action)
                if action in offered.get((each.kind, each.id), ()):
                    assert not isinstance(problem, NotAllowed), (
                        f"{each.title}: {action} is offered, but {problem}"
                    )
                else:
                    assert problem is not None, f"{each.title}: {action} is not offered, yet it is done"


@ROLES
def test_requests_wait_for_those_who_may_decide(house: Any, role: Role) -> None:
    seller = actors(house)[Role.SELLER]
    with house.crm(actors(house)[role]) as crm:
        there = waiting(crm)
    assert ("approval" in {each.kind for each in there}) == (
        role in approvers(seller, Permission.SALES_WRITE)
    )
    may_write = decide(actors(house)[role], Permission.CONTACTS_WRITE) is Decision.ALLOW
    for each in there:
        if each.contact_id is not None and each.kind in ("thread", "outbox", "inbox"):
            assert bool(each.actions) <= may_write, f"{each.title}: {each.actions}"


@ROLES
def test_the_page_shows_just_that(house: Any, role: Role) -> None:
    actor = actors(house)[role]
    with house.crm(actor) as crm:
        wanted = {(each.kind, each.id, action) for each in waiting(crm) for action in each.actions}
    with TestClient(create_app(house.clock), follow_redirects=False) as client:
        browser = Browser(house, client)
        browser.client.post(browser.link(actor.name))
        page = browser.page()
    shown = set()
    for kind, row, card in re.findall(
        r'<article class="card[^>]*id="([a-z]+)-(\d+)"(.*?)</article>', page, re.S
    ):
        shown |= {(kind, int(row), action) for action in re.findall(r'name="action" value="([a-z]+)"', card)}
    assert shown == wanted
