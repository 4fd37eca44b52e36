from __future__ import annotations

from datetime import UTC, datetime, timedelta

from channels.base import Outbound
from channels.whatsapp import WhatsAppChannel
from tests.fakes.twilio import FakeTwilio

US, THEM = "+14155550123", "+12065550142"


def test_addresses_carry_the_prefix_only_at_twilio() -> None:
    since = datetime.now(UTC) - timedelta(seconds=2)
    with FakeTwilio(callbacks="off") as twilio:
        channel = WhatsAppChannel(twilio.account_sid, twilio.auth_token, twilio.url)
        sent = channel.send(Outbound(THEM, US, "“It’s in” – come by"))
        (message,) = twilio.sent()
        assert (message.to, message.from_) == (f"whatsapp:{THEM}", f"whatsapp:{US}")
        assert message.body == "“It’s in” – come by", "WhatsApp needs no plain quotes"
        (found,) = channel.list_sent(THEM, since)
        assert (found.provider_id, found.our_address) == (sent.provider_id, US)
        twilio.inbound("http://127.0.0.1:9/", f"whatsapp:{THEM}", f"whatsapp:{US}", "hello")
        (came,) = channel.list_received(US, since)
        assert (came.from_address, came.our_address, came.text) == (THEM, US, "hello")
