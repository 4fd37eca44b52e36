"""Imports and exports as jobs: told while they run, gone on with after a kill, written once by however many look."""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from crm_core.errors import Refused
from crm_core.models import (
    Action,
    Contact,
    ExportJob,
    ImportJob,
    Item,
    Order,
    OrderLine,
    Outbox,
    RejectedRow,
    Term,
)
from crm_core.services import contacts, find, items, journal, media_files, vocabulary
from crm_core.services.transfer import (
    downloads,
    exports,
    imports,
    progress,
    reading,
    rows,
    slices,
    taking_back,
)
from tests.world import acting
from workers import transfer

TABLES = ("item", "piece", "contact", "address", "order", "order_line", "claim", "stock", "rejected_row")
ROOT = Path(__file__).parents[2]
# It dies by itself, a moment after its first chunk of many: whoever looks from outside may look too late.
WORK_AND_DIE = """
import os, signal, sys, threading
from crm_core.services.transfer import reading, slices
from workers import transfer

reading.MOST = int(sys.argv[4])
note = slices.Slice._written

def noted(self, *args):
    threading.Timer(float(sys.argv[3]), os.kill, (os.getpid(), signal.SIGKILL)).start()
    return note(self, *args)

slices.Slice._written = noted
transfer.work(sys.argv[1], int(sys.argv[2]))
"""


def begun(house, path, kind, who="Olivia"):
    """An import on its way; its job's number."""
    with acting(house, who) as crm:
        plan = rows.look(kind, path)
        key = media_files.keep_file(house.one, path, "csv")
        with crm.command("import_data") as action:
            job = imports.begin(crm, plan, key, path.name, total=plan.table.count())
            action.summary = f"Import {job.id}: {path.name}"
        return job.id


def job_of(house, job_id, model=ImportJob):
    with house.crm() as crm:
        return crm.session.get_one(model, job_id)


def told(house):
    with house.crm() as crm:
        return crm.session.scalars(select(Outbox.text).order_by(Outbox.id)).all()


def sales(path, lines, seed=1):
    """Lines of orders that go over the edges of chunks, with some that nobody can read."""
    chance = random.Random(seed)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID"]
        )
        for number in range(lines):
            code = chance.randrange(300)
            price = "?" if number % 997 == 0 else f"{chance.randrange(100, 9999) / 100}"
            title = f"Thing {code}" if chance.random() > 0.1 else ""
            day = f"2010-{number % 12 + 1:02}-{number % 28 + 1:02} 10:00:00"
            out.writerow(
                [
                    5000 + number // 7,
                    f"S{code}",
                    title,
                    chance.randrange(1, 9),
                    day,
                    price,
                    chance.randrange(90),
                ]
            )
    return path


def works(path, count):
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "Title", "Artist", "Price", "Frame"])
        for number in range(count):
            price = "soon" if number % 500 == 3 else 100 + number
            out.writerow([number, f"Evening {number}", f"Painter {number % 50}", price, "oak"])
    return path


def written(house):
    """All that an import makes, without the numbers that Postgres deals out."""
    with house.crm() as crm:
        counts = {
            table: crm.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for table in TABLES
        }
        orders = select(Order.external_ref, Order.total, Order.currency, Contact.name)
        orders = orders.outerjoin(Contact, Contact.id == Order.contact_id).where(Order.imported)
        lines = select(
            OrderLine.description, Item.title, OrderLine.quantity, OrderLine.total, Order.external_ref
        )
        lines = lines.join(Order, Order.id == OrderLine.order_id).outerjoin(
            Item, Item.id == OrderLine.item_id
        )
        bad = select(RejectedRow.line, RejectedRow.reason)
        items = select(Item.title, Item.sku, Item.price, Item.maker, Item.kind).where(
            Item.import_id.is_not(None)
        )
        return counts, *(
            sorted(map(repr, crm.session.execute(query).all()))
            for query in (orders, lines.where(Order.imported), bad, items)
        )


