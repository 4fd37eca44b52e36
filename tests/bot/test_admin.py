"""Galleries, colleagues and files by the command line."""

from __future__ import annotations

import argparse

import pytest

from bot import admin
from crm_core import db
from crm_core.crm import open_crm
from crm_core.errors import NotFound, Refused
from crm_core.services import find


def args(**values):
    given = {"gallery": None, "yes": True, "format": "csv", "phone": None, "telegram": None, "email": None}
    return argparse.Namespace(**{**given, **values})


def new_gallery(name="North Light", phone="+46701234567"):
    admin.add_gallery(args(name=name, phone=phone, timezone="Europe/Stockholm", currency="sek"))
    return admin.find_gallery(name)


def test_a_gallery_has_its_own_number_and_settings(house, capsys):
    key = new_gallery()
    assert db.gallery_of_line("sms", "+46701234567") == key
    with open_crm(key) as crm:
        chosen = crm.settings
    assert (chosen.name, chosen.timezone, chosen.currency, chosen.region, chosen.sku_rule) == (
        "North Light", "Europe/Stockholm", "SEK", "SE", "NL-####",
    )  # fmt: skip
    assert f"North Light is ready (key {key}), reached at +46701234567." in capsys.readouterr().out


def test_two_galleries_never_share_a_number(house):
    new_gallery()
    with pytest.raises(Refused, match="is the number of North Light already"):
        new_gallery("South Light")


@pytest.mark.parametrize(("name", "value"), [("timezone", "Nowhere"), ("currency", "gold"), ("phone", "12")])
def test_nothing_is_made_of_what_can_not_be(house, name, value):
    said = {
        "name": "X",
        "phone": "+46701234567",
        "timezone": "Europe/Stockholm",
        "currency": "SEK",
        name: value,
    }
    before = len(db.galleries())
    with pytest.raises(Refused):
        admin.add_gallery(args(**said))
    assert len(db.galleries()) == before


def test_a_colleague_is_known_by_every_way_they_write(house):
    key = new_gallery()
    ways = {"phone": "070-123 45 68", "telegram": "4711", "email": "Ida@Example.com"}
    admin.add_user(args(gallery="north light", name="Ida Berg", role="admin", **ways))
    with open_crm(key) as crm:
        ida = find.users(crm, "Ida").one
        assert {(address.channel, address.value) for address in ida.addresses} >= {
            ("sms", "+46701234568"), ("telegram", "4711"), ("email", "ida@example.com"),
        }  # fmt: skip


def test_with_several_galleries_one_must_be_named(house):
    with pytest.raises(Refused, match="Gallery One, Gallery Two"):
        admin.find_gallery(None)
    with pytest.raises(NotFound, match="There is: Gallery One"):
        admin.find_gallery("Gallery Nine")
    assert admin.find_gallery("gallery one") == house.one == admin.find_gallery(house.one)


def test_a_file_is_shown_before_it_is_read_in(house, tmp_path, capsys, monkeypatch):
    (tmp_path / "works.csv").write_text('Title,Artist,Price\nSunset,"Ruiz, Ana",1200\n,Nobody,3\n')
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("no\n"))
    wanted = {"gallery": "Gallery Two", "what": "items", "file": str(tmp_path / "works.csv")}
    assert admin.import_file(args(**wanted, yes=False)) == 1
    said = capsys.readouterr().out
    assert "title          ← Title   e.g. Sunset" in said and "Nothing was imported." in said
    assert admin.import_file(args(**wanted)) == 0
    said = capsys.readouterr().out
    assert "2 rows read, 1 new, 0 known before, 1 rejected" in said and "line 3: no title" in said


def test_an_export_goes_to_the_screen_or_a_file(house, tmp_path, capsys):
    admin.export(args(gallery="Gallery One", what="items", file="-"))
    assert "SV-0012,Blue Nude,Ana Ruiz" in capsys.readouterr().out
    admin.export(args(gallery="Gallery One", what="items", file=str(tmp_path / "items.xlsx"), format="xlsx"))
    assert capsys.readouterr().out.startswith("7 items in ")
    with pytest.raises(Refused, match="can't go to the screen"):
        admin.export(args(gallery="Gallery One", what="items", file="-", format="xlsx"))
