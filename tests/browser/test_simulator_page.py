"""The three phones in a real browser: type, tap, and the other phones hear of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Site

pytestmark = pytest.mark.browser


def last(page: Any, place: int, side: str) -> Any:
    """The newest message on one phone: "mine" or "theirs"."""
    return page.locator(f"#thread-{place} .bubble.{side}:not(.typing)").last


def text(page: Any, place: int, words: str) -> None:
    box = page.locator(f"#phone-{place} textarea")
    box.fill(words)
    box.press("Enter")


def test_a_text_is_answered_live(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    text(page, 1, "who am i")
    last(page, 1, "theirs").get_by_text(re.compile("Olivia")).wait_for()
    assert last(page, 1, "mine").locator(".words").inner_text() == "who am i"
    page.locator("#thread-1 .mine .tick[title=handled]").wait_for()
    assert page.locator("#phone-1 textarea").input_value() == ""
    assert page.locator("#thread-3 .bubble").count() == 0


def test_a_hint_fills_the_box_and_a_button_answers(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    page.locator("#phone-1 .hint", has_text="sold Blue Nude").click()
    assert page.locator("#phone-1 textarea").input_value() == "sold Blue Nude to Maria for 4800"
    page.locator("#phone-1 .send").click()
    page.locator("#thread-1 .press", has_text=re.compile("^OK$")).click()
    last(page, 1, "theirs").get_by_text(re.compile("^Sold")).wait_for()
    assert last(page, 1, "mine").locator(".words").inner_text() == "OK"


def test_what_a_collector_writes_reaches_the_gallery(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    text(page, 1, "who am i")  # from now on this is how she is reached
    last(page, 1, "theirs").wait_for()
    text(page, 2, "do you frame works as well?")
    page.locator("#thread-1 .theirs", has_text="do you frame works as well?").wait_for()


def test_words_are_shown_as_they_are(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    text(page, 2, "<img src=x onerror=alert(1)> & co")
    last(page, 2, "mine").get_by_text("<img src=x onerror=alert(1)> & co").wait_for()


def test_the_link_that_login_texts_leads_to_the_review_page(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    text(page, 1, "login")
    with page.expect_popup() as opening:
        page.locator("#thread-1 .theirs a").click()
    opening.value.get_by_role("button", name="Sign in").click()
    opening.value.wait_for_url("**/review")


def test_another_person_is_chosen_from_the_head(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(DESKTOP)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    page.locator("#phone-2 select").select_option("+14155550133")
    page.wait_for_url("**phone=%2B14155550133**")
    assert page.locator("#phone-2").get_attribute("aria-label") == "Tom Chen's phone"


def test_on_a_phone_one_swipes_from_one_to_the_next(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(PHONE)
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".tabs a", has_text="Sam").click()
    page.locator(".tabs a[aria-current=true]", has_text="Sam").wait_for()
    page.locator("#phone-3 textarea").click()
    box = page.locator("#phone-3 textarea").bounding_box()
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= PHONE["height"]
