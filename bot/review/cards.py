"""How what waits looks: a card's place on the page, its words, its buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crm_core.crm import Crm
from crm_core.errors import NotFound, Refused
from crm_core.services.waiting import Waiting, find, waiting
from intents.approving import detail_of


@dataclass(frozen=True)
class Kind:
    """One section of the page. one, many: what is counted; quote: the detail is somebody's own words."""

    title: str
    one: str
    many: str
    quote: bool = False


@dataclass(frozen=True)
class Button:
    """style: main, "" or plain.

    words: "box" sends the card's text box along; "ask" has a small box of its own, named by `prompt`; "" sends
    no words.
    """

    label: str
    style: str = ""
    words: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Card:
    """What is drawn. box: the text box's label, "" where there is none; words: what is in it.

    trouble: why the last try was refused; notice: what it did, where the card still waits.
    """

    kind: str
    id: int
    title: str
    detail: str
    since: datetime
    quote: bool
    buttons: list[tuple[str, Button]]
    contact_id: int | None
    box: str
    words: str
    trouble: str = ""
    notice: str = ""

    @property
    def address(self) -> str:
        return f"/review/{self.kind}/{self.id}"


@dataclass(frozen=True)
class Group:
    name: str
    kind: Kind
    cards: list[Card]

    @property
    def size(self) -> int:
        return len(self.cards)


KINDS: dict[str, Kind] = {
    "approval": Kind("Waiting for your OK", "request", "requests"),
    "thread": Kind("Messages from collectors", "message", "messages", quote=True),
    "draft": Kind("Drafts to approve", "draft", "drafts"),
    "inbox": Kind("Texts that went wrong", "unclear text", "unclear texts", quote=True),
    "outbox": Kind("Messages that may not have arrived", "undelivered", "undelivered"),
    "nudge": Kind("Worth doing", "nudge", "nudges"),
}
BUTTONS: dict[tuple[str, str], Button] = {
    ("approval", "approve"): Button("OK", "main"),
    ("approval", "reject"): Button("NO", words="ask", prompt="Why not? (They are told; may stay empty)"),
    ("thread", "reply"): Button("Send", "main", "box"),
    ("thread", "close"): Button("Nothing to answer"),
    ("draft", "approve"): Button("Approve", "main", "box"),
    ("draft", "edit"): Button("Save for later", words="box"),
    ("draft", "revise"): Button("Write it again", words="ask", prompt="What should be different?"),
    ("draft", "retry"): Button("Try again", "main"),
    ("draft", "reject"): Button("Reject", "plain"),
    ("inbox", "retry"): Button("Try again", "main"),
    ("inbox", "dismiss"): Button("Put aside"),
    ("outbox", "retry"): Button("Send again", "main"),
    ("outbox", "arrived"): Button("It arrived", "main"),
    ("outbox", "dismiss"): Button("Put aside", "plain"),
    ("nudge", "done"): Button("Done", "main"),
    ("nudge", "snooze"): Button("Tomorrow"),
    ("nudge", "dismiss"): Button("Dismiss", "plain"),
}
DRAFT_BOX, OWN_BOX, REPLY_BOX = "The words, yours to change", "Write it yourself", "Your reply"


def groups(crm: Crm, instead: Card | None = None) -> list[Group]:
    """What waits for this actor by kind, the most pressing first. instead: a card to show in its place."""
    cards = [card(crm, each) for each in waiting(crm)]
    if instead is not None:
        cards = [instead if (each.kind, each.id) == (instead.kind, instead.id) else each for each in cards]
    names = list(dict.fromkeys([*KINDS, *(each.kind for each in cards)]))
    found = [Group(name, kind_named(name), [each for each in cards if each.kind == name]) for name in names]
    return [group for group in found if group.cards]


def kind_named(name: str) -> Kind:
    return KINDS.get(name) or Kind(name.replace("_", " ").capitalize(), name, f"{name}s")


def card_of(crm: Crm, kind: str, row_id: int) -> Card | None:
    """One card, if it (still) waits for this actor."""
    try:
        return card(crm, find(crm, kind, row_id))
    except (NotFound, Refused):
        return None


def card(crm: Crm, each: Waiting) -> Card:
    """How one thing that waits is drawn."""
    each = replace(each, detail=detail_of(crm, each))
    known = kind_named(each.kind)
    box, filled = _box(each)
    return Card(
        kind=each.kind,
        id=each.id,
        title=each.title,
        # Words that can be changed stand in their box, not twice.
        detail="" if filled else each.detail,
        since=each.since,
        quote=known.quote and bool(each.detail),
        buttons=_one_main([(action, button_for(each.kind, action)) for action in each.actions]),
        contact_id=each.contact_id,
        box=box,
        words=filled,
    )


def button_for(kind: str, action: str) -> Button:
    """How an action is offered; one that is new here gets a plain button of its own name."""
    return BUTTONS.get((kind, action)) or Button(action.replace("_", " ").capitalize())


def _one_main(buttons: list[tuple[str, Button]]) -> list[tuple[str, Button]]:
    """Only the first main button of a card stays one: the action that is most likely meant."""
    first = next((action for action, button in buttons if button.style == "main"), "")
    weaker = {"main": ""}
    return [
        (action, button if action == first else replace(button, style=weaker.get(button.style, button.style)))
        for action, button in buttons
    ]


def _box(each: Waiting) -> tuple[str, str]:
    """The text box's label and what is in it."""
    if each.kind == "draft" and "approve" in each.actions:
        return DRAFT_BOX, each.detail
    if each.kind == "draft" and "edit" in each.actions:
        return OWN_BOX, ""
    return (REPLY_BOX, "") if "reply" in each.actions else ("", "")
