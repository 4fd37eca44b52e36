"""The signature, against vectors of Twilio's own libraries."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from channels.base import BadSignature, WebhookRequest
from channels.twilio_webhook import received, verified
from tests.fakes.twilio_webhooks import inbound_fields

PARAMETERS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
PAGE = "mycompany.com/myapp.php?foo=1&bar=2"


def request(url: str, pairs: list[tuple[str, str]], signature: str) -> WebhookRequest:
    return WebhookRequest("POST", url, {"x-twilio-signature": signature}, urlencode(pairs).encode())


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (f"https://{PAGE}", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (f"https://{PAGE}", "kvajT1Ptam85bY51eRf/AJRuM3w="),  # signed with :443
        (f"http://{PAGE}".replace(".com/", ".com:1234/"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_known_signatures_are_accepted(url: str, signature: str) -> None:
    form = verified(request(url, list(PARAMETERS.items()), signature), "12345")
    assert form.one("Digits") == "1234"
    with pytest.raises(BadSignature):
        verified(request(url + "3", list(PARAMETERS.items()), signature), "12345")


def test_repeated_parameters_are_all_part_of_the_signature() -> None:
    pairs = [
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
        ("Digits", "1234"),
        ("Digits", "1234"),
    ]
    form = verified(request(f"https://{PAGE}", pairs, "IK+Dwps556ElfBT0I3Rgjkr1wJU="), "12345")
    assert form["Digits"] == ["5678", "1234", "1234"]


def test_what_the_provider_says_about_opting_out_is_kept() -> None:
    from channels.twilio_webhook import Form

    pairs = [*inbound_fields("AC1", "SM1", "+12065550142", "+18335550100", "STOP"), ("OptOutType", "STOP")]
    got = received(WebhookRequest("POST", "https://x.example/", {}, b""), Form.read(urlencode(pairs)))
    assert got.messages[0].raw["OptOutType"] == "STOP"
    assert got.messages[0].raw["FromCity"] == ""


def test_a_claim_of_many_photos_makes_at_most_ten() -> None:
    from channels.twilio_webhook import Form

    form = Form.read("MessageSid=MM1&From=%2B1&To=%2B2&NumMedia=1000000000")
    assert len(received(WebhookRequest("POST", "https://x.example/", {}, b""), form).messages[0].media) == 10
