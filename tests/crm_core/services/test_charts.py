"""Charts: real pictures, where there is something to see, that travel with the words that say the same."""

from __future__ import annotations

import io
from datetime import date

from fastapi.testclient import TestClient
from PIL import Image

from bot.app import create_app
from crm_core.money import Money
from crm_core.services import charts, media_files, media_links, sales
from crm_core.services.sale_plan import Terms
from intents.slots.period import Period
from tests.world import acting, contact, do, item

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def usd(amount):
    return Money.of(amount, "USD")


def sell(crm, what, who, price, **more):
    sales.sell(crm, Terms([(item(crm, what), 1)], contact(crm, who), price=usd(price), **more))


def picture(crm, reply):
    [key] = reply.media
    return Image.open(media_files.path(crm.key, key))


def test_a_chart_is_a_png_that_fits_a_phone_and_has_its_bars():
    bars = [charts.bar(f"Maker {number}", usd(1000 * number)) for number in range(1, 6)]
    for in_time in (False, True):
        drawn = Image.open(io.BytesIO(charts.drawn("Revenue by maker, $ and $", bars, in_time=in_time)))
        assert drawn.format == "PNG" and drawn.width == 1000 and 300 < drawn.height <= 1100
        # Each bar is twice, three times … as long as the first: most of what is coloured is the longest ones'.
        colours = {colour: count for count, colour in drawn.convert("RGB").getcolors(1 << 24)}
        assert colours[(0x2F, 0x6F, 0x6D)] > 0.1 * drawn.width * drawn.height


def test_figures_on_bars_are_whole():
    assert charts.bar("A", usd("12500.60")).said == "$12,500"
    assert charts.bar("A", usd(-200)).said == "-$200"


def test_two_figures_need_no_picture(house):
    with acting(house) as crm:
        sell(crm, "Blue Nude", "Maria", 4500)
        sell(crm, "Red Field", "Tom", 9000)
        reply = do(crm, "sales_report", by="contact", period=YEAR)
        assert reply.media == [] and "Picture" not in reply.text


def test_reports_with_something_to_see_bring_a_picture_that_is_named(house):
    with acting(house) as crm:
        sell(crm, "Blue Nude", "Maria", 4500)
        sell(crm, "Speedmaster", "Tom", 6000)
        sell(crm, "To the Lighthouse", "Eva", 2000, when=date(2026, 10, 3))
        reply = do(crm, "sales_report", by="maker", period=YEAR)
        assert reply.text.endswith("\nPicture: revenue by maker, 2026.")
        assert picture(crm, reply).format == "PNG"
        best = do(crm, "top_contacts", period=YEAR)
        assert best.text.endswith("\nPicture: best customers, 2026.") and picture(crm, best).width == 1000
        assert do(crm, "sales_report", by="month", period=YEAR).media == []  # two months


def test_a_days_summary_shows_the_two_weeks(house):
    with acting(house) as crm:
        assert do(crm, "daily_summary").media == []
        for day, what in ((9, "Blue Nude"), (17, "Speedmaster"), (20, "To the Lighthouse")):
            sell(crm, what, "Maria", 1000, when=date(2026, 11, day))
        reply = do(crm, "daily_summary")
        assert (
            reply.text.endswith("\nPicture: revenue by day, Nov 7 to Nov 20: the most on Nov 9, $1,000.00.")
            and picture(crm, reply).format == "PNG"
        )


def test_the_picture_opens_in_place_from_its_link(house):
    with acting(house) as crm:
        [key] = do(crm, "stock_value").media
        link = media_links.link(crm.key, key, crm.now())
    app = create_app()
    app.state.clock = house.clock
    found = TestClient(app).get(link[link.index("/media/") :])
    assert found.status_code == 200 and found.headers["content-type"] == "image/png"
    assert found.headers["content-disposition"].startswith("inline") and found.content[:4] == b"\x89PNG"
