"""Chunks of a sales history are written two at a time: it comes to the same as one after the other."""

from __future__ import annotations

import csv
import random
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm_core import migrate
from crm_core.crm import open_crm
from crm_core.models import Claim, Contact, ImportJob, Item, Order, OrderLine, RejectedRow, Term
from crm_core.services import vocabulary
from crm_core.services.transfer import (
    beside,
    imports,
    past_orders,
    reading,
    rows,
    slices,
    taking_back,
    writing,
)

HEADER = [
    "Invoice",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "Price",
    "Customer ID",
    "Customer",
]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(reading, "MOST", 50)
    monkeypatch.setattr(reading, "FEWEST", 50)


@pytest.fixture
def gallery(house):
    """Galleries with nothing in them, by name."""

    def make(name):
        key = migrate.add_gallery(name, {"console": name})
        return lambda: open_crm(key, clock=house.clock)

    return make


@pytest.fixture
def careful(monkeypatch):
    """What goes the careful way, one chunk after the other: how many rows each time."""
    seen, write = [], writing.write

    def watched(crm, plan, good, *args):
        seen.append(len(good))
        return write(crm, plan, good, *args)

    monkeypatch.setattr(writing, "write", watched)
    return seen


def line(order, code, title="", price="2.50", customer=""):
    return [
        order,
        code,
        title,
        1,
        "2010-03-04 10:00:00",
        price,
        customer,
        f"Person {customer}" if customer else "",
    ]


def history(orders=120, each=5):
    """Orders one after the other, of goods that are sold again and again."""
    return [
        line(
            order,
            f"S{(order * 7 + number) % 40}",
            f"Thing {(order * 7 + number) % 40}",
            customer=order % 30 + 1,
        )
        for order in range(1, orders + 1)
        for number in range(each)
    ]


def run(unit, path, lines, watch=lambda _: None):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *lines])
    return imports.run(unit, rows.look("sales", path), watch)


def stored(unit):
    """Lines with what they are linked to, orders, and how many people and things were made."""
    lines = select(
        Order.external_ref, Item.sku, Item.title, OrderLine.description, OrderLine.total, Contact.name
    )
    lines = lines.join(Order, Order.id == OrderLine.order_id).outerjoin(Item, Item.id == OrderLine.item_id)
    lines = lines.outerjoin(Contact, Contact.id == Order.contact_id)
    with unit() as crm:
        counts = [crm.session.scalar(select(func.count()).select_from(table)) for table in (Contact, Item)]
        orders = crm.session.execute(select(Order.external_ref, Order.total)).all()
        return Counter(map(tuple, crm.session.execute(lines))), sorted(map(tuple, orders)), counts


def test_orders_one_after_the_other_are_written_beside_each_other(gallery, tmp_path, careful):
    unit = gallery("whole")
    assert run(unit, tmp_path / "s.csv", history()).written == 600
    assert not careful
    lines, orders, counts = stored(unit)
    assert lines.total() == 600 and counts == [30, 40]
    assert len(orders) == 120 and {total for _, total in orders} == {5 * 2.5}


def test_orders_all_over_the_file_wait_and_come_to_the_same(gallery, tmp_path, careful):
    whole, mixed, lines = gallery("whole"), gallery("mixed"), history()
    run(whole, tmp_path / "whole.csv", lines)
    random.Random(3).shuffle(lines)
    run(mixed, tmp_path / "mixed.csv", lines)
    assert stored(mixed) == stored(whole) and not careful


def test_a_line_the_database_refuses_is_left_out_alone(gallery, tmp_path, careful):
    unit, lines = gallery("whole"), history()
    lines[311] = line(63, "S1", "Thing 1", price="999999999999999999999", customer=4)
    done = run(unit, tmp_path / "s.csv", lines)
    assert (done.read, done.written, done.rejected) == (600, 599, 1) and careful
    with unit() as crm:
        (bad,) = crm.session.scalars(select(RejectedRow))
        assert bad.line == 313 and "overflow" in bad.reason
    found, orders, counts = stored(unit)
    assert found.total() == 599 and counts == [30, 40]
    assert Counter(total for _, total in orders) == {12.5: 119, 10: 1}


