"""A browser without a screen: the application of a house, its cookies, and the forms of whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.app import create_app
from crm_core.models import User
from crm_core.services import tokens
from tests.conftest import House

HTMX = {"hx-request": "true"}


@dataclass
class Browser:
    """client: for plain requests; redirects are not followed."""

    house: House
    client: TestClient
    csrf: str = ""

    def link(self, name: str = "Olivia Grant", *, gallery: str = "") -> str:
        """What LOGIN texts, without the address in front."""
        with self.house.crm(gallery=gallery) as crm:
            user = crm.session.scalars(select(User).where(User.name == name)).one()
            return f"/login/{tokens.issue(crm, 'login', timedelta(minutes=15), user=user)}"

    def sign_in(self, name: str = "Olivia Grant", *, gallery: str = "") -> str:
        """Sign in; returns the word that the session's forms carry."""
        answer = self.client.post(self.link(name, gallery=gallery))
        assert (answer.status_code, answer.headers["location"]) == (303, "/review")
        self.csrf = re.findall(r'name="csrf" value="([^"]+)"', self.client.get("/review").text)[0]
        return self.csrf

    def press(
        self, address: str, action: str = "", words: str = "", *, htmx: bool = True, **more: Any
    ) -> Any:
        """Press a card's button."""
        data = {"csrf": self.csrf, "action": action, "words": words, **more}
        return self.client.post(address, data=data, headers=HTMX if htmx else {})

    def page(self) -> str:
        answer = self.client.get("/review")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    app = create_app(house.clock)
    with TestClient(app, raise_server_exceptions=True, follow_redirects=False) as client:
        yield Browser(house, client)
