"""Drafts: words a person reads, changes and approves. Whoever writes them, they pass the same checks.

Kinds: item_description, message_text, reply_text, contact_summary. Facts are plain JSON-like values; keys
that a template knows: title, maker, year, medium, size, price (others become "Label: value"); for messages
item (such facts), contact (a name, or a mapping with a name) and about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from prompts.checks import Finding, check, tidy
from prompts.door import Answer, Message, Model
from prompts.failures import ModelError
from prompts.sources import Facts, Sources, block, said
from prompts.texts import Prompt, prompt

KINDS = ("item_description", "message_text", "reply_text", "contact_summary")
PRICES = ("price", "asking", "estimate", "value", "amount")


@dataclass(frozen=True)
class Pictures:
    """An item's photos for who writes: the first as a JPEG, where the model sees; links, for a scenario to fetch."""

    first: bytes = b""
    links: tuple[str, ...] = ()


NO_PICTURES = Pictures()


@dataclass(frozen=True)
class Brief:
    """What a backend is asked to write.

    facts: already without what is empty or private. hint: the wish of the person who asked ("shorter").
    previous: the draft to change. message: the client's words, quoted, never a fact. complaints: what was
    wrong with the last try. reference: the caller's own id of this draft. callback_url: where a late answer
    may go. pictures: what may be seen of the item.
    """

    kind: str
    prompt: Prompt
    facts: Mapping[str, Any]
    hint: str = ""
    previous: str = ""
    message: str = ""
    trade: str = "gallery"
    channel: str = ""
    hide_price: bool = False
    complaints: tuple[str, ...] = ()
    reference: str = ""
    callback_url: str = ""
    pictures: Pictures = NO_PICTURES

    def instructions(self) -> str:
        seen = "with a photo" if self.pictures.first or self.pictures.links else ""
        return self.prompt.system(f"tone: {self.trade}", f"channel: {self.channel}", seen)

    def wishes(self) -> list[str]:
        """What is asked beyond the instructions, a sentence each."""
        found = ["Change the draft as asked and keep the rest."] if self.previous else []
        found += [f"The person who asked wishes: {self.hint}"] if self.hint else []
        found += ["Write no price."] if self.hide_price else []
        if self.complaints:
            wrong = "; ".join(self.complaints)
            found.append(f"Your last try was refused: {wrong}. Write it again without that.")
        return found


@dataclass(frozen=True)
class Draft:
    """A checked draft, or a pending one whose text comes later (then `text` is empty).

    model: who wrote it ("template" where no model is configured). warnings: sentences to show with it.
    prompt: name and version of the prompt. Tokens, seconds and cost are sums over all tries.
    reference: the backend's id of a pending draft.
    """

    text: str
    model: str
    warnings: tuple[str, ...] = ()
    prompt: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal | None = None
    pending: bool = False
    reference: str = ""


class Backend(Protocol):
    """Somebody who writes. `tries`: how often it is worth asking the same thing with complaints added."""

    tries: int

    def write(self, brief: Brief) -> Draft:
        """An unchecked draft, or ModelError."""
        ...


class ModelDrafter:
    """Drafts by a language model."""

    tries = 2

    def __init__(self, model: Model) -> None:
        self.model = model

    def write(self, brief: Brief) -> Draft:
        answer = self._ask(brief)
        return Draft(
            answer.text,
            answer.model,
            prompt_tokens=answer.prompt_tokens,
            completion_tokens=answer.completion_tokens,
            seconds=answer.seconds,
            cost=answer.cost,
        )

    def _ask(self, brief: Brief) -> Answer:
        asked, label, picture = messages(brief), brief.prompt.label, brief.pictures.first
        try:
            return self.model.ask(asked, purpose=label, picture=picture)
        except ModelError as error:
            if not picture or error.kind != "unavailable" or error.retryable:
                raise
        # A model that sees nothing refuses pictures: words from the facts alone are better than none.
        blind = replace(brief, pictures=NO_PICTURES)
        return self.model.ask(messages(blind), purpose=label)


