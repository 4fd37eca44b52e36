"""A nudge brings the words for its contact: shown first, sent as shown, and only where there are any."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crm_core.errors import Refused
from crm_core.models import Draft, Nudge, Outbox
from crm_core.services import drafts, nudge_drafts, sales
from crm_core.services.nudge_answers import About
from crm_core.services.nudge_rules import RULES
from crm_core.services.sale_plan import Terms
from intents.base import Effect, registry
from tests.world import acting, contact, do, item, user


def nudged(house, rule: str, who: str | None = "Maria", subject: str = "x:1") -> None:
    """Olivia was told of this."""
    with acting(house) as crm:
        olivia = user(crm, "Olivia")
        sent = Outbox(
            channel="console", our_address="x", to_address="y", user_id=olivia.id, text="told", purpose="service",
            state="sent", ref=rule, created_at=crm.now(),
        )  # fmt: skip
        crm.session.add(sent)
        crm.session.flush()
        crm.session.add(
            Nudge(
                rule=rule, subject=subject, window="w", user_id=olivia.id, text="told", state="sent", due_at=crm.now(),
                outbox_id=sent.id, contact_id=contact(crm, who).id if who else None,
            )
        )  # fmt: skip


def to_maria(crm) -> list[str]:
    mine = select(Outbox.text).where(Outbox.contact_id == contact(crm).id).order_by(Outbox.id)
    return list(crm.session.scalars(mine))


def test_the_words_are_shown_and_leave_as_they_were_shown(house):
    nudged(house, "contact.touch")
    words = "Hi Maria, it has been a while and we thought of you. We hope all is well."
    with acting(house) as crm:
        asked = registry["send_draft"]()
        assert asked.effect_now(crm) is Effect.OUTWARD
        assert f"“{words}”?" in asked.preview(crm)
        slots = asked.bound(crm)
        assert slots["message"] == words and to_maria(crm) == []
    nudged(house, "contact.birthday", subject="contact:0")  # another comes before OK does
    with acting(house) as crm:
        do(crm, "send_draft", contact=contact(crm), message=words)
        assert [words in text for text in to_maria(crm)] == [True]
        last = crm.session.scalars(select(Nudge.state).order_by(Nudge.id.desc())).all()
        assert "done" in last


def test_a_collector_who_waits_gets_a_reply_that_is_written_first(house):
    nudged(house, "thread.waiting")
    with acting(house) as crm:
        assert registry["send_draft"]().effect_now(crm) is Effect.WRITE
        for _ in range(2):  # asked again while it is being written
            assert do(crm, "send_draft").text.startswith("Writing a reply to Maria Lopez.")
        [row] = crm.session.scalars(select(Draft)).all()
        assert (row.kind, row.state) == (drafts.REPLY, "pending")
        drafts.edit(crm, row, "Hi Maria, yes it is.")
        found = nudge_drafts.meant(crm, About(contact=contact(crm)))
        assert (found.text, found.draft) == ("Hi Maria, yes it is.", row)
        nudge_drafts.send(crm, contact(crm), found.text)
        assert row.state == "approved"
        assert ["Hi Maria, yes it is." in text for text in to_maria(crm)] == [True]


@pytest.mark.parametrize(("rule", "who", "why"), [
    ("item.unsold", None, "about no contact"),
    ("order.to_ship", "Maria", "I have no words for that one. Say “text Maria Lopez: …”."),
])  # fmt: skip
def test_where_there_are_no_words_it_says_so_and_none_are_offered(house, rule, who, why):
    nudged(house, rule, who)
    with acting(house) as crm:
        row = crm.session.scalars(select(Nudge)).one()
        assert not nudge_drafts.offered(crm, row)
        with pytest.raises(Refused, match=why):
            nudge_drafts.meant(crm)


def test_without_a_nudge_it_is_the_draft_that_waits(house):
    with acting(house) as crm:
        with pytest.raises(Refused):
            nudge_drafts.meant(crm)
        waits = drafts.request(crm, drafts.MESSAGE, contact=contact(crm))
        drafts.edit(crm, waits, "Hi Maria.")
        assert nudge_drafts.meant(crm).draft is waits


def test_every_rule_that_speaks_of_writing_has_words():
    writing = {
        "contact.lapsing", "contact.touch", "contact.birthday", "contact.promised", "offer.unanswered",
        "order.delivered", "order.anniversary", "payment.overdue", "thread.waiting",
    }  # fmt: skip
    assert {name for name, rule in RULES.items() if rule.reply or rule.draft} == writing


def test_the_day_of_a_purchase_and_money_that_is_late_have_words_of_their_own(house):
    with acting(house) as crm:
        order, _ = sales.sell(
            crm, Terms([(item(crm), 1)], contact(crm), price=crm.money(4500), when=date(2025, 11, 20))
        )
    for rule in ("order.anniversary", "payment.overdue"):
        nudged(house, rule, subject=f"order:{order.id}")
    with acting(house) as crm:
        rows = crm.session.scalars(select(Nudge).order_by(Nudge.id)).all()
        said = [RULES[row.rule].draft(crm, row) for row in rows]
    assert said == [
        "Hi Maria, Blue Nude came to you a year ago today. We hope it still gives you joy.",
        f"Hi Maria, $4,500.00 is still open on {order.label}. Could you have a look? Thank you.",
    ]