@pytest.mark.parametrize(("kind", "make", "many"), [("sales", sales, 30_000), ("items", works, 30_000)])
def test_a_killed_worker_is_gone_on_with_and_it_comes_to_the_same(
    house, tmp_path, monkeypatch, kind, make, many
):
    monkeypatch.setattr(reading, "MOST", 1500)
    path = make(tmp_path / f"{kind}.csv", many)
    with house.crm() as crm:
        first_number = crm.session.execute(text("SELECT value FROM counter WHERE name = 'sku'")).scalar()
    whole = begun(house, path, kind)
    assert transfer.work(house.one, whole, house.clock, seconds=1e9)
    expected = written(house)
    forget(house, first_number)
    job_id = begun(house, path, kind)
    kills = 0
    while kills < 3:
        before = job_of(house, job_id).next_row
        arguments = [house.one, str(job_id), str(0.02 * (1 + kills)), str(reading.MOST)]
        died = subprocess.run([sys.executable, "-c", WORK_AND_DIE, *arguments], cwd=ROOT, timeout=300)
        assert died.returncode == -signal.SIGKILL
        assert job_of(house, job_id).next_row > before
        kills += 1
        house.clock.advance(days=365)  # its lease is of the real clock
        with house.crm() as crm:
            crm.session.execute(text("UPDATE import_job SET lease_until = NULL"))
    assert job_of(house, job_id).state == "running", "it was to be killed in the middle"
    assert transfer.work(house.one, job_id, house.clock, seconds=1e9)
    assert job_of(house, job_id).state == "done"
    assert written(house) == expected
    with house.crm() as crm:
        assert find.items(crm, "Thing 7" if kind == "sales" else "Evening 29000").rows


def forget(house, first_number):
    """All imports, as if they had never been."""
    mine = 'SELECT id FROM "order" WHERE imported'
    items, people = (f"SELECT id FROM {table} WHERE import_id IS NOT NULL" for table in ("item", "contact"))
    with house.crm() as crm:
        for table, which in (
            ("rejected_row", "true"),
            ("claim", f"order_line_id IN (SELECT id FROM order_line WHERE order_id IN ({mine}))"),
            ("order_line", f"order_id IN ({mine})"),
            ("order", "imported"),
            ("stock", f"item_id IN ({items})"),
            ("piece", f"item_id IN ({items})"),
            ("address", f"contact_id IN ({people})"),
            ("item", "import_id IS NOT NULL"),
            ("contact", "import_id IS NOT NULL"),
        ):
            crm.session.execute(text(f'DELETE FROM "{table}" WHERE {which}'))
        crm.session.execute(text("DELETE FROM counter WHERE name = 'sku'"))
        if first_number is not None:
            crm.session.execute(
                text("INSERT INTO counter (name, value) VALUES ('sku', :value)"), {"value": first_number}
            )


def test_two_workers_write_each_row_once(house, tmp_path):
    job_id = begun(house, works(tmp_path / "w.csv", 3000), "items")
    with house.crm() as crm:
        lease = imports._claim(crm, job_id)
    assert lease and not transfer.work(house.one, job_id, house.clock)
    house.clock.advance(minutes=4)  # the first one is thought dead, and is not
    assert transfer.work(house.one, job_id, house.clock, seconds=1e9)
    late = slices.Slice(house.crm, job_id, lease, lambda _: None)
    late.run(1e9)
    with house.crm() as crm:
        mine = select(func.count()).select_from(Item).where(Item.import_id == job_id)
        assert crm.session.scalar(mine) == 3000 - 6
    assert job_of(house, job_id).rows_read == 3000


def test_progress_is_told_at_intervals_and_at_the_end(house, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 500)
    tick = iter(range(10_000))

    def watched(_done):
        next(tick)
        house.clock.advance(seconds=9)

    job_id = begun(house, works(tmp_path / "works.csv", 5000), "items")
    imports.work(house.crm, job_id, seconds=1e9, watch=watched)
    said = told(house)
    between = [each for each in said if each.startswith("Imported ")]
    assert between[0] == "Imported 2,000 of 5,000 rows of works.csv. 4 rows need you."
    assert 2 <= len(between) <= 4, "90 seconds: not more than one in 20, ever seldomer"
    assert said[-1].startswith(
        "works.csv is in: 4,990 new items. 10 rows need you.\n10 × Price “soon” is not"
    )
    assert f"“undo import {job_id}” takes it all back." in said[-1]


def test_a_file_takes_turns_with_others(house, tmp_path):
    job_id = begun(house, works(tmp_path / "works.csv", 12_000), "items")
    turns = 0
    while transfer.work(house.one, job_id, house.clock, seconds=0):
        turns += 1
    assert turns >= 3 and job_of(house, job_id).state == "done" and job_of(house, job_id).rows_read == 12_000


def test_a_row_the_database_refuses_is_rejected_alone(house, tmp_path):
    path = tmp_path / "works.csv"
    path.write_text("Title,Price\nA,1\nB,999999999999999999999\nC,3\n")
    transfer.work(house.one, begun(house, path, "items"), house.clock)
    with house.crm() as crm:
        (bad,) = crm.session.scalars(select(RejectedRow))
        assert bad.line == 3 and "overflow" in bad.reason
        assert crm.session.scalars(
            select(Item.title).where(Item.import_id.is_not(None)).order_by(Item.title)
        ).all() == ["A", "C"]