def messages(brief: Brief) -> list[Message]:
    """The conversation a model is shown: instructions, then every piece of data in a block of its own."""
    parts = [block(brief.facts)]
    parts += [quoted("message", brief.message)] if brief.message else []
    parts += [quoted("draft", brief.previous)] if brief.previous else []
    return [("system", brief.instructions()), ("user", "\n\n".join([*parts, *brief.wishes()]))]


def quoted(tag: str, text: str) -> str:
    """`text` as data between tags that it can't close."""
    return f"<{tag}>\n{text.replace('<', '‹').replace('>', '›')}\n</{tag}>"


def draft(
    kind: str,
    facts: Facts,
    hint: str = "",
    previous: str | None = None,
    *,
    backend: Backend,
    message: str = "",
    trade: str = "gallery",
    channel: str = "",
    hide_price: bool = False,
    reference: str = "",
    callback_url: str = "",
    pictures: Pictures = NO_PICTURES,
) -> Draft:
    """Have something drafted and checked.

    With `previous` it is a revision ("shorter"). `hide_price` keeps prices from the writer and out of the
    text. `trade` (gallery, watches, handmade) sets the tone, `channel` (sms, email) the length. A draft that
    fails the checks is tried once more with the complaints; then ModelError("junk"). LookupError for an
    unknown kind.
    """
    brief = _brief(kind, facts, hint, previous, message, trade, channel, hide_price)
    brief = replace(brief, reference=reference, callback_url=callback_url, pictures=pictures)
    spent: list[Draft] = []
    for _ in range(backend.tries):
        written = backend.write(brief)
        spent.append(written)
        if written.pending:
            return replace(written, text="", prompt=brief.prompt.label)
        text, findings = _checked(brief, written.text)
        if not findings:
            return _summed(replace(written, text=text, prompt=brief.prompt.label), spent)
        brief = replace(brief, complaints=tuple(finding.sentence for finding in findings))
    raise _junk(findings)


def accept(
    text: str,
    kind: str,
    facts: Facts,
    hint: str = "",
    previous: str | None = None,
    *,
    model: str,
    message: str = "",
    channel: str = "",
    hide_price: bool = False,
) -> Draft:
    """A text that came later (a pending draft's), put through the same checks. Raises ModelError("junk")."""
    brief = _brief(kind, facts, hint, previous, message, "", channel, hide_price)
    clean, findings = _checked(brief, text)
    if findings:
        raise _junk(findings)
    return Draft(clean, model, prompt=brief.prompt.label)


def _brief(
    kind: str,
    facts: Facts,
    hint: str,
    previous: str | None,
    message: str,
    trade: str,
    channel: str,
    hide_price: bool,
) -> Brief:
    if kind not in KINDS:
        raise LookupError(f"there is no draft called {kind}")
    text = prompt(kind)
    kept = said(facts, [*text.names("private"), *(PRICES if hide_price else ())])
    if not kept:
        raise ModelError(
            "junk", "There are no facts to write from: add a title, a maker or a description first."
        )
    return Brief(kind, text, kept, hint.strip(), previous or "", message.strip(), trade, channel, hide_price)


def _checked(brief: Brief, text: str) -> tuple[str, list[Finding]]:
    text = tidy(text)
    sources = Sources(brief.facts, notes=[brief.hint], drafts=[brief.previous])
    return text, check(text, brief.prompt, sources, hide_price=brief.hide_price, channel=brief.channel)


def _summed(last: Draft, spent: Sequence[Draft]) -> Draft:
    costs = [one.cost for one in spent if one.cost is not None]
    return replace(
        last,
        prompt_tokens=sum(one.prompt_tokens for one in spent),
        completion_tokens=sum(one.completion_tokens for one in spent),
        seconds=sum(one.seconds for one in spent),
        cost=sum(costs, Decimal(0)) if costs else None,
    )


def _junk(findings: Sequence[Finding]) -> ModelError:
    wrong = "; ".join(finding.sentence for finding in findings[:3])
    return ModelError(
        "junk", f"The draft failed our checks: {wrong}. Please write it yourself, or ask again."
    )
