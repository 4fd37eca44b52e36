"""WhatsApp over Twilio: the same API and signature as SMS, other addresses and other rules.

Addresses are told without Twilio's `whatsapp:` prefix, so that one person's number is the same on every
channel. Since 2026 an address may be an opaque id instead of a number; it is kept as it comes.

Free words may be sent only within 24 hours of the person's last message (63016 otherwise). Buttons would need
a template that Meta approves beforehand, so our questions are words; buttons of templates made in Twilio come
in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.base import File, Found, Inbound, Media, Outbound, Received, Sent, WebhookRequest
from channels.twilio_api import TIMEOUT, TwilioApi
from channels.twilio_errors import refusal
from channels.twilio_media import TwilioMedia
from channels.twilio_webhook import received, verified

PREFIX = "whatsapp:"


class WhatsAppChannel:
    name = "whatsapp"
    max_chars = 1600  # Twilio's limit; WhatsApp's own is higher
    carries, takes = (
        40.0,
        80.0,
    )  # WhatsApp passes on 80 a second of one sender; half of it is left for answers

    def __init__(
        self, account_sid: str, auth_token: str, base_url: str | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._api = TwilioApi(account_sid, auth_token, base_url, timeout)
        self._media = TwilioMedia(self._api)

    def enabled(self) -> bool:
        return bool(self._api.account_sid and self._api.auth_token)

    def warm(self) -> None:
        self._api.warm()

    def receive(self, request: WebhookRequest) -> Received:
        form = verified(request, self._api.auth_token)
        if not form.one("MessageStatus") and not form.one("From").startswith(PREFIX):
            return Received(status=421)  # an SMS at this address: as in sms.py
        got = received(request, form)
        return replace(got, messages=tuple(_bare(message) for message in got.messages))

    def send(self, message: Outbound) -> Sent:
        """Raises SendError."""
        if len(message.media_urls) > 1:
            raise refusal(400, 21623, "")
        return self._api.send(_prefixed(message), message.text)

    def weight(self, text: str) -> int:
        return 1

    def list_sent(self, to_address: str, since: datetime) -> list[Found]:
        found = self._api.list_sent(_with(to_address), since)
        return [replace(one, our_address=one.our_address.removeprefix(PREFIX)) for one in found]

    def list_received(self, our_address: str, since: datetime) -> list[Inbound]:
        return [_bare(message) for message in self._api.list_received(_with(our_address), since)]

    def fetch(self, media: Media) -> File:
        return self._media.fetch(media)


def _with(address: str) -> str:
    return address if address.startswith((PREFIX, "MG")) else PREFIX + address


def _prefixed(message: Outbound) -> Outbound:
    return replace(message, to_address=_with(message.to_address), our_address=_with(message.our_address))


def _bare(message: Inbound) -> Inbound:
    return replace(
        message,
        from_address=message.from_address.removeprefix(PREFIX),
        our_address=message.our_address.removeprefix(PREFIX),
    )
