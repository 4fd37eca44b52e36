"""An item by photo and caption: however the parts of a burst come, one item and one answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from crm_core.models import Inbox, Item, Photo, Piece
from crm_core.services import photos
from tests.conftest import House
from tests.doors import Doors
from tests.fakes.twilio import FakeTwilio
from tests.pictures import photo, smaller

OLIVIA = "+12125550100"
CAPTION = "Sunset by Ana Ruiz, oil, 24x36, $1200"


@pytest.fixture
def doors(house: House, setting: Callable[..., None]) -> Iterator[Doors]:
    with FakeTwilio() as twilio, Doors(house, setting, twilio=twilio) as running:
        yield running


def added(doors: Doors) -> list[Item]:
    return doors.rows(Item, Item.id > 7, Item.deleted_at.is_(None))


def test_a_photo_with_a_caption_makes_the_item(doors: Doors) -> None:
    doors.text(OLIVIA, CAPTION, photos=(photo(1),))
    doors.settle()
    assert added(doors) == []  # the rest of the burst may be on its way
    doors.settle(seconds=5)
    (item,) = added(doors)
    assert (item.sku, item.title, item.maker, item.price) == ("SV-0022", "Sunset", "Ana Ruiz", 1200)
    (said,) = doors.said_to(OLIVIA)
    assert said == (
        "Added Sunset (SV-0022) by Ana Ruiz, oil, 24x36, $1,200.00. With 1 photo. UNDO takes it back."
    )
    with doors.house.crm() as crm:
        names = [name for name, _ in photos.named(crm, item)]
    assert names == ["SV-0022_1.jpg"]


ORDERS = [order for order in itertools.permutations(range(5)) if order[1] < order[2] < order[3] < order[4]]
ORDERS += [(4, 0, 3, 1, 2), (3, 2, 1, 0, 4), (1, 4, 2, 0, 3)]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_four_pictures_and_a_caption_in_any_order_are_one_item_and_one_answer(
    doors: Doors, order: tuple[int, ...]
) -> None:
    for part in order:
        doors.text(OLIVIA, CAPTION if part == 0 else "", photos=() if part == 0 else (photo(part),))
    doors.settle()
    doors.settle(seconds=5)
    (item,) = added(doors)
    assert item.title == "Sunset"
    assert len(doors.rows(Photo, Photo.item_id == item.id)) == 4
    (said,) = doors.said_to(OLIVIA)
    assert "With 4 photos." in said
    assert all(row.handled_at for row in doors.rows(Inbox))


def test_the_pictures_of_a_burst_wait_for_its_last_and_text_for_nothing(doors: Doors) -> None:
    for number in range(3):
        doors.text(OLIVIA, photos=(photo(number),))
        doors.settle(seconds=3)
        assert added(doors) == []
    doors.settle(seconds=2)
    assert len(added(doors)) == 1
    doors.text(OLIVIA, "who am i")
    doors.settle()
    assert doors.said_to(OLIVIA)[-1].startswith("You are Olivia")


def test_photos_without_words_are_kept_and_named_within_two_minutes(doors: Doors) -> None:
    doors.text(OLIVIA, photos=(photo(1), photo(2)))
    doors.settle(seconds=5)
    (item,) = added(doors)
    assert (item.title, item.sku) == ("Untitled", "SV-0022")
    (asked,) = doors.said_to(OLIVIA)
    assert asked.startswith("2 photos kept as SV-0022, untitled. What is it?")
    doors.house.clock.advance(seconds=100)
    doors.text(OLIVIA, CAPTION)
    doors.settle()
    (item,) = added(doors)
    assert (item.sku, item.title, item.maker) == ("SV-0022", "Sunset", "Ana Ruiz")
    assert doors.said_to(OLIVIA)[-1].startswith("Added Sunset (SV-0022) by Ana Ruiz")
    assert "With 2 photos." in doors.said_to(OLIVIA)[-1]


def test_goods_by_photo_have_a_stock_and_no_piece(doors: Doors) -> None:
    doors.text(OLIVIA, photos=(photo(1),))
    doors.settle(seconds=5)
    doors.text(OLIVIA, "new: Red Bowl, $28, 12 pieces")
    doors.settle()
    (item,) = added(doors)
    assert item.kind == "goods"
    assert doors.rows(Piece, Piece.item_id == item.id, Piece.deleted_at.is_(None)) == []


def test_words_that_come_too_late_name_nothing(doors: Doors) -> None:
    doors.text(OLIVIA, photos=(photo(1),))
    doors.settle(seconds=5)
    doors.house.clock.advance(minutes=3)
    doors.text(OLIVIA, CAPTION)
    doors.settle()
    assert [item.title for item in added(doors)] == ["Untitled"]


def test_a_bare_name_is_asked_before_it_is_taken(doors: Doors) -> None:
    doors.text(OLIVIA, "lol look at this", photos=(photo(1),))
    doors.settle(seconds=5)
    (item,) = added(doors)
    assert item.title == "Untitled"
    assert doors.said_to(OLIVIA)[-1].endswith("Reply OK, or NO.")
    doors.text(OLIVIA, "no")
    doors.settle()
    assert [each.title for each in added(doors)] == ["Untitled"]


def test_a_bare_name_is_taken_on_ok(doors: Doors) -> None:
    doors.text(OLIVIA, photos=(photo(1),))
    doors.settle(seconds=5)
    doors.text(OLIVIA, "Sunset over the bay")
    doors.settle()
    doors.text(OLIVIA, "ok")
    doors.settle(seconds=1)
    assert [each.title for each in added(doors)] == ["Sunset over the bay"], doors.said_to(OLIVIA)


def test_photos_after_the_words_are_added_to_what_they_made(doors: Doors) -> None:
    doors.text(OLIVIA, f"new: {CAPTION}")
    doors.settle()
    doors.text(OLIVIA, photos=(photo(1), photo(2)))
    doors.settle(seconds=5)
    (item,) = added(doors)
    assert len(doors.rows(Photo, Photo.item_id == item.id)) == 2
    assert doors.said_to(OLIVIA)[-1] == "2 photos added to Sunset (SV-0022), 2 in all. UNDO takes it back."


def test_photos_named_after_an_item_are_added_to_it_and_undone(doors: Doors) -> None:
    doors.text(OLIVIA, "Blue Nude", photos=(photo(1),))
    doors.settle(seconds=5)
    assert added(doors) == []
    assert doors.said_to(OLIVIA) == ["1 photo added to Blue Nude (SV-0012), 1 in all. UNDO takes it back."]
    doors.text(OLIVIA, "undo")
    doors.settle()
    assert doors.rows(Photo, Photo.deleted_at.is_(None)) == []


def test_the_same_picture_of_another_item_is_noted(doors: Doors) -> None:
    doors.text(OLIVIA, "Blue Nude", photos=(photo(1),))
    doors.settle(seconds=5)
    doors.text(OLIVIA, CAPTION, photos=(smaller(photo(1)),))
    doors.settle(seconds=5)
    assert "It has a picture in common with Blue Nude (SV-0012)." in doors.said_to(OLIVIA)[-1]


def test_the_same_picture_of_the_same_item_is_noted(doors: Doors) -> None:
    doors.text(OLIVIA, "Blue Nude", photos=(photo(1),))
    doors.settle(seconds=5)
    doors.text(OLIVIA, "Blue Nude", photos=(smaller(photo(1)), photo(2)))
    doors.settle(seconds=5)
    assert doors.said_to(OLIVIA)[-1] == (
        "2 photos added to Blue Nude (SV-0012), 3 in all. One of its photos is there twice. UNDO takes it back."
    )


def test_a_picture_without_words_that_was_here_before_is_noted(doors: Doors) -> None:
    doors.text(OLIVIA, "Blue Nude", photos=(photo(1),))
    doors.settle(seconds=5)
    doors.text(OLIVIA, "", photos=(smaller(photo(1)),))
    doors.settle(seconds=5)
    assert (
        "untitled. It has a picture in common with Blue Nude (SV-0012). What is it?"
        in doors.said_to(OLIVIA)[-1]
    )


def test_a_photo_that_comes_late_still_becomes_the_items(doors: Doors) -> None:
    doors.text(OLIVIA, CAPTION, photos=(photo(1),), early_404=7)
    for _ in range(3):
        doors.settle(seconds=10)
    (item,) = added(doors)
    assert doors.rows(Photo) == []
    assert "With 1 photo." in doors.said_to(OLIVIA)[-1]  # on its way
    doors.settle(seconds=60)
    (kept,) = doors.rows(Photo)
    assert kept.item_id == item.id


def test_two_captions_are_two_items(doors: Doors) -> None:
    doors.text(OLIVIA, CAPTION, photos=(photo(1),))
    doors.text(OLIVIA, "Moonrise by Ana Ruiz, oil, 12x12, $800", photos=(photo(2),))
    doors.settle(seconds=5)
    assert [(item.title, item.price) for item in added(doors)] == [("Sunset", 1200), ("Moonrise", 800)]
    assert len(doors.said_to(OLIVIA)) == 2


def test_who_may_not_add_items_is_told(doors: Doors) -> None:
    doors.text("+12125550104", CAPTION, photos=(photo(1),))  # finance
    doors.settle(seconds=5)
    assert added(doors) == []
    assert len(doors.said_to("+12125550104")) == 1
