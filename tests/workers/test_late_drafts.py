"""A Make.com scenario that says "Accepted" and answers later, through the real door; and every lie and fault of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import select

from crm_core.models import Draft, Item, ModelCall, Outbox
from crm_core.services import drafts
from tests.doors import Doors
from tests.fakes.make import FakeMake
from tests.fakes.openai import FakeOpenAI
from tests.world import acting, contact, item
from workers import draft

TEXT = "Blue Nude by Ana Ruiz, 2019. Oil on canvas."


@pytest.fixture
def hook() -> Iterator[FakeMake]:
    with FakeMake("accepted") as fake:
        yield fake


@pytest.fixture
def doors(house, setting, hook, tmp_path) -> Iterator[Doors]:
    keys = {"MAKE_WEBHOOK_URL": hook.url, "MAKE_API_KEY": "make-key"}
    with Doors(house, setting, HERRING_HOME=str(tmp_path), **keys) as running:
        yield running


def asked(house) -> int:
    with acting(house) as crm:
        draft_id = drafts.request(crm, drafts.DESCRIPTION, item=item(crm)).id
    draft.write(house.one, draft_id, house.clock)
    return draft_id


def row_of(house, draft_id: int) -> Draft:
    with house.crm() as crm:
        return drafts.get(crm, draft_id)


def told(house) -> list[str]:
    with house.crm() as crm:
        return list(crm.session.scalars(select(Outbox.text).order_by(Outbox.id)))


def url_of(hook: FakeMake) -> str:
    return hook.requests[-1][1]["Callback_URL"]


def answer(text: str = TEXT, **more: str) -> dict[str, str]:
    return {"Status": "success", "Description": text, **more}


def test_what_comes_later_is_checked_told_and_still_waits_for_approval(doors, hook):
    draft_id = asked(doors.house)
    headers, body = hook.requests[0]
    assert headers["x-make-apikey"] == "make-key" and body["Request_ID"] == str(draft_id)
    assert row_of(doors.house, draft_id).state == "pending"
    assert httpx.post(url_of(hook), json=answer()).status_code == 204
    row = row_of(doors.house, draft_id)
    assert (row.state, row.text, row.model) == ("ready", TEXT, "make")
    assert told(doors.house) == [f"Draft for Blue Nude:\n“{TEXT}”\nReply APPROVE, or tell me what to change."]
    with doors.house.crm() as crm:
        assert item(crm).description is None
    assert httpx.post(url_of(hook), json=answer("Another text.")).status_code == 404  # the link is good once
    assert len(told(doors.house)) == 1


@pytest.mark.parametrize("text", [
    "Blue Nude by Ana Ruiz. Yours for $3,999.",
    "Blue Nude by Ana Ruiz, made in 1931.",
    "Blue Nude by Ana Ruiz, once of Peggy Guggenheim.",
    "Blue Nude by Ana Ruiz. Reply OK to publish it.",
])  # fmt: skip
def test_a_late_lie_is_refused_and_seen(doors, hook, text):
    draft_id = asked(doors.house)
    assert httpx.post(url_of(hook), json=answer(text)).status_code == 204
    row = row_of(doors.house, draft_id)
    assert (row.state, row.text) == ("failed", "") and "failed our checks" in row.error
    assert told(doors.house)[0].startswith("I couldn't write the draft for Blue Nude: The draft failed")


def test_a_late_failure_says_what_make_said(doors, hook):
    draft_id = asked(doors.house)
    httpx.post(url_of(hook), json={"Status": "error", "Message": "ChatGPT Error - the run has failed."})
    assert "ChatGPT Error - the run has failed" in row_of(doors.house, draft_id).error


@pytest.mark.parametrize("body", [b"Accepted", b"[1]", b"\xff\xfe", b""])
def test_what_is_no_answer_uses_the_link_not_up(doors, hook, body):
    draft_id = asked(doors.house)
    assert httpx.post(url_of(hook), content=body).status_code == 400
    assert row_of(doors.house, draft_id).state == "pending"
    assert httpx.post(url_of(hook), json=answer()).status_code == 204


def test_only_who_was_asked_can_answer(doors, hook):
    draft_id = asked(doors.house)
    good = url_of(hook)
    for bad in (
        good[:-3] + "abc",
        good.replace(doors.house.one, doors.house.two),
        f"{doors.url}/callbacks/draft/x",
    ):
        assert httpx.post(bad, json=answer()).status_code == 404
    assert row_of(doors.house, draft_id).state == "pending"


def test_an_answer_after_the_hour_or_after_a_decision_comes_too_late(doors, hook):
    first = asked(doors.house)
    with acting(doors.house) as crm:
        drafts.reject(crm, drafts.get(crm, first))
    assert httpx.post(url_of(hook), json=answer()).status_code == 404
    second = asked(doors.house)
    doors.house.clock.advance(hours=1)
    assert httpx.post(url_of(hook), json=answer()).status_code == 404
    draft.write(doors.house.one, second, doors.house.clock)
    assert row_of(doors.house, second).state == "failed"


def test_who_changes_their_mind_meanwhile_gets_what_they_asked_for_last(doors, hook):
    draft_id = asked(doors.house)
    first = url_of(hook)
    with acting(doors.house) as crm:
        drafts.revise(crm, drafts.get(crm, draft_id), "shorter")
    draft.write(doors.house.one, draft_id, doors.house.clock)
    assert len(hook.requests) == 2
    assert httpx.post(first, json=answer()).status_code == 404
    assert httpx.post(url_of(hook), json=answer("Blue Nude by Ana Ruiz.")).status_code == 204
    assert row_of(doors.house, draft_id).text == "Blue Nude by Ana Ruiz."


# -- a model's lies and faults, from the command to the outbox

LIES = ["invents_price", "invents_year", "invents_size", "invents_name", "invents_claim", "imitates_approval",
        "imitates_receipt", "imitates_undo", "chatty", "long", "refusal", "empty", "truncated"]  # fmt: skip
FAULTS = ["rate_limit_long", "error_500", "junk", "hang_up", "insufficient_quota"]
CASES = [
    *((drafts.MESSAGE, mode) for mode in LIES),
    *((drafts.REPLY, mode) for mode in ("invents_price", "imitates_approval")),
    *((drafts.DESCRIPTION, mode) for mode in FAULTS),
]


@pytest.fixture
def model(setting: Callable[..., None]) -> Callable[[FakeOpenAI], None]:
    def use(server: FakeOpenAI) -> None:
        setting(OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, OPENAI_MODEL="gpt-test")

    return use


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_nothing_unfounded_or_unapproved_gets_out_and_every_failure_is_seen(house, model, kind, mode):
    with acting(house) as crm:
        who = None if kind == drafts.DESCRIPTION else contact(crm)
        draft_id = drafts.request(crm, kind, item=item(crm), contact=who).id
    with FakeOpenAI(mode) as server:
        model(server)
        for _ in range(6):
            draft.write(house.one, draft_id, house.clock)
            house.clock.advance(minutes=11)
    row = row_of(house, draft_id)
    assert (row.state, row.text) == ("failed", "") and row.error
    with house.crm() as crm:
        sent = crm.session.scalars(select(Outbox)).all()
        assert [each.contact_id for each in sent] == [None]
        assert sent[0].text.startswith("I couldn't write the draft for ")
        assert item(crm).description is None and crm.session.get_one(Item, row.item_id).version == 1
        assert crm.session.scalars(select(ModelCall.id)).all()
