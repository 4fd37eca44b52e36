"""What the `herring` command does to galleries from the outside: add them, their people, files in and out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from crm_core import db, migrate
from crm_core.crm import open_crm
from crm_core.errors import NotFound, Refused

if TYPE_CHECKING:
    from crm_core.models import RejectedRow
    from crm_core.services.transfer.rows import Plan
    from crm_core.services.transfer.slices import Done

SHOWN_REJECTED = 5


def find_gallery(name: str | None) -> str:
    """The key of the gallery of this name or key; of the only one there is where no name is given."""
    galleries = db.galleries()
    if name is None:
        if len(galleries) == 1:
            return galleries[0].key
        known = ", ".join(gallery.name for gallery in galleries)
        raise Refused(
            why=f"Say which gallery: --gallery NAME ({known})."
            if known
            else "There is no gallery yet: herring gallery add"
        )
    wanted = name.strip().casefold()
    found = [each for each in galleries if wanted in (each.name.casefold(), each.key)]
    if len(found) > 1:
        raise Refused(
            why=f"{len(found)} galleries are called {name}. Use its key: {', '.join(each.key for each in found)}."
        )
    if not found:
        known = ", ".join(gallery.name for gallery in galleries) or "none yet"
        raise NotFound(what=f"a gallery called {name}. There is: {known}")
    return found[0].key


def add_gallery(args: argparse.Namespace) -> None:
    """Make a gallery with its own schema, bound to its number; texts to that number are its own."""
    from crm_core.services import settings
    from crm_core.services.numbers import phone_number

    phone = phone_number(args.phone, "US")
    if phone is None:
        raise Refused(
            why=f"“{args.phone}” is not a phone number. Write it with its country code: +1 212 555 0100."
        )
    taken = db.gallery_of_line("sms", phone)
    if taken:
        raise Refused(why=f"{phone} is the number of {db.gallery(taken).name} already.")
    for name, value in (("timezone", args.timezone), ("currency", args.currency)):
        settings.READERS[name](value)  # refuses before anything is made
    key = migrate.add_gallery(args.name, {"sms": phone, "console": phone})
    with open_crm(key) as crm:
        for name, value in (("name", args.name), ("timezone", args.timezone), ("currency", args.currency)):
            settings.change(crm, name, value)
        region = _region(phone)
        settings.change(crm, "region", region)
        with suppress(Refused):  # as the country writes, where we know how it does
            settings.change(crm, "locale", region)
        settings.change(crm, "sku_rule", _prefix(args.name))
    _say(f"{args.name} is ready (key {key}), reached at {phone}.")
    _say(f"Next: herring user add --gallery {key} --name … --role admin --phone +1…")


def _region(phone: str) -> str:
    """The country of a number, for numbers written without their country code."""
    import phonenumbers

    return phonenumbers.region_code_for_number(phonenumbers.parse(phone, None)) or "US"


def _prefix(name: str) -> str:
    """ "Sol Vista Gallery" numbers its items SV-0001."""
    words = [
        word
        for word in name.split()
        if word[0].isalpha() and word.casefold() not in ("the", "gallery", "and", "of")
    ]
    return (
        "".join(word[0] for word in words[:3]).upper() if len(words) > 1 else (words or ["HR"])[0][:2].upper()
    )


def add_user(args: argparse.Namespace) -> None:
    """Add a colleague, with the ways they write from."""
    from crm_core.services import addresses, users

    key = find_gallery(args.gallery)
    with open_crm(key) as crm:
        user = users.add(crm, args.name, args.role, phone=args.phone, email=args.email)
        if args.telegram:
            addresses.add(crm, user, "telegram", args.telegram)
        _say(f"{user.name} is {user.role} of {crm.settings.name}.")
        if "telegram" in crm.lines and not args.telegram:
            _say(
                f"To link Telegram, {user.name} opens this once, within a day: {users.telegram_link(crm, user)}"
            )
    if args.telegram:
        db.route_chat("telegram", args.telegram, key)


def import_file(args: argparse.Namespace) -> int:
    """Read a file into a gallery: what its columns seem to be is shown first, and asked about unless --yes."""
    from crm_core.models import ImportJob
    from crm_core.services.transfer import imports, rejects, rows

    key = find_gallery(args.gallery)
    plan = rows.look(args.what, Path(args.file))
    imports.check(plan)
    for line in describe(plan):
        _say(line)
    if not args.yes and not _agreed():
        _say("Nothing was imported.")
        return 1
    begun = monotonic()
    outcome = imports.run(lambda: open_crm(key), plan, _progress)
    with open_crm(key) as crm:
        bad = rejects.first(crm, crm.session.get_one(ImportJob, outcome.job_id), SHOWN_REJECTED)
    for line in report(outcome, bad, monotonic() - begun):
        _say(line)
    return 0


def describe(plan: Plan) -> Iterable[str]:
    """What is understood of a file, a column a line."""
    yield f"{plan.path.name} ({plan.table.how}): {len(plan.table.header)} columns"
    for field, column in plan.mapping.said().items():
        example = next(iter(plan.values(field)), "")
        yield f"  {field.replace('_', ' '):<14} ← {column}" + (f"   e.g. {example[:40]}" if example else "")
    if plan.mapping.rest:
        kept = "kept with each item" if plan.kind == "items" else "not used"
        yield f"  {kept}: {', '.join(plan.mapping.rest)}"
    for note in plan.notes:
        yield f"  {note}"


def report(done: Done, bad: Sequence[RejectedRow], seconds: float) -> Iterable[str]:
    """What an import came to. bad: the first rows that were not taken."""
    yield (
        f"Import {done.job_id}: {done.read:,} rows read, {done.written:,} new, {done.known:,} known before,"
        f" {done.rejected:,} rejected, in {seconds:.1f} s."
    )
    for row in bad:
        yield f"  line {row.line}: {row.reason}"
    if done.rejected > len(bad):
        yield f"  … and {done.rejected - len(bad):,} more"


def _agreed() -> bool:
    sys.stdout.write("Import it so? Type ok: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("ok", "yes", "y")


def _progress(done: Done) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{done.read:,} rows read, {done.written:,} new ")
        sys.stdout.flush()


def export(args: argparse.Namespace) -> None:
    """Write a gallery's rows to a file, or to the screen with "-"."""
    from crm_core.services.transfer import exports

    key = find_gallery(args.gallery)
    if args.format == "xlsx" and args.file == "-":
        raise Refused(
            why="An Excel file can't go to the screen. Say which file: herring export contacts FILE.xlsx"
        )
    with open_crm(key) as crm:
        if args.file == "-":
            exports.write_csv(crm, args.what, sys.stdout)
            return
        count = exports.to_file(crm, args.what, Path(args.file), args.format)
    _say(f"{count:,} {args.what} in {args.file}.")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
