"""Photos of items: their order, their names, and taking one off."""

from __future__ import annotations

import pytest

from crm_core.errors import NotAllowed, Refused
from crm_core.models import Photo
from crm_core.services import journal, photos
from tests.world import acting, do, item


@pytest.fixture
def pictured(house):
    """Blue Nude with photos a, b and c."""
    with house.crm() as crm:
        for position, letter in enumerate("abc", 1):
            crm.session.add(Photo(item_id=item(crm).id, key=f"{letter * 32}.jpg", position=position))
    return house


def order(crm):
    return "".join(photo.key[0] for photo in photos.of_item(crm, item(crm)))


def test_one_is_put_first_and_the_names_follow(pictured):
    with acting(pictured) as crm:
        said = do(crm, "set_first_photo", item=item(crm), number=3).text
        assert said == "Photo 3 of Blue Nude (SV-0012) comes first now. UNDO takes it back."
        assert order(crm) == "cab"
        assert [(name, photo.key[0]) for name, photo in photos.named(crm, item(crm))] == [
            ("SV-0012_1.jpg", "c"), ("SV-0012_2.jpg", "a"), ("SV-0012_3.jpg", "b"),
        ]  # fmt: skip
        journal.undo(crm)
        assert order(crm) == "abc"


def test_one_is_taken_off_and_comes_back(pictured):
    with acting(pictured) as crm:
        said = do(crm, "remove_photo", item=item(crm), number=2).text
        assert said == "Photo 2 of Blue Nude (SV-0012) is gone, 2 photos left. UNDO takes it back."
        assert order(crm) == "ac"
        journal.undo(crm)
        assert order(crm) == "abc"


@pytest.mark.parametrize("command", ["set_first_photo", "remove_photo"])
def test_a_photo_that_is_not_there_is_refused(pictured, command):
    with acting(pictured) as crm:
        for number in (0, 4):
            with pytest.raises(Refused, match="has 3 photos"):
                do(crm, command, item=item(crm), number=number)
        with pytest.raises(Refused, match="has no photos"):
            do(crm, command, item=item(crm, "Red Field"), number=1)
    with acting(pictured, "Leo") as crm, pytest.raises(NotAllowed, match="isn't yours"):
        do(crm, command, item=item(crm), number=1)
