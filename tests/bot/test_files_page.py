"""The page of files: how far an import is, what it left out, and the way back."""

from __future__ import annotations

import re

from crm_core.models import ImportJob
from crm_core.services.transfer import downloads
from tests.world import acting
from workers import transfer


def imported(house, tmp_path, work=True):
    from tests.workers.test_transfer import begun

    path = tmp_path / "works.csv"
    path.write_text("Title,Price\nSunset,100\nDusk,soon\n")
    job_id = begun(house, path, "items")
    if work:
        transfer.work(house.one, job_id, house.clock)
    return job_id


def test_a_running_import_says_how_far_it_is(house, browser, tmp_path):
    imported(house, tmp_path, work=False)
    browser.sign_in()
    page = browser.client.get("/review/files").text
    assert "works.csv as items: imported 0 of 2 rows" in page and 'hx-trigger="every 5s"' in page


def test_what_was_left_out_is_fetched_and_the_whole_is_undone(house, browser, tmp_path):
    job_id = imported(house, tmp_path)
    browser.sign_in()
    page = browser.client.get("/review/files").text
    assert "works.csv: 1 new item" in page and "1 row needs you" in page and "every 5s" not in page
    assert "Price “soon” is not an amount" in page
    link = browser.client.get(f"/review/files/{job_id}/rejected").headers["location"]
    rows = browser.client.get(link[link.index("/media/") :]).content.decode("utf-8-sig").splitlines()
    assert rows == ["Title,Price,Why it was not taken", "Dusk,soon,line 3: Price “soon” is not an amount"]
    address = re.findall(r'action="(/review/undo/\d+)"', page)[0]
    assert browser.press(address, htmx=False).status_code == 303
    assert "taken back" in browser.client.get("/review/files").text
    with house.crm() as crm:
        assert crm.session.get_one(ImportJob, job_id).state == "undone"


def test_an_export_is_linked_for_who_asked(house, browser):
    with acting(house) as crm:
        job_id = downloads.begin(crm, "contacts", "csv", None, None).id
    transfer.export(house.one, job_id, house.clock)
    browser.sign_in()
    page = browser.client.get("/review/files").text
    link = re.findall(r'href="[^"]*(/media/[^"]+)"', page)[0]
    assert "Maria Lopez" in browser.client.get(link).content.decode("utf-8-sig")
    browser.client.cookies.clear()
    browser.sign_in("Sam Reed")
    assert "/media/" not in browser.client.get("/review/files").text


def test_nobody_sees_them_without_signing_in_or_the_right_to_import(house, browser, tmp_path):
    job_id = imported(house, tmp_path)
    for path in ("/review/files", f"/review/files/{job_id}/rejected"):
        assert browser.client.get(path).headers["location"] == "/login"
    browser.sign_in("Gus Lind")
    for path in ("/review/files", f"/review/files/{job_id}/rejected"):
        assert browser.client.get(path).status_code >= 400


def test_finance_sees_its_exports_and_no_imports(house, browser, tmp_path):
    imported(house, tmp_path)
    browser.sign_in("Fay Ito")
    page = browser.client.get("/review/files")
    assert page.status_code == 200 and "works.csv" not in page.text


def test_every_page_leads_to_those_one_may_open(house, browser):
    browser.sign_in()
    for page in ("/review", "/review/activity", "/review/files", "/review/settings"):
        links = re.findall(r'class="nav-link" href="([^"]+)"', browser.client.get(page).text)
        assert links == ["/review", "/review/activity", "/review/files", "/review/settings"]
    browser.sign_in("Leo Hart")
    links = re.findall(r'class="nav-link" href="([^"]+)"', browser.client.get("/review").text)
    assert links == ["/review", "/review/activity"]
    assert browser.client.get("/review/settings").status_code == 403
