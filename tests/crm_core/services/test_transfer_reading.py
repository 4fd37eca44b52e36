"""What stands in a cell comes out of the database as it went in; old layouts are read; two currencies are never added."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm_core.errors import Refused
from crm_core.models import Contact, Item, Order, OrderLine
from crm_core.services.transfer import imports, proposal, reading, rows
from tests.world import acting

ODD = [
    "tab\there",
    "back\\slash",
    "\\N",
    "\\.",
    "two\nlines",
    "one\r\nmore",
    "“quoted”",
    'a "b" c',
    "'t Hooft",
    "é\u0301",
]


@pytest.fixture
def empty(house):
    """A gallery with nothing in it."""
    from crm_core import migrate
    from crm_core.crm import open_crm

    key = migrate.add_gallery("Bare", {"console": "bare"})
    return lambda: open_crm(key, clock=house.clock)


def run(unit, kind, path):
    return imports.run(unit, rows.look(kind, path))


def test_odd_cells_are_stored_as_they_are(empty, tmp_path):
    path = tmp_path / "works.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "Title", "Medium", "Frame"])
        for number, cell in enumerate(ODD):
            out.writerow([number, f"Work {number}", cell, cell])
    assert run(empty, "items", path).written == len(ODD)
    with empty() as crm:
        stored = crm.session.execute(select(Item.title, Item.medium, Item.details)).all()
    assert {title: (medium, kept["Frame"]) for title, medium, kept in stored} == {
        f"Work {number}": (cell, cell) for number, cell in enumerate(ODD)
    }


def test_odd_cells_of_people_and_of_what_was_sold(empty, tmp_path):
    people, sold = tmp_path / "people.csv", tmp_path / "sold.csv"
    with people.open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                ["Name", "Company", "Tags"],
                *([f"Person {number}", cell, cell] for number, cell in enumerate(ODD)),
            ]
        )
    with sold.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["Order", "Date", "SKU", "Description", "Price"]]
            + [[f"O{number}", "2020-05-01", f"K{number}", cell, 10] for number, cell in enumerate(ODD)]
        )
    assert run(empty, "contacts", people).written == run(empty, "sales", sold).written == len(ODD)
    titles = [" ".join(cell.split()) if "\n" in cell else cell for cell in ODD]
    with empty() as crm:
        assert crm.session.scalars(select(Contact.company).order_by(Contact.id)).all() == ODD
        assert crm.session.scalar(select(Contact.tags).order_by(Contact.id).limit(1)) == ["tab\there"]
        assert crm.session.scalars(select(OrderLine.description).order_by(OrderLine.id)).all() == titles
        assert crm.session.scalars(select(Item.title).order_by(Item.id)).all() == titles


def test_nul_is_left_out(empty, tmp_path):
    path = tmp_path / "works.csv"
    path.write_bytes(b"id,Title,Medium\n1,Ni\0ght,\0oil\n")
    run(empty, "items", path)
    with empty() as crm:
        assert crm.session.execute(select(Item.title, Item.medium)).one() == ("Night", "oil")


ALIGNED = """ customer_id  date number_of_cds  dollar_value
 00001 19970101  1   11.77
 00002 19970112  1   12.00
 00002 19970112  5   77.00
 00003 19970231  2   20.76
"""


def test_columns_under_each_other(empty, tmp_path):
    path = tmp_path / "old.txt"
    path.write_text(ALIGNED)
    plan = rows.look("sales", path)
    assert plan.table.how == "utf-8, aligned by spaces"
    done = imports.run(empty, plan)
    assert (done.written, done.rejected) == (3, 1)  # there is no 31st of February
    with empty() as crm:
        orders = crm.session.execute(select(Order.total, Order.currency).order_by(Order.total)).all()
        assert orders == [(Decimal("11.77"), "USD"), (12, "USD"), (77, "USD")]
        assert len(crm.session.scalars(select(Contact)).all()) == 2


def test_one_column_of_names_is_not_aligned(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("Name\nAna Ruiz\nBo Ek\n")
    with pytest.raises(Refused, match="no row of column names"):
        rows.look("contacts", path)


def test_the_heading_says_the_currency(empty, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("Order ID,Date,Item,Price (€)\n1,2024-05-01,Vase,40\n2,2024-05-02,Vase,$ 50\n")
    run(empty, "sales", path)
    with empty() as crm:
        assert crm.session.scalars(select(Order.currency).order_by(Order.ordered_at)).all() == ["EUR", "USD"]


def test_an_order_in_two_currencies_is_two_however_its_lines_are_apart(empty, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST", 2)
    monkeypatch.setattr(reading, "FEWEST", 2)
    path = tmp_path / "sales.csv"
    lines = ["7,USD,10", "7,USD,20", "7,EUR,5", "8,EUR,1", "7,EUR,6", "7,USD,3"]
    path.write_text(
        "Order ID,Currency,Price,Date,Item\n" + "".join(f"{line},2024-05-01,Vase\n" for line in lines)
    )
    assert run(empty, "sales", path).written == 6
    with empty() as crm:
        found = crm.session.execute(select(Order.currency, Order.total).order_by(Order.total)).all()
        assert found == [("EUR", 1), ("EUR", 11), ("USD", 33)]
        assert len(crm.session.scalars(select(OrderLine)).all()) == 6


def test_a_list_of_artists_is_no_list_of_customers(house, tmp_path):
    path = tmp_path / "artists.csv"
    path.write_text('id,name,gender,yearOfBirth,placeOfBirth\n1,"Ruiz, Ana",Female,1930,Vigo\n')
    with acting(house) as crm:
        kept = f"{imports.stored(crm.key, path)} artists.csv"
        with pytest.raises(Refused, match=r"artists\.csv seems to list artists\. .* “import it as contacts”"):
            proposal.read(crm, kept, None)
        assert proposal.read(crm, kept, "contacts").total == 1


def test_a_file_that_is_gone_on_with_has_the_chunks_it_would_have_had(tmp_path, monkeypatch):
    """What a line without a title is called depends on what its chunk knows."""
    monkeypatch.setattr(reading, "FIRST", 3)
    monkeypatch.setattr(reading, "MOST", 5)
    monkeypatch.setattr(reading, "FEWEST", 5)
    path = tmp_path / "works.csv"
    path.write_text("Title,Artist\n" + "".join(f"Study {number},Ana Ruiz\n" for number in range(17)))
    plan = rows.look("items", path)
    ends = [chunk.end for chunk in reading.chunks(plan, 0)]
    assert ends == [3, 8, 13, 17]
    for start in ends[:-1]:
        assert [chunk.end for chunk in reading.chunks(plan, start)] == [end for end in ends if end > start]