def test_a_thing_that_the_next_chunk_tells_of_again_is_one_thing(house, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 500)
    path = tmp_path / "works.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "SKU", "Title", "Artist", "Medium"])
        for number in range(3000):
            again = (
                number % 500 == 0 and number > 0
            )  # the row before this chunk's first once more, with more to say
            code = number - 1 if again else number
            out.writerow([code, f"T-{code}", f"Evening {code}", "Ana Ruiz", "oil" if again else ""])
    job_id = begun(house, path, "items")
    assert transfer.work(house.one, job_id, house.clock)
    job = job_of(house, job_id)
    assert (job.state, job.rows_read, job.rows_written, job.rows_rejected) == ("done", 3000, 2995, 0)
    with house.crm() as crm:
        mine = select(func.count()).where(Item.import_id == job_id)
        assert crm.session.scalar(mine) == 2995 and crm.session.scalar(mine.where(Item.medium == "oil")) == 5


def test_items_that_colleagues_add_meanwhile_have_numbers_of_their_own(house, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 500)
    job_id, added = begun(house, works(tmp_path / "works.csv", 5000), "items"), []

    def somebody_adds(_):
        with acting(house, "Olivia") as crm:
            added.append(items.add(crm, items.NewItem("Mine")).sku)

    assert imports.work(house.crm, job_id, watch=somebody_adds)
    assert job_of(house, job_id).rows_written == 4990
    with house.crm() as crm:
        numbers = crm.session.scalars(select(Item.sku).where(Item.import_id == job_id)).all()
        assert len(set(numbers)) == 4990 and len(set(added)) == 10 and not set(added) & set(numbers)


def test_an_import_taken_back_while_it_runs_leaves_nothing(house, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 500)
    job_id = begun(house, works(tmp_path / "works.csv", 5000), "items")

    def somebody_takes_it_back(done):
        with acting(house, "Olivia") as crm:
            job = crm.session.get_one(ImportJob, job_id)
            if job.state == "running":
                taking_back.take_back(crm, job)

    assert imports.work(house.crm, job_id, watch=somebody_takes_it_back)
    assert job_of(house, job_id).state == "undone"
    with house.crm() as crm:
        mine = select(func.count()).where(Item.import_id == job_id)
        assert 0 < crm.session.scalar(mine) < 2000
        assert crm.session.scalar(mine.where(Item.deleted_at.is_(None))) == 0


@pytest.mark.parametrize("seconds", [60, 0])
def test_words_counted_on_the_way_are_those_that_counting_all_anew_finds(house, tmp_path, seconds):
    path = tmp_path / "works.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "Title", "Artist", "Medium"])
        for number in range(12_000):
            word = "Frühling" if number % 3 else f"Evening{chr(97 + number % 26)}"
            out.writerow(
                [number, f"{word} {number}", f"Ruïz, {'Ana' if number % 2 else 'Eva'}", "oil on canvas"]
            )
    job_id = begun(house, path, "items")
    while transfer.work(house.one, job_id, house.clock, seconds=seconds):
        pass

    def known(crm):
        return dict(crm.session.execute(select(Term.word, Term.count).where(Term.kind == "item")).all())

    with house.crm() as crm:
        counted = known(crm)
        assert counted["fruhling"] >= 8000 and find.items(crm, "frühlnig 7").suggestions
        vocabulary.rebuild(crm)
        assert known(crm) == counted


def test_what_keeps_breaking_is_given_up_and_said(house, tmp_path, monkeypatch):
    job_id = begun(house, works(tmp_path / "works.csv", 10), "items")
    with house.crm() as crm:
        media_files.path(house.one, crm.session.get_one(ImportJob, job_id).file_key).unlink()
    assert transfer.work(house.one, job_id, house.clock)
    assert job_of(house, job_id).state == "failed"
    assert "works.csv is not here any more. Please send it again." in told(house)[-1]


def test_the_sweep_finds_what_nobody_works_on(house, tmp_path):
    job_id = begun(house, works(tmp_path / "works.csv", 10), "items")
    with house.crm() as crm:
        assert transfer.waiting(crm) == ([job_id], [])
    transfer.work(house.one, job_id, house.clock)
    with house.crm() as crm:
        assert transfer.waiting(crm) == ([], [])


