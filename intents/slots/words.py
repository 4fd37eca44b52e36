"""Free text: notes, messages, titles, places. What bounds it is the template; what it may not be is said here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from intents.slots import choices
from intents.slots.everyday import EVERYDAY
from intents.slots.kind import Json, Kind
from intents.slots.numbers import NUMBER_WORDS
from intents.slots.unnamed import NOT_NAMES
from intents.tokens import GENITIVE

if TYPE_CHECKING:
    from intents.phrases import Run

ARTICLES = frozenset("the a an my our his her their some that this those these your".split())
INDEFINITE = frozenset("a an any some another".split())
# Words that make a span talk, not a thing: unless written with a capital, as in a title.
TALK = frozenset(
    "i im ive id ill me you youre youll your he hes she shes we were weve well us they theyre theyve who "
    "whom what why how when where if because since although though unless whether would could should "
    "might must shall can cant wont dont doesnt didnt isnt arent wasnt not never please thanks lol haha "
    "btw omg wtf ok yes no is are am was has have had do does did will be been being lets whens hows "
    "whats thats wheres whos nearly almost hopefully apparently supposedly".split()
)
# What is said after a name and is no part of it: "hold it for Maria instead".
TRAILING = frozenset("first asap instead anyway anyways somewhere please anymore gone belongs".split())
# Everyday words that are seldom part of a thing's name, and words that begin an order.
COMMON = frozenset(
    "ought come comes came going goes gone went ready wrong anything something everything nothing anyone "
    "someone read said say says tell told ask asked want wants need needs think know see seen hear heard "
    "get got give gave make made take took put let keep find found look looking also already still just "
    "really very too today tomorrow yesterday need pay paid sold sell bought buy buys owe owes send sent "
    "ship shipped call called text message email number price please change changed update note noted "
    "list lists listed order orders invoice days week month year still loves likes love like prefers "
    "wants back up down off away now then than so again only who what when how why".split()
)
CURSES = frozenset("fucking fuckin freaking goddamn effing".split())
ORDERS = frozenset(
    "tell text remind ask call email send sold sell hold list show find move add put take give make set "
    "change update note read check get pull bring write draft order ship pay price offer reserve release "
    "archive delete remove export merge tag refund record log".split()
)
SELF = frozenset("not i im ive you youre me my he she they we how why what when where".split())
EMPTY_WORDS = frozenset(
    "for me us my myself the a an on in at to of it that this list something anything reminder task todo "
    "about it later soon all please now and".split()
)
VERBS = frozenset(
    "tell remind ask send sold sell find add put take give make set change update get pull bring write "
    "remove delete archive export merge refund use share indicate create start help let know need want "
    "please".split()
)
NEVER = frozenset("i im ive id ill".split())
VENUES = frozenset("market fair popup show opening event stall counter party".split())
OF_A_THING = frozenset(
    "price cost asking size medium year location description status value title condition hold photo pictures count"
    " asking reserve quantity number deposit offer order".split()
)
UNITS_OF_TIME = frozenset("second seconds minute minutes hour hours days weeks".split())
MONEY_WORDS = frozenset("dollars dollar euros euro eur usd gbp pounds quid bucks sek kr chf kronor".split())
_ENDED = re.compile(r"[.!?]")
_NUMBER_OF = re.compile(r"\d{1,4}/\d{1,4}")
_AMOUNT = re.compile(r"[$€£]\d[\d.,]*k?|\d[\d.,]*(?:k|[€£])|\d{1,3}(?:,\d{3})+")
POINTING = frozenset("it that this one them these those both ones".split())
DEEDLESS = frozenset(
    "my your our anything everything nothing something it that this list not them reminders all".split()
)
TIMES = frozenset(
    "today tomorrow tonight yesterday now monday tuesday wednesday thursday friday saturday sunday".split()
)
KIN = frozenset(
    "mum mom dad mother father wife husband sister brother son daughter kid kids baby boyfriend "
    "girlfriend grandma grandpa boss cousin aunt uncle neighbor neighbour ex dog cat".split()
)
PLATFORMS = frozenset(choices.PLATFORMS)
_TRIM = ' \t\n"“”.,;:!?–—-*_'


def trimmed(text: str) -> str:
    """Without quotes around it and punctuation after it; an inner bracket or quote stays."""
    text = text.strip()
    while (
        text and text[-1] in ' \t\n,;:–—-*_"“”' and not (text[-1] in '"”' and text.count(text[-1]) % 2 == 0)
    ):
        text = text[:-1]
    while text and text[0] in ' \t\n,;:.–—*_"“”#' or text[:2] == "- ":
        text = text[1:]
    return text


def lowercase(run: Run, i: int) -> bool:
    """True where word i is written in lower case."""
    start = run.text.spans[i][0]
    return not run.text.text[start].isupper()


def ordinary(run: Run, i: int) -> bool:
    """True where a capital, if word i has one, says nothing: the first word, or a text all in capitals."""
    return lowercase(run, i) or i == 0 or run.text.text.isupper()


def titled_count(run: Run, i: int) -> bool:
    """ "took Two Chairs", "Still Life for Two": a count written with a capital belongs to a title."""
    return run.words[i].isalpha() and not ordinary(run, i)


def without_article(run: Run, i: int, end: int) -> int:
    """Where the name begins once "the", "a", "my" and a curse are dropped; a capital "The" inside a text belongs to the
    title.
    """
    while end - i > 1 and (run.words[i] in ARTICLES or (run.words[i] in CURSES and lowercase(run, i))):
        if not lowercase(run, i) and i > 0 and not lowercase(run, i + 1):
            break
        i += 1
    return i


class Text(Kind):
    """Words to be kept as said, up to `longest` of them."""

    def __init__(
        self, name: str, cost: float = 1.6, longest: int = 200, *, breaks: str = "", article: bool = True
    ) -> None:
        super().__init__(name, cost)
        self.longest = longest
        self.breaks = breaks  # punctuation it does not reach over
        self.article = article  # whether a leading article is dropped

    def limit(self, run: Run, i: int) -> int:
        last = min(run.n, i + self.longest)
        if self.breaks:
            for at in range(i + 1, last):
                gap = run.text.gaps[at]
                if gap and any(ch in self.breaks for ch in gap) and not run.abbreviated(at):
                    return at
        return last

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if self.article:
            i = without_article(run, i, end)
        return self.clean(run.text.cut(i, end), owned) or None

    def clean(self, text: str, owned: bool) -> str:
        text = trimmed(text)
        if owned:
            text = re.sub(r"(?:['’]s|s['’]?|['’])$", "", text)
        return text


class Message(Text):
    """What is to be sent, to the last sign."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        start = run.text.spans[i - 1][1] if i else 0
        stop = run.text.spans[end - 1][1] if end < run.n else len(run.text.text)
        if end < run.n:
            return trimmed(run.text.text[start:stop]) or None
        text = run.text.text[start : run.right].strip().lstrip(",:;.–—- \n")
        if text[:1] in '"“' and text[-1:] in '"”' and len(text) > 2:
            text = text[1:-1]
        return text.lstrip('"“').strip() if text.count('"') == 1 else text.strip() or None


