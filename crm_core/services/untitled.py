"""Photos that came without a word become an item at once, untitled, so that they are kept; the words that follow
within two minutes say what it is.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from crm_core.crm import Crm
from crm_core.models import Action, Item, Journal
from crm_core.services import items

TITLE = "Untitled"
TAKEN = "take_photos"  # the action's name: no command, photos say nothing
WORDS_FOLLOW = timedelta(minutes=2)
LATEST = (
    select(Action)
    .where(
        Action.user_id == bindparam("actor"),
        Action.at >= bindparam("since"),
        Action.undone_by_id.is_(None),
        Action.id != bindparam("own"),
    )
    .order_by(Action.id.desc())
    .limit(1)
)


def take(crm: Crm) -> Item:
    """An item of which only photos are known."""
    item = items.add(crm, items.NewItem(title=TITLE))
    for piece in items.pieces(crm, item):
        piece.stage = "photographed"
    crm.session.flush()
    return item


def fresh(crm: Crm) -> Item | None:
    """The item that the actor's photos became a moment ago, if nobody has said yet what it is."""
    item = _of_latest(crm, TAKEN)
    return item if item is not None and item.title == TITLE else None


def just_added(crm: Crm, command: str) -> Item | None:
    """The item that the actor added in words a moment ago: photos that follow are of it."""
    return _of_latest(crm, command)


def _of_latest(crm: Crm, name: str) -> Item | None:
    """What the actor's last action of late made, if it is of that name and still stands."""
    own = crm.action.id if crm.action else 0
    mine = {"actor": crm.actor.id, "since": crm.now() - WORDS_FOLLOW, "own": own}
    action = crm.session.scalar(LATEST, mine)
    if action is None or action.name != name:
        return None
    made = select(Journal.row_id).where(
        Journal.action_id == action.id, Journal.table_name == "item", Journal.op == "insert"
    )
    item = crm.session.get(Item, crm.session.scalar(made.limit(1)) or 0)
    return item if item is not None and item.deleted_at is None else None
