"""Signing in: the link, the session, and what strangers' pages can't do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.app import create_app
from bot.auth import Attempts, TooManyTries, inside
from crm_core.models import User, WebSession
from crm_core.services import tokens
from tests.conftest import House

HTML = {"accept": "text/html"}


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.clock), follow_redirects=False) as client:
        yield client


def link(house: House, name: str = "Olivia Grant", *, gallery: str = "") -> str:
    """What LOGIN texts."""
    with house.crm(gallery=gallery) as crm:
        user = crm.session.scalars(select(User).where(User.name == name)).one()
        return tokens.issue(crm, "login", timedelta(minutes=15), user=user)


def sign_in(house: House, browser: TestClient, name: str = "Olivia Grant", *, gallery: str = "") -> str:
    """Sign in and return the session's CSRF word, as the page's forms carry it."""
    answer = browser.post(f"/login/{link(house, name, gallery=gallery)}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    return re.findall(r'name="csrf" value="([^"]+)"', browser.get("/review").text)[0]


def test_looking_at_a_link_does_not_burn_it(house: House, browser: TestClient) -> None:
    token = link(house)
    for _ in range(3):
        assert "Sign in" in browser.get(f"/login/{token}").text
    assert browser.post(f"/login/{token}").status_code == 303
    assert "Olivia" in browser.get("/review").text


def test_a_link_is_good_once(house: House, browser: TestClient) -> None:
    token = link(house)
    assert browser.post(f"/login/{token}").status_code == 303
    again = browser.post(f"/login/{token}")
    assert again.status_code == 410
    assert "Text LOGIN" in again.text


def test_a_link_grows_old(house: House, browser: TestClient) -> None:
    token = link(house)
    house.clock.advance(minutes=16)
    assert browser.post(f"/login/{token}").status_code == 410
    assert browser.get("/review").headers["location"] == "/login"


@pytest.mark.parametrize("token", ["x", "aaaaaaaa-", "zzzzzzzz-secret", "-", "g1' OR 1=1--x", "a" * 4000])
def test_nonsense_is_no_link(browser: TestClient, token: str) -> None:
    assert browser.post(f"/login/{token}").status_code == 410


def test_a_token_of_another_kind_signs_nobody_in(house: House, browser: TestClient) -> None:
    with house.crm() as crm:
        user = crm.session.scalars(select(User)).first()
        other = tokens.issue(crm, "telegram", timedelta(minutes=15), user=user)
    assert browser.post(f"/login/{other}").status_code == 410


def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House, browser: TestClient) -> None:
    cookie = browser.post(f"/login/{link(house)}").headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "herring"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(rest.split("; "))
    assert rest.startswith(f"{house.one}-")


def test_in_production_the_cookie_travels_over_tls_only(house: House, setting: Callable[..., None]) -> None:
    setting(HERRING_ENV="production", SECRET_KEY="k" * 40, PUBLIC_URL="https://herring.example")
    with TestClient(create_app(house.clock), base_url="https://herring.example") as browser:
        answer = browser.post(f"/login/{link(house)}", follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-herring=")
        assert "Secure" in cookie
        assert "max-age" in answer.headers["strict-transport-security"]
        assert browser.get("/review").status_code == 200


def test_the_database_keeps_no_cookie(house: House, browser: TestClient) -> None:
    sign_in(house, browser)
    with house.crm() as crm:
        row = crm.session.scalars(select(WebSession)).one()
    assert row.hash == tokens.digest(browser.cookies["herring"])
    assert browser.cookies["herring"] not in repr(vars(row))


def test_a_planted_cookie_never_becomes_a_session(house: House, browser: TestClient) -> None:
    planted = f"{house.one}-planted"
    browser.cookies.set("herring", planted)
    assert browser.get("/review").headers["location"] == "/login"
    answer = browser.post(f"/login/{link(house)}")
    assert planted not in answer.headers["set-cookie"]
    browser.cookies.clear()
    browser.cookies.set("herring", planted)
    assert browser.get("/review").headers["location"] == "/login"


def test_signing_in_again_ends_the_session_before(house: House, browser: TestClient) -> None:
    sign_in(house, browser)
    before = browser.cookies["herring"]
    sign_in(house, browser)
    assert browser.cookies["herring"] != before
    with house.crm() as crm:
        assert crm.session.scalar(select(func.count(WebSession.id))) == 1


def test_a_session_lasts_twelve_hours(house: House, browser: TestClient) -> None:
    sign_in(house, browser)
    house.clock.advance(hours=11, minutes=59)
    assert browser.get("/review").status_code == 200
    house.clock.advance(minutes=2)
    assert browser.get("/review").headers["location"] == "/login"


def test_somebody_who_was_removed_is_signed_out_at_once(house: House, browser: TestClient) -> None:
    sign_in(house, browser, "Sam Reed")
    with house.crm() as crm:
        crm.session.scalars(select(User).where(User.name == "Sam Reed")).one().deleted_at = crm.now()
    assert browser.get("/review").headers["location"] == "/login"


def test_a_removed_user_has_no_use_for_an_old_link(house: House, browser: TestClient) -> None:
    token = link(house, "Sam Reed")
    with house.crm() as crm:
        crm.session.scalars(select(User).where(User.name == "Sam Reed")).one().deleted_at = crm.now()
    assert browser.post(f"/login/{token}").status_code == 410


def test_signing_out_ends_the_session_on_the_server(house: House, browser: TestClient) -> None:
    csrf, cookie = sign_in(house, browser), browser.cookies["herring"]
    assert browser.post("/logout", data={"csrf": csrf}).headers["location"] == "/login"
    browser.cookies.set("herring", cookie)
    assert browser.get("/review").headers["location"] == "/login"


@pytest.mark.parametrize("csrf", ["", "wrong", "ö"])
def test_a_form_without_the_sessions_own_word_does_nothing(
    house: House, browser: TestClient, csrf: str
) -> None:
    sign_in(house, browser)
    assert browser.post("/logout", data={"csrf": csrf}).status_code == 403
    assert browser.get("/review").status_code == 200


def test_another_sessions_word_does_nothing(house: House, browser: TestClient) -> None:
    other = sign_in(house, browser, "Sam Reed")
    browser.cookies.clear()
    sign_in(house, browser)
    assert browser.post("/logout", data={"csrf": other}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_another_sites_page_can_post_nothing(
    house: House, browser: TestClient, headers: dict[str, str]
) -> None:
    csrf = sign_in(house, browser)
    assert browser.post("/logout", data={"csrf": csrf}, headers=headers).status_code == 403
    assert browser.post(f"/login/{link(house, 'Sam Reed')}", headers=headers).status_code == 403
    assert browser.get("/review").status_code == 200


def test_our_own_page_can_post(house: House, browser: TestClient) -> None:
    csrf = sign_in(house, browser)
    headers = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    assert browser.post("/logout", data={"csrf": csrf}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/review/../../evil",
        "/review//evil.example",
        "/review\n",
        "javascript:alert(1)",
        "",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(house: House, browser: TestClient, path: str) -> None:
    answer = browser.post(f"/login/{link(house)}", data={"next": path})
    assert answer.headers["location"] == "/review"


def test_a_link_may_lead_to_one_card(house: House, browser: TestClient) -> None:
    token = link(house)
    assert 'value="/review/approval/7"' in browser.get(f"/login/{token}?next=/review/approval/7").text
    answer = browser.post(f"/login/{token}", data={"next": "/review/approval/7"})
    assert answer.headers["location"] == "/review/approval/7"
    assert inside("/review/approval/7/x") == "/review"


def test_many_failed_tries_are_slowed_down(house: House, browser: TestClient) -> None:
    for _ in range(10):
        assert browser.post(f"/login/{house.one}-guess").status_code == 410
    good = link(house)
    refused = browser.post(f"/login/{good}")
    assert refused.status_code == 429
    assert "ten minutes" in refused.text


def test_tries_are_forgotten_and_the_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("bot.auth.time.monotonic", lambda: now[0])
    attempts = Attempts(most=3)
    for _ in range(10):
        attempts.failed("1.2.3.4")
    with pytest.raises(TooManyTries):
        attempts.check("1.2.3.4")
    now[0] += 601
    attempts.check("1.2.3.4")
    for host in "abcdef":
        attempts.failed(host)
    assert len(attempts._failed) == 3


def test_one_gallerys_session_opens_no_other(house: House, browser: TestClient) -> None:
    sign_in(house, browser)
    secret = browser.cookies["herring"].partition("-")[2]
    browser.cookies.clear()
    browser.cookies.set("herring", f"{house.two}-{secret}")
    assert browser.get("/review").headers["location"] == "/login"


def test_htmx_is_sent_to_sign_in_as_a_whole_page(browser: TestClient) -> None:
    answer = browser.get("/review/count", headers={"hx-request": "true"})
    assert answer.headers["hx-redirect"] == "/login"
