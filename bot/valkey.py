"""The embedded Valkey as a part: its directory, command line, and when it is ready."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from bot import binaries
from bot.children import Part
from bot.ports import free_port
from crm_core.config import kept_secret


class ValkeyServer:
    """Valkey in `home/valkey` on a port of this machine, behind a password kept in `home/secrets`."""

    def __init__(self, home: Path, durable: bool = True) -> None:
        self.home = home
        self.data = home / "valkey"
        self.durable = durable
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    @property
    def _password(self) -> str:
        return kept_secret(self.home, "valkey")

    def prepare(self) -> None:
        """Write the configuration: in a file, because a command line shows passwords to everybody."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        lines = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self._password,
            "dir": '"' + str(self.data).replace("\\", "\\\\").replace('"', '\\"') + '"',
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",  # a broker that evicts loses tasks
            "daemonize": "no",
        }
        file = self.data / "valkey.conf"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as conf:
            conf.writelines(f"{key} {value}\n" for key, value in lines.items())

    def part(self) -> Part:
        return Part(
            name="valkey",
            argv=[str(binaries.valkey_server()), str(self.data / "valkey.conf")],
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath},
            ready=lambda _pid: self._answers(),
            orphan_signal=signal.SIGTERM,
            before=self.prepare,
        )

    def _answers(self) -> bool:
        """PING in the wire's own words: importing the client would cost 0.2 s of every start."""
        question = f"AUTH {self._password}\r\nPING\r\n".encode()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(question)
                answer = b""
                while answer.count(b"\r\n") < 2 and (chunk := connection.recv(200)):
                    answer += chunk
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
