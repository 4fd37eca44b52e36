"""The words of what an import brings are those that the vocabulary learns of a single thing, each as often as it comes."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crm_core.services import words
from crm_core.services.transfer.heard import Heard

ODD = [
    "Σίσυφος ΟΔΥΣΣΕΥΣ",
    "İstanbul ½ café\u00a0noir",
    "Straße Œuvre ŁÓDŹ",
    "a\x1cb c\x85dee",
    "naïve_test x²yz ﬁne",
]
PLAIN = ["Oil on canvas", "Oil on canvas", "St. Ives' harbour, 1936 (no. 2)", "AP-12 of\ttwo\nlines", ""]


def _one_by_one(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words.vocabulary_words(text))


def test_words_are_counted_as_the_vocabulary_learns_them():
    texts = [*ODD, *PLAIN, *ODD]
    assert Heard(items=texts).counted() == {"item": _one_by_one(texts), "contact": Counter()}
    assert Heard(items=PLAIN).counted()["item"]["canvas"] == 2


@given(st.lists(st.text(max_size=30), max_size=8))
def test_whatever_the_texts_are(texts: list[str]):
    assert Heard(items=texts).counted()["item"] == _one_by_one(texts)
