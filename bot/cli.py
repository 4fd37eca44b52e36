"""The `herring` command. Every command imports what it needs itself, so that each starts fast."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from crm_core.errors import HerringError

if TYPE_CHECKING:
    from bot.embedded import Servers

Run = Callable[[argparse.Namespace], int | None]


class NothingRuns(HerringError):
    """No database is configured and none runs in {home}. Start everything with `herring up`, or set \
DATABASE_URL and REDIS_URL."""


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
    up = _command(commands, "up", _up, "start everything on this machine and keep it running")
    up.add_argument("--demo", action="store_true", help="with a demo gallery that can reach no real number")
    up.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=[],
        metavar="PARTS",
        help="some of: servers,web,worker",
    )
    _command(commands, "web", _web, "only the web server, in front of configured servers")
    _command(commands, "worker", _worker, "only the Celery worker")
    _command(commands, "beat", _beat, "only the Celery clock; run exactly one")
    migrate = _command(commands, "migrate", _migrate, "bring the database up to date")
    migrate.add_argument("--demo", action="store_true", help="and make the demo gallery")
    _command(commands, "doctor", _doctor, "say what is configured, reachable and missing")


def _talking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    chat = _command(commands, "chat", _chat, "talk to Herring in this terminal")
    chat.add_argument("--as", dest="speaker", default="owner", metavar="WHO", help="owner or collector")
    chat.add_argument("--gallery", metavar="NAME")
    chat.add_argument("--demo", action="store_true", help="where none runs, start one with the demo gallery")
    parse = _command(commands, "parse", _parse, "read texts on stdin, write the commands in them")
    parse.add_argument("--jsonl", action="store_true", help="one JSON object per line, in and out")
    parse.add_argument("--now", metavar="TIME", help="what is now, such as 2026-11-20T10:00")
    parse.add_argument("--tz", default="UTC", metavar="ZONE")
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
    gallery.add_argument("--timezone", required=True, metavar="ZONE", help="such as America/New_York")
    gallery.add_argument("--currency", required=True, metavar="CUR", help="such as USD")

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


def _up(args: argparse.Namespace) -> None:
    from bot.supervisor import up

    up(demo=args.demo, only=args.only)


def _web(args: argparse.Namespace) -> NoReturn:
    from crm_core.config import settings

    host, port = settings().bind_host, str(settings().port)
    _become("uvicorn", "bot.app:create_app", "--factory", "--host", host, "--port", port)


def _worker(args: argparse.Namespace) -> NoReturn:
    _become("celery", "-A", "workers.app", "worker", "--loglevel", "INFO")


def _beat(args: argparse.Namespace) -> NoReturn:
    from crm_core.config import settings

    home = settings().herring_home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    schedule = str(home / "beat-schedule")
    _become("celery", "-A", "workers.app", "beat", "--loglevel", "INFO", "--schedule", schedule)


def _become(*module_and_arguments: str) -> NoReturn:
    """Be that program: signals of systemd or Docker then reach it and not a parent in between."""
    from bot.embedded import Servers
    from bot.home import Home
    from crm_core.config import settings

    config = settings()
    servers = Servers(config.owner_url, config.database_url, config.redis_url)
    if not all(servers):
        running = Home(config.herring_home).running()
        if running is None:
            raise NothingRuns(home=config.herring_home)
        servers = Servers(running.database_owner_url, running.database_url, running.redis_url)
    os.environ.update(servers.environment)
    os.execv(sys.executable, [sys.executable, "-m", *module_and_arguments])  # noqa: S606


def _migrate(args: argparse.Namespace) -> None:
    from bot.embedded import embedded_servers

    with embedded_servers("herring migrate") as servers:
        _bring_up_to_date(servers)
        if args.demo:
            _make_demo()


def _bring_up_to_date(servers: Servers) -> None:
    from bot.roles import ensure_login
    from crm_core.migrate import upgrade

    ensure_login(servers.owner_url, servers.app_url)
    upgrade(servers.owner_url)


def _make_demo() -> None:
    from crm_core.demo import ensure

    ensure()


def _with_servers(
    args: argparse.Namespace, name: str, run: Callable[[argparse.Namespace], int | None]
) -> int:
    from bot.embedded import embedded_servers

    with embedded_servers(f"herring {name}", prepare=_bring_up_to_date):
        return run(args) or 0


def _doctor(args: argparse.Namespace) -> int:
    from bot.doctor import main as doctor

    return doctor()


def _chat(args: argparse.Namespace) -> int:
    from bot.chat import main as chat

    return chat(args)


def _parse(args: argparse.Namespace) -> int | None:
    from intents.jsonl import main as parse

    return parse(sys.stdin, sys.stdout, args)


def _import(args: argparse.Namespace) -> int:
    from bot.admin import import_file

    return _with_servers(args, "import", import_file)


def _export(args: argparse.Namespace) -> int:
    from bot.admin import export

    return _with_servers(args, "export", export)


def _add_gallery(args: argparse.Namespace) -> int:
    from bot.admin import add_gallery

    return _with_servers(args, "gallery add", add_gallery)


def _add_user(args: argparse.Namespace) -> int:
    from bot.admin import add_user

    return _with_servers(args, "user add", add_user)


if __name__ == "__main__":
    sys.exit(main())
