"""Adding a channel is one file and one entry: here one that nobody else in the code has ever heard of."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot import webhooks
from bot.app import create_app
from channels import registry
from channels.base import BadSignature, Channel, Inbound, Outbound, Received, SendError, Sent, WebhookRequest
from crm_core.models import Contact, Inbox, Outbox, Thread, User
from crm_core.services import addresses, threads, waiting
from tests import world
from tests.conftest import House
from tests.doors import add_line
from workers import sweep


class PigeonChannel:
    """The file: a loft that signs with a feather."""

    name = "pigeon"
    max_chars = 140

    def __init__(self, feather: str) -> None:
        self.feather = feather
        self.flown: list[Outbound] = []

    def enabled(self) -> bool:
        return bool(self.feather)

    def receive(self, request: WebhookRequest) -> Received:
        if not self.feather or request.headers.get("feather") != self.feather:
            raise BadSignature("not our feather")
        said = json.loads(request.body)
        return Received((Inbound(said["ring"], said["from"], said["to"], said["text"]),))

    def send(self, message: Outbound) -> Sent:
        if message.to_address == "the moon":
            raise SendError("No pigeon flies to the moon.", gone=True)
        self.flown.append(message)
        return Sent(f"ring-{len(self.flown)}")


@pytest.fixture
def loft(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[PigeonChannel]:
    channel = PigeonChannel("grey")
    made: Channel = channel
    monkeypatch.setitem(registry.FACTORIES, "pigeon", lambda settings: made)  # the entry
    webhooks.channels.cache_clear()
    add_line(house, "pigeon", "the roof")
    house.clock.advance(hours=5)  # nobody sleeps
    yield channel
    webhooks.channels.cache_clear()


def arrive(house: House, ring: str, sender: str, text: str, feather: str = "grey") -> int:
    body = json.dumps({"ring": ring, "from": sender, "to": "the roof", "text": text})
    answer = TestClient(create_app(house.clock)).post(
        "/webhooks/pigeon", content=body, headers={"feather": feather}
    )
    for _ in range(10):
        if not sweep.sweep(house.one, house.clock):
            break
    return answer.status_code


def test_a_colleague_commands_by_it_and_is_answered_by_it_in_parts_that_fit(
    house: House, loft: PigeonChannel
) -> None:
    with house.crm() as crm:
        addresses.add(
            crm,
            crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one(),
            "pigeon",
            "window",
        )
    for _ in range(2):
        assert arrive(house, "1", "window", "menu") == 204
    assert len(loft.flown) >= 1 and {each.to_address for each in loft.flown} == {"window"}
    assert all(len(each.text) <= 140 and each.our_address == "the roof" for each in loft.flown)
    assert all("/webhooks/pigeon?ref=" in each.callback_url for each in loft.flown)


def test_a_stranger_becomes_a_contact_waits_and_is_answered_where_they_wrote(
    house: House, loft: PigeonChannel
) -> None:
    assert arrive(house, "1", "a tower", "do you buy old frames?") == 204
    assert [each.to_address for each in loft.flown] == ["a tower"]  # the greeting
    with world.acting(house) as crm:
        draft = crm.session.scalars(select(Contact).where(Contact.state == "draft")).one()
        assert crm.session.scalars(select(Thread).where(Thread.contact_id == draft.id)).one().waiting_since
        threads.reply(crm, draft, "We do.")
    sweep.sweep(house.one, house.clock)
    assert [each.text for each in loft.flown][1:] == ["We do."]


def test_consent_holds_there(house: House, loft: PigeonChannel) -> None:
    arrive(house, "1", "a tower", "hello")
    arrive(house, "2", "a tower", "please don't write to me again")
    arrive(house, "3", "a tower", "is Blue Nude still there?")
    assert [each.text for each in loft.flown][1:] == [
        "Sol Vista Gallery: you won't get any more messages from us."
    ]


def test_what_is_not_of_it_is_refused_and_what_can_not_be_sent_is_shown(
    house: House, loft: PigeonChannel
) -> None:
    assert arrive(house, "1", "a tower", "hello", feather="white") == 403
    with house.crm() as crm:
        assert crm.session.scalars(select(Inbox)).all() == []
    arrive(house, "1", "the moon", "hello")
    with world.acting(house) as crm:
        (row,) = crm.session.scalars(select(Outbox).where(Outbox.channel == "pigeon"))
        assert (row.state, row.error) == ("failed", "No pigeon flies to the moon.")
        assert any("could not be delivered" in each.title for each in waiting.waiting(crm))


def test_without_its_settings_it_is_closed(house: House, loft: PigeonChannel) -> None:
    loft.feather = ""
    assert arrive(house, "1", "a tower", "hello") == 404
