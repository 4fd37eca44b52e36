"""Templates → matcher. A template must read a *whole* text; typed slots are checked inside the match.

Syntax (a superset of hassil's):

    sold            a word, in any spelling of ``tokens.SPELLINGS``
    (a|b c)         one of these
    [a]             may be missing
    [a;b;c]         any of these, each at most once, in any order; [!a;b]: a may not be missing
    <name>          a synonym group of ``synonyms.py``
    ,  :            there must be a break here (, any; : a colon, dash, new line or opening quote)
    {slot}          a slot of the command, read as its kind
    {slot's}        the same in the genitive: "Maria's", "marias"
    {slot@kind}     the same read as another kind
    {slot=a (b|c)}  the words that this inner template matched
    {slot:value}    no words: the slot gets this value
    ~2 …            at the beginning: this reading costs 2 more
    ? …             at the beginning: only the telling words are named; function words between them are passed
                    over, and what is read so is never done without asking
    {_@kind}        read and forgotten; inside {slot=…} it is part of that text

Every template is compiled to closures in continuation-passing style: ``f(run, i, found)`` tries to read on from
word i. All readings are enumerated, not only the first, so that the cheapest or the one whose names exist can win.
A template's *needs* (sets of words of which one must occur) keep almost all templates from being tried at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from intents.sentences import sentences
from intents.slots import KINDS
from intents.slots.kind import Kind
from intents.slots.names import OWNERS
from intents.synonyms import GROUPS
from intents.tokens import Words, normal

if TYPE_CHECKING:
    from intents.base import Intent, Slot

END = "\0"
SKIP = "~"  # marks, among the slots found, little words that were passed over
# Little words that may stand between the words of any template without changing what it says. No negation, no
# preposition, nothing that a command turns on.
SKIPPED = frozenset(
    "just now still already currently also really actually simply quite rather maybe perhaps kindly even "
    "yet soon anyway though then too there here somewhere well um uh er oh hey okay exactly the a an my "
    "our your his her their its this that these those some so like today again altogether sitting please "
    "finally probably basically immediately quickly all mate bro man dear guys everyone folks usually "
    "recently lately more going".split()
)
# What may be passed over besides where a template names only the telling words ("? [!…;!…]") and the rest of the
# text must be nothing but function words.
GLUE = SKIPPED | frozenset(
    "i we you me us do does did has have lying in on at to for of from with by about over into onto up "
    "down across around under off out is are was were be been being am s had will would shall should can "
    "could may might must he she it they me him them what who which when where how whom whose whats whos "
    "wheres hows whens any every each both and or so that as than if much many most very else ever get "
    "got give show tell see look let know think need check pull bring gets getting give gave anything "
    "something anyone someone everything thing things stuff bit lot lots kind sort please far long im "
    "ive ill id youre theyre were weve dont not doing done made whether there s t really want wanted "
    "wants because been one ones same other also right good nice per own each via".split()
) - {"not", "dont"}
# And besides where nothing would be changed.
WIDE = GLUE | frozenset(
    "ought worth due going reckon fancy quick wondering hoping happy able possible mind able ask asking "
    "asked said says telling told tells dear love lovely gonna gotta somehow perhaps while during before "
    "after til until since only first next last new old little big please kind sir maam madam lady "
    "gentleman wife husband friend client customer collector person guy woman day week month year "
    "morning afternoon evening night time moment minute hour today tomorrow tonight now later soon "
    "gallery shop studio house home office place way case point number list name part side end start "
    "back away over want wants would could cool great fine sure yes ok okay thanks thank sorry use using "
    "used try trying keep keeping go goes went gone come comes came coming take takes took taking make "
    "makes put puts run runs turn turned turns feel feels call called find finds found hear heard seem "
    "seems wait waiting needs needed work works help helps".split()
) - {"not", "dont"}
OPEN = "("  # marks, among the slots found, where a {slot=…} began
MAX_STEPS = 6000  # tries per text; a bound against hostile input, never reached by people
MAX_READINGS = 60
ABBREVIATED = frozenset("mr mrs ms dr prof st no vol jr sr nr number herr".split())

Found = tuple[Any, ...] | None
Step = Callable[["Run", int, Found], None]
First = frozenset[str] | None  # the words a step can begin with; None: cannot be told


class TooLong(Exception):
    """The text needs more steps than any honest text does."""


# ---------------------------------------------------------------- the tree of a template


class Lex:
    """One of many word sequences, looked up by its first word: "sold", "have sold", "just sold" …

    All synonym groups and plain brackets end up here, each made once and shared by every template that uses it.
    """

    __slots__ = ("begins", "keys", "lasts", "table")

    def __init__(self, sequences: Iterable[tuple[str, ...]]) -> None:
        table: dict[str, list[tuple[int, list[str]]]] = {}
        unique = dict.fromkeys(sequences)
        for words in unique:
            table.setdefault(words[0], []).append((len(words), list(words[1:])))
        self.table = table
        self.begins = frozenset(table)
        self.lasts = frozenset(words[-1] for words in unique)
        self.keys = frozenset(max(words, key=len) for words in unique)  # the telling word of each sequence

    def words(self) -> Iterable[str]:
        for first, rows in self.table.items():
            yield first
            for _, rest in rows:
                yield from rest


@dataclass(frozen=True)
class Break:
    strong: bool


@dataclass(frozen=True)
class Seq:
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Alt:
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Opt:
    part: Any


@dataclass(frozen=True)
class Perm:
    parts: tuple[Any, ...]
    must: int = 0  # bits of the parts that may not be missing


@dataclass(frozen=True)
class SlotNode:
    name: str
    kind: str
    owned: bool = False


@dataclass(frozen=True)
class Const:
    name: str
    value: Any


@dataclass(frozen=True)
class Span:
    name: str
    part: Any


EMPTY = Seq(())
_WORD = re.compile(r"[^\s()\[\]{}|;,<>]+")
_PLAIN = re.compile(r"[^()\[\]{};<>,:!~]*")
_SLOT = re.compile(r"\{(\w+)('s)?(?:@(\w+))?(?:(=)|:([^}]*))?")
_GROUP = re.compile(r"<([a-z_0-9]+)>")
_groups: dict[Any, Any] = {}


def parse(template: str, slots: dict[str, Slot]) -> Any:
    """The tree of a template; raises ValueError that quotes what is wrong with it."""
    return _Parser(template, slots).whole()


@lru_cache(maxsize=8192)
def _plain(inner: str) -> tuple[Any, bool]:
    """A bracket of nothing but words: the sequences, and whether one of them is empty."""
    ways = [tuple(normal(word) for word in way.split()) for way in inner.split("|")]
    full = [way for way in ways if way]
    return (Lex(full) if full else EMPTY), len(full) < len(ways)


class _Parser:
    def __init__(self, template: str, slots: dict[str, Slot]) -> None:
        self.template = template
        self.slots = slots
        self.pos = 0
        self.text = template

    def whole(self) -> Any:
        node = self.alternatives("")
        if self.pos < len(self.text):
            raise ValueError(f"{self.template!r}: unexpected {self.text[self.pos :]!r}")
        return node

    def _peek(self) -> str:
        text, pos = self.text, self.pos
        while pos < len(text) and text[pos] == " ":
            pos += 1
        self.pos = pos
        return text[pos] if pos < len(text) else ""

    def alternatives(self, closing: str) -> Any:
        if closing in (")", "]"):
            found = _PLAIN.match(self.text, self.pos)
            if found and self.text[found.end() : found.end() + 1] == closing:
                self.pos = found.end() + 1
                node, empty = _plain(found.group())
                return Opt(node) if empty and node is not EMPTY else node
        separators: set[str] = set()
        must = self._must()
        parts = [self.sequence()]
        while self._peek() in ("|", ";"):
            separators.add(self.text[self.pos])
            self.pos += 1
            must |= self._must() << len(parts)
            parts.append(self.sequence())
        if closing:
            if self._peek() != closing:
                raise ValueError(f"{self.template!r}: missing {closing}")
            self.pos += 1
        if separators == {"|", ";"}:
            raise ValueError(f"{self.template!r}: | and ; in one bracket")
        if separators == {";"} or must:
            return Perm(tuple(parts), must)
        return _alt(parts)

    def _must(self) -> int:
        """1 where the next part of [a;b] is marked "!": it may not be missing."""
        if self._peek() == "!":
            self.pos += 1
            return 1
        return 0

    def sequence(self) -> Any:
        parts: list[Any] = []
        while True:
            ch = self._peek()
            if ch in ("", ")", "]", "}", "|", ";"):
                break
            part = self.item(ch)
            if isinstance(part, Seq):
                parts += part.parts
            else:
                parts.append(part)
        return parts[0] if len(parts) == 1 else Seq(tuple(parts))

    def item(self, ch: str) -> Any:
        if ch == "(":
            self.pos += 1
            return self.alternatives(")")
        if ch == "[":
            self.pos += 1
            return _optional(self.alternatives("]"))
        if ch == "{":
            return self.slot()
        if ch == ",":
            self.pos += 1
            return Break(False)
        if ch == "<":
            found = _GROUP.match(self.text, self.pos)
            if not found:
                raise ValueError(f"{self.template!r}: cannot read {self.text[self.pos :]!r}")
            self.pos = found.end()
            return self.group(found[1])
        found = _WORD.match(self.text, self.pos)
        if not found:
            raise ValueError(f"{self.template!r}: cannot read {self.text[self.pos :]!r}")
        self.pos = found.end()
        word = found.group()
        if word == ":":
            return Break(True)
        if word.endswith(":"):  # "note:" is the word and a break
            return Seq((_plain(word[:-1])[0], Break(True)))
        return _plain(word)[0]

    def group(self, name: str) -> Any:
        """The tree of a synonym group; one without slots is parsed once for all."""
        if name in _groups:
            return _groups[name]
        if name not in GROUPS:
            raise ValueError(f"{self.template!r}: no synonym group <{name}>")
        source = GROUPS[name]
        key = name if "{" not in source else (name, id(self.slots))
        if key not in _groups:
            _groups[key] = _Parser(source, self.slots).whole()
        return _groups[key]

    def slot(self) -> Any:
        found = _SLOT.match(self.text, self.pos)
        if not found:
            raise ValueError(f"{self.template!r}: not a slot: {self.text[self.pos :]!r}")
        name, owned, kind, inner, const = found.groups()
        if name != "_" and name not in self.slots:
            raise ValueError(f"{self.template!r}: no slot {name}")
        self.pos = found.end()
        if inner:
            return Span(name, self.alternatives("}"))
        if self._peek() != "}":
            raise ValueError(f"{self.template!r}: missing }} after {name}")
        self.pos += 1
        if const is not None:
            return Const(name, int(const) if const.isdigit() else const)
        kind = kind or _kind(self.slots[name])
        if kind not in KINDS:
            raise ValueError(f"{self.template!r}: no kind {kind}")
        return SlotNode(name, kind, bool(owned))


def _kind(spec: Slot) -> str:
    return spec.kind + "s" if spec.many else spec.kind


def _optional(node: Any) -> Any:
    """`[x]`; a break that may be missing says nothing, since punctuation between words is skipped anyway."""
    if isinstance(node, (Perm, Opt)):
        return node
    parts = node.parts if isinstance(node, Alt) else (node,)
    kept = [part for part in parts if not isinstance(part, Break) and part != EMPTY]
    return Opt(_alt(kept)) if kept else EMPTY


def _alt(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else Alt(tuple(parts))


def lexes(node: Any) -> Iterable[Lex]:
    """Everything that is said by words in a template."""
    if isinstance(node, Lex):
        yield node
    elif isinstance(node, (Seq, Alt, Perm)):
        for part in node.parts:
            yield from lexes(part)
    elif isinstance(node, (Opt, Span)):
        yield from lexes(node.part)


def needs(node: Any) -> list[frozenset[str]]:
    """Sets of words (or features, "#num") of each of which a matching text must have one."""
    if isinstance(node, Lex):
        return [node.keys]
    if isinstance(node, Seq):
        return [need for part in node.parts for need in needs(part)]
    if isinstance(node, Span):
        return needs(node.part)
    if isinstance(node, SlotNode):
        feature = KINDS[node.kind].feature
        return [frozenset({feature})] if feature else []
    if isinstance(node, Perm):
        return [need for k, part in enumerate(node.parts) if node.must >> k & 1 for need in needs(part)]
    if isinstance(node, Alt):
        each = [needs(part) for part in node.parts]
        if not all(each):
            return []
        return [frozenset().union(*(min(sets, key=len) for sets in each))]
    return []


def edge(node: Any, last: bool = False) -> tuple[First, bool]:
    """The words a template can begin (or end) with, None where any; and whether it can be empty."""
    if isinstance(node, Lex):
        return (node.lasts if last else node.begins), False
    if isinstance(node, (Break, Const)):
        return frozenset(), True
    if isinstance(node, Opt):
        return edge(node.part, last)[0], True
    if isinstance(node, Span):
        return edge(node.part, last)
    if isinstance(node, SlotNode):
        return None, False
    if isinstance(node, Seq):
        words: First = frozenset()
        for part in reversed(node.parts) if last else node.parts:
            more, empty = edge(part, last)
            words = None if words is None or more is None else words | more
            if not empty:
                return words, False
        return words, True
    found = [edge(part, last) for part in node.parts]
    sets = [words for words, _ in found]
    union = None if any(words is None for words in sets) else frozenset().union(*[w for w in sets if w])
    return union, (not node.must if isinstance(node, Perm) else any(empty for _, empty in found))


# ---------------------------------------------------------------- compiling


def compile_node(node: Any, then: Step, first: First) -> tuple[Step, First]:
    """The step that reads `node` and goes on with `then`, and the words it can begin with."""
    return _COMPILERS[type(node)](node, then, first)


def _lex(node: Lex, then: Step, first: First) -> tuple[Step, First]:
    table = node.table

    def step(run: Run, i: int, found: Found) -> None:
        words = run.words
        rows = table.get(words[i])
        if rows is None and run.loose:
            rows = next((table[stem] for stem in stems(words[i]) if stem in table), None)
        if rows is not None:
            for size, rest in rows:
                if size == 1 or words[i + 1 : i + size] == rest:
                    then(run, i + size, found)
        elif words[i] in run.little and (i or run.loose):
            skipped(run, i, found)

    def skipped(run: Run, i: int, found: Found) -> None:
        words, at = run.words, i
        while words[at] in run.little and words[at] not in table and at - i < run.reach:
            at += 1
        for size, rest in table.get(words[at], ()):
            if size == 1 or words[at + 1 : at + size] == rest:
                then(run, at + size, (found, SKIP, None, i, at, at - i, False))

    return step, node.begins


@lru_cache(maxsize=8192)
def stems(word: str) -> tuple[str, ...]:
    """The forms a word may have in a template: "reaching" → reach, "scored" → score, "stopped" → stop."""
    out = []
    for ending in ("ing", "ed", "es", "s", "ies"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            out += [base, base + "e", base + "y" if ending == "ies" else base]
            if len(base) > 3 and base[-1] == base[-2]:
                out.append(base[:-1])
    return tuple(dict.fromkeys(out))


def _break(node: Break, then: Step, first: First) -> tuple[Step, First]:
    strong = node.strong

    def step(run: Run, i: int, found: Found) -> None:
        if run.broken(i, strong):
            then(run, i, found)

    return step, first


def _seq(node: Seq, then: Step, first: First) -> tuple[Step, First]:
    for part in reversed(node.parts):
        then, first = compile_node(part, then, first)
    return then, first


def _alts(node: Alt, then: Step, first: First) -> tuple[Step, First]:
    return _choice([compile_node(part, then, first) for part in node.parts])


def _opt(node: Opt, then: Step, first: First) -> tuple[Step, First]:
    return _choice([compile_node(node.part, then, first), (then, first)])


def _choice(steps: list[tuple[Step, First]]) -> tuple[Step, First]:
    """Try each of which the beginning is not known, or is the word at hand."""
    known = (
        None if any(begin is None for _, begin in steps) else frozenset().union(*[b for _, b in steps if b])
    )

    def step(run: Run, i: int, found: Found) -> None:
        word = run.words[i]
        little = run.loose or word in run.little
        for each, begin in steps:
            if begin is None or little or word in begin or (END in begin and i in run.stops):
                each(run, i, found)

    return step, known


def _perm(node: Perm, then: Step, first: First) -> tuple[Step, First]:
    parts, must = node.parts, node.must
    made: dict[tuple[int, int], Step] = {}
    heads = [edge(part)[0] for part in parts]
    known = None if first is None or any(h is None for h in heads) else first.union(*[h for h in heads if h])

    def rest(mask: int) -> Step:
        def step(run: Run, i: int, found: Found) -> None:
            if not must & ~mask:
                then(run, i, found)
            if i >= run.n:
                return
            word = run.words[i]
            little = run.loose or word in run.little
            for k, head in enumerate(heads):
                if not mask >> k & 1 and (head is None or little or word in head):
                    each = made.get((mask, k))
                    if each is None:
                        each = made[mask, k] = compile_node(parts[k], rest(mask | 1 << k), known)[0]
                    each(run, i, found)

        return step

    return rest(0), (known if not must else None if known is None else known - {END} | ({END} & known))


def _slot(node: SlotNode, then: Step, first: First) -> tuple[Step, First]:
    kind, name, owned = KINDS[node.kind], node.name, node.owned
    if kind.typed:
        kind_name = kind.name

        def typed(run: Run, i: int, found: Found) -> None:
            begun, at = run.begun, i
            ends = run.ends(kind, i, name) if kind_name in begun[i] else NO_ENDS
            while not ends and run.words[at] in run.little and at - i < run.reach:
                at += 1
                if kind_name in begun[at]:
                    ends = run.ends(kind, at, name)
            if at > i and ends:
                found = (found, SKIP, None, i, at, at - i, False)
            for end, value in ends:
                then(run, end, (found, name, kind, at, end, value, owned))

        return typed, None
    follow, may_end = first, first is not None and END in first

    def free(run: Run, i: int, found: Found) -> None:
        at = i
        read(run, i, found)
        while run.loose and run.words[at] in run.little and at - i < run.reach:
            at += 1
            read(run, at, (found, SKIP, None, i, at, at - i, False))

    def read(run: Run, i: int, found: Found) -> None:
        words, stops, little, loose = run.words, run.stops, run.little, run.loose
        for end in range(i + 1, kind.limit(run, i) + 1):
            word = words[end]
            if follow is None or loose or word in follow or word in little or (may_end and end in stops):
                if owned and not run.owned[end - 1] and words[i] not in OWNERS:
                    continue
                run.tick()
                then(run, end, (found, name, kind, i, end, None, owned))

    return free, None


def _const(node: Const, then: Step, first: First) -> tuple[Step, First]:
    name, value = node.name, node.value

    def step(run: Run, i: int, found: Found) -> None:
        then(run, i, (found, name, None, i, i, value, False))

    return step, first


def _span(node: Span, then: Step, first: First) -> tuple[Step, First]:
    name, text = node.name, KINDS["span"]

    def close(run: Run, i: int, found: Found) -> None:
        assert found is not None
        while found[1] != OPEN:  # what was found inside is only part of this text
            found = found[0]
            assert found is not None
        then(run, i, (found[0], name, text, found[3], i, None, False))

    inner, begin = compile_node(node.part, close, first)

    def step(run: Run, i: int, found: Found) -> None:
        inner(run, i, (found, OPEN, None, i, i, None, False))

    return step, begin


_COMPILERS: dict[type, Callable[..., tuple[Step, First]]] = {
    Lex: _lex,
    Break: _break,
    Seq: _seq,
    Alt: _alts,
    Opt: _opt,
    Perm: _perm,
    SlotNode: _slot,
    Const: _const,
    Span: _span,
}


# ---------------------------------------------------------------- running


NO_ENDS: list[tuple[int, Any]] = []


@lru_cache(maxsize=1)
def _starters() -> frozenset[str]:
    """The words that some typed slot can begin with; most words of a text are none."""
    return frozenset().union(*(kind.starters() for kind in KINDS.values() if kind.typed))


@lru_cache(maxsize=16384)
def _begun_by(word: str) -> frozenset[str]:
    """The typed kinds that a slot beginning with this word can be."""
    typable = word in _starters() or not word.isalpha()
    return frozenset(
        kind.name
        for kind in KINDS.values()
        if kind.typed and (typable or kind.anywhere) and kind.can_begin(word)
    )


NO_KINDS: frozenset[str] = frozenset()


@dataclass
class Run:
    """One text on its way through the templates."""

    text: Words
    context: Any
    past: frozenset[str] = frozenset()
    words: list[str] = field(init=False)
    owned: list[int] = field(init=False)
    n: int = field(init=False)
    stops: frozenset[int] = field(init=False)
    right: int = field(init=False)
    start: int = 0
    loose: bool = False
    little: frozenset[str] = SKIPPED
    reach: int = 2  # how many little words in a row may be passed over
    begun: list[frozenset[str]] = field(init=False)  # the typed kinds that can begin at word i
    steps: int = 0
    out: list[tuple[Any, int, Found, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.n = len(self.text.words)
        self.words = [*self.text.words, END, END, END]
        self.owned = self.text.owned
        self.begun = [*map(_begun_by, self.text.words), NO_KINDS, NO_KINDS, NO_KINDS]
        self.stops = frozenset({self.n})
        last = self.text.spans[-1][1] if self.n else 0
        self.right = last + len(self.text.gaps[-1]) + 8

    def tick(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooLong

    def broken(self, i: int, strong: bool) -> bool:
        gap = self.text.gaps[i]
        if not gap or self.abbreviated(i):
            return False
        return any(ch in ':-–—\n"“' for ch in gap) if strong else any(ch in ',;:.!?-–—…\n("“' for ch in gap)

    def abbreviated(self, i: int) -> bool:
        """True where the dot before word i ends "Mr", "No" or an initial, not a sentence."""
        before = self.words[i - 1] if i else ""
        return self.text.gaps[i] == "." and (len(before) == 1 or before in ABBREVIATED)

    def ends(self, kind: Kind, i: int, name: str) -> list[tuple[int, Any]]:
        if kind.name not in self.begun[i]:
            return NO_ENDS
        key = (kind.name, i, name in self.past)
        known: list[tuple[int, Any]] | None = self.text.typed.get(key)
        if known is None:
            self.tick()
            known = self.text.typed[key] = kind.ends(self, i, name in self.past)
        return known


@dataclass
class Template:
    """One phrase of one command, compiled when it is first tried."""

    intent: type[Intent]
    source: str
    tree: Any
    cost: float
    past: frozenset[str]
    bare: bool  # no word of its own: nothing but slots
    step: Step | None = None

    def match(self, run: Run, start: int) -> None:
        if self.step is None:
            self.step = compile_node(self.tree, self._accept, frozenset({END}))[0]
        run.past = self.past
        self.step(run, start, None)

    def _accept(self, run: Run, i: int, found: Found) -> None:
        if i in run.stops and len(run.out) < MAX_READINGS:
            run.out.append((self, run.start, found, i))


def penalty(source: str) -> tuple[float, str]:
    found = re.match(r"~([\d.]+) ", source)
    return (float(found[1]), source[found.end() :]) if found else (0.0, source)


class Matcher:
    """All templates of some commands; bit sets over them say which a text can match at all.

    `_needs[r][word]` has the bits of the templates whose r-th need that word meets, `_without[r]` of those that
    have no r-th need. `_first` and `_last` do the same for the words a template can begin and end with.
    """

    def __init__(self, intents: Iterable[type[Intent]], loose: bool = False) -> None:
        self.loose = loose
        self.templates: list[Template] = []
        wanted: list[list[frozenset[str]]] = []
        for intent in intents:
            past = frozenset(name for name, spec in intent.slots.items() if spec.past)
            for source in (*intent.phrases, *sentences(intent.name)):
                if source.startswith("? ") is not loose:
                    continue
                cost, plain = penalty(source.removeprefix("? "))
                tree = parse(plain, intent.slots)
                cost += len(self.templates) * 1e-6  # of two equal readings the first defined wins
                wanted.append(needs(tree))
                bare = all(word.startswith("#") for need in wanted[-1] for word in need)
                self.templates.append(Template(intent, source, tree, cost, past, bare))
        depth = max(map(len, wanted), default=0)
        self._needs = [_bits([sets[r] if r < len(sets) else None for sets in wanted]) for r in range(depth)]
        self._first = _bits([edge(template.tree)[0] for template in self.templates])
        self._last = _bits([edge(template.tree, last=True)[0] for template in self.templates])

    def vocabulary(self) -> frozenset[str]:
        """Every word that occurs in a template; what templates share is gone through once."""
        each = {id(lex): lex for template in self.templates for lex in lexes(template.tree)}
        return frozenset(word for lex in each.values() for word in lex.words())

    def candidates(self, run: Run, have: set[str], begins: list[int]) -> list[tuple[int, Template]]:
        """(start, template) of all that may match: every need met, and a fitting word at either end."""
        fits = (1 << len(self.templates)) - 1
        for table, free in self._needs:
            fits &= _union(table, free, have)
            if not fits:
                return []
        ends = {run.words[stop - 1] for stop in run.stops if stop}
        fits &= -1 if run.loose or not run.little.isdisjoint(ends) else _union(*self._last, ends)
        table, free = self._first
        found = []
        for begin in begins:
            left = fits & (table.get(run.words[begin], 0) | free) if not run.loose else fits
            while left:
                low = left & -left
                found.append((begin, self.templates[low.bit_length() - 1]))
                left ^= low
        return found


def _bits(sets: list[First]) -> tuple[dict[str, int], int]:
    """For each word the bits of the sets it is in, and the bits of those that are None (no matter which word)."""
    same: dict[frozenset[str], int] = {}
    free = 0
    for n, words in enumerate(sets):
        if words is None:
            free |= 1 << n
        else:
            same[words] = same.get(words, 0) | 1 << n
    table: dict[str, int] = {}
    for words, bits in same.items():
        for word in words:
            table[word] = table.get(word, 0) | bits
    return table, free


def _union(table: dict[str, int], bits: int, words: Iterable[str]) -> int:
    for word in words:
        more = table.get(word)
        if more is not None:
            bits |= more
    return bits