class Thing(Text):
    """The name of an item or a wish: a title, a product, a reference; not talk."""

    OUTSIDE = (
        frozenset(
            "on off up out if when because about into as so and or but than then too back more less through".split()
        )
        | TRAILING
    )
    INSIDE = frozenset("to in at for of by from with until".split())

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        words = run.words
        if end - i > 2 and words[i] in OF_A_THING and words[i + 1] in ("of", "for", "on"):
            return None  # "price of Blue Nude" is no item
        if words[i] in ("which", "whose"):
            return None
        if end - i > 3 and words[end - 1] in VENUES and words[end - 3] == "at":
            return None  # "rings at the market"
        if end - i == 1 and words[i] in (
            "me",
            "us",
            "you",
            "on",
            "off",
            "up",
            "there",
            "here",
            "now",
            "again",
        ):
            return None
        first = without_article(run, i, end)
        if _AMOUNT.fullmatch(run.words[first]) or (run.words[end - 1] in MONEY_WORDS and end - first > 1):
            return None
        if first < end and words[first] in self.OUTSIDE and lowercase(run, first):
            return None
        if words[i] in POINTING - {"one", "both"} and end - i > (2 if words[i + 1] == "one" else 1):
            return None  # "it be delivered at a certain time"
        if lowercase(run, first) and all(
            words[at] in ORDERS or words[at] in COMMON for at in range(first, end)
        ):
            return None
        if words[first] in VERBS and lowercase(run, first) and end - first > 1 and words[first + 1] != "of":
            return None
        if not any(ch.isalpha() for at in range(first, end) for ch in words[at]) and end - first > 1:
            return None  # "23, 43, 12"
        if end - first == 1 and words[first] in ("item", "items", "product", "thing", "order", "current"):
            return None
        if words[end - 1] in UNITS_OF_TIME and lowercase(run, end - 1):
            return None  # "2 minutes are up"
        if words[first] == "table" and words[first + 1] in ("for", "at"):
            return None
        if words[first] == "to" and lowercase(run, first) and words[first + 1] not in ("the", "a"):
            return None  # "to know", "to get one"
        if words[end - 1] in self.OUTSIDE and lowercase(run, end - 1) and end - first > 1:
            return None
        if words[end - 1] in ARTICLES or words[end - 1] in self.INSIDE and lowercase(run, end - 1):
            if end - first > 1 or words[end - 1] not in ("this", "that", "those", "these", "her", "his"):
                return None
        for at in range(first, end):
            if at > first and _new_sentence(run, at):
                return None  # "Blue Nude to Tom. just kidding"
            if words[at] in NEVER or ((words[at] in TALK or words[at] in KIN) and ordinary(run, at)):
                return None
            if words[at] in EVERYDAY and (ordinary(run, at) or run.text.cut(at, at + 1).isupper()):
                return None
        rest = words[first : end - 1]
        if words[end - 1] in ("card", "cards") and all(w in EVERYDAY or w in NOT_NAMES for w in rest):
            return None  # "my other card" is the bank's; "thank you cards" are goods
        if end - i == 1 and words[i] == "its":
            return "it"  # "drop its price"
        # "Salt Road's gone to Maria": hardly ever a title's own.
        return super().value(run, i, end, owned or run.owned[end - 1] == GENITIVE)

    def penalty(self, run: Run, i: int, end: int) -> float:
        cost = 0.0
        common = sum(run.words[at] in COMMON and lowercase(run, at) for at in range(i, end))
        cost += 0.9 * common + (2.5 if run.words[i] in ORDERS and lowercase(run, i) else 0.0)
        if run.words[i] in self.INSIDE and lowercase(run, i):
            cost += 2
        for at in range(i + 1, end):
            gap = run.text.gaps[at]
            if words_are_two(run, at, end):
                cost += 0.6
            if "," in gap or ("." in gap and not run.abbreviated(at)):
                cost += 3.0
        return cost


