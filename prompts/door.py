"""The one door to the model: any endpoint that speaks OpenAI's chat completions, through LangChain.

The model holds no pen: a caller gets words or one proposed call and decides. Nothing here knows the gallery.
"""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from prompts.deadline import within
from prompts.failures import ModelError, failure, off

Message = tuple[str, str]  # (role, text); role is "system", "user" or "assistant"
PICTURE_TOKENS = 1200  # about what a picture of at most 768 pixels is billed as
Log = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Price:
    """What 1,000 tokens cost, in the currency the provider bills."""

    prompt: Decimal
    completion: Decimal

    def of(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        return (self.prompt * prompt_tokens + self.completion * completion_tokens) / 1000


@dataclass(frozen=True)
class Estimate:
    """The most that one attempt can use. `cost` is None when no price is known."""

    tokens: int
    cost: Decimal | None


class Budget(Protocol):
    """Asked before every attempt, because a failed attempt may be billed too."""

    def take(self, estimate: Estimate) -> bool: ...


@dataclass(frozen=True)
class Call:
    """A tool the model asks for. `arguments` is None when they were not JSON."""

    name: str
    arguments: Mapping[str, Any] | None


@dataclass(frozen=True)
class Answer:
    """One answer: text or calls, and what it took. `seconds` covers the attempt that succeeded."""

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cost: Decimal | None
    calls: tuple[Call, ...] = ()


class Model:
    """A model behind a key, asked synchronously.

    api_key: empty means off; a local server that wants none takes any word.
    base_url: up to and including ``/v1``; None is OpenAI itself.
    timeout: seconds for the whole call, all attempts and pauses together.
    attempt_timeout: seconds for one attempt; None is whatever is left of `timeout`.
    attempts: how often at most the provider is asked; only passing faults are tried again.
    log: called after every attempt with a flat dict (purpose, attempt, outcome, reason,
        model, prompt_tokens, completion_tokens, seconds, cost).
    """

    def __init__(
        self,
        api_key: str,
        name: str,
        *,
        base_url: str | None = None,
        timeout: float = 20.0,
        attempt_timeout: float | None = None,
        attempts: int = 3,
        max_tokens: int = 4000,
        price: Price | None = None,
        budget: Budget | None = None,
        log: Log | None = None,
        pause: float = 0.5,
    ) -> None:
        self.api_key, self.name, self.base_url = api_key, name, base_url or None
        self.timeout, self.attempt_timeout, self.attempts = timeout, attempt_timeout, attempts
        self.max_tokens, self.price, self.budget, self.log, self.pause = max_tokens, price, budget, log, pause

    def enabled(self) -> bool:
        return bool(self.api_key)

    def ask(
        self,
        messages: Sequence[Message],
        *,
        purpose: str = "",
        tools: Sequence[Mapping[str, Any]] = (),
        picture: bytes = b"",
    ) -> Answer:
        """Ask once, with retries. With `tools` (OpenAI's form) the model must call one. Raises ModelError.

        picture: a JPEG that goes along with the last message.
        """
        if not self.enabled():
            raise off()
        import langchain_openai  # noqa: F401  a second or so, once per process: not part of the deadline

        ends = time.monotonic() + self.timeout
        for attempt in range(1, self.attempts + 1):
            try:
                return self._attempt(messages, tools, purpose, attempt, ends, picture)
            except ModelError as error:
                pause = self._pause(error, attempt)
                if not error.retryable or attempt == self.attempts or time.monotonic() + pause >= ends:
                    raise
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, error: ModelError, attempt: int) -> float:
        if error.retry_after is not None:
            return error.retry_after
        # Jitter, so that the workers a fault has lined up don't come back as one.
        return self.pause * 2.0 ** (attempt - 1) * random.uniform(0.75, 1.25)

    def _attempt(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
        purpose: str,
        attempt: int,
        ends: float,
        picture: bytes,
    ) -> Answer:
        started = time.monotonic()
        entry: dict[str, Any] = {"purpose": purpose, "attempt": attempt, "model": self.name}
        try:
            self._take(messages, tools, picture)
            seconds = min(self.attempt_timeout or self.timeout, ends - started)
            usage, reply = self._call(_with_picture(messages, picture), tools, seconds)
            spent = time.monotonic() - started
            prompt_tokens, completion_tokens = usage
            cost = self.price.of(prompt_tokens, completion_tokens) if self.price else None
            entry |= {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "cost": cost}
            text, calls, model = _read(reply, self.name)
            answer = Answer(text, model, prompt_tokens, completion_tokens, spent, cost, calls)
        except ModelError as error:
            self._note(entry, started, error.kind, error.reason)
            raise
        self._note(entry | {"model": answer.model}, started, "answered", "")
        return answer

    def _note(self, entry: dict[str, Any], started: float, outcome: str, reason: str) -> None:
        if self.log:
            seconds = round(time.monotonic() - started, 3)
            blank = {"prompt_tokens": 0, "completion_tokens": 0, "cost": None}
            self.log(blank | entry | {"outcome": outcome, "reason": reason, "seconds": seconds})

    def _take(self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], picture: bytes) -> None:
        if self.budget is None:
            return
        # About four characters make a token; a rough figure is enough to stop a runaway.
        prompt = (sum(len(text) for _, text in messages) + len(str(list(tools)))) // 4
        prompt += PICTURE_TOKENS if picture else 0
        cost = self.price.of(prompt, self.max_tokens) if self.price else None
        if not self.budget.take(Estimate(prompt + self.max_tokens, cost)):
            raise ModelError(
                "quota", "Today's budget for the model is used up. Ask again tomorrow, or raise it."
            )

    def _call(
        self, messages: Sequence[tuple[str, Any]], tools: Sequence[Mapping[str, Any]], seconds: float
    ) -> tuple[tuple[int, int], Any]:
        """((prompt tokens, completion tokens), LangChain's message)."""
        import openai
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        # A client per attempt: a pooled connection must not be shared across a worker's fork, and closing
        # ours is how an answer that comes too late is dropped.
        client = openai.DefaultHttpxClient(timeout=seconds)
        try:
            chat = ChatOpenAI(
                model=self.name,
                api_key=SecretStr(self.api_key),
                base_url=self.base_url,
                timeout=seconds,
                max_retries=0,  # ours know the deadline and tell a rate limit from an empty account
                max_completion_tokens=self.max_tokens,
                http_client=client,
                use_responses_api=False,
            )
            forced: dict[str, Any] = {"tool_choice": "any", "parallel_tool_calls": False}
            asked = chat.bind_tools([dict(tool) for tool in tools], **forced) if tools else chat
            reply = within(seconds, lambda: asked.invoke(list(messages)))
        except Exception as error:
            raise failure(error, seconds) from error
        finally:
            client.close()
        used = reply.usage_metadata or {}
        return (used.get("input_tokens", 0), used.get("output_tokens", 0)), reply


