"""The `herring` command. Every command imports what it needs itself, so that each starts fast."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot import serving
from crm_core.errors import HerringError

Run = Callable[[argparse.Namespace], int | None]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 1, with one sentence on stderr, where a person can do something."""
    args = _parser().parse_args(argv)
    run: Run = args.run
    try:
        return run(args) or 0
    except HerringError as error:
        print(f"herring: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `herring export … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="herring", description="Run a gallery by text message.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _serving(commands)
    _talking(commands)
    _administering(commands)
    return parser


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    up = _command(commands, "up", serving.up, "start everything on this machine and keep it running")
    up.add_argument("--demo", action="store_true", help="with a demo gallery that can reach no real number")
    up.add_argument(
        "--only",
        type=_parts,
        default=[],
        metavar="PARTS",
        help="some of: servers,web,worker",
    )
    _command(commands, "web", serving.web, "only the web server, in front of configured servers")
    _command(commands, "worker", serving.worker, "only the Celery worker")
    _command(commands, "beat", serving.beat, "only the Celery clock; run exactly one")
    migrate = _command(commands, "migrate", serving.migrate, "bring the database up to date")
    migrate.add_argument("--demo", action="store_true", help="and make the demo gallery")
    _command(commands, "doctor", _doctor, "say what is configured, reachable and missing")


def _talking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    chat = _command(commands, "chat", _chat, "talk to Herring in this terminal")
    chat.add_argument("--as", dest="speaker", default="owner", metavar="WHO", help="owner or collector")
    chat.add_argument("--gallery", metavar="NAME")
    chat.add_argument("--demo", action="store_true", help="where none runs, start one with the demo gallery")
    parse = _command(commands, "parse", _parse, "read texts on stdin, write the commands in them")
    parse.add_argument("--jsonl", action="store_true", help="one JSON object per line, in and out")
    parse.add_argument("--now", type=_moment, metavar="TIME", help="what is now, such as 2026-11-20T10:00")
    parse.add_argument("--tz", type=_zone, default="UTC", metavar="ZONE")
    parse.add_argument("--region", default="US", metavar="CC", help="country of phone numbers without one")
    parse.add_argument("--currency", default="USD", metavar="CUR", help="of amounts without one")


def _administering(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    imports = _command(commands, "import", _import, "read items, contacts or sales from a file")
    imports.add_argument("what", choices=["items", "contacts", "sales"])
    imports.add_argument("file", metavar="FILE")
    imports.add_argument("--gallery", metavar="NAME")
    imports.add_argument("--yes", action="store_true", help="don't ask before writing")
    export = _command(commands, "export", _export, "write items, contacts, orders or messages to a file")
    export.add_argument("what", choices=["items", "contacts", "orders", "messages"])
    export.add_argument("file", metavar="FILE", nargs="?", default="-")
    export.add_argument("--gallery", metavar="NAME")
    export.add_argument("--format", choices=["csv", "xlsx"], default="csv")

    add = _group(commands, "gallery", "galleries")
    gallery = _command(add, "add", _add_gallery, "add a gallery")
    gallery.add_argument("--name", required=True)
    gallery.add_argument("--phone", required=True, metavar="+1…", help="the number people text to")
    gallery.add_argument(
        "--timezone", type=_zone, required=True, metavar="ZONE", help="such as America/New_York"
    )
    gallery.add_argument("--currency", required=True, metavar="CUR", help="such as USD")

    add = _group(commands, "line", "the addresses of a gallery's own")
    line = _command(add, "add", _add_line, "add a WhatsApp number, a mailbox, a further phone number")
    line.add_argument("--gallery", required=True, metavar="NAME")
    line.add_argument("--channel", required=True, help="sms, whatsapp, email, telegram or console")
    line.add_argument("--address", required=True, metavar="ADDRESS", help="+1… or hello@gallery.example")
    tell = _group(commands, "telegram", "the Telegram bot")
    _command(tell, "connect", _connect_telegram, "tell Telegram where we are and what to offer")

    add = _group(commands, "user", "the people of a gallery")
    user = _command(add, "add", _add_user, "add a person")
    user.add_argument("--gallery", required=True, metavar="NAME")
    user.add_argument("--name", required=True)
    user.add_argument("--role", required=True, help="admin, manager, finance, staff, agent or seller")
    user.add_argument("--phone", metavar="+1…")
    user.add_argument("--telegram", metavar="ID")
    user.add_argument("--email")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Run, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="COMMAND")


def _parts(text: str) -> list[str]:
    named = text.split(",")
    if unknown := set(named) - {"servers", "web", "worker"}:
        raise argparse.ArgumentTypeError(f"no part is called {', '.join(sorted(unknown))}")
    return named


def _zone(text: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{text} is no time zone; they look like America/New_York") from None
    return text


def _moment(text: str) -> str:
    from datetime import datetime

    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time; they look like 2026-11-20T10:00") from None
    return text


def _with_servers(
    args: argparse.Namespace, name: str, run: Callable[[argparse.Namespace], int | None]
) -> int:
    from bot.embedded import embedded_servers

    with embedded_servers(f"herring {name}", prepare=serving.bring_up_to_date):
        return run(args) or 0


def _doctor(args: argparse.Namespace) -> int:
    from bot.doctor import main as doctor

    return doctor()


def _chat(args: argparse.Namespace) -> int:
    from bot.chat import main as chat

    return chat(args)


def _parse(args: argparse.Namespace) -> int | None:
    from intents.jsonl import main as parse

    return parse(args)


def _import(args: argparse.Namespace) -> int:
    from bot.admin import import_file

    return _with_servers(args, "import", import_file)


def _export(args: argparse.Namespace) -> int:
    from bot.admin import export

    return _with_servers(args, "export", export)


def _add_gallery(args: argparse.Namespace) -> int:
    from bot.admin import add_gallery

    return _with_servers(args, "gallery add", add_gallery)


def _add_line(args: argparse.Namespace) -> int:
    from bot.lines import add_line

    return _with_servers(args, "line add", add_line)


def _connect_telegram(args: argparse.Namespace) -> None:
    from bot.lines import connect_telegram

    connect_telegram(args)


def _add_user(args: argparse.Namespace) -> int:
    from bot.admin import add_user

    return _with_servers(args, "user add", add_user)


if __name__ == "__main__":
    sys.exit(main())
