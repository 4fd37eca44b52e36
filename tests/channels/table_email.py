"""Email: raw mails as they arrive, Postmark's webhook, and the local mail server's ways to fail."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

from channels.base import Channel, Outbound, Receipt, WebhookRequest
from channels.email import SIGNATURE, EmailChannel, sign
from tests.channels.table import Case, Failure, Table
from tests.fakes.smtp import FakeSmtp

SECRET, PASSWORD = "a secret of this installation", "for the provider"
URL = "https://gallery.example/webhooks/email"
OURS = "hello@gallery.example"
SENT = "deal-42.1@gallery.example"


def raw(content: str, secret: str = SECRET) -> WebhookRequest:
    body = content.replace("\n", "\r\n").encode()
    return WebhookRequest(
        "POST", URL, {"content-type": "message/rfc822", SIGNATURE: sign(secret, body)}, body
    )


def by_provider(data: Any, password: str = PASSWORD) -> WebhookRequest:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    login = base64.b64encode(f"herring:{password}".encode()).decode()
    return WebhookRequest(
        "POST", URL, {"content-type": "application/json", "authorization": f"Basic {login}"}, body
    )


REPLY = f"""Return-Path: <bob@example.net>
From: Bob Buyer <Bob@example.net>
To: Gallery <hello+c42@gallery.example>
Subject: Re: Lot 12 - availability
Date: Fri, 20 Nov 2026 10:11:10 +0100
Message-ID: <CAF123@mail.example.net>
In-Reply-To: <{SENT}>
References: <first@gallery.example> <{SENT}>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Yes please, I take it for €1,850.

On Fri, 20 Nov 2026 at 09:59, Gallery <hello@gallery.example> wrote:
> Lot 12 is available at €1,900.
"""

AWAY = f"""From: bob@example.net
To: {OURS}
Subject: Automatic reply: Lot 12
Message-ID: <auto-1@mail.example.net>
In-Reply-To: <{SENT}>
Auto-Submitted: auto-replied

I am out of office until Monday.
"""

BOUNCE = f"""From: MAILER-DAEMON@mx.example.net
To: bounce+c42@gallery.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-1@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

User unknown
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: <{SENT}>
To: bob@example.net

--B--
"""

POSTMARK = {
    "FromFull": {"Email": "Bob@example.net", "Name": "Bob Buyer", "MailboxHash": ""},
    "ToFull": [{"Email": "hello+c42@gallery.example", "Name": "", "MailboxHash": "c42"}],
    "CcFull": [],
    "OriginalRecipient": "hello+c42@gallery.example",
    "Subject": "Re: Lot 12",
    "MessageID": "22c74902-a0c1-4511-804f-2341342852c9",
    "Date": "Fri, 20 Nov 2026 10:11:10 +0100",
    "TextBody": "Is it still available?\n\nOn Fri, 20 Nov 2026 Gallery wrote:\n> Lot 12",
    "HtmlBody": "<div>Is it still available?</div>",
    "StrippedTextReply": "Is it still available?",
    "Headers": [
        {"Name": "Message-ID", "Value": "<CAF9@mail.example.net>"},
        {"Name": "In-Reply-To", "Value": f"<{SENT}>"},
        {"Name": "Received-SPF", "Value": "Pass (sender SPF authorized)"},
    ],
    "Attachments": [
        {"Name": "receipt.pdf", "Content": "JVBERi0=", "ContentType": "application/pdf", "ContentLength": 5}
    ],
}


@contextmanager
def provider(patience: float) -> Iterator[Channel]:
    with FakeSmtp() as smtp:
        yield EmailChannel(smtp.url, SECRET, PASSWORD, timeout=patience)


def to(name: str) -> Outbound:
    return Outbound(f"{name}@example.net", OURS, "The Ruiz is in – come by.", subject="New works")


SIGNED = raw(REPLY)

TABLE = Table(
    name="email",
    settings={"smtp_url": "smtp://127.0.0.1:2525", "signing_key": SECRET},
    provider=provider,
    cases=(
        Case(
            "an answer",
            SIGNED,
            {
                "external_id": "CAF123@mail.example.net",
                "from_address": "bob@example.net",
                "our_address": OURS,
                "text": "Yes please, I take it for €1,850.",
                "sender_name": "Bob Buyer",
                "quoted_id": SENT,
                "sent_at": datetime(2026, 11, 20, 10, 11, 10, tzinfo=timezone(timedelta(hours=1))),
                "media": (),
            },
        ),
        Case(
            "an automatic answer", raw(AWAY), {"text": "I am out of office until Monday.", "quoted_id": SENT}
        ),
        Case(
            "a bounce",
            raw(BOUNCE),
            receipts=(
                Receipt(
                    "",
                    "failed",
                    SENT,
                    "5.1.1",
                    "That email address doesn't exist. Ask for the current one.",
                    gone=True,
                ),
            ),
        ),
        Case("a delay is no receipt", raw(BOUNCE.replace("Action: failed", "Action: delayed"))),
        Case(
            "a confirmed delivery",
            raw(BOUNCE.replace("failed", "delivered")),
            receipts=(Receipt("", "delivered", SENT),),
        ),
        Case("our own mail coming back", raw(REPLY.replace("Bob@example.net", OURS))),
        Case("no sender", raw(REPLY.replace("From: Bob Buyer <Bob@example.net>\n", ""))),
        Case("not a mail at all", raw("hello")),
        Case(
            "Postmark",
            by_provider(POSTMARK),
            {
                "external_id": "CAF9@mail.example.net",
                "from_address": "bob@example.net",
                "our_address": OURS,
                "text": "Is it still available?",
                "quoted_id": SENT,
            },
        ),
        Case("Postmark without a sender", by_provider({"TextBody": "hi"}), status=403),
        Case("Postmark, no JSON", by_provider(b"{"), status=403),
        Case("Postmark, a list", by_provider([1]), status=403),
    ),
    forged=(
        ("another installation's key", raw(REPLY, "another secret")),
        (
            "a changed body",
            WebhookRequest("POST", URL, SIGNED.headers, SIGNED.body.replace(b"1,850", b"850")),
        ),
        ("another password", by_provider(POSTMARK, "guessed")),
        ("no password", by_provider(POSTMARK, "")),
        ("a login that is no login", WebhookRequest("POST", URL, {"authorization": "Basic %%"}, b"{}")),
        (
            "another kind of login",
            WebhookRequest("POST", URL, {"authorization": f"Bearer {PASSWORD}"}, b"{}"),
        ),
    ),
    sends=(
        to("bob"),
        Outbound("bob@example.net", OURS, "Yes, it is.", reply_to_id="CAF123@mail.example.net"),
    ),
    failures=(
        Failure("an unknown person", to("unknown"), "permanent", "550"),
        Failure("a busy server", to("busy"), "retryable", "451"),
        Failure("refused as spam", to("spam"), "permanent", "554"),
        Failure("a full mailbox", to("full"), "retryable", "452"),
        Failure("taken, then the connection broke", to("lost"), "unknown"),
        Failure("no answer in time", to("slow"), "unknown", patience=2),
        Failure("broken off before the content", to("hangup"), "retryable"),
        Failure("not an address", Outbound("bob", OURS, "hi"), "permanent"),
        Failure("letters no server takes", Outbound("böb@example.net", OURS, "hi"), "permanent"),
        Failure(
            "a line break in the address", Outbound("bob@example.net\nBcc: x@y.z", OURS, "hi"), "permanent"
        ),
    ),
)
