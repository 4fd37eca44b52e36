from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.text import plain, same, segments, split, units


@pytest.mark.parametrize(
    ("text", "encoding", "length", "count"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" + "a" * 158, "GSM-7", 160, 1),
        ("€" + "a" * 159, "GSM-7", 161, 2),
        ("é" * 160, "GSM-7", 160, 1),
        ("Á" * 70, "UCS-2", 70, 1),
        ("Á" * 71, "UCS-2", 71, 2),
        ("👍" + "a" * 68, "UCS-2", 70, 1),
        ("👍" + "a" * 69, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 135, "UCS-2", 135, 3),
        ("`", "UCS-2", 1, 1),
        # A euro at unit 153 doesn't fit into the first segment whole, so it opens the next.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("", "GSM-7", 0, 1),
    ],
)
def test_counts_segments_as_carriers_bill_them(text: str, encoding: str, length: int, count: int) -> None:
    counted = segments(text)
    assert (counted.encoding, counted.units, counted.count) == (encoding, length, count)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("“Blue Nude” – it’s yours…", '"Blue Nude" - it\'s yours...'),
        ("Thanks—see you", "Thanks - see you"),
        ("— Maria", "- Maria"),
        ("60 × 80\u00a0cm", "60 x 80 cm"),
        ("• one\n• two", "- one\n- two"),
        ("12\u202f000 kr", "12 000 kr"),
        ("a\u200bb\ufeff", "ab"),
        ("Jose\u0301 Ruíz, Åsa", "José Ruíz, Åsa"),
        ("👩\u200d🎨 stays", "👩\u200d🎨 stays"),
    ],
)
def test_typography_becomes_plain_and_names_keep_their_letters(typed: str, sent: str) -> None:
    assert plain(typed) == sent
    assert plain(sent) == sent
    assert same(typed, sent)


def test_plain_typography_costs_one_segment_instead_of_three() -> None:
    text = "“The Ruiz is in” – " + "a" * 130
    assert (segments(text).count, segments(plain(text)).count) == (3, 1)


def test_a_short_text_is_one_part_and_an_empty_one_none() -> None:
    assert split("  Done. ", 160) == ["Done."]
    assert split(" \n ", 160) == []


@pytest.mark.parametrize(
    ("text", "room", "parts"),
    [
        ("First line here.\n\nSecond paragraph.", 30, ["First line here.", "Second paragraph."]),
        ("One two three. Four five six seven.", 24, ["One two three.", "Four five six seven."]),
        ("1. Blue Nude\n2. Red Boat\n3. Sea", 27, ["1. Blue Nude\n2. Red Boat", "3. Sea"]),
        ("What I found so far:\n1. Aquamarine", 23, ["What I found so far:", "1. Aquamarine"]),
        ("See https://gallery.example/r/abc for it", 33, ["See https://gallery.example/r/abc", "for it"]),
        ("Look: https://gallery.example/r/abc", 30, ["Look:", "https://gallery.example/r/abc"]),
    ],
)
def test_cuts_at_the_best_place(text: str, room: int, parts: list[str]) -> None:
    assert split(text, room) == parts


def test_an_emoji_is_never_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    for part in split(family * 12, 20):
        assert part.replace(family, "") == ""
    assert all(len(part) % 2 == 0 for part in split("🇸🇪" * 20, 22))
    assert all(part[-1] == "🏽" for part in split("👍🏽" * 20, 22))


def test_numbers_count_towards_the_limit() -> None:
    parts = split("word " * 200, 100, numbered=True)
    assert [part.split(" ")[0] for part in parts] == [f"({n}/{len(parts)})" for n in range(1, len(parts) + 1)]
    assert max(map(units, parts)) <= 100
    assert split("word", 100, numbered=True) == ["word"]


WORDS = st.text(st.sampled_from("ab1.,!? \n👍é–€https://x"), max_size=600)


@given(WORDS, st.integers(20, 90), st.booleans())
def test_nothing_is_lost_and_no_part_is_too_long(text: str, room: int, numbered: bool) -> None:
    parts = split(text, room, numbered=numbered)
    assert all(0 < units(part) <= room for part in parts)
    bare = [re.sub(r"^\(\d+/\d+\) ", "", part) for part in parts] if numbered and len(parts) > 1 else parts
    assert "".join("".join(bare).split()) == "".join(text.split())


@given(st.lists(st.from_regex(r"\A[a-z]{1,12}\Z"), max_size=80), st.integers(40, 90))
def test_a_link_that_fits_is_never_cut(words: list[str], room: int) -> None:
    link = "https://gallery.example/p/abcdefgh"
    text = " ".join([*words[: len(words) // 2], link, *words[len(words) // 2 :]])
    assert any(link in part for part in split(text, room))
