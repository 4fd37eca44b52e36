"""Every channel by name, and how it is made from the settings. A new channel: one file, one entry here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from channels.base import Channel


def setting(settings: Any, name: str) -> str:
    """A setting as plain text; secrets come wrapped so that they don't end up in logs."""
    value: Any = getattr(settings, name, "")
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value or "")


def _sms(settings: Any) -> Channel:
    from channels.sms import SmsChannel

    return SmsChannel(*_twilio(settings), carries=float(setting(settings, "sms_per_second") or 1))


def _whatsapp(settings: Any) -> Channel:
    from channels.whatsapp import WhatsAppChannel

    return WhatsAppChannel(*_twilio(settings))


def _telegram(settings: Any) -> Channel:
    from channels.telegram import TelegramChannel

    names = ("telegram_bot_token", "telegram_webhook_secret", "telegram_base_url", "telegram_bot_username")
    token, secret, base_url, username = (setting(settings, name) for name in names)
    return TelegramChannel(token, secret, base_url, username)


def _email(settings: Any) -> Channel:
    from channels.email import EmailChannel

    smtp_url, key = setting(settings, "smtp_url"), setting(settings, "signing_key")
    return EmailChannel(smtp_url, key, setting(settings, "email_webhook_password"))


def _console(settings: Any) -> Channel:
    from channels.console import ConsoleChannel, derive_key

    return ConsoleChannel(derive_key(setting(settings, "signing_key")))


def _twilio(settings: Any) -> tuple[str, str, str]:
    account, token = setting(settings, "twilio_account_sid"), setting(settings, "twilio_auth_token")
    return account, token, setting(settings, "twilio_base_url")


FACTORIES: dict[str, Callable[[Any], Channel]] = {
    "sms": _sms,
    "whatsapp": _whatsapp,
    "telegram": _telegram,
    "email": _email,
    "console": _console,
}


def make(settings: Any) -> dict[str, Channel]:
    """All channels by name, also those that aren't enabled: ask `enabled()` before use.

    settings: anything with the fields the factories read (crm_core.config.Settings); a missing or empty field
    leaves its channel disabled.
    """
    return {name: factory(settings) for name, factory in FACTORIES.items()}


def opened(channels: Callable[[], dict[str, Channel]]) -> Callable[[str], bool]:
    """Whether a channel is set up here, for `crm_core.crm.send_only_through`."""

    def is_open(name: str) -> bool:
        channel = channels().get(name)
        return channel is not None and channel.enabled()

    return is_open
