from __future__ import annotations

import time

import pytest

from channels.email_text import from_html, written

QUOTE = "> Lot 12 is available.\n> Greetings"


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("Yes.\n\nOn Fri, 20 Nov 2026 at 09:59, Gallery <hello@g.example> wrote:\n" + QUOTE, "Yes."),
        (
            "Yes.\n\nOn Fri, 20 Nov 2026 at 09:59, A Gallery With A Long Name\n<hello@g.example> wrote:\n"
            + QUOTE,
            "Yes.",
        ),
        ("Ja.\r\n\r\nAm 20.11.2026 um 09:59 schrieb Galerie <h@g.example>:\r\n" + QUOTE, "Ja."),
        ("Oui.\n\nLe ven. 20 nov. 2026 à 09:59, Galerie <h@g.example> a écrit :\n" + QUOTE, "Oui."),
        ("Ja tack.\n\nDen fre 20 nov. 2026 kl 09:59 skrev Galleri <h@g.example>:\n" + QUOTE, "Ja tack."),
        ("Sí.\n\nEl vie, 20 nov 2026 a las 9:59, Galería (<h@g.example>) escribió:\n" + QUOTE, "Sí."),
        ("Yes.\n\n-----Original Message-----\nFrom: Gallery\nLot 12", "Yes."),
        ("Yes.\n\n________________________________\nFrom: Gallery\nLot 12", "Yes."),
        ("Yes.\n\nFrom: Gallery <h@g.example>\nSent: Friday\nTo: Bob\nLot 12", "Yes."),
        ("Yes.\n\nSent from my iPhone\n\n> Lot 12", "Yes."),
        ("Yes.\n-- \nBob Buyer\n+1 206 555 0142", "Yes."),
        ("On Fri, Gallery wrote:\n> Is 4,000 fine?\nYes.\n> And friday?\nNo, monday.", "Yes.\nNo, monday."),
        (
            "On friday I wrote to you about lot 12. Any news?",
            "On friday I wrote to you about lot 12. Any news?",
        ),
        ("From: my point of view it is fine", "From: my point of view it is fine"),
        ("> only a quotation", "> only a quotation"),
        ("", ""),
    ],
)
def test_only_new_words_are_read(mail: str, words: str) -> None:
    assert written(mail) == words


def test_a_hostile_mail_is_read_in_good_time() -> None:
    started = time.thread_time()
    written("On " + "a " * 100_000)
    written("On x\n" * 20_000 + "wrote")
    from_html("<blockquote>" * 20_000 + "x")
    assert time.thread_time() - started < 5  # ours, whatever else the machine does


def test_html_becomes_lines_and_quotations_keep_their_mark() -> None:
    markup = (
        "<html><head><style>p{}</style><title>t</title></head><body><p>Yes&nbsp;please,<br>for &euro;1,850 &amp; soon</p>"
        "<div>On Fri, Gallery wrote:</div><blockquote><p>Lot 12</p><p>is available</p></blockquote></body></html>"
    )
    assert from_html(markup).splitlines()[:2] == ["Yes please,", "for €1,850 & soon"]
    assert written(from_html(markup)) == "Yes please,\nfor €1,850 & soon"
