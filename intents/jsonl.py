"""`herring parse`: texts in, commands out; no server, no model, no database. With --jsonl one JSON object per line."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TextIO
from zoneinfo import ZoneInfo

from intents.understand import Context, understand

if TYPE_CHECKING:
    from argparse import Namespace

MANY = 400  # from so many texts on, all processors read; below, starting the others costs more than it saves
CHUNK = 100
NO_OBJECT: dict[str, Any] = {
    "id": None,
    "commands": [],
    "route": "none",
    "error": 'no JSON object like {"text": "menu"}',
}


def main(args: Namespace, source: TextIO | None = None, target: TextIO | None = None) -> int:
    """Read texts from `source` (standard input), write their readings to `target` (standard output)."""
    source, target = source or sys.stdin, target or sys.stdout
    zone = ZoneInfo(args.tz)
    now = datetime.fromisoformat(args.now) if args.now else datetime.now(zone)
    now = now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)
    read = partial(answers, now=now, region=args.region, currency=args.currency)
    lines = (line for line in source if line.strip())
    if not args.jsonl:
        for line in lines:
            target.write(_plain(line.strip(), read))
        return 0
    first = list(islice(lines, MANY))
    _begun(lambda: read(first[:1]))
    if len(first) < MANY or not hasattr(os, "fork"):
        for line in chain(first, lines):
            target.writelines(read([line]))
    else:
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            for done in pool.imap(read, _chunks(chain(first, lines))):
                target.writelines(done)
    target.flush()
    return 0


def _plain(text: str, read: Callable[[list[str]], list[str]]) -> str:
    """A text and, below it, the commands it is read as."""
    commands = json.loads(read([json.dumps({"text": text})])[0])["commands"]
    said = [f"  {each['name']} {json.dumps(each['slots'], ensure_ascii=False)}" for each in commands]
    return "\n".join([text, *(said or ["  nothing"])]) + "\n"


def _begun(read: Callable[[], object]) -> None:
    """Have everything built that reading needs; it stays for good, so nobody need look for garbage in it."""
    gc.disable()
    try:
        read()
        gc.freeze()
    finally:
        gc.enable()


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def answers(lines: list[str], now: datetime, region: str, currency: str) -> list[str]:
    """The output lines of some input lines."""
    given = map(_object, lines)
    found = (NO_OBJECT if each is None else answer(each, now, region, currency) for each in given)
    return [json.dumps(each, ensure_ascii=False) + "\n" for each in found]


def _object(line: str) -> dict[str, Any] | None:
    """A line of input; None where it is none: one bad line loses nothing of the others."""
    try:
        given = json.loads(line)
    except ValueError:
        return None
    return given if isinstance(given, dict) else None


# People say the same things over and over: "ok", "more", "is it still available?".
_read = lru_cache(maxsize=10_000)(understand)


def answer(given: dict[str, Any], now: datetime, region: str, currency: str) -> dict[str, Any]:
    """The output object of one input object."""
    context = Context(now, region, currency, given.get("as") or "staff", given.get("pending"))
    found = _read(str(given.get("text") or ""), context)
    best = found.readings[0] if found.readings else ()
    return {
        "id": given.get("id"),
        "commands": [{"name": command.name, "slots": command.slots} for command in best],
        "route": found.route if best else "none",
    }
