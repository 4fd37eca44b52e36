"""What was chosen for a file before its OK: which column is what, what is left out, how its values are meant."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Chosen:
    """fields: ours → column number, from 0; None: as the names say. guessed: the fields that the model named.

    currency, month_first: as somebody said; "" and None where nobody did.
    """

    fields: dict[str, int] | None = None
    ignored: tuple[int, ...] = ()
    currency: str = ""
    month_first: bool | None = None
    guessed: tuple[str, ...] = field(default=())

    def with_field(self, name: str, number: int) -> Chosen:
        """That column is this field and nothing else; the field's former column is free again."""
        fields = {each: at for each, at in (self.fields or {}).items() if at != number} | {name: number}
        guessed = tuple(each for each in self.guessed if each != name)
        return replace(
            self, fields=fields, ignored=tuple(at for at in self.ignored if at != number), guessed=guessed
        )

    def without(self, number: int) -> Chosen:
        """That column is read as nothing and kept nowhere."""
        fields = {each: at for each, at in (self.fields or {}).items() if at != number}
        return replace(self, fields=fields, ignored=tuple(sorted({*self.ignored, number})))

    def with_currency(self, code: str) -> Chosen:
        return replace(self, currency=code)

    def with_days(self, month_first: bool) -> Chosen:
        return replace(self, month_first=month_first)

    def to_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str | None) -> Chosen:
        """As it was kept; nothing chosen where there is nothing."""
        if not text:
            return cls()
        kept: dict[str, Any] = json.loads(text)
        return cls(
            kept["fields"],
            tuple(kept["ignored"]),
            kept["currency"],
            kept["month_first"],
            tuple(kept["guessed"]),
        )


AS_IT_SEEMS = Chosen()
