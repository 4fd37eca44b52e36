"""Templates → matcher. A template must read a *whole* text; typed slots are checked inside the match.

Syntax (a superset of hassil's):

    sold            a word, in any spelling of ``tokens.SPELLINGS``
    (a|b c)         one of these
    [a]             may be missing
    [a;b;c]         any of these, each at most once, in any order
    <name>          a synonym group of ``synonyms.py``
    ,  :            there must be a break here (, any; : a colon, dash, new line or opening quote)
    {slot}          a slot of the command, read as its kind
    {slot's}        the same in the genitive: "Maria's", "marias"
    {slot@kind}     the same read as another kind
    {slot=a (b|c)}  the words that this inner template matched
    {slot:value}    no words: the slot gets this value
    ~2 …            at the beginning: this reading costs 2 more
    {_@kind}        read and forgotten; inside {slot=…} it is part of that text

Every template is compiled to closures in continuation-passing style: ``f(run, i, found)`` tries to read on from
word i. All readings are enumerated, not only the first, so that the cheapest or the one whose names exist can win.
A template's *needs* (sets of words of which one must occur) keep almost all templates from being tried at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intents.slots import KINDS, Kind
from intents.synonyms import GROUPS
from intents.tokens import Words, normal

if TYPE_CHECKING:
    from intents.base import Intent, Slot

END = "\0"
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


@dataclass(frozen=True)
class Word:
    words: frozenset[str]


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


_LEX = re.compile(r"[()\[\]{}|;,]|:(?=\s|$)|<[a-z_0-9]+>|[^\s()\[\]{}|;,<>]+")
_groups: dict[str, Any] = {}


def parse(template: str, slots: dict[str, Slot]) -> Any:
    """The tree of a template; raises ValueError that quotes what is wrong with it."""
    return _Parser(template, slots).whole()


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
        while self.pos < len(self.text) and self.text[self.pos] == " ":
            self.pos += 1
        return self.text[self.pos] if self.pos < len(self.text) else ""

    def alternatives(self, closing: str) -> Any:
        parts, separators = [self.sequence()], set()
        while self._peek() in ("|", ";"):
            separators.add(self.text[self.pos])
            self.pos += 1
            parts.append(self.sequence())
        if closing:
            if self._peek() != closing:
                raise ValueError(f"{self.template!r}: missing {closing}")
            self.pos += 1
        if separators == {"|", ";"}:
            raise ValueError(f"{self.template!r}: | and ; in one bracket")
        if separators == {";"}:
            return Perm(tuple(parts))
        return _alt(parts)

    def sequence(self) -> Any:
        parts: list[Any] = []
        while True:
            ch = self._peek()
            if ch in ("", ")", "]", "}", "|", ";"):
                break
            parts.append(self.item(ch))
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
        found = _LEX.match(self.text, self.pos)
        if not found:
            raise ValueError(f"{self.template!r}: cannot read {self.text[self.pos :]!r}")
        self.pos = found.end()
        word = found.group()
        if word == ",":
            return Break(False)
        if word == ":":
            return Break(True)
        if word.startswith("<"):
            return self.group(word[1:-1])
        if word.endswith(":"):  # "note:" is the word and a break
            return Seq((Word(frozenset({normal(word[:-1])})), Break(True)))
        return Word(frozenset({normal(word)}))

    def group(self, name: str) -> Any:
        """The tree of a synonym group; one without slots is parsed once for all."""
        if name in _groups:
            return _groups[name]
        if name not in GROUPS:
            raise ValueError(f"{self.template!r}: no synonym group <{name}>")
        source = GROUPS[name]
        tree = _Parser(source, self.slots).whole()
        if "{" not in source:
            _groups[name] = tree
        return tree

    def slot(self) -> Any:
        found = re.match(r"\{(\w+)('s)?(?:@(\w+))?(?:(=)|:([^}]*))?", self.text[self.pos :])
        if not found:
            raise ValueError(f"{self.template!r}: not a slot: {self.text[self.pos :]!r}")
        name, owned, kind, inner, const = found.groups()
        if name != "_" and name not in self.slots:
            raise ValueError(f"{self.template!r}: no slot {name}")
        self.pos += found.end()
        if inner:
            return Span(name, self.alternatives("}"))
        if self._peek() != "}":
            raise ValueError(f"{self.template!r}: missing }} after {name}")
        self.pos += 1
        if const is not None:
            return Const(name, _constant(const))
        kind = kind or _kind(self.slots[name])
        if kind not in KINDS:
            raise ValueError(f"{self.template!r}: no kind {kind}")
        return SlotNode(name, kind, bool(owned))


def _kind(spec: Slot) -> str:
    return spec.kind + "s" if spec.many else spec.kind


def _constant(text: str) -> Any:
    return int(text) if text.isdigit() else text


def _optional(node: Any) -> Any:
    """`[x]`; a break that may be missing says nothing, since punctuation between words is skipped anyway."""
    if isinstance(node, Perm):
        return node
    parts = node.parts if isinstance(node, Alt) else (node,)
    kept = [part for part in parts if not isinstance(part, Break) and part != Seq(())]
    return Opt(_alt(kept)) if kept else Seq(())


def _alt(parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if all(isinstance(p, Word) for p in parts):
        return Word(frozenset().union(*(p.words for p in parts)))
    words = frozenset().union(*(p.words for p in parts if isinstance(p, Word)))
    others = [p for p in parts if not isinstance(p, Word)]
    return Alt((*([Word(words)] if words else []), *others))


def literals(node: Any) -> Iterable[str]:
    """Every word that occurs in a template."""
    if isinstance(node, Word):
        yield from node.words
    elif isinstance(node, (Seq, Alt, Perm)):
        for part in node.parts:
            yield from literals(part)
    elif isinstance(node, (Opt, Span)):
        yield from literals(node.part)


def needs(node: Any) -> list[frozenset[str]]:
    """Sets of words (or features, "#num") of each of which a matching text must have one."""
    if isinstance(node, Word):
        return [node.words]
    if isinstance(node, Seq):
        return [need for part in node.parts for need in needs(part)]
    if isinstance(node, Span):
        return needs(node.part)
    if isinstance(node, SlotNode):
        feature = KINDS[node.kind].feature
        return [frozenset({feature})] if feature else []
    if isinstance(node, Alt):
        each = [needs(part) for part in node.parts]
        if not all(each):
            return []
        return [frozenset().union(*(min(sets, key=len) for sets in each))]
    return []


# ---------------------------------------------------------------- compiling


def compile_node(node: Any, then: Step, first: First) -> tuple[Step, First]:
    """The step that reads `node` and goes on with `then`, and the words it can begin with."""
    return _COMPILERS[type(node)](node, then, first)


def _word(node: Word, then: Step, first: First) -> tuple[Step, First]:
    words = node.words

    def step(run: Run, i: int, found: Found) -> None:
        if run.words[i] in words:
            then(run, i + 1, found)

    return step, words


def _break(node: Break, then: Step, first: First) -> tuple[Step, First]:
    strong = node.strong

    def step(run: Run, i: int, found: Found) -> None:
        if run.broken(i, strong):
            then(run, i, found)

    return step, None


def _seq(node: Seq, then: Step, first: First) -> tuple[Step, First]:
    for part in reversed(node.parts):
        then, first = compile_node(part, then, first)
    return then, first


def _alts(node: Alt, then: Step, first: First) -> tuple[Step, First]:
    steps = [compile_node(part, then, first) for part in node.parts]
    return _choice(steps)


def _opt(node: Opt, then: Step, first: First) -> tuple[Step, First]:
    return _choice([compile_node(node.part, then, first), (then, first)])


def _choice(steps: list[tuple[Step, First]]) -> tuple[Step, First]:
    """Try each; where all beginnings are known, only those that can begin with the word at hand."""
    if all(begin is not None and END not in begin for _, begin in steps):
        table: dict[str, list[Step]] = {}
        for each, begin in steps:
            for word in begin or ():
                table.setdefault(word, []).append(each)

        def step(run: Run, i: int, found: Found) -> None:
            for each in table.get(run.words[i], ()):
                each(run, i, found)

        return step, frozenset(table)

    plain = [each for each, _ in steps]

    def loose(run: Run, i: int, found: Found) -> None:
        for each in plain:
            each(run, i, found)

    begins = [begin for _, begin in steps]
    known = None if any(begin is None for begin in begins) else frozenset().union(*[b for b in begins if b])
    return loose, known


def _perm(node: Perm, then: Step, first: First) -> tuple[Step, First]:
    parts = node.parts
    made: dict[tuple[int, int], Step] = {}
    heads = [compile_node(part, then, None)[1] for part in parts]
    known = None if first is None or any(h is None for h in heads) else first.union(*[h for h in heads if h])

    def rest(mask: int) -> Step:
        def step(run: Run, i: int, found: Found) -> None:
            then(run, i, found)
            if i >= run.n:
                return
            for k in range(len(parts)):
                if not mask >> k & 1:
                    each = made.get((mask, k))
                    if each is None:
                        each = made[mask, k] = compile_node(parts[k], rest(mask | 1 << k), known)[0]
                    each(run, i, found)

        return step

    return rest(0), known


def _slot(node: SlotNode, then: Step, first: First) -> tuple[Step, First]:
    kind, name, owned = KINDS[node.kind], node.name, node.owned
    if kind.typed:

        def typed(run: Run, i: int, found: Found) -> None:
            for end, value in run.ends(kind, i, name):
                then(run, end, (found, name, kind, i, end, value, owned))

        return typed, None
    follow, may_end = first, first is not None and END in first

    def free(run: Run, i: int, found: Found) -> None:
        words, stops = run.words, run.stops
        for end in range(i + 1, kind.limit(run, i) + 1):
            if follow is None or words[end] in follow or (may_end and end in stops):
                if owned and not run.owned[end - 1]:
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
    Word: _word,
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


@dataclass
class Run:
    """One text on its way through the templates; typed spans are read once and remembered."""

    text: Words
    context: Any
    past: frozenset[str] = frozenset()
    words: list[str] = field(init=False)
    owned: list[int] = field(init=False)
    n: int = field(init=False)
    stops: frozenset[int] = field(init=False)
    right: int = field(init=False)
    start: int = 0
    cache: dict[Any, Any] = field(default_factory=dict)
    steps: int = 0
    out: list[tuple[Any, int, Found, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.n = len(self.text.words)
        self.words = [*self.text.words, END]
        self.owned = self.text.owned
        self.stops = frozenset({self.n})
        last = self.text.spans[-1][1] if self.n else 0
        self.right = last + len(self.text.gaps[-1]) + 8

    def tick(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooLong

    def broken(self, i: int, strong: bool) -> bool:
        gap = self.text.gaps[i]
        if not gap:
            return False
        return any(ch in ':-–—\n"“' for ch in gap) if strong else any(ch in ',;:.!?-–—…\n("“' for ch in gap)

    def abbreviated(self, i: int) -> bool:
        """True where the dot before word i ends "Mr", "No" or an initial, not a sentence."""
        before = self.words[i - 1] if i else ""
        return self.text.gaps[i] == "." and (len(before) == 1 or before in ABBREVIATED)

    def ends(self, kind: Kind, i: int, name: str) -> list[tuple[int, Any]]:
        if i >= self.n:
            return []
        key = (kind.name, i, name in self.past)
        known: list[tuple[int, Any]] | None = self.cache.get(key)
        if known is None:
            self.tick()
            known = self.cache[key] = kind.ends(self, i, name in self.past)
        return known


@dataclass
class Template:
    """One phrase of one command, compiled when it is first tried."""

    intent: type[Intent]
    source: str
    tree: Any
    needs: list[frozenset[str]]
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


def _penalty(source: str) -> tuple[float, str]:
    found = re.match(r"~([\d.]+) ", source)
    return (float(found[1]), source[found.end() :]) if found else (0.0, source)


class Matcher:
    """All templates of some commands, found by the words they need."""

    def __init__(self, intents: Iterable[type[Intent]]) -> None:
        self.templates: list[Template] = []
        for intent in intents:
            past = frozenset(name for name, spec in intent.slots.items() if spec.past)
            for source in intent.phrases:
                cost, bare = _penalty(source)
                tree = parse(bare, intent.slots)
                cost += len(self.templates) * 1e-6  # of two equal readings the first defined wins
                wanted = needs(tree)
                bare = all(word.startswith("#") for need in wanted for word in need)
                self.templates.append(Template(intent, source, tree, wanted, cost, past, bare))
        self.index, self.always = self._index()

    def _index(self) -> tuple[dict[str, list[Template]], list[Template]]:
        common: dict[str, int] = {}
        for template in self.templates:
            for need in template.needs:
                for word in need:
                    common[word] = common.get(word, 0) + 1
        index: dict[str, list[Template]] = {}
        always: list[Template] = []
        for template in self.templates:
            if not template.needs:
                always.append(template)
                continue
            anchor = min(template.needs, key=lambda need: sum(common[word] for word in need))
            template.needs = [need for need in template.needs if need is not anchor]
            for word in anchor:
                index.setdefault(word, []).append(template)
        return index, always

    def vocabulary(self) -> frozenset[str]:
        return frozenset(word for template in self.templates for word in literals(template.tree))

    def candidates(self, have: set[str]) -> list[Template]:
        """The templates all of whose needs a text with these words and features meets."""
        found = {id(t): t for word in have for t in self.index.get(word, ())}
        for template in self.always:
            found[id(template)] = template
        return [t for t in found.values() if not any(need.isdisjoint(have) for need in t.needs)]
