"""The nightly count of a gallery's words: once a night, in its own time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from crm_core.models import Term
from crm_core.services import find
from workers import words
from workers.app import app


def test_words_are_counted_once_a_night_in_the_gallerys_time(house):
    house.clock.now = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)  # half past two in New York
    assert words.due(house.clock) == []
    house.clock.advance(hours=1)
    assert set(words.due(house.clock)) == {house.one, house.two}
    with house.crm() as crm:
        find.learn_terms(crm, "item", "Verschollen")
    assert words.count(house.one, house.clock) > 20 and words.due(house.clock) == [house.two]
    with house.crm() as crm:
        assert "verschollen" not in crm.session.scalars(select(Term.word)).all()
    house.clock.advance(days=1)
    assert house.one in words.due(house.clock)


def test_the_clock_counts_words_and_follows_parcels():
    tasks = {each["task"] for each in app.conf.beat_schedule.values()}
    assert {"words.night", "track.poll"} <= tasks <= set(app.tasks)
