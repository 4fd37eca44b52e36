"""WhatsApp: what differs from SMS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from channels.base import Channel, Outbound, Receipt
from channels.whatsapp import WhatsAppChannel
from tests.channels import table_sms
from tests.channels.table import Case, Failure, Table
from tests.channels.table_sms import ACCOUNT, SID, THEM, US
from tests.fakes.twilio import FakeTwilio, Fault
from tests.fakes.twilio_webhooks import inbound_fields, status_fields

URL = "https://gallery.example/webhooks/whatsapp"
W_US, W_THEM = f"whatsapp:{US}", f"whatsapp:{THEM}"
OUTSIDE_WINDOW = "+15005550016"


@contextmanager
def provider(_patience: float) -> Iterator[Channel]:
    with FakeTwilio(callbacks="off") as twilio:
        twilio.faults[f"whatsapp:{OUTSIDE_WINDOW}"] = Fault(63016)
        yield WhatsAppChannel(twilio.account_sid, twilio.auth_token, twilio.url)


def message(body: str, **more: str) -> Case:
    pairs = inbound_fields(ACCOUNT, SID, W_THEM, W_US, body)
    pairs += {"ProfileName": "Ann Buyer", "WaId": THEM[1:], **more}.items()
    return Case("", table_sms.request(pairs, URL))


TEXT = message("Hi, is lot 12 available?")
BUTTON = message(
    "Approve",
    ButtonText="Approve",
    ButtonPayload="q:42:ok",
    OriginalRepliedMessageSid="SM9",
    MessageType="button",
)
READ = table_sms.request(
    [*status_fields(ACCOUNT, SID, W_US, W_THEM, "read"), ("EventType", "READ")], f"{URL}?ref=r-3"
)
WINDOW = table_sms.request(status_fields(ACCOUNT, SID, W_US, W_THEM, "failed", 63016), f"{URL}?ref=r-3")

TABLE = Table(
    name="whatsapp",
    settings=table_sms.TABLE.settings,
    provider=provider,
    cases=(
        Case(
            "a text",
            TEXT.request,
            {
                "external_id": SID,
                "from_address": THEM,
                "our_address": US,
                "text": "Hi, is lot 12 available?",
                "sender_name": "Ann Buyer",
            },
        ),
        Case(
            "a pressed button", BUTTON.request, {"text": "Approve", "button": "q:42:ok", "quoted_id": "SM9"}
        ),
        Case(
            "an id instead of a number",
            table_sms.request(
                inbound_fields(ACCOUNT, SID, "whatsapp:US.13491208655302741918", W_US, "hi"), URL
            ),
            {"from_address": "US.13491208655302741918"},
        ),
        Case("read", READ, receipts=(Receipt("r-3", "read", SID),)),
        Case(
            "outside the window",
            WINDOW,
            receipts=(
                Receipt(
                    "r-3",
                    "failed",
                    SID,
                    "63016",
                    "They haven't written on WhatsApp for 24 hours, so it needs a template. Text or email them.",
                ),
            ),
        ),
        Case(
            "an SMS at the wrong address",
            table_sms.request(inbound_fields(ACCOUNT, SID, THEM, US, "hi"), URL),
            status=421,
        ),
    ),
    forged=(("a changed text", replace(TEXT.request, body=TEXT.request.body.replace(b"12", b"13"))),),
    sends=(
        Outbound(THEM, US, "“It’s in” – come by"),
        Outbound(W_THEM, W_US, "", media_urls=("https://x.example/a.jpg",)),
    ),
    failures=(
        Failure("outside the window", Outbound(OUTSIDE_WINDOW, US, "hi"), "permanent", "63016"),
        Failure(
            "two photos in one",
            Outbound(THEM, US, "", media_urls=("https://x.example/a.jpg",) * 2),
            "permanent",
            ours=True,
        ),
    ),
)
