"""Editions: every number is a thing of its own, with its own price, state and place."""

from __future__ import annotations

import pytest

from crm_core.errors import Refused
from crm_core.models import OrderLine
from crm_core.services import cards, editions, find, holds, item_fields, items, journal, sales, sizes
from crm_core.services.editions import split
from crm_core.services.items import NewItem
from crm_core.services.sale_plan import Terms
from tests.world import acting, contact, do, item


@pytest.mark.parametrize(
    ("said", "title", "label"),
    [
        ("Night Swim 3/10", "Night Swim", "3/10"),
        ("Night Swim no. 3", "Night Swim", "3"),
        ("Night Swim #3", "Night Swim", "3"),
        ("Night Swim number 3 of 10", "Night Swim", "3/10"),
        ("3/10 Night Swim", "Night Swim", "3/10"),
        ("no. 3 of the Night Swim", "Night Swim", "3"),
        ("night swim AP 3/10", "night swim", "AP 3"),
        ("Night Swim (AP 2)", "Night Swim", "AP 2"),
        ("Night Swim AP", "Night Swim", "AP 1"),
        ("Night Swim artist's proof 1", "Night Swim", "AP 1"),
        ("SV-0022 3/10", "SV-0022", "3/10"),
    ],
)
def test_a_number_is_read_from_the_words(said, title, label):
    which = split(said)
    assert which is not None and (which.title, which.label) == (title, label)


@pytest.mark.parametrize(
    "said", ["Night Swim", "SV-0012", "Map of 3", "1968 Speedmaster", "the ap watch", "12"]
)
def test_most_names_hold_no_number(said):
    assert split(said) is None


@pytest.fixture
def swim(house):
    """Night Swim, ten numbers and two proofs, $900 each."""
    with acting(house) as crm:
        reply = do(
            crm, "add_item", title="Night Swim", maker="Ana Ruiz", price=crm.money(900), edition=10, proofs=2
        )
        assert reply.text == (
            "Added Night Swim (SV-0022) by Ana Ruiz, $900.00, edition of 10 plus 2 AP. UNDO takes it back."
        )
    return house


def sell(crm, said, to="Maria", **terms):
    found = find.items(crm, said).one
    return sales.sell(crm, Terms([(found, 1)], contact=contact(crm, to), said=[said], **terms))[0]


def test_every_number_has_a_piece(swim):
    with acting(swim) as crm:
        labels = [piece.label for piece in items.pieces(crm, item(crm, "Night Swim"))]
    assert labels == [*(f"{number}/10" for number in range(1, 11)), "AP 1", "AP 2"]


def test_the_number_said_is_the_one_sold(swim):
    with acting(swim) as crm:
        order = sell(crm, "Night Swim 3/10")
        assert [line.description for line in crm.session.query(OrderLine)] == ["Night Swim 3/10"]
        assert cards.availability(crm, [item(crm, "Night Swim")]) == {
            item(crm, "Night Swim").id: "11 of 12 left"
        }
        for again in ("Night Swim 3/10", "Night Swim no. 3", "3/10 Night Swim"):
            with pytest.raises(
                Refused, match=rf"Night Swim 3/10 \(SV-0022\) is sold already: {order.label} to"
            ):
                sell(crm, again, "Tom")
        sell(crm, "Night Swim AP 1", "Tom")


def test_two_numbers_in_one_sale_are_two_pieces(swim):
    with acting(swim) as crm:
        night = item(crm, "Night Swim")
        for said in (["Night Swim 4/10", "Night Swim 5/10"], ["", ""]):
            order, made = sales.sell(crm, Terms([(night, 1), (night, 1)], contact=contact(crm), said=said))
            assert len({part.piece.id for part in made.parts}) == 2
            assert order.total == 1800


def test_a_number_has_a_price_of_its_own(swim):
    with acting(swim) as crm:
        night = item(crm, "Night Swim")
        proof = editions.piece(crm, night, "Night Swim AP 1")
        assert items.set_price(crm, night, crm.money(1200), proof) == crm.money(900)
        assert sell(crm, "Night Swim AP 1").total == 1200
        assert sell(crm, "Night Swim 1/10").total == 900


