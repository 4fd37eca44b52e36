"""The commands that connect: further addresses, Telegram's webhook, a colleague's link."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import cli
from crm_core import db
from crm_core.models import User
from tests.conftest import House
from tests.fakes.telegram import TOKEN, FakeTelegram


def run(*words: str) -> int:
    return cli.main(words)


def test_a_gallery_gets_a_mailbox_and_a_whatsapp_number(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    for channel, address in (("email", "Hello@Gallery.example"), ("whatsapp", "+1 (555) 010-0009")):
        assert run("line", "add", "--gallery", house.one, "--channel", channel, "--address", address) == 0
    assert db.lines_of(house.one)["email"] == "hello@gallery.example"
    assert db.lines_of(house.one)["whatsapp"] == "+15550100009"
    assert "is reached by whatsapp at +15550100009" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("channel", "address", "said"),
    [
        ("pigeon", "x", "There is no channel “pigeon”"),
        ("email", "hello", "is not an e-mail address"),
        ("whatsapp", "hello", "is not a phone number"),
        ("sms", "+15550100002", "belongs to Gallery Two already"),
    ],
)
def test_what_can_t_be_an_address_is_said(
    house: House, capsys: pytest.CaptureFixture[str], channel: str, address: str, said: str
) -> None:
    assert run("line", "add", "--gallery", house.one, "--channel", channel, "--address", address) == 1
    assert said in capsys.readouterr().err


def test_telegram_is_told_where_we_are(
    house: House, setting: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("telegram", "connect") == 1
    assert "TELEGRAM_BOT_TOKEN and TELEGRAM_WEBHOOK_SECRET are missing" in capsys.readouterr().err
    with FakeTelegram() as telegram:
        setting(
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_WEBHOOK_SECRET="s3cret",
            TELEGRAM_BASE_URL=telegram.url,
            PUBLIC_URL="https://gallery.example",
        )
        assert run("telegram", "connect") == 0
        (hook,) = telegram.made("setWebhook")
    assert (hook["url"], hook["secret_token"]) == ("https://gallery.example/webhooks/telegram", "s3cret")
    assert (
        "@herring_test_bot posts to https://gallery.example/webhooks/telegram now." in capsys.readouterr().out
    )


def test_a_new_colleague_gets_their_telegram_link(
    house: House, setting: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    setting(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_BOT_USERNAME="herring_test_bot")
    assert run("line", "add", "--gallery", house.one, "--channel", "telegram", "--address", "7000000001") == 0
    words = ("user", "add", "--gallery", house.one, "--role", "staff", "--name")
    assert run(*words, "Pia Lund", "--phone", "+12125550177") == 0
    assert f"https://t.me/herring_test_bot?start={house.one}-" in capsys.readouterr().out
    assert run(*words, "Ole Berg", "--telegram", "900200") == 0
    assert db.gallery_of_chat("telegram", "900200") == house.one
    with house.crm() as crm:
        assert crm.session.query(User).filter_by(name="Ole Berg").one().role == "staff"
