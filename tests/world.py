"""The demo world's people and things by name, for tests of services and commands."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from crm_core.access import Actor, Role
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Outbox, User
from crm_core.services import find
from intents.base import Reply, registry

if TYPE_CHECKING:
    from tests.conftest import House


def acting(house: House, name: str = "Olivia") -> AbstractContextManager[Crm]:
    """A unit of work of this colleague."""
    with house.crm() as crm:
        user = crm.session.scalars(select(User).where(User.name.startswith(name))).one()
        actor = Actor("user", user.id, user.name, Role(user.role))
    return house.crm(actor)


def item(crm: Crm, said: str = "Blue Nude") -> Item:
    found = find.items(crm, said).one
    assert found is not None, said
    return found


def contact(crm: Crm, said: str = "Maria") -> Contact:
    found = find.contacts(crm, said).one
    assert found is not None, said
    return found


def do(crm: Crm, name: str, **slots: Any) -> Reply:
    """Carry a command out as the conversation does: in its own savepoint, journalled."""
    intent = registry[name](**slots)
    with crm.command(name) as action:
        reply = intent.run(crm)
        action.summary = reply.text.partition("\n")[0]
    return reply


def ask(crm: Crm, name: str, **slots: Any) -> str:
    """The command's preview."""
    return registry[name](**slots).preview(crm)


def user(crm: Crm, name: str) -> User:
    return crm.session.scalars(select(User).where(User.name.startswith(name))).one()


def last_told(crm: Crm, name: str) -> str:
    """The last words for a colleague, sent or not."""
    mine = select(Outbox.text).where(Outbox.user_id == user(crm, name).id)
    return crm.session.scalars(mine.order_by(Outbox.id.desc()).limit(1)).one()
