"""SMS with Twilio's real client against a local Twilio: sending, receipts, listing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from channels.base import RANKS, Listing, Outbound, Receipt, SendError, WebhookRequest, moves
from channels.sms import SmsChannel
from tests.fakes.server import Answer, LocalServer, Request
from tests.fakes.twilio import FakeTwilio, Fault

US, THEM = "+18335550100", "+12065550142"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake


@pytest.fixture
def sms(twilio: FakeTwilio) -> SmsChannel:
    return SmsChannel(twilio.account_sid, twilio.auth_token, twilio.url)


def outbound(text: str = "The Ruiz is in.", **more: object) -> Outbound:
    return Outbound(THEM, US, text, **more)  # type: ignore[arg-type]


def test_sends_plain_words_with_photos_and_a_callback(twilio: FakeTwilio, sms: SmsChannel) -> None:
    twilio.callbacks = "off"
    url = "https://gallery.example/webhooks/sms?ref=r-1"
    photos = ("https://gallery.example/m/1.jpg", "https://gallery.example/m/2.jpg")
    sent = sms.send(outbound("“Blue Nude” – it’s in…", media_urls=photos, callback_url=url))
    (message,) = twilio.sent()
    assert (message.sid, message.body) == (sent.provider_id, '"Blue Nude" - it\'s in...')
    assert (message.media, message.callback) == (list(photos), url)
    assert (message.from_, message.to) == (US, THEM)


def test_plain_signs_never_make_a_text_too_long(twilio: FakeTwilio, sms: SmsChannel) -> None:
    sms.send(outbound("…" * sms.max_chars))
    sms.send(outbound("…" + "a" * (sms.max_chars - 1)))
    assert [len(one.body) for one in twilio.sent()] == [sms.max_chars, sms.max_chars + 2]


def test_a_service_sends_from_a_number_of_its_own(twilio: FakeTwilio, sms: SmsChannel) -> None:
    sms.send(Outbound(THEM, "MG" + "d" * 32, "hi"))
    assert twilio.requests[0].form["MessagingServiceSid"] == ["MG" + "d" * 32]
    assert "From" not in twilio.requests[0].form


def test_a_wrong_token_is_ours_to_mend(twilio: FakeTwilio) -> None:
    with pytest.raises(SendError, match="TWILIO_AUTH_TOKEN") as told:
        SmsChannel(twilio.account_sid, "wrong", twilio.url).send(outbound())
    assert (told.value.code, told.value.ours, told.value.retryable) == ("20003", True, False)


def test_nobody_listening_means_it_never_left() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SendError) as told:
        SmsChannel("AC1", "t", f"http://127.0.0.1:{port}").send(outbound())
    assert (told.value.retryable, told.value.unknown) == (True, False)


def test_a_base_url_may_have_a_path(twilio: FakeTwilio) -> None:
    def forward(request: Request) -> Answer:
        return Answer(401, b'{"code": 20003, "message": "seen at ' + request.path.encode() + b'"}')

    with LocalServer(forward) as proxy:
        with pytest.raises(SendError):
            SmsChannel("AC1", "t", f"{proxy.url}/twilio/").send(outbound())
        assert proxy.requests[0].path == "/twilio/2010-04-01/Accounts/AC1/Messages.json"


@pytest.mark.parametrize("fault", [Fault(lost=True), Fault(junk=True)])
def test_a_lost_answer_is_found_by_listing(twilio: FakeTwilio, sms: SmsChannel, fault: Fault) -> None:
    since = datetime.now(UTC)
    twilio.faults[THEM] = fault
    with pytest.raises(SendError) as told:
        sms.send(outbound("It’s in"))
    assert told.value.unknown
    (found,) = sms.list_sent(THEM, since)
    assert found.provider_id == twilio.sent()[0].sid
    assert (found.text, found.our_address) == ("It's in", US)


def test_a_broken_connection_before_it_was_taken_lists_nothing(twilio: FakeTwilio, sms: SmsChannel) -> None:
    twilio.faults[THEM] = Fault(dropped=True, times=1)
    since = datetime.now(UTC)
    with pytest.raises(SendError) as told:
        sms.send(outbound())
    assert told.value.unknown
    assert sms.list_sent(THEM, since) == []


def test_lists_only_what_we_sent_to_them_since_then(twilio: FakeTwilio, sms: SmsChannel) -> None:
    twilio.callbacks = "off"
    sms.send(outbound("old"))
    twilio.messages[0].created -= timedelta(hours=1)
    twilio.inbound("http://127.0.0.1:9/", THEM, US, "theirs")
    sms.send(Outbound("+12065550177", US, "to somebody else"))
    sms.send(outbound("new"))
    sms.send(outbound("newer"))
    found = sms.list_sent(THEM, datetime.now(UTC) - timedelta(minutes=5))
    assert [(one.text, one.state) for one in found] == [("newer", "sent"), ("new", "sent")]


def test_what_no_webhook_brought_is_listed_as_its_webhook_would_have_said(
    twilio: FakeTwilio, sms: SmsChannel
) -> None:
    since = datetime.now(UTC)
    nobody = "http://127.0.0.1:9/"
    assert twilio.inbound(nobody, THEM, US, "first", times=2) == [0, 0]
    twilio.inbound(nobody, THEM, US, "", media=[(b"jpeg", "image/jpeg"), (b"png", "image/png")])
    twilio.inbound(nobody, THEM, "+18335550199", "to another number of ours")
    sms.send(outbound("ours"))
    assert isinstance(sms, Listing)
    first, second = sms.list_received(US, since)
    assert (first.external_id, first.text, first.from_address) == (twilio.messages[0].sid, "first", THEM)
    assert [one.content_type for one in second.media] == ["image/jpeg", "image/png"]
    assert second.media[0].url == twilio.media_url(second.external_id, twilio.messages[1].media[0])
    assert sms.list_received(US, since + timedelta(minutes=5)) == []


def test_a_long_list_is_read_to_its_end(twilio: FakeTwilio, sms: SmsChannel) -> None:
    twilio.page_size = 7
    for number in range(20):
        twilio.inbound("http://127.0.0.1:9/", THEM, US, f"text {number}")
    came = sms.list_received(US, datetime.now(UTC) - timedelta(minutes=1))
    assert sorted(one.text for one in came) == sorted(f"text {number}" for number in range(20))


def test_a_provider_that_is_down_can_be_asked_again(sms: SmsChannel, twilio: FakeTwilio) -> None:
    twilio.close()
    with pytest.raises(SendError) as told:
        sms.list_sent(THEM, datetime.now(UTC))
    assert (told.value.retryable, told.value.unknown) == (True, False)


class Hook:
    """A webhook of ours: what the channel makes of each request Twilio pushes."""

    def __init__(self, sms: SmsChannel) -> None:
        self.receipts: list[Receipt] = []
        self.sms = sms
        self.server = LocalServer(self.take)
        self.url = f"{self.server.url}/webhooks/sms"

    def take(self, request: Request) -> Answer:
        query = "&".join(f"{key}={value}" for key, values in request.query.items() for value in values)
        url = f"{self.url}?{query}"
        got = self.sms.receive(WebhookRequest(request.method, url, request.headers, request.body))
        self.receipts += got.receipts
        return Answer(got.status)


@pytest.fixture
def hook(sms: SmsChannel) -> Iterator[Hook]:
    made = Hook(sms)
    yield made
    made.server.close()


@pytest.mark.parametrize("mode", ["ordered", "reversed", "shuffled", "doubled", "early"])
def test_receipts_end_right_in_whatever_order_they_come(
    twilio: FakeTwilio, sms: SmsChannel, hook: Hook, mode: str
) -> None:
    twilio.callbacks = mode
    sent = sms.send(outbound(callback_url=f"{hook.url}?ref=r-5"))
    if mode == "early":
        assert hook.receipts, "the callback came before the send was answered"
    twilio.settle()
    state = "sending"
    for receipt in hook.receipts:
        assert (receipt.outbox_ref, receipt.provider_id) == ("r-5", sent.provider_id)
        state = receipt.state if moves(state, receipt.state) else state
    assert state == "delivered"
    assert {answer for _, _, answer in twilio.pushed} == {204}


def test_an_undelivered_message_says_why(twilio: FakeTwilio, sms: SmsChannel, hook: Hook) -> None:
    sms.send(Outbound("+15005550080", US, "hi", callback_url=f"{hook.url}?ref=r-6"))
    twilio.settle()
    assert [(one.state, one.error_code) for one in hook.receipts] == [("failed", "30005")]


def test_every_order_of_states_ends_the_same() -> None:
    for states in (
        ("queued", "sent", "delivered", "read"),
        ("queued", "sending", "sent", "failed"),
        tuple(RANKS),
    ):
        ends = set()
        for order in permutations(states):
            state = "queued"
            for new in order:
                state = new if moves(state, new) else state
            ends.add(state)
        assert ends == {max(states, key=RANKS.__getitem__)}
