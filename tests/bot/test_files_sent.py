"""Tables and contact cards from a phone, put right in the chat before the OK, with the model's help where names fail."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from crm_core.models import Address, Contact, ImportJob, Item, ModelCall, Order
from crm_core.services import vcards
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.openai import Body, FakeOpenAI, call, calls
from tests.fakes.twilio import FakeTwilio
from workers import transfer

OLIVIA, SAM = "+12125550100", "+12125550101"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as running:
        yield running


def heard(doors: Doors) -> str:
    return doors.said_to(OLIVIA)[-1]


def say(doors: Doors, text: str = "", *files: tuple[bytes, str], who: str = OLIVIA) -> str:
    doors.text(who, text, files=files)
    doors.settle(seconds=1)
    return doors.said_to(who)[-1] if doors.said_to(who) else ""


def imported(doors: Doors) -> ImportJob:
    (job,) = doors.rows(ImportJob)
    assert transfer.work(doors.house.one, job.id, doors.house.clock)
    doors.settle()
    return doors.rows(ImportJob)[0]


def brought(doors: Doors) -> list[Item]:
    return doors.rows(Item, Item.import_id.is_not(None))


WORKS = b"Titel;Von;Wert;Notes\nSunset;Ana Ruiz;1.200,50;old\nDusk;B. Shah;900,00;\n"


def test_a_table_in_a_picture_message_is_put_right_and_imported(doors: Doors) -> None:
    said = say(doors, "", (WORKS, "text/csv"))
    assert (
        said.startswith("Import 2 rows of your file as items?\ntitle = Titel.")
        and "Kept with each item" in said
    )
    said = say(doors, "artist is column 2, price is Wert")
    assert "title = Titel, maker = Von, price = Wert." in said and "Amounts are USD." in said
    said = say(doors, "prices are in eur and ignore notes")
    assert "Amounts are EUR." in said and "Left out: Notes." in said and said.endswith("Reply OK, or NO.")
    assert "There is no column “column 9”" in say(doors, "title is column 9")
    assert doors.rows(ImportJob) == []
    assert say(doors, "ok").startswith("Importing 2 rows of your file.")
    assert imported(doors).rows_written == 2
    sunset, dusk = brought(doors)
    assert (sunset.maker, sunset.price, sunset.currency, sunset.details) == ("Ana Ruiz", 1200.50, "EUR", {})
    assert (dusk.maker, dusk.price) == ("B. Shah", 900)


def test_what_is_said_of_amounts_goes_before_their_heading(doors: Doors) -> None:
    table = "Title,Artist,Price in £\nSunset,Ruiz,1200\n".encode()
    assert "Amounts are GBP." in say(doors, "", (table, "text/csv"))
    assert "Amounts are SEK." in say(doors, "prices are in sek")
    say(doors, "ok")
    assert imported(doors).rows_written == 1
    assert [(row.price, row.currency) for row in brought(doors)] == [(1200, "SEK")]


def test_days_are_read_as_they_are_said_to_be(doors: Doors) -> None:
    sales = b"Order No,Date,Item,Quantity,Total\nA1,03/04/2021,Cup,1,20\nA2,05/06/2021,Bowl,1,30\n"
    assert "Dates name the month first." in say(doors, "", (sales, "text/csv"))
    assert "Dates name the day first." in say(doors, "dates are day first")
    say(doors, "ok")
    assert imported(doors).rows_written == 2
    with doors.house.crm() as crm:
        days = crm.session.scalars(select(Order.ordered_at).where(Order.imported).order_by(Order.ordered_at))
        assert [f"{day.astimezone(crm.zone):%Y-%m-%d}" for day in days] == ["2021-04-03", "2021-06-05"]


def test_an_excel_table_needs_no_name(doors: Doors) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (("Title", "Artist", "Price"), ("Sunset", "Ana Ruiz", 1200)):
        book.active.append(row)
    book.save(out)
    assert "title = Title, maker = Artist, price = Price." in say(doors, "", (out.getvalue(), XLSX))


def test_what_calls_itself_excel_may_be_a_csv_and_the_old_kind_is_told(doors: Doors) -> None:
    kind = "application/vnd.ms-excel"
    assert "Import 1 row of your file as items?" in say(doors, "", (b"Title,Artist\nSunset,Ruiz\n", kind))
    assert "is an Excel file of the old kind. Save it as .xlsx" in say(
        doors, "", (b"\xd0\xcf\x11\xe0" + b"x" * 600, kind)
    )


def test_another_command_meanwhile_is_itself(doors: Doors) -> None:
    say(doors, "", (WORKS, "text/csv"))
    assert "on hold" in say(doors, "what's on hold")
    said = say(doors, "price Blue Nude 5200")
    assert "Blue Nude (SV-0012) is now $5,200.00" in said
    assert doors.rows(ImportJob) == []


def test_a_seller_may_send_a_table_and_nothing_comes_of_it(doors: Doors) -> None:
    assert "You can't take in a file" in say(doors, "", (WORKS, "text/csv"), who="+12125550103")


# -- the model


@pytest.fixture
def asked(doors: Doors, setting: Callable[..., None]) -> Callable[..., FakeOpenAI]:
    def start(*script: str | Body) -> FakeOpenAI:
        server = FakeOpenAI(*script)
        setting(PUBLIC_URL=doors.url, OPENAI_API_KEY="k", OPENAI_BASE_URL=server.url, OPENAI_MODEL="gpt-test")
        return server

    return start


CRYPTIC = b"Bez,Hrst,Btr\nPolerouter,Universal,1200\nAutavia,Heuer,3400\n"


def test_names_that_say_too_little_are_put_to_the_model(
    doors: Doors, asked: Callable[..., FakeOpenAI]
) -> None:
    with asked(call("table_of_items", title=1, maker=2, price=3)) as server:
        said = say(doors, "", (CRYPTIC, "text/csv"))
        assert "title = Bez, maker = Hrst, price = Btr." in said
        assert "Named by the model, so please look: title, maker, price." in said
        [(_, _, body)] = server.requests
        assert "Heuer" not in str(body) and "3400" not in str(body)
        tools = {tool["function"]["name"]: tool["function"] for tool in body["tools"]}
        assert set(tools) == {"table_of_items", "table_of_contacts", "table_of_sales", "no_table"}
        assert all(tool["strict"] for tool in tools.values()) and body["tool_choice"] == "required"
        say(doors, "ok")
        assert len(server.requests) == 1  # what was shown is what is done
    assert imported(doors).rows_written == 2
    assert [(row.title, row.maker, row.price) for row in brought(doors)] == [
        ("Polerouter", "Universal", 1200), ("Autavia", "Heuer", 3400),
    ]  # fmt: skip
    (bill,) = doors.rows(ModelCall)
    assert (bill.purpose, bill.outcome) == ("columns v1", "answered")


@pytest.mark.parametrize(
    "script",
    [
        ("bad_key",), ("junk",), ("prose_instead_of_call",), ("refusal",), (call("no_table"),),
        (call("table_of_items", title=7),), (call("table_of_items", wallpaper=1),),
        (call("table_of_items", title=1, maker=1),), (call("table_of_wallpaper", title=1),),
        (calls(("table_of_items", "{not json")),),
        (calls(("table_of_items", '{"title": 1}'), ("table_of_sales", '{"title": 1}')),),
        (call("table_of_items", title="1; DROP TABLE item"),),
    ],
)  # fmt: skip
def test_a_model_that_answers_badly_leaves_it_to_the_person(
    doors: Doors, asked: Callable[..., FakeOpenAI], script: tuple[object, ...]
) -> None:
    with asked(*script):
        assert say(doors, "", (CRYPTIC, "text/csv")).startswith(
            "I can't tell what is in your file. Say “import it as"
        )
    assert doors.rows(ImportJob) == []


def test_who_says_what_it_is_of_has_the_model_look_once_more(
    doors: Doors, asked: Callable[..., FakeOpenAI]
) -> None:
    with asked(call("no_table"), call("table_of_items", title=1, maker=2)) as server:
        assert "I can't tell what is in your file." in say(doors, "", (CRYPTIC, "text/csv"))
        assert "title = Bez, maker = Hrst." in say(doors, "import it as items")
        assert "price = Btr" in say(doors, "price is column 3")
        assert len(server.requests) == 2
        tools = [tool["function"]["name"] for tool in server.requests[1][2]["tools"]]
        assert tools == ["table_of_items", "no_table"]


def test_a_day_without_budget_asks_nobody(doors: Doors, asked: Callable[..., FakeOpenAI]) -> None:
    with asked(call("table_of_items", title=1)) as server:
        _set(doors, "model_budget", "0")
        assert "I can't tell what is in your file." in say(doors, "", (CRYPTIC, "text/csv"))
        assert server.requests == []


def _set(doors: Doors, name: str, value: str) -> None:
    from crm_core.services import settings

    with doors.house.crm() as crm:
        settings.change(crm, name, value)


# -- contact cards


CARD = """BEGIN:VCARD
VERSION:3.0
N:Lind;Ann;;;
FN:Ann Lind
item1.ORG:Lind & Söhne\\, Kunst;Berlin
TEL;type=WORK;type=VOICE:+1 206 555 0143
TEL;type=CELL;type=pref:+1 (206) 555-0142
EMAIL;type=INTERNET:Ann@Lind.example
ADR;type=HOME:;;12 Main
  Street;Seattle;WA;98101;USA
