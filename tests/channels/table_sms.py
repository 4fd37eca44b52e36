"""SMS and MMS: forms as Twilio posts them, and the local Twilio's ways to fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from channels.base import Channel, Media, Outbound, Receipt, WebhookRequest
from channels.sms import SmsChannel
from tests.channels.table import Case, Failure, Table
from tests.fakes.twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.fakes.twilio_webhooks import Pairs, Webhooks, inbound_fields, status_fields

URL = "https://gallery.example/webhooks/sms"
SID, MMS = "SM" + "b" * 32, "MM" + "c" * 32
US, THEM = "+18335550100", "+12065550142"
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{MMS}/Media/ME"


def request(pairs: Pairs, url: str = URL, token: str = TOKEN) -> WebhookRequest:
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": Webhooks(token).sign(url, pairs),
    }
    return WebhookRequest("POST", url, headers, urlencode(pairs).encode())


def by_get(pairs: Pairs) -> WebhookRequest:
    url = f"{URL}?{urlencode(pairs)}"
    return WebhookRequest("GET", url, {"x-twilio-signature": Webhooks(TOKEN).sign(url, [])}, b"")


def text(body: str, **more: str) -> Pairs:
    return inbound_fields(ACCOUNT, SID, THEM, US, body) + list(more.items())


def status(word: str, error: int = 0) -> WebhookRequest:
    return request(status_fields(ACCOUNT, SID, US, THEM, word, error), f"{URL}?ref=r-17.abc")


@contextmanager
def provider(patience: float) -> Iterator[Channel]:
    with FakeTwilio(callbacks="off") as twilio:
        twilio.faults["+15005550060"].delay = 20
        channel = SmsChannel(twilio.account_sid, twilio.auth_token, twilio.url, timeout=patience)
        yield channel


def to(number: str) -> Outbound:
    return Outbound(number, US, "The Ruiz is in.", callback_url=f"{URL}?ref=r-17.abc")


PHOTOS = inbound_fields(
    ACCOUNT, MMS, THEM, US, "", [(MEDIA + "e" * 32, "image/jpeg"), (MEDIA + "f" * 32, "image/png")]
)
SIGNED = request(text("Is Blue Nude still available?"))

TABLE = Table(
    name="sms",
    settings={"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN},
    provider=provider,
    cases=(
        Case(
            "a text",
            SIGNED,
            {
                "external_id": SID,
                "from_address": THEM,
                "our_address": US,
                "text": "Is Blue Nude still available?",
                "media": (),
            },
        ),
        Case(
            "letters, signs and an emoji",
            request(text("Öland & café = 100% 👍 +1")),
            {"text": "Öland & café = 100% 👍 +1"},
        ),
        Case("an empty text", request(text("")), {"text": ""}),
        Case(
            "a parameter we never saw, twice",
            request([*text("hi"), ("New", "b"), ("New", "a"), ("New", "a")]),
            {"text": "hi"},
        ),
        Case(
            "two photos without words",
            request(PHOTOS),
            {
                "text": "",
                "media": (Media(MEDIA + "e" * 32, "image/jpeg"), Media(MEDIA + "f" * 32, "image/png")),
            },
        ),
        Case("by GET", by_get(text("hello")), {"text": "hello", "external_id": SID}),
        Case("a port in the URL", request(text("hi"), URL.replace("example", "example:443")), {"text": "hi"}),
        Case("sent", status("sent"), receipts=(Receipt("r-17.abc", "sent", SID),)),
        Case("delivered", status("delivered"), receipts=(Receipt("r-17.abc", "delivered", SID),)),
        Case(
            "undelivered",
            status("undelivered", 30005),
            receipts=(
                Receipt(
                    "r-17.abc",
                    "failed",
                    SID,
                    "30005",
                    "The carrier doesn't know that number. Ask for the current one.",
                    gone=True,
                ),
            ),
        ),
        Case(
            "failed because they opted out",
            status("failed", 21610),
            receipts=(
                Receipt(
                    "r-17.abc",
                    "failed",
                    SID,
                    "21610",
                    "They opted out with STOP. They must text START before we can text them again.",
                    stopped=True,
                ),
            ),
        ),
        Case("queued says nothing new", status("queued")),
        Case("a status of tomorrow", status("teleported")),
        Case(
            "WhatsApp at the wrong address",
            request(inbound_fields(ACCOUNT, SID, f"whatsapp:{THEM}", f"whatsapp:{US}", "hi")),
            status=421,
        ),
    ),
    forged=(
        ("another account's token", request(text("hi"), token="another")),
        (
            "another URL",
            WebhookRequest("POST", "https://elsewhere.example/webhooks/sms", SIGNED.headers, SIGNED.body),
        ),
        (
            "a changed text",
            WebhookRequest("POST", URL, SIGNED.headers, SIGNED.body.replace(b"Nude", b"Boat")),
        ),
        ("a parameter more", WebhookRequest("POST", URL, SIGNED.headers, SIGNED.body + b"&Extra=1")),
        (
            "a blank parameter less",
            WebhookRequest("POST", URL, SIGNED.headers, SIGNED.body.replace(b"&ToZip=", b"")),
        ),
        (
            "another message's reference",
            WebhookRequest("POST", f"{URL}?ref=r-18", status("sent").headers, status("sent").body),
        ),
        ("not UTF-8", WebhookRequest("POST", URL, SIGNED.headers, b"Body=\xff\xfe")),
        (
            "letters beyond ASCII in the signature",
            WebhookRequest("POST", URL, {"x-twilio-signature": "é"}, SIGNED.body),
        ),
        (
            "a port that is no number",
            WebhookRequest("POST", "https://gallery.example:x/", SIGNED.headers, SIGNED.body),
        ),
    ),
    sends=(
        to(THEM),
        Outbound(THEM, "MG" + "d" * 32, "Through a service."),
        Outbound(
            THEM, US, "", media_urls=("https://gallery.example/m/1.jpg", "https://gallery.example/m/2.jpg")
        ),
    ),
    failures=(
        Failure("not a number", to("+15005550001"), "permanent", "21211"),
        Failure("no route", to("+15005550002"), "permanent", "21612"),
        Failure("country switched off", to("+15005550003"), "permanent", "21408", ours=True),
        Failure("opted out", to("+15005550004"), "stopped", "21610"),
        Failure("landline", to("+15005550009"), "permanent", "21614"),
        Failure("too many requests", to("+15005550029"), "retryable", "20429", retry_after=2.0),
        Failure("a fault of theirs", to("+15005550050"), "retryable", "20500"),
        Failure("a gateway gave up", to("+15005550052"), "unknown", "502"),
        Failure("no answer in time", to("+15005550060"), "unknown", patience=2),
        Failure("taken, then the connection broke", to("+15005550070"), "unknown"),
        Failure("the connection broke", to("+15005550071"), "unknown"),
        Failure("taken, but the answer is cut short", to("+15005550072"), "unknown"),
        Failure("nothing to say", Outbound(THEM, US, ""), "permanent", "21602", ours=True),
        Failure(
            "too many photos",
            Outbound(THEM, US, "", media_urls=("https://x.example/a.jpg",) * 11),
            "permanent",
            ours=True,
        ),
    ),
)