def test_a_hold_is_on_the_number_said(swim):
    with acting(swim) as crm:
        night, tom = item(crm, "Night Swim"), contact(crm, "Tom")
        claim = holds.hold(crm, night, tom, only=editions.piece(crm, night, "Night Swim AP 1"))
        assert holds.who_has(crm, claim, night).startswith("Tom Chen has Night Swim AP 1 on hold until")
        second = holds.hold(crm, night, contact(crm), only=editions.piece(crm, night, "Night Swim AP 1"))
        assert second.state == "waiting"
        assert (
            holds.hold(crm, night, contact(crm), only=editions.piece(crm, night, "Night Swim 2/10")).state
            == "held"
        )
        with pytest.raises(Refused, match="Night Swim 1/10 isn't on hold"):
            holds.release(crm, night, None, editions.piece(crm, night, "Night Swim 1/10"))
        ended, following = holds.release(crm, night, tom, editions.piece(crm, night, "Night Swim AP 1"))
        assert ended.id == claim.id and following.id == second.id


def test_a_stage_is_of_one_number_or_of_all(swim):
    with acting(swim) as crm:
        night = item(crm, "Night Swim")
        item_fields.update(
            crm, night, "status", "in for repair", editions.piece(crm, night, "Night Swim 2/10")
        )
        stages = [piece.stage for piece in items.pieces(crm, night)]
        assert stages.count("in_repair") == 1 and stages[1] == "in_repair"
        item_fields.update(crm, night, "status", "photographed")
        assert {piece.stage for piece in items.pieces(crm, night)} == {"photographed"}
        text = cards.piece_card(crm, night, editions.piece(crm, night, "Night Swim 2/10"))
        assert text == "Night Swim 2/10 (SV-0022)\nAna Ruiz\n$900.00, available"


def test_a_number_that_is_not_there_is_named(swim):
    with acting(swim) as crm:
        for said in ("Night Swim 11/10", "Night Swim 3/12", "Night Swim AP 3"):
            with pytest.raises(
                Refused, match=r"There is no .* of Night Swim .*: it is an edition of 10 plus 2 AP"
            ):
                editions.piece(crm, item(crm, "Night Swim"), said)


def test_a_number_of_a_single_work_is_no_piece(house):
    with acting(house) as crm:
        assert find.items(crm, "Blue Nude 3/10").rows == []
        assert editions.piece(crm, item(crm), "Blue Nude 3/10") is None
        study = items.add(crm, NewItem("Study No. 3", edition=5))
        assert editions.piece(crm, study, "Study No. 3") is None
        assert editions.piece(crm, study, "Study No. 3 2/5").label == "2/5"


def test_an_edition_and_its_sale_are_undone(swim):
    with acting(swim) as crm:
        with crm.command("sell_item"):
            sell(crm, "Night Swim 3/10")
        journal.undo(crm)
        assert cards.availability(crm, [item(crm, "Night Swim")]).popitem()[1] == "12 of 12 left"
    with acting(swim) as crm:
        journal.undo(crm)
        assert find.items(crm, "Night Swim").rows == []


@pytest.mark.parametrize("numbers", [0, 1001])
def test_an_edition_has_a_sensible_size(house, numbers):
    with acting(house) as crm, pytest.raises(Refused, match=r"between 1 and 1,000|How many numbers"):
        items.add(crm, NewItem("Night Swim", edition=numbers, proofs=1))


@pytest.mark.parametrize(
    ("said", "both"),
    [
        ("24x36 in", "24x36 in (61 x 91.4 cm)"),
        ("24x36", "24x36 in (61 x 91.4 cm)"),
        ("60 x 90 cm", "60 x 90 cm (23.6 x 35.4 in)"),
        ("12 1/2 x 10 in", "12 1/2 x 10 in (31.8 x 25.4 cm)"),
        ("30 x 40 x 5 cm", "30 x 40 x 5 cm (11.8 x 15.7 x 2 in)"),
        ("38 mm", "38 mm"),
        ("large", "large"),
    ],
)
def test_sizes_are_said_in_both_measures(said, both):
    assert sizes.both(said, "US") == both


def test_a_size_without_a_unit_is_in_what_the_region_measures_with():
    assert sizes.both("60x90", "SE") == "60x90 cm (23.6 x 35.4 in)"


def test_what_is_not_for_sale_is_not_offered(house):
    with acting(house) as crm:
        blue = item(crm, "Red Field")
        assert do(crm, "update_item", item=blue, field="status", value="off the market").text == (
            "Red Field: status is not for sale. UNDO takes it back."
        )
        assert cards.availability(crm, [blue]) == {blue.id: "not for sale"}


def place_of(crm, label):
    (found,) = [piece for piece in items.pieces(crm, item(crm, "Night Swim")) if piece.label == label]
    return found.location, found.stage


def on_number(crm, name, said, **slots):
    """The command as it is typed with these words for its item."""
    from intents.base import registry

    intent = registry[name](item=find.items(crm, said).one, **slots)
    intent.said = {"item": said}
    with crm.command(name):
        return intent.run(crm).text


