"""Whether an address we are to post to is on the internet: our own network is nobody's to reach through us."""

from __future__ import annotations

import ipaddress
import socket

from crm_core.config import settings


def is_outside(host: str) -> bool:
    """Whether a name or number may be the internet's, without asking anybody. In development everything is."""
    if settings().development:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." in host.strip(".") and not host.casefold().endswith((".local", ".internal", ".localhost"))


def leads_outside(host: str, port: int) -> bool:
    """Whether all that a name stands for just now is on the internet. OSError where nobody knows the name."""
    if settings().development:
        return True
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return all(ipaddress.ip_address(each[4][0]).is_global for each in found)
