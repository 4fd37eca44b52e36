"""How what waits looks: a card's place on the page, its words, its buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crm_core.services.waiting import Waiting, waiting

from crm_core.crm import Crm


@dataclass(frozen=True)
class Kind:
    """One section of the page. title: of the section; quote: the detail is somebody's own words."""

    title: str
    one: str
    many: str
    quote: bool = False


@dataclass(frozen=True)
class Button:
    """style: main, "" or plain. words: the text box that goes with it: "" none, "own" filled, "new" empty."""

    label: str
    style: str = ""
    words: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Card:
    kind: str
    id: int
    title: str
    detail: str
    since: datetime
    quote: bool
    buttons: list[tuple[str, Button]]
    contact_id: int | None = None
    trouble: str = ""
    words: str = ""

    @property
    def address(self) -> str:
        return f"/review/{self.kind}/{self.id}"

    @property
    def box(self) -> Button | None:
        """The first button that wants words decides what the text box is for."""
        return next((button for _, button in self.buttons if button.words), None)


@dataclass(frozen=True)
class Group:
    name: str
    kind: Kind
    cards: list[Card]


KINDS: dict[str, Kind] = {
    "approval": Kind("Waiting for your OK", "request", "requests"),
    "thread": Kind("Messages from collectors", "message", "messages", quote=True),
    "draft": Kind("Drafts to approve", "draft", "drafts"),
    "inbox": Kind("Texts I didn't understand", "puzzle", "puzzles", quote=True),
    "outbox": Kind("Messages that didn't arrive", "undelivered", "undelivered"),
    "nudge": Kind("Worth doing", "nudge", "nudges"),
}
BUTTONS: dict[str, Button] = {
    "approve": Button("Approve", "main"),
    "ok": Button("OK", "main"),
    "no": Button("NO"),
    "reject": Button("Reject"),
    "edit": Button("Save changes", "plain", "own", "The words, yours to change"),
    "revise": Button("Write it again", "", "new", "What should be different?"),
    "reply": Button("Send reply", "main", "new", "Your reply"),
    "done": Button("Done"),
    "close": Button("Done"),
    "dismiss": Button("Dismiss", "plain"),
    "retry": Button("Try again", "main"),
    "arrived": Button("It arrived"),
    "sent": Button("It arrived"),
    "snooze": Button("Tomorrow"),
}


def groups(crm: Crm, instead: Card | None = None) -> list[Group]:
    """What waits for this actor by kind, the most pressing first. instead: a card to show in its place."""
    cards = [_card(each) for each in waiting(crm)]
    if instead is not None:
        cards = [instead if (card.kind, card.id) == (instead.kind, instead.id) else card for card in cards]
    names = list(dict.fromkeys([*KINDS, *(card.kind for card in cards)]))
    found = [Group(name, kind_named(name), [card for card in cards if card.kind == name]) for name in names]
    return [group for group in found if group.cards]


def kind_named(name: str) -> Kind:
    return KINDS.get(name) or Kind(name.replace("_", " ").capitalize(), name, f"{name}s")


def card_of(crm: Crm, kind: str, row_id: int, *, trouble: str = "", words: str = "") -> Card | None:
    """One card, if it (still) waits for this actor."""
    for each in waiting(crm):
        if (each.kind, each.id) == (kind, row_id):
            return replace(_card(each), trouble=trouble, words=words)
    return None


def _card(each: Waiting) -> Card:
    known = kind_named(each.kind)
    buttons = [(action, BUTTONS.get(action) or Button(action.capitalize())) for action in each.actions]
    return Card(each.kind, each.id, each.title, each.detail, each.since, known.quote, buttons)
