"""Two workers at one address: what one of them is sending is never taken for lost by the other."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.models import Outbox, User
from crm_core.services import messages
from tests.conftest import House
from workers import deliver


def a_message(house: House) -> int:
    with house.crm() as crm:
        olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
        return messages.send(crm, olivia, "Hello!", purpose="service", channel="console").id


def to(row: Outbox) -> dict[str, str]:
    return {"channel": row.channel, "address": row.to_address}


def test_a_row_that_began_to_leave_while_we_waited_is_not_taken_for_lost(house: House) -> None:
    """Seen in `herring up`: read as queued before the wait, it had no lease, and so "its worker had died"."""
    row_id = a_message(house)
    with house.crm() as second:
        asked = second.session.get_one(Outbox, row_id)
        assert deliver.take_next(house.one, row_id, house.clock) is not None  # the first takes it meanwhile
        assert deliver._still_sending(second, to(asked))
    with house.crm() as crm:
        assert crm.session.get_one(Outbox, row_id).state == "sending"


def test_a_row_whose_worker_died_is_of_unknown_outcome(house: House) -> None:
    row_id = a_message(house)
    assert deliver.take_next(house.one, row_id, house.clock) is not None
    house.clock.advance(seconds=61)
    with house.crm() as second:
        assert not deliver._still_sending(second, to(second.session.get_one(Outbox, row_id)))
    with house.crm() as crm:
        assert crm.session.get_one(Outbox, row_id).state == "unknown"


def test_a_row_whose_worker_went_away_is_seen_by_the_one_before_it(house: House) -> None:
    """The later one's worker comes while the first is leaving and finds the address taken: nobody else will come."""
    first, second = a_message(house), a_message(house)
    leaving = deliver.take_next(house.one, first, house.clock)
    assert leaving is not None
    assert deliver.deliver(house.one, second, house.clock) == 0
    sent = deliver.send(house.one, leaving, house.clock)
    assert sent is not None
    assert deliver.mark_sent(house.one, leaving, sent, house.clock)
    assert deliver.deliver(house.one, first, house.clock) == 1
    with house.crm() as crm:
        assert crm.session.get_one(Outbox, second).state == "sent"
