"""People: the gallery's own users, their roles, and the gallery's settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Json, Ref, Reply, slot
from intents.slots.money import CURRENCIES

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import User

OFF = "none|off|nothing|no|remove"
MEANT = {
    "logo": re.compile(
        rf"((this|that|the|my|a|it) ?)?(picture|photo|image|file|one)?|[0-9a-f]{{32}}\.\w+|{OFF}", re.I
    ),
    "webhook": re.compile(rf"https?://\S+|{OFF}", re.I),
    "trade": re.compile(r".*(galler|watch|handmade).*", re.I),
    "currency": re.compile(rf"|[a-z]{{3}}|.*(?<!\w)({'|'.join(map(re.escape, CURRENCIES))})(?!\w).*", re.I),
}


class AddUser(Intent):
    """Give a colleague access."""

    name_: str = slot("name", required=True, ask="What is their name?")
    phone: str | None = slot("phone", ask="What is their phone number?")
    role: str = slot("role", required=True, ask="As what: admin, manager, finance, staff, agent or seller?")

    phrases = (
        "(add|create|set up|invite|make|new user|add user) [:|,] {name} [,] {phone} [,] {role}",
        "(new|add) {role} [:|,|-] {name} [,|-|:] {phone}",
    )
    examples = {"add Sam 415 555 0199 as agent": {"name": "Sam", "phone": "+14155550199", "role": "agent"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import users

        role = users.role_named(self.role).value
        reach = f" ({self.phone})" if self.phone else ""
        return f"Give {self.name_}{reach} access as {_a(role)}?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        user = users.add(crm, self.name_, self.role, phone=self.phone)
        how = "They can text now." if self.phone else "They have no number yet, so they can't text."
        text = f"{user.name} has access as {_a(user.role)}. {how} UNDO takes it back."
        return Reply(text, [Ref("user", user.id, user.name)])


class SetRole(Intent):
    """Change what a colleague may do."""

    user: User = slot("user", required=True, ask="Whose role?")
    role: str = slot("role", required=True, ask="Admin, manager, finance, staff, agent or seller?")

    phrases = (
        "(give|grant) {role} (role|rights|access|permissions|privileges|permission) to {user}",
        "(promote|demote) {user} [to|as] {role}",
    )
    examples = {"make Sam a manager": {"user": "Sam", "role": "manager"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import users

        role = users.role_named(self.role).value
        return f"Make {self.user.name} {_a(role)} (now {self.user.role})?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        users.set_role(crm, self.user, self.role)
        text = f"{self.user.name} is {_a(self.user.role)} now. UNDO takes it back."
        return Reply(text, [Ref("user", self.user.id, self.user.name)])


class RemoveUser(Intent):
    """Take a colleague's access away."""

    user: User = slot("user", required=True, ask="Who should lose access?")

    phrases = ("remove {user}", "(deactivate|offboard|off-board) {user}")
    examples = {"remove Sam": {"user": "Sam"}}
    effect = Effect.CONFIRM
    needs = Permission.USERS
    step_up = True

    def preview(self, crm: Crm) -> str:
        return f"Take {self.user.name}'s access ({self.user.role}) away at once?"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        users.remove(crm, self.user)
        return Reply(f"{self.user.name} has no access any more. UNDO takes it back.")


class SetSetting(Intent):
    """Change a setting of the gallery."""

    setting: str = slot("setting", required=True, ask="Which setting?")
    value: str = slot("text", required=True, ask="To what?")

    phrases = (
        "(turn|switch) {value=(on|off)} [the|our] {setting}",
        "(turn|switch) [the|our] {setting} {value=(on|off)}",
    )
    examples = {
        "quiet hours 9pm to 9am": {"setting": "quiet hours", "value": "9pm to 9am"},
        "default currency eur": {"setting": "default currency", "value": "eur"},
    }
    effect = Effect.CONFIRM
    needs = Permission.SETTINGS
    step_up = True

    def preview(self, crm: Crm) -> str:
        from crm_core.services import setting_words

        return f"{setting_words.meant(crm, self.setting, self.value)}?"

    def bound(self, crm: Crm) -> dict[str, str]:
        """The very picture that was shown to be the logo."""
        from crm_core.services import setting_words

        return {"value": setting_words.settled(crm, self.setting, self.value)}

    @classmethod
    def makes_sense(cls, slots: dict[str, Json]) -> bool:
        """ "The logo is crooked" sets nothing: of some settings there is only so much that can be meant."""
        about, value = str(slots.get("setting", "")).casefold(), str(slots.get("value", "")).strip()
        wanted = next((pattern for word, pattern in MEANT.items() if word in about), None)
        return wanted is None or wanted.fullmatch(value) is not None

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import setting_words

        return Reply(f"{setting_words.change(crm, self.setting, self.value)}. UNDO takes it back.")


class ShowSettings(Intent):
    """The gallery's settings as they are."""

    setting: str | None = slot("setting")

    phrases = (
        "(show|list|see|check|what are|whats) [me] [all] [the|our|my] [gallery] (settings|preferences|configuration)",
        "(settings|preferences) [please|list|overview]",
        "(whats|what is|what are|show|show me|when are) [the|our] {setting}",
    )
    examples = {"what are our settings": {}}
    effect = Effect.READ
    needs = Permission.SETTINGS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import setting_words

        lines = setting_words.shown(crm, self.setting)
        change = "" if self.setting else "\nTo change one: “hold days 5”."
        return Reply("\n".join(lines) + change)


def _a(role: str) -> str:
    return (
        f"an {role}" if role[0] in "ae" else {"finance": "finance", "staff": "staff"}.get(role, f"a {role}")
    )
