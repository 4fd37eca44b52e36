from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot import doctor
from bot.cli import main
from crm_core.config import Settings, reset_settings


class Provider(BaseHTTPRequestHandler):
    """Answers what Twilio, Telegram and a model server answer to somebody with the right credentials."""

    def do_GET(self) -> None:
        given = self.headers.get("Authorization", "")
        twilio = "Basic " + base64.b64encode(b"AC1:right").decode()
        good = {
            "/2010-04-01/Accounts/AC1.json": given == twilio,
            "/bot12:right/getMe": True,
            "/v1/models": given == "Bearer right",
            "/healthz": True,
        }
        self.send_response(200 if good.get(self.path) else 401)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HERRING_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "SECONDS", 60.0)  # who is slow here isn't away
    reset_settings()
    yield
    reset_settings()


def configure(monkeypatch: pytest.MonkeyPatch, provider: str, secret: str) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": secret,
        "TWILIO_BASE_URL": provider,
        "TELEGRAM_BOT_TOKEN": f"12:{secret}",
        "TELEGRAM_WEBHOOK_SECRET": "s",
        "TELEGRAM_BASE_URL": provider,
        "OPENAI_API_KEY": secret,
        "OPENAI_BASE_URL": f"{provider}/v1",
        "PUBLIC_URL": provider,
    }.items():
        monkeypatch.setenv(name, value)


def lines(said: str) -> dict[str, str]:
    """Each finding's mark by its name."""
    rows = [line.split() for line in said.splitlines() if line[:2] in {"ok", "- ", "FA"}]
    return {row[1]: row[0] for row in rows}


def test_nothing_configured_is_no_failure_and_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "`herring up` starts the built-in PostgreSQL" in said
    for setting in ("TWILIO_ACCOUNT_SID", "TELEGRAM_BOT_TOKEN", "OPENAI_API_KEY", "SMTP_URL", "PUBLIC_URL"):
        assert setting in said


def test_without_a_network_it_is_not_the_key_that_is_to_be_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(monkeypatch, "http://127.0.0.1:1", "right")
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert said.count("Check this machine's network; the key was not tried.") >= 2
    assert "Check TELEGRAM_BOT_TOKEN" not in said


def test_a_disk_that_is_almost_full_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "ROOM", 1 << 62)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert lines(said)["disk"] == "FAIL" and "Make room" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "hunter2", "DATABASE_URL is not right: it must look like postgresql://"),
        ("REDIS_URL", "hunter2", "REDIS_URL is not right: it must look like redis://"),
        ("PUBLIC_URL", "hunter2", "PUBLIC_URL is not right: it must look like https://"),
        (
            "HERRING_HOME",
            __file__,
            "can't be used to keep things in: file exists. Set HERRING_HOME to a directory",
        ),
        ("HERRING_HOME", f"{__file__}/deep", "can't be used to keep things in: not a directory."),
    ],
)
def test_an_address_that_is_none_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["up"]) == 1
    heard = capsys.readouterr().err
    assert said in heard and "hunter2" not in heard


def test_right_credentials_are_ok(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], provider: str
) -> None:
    configure(monkeypatch, provider, "right")
    assert main(["doctor"]) == 0
    found = lines(capsys.readouterr().out)
    assert {found[name] for name in ("twilio", "telegram", "model", "public")} == {"ok"}


def test_wrong_credentials_fail_say_what_to_check_and_do_not_show_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], provider: str
) -> None:
    configure(monkeypatch, provider, "hunter2")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert {lines(said)[name] for name in ("twilio", "telegram", "model")} == {"FAIL"}
    assert "answered 401. Check TELEGRAM_BOT_TOKEN." in said
    assert "3 to be put right" in said
    assert "hunter2" not in said


def test_unreachable_servers_fail_without_showing_their_passwords(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/herring")
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@127.0.0.1:1/0")
    monkeypatch.setenv("SMTP_URL", "smtp://me:hunter2@127.0.0.1:1")
    monkeypatch.setenv("IMAP_URL", "mail.example.com")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert {lines(said)[name] for name in ("database", "broker", "smtp", "imap")} == {"FAIL"}
    assert "hunter2" not in said


def test_half_a_configuration_names_the_other_half(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12:abc")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "TWILIO_AUTH_TOKEN is missing" in said
    assert "TELEGRAM_WEBHOOK_SECRET is missing" in said


def test_a_wrong_setting_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "many")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("herring: PORT is not right: ")
    assert said.count("\n") == 1
