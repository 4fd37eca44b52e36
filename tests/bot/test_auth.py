"""Signing in: the link, the session, and what strangers' pages can't do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.app import create_app
from bot.auth import Attempts, TooManyTries, inside
from crm_core.models import User, WebSession
from crm_core.services import tokens
from tests.bot.conftest import Browser
from tests.conftest import House


def test_looking_at_a_link_does_not_burn_it(house: House, browser: Browser) -> None:
    token = browser.link()
    for _ in range(3):
        assert "Sign in" in browser.client.get(token).text
    assert browser.client.post(token).status_code == 303
    assert "Olivia" in browser.client.get("/review").text


def test_a_link_is_good_once(house: House, browser: Browser) -> None:
    token = browser.link()
    assert browser.client.post(token).status_code == 303
    again = browser.client.post(token)
    assert again.status_code == 410
    assert "Text LOGIN" in again.text


def test_a_link_grows_old(house: House, browser: Browser) -> None:
    token = browser.link()
    house.clock.advance(minutes=16)
    assert browser.client.post(token).status_code == 410
    assert browser.client.get("/review").headers["location"] == "/login"


@pytest.mark.parametrize("token", ["x", "aaaaaaaa-", "zzzzzzzz-secret", "-", "g1' OR 1=1--x", "a" * 4000])
def test_nonsense_is_no_link(browser: Browser, token: str) -> None:
    assert browser.client.post(f"/login/{token}").status_code == 410


def test_a_token_of_another_kind_signs_nobody_in(house: House, browser: Browser) -> None:
    with house.crm() as crm:
        user = crm.session.scalars(select(User)).first()
        other = tokens.issue(crm, "telegram", timedelta(minutes=15), user=user)
    assert browser.client.post(f"/login/{other}").status_code == 410


def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House, browser: Browser) -> None:
    cookie = browser.client.post(browser.link()).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "herring"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(rest.split("; "))
    assert rest.startswith(f"{house.one}-")


def test_in_production_the_cookie_travels_over_tls_only(house: House, setting: Callable[..., None]) -> None:
    setting(HERRING_ENV="production", SECRET_KEY="k" * 40, PUBLIC_URL="https://herring.example")
    with TestClient(create_app(house.clock), base_url="https://herring.example") as client:
        answer = client.post(Browser(house, client).link(), follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-herring=")
        assert "Secure" in cookie
        assert "max-age" in answer.headers["strict-transport-security"]
        assert client.get("/review").status_code == 200


def test_the_database_keeps_no_cookie(house: House, browser: Browser) -> None:
    browser.sign_in()
    with house.crm() as crm:
        row = crm.session.scalars(select(WebSession)).one()
    assert row.hash == tokens.digest(browser.client.cookies["herring"])
    assert browser.client.cookies["herring"] not in repr(vars(row))


def test_a_planted_cookie_never_becomes_a_session(house: House, browser: Browser) -> None:
    planted = f"{house.one}-planted"
    browser.client.cookies.set("herring", planted)
    assert browser.client.get("/review").headers["location"] == "/login"
    answer = browser.client.post(browser.link())
    assert planted not in answer.headers["set-cookie"]
    browser.client.cookies.clear()
    browser.client.cookies.set("herring", planted)
    assert browser.client.get("/review").headers["location"] == "/login"


def test_signing_in_again_ends_the_session_before(house: House, browser: Browser) -> None:
    browser.sign_in()
    before = browser.client.cookies["herring"]
    browser.sign_in()
    assert browser.client.cookies["herring"] != before
    with house.crm() as crm:
        assert crm.session.scalar(select(func.count(WebSession.id))) == 1


def test_a_session_lasts_twelve_hours(house: House, browser: Browser) -> None:
    browser.sign_in()
    house.clock.advance(hours=11, minutes=59)
    assert browser.client.get("/review").status_code == 200
    house.clock.advance(minutes=2)
    assert browser.client.get("/review").headers["location"] == "/login"


def test_somebody_who_was_removed_is_signed_out_at_once(house: House, browser: Browser) -> None:
    browser.sign_in("Sam Reed")
    with house.crm() as crm:
        crm.session.scalars(select(User).where(User.name == "Sam Reed")).one().deleted_at = crm.now()
    assert browser.client.get("/review").headers["location"] == "/login"


def test_a_removed_user_has_no_use_for_an_old_link(house: House, browser: Browser) -> None:
    token = browser.link("Sam Reed")
    with house.crm() as crm:
        crm.session.scalars(select(User).where(User.name == "Sam Reed")).one().deleted_at = crm.now()
    assert browser.client.post(token).status_code == 410


def test_signing_out_ends_the_session_on_the_server(house: House, browser: Browser) -> None:
    csrf, cookie = browser.sign_in(), browser.client.cookies["herring"]
    assert browser.client.post("/logout", data={"csrf": csrf}).headers["location"] == "/login"
    browser.client.cookies.set("herring", cookie)
    assert browser.client.get("/review").headers["location"] == "/login"


@pytest.mark.parametrize("csrf", ["", "wrong", "ö"])
def test_a_form_without_the_sessions_own_word_does_nothing(house: House, browser: Browser, csrf: str) -> None:
    browser.sign_in()
    assert browser.client.post("/logout", data={"csrf": csrf}).status_code == 403
    assert browser.client.get("/review").status_code == 200


def test_another_sessions_word_does_nothing(house: House, browser: Browser) -> None:
    other = browser.sign_in("Sam Reed")
    browser.client.cookies.clear()
    browser.sign_in()
    assert browser.client.post("/logout", data={"csrf": other}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": ""},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_another_sites_page_can_post_nothing(house: House, browser: Browser, headers: dict[str, str]) -> None:
    csrf = browser.sign_in()
    assert browser.client.post("/logout", data={"csrf": csrf}, headers=headers).status_code == 403
    assert browser.client.post(browser.link("Sam Reed"), headers=headers).status_code == 403
    assert browser.client.get("/review").status_code == 200


def test_our_own_page_can_post(house: House, browser: Browser) -> None:
    csrf = browser.sign_in()
    headers = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    assert browser.client.post("/logout", data={"csrf": csrf}, headers=headers).status_code == 303


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
def test_signing_in_leads_to_our_own_pages_only(house: House, browser: Browser, path: str) -> None:
    answer = browser.client.post(browser.link(), data={"next": path})
    assert answer.headers["location"] == "/review"


def test_a_link_may_lead_to_one_card(house: House, browser: Browser) -> None:
    token = browser.link()
    assert 'value="/review/approval/7"' in browser.client.get(f"{token}?next=/review/approval/7").text
    answer = browser.client.post(token, data={"next": "/review/approval/7"})
    assert answer.headers["location"] == "/review/approval/7"
    assert inside("/review/approval/7/x") == "/review"


def test_many_failed_tries_are_slowed_down(house: House, browser: Browser) -> None:
    for _ in range(10):
        assert browser.client.post(f"/login/{house.one}-guess").status_code == 410
    good = browser.link()
    refused = browser.client.post(good)
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


def test_one_gallerys_session_opens_no_other(house: House, browser: Browser) -> None:
    browser.sign_in()
    secret = browser.client.cookies["herring"].partition("-")[2]
    browser.client.cookies.clear()
    browser.client.cookies.set("herring", f"{house.two}-{secret}")
    assert browser.client.get("/review").headers["location"] == "/login"


def test_htmx_is_sent_to_sign_in_as_a_whole_page(browser: Browser) -> None:
    answer = browser.client.get("/review/count", headers={"hx-request": "true"})
    assert answer.headers["hx-redirect"] == "/login"
