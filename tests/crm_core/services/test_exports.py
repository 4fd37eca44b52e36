"""Tables for a gallery's own spreadsheet program: separators and decimals of its country, and back in unharmed."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from crm_core.crm import open_crm
from crm_core.services import find, settings
from crm_core.services.transfer import exports, imports, rows
from tests.world import acting

LOCALES = {"en-US": ",.", "en-GB": ",.", "sv-SE": ";,", "de-DE": ";,", "de-AT": ";,", "de-CH": ";."}


def table(path, separator):
    text = path.read_text("utf-8-sig")
    return {row["Title"]: row for row in csv.DictReader(io.StringIO(text), delimiter=separator)}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_csv_is_written_as_the_countrys_spreadsheets_read_it(house, tmp_path, locale):
    from crm_core import migrate

    separator, point = LOCALES[locale]
    with acting(house) as crm:
        settings.change(crm, "locale", locale)
    with acting(house) as crm:
        find.items(crm, "Blue Nude").one.price = Decimal("12000.5")
        find.items(crm, "Red Field").one.price = Decimal(30000)
        crm.session.flush()
        exports.to_file(crm, "items", tmp_path / "out.csv")
    found = table(tmp_path / "out.csv", separator)
    assert (found["Blue Nude"]["Price"], found["Red Field"]["Price"]) == (f"12000{point}50", "30000")

    key = migrate.add_gallery("Fresh", {"console": "fresh"})  # whose own country is another
    imports.run(lambda: open_crm(key, clock=house.clock), rows.look("items", tmp_path / "out.csv"))
    with open_crm(key, clock=house.clock) as crm:
        back = [find.items(crm, title).one for title in ("Blue Nude", "Red Field")]
        assert [each.price for each in back] == [Decimal("12000.5"), 30000] and back[0].sku == "SV-0012"


def test_an_amount_below_zero_is_a_number_and_no_formula():
    assert exports.cell(Decimal("-20.50"), ",") == "-20,50"
    assert exports.cell("-20.50", ",") == "'-20.50"


def test_what_was_rejected_opens_in_the_same_program(house, tmp_path):
    from crm_core.models import ImportJob
    from crm_core.services import media_files, media_links
    from crm_core.services.transfer import rejects
    from crm_core.services.transfer.rows import Rejected

    with acting(house) as crm:
        settings.change(crm, "locale", "swedish")
        job = ImportJob(kind="items", file_name="x.csv")
        crm.session.add(job)
        crm.session.flush()
        rejects.keep(crm, job.id, [Rejected(3, "There is no title.", ["", "1 200,50"])])
        link = rejects.link(crm, job, ["Titel", "Pris"])
        _, key = media_links.opened(link.split("/")[-2], crm.now())
        kept = media_files.path(crm.key, key)
    assert kept.read_text("utf-8-sig").splitlines()[0] == f"Titel;Pris;{rejects.WHY}"
