"""A local stand-in for a Make.com custom webhook: answers at once, later, wrongly or not at all.

with FakeMake("success") as hook: MakeHook(hook.url, "key")
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

ANSWERS: dict[str, tuple[int, str]] = {
    "accepted": (200, "Accepted"),
    "junk": (200, "<html>Maintenance</html>"),
    "nothing": (200, json.dumps({"Status": "success", "Message": "Done", "Description": ""})),
    "error": (200, json.dumps({"Status": "error", "Message": "ChatGPT Error - the run has failed."})),
    "gone": (410, "Gone"),
    "unauthorized": (401, "Unauthorized"),
    "queue_full": (400, "Queue is full."),
    "too_many": (429, "Too many requests"),
    "fault": (500, "Internal error"),
    "bad_request": (400, "Bad request"),
}


class FakeMake:
    """One mode per server; the requests (headers, body) are kept. "success" describes by the facts it got."""

    def __init__(self, mode: str = "success", text: str = "") -> None:
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.released = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                fake.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                if mode == "slow":
                    fake.released.wait(30)
                status, answer = ANSWERS.get(mode) or (200, json.dumps(fake.success(body, text)))
                self.send_response(status)
                self.send_header("content-length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @staticmethod
    def success(body: dict[str, Any], text: str) -> dict[str, Any]:
        plain = f"{body['Name']} by {body['Brand']}, {body['Facts'].get('medium', 'as described')}."
        head = {"Status": "success", "Message": "Description generated", "Status_Selected": "Review"}
        return head | {"Description": text or plain, "Thread_ID": body["Thread_ID"]}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> FakeMake:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
