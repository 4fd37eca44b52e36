"""What every answer carries, how the server says it is well, and what errors look like."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from starlette.types import Receive, Scope, Send

from bot import readiness
from bot.app import create_app
from bot.headers import Guarded
from crm_core.migrate import newest_migration
from crm_core.models import Inbox, Outbox
from tests.conftest import House

LOCAL = "http://localhost:8000"
HTML = {"accept": "text/html"}


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(
        create_app(house.clock), base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/login", "/review", "/simulator", "/nowhere", "/healthz", "/static/house.css"]
)
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_an_answer_to_a_provider_that_has_no_content_has_nothing_to_guard() -> None:
    async def nothing(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    answer = TestClient(Guarded(nothing), base_url=LOCAL).post("/webhooks/sms")
    assert (answer.status_code, dict(answer.headers)) == (204, {})


@pytest.mark.parametrize("path", ["/login", "/review", "/simulator"])
def test_pages_are_not_kept_by_caches(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_templates_have_nothing_that_the_policy_forbids() -> None:
    """The policy allows no inline script and no inline style: a template that has one would silently not work."""
    inline = re.compile(r"\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)|hx-on|javascript:|https?://")
    for template in (Path(readiness.__file__).parent / "review" / "templates").glob("*.html"):
        assert not inline.search(template.read_text()), template.name


def test_static_files_are_kept_for_ever_under_their_fingerprint(client: TestClient) -> None:
    address = re.findall(r'href="(/static/house.css[^"]+)"', client.get("/login").text)[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/house.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/house.css?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/../app.py").status_code == 404


def test_a_browser_gets_a_page_a_program_a_line_and_htmx_a_card(client: TestClient) -> None:
    page = client.get("/nowhere", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "nothing here" in page.text
    line = client.get("/nowhere")
    assert line.headers["content-type"].startswith("text/plain")
    part = client.get("/nowhere", headers={"hx-request": "true"})
    assert part.text.startswith("<article")


def test_a_fault_of_ours_shows_no_trace(house: House) -> None:
    app = create_app(house.clock)

    def broken() -> None:
        raise RuntimeError("secret detail")

    app.add_api_route("/broken", broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken", headers=HTML)
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text
    assert "secret detail" not in answer.text
    assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_links_that_open_without_a_password_are_not_logged(client: TestClient) -> None:
    log = logging.getLogger("uvicorn.access")
    for path, kept in (
        ("/login/abcd1234-s3cret?next=/review", "/login/…?next=/review"),
        ("/media/abcd1234-s3cret/a.jpg", "/media/…/a.jpg"),
        ("/review/draft/3", "/review/draft/3"),
    ):
        record = log.makeRecord(
            log.name,
            logging.INFO,
            "",
            0,
            '%s - "%s %s HTTP/%s" %d',
            ("1.2.3.4:5", "GET", path, "1.1", 200),
            None,
        )
        assert log.filter(record)
        assert record.getMessage() == f'1.2.3.4:5 - "GET {kept} HTTP/1.1" 200'


def test_health_needs_nothing(setting: Callable[..., None]) -> None:
    setting(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    with TestClient(create_app()) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "problems": ["The database can't be reached."]}


def test_pages_say_that_the_database_is_away(setting: Callable[..., None]) -> None:
    setting(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    with TestClient(create_app(), base_url=LOCAL, raise_server_exceptions=False) as client:
        answer = client.get("/simulator", headers=HTML)
    assert answer.status_code == 503
    assert "database" in answer.text


def test_a_fresh_house_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"ready": True, "problems": []}


def test_a_message_nobody_handles_makes_it_unready(house: House, client: TestClient) -> None:
    with house.crm() as crm:
        row = {"channel": "console", "our_address": house.lines["one"], "from_address": "+1", "party": "a+1"}
        crm.session.add(Inbox(**row, external_id="1", text="hi", received_at=crm.now(), due_at=crm.now()))
    house.clock.advance(seconds=119)
    assert client.get("/readyz").status_code == 200
    house.clock.advance(seconds=2)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "oldest unhandled message has waited 121 s" in answer.json()["problems"][0]


@pytest.mark.parametrize(
    "state, ready", [("queued", False), ("sending", False), ("held", True), ("unknown", True)]
)
def test_a_message_that_should_have_left_makes_it_unready(
    house: House, client: TestClient, state: str, ready: bool
) -> None:
    with house.crm() as crm:
        row = {"channel": "console", "our_address": house.lines["one"], "to_address": "+1", "text": "hi"}
        crm.session.add(Outbox(**row, purpose="reply", ref="r1", state=state, due_at=crm.now()))
    house.clock.advance(seconds=121)
    answer = client.get("/readyz")
    assert answer.json()["ready"] is ready
    if not ready:
        assert "oldest unsent message is 121 s late" in answer.json()["problems"][0]


def test_a_message_for_later_is_not_late(house: House, client: TestClient) -> None:
    with house.crm() as crm:
        row = {"channel": "console", "our_address": house.lines["one"], "to_address": "+1", "text": "hi"}
        due = crm.now().replace(year=crm.now().year + 1)
        crm.session.add(Outbox(**row, purpose="personal", ref="r1", due_at=due))
    house.clock.advance(hours=1)
    assert client.get("/readyz").status_code == 200


def test_a_gallery_that_was_not_migrated_makes_it_unready(house: House, client: TestClient) -> None:
    with psycopg.connect(house.servers.owner_url) as owner:
        owner.execute(f"UPDATE g_{house.two}.alembic_version SET version_num = '0000'")
    (problem,) = client.get("/readyz").json()["problems"]
    assert problem.startswith("Gallery Two: migrations are missing")
    assert "herring migrate" in problem


def test_an_empty_database_makes_it_unready(house: House, client: TestClient) -> None:
    with psycopg.connect(house.servers.owner_url) as owner:
        owner.execute("DROP SCHEMA house CASCADE")
    assert client.get("/readyz").json()["problems"] == ["The database is empty: run `herring migrate`."]


def test_the_newest_migration_is_the_one_alembic_would_take(house: House) -> None:
    with house.crm() as crm:
        applied = crm.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert newest_migration() == applied
