"""The commands that give a gallery further addresses of its own, and tell Telegram where we are."""

from __future__ import annotations

import argparse
import sys

from channels.registry import FACTORIES, make
from crm_core import db, migrate
from crm_core.config import settings
from crm_core.errors import Refused, Unavailable


def add_line(args: argparse.Namespace) -> None:
    """One more address at which a gallery is written to, and from which it writes."""
    from bot.admin import find_gallery

    key = find_gallery(args.gallery)
    address = checked(args.channel, args.address)
    taken = db.gallery_of_line(args.channel, address)
    if taken and taken != key and args.channel != "telegram":
        raise Refused(why=f"{address} belongs to {db.gallery(taken).name} already.")
    migrate.add_line(key, args.channel, address)
    sys.stdout.write(f"{db.gallery(key).name} is reached by {args.channel} at {address}.\n")


def checked(channel: str, address: str) -> str:
    """The address as its channel's webhooks will name it. Refused for what can't be one."""
    from crm_core.services.numbers import phone_number

    if channel not in FACTORIES:
        raise Refused(why=f"There is no channel “{channel}”: choose one of {', '.join(FACTORIES)}.")
    if channel == "email":
        if address.count("@") != 1:
            raise Refused(why=f"“{address}” is not an e-mail address.")
        return address.strip().lower()
    if channel not in ("sms", "whatsapp") or address.startswith("MG"):
        return address.strip()  # a Messaging Service of Twilio's, a bot's number, a name on the console
    number = phone_number(address, "US")
    if number is None:
        raise Refused(
            why=f"“{address}” is not a phone number. Write it with its country code: +1 212 555 0100."
        )
    return number


def connect_telegram(args: argparse.Namespace) -> None:
    """Tell Telegram where to post what people write, and which commands to offer."""
    from channels.base import SendError
    from channels.telegram import TelegramChannel

    channel = make(settings())["telegram"]
    if not isinstance(channel, TelegramChannel) or not channel.enabled():
        raise Refused(
            why="Telegram isn't set up: TELEGRAM_BOT_TOKEN and TELEGRAM_WEBHOOK_SECRET are missing."
        )
    try:
        channel.connect(settings().base_url)
        name = channel.username()
    except SendError as error:
        raise Unavailable(service=f"Telegram ({error.reason})") from error
    sys.stdout.write(f"@{name} posts to {settings().base_url}/webhooks/telegram now.\n")