def test_an_import_undone_and_redone(house, tmp_path):
    job_id = begun(house, works(tmp_path / "works.csv", 50), "items")
    transfer.work(house.one, job_id, house.clock)
    with acting(house) as crm:
        used = crm.session.scalars(select(Item).where(Item.title == "Evening 7")).one()
        crm.session.execute(
            text("INSERT INTO claim (piece_id, contact_id, state) SELECT p.id, c.id, 'held' FROM piece p, contact c"
                 " WHERE p.item_id = :item ORDER BY c.id LIMIT 1"), {"item": used.id},
        )  # fmt: skip

    def updates():
        with house.crm() as crm:
            return crm.session.execute(
                text("SELECT count(*) FROM journal WHERE table_name = 'item'")
            ).scalar_one()

    before = updates()
    with acting(house) as crm:
        said = journal.undo(crm).text
    assert (
        f"Undone: Import {job_id}: works.csv. 48 items archived. Used since, so still here: Evening 7."
        in said
    )
    with acting(house) as crm:
        assert [item.title for item in find.items(crm, "Evening").rows] == ["Evening 7"]
        assert updates() == before
        journal.redo(crm)
    with acting(house) as crm:
        assert len(find.items(crm, "Evening 49").rows) >= 1
        assert (
            crm.session.scalar(
                select(func.count()).where(Item.import_id == job_id, Item.deleted_at.is_(None))
            )
            == 49
        )


def test_blanks_an_import_filled_are_empty_again(house, tmp_path):
    path = tmp_path / "w.csv"
    path.write_text("id,Title,Artist,Medium\n1,Dawn,Ana Ruiz,\n2,Noon,Ana Ruiz,\n")
    transfer.work(house.one, begun(house, path, "items"), house.clock)
    path.write_text("id,Title,Artist,Medium\n1,Dawn,Ana Ruiz,oil\n2,Noon,Ana Ruiz,ink\n")
    transfer.work(house.one, begun(house, path, "items"), house.clock)

    def media_now():
        with acting(house) as crm:
            return [find.items(crm, name).one.medium for name in ("Dawn", "Noon")]

    assert media_now() == ["oil", "ink"]
    with acting(house) as crm:
        find.items(crm, "Noon").one.medium = "pencil"
    with acting(house) as crm:
        journal.undo(
            crm,
            crm.session.scalars(
                select(Action.id).order_by(Action.id.desc()).where(Action.name == "import_data")
            ).first(),
        )
    assert media_now() == [None, "pencil"]
    with acting(house) as crm:
        journal.redo(crm)
    assert media_now() == ["oil", "pencil"]


def test_a_long_export_is_a_job_that_comes_by_link(house, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "FETCH", 100)
    transfer.work(house.one, begun(house, works(tmp_path / "works.csv", 1200), "items"), house.clock)
    with acting(house) as crm:
        job_id = downloads.begin(crm, "items", "csv", None, None).id
        count = exports.count(crm, "items")
    plain = progress.tell_export

    def slowly(crm, job):
        house.clock.advance(seconds=8)
        plain(crm, job)

    monkeypatch.setattr(progress, "tell_export", slowly)
    assert transfer.export(house.one, job_id, house.clock) and not transfer.export(
        house.one, job_id, house.clock
    )
    job = job_of(house, job_id, ExportJob)
    assert (job.state, job.rows_written) == ("done", count)
    said = told(house)
    assert any(each.startswith("Exported ") and each.endswith(" items so far.") for each in said)
    assert said[-1].startswith(f"{count:,} rows of items, to be fetched within a day:\nhttp")
    with media_files.path(house.one, job.file_key).open(encoding="utf-8-sig") as file:
        assert sum(1 for _ in csv.reader(file)) == count + 1


def test_an_export_that_keeps_breaking_is_said(house, monkeypatch):
    with acting(house) as crm:
        job_id = downloads.begin(crm, "items", "csv", None, None).id

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(exports, "to_file", broken)
    for _ in range(3):
        assert transfer.export(house.one, job_id, house.clock)
        house.clock.advance(minutes=1)
    assert job_of(house, job_id, ExportJob).state == "failed" and "failed" in told(house)[-1]


def test_who_a_file_has_sales_of_is_not_undone_from_under_it(house, tmp_path):
    with acting(house) as crm:
        with crm.command("add_contact") as action:
            contacts.add(crm, contacts.Details("Zelda Quist"))
    path = tmp_path / "sales.csv"
    path.write_text("Order,Date,Item,Price,Customer\n1,2020-01-02,Sunset,100,Zelda Quist\n")
    job_id = begun(house, path, "sales")
    transfer.work(house.one, job_id, house.clock)
    with acting(house) as crm, pytest.raises(Refused, match="purchase of Sunset"):
        journal.undo(crm, action.id)
    with acting(house) as crm:
        journal.undo(crm, taking_back.numbered(crm, job_id))
    with acting(house) as crm:
        journal.undo(crm, action.id)


