"""`herring doctor`: what is configured, reachable and missing, a line each with what to do."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot import binaries
from bot.home import Home
from crm_core.config import Settings, settings
from crm_core.errors import HerringError

State = Literal["ok", "off", "broken"]
MARKS: dict[State, str] = {"ok": "ok  ", "off": "-   ", "broken": "FAIL"}
SECONDS = 5.0
MB = 1024 * 1024
ROOM = 200 * MB  # below this a busy day may fill the disk, and a full one takes no message

OFFLINE = "Check this machine's network; the key was not tried."


@dataclass(frozen=True)
class Finding:
    """One line. `off` is a choice: not configured and not needed to run. `broken` needs somebody."""

    name: str
    state: State
    text: str

    def __str__(self) -> str:
        return f"{MARKS[self.state]}  {self.name:<10} {self.text}"


def main() -> int:
    """Print all findings; 1 where something that is configured or needed does not work."""
    findings = list(examine(settings()))
    for finding in findings:
        print(finding)
    broken = sum(finding.state == "broken" for finding in findings)
    print("\nAll that is configured works." if not broken else f"\n{broken} to be put right, marked FAIL.")
    return 1 if broken else 0


def examine(config: Settings) -> Iterator[Finding]:
    """Look at every part in turn; each look takes a few seconds at most."""
    database_url, redis_url, web_url = _addresses(config)
    yield Finding("mode", "ok", f"{config.herring_env}, home {config.herring_home}")
    yield _disk(config.herring_home)
    yield _database(database_url, config.herring_home)
    yield _broker(redis_url)
    yield _web(web_url)
    yield _public(config)
    yield _twilio(config)
    yield _telegram(config)
    yield _model(config)
    yield _mail("smtp", config.smtp_url, "SMTP_URL", "send email", {"smtps": 465, "smtp": 587})
    yield _mail("imap", config.imap_url, "IMAP_URL", "receive email", {"imaps": 993, "imap": 143})


def _addresses(config: Settings) -> tuple[str, str, str]:
    running = Home(config.herring_home).running(wait=0) if config.herring_home.exists() else None
    if running is None:
        return config.database_url, config.redis_url, ""
    return config.database_url or running.database_url, config.redis_url or running.redis_url, running.web_url


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < ROOM:
        return Finding(
            "disk", "broken", f"only {free // MB} MB free at {there}. Make room: photos and rows need it."
        )
    return Finding("disk", "ok", f"{free // MB:,} MB free")


def _database(url: str, home: Path) -> Finding:
    if not url:
        return _built_in("database", "PostgreSQL", lambda: binaries.postgres(home / "postgres"))
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=int(SECONDS)) as connection:
            version = str(connection.info.server_version // 10000)
            found = connection.execute("SELECT to_regnamespace('house') IS NOT NULL").fetchone()
    except psycopg.Error as error:
        reason = _first_line(error)
        return Finding(
            "database", "broken", f"can't be reached: {reason}. Check DATABASE_URL and the server."
        )
    if not found or not found[0]:
        return Finding("database", "broken", "has no tables yet: run `herring migrate`")
    return Finding("database", "ok", f"PostgreSQL {version} at {_place(url)}")


def _built_in(name: str, server: str, find: Callable[[], object]) -> Finding:
    try:
        find()
    except HerringError as error:
        return Finding(name, "broken", str(error))
    return Finding(name, "off", f"not running; `herring up` starts the built-in {server}")


def _broker(url: str) -> Finding:
    if not url:
        return _built_in("broker", "Valkey", binaries.valkey_server)
    import redis

    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS)
        client.ping()
    except (redis.RedisError, ValueError) as error:
        text = f"can't be reached: {_first_line(error)}. Check REDIS_URL and the server."
        return Finding("broker", "broken", text)
    return Finding("broker", "ok", f"at {_place(url)}")


def _web(url: str) -> Finding:
    if not url:
        return Finding("web", "off", "not running from this home; `herring up` or `herring web` starts it")
    return _ask("web", f"{url}/healthz", f"at {url}", "See logs/web.log in HERRING_HOME.")


def _public(config: Settings) -> Finding:
    if not config.public_url:
        text = "PUBLIC_URL is not set: webhooks can't come in, and links in texts open on this machine only"
        return Finding("public", "off", text)
    todo = "Point it at this server, with TLS in front (docs/deploy.md)."
    return _ask("public", f"{config.public_url}/healthz", f"{config.public_url} leads here", todo)


def _twilio(config: Settings) -> Finding:
    sid, token = config.twilio_account_sid, config.twilio_auth_token.get_secret_value()
    if not sid and not token:
        text = "SMS and WhatsApp are off; set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (console.twilio.com)"
        return Finding("twilio", "off", text)
    if not sid or not token:
        missing = "TWILIO_AUTH_TOKEN" if sid else "TWILIO_ACCOUNT_SID"
        return Finding("twilio", "broken", f"{missing} is missing; both are on console.twilio.com")
    base = config.twilio_base_url or "https://api.twilio.com"
    todo = "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN."
    return _ask(
        "twilio",
        f"{base}/2010-04-01/Accounts/{sid}.json",
        f"account {sid}",
        todo,
        basic=(sid, token),
        away=OFFLINE,
    )


def _telegram(config: Settings) -> Finding:
    token = config.telegram_bot_token.get_secret_value()
    if not token:
        return Finding("telegram", "off", "off; make a bot with @BotFather and set TELEGRAM_BOT_TOKEN")
    if not config.telegram_webhook_secret:
        text = "TELEGRAM_WEBHOOK_SECRET is missing: set it to the output of `openssl rand -hex 32`"
        return Finding("telegram", "broken", text)
    base = config.telegram_base_url or "https://api.telegram.org"
    return _ask(
        "telegram", f"{base}/bot{token}/getMe", "the bot answers", "Check TELEGRAM_BOT_TOKEN.", away=OFFLINE
    )


def _model(config: Settings) -> Finding:
    key, base = config.openai_api_key.get_secret_value(), config.openai_base_url
    if not key and not base:
        text = "no model: drafts come from templates; set OPENAI_API_KEY, or OPENAI_BASE_URL for your own"
        return Finding("model", "off", text)
    todo = "Check OPENAI_API_KEY and OPENAI_BASE_URL."
    url = f"{base or 'https://api.openai.com/v1'}/models"
    return _ask(
        "model",
        url,
        f"{config.openai_model} by {_place(url)}",
        todo,
        bearer=key,
        away=OFFLINE if not base else "Check OPENAI_BASE_URL, and that it runs.",
    )


def _mail(name: str, url: str, setting: str, purpose: str, ports: dict[str, int]) -> Finding:
    if not url:
        return Finding(name, "off", f"{setting} is not set: Herring can't {purpose}")
    parts = urlsplit(url)
    if parts.scheme not in ports or not parts.hostname:
        example = f"{next(iter(ports))}://user:password@mail.example.com"
        return Finding(name, "broken", f"{setting} is not an address of this form: {example}")
    try:
        with socket.create_connection((parts.hostname, parts.port or ports[parts.scheme]), timeout=SECONDS):
            return Finding(name, "ok", f"{_place(url)} can be reached")
    except OSError as error:
        return Finding(name, "broken", f"{_place(url)} can't be reached: {error}. Check {setting}.")


def _ask(
    name: str,
    url: str,
    good: str,
    todo: str,
    basic: tuple[str, str] | None = None,
    bearer: str = "",
    away: str = "",
) -> Finding:
    """GET something that needs the credentials and changes nothing. away: what to do where nobody answers."""
    import httpx

    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        answer = httpx.get(url, headers=headers, auth=basic, timeout=SECONDS, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Finding(
            name, "broken", f"{_place(url)} can't be reached: {_first_line(error)}. {away or todo}"
        )
    if answer.is_success:
        return Finding(name, "ok", good)
    return Finding(name, "broken", f"{_place(url)} answered {answer.status_code}. {todo}")


def _place(url: str) -> str:
    """Host and port, never the path or password: a Telegram token is part of its path."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).strip().split("\n")[0].rstrip(".")
