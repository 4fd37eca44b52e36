"""How fast a text is understood, against the same templates tried one by one, and how much a hostile text can cost.

The floor is the engine without its index: every template is tried on every text. Names come from a made-up gallery of
10,000 contacts and 10,000 items. Exits 1 below a bar.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from intents.base import Audience, registry
from intents.clauses import starts, stops
from intents.phrases import Run, TooLong
from intents.tokens import split
from intents.understand import Context, matcher, understand

FASTER, P99, WORST, PER_SECOND = 3.0, 0.005, 0.050, 1500
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/New_York"))
FIRST = (
    "Maria Tom Ana Eva Sam Chen Ines Olu Kofi Yuki Lars Nadia Priya Hugo Rosa Emil Jun Tane Farah Ugo".split()
)
LAST = "Lopez Okafor Lindqvist Tanaka Moreau Petrov Mensah Silva Novak Haddad Berg Costa Kimura Walsh Ito".split()
WORDS = "Blue Red Night Morning Harbour Still Life Moon Jar Paper Boats Field Notes Window Garden Letter Stone".split()
HOSTILE = (
    "sold " * 320, "a and " * 266, "for to at " * 160, "1 " * 800, '"(' * 800, "no wait " * 200, "sold x to y, " * 123,
    "hold the moon jar for the moon jar until the " * 35, "remind me to remind me to " * 61, "x" * 1600, "et " * 533,
)  # fmt: skip


class Gallery:
    """Ten thousand names of each kind."""

    def __init__(self, rng: random.Random) -> None:
        self.contacts = [
            f"{rng.choice(FIRST)} {rng.choice(LAST)} {n}".rsplit(" ", 1)[0] for n in range(10_000)
        ]
        self.items = [f"{rng.choice(WORDS)} {rng.choice(WORDS)} {rng.choice(WORDS)}" for _ in range(10_000)]
        self._contacts, self._items = set(self.contacts), set(self.items)

    def is_item(self, text: str) -> bool:
        return text in self._items

    def is_contact(self, text: str) -> bool:
        return text in self._contacts


def texts(gallery: Gallery, rng: random.Random) -> list[str]:
    """Every staff example, with the gallery's own names where the examples name Maria or Blue Nude."""
    out = []
    for intent in registry:
        if intent.audience is Audience.STAFF:
            for text in intent.examples:
                for _ in range(4):
                    text_ = text.replace("Blue Nude", rng.choice(gallery.items))
                    out.append(text_.replace("Maria", rng.choice(gallery.contacts)))
    rng.shuffle(out)
    return out


def timed(read: Callable[[str], object], sample: list[str]) -> list[float]:
    """Seconds per text, sorted; the first pass only compiles."""
    for text in sample:
        read(text)
    seconds = []
    for text in sample:
        began = time.perf_counter()
        read(text)
        seconds.append(time.perf_counter() - began)
    return sorted(seconds)


def one_by_one(context: Context) -> Callable[[str], object]:
    known = matcher("staff")

    def read(text: str) -> object:
        words = split(text)
        run = Run(words, context)
        run.stops = stops(words)
        try:
            for start in starts(words):
                run.start = start
                for template in known.templates:
                    template.match(run, start)
        except TooLong:
            pass
        return run.out

    return read


def main() -> int:
    rng = random.Random(7)
    gallery = Gallery(rng)
    context = Context(NOW, names=gallery)
    sample = texts(gallery, rng)
    ours = timed(lambda text: understand(text, context), sample)
    floor = timed(one_by_one(context), sample[:80])
    worst = max(timed(lambda text: understand(text[:1600], context), list(HOSTILE)))
    median, p99 = ours[len(ours) // 2], ours[int(len(ours) * 0.99)]
    ratio, rate = floor[len(floor) // 2] / median, len(ours) / sum(ours)
    print(f"median {median * 1e6:.0f} us, p99 {p99 * 1e3:.2f} ms, {rate:.0f} texts/s on one processor")
    print(
        f"{ratio:.1f} times faster than trying each of {len(matcher('staff').templates)} templates (bar {FASTER})"
    )
    print(f"worst hostile text of 1,600 characters: {worst * 1e3:.1f} ms (bar {WORST * 1e3:.0f})")
    return 0 if ratio >= FASTER and p99 < P99 and worst < WORST and rate > PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
