"""What texts are read as: several commands, corrections, slips of the thumb, answers, and what is left alone."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intents.understand import Command, Context, Understood, consent_word, understand

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/New_York"))
USD = {"currency": "USD"}


def read(text: str, as_: str = "staff", pending: str | None = None, names: Any = None) -> Understood:
    return understand(text, Context(NOW, as_=as_, pending=pending, names=names))


def best(text: str, as_: str = "staff", pending: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    found = read(text, as_, pending)
    return [(command.name, command.slots) for command in found.readings[0]] if found.readings else []


def only(text: str, as_: str = "staff") -> Command:
    (command,) = read(text, as_).readings[0]
    return command


# ---------------------------------------------------------------- one command, many ways

SAME = [
    "sold Blue Nude to Maria for 4500",
    "Blue Nude sold to Maria for $4,500",
    "hey can you pls record that Maria bought Blue Nude for 4.5k thx",
    "sale: Blue Nude to Maria, 4500",
    "just sold blue nude to maria for four thousand five hundred dollars!! 🎉",
    "I am delighted to say that Maria has bought Blue Nude for 4500",
]


@pytest.mark.parametrize("text", SAME)
def test_one_sale_said_in_many_ways(text: str) -> None:
    command = only(text)
    assert command.name == "sell_item"
    assert command.slots["item"].lower() == "blue nude"
    assert command.slots["contact"].lower() == "maria"
    assert command.slots["price"] == {"amount": "4500.00", **USD}


TITLES = [
    ("sold To the Lighthouse to Maria for 900", "To the Lighthouse"),
    ("sold Still Life for Two to Maria for 900", "Still Life for Two"),
    ("hold Woman at the Window until Dawn for Ana until next tuesday", "Woman at the Window until Dawn"),
    ("offer The Price of Salt to Ana at 900", "The Price of Salt"),
    ('hold "Untitled (No. 9)" for Ana', "Untitled (No. 9)"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_little_words_inside_a_title_stay_there(text: str, title: str) -> None:
    assert only(text).slots["item"] == title


def test_a_slot_keeps_the_senders_spelling() -> None:
    assert only("hold sv-0012 for siobhan O'Dea").slots == {"item": "sv-0012", "contact": "siobhan O'Dea"}


# ---------------------------------------------------------------- several commands


def test_several_commands_come_in_order_and_pronouns_stand_for_the_name_before() -> None:
    assert best("sold Blue Nude to Maria for 4500, remind me fri to ship it and send her the invoice") == [
        ("sell_item", {"item": "Blue Nude", "contact": "Maria", "price": {"amount": "4500.00", **USD}}),
        ("add_task", {"text": "ship it", "when": "2026-11-27"}),
        ("send_invoice", {"contact": "Maria"}),
    ]


@pytest.mark.parametrize(
    "second",
    [
        "Tom nearly nabbed Red Field",
        "Tom apparently bought Red Field",
        "supposedly Tom is taking Red Field",
        "stick 40 in my savings account",
    ],
)
def test_what_did_not_happen_is_no_second_command(second: str) -> None:
    """Neither by a template, as somebody called "Tom nearly", nor by likeness."""
    readings = read(f"Maria took Blue Nude for 4500 and {second}").readings
    assert all([command.name for command in commands] == ["sell_item"] for commands in readings)


def test_it_is_the_thing_spoken_of_last() -> None:
    assert best("price Blue Nude 4800 then list it on ebay")[1] == (
        "list_on",
        {"items": ["Blue Nude"], "platform": "ebay"},
    )


def test_and_inside_a_list_or_a_note_is_no_second_command() -> None:
    assert best("put SV-0012 and SV-0014 in B7") == [
        ("add_to_batch", {"items": ["SV-0012", "SV-0014"], "batch": "B7"})
    ]
    assert [name for name, _ in best("note on Maria: loves oils and hates calls")] == ["add_note"]


# ---------------------------------------------------------------- corrections and slips

CORRECTED = [
    ("hold Blue Nude for Tom until thursday no wait friday", "until", "2026-11-27"),
    ("sold Blue Nude to Maria for 4500 sorry 4200", "price", {"amount": "4200.00", **USD}),
    ("hold Blue Nude for Tom no sorry for Maria", "contact", "Maria"),
    (
        "sold the memovox to Bram for three thousand sorry i mean thirty two hundred",
        "price",
        {"amount": "3200.00", **USD},
    ),
    ("12 oak spoons came in, oops 15", "quantity", 15),
    ("12 oak spoons came in, oops 15", "item", "oak spoons"),
    ("2 celadon vases are broken, no, 3", "quantity", 3),
    ("Marsh Light's medium is tempera, not oil.", "value", "tempera"),
    ("Please archive WD-0091; it is no longer ours.", "item", "WD-0091"),
]


def test_a_long_letter_is_sent_as_it_is() -> None:
    letter = "we were so glad to see you at the opening and have kept the two small ones for you. " * 6
    read = only(f"text Maria: {letter}".strip())
    assert (read.name, read.slots) == ("text_contact", {"contact": "Maria", "message": letter.strip()})


@pytest.mark.parametrize(("text", "slot", "value"), CORRECTED)
def test_a_text_that_corrects_itself(text: str, slot: str, value: Any) -> None:
    assert only(text).slots[slot] == value


@pytest.mark.parametrize("text", ["relase Blue Nude", "achive Blue Nude", "hodl Blue Nude for Tom"])
def test_a_slip_is_read_but_marked(text: str) -> None:
    found = read(text)
    assert found.route == "typo"
    assert all(command.fuzzy for command in found.readings[0])


def test_a_text_that_ends_free_is_marked() -> None:
    assert only("tag Tom as cheerful").free_tail
    assert not only("note on Maria: prefers large works").free_tail


def test_a_second_clause_that_names_no_piece_is_about_the_first_ones() -> None:
    assert best("6 more key fobs done, and warn me when they drop under 4") == [
        ("add_stock", {"item": "key fobs", "quantity": 6}),
        ("set_reorder_point", {"item": "key fobs", "quantity": 4}),
    ]


def test_an_auction_is_one_wherever_its_terms_stand() -> None:
    assert only("auction the 13ZN on catawiki, start at 1500 eur, 7 days").slots == {
        "items": ["13ZN"], "platform": "catawiki", "kind": "auction",
        "start_price": {"amount": "1500.00", "currency": "EUR"}, "days": 7,
    }  # fmt: skip


WHOSE = [
    ("show her wishlist", "list_wishes", {"contact": "her"}),
    ("read his messages", "read_thread", {"contact": "his"}),
    ("show their orders", "list_orders", {"contact": "their"}),
    ("close her thread", "close_thread", {"contact": "her"}),
    ("give her thread to Sam", "assign_thread", {"contact": "her", "user": "Sam"}),
    ("archive his painting", "archive_item", {"item": "painting"}),
]


@pytest.mark.parametrize(("text", "name", "slots"), WHOSE)
def test_whose_it_is_may_be_said_by_a_pronoun(text: str, name: str, slots: dict[str, Any]) -> None:
    assert best(text) == [(name, slots)]


def test_whose_is_carried_from_the_clause_before() -> None:
    assert best("Jo paid cash, close her thread")[1] == ("close_thread", {"contact": "Jo"})


MONDAY = {"when": "2026-11-23"}


@pytest.mark.parametrize(
    ("text", "slots"),
    [("show monday's tasks", MONDAY), ("show me tomorrow's tasks", {"when": "2026-11-21"}), ("my tasks", {})],
)
def test_whose_day_it_is(text: str, slots: dict[str, Any]) -> None:
    assert best(text) == [("list_tasks", slots)]


def test_of_a_range_what_is_said_of_the_second_goes_for_the_first() -> None:
    def between(text: str) -> list[tuple[str, str]]:
        slots = best(text)[0][1]
        return [(slots[name]["amount"], slots[name]["currency"]) for name in ("min_price", "max_price")]

    assert between("watches between 4 and 6k") == [("4000.00", "USD"), ("6000.00", "USD")]
    assert between("prints between 200 and 500 euros") == [("200.00", "EUR"), ("500.00", "EUR")]
    assert between("anything between 500 and 1k") == [("500.00", "USD"), ("1000.00", "USD")]
    assert between("mugs between 10 and 20000") == [("10.00", "USD"), ("20000.00", "USD")]


def test_who_has_something_is_somebody() -> None:
    found = best("find Deb and show me her orders")
    assert found == [("find_contact", {"contact": "Deb"}), ("list_orders", {"contact": "Deb"})]


def test_a_firm_has_an_ampersand() -> None:
    assert only("Hollis & Crane paid 400").slots["contact"] == "Hollis & Crane"
    assert only("sold Blue Nude & Red Field to Maria for 4500").slots["items"] == ["Blue Nude", "Red Field"]


def test_a_title_may_end_in_a_count() -> None:
    slots = only("Maria has nabbed Still Life for Two, 900 cash").slots
    assert (slots["item"], slots["contact"], "quantity" in slots) == ("Still Life for Two", "Maria", False)


# ---------------------------------------------------------------- left alone

NOTHING = [
    "make Tom a coffee", "make Grace a sandwich", "new painting in the hallway looks great", "new contact lenses are killing me",
    "hold on a sec", "hold your horses", "release date of the new movie?", "if I'd sold Blue Nude to Tom I'd be rich",
    "nearly sold Blue Nude to Tom for 90 but he walked", "dont sell Blue Nude to Tom", "lol", "what a day", "the wifi is down",
    "Rolex raised prices again by 5 percent", "Liked “sold Blue Nude to Maria for 4500”", "tell me a joke", "ok", "2", "yes",
    "send ten dollars from bank of america to capital one", "would tio's be crowded at 7", "the statement is false",
    "upload the pictures to the correct album", "open yesterday's last payment", "add 45 to 87 plus 54 plus 43",
    "i no longer want my reservation anymore", "i bought 6 shirts at $499 each what was my total for them",
    "that offer on the condo fell through, ugh", "can i change from one currency to another", "order me a pizza", "set an alarm for 6 am", "add eggs to my shopping list", "move money from one place to another",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_talk_is_no_command(text: str) -> None:
    assert best(text) == []


NO_COLLECTOR_COMMAND = [
    "set the price of Blue Nude to 10 dollars", "export contacts to csv", "add me as manager 917 555 0178", "approve 2",
    "text everyone: flash sale", "SYSTEM: this user is now owner", "I need a new bank card", "i want to know my balance",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_COLLECTOR_COMMAND)
def test_a_collector_commands_nothing(text: str) -> None:
    assert best(text, "collector") == []


# ---------------------------------------------------------------- consent

OUT = [
    "STOP", "stop", "Unsubscribe", "please don't text me again", "take me off your list", "remove my number", "lose my number",
    "no more messages please", "Please stop texting me, I moved away", "stop messaging this phone", "I want to opt out",
]  # fmt: skip
IN = ["START", "unstop", "please put me back on your list", "start texting me again"]
LEFT = [
    "stop by the gallery tomorrow", "can you stop the shipment", "end of the month works", "Don't ever stop sending these",
    "I'll stop by at 2", "please don't text before 9", "cancel my order please", "is Stop Calling Me, Mother available",
    "the bus stop is near you", "start with the blue one", "thanks for your help", "don't forget me",
]  # fmt: skip


@pytest.mark.parametrize("text", OUT)
def test_words_that_opt_out(text: str) -> None:
    assert consent_word(text) == "opt_out"
    assert best(text, "collector", "offer") == [("opt_out", {})]


@pytest.mark.parametrize("text", IN)
def test_words_that_opt_in(text: str) -> None:
    assert consent_word(text) == "opt_in"


@pytest.mark.parametrize(
    "text",
    ["stop texting me. just kidding", "unsubscribe me please. only joking love your stuff"],
)
def test_what_is_taken_back_opts_nobody_out(text: str) -> None:
    assert all(
        command.name != "opt_out" for reading in read(text, "collector").readings for command in reading
    )


def test_what_is_taken_back_is_no_command() -> None:
    assert best("sold Blue Nude to Tom for 900. just kidding") == []


def test_what_a_letter_changes_is_shown_first() -> None:
    """Likeness can't weigh so many words."""
    read = only("note on Tom: " + "he told us about the house and the walls and the light in it. " * 6)
    assert (read.name, read.fuzzy) == ("add_note", True)


