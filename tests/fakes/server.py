"""A small real HTTP server for the fakes: requests are kept, answers are values, a connection can be cut."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Answer:
    """`cut`: the connection is reset instead of an answer. `after`: done once the answer is out."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    after: Callable[[], None] = lambda: None


class LocalServer:
    """Answers on 127.0.0.1, each request in a thread of its own, until closed."""

    def __init__(self, answer: Callable[[Request], Answer], port: int = 0) -> None:
        self.requests: list[Request] = []
        self._answer = answer
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self.open: set[socket.socket] = set()
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        return self._answer(request)

    def close(self) -> None:
        """No more requests, not even over connections that a client kept open."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _handler(server: LocalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            server.open.add(self.connection)

        def finish(self) -> None:
            server.open.discard(self.connection)
            super().finish()

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self._body()
            if body is None:
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = parse_qs(parts.query, keep_blank_values=True)
            answer = server.answer(Request(self.command, parts.path, query, headers, body))
            try:
                if answer.cut:
                    self._reset()
                else:
                    self._write(answer)
            except OSError:  # the client gave up waiting
                self.close_connection = True
            answer.after()

        def _body(self) -> bytes | None:
            """None where the client died in the middle of it: half a request is none."""
            size = int(self.headers.get("Content-Length") or 0)
            try:
                body = self.rfile.read(size)
            except ConnectionError:
                return None
            return body if len(body) == size else None

        def _write(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def _reset(self) -> None:
            self.close_connection = True
            # Linger of zero: the other side sees "connection reset", as from a provider that dies.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RD)
            self.connection.close()

        do_GET = do_POST = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: whoever wants to see requests reads them from the server."""

    return Handler
