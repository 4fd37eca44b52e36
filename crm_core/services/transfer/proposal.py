"""What a file that somebody sent seems to be, said before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Inbox
from crm_core.services import media_files
from crm_core.services.transfer import corrections, guessing, imports, rows
from crm_core.services.transfer.chosen import AS_IT_SEEMS, Chosen
from crm_core.services.transfer.column_names import KINDS
from crm_core.services.transfer.columns import match, words_of
from crm_core.services.transfer.files import open_table
from crm_core.services.transfer.rows import Plan
from crm_core.written import number

SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".gz", ".xz")
TYPES = frozenset({"text/csv", "application/csv", "text/x-csv", "text/comma-separated-values"})
OLD_EXCEL = "application/vnd.ms-excel"
NAMELESS = "your file"  # a file in a picture message has no name
UNREADABLE = (".xls", ".ods", ".numbers")  # spreadsheets of other programs
RECENT = timedelta(days=1)
SHOWN = 12  # columns
HOW_TO_CORRECT = (
    "Wrong? Say “artist is column 3”, “ignore notes”, “prices are in eur”, “dates are day first”."
)
LIVES = {"birth", "death", "died", "nationality"}  # said of artists, hardly of customers
# What hardly stands in a file of another kind.
TELLING = {
    "items": {"maker", "medium", "size", "sku", "serial", "width", "height", "diameter", "location"},
    "contacts": {"phone", "email", "first_name", "last_name", "consent", "birthday", "likes", "budget", "postcode"},
    "sales": {"order", "date", "date_year", "quantity", "total", "customer_ref", "customer"},
}  # fmt: skip


@dataclass(frozen=True)
class File:
    """A file somebody sent. key: in the media store."""

    key: str
    name: str

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    @classmethod
    def of(cls, kept: str) -> File:
        key, _, name = kept.partition(" ")
        return cls(key, name or key)


@dataclass(frozen=True)
class Proposal:
    file: File
    plan: Plan
    total: int
    chosen: Chosen = AS_IT_SEEMS

    def settled(self) -> Chosen:
        """All that is shown, for good: what names or the model say may be another thing when OK comes."""
        return replace(self.chosen, fields=dict(self.plan.mapping.fields))

    @property
    def rows(self) -> str:
        """ "1 row", "10,000 rows"."""
        return "1 row" if self.total == 1 else f"{number(self.total)} rows"


def is_sheet(part: dict[str, Any]) -> bool:
    """Whether a file of a message is a table that can be read."""
    name = str(part.get("name") or part.get("key") or "").lower()
    kind = str(part.get("content_type", "")).partition(";")[0].strip().lower()
    # A CSV from a Windows machine is often called Excel's; a real one is told so when it is opened.
    return name.endswith(SHEETS) or kind in TYPES or (kind == OLD_EXCEL and not part.get("name"))


def sent(crm: Crm) -> File | None:
    """The last table the actor sent, if that was lately."""
    mine = select(Inbox).where(
        Inbox.user_id == crm.actor.id, Inbox.received_at >= crm.now() - RECENT, Inbox.media != []
    )
    for row in crm.session.scalars(mine.order_by(Inbox.id.desc())):
        for part in row.media:
            if is_sheet(part) and part.get("key"):
                return File(part["key"], str(part.get("name") or NAMELESS))
    return None


def read(crm: Crm, kept: str | None, kind: str | None, chosen: Chosen | None = None) -> Proposal:
    """Look into the file. Refused where there is none, it is no table, or nobody can tell what it is of.

    chosen: what was settled before; AskModel where the model is to be asked first.
    """
    crm.require(Permission.IMPORT, "import a file")
    file = File.of(kept) if kept else sent(crm)
    if file is None:
        raise Refused(why="Send me the file first (CSV or Excel), here or as a Telegram document.")
    path = media_files.path(crm.key, file.key)
    if path is None:
        raise Refused(why=f"{file.name} is not here any more. Please send it again.")
    try:
        found = kind or kind_of(open_table(path).header)
        if chosen is None or chosen.fields is None:
            found, guessed = guessing.chosen(crm, path, found, enough=_is_enough(path, found))
            chosen = (
                guessed if chosen is None else replace(chosen, fields=guessed.fields, guessed=guessed.guessed)
            )
        if found is None:
            raise Refused(why=_which(path, file))
        plan = rows.look(found, path, chosen)
        imports.check(plan)
        total = plan.table.count()
    except Refused as error:  # the file's own name, not that of where it is kept
        raise Refused(why=str(error).replace(path.name, file.name)) from None
    plan.currency, plan.region, plan.zone = (
        plan.said_currency or crm.settings.currency, crm.settings.region, crm.zone,
    )  # fmt: skip
    return Proposal(file, plan, total, chosen)


def _which(path: Path, file: File) -> str:
    """What to say of a file that may be anything."""
    if _lists_artists(open_table(path).header):
        return (
            f"{file.name} seems to list artists. Here they come with their works, as whoever made them."
            " If these are people you deal with, say “import it as contacts”."
        )
    return f"I can't tell what is in {file.name}. Say “import it as items”, as contacts or as sales."


def _lists_artists(header: list[str]) -> bool:
    """Names with where they come from and when they lived, and no way to reach them."""
    said = {word for name in header for word in words_of(name)}
    named = any(word.endswith("name") for word in said)
    return (
        named
        and bool(said & LIVES)
        and not {"phone", "email", "address"} & set(match("contacts", header).fields)
    )


def corrected(crm: Crm, found: Proposal, said: str) -> Proposal | None:
    """The proposal as somebody's words change it; None where they change nothing. Refused with what there is."""
    chosen = corrections.read(found.plan, found.settled(), said)
    return None if chosen is None else read(crm, str(found.file), found.plan.kind, chosen)