def _new_sentence(run: Run, at: int) -> bool:
    return (
        bool(_ENDED.search(run.text.gaps[at]))
        and run.words[at].isalpha()
        and lowercase(run, at)
        and not run.abbreviated(at)
    )


def words_are_two(run: Run, at: int, end: int) -> bool:
    """ "salt meridian and peach static" are rather two things, "Still Life and Pears" is one."""
    return run.words[at] == "and" and at + 1 < end and lowercase(run, at + 1)


class Title(Thing):
    """The name of a new thing. A sentence that only begins like one ("new painting in the hallway") has no title."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in self.INSIDE and lowercase(run, i):
            return None
        if end in run.stops and not run.text.gaps[i]:
            return None  # nothing but a title, and nothing that sets it apart
        return super().value(run, i, end, owned)


class Named(Thing):
    """A thing somebody asks about; a lone everyday word is not one."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if all(run.words[at] in COMMON or run.words[at] in NOT_NAMES for at in range(i, end)):
            if run.words[i] not in POINTING and lowercase(run, end - 1):
                return None
        return super().value(run, i, end, owned)


class Definite(Thing):
    """A thing there is already: "the vase", "my vase"; not "a ride"."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in INDEFINITE or (i and run.words[i - 1] in INDEFINITE):
            return None
        return super().value(run, i, end, owned)


class Purpose(Text):
    """What money went for: "new strap"; not where it came from."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in Thing.INSIDE:
            return None
        return super().value(run, i, end, owned)


