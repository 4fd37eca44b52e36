"""What holds for every command there is, on its own examples: it exists as measured, reads back, survives JSON, leaves
alone what it must, and can be taken back.

A command added tomorrow is tested here without a line being written.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.carry_out import ASKS_FIRST, carry_out, preview_of
from bot.outcome import Outcome
from bot.resolve import Step
from crm_core.access import Role
from crm_core.crm import Crm
from crm_core.models import Action
from intents.base import Audience, Effect, Intent, registry
from intents.binding import dump, load
from intents.tokens import split
from intents.understand import Context, matcher, read_with, understand
from tests.conftest import Clock
from tests.contract.lived_in import (
    Example,
    a_message,
    actors,
    business,
    difference,
    everything,
    examples,
    memory_of,
    prepared,
    read,
    say,
    undone_at_the_end,
)
from tests.contract.test_carrier_words import asks_for_a_carrier_word, unquoted

EFFECTS = {
    "R": Effect.READ,
    "W": Effect.WRITE,
    "C": Effect.CONFIRM,
    "O": Effect.OUTWARD,
    "guest": Effect.WRITE,
}
EVERY = examples() + examples(staff=False)
NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Entry:
    """A line of catalogue.txt. needed: of each of these groups of slots, one must be said."""

    name: str
    effect: str
    slots: frozenset[str]
    needed: frozenset[frozenset[str]]

    @classmethod
    def of(cls, line: str) -> Entry:
        name, effect, said = (part.strip() for part in line.split("|", 2))
        groups = [each.strip() for each in said.split(",") if each.strip()]
        split = {each: frozenset(each.rstrip("*").split("|")) for each in groups}
        needed = frozenset(names for each, names in split.items() if each.endswith("*"))
        return cls(name, effect, frozenset().union(*split.values()), needed)


def catalogue() -> list[Entry]:
    lines = (Path(__file__).parent / "catalogue.txt").read_text().splitlines()
    return [Entry.of(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_the_catalogue_names_it_and_it_is_so(entry: Entry) -> None:
    intent = registry.get(entry.name)
    assert intent is not None, f"no command is called {entry.name}: write the class in intents/commands/"
    assert intent.can_run(), f"{entry.name} does nothing: give it a run()"
    assert entry.slots <= set(intent.slots), "these names are what measurements depend on; more may be added"
    assert intent.effect is EFFECTS[entry.effect]
    assert (intent.audience is Audience.COLLECTOR) == (entry.effect == "guest")
    required = {frozenset({name}) for name, spec in intent.slots.items() if spec.required}
    assert required == {names for names in entry.needed if len(names) == 1}
    assert {names for names in entry.needed if len(names) > 1} <= {frozenset(intent.one_of)}


@pytest.mark.parametrize("intent", list(registry), ids=lambda intent: intent.name)
def test_it_can_be_told_of_asked_for_and_done(intent: type[Intent]) -> None:
    if intent.audience is Audience.ANYONE:
        return  # an answer to our own question: the conversation's
    assert intent.can_run() and (intent.__doc__ or "").strip()
    assert intent.examples, f"{intent.name} has no example: nothing here could test it"
    for name, spec in intent.slots.items():
        if intent.audience is Audience.STAFF and (spec.required or name == next(iter(intent.one_of), "")):
            assert spec.ask.endswith(("?", ".")), f"what do we ask when {intent.name} is said without {name}?"
    if intent.effect in ASKS_FIRST:
        assert intent.preview is not Intent.preview, f"{intent.name} asks first but has nothing to show"


def reading(example: Example) -> Context:
    side = "collector" if example.intent.audience is Audience.COLLECTOR else "staff"
    return Context(now=Clock()().astimezone(NEW_YORK), as_=side)


@pytest.mark.parametrize("example", EVERY, ids=str)
def test_its_example_reads_back_as_itself(example: Example) -> None:
    understood = understand(example.text, reading(example))
    assert understood.readings, "not read at all"
    (command,) = understood.readings[0]
    assert (command.name, command.slots) == (example.intent.name, example.slots)
    assert not command.fuzzy


@pytest.mark.parametrize("example", EVERY, ids=str)
def test_no_other_command_reads_it_as_well(example: Example) -> None:
    context = reading(example)
    found = read_with(matcher(context.as_), split(example.text), context)
    cost: dict[str, float] = {}
    for each, commands in found:
        names = " + ".join(command.name for command in commands)
        cost[names] = min(each, cost.get(names, each))
    own = cost.pop(example.intent.name, None)
    rivals = {name: each for name, each in cost.items() if own is not None and each <= own}
    assert not rivals, f"these read it as cheaply as its own phrases ({own})"


@pytest.mark.parametrize("example", examples(), ids=str)
def test_where_its_names_are_known_it_is_taken_for_itself(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        prepared(crm, example)
        assert [step.name for step in read(crm, example.text)] == [example.intent.name]


def test_no_sentence_is_an_example_of_two_commands() -> None:
    said = Counter((each.text.casefold(), each.intent.audience) for each in EVERY)
    assert [each for each, times in said.items() if times > 1] == []


@pytest.mark.parametrize("example", EVERY, ids=str)
def test_the_models_tool_takes_its_own_example(example: Example) -> None:
    from jsonschema import Draft202012Validator

    from intents.tools import tool_schema

    function = tool_schema(example.intent)["function"]
    schema = function["parameters"]
    Draft202012Validator.check_schema(schema)
    assert function["strict"] and schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"]) == set(example.intent.slots)
    # What was not said is null, as strict tools want it.
    called = {name: example.slots.get(name) for name in example.intent.slots}
    problems = [
        f"{list(error.path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(called)
    ]
    assert not problems


# -- on rows


@pytest.fixture(scope="module")
def owner(lived: Any) -> Any:
    return actors(lived)[Role.ADMIN]


@pytest.mark.parametrize("example", examples(), ids=str)
def test_it_survives_json_and_back(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        kept = json.loads(json.dumps(dump(load(crm, {"name": step.name, "slots": step.slots}))))
        again = load(crm, kept)
        assert dump(again) == kept
        once = load(crm, {"name": step.name, "slots": step.slots})
        for name, spec in example.intent.slots.items():
            assert getattr(again, spec.attr) == getattr(once, spec.attr), name


def carried_out(crm: Crm, example: Example, step: Step) -> Outcome:
    """The prepared example done, with OK given where that is asked."""
    return carry_out(crm, memory_of(crm), [replace(step, confirmed=True)], a_message(crm, example.text))


@pytest.mark.parametrize(
    "example", [each for each in examples() if each.intent.effect is Effect.READ], ids=str
)
def test_a_look_changes_nothing(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        before = everything(crm)
        outcome = carried_out(crm, example, step)
        assert outcome.said and not outcome.wrote and outcome.ask is None
        assert not asks_for_a_carrier_word(unquoted(" ".join(outcome.said)))
        assert difference(before, everything(crm)) == {}


ASKING = [each for each in examples() if each.intent.effect is not Effect.READ]


@pytest.mark.parametrize("example", ASKING, ids=str)
def test_a_preview_changes_nothing(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        before = everything(crm)
        preview = preview_of(crm, load(crm, {"name": step.name, "slots": step.slots}))
        assert not asks_for_a_carrier_word(unquoted(preview))
        assert preview.strip() and "OK" not in preview.split(), (
            "the conversation asks for OK, the preview says what for"
        )
        assert difference(before, everything(crm)) == {}


@pytest.mark.parametrize("example", ASKING, ids=str)
def test_it_is_taken_back_whole_and_done_again(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        before = business(crm)
        outcome = carried_out(crm, example, step)
        assert outcome.wrote, f"it was not done: {outcome.said}"
        assert not asks_for_a_carrier_word(unquoted(" ".join(outcome.said)))
        after = business(crm)
        if not last_action(crm).undoable:
            assert "UNDO takes it back" not in outcome.done[0]
            return
        undone = say(crm, "undo")
        assert undone.wrote, f"it can't be undone: {undone.said}"
        assert difference(before, business(crm)) == {}, outcome.done
        again = say(crm, "redo")
        assert again.wrote, f"it can't be done again: {again.said}"
        assert difference(after, business(crm)) == {}, again.done


def last_action(crm: Crm) -> Action:
    return crm.session.query(Action).order_by(Action.id.desc()).first()


@pytest.mark.parametrize("example", [each for each in ASKING if not each.intent.undoable], ids=str)
def test_what_can_not_be_undone_says_so(lived: Any, owner: Any, example: Example) -> None:
    with undone_at_the_end(lived, owner) as crm:
        step = prepared(crm, example)
        carried_out(crm, example, step)
        action, after = last_action(crm), business(crm)
        if action.undoes_id is not None:
            return  # UNDO and REDO take each other back
        outcome = say(crm, "undo")
        assert "can't be undone" in outcome.said[0] and difference(after, business(crm)) == {}
