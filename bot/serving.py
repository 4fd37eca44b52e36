"""The commands that serve: everything at once, one part alone, and the migration before them."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from crm_core.errors import HerringError

if TYPE_CHECKING:
    from bot.embedded import Servers


class NothingRuns(HerringError):
    """No database is configured and none runs in {home}. Start everything with `herring up`, or set \
DATABASE_URL and REDIS_URL."""


def up(args: argparse.Namespace) -> None:
    """Everything, until a signal comes."""
    from bot.supervisor import up as run

    run(demo=args.demo, only=args.only)


def web(args: argparse.Namespace) -> NoReturn:
    """The web server alone."""
    from crm_core.config import settings

    host, port = settings().bind_host, str(settings().port)
    _become("uvicorn", "bot.app:create_app", "--factory", "--host", host, "--port", port)


def worker(args: argparse.Namespace) -> NoReturn:
    """The Celery worker alone."""
    _become("celery", "-A", "workers.app", "worker", "--loglevel", "INFO")


def beat(args: argparse.Namespace) -> NoReturn:
    """The Celery clock alone."""
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


def migrate(args: argparse.Namespace) -> None:
    """Bring the database up to date, with the demo gallery if asked."""
    from bot.embedded import embedded_servers

    with embedded_servers("herring migrate") as servers:
        bring_up_to_date(servers)
        if args.demo:
            _make_demo()


def bring_up_to_date(servers: Servers) -> None:
    """Migrate, as the owner; the application's role is made before, because it is granted things."""
    from bot.roles import ensure_login
    from crm_core.migrate import upgrade

    ensure_login(servers.owner_url, servers.app_url)
    upgrade(servers.owner_url)


def _make_demo() -> None:
    from crm_core.demo import ensure

    ensure()
