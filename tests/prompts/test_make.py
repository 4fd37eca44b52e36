"""Drafts by a Make.com scenario, over HTTP against a local webhook."""

from __future__ import annotations

from typing import Any

import pytest

from prompts import Estimate, MakeHook, ModelError, TemplateDrafter, backend, draft, read_callback
from tests.fakes.make import FakeMake

WATCH = {
    "title": "Speedmaster",
    "maker": "Omega",
    "reference": "145.022",
    "medium": "steel",
    "sku": "OM-7",
    "cost": 9,
}


def described(hook: FakeMake, **options: Any) -> Any:
    return draft(
        "item_description",
        WATCH,
        "mention the bracelet",
        trade="watches",
        reference="g1.d42",
        callback_url="https://gallery.example/callback",
        backend=MakeHook(hook.url, "secret", **options),
    )


def test_the_scenario_gets_its_fields_and_answers_at_once() -> None:
    with FakeMake() as hook:
        written = described(hook)
    assert (written.text, written.model, written.pending) == ("Speedmaster by Omega, steel.", "make", False)
    headers, body = hook.requests[0]
    assert headers["x-make-apikey"] == "secret" and headers["content-type"] == "application/json"
    assert body["AI_Action"] == "generate_description"
    assert (body["Name"], body["Brand"], body["Ref"], body["SKU"]) == (
        "Speedmaster",
        "Omega",
        "145.022",
        "OM-7",
    )
    assert body["Request_ID"] == "g1.d42" and body["Callback_URL"] == "https://gallery.example/callback"
    assert "mention the bracelet" in body["AI_Instruction"] and "calibre" in body["AI_Instruction"]
    assert "cost" not in body["Facts"]


def test_accepted_is_a_pending_draft() -> None:
    with FakeMake("accepted") as hook:
        written = described(hook)
    assert (written.text, written.pending, written.reference) == ("", True, "g1.d42")


def test_its_texts_pass_the_same_checks_and_it_is_asked_only_once() -> None:
    with FakeMake("success", "Speedmaster by Omega, 1931, steel.") as hook:
        with pytest.raises(ModelError, match="1931"):
            described(hook)
    assert len(hook.requests) == 1


@pytest.mark.parametrize(
    ("mode", "kind", "retryable", "word"),
    [
        ("error", "junk", False, "the run has failed"),
        ("nothing", "junk", False, "Make.com"),
        ("junk", "junk", False, "unreadable"),
        ("gone", "unavailable", False, "MAKE_WEBHOOK_URL"),
        ("unauthorized", "unavailable", False, "key"),
        ("bad_request", "unavailable", False, "400"),
        ("queue_full", "unavailable", True, "busy"),
        ("too_many", "unavailable", True, "busy"),
        ("fault", "unavailable", True, "busy"),
    ],
)
def test_failures_by_kind(mode: str, kind: str, retryable: bool, word: str) -> None:
    with FakeMake(mode) as hook, pytest.raises(ModelError) as caught:
        described(hook)
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable) and word in caught.value.reason


def test_a_silent_scenario_is_a_timeout() -> None:
    with FakeMake("slow") as hook, pytest.raises(ModelError) as caught:
        described(hook, timeout=0.3)
    assert caught.value.kind == "timeout"


def test_nobody_listening_and_a_bad_address_are_unavailable() -> None:
    with FakeMake() as hook:
        pass
    for url in (hook.url, "not an address"):
        with pytest.raises(ModelError) as caught:
            draft("item_description", WATCH, backend=MakeHook(url))
        assert caught.value.kind == "unavailable"


class Empty:
    def take(self, estimate: Estimate) -> bool:
        return False


def test_budget_and_log() -> None:
    entries: list[dict[str, Any]] = []
    with FakeMake() as hook:
        described(hook, log=entries.append)
        with pytest.raises(ModelError, match="budget"):
            described(hook, log=entries.append, budget=Empty())
    assert [entry["outcome"] for entry in entries] == ["answered", "quota"] and len(hook.requests) == 1


def test_callbacks_are_read_by_status() -> None:
    good = read_callback(
        {"Action": "GenerateDescription", "Status": "success", "Thread_ID": "t1", "Description": " A watch. "}
    )
    assert (good.reference, good.text, good.error) == ("t1", "A watch.", "")
    bad = read_callback(
        {"Status": "error", "StatusCode": "500", "Request_ID": "g1.d42", "Message": "Run failed."}
    )
    assert (bad.reference, bad.text) == ("g1.d42", "") and "Run failed" in bad.error


def test_a_scenario_goes_before_the_template() -> None:
    hook = MakeHook("https://hook.example/x")
    assert backend(make=hook) is hook and isinstance(backend(), TemplateDrafter)
