"""How a call to the model can fail: seven kinds, each with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["off", "refused", "truncated", "junk", "quota", "timeout", "unavailable"]


class ModelError(Exception):
    """The model gave nothing that may be used.

    kind: off (not configured), refused (by the model or its filter), truncated, junk (unusable, or failed our
    checks), quota (the provider's or the gallery's own), timeout, unavailable (down, busy, set up wrongly).
    reason: one sentence fit for the person who asked; ``str(error)`` is the same.
    retryable: whether the same call may succeed later without anybody changing anything.
    retry_after: seconds the provider asked us to wait, if it did.
    """

    def __init__(
        self, kind: Kind, reason: str, *, retryable: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.retryable, self.retry_after = kind, reason, retryable, retry_after


def off() -> ModelError:
    return ModelError("off", "No model is set up: set OPENAI_API_KEY and start Herring again.")


def timed_out(seconds: float) -> ModelError:
    reason = f"The model didn't answer within {seconds:g} seconds. Please ask again in a minute."
    return ModelError("timeout", reason, retryable=True)


def failure(error: Exception, seconds: float) -> ModelError:
    """What an exception of the client library means. `seconds` is the time this attempt was given."""
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return timed_out(seconds)
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APIConnectionError):
        reason = "The model can't be reached. Please ask again in a minute, or check OPENAI_BASE_URL."
        return ModelError("unavailable", reason, retryable=True)
    # Whatever else is raised comes from parsing an answer that isn't one (HTML from a proxy, no choices …).
    return ModelError("junk", "The model's server sent something unreadable. Check OPENAI_BASE_URL.")


def _by_status(error: object) -> ModelError:
    import openai

    assert isinstance(error, openai.APIStatusError)
    status, code = error.status_code, error.code or error.type
    if code == "insufficient_quota":
        reason = "The account at the model's provider has no credit left: top it up, then ask again."
        return ModelError("quota", reason)
    if status == 429:
        wait = _retry_after(error.response.headers)
        return ModelError(
            "unavailable",
            "The model is busy. Please ask again in a minute.",
            retryable=True,
            retry_after=wait,
        )
    if status in (408, 409) or status >= 500:
        wait = _retry_after(error.response.headers)
        reason = "The model's server has a fault. Please ask again in a minute."
        return ModelError("unavailable", reason, retryable=True, retry_after=wait)
    if status in (401, 403):
        return ModelError("unavailable", "The model's provider didn't accept our key: check OPENAI_API_KEY.")
    if status == 404:
        return ModelError(
            "unavailable", "The provider has no such model: check OPENAI_MODEL and OPENAI_BASE_URL."
        )
    return ModelError("unavailable", f"The model's provider refused the request ({code or status}).")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers.get(name, "")) * factor)
        except ValueError:
            continue  # absent, or a date, which no such provider sends: our own back-off does
    return None
