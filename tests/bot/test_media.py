"""Files that come with messages: fetched, cleaned, kept, and shown under links that can't be guessed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import httpx
import pytest
from PIL import Image

from bot import media
from channels.base import File, MediaError
from crm_core.models import Inbox
from crm_core.services import media_files, media_links, messages, threads, waiting
from tests import pictures
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_webhooks import inbound_fields
from tests.pictures import photo
from tests.world import acting, contact
from workers import deliver

MARIA = "+14155550132"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as running:
        yield running


def part(doors: Doors) -> dict:
    (row,) = doors.inbox()
    return row.media[0]


def test_a_photo_is_fetched_turned_cleaned_and_kept_once(doors: Doors) -> None:
    doors.text(MARIA, "look", photos=(photo(1, (3000, 2000), turned=True),))
    doors.settle()
    kept = part(doors)
    stored = media_files.path(doors.house.one, kept["key"])
    small = media_files.path(doors.house.one, media_links.thumbnail(kept["key"]))
    assert stored is not None and small is not None
    shown = Image.open(stored)
    assert shown.size == (1365, 2048)  # upright, and no larger than needed
    assert not shown.getexif()  # nothing of where it was taken
    assert max(Image.open(small).size) == 320
    row = doors.inbox()[0]
    assert row.media_due_at is None and row.media_error is None and row.media_attempts == 1


def test_twilios_early_404_is_tried_again_before_anything_is_given_up(doors: Doors) -> None:
    doors.text(MARIA, photos=(photo(2),), early_404=4)  # more than the channel itself waits for
    doors.settle()
    assert "key" not in part(doors) and part(doors)["retry"]
    assert doors.inbox()[0].handled_at is None  # its photo is still expected
    doors.settle(seconds=6)
    assert part(doors)["key"] and "error" not in part(doors)
    assert doors.inbox()[0].handled_at is not None


def test_a_photo_that_never_comes_is_told_to_the_staff_and_its_words_are_handled(doors: Doors) -> None:
    doors.text(MARIA, "do you have more like this?", photos=(photo(3),), early_404=999)
    for _ in range(8):
        doors.settle(seconds=90)
    (row,) = doors.inbox()
    assert row.outcome == "done" and row.media_due_at is None
    assert row.media_error == "The photo couldn't be fetched from Twilio (HTTP 404)."
    with acting(doors.house) as crm:
        told = [each.detail for each in waiting.waiting(crm) if each.kind == "inbox"]
    assert any("couldn't be fetched" in detail and "do you have more like this?" in detail for detail in told)


def test_a_link_to_another_host_is_never_asked(doors: Doors) -> None:
    line, elsewhere = doors.house.lines["one"], [("http://127.0.0.1:9/steal", "image/jpeg")]
    fields = inbound_fields(doors.twilio.account_sid, "MM1", MARIA, line, "hello", elsewhere)
    assert doors.twilio.webhooks.post(f"{doors.url}/webhooks/sms", fields) == 204
    doors.settle(seconds=5)
    (row,) = doors.inbox()
    assert row.media_error == "The photo's link is not one of Twilio's, so it wasn't fetched."
    assert row.media_attempts == 1 and row.outcome == "done"
    assert not doors.twilio.file_requests


def test_what_is_no_picture_is_said_and_not_kept(house: House) -> None:
    for content in (b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken", photo(4)[:500]):
        with pytest.raises(MediaError, match="couldn't be read"):
            media.keep(house.one, File(content, "image/jpeg"))
    with pytest.raises(MediaError, match="empty"):
        media.keep(house.one, File(b"", "image/jpeg"))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(house: House) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(MediaError, match="megapixels"):
        media.keep(house.one, File(bomb.getvalue(), "image/png"))


def test_links_open_the_file_for_a_week_and_nothing_else(doors: Doors) -> None:
    kept = media.keep(doors.house.one, File(photo(5), "image/jpeg"))
    now = doors.house.clock()
    link = media_links.link(doors.house.one, kept.key, now, name="SV-0022_1.jpg")
    answer = httpx.get(link)
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == 'inline; filename="SV-0022_1.jpg"'
    assert httpx.head(link).status_code == 200
    assert link == media_links.link(doors.house.one, kept.key, now, name="SV-0022_1.jpg")
    token = link.split("/")[4]
    for forged in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.replace(doors.house.one, doors.house.two),
        f"{doors.house.one}-ffffffff-{kept.key}-{token[-16:]}",
        "x",
        "ü" * 40,
        f"{doors.house.one}-",
    ):
        assert httpx.get(f"{doors.url}/media/{forged}").status_code == 404, forged
    doors.house.clock.advance(days=8)
    assert httpx.get(link).status_code == 404


def test_a_file_that_is_no_picture_is_saved_not_shown(doors: Doors) -> None:
    page = File(b"<script>alert(1)</script>", "text/html", "hello.html")
    kept = media.keep(doors.house.one, page)
    answer = httpx.get(media_links.link(doors.house.one, kept.key, doors.house.clock()))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_photos_leave_as_links_that_the_provider_can_open(doors: Doors) -> None:
    kept = media.keep(doors.house.one, File(photo(6), "image/jpeg"))
    doors.house.clock.advance(hours=3)  # past quiet hours in California
    with doors.house.crm() as crm:
        sent = messages.send(
            crm, contact(crm), "The Ruiz.", purpose="personal", channel="sms", media=[kept.key]
        )
    assert deliver.deliver(doors.house.one, sent.id, doors.house.clock) == 1
    (message,) = doors.twilio.sent()
    (url,) = message.media
    assert url.startswith(f"{doors.url}/media/{doors.house.one}-")
    assert httpx.get(url).content[:2] == b"\xff\xd8"


def test_the_same_picture_sent_smaller_is_recognised(house: House) -> None:
    first = media.keep(house.one, File(photo(7), "image/jpeg")).likeness
    again = media.keep(house.one, File(pictures.smaller(photo(7)), "image/jpeg")).likeness
    other = media.keep(house.one, File(photo(8), "image/jpeg")).likeness
    apart = lambda one, two: bin((one ^ two) & (2**64 - 1)).count("1")  # noqa: E731
    assert apart(first, again) <= 4 < apart(first, other)


def test_a_worker_that_lost_its_lease_changes_nothing(doors: Doors) -> None:
    from workers import media as fetching

    doors.text(MARIA, photos=(photo(9),))
    (row,) = doors.rows(Inbox)
    slow = fetching._claim(doors.house.one, row.id, doors.house.clock, orphaned=False)
    assert slow is not None
    assert not fetching.fetch(doors.house.one, row.id, doors.house.clock)  # somebody has it
    doors.house.clock.advance(minutes=4)
    assert fetching.fetch(doors.house.one, row.id, doors.house.clock)
    with doors.house.crm() as crm:
        fetching._settle(crm, slow, [{"url": "late"}])
    assert part(doors)["key"]


def test_a_collectors_photos_reach_the_staff_with_links_that_open(doors: Doors) -> None:
    for number in range(2):
        doors.text(MARIA, "could you frame these?" if number else "", photos=(photo(number),))
    doors.settle(seconds=5)
    told = [text for text in doors.said_to("+12125550100") if text.startswith("Maria Lopez")]
    assert len(told) == 2  # words of a collector are never taken for the words of another message
    assert "Maria Lopez writes: [a picture]" in told[0]
    assert "“could you frame these?” [a picture]" in told[1]
    link = told[0].partition("Picture: ")[2].splitlines()[0]
    assert httpx.get(link).content[:2] == b"\xff\xd8"
    with acting(doors.house) as crm:
        lines = [line.text for line in threads.history(crm, contact(crm)) if not line.mine]
    assert lines[0] == f"Picture: {link}"


def test_pictures_without_words_are_one_note(doors: Doors) -> None:
    for number in range(3):
        doors.text(MARIA, photos=(photo(number),))
    doors.settle(seconds=5)
    (told,) = [text for text in doors.said_to("+12125550100") if text.startswith("Maria Lopez")]
    assert "[3 pictures]" in told and told.count("Picture: ") == 3
