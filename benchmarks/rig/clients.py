"""Clients that post prepared requests over connections they keep, with as little work of their own as can be."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence

from tests.fakes.twilio_webhooks import Webhooks, inbound_fields


def webhook_request(
    webhooks: Webhooks, account: str, url: str, port: int, sid: str, phone: str, to: str, text: str
) -> bytes:
    """The bytes of one signed webhook of a text."""
    from urllib.parse import urlencode, urlsplit

    pairs = inbound_fields(account, sid, phone, to, text)
    body = urlencode(pairs).encode()
    headers = {"X-Twilio-Signature": webhooks.sign(url, pairs)}
    return request(urlsplit(url).path, port, body, headers)


def request(path: str, port: int, body: bytes, headers: dict[str, str] | None = None) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection:
    """One kept connection. Answers must come without a body, as both routes' do."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, data: bytes) -> int:
        self._socket.sendall(data)
        answer = b""
        while b"\r\n\r\n" not in answer:
            part = self._socket.recv(65536)
            if not part:
                raise ConnectionError("the server hung up")
            answer += part
        return int(answer[9:12])

    def close(self) -> None:
        self._socket.close()


def throughput(port: int, requests: Sequence[bytes], clients: int) -> float:
    """Answered requests per second; every answer must be 2xx."""
    connections = [Connection(port) for _ in range(clients)]
    waiting = iter(requests)
    lock, wrong = threading.Lock(), list[int]()

    def client(connection: Connection) -> None:
        while True:
            with lock:
                data = next(waiting, None)
            if data is None:
                return
            status = connection.post(data)
            if not 200 <= status < 300:
                wrong.append(status)

    threads = [threading.Thread(target=client, args=(each,)) for each in connections]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    for connection in connections:
        connection.close()
    if wrong:
        raise AssertionError(f"{len(wrong)} requests were not taken: {set(wrong)}")
    return len(requests) / seconds
