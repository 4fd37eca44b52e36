"""What leaves the house for one row of the outbox: the words, and what belongs below them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.models import Outbox
from crm_core.services import addresses, messages, setting_words, texting
from tests import world
from tests.doors import MAIL, add_line
from tests.world import acting
from workers import envelope

SIGNED = "Warm regards,\nOlivia Grant\nSol Vista Gallery"


@pytest.fixture
def mailed(house):
    """A gallery that writes mails, and Maria who gets them."""
    add_line(house, "email", MAIL)
    with house.crm() as crm:
        addresses.add(crm, world.contact(crm), "email", "maria@example.net")
    return house


def last(crm) -> Outbox:
    return crm.session.scalars(select(Outbox).order_by(Outbox.id.desc()).limit(1)).one()


def left(house, words: str, channel: str, signature: str = SIGNED) -> str:
    with acting(house) as crm:
        setting_words.change(crm, "email signature", signature)
        texting.send(crm, world.contact(crm), words, channel)
        return envelope.of(crm, last(crm)).text


def test_the_signature_stands_below_a_mail_and_below_no_text(mailed):
    mail = left(mailed, "The Ruiz is in.", "email")
    assert mail == f"Sol Vista Gallery: The Ruiz is in.\n\n{SIGNED}"
    assert SIGNED not in left(mailed, "The Ruiz is in.", "sms")


def test_who_signed_by_hand_signs_once(mailed):
    assert left(mailed, f"The Ruiz is in.\n\n{SIGNED}", "email").count(SIGNED) == 1


def test_no_signature_changes_nothing(mailed):
    assert left(mailed, "The Ruiz is in.", "email", "none") == "Sol Vista Gallery: The Ruiz is in."


def test_the_way_out_of_a_broadcast_is_the_last_line(mailed):
    with acting(mailed) as crm:
        setting_words.change(crm, "signature", SIGNED)
        row = messages.send(crm, world.contact(crm), "New works", purpose="marketing", channel="email")
        lines = envelope.of(crm, row).text.split("\n\n")
    assert lines[-2] == SIGNED and lines[-1].startswith("No more of these: http")


def test_what_goes_below_is_said_before(mailed):
    with acting(mailed) as crm:
        maria = world.contact(crm)
        assert "signature" not in texting.preview(crm, maria, "The Ruiz is in.", "email")
        setting_words.change(crm, "signature", SIGNED)
        assert "Your signature goes below it." in texting.preview(crm, maria, "Hi", "email")
        assert "signature" not in texting.preview(crm, maria, "The Ruiz is in.", "sms")