class Piece(Named):
    """One certain thing: not "a card", "any", "my car"."""

    VAGUE = frozenset(
        "a an any some my your another more new other our their his her something anything".split()
    )

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in self.VAGUE or (i and run.words[i - 1] in self.VAGUE):
            return None
        return super().value(run, i, end, owned)


class Numbered(Thing):
    """One number of an edition: "Night Swim 3/10" is no tenth of March, "Night Swim AP 1" costs no dollar."""

    feature: str | None = "#digit"

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        last = run.words[end - 1]
        proof = end - i > 2 and run.words[end - 2] in ("ap", "proof") and last.isdecimal()
        numbered = proof or (end - i > 1 and _NUMBER_OF.fullmatch(last))
        return super().value(run, i, end, owned) if numbered else None


class ThePiece(Piece):
    """One certain thing, said so: "the moon jar", Blue Nude, 1675."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        said = (i and run.words[i - 1] in ("the", "this")) or run.words[i] in ("the", "this")
        titled = any(not lowercase(run, at) for at in range(i, end) if at) or any(
            ch.isdigit() for ch in run.words[i]
        )
        return super().value(run, i, end, owned) if said or titled else None


class Tag(Text):
    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if any(run.words[at] in EVERYDAY or run.words[at] in TALK for at in range(i, end)):
            return None
        return super().value(run, i, end, owned)


class Deed(Text):
    """A task as it is called when it is ticked off; not talk."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in TALK or run.words[i] in DEEDLESS:
            return None
        return super().value(run, i, end, owned)


class Place(Text):
    """Where a thing is: "room 2", "the framers"; not a story, and not how far it is on its way to being sold."""

    STAGES = frozenset({"repair", "transit", "service", "loan"})
    # Where words go, not things: "stick it in her file".
    NOWHERE = frozenset(
        "file files record records system books calendar diary agenda notes folder cart mind market strike news list "
        "account profile dishwasher freeway".split()
    )

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        said = [run.words[at] for at in range(i, end)]
        if said[0] in ("with", "be", "for", "from", "by", "of", "to"):
            return None
        if end - i == 1 and (said[0] in self.STAGES or said[0] in PLATFORMS):
            return None
        if said[-1] in self.NOWHERE:
            return None
        if any(word in TALK or word in TIMES or word in EVERYDAY or word in KIN for word in said):
            return None
        return super().value(run, i, end, owned)


class Query(Thing):
    """What kind of items: "blue mugs", not a sentence."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if end - i > 1 and run.words[i] in ("who", "that", "which"):
            i += 1
        if any(run.words[at] in COMMON and lowercase(run, at) for at in range(i, end)):
            return None
        return super().value(run, i, end, owned)


class PlaceNoun(Place):
    """A place that says so itself: "Fitzroy warehouse", "the safe"."""

    NOUNS = frozenset(
        "warehouse storage vault safe shelf shelves drawer cabinet studio gallery shop store basement attic rack racks "
        "bay office window depot freeport locker garage cellar showroom booth stockroom storeroom storage workshop "
        "room fair framer framers annex wall kitchen lobby hallway container unit crate box case display".split()
    )

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        said = run.words[i:end]
        if said[-1] in self.NOUNS or (len(said) > 1 and said[-2] in self.NOUNS and len(said[-1]) <= 3):
            return super().value(run, i, end, owned)
        return None


class TaskText(Text):
    """What is to be done; more than "for me"."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in ("why", "how", "what", "who", "where", "whether"):
            return None  # "remind me why i do this"
        if all(run.words[at] in EMPTY_WORDS for at in range(i, end)):
            return None
        return super().value(run, i, end, owned)


