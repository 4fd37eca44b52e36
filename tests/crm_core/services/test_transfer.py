"""Files in and out: messy ones read as a person would read them, the same one twice is once, none run as formulas."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select, text

from crm_core.errors import NotAllowed, Refused
from crm_core.models import (
    Address,
    Claim,
    Consent,
    Contact,
    ImportJob,
    Item,
    Order,
    Piece,
    RejectedRow,
    Stock,
)
from crm_core.services import amounts, cards, consent, find, items, ledger
from crm_core.services.transfer import exports, guesses, imports, rejects, rows, taking_back
from crm_core.services.transfer.columns import match
from tests.world import acting, contact, do


@pytest.fixture
def empty(house):
    """A third gallery, with nothing in it."""
    from crm_core import migrate
    from crm_core.crm import open_crm

    key = migrate.add_gallery("Fresh", {"console": "fresh"})
    return lambda: open_crm(key, clock=house.clock)


@pytest.fixture
def file(tmp_path):
    def write(content, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


def run(unit, kind, path):
    return imports.run(unit, rows.look(kind, path))


def rejected(unit):
    with unit() as crm:
        return crm.session.scalars(select(RejectedRow).order_by(RejectedRow.line)).all()


WORKS = """﻿id,accession_number,artist,artistRole,title,medium,year,dimensions,units
1,A1,"Blake, William",artist,The Whirlwind,Line engraving,1826,243 x 335 mm,mm
2,A2,"Ruiz, Ana",artist,"Night,
with stars",oil,c.1969,,mm
3,A3,"Ruiz, Ana",artist,,oil,,,
"""


def test_works_of_a_museum(empty, file):
    outcome = run(empty, "items", file(gzip.compress(WORKS.encode()), "works.csv.gz"))
    assert (outcome.read, outcome.written, [(bad.line, bad.reason) for bad in rejected(empty)]) == (
        3,
        2,
        [(4, "no title")],
    )
    with empty() as crm:
        blake = crm.session.scalars(select(Item).where(Item.title == "The Whirlwind")).one()
        assert (blake.maker, blake.year, blake.size, blake.reference, blake.sku) == (
            "William Blake", 1826, "243 x 335 mm", "A1", "HR-0001",
        )  # fmt: skip
        assert blake.details == {"artistRole": "artist"}
        night = find.items(crm, "night with stars").one
        assert night.year == 1969 and cards.availability(crm, [night]) == {night.id: "available"}
        job = crm.session.scalars(select(ImportJob)).one()
        assert (job.state, job.rows_read, job.rows_written) == ("done", 3, 2)
        assert rejects.first(crm, job, 1)[0].cells[1] == "A3"


def test_the_same_file_again_changes_nothing_and_undoes_nobodys_work(empty, file):
    path = file(WORKS)
    run(empty, "items", path)
    with empty() as crm:
        item = crm.session.scalars(select(Item).where(Item.title == "The Whirlwind")).one()
        item.medium, item.size = "etching", None
    again = run(empty, "items", path)
    assert (again.written, again.known, again.rejected) == (0, 2, 1)
    with empty() as crm:
        item = crm.session.scalars(select(Item).where(Item.title == "The Whirlwind")).one()
        assert (item.medium, item.size) == ("etching", "243 x 335 mm")
        assert crm.session.scalar(select(func.count()).select_from(Item)) == 2


WATCHES = """Stock No.;Brand;Model;Ø mm;Year (approx.);Asking price;Currency;Status;Date in
W1;Omega;Constellation;36 mm;1950s;8.900,00;£;Available;
W2;Universal Genève;Polerouter;34,5;c.1962;EUR 1200;£;Sold;3-Apr-24
W3;Rolex;Datejust;36;;POA;EUR;;
W4;Heuer;Autavia;;1969;cheap;EUR;;
W5;Tudor;Prince;;;5600;doubloons;;
"""


def test_watches_of_a_dealer_in_windows_letters(empty, file):
    run(empty, "items", file(WATCHES, encoding="cp1252"))
    assert [bad.reason for bad in rejected(empty)] == [
        "Asking price “cheap” is not an amount", "“doubloons” is no currency",
    ]  # fmt: skip
    with empty() as crm:
        found = {item.sku: item for item in crm.session.scalars(select(Item))}
        assert (found["W1"].price, found["W1"].currency, found["W1"].size) == (
            Decimal(8900),
            "GBP",
            "Ø 36 mm",
        )
        assert (found["W2"].maker, found["W2"].price, found["W2"].currency) == (
            "Universal Genève",
            1200,
            "EUR",
        )
        assert found["W3"].price is None and found["W3"].price_hidden
        assert cards.availability(crm, found.values())[found["W2"].id] == "not for sale"


def test_goods_with_a_quantity_get_a_stock(empty, file):
    run(empty, "items", file('SKU,TITOLO,PREZZO,QUANTITÀ\nM1,Tazza blu,28,40\nM2,Vaso,"1.250,50",1\n'))
    with empty() as crm:
        assert crm.session.scalars(select(Stock.quantity)).all() == [40]
        assert crm.session.scalars(select(Item.price).order_by(Item.sku)).all() == [28, Decimal("1250.50")]
        assert crm.session.scalar(select(func.count()).select_from(Piece)) == 1


def test_a_taken_sku_stays_whose_it_is(empty, file):
    with empty() as crm:
        items.add(crm, items.NewItem("Own")).sku = "X1"
    run(empty, "items", file("SKU,Title\nx1,Other\n"))
    with empty() as crm:
        other = crm.session.scalars(select(Item).where(Item.title == "Other")).one()
        assert other.sku == "HR-0002" and other.reference == "x1"


PEOPLE = """Client Ref,Name,Mobile / Tel,E-mail,City,Favourite artists,Budget,Notes,OK to text?
C1,"Lopez, Maria",(212) 555-0143,maria@example.com,Boston,"Ruiz, Ana",1000-4000,met at fair,yes
C2,MARIA LOPEZ,+1 212 555 0143,,,,,,no
C3,Tom Lopez,212.555.0143,tom@example.com,,,,,
C4,Zoë Åkesson,07700 900470,,,,"£500-2,000",,
C5,,,,,,,,
C6,Bad Mail,,not-an-address,,,,,
"""


def test_people_who_are_the_same_become_one(empty, file):
    outcome = run(empty, "contacts", file(PEOPLE))
    assert (outcome.written, outcome.known) == (3, 1)
    assert [bad.reason for bad in rejected(empty)] == [
        "no name",
        "“not-an-address” is not an e-mail address",
    ]
    with empty() as crm:
        maria = contact(crm, "Maria Lopez")
        assert (maria.name, maria.likes, maria.max_price, maria.postal_address) == (
            "Maria Lopez", "Ruiz, Ana", 4000, "Boston",
        )  # fmt: skip
        tom = contact(crm, "Tom Lopez")  # a couple shares a phone: it stays hers
        assert [address.value for address in tom.addresses] == ["tom@example.com"]
        zoe = contact(crm, "Zoë Åkesson")
        assert (zoe.addresses[0].value, zoe.max_price, zoe.max_price_currency) == (
            "+447700900470",
            2000,
            "GBP",
        )


def test_a_no_in_the_file_holds_and_a_yes_lifts_nothing(empty, file):
    run(empty, "contacts", file(PEOPLE))
    with empty() as crm:
        assert crm.session.scalars(select(Consent.event)).all() == ["opt_out"]
    with empty() as crm:
        consent.record(crm, "sms", "+447700900470", "opt_out", source="carrier", words="STOP")
    run(empty, "contacts", file("Name,Phone,OK to text?\nZoë Åkesson,+447700900470,yes\n", "yes.csv"))
    with empty() as crm:
        events = crm.session.scalars(select(Consent.event).where(Consent.value == "+447700900470")).all()
        assert events == ["opt_out"]


def test_contacts_twice_are_once(empty, file):
    path = file(PEOPLE)
    run(empty, "contacts", path)
    with empty() as crm:
        before = crm.session.scalar(select(func.count()).select_from(Address))
    assert run(empty, "contacts", path).written == 0
    with empty() as crm:
        assert crm.session.scalar(select(func.count()).select_from(Address)) == before
        assert crm.session.scalar(select(func.count()).select_from(Consent)) == 1


RETAIL = """Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
489434,85048,CHRISTMAS BALL,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom
489434,79323p,PINK LIGHTS,2,2009-12-01 07:45:00,6.75,13085.0,United Kingdom
489435,85048,CHRISTMAS BALL,1,2009-12-01 07:46:00,6.95,,France
489436,79323P,PINK LIGHTS,3,2009-12-02 07:46:00,6.75,13085.0,United Kingdom
C489449,85048,CHRISTMAS BALL,-2,2009-12-02 10:33:00,6.95,13085.0,United Kingdom
489450,85048,CHRISTMAS BALL,one,2009-12-02,6.95,,
489451,85048,CHRISTMAS BALL,1,soon,6.95,,
"""


def test_history_counts_in_reports_and_never_in_the_ledger(empty, file):
    outcome = run(empty, "sales", file(RETAIL))
    assert (outcome.written, outcome.rejected) == (5, 2)
    with empty() as crm:
        orders = {order.external_ref.split(":")[1]: order for order in crm.session.scalars(select(Order))}
        assert orders["489434"].total == Decimal("96.90") and orders["C489449"].total == Decimal("-13.90")
        assert all(order.imported and order.number is None for order in orders.values())
        assert crm.session.scalars(select(Contact.name)).all() == ["Customer 13085"]
        assert crm.session.execute(text("SELECT count(*) FROM ledger_entry")).scalar() == 0
        report = do(
            crm, "sales_report", period=type("P", (), {"start": date(2009, 12, 1), "end": date(2009, 12, 31)})
        )
        assert report.text.startswith("December 2009: $110.20 from 4 sales.")
        assert ledger.owed_to(crm, contact(crm, "Customer 13085")) == []
    assert run(empty, "sales", file(RETAIL)).written == 0


def test_single_works_of_a_sales_book_are_their_buyers(empty, file):
    book = (
        "object_id,title,artists,exit_id,sale_date_year,sale_date_month,sale_date_day,price_amount,price_currency,"
        "sale_buyer_names\n"
        'k1,Saule,"COROT, CAMILLE",s1,1928,9,29,13000,dollars,"Allen, Nathan"\n'
        "k2,The Cellist,Winslow Homer,s2,1944,5,,1663.4.0,pounds,The Katz Co.\n"
        "k3,Fountain,George Bellows,s3,,,,850,dollars,\n"
    )
    run(empty, "sales", file(book))
    assert [bad.reason for bad in rejected(empty)] == ["no date"]
    with empty() as crm:
        saule = find.items(crm, "Saule").one
        assert cards.availability(crm, [saule]) == {saule.id: "sold"}
        assert crm.session.scalar(select(func.count()).where(Claim.state == "sold")) == 2
        pounds = crm.session.scalars(select(Order).where(Order.currency == "GBP")).one()
        assert pounds.total == Decimal("1663.20") and pounds.ordered_at.date() == date(1944, 5, 1)


def test_excel_is_read_like_csv(empty, tmp_path):
    book = Workbook()
    book.active.append(["Inventory of the gallery"])
    book.active.append(["Title", "Artist", "Price"])
    book.active.append(["Sunset", "Ana Ruiz", 1200.5])
    book.save(tmp_path / "works.xlsx")
    assert run(empty, "items", tmp_path / "works.xlsx").written == 1
    with empty() as crm:
        assert crm.session.scalars(select(Item.price)).one() == Decimal("1200.5")


def test_an_import_is_taken_back_as_one(empty, file):
    run(empty, "items", file(WORKS))
    with empty() as crm:
        assert taking_back.take_back(crm, crm.session.scalars(select(ImportJob)).one()) == [
            "2 items archived."
        ]
        assert find.items(crm, "The Whirlwind").rows == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no row of column names"),
        ("price,when\n1,2\n", "no column for the title"),
        (b"PK\x03\x04junk", "Excel"),
    ],
)
def test_what_is_no_table_is_said(empty, file, content, why):
    with pytest.raises(Refused, match=why):
        run(empty, "items", file(content))


def test_a_colleague_without_the_right_can_not_import(house, file):
    plan = rows.look("items", file(WORKS))
    with pytest.raises(NotAllowed):
        imports.run(lambda: acting(house, "Fay"), plan)


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        ("sales", "Sale Date,Item Name,Buyer,Quantity,Price,Item Total,Currency,Order ID",
         {"date": "Sale Date", "title": "Item Name", "customer": "Buyer", "price": "Price", "total": "Item Total"}),
        ("sales", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID",
         {"order": "InvoiceNo", "sku": "StockCode", "price": "UnitPrice", "customer_ref": "CustomerID"}),
        ("items", "artistId,artist,title,width,thumbnailUrl", {"maker": "artist", "title": "title", "width": "width"}),
        ("items", "Brand,name,Buckle width,Case diameter", {"maker": "Brand", "title": "name"}),
        ("contacts", "First Name,Last Name,Ship City", {"first_name": "First Name", "city": "Ship City"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(kind, header, expected):
    said = match(kind, header.split(",")).said()
    assert {field: said.get(field) for field in expected} == expected
    assert "Buckle width" not in said.values() and "artistId" not in said.values()


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("$4,500.50", "4500.50", "USD"), ("4.500,50 €", "4500.50", "EUR"), ("SEK 12 000", "12000", "SEK"),
        ("1.2k", "1200", None), ("8'900", "8900", None), ("[20210]", "20210", None), ("(20)", "-20", None),
        ("9.500 EUR", "9500", "EUR"), ("0.85", "0.85", None), ("1,5", "1.5", None),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written, amount, currency):
    assert amounts.read(written) == (Decimal(amount), currency)


@pytest.mark.parametrize("written", ["POA", "", "4 or 5", "1.2.3", "soon", "12 doubloons"])
def test_what_is_no_amount_is_none(written):
    assert amounts.read(written) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.booleans())
def test_an_amount_written_either_way_is_read_back(amount, comma):
    written = f"{amount:,.2f}"
    written = written.translate(str.maketrans(",.", ".,")) if comma else written
    assert amounts.number_of(written, comma=comma) == amount


def test_days_are_read_as_their_neighbours_show():
    day_first = guesses.Dates.of(["3/4/19", "25/4/19"], "US", UTC)
    assert day_first.read("3/4/19").date() == date(2019, 4, 3)
    assert guesses.Dates.of(["3/4/19"], "US", UTC).read("3/4/19").date() == date(2019, 3, 4)
    for written in ("03.04.2024", "3-Apr-24", "2024-04-03", "3 April 2024", "45385"):
        assert guesses.Dates.of([], "GB", UTC).read(written).date() == date(2024, 4, 3), written


@given(st.text(max_size=40))
def test_no_cell_begins_like_a_formula(value):
    assert not str(exports.harmless(value)).startswith(exports.DANGEROUS)


def test_exported_contacts_are_harmless_and_come_back_in(house, empty, tmp_path):
    with acting(house) as crm:
        contact(crm, "Eva Stone").company = '=HYPERLINK("http://evil")'
        count = exports.to_file(crm, "contacts", tmp_path / "out.csv")
        exports.to_file(crm, "contacts", tmp_path / "out.xlsx", "xlsx")
    assert count == 6
    table = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert table[0][:3] == ["Name", "Company", "Phone"]
    assert ["Eva Stone", '\'=HYPERLINK("http://evil")', "'+14155550134"] in [row[:3] for row in table]
    cell = next(
        row for row in load_workbook(tmp_path / "out.xlsx").active.iter_rows() if row[0].value == "Eva Stone"
    )[1]
    assert cell.data_type == "s"
    outcome = run(empty, "contacts", tmp_path / "out.csv")
    assert (outcome.written, outcome.rejected) == (6, 0)


@pytest.mark.parametrize("what", ["contacts", "items", "orders", "messages"])
def test_everything_can_be_exported_by_those_who_may(house, what):
    with acting(house) as crm:
        do(crm, "sell_item", item=find.items(crm, "Blue Nude").one, contact=contact(crm))
        out = io.StringIO()
        assert (
            exports.write_csv(crm, what, out) == {"contacts": 6, "items": 7, "orders": 1, "messages": 0}[what]
        )
    with acting(house, "Sam") as crm, pytest.raises(NotAllowed):
        list(exports.rows(crm, what))