def _with_picture(messages: Sequence[Message], picture: bytes) -> Sequence[tuple[str, Any]]:
    """The picture stands in the last message itself: no link that others could open is given away."""
    if not picture:
        return messages
    *before, (role, text) = messages
    data = base64.b64encode(picture).decode()
    parts = [
        {"type": "text", "text": text},
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}},
    ]
    return [*before, (role, parts)]


def _read(reply: Any, name: str) -> tuple[str, tuple[Call, ...], str]:
    """(text, calls, model), or ModelError for an answer that is none."""
    meta = reply.response_metadata
    if reply.additional_kwargs.get("refusal") or meta.get("finish_reason") == "content_filter":
        raise ModelError(
            "refused", "The model declined to answer. Please write it yourself, or ask differently."
        )
    if meta.get("finish_reason") == "length":
        raise ModelError("truncated", "The model's answer broke off in the middle. Please ask for less.")
    calls = [Call(call["name"], call["args"]) for call in reply.tool_calls]
    calls += [Call(call["name"] or "", None) for call in reply.invalid_tool_calls]
    text = reply.content if isinstance(reply.content, str) else ""
    if not text.strip() and not calls:
        raise ModelError("junk", "The model answered nothing. Please ask again.")
    return text, tuple(calls), str(meta.get("model_name") or name)
