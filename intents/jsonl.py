"""`herring parse --jsonl`: texts in, commands out, one JSON object per line; no server, no model, no database."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO
from zoneinfo import ZoneInfo

from intents.understand import Context, understand

if TYPE_CHECKING:
    from argparse import Namespace


def main(args: Namespace, source: TextIO | None = None, target: TextIO | None = None) -> int:
    """Read texts from `source` (standard input), write their readings to `target` (standard output)."""
    source, target = source or sys.stdin, target or sys.stdout
    zone = ZoneInfo(args.tz)
    now = datetime.fromisoformat(args.now) if args.now else datetime.now(zone)
    now = now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)
    for line in source:
        if line.strip():
            target.write(json.dumps(answer(json.loads(line), now, args), ensure_ascii=False) + "\n")
    target.flush()
    return 0


def answer(given: dict[str, Any], now: datetime, args: Namespace) -> dict[str, Any]:
    """The output object of one input object."""
    context = Context(now, args.region, args.currency, given.get("as") or "staff", given.get("pending"))
    found = understand(str(given.get("text") or ""), context)
    best = found.readings[0] if found.readings else ()
    return {
        "id": given.get("id"),
        "commands": [{"name": command.name, "slots": command.slots} for command in best],
        "route": found.route if best else "none",
    }
