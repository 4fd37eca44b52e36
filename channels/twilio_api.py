"""Twilio's REST API through its own client: send, list, and what each failure means for the message."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit, urlunsplit

from channels.base import Found, Inbound, Media, Outbound, SendError, Sent
from channels.twilio_errors import refusal
from channels.twilio_webhook import MAX_MEDIA, STATES

API = "https://api.twilio.com"
TIMEOUT = 10.0  # seconds to connect, and again to read
LISTED = 200  # messages to one person since an unknown send: far more than can be

T = TypeVar("T")


class TwilioApi:
    """One Twilio account. `base_url` replaces https://api.twilio.com, for tests and proxies."""

    def __init__(
        self, account_sid: str, auth_token: str, base_url: str | None = None, timeout: float = TIMEOUT
    ) -> None:
        self.account_sid, self.auth_token = account_sid, auth_token
        self.base_url = (base_url or API).rstrip("/")
        self._timeout = timeout
        self._client: Any = None
        self._owner = 0
        self._lock = threading.Lock()

    def warm(self) -> None:
        """As `channels.base.Warming`: the client, and of its hundred modules those that send."""
        self._connected().messages  # noqa: B018 - loaded when it is looked at

    def send(self, message: Outbound, text: str) -> Sent:
        """Hand one message over. Raises SendError."""
        if not text and not message.media_urls:
            raise SendError("The message was empty.", code="21602", ours=True)
        if len(message.media_urls) > MAX_MEDIA:
            raise refusal(400, 21623, "")
        made = self._ask(lambda client: client.messages.create(**_parameters(message, text)), wrote=True)
        if not made.sid:
            raise SendError("Twilio answered without a message id.", unknown=True)
        return Sent(made.sid)

    def list_sent(self, to_address: str, since: datetime) -> list[Found]:
        """Newest first. Not filtered by date at Twilio: a message that still waits there has no send date."""
        listed = self._ask(lambda client: client.messages.list(to=to_address, limit=LISTED))
        floor = _second(since)
        ours = [message for message in listed if message.direction.startswith("outbound")]
        return [_found(message) for message in ours if _created(message) >= floor]

    def list_received(self, our_address: str, since: datetime) -> list[Inbound]:
        """Oldest first. Twilio filters by day; the rest is done here."""
        return self._ask(lambda client: self._received(client, our_address, _second(since)))

    def _received(self, client: Any, our_address: str, floor: datetime) -> list[Inbound]:
        listed = client.messages.list(to=our_address, date_sent_after=floor)
        # Listed newest first, with times of whole seconds: turned round before it is sorted.
        came = [one for one in reversed(listed) if one.direction == "inbound" and _created(one) >= floor]
        return [self._inbound(client, message) for message in sorted(came, key=_created)]

    def _inbound(self, client: Any, message: Any) -> Inbound:
        media: tuple[Media, ...] = ()
        if message.num_media not in (None, "", "0"):
            files = client.messages(message.sid).media.list(limit=MAX_MEDIA)
            # As the webhook names them; .json is the description, without it are the bytes.
            media = tuple(Media(API + file.uri.removesuffix(".json"), file.content_type) for file in files)
        return Inbound(
            external_id=message.sid,
            from_address=message.from_ or "",
            our_address=message.to or "",
            text=message.body or "",
            media=media,
            sent_at=message.date_sent or message.date_created,
            raw={"MessageSid": message.sid, "listed": True},
        )

    def _ask(self, call: Callable[[Any], T], wrote: bool = False) -> T:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

        client = self._connected()
        try:
            return call(client)
        except TwilioException as error:
            _refused(error, client.http_client.retry_after())
        except RequestException as error:
            raise _broken(error, wrote) from error
        except (ValueError, KeyError, TypeError) as error:
            # A success whose body can't be read: a proxy's page, or an answer cut short.
            raise SendError(
                "Twilio's answer couldn't be read.", unknown=wrote, retryable=not wrote
            ) from error

    def _connected(self) -> Any:
        """One client per process: a forked worker must not share its parent's sockets."""
        with self._lock:
            if self._client is None or self._owner != os.getpid():
                self._client, self._owner = self._connect(), os.getpid()
            return self._client

    def _connect(self) -> Any:
        from twilio.rest import Client  # type: ignore[import-untyped]

        return Client(
            self.account_sid, self.auth_token, http_client=_http_client(self.base_url, self._timeout)
        )


