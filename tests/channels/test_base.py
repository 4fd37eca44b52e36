from __future__ import annotations

import json

from channels.base import Inbound, Media


def test_what_no_database_stores_is_taken_out_of_every_text() -> None:
    half = json.loads('"a\\ud800b\\u0000c"')
    message = Inbound(
        half,
        half,
        half,
        half,
        (Media("u", half, half),),
        half,
        raw={half: [half, {"deep": half}, 5, None, True]},
    )
    assert message.external_id == message.text == message.sender_name == "a?bc"
    assert message.raw == {"a?bc": ["a?bc", {"deep": "a?bc"}, 5, None, True]}
    json.dumps(message.raw).encode()


def test_letters_and_emoji_stay() -> None:
    assert Inbound("1", "2", "3", "Öland 👩‍🎨 €1.850").text == "Öland 👩‍🎨 €1.850"
