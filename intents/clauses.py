"""Around the command: greetings and pleases before it, thanks after it, where one command ends and the next begins,
and "no wait, friday"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from intents.phrases import ABBREVIATED
from intents.slots.numbers import NUMBER_WORDS
from intents.tokens import Words, normal

_BEFORE = """
record that|log that|book that|put down that|note down that|hey|hi|hello|yo|hiya|heya|hey there|hi there|hello there
dear|good morning|good afternoon|good evening
morning|herring|bot|hey herring|ok herring|ok so|ok|so|well|right|alright|all right|also|and|then|and then
btw|by the way|fyi|oh|ah|um|uh|er|hmm|can you|could you|would you|will you|can we|could we|can you also
could you also|would you be so kind as to|be so kind as to|could i ask you to|can i ask you to
may i ask you to|might i ask you to|i would ask you to|i ask you to|would you mind|i need you to|i need to
i want to|i want you to|id like to|i would like to|id like you to|i would like you to|we want to
i should like to|i should like you to|id love to|id love you to|lets|let us|let me|we need to|we should
we have to|i have to|i must|just|quick one|quick question|quickly|go ahead and|try to|help me|help me to
do me a favor and|do me a favour and|when you get a chance|when you can|when you have a moment
when you have time|if you can|if possible|if you could|do|actually|oh and|one more thing|another thing|next
wait|hang on|listen
first|firstly|second|secondly|lastly|finally|now|good news|great news|hooray|yay|woohoo|woo|yes|done|great
perfect|super|sorry|excuse me|ok now|ok then|ok great|sure|ok cool|cool|i am delighted to say that
i am pleased to say that|i am happy to say that|im happy to say|happy to report|pleased to report
i am delighted to report that|i am pleased to report that|happy to say|delighted to say|glad to say
i am glad to say that|good news everyone|guess what|heads up|hot off the press|update|fyi that|note that
after|after that|afterwards|later|plus|but|hey can you|i was wondering if you could|wondering if you could
i wonder if you could|i wonder whether you could|it would be great if you could|would it be possible to
is it possible to|be a dear and|be a love and|be an angel and|be a star and|be a pal and|team|boss|mate
you can|you could|you should|you need to|you may|you might|we can|we could|go and|get to work and|ready to
time to|i think we should|oops|whoops|ugh|argh|oy|man|dude|bro|folks|guys|ladies|gents|okay so|yo can you
aye|god|omg|lol|haha|heh|ha|wow|boom|bam|and also|also can you|would be great if you could
appreciate if you could|id appreciate it if you could|id be grateful if you could
i would be grateful if you would|i would be grateful if you could|i would appreciate it if you could
grateful if you could|would you be able to|are you able to|could you possibly|might you
do you think you could|do you mind|care to|mind|be sure to|make sure to|dont forget to also|and lastly
last thing|one last thing|thanks|thank you|thx|cheers|much obliged|in addition|additionally|moreover
furthermore|besides|simultaneously|at the same time|meanwhile
"""
_AFTER = """
thanks|thank you|thank you very much|thank you so much|thanks a lot|thanks so much|many thanks|cheers|ta
tia|thanks in advance|thank you in advance|mate|man|bro|dude|buddy|pal|love|dear|darling|boss|team|guys
asap|for me|for us|xx|x|xxx|xo|xoxo|lol|haha|hehe|ok|when you can|when you get a chance
when you have a moment|when you have time|if you can|if possible|if you could|if you would|if you dont mind
will you|would you|could you|can you|that would be great|thatd be great|much appreciated|appreciated
appreciate it|real quick|quickly|quick|immediately|at once|straight away|right away|right now|rn|now|atm
already|again|then|too|as well|also|pronto|over and out|over|thats all|be a dear|be a love|theres a dear
theres a love|would be great|is that ok|is that possible|no rush|no hurry|urgent|urgently|its urgent
whenever|whenever you can|at your convenience|at your earliest convenience|at the moment|i think|i believe
i guess|you know|btw|by the way|fyi|finally|yay|woohoo|woo hoo|hooray|yes|great|awesome|perfect|nice
so happy|very happy|so cool|omg|wow|good news|great news|all good|just now|if thats ok|if that is ok
if thats alright|if its ok|hun|hon|babe|folks|everyone|thx again|thanks again|thank you again|cheers mate
thanks mate|today please|kind regards|best regards|regards|best|best wishes|sincerely|warmly|yours|for real
seriously|once more|one more time|really|if you|of course|from now on|these days|any longer|at present|henceforth|alas
do you think|instead|i reckon|as of now|going forward|from today|i meant|i mean|when youve a sec
when you have a sec|please god|if its no bother|at all|very much
"""


def _trie(table: str) -> dict[str, list[tuple[str, ...]]]:
    out: dict[str, list[tuple[str, ...]]] = {}
    for phrase in table.replace("\n", "|").split("|"):
        words = tuple(normal(word) for word in phrase.split())
        if words and words not in out.setdefault(words[0], []):
            out[words[0]].append(words)
    return out


_HEADS = _trie(_BEFORE)
_TAILS: dict[str, list[tuple[str, ...]]] = {}
for _rows in _trie(_AFTER).values():
    for _row in _rows:
        _TAILS.setdefault(_row[-1], []).append(_row)


def starts(words: Words) -> list[int]:
    """Where the command can begin: at the first word, or after what people say before they come to it."""
    known, found, todo = words.words, {0}, [0]
    while todo:
        i = todo.pop()
        if i >= len(known):
            continue
        for phrase in _HEADS.get(known[i], ()):
            end = i + len(phrase)
            if end not in found and end < len(known) and tuple(known[i:end]) == phrase:
                found.add(end)
                todo.append(end)
    for i in range(2, min(len(known) - 1, 8)):
        if (
            words.gaps[i]
            and known[0] in _OPENERS
            and _BREAK.search(words.gaps[i])
            and _UNSURE.isdisjoint(known[:i])
        ):
            if _COMMANDS.isdisjoint(known[:i]):
                found.add(i)
                break
    return sorted(found)


# Words that begin an explanation before the command ("away from the bench, pause all nudges"); none that makes it
# depend on something.
_OPENERS = frozenset(
    "away oops whoops sorry i im ive were we weve he shes she hes they theyre just back finally running "
    "stuck busy feeling off at my our wrong mistake hang wait no argh its it his her their congrats "
    "heads about long big".split()
)
_UNSURE = frozenset(
    "if when unless maybe perhaps should would could might wish dont not almost nearly said says told "
    "think whether wonder want wants asked until before after".split()
)
_COMMANDS = frozenset(
    "sold sell hold paid ship send put add list move take make set cancel refund text tell email remind "
    "call archive delete remove release price offer buys bought order merge tag note export".split()
)


def stops(words: Words, any_aside: bool = False) -> frozenset[int]:
    """Where it can end: at the last word, before the thanks, or before an aside that explains it.

    any_aside: whatever follows a comma may be an aside (collectors' sentences only put something on record).
    """
    known = words.words
    n = len(known)
    found, todo = {n}, [n]
    for i in range(1, n):
        if (
            words.gaps[i]
            and (known[i] in ASIDES or (any_aside and n - i <= 9))
            and not _abbreviation(known[i - 1], words.gaps[i])
            and not _REVERSED.intersection(known[i:])
            and _BREAK.search(words.gaps[i])
        ):
            found.add(i)
            todo.append(i)
            break
    if any_aside:
        for i in range(2, n):
            kin = known[i] == "my" and known[i + 1 : i + 2] and known[i + 1] in _KIN
            if (known[i] in _REASONS or kin) and n - i > 2 and _REVERSED.isdisjoint(known[i:]):
                found.add(i)
                todo.append(i)
    while todo:
        end = todo.pop()
        for phrase in _TAILS.get(known[end - 1], ()) if end else ():
            begin = end - len(phrase)
            if begin > 0 and begin not in found and tuple(known[begin:end]) == phrase:
                found.add(begin)
                todo.append(begin)
    return frozenset(found)


def takes_back(words: Words) -> bool:
    """True where words beside a command may turn it round: "just kidding", "but not before friday"."""
    return not _BUTS.isdisjoint(words.words)


_BUTS = frozenset(
    "but unless except until before after if only just kidding joking love keep next though yet instead "
    "joke not later don stop dont again".split()
)


def before_asides(words: Words) -> list[Words]:
    """The text without a second sentence that gives a reason: "no more messages please, I've moved away"."""
    n = len(words.words)
    return [
        words.part(0, i)
        for i in range(3, n)
        if words.gaps[i] and _BREAK.search(words.gaps[i]) and not takes_back(words.part(i, n))
    ][:2]


_REASONS = frozenset("its im because bc cos ive".split())
_KIN = frozenset(
    "wife husband partner boss boyfriend girlfriend daughter son mother father mom mum kids sister".split()
)
_BREAK = re.compile(r"[,;.!–—\-\n(]")
ASIDES = frozenset(
    "she he they shes hes theyre because as since so its it her his their i im we were ive weve hed shed "
    "theyd theyve cos nothing apparently long great happy such about finally".split()
)
_REVERSED = frozenset(
    "but not no dont doesnt didnt wont cant changed cancel canceled cancels wrong actually wait kidding "
    "wish almost nearly instead unless if maybe perhaps until forget scrap undo joke joking however "
    "except without isnt wasnt never text tell email remind call sold sell hold paid ship send put add "
    "list move take make set wants want needs likes".split()
)
_CONNECT = frozenset({"and", "then", "also", "plus", "afterwards", "after", "next", "but"})


def boundaries(words: Words) -> list[tuple[int, int]]:
    """(end of one clause, beginning of the next) wherever two commands may meet."""
    found = []
    known = words.words
    for i in range(1, len(known)):
        gap = words.gaps[i]
        if known[i] in _CONNECT and i + 1 < len(known) and known[i - 1] not in _CONNECT:
            begin = i + 1
            while begin < len(known) - 1 and known[begin] in _CONNECT:
                begin += 1
            found.append((i, begin))
        elif (
            gap
            and _SENTENCE.search(gap)
            and not _abbreviation(known[i - 1], gap)
            and not (found and found[-1][1] >= i)
            and known[i - 1] not in _CONNECT
        ):
            found.append((i, i))
    return found


def unjoined(words: Words) -> list[tuple[int, int]]:
    """The same, also where a word begins a command with nothing before it that joins: "whats on etsy whats on ebay"."""
    found = boundaries(words)
    cut = {begin for _, begin in found}
    more = [i for i in range(2, len(words.words) - 1) if words.words[i] in _BEGIN and i not in cut]
    return sorted([*found, *((i, i) for i in more)]) if len(more) <= 4 else []


def sentences(words: Words) -> list[tuple[int, int]]:
    """The first two places and the last where a sentence ends, or an aside may."""
    known, gaps = words.words, words.gaps
    found = [
        (i, i + (known[i] in _TURNS and i + 1 < len(known)))
        for i in range(1, len(known))
        if (_END.search(gaps[i]) and not _abbreviation(known[i - 1], gaps[i]))
        or (gaps[i] and known[i] in _TURNS)
    ]
    return [*found[:2], *found[2:][-1:]]


def _abbreviation(word: str, gap: str) -> bool:
    return gap == "." and (len(word) == 1 or word in ABBREVIATED)


_END = re.compile(r"[.!?\n:–—]| -")
_TURNS = frozenset("but anyway anyways anyhow so".split())  # a sentence turns to what it is about
_BEGIN = _COMMANDS | frozenset(
    "what whats who whos how when where which remind put price mark show give log note warn restock find unlist pull "
    "drop reserve bought got did is are mail message ping assign approve reject merge".split()
)
_SENTENCE = re.compile(r"[,;.!?\n–—-]")
_TAPBACK = re.compile(
    r"^\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to|removed an? .{3,20} from) "
    r"(?:[“\"].*[”\"]|an? (?:image|attachment|photo|video|message|movie))\s*$",
    re.IGNORECASE | re.DOTALL,
)


def tapback(text: str) -> bool:
    """A reaction that a phone sends as a text: it is nothing."""
    return bool(_TAPBACK.match(text))


_WAIT = [
    tuple(phrase.split())
    for phrase in (
        "no wait", "wait no", "no sorry", "sorry no", "i mean", "i meant", "sorry i mean", "sorry i meant", "no i mean",
        "no i meant", "no actually", "actually no", "actually make that", "make that", "make it", "actually make it",
        "no make that", "no make it", "scratch that", "scratch that make it", "correction", "or rather",
        "rather", "wait",
        "no", "sorry", "oops", "oops i mean", "wait i mean", "wait no i mean", "hang on", "hang on no",
        "not", "actually",
        "er no", "uh no", "um no", "oh wait", "oh no", "wait sorry", "sorry make that", "sorry make it",
        "wait make that",
        "no wait make that", "no wait make it", "wait actually", "no hang on", "oh wait no", "whoops",
        "apologies", "no hold on",
        "that should be", "should be", "no thats", "no its", "sorry its", "wait its", "no sorry i mean",
        "no sorry i meant",
    )
]  # fmt: skip


# "no longer" corrects nothing.
OF_NONE = frozenset("longer more one doubt need rush hurry hold problem matter".split())
_MARKERS: dict[str, list[tuple[str, ...]]] = {}
for _phrase in _WAIT:
    _MARKERS.setdefault(_phrase[0], []).append(_phrase)


def corrected(words: Words, read: Callable[[Words], list[Any]]) -> list[Any]:
    """Readings of a text that corrects itself: "hold it till thursday no wait friday", "thursday, not friday".

    What stands after the marker replaces a stretch before it, where the outcome is the same command with the same
    slots as before the correction and only one of them is another; after "not" it is what is not meant.
    """
    known = words.words
    for i in range(2, len(known) - 1):
        for phrase in _MARKERS.get(known[i], ()):
            end = i + len(phrase)
            if end < len(known) and tuple(known[i:end]) == phrase and known[end] not in OF_NONE:
                found = _replaced(words, i, end, read)
                if found:
                    return read(words.part(0, i)) if phrase == ("not",) else found
    return []


def after_corrections(words: Words) -> list[Words]:
    """What stands after a "no wait", the last first: the answer "3400, sorry 3300" is 3300."""
    known = words.words
    ends = {
        i + len(phrase)
        for i in range(1, len(known))
        for phrase in _MARKERS.get(known[i], ())
        if tuple(known[i : i + len(phrase)]) == phrase and i + len(phrase) < len(known)
    }
    return [words.part(end, len(known)) for end in sorted(ends, reverse=True)]


def _replaced(words: Words, left: int, right: int, read: Callable[[Words], list[Any]]) -> list[Any]:
    before = read(words.part(0, left))
    if not before:
        return []
    was = before[0][1]
    n = len(words.words)
    for begin in range(left - 1, -1, -1):
        for stop in range(left, begin, -1):
            if _splits_a_number(words, begin, stop, left, right):
                continue
            mixed = _joined(words, begin, stop, left, right, n)
            found = [
                r for r in read(mixed) if _one_other(r[1], was) and not _holds(r[1], words.cut(left, right))
            ]
            if found:
                return found[:1]
    return []


def _splits_a_number(words: Words, begin: int, stop: int, left: int, right: int) -> bool:
    """ "three thousand, no, thirty two hundred": a whole number is replaced, or none."""
    known = words.words
    before = begin > 0 and _numeric(known[begin - 1]) and _numeric(known[right])
    return before or (stop < left and _numeric(known[stop]) and _numeric(known[-1]))


def _numeric(word: str) -> bool:
    return word[:1].isdigit() or (word in NUMBER_WORDS and word not in ("a", "an", "oh"))


def _holds(commands: Any, marker: str) -> bool:
    """True where a slot took the marker in: what it corrects is elsewhere."""
    values = [str(value).lower() for command in commands for value in command.slots.values()]
    return any(marker.lower() in value for value in values)


def _joined(words: Words, begin: int, stop: int, left: int, right: int, n: int) -> Words:
    drop = [*range(begin, stop), *range(left, right)]
    order = [*range(begin), *range(right, n), *range(stop, left)]
    if stop == left:
        return words.without(drop)
    return Words(
        words.text,
        [words.words[i] for i in order],
        [words.spans[i] for i in order],
        [words.gaps[i] if i < begin else "" for i in order] + [words.gaps[-1]],
        [words.owned[i] for i in order],
    )


def _one_other(now: Any, was: Any) -> bool:
    if len(now) != len(was) or any(
        a.name != b.name or set(a.slots) != set(b.slots) for a, b in zip(now, was, strict=True)
    ):
        return False
    changed = sum(a.slots[k] != b.slots[k] for a, b in zip(now, was, strict=True) for k in a.slots)
    return bool(changed == 1)
