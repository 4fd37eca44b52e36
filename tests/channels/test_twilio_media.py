"""Photos of an MMS: only ours, only from Twilio, our login never beyond it."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from channels.base import Fetching, Media, MediaError
from channels.sms import SmsChannel
from channels.twilio_api import TwilioApi
from channels.twilio_media import TwilioMedia
from tests.fakes.server import Answer, LocalServer, Request
from tests.fakes.twilio import ACCOUNT, TOKEN, FakeTwilio

JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 40


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake


def photo(twilio: FakeTwilio, early_404: int = 0) -> Media:
    twilio.inbound(
        "http://127.0.0.1:9/", "+12065550142", "+1833", "", media=[(JPEG, "image/jpeg")], early_404=early_404
    )
    message = twilio.messages[-1]
    return Media(twilio.media_url(message.sid, message.media[0]), "image/jpeg")


def test_follows_to_the_file_host_without_our_login(twilio: FakeTwilio) -> None:
    channel = SmsChannel(twilio.account_sid, twilio.auth_token, twilio.url)
    assert isinstance(channel, Fetching)
    file = channel.fetch(photo(twilio))
    assert (file.content, file.content_type) == (JPEG, "image/jpeg")
    assert "authorization" in twilio.requests[-1].headers
    assert [set(one.headers) & {"authorization", "cookie"} for one in twilio.file_requests] == [set()]


def test_waits_for_a_photo_that_is_not_there_yet(twilio: FakeTwilio) -> None:
    waited: list[float] = []
    media = TwilioMedia(TwilioApi(twilio.account_sid, twilio.auth_token, twilio.url), waited.append)
    assert media.fetch(photo(twilio, early_404=2)).content == JPEG
    assert waited == [1.0, 3.0]


def test_a_photo_that_stays_away_may_come_later(twilio: FakeTwilio) -> None:
    waited: list[float] = []
    media = TwilioMedia(TwilioApi(twilio.account_sid, twilio.auth_token, twilio.url), waited.append)
    with pytest.raises(MediaError, match="404") as told:
        media.fetch(photo(twilio, early_404=9))
    assert (told.value.retryable, waited) == (True, [1.0, 3.0])


PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"http://api.twilio.com{PATH}",
        f"https://api.twilio.com.evil.example{PATH}",
        f"https://api.twilio.com:8443{PATH}",
        f"https://user@api.twilio.com{PATH}",
        f"https://evil.example{PATH}",
        f"https://api.twilio.com{PATH}".replace(ACCOUNT, "AC" + "b" * 32),
        f"https://api.twilio.com{PATH}/../../../Keys.json",
        f"https://api.twilio.com{PATH}.json",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_our_login_goes_nowhere_else(twilio: FakeTwilio, url: str) -> None:
    with pytest.raises(MediaError, match="wasn't fetched") as told:
        SmsChannel(twilio.account_sid, twilio.auth_token, twilio.url).fetch(Media(url))
    assert not told.value.retryable
    assert twilio.requests == [] and twilio.file_requests == []


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/x",
        "http://media.twiliocdn.com/x",
        "https://twiliocdn.com.evil.example/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_an_unknown_host_is_not_followed(where: str) -> None:
    with LocalServer(lambda request: Answer(302, b"", {"Location": where})) as server:
        with pytest.raises(MediaError, match="unknown host"):
            SmsChannel(ACCOUNT, TOKEN, server.url).fetch(Media(server.url + PATH))


def test_a_second_redirect_is_not_followed() -> None:
    def answer(request: Request) -> Answer:
        return Answer(302, b"", {"Location": f"{server.url}/again"})

    with LocalServer(answer) as server:
        with pytest.raises(MediaError, match="302"):
            SmsChannel(ACCOUNT, TOKEN, server.url).fetch(Media(server.url + PATH))
        assert len(server.requests) == 2


def test_bytes_without_a_redirect_are_taken_too() -> None:
    with LocalServer(lambda request: Answer(200, JPEG, {"Content-Type": "image/jpeg; x=y"})) as server:
        file = SmsChannel(ACCOUNT, TOKEN, server.url).fetch(Media(server.url + PATH, "image/png"))
    assert (file.content, file.content_type) == (JPEG, "image/jpeg")
    login = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert server.requests[0].headers["authorization"] == f"Basic {login}"


@pytest.mark.parametrize(
    ("status", "later"), [(401, False), (403, False), (410, False), (429, True), (503, True)]
)
def test_says_whether_asking_again_helps(status: int, later: bool) -> None:
    with LocalServer(lambda request: Answer(status)) as server:
        with pytest.raises(MediaError) as told:
            SmsChannel(ACCOUNT, TOKEN, server.url).fetch(Media(server.url + PATH))
    assert told.value.retryable is later


def test_a_file_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.twilio_media.MAX_BYTES", 1000)
    with LocalServer(lambda request: Answer(200, b"x" * 1001)) as server:
        with pytest.raises(MediaError, match="larger than"):
            SmsChannel(ACCOUNT, TOKEN, server.url).fetch(Media(server.url + PATH))
