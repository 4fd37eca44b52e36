"""Every webhook five times in the same moment, then five workers at it: one row, one effect, one answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from channels.console import SIGNATURE, derive_key, sign
from channels.email import sign as sign_mail
from crm_core.config import settings
from crm_core.models import Address, Contact, Inbox, Note, Order, Outbox, User
from tests.conftest import House
from tests.doors import MAIL, Doors, add_line
from tests.fakes.smtp import FakeSmtp
from tests.fakes.telegram import BOT, FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_webhooks import status_fields
from workers import deliver, inbox

OLIVIA, CHAT, STRANGER = "+12125550100", 700100, "carla@example.net"
PASSWORD = "provider-password"
SAID = "note on Maria: she called back"
TIMES = 5


@dataclass
class World:
    doors: Doors
    twilio: FakeTwilio
    telegram: FakeTelegram
    smtp: FakeSmtp

    def post(self, channel: str, content: bytes, headers: dict[str, str]) -> list[int]:
        url = f"{self.doors.url}/webhooks/{channel}"
        return five(lambda: httpx.post(url, content=content, headers=headers, timeout=30).status_code)

    def update(self, content: dict[str, Any]) -> list[int]:
        url = f"{self.doors.url}/webhooks/telegram"
        return five(lambda: self.telegram.push(url, content))


def five(work: Callable[[], int]) -> list[int]:
    with ThreadPoolExecutor(TIMES) as pool:
        return [each.result() for each in [pool.submit(work) for _ in range(TIMES)]]


@pytest.fixture
def world(house: House, setting: Callable[..., None]) -> Iterator[World]:
    add_line(house, "whatsapp", house.lines["one"])
    add_line(house, "telegram", str(BOT["id"]))
    add_line(house, "email", MAIL)
    with house.crm() as crm:
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        crm.session.add(Address(channel="telegram", value=str(CHAT), user_id=olivia.id))
    with FakeTwilio() as twilio, FakeTelegram() as telegram, FakeSmtp() as smtp:
        more = {"SMTP_URL": smtp.url, "EMAIL_WEBHOOK_PASSWORD": PASSWORD}
        with Doors(house, setting, twilio=twilio, telegram=telegram, **more) as doors:
            yield World(doors, twilio, telegram, smtp)


# -- what comes, by channel: the five answers


def by_sms(world: World) -> list[int]:
    url, ours = f"{world.doors.url}/webhooks/sms", world.doors.house.lines["one"]
    return world.twilio.inbound(url, OLIVIA, ours, SAID, times=TIMES)


def by_whatsapp(world: World) -> list[int]:
    url, ours = f"{world.doors.url}/webhooks/whatsapp", world.doors.house.lines["one"]
    return world.twilio.inbound(url, f"whatsapp:{OLIVIA}", f"whatsapp:{ours}", SAID, times=TIMES)


def by_telegram(world: World) -> list[int]:
    who = {"id": CHAT, "is_bot": False, "first_name": "Olivia"}
    chat = {"id": CHAT, "type": "private"}
    message = {"message_id": 5, "from": who, "chat": chat, "date": 1795168901, "text": SAID}
    return world.update({"update_id": 77, "message": message})


def by_console(world: World) -> list[int]:
    body = {"id": "m1", "from": OLIVIA, "to": world.doors.house.lines["one"], "text": SAID}
    content = json.dumps(body).encode()
    return world.post("console", content, {SIGNATURE: sign(derive_key(settings().signing_key), content)})


def by_postmark(world: World) -> list[int]:
    body = {
        "FromFull": {"Email": STRANGER, "Name": "Carla Berg"},
        "ToFull": [{"Email": MAIL, "Name": ""}],
        "Subject": "A question",
        "TextBody": "Is Blue Nude framed?",
        "MessageID": "pm-1",
    }
    login = base64.b64encode(f"herring:{PASSWORD}".encode()).decode()
    headers = {"authorization": f"Basic {login}", "content-type": "application/json"}
    return world.post("email", json.dumps(body).encode(), headers)


def by_raw_mail(world: World) -> list[int]:
    head = f"From: Carla Berg <{STRANGER}>\r\nTo: {MAIL}\r\nSubject: A question\r\nMessage-ID: <q1@example.net>\r\n"
    body = f"{head}\r\nIs Blue Nude framed?\r\n".encode()
    headers = {
        "x-herring-signature": sign_mail(settings().signing_key, body),
        "content-type": "message/rfc822",
    }
    return world.post("email", body, headers)


# -- what becomes of it


def work_five_times(doors: Doors) -> None:
    """As if the bell had been rung so often, in so many workers."""
    key, clock = doors.house.one, doors.house.clock
    for row in doors.inbox():
        five(lambda row=row: inbox.work(key, row.id, clock))  # type: ignore[misc]
    for sent in doors.rows(Outbox):
        five(lambda row=sent: deliver.deliver(key, row.id, clock))  # type: ignore[misc]
    doors.settle()


def answers(world: World, channel: str) -> list[Any]:
    """What the provider was handed for whoever wrote."""
    if channel in ("sms", "whatsapp"):
        return [message for message in world.twilio.sent() if message.to.endswith(OLIVIA)]
    if channel == "telegram":
        return list(world.telegram.made("sendMessage"))
    if channel == "email":
        return [mail for mail in world.smtp.mails if mail[1] == STRANGER]
    return world.doors.said_to(OLIVIA)


@pytest.mark.parametrize(
    "come", [by_sms, by_whatsapp, by_telegram, by_console], ids=lambda come: come.__name__[3:]
)
def test_a_colleagues_text(world: World, come: Callable[[World], list[int]]) -> None:
    channel, before = come.__name__[3:], len(world.doors.rows(Note))
    assert {status // 100 for status in come(world)} == {2}
    assert len(world.doors.rows(Inbox)) == 1
    work_five_times(world.doors)
    assert [note.text for note in world.doors.rows(Note)[before:]] == ["she called back"]
    assert [row.channel for row in world.doors.rows(Outbox)] == [channel]
    assert len(answers(world, channel)) == 1


@pytest.mark.parametrize("come", [by_postmark, by_raw_mail], ids=lambda come: come.__name__[3:])
def test_a_strangers_mail(world: World, come: Callable[[World], list[int]]) -> None:
    assert {status // 100 for status in come(world)} == {2}
    assert len(world.doors.rows(Inbox)) == 1
    work_five_times(world.doors)
    assert [row.name for row in world.doors.rows(Contact, Contact.state == "draft")] == ["Carla Berg"]
    assert len(answers(world, "email")) == 1
    told = world.doors.rows(Outbox, Outbox.user_id.is_not(None))
    assert len(told) == len({(row.user_id, row.channel) for row in told}) >= 1


def test_a_pressed_button(world: World) -> None:
    """The same press delivered five times, then the same button pressed five times over."""
    doors = world.doors
    by_telegram_text(world, 1, "sold Blue Nude to Eva for 4700")
    (asked,) = world.telegram.made("sendMessage")
    ok = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert {status // 100 for status in world.update(pressed(90, ok))} == {2}
    assert len(doors.rows(Inbox)) == 2
    work_five_times(doors)
    assert len(doors.rows(Order)) == 1
    for number in range(91, 96):
        world.telegram.push(f"{doors.url}/webhooks/telegram", pressed(number, ok))
    work_five_times(doors)
    assert len(doors.rows(Inbox)) == 7
    assert len(doors.rows(Order)) == 1


def by_telegram_text(world: World, number: int, text: str) -> None:
    who, chat = {"id": CHAT, "is_bot": False, "first_name": "Olivia"}, {"id": CHAT, "type": "private"}
    message = {"message_id": number, "from": who, "chat": chat, "date": 1795168901, "text": text}
    world.telegram.push(f"{world.doors.url}/webhooks/telegram", {"update_id": number, "message": message})
    work_five_times(world.doors)


def pressed(number: int, data: str) -> dict[str, Any]:
    who, chat = {"id": CHAT, "is_bot": False, "first_name": "Olivia"}, {"id": CHAT, "type": "private"}
    message = {"message_id": 100, "chat": chat, "date": 1795168901}
    query = {"id": str(number), "from": who, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": query}


def test_a_receipt(world: World) -> None:
    by_sms(world)
    world.twilio.callbacks = "off"
    work_five_times(world.doors)
    (sent,) = answers(world, "sms")
    fields = status_fields(world.twilio.account_sid, sent.sid, sent.from_, sent.to, "delivered")
    assert set(five(lambda: world.twilio.webhooks.post(sent.callback, fields))) == {204}
    (row,) = world.doors.rows(Outbox)
    assert (row.state, row.provider_id, row.attempts) == ("delivered", sent.sid, 1)