class Taste(Text):
    """What somebody likes: anything the trade could sell; not errands, not talk about oneself."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in ("to", "your") or (
            end - i == 1 and run.words[i] in POINTING | {"something", "alot", "anything"}
        ):
            return None
        for at in range(i, end):
            if run.words[at] in EVERYDAY or (run.words[at] in SELF and lowercase(run, at)):
                return None
        return super().value(run, i, end, owned)


class Chore(Text):
    """A task said as what is to be done: "call Ana", "order more cobalt"."""

    VERBS = frozenset(
        "call email text send order ship pick collect frame hang pack wrap photograph invoice pay buy book write print "
        "update clean polish service test pressure follow ask check prepare deliver return measure install post list "
        "renew fix repair move bring get drop crate mail sign file finish review confirm schedule reply chase message "
        "phone ring visit meet reorder restock refill water count label price describe scan upload charge "
        "varnish glaze "
        "fire unpack load unload tidy take make put set cancel arrange organize insure appraise".split()
    )

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] not in self.VERBS or any(
            run.words[at] in EVERYDAY or run.words[at] == "now" for at in range(i, end)
        ):
            return None
        return super().value(run, i, end, owned)


class Value(Text):
    """What a setting is set to; not a question."""

    OTHER = frozenset("currently exchange conversion difference another".split())

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if (
            run.words[i] in Thing.INSIDE - {"from", "at"}
            or run.words[i] in self.OTHER
            or any(run.words[at] in SELF - {"to"} for at in range(i, end))
        ):
            return None
        return super().value(run, i, end, owned)


FIRM = frozenset(
    "co company sons daughters bros brothers partners associates".split()
)  # "Juniper & Co" is one


class Listed(Kind):
    """Several things in one breath: "blue mugs and the ruiz", "3, 5 and 9"."""

    def __init__(self, name: str, each: Text, *, keep_article: bool = False) -> None:
        super().__init__(name, each.cost)
        self.each = each
        self.keep_article = keep_article

    def limit(self, run: Run, i: int) -> int:
        last = min(run.n, i + 40)
        for at in range(i + 1, last):
            if any(ch in ":;\n?!" for ch in run.text.gaps[at]):
                return at
        return last

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        parts = [self._piece(run, start, at) for start, at in self.pieces(run, i, end)]
        return None if None in parts else parts or None

    def pieces(self, run: Run, i: int, end: int) -> Iterator[tuple[int, int]]:
        """Where each of the things begins and ends."""
        start = i
        for at in range(i, end + 1):
            here = at < end and run.words[at] in ("and", "plus") and run.words[at + 1] not in FIRM
            if at == end or here or (at > start and "," in run.text.gaps[at]):
                if at > start:
                    yield start, at
                start = at + 1 if here else at

    def _piece(self, run: Run, start: int, end: int) -> Json:
        if self.keep_article:
            return trimmed(run.text.cut(start, end)) if self.each.value(run, start, end, False) else None
        return self.each.value(run, start, end, False)

    def penalty(self, run: Run, i: int, end: int) -> float:
        return 0.0

    def from_json(self, value: Json, context: Any) -> list[Any]:
        return [self.each.from_json(item, context) for item in value]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.each.schema()}


class Counted(Listed):
    """Several things, each with its number: "2 blue mugs and 1 plate"."""

    def _piece(self, run: Run, start: int, end: int) -> Json:
        first = run.words[start]
        if not first[:1].isdigit() and first not in NUMBER_WORDS - {
            "half",
            "quarter",
            "first",
            "second",
            "a",
            "an",
        }:
            return None
        return super()._piece(run, start, end)
