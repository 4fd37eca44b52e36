"""What a plain write asks first, where it was read with doubt."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crm_core.models import Contact
from intents.asked import PART, SLOT, question
from intents.base import Audience, Effect, Intent, registry
from tests.conftest import House

WRITES = [
    intent
    for intent in registry
    if intent.audience is Audience.STAFF
    and intent.effect is Effect.WRITE
    and intent.preview is Intent.preview
]
NEVER_GUESSED = {"undo", "redo"}  # read only where they are said outright


@pytest.mark.parametrize("intent", WRITES, ids=lambda intent: intent.name)
def test_every_plain_write_says_what_it_would_do(intent: type[Intent]) -> None:
    if intent.name in NEVER_GUESSED:
        return
    assert intent.asks.endswith((".", "?")), f"{intent.name} has no sentence that asks: set `asks`"
    assert set(SLOT.findall(intent.asks)) <= set(intent.slots), f"{intent.name}.asks names a slot it has not"
    always = set(SLOT.findall(PART.sub("", intent.asks)))
    certain = {name for name, spec in intent.slots.items() if spec.required}
    assert always <= certain, f"{intent.name}.asks needs {always - certain}, which may be missing"
    told = set(SLOT.findall(intent.asks))
    assert set(intent.slots) - told <= {"rule"}, f"{intent.name}.asks leaves out {set(intent.slots) - told}"


def test_what_was_not_said_falls_away(house: House) -> None:
    with house.crm() as crm:
        maria = crm.session.query(Contact).filter_by(name="Maria Lopez").one()
        change = registry["update_contact"]
        assert (
            question(crm, change(contact=maria, address="12 Rose St"))
            == "Change Maria Lopez: address 12 Rose St?"
        )
        both = change(contact=maria, email="m@lopez.com", birthday=date(1980, 5, 3))
        assert question(crm, both) == "Change Maria Lopez: email m@lopez.com, birthday Sat, May 3, 1980?"
        assert (
            question(crm, registry["log_contact"](contact=maria))
            == "Note that you were in touch with Maria Lopez?"
        )
        task = registry["add_task"](text="water the plants", repeat="every Monday")
        assert re.fullmatch(r"Make a reminder: water the plants, every Monday\?", question(crm, task))
