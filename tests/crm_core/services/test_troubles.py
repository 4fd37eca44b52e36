"""What went wrong at the edges stands in the activity, for admins, and is never written again."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import text

from bot import refusals
from crm_core.models import Incident
from crm_core.services import messages, model_calls, troubles
from tests.doors import Doors
from tests.fakes.stripe import KEY, SECRET
from tests.world import acting, contact, do


def went_wrong(house):
    """A call of the model that failed, a message that couldn't be delivered, a webhook that was refused."""
    with house.crm() as crm:
        model_calls.record(
            crm, {"purpose": "describe", "model": "m", "outcome": "timeout", "reason": "It took too long."}
        )
        model_calls.record(crm, {"purpose": "describe", "model": "m", "outcome": "answered"})
        row = messages.send(crm, contact(crm), "Hello", purpose="personal")
        row.state, row.error, row.error_code = "failed", "The phone is switched off.", "30003"
        troubles.note(crm, "webhook.sms", "A sms webhook was refused: wrong signature.")


def test_an_admin_reads_of_it_and_nobody_else(house):
    went_wrong(house)
    with acting(house) as crm:
        said = do(crm, "activity").text
    assert said == (
        "What went wrong:\n"
        "10:00 AM The model didn't answer (describe): It took too long.\n"
        "10:00 AM A message to Maria Lopez by sms could not be delivered: The phone is switched off. (30003)\n"
        "10:00 AM A sms webhook was refused: wrong signature."
    )
    for name in ("Sam", "Mia", "Gus"):
        with acting(house, name) as crm:
            assert do(crm, "activity").text == "Nothing was changed lately."


def test_it_stands_below_what_was_done_and_not_in_what_was_done_to_one_thing(house):
    went_wrong(house)
    with acting(house) as crm:
        do(crm, "add_note", contact=contact(crm), note="prefers large works")
        first, *rest = do(crm, "activity").text.splitlines()
        assert "takes one back" in first and "What went wrong:" in rest
        assert "What went wrong" not in do(crm, "activity", contact=contact(crm)).text


def test_what_is_older_than_a_week_comes_only_when_asked_for(house):
    went_wrong(house)
    day = house.clock().date()
    house.clock.advance(days=8)
    with acting(house) as crm:
        assert troubles.troubles(crm) == []
        assert len(troubles.troubles(crm, day, day)) == 3


@pytest.mark.parametrize("table", ["incident", "model_call", "journal"])
def test_none_of_it_is_changed_or_deleted(house, table):
    went_wrong(house)
    with acting(house) as crm:
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="permission denied"), crm.session.begin_nested():
                crm.session.execute(text(sql))


def test_a_source_is_noted_once_an_hour(house):
    with house.crm() as crm:
        for _ in range(3):
            troubles.note(crm, "webhook.sms", "refused")
    house.clock.advance(hours=1)
    with house.crm() as crm:
        troubles.note(crm, "webhook.sms", "refused")
        assert crm.session.query(Incident).count() == 2


def test_a_forged_webhook_is_refused_noted_and_shown(house, setting):
    refusals.forget()
    with Doors(house, setting, STRIPE_API_KEY=KEY, STRIPE_WEBHOOK_SECRET=SECRET) as doors:
        for _ in range(3):
            assert httpx.post(f"{doors.url}/webhooks/console", content=b"{}").status_code == 403
            assert httpx.post(f"{doors.url}/webhooks/stripe", content=b"{}").status_code == 400
        house.clock.advance(minutes=30)
        assert httpx.post(f"{doors.url}/webhooks/console", content=b"{}").status_code == 403
    with acting(house) as crm:
        said = [each.text for each in troubles.troubles(crm)]
    assert len(said) == 2
    assert all("If your provider sent it, check the secret on both sides: no" in each for each in said)
    assert [each.rpartition(" (")[2] for each in said] == ["4 times that day).", "3 times that day)."]
