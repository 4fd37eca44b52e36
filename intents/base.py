"""The definition of a command: one class that parser, tool schema, help, permission, questions and undo read.

A command is a subclass of :class:`Intent`. Its slots are class attributes made with :func:`slot`; in an
instance they hold *resolved* values (a contact's row, a `Money`, a date). `phrases` are templates in the
syntax of ``intents/phrases.py``; `examples` map sentences to the slots they must read as (the JSON of
docs/commands.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from crm_core.access import Permission

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Approval

Json = Any


class Effect(StrEnum):
    READ = "read"  # looks; changes no journalled row
    WRITE = "write"  # done at once; the answer says UNDO works
    CONFIRM = "confirm"  # shown as a preview first, done on OK
    OUTWARD = "outward"  # as CONFIRM; and it leaves the house, so not everything can be taken back


class Audience(StrEnum):
    STAFF = "staff"
    COLLECTOR = "collector"
    ANYONE = "anyone"  # answers to our own questions: OK, NO, a number, MORE


@dataclass(frozen=True)
class Slot:
    """One slot of a command.

    kind: name of the slot type in ``intents/slots.py`` ("text", "money", "contact", "item", "when" …).
    required: asked for when missing, with `ask` ("What price?").
    many: the value is a list of `kind`.
    past: for dates, whether a bare "tuesday" looks back.
    default: the value of a slot that was not said.
    archived: for rows, look among the archived ones (what RESTORE brings back).
    name, attr: set by the class: the name in JSON ("except") and the attribute that holds it (`except_`).
    """

    kind: str
    required: bool = False
    many: bool = False
    past: bool = False
    ask: str = ""
    help: str = ""
    default: Any = None
    archived: bool = False
    name: str = ""
    attr: str = ""


def slot(
    kind: str,
    *,
    required: bool = False,
    many: bool = False,
    past: bool = False,
    ask: str = "",
    help: str = "",
    default: Any = None,
    archived: bool = False,
) -> Any:
    """Declare a slot; typed Any so that the annotation says what `run` will find there.

    An attribute that ends in an underscore (`name_`, `except_`) declares the slot without it: those words are
    taken.
    """
    return Slot(kind, required, many, past, ask, help, default, archived)


@dataclass(frozen=True)
class Ref:
    """A row that was shown or spoken of: what "2", "it" or "her" can stand for."""

    kind: str  # "item" | "contact" | "order" | "task" | "draft" | "approval" | "user" | "action" | …
    id: int
    label: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": self.id, "label": self.label}


@dataclass
class Reply:
    """What a command answers.

    text: the receipt or the answer, a template over committed rows, never model text.
    shown: the numbered rows in the order printed, or the one subject; later "2", "it", "her" bind to them.
    more: the rest of a long list, as a typed command (`{"name":…, "slots":…}`) that MORE continues with.
    media: keys of stored photos to send along.
    done: what was done, for history and UNDO, where the text also says how things stood then ("37 left").
    """

    text: str
    shown: list[Ref] = field(default_factory=list)
    more: Json = None
    media: list[str] = field(default_factory=list)
    done: str = ""


class Intent:
    """Base of all commands. The subclass's docstring is its help line and the tool's description."""

    name: ClassVar[str] = ""
    family: ClassVar[str] = ""
    slots: ClassVar[dict[str, Slot]] = {}
    phrases: ClassVar[tuple[str, ...]] = ()
    examples: ClassVar[dict[str, dict[str, Json]]] = {}
    effect: ClassVar[Effect] = Effect.READ
    needs: ClassVar[Permission] = Permission.BASICS
    audience: ClassVar[Audience] = Audience.STAFF
    undoable: ClassVar[bool] = True
    # What a plain write asks first where it was read with doubt; `[…]` falls away where its slot was not said.
    asks: ClassVar[str] = ""
    # At least one of these slots must be said; the first `ask` among them is the question.
    one_of: ClassVar[tuple[str, ...]] = ()
    # The trades in whose menu it stands; none: in everybody's. Said, it is understood in every trade.
    trades: ClassVar[tuple[str, ...]] = ()
    # By SMS it needs a tap in Telegram or on the page, once the user has either.
    step_up: ClassVar[bool] = False
    # Said twice it counts twice, so the same again a moment later is asked about.
    counts: ClassVar[bool] = False

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {attr: value for attr, value in vars(cls).items() if isinstance(value, Slot)}
        named = [replace(value, name=attr.rstrip("_"), attr=attr) for attr, value in own.items()]
        cls.slots = {**cls.slots, **{spec.name: spec for spec in named}}
        if not abstract:
            cls.name = cls.__dict__.get("name") or re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
            cls.family = cls.__module__.rsplit(".", 1)[-1]
            registry.add(cls)

    page: Json = None  # where MORE goes on from, as the command's own Reply.more said

    unsure: bool = False  # a name it was said with fits several rows or none, and was left out
    guessed: bool = False  # the text is only like it

    # The words behind each slot, by its name: "2 blue mugs" says more than the row it stands for.
    said: Json = {}

    def __init__(self, **values: Any) -> None:
        unknown = set(values) - set(self.slots)
        if unknown:
            raise TypeError(f"{self.name} has no slot {', '.join(sorted(unknown))}")
        for name, spec in self.slots.items():
            setattr(self, spec.attr, values.get(name, spec.default))

    def effect_now(self, crm: Crm) -> Effect:
        """The effect of this very command; e.g. selling goods over the counter needs no OK."""
        return self.effect

    def permission(self) -> Permission:
        """The permission this very command needs."""
        return self.needs

    def preview(self, crm: Crm) -> str:
        """What OK will do, as a question without the line that asks for OK or NO. Writes nothing."""
        raise LookupError(f"{self.name} asks first but has no preview")

    def bound(self, crm: Crm) -> dict[str, Json]:
        """Slots a preview settles for good, as refs: "2" of a list that may be another one when OK comes."""
        return {}

    def corrected(self, crm: Crm, said: str) -> dict[str, Json] | None:
        """While its preview waits: the slots these words change, where they correct it; None where they don't."""
        return None

    def stands_for(self, crm: Crm) -> Intent:
        """What it comes to: itself, or the command it approves, which may weigh more than the word says."""
        return self

    def confirm_word(self, crm: Crm) -> str:
        """What must be typed to confirm this very command, where a bare OK is too little; "" where OK does."""
        return ""

    def while_waiting(self, crm: Crm, approval: Approval) -> None:
        """What the command already does while somebody else's OK is awaited, e.g. block the piece."""

    def word_to_contact(self, crm: Crm) -> str:
        """What a collector who asked for this hears once somebody OKs it; "" where nothing."""
        return ""

    def subjects(self, crm: Crm) -> list[Ref]:
        """The rows whose versions OK re-checks; by default every row in a slot."""
        found = []
        for spec in self.slots.values():
            value = getattr(self, spec.attr)
            for row in value if isinstance(value, list) else [value]:
                if hasattr(row, "version") and hasattr(row, "id"):
                    found.append(Ref(spec.kind, row.id))
        return found

    def run(self, crm: Crm) -> Reply:
        """Do it, through the services, in the transaction at hand, and say what was done."""
        raise LookupError(f"{self.name} has no run")

    @classmethod
    def makes_sense(cls, slots: dict[str, Json]) -> bool:
        """False where what was read can't be meant ("the price of silver is nuts")."""
        return True

    @classmethod
    def can_run(cls) -> bool:
        """False for what only answers a question (confirm, choose …): the conversation handles those."""
        return cls.run is not Intent.run


def help_line(intent: type[Intent]) -> str:
    """What a command does, in a line, without the full stop: the first line of its docstring."""
    return (intent.__doc__ or intent.name).strip().splitlines()[0].rstrip(".")


class Registry:
    """All commands by name. `load` imports the command modules, which register themselves."""

    def __init__(self) -> None:
        self._by_name: dict[str, type[Intent]] = {}
        self._loaded = False

    def add(self, cls: type[Intent]) -> None:
        if cls.name in self._by_name:
            raise ValueError(f"two commands are called {cls.name}")
        self._by_name[cls.name] = cls

    def load(self) -> Registry:
        if not self._loaded:
            self._loaded = True
            import importlib
            import pkgutil

            from intents import commands

            for module in pkgutil.iter_modules(commands.__path__):
                importlib.import_module(f"{commands.__name__}.{module.name}")
        return self

    def __iter__(self) -> Any:
        return iter(self.load()._by_name.values())

    def __getitem__(self, name: str) -> type[Intent]:
        return self.load()._by_name[name]

    def get(self, name: str) -> type[Intent] | None:
        return self.load()._by_name.get(name)


registry = Registry()
