"""What a text looks like to the weights: features of the whole sentence, and of each of its words.

A feature is a short string; the model keeps only its CRC-32, so that no dictionary of strings is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from zlib import crc32

from intents.clauses import starts, stops
from intents.pending import kinds_of_slot, values_in
from intents.phrases import Run, stems
from intents.slots import KINDS
from intents.slots.words import lowercase

# The typed slots that are looked for everywhere, so that "4.5k" and "nine hundred" look the same.
TYPED = frozenset((
    "money", "when", "period", "phone", "email", "sku", "order", "percent", "int", "tracking", "size", "batch",
    "platform", "channel", "role", "order_status", "currency", "year", "ordinal", "method", "field", "setting",
))  # fmt: skip
# Those that stand for their words in the features of a sentence.
STANDING = (
    "phone",
    "email",
    "sku",
    "tracking",
    "size",
    "percent",
    "money",
    "when",
    "period",
    "int",
    "batch",
    "order",
)
SMALL = frozenset(
    "i we you he she it they me us him them her my our your his their the a an this that these those is are was were "
    "be been being am do does did has have had will would can could should may might must to of for in on at by with "
    "from about as into off up down out over and or but not no so than then too very just now still also please what "
    "who where when why how which whom whose if because".split()
)

# Words by which a sentence tells what did not happen, or what somebody else says did.
UNDONE = frozenset(
    "nearly almost wish hopefully apparently rumor rumour dreamt dreamed supposedly kidding joking jk".split()
)
# What a bank, a kitchen, a phone or a travel agent is asked for.
ELSEWHERE = frozenset(
    "account accounts savings checking 401k hotel flight flights oven thermostat playlist recipe timer alarm chores "
    "temperature volume brightness vacuum fridge groceries shopping calculator stocks calories mortgage passport "
    "luggage speed accent virtual 911 rental mastercard transactions transfers linkedin".split()
)
# Words that turn a sentence round or leave it open: they are never small.
DOUBT = UNDONE | frozenset(
    "not no never nor if unless might maybe perhaps hope would dont doesnt didnt isnt arent wasnt hasnt havent hadnt "
    "cant cannot couldnt wont wouldnt shouldnt without but read heard saw".split()
)


@lru_cache(maxsize=4096)
def _looked_for(begun: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(begun & TYPED))


@dataclass
class Looked:
    """A text with the typed slots that could be read in it: flags[i] are "Bmoney", "Imoney" … of word i."""

    run: Run
    flags: list[list[str]] = field(init=False)
    found: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        n, begun = self.run.n, self.run.begun
        self.flags = [[] for _ in range(n)]
        ended: dict[str, int] = {}  # where the last slot of each kind ends
        for i in range(n):
            for name in _looked_for(begun[i]):
                if ended.get(name, 0) > i:
                    continue
                ends = self.run.ends(KINDS[name], i, name)
                if not ends:
                    continue
                end = ended[name] = max(stop for stop, _ in ends)
                self.found.add(name)
                self.flags[i].append("B" + name)
                for at in range(i + 1, end):
                    self.flags[at].append("I" + name)

    @cached_property
    def of_words(self) -> list[tuple[list[int], list[bytes]]]:
        """For each word its features as the model knows them, and those that each command weighs by itself."""
        out = []
        for i in range(self.run.n):
            features = [feature.encode() for feature in of_word(self, i)]
            out.append(([crc32(f) for f in features], [f for f in features if f[:2] in OWN]))
        return out

    @cached_property
    def core(self) -> tuple[int, int]:
        """From which word to which it goes without the greetings before and the thanks after it."""
        text = self.run.text
        begin, end = max(starts(text)), min(stops(text) - {0}, default=self.run.n)
        return (begin, end) if begin < end else (0, self.run.n)


def hashed(features: list[str]) -> list[int]:
    """The features as the model knows them."""
    return [crc32(feature.encode()) for feature in features]


def of_sentence(looked: Looked) -> list[str]:
    """What tells which command a text is."""
    run = looked.run
    shown = _shown(looked)
    out = [f"n{min(run.n, 9)}"]
    before, last = "^^", "^"
    for word in [*shown, "$"]:
        out += ["u:" + word, "b:" + last + " " + word, "s:" + before + " " + word]
        out.append("t:" + before + " " + last + " " + word)
        out += ["r:" + stem for stem in stems(word)[:2]]
        if len(word) > 4:
            out.append("p:" + word[:4])
        before, last = last, word
    out += ["k:" + name for name in sorted(looked.found)]
    if "?" in run.text.gaps[-1]:
        out.append("asks")
    if any(":" in gap for gap in run.text.gaps[1:-1]):
        out.append("colon")
    if any(not lowercase(run, i) for i in range(1, run.n)):
        out.append("capital")
    if run.context.pending:
        out += _of_answer(run, run.context.pending)
    return list(dict.fromkeys(out))


def _of_answer(run: Run, pending: str) -> list[str]:
    """What tells whether a text answers what was asked: its words, its length, how many such values are in it."""
    kind, _, slot = pending.partition(":")
    asked = "q:" + kind
    out = [asked, f"{asked} n{min(run.n, 9)}", *(f"{asked} {word}" for word in run.words)]
    held = [len(values_in(run, each, slot)) for each, _ in kinds_of_slot(slot)[:1] if each.typed]
    for count in held:
        holds = f"{asked} holds {min(count, 2)}"
        out += [
            holds,
            f"{holds} n{min(run.n, 9)}",
            *(f"{holds} {word}" for word in run.words if word in SMALL),
        ]
    return out


def _shown(looked: Looked) -> list[str]:
    """The words, numbers replaced by what they are."""
    out: list[str] = []
    for i in range(looked.run.n):
        word, flags = looked.run.words[i], looked.flags[i]
        inside = any(flag[0] == "I" and flag[1:] in STANDING for flag in flags)
        if inside or any(ch.isdigit() for ch in word) or "@" in word:
            named = next((kind for kind in STANDING for flag in flags if flag[1:] == kind), "number")
            word = "<" + named + ">"
            if out and out[-1] == word and inside:
                continue
        out.append(word)
    return out


def of_word(looked: Looked, i: int) -> list[str]:
    """What tells which slot word i belongs to."""
    run = looked.run
    words, gaps, n = run.words, run.text.gaps, run.n

    def at(k: int) -> str:
        if not 0 <= k < n:
            return "^" if k < 0 else "$"
        return "#" if any(ch.isdigit() for ch in words[k]) else words[k]

    here, before, after = at(i), at(i - 1), at(i + 1)
    out = [
        "w:" + here, "p:" + before, "n:" + after, "pw:" + before + " " + here, "wn:" + here + " " + after,
        "pp:" + at(i - 2), "nn:" + at(i + 2), "ppp:" + at(i - 2) + " " + before, "nnn:" + after + " " + at(i + 2),
        "e:" + here[-3:], "c" if lowercase(run, i) else "C", "f" if words[i] in SMALL else "F",
        f"o{run.owned[i]}",
    ]  # fmt: skip
    out += ["t:" + flag for flag in looked.flags[i]]
    if i:
        out += ["pt:" + flag for flag in looked.flags[i - 1]]
        out.append(f"po{run.owned[i - 1]}")
        out.append(f"pc{lowercase(run, i - 1):d}{lowercase(run, i):d}")
        out.append(f"pf{words[i - 1] in SMALL:d}")
    if i + 1 < n:
        out += ["nt:" + flag for flag in looked.flags[i + 1]]
        out.append(f"nc{lowercase(run, i):d}{lowercase(run, i + 1):d}")
    if gaps[i].strip():
        out.append("g:" + gaps[i].strip()[0])
    if gaps[i + 1].strip():
        out.append("h:" + gaps[i + 1].strip()[0])
    return out


# The features of a word that are also weighed for each command by itself.
OWN = frozenset({b"w:", b"p:", b"n:", b"t:", b"pp", b"nn", b"g:", b"h:", b"c", b"C", b"f", b"F"})
