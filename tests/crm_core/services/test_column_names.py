"""Headings of tables from everywhere: each is what a person would take it for, and the table is known by them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crm_core.services.transfer import item_rows, proposal, rows
from crm_core.services.transfer.column_names import KINDS
from crm_core.services.transfer.columns import match

TABLES = yaml.safe_load((Path(__file__).parent / "column_tables.yaml").read_text("utf-8"))
ARTISTS = ["personid", "displayname", "lastname", "beginyear", "nationality"]


@pytest.mark.parametrize("name", TABLES)
def test_each_heading_is_what_a_person_takes_it_for(name):
    told = [column.strip().split(" = ") for column in TABLES[name]["columns"].split(";")]
    header = [column[0] for column in told]
    found = {header[number]: field for field, number in match(TABLES[name]["kind"], header).fields.items()}
    assert found == {column[0]: column[1] for column in told if len(column) > 1}
    assert proposal.kind_of(header) == TABLES[name]["kind"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_name_is_found(kind):
    """A name that is written another way than headings are read would never be."""
    for field, names in KINDS[kind].items():
        lost = [name for name in names.split("|") if not match(kind, [name]).fields]
        assert not lost, field


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("items", "Purchase date", "year"), ("items", "Artist nationality", "maker"), ("items", "Lug width", "width"),
        ("items", "Clay body", "description"), ("items", "Tax status", "status"), ("sales", "Customer address", "customer"),
        ("contacts", "Middle name", "name"), ("sales", "Customer email", "customer"),
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not_it(kind, header, field):
    assert field not in match(kind, ["Zq", header]).fields


@pytest.mark.parametrize(
    "written",
    ["Nº inventario", "N° Inventario", "no_inventario", "noInventario", "NO INVENTARIO", "N° d'inventario"],
)
def test_a_heading_may_be_written_in_many_ways(written):
    assert match("items", ["Titolo", written]).fields.get("sku") == 1


@pytest.mark.parametrize(
    ("height", "size"),
    [("Height (cm)", "30 x 20 cm"), ("height_in", "30 x 20 in"), ("Höhe in mm", "30 x 20 mm"), ("Height", "30 x 20"),
     ("Height (inches)", "30 x 20 in")],
)  # fmt: skip
def test_a_heading_says_what_sizes_are_in(tmp_path, height, size):
    path = tmp_path / "works.csv"
    path.write_text(f"Title,Artist,{height},Width\nDusk,Ana Ruiz,30,20\n")
    plan = rows.look("items", path)
    found = item_rows.Reader(plan).read(plan.sample)
    assert len(found) == 1 and [size] in [list(column) for column in found.values.values()]


def test_a_half_of_a_name_needs_the_other_half():
    assert set(match("contacts", ["Nom", "Prénom"]).fields) == {"first_name", "last_name"}
    assert set(match("contacts", ["Nom", "Ville"]).fields) == {"name", "city"}
    assert set(match("contacts", ["Full name", "First name"]).fields) == {"name", "first_name"}


def test_a_plain_list_of_descriptions_has_them_as_titles():
    assert match("items", ["SKU", "Description", "Price"]).fields == {"sku": 0, "title": 1, "price": 2}
    assert "description" in match("items", ["Title", "Description"]).fields


def test_a_total_beside_a_subtotal_is_the_orders():
    lines = ["Order", "Lineitem quantity", "Lineitem name", "Lineitem price", "Total"]
    assert "total" in match("sales", lines).fields
    assert "total" not in match("sales", [*lines, "Subtotal"]).fields


def test_a_list_of_artists_is_asked_about(house, tmp_path):
    assert proposal.kind_of(ARTISTS) is None
    assert proposal.kind_of([*ARTISTS, "email"]) == "contacts"
    assert match("contacts", ARTISTS).fields["name"] == 1