def moved(url: str, base_url: str) -> str:
    """A URL of Twilio's API at another host; a path in `base_url` goes before."""
    parts, base = urlsplit(url), urlsplit(base_url)
    return urlunsplit((base.scheme, base.netloc, base.path.rstrip("/") + parts.path, parts.query, ""))


def _http_client(base_url: str, timeout: float) -> Any:
    from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]

    class Http(TwilioHttpClient):  # type: ignore[misc]
        """Goes to `base_url`, and remembers Retry-After, which the client's exceptions don't carry."""

        def __init__(self) -> None:
            super().__init__(timeout=timeout)
            self._last = threading.local()

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            self._last.retry_after = None
            response = super().request(method, moved(url, base_url), *args, **kwargs)
            self._last.retry_after = (response.headers or {}).get("Retry-After")
            return response

        def retry_after(self) -> float | None:
            return _seconds(getattr(self._last, "retry_after", None))

    return Http()


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; the date form, which Twilio doesn't use, counts as none."""
    try:
        return max(float(retry_after), 0.0) if retry_after else None
    except ValueError:
        return None


def _parameters(message: Outbound, text: str) -> dict[str, Any]:
    named: dict[str, Any] = {"to": message.to_address, "body": text or None}
    # An address of ours is a number, or a Messaging Service that picks one.
    sender = "messaging_service_sid" if message.our_address.startswith("MG") else "from_"
    named[sender] = message.our_address
    if message.media_urls:
        named["media_url"] = list(message.media_urls)
    if message.callback_url:
        named["status_callback"] = message.callback_url
    return {key: value for key, value in named.items() if value is not None}


def _refused(error: Any, retry_after: float | None) -> NoReturn:
    from twilio.base.exceptions import TwilioRestException, TwilioServiceException

    if isinstance(error, TwilioRestException):
        raise refusal(error.status, error.code or error.status, error.msg, retry_after) from error
    if isinstance(error, TwilioServiceException):
        raise refusal(error.status, error.code, error.detail or error.title, retry_after) from error
    # The client's listing raises a bare exception with the response as its second argument.
    status = getattr(error.args[1], "status_code", 0) if len(error.args) > 1 else 0
    raise refusal(status or 500, status or 500, str(error.args[0]), retry_after) from error


def _broken(error: Exception, wrote: bool) -> SendError:
    """No answer: what matters is whether the request can have left."""
    if not wrote or _never_left(error):
        return SendError("Twilio couldn't be reached.", retryable=True)
    return SendError("Twilio didn't answer: it may or may not have been sent.", unknown=True)


def _never_left(error: Exception) -> bool:
    from requests.exceptions import ConnectTimeout, ProxyError
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
    from urllib3.exceptions import SSLError as TlsError

    if isinstance(error, ConnectTimeout | ProxyError):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, TlsError):
        return "CERTIFICATE_VERIFY_FAILED" in str(cause)
    return isinstance(cause, NewConnectionError | ConnectTimeoutError)


def _second(moment: datetime) -> datetime:
    """Twilio's times have whole seconds: a message of the same second counts."""
    return moment.astimezone(UTC).replace(microsecond=0) - timedelta(seconds=1)


def _created(message: Any) -> datetime:
    made: datetime = message.date_created
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _found(message: Any) -> Found:
    state = STATES.get(message.status or "", "sent")
    when = message.date_sent or message.date_created
    return Found(message.sid, message.body or "", state, when, message.from_ or "")
