from __future__ import annotations

import multiprocessing
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core.config import BadSettings, Settings, kept_secret, reset_settings, settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)  # no .env of the developer's
    reset_settings()
    yield
    reset_settings()


def test_production_refuses_to_start_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERRING_ENV", "production")
    monkeypatch.setenv("PUBLIC_URL", "https://herring.example")
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(BadSettings, match="SECRET_KEY is missing or shorter than 32"):
        settings()


@pytest.mark.parametrize("address", ["", "http://herring.example"])
def test_production_needs_a_public_https_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("HERRING_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    monkeypatch.setenv("PUBLIC_URL", address)
    with pytest.raises(BadSettings, match="PUBLIC_URL must be the https:// address"):
        settings()


def test_production_starts_with_both_and_does_not_make_secrets_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERRING_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    monkeypatch.setenv("PUBLIC_URL", "https://herring.example/")
    found = settings()
    assert not found.development
    assert found.signing_key == "k" * 32
    assert found.base_url == "https://herring.example"
    assert not found.herring_home.exists()


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eight thousand")
    with pytest.raises(BadSettings, match=r"^PORT is not right: "):
        settings()


def test_dotenv_is_read_and_empty_lines_in_it_mean_not_configured(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8123\nTWILIO_AUTH_TOKEN=\nTELEGRAM_BOT_TOKEN=12:abc\n")
    found = settings()
    assert found.port == 8123
    assert not found.twilio_auth_token
    assert found.telegram_bot_token.get_secret_value() == "12:abc"


def test_secrets_do_not_show_in_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "OPENAI_API_KEY", "SECRET_KEY", "STRIPE_API_KEY", "TELEGRAM_BOT_TOKEN"):
        monkeypatch.setenv(name, "hunter2")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgresql://user:hunter2@host")
    for name in ("REDIS_URL", "SMTP_URL", "IMAP_URL", "SENTRY_DSN"):
        monkeypatch.setenv(name, "redis://user:hunter2@host")
    assert "hunter2" not in repr(settings())


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_database_address_becomes_the_one_both_libraries_read(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://app:pw@db/herring")
    assert settings().database_url == "postgresql://app:pw@db/herring"
    assert settings().owner_url == settings().database_url


def test_development_makes_a_secret_once_and_keeps_it_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HERRING_HOME", str(tmp_path / "a home"))
    first = settings().signing_key
    reset_settings()
    assert len(first) == 64
    assert settings().signing_key == first
    kept = tmp_path / "a home" / "secrets" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert os.listdir(kept.parent) == ["secret_key"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        made = pool.starmap(kept_secret, [(tmp_path, "key")] * 16)
    assert len(set(made)) == 1


def test_only_this_machine_is_served_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().bind_host == "127.0.0.1"
    reset_settings()
    monkeypatch.setenv("HERRING_HOST", "0.0.0.0")
    assert settings().bind_host == "0.0.0.0"