BDAY:1980-03-09
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
 AAAQABAAD
END:VCARD
"""


def test_a_card_from_a_phone_is_a_new_contact(doors: Doors) -> None:
    assert say(doors, "", (CARD.encode(), "text/vcard")).startswith("Added Ann Lind")
    (ann,) = doors.rows(Contact, Contact.name == "Ann Lind")
    assert (ann.company, str(ann.birthday)) == ("Lind & Söhne, Kunst", "1980-03-09")
    assert ann.postal_address == "12 Main Street, Seattle, WA, 98101, USA"
    assert _addresses(doors, ann) == {"+12065550142", "ann@lind.example"}


def _addresses(doors: Doors, contact: Contact) -> set[str]:
    with doors.house.crm() as crm:
        return set(crm.session.scalars(select(Address.value).where(Address.contact_id == contact.id)))


def test_cards_of_a_collector_add_nobody(doors: Doors) -> None:
    say(doors, "", (CARD.encode(), "text/vcard"), who="+14155550132")
    assert doors.rows(Contact, Contact.name == "Ann Lind") == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Eva;;;\r\n"
         "TEL;CELL:0701234567\r\nEND:VCARD\r\n", [{"name": "Eva Müller", "phone": "0701234567"}]),
        ("BEGIN:VCARD\nVERSION:4.0\nFN:A\nTEL;VALUE=uri;TYPE=cell:tel:+46701234567\nBDAY:--0309\nEND:VCARD\n"
         "BEGIN:VCARD\nORG:Omega\nEND:VCARD\n",
         [{"name": "A", "phone": "+46701234567"}, {"name": "Omega", "company": "Omega"}]),
        ("BEGIN:VCARD\nTEL:1\nEND:VCARD\n", []), ("hello", []), ("", []), ("END:VCARD\nFN:x\n", []),
        ("BEGIN:VCARD\nFN:x\nBDAY:1980-13-40\nEND:VCARD", [{"name": "x"}]),
    ],
)  # fmt: skip
def test_cards_of_all_versions_are_read(text: str, known: list[dict[str, str]]) -> None:
    assert [card.slots() for card in vcards.read(text.encode())] == known


def test_no_bytes_break_the_reading_of_cards() -> None:
    from hypothesis import given
    from hypothesis import strategies as st

    @given(st.binary(max_size=300))
    def anything(content: bytes) -> None:
        assert isinstance(vcards.read(b"BEGIN:VCARD\n" + content), list)

    anything()
