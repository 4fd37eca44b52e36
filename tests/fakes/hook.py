"""A local receiver of events, as a gallery's own program would be: it checks each signature and keeps what is new."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.fakes.server import Answer, LocalServer, Request


class FakeHook(LocalServer):
    """answers: the statuses to come, then 204 for ever. told: the bodies it took, by their id."""

    def __init__(self, *answers: int) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.secret, self.answers, self.unsigned = "", list(answers), 0
        super().__init__(self._take)

    def kinds(self) -> list[str]:
        return [body["type"] for body in self.told.values()]

    def _take(self, request: Request) -> Answer:
        if not self.is_signed(request):
            self.unsigned += 1
            return Answer(401)
        status = self.answers.pop(0) if self.answers else 204
        if status < 300:
            self.told.setdefault(request.headers["webhook-id"], json.loads(request.body))
        return Answer(status, cut=status == 599)

    def is_signed(self, request: Request) -> bool:
        """By the letter of https://www.standardwebhooks.com, written apart from what we sign with."""
        name, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        key = base64.b64decode(self.secret.split("_", 1)[1])
        content = f"{name}.{stamp}.{request.body.decode()}".encode()
        wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        given = request.headers["webhook-signature"].split(" ")
        return any(hmac.compare_digest(each, f"v1,{wanted}") for each in given)
