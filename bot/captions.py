"""What a colleague's pictures are of: their caption reads as an item, names one, or follows within two minutes.

Pictures are never lost for want of words: without any they become an untitled item, and the answer asks what it is.
"""

from __future__ import annotations

from sqlalchemy import select

from bot.carry_out import OK_OR_NO, carry_out
from bot.memory import Memory
from bot.outcome import Ask, Outcome
from bot.resolve import Step, resolve
from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import HerringError
from crm_core.models import Inbox, Item
from crm_core.services import find, photos, untitled
from intents.base import Effect, Ref, registry
from intents.binding import context_of, ref_json
from intents.understand import Command, Understood, understand

# What a caption is read as: the words somebody would have put before it.
ADD, ADDING = "add_item", "new: "
CHANGE = "update_item"
ENOUGH = 3  # facts that make words an item's rather than a search
EXAMPLE = "“Sunset by Ana Ruiz, oil, 24x36, $1200”"


def concern(crm: Crm, inbox: Inbox) -> bool:
    """Whether a message has pictures, or could say what the last ones are of."""
    if any(photos.is_photo(part) for part in inbox.media):
        return True
    return bool(inbox.text.strip()) and untitled.fresh(crm) is not None


def outcome(crm: Crm, memory: Memory, inbox: Inbox, understood: Understood) -> Outcome | None:
    """What pictures, or the words that follow them, come to; None where the words are a command by themselves."""
    if inbox.button or not crm.may(Permission.ITEMS_WRITE) or not concern(crm, inbox):
        return None
    if _is_command(crm, memory, inbox.text, understood):
        return None
    try:
        if any(photos.is_photo(part) for part in inbox.media):
            return _pictures(crm, memory, inbox)
        if _existing(crm, inbox.text):
            return None
        return _called(crm, memory, inbox, untitled.fresh(crm), inbox.text)
    except HerringError as error:
        return Outcome(said=[str(error)])


def _is_command(crm: Crm, memory: Memory, words: str, understood: Understood) -> bool:
    """Whether words mean something by themselves. "Sunset by Ruiz, oil, $1200" also reads as a search, or as the
    price of something that isn't there: under pictures, it is what they are of.
    """
    readings = [reading for reading in understood.readings if not _names_nothing(crm, memory, reading)]
    if not readings:
        return False
    reads = all(registry[command.name].effect is Effect.READ for command in readings[0])
    return not (reads and (_existing(crm, words) or _facts(crm, words) >= ENOUGH))


def _names_nothing(crm: Crm, memory: Memory, reading: tuple[Command, ...]) -> bool:
    doubts = [resolve(crm, memory, Step(command.name, dict(command.slots)))[1] for command in reading]
    return any(doubt is not None and doubt.kind == "unknown" for doubt in doubts)


def says_an_item(crm: Crm, memory: Memory, words: str) -> bool:
    """Whether words say what something is, and more than a name: anything could be a name."""
    read = understand(words, context_of(crm))
    if read.readings and [command.name for command in read.readings[0]] == [ADD]:
        return True
    return not _is_command(crm, memory, words, read) and _facts(crm, words) > 0


def _facts(crm: Crm, words: str) -> int:
    """How much words say of an item besides its name; its price counts most, as nothing else has one."""
    command = _as_item(crm, words)
    slots = set(command.slots) - {"title"} if command is not None else set()
    return len(slots) + ("price" in slots)


def _as_item(crm: Crm, words: str) -> Command | None:
    read = understand(ADDING + words, context_of(crm)).readings
    commands = read[0] if read else ()
    return commands[0] if len(commands) == 1 and commands[0].name == ADD and not commands[0].fuzzy else None


def _pictures(crm: Crm, memory: Memory, inbox: Inbox) -> Outcome:
    words = inbox.text.strip() or _words_before(crm, memory, inbox)
    known = _existing(crm, words) if words else untitled.just_added(crm, ADD)
    if known is not None:
        return _more_of(crm, known, inbox)
    if words and says_an_item(crm, memory, words):
        return _added(crm, memory, inbox, words)
    taken = _taken(crm, inbox)
    if not words:
        return taken
    asked = _called(crm, memory, inbox, untitled.fresh(crm), words)
    return Outcome(said=taken.said[:1], ask=asked.ask, shown=taken.shown, done=taken.done, wrote=True)


def _words_before(crm: Crm, memory: Memory, inbox: Inbox) -> str:
    """What was written a moment before the pictures and meant nothing by itself."""
    before = select(Inbox).where(
        Inbox.party == inbox.party,
        Inbox.id < inbox.id,
        Inbox.received_at >= crm.now() - untitled.WORDS_FOLLOW,
    )
    row = crm.session.scalar(before.order_by(Inbox.id.desc()).limit(1))
    if row is None or row.outcome != "not_understood" or not says_an_item(crm, memory, row.text):
        return ""
    row.reviewed_at = crm.now()  # it is understood now
    return row.text.strip()


def _existing(crm: Crm, words: str) -> Item | None:
    """The item that a caption is the very name or number of."""
    found = find.items(crm, words)
    return found.one if found.exact else None


def _more_of(crm: Crm, item: Item, inbox: Inbox) -> Outcome:
    with crm.command("add_photos", {"item": ref_json("item", item, item.title)}) as action:
        many = photos.adopt(crm, item, inbox.id)
        total = len(photos.of_item(crm, item))
        action.summary = f"{photos.counted(many)} added to {item.title} ({item.sku})"
    text = f"{action.summary}, {total} in all.{photos.again(crm, item)} UNDO takes it back."
    return Outcome(said=[text], shown=[Ref("item", item.id, item.title)], done=[text], wrote=True)


def _added(crm: Crm, memory: Memory, inbox: Inbox, words: str) -> Outcome:
    command = _as_item(crm, words)
    assert command is not None, "it read as an item a moment ago"
    return carry_out(crm, memory, [Step(command.name, dict(command.slots))], inbox)


def _taken(crm: Crm, inbox: Inbox) -> Outcome:
    """An untitled item of these pictures; the answer asks what it is."""
    with crm.command(untitled.TAKEN) as action:
        item = untitled.take(crm)
        many = photos.adopt(crm, item, inbox.id)
        action.summary = f"{photos.counted(many)} kept as {item.sku}, untitled"
    text = f"{action.summary}.{photos.again(crm, item)} What is it? Say it like {EXAMPLE}. UNDO takes the photos back."
    return Outcome(said=[text], shown=[Ref("item", item.id, item.sku)], done=[text], wrote=True)


def _called(crm: Crm, memory: Memory, inbox: Inbox, item: Item | None, words: str) -> Outcome:
    """What the photos of a moment ago are. A bare name could be anything, so it is asked."""
    assert item is not None, "there are photos that nobody has named"
    if says_an_item(crm, memory, words):
        return _added(crm, memory, inbox, words)
    name = words.strip()
    step = Step(CHANGE, {"item": ref_json("item", item, item.sku), "field": "title", "value": name})
    version = {**Ref("item", item.id, item.sku).to_json(), "version": item.version}
    question = f"Is {item.sku} called “{name}”? {OK_OR_NO}"
    return Outcome(ask=Ask("confirm", [step], question, versions=[version]))
