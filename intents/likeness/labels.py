"""What a text can be like: a label is a command, with the slots that its wording alone settles."""

from __future__ import annotations

NONE = "none"  # no command
MANY = "many"  # several
OUT = "O"  # the tag of a word in no slot
OWNED = "'s"  # ends the name of a slot in the genitive


def name_of(label: str) -> str:
    """The command of a label: "advance_order" of "advance_order|order_status=shipped"."""
    return label.split("|", 1)[0]
