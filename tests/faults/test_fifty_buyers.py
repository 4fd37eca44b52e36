"""Fifty want the only piece in the same moment, through three channels: one gets it, forty-nine get a clear answer.

Those who sell have been shown the preview before; then all OKs arrive, and the texts of those who want it held, by SMS
as Twilio posts them, by the console, and by the review page's button, each carried out by a thread of its own.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from channels.console import SIGNATURE, derive_key, sign
from crm_core.config import settings
from crm_core.models import Address, Approval, Claim, Contact, Inbox, Item, LedgerEntry, Order, Piece, User
from crm_core.services import tokens
from crm_core.services.find import rebuild_terms
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.twilio import FakeTwilio
from workers import inbox

TEXTING, ON_THE_PAGE = 34, 16
PRICE = 9500


FIRST = "Nora Felix Greta Hugo Ines Jonas Karla Lorenz Mina Otto Paula Rasmus".split()
LAST = "Abel Brandt Castel Duval Ekholm Ferrari Hallberg".split()


def names() -> list[str]:
    """84 people, no two alike."""
    return [f"{first} {last}" for last in LAST for first in FIRST]


class Crowd:
    """Colleagues who text by SMS or console, and requests of collectors for the page's button."""

    def __init__(self, doors: Doors) -> None:
        self.doors, self.house = doors, doors.house
        self.phones = {
            f"+1212555{3000 + number}": ("sms", "console")[number % 2] for number in range(TEXTING)
        }
        self.buyers, clerks = names()[: TEXTING + ON_THE_PAGE], names()[TEXTING + ON_THE_PAGE :]
        with self.house.crm() as crm:
            for (phone, channel), name in zip(self.phones.items(), clerks, strict=True):
                user = User(name=name, role="staff")
                crm.session.add(user)
                crm.session.flush()
                crm.session.add(Address(channel=channel, value=phone, user_id=user.id))
            for number, name in enumerate(self.buyers):
                contact = Contact(name=name)
                crm.session.add(contact)
                crm.session.flush()
                crm.session.add(
                    Address(channel="console", value=f"+1415555{4000 + number}", contact_id=contact.id)
                )
            rebuild_terms(crm)
        self.key = derive_key(settings().signing_key)

    def text(self, phone: str, words: str) -> None:
        """One signed webhook; no worker looks."""
        if self.phones.get(phone, "console") == "sms":
            self.doors.text(phone, words)
            return
        body = json.dumps(
            {"id": f"{phone}{words}", "from": phone, "to": self.house.lines["one"], "text": words}
        ).encode()
        answer = httpx.post(
            f"{self.doors.url}/webhooks/console", content=body, headers={SIGNATURE: sign(self.key, body)}
        )
        assert answer.status_code < 300, answer.text

    def waiting(self) -> list[int]:
        return [row.id for row in self.doors.inbox() if row.handled_at is None]

    def browser(self) -> httpx.Client:
        """Olivia, signed in on a device of hers."""
        client = httpx.Client(base_url=self.doors.url, timeout=60)
        with self.house.crm() as crm:
            olivia = crm.session.scalars(select(User).where(User.name == "Olivia Grant")).one()
            link = f"/login/{tokens.issue(crm, 'login', timedelta(minutes=15), user=olivia)}"
        assert client.post(link).status_code == 303
        return client


def press(client: httpx.Client, approval: int) -> str:
    csrf = re.findall(r'name="csrf" value="([^"]+)"', client.get("/review").text)[0]
    data = {"csrf": csrf, "action": "approve", "words": ""}
    return re.sub(
        r"<[^>]+>",
        " ",
        client.post(f"/review/approval/{approval}", data=data, headers={"hx-request": "true"}).text,
    )


def all_at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Every piece of work in a thread of its own, started together; what each returned."""
    start, results = threading.Barrier(len(work)), [None] * len(work)

    def run(number: int) -> None:
        start.wait(60)
        results[number] = work[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


WON = r"\bSold\. Order \d+|Red Field \(SV-0016\) is on hold for"
TOLD = (
    r"sold already|held or sold|dealt with"  # it is gone, and by whom
    r"|is next in line|is number \d+ in line"  # it is held, and there is a place
    r"|Releases \w+ \w+(?:'|&#39;)s hold"  # it is held, and what a sale would do to that
)


@pytest.mark.slow
@pytest.mark.parametrize("holding", [0, 17, TEXTING])
def test_one_gets_it_and_forty_nine_are_told_why_not(
    house: House, setting: Callable[..., None], holding: int
) -> None:
    """holding: how many of those who text want it held; all others sell."""
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as doors:
        crowd = Crowd(doors)
        wanted = dict(zip(crowd.phones, crowd.buyers, strict=False))
        holders, sellers = list(wanted)[:holding], list(wanted)[holding:]
        for phone in sellers:
            crowd.text(phone, f"sold Red Field to {wanted[phone]} for {PRICE}")
        for number in range(ON_THE_PAGE):
            crowd.text(f"+1415555{4000 + TEXTING + number}", "I want Red Field")
        doors.settle()
        for phone in sellers:
            assert "Reply OK" in doors.said_to(phone)[-1], doors.said_to(phone)
        requests = [row.id for row in doors.rows(Approval) if row.command["name"] == "sell_item"]
        assert len(requests) == ON_THE_PAGE
        before = {phone: len(doors.said_to(phone)) for phone in wanted}

        for phone in sellers:
            crowd.text(phone, "ok")
        for phone in holders:
            crowd.text(phone, f"hold Red Field for {wanted[phone]}")
        buttons = [(crowd.browser(), approval) for approval in requests]
        orders: list[Callable[[], Any]] = [
            lambda row=row: inbox.work(house.one, row, house.clock) for row in crowd.waiting()
        ]
        clicks: list[Callable[[], Any]] = [lambda each=each: press(*each) for each in buttons]
        assert len(orders) + len(clicks) == 50
        pages = [said for said in all_at_once(orders + clicks) if isinstance(said, str)]
        doors.settle()

        answers = pages + [" ".join(doors.said_to(phone)[before[phone] :]) for phone in wanted]
        won = [said for said in answers if re.search(WON, said)]
        told = [said for said in answers if "Red Field" in said and re.search(TOLD, said, re.S)]
        assert len(answers) == 50 and len(won) == 1, won
        lost = [said for said in answers if said not in won and said not in told]
        assert len(told) == 49, f"no clear answer: {lost[:3]}"
        the_books_hold_one(house, sold="Sold. Order" in won[0])


def the_books_hold_one(house: House, *, sold: bool) -> None:
    """One live claim; an order and what is owed for it only where it was sold."""
    with house.crm() as crm:
        piece = select(Piece.id).join(Item).where(Item.title == "Red Field").scalar_subquery()
        live = select(Claim.state).where(Claim.piece_id == piece, Claim.state.in_(("held", "sold")))
        assert crm.session.scalars(live).all() == ["sold" if sold else "held"]
        assert crm.session.scalar(select(func.count()).select_from(Order)) == sold
        owed = select(func.sum(LedgerEntry.amount)).where(LedgerEntry.account == "receivable")
        assert (crm.session.scalar(owed) or 0) == PRICE * sold
        failed = select(func.count()).select_from(Inbox).where(Inbox.outcome == "failed")
        assert crm.session.scalar(failed) == 0
