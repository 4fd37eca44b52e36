"""The gallery's own people: access, roles, links, being away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Token, User, WebSession
from crm_core.services import addresses, find, parties, tokens, users


@pytest.fixture
def crm(house):
    with house.crm() as crm:
        row = find.users(crm, "Olivia").one
        crm.act_as(Actor("user", row.id, row.name, Role.ADMIN))
        yield crm


def test_a_new_colleague_is_known_by_their_number_at_once(crm):
    row = users.add(crm, "Kim Ode", "agent", phone="415 555 0199")
    assert parties.of_address(crm, "sms", "+14155550199") == parties.of_user(row.id)
    assert find.users(crm, "kim").one is row


@pytest.mark.parametrize(
    ("said", "role"), [("owner", Role.ADMIN), ("an agent", Role.AGENT), ("Manager", Role.MANAGER)]
)
def test_roles_as_people_say_them(said, role):
    assert users.role_named(said) is role


def test_a_role_that_is_none_is_refused_with_those_there_are(crm):
    with pytest.raises(Refused, match="admin, manager, finance"):
        users.add(crm, "Kim", "boss")


def test_a_number_belongs_to_one_colleague(crm):
    with pytest.raises(Refused, match="Sam Reed's already"):
        users.add(crm, "Kim", "agent", phone="+12125550101")


@pytest.mark.parametrize("name", ["Mia", "Sam", "Fay", "Gus", "Leo"])
def test_only_an_admin_gives_access(house, name):
    with house.crm() as crm:
        row = find.users(crm, name).one
    with house.crm(Actor("user", row.id, row.name, Role(row.role))) as crm:
        for act in (
            lambda: users.add(crm, "Kim", "agent"),
            lambda: users.set_role(crm, find.users(crm, "Sam").one, "admin"),
            lambda: users.remove(crm, find.users(crm, "Sam").one),
        ):
            with pytest.raises(NotAllowed, match="an admin can"):
                act()


def test_the_last_admin_stays(crm):
    olivia = users.me(crm)
    for act in (lambda: users.remove(crm, olivia), lambda: users.set_role(crm, olivia, "staff")):
        with pytest.raises(Refused, match="only admin"):
            act()
    users.set_role(crm, find.users(crm, "Mia").one, "admin")
    users.set_role(crm, olivia, "staff")
    assert olivia.role == "staff"


def test_who_is_removed_is_out_at_once(crm):
    sam = find.users(crm, "Sam").one
    crm.session.add(WebSession(hash="x", user_id=sam.id, csrf="y", expires_at=crm.now() + timedelta(days=1)))
    crm.session.flush()
    users.remove(crm, sam)
    assert find.users(crm, "Sam").rows == [] and addresses.of(crm, sam) == []
    assert crm.session.scalars(select(WebSession)).all() == []
    assert parties.of_address(crm, "sms", "+12125550101").user_id is None


def test_a_sign_in_link_is_good_once_and_for_fifteen_minutes(house, crm):
    link = users.login_link(crm, users.me(crm))
    token = link.rpartition("/")[2]
    assert "/login/" in link and tokens.gallery_key(token) == crm.key
    assert token not in [row.hash for row in crm.session.scalars(select(Token))]
    assert tokens.redeem(crm, "login", token).user_id == crm.actor.id
    with pytest.raises(Refused, match="used or is too old"):
        tokens.redeem(crm, "login", token)
    late = users.login_link(crm, users.me(crm)).rpartition("/")[2]
    house.clock.advance(minutes=15)
    with pytest.raises(Refused, match="too old"):
        tokens.redeem(crm, "login", late)


def test_a_telegram_chat_is_linked_to_one_user_by_their_token(crm):
    sam, mia = find.users(crm, "Sam").one, find.users(crm, "Mia").one
    users.link_telegram(crm, users.telegram_token(crm, sam), "4711")
    assert parties.of_address(crm, "telegram", "4711") == parties.of_user(sam.id)
    users.link_telegram(crm, users.telegram_token(crm, mia), "4711")
    assert parties.of_address(crm, "telegram", "4711") == parties.of_user(mia.id)
    with pytest.raises(Refused):
        users.link_telegram(crm, "nonsense", "4712")


def test_being_away_needs_a_future_and_somebody_else(crm):
    with pytest.raises(Refused, match="passed"):
        users.set_away(crm, crm.now(), None)
    with pytest.raises(Refused, match="yourself"):
        users.set_away(crm, crm.now() + timedelta(days=1), users.me(crm))
    sam = find.users(crm, "Sam").one
    assert users.set_away(crm, crm.now() + timedelta(days=1), sam).covered_by_id == sam.id


def test_nobody_but_a_user_is_a_user(house):
    with house.crm() as crm:
        with pytest.raises(Refused):
            users.me(crm)
        assert users.count(crm) == len(crm.session.scalars(select(User)).all())


def test_a_colleague_counts_in_a_currency_the_bank_knows(house):
    from crm_core.money import Money
    from crm_core.services import rates, users
    from tests.world import acting

    with acting(house, "Gus") as crm:
        me = users.me(crm)
        users.set_currency(crm, me, "EUR")
        assert rates.own_currency(crm) == "EUR"
        assert rates.about(crm, Money.of(1, "EUR")) == "" and rates.about(crm, None) == ""
        assert rates.about(crm, Money.of(100, "USD")).startswith(" (about €")
        assert rates.about(crm, Money.of(100, "RUR")) == ""  # of which nothing is known
        with pytest.raises(Refused, match="no exchange rate of XYZ"):
            users.set_currency(crm, me, "XYZ")
        users.set_currency(crm, me, "USD")
        assert me.currency is None  # the gallery's own: whatever that is later
        with pytest.raises(NotAllowed):
            users.set_currency(crm, find.users(crm, "Sam").one, "EUR")
