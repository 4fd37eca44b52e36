"""Drafts by a Make.com scenario behind a custom webhook.

The scenario answers in the same call (its "Webhook response" module), or Make says "Accepted" and the
scenario calls back later. Field names are the ones such scenarios for dealers already use (AI_Action, SKU …).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prompts.deadline import within
from prompts.door import Budget, Estimate, Log
from prompts.drafts import Brief, Draft
from prompts.failures import ModelError, timed_out

FIELDS = {
    "SKU": ("sku",),
    "Name": ("title", "name"),
    "Brand": ("maker", "brand"),
    "Ref": ("reference",),
    "Case_Size": ("size",),
    "Caliber": ("calibre", "caliber"),
}
ACTIONS = {"item_description": "generate_description"}


class MakeHook:
    """A scenario to write drafts. It is asked once: a webhook that was called twice has run twice.

    url: the webhook's address. api_key: sent as x-make-apikey when the webhook asks for one.
    timeout: seconds for the whole call. budget, log: as for :class:`prompts.door.Model`.
    """

    tries = 1

    def __init__(
        self,
        url: str,
        api_key: str = "",
        *,
        timeout: float = 40.0,
        budget: Budget | None = None,
        log: Log | None = None,
    ) -> None:
        self.url, self.api_key, self.timeout, self.budget, self.log = url, api_key, timeout, budget, log

    def write(self, brief: Brief) -> Draft:
        started = time.monotonic()
        try:
            if self.budget and not self.budget.take(Estimate(0, None)):
                raise ModelError(
                    "quota", "Today's budget for drafts is used up. Ask again tomorrow, or raise it."
                )
            written = self._post(brief)
        except ModelError as error:
            self._note(brief, started, error.kind, error.reason)
            raise
        seconds = time.monotonic() - started
        self._note(brief, started, "pending" if written.pending else "answered", "")
        return Draft(
            written.text, "make", seconds=seconds, pending=written.pending, reference=written.reference
        )

    def _note(self, brief: Brief, started: float, outcome: str, reason: str) -> None:
        if self.log:
            seconds = round(time.monotonic() - started, 3)
            entry = {"purpose": brief.prompt.label, "attempt": 1, "model": "make", "outcome": outcome}
            usage = {"prompt_tokens": 0, "completion_tokens": 0, "cost": None}
            self.log({**entry, **usage, "reason": reason, "seconds": seconds})

    def _post(self, brief: Brief) -> Draft:
        import httpx

        headers = {"x-make-apikey": self.api_key} if self.api_key else {}
        try:
            with httpx.Client(timeout=self.timeout) as client:
                response = within(
                    self.timeout, lambda: client.post(self.url, json=request(brief), headers=headers)
                )
        except (TimeoutError, httpx.TimeoutException) as error:
            raise timed_out(self.timeout) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = "Make.com can't be reached. Please ask again in a minute, or check MAKE_WEBHOOK_URL."
            raise ModelError("unavailable", reason, retryable=True) from error
        return _answer(response.status_code, response.text, _json(response), brief.reference)


def request(brief: Brief) -> dict[str, Any]:
    """The body the scenario gets: its known fields, all facts under Facts, all wishes in AI_Instruction."""
    facts = brief.facts
    item = facts["item"] if isinstance(facts.get("item"), Mapping) else facts
    named = {
        field: next((str(item[key]) for key in keys if key in item), "") for field, keys in FIELDS.items()
    }
    extra = [f"Message to answer (not a fact): {brief.message}"] if brief.message else []
    extra += [f"Draft to change: {brief.previous}"] if brief.previous else []
    return {
        "AI_Action": ACTIONS.get(brief.kind, brief.kind),
        **named,
        "Image_URLs": list(brief.pictures.links),
        "Platform": brief.channel,
        "Status_Selected": "Draft",
        "AI_Instruction": "\n\n".join([brief.instructions(), *extra, *brief.wishes()]),
        "Facts": dict(facts),
        "Thread_ID": brief.reference,
        "Request_ID": brief.reference,
        "Callback_URL": brief.callback_url,
    }


def _json(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return None  # "Accepted" is plain text


def _answer(status: int, text: str, body: Any, reference: str) -> Draft:
    if status in (404, 410):
        raise ModelError("unavailable", "That Make.com webhook no longer exists: check MAKE_WEBHOOK_URL.")
    if status in (401, 403):
        raise ModelError("unavailable", "Make.com didn't accept our key: check the webhook's API key.")
    if status == 429 or status >= 500 or (status == 400 and "queue" in text.lower()):
        reason = "Make.com is busy or has a fault. Please ask again in a minute."
        raise ModelError("unavailable", reason, retryable=True)
    if status >= 400:
        raise ModelError("unavailable", f"Make.com refused the request ({status}): check the scenario.")
    if text.strip().lower() == "accepted":
        return Draft("", "make", pending=True, reference=reference)
    if not isinstance(body, Mapping):
        raise ModelError("junk", "Make.com sent something unreadable: check the scenario's Webhook response.")
    answer = read_callback(body)
    if answer.error:
        raise ModelError("junk", answer.error)
    return Draft(answer.text, "make", reference=reference)


@dataclass(frozen=True)
class Callback:
    """What a scenario sends back, at once or later. Either `text` or `error`, a sentence, is set."""

    reference: str
    text: str
    error: str


def read_callback(body: Mapping[str, Any]) -> Callback:
    """Read a scenario's JSON. Who may send it is the caller's question; the text still needs `accept`."""
    reference = str(body.get("Request_ID") or body.get("Thread_ID") or "")
    text, status = str(body.get("Description") or "").strip(), str(body.get("Status") or "").lower()
    if status == "success" and text:
        return Callback(reference, text, "")
    told = " ".join(str(body.get("Message") or "no description came back").split())[:200].rstrip(".")
    return Callback(
        reference, "", f"Make.com reports: {told}. Please look at the scenario, or write it yourself."
    )
