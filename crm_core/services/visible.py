"""Whose rows somebody sees: agents and sellers their own, a collector what is theirs or on show, the rest
everything.

One filter per table, used by everything that finds or lists.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from crm_core.access import Role, own_only
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Order, Task


def contacts(crm: Crm) -> ColumnElement[bool]:
    """Contacts that are there (not archived, not merged) and this actor's to see."""
    return and_(Contact.deleted_at.is_(None), whose_contacts(crm))


def whose_contacts(crm: Crm) -> ColumnElement[bool]:
    if crm.actor.is_guest:
        return Contact.id == crm.actor.id
    return Contact.responsible_id == crm.actor.id if own_only(crm.actor) else true()


def items(crm: Crm) -> ColumnElement[bool]:
    """Items that are not archived. A seller reads others' titles and prices; an agent sees what they were
    assigned.
    """
    return and_(Item.deleted_at.is_(None), whose_items(crm))


def whose_items(crm: Crm) -> ColumnElement[bool]:
    if crm.actor.role is Role.AGENT:
        return or_(Item.assigned_to_id == crm.actor.id, Item.brought_by_id == crm.actor.id)
    return true()


def orders(crm: Crm) -> ColumnElement[bool]:
    """Orders of the contacts one sees, or sold by oneself; a collector's own."""
    there = Order.deleted_at.is_(None)
    if crm.actor.is_guest:
        return and_(there, Order.contact_id == crm.actor.id)
    if own_only(crm.actor):
        mine = select(Contact.id).where(Contact.responsible_id == crm.actor.id)
        return and_(there, or_(Order.sold_by_id == crm.actor.id, Order.contact_id.in_(mine)))
    return there


def tasks(crm: Crm) -> ColumnElement[bool]:
    """One's own tasks and those one gave to others; all of them for Herring itself."""
    there = Task.deleted_at.is_(None)
    if crm.actor.kind == "system":
        return there
    if not crm.actor.is_user:
        return false()
    return and_(there, or_(Task.user_id == crm.actor.id, Task.by_user_id == crm.actor.id))
