"""Who may do what: the one permission table, read by services, help, the model's tools and the pages.

Source: the table "Who may say what" of the command catalogue. `decide` answers *allow*, *ask* (somebody else
must OK it first) or *deny*; whose rows an agent or seller sees is `own_only`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    FINANCE = "finance"
    STAFF = "staff"
    AGENT = "agent"
    SELLER = "seller"


class Permission(StrEnum):
    """A family of commands. *read* looks, *write* changes."""

    BASICS = "basics"  # menu, whoami, undo, own tasks: everybody on the staff
    CONTACTS_READ = "contacts.read"
    CONTACTS_WRITE = "contacts.write"
    ITEMS_READ = "items.read"
    ITEMS_WRITE = "items.write"
    SALES_READ = "sales.read"
    SALES_WRITE = "sales.write"
    PAYMENTS_WRITE = "payments.write"  # record a payment that came in
    MONEY_READ = "money.read"  # what is owed to whom, costs, profit
    MONEY_WRITE = "money.write"  # refunds, payouts, terms, costs
    LISTINGS_READ = "listings.read"
    LISTINGS_WRITE = "listings.write"
    BROADCAST = "broadcast"  # broadcast, erase, merge
    EXPORT = "export"
    IMPORT = "import"  # a whole file at once, for those who see everybody's rows
    SETTINGS = "settings"
    USERS = "users"
    REPORTS = "reports"
    PROFIT = "profit"
    TROUBLES = "troubles"  # what failed outside: the model, a channel, a provider
    GUEST = "guest"  # what a collector's sentence may record


class Decision(StrEnum):
    ALLOW = "allow"
    ASK = "ask"  # stored as an approval; somebody of a role in `approvers` may OK it
    DENY = "deny"


@dataclass(frozen=True)
class Actor:
    """Who acts in this unit of work: a user, a contact (guest), or Herring itself."""

    kind: str  # "user" | "contact" | "system"
    id: int | None = None
    name: str = "Herring"
    role: Role | None = None

    @property
    def is_user(self) -> bool:
        return self.kind == "user"

    @property
    def is_guest(self) -> bool:
        return self.kind == "contact"


SYSTEM = Actor("system")

_P = Permission
_READS = {_P.BASICS, _P.CONTACTS_READ, _P.ITEMS_READ, _P.SALES_READ, _P.LISTINGS_READ}
_DESK = _READS | {
    _P.CONTACTS_WRITE,
    _P.ITEMS_WRITE,
    _P.SALES_WRITE,
    _P.PAYMENTS_WRITE,
    _P.LISTINGS_WRITE,
    _P.REPORTS,
    _P.IMPORT,
}
_MANAGER = _DESK | {_P.MONEY_READ, _P.MONEY_WRITE, _P.BROADCAST, _P.EXPORT, _P.SETTINGS, _P.PROFIT}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(_MANAGER | {_P.USERS, _P.TROUBLES}),
    Role.MANAGER: frozenset(_MANAGER),
    Role.FINANCE: frozenset(
        _READS | {_P.PAYMENTS_WRITE, _P.MONEY_READ, _P.MONEY_WRITE, _P.EXPORT, _P.REPORTS, _P.PROFIT}
    ),
    Role.STAFF: frozenset(_DESK),
    Role.AGENT: frozenset(
        _READS | {_P.CONTACTS_WRITE, _P.ITEMS_WRITE, _P.SALES_WRITE, _P.LISTINGS_WRITE, _P.REPORTS}
    ),
    Role.SELLER: frozenset(
        {
            _P.BASICS,
            _P.CONTACTS_READ,
            _P.CONTACTS_WRITE,
            _P.ITEMS_READ,
            _P.ITEMS_WRITE,
            _P.SALES_READ,
            _P.REPORTS,
        }
    ),
}
ASKS: dict[Role, dict[Permission, frozenset[Role]]] = {
    Role.SELLER: {_P.SALES_WRITE: frozenset({Role.ADMIN, Role.MANAGER})},
}
OWN_ONLY = frozenset({Role.AGENT, Role.SELLER})
OVERSEERS = frozenset({Role.ADMIN, Role.MANAGER})


def decide(actor: Actor, permission: Permission) -> Decision:
    """What the table says for this actor."""
    if actor.kind == "system":
        return Decision.ALLOW
    if actor.is_guest:
        return Decision.ALLOW if permission is Permission.GUEST else Decision.DENY
    if actor.role is None:
        return Decision.DENY
    if permission in ALLOWED[actor.role]:
        return Decision.ALLOW
    return Decision.ASK if permission in ASKS.get(actor.role, {}) else Decision.DENY


def approvers(actor: Actor, permission: Permission) -> frozenset[Role]:
    """The roles that may OK what `actor` asked for; for a guest, whoever may do it outright."""
    if actor.role is not None and permission in ASKS.get(actor.role, {}):
        return ASKS[actor.role][permission]
    return holders(permission)


def holders(permission: Permission) -> frozenset[Role]:
    """The roles that may do it outright."""
    return frozenset(role for role, held in ALLOWED.items() if permission in held)


def own_only(actor: Actor) -> bool:
    """True where the actor sees only what they brought or were assigned."""
    return actor.role in OWN_ONLY


def oversees(actor: Actor) -> bool:
    """True where the actor also sees to what colleagues left undone: their texts, tasks, threads, and undo."""
    return actor.role in OVERSEERS