# Dies as a worker does whose machine is switched off: in the middle of writing, seen by its own clock.
DIES_WRITING = """
import os, signal, sys
from datetime import datetime
from crm_core.config import settings
from workers import transfer
key, job, now = sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
def clock():
    if any(part.stat().st_size for part in settings().herring_home.glob(f"media/{key}/parts/{job}-{sys.argv[4]}.part")):
        os.kill(os.getpid(), signal.SIGKILL)
    return now
transfer.export(key, job, clock)
"""


def many_contacts(house, many):
    with house.crm() as crm:
        crm.session.execute(
            text("INSERT INTO contact (name) SELECT '=cmd|' || n FROM generate_series(1, :many) n"),
            {"many": many},
        )


def files_of(house):
    from crm_core.config import settings

    home = settings().herring_home
    return sorted(home.glob(f"media/{house.one}/parts/*")), sorted(home.glob(f"media/{house.one}/*/*.csv"))


def test_a_killed_export_starts_over_and_nothing_half_can_be_fetched(house):
    many_contacts(house, 9000)
    with acting(house) as crm:
        job_id = downloads.begin(crm, "contacts", "csv", None, None).id
    _, before = files_of(house)
    for attempt in ("1", "2"):
        worker = [
            sys.executable,
            "-c",
            DIES_WRITING,
            house.one,
            str(job_id),
            house.clock.now.isoformat(),
            attempt,
        ]
        assert subprocess.run(worker, cwd=ROOT).returncode == -signal.SIGKILL
        parts, whole = files_of(house)
        assert len(parts) == 1 and parts[0].stat().st_size and whole == before
        job = job_of(house, job_id, ExportJob)
        assert (job.state, job.file_key) == ("running", "")
        assert not transfer.export(house.one, job_id, house.clock)  # it may be alive yet
        house.clock.advance(minutes=4)
    assert transfer.export(house.one, job_id, house.clock)
    job = job_of(house, job_id, ExportJob)
    parts, whole = files_of(house)
    assert (job.state, job.attempts, parts, len(whole) - len(before)) == ("done", 3, [], 1)
    with media_files.path(house.one, job.file_key).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == job.rows_written + 1 > 9000 and lines[-1][0] == "'=cmd|9000"
    assert sum(f"{job.rows_written:,} rows of contacts" in words for words in told(house)) == 1


def test_an_export_that_kills_every_worker_is_given_up_and_told(house):
    many_contacts(house, 3000)
    with acting(house) as crm:
        job_id = downloads.begin(crm, "contacts", "csv", None, None).id
    with house.crm() as crm:
        crm.session.get_one(ExportJob, job_id).attempts = downloads.ATTEMPTS
    assert transfer.export(house.one, job_id, house.clock)
    assert job_of(house, job_id, ExportJob).state == "failed"
    assert any(
        "The export of contacts failed: The worker stopped each time." in words for words in told(house)
    )


def test_who_comes_back_late_offers_nothing(house):
    """A worker that was thought dead finishes after another took over: the other's file counts."""
    many_contacts(house, 3000)
    with acting(house) as crm:
        job_id = downloads.begin(crm, "contacts", "csv", None, None).id
    with house.crm() as crm:
        late = downloads._claim(crm, job_id)
    house.clock.advance(minutes=4)
    assert transfer.export(house.one, job_id, house.clock)
    key = job_of(house, job_id, ExportJob).file_key
    part = downloads._part(house.one, late[0])
    part.write_text("half")
    downloads._finish(house.one, *late, house.clock, part, 1)
    assert job_of(house, job_id, ExportJob).file_key == key


def test_an_exports_progress_is_seen_while_it_is_written(house):
    many_contacts(house, 9000)
    with acting(house) as crm:
        job_id = downloads.begin(crm, "contacts", "csv", None, None).id
    seen = []

    def clock():
        with acting(house) as crm:
            seen.append(crm.session.get_one(ExportJob, job_id).rows_written)
        house.clock.advance(seconds=25)
        return house.clock.now

    assert transfer.export(house.one, job_id, clock)
    assert {2000, 4000, 6000, 8000} <= set(seen)
    assert any(words == "Exported 4,000 contacts so far." for words in told(house))
