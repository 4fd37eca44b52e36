"""SMS and MMS over Twilio."""

from __future__ import annotations

from datetime import datetime

from channels.base import File, Found, Inbound, Media, Outbound, Received, Sent, WebhookRequest
from channels.text import plain, segments, units
from channels.twilio_api import TIMEOUT, TwilioApi
from channels.twilio_media import TwilioMedia
from channels.twilio_webhook import received, verified

# "whatsapp:+1…" and its like at this address: a webhook configured at the wrong place. 421 shows in Twilio's
# debugger; an empty 2xx would lose the message without a trace.
MISDIRECTED = Received(status=421)

LIMIT = 1600  # Twilio refuses more (21617)


class SmsChannel:
    name = "sms"
    max_chars = 1530  # ten segments; carriers drop messages of more
    takes = 100.0

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        *,
        carries: float = 1.0,
    ) -> None:
        """carries: segments a second: a long code 1, a toll-free number 3, a short code up to 100."""
        self.carries = carries
        self._api = TwilioApi(account_sid, auth_token, base_url, timeout)
        self._media = TwilioMedia(self._api)

    def enabled(self) -> bool:
        return bool(self._api.account_sid and self._api.auth_token)

    def warm(self) -> None:
        self._api.warm()

    def receive(self, request: WebhookRequest) -> Received:
        form = verified(request, self._api.auth_token)
        if ":" in form.one("From") and not form.one("MessageStatus"):
            return MISDIRECTED
        return received(request, form)

    def send(self, message: Outbound) -> Sent:
        text = plain(message.text)
        # Plain signs can be longer ("…" is one, "..." three): better curly than refused.
        return self._api.send(message, text if units(text) <= LIMIT else message.text)

    def weight(self, text: str) -> int:
        return segments(plain(text)).count

    def list_sent(self, to_address: str, since: datetime) -> list[Found]:
        return self._api.list_sent(to_address, since)

    def list_received(self, our_address: str, since: datetime) -> list[Inbound]:
        return self._api.list_received(our_address, since)

    def fetch(self, media: Media) -> File:
        return self._media.fetch(media)
