"""People: the gallery's own users, their roles, and the gallery's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import User


class AddUser(Intent):
    """Give a colleague access."""

    name_: str = slot("name", required=True, ask="What is their name?")
    phone: str | None = slot("phone", ask="What is their phone number?")
    role: str = slot("role", required=True, ask="As what: admin, manager, finance, staff, agent or seller?")

    phrases = (
        "(add|create|set up|invite|onboard|make|register|give access to|enroll|sign up|new "
        "user|add user|add a user|create user|create a user|new staff|add new staff|add staff|add "
        "a new user|new team member|add team member|add a team member|add a new team member|add "
        "colleague|new colleague|add new user|add new team member|create an account for|make an "
        "account for|set up an account for|create a login for|set up a login for|open an account "
        "for|add a colleague|add a new colleague|add a new staff member|add staff member|add a "
        "staff member|new hire|add new hire|add employee|add a new employee|add new employee|new "
        "employee|enrol|add new colleague|bring in|bring on|hire|put) [:|,] {name} [[,] "
        "[her|his|their] [phone|number|cell|number is|phone is|phone number|phone number is|on|at] "
        "[is|:] {phone}] [to the team|to the staff|on the team|to team|in the system] [,] "
        "(as|role|to be|with role|with the role|in the role of|with the role of|role of|role "
        "is|role:|as our new|role as|the role) [a|an|our|new|our new|the|the new|:|is|of] {role} "
        "[user|role|access|rights] [[,] [her|his|their] [phone|number|cell|number is|phone "
        "is|phone number|phone number is|mobile] [is|:] {phone}]",
        "(add|create|set up|invite|make|new user|add user|new staff|add new staff|add staff|new "
        "colleague|add new user|register|new team member) [:|,] {name} , {role} [[,] "
        "[phone|number|her number is|his number is|her cell is|his cell is|her phone is|his phone "
        "is] {phone}]",
        "(add|create|set up|invite|make|new user|add user) [:|,] {name} [,] {phone} [,] {role}",
        "(add|create|invite|set up|new|add a|add a new|create a|create a new|add our new|we have a "
        "new|register a new|register) [new] {role} [user|:|,|called|named|account for|login "
        "for|team member|:] {name} [[,] [her|his|their] [phone|number|cell|number is|phone "
        "is|phone number] [is|:|at|on] {phone}]",
        "{name} (joins|is joining|joined|starts|is starting|has joined|started|is our new|is the "
        "new|becomes|comes on board|is coming on board|will be|will join|comes in|is now "
        "working|starts working|is new|works now|comes on|is on board|is) [us|the "
        "team|today|monday|with us|here|the gallery|our team|new] [as|,|to be] [our|a|an|the] "
        "[new] {role} [[,] [her|his|their|add] [her|him|them|phone|number|cell|number is|phone "
        "is|phone number] [is|:|add] {phone}]",
        "(give|grant) {name} {role} (access|rights|permissions|an account|a login) [[,] "
        "[her|his|their] [phone|number|number is|phone is|phone number] [is|:] {phone}]",
        "(give|grant) {name} (access|an account|a login) as [a|an] {role} [[,] [her|his|their] "
        "[phone|number|number is|phone is|phone number] [is|:] {phone}]",
        "(give|get|grant|set|sort|hook) {name} [up] [with] [access|an account|a login|a seat] "
        "(as|in|with) [a|an|the|our] [new] {role} [role|rights|access] [,|:|-|on|at|number|her "
        "number is|his number is|phone] [{phone}]",
        "(give|get|grant) {name} [access|an account|a login] (in|with|as) the {role} role "
        "[,|:|-|on|at|number|her number is|his number is|phone|cell] [{phone}]",
        "(hire|hired|we hired|weve hired|weve taken on|we have taken on|took on|taken on|we have "
        "hired|just hired) {name} as [a|an|the|our] [new] {role} [[,] [add|set up] "
        "[her|him|them|number|phone|cell|her number is|his number is|her cell is|his cell is] "
        "{phone}]",
        "{name} [,] {phone} [,] (as|is|our|new|is our|is our new|is the new|role) [a|an|the|our|new] {role}",
        "(new|add) {role} [:|,|-] {name} [,|-|:] {phone}",
        "(put|add|set) {name} [on|up|down] (as|on the team as|in the system as|in as) "
        "[a|an|the|our] [new] {role} [[,] [her|his|their] [number|phone|cell|number is|phone is] "
        "{phone}]",
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
        ""
        "(make|promote|set|turn|change|move|upgrade|downgrade|demote|switch|appoint|name|assign|designate) "
        "{user} [to|as|into|to be|be|role to|role as|up to|down to|over to|over] "
        "[a|an|the|our|new] {role} [role|now|user|rights|again|from now on]",
        "(change|set|update|switch|edit|make|adjust|modify) {user's} "
        "(role|access|permissions|rights|access level|permission|access rights|user "
        "role|level|job|status) (to|as|:|=|into|from {_@role} to) [a|an|the|our] {role} "
        "[access|role|level|rights]",
        "(change|set|update|switch|edit|assign|give|modify) [the] "
        "(role|access|permissions|rights|access level) (of|for|to) {user} (to|as|:|=|from {_@role} "
        "to) [a|an|the] {role} [access|role|level]",
        "{user} (is|should be|becomes|should become|gets|will be|needs to be|is going to be|gets "
        "to be|shall be|to be|has to be|is to be|shall become|should have|needs|should get) "
        "[now|from now on|promoted to|demoted to] [a|an|the|our] {role} [now|from now on|from "
        "today|role|rights|access]",
        "(give|grant|assign) {user} [the] {role} "
        "(role|rights|access|permissions|permission|privileges|level)",
        "(give|grant) {role} (role|rights|access|permissions|privileges|permission) to {user}",
        "(promote|demote) {user} [to|as] {role}",
        "{user's} [new] role (is|:|=|should be|changes to|becomes) [now] [a|an] {role}",
        ""
        "(put|shift|bump|kick|knock|move|swap|slide|push|pop|turn|bring|make|upgrade|downgrade|promote|demote) "
        "{user} [up|down|over|across|in] (to|as|into|onto|in) [a|an|the|our] {role} "
        "[role|rights|access|duty|position]",
        "(from now on|starting today|as of today) {user} is [a|an|our|the] {role}",
        "{user's} (role|access|rights|position|job|permissions) [is|to|:|=|should "
        "be|becomes|changes to|now|goes to|will be] [now|be] [a|an] {role}",
        "(bump|move|upgrade|promote|kick|knock|bring) {user} [up|down] (to|as) [a|an] {role}",
        "? "
        "[!{user};!{role};!(role|make|promote|demote|promoted|rights|access|permissions|become|upgrade|downgrade)]",
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

    phrases = (
        "(remove|delete|deactivate|fire|kick out|disable|revoke|cut "
        "off|drop|block|off-board|offboard|suspend|kill|terminate|close) [the] "
        "(user|colleague|team member|staff member|staff|account of|access of|access for|account "
        "for|login of|login for|user account of|user account for|account|access from|rights of) "
        "{user} [access|account|now|from the team|from the system]",
        "(remove|deactivate|offboard|off-board|fire|kick|disable|boot|take|drop|delete) {user} "
        "[out|off] [from|of|as] [the|our] (team|staff|users|system|user list|crew|a "
        "user|user|roster|staff list|account|platform|list of users|team list|herring|app)",
        "remove {user}",
        "(deactivate|offboard|off-board) {user}",
        "(remove|delete|deactivate|disable|revoke|cut|cut off|close|kill|take "
        "away|end|terminate|block|suspend|pull|withdraw|lock) {user's} "
        "(access|account|login|user|rights|user account|permissions|access rights|system access)",
        "{user} (left|has left|quit|is leaving|no longer works here|doesnt work here|doesnt work "
        "here anymore|is gone|was fired|resigned|has quit|left us|has resigned|is no longer with "
        "us|left the team|isnt working here|doesnt work for us|no longer works for us|got fired|is "
        "not working here|isnt with us|is no longer working here|stopped working here|does not "
        "work here|left the gallery|has left us|retired|is no longer working with us|is no longer "
        "employed|has been let go|was let go|is off the team|isnt with us anymore|no longer works "
        "with us) [us|the team|the gallery|anymore|any more|now|here|today|last week] [,|so|-|and] "
        "[please] [remove|delete|deactivate|take|revoke|cut|disable|cut off|kill|close|block] "
        "[access|her|him|them|her access|his access|their access|account|the access|his "
        "account|her account|their account|her login|his login|the account|user] [off|from] "
        "[the|our] [staff|team|system|users|list|user list]",
        "{user} (doesnt|does not|no longer|should no longer|should not|shouldnt) "
        "(need|needs|have|has) access [anymore|any more]",
        "{user} should (not|no longer) have access [anymore|any more]",
        "(take|remove) {user} off [the|our] (staff|team|system|users|user list)",
        "(take|cut) away {user's} access",
        "(kick|boot|chuck|take|throw|lock|drop|strike|cut|get|turf) {user} (out|off|out "
        "of|from|off of) [of|from] [the|our|my] (system|staff|team|users|account|app|user "
        "list|gallery|staff list|platform|list of users)",
        "{user} (left|leaves|has left|is leaving|quit|quits|resigned|was sacked|got sacked|is "
        "out|finished up|moved on|has moved on|retired|got the boot|is gone|no longer works "
        "here|doesnt work here|doesnt work for us) [us|the gallery|the company|today|last "
        "week|yesterday|here] [anymore|any more] [,|-|so|and] [please] "
        "[kill|revoke|remove|cut|close|delete|disable|take away|cancel|pull|shut off|turn "
        "off|end|take|lock] [her|his|their|the|out] (access|account|login|user|off the staff|off "
        "the team|off|rights|from the system|from the staff|from the users|profile|him|her|them) "
        "[off|out] [the|of] [staff|team|system]",
        "? [!{user};!(remove|delete|revoke|take away|cut off|deactivate|off|kick|disable|lock "
        "out);!(access|login|account|user|staff|team|system)]",
    )
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
        "{setting} [is|are|to|:|=|should be|at|of|from|set to|now|shall be|will be|must be|as] "
        "[now] {value@setting_value}",
        "(set|change|make|update|switch|adjust|put|turn|configure|edit|modify) [the|our|my] "
        "[setting] {setting} [setting|to be|is|are|value] [to|:|=|as|at|from {_@short} "
        "to|into|of|be|,] {value@setting_value}",
        "(our|the|my) {setting} (is|are|should be|shall be|must be|will be|to|needs to be|runs|are "
        "from|is from|changes to|change to) [now] {value@setting_value}",
        "(turn|switch) {value=(on|off)} [the|our] {setting}",
        "(turn|switch) [the|our] {setting} {value=(on|off)}",
        "(enable|activate) [the|our] {setting} {value:on}",
        "(disable|deactivate|mute) [the|our] {setting} {value:off}",
        "(use|make) {value@short} [as] [the|our] {setting=(default currency|default "
        "channel|default language|default platform|base currency|currency|standard "
        "currency|language|time zone|timezone)}",
        "{setting} (on|off|enabled|disabled) {value@setting_value}",
        "no {setting=(quiet hours|auto answers|auto answer|auto replies)} {value:off}",
        "? "
        "[!(set|change|make|update|switch|adjust|move|put|turn|use|configure);!{setting};!(to|at|as|from|is|be|on|for) "
        "{value@setting_value}]",
        "(quiet hours|opening hours|business hours|hours) {_=(from|between|are|should be|are "
        "from)} {_@short}",
        "(i|we) (want|would like|d like|prefer|need|wish) [to have|our|the|to set|to change] "
        "[our|the] {setting} (to be|at|to|from|as|set to) {value@setting_value}",
        "{setting} [should|shall|must|will|is|are] [be|run|start|go|now] [from|now|at|to] "
        "{value@setting_value}",
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

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import setting_words

        return Reply(f"{setting_words.change(crm, self.setting, self.value)}. UNDO takes it back.")


def _a(role: str) -> str:
    return (
        f"an {role}" if role[0] in "ae" else {"finance": "finance", "staff": "staff"}.get(role, f"a {role}")
    )
