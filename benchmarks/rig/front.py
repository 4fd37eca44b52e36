"""The web server under measure, and signed webhooks for it."""

from __future__ import annotations

from uuid import uuid4

from benchmarks.rig import clients, world
from bot.embedded import Servers
from bot.ports import free_port
from tests.fakes.twilio import FakeTwilio


def front(servers: Servers, twilio: FakeTwilio) -> tuple[int, str, dict[str, str]]:
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    environment = {
        **servers.environment,
        "PUBLIC_URL": public,
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_BASE_URL": twilio.url,
        "SMS_PER_SECOND": "100",  # a line that carries what is measured: a plain number sends one a second
    }
    return port, f"{public}/webhooks/sms", environment


def webhook(twilio: FakeTwilio, url: str, port: int, said: world.Said) -> bytes:
    sid = f"SM{uuid4().hex}"
    return clients.webhook_request(
        twilio.webhooks, twilio.account_sid, url, port, sid, said.phone, world.SMS, said.text
    )
