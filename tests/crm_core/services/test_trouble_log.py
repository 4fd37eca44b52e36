"""The log of what went wrong outside: written by the database beside the changes, and kept whatever is done next."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, text

from crm_core import migrate
from crm_core.db import driver_url, schema_of
from crm_core.models import Action, Inbox, Journal
from crm_core.services import erasure, messages, settling, troubles
from tests.world import acting, contact, do


def lines(crm):
    return [each.text for each in troubles.troubles(crm)]


def failed(crm, who="Maria", state="failed"):
    row = messages.send(crm, contact(crm, who), "Hello", purpose="personal")
    row.state, row.error, row.error_code = state, "The phone is switched off.", "30003"
    crm.session.flush()
    return row


def test_what_failed_stays_written_when_it_is_sent_again(house):
    with acting(house) as crm:
        row = failed(crm)
        settling.settle(crm, "outbox", row.id, "retry")
        assert row.state == "queued" and row.error is None
        assert lines(crm) == [
            "A message to Maria Lopez by sms could not be delivered: The phone is switched off. (30003)"
        ]
        row.state, row.error = "sent", None
        crm.session.flush()
        assert lines(crm)[0].endswith("(30003) It has gone out since.")


def test_each_failure_is_a_line_of_its_own(house):
    with acting(house) as crm:
        row = failed(crm, state="unknown")
        row.state, row.error = "failed", "No such number."
        crm.session.flush()
        row.error = "No such number at all."  # the same failure told again
        crm.session.flush()
        assert len(lines(crm)) == 2


def test_a_message_that_could_not_be_handled_is_there(house):
    with acting(house) as crm:
        row = Inbox(
            channel="sms", our_address="+1", external_id="x", from_address="+2", party="u1", user_id=crm.actor.id,
            text="hello", received_at=crm.now(),
        )  # fmt: skip
        crm.session.add(row)
        crm.session.flush()
        row.media_error = "The file is gone."
        row.outcome, row.error = "failed", "KeyError: 'price'"
        crm.session.flush()
        assert sorted(lines(crm)) == [
            "A message of Olivia Grant by sms couldn't be handled: KeyError: 'price'",
            "Files of Olivia Grant by sms couldn't be fetched: The file is gone.",
        ]


def test_it_stands_in_the_same_log_as_the_changes_without_the_words_that_were_sent(house):
    with acting(house) as crm:
        row = failed(crm)
        kept = crm.session.scalars(select(Journal).where(Journal.op == "trouble")).one()
        assert (kept.table_name, kept.row_id, kept.action_id) == ("outbox", row.id, None)
        assert set(kept.after or {}) == {"state", "error", "error_code", "channel", "contact_id"}


def test_somebody_who_is_forgotten_is_forgotten_here_too(house):
    with acting(house) as crm:
        failed(crm)
        failed(crm, "Tom")
        with crm.command("erase_contact"):
            erasure.erase(crm, contact(crm))
        assert lines(crm) == [
            "A message to Tom Chen by sms could not be delivered: The phone is switched off. (30003)"
        ]


@pytest.mark.parametrize(
    "change", ["user_id = 1", "at = now()", "name = 'x'", "inbox_id = NULL", "contact_id = NULL"]
)
def test_who_did_what_and_when_is_written_once(house, change):
    with acting(house) as crm:
        do(crm, "add_note", contact=contact(crm), note="prefers large works")
        for sql in (f"UPDATE action SET {change}", "DELETE FROM action"):
            with pytest.raises(Exception, match="permission denied"), crm.session.begin_nested():
                crm.session.execute(text(sql))
        assert crm.session.scalars(select(Action.name)).all() == ["add_note"]


def test_what_failed_before_the_log_was_kept_is_taken_in_by_the_migration(house):
    with acting(house) as crm:
        failed(crm)
        before = lines(crm)
    engine = create_engine(driver_url(house.servers.owner_url))
    with engine.begin() as connection:
        schema = schema_of(house.one)
        connection.execute(
            text("SELECT set_config('search_path', :path, true)"), {"path": f"{schema}, public"}
        )
        config = Config(attributes={"connection": connection, "schema": schema})
        config.set_main_option("script_location", str(migrate.VERSIONS.parent))
        command.downgrade(config, "0001")
        connection.execute(text("DELETE FROM journal WHERE op = 'trouble'"))
        connection.execute(text("UPDATE outbox SET error = 'Told before.' WHERE state = 'failed'"))
        command.upgrade(config, "head")
    engine.dispose()
    with acting(house) as crm:
        assert lines(crm) == [before[0].replace("The phone is switched off.", "Told before.")]
