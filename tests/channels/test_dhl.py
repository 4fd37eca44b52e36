"""DHL's protocol against a local one: what it says of parcels, what it sends of itself, and what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from channels.base import BadSignature, WebhookRequest
from channels.carriers.base import CarrierError
from channels.carriers.dhl import Dhl, service_of
from tests.fakes.dhl import KEY, SUBSCRIPTION, FakeDhl

NUMBER = "00340434161094042557"


@pytest.fixture
def dhl() -> Iterator[FakeDhl]:
    with FakeDhl() as fake:
        yield fake


def carrier(dhl: FakeDhl, key: str = KEY) -> Dhl:
    return Dhl(key, dhl.url, "token")


def pushed(said: object, key: str = "token") -> WebhookRequest:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return WebhookRequest("POST", "https://gallery.example/webhooks/dhl", {"x-herring-key": key}, body)


def test_what_it_says_is_read(dhl: FakeDhl) -> None:
    dhl.knows(
        NUMBER,
        "transit",
        words="With <b>courier</b><br/>today",
        estimatedTimeOfDelivery="2026-11-21T18:00:00+01:00",
    )
    news = carrier(dhl).track(NUMBER)
    assert news is not None and (news.state, news.place, news.words) == (
        "transit",
        "Stockholm",
        "With courier , today",
    )
    assert news.at == datetime(2026, 11, 20, 14, tzinfo=UTC) and news.expected_at is not None
    assert dhl.requests[0].query["service"] == ["parcel-de"]


def test_the_code_counts_whatever_the_words_say_and_odd_shapes_are_read(dhl: FakeDhl) -> None:
    said = dhl.knows(
        "7777777770", "pre-transit", at="2018-03-02T07:53:47", words="JESSICA", service="express"
    )
    said["id"], said["status"]["status"] = 7777777770, "DELIVERED"
    said["status"]["location"]["address"]["addressLocality"] = "Oderweg 2, AMSTERDAM"
    news = carrier(dhl).track("7777777770")
    assert news is not None and (news.state, news.number, news.place) == (
        "pre_transit",
        "7777777770",
        "Amsterdam",
    )
    assert news.at == datetime(2018, 3, 2, 7, 53, 47, tzinfo=UTC)
    dhl.knows("7777777770", "brand-new-code", at="", place="", service="express")
    news = carrier(dhl).track("7777777770")
    assert news is not None and (news.state, news.at, news.place) == ("unknown", None, "")


def test_of_parcels_with_one_number_the_last_to_move_is_meant(dhl: FakeDhl) -> None:
    dhl.knows("JD0146000", "delivered", at="2024-01-01T00:00:00Z", service="parcel-nl")
    dhl.knows("JD0146000", "transit", service="express")
    assert carrier(dhl).track("JD0146000") is None  # asked with the service its form speaks of
    assert carrier(dhl).track("JD0146000", "parcel-nl").state == "delivered"  # type: ignore[union-attr]
    dhl.knows("AB123456789DE", "delivered", at="2024-01-01T00:00:00Z", service="parcel-nl")
    dhl.knows("AB123456789DE", "transit", service="express")
    assert carrier(dhl).track("AB123456789DE").state == "transit"  # type: ignore[union-attr]


def test_an_unknown_number_is_no_error(dhl: FakeDhl) -> None:
    assert carrier(dhl).track(NUMBER) is None


@pytest.mark.parametrize(
    ("change", "rest", "refused"),
    [
        ({"limit": 0}, 3600, False), ({"limit": 0, "retry_after": "120"}, 120, False), ({"broken": 500}, 60, False),
        ({"broken": 401}, 3600, True), ({"broken": 400}, 0, True),
    ],
)  # fmt: skip
def test_trouble_says_how_long_to_leave_it_alone(
    dhl: FakeDhl, change: dict[str, object], rest: int, refused: bool
) -> None:
    for name, value in change.items():
        setattr(dhl, name, value)
    with pytest.raises(CarrierError) as caught:
        carrier(dhl).track(NUMBER)
    assert (caught.value.rest, caught.value.refused) == (rest, refused)


def test_nobody_there_is_trouble_that_passes() -> None:
    with pytest.raises(CarrierError, match="can't be reached") as caught:
        Dhl(KEY, "http://127.0.0.1:9").track(NUMBER)
    assert caught.value.rest == 60


def test_a_subscription_names_our_address_and_key(dhl: FakeDhl) -> None:
    carrier(dhl).subscribe(NUMBER, "", "https://gallery.example/webhooks/dhl")
    (hook,) = dhl.hooks
    assert hook["hook"]["authentication"] == {
        "type": "ApiKeyAuthentication",
        "header": "X-Herring-Key",
        "token": "token",
    }
    assert hook["service"] == "parcel-de" and hook["shipmentIDs"] == [NUMBER]
    dhl.pushes = False
    with pytest.raises(CarrierError) as caught:
        carrier(dhl).subscribe(NUMBER, "", "https://gallery.example/webhooks/dhl")
    assert caught.value.refused


def test_its_question_is_answered_with_the_secret_and_only_at_its_own_address(dhl: FakeDhl) -> None:
    asked = {"scope": "subscription.validate", "secret": "d6f0b9", "self": f"{dhl.url}{SUBSCRIPTION}/3f0c"}
    carrier(dhl).confirm(carrier(dhl).receive(pushed(asked)))
    assert dhl.confirmed == ["d6f0b9"]
    for elsewhere in (
        "http://127.0.0.1:1/x",
        f"{dhl.url}.evil.example{SUBSCRIPTION}/1",
        f"{dhl.url}{SUBSCRIPTION}/../x",
    ):
        with pytest.raises(BadSignature):
            carrier(dhl).receive(pushed(asked | {"self": elsewhere}))


def test_pushes_are_taken_with_our_key_alone(dhl: FakeDhl) -> None:
    said = {"scope": "subscription.push", "self": dhl.url, "shipments": [dhl.knows(NUMBER, "delivered")]}
    (news,) = carrier(dhl).receive(pushed(said)).news
    assert (news.number, news.state) == (NUMBER, "delivered")
    assert carrier(dhl).receive(pushed({"scope": "subscription.ready", "self": dhl.url})).news == ()
    for request in (
        pushed(said, ""),
        pushed(said, "tokem"),
        pushed(b"\xff{"),
        pushed({"scope": "subscription.push"}),
    ):
        with pytest.raises(BadSignature):
            carrier(dhl).receive(request)
    with pytest.raises(BadSignature):
        Dhl(KEY, dhl.url).receive(pushed(said, ""))  # no key of ours: closed, not open


@pytest.mark.parametrize(
    ("number", "service"),
    [("7777777770", "express"), (NUMBER, "parcel-de"), ("JD014600006281230704", "parcel-de"), ("GM60511234500", "ecommerce"),
     ("123456789012", "")],
)  # fmt: skip
def test_its_numbers_are_known_by_their_form(number: str, service: str) -> None:
    assert service_of(number) == service and Dhl(KEY).recognises(number)


@pytest.mark.parametrize("number", ["1Z999AA10123456784", "B7", "9400110898825022579493", "tomorrow"])
def test_others_numbers_are_not_its(number: str) -> None:
    assert not Dhl(KEY).recognises(number)
