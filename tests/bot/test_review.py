"""The review page: what each role sees, what its buttons do, and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.models import (
    Action,
    Approval,
    Claim,
    Contact,
    Draft,
    Inbox,
    Item,
    Nudge,
    Outbox,
    Thread,
    User,
)  # fmt: skip
from crm_core.services import approvals, drafts, messages
from intents.base import registry
from intents.binding import dump, versions
from tests.bot.conftest import Browser
from tests.conftest import House


def user(crm: Crm, name: str) -> User:
    return crm.session.scalars(select(User).where(User.name == name)).one()


def contact(crm: Crm, name: str) -> Contact:
    return crm.session.scalars(select(Contact).where(Contact.name == name)).one()


def item(crm: Crm, title: str) -> Item:
    return crm.session.scalars(select(Item).where(Item.title == title)).one()


def actor(house: House, name: str, *, gallery: str = "") -> Actor:
    with house.crm(gallery=gallery) as crm:
        found = user(crm, name)
        return Actor("user", found.id, found.name, Role(found.role))


def wrote(crm: Crm, text: str, outcome: str, **more: Any) -> Inbox:
    row = Inbox(
        channel="console",
        our_address=crm.lines["console"],
        external_id=text,
        from_address="+14155550132",
        party="x",
        text=text,
        outcome=outcome,
        received_at=crm.now(),
        handled_at=crm.now(),
        **more,
    )
    crm.session.add(row)
    crm.session.flush()
    return row


def a_message(
    house: House, name: str = "Maria Lopez", words: str = "is it <b>still</b> there?", gallery: str = ""
) -> int:
    """A collector's message that waits; returns the thread's id."""
    with house.crm(gallery=gallery) as crm:
        person = contact(crm, name)
        said = wrote(crm, words, "done", contact_id=person.id)
        thread = Thread(contact_id=person.id, waiting_since=crm.now(), last_inbox_id=said.id)
        crm.session.add(thread)
        crm.session.flush()
        return thread.id


def a_draft(house: House, text: str = "A reclining figure.", state: str = "ready") -> int:
    with house.crm(actor(house, "Sam Reed")) as crm:
        row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm, "Blue Nude"))
        row.text, row.state = text, state
        row.error = "The model did not answer." if state == "failed" else None
        return row.id


def a_request(house: House) -> int:
    """A seller's sale that waits for somebody's OK."""
    with house.crm() as crm:
        item(crm, "Red Field").brought_by_id = user(crm, "Leo Hart").id
    with house.crm(actor(house, "Leo Hart")) as crm:
        kind = registry["sell_item"]
        sale = kind(item=item(crm, "Red Field"), contact=contact(crm, "Tom Chen"), price=crm.money(9000))
        return approvals.ask(crm, dump(sale), sale.preview(crm), "sales.write", versions(sale, crm)).id


def a_send(house: House, state: str) -> int:
    with house.crm(actor(house, "Sam Reed")) as crm:
        row = messages.send(crm, contact(crm, "Nadia Khan"), "Your plates are ready.", purpose="personal")
        row.state, row.error = state, "The number is switched off."
        return row.id


def a_nudge(house: House, name: str = "Olivia Grant") -> int:
    with house.crm() as crm:
        row = Nudge(
            rule="contact.promised",
            subject="x",
            window="1",
            user_id=user(crm, name).id,
            text="You wanted to call Eva.",
            due_at=crm.now(),
            state="sent",
        )
        crm.session.add(row)
        crm.session.flush()
        return row.id


def get(house: House, model: Any, row_id: int) -> Any:
    with house.crm() as crm:
        return crm.session.get_one(model, row_id)


def sold(crm: Crm) -> list[int]:
    return list(
        crm.session.scalars(select(Claim.id).where(Claim.state == "sold", Claim.deleted_at.is_(None)))
    )


# -- the page


def test_nothing_waiting_is_said_kindly(browser: Browser) -> None:
    browser.sign_in()
    assert "Nothing waits for you" in browser.page()


def test_everything_that_waits_is_there_once(house: House, browser: Browser) -> None:
    ids = {
        "approval": a_request(house),
        "thread": a_message(house),
        "draft": a_draft(house),
        "outbox": a_send(house, "failed"),
        "nudge": a_nudge(house),
    }
    with house.crm() as crm:
        ids["inbox"] = wrote(crm, "asdf qwer", "not_understood", user_id=user(crm, "Sam Reed").id).id
    browser.sign_in()
    page = browser.page()
    assert "six things wait" in page
    for kind, row_id in ids.items():
        assert page.count(f'id="{kind}-{row_id}"') == 1
    assert page.count('class="card is-') == 6


def test_words_of_strangers_are_shown_not_obeyed(house: House, browser: Browser) -> None:
    a_message(house, words="<script>alert(1)</script> & co")
    browser.sign_in()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in browser.page()


def test_one_card_has_an_address_of_its_own(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    assert "A reclining figure." in browser.client.get(f"/review/draft/{row_id}").text
    assert browser.client.get(f"/review/draft/{row_id + 1}").status_code == 404
    assert browser.client.get("/review/nonsense/1").status_code == 404


def test_what_comes_in_later_is_offered(house: House, browser: Browser) -> None:
    browser.sign_in()
    known = f"draft-{a_draft(house)}"
    assert "come in" not in browser.client.get("/review/count", params={"seen": known}).text
    a_message(house)
    assert "One more thing has" in browser.client.get("/review/count", params={"seen": known}).text


# -- drafts


def test_a_draft_is_approved_with_the_words_in_the_box(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    answer = browser.press(f"/review/draft/{row_id}", "approve", "My own words.")
    assert answer.status_code == 200
    assert "Blue Nude has its new description." in answer.text
    assert "UNDO" not in answer.text
    with house.crm() as crm:
        assert item(crm, "Blue Nude").description == "My own words."


def test_undo_takes_an_approval_back_and_the_card_returns(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    done = browser.press(f"/review/draft/{row_id}", "approve", "My own words.").text
    address = re.findall(r'action="(/review/undo/\d+)"', done)[0]
    again = browser.press(address, kind="draft", row_id=row_id)
    assert f'id="draft-{row_id}"' in again.text
    with house.crm() as crm:
        assert item(crm, "Blue Nude").description is None
    assert browser.press(address, kind="draft", row_id=row_id).status_code == 409


def test_saved_words_wait_on(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    answer = browser.press(f"/review/draft/{row_id}", "edit", "Better words.")
    assert f'id="draft-{row_id}"' in answer.text
    assert "Better words.</textarea>" in answer.text
    assert get(house, Draft, row_id).state == "ready"


def test_a_rejected_draft_takes_no_reason_from_the_box(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    browser.press(f"/review/draft/{row_id}", "reject", "A reclining figure.")
    row = get(house, Draft, row_id)
    assert (row.state, row.reason) == ("rejected", None)


def test_a_draft_is_written_again_with_the_wish(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    browser.press(f"/review/draft/{row_id}", "revise", "shorter")
    row = get(house, Draft, row_id)
    assert (row.state, row.hint) == ("pending", "shorter")


def test_a_failed_draft_says_why_and_takes_own_words(house: House, browser: Browser) -> None:
    row_id = a_draft(house, text="", state="failed")
    browser.sign_in()
    page = browser.page()
    assert "The model did not answer." in page
    assert "Write it yourself" in page
    browser.press(f"/review/draft/{row_id}", "edit", "By hand.")
    assert (get(house, Draft, row_id).state, get(house, Draft, row_id).text) == ("ready", "By hand.")


def test_empty_words_are_refused_on_the_card_itself(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    answer = browser.press(f"/review/draft/{row_id}", "edit", "  ")
    assert answer.status_code == 409
    assert "There is nothing in it." in answer.text
    assert f'id="draft-{row_id}"' in answer.text


# -- requests


def test_a_request_is_carried_out_and_undone_whole(house: House, browser: Browser) -> None:
    row_id = a_request(house)
    browser.sign_in("Mia Park")
    assert "Leo Hart asks" in browser.page()
    done = browser.press(f"/review/approval/{row_id}", "approve").text
    assert "Sold" in done
    with house.crm() as crm:
        assert len(sold(crm)) == 1
        action = crm.session.scalars(select(Action).where(Action.name == "review_approve")).one()
        assert action.approved_by_id == user(crm, "Mia Park").id
    address = re.findall(r'action="(/review/undo/\d+)"', done)[0]
    assert browser.press(address, kind="approval", row_id=row_id).status_code == 200
    with house.crm() as crm:
        assert sold(crm) == []
        assert crm.session.get_one(Approval, row_id).state == "waiting"


def test_a_no_carries_its_reason(house: House, browser: Browser) -> None:
    row_id = a_request(house)
    browser.sign_in("Mia Park")
    browser.press(f"/review/approval/{row_id}", "reject", "Tom is on credit hold")
    row = get(house, Approval, row_id)
    assert (row.state, row.reason) == ("rejected", "Tom is on credit hold")


def test_a_request_that_changed_is_shown_anew_and_not_done(house: House, browser: Browser) -> None:
    row_id = a_request(house)
    with house.crm(actor(house, "Mia Park")) as crm:
        item(crm, "Red Field").price = 9900
    browser.sign_in("Mia Park")
    answer = browser.press(f"/review/approval/{row_id}", "approve")
    assert "Something has changed" in answer.text
    assert f'id="approval-{row_id}"' in answer.text
    assert get(house, Approval, row_id).state == "waiting"


def test_who_may_not_decide_does_not_see_it(house: House, browser: Browser) -> None:
    row_id = a_request(house)
    for name in ("Leo Hart", "Gus Lind", "Fay Ito"):
        browser.client.cookies.clear()
        browser.sign_in(name)
        assert "Leo Hart asks" not in browser.page()
        assert browser.press(f"/review/approval/{row_id}", "approve").status_code == 409
    assert get(house, Approval, row_id).state == "waiting"


# -- messages


def test_a_reply_leaves_and_the_thread_waits_no_more(house: House, browser: Browser) -> None:
    row_id = a_message(house)
    browser.sign_in()
    answer = browser.press(f"/review/thread/{row_id}", "reply", "Yes, come by!")
    assert "Sending it to Maria Lopez." in answer.text
    with house.crm() as crm:
        sent = crm.session.scalars(select(Outbox).where(Outbox.text.contains("Yes, come by!"))).one()
        assert (sent.state, sent.to_address) == ("queued", "+14155550132")
        assert crm.session.get_one(Thread, row_id).waiting_since is None


def test_an_empty_reply_is_refused_and_nothing_leaves(house: House, browser: Browser) -> None:
    row_id = a_message(house)
    browser.sign_in()
    assert "What should I answer?" in browser.press(f"/review/thread/{row_id}", "reply").text
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox)).all() == []


def test_undo_stops_a_reply_that_is_still_here(house: House, browser: Browser) -> None:
    row_id = a_message(house)
    browser.sign_in()
    done = browser.press(f"/review/thread/{row_id}", "reply", "Yes, come by!").text
    browser.press(re.findall(r'action="(/review/undo/\d+)"', done)[0], kind="thread", row_id=row_id)
    with house.crm() as crm:
        assert crm.session.scalars(select(Outbox.state)).one() == "recalled"


def test_the_conversation_is_at_hand(house: House, browser: Browser) -> None:
    a_message(house)
    browser.sign_in()
    address = re.findall(r'hx-get="(/review/contact/\d+)"', browser.page())[0]
    assert "is it &lt;b&gt;still&lt;/b&gt; there?" in browser.client.get(address).text
    assert browser.client.get("/review/contact/999").status_code == 404


def test_an_agent_reads_and_answers_own_contacts_only(house: House, browser: Browser) -> None:
    theirs, mine = a_message(house), a_message(house, "Tom Chen", "hello Gus")
    with house.crm() as crm:
        contact(crm, "Tom Chen").responsible_id = user(crm, "Gus Lind").id
        maria = contact(crm, "Maria Lopez").id
    browser.sign_in("Gus Lind")
    page = browser.page()
    assert "hello Gus" in page
    assert "Maria" not in page
    assert browser.client.get(f"/review/contact/{maria}").status_code == 404
    assert browser.press(f"/review/thread/{theirs}", "reply", "hi").status_code == 409
    assert browser.press(f"/review/thread/{mine}", "close").status_code == 200
    assert get(house, Thread, theirs).waiting_since is not None


def test_finance_reads_but_has_no_buttons(house: House, browser: Browser) -> None:
    row_id = a_message(house)
    browser.sign_in("Fay Ito")
    assert "Your reply" not in browser.page()
    assert browser.press(f"/review/thread/{row_id}", "reply", "hi").status_code == 409


# -- sends, texts, nudges


@pytest.mark.parametrize(
    "state, action, then",
    [("failed", "retry", "queued"), ("unknown", "arrived", "sent"), ("unknown", "retry", "queued")],
)
def test_a_send_is_settled(house: House, browser: Browser, state: str, action: str, then: str) -> None:
    row_id = a_send(house, state)
    browser.sign_in()
    answer = browser.press(f"/review/outbox/{row_id}", action)
    assert answer.status_code == 200
    assert "/review/undo/" not in answer.text  # mail is not journalled
    assert get(house, Outbox, row_id).state == then


def test_what_a_card_does_not_offer_is_refused(house: House, browser: Browser) -> None:
    row_id = a_send(house, "failed")
    browser.sign_in()
    assert browser.press(f"/review/outbox/{row_id}", "arrived").status_code == 409
    assert get(house, Outbox, row_id).state == "failed"


def test_a_text_that_failed_is_tried_again(house: House, browser: Browser) -> None:
    with house.crm() as crm:
        row_id = wrote(crm, "sold it", "failed", user_id=user(crm, "Sam Reed").id).id
    browser.sign_in()
    browser.press(f"/review/inbox/{row_id}", "retry")
    row = get(house, Inbox, row_id)
    assert (row.handled_at, row.outcome) == (None, None)


def test_a_nudge_is_ones_own_and_can_be_undone(house: House, browser: Browser) -> None:
    row_id = a_nudge(house)
    browser.sign_in("Sam Reed")
    assert "call Eva" not in browser.page()
    assert browser.press(f"/review/nudge/{row_id}", "done").status_code == 409
    browser.client.cookies.clear()
    browser.sign_in()
    done = browser.press(f"/review/nudge/{row_id}", "done").text
    assert get(house, Nudge, row_id).state == "done"
    assert "You wanted to call Eva: done" in browser.client.get("/review/activity").text
    browser.press(re.findall(r'action="(/review/undo/\d+)"', done)[0], kind="nudge", row_id=row_id)
    assert get(house, Nudge, row_id).state == "sent"


# -- twice, late, without JavaScript, from outside


def test_a_second_press_finds_it_done(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    assert browser.press(f"/review/draft/{row_id}", "approve", "One.").status_code == 200
    late = browser.press(f"/review/draft/{row_id}", "approve", "Two.")
    assert late.status_code == 409
    assert "dealt with" in late.text
    with house.crm() as crm:
        assert item(crm, "Blue Nude").description == "One."


def test_without_javascript_the_page_comes_back_with_the_result(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    answer = browser.press(f"/review/draft/{row_id}", "approve", "My words.", htmx=False)
    assert answer.status_code == 303
    page = browser.client.get(answer.headers["location"]).text
    assert "Blue Nude has its new description." in page
    address = re.findall(r'action="(/review/undo/\d+)"', page)[0]
    assert browser.press(address, htmx=False).headers["location"] == "/review/activity"
    assert f'id="draft-{row_id}"' in browser.page()


def test_without_javascript_a_refusal_stands_on_its_card(house: House, browser: Browser) -> None:
    row_id = a_message(house)
    browser.sign_in()
    answer = browser.press(f"/review/thread/{row_id}", "reply", "", htmx=False)
    assert answer.status_code == 409
    assert "What should I answer?" in answer.text
    assert answer.text.startswith("<!doctype html>")


def test_somebody_elses_result_is_not_told(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    done = browser.press(f"/review/draft/{row_id}", "approve", "My words.", htmx=False).headers["location"]
    browser.client.cookies.clear()
    browser.sign_in("Gus Lind")
    assert "new description" not in browser.client.get(done).text


def test_lately_lists_what_was_done_with_its_way_back(house: House, browser: Browser) -> None:
    browser.sign_in()
    browser.press(f"/review/draft/{a_draft(house)}", "approve", "My words.")
    page = browser.client.get("/review/activity").text
    assert "Blue Nude has its new description" in page
    address = re.findall(r'action="(/review/undo/\d+)"', page)[0]
    assert browser.press(address, htmx=False).status_code == 303
    assert "taken back" in browser.client.get("/review/activity").text


def test_a_form_without_the_sessions_word_changes_nothing(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    browser.sign_in()
    browser.csrf = "guess"
    assert browser.press(f"/review/draft/{row_id}", "approve", "x").status_code == 403
    assert browser.press("/review/undo/1").status_code == 403
    assert get(house, Draft, row_id).state == "ready"


def test_nobody_gets_in_without_signing_in(house: House, browser: Browser) -> None:
    row_id = a_draft(house)
    for path in (
        "/review",
        "/review/count",
        "/review/activity",
        f"/review/draft/{row_id}",
        "/review/contact/1",
    ):
        assert browser.client.get(path).headers["location"] == "/login"
    assert browser.client.post(f"/review/draft/{row_id}", data={"action": "approve"}).status_code == 303
    assert get(house, Draft, row_id).state == "ready"


def test_another_gallerys_rows_are_out_of_reach(house: House, browser: Browser) -> None:
    theirs = a_message(house, gallery=house.two, words="a secret of gallery two")
    with house.crm(actor(house, "Olivia Grant", gallery=house.two), gallery=house.two) as crm:
        with crm.command("change", {}) as action:
            item(crm, "Blue Nude").title = "Green Nude"
    browser.sign_in()
    assert "a secret of gallery two" not in browser.page()
    assert browser.client.get(f"/review/thread/{theirs}").status_code == 404
    assert browser.press(f"/review/thread/{theirs}", "close").status_code == 409
    browser.press(f"/review/undo/{action.id}")
    with house.crm(gallery=house.two) as crm:
        assert crm.session.get_one(Thread, theirs).waiting_since is not None
        assert item(crm, "Green Nude").title == "Green Nude"


def test_a_role_that_was_taken_away_counts_at_once(house: House, browser: Browser) -> None:
    row_id = a_request(house)
    browser.sign_in("Mia Park")
    with house.crm() as crm:
        user(crm, "Mia Park").role = "agent"
    assert browser.press(f"/review/approval/{row_id}", "approve").status_code == 409
    assert get(house, Approval, row_id).state == "waiting"
