"""The count after the storm: of every text one row, one effect, one answer, and nothing that left twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.models import Inbox, Note, Outbox, User
from crm_core.services import waiting
from tests.faults.plant import Plant, Texted


@dataclass
class Books:
    """What became of some texts. arrived: answers that are at the provider; unknown: those nobody can know of."""

    texted: int
    acknowledged: int
    arrived: int
    unknown: int


def audit(plant: Plant, texted: Sequence[Texted]) -> Books:
    """Raises AssertionError with the first few texts that were lost, done twice or answered twice."""
    rows, notes, answers, listed = _rows(plant)
    left = _left(plant)
    twice = {ref: times for ref, times in left.items() if times > 1}
    assert not twice, f"left twice: {twice}"

    sids = {each.sid for each in texted}
    lost = [each for each in texted if rows[each.sid] == []]
    assert not lost, f"{len(lost)} lost: {lost[:3]}"
    assert all(len(rows[sid]) == 1 for sid in sids)
    handled = Counter(rows[sid][0].outcome for sid in sids)
    assert set(handled) == {"done"}, [
        (rows[sid][0].text, rows[sid][0].outcome, rows[sid][0].error)
        for sid in sids
        if rows[sid][0].outcome != "done"
    ][:3]
    wrong = [each.text for each in texted if len(notes[_words(each)]) != 1]
    assert not wrong, f"{len(wrong)} not done once: {wrong[:3]}"
    for phone in {each.phone for each in texted}:
        theirs = sorted(
            (rows[each.sid][0].id, notes[_words(each)][0]) for each in texted if each.phone == phone
        )
        assert theirs == sorted(theirs, key=lambda pair: pair[1]), (
            f"{phone}'s texts were done in another order"
        )

    books = Books(len(texted), sum(each.acknowledged for each in texted), 0, 0)
    for each in texted:
        found = answers[rows[each.sid][0].id]
        assert len(found) == 1, f"{each.text} was answered {len(found)} times"
        _one_answer(found[0], left[found[0].ref], listed, books)
    return books


def _words(text: Texted) -> str:
    """What its note says."""
    return text.text.partition(": ")[2]


def _one_answer(row: Outbox, times: int, listed: set[int], books: Books) -> None:
    """It is at the provider and we know it, or it isn't and a person is told that we don't know."""
    if row.state in ("sent", "delivered"):
        assert times == 1, f"{row.text} is {row.state}, and left {times} times"
        books.arrived += 1
        return
    assert row.state == "unknown", f"{row.text} is {row.state}: {row.error}"
    assert times == 0, f"{row.text} left, can be listed, and was not reconciled"
    assert row.id in listed, f"{row.text} is on nobody's review page"
    books.unknown += 1


class _Lists(dict[Any, list[Any]]):
    def __missing__(self, key: object) -> list[Any]:
        return []


def _rows(plant: Plant) -> tuple[_Lists, _Lists, _Lists, set[int]]:
    """Inbox rows by the provider's id, notes' ids by their words, answers by inbox row, what the page lists."""
    inbox, notes, answers = _Lists(), _Lists(), _Lists()
    with plant.house.crm() as crm:
        for row in crm.session.scalars(select(Inbox)):
            inbox[row.external_id] = [*inbox[row.external_id], row]
        for note in crm.session.scalars(select(Note)):
            notes[note.text] = [*notes[note.text], note.id]
        for row in crm.session.scalars(select(Outbox).where(Outbox.inbox_id.is_not(None))):
            answers[row.inbox_id] = [*answers[row.inbox_id], row]
        owner = crm.session.scalars(select(User).where(User.role == "admin")).first()
        assert owner is not None
        crm.act_as(Actor("user", owner.id, owner.name, Role.ADMIN))
        listed = {each.id for each in waiting.waiting(crm) if each.kind == "outbox"}
    return inbox, notes, answers, listed


def _left(plant: Plant) -> Counter[str]:
    """How often each row of the outbox is at the provider, by the reference in its callback's address."""
    refs = [parse_qs(urlsplit(message.callback).query)["ref"][0] for message in plant.twilio.sent()]
    return Counter(refs)