def test_a_work_that_two_chunks_sell_has_the_first_ones_buyer(gallery, tmp_path):
    unit = gallery("works")
    lines = [line(n, f"W{n}", f"Work {n}", customer=n) for n in range(1, 201)]
    lines += [line(n + 1000, f"W{n}", f"Work {n}", customer=n + 1000) for n in range(1, 201, 20)]
    assert run(unit, tmp_path / "s.csv", lines).written == 210
    with unit() as crm:
        owners = select(Contact.name).join(Claim, Claim.contact_id == Contact.id).where(Claim.state == "sold")
        assert sorted(crm.session.scalars(owners)) == sorted(f"Person {n}" for n in range(1, 201))
        with_piece = select(func.count(OrderLine.piece_id))
        assert crm.session.scalar(with_piece) == 200


@pytest.mark.parametrize("dead", [1, 4])
def test_what_was_made_ahead_of_a_chunk_that_was_never_written_is_used(gallery, tmp_path, monkeypatch, dead):
    """Things go by their code in one chunk and are named in the next, which is made ready before the one is in."""
    monkeypatch.setattr(slices, "BACKOFF", (timedelta(0), timedelta(0)))
    lines = [
        line(number // 5, f"S{number // 50}-{number % 5}") if number % 10 < 5
        else line(number // 5, f"S{number // 50 - 1}-{number % 5}", f"Thing {number // 50 - 1}", customer=number)
        for number in range(600)
    ]  # fmt: skip
    whole, broken, told = gallery("whole"), gallery("broken"), []
    run(whole, tmp_path / "s.csv", lines)
    tell = slices.progress.tell

    def dies(crm, job):
        told.append(job.next_row)
        if len(told) == dead:
            time.sleep(0.5)  # the next one is made ready meanwhile
            raise RuntimeError("the machine is gone")
        tell(crm, job)

    monkeypatch.setattr(slices.progress, "tell", dies)
    assert run(broken, tmp_path / "s.csv", lines).written == 600
    assert told.count(told[dead - 1]) == 2, "that chunk was written again"
    assert stored(broken) == stored(whole)
    known = select(Term.kind, Term.word, Term.count)
    with broken() as crm:
        counted = set(map(tuple, crm.session.execute(known)))
        assert {"person", "thing"} <= {word for _, word, _ in counted}
        vocabulary.rebuild(crm)
        assert set(map(tuple, crm.session.execute(known))) == counted


def test_taken_back_while_it_runs_it_leaves_nothing(gallery, tmp_path, house):
    unit, path = gallery("whole"), tmp_path / "s.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *history(400)])
    with unit() as crm:
        plan = rows.look("sales", path)
        job_id = imports.begin(crm, plan, imports.stored(crm.key, path), "s.csv", ring=False).id

    def somebody_takes_it_back(_):
        with unit() as crm:
            job = crm.session.get_one(ImportJob, job_id)
            if job.state == "running":
                taking_back.take_back(crm, job)

    assert imports.work(unit, job_id, watch=somebody_takes_it_back)
    with unit() as crm:
        assert crm.session.get_one(ImportJob, job_id).state == "undone"
        for table in (Order, Item, Contact):
            mine = select(func.count()).where(table.import_id == job_id)
            assert crm.session.scalar(mine) and not crm.session.scalar(mine.where(table.deleted_at.is_(None)))
        assert crm.session.scalar(select(func.count()).select_from(Order)) < 400


def test_a_memory_that_is_emptied_on_the_way_changes_nothing(gallery, tmp_path, monkeypatch):
    whole, short, lines = gallery("whole"), gallery("short"), history()
    run(whole, tmp_path / "s.csv", lines)
    monkeypatch.setattr(past_orders, "REMEMBERED", 5)
    run(short, tmp_path / "s.csv", lines)
    assert stored(short) == stored(whole)


def test_a_chunk_that_waits_too_long_for_the_one_before_is_written_again(
    gallery, tmp_path, monkeypatch, careful
):
    whole, slow, lines = gallery("whole"), gallery("slow"), history()
    run(whole, tmp_path / "s.csv", lines)
    monkeypatch.setattr(slices, "PATIENCE", 0.0)
    write, let_go = beside.PastSales.write, threading.Event()
    write_beside = slices.Slice._write_beside

    def at_length(self, crm, chunk, found, heard):
        if chunk.start == 0:
            assert let_go.wait(60), "the second chunk never came beside it"
        return write(self, crm, chunk, found, heard)

    def watched(self, beside, chunk, found, before):
        try:
            return write_beside(self, beside, chunk, found, before)
        except TimeoutError:
            let_go.set()
            raise

    monkeypatch.setattr(beside.PastSales, "write", at_length)
    monkeypatch.setattr(slices.Slice, "_write_beside", watched)
    run(slow, tmp_path / "s.csv", lines)
    assert careful and stored(slow) == stored(whole)
