"""The demo's own gallery: made once, and unable to text anybody real."""

from __future__ import annotations

from sqlalchemy import func, select

from crm_core import demo
from crm_core.crm import open_crm
from crm_core.models import Item, User
from crm_core.services import cards, find


def test_the_demo_is_made_once_and_has_a_console_line_alone(house):
    key = demo.ensure()
    assert demo.ensure() == key
    with open_crm(key, clock=house.clock) as crm:
        assert crm.lines == {"console": "herring"}
        assert crm.settings.name == "Sol Vista Gallery"
        assert crm.session.scalar(select(func.count()).select_from(User)) == 6
        assert crm.session.scalar(select(func.count()).select_from(Item)) == 7


def test_everybody_is_reached_on_both_channels_under_a_number_of_fiction(house):
    with house.crm() as crm:
        for user in crm.session.scalars(select(User)):
            assert {address.channel for address in user.addresses} == {"sms", "console"}
            assert all("55501" in address.value for address in user.addresses)


def test_the_world_is_found_by_its_names(house):
    with house.crm() as crm:
        for said, title in (
            ("blue nude", "Blue Nude"),
            ("the ruiz still life", "Still Life for Two"),
            ("14", "Speedmaster 145.022"),
        ):
            assert find.items(crm, said).rows[0].title == title
        assert find.contacts(crm, "Maria").one is not None
        nude = find.items(crm, "SV-0012").one
        assert cards.availability(crm, [nude]) == {nude.id: "on hold"}