def _is_enough(path: Path, kind: str | None) -> bool:
    fields = match(kind, open_table(path).header).fields if kind else {}
    return kind is not None and any(name in fields for name in imports.NEEDED[kind])


def kind_of(header: list[str]) -> str | None:
    """Items, contacts or sales, by the columns that hardly stand in a file of another kind; None in doubt."""
    weights = sorted((_weight(kind, header), kind) for kind in KINDS)
    (second, _), (best, kind) = weights[-2:]
    if best < 1 and _lists_artists(header):
        return None
    return kind if best - second >= 1 or second == 0 < best else None


def _weight(kind: str, header: list[str]) -> float:
    fields = match(kind, header).fields
    if not any(name in fields for name in imports.NEEDED[kind]):
        return 0
    named_only = kind == "contacts" and _lists_artists(header)
    telling = 0 if named_only else len(TELLING[kind] & set(fields))
    # A price without a customer or an order is what something costs, not what was paid.
    if kind == "sales" and not {"order", "customer", "customer_ref", "total"} & set(fields):
        return 0
    return telling * 2 + len(fields) / 100


def words(crm: Crm, found: Proposal) -> str:
    """The question: how many rows, which column is what, how values are read, what is left."""
    plan = found.plan
    kind = "past sales" if plan.kind == "sales" else plan.kind
    said = plan.mapping.said()
    columns = [f"{field.replace('_', ' ')} = {column}" for field, column in said.items()]
    guessed = [each.replace("_", " ") for each in found.chosen.guessed if each in said]
    more = f" and {len(columns) - SHOWN} more" if len(columns) > SHOWN else ""
    lines = [f"Import {found.rows} of {found.file.name} as {kind}?", ", ".join(columns[:SHOWN]) + more + "."]
    lines += [" ".join(sentence for sentence in _reading(plan))]
    if guessed:
        lines.append(f"Named by the model, so please look: {', '.join(guessed)}.")
    rest = list(plan.mapping.rest)
    if rest:
        listed = ", ".join(rest[:SHOWN]) + (" …" if len(rest) > SHOWN else "")
        kept = "Kept with each item as they are" if plan.kind == "items" else "Not used"
        lines.append(f"{kept}: {listed}.")
    if plan.mapping.ignored:
        lines.append(
            f"Left out: {', '.join(plan.mapping.header[number] for number in plan.mapping.ignored)}."
        )
    return "\n".join([*lines, HOW_TO_CORRECT])


def _reading(plan: Plan) -> Iterator[str]:
    """How the file is written, as a person would want to know it before saying OK."""
    yield f"Read as {plan.table.how}."
    for note in plan.notes:
        yield f"{note}."
    if {"price", "total", "cost", "budget"} & set(plan.mapping.fields):
        column, amounts = (
            plan.mapping.said().get("currency"),
            plan.heading_currency("total", "price") or plan.currency,
        )
        yield f"Currency: {column}, else {amounts}." if column else f"Amounts are {amounts}."
    if "date" in plan.mapping.fields:
        order = "the month" if plan.dates("date").month_first else "the day"
        if any("/" in value or "." in value for value in plan.values("date")):
            yield f"Dates name {order} first."