def test_one_number_moves_alone(swim):
    with acting(swim) as crm:
        said = on_number(crm, "move_item", "Night Swim 3/10", location="storage")
        assert said == "Night Swim 3/10 (SV-0022) is now in storage. UNDO takes it back."
        assert [place_of(crm, label)[0] for label in ("3/10", "4/10", "AP 1")] == ["storage", None, None]
        do(crm, "move_item", item=item(crm, "Night Swim"), location="wall 2")
        assert {piece.location for piece in items.pieces(crm, item(crm, "Night Swim"))} == {"wall 2"}


def test_one_number_goes_back_to_its_owner_and_the_others_stay(swim):
    with acting(swim) as crm:
        item(crm, "Night Swim").consignor_id = contact(crm, "Ana Ruiz").id
        sell(crm, "Night Swim 4/10")
        holds.hold(
            crm,
            item(crm, "Night Swim"),
            contact(crm, "Tom"),
            None,
            items.pieces(crm, item(crm, "Night Swim"))[4],
        )
        said = on_number(crm, "return_to_consignor", "Night Swim 3/10")
        assert (
            said
            == "Night Swim 3/10 (SV-0022) is back with Ana Ruiz and no longer for sale. UNDO takes it back."
        )
        assert place_of(crm, "3/10") == ("back with Ana Ruiz", "not_for_sale")
        assert item(crm, "Night Swim").deleted_at is None
        with pytest.raises(Refused, match="4/10 is sold"):
            on_number(crm, "return_to_consignor", "Night Swim 4/10")
        with pytest.raises(Refused, match=r"5/10 is on hold\. Release it first: “release Night Swim 5/10”"):
            on_number(crm, "return_to_consignor", "Night Swim 5/10")


def test_going_back_to_its_consignor_is_no_place(swim):
    from intents.base import Effect, registry

    with acting(swim) as crm:
        home = registry["move_item"](item=item(crm, "Red Field"), location="Ana")
        assert home.effect_now(crm) is Effect.CONFIRM
        assert home.preview(crm) == "Give Red Field (SV-0016) back to Ana Ruiz?\nIt leaves the lists."
        assert home.run(crm).text.startswith("Red Field (SV-0016) is back with Ana Ruiz and archived.")
        other = registry["move_item"](item=item(crm, "Blue Nude"), location="Ana")
        assert other.effect_now(crm) is Effect.WRITE


@pytest.mark.parametrize("command", ["archive_item", "assign_item"])
def test_what_is_done_to_all_of_an_edition_is_not_done_to_one_number(swim, command):
    with acting(swim) as crm:
        slots = {"user": find.users(crm, "Sam").one} if command == "assign_item" else {}
        with pytest.raises(
            Refused, match="one number of an edition; this is done to all of it, by “SV-0022”"
        ):
            on_number(crm, command, "Night Swim 3/10", **slots)
        assert on_number(crm, command, "Night Swim", **slots).startswith("Night Swim (SV-0022)")


def test_an_offer_is_of_the_number_said_at_its_own_price(swim):
    from crm_core.models import Outbox

    with acting(swim) as crm:
        on_number(crm, "set_price", "Night Swim AP 1", price=crm.money(1200))
        said = on_number(crm, "make_offer", "Night Swim AP 1", contact=contact(crm, "Tom"))
        assert said.startswith("Offered Night Swim AP 1 to Tom Chen at $1,200.00")
        text = crm.session.query(Outbox).one().text
        assert "Night Swim AP 1 by Ana Ruiz is yours for $1,200.00" in text
        sell(crm, "Night Swim AP 1")
        with pytest.raises(Refused, match=r"AP 1 \(SV-0022\) is sold already"):
            on_number(crm, "make_offer", "Night Swim AP 1", contact=contact(crm, "Eva"))


def test_who_moves_up_in_line_is_told_with_the_number(swim):
    from crm_core.models import Nudge

    with acting(swim) as crm:
        swimming = item(crm, "Night Swim")
        third = items.pieces(crm, swimming)[2]
        holds.hold(crm, swimming, contact(crm, "Tom"), None, third)
        holds.hold(crm, swimming, contact(crm, "Eva"), None, third)
        on_number(crm, "release_item", "Night Swim 3/10")
        nudge = crm.session.query(Nudge).filter(Nudge.rule == "hold.promoted").one()
        assert nudge.text.startswith("Eva Stone was next in line and now has Night Swim 3/10 on hold until")
