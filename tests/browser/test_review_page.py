"""The review page in a real browser: read, change, press, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.models import Contact, Inbox, Item, Outbox, Thread, User
from crm_core.services import drafts
from tests.browser.conftest import DESKTOP, PHONE, Site

pytestmark = pytest.mark.browser


def a_draft(site: Site) -> int:
    with site.crm() as crm:
        sam = crm.session.scalars(select(User).where(User.name == "Sam Reed")).one()
    with site.crm(actor=Actor("user", sam.id, sam.name, Role.STAFF)) as crm:
        item = crm.session.scalars(select(Item).where(Item.title == "Blue Nude")).one()
        row = drafts.request(crm, drafts.DESCRIPTION, item=item)
        row.text, row.state = "A reclining figure in blue.", "ready"
        return row.id


def a_message(site: Site) -> None:
    with site.crm() as crm:
        maria = crm.session.scalars(select(Contact).where(Contact.name == "Maria Lopez")).one()
        said = Inbox(
            channel="console",
            our_address=site.house.lines["one"],
            external_id="m1",
            from_address="+14155550132",
            party=f"c{maria.id}",
            contact_id=maria.id,
            text="Could I see the frame?",
            received_at=crm.now(),
            handled_at=crm.now(),
            outcome="done",
        )
        crm.session.add(said)
        crm.session.flush()
        crm.session.add(Thread(contact_id=maria.id, waiting_since=crm.now(), last_inbox_id=said.id))


def signed_in(site: Site, page: Any) -> Any:
    page.goto(site.link())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review")
    return page


def description(site: Site) -> str | None:
    with site.crm() as crm:
        return crm.session.scalars(select(Item.description).where(Item.title == "Blue Nude")).one()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_draft_is_changed_approved_and_taken_back(
    site: Site, opened: Callable[..., Any], size: dict[str, int]
) -> None:
    a_draft(site)
    page = signed_in(site, opened(size))
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_label("The words, yours to change").fill("A figure in ultramarine.")
    page.get_by_role("button", name="Approve").click()
    result = page.get_by_role("status").filter(has_text="Blue Nude has its new description.")
    result.wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "status"
    assert description(site) == "A figure in ultramarine."
    page.get_by_role("heading", name="Olivia, nothing else waits for you").wait_for()
    result.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Draft for Blue Nude").wait_for()
    page.get_by_role("heading", name="Olivia, one thing waits for you").wait_for()
    assert description(site) is None
    assert page.url.endswith("/review")


def test_a_collector_is_answered_with_the_conversation_in_view(
    site: Site, opened: Callable[..., Any]
) -> None:
    a_message(site)
    page = signed_in(site, opened(PHONE))
    page.get_by_text("The conversation so far").click()
    page.locator(".talk li", has_text="Could I see the frame?").wait_for()
    page.get_by_role("button", name="Send: Maria Lopez").click()
    page.get_by_role("alert").filter(has_text="What should I answer?").wait_for()
    page.get_by_label("Your reply").fill("It is a plain oak frame.")
    page.get_by_role("button", name="Send: Maria Lopez").click()
    page.get_by_role("status").filter(has_text="Sending it to Maria Lopez.").wait_for()
    with site.crm() as crm:
        sent = crm.session.scalars(select(Outbox).where(Outbox.to_address == "+14155550132")).one()
        assert "It is a plain oak frame." in sent.text


def test_it_works_without_javascript(site: Site, opened: Callable[..., Any]) -> None:
    a_draft(site)
    page = signed_in(site, opened(DESKTOP, java_script_enabled=False))
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Blue Nude has its new description.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/review/activity")
    page.get_by_text("taken back").first.wait_for()
    assert description(site) is None


def test_it_works_by_keyboard_alone(site: Site, opened: Callable[..., Any]) -> None:
    a_draft(site)
    page = signed_in(site, opened(DESKTOP))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "approve":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="new description").wait_for()


def test_signing_out_locks_the_page(site: Site, opened: Callable[..., Any]) -> None:
    page = signed_in(site, opened(DESKTOP))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.goto(f"{site.url}/review")
    assert page.url.endswith("/login")


CONTRAST = """() => {
  const light = (rgb) => {
    const part = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  };
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const found = colour(getComputedStyle(element).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("h1, h2, h3, p, a, button, summary, label, time, b, small")) {
    if (!element.textContent.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(colour(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push(`${element.tagName} ${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(site: Site, opened: Callable[..., Any], scheme: str) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1 for all words, in both schemes."""
    a_draft(site)
    a_message(site)
    page = signed_in(site, opened(DESKTOP, color_scheme=scheme))
    assert page.evaluate(CONTRAST) == []
    page.goto(f"{site.url}/simulator?gallery={site.house.one}")
    assert page.evaluate(CONTRAST) == []


def test_every_box_and_button_has_a_name(site: Site, opened: Callable[..., Any]) -> None:
    a_draft(site)
    a_message(site)
    page = signed_in(site, opened(PHONE))
    for address in (f"{site.url}/review", f"{site.url}/simulator?gallery={site.house.one}"):
        page.goto(address)
        tree = page.locator("body").aria_snapshot()
        for role in ("button", "textbox", "combobox"):
            assert f"- {role}\n" not in tree, tree
            assert f"- {role}:" not in tree, tree
