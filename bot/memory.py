"""What a conversation remembers between turns: the list last shown, the rows last spoken of, the last receipt.

Everything here is a row (`conversation`) and expires; nothing lives in a process.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.selectable import ExecutableReturnsRows

from crm_core.crm import Crm
from crm_core.models import Conversation, Inbox
from intents.base import Json, Ref, Slot
from intents.finders import find_rows

if TYPE_CHECKING:
    from crm_core.services.find import Found

LIST_LASTS = timedelta(hours=1)
FOCUS_LASTS = timedelta(minutes=30)
RECEIPT_LASTS = timedelta(minutes=10)


@lru_cache(maxsize=8)
def _keeping(names: tuple[str, ...]) -> ExecutableReturnsRows:
    """The statement that makes a conversation's row, or sets these columns of it, and reads it."""
    kept = insert(Conversation).values({name: bindparam(name) for name in ("party", *names)})
    new = {name: kept.excluded[name] for name in names or ("party",)}
    kept = kept.on_conflict_do_update(index_elements=["party"], set_=new)
    fresh = select(Conversation).from_statement(kept.returning(Conversation))
    return fresh.execution_options(populate_existing=True)


class Memory:
    """One party's memory; changes go to its row with the turn's commit."""

    def __init__(self, crm: Crm, party: str, **values: Any) -> None:
        """values: what is new about the conversation."""
        self.crm = crm
        kept = _keeping(tuple(values))
        self.row: Conversation = crm.session.scalars(kept, {"party": party, **values}).one()
        # What names were found to mean, and after how many commands: names are looked up more than once in a turn.
        self.found: dict[tuple[str, bool, str], Found[Any]] = {}
        self.found_after = 0

    @classmethod
    def of_writer(cls, crm: Crm, inbox: Inbox, party: str = "") -> Memory:
        """The memory of whoever wrote; the way they did is the way they are answered and written to."""
        return cls(
            crm,
            party or inbox.party,
            last_channel=inbox.channel,
            last_address=inbox.from_address,
            last_inbound_at=inbox.received_at,
        )

    def find(self, spec: Slot, said: str) -> Found[Any]:
        """Whom or what words mean, looked up once as long as no command has changed anything."""
        if self.found_after != self.crm.commands:
            self.found, self.found_after = {}, self.crm.commands
        key = (spec.kind, spec.archived, said)
        if key not in self.found:
            self.found[key] = find_rows(self.crm, spec, said)
        return self.found[key]

    def shown(self) -> list[Ref]:
        """The numbered rows of the last list, first first; empty once it is too old to mean."""
        if self.row.shown_at is None or self.crm.now() - self.row.shown_at > LIST_LASTS:
            return []
        return [Ref(**each) for each in self.row.shown]

    def listed_since(self, moment: datetime) -> bool:
        """Whether a numbered list was shown after it: a bare number means that."""
        return self.row.shown_at is not None and self.row.shown_at > moment and bool(self.shown())

    def focus(self, kind: str) -> Ref | None:
        """The one row of this kind last spoken of: what "it" or "her" stands for."""
        kept = self._kept().get(kind)
        return Ref(**kept) if kept else None

    def remember(self, refs: list[Ref], *, numbered: bool = False) -> None:
        """These rows were just printed: with numbers they are the list that "1" speaks of; several of a kind are what
        "them" means, a single one becomes the focus.
        """
        if refs and numbered:
            self.row.shown, self.row.shown_at = [ref.to_json() for ref in refs], self.crm.now()
        kinds = [ref.kind for ref in refs]
        self.speak_of([ref for ref in refs if kinds.count(ref.kind) == 1])
        for kind in dict.fromkeys(kinds):
            if kinds.count(kind) > 1:
                self._keep(**{f"{kind}s": [ref.to_json() for ref in refs if ref.kind == kind]})

    def speak_of(self, refs: list[Ref]) -> None:
        """These rows were named, one of a kind each."""
        if refs:
            self._keep(**{ref.kind: ref.to_json() for ref in refs})

    def several(self, kind: str) -> list[Ref]:
        """The rows of this kind last shown or changed together: what "them" or "both" stands for."""
        return [Ref(**each) for each in self._kept().get(f"{kind}s", [])]

    def speak_of_price(self, price: Json) -> None:
        """This price was said: what "the same price" stands for."""
        self._keep(price=price)

    def price(self) -> Json:
        return self._kept().get("price")

    def _kept(self) -> dict[str, Any]:
        """What is still in mind."""
        fresh = self.row.focus_at and self.crm.now() - self.row.focus_at <= FOCUS_LASTS
        return dict(self.row.focus) if fresh else {}

    def _keep(self, **values: Any) -> None:
        self.row.focus, self.row.focus_at = {**self._kept(), **values}, self.crm.now()

    def keep_receipt(self, text: str) -> None:
        self.row.last_receipt, self.row.last_receipt_at = text, self.crm.now()

    def forget_receipt(self) -> None:
        self.row.last_receipt = self.row.last_receipt_at = None

    def receipt(self) -> str | None:
        """The last receipt, as long as a further OK may mean it."""
        if self.row.last_receipt_at is None or self.crm.now() - self.row.last_receipt_at > RECEIPT_LASTS:
            return None
        return self.row.last_receipt

    def keep_more(self, command: Json) -> None:
        self.row.more = command

    def more(self) -> Json:
        return self.row.more
