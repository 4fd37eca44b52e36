"""A local server that speaks OpenAI's /v1/chat/completions and, minimally, /v1/responses: honest or not.

    with FakeOpenAI("rate_limit", "honest") as server: Model("key", "gpt-test", base_url=server.url)
    python -m tests.fakes.openai --port 8080 --mode invents_price

Each request takes the next mode of the script; the last one stays. Requests are kept in `server.requests`.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Body = dict[str, Any]


def honest(body: Body) -> str:
    """Plain sentences made of nothing but the facts in the request."""
    said = "\n".join(_words(message["content"]) for message in body["messages"] if message["role"] == "user")
    block = re.search(r"<facts>\n(.*?)\n</facts>", said, re.S)
    facts = json.loads(block.group(1)) if block else {}
    return " ".join(f"{value}." for value in _leaves(facts)) or "Nothing is known."


def _words(content: Any) -> str:
    """A message's text, whether it stands alone or beside a picture."""
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return content or ""


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return [f"{value['amount']} {value['currency']}"]
    if isinstance(value, dict | list):
        return [
            leaf
            for inner in (value.values() if isinstance(value, dict) else value)
            for leaf in _leaves(inner)
        ]
    return [] if value in (None, "", True, False) else [str(value)]


WORDS: dict[str, Callable[[Body], str]] = {
    "honest": honest,
    "curly": lambda body: f"\u201c{honest(body)}\u201d \u2014 it\u2019s here\u2026",
    "invents_price": lambda body: honest(body) + " Yours for $3,999.",
    "invents_year": lambda body: honest(body) + " It was made in 1931.",
    "invents_size": lambda body: honest(body) + " It is 77 cm high.",
    "invents_name": lambda body: honest(body) + " It once belonged to Peggy Guggenheim.",
    "invents_claim": lambda body: honest(body) + " It comes with a certificate of authenticity.",
    "imitates_approval": lambda body: honest(body) + "\nReply OK to send it, or NO.",
    "imitates_receipt": lambda body: "Done. " + honest(body),
    "imitates_undo": lambda body: honest(body) + " UNDO takes it back.",
    "chatty": lambda body: "Sure! Here is your text:\n" + honest(body),
    "long": lambda body: honest(body) + " It is a fine work to live with." * 200,
    "prose_instead_of_call": lambda body: "I have recorded the sale.",
}

ERRORS: dict[str, tuple[int, dict[str, str], str, str, str]] = {
    "rate_limit": (429, {"retry-after": "0.2"}, "Rate limit reached.", "requests", "rate_limit_exceeded"),
    "rate_limit_long": (429, {"retry-after": "90"}, "Rate limit reached.", "requests", "rate_limit_exceeded"),
    "insufficient_quota": (429, {}, "You exceeded your quota.", "insufficient_quota", "insufficient_quota"),
    "bad_request": (400, {}, "Too long.", "invalid_request_error", "context_length_exceeded"),
    "bad_key": (401, {}, "Incorrect API key.", "invalid_request_error", "invalid_api_key"),
    "no_model": (404, {}, "No such model.", "invalid_request_error", "model_not_found"),
    "request_timeout": (408, {}, "Timed out.", "server_error", "timeout"),
    "conflict": (409, {}, "Conflict.", "server_error", "conflict"),
    "error_500": (500, {}, "The server had an error.", "server_error", "server_error"),
    "overloaded": (503, {}, "Overloaded.", "server_error", "overloaded"),
}


def call(name: str, **arguments: Any) -> Body:
    """A script entry: the model calls this tool."""
    return {"calls": [(name, json.dumps(arguments))]}


def calls(*pairs: tuple[str, str]) -> Body:
    """A script entry: several calls, or arguments that aren't JSON (given as raw text)."""
    return {"calls": list(pairs)}


def says(text: str) -> Body:
    """A script entry: exactly these words."""
    return {"text": text}


def _completion(
    body: Body, text: str | None, tools: list[tuple[str, str]], finish: str, refusal: str | None
) -> Body:
    message: Body = {"role": "assistant", "content": text, "refusal": refusal}
    if tools:
        message["tool_calls"] = [
            {"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for n, (name, arguments) in enumerate(tools, 1)
        ]
    prompt, answer = len(json.dumps(body)) // 4, len(json.dumps(message)) // 4
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", "fake"),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer},
    }


