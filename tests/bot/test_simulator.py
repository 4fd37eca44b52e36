"""The three phones: what is sent takes the way of a real text, and what they show are the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.app import create_app
from crm_core.models import Inbox, Outbox
from crm_core.services import messages
from tests.conftest import House

OLIVIA, SAM, MARIA = "+12125550100", "+12125550101", "+14155550132"
LOCAL = "http://localhost:8000"
HTMX = {"hx-request": "true"}


@pytest.fixture
def page(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house.clock), base_url=LOCAL, follow_redirects=False) as client:
        yield client


def send(page: TestClient, house: House, sender: str, words: str = "", **more: Any) -> Any:
    files = more.pop("files", None)
    address = f"/simulator/{house.one}/send"
    return page.post(address, data={"sender": sender, "words": words, **more}, files=files, headers=HTMX)


def stored(house: House, gallery: str = "") -> list[Inbox]:
    with house.crm(gallery=gallery) as crm:
        return list(crm.session.scalars(select(Inbox).order_by(Inbox.id)))


def answer(house: House, words: str, **more: Any) -> Outbox:
    """As the worker does: the last message is handled and answered."""
    with house.crm() as crm:
        row = crm.session.scalars(select(Inbox).order_by(Inbox.id.desc()).limit(1)).one()
        row.handled_at, row.outcome = crm.now(), "done"
        return messages.reply(crm, row, words, **more)


def marks(page: TestClient, house: House) -> list[str]:
    return re.findall(r'name="seen" value="(\w+)"', page.get(f"/simulator?gallery={house.one}").text)


def news(page: TestClient, house: House, seen: list[str]) -> Any:
    query = {"phone": [OLIVIA, MARIA, SAM], "seen": seen}
    return page.get(f"/simulator/{house.one}/news", params=query, headers=HTMX)


def test_it_opens_with_the_owner_a_collector_and_a_colleague(page: TestClient) -> None:
    text = page.get("/simulator").text
    assert "Olivia Grant's phone" in text
    heads = re.findall(r'<option value="([^"]+)" selected>', text)
    assert [each for each in heads if each.startswith("+")] == [OLIVIA, MARIA, SAM]


def test_phones_can_be_anybodys(page: TestClient, house: House) -> None:
    query = {"gallery": house.two, "phone": ["+12125550102", "+14155550199", "+12125550103"]}
    text = page.get("/simulator", params=query).text
    heads = re.findall(r'<option value="([^"]+)" selected>', text)
    assert heads == [house.two, "+12125550102", "+14155550199", "+12125550103"]
    assert "Somebody new, new number" in text


def test_an_address_that_nobody_has_falls_back(page: TestClient) -> None:
    text = page.get("/simulator", params={"phone": ["<script>", "+1", ""]}).text
    assert "<script>" not in text.replace("<script src", "")
    heads = re.findall(r'<option value="([^"]+)" selected>', text)
    assert [each for each in heads if each.startswith("+")] == [OLIVIA, MARIA, SAM]


def test_what_is_sent_is_stored_as_a_webhook_stores_it(page: TestClient, house: House) -> None:
    sent = send(page, house, OLIVIA, "list items")
    assert (sent.status_code, sent.headers["hx-trigger"]) == (204, "look")
    (row,) = stored(house)
    assert (row.channel, row.our_address, row.from_address) == ("console", house.lines["one"], OLIVIA)
    assert (row.text, row.party[0], row.handled_at) == ("list items", "u", None)
    assert stored(house, house.two) == []


def test_a_button_carries_its_id_and_shows_its_label(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, button="q7:ok", label="OK")
    (row,) = stored(house)
    assert (row.text, row.button) == ("", "q7:ok")
    assert re.search(r'class="words">OK<', page.get(f"/simulator?gallery={house.one}").text)


def test_a_photo_travels_inside_the_message(page: TestClient, house: House) -> None:
    send(page, house, SAM, "the new one", files={"photo": ("a.png", b"\x89PNG", "image/png")})
    (row,) = stored(house)
    (media,) = row.media
    assert (media["url"], media["content_type"]) == ("data:image/png;base64,iVBORw==", "image/png")


def test_a_form_without_a_photo_sends_the_words(page: TestClient, house: House) -> None:
    """Browsers send an empty part for a file field nobody filled."""
    send(page, house, SAM, "hello", files={"photo": ("", b"", "application/octet-stream")})
    assert [row.text for row in stored(house)] == ["hello"]
    assert stored(house)[0].media == []


def test_a_photo_that_is_too_large_is_refused(page: TestClient, house: House) -> None:
    large = {"photo": ("a.png", b"x" * (5 * 2**20 + 1), "image/png")}
    assert send(page, house, SAM, files=large).status_code == 413
    assert stored(house) == []


def test_nothing_typed_sends_nothing(page: TestClient, house: House) -> None:
    assert send(page, house, OLIVIA, "  \n ").status_code == 204
    assert stored(house) == []


def test_without_javascript_the_page_comes_back(page: TestClient, house: House) -> None:
    sent = page.post(f"/simulator/{house.one}/send", data={"sender": OLIVIA, "words": "menu"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/simulator?gallery={house.one}")


def test_nothing_new_is_no_answer(page: TestClient, house: House) -> None:
    assert news(page, house, marks(page, house)).status_code == 204


def test_a_message_shows_on_its_own_phone_with_typing_dots(page: TestClient, house: House) -> None:
    seen = marks(page, house)
    send(page, house, MARIA, "is Blue Nude <b>still</b> available")
    fresh = news(page, house, seen)
    assert re.findall(r'hx-target="(#thread-\d)"', fresh.text) == ["#thread-2"]
    assert "&lt;b&gt;still&lt;/b&gt;" in fresh.text
    assert "typing" in fresh.text


def test_the_answer_shows_with_its_buttons_and_the_dots_are_gone(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, "sold Blue Nude to Maria")
    seen = marks(page, house)
    answer(house, "Sell Blue Nude?\nReply OK, or NO.", buttons=[{"id": "q1:ok", "label": "OK"}])
    fresh = news(page, house, seen).text
    assert "Sell Blue Nude?" in fresh
    assert 'value="q1:ok">OK<' in fresh
    assert "typing" not in fresh


def test_ticks_follow_the_delivery(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, "menu")
    row = answer(house, "Here is what I can do.")
    for state in ("sending", "sent", "delivered"):
        seen = marks(page, house)
        with house.crm() as crm:
            crm.session.get_one(Outbox, row.id).state = state
        assert f"is-{state}" in news(page, house, seen).text


def test_a_message_that_failed_says_why(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, "menu")
    row = answer(house, "Here is what I can do.")
    with house.crm() as crm:
        failed = crm.session.get_one(Outbox, row.id)
        failed.state, failed.error = "failed", "The number is switched off"
    assert "Not delivered: The number is switched off" in page.get(f"/simulator?gallery={house.one}").text


@pytest.mark.parametrize("state", ["recalled", "refused", "held"])
def test_what_never_left_is_not_on_the_phone(page: TestClient, house: House, state: str) -> None:
    send(page, house, OLIVIA, "menu")
    row = answer(house, "Here is what I can do.")
    with house.crm() as crm:
        crm.session.get_one(Outbox, row.id).state = state
    assert "Here is what I can do." not in page.get(f"/simulator?gallery={house.one}").text


def test_a_worker_that_sleeps_is_noticed(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, "menu")
    with house.crm() as crm:
        crm.session.scalars(select(Inbox)).one().received_at = crm.now()
    seen = marks(page, house)
    assert news(page, house, seen).status_code == 204
    house.clock.advance(seconds=13)
    assert "Is the worker running?" in news(page, house, seen).text


def test_only_our_own_links_can_be_tapped(page: TestClient, house: House) -> None:
    send(page, house, OLIVIA, "login")
    answer(house, 'http://localhost:8000/login/x-"><b>y or https://evil.example/a')
    text = page.get(f"/simulator?gallery={house.one}").text
    assert re.findall(r'<a href="(http[^"]*)"', text) == ["http://localhost:8000/login/x-"]
    assert "<b>y" not in text


def test_galleries_are_chosen_where_there_are_several(page: TestClient, house: House) -> None:
    text = page.get("/simulator").text
    assert f'<option value="{house.two}"' in text


def test_hints_speak_of_what_the_gallery_has(page: TestClient) -> None:
    hints = re.findall(r'class="hint">([^<]+)<', page.get("/simulator").text)
    assert "sold Blue Nude to Maria for 4800" in hints
    assert "is Blue Nude still available" in hints


def test_unknown_galleries_are_not_there(page: TestClient, house: House) -> None:
    address = "/simulator/zzzzzzzz/send"
    assert page.post(address, data={"sender": OLIVIA, "words": "x"}, headers=HTMX).status_code == 404
    query = {"phone": [OLIVIA], "seen": ["x"]}
    assert page.get("/simulator/zzzzzzzz/news", params=query).status_code == 404


def test_it_is_not_there_in_production(house: House, setting: Callable[..., None]) -> None:
    setting(HERRING_ENV="production", SECRET_KEY="k" * 40, PUBLIC_URL="https://herring.example")
    with TestClient(create_app(house.clock), base_url=LOCAL) as page:
        assert page.get("/simulator").status_code == 404
        assert send(page, house, OLIVIA, "menu").status_code == 404
    assert stored(house) == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_this_machine_has_several_names(page: TestClient, host: str) -> None:
    assert page.get("/simulator", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", ""]
)
def test_another_name_for_this_machine_opens_nothing(page: TestClient, house: House, host: str) -> None:
    """A page of another site whose name was led to 127.0.0.1 is of the same origin for the browser."""
    headers = {"host": host}
    assert page.get("/simulator", headers=headers).status_code == 404
    address = f"/simulator/{house.one}/send"
    assert page.post(address, data={"sender": OLIVIA, "words": "x"}, headers=headers).status_code == 404


def test_another_sites_form_sends_nothing(page: TestClient, house: House) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    address = f"/simulator/{house.one}/send"
    assert page.post(address, data={"sender": OLIVIA, "words": "x"}, headers=headers).status_code == 403
    with house.crm() as crm:
        assert crm.session.scalar(select(func.count(Inbox.id))) == 0


def test_a_photo_from_the_gallery_is_shown_through_its_signed_link(page: TestClient, house: House) -> None:
    send(page, house, MARIA, "can you send a picture")
    answer(house, "Here it is.", media=["0" * 32 + ".jpg"])
    text = page.get(f"/simulator?gallery={house.one}").text
    address = re.findall(r'<img src="(/media/[^"]+)"', text)[0]
    assert address.startswith(f"/media/{house.one}-")
