"""What Twilio posts to us: forms of a message that came in and of a status, signed with the auth token."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

Pairs = list[tuple[str, str]]
PATIENCE = 60  # seconds; Twilio's own are 15, but a busy machine is not what its webhooks' tests are about


class _Values(dict[str, list[str]]):
    def getlist(self, key: str) -> list[str]:
        return self[key]


class Webhooks:
    """reach: where the public URL really listens; the signature stays over the public one."""

    def __init__(self, auth_token: str, reach: str = "") -> None:
        self._validator, self.reach = RequestValidator(auth_token), reach

    def sign(self, url: str, pairs: Sequence[tuple[str, str]]) -> str:
        values = _Values()
        for key, value in pairs:
            values.setdefault(key, []).append(value)
        return str(self._validator.compute_signature(url, values))

    def post(self, url: str, pairs: Sequence[tuple[str, str]], signature: str | None = None) -> int:
        """One webhook to the public `url`. The answer's status, 0 when nobody answered."""
        headers = {
            "X-Twilio-Signature": self.sign(url, pairs) if signature is None else signature,
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        request = urllib.request.Request(self._reached(url), urlencode(pairs).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def _reached(self, url: str) -> str:
        if not self.reach:
            return url
        parts, real = urlsplit(url), urlsplit(self.reach)
        return urlunsplit((real.scheme, real.netloc, parts.path, parts.query, ""))


def inbound_fields(
    account_sid: str, sid: str, from_: str, to: str, body: str, media: Sequence[tuple[str, str]] = ()
) -> Pairs:
    """media: (url, content type) each. Blank fields are sent, as Twilio does: the signature covers them."""
    fields = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": str(len(media)),
        "ToCity": "",
        "FromZip": "98106",
        "SmsSid": sid,
        "FromState": "WA",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "US",
        "To": to,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": account_sid,
        "From": from_,
        "ApiVersion": "2010-04-01",
    }
    for number, (url, kind) in enumerate(media):
        fields |= {f"MediaUrl{number}": url, f"MediaContentType{number}": kind}
    return list(fields.items())


def status_fields(account_sid: str, sid: str, from_: str, to: str, status: str, error: int = 0) -> Pairs:
    fields = {
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": to,
        "MessageSid": sid,
        "AccountSid": account_sid,
        "From": from_,
        "ApiVersion": "2010-04-01",
    }
    if status in ("undelivered", "failed"):
        fields["ErrorCode"] = str(error)
    return list(fields.items())