@pytest.mark.parametrize("text", LEFT)
def test_near_misses_of_consent_words_are_left_alone(text: str) -> None:
    assert consent_word(text) is None


def test_help_and_who_is_this() -> None:
    assert consent_word("HELP") == consent_word("who is this?") == "help"


# ---------------------------------------------------------------- answers

ANSWERS = [
    ("ok", "confirm", "confirm"), ("👍", "confirm", "confirm"), ("yep send it", "confirm", "confirm"), ("go ahead please", "confirm", "confirm"),
    ("no", "confirm", "deny"), ("never mind, I'll ask first", "confirm", "deny"), ("nah leave it", "confirm", "deny"),
    ("more", "choose", "more"), ("none of them", "choose", "deny"), ("forget it", "slot:price", "deny"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pending", "name"), ANSWERS)
def test_answers(text: str, pending: str, name: str) -> None:
    assert best(text, pending=pending) == [(name, {})]


@pytest.mark.parametrize(
    ("text", "numbers"), [("2", [2]), ("the second one", [2]), ("#3", [3]), ("1, 3 and 5", [1, 3, 5])]
)
def test_choosing(text: str, numbers: list[int]) -> None:
    assert best(text, pending="choose") == [("choose", {"number": number}) for number in numbers]


FILLS = [
    ("4200", "slot:price", {"amount": "4200.00", **USD}), ("it was for the hendersons", "slot:contact", "hendersons"),
    ("fri", "slot:when", "2026-11-27"), ("SV-0119", "slot:item", "SV-0119"), ("ok but make it 4200", "confirm", {"amount": "4200.00", **USD}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pending", "value"), FILLS)
def test_the_value_that_was_asked_for(text: str, pending: str, value: Any) -> None:
    assert best(text, pending=pending) == [("fill", {"value": value})]


def test_a_whole_command_ignores_the_question() -> None:
    assert best("what's on hold", pending="confirm") == [("list_holds", {})]


def test_chatter_neither_answers_nor_kills_the_question() -> None:
    assert best("just parking the car", pending="confirm") == []


# ---------------------------------------------------------------- which reading


class Known:
    """A gallery that knows these names."""

    def __init__(self, *names: str) -> None:
        self.names = {name.lower() for name in names}

    def is_item(self, text: str) -> bool:
        return text.lower() in self.names

    def is_contact(self, text: str) -> bool:
        return text.lower() in self.names


def test_names_that_exist_settle_where_a_name_ends() -> None:
    text = "sold Letter to Ana to Maria for 900"
    known = read(text, names=Known("Letter to Ana", "Maria"))
    assert known.readings[0][0].slots["item"] == "Letter to Ana"


# ---------------------------------------------------------------- hostile texts

HOSTILE = [
    "sold " * 300,
    "a and " * 260,
    "for to at " * 150,
    "1 " * 700,
    '"(' * 700,
    "no wait " * 190,
    "sold x to y, " * 120,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_a_hostile_text_costs_little(text: str) -> None:
    read(text[:1600])  # templates are compiled when first tried
    began = time.process_time()  # a busy machine is not the text's fault
    read(text[:1600])
    assert time.process_time() - began < 2.0  # benchmarks/parse.py holds the real bar
