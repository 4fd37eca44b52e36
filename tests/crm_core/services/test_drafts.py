"""Drafts: nothing is stored in an item or sent before a person approved the very words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm_core.errors import Conflict, NotAllowed, NotFound, Refused
from crm_core.models import Action, Draft, Item, Outbox
from crm_core.services import draft_writing, drafts, facts, journal
from tests.world import acting, contact, item


def ready(crm, text="A blue nude by Ana Ruiz.", **more) -> Draft:
    """A draft that somebody has written."""
    row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm), **more)
    claimed = draft_writing.claim(crm, row.id)
    draft_writing.written(crm, claimed, text, "gpt-test", None)
    return claimed


def test_a_request_waits_for_the_worker_and_replaces_an_older_one(house):
    with acting(house) as crm:
        first = drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
        [ring] = crm.session.info["rings"]
        assert (first.state, ring[:2]) == ("pending", ("draft.write", (crm.key, first.id)))
        second = drafts.request(crm, drafts.DESCRIPTION, item=item(crm), hint="mention the frame")
        assert (first.state, first.reason, second.state) == ("rejected", "replaced by a new one", "pending")


def test_what_is_written_is_shown_to_who_asked_and_is_no_description_yet(house):
    with acting(house) as crm:
        ready(crm)
        [told] = crm.session.scalars(select(Outbox)).all()
        assert told.text == (
            "Draft for Blue Nude:\n“A blue nude by Ana Ruiz.”\nReply APPROVE, or tell me what to change."
        )
        assert (told.user_id, told.purpose) == (crm.actor.id, "reply")
        assert item(crm).description is None


def test_approved_it_is_the_description_and_undo_takes_it_back(house):
    with acting(house) as crm:
        row = ready(crm)
        with crm.command("approve"):
            drafts.approve(crm, row)
        assert item(crm).description == "A blue nude by Ana Ruiz."
        with pytest.raises(Conflict, match="The draft for Blue Nude was approved already, by you"):
            drafts.approve(crm, row)
        journal.undo(crm)
        assert item(crm).description is None
        assert [each.id for each in drafts.waiting(crm)] == [row.id]


def test_an_edited_draft_is_a_persons_own_and_still_waits(house):
    with acting(house) as crm:
        row = drafts.edit(crm, ready(crm), "  My own words. ")
        assert (row.text, row.state, row.model, item(crm).description) == (
            "My own words.",
            "ready",
            "edited",
            None,
        )
        with pytest.raises(Refused, match="There is nothing in it"):
            drafts.edit(crm, row, " ")
        drafts.approve(crm, row)
        assert item(crm).description == "My own words."


def test_rejected_it_is_gone_with_its_reason(house):
    with acting(house) as crm:
        row = drafts.reject(crm, ready(crm), "too long")
        assert (row.state, row.reason, drafts.waiting(crm)) == ("rejected", "too long", [])


def test_a_revision_that_fails_leaves_the_former_words_waiting(house):
    with acting(house) as crm:
        row = drafts.revise(crm, ready(crm), "shorter")
        assert (row.state, row.text) == ("pending", "A blue nude by Ana Ruiz.")
        with pytest.raises(Conflict, match="still being written"):
            drafts.approve(crm, row)
        draft_writing.failed(crm, draft_writing.claim(crm, row.id), "The model's account has no credit left.")
        assert (row.state, row.error) == ("ready", "The model's account has no credit left.")
        last = crm.session.scalars(select(Outbox.text).order_by(Outbox.id.desc())).first()
        assert last.endswith("no credit left. The former text still waits.")


def test_a_failed_draft_says_why_and_a_person_may_write_it(house):
    with acting(house) as crm:
        row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
        draft_writing.failed(crm, draft_writing.claim(crm, row.id), "The model is busy.")
        with pytest.raises(
            Conflict, match=r"There is no draft for Blue Nude: The model is busy\. Write it yourself"
        ):
            drafts.approve(crm, row)
        drafts.approve(crm, row, "By hand.")
        assert item(crm).description == "By hand."


def test_who_may_not_write_items_neither_asks_nor_approves(house):
    with acting(house) as crm:
        row = ready(crm)
    with acting(house, "Fay") as crm:
        with pytest.raises(NotAllowed):
            drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
        with pytest.raises(NotAllowed):
            drafts.approve(crm, drafts.get(crm, row.id))
        assert drafts.waiting(crm) == []
    with acting(house, "Gus") as crm:  # an agent who was not assigned this item
        with pytest.raises(NotFound):
            drafts.approve(crm, drafts.get(crm, row.id))


def test_an_approved_message_leaves_through_the_outbox_alone(house):
    with acting(house) as crm:
        row = drafts.request(crm, drafts.MESSAGE, contact=contact(crm), item=item(crm), about="the Blue Nude")
        draft_writing.written(
            crm, draft_writing.claim(crm, row.id), "Hi Maria, the Blue Nude is here.", "gpt-test", None
        )
        mail = select(Outbox).where(Outbox.contact_id == contact(crm).id)
        assert crm.session.scalars(mail).all() == []
        drafts.approve(crm, row)
        [sent] = crm.session.scalars(mail).all()
        assert "Hi Maria, the Blue Nude is here." in sent.text
        assert (sent.purpose, sent.state) == ("personal", "queued")
        assert sent.item_id == item(crm).id


def test_a_draft_is_claimed_by_one_worker_for_the_length_of_a_lease(house):
    with acting(house) as crm:
        row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
        assert draft_writing.claim(crm, row.id) is not None
        assert draft_writing.claim(crm, row.id) is None
        house.clock.advance(seconds=91)
        assert draft_writing.claim(crm, row.id).attempts == 2
        assert draft_writing.held(crm, row.id, 1) is None  # the first worker comes too late


def test_the_writer_is_told_nothing_that_stays_inside(house):
    with acting(house) as crm:
        work: Item = item(crm)
        work.cost, work.floor_price, work.serial, work.price_hidden = 100, 4000, "S/N 77", True
        work.consignor_id = contact(crm, "Ana").id
        work.details = {"frame": "walnut", "purchase_cost": 1234, "internal_note": "hurry", "edition": 3}
        message = Draft(kind=drafts.MESSAGE, item_id=work.id, contact_id=contact(crm).id)
        crm.session.add(message)
        crm.session.flush()
        told = facts.of_draft(crm, message)
        assert told["item"] == {
            "title": "Blue Nude", "maker": "Ana Ruiz", "category": "painting", "medium": "oil on canvas",
            "size": "24x36 in", "year": 2019, "frame": "walnut", "edition": 3,
        }  # fmt: skip
        assert told["contact"] == "Maria Lopez"
        work.price_hidden = False
        assert facts.of_draft(crm, message)["item"]["price"] == {"amount": "4800.00", "currency": "USD"}


def test_asking_for_a_draft_can_be_undone_after_its_approval_was(house):
    with acting(house) as crm:
        with crm.command("describe_item"):
            row = drafts.request(crm, drafts.DESCRIPTION, item=item(crm))
        draft_writing.written(crm, draft_writing.claim(crm, row.id), "A blue nude.", "gpt-test", None)
        with crm.command("approve"):
            drafts.approve(crm, row)
        asking = crm.session.scalars(select(Action).where(Action.name == "describe_item")).one()
        with pytest.raises(Refused, match="The draft for Blue Nude was changed since"):
            journal.undo(crm, asking.id)
        journal.undo(crm)
        journal.undo(crm)
        assert crm.session.get_one(Draft, row.id).deleted_at is not None
