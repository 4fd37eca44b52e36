"""The embedded PostgreSQL as a part: its directory, command line, and when it is ready."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from bot import binaries
from bot.children import Part
from bot.ports import free_port
from crm_core.config import kept_secret
from crm_core.errors import HerringError

DATABASE = "herring"
OWNER = "herring"
APP = "herring_app"

# The locale is PostgreSQL's own: case folding then works for every script and does not depend on which
# locales the machine happens to have.
LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8"]
SERVER_ENV = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}

TUNING = {
    "shared_buffers": "64MB",
    "wal_buffers": "16MB",  # a file that comes in writes more at once than two of them take
    "max_connections": "100",
    "jit": "off",  # our queries are short: compiling them costs more than it gives
    "unix_socket_directories": "",  # its path would outgrow the 107 bytes of a socket address in a deep home
    "log_timezone": "UTC",
    "timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class OldData(HerringError):
    """The data in {path} was written by PostgreSQL {old}, this Herring brings {new}. Export it with the old \
version, move that directory away, and start again."""


class InitFailed(HerringError):
    """PostgreSQL could not make its data directory {path}: {why}"""


class NoRoom(HerringError):
    """The disk with {path} is full: PostgreSQL needs some 100 MB to begin with. Make room there, or choose another \
directory with HERRING_HOME."""


class PostgresServer:
    """PostgreSQL in `home/postgres` on a port of this machine, behind passwords kept in `home/secrets`."""

    def __init__(self, home: Path, durable: bool = True) -> None:
        self.home = home
        self.data = home / "postgres"
        self.durable = durable
        self.port = free_port()
        self._programs = binaries.postgres(self.data)

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def password(self, role: str) -> str:
        return kept_secret(self.home, f"postgres-{role}")

    def prepare(self) -> None:
        """Make the data directory if there is none, and clear what a killed server left."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            self._drop_stale_pid()
            owner = self._programs.owner
            if owner is not None and self.data.stat().st_uid != owner:
                binaries.hand_over(self.data, owner)  # made where namespaces were allowed
        else:
            self._initdb()

    def part(self) -> Part:
        """The server; a direct child without pg_ctl, so that we see it end."""
        options = TUNING | ({} if self.durable else NOT_DURABLE)
        return Part(
            name="postgres",
            argv=[
                str(self._programs.bin / "postgres"),
                *("-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.port)),
                *(word for key, value in options.items() for word in ("-c", f"{key}={value}")),
            ],
            env=SERVER_ENV,
            ready=self._ready,
            stop_signal=signal.SIGINT,  # "fast"; SIGTERM would wait for every client to leave
            orphan_signal=signal.SIGINT,
            patience=20.0,
            before=self.prepare,
            become=self._programs.become,
            alarming=re.compile(r"\b(FATAL|PANIC):"),  # an ERROR is a constraint doing its work
        )

    def ensure_database(self) -> None:
        """Create the database and the application's role, once. The server must be ready."""
        done = self.home / "postgres-ready"
        if done.exists():
            return
        from bot.roles import ensure_database, ensure_login

        ensure_database(self.url(OWNER, "postgres"), DATABASE)
        ensure_login(self.url(OWNER), self.url(APP))
        done.touch()

    def _initdb(self) -> None:
        """Made beside and renamed when whole: an interrupted first start leaves nothing half-made."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        (self.home / "postgres-ready").unlink(missing_ok=True)
        fresh.mkdir(mode=0o700)
        if self._programs.owner is not None:
            binaries.hand_over(fresh, self._programs.owner)
        self._run_initdb(fresh)
        fresh.rename(self.data)
        if self.durable and sys.platform == "linux":
            # initdb's own sync waits seconds for a busy disk; this one does it behind our back.
            subprocess.Popen(["sync", "-f", str(self.data)], start_new_session=True)

    def _run_initdb(self, fresh: Path) -> None:
        password = fresh.with_suffix(".password")
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password(OWNER) + "\n")
        if self._programs.owner is not None:
            shutil.chown(password, self._programs.owner)
        try:
            made = subprocess.run(
                [
                    str(self._programs.bin / "initdb"),
                    *("-D", str(fresh), "-U", OWNER, "-A", "scram-sha-256", f"--pwfile={password}"),
                    *("--no-sync", "--no-instructions", *LOCALE),
                ],
                env=SERVER_ENV,
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=self._programs.become,
            )
        finally:
            password.unlink()
        if made.returncode != 0:
            why = (made.stderr or made.stdout).strip().replace("\n", " ")
            full = os.strerror(errno.ENOSPC) in why
            raise NoRoom(path=self.home) if full else InitFailed(path=fresh, why=why)

    def _check_version(self) -> None:
        old = (self.data / "PG_VERSION").read_text().strip()
        output = subprocess.run(
            [str(self._programs.bin / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        new = output.split()[-1].partition(".")[0]
        if old != new:
            raise OldData(path=self.data, old=old, new=new)

    def _drop_stale_pid(self) -> None:
        """Remove the pid file of a killed server whose number now belongs to somebody else.

        PostgreSQL checks only that a process of that number exists and would refuse to start.
        """
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n", 1)[0])
        except FileNotFoundError:
            return
        except ValueError:
            file.unlink()
            return
        if not _is_server_of(pid, self.data):
            file.unlink()

    def _ready(self, pid: int) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _is_server_of(pid: int, data: Path) -> bool:
    if sys.platform == "linux":
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False
        return os.fsencode(data) in command.split(b"\0")
    else:
        listed = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return str(data) in listed.stdout
