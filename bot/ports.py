"""TCP ports of this machine."""

from __future__ import annotations

import random
import socket

from crm_core.errors import HerringError


class PortTaken(HerringError):
    """Port {port} is taken by another program. Stop that one, or choose another port: \
PORT={other} make run."""


def free_port() -> int:
    """A TCP port of this machine that nobody listens on at the moment.

    Not one that the system gives to outgoing connections, where it can be helped: those may take it before the server
    is there, or while it is started again.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 20):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(host: str, port: int) -> None:
    """Raises PortTaken where somebody listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as uvicorn does
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(port=port, other=port + 1) from None
