"""Columns put right by words before the OK, and named by the model where their own names say too little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.errors import AskModel, Refused
from crm_core.services import media_files
from crm_core.services.transfer import corrections, guessing, proposal, rows
from crm_core.services.transfer.chosen import Chosen
from crm_core.services.transfer.proposal import File
from tests.world import acting

HEADER = "No,Künstler Name,Werk,Preis EUR,Notes,Box and papers,Bought"
WORKS = f"{HEADER}\n1,Ana Ruiz,Sunset,1200,fine,yes,03/04/2021\n2,B. Shah,Dusk,900,,no,05/06/2021\n"


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "works.csv"
    path.write_text(WORKS)
    return rows.look("items", path)


def columns(plan, chosen):
    return {field: plan.table.header[number] for field, number in chosen.fields.items()}


@pytest.mark.parametrize(
    ("said", "field", "column"),
    [
        ("artist is column 2", "maker", "Künstler Name"),
        ("column 3 is the title", "title", "Werk"),
        ("title = Werk", "title", "Werk"),
        ("title=C", "title", "Werk"),
        ("the title is in column C.", "title", "Werk"),
        ("use column 5 for the description", "description", "Notes"),
        ("take title from Werk", "title", "Werk"),
        ("Kunstler name is the artist", "maker", "Künstler Name"),
        ("ok but price is preis eur", "price", "Preis EUR"),
        ("no, box and papers is condition", "condition", "Box and papers"),
        ("sku: 1st column", "sku", "No"),
        ("prices are column 4", "price", "Preis EUR"),
        ("notes are the provenance", "provenance", "Notes"),
        ("titel is the 3rd column", "title", "Werk"),
    ],
)
def test_a_column_is_said_in_many_ways(plan, said, field, column):
    chosen = corrections.read(plan, Chosen({}), said)
    assert columns(plan, chosen) == {field: column}


def test_a_column_is_one_thing_and_a_thing_one_column(plan):
    chosen = corrections.read(plan, Chosen({"maker": 1, "title": 2}), "title is column 2")
    assert chosen.fields == {"title": 1}


def test_several_in_one_breath(plan):
    said = "title is werk, artist is column 2 and ignore notes; prices are in sek, dates are day first"
    chosen = corrections.read(plan, Chosen({}), said)
    assert columns(plan, chosen) == {"title": "Werk", "maker": "Künstler Name"}
    assert (chosen.ignored, chosen.currency, chosen.month_first) == ((4,), "SEK", False)


@pytest.mark.parametrize(
    ("said", "currency", "month_first"),
    [
        ("price is in eur", "EUR", None), ("prices are euros", "EUR", None), ("all amounts in £", "GBP", None),
        ("currency is chf", "CHF", None), ("dates are day first", "", False), ("the dates are dd/mm/yyyy", "", False),
        ("month first", "", True), ("dates are mm/dd", "", True),
    ],
)  # fmt: skip
def test_how_values_are_meant(plan, said, currency, month_first):
    chosen = corrections.read(plan, Chosen({}), said)
    assert (chosen.currency, chosen.month_first) == (currency, month_first)


@pytest.mark.parametrize(
    "said", ["ignore notes", "skip column 5", "don't import the Notes column", "leave out column E"]
)
def test_what_is_left_out_is_kept_nowhere(plan, said):
    chosen = corrections.read(plan, Chosen({"title": 2, "description": 4}), said)
    assert chosen.ignored == (4,) and chosen.fields == {"title": 2}
    again = rows.look("items", plan.path, chosen)
    assert "Notes" not in again.mapping.rest and again.sample[0].rest()["Box and papers"] == "yes"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("artist is column 12", "There is no column “column 12”. There are: 1 No, 2 Künstler Name, 3 Werk"),
        ("ignore the wallpaper", "There is no column “wallpaper”."),
        (
            "column 3 is the wallpaper",
            "I don't know what “the wallpaper” would be. For items there are: title, maker",
        ),
        ("title is werk, whatever you like", "I can't read “whatever you like”, so nothing was changed."),
        ("prices are in xyz", "“xyz” is not a currency I know."),
    ],
)
def test_what_cant_be_meant_is_told(plan, said, why):
    with pytest.raises(Refused) as refused:
        corrections.read(plan, Chosen({}), said)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "said", ["ok", "no", "sold Blue Nude to Maria for 4500", "what's on hold", "undo", "menu", "2"]
)
def test_other_words_are_none_of_its_business(plan, said):
    assert corrections.read(plan, Chosen({}), said) is None


@given(st.text(max_size=60))
def test_no_words_break_it(said):
    header = tuple(HEADER.split(","))

    class Table:
        pass

    table = Table()
    table.header = list(header)
    plan = rows.Plan("items", None, table, rows.Mapping("items", header, {"title": 2}), {}, set(), [], "")
    try:
        found = corrections.read(plan, Chosen({"title": 2}), said)
    except Refused:
        return
    assert found is None or all(0 <= number < len(header) for number in found.fields.values())


def test_what_was_chosen_comes_back_from_its_row():
    chosen = Chosen({"title": 2}, (4,), "EUR", False, ("title",))
    assert Chosen.of(chosen.to_text()) == chosen and Chosen.of(None) == Chosen()


# -- the model


CRYPTIC = "Bez,Hrst,Btr\nPolerouter,Universal,1200\nAutavia,Heuer,3400\n"


@pytest.fixture
def sent(house, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(CRYPTIC)
    return File(media_files.keep_file(house.one, path, "csv"), "liste.csv")


def test_without_a_model_names_are_all_there_is(house, sent):
    with acting(house) as crm, pytest.raises(Refused, match="can't tell what is in liste"):
        proposal.read(crm, str(sent), None)


def test_the_model_is_asked_of_names_and_shapes_and_sees_no_cell(house, sent):
    with acting(house) as crm:
        crm.answers = {}
        with pytest.raises(AskModel) as asked:
            proposal.read(crm, str(sent), None)
    wanted = asked.value.wanted
    assert [column["name"] for column in wanted["columns"]] == ["Bez", "Hrst", "Btr"]
    assert wanted["columns"][2]["holds"] == "a whole number, 2 different in 2"
    assert "maker" in wanted["fields"]["items"] and set(wanted["fields"]) == {"items", "contacts", "sales"}
    assert not any(secret in str(wanted) for secret in ("Polerouter", "Heuer", "3400"))


def read(house, sent, answer, kind=None):
    with acting(house) as crm:
        crm.answers = {}
        try:
            return proposal.read(crm, str(sent), kind)
        except AskModel as asked:
            crm.answers[asked.key] = answer
            return proposal.read(crm, str(sent), kind)


def test_what_it_names_is_shown_as_its_own(house, sent):
    found = read(house, sent, {"kind": "items", "columns": {"title": 1, "maker": 2, "price": 3}})
    assert found.plan.mapping.said() == {"title": "Bez", "maker": "Hrst", "price": "Btr"}
    with acting(house) as crm:
        said = proposal.words(crm, found)
        assert "Named by the model, so please look: title, maker, price." in said
        put_right = proposal.corrected(crm, found, "ignore Btr")
        assert "price" not in put_right.plan.mapping.fields and "title, maker." in proposal.words(
            crm, put_right
        )


@pytest.mark.parametrize(
    "answer",
    [
        None, {}, {"kind": "wallpaper", "columns": {"title": 1}}, {"kind": "items", "columns": {"title": 9}},
        {"kind": "items", "columns": {"wallpaper": 1}}, {"kind": "items", "columns": {"title": "1"}},
        {"kind": "items", "columns": {"title": True}}, {"kind": "items", "columns": [1]}, "title is 1",
    ],
)  # fmt: skip
def test_what_holds_nothing_changes_nothing(house, sent, answer):
    with pytest.raises(Refused):
        read(house, sent, answer)


def test_what_a_columns_own_name_says_stands(house, tmp_path):
    path = tmp_path / "w.csv"
    path.write_text("Title,Hrst,Btr,Bem,Ort\nSunset,Ruiz,1200,x,y\n")
    sent = File(media_files.keep_file(house.one, path, "csv"), "w.csv")
    found = read(
        house,
        sent,
        {"kind": "items", "columns": {"title": 2, "maker": 2, "price": 2, "location": 5}},
        "items",
    )
    assert found.plan.mapping.fields == {"title": 0, "maker": 1, "location": 4}


def test_who_wants_no_model_is_asked_nothing(house, sent):
    from crm_core.services import settings

    with acting(house) as crm:
        settings.change(crm, "model_columns", "off")
    with pytest.raises(Refused):
        read(house, sent, {"kind": "items", "columns": {"title": 1}})


def test_a_table_whose_names_say_enough_asks_nobody(house, tmp_path):
    path = tmp_path / "w.csv"
    path.write_text("Title,Artist,Price\nSunset,Ruiz,1200\n")
    sent = File(media_files.keep_file(house.one, path, "csv"), "w.csv")
    with acting(house) as crm:
        crm.answers = {}
        assert proposal.read(crm, str(sent), None).plan.mapping.fields == {"title": 0, "maker": 1, "price": 2}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], "nothing"), (["a@b.se"], "an email address, 1 different in 1"),
        (["1969", "c.1970", "old"], "mostly a year, 3 different in 3"), (["24x36 in"], "a size, 1 different in 1"),
        (["€ 1.200", "€ 900"], "an amount of money, 2 different in 2"), (["oil\non linen"], "a few words, 1 different in 1"),
    ],
)  # fmt: skip
def test_shapes_say_what_cells_look_like(cells, said):
    assert guessing.shape(cells) == said
