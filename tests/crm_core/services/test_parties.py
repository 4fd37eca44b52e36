"""Whose conversation an address belongs to, however many addresses there are."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from crm_core.models import Address, Contact, User
from crm_core.services import parties

PHONE = "+14155550177"


@pytest.fixture
def crm(house):
    with house.crm() as crm:
        yield crm


def add(crm, row, channel: str = "sms"):
    crm.session.add(row)
    crm.session.flush()
    owner = {"user_id": row.id} if isinstance(row, User) else {"contact_id": row.id}
    crm.session.add(Address(channel=channel, value=PHONE, **owner))
    crm.session.flush()
    return row


def test_what_is_nobodys_is_a_conversation_of_its_own(crm):
    assert parties.of_address(crm, "sms", PHONE) == parties.Party(f"asms:{PHONE}")


def test_a_users_own_phone_is_the_users_though_it_is_a_contacts_too(crm):
    add(crm, Contact(name="Pat Both"))
    user = add(crm, User(name="Pat Both", role="agent"))
    assert parties.of_address(crm, "sms", PHONE) == parties.of_user(user.id)


def test_whatsapp_is_the_phone_of_the_same_number_unless_it_is_somebody_elses(crm):
    user = add(crm, User(name="Pat Phone", role="agent"))
    assert parties.of_address(crm, "whatsapp", PHONE) == parties.of_user(user.id)
    assert parties.of_address(crm, "email", PHONE).user_id is None
    contact = add(crm, Contact(name="Wendy What"), "whatsapp")
    assert parties.of_address(crm, "whatsapp", PHONE) == parties.of_contact(contact.id)


def test_who_is_gone_owns_nothing(crm):
    contact = add(crm, Contact(name="Gone Gert"))
    contact.deleted_at = crm.now()
    crm.session.flush()
    assert parties.of_address(crm, "sms", PHONE).contact_id is None


def test_of_many_addresses_one_is_found_by_its_index(crm):
    crm.session.execute(
        text(
            "INSERT INTO address (channel, value, contact_id)"
            " SELECT 'sms', '+1999' || n, (SELECT min(id) FROM contact) FROM generate_series(1000000, 1005000) AS n"
        )
    )
    crm.session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = crm.session.execute(
        text("EXPLAIN SELECT 1 FROM address WHERE channel = 'sms' AND value = :value AND deleted_at IS NULL"),
        {"value": PHONE},
    ).scalars()
    assert "address_value_idx" in "\n".join(plan)
