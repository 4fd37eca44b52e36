"""People: the gallery's own users, their roles, and the gallery's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, slot

if TYPE_CHECKING:
    from crm_core.models import User


class AddUser(Intent):
    """Give a colleague access."""

    name_: str = slot("name", required=True, ask="What is their name?")
    phone: str | None = slot("phone", ask="What is their phone number?")
    role: str = slot("role", required=True, ask="As what: admin, manager, finance, staff, agent or seller?")

    phrases = ("<new> {name} [{phone}] as {role}",)
    examples = {"add Sam 415 555 0199 as agent": {"name": "Sam", "phone": "+14155550199", "role": "agent"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True


class SetRole(Intent):
    """Change what a colleague may do."""

    user: User = slot("user", required=True, ask="Whose role?")
    role: str = slot("role", required=True, ask="Admin, manager, finance, staff, agent or seller?")

    phrases = ("make {user} [a] {role}",)
    examples = {"make Sam a manager": {"user": "Sam", "role": "manager"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True


class RemoveUser(Intent):
    """Take a colleague's access away."""

    user: User = slot("user", required=True, ask="Who should lose access?")

    phrases = ("remove user {user}", "remove {user}")
    examples = {"remove Sam": {"user": "Sam"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True


class SetSetting(Intent):
    """Change a setting of the gallery."""

    setting: str = slot("setting", required=True, ask="Which setting?")
    value: str = slot("text", required=True, ask="To what?")

    phrases = ("{setting} {value}",)
    examples = {
        "quiet hours 9pm to 9am": {"setting": "quiet hours", "value": "9pm to 9am"},
        "default currency eur": {"setting": "default currency", "value": "eur"},
    }
    effect = Effect.CONFIRM
    needs = Permission.SETTINGS
    step_up = True