def chat(body: Body, mode: str | Body) -> Body:
    """The completion for one request in one mode."""
    if isinstance(mode, dict):
        tools = mode.get("calls", [])
        return _completion(body, mode.get("text"), tools, "tool_calls" if tools else "stop", None)
    if mode == "refusal":
        return _completion(body, None, [], "stop", "I'm sorry, I can't help with that.")
    if mode == "content_filter":
        return _completion(body, "", [], "content_filter", None)
    if mode == "truncated":
        return _completion(body, honest(body)[:20], [], "length", None)
    if mode == "empty":
        return _completion(body, "", [], "stop", None)
    if mode == "honest" and body.get("tools"):
        return _completion(body, None, [("no_command", '{"reason": "chatter"}')], "tool_calls", None)
    return _completion(body, WORDS[mode](body), [], "stop", None)


def response(body: Body) -> Body:
    """A minimal answer of the newer API, so that a client which switched by itself is seen, not hung."""
    part = {"type": "output_text", "text": "Answered by /v1/responses.", "annotations": []}
    message = {
        "type": "message",
        "id": "msg_fake",
        "status": "completed",
        "role": "assistant",
        "content": [part],
    }
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    head = {"id": "resp_fake", "object": "response", "created_at": int(time.time()), "status": "completed"}
    return head | {"model": body.get("model", "fake"), "output": [message], "usage": usage}


class FakeOpenAI:
    """The server, for a `with` block. slow: seconds the modes "slow" and "drip" take."""

    def __init__(self, *script: str | Body, port: int = 0, slow: float = 5.0) -> None:
        self.script, self.slow = list(script) or ["honest"], slow
        self.requests: list[tuple[str, dict[str, str], Body]] = []
        self._lock, self._stopped = threading.Lock(), threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                mode = fake._next(self.path, dict(self.headers), body)
                fake._answer(self, body, mode)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> FakeOpenAI:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def hurry(self) -> None:
        """Give the answers that dawdle."""
        self._stopped.set()

    def _next(self, path: str, headers: dict[str, str], body: Body) -> str | Body:
        with self._lock:
            self.requests.append((path, {name.lower(): value for name, value in headers.items()}, body))
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _answer(self, http: BaseHTTPRequestHandler, body: Body, mode: str | Body) -> None:
        if http.path.endswith("/responses"):
            return _send(http, 200, json.dumps(response(body)))
        if not http.path.endswith("/chat/completions"):
            return _send(http, 404, "{}")
        if isinstance(mode, str) and mode in ERRORS:
            status, headers, text, kind, code = ERRORS[mode]
            error = {"message": text, "type": kind, "param": None, "code": code}
            return _send(http, status, json.dumps({"error": error}), headers)
        if mode == "junk":
            return _send(
                http, 200, "<html><body>Welcome to the proxy</body></html>", {"content-type": "text/html"}
            )
        if mode == "no_choices":
            return _send(http, 200, json.dumps({"object": "chat.completion", "choices": []}))
        if mode == "hang_up":
            http.close_connection = True
            http.connection.close()
            return
        if mode in ("slow", "drip"):
            return self._dawdle(http, json.dumps(chat(body, "honest")), mode == "drip")
        _send(http, 200, json.dumps(chat(body, mode)))

    def _dawdle(self, http: BaseHTTPRequestHandler, text: str, drip: bool) -> None:
        """Late as a whole, or byte by byte: the second defeats timeouts that count silence only."""
        try:
            if not drip:
                self._stopped.wait(self.slow)
                return _send(http, 200, text)
            http.send_response(200)
            http.send_header("content-type", "application/json")
            http.send_header("content-length", str(len(text)))
            http.end_headers()
            for character in text:
                if self._stopped.wait(self.slow / 50):
                    return
                http.wfile.write(character.encode())
                http.wfile.flush()
        except OSError:
            pass  # the client has given up, which is what such a server deserves


def _send(
    http: BaseHTTPRequestHandler, status: int, text: str, headers: dict[str, str] | None = None
) -> None:
    raw = text.encode()
    http.send_response(status)
    for name, value in {"content-type": "application/json", **(headers or {})}.items():
        http.send_header(name, value)
    http.send_header("content-length", str(len(raw)))
    http.end_headers()
    http.wfile.write(raw)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--slow", type=float, default=5.0)
    parser.add_argument("--mode", nargs="*", default=["honest"], help="script; the last mode stays")
    options = parser.parse_args()
    with FakeOpenAI(*options.mode, port=options.port, slow=options.slow) as server:
        print(f"OPENAI_BASE_URL={server.url}", flush=True)
        seen = 0
        while True:
            time.sleep(0.2)
            for path, _, body in server.requests[seen:]:
                seen += 1
                print(path, json.dumps(body), flush=True)


if __name__ == "__main__":
    main()
