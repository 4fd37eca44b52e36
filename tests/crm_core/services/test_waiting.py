"""What waits, for whom, and what each button does."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.access import Permission
from crm_core.errors import NotFound, Refused
from crm_core.models import Approval, Conversation, Inbox, Nudge, Outbox, Thread, User
from crm_core.services import approvals, draft_writing, drafts, journal, nudges, settling, waiting
from tests.world import acting, contact, item


def text_from(crm, *, user: str = "", who: str = "", outcome: str = "done", words: str = "hello") -> Inbox:
    row = Inbox(
        channel="sms", our_address="+15550100001", external_id=f"SM{user}{who}{outcome}{words}",
        from_address="+14155550132", party="x", text=words, outcome=outcome, handled_at=crm.now(), attempts=3,
    )  # fmt: skip
    if user:
        row.user_id = crm.session.scalars(select(User.id).where(User.name.startswith(user))).one()
    else:
        row.contact_id = contact(crm, who).id
    crm.session.add(row)
    crm.session.flush()
    return row


def mail(crm, state: str, who: str = "Maria") -> Outbox:
    row = Outbox(
        channel="sms", our_address="+15550100001", to_address="+14155550132", contact_id=contact(crm, who).id,
        text="The Ruiz is in", purpose="personal", state=state, ref=f"ref{state}", error="carrier said no",
    )  # fmt: skip
    crm.session.add(row)
    crm.session.flush()
    return row


def thread(crm, who: str = "Maria", words: str = "Is it still there?") -> Thread:
    inbox = text_from(crm, who=who, words=words)
    row = Thread(contact_id=contact(crm, who).id, waiting_since=crm.now(), last_inbox_id=inbox.id)
    crm.session.add(row)
    crm.session.flush()
    return row


def ready(crm) -> int:
    row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
    draft_writing.written(crm, draft_writing.claim(crm, row.id), "A blue nude.", "gpt-test", None)
    return row.id


def everything(house) -> None:
    with acting(house, "Leo") as crm:
        approvals.ask(crm, {"name": "sell_item", "slots": {}}, "Sell Red Field?", Permission.SALES_WRITE)
    with acting(house) as crm:
        thread(crm)
        ready(crm)
        text_from(crm, user="Mia", outcome="not_understood", words="frobnicate")
        text_from(crm, user="Olivia", outcome="not_understood", words="told at once, so it waits for nobody")
        text_from(crm, user="Sam", outcome="failed", words="sold it")
        mail(crm, "failed")
        mail(crm, "unknown", "Tom")
        crm.session.add(
            Nudge(
                rule="some.rule", subject="x:1", window="w", user_id=crm.actor.id, text="Call Ana", due_at=crm.now()
            )
        )  # fmt: skip
        crm.session.flush()
        nudges.send_to(crm, crm.actor.id)


def seen(crm) -> list[tuple[str, str, str]]:
    return [(each.kind, each.title, each.detail) for each in waiting.waiting(crm)]


def test_everything_that_waits_is_there_for_the_owner(house):
    everything(house)
    with acting(house) as crm:
        assert seen(crm) == [
            ("approval", "Leo Hart asks", "Sell Red Field?"),
            ("thread", "Maria Lopez", "Is it still there?"),
            ("draft", "Draft for Blue Nude", "A blue nude."),
            ("inbox", "A text from Mia Park that I did not understand", "frobnicate"),
            ("inbox", "A text from Sam Reed that I failed at", "sold it"),
            (
                "outbox",
                "A message to Maria Lopez could not be delivered",
                "“The Ruiz is in”\ncarrier said no",
            ),
            ("outbox", "A message to Tom Chen may not have arrived", "“The Ruiz is in”\ncarrier said no"),
            ("nudge", "Some.rule", "Call Ana"),
        ]


def test_others_see_what_is_theirs_alone(house):
    everything(house)
    with acting(house, "Sam") as crm:
        assert [kind for kind, *_ in seen(crm)] == ["thread", "draft", "inbox", "outbox", "outbox"]
    with acting(house, "Leo") as crm:
        assert seen(crm) == []
    with acting(house, "Gus") as crm:
        assert seen(crm) == []
    with acting(house, "Gus") as crm:
        for kind in ("approval", "thread", "draft", "inbox", "outbox", "nudge"):
            with pytest.raises(NotFound, match="it has been dealt with, or it is not yours"):
                settling.settle(crm, kind, 1, "dismiss")


def test_a_button_that_does_not_belong_is_refused(house):
    with acting(house) as crm:
        draft_id = ready(crm)
        with pytest.raises(Refused, match="can't be done with that"):
            settling.settle(crm, "draft", draft_id, "erase")
        with pytest.raises(NotFound):
            settling.settle(crm, "table", 1, "dismiss")


def press(crm, kind: str, row_id: int, action: str, words: str = "") -> str:
    with crm.command(f"review_{action}"):
        return settling.settle(crm, kind, row_id, action, words)


def test_the_buttons_of_a_draft(house):
    with acting(house) as crm:
        draft_id = ready(crm)
        said = press(crm, "draft", draft_id, "edit", "My words.")
        assert said == "Kept your words for Blue Nude. They wait for approval."
        assert press(crm, "draft", draft_id, "approve").startswith("Blue Nude has its new description.")
        assert item(crm).description == "My words."
        journal.undo(crm)
        assert press(crm, "draft", draft_id, "reject", "dull").startswith("Rejected the draft for Blue Nude.")
        assert waiting.waiting(crm) == []
        again = ready(crm)
        with pytest.raises(Refused, match="What should be different"):
            press(crm, "draft", again, "revise")
        press(crm, "draft", again, "revise", "shorter")
        assert drafts.get(crm, again).state == "pending"
        drafts.revise(crm, drafts.get(crm, again), "")
        row = draft_writing.claim(crm, again)
        row.text = ""
        draft_writing.failed(crm, row, "The model is busy.")
        [failed] = waiting.waiting(crm)
        assert (failed.title, failed.detail) == ("No draft for Blue Nude", "The model is busy.")
        press(crm, "draft", again, "retry")
        assert drafts.get(crm, again).state == "pending"


def test_the_buttons_of_a_collectors_message(house):
    with acting(house) as crm:
        row = thread(crm)
        with pytest.raises(Refused, match="What should I answer"):
            press(crm, "thread", row.id, "reply")
        assert press(crm, "thread", row.id, "reply", "Yes, it is.").startswith("Sending it to Maria Lopez.")
        sent = crm.session.scalars(select(Outbox)).one()
        assert "Yes, it is." in sent.text and sent.purpose == "reply"
        assert waiting.waiting(crm) == []
        journal.undo(crm)
        assert crm.session.get_one(Outbox, sent.id).state == "recalled"
        assert press(crm, "thread", row.id, "close") == "Maria Lopez's thread is done. UNDO takes it back."
        assert waiting.waiting(crm) == []


def test_the_buttons_of_a_text_that_failed(house):
    with acting(house) as crm:
        puzzle = text_from(crm, user="Sam", outcome="not_understood", words="frobnicate")
        failed = text_from(crm, user="Sam", outcome="failed", words="sold it")
        assert press(crm, "inbox", puzzle.id, "dismiss") == "Put aside."
        assert press(crm, "inbox", failed.id, "retry") == "Trying again."
        assert (failed.handled_at, failed.outcome, failed.attempts) == (None, None, 0)
        assert waiting.waiting(crm) == []
        with pytest.raises(Refused, match="nothing in the last 7 days"):
            journal.undo(crm)


def test_the_buttons_of_a_message_that_did_not_arrive(house):
    with acting(house) as crm:
        failed, unknown = mail(crm, "failed"), mail(crm, "unknown", "Tom")
        refused = mail(crm, "refused", "Eva")
        assert press(crm, "outbox", failed.id, "retry") == "Sending it again."
        assert (failed.state, failed.attempts, failed.error) == ("queued", 0, None)
        assert press(crm, "outbox", unknown.id, "arrived") == "Marked as sent."
        assert unknown.state == "sent"
        with pytest.raises(Refused):
            press(crm, "outbox", refused.id, "retry")
        press(crm, "outbox", refused.id, "dismiss")
        assert waiting.waiting(crm) == []


def test_the_buttons_of_a_nudge(house):
    with acting(house) as crm:
        rows = [
            Nudge(
                rule="r",
                subject=f"x:{n}",
                window="w",
                user_id=crm.actor.id,
                text="Call Ana",
                due_at=crm.now(),
            )
            for n in range(3)
        ]
        crm.session.add_all(rows)
        crm.session.flush()
        nudges.send_to(crm, crm.actor.id)
        ids = [row.id for row in rows]
        assert press(crm, "nudge", ids[0], "done") == "Done."
        assert press(crm, "nudge", ids[1], "dismiss").startswith("Dismissed.")
        assert press(crm, "nudge", ids[2], "snooze") == "I'll come back to it tomorrow morning."
        assert waiting.waiting(crm) == []
        crm.session.expire_all()
        assert [crm.session.get_one(Nudge, each).state for each in ids] == ["done", "dismissed", "due"]
    house.clock.advance(days=1)
    with acting(house) as crm:
        assert [each.id for each in waiting.waiting(crm)] == [ids[2]]


def test_a_rejected_request_says_who_was_told(house):
    everything(house)
    with acting(house) as crm:
        row = crm.session.scalars(select(Approval)).one()
        said = press(crm, "approval", row.id, "reject", "too cheap")
        assert said == "Rejected. Leo Hart has been told. Nothing else was changed."
        with pytest.raises(LookupError):
            settling.settle(crm, "approval", approvals.ask(
                crm, {"name": "x", "slots": {}}, "Refund?", approvals.STEP_UP).id, "approve")  # fmt: skip


# -- which one is meant


def test_the_only_one_needs_no_number_and_words_or_numbers_choose(house):
    with acting(house) as crm:
        with pytest.raises(Refused, match="Nothing waits for you to approve"):
            waiting.pick(crm, None, "approve")
        first = ready(crm)
        assert waiting.pick(crm, None, "approve").id == first
        row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm, "Red Field"))
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "A red field.", "gpt-test", None)
        assert waiting.pick(crm, None, "approve") is None
        assert waiting.pick(crm, 2, "approve").id == row.id
        assert waiting.pick(crm, "the blue".removeprefix("the "), "approve").id == first
        assert waiting.pick(crm, drafts.get(crm, first), "approve").id == first
        with pytest.raises(Refused, match="Nothing like “green” waits"):
            waiting.pick(crm, "green", "approve")
        with pytest.raises(Refused, match="There is no such number"):
            waiting.pick(crm, 3, "approve")


def test_a_number_means_the_list_that_was_shown_not_the_one_of_now(house):
    with acting(house) as crm:
        first = ready(crm)
        row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm, "Red Field"))
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "A red field.", "gpt-test", None)
        shown = [{"kind": "draft", "id": row.id, "label": ""}, {"kind": "draft", "id": first, "label": ""}]
        crm.session.add(Conversation(party=f"u{crm.actor.id}", shown=shown, shown_at=crm.now()))
        crm.session.flush()
        assert waiting.pick(crm, 1, "approve").id == row.id
        drafts.reject(crm, drafts.get(crm, row.id))
        with pytest.raises(Refused, match="Number 1 waits no more"):
            waiting.pick(crm, 1, "approve")
        house.clock.advance(hours=2)
        assert waiting.pick(crm, 1, "approve").id == first
