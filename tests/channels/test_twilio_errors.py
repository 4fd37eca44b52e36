from __future__ import annotations

import pytest

from channels.twilio_errors import OURS, PERMANENT, REASONS, STOPPED, THROTTLED, refusal, sentence, stopped

# Every code that Twilio's documentation lists for messages, as of November 2026.
DOCUMENTED = """
11200 11205 11217 11751 12300 14107 20003 20404 20429 21211 21212 21408 21602 21603 21604 21606 21608 21610
21611 21612 21614 21617 21620 21621 21623 21635 21656 21703 21705 30001 30002 30003 30004 30005 30006 30007
30008 30017 30019 30022 30023 30027 30032 30034 30035 30410 30450 30610 30640 63003 63007 63013 63015 63016
63018 63024 63032 63038 63049 63051
"""


def test_every_code_is_sorted_exactly_once() -> None:
    kinds = [set(STOPPED), set(PERMANENT), set(OURS), set(THROTTLED)]
    assert sum(map(len, kinds)) == len(set().union(*kinds))
    assert set().union(*kinds) == {int(code) for code in DOCUMENTED.split()}


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_code_says_what_happened(code: int) -> None:
    error = refusal(400, code, "whatever Twilio says")
    assert error.reason == sentence(str(code))
    assert error.reason.endswith(".") and error.reason[0].isupper()
    flags = [error.retryable, error.stopped, error.ours]
    assert sum(flags) == (0 if code in PERMANENT else 1)
    assert not error.unknown


def test_unknown_codes_are_judged_by_their_status() -> None:
    assert refusal(400, 99999, "New thing").ours
    assert "New thing" in refusal(400, 99999, "New thing").reason
    assert refusal(429, 429, "").retryable
    assert refusal(429, 20429, "", 7.0).retry_after == 7.0
    assert refusal(500, 500, "").retryable
    assert refusal(503, 503, "", 30.0).retry_after == 30.0
    assert refusal(504, 504, "").unknown


def test_a_receipt_with_a_code_nobody_knows_still_says_something() -> None:
    assert sentence("99999") == "Twilio reported error 99999."
    assert sentence("") == ""
    assert (stopped("21610"), stopped("30005"), stopped("")) == (True, False, False)
