"""The door to the model, against a real local server through the real client library."""

from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal
from typing import Any

import pytest

from prompts.door import Estimate, Model, Price
from prompts.failures import ModelError
from tests.fakes.openai import FakeOpenAI, call, calls, says

TOOL = {
    "type": "function",
    "function": {
        "name": "no_command",
        "description": "None of these.",
        "strict": True,
        "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    },
}
ASK = [("system", "Be brief."), ("user", "Hello?")]


def model(server: FakeOpenAI, **options: Any) -> Model:
    return Model("sk-test", "gpt-test", base_url=server.url, **({"timeout": 60.0, "pause": 0.02} | options))


def fails(server: FakeOpenAI, **options: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        model(server, **options).ask(ASK)
    assert caught.value.reason.endswith(".")
    return caught.value


def test_answer_carries_text_model_tokens_time_and_cost() -> None:
    with FakeOpenAI(says("Good morning.")) as server:
        answer = model(server, price=Price(Decimal("0.10"), Decimal("0.40"))).ask(ASK)
    assert (answer.text, answer.model, answer.calls) == ("Good morning.", "gpt-test", ())
    assert answer.prompt_tokens > 0 and answer.completion_tokens > 0 and 0 < answer.seconds < 5
    assert (
        answer.cost
        == (answer.prompt_tokens * Decimal("0.10") + answer.completion_tokens * Decimal("0.40")) / 1000
    )
    path, headers, body = server.requests[0]
    assert path == "/v1/chat/completions" and headers["authorization"] == "Bearer sk-test"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["max_completion_tokens"] == 4000 and "tools" not in body


@pytest.mark.parametrize("name", ["gpt-test", "codex-mini", "gpt-5.5-pro"])
def test_every_model_name_stays_on_chat_completions(name: str) -> None:
    with FakeOpenAI(says("Yes.")) as server:
        assert Model("k", name, base_url=server.url).ask(ASK).text == "Yes."
    assert server.requests[0][0] == "/v1/chat/completions"


def test_tools_are_sent_strict_and_one_must_be_called() -> None:
    with FakeOpenAI(call("no_command")) as server:
        answer = model(server).ask(ASK, tools=[TOOL])
    body = server.requests[0][2]
    assert body["tool_choice"] == "required" and body["parallel_tool_calls"] is False
    assert body["tools"][0]["function"]["strict"] is True
    assert [(one.name, one.arguments) for one in answer.calls] == [("no_command", {})]


def test_arguments_that_are_not_json_are_told_apart() -> None:
    with FakeOpenAI(calls(("no_command", '{"reason": '))) as server:
        answer = model(server).ask(ASK, tools=[TOOL])
    assert [(one.name, one.arguments) for one in answer.calls] == [("no_command", None)]


@pytest.mark.parametrize(
    "fault", ["rate_limit", "request_timeout", "conflict", "error_500", "overloaded", "hang_up"]
)
def test_passing_faults_are_tried_again(fault: str) -> None:
    with FakeOpenAI(fault, says("Now.")) as server:
        assert model(server).ask(ASK).text == "Now."
    assert len(server.requests) == 2
    assert {headers["x-stainless-retry-count"] for _, headers, _ in server.requests} == {"0"}


def test_a_rate_limit_is_waited_for_as_told() -> None:
    with FakeOpenAI("rate_limit", says("Now.")) as server:
        started = time.monotonic()
        model(server, pause=0.0).ask(ASK)
    assert time.monotonic() - started >= 0.2


def test_a_wait_beyond_the_deadline_is_left_to_the_caller() -> None:
    with FakeOpenAI("rate_limit_long") as server:
        error = fails(server)
    assert (error.kind, error.retryable, error.retry_after, len(server.requests)) == (
        "unavailable",
        True,
        90.0,
        1,
    )


def test_faults_that_stay_end_after_the_attempts() -> None:
    with FakeOpenAI("error_500") as server:
        error = fails(server, attempts=3)
    assert (error.kind, error.retryable, len(server.requests)) == ("unavailable", True, 3)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("insufficient_quota", "quota"),
        ("bad_request", "unavailable"),
        ("bad_key", "unavailable"),
        ("no_model", "unavailable"),
        ("refusal", "refused"),
        ("content_filter", "refused"),
        ("truncated", "truncated"),
        ("empty", "junk"),
        ("junk", "junk"),
        ("no_choices", "junk"),
    ],
)
def test_faults_that_waiting_does_not_cure_are_not_tried_again(mode: str, kind: str) -> None:
    with FakeOpenAI(mode) as server:
        error = fails(server)
    assert (error.kind, error.retryable, len(server.requests)) == (kind, False, 1)


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_the_deadline_holds_for_silence_and_for_dripping(mode: str) -> None:
    with FakeOpenAI(says("warm"), mode, slow=30) as server:
        model(server).ask(ASK)  # the library's first import is not the server's fault
        started = time.monotonic()
        error = fails(server, timeout=0.6)
    assert (error.kind, error.retryable) == ("timeout", True)
    assert time.monotonic() - started < 20  # it would take longer


def test_a_slow_attempt_is_tried_again_within_the_deadline() -> None:
    with FakeOpenAI("slow", says("Now."), slow=30) as server:
        assert model(server, attempt_timeout=2.0).ask(ASK).text == "Now."


def test_nothing_listening_is_unavailable() -> None:
    with FakeOpenAI() as server:
        pass
    assert fails(server, attempts=1).kind == "unavailable"


def test_without_a_key_it_is_off() -> None:
    with pytest.raises(ModelError) as caught:
        Model("", "gpt-test").ask(ASK)
    assert caught.value.kind == "off" and "OPENAI_API_KEY" in caught.value.reason


class Purse:
    def __init__(self, left: int) -> None:
        self.left, self.seen = left, list[Estimate]()

    def take(self, estimate: Estimate) -> bool:
        self.seen.append(estimate)
        self.left -= 1
        return self.left >= 0


def test_every_attempt_asks_the_budget_and_an_empty_one_ends_the_call() -> None:
    purse = Purse(1)
    with FakeOpenAI("error_500", says("Never asked.")) as server:
        error = fails(server, budget=purse, price=Price(Decimal(1), Decimal(2)), max_tokens=100)
    assert (error.kind, len(server.requests), len(purse.seen)) == ("quota", 1, 2)
    assert purse.seen[0].tokens > 100 and (purse.seen[0].cost or 0) > Decimal("0.2")


def test_every_attempt_is_logged_with_its_outcome() -> None:
    entries: list[dict[str, Any]] = []
    with FakeOpenAI("error_500", "truncated") as server:
        with pytest.raises(ModelError):
            model(server, log=entries.append, price=Price(Decimal(1), Decimal(1))).ask(ASK, purpose="test v1")
    assert [(entry["attempt"], entry["outcome"]) for entry in entries] == [
        (1, "unavailable"),
        (2, "truncated"),
    ]
    assert entries[1]["purpose"] == "test v1" and entries[1]["reason"]
    assert entries[1]["cost"] > 0 and entries[1]["completion_tokens"] > 0, "a useless answer is paid for too"
    assert entries[0]["cost"] is None and entries[0]["seconds"] >= 0


def test_importing_prompts_stays_light() -> None:
    heavy = "langchain_core", "openai", "httpx", "pydantic"
    code = f"import sys, prompts; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
