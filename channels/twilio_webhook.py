"""Reading Twilio's messaging webhooks: the signature, messages that came in, receipts of those we sent."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

from channels.base import BadSignature, Inbound, Media, Receipt, Received, WebhookRequest
from channels.twilio_errors import gone, sentence, stopped

# Twilio's word for a message of ours → ours. Words that say nothing new to us are not receipts.
# "undelivered" is the carrier's refusal, "failed" Twilio's own: for the sender both are a failure.
STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}

MAX_MEDIA = 10  # Twilio's own limit; NumMedia is only a claim


class Form(dict[str, list[str]]):
    """Parameters with every value kept, blank and repeated ones too: the signature covers them all."""

    @classmethod
    def read(cls, text: str) -> Form:
        form = cls()
        for key, value in parse_qsl(text, keep_blank_values=True):
            form.setdefault(key, []).append(value)
        return form

    def getall(self, key: str) -> list[str]:
        """What Twilio's validator asks for to see repeated values."""
        return self.get(key, [])

    def one(self, key: str) -> str:
        return self.get(key, [""])[0]

    def flat(self) -> dict[str, str | list[str]]:
        return {key: values[0] if len(values) == 1 else values for key, values in self.items()}


def verified(request: WebhookRequest, auth_token: str) -> Form:
    """The parameters of a request that Twilio signed. Raises BadSignature."""
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    signature = request.headers.get("x-twilio-signature", "")
    if not auth_token or not signature.isascii():
        raise BadSignature("no signature of Twilio's")
    try:
        url = urlsplit(request.url)
        signed = Form.read(request.body.decode()) if request.method != "GET" else Form()
        validator = RequestValidator(auth_token)
        # Most are signed for the very address that is configured; else it may be the one with or without the port.
        exact = compare_digest(validator.compute_signature(request.url, signed), signature)
        valid = exact or validator.validate(request.url, signed, signature)
    except ValueError as error:  # not UTF-8, too many fields, a port that is no number
        raise BadSignature("not a form that Twilio would send") from error
    if not valid:
        raise BadSignature("the signature doesn't fit: check PUBLIC_URL and TWILIO_AUTH_TOKEN")
    return signed if request.method != "GET" else Form.read(url.query)


def received(request: WebhookRequest, form: Form) -> Received:
    """What a verified webhook holds. Never a body: Twilio would text it to the sender."""
    if form.one("MessageStatus"):
        return Received(receipts=tuple(_receipts(request, form)))
    if form.one("MessageSid") and form.one("From"):
        return Received(messages=(_inbound(form),))
    return Received()


def _receipts(request: WebhookRequest, form: Form) -> list[Receipt]:
    state = STATES.get(form.one("MessageStatus").lower())
    if state is None:
        return []
    code = form.one("ErrorCode") if state == "failed" else ""
    # From the signed URL, not from request.query, which the signature doesn't cover.
    ref = dict(parse_qsl(urlsplit(request.url).query)).get("ref", "")
    canceled = form.one("MessageStatus").lower() == "canceled"
    reason = "It was canceled at Twilio." if canceled else sentence(code)
    return [Receipt(ref, state, form.one("MessageSid"), code, reason, stopped(code), gone(code))]


def _inbound(form: Form) -> Inbound:
    count = form.one("NumMedia")
    many = min(int(count), MAX_MEDIA) if count.isdigit() else 0
    return Inbound(
        external_id=form.one("MessageSid"),
        from_address=form.one("From"),
        our_address=form.one("To"),
        text=form.one("Body"),
        media=tuple(_media(form, number) for number in range(many)),
        sender_name=form.one("ProfileName"),
        button=form.one("ButtonPayload"),
        quoted_id=form.one("OriginalRepliedMessageSid"),
        raw=form.flat(),
    )


def _media(form: Mapping[str, list[str]], number: int) -> Media:
    def value(key: str) -> str:
        return form.get(f"{key}{number}", [""])[0]

    return Media(value("MediaUrl"), value("MediaContentType"))
