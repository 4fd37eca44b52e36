"""A gallery's name, logo and colour on its pages and papers; always so that words can be read."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from bot import media
from channels.base import File
from crm_core.errors import Refused
from crm_core.models import Inbox, Invoice, Order
from crm_core.services import appearance, invoice_pdf, invoice_sending, setting_words, settings
from tests.world import acting, contact, do, item


def picture(colour="navy"):
    out = io.BytesIO()
    Image.new("RGB", (300, 120), colour).save(out, "PNG")
    return out.getvalue()


def stored(house):
    return media.keep(house.one, File(picture(), "image/png", "logo.png")).key


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_any_colour_can_be_read_by_day_and_by_night(colour):
    sheet = appearance.sheet(bytes(colour).hex())
    assert sheet is not None
    found = [appearance.rgb(part.split(";")[0].strip(" #")) for part in sheet.split("ink:")[1:]]
    day, night = found
    assert appearance.contrast(day, appearance.PAPER) >= appearance.READABLE
    assert appearance.contrast(night, appearance.NIGHT) >= appearance.READABLE
    assert (
        appearance.contrast(appearance.readable(bytes(colour).hex()), (255, 255, 255)) >= appearance.READABLE
    )


def test_a_dark_colour_stays_what_it_is_by_day():
    assert "--dot: #1a5c6b; --dot-ink: #1a5c6b;" in (appearance.sheet("1a5c6b") or "")
    assert appearance.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_pages_carry_the_name_the_logo_and_the_colour(house, browser):
    key = stored(house)
    with acting(house) as crm:
        settings.change(crm, "name", "Nordlicht & Söhne")
        settings.change(crm, "colour", "teal")
        settings.change(crm, "logo", key)
    browser.sign_in()
    for address in ("/review", "/review/activity", "/review/files", "/review/settings"):
        page = browser.client.get(address).text
        assert "<b>Nordlicht &amp; Söhne</b>" in page and 'href="/look/008080.css"' in page, address
        logo = page.split('class="logo" src="')[1].split('"')[0]
    seen = browser.client.get(logo)
    assert seen.headers["content-type"] == "image/jpeg" and seen.headers["content-disposition"].startswith(
        "inline"
    )
    sheet = browser.client.get("/look/008080.css")
    assert sheet.headers["content-type"] == "text/css; charset=utf-8" and "--dot: #008080" in sheet.text
    assert browser.client.get("/look/red.css").status_code == 404


def test_an_invoice_keeps_the_look_it_was_issued_with(house):
    key = stored(house)
    with acting(house) as crm:
        settings.change(crm, "colour", "#cc0000")
        settings.change(crm, "logo", key)
        do(crm, "sell_item", item=item(crm), contact=contact(crm), price=crm.money(4500))
        order = crm.session.scalars(select(Order).order_by(Order.id.desc())).first()
        invoice, _ = invoice_sending.send(crm, order, contact(crm))
        assert (invoice.document["colour"], invoice.document["logo"]) == ("#cc0000", key)
    with acting(house) as crm:
        settings.change(crm, "colour", "none")
        kept = crm.session.scalars(select(Invoice)).one()
        drawn = invoice_pdf.draw(kept, logo=invoice_sending.logo_of(crm, kept))
        assert b"/Subtype /Image" in drawn and drawn == invoice_pdf.draw(
            kept, logo=invoice_sending.logo_of(crm, kept)
        )
        assert b"/Subtype /Image" not in invoice_pdf.draw(kept)


def test_the_logo_is_the_picture_that_came_with_the_words(house):
    key = stored(house)
    with acting(house) as crm:
        with pytest.raises(Refused, match="Send me the logo as a picture"):
            setting_words.settled(crm, "logo", "this picture")
        crm.session.add(
            Inbox(
                channel="sms", our_address="+1", from_address="+12125550100", external_id="p1", party="u", text="our logo",
                user_id=crm.actor.id, received_at=crm.now(), media=[{"key": key, "content_type": "image/jpeg"}], raw={},
            )
        )  # fmt: skip
        crm.session.flush()
        assert setting_words.settled(crm, "logo", "this picture") == key
        assert setting_words.meant(crm, "logo", "this picture") == "Logo: the picture you sent"
        setting_words.change(crm, "logo", key)
        assert setting_words.shown(crm, "logo") == ["Logo: a picture"]
        setting_words.change(crm, "logo", "none")
        assert crm.settings.logo == ""
