"""Batches: shipments of our own, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents import batch_words
from intents.base import Effect, Intent, Reply, slot
from intents.pages import page

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Batch, Item


class CreateBatch(Intent):
    """Open a batch: things that travel together."""

    batch: str = slot("new_batch", required=True, ask="What should the batch be called?")
    tracking: str | None = slot("tracking")
    items: list[Item] | None = slot("item", many=True)

    phrases = (
        "(new|start|create|open|make|set up|begin|add|register|start a|open a|create a|make a|set "
        "up a|add a|start a new|open a new|create a new|make a new|a new|open up a|open "
        "up|starting) (batch|shipment|crate|lot|consignment) [called|named|number|:|no|id] {batch} "
        "<batch_tail>",
        "batch {batch} [:|,] (new|open|start|create) <batch_tail>",
        "(start|open|create|make) {batch@batch_code} as [a] [new] (batch|shipment|crate) <batch_tail>",
        "(i|we) (am|are|m|re|want|need|would like|have) [to|going to|a] "
        "(start|open|create|make|open up|set up|starting|opening|making|putting together|new) "
        "[a|the|another] [new] (batch|shipment|crate) [called|named|,|:] {batch} <batch_tail>",
        "(new|another) (shipment|crate|consignment) {batch} <batch_tail>",
        "? [!(new|start|open|create|make|begin|set up);!(batch|shipment|crate) [called|named] "
        "{batch};{tracking};(with|containing|for|of) {items}]",
    )
    examples = {"new batch B7 dhl 00340434292135100186": {"batch": "B7", "tracking": "00340434292135100186"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        batch = batches.create(crm, self.batch, self.tracking)
        if self.items:
            batches.put_in(crm, batch, self.items)
        inside = f" with {batch_words.names(self.items)}" if self.items else ""
        tracked = f", tracking {self.tracking}" if self.tracking else ""
        return Reply(
            f"Batch {batch.name} is open{tracked}{inside}. UNDO takes it back.", [batch_words.ref(batch)]
        )


class AddToBatch(Intent):
    """Put items in a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="In which batch?")

    phrases = (
        "(put|add|place|pack|include|throw|load|stick|move|assign|pop|toss|get|drop|bring) {items} "
        "(in|to|into|on|onto|inside|with|in to) [the|our] [batch|shipment|crate|lot|consignment] "
        "{batch} [too|as well|also]",
        "(put|add|place|pack|include|throw|load|stick|move|assign|pop|toss|get|drop) {items} "
        "(in|to|into|on|onto|inside|with) [the|our] (batch|shipment|crate|lot) {batch} [too|as "
        "well|also]",
        "{items} (goes|go|should go|is going|are going|belongs|belong|needs to go|must go|will "
        "go|to go|also goes|can go|is|are) (in|to|into|on|onto|with) [the] "
        "[batch|shipment|crate|lot] {batch} [too|as well|also]",
        "(add|put|pack|load) (to|in|into) [the] (batch|shipment|crate) {batch} [:|,|-] {items}",
        "batch {batch} [:|,] (add|put in|include|plus|also|gets) {items}",
        "{items} (to|into|in) batch {batch} [too|as well|also]",
        "(chuck|pop|stick|bung|shove|lob|throw|toss|pack|load|slip|add|put|include|place) {items} "
        "(in|into|on|onto|to|in with|inside) [the] [batch|shipment|crate] {batch} [too|as "
        "well|also|please]",
        "{items} (travel|travels|ship|ships|go|goes|should travel|should ship|is traveling|are "
        "traveling) (with|in|on) [the] [batch|shipment|crate] {batch}",
        "{items} [:|,|-|to|in|into] batch {batch}",
    )
    examples = {"put SV-0012 and SV-0014 in B7": {"items": ["SV-0012", "SV-0014"], "batch": "B7"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        left = batches.put_in(crm, self.batch, self.items)
        were = [f" {item.title} was in {left[item.id].name}." for item in self.items if item.id in left]
        text = f"{batch_words.names(self.items)} {batch_words.verb(self.items)} in {self.batch.name}."
        return Reply(f"{text}{''.join(were)} UNDO takes it back.", [batch_words.ref(self.batch)])


class RemoveFromBatch(Intent):
    """Take items out of a batch."""

    items: list[Item] = slot("item", many=True, required=True, ask="Which items?")
    batch: Batch = slot("batch", required=True, ask="Out of which batch?")

    phrases = (
        "(take|pull|remove|get|drop|leave|unpack|move|kick|delete) {items} (out of|from|off|out "
        "from|out) [of] [the|our] [batch|shipment|crate|lot|consignment] {batch}",
        "batch {batch} [:|,] (remove|without|take out|minus|drop) {items}",
        "(take out|remove) {items} (from|of) [batch] {batch}",
        "{items} (is not|isnt|is no longer|should not be|shouldnt be|does not go|doesnt "
        "go|arent|comes|come) (in|out of|going in) [the] [batch|shipment] {batch} [anymore|any "
        "more|after all]",
        "(take|pull|remove) from [batch] {batch} [:|,] {items}",
        "(pull|yank|fish|take|get|kick|chuck|lift|drop|remove|leave|unload) {items} (out|back "
        "out|off|from|out of|out from) [of|from] [the] [batch|shipment|crate] {batch} "
        "[again|please]",
        "{items} (stay|stays|stays behind|stay behind|is staying|comes out|come out|dropped) (out "
        "of|from|off) [the] [batch|shipment|crate] {batch}",
    )
    examples = {"take SV-0012 out of B7": {"items": ["SV-0012"], "batch": "B7"}}
    effect = Effect.WRITE
    needs = Permission.ITEMS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        batches.take_out(crm, self.batch, self.items)
        text = (
            f"{batch_words.names(self.items)} {batch_words.verb(self.items)} no longer in {self.batch.name}."
        )
        return Reply(f"{text} UNDO takes it back.", [batch_words.ref(self.batch)])


class MoveBatch(Intent):
    """Say where a batch is now; everything in it moves along."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")
    location: str = slot("location", required=True, ask="Where is it now?")
    except_: list[Item] | None = slot("item", many=True)

    phrases = (
        "(batch|shipment|crate|lot|consignment) {batch} [has|is|just|was|have|now|has just|is "
        "now|did|has now|has safely|finally] [now|just|safely] (arrived|arrived in|arrived "
        "at|landed in|landed at|got to|reached|is in|in|at|is at|made it to|left for|moved "
        "to|cleared|is on its way to|on its way to|sits in|reached to|came to|come to|now in|now "
        "at|shipped to|on the way to|went to|arrive|arrive in|arrive at|at customs in|is going "
        "to|moving to|delivered to|received in|received at|entered|gone to|back in|went "
        "through|been moved to|is on the way to|stuck in|come in to|made its way to|touched down "
        "in|headed to|heading to|is headed to|goes to|touched down at|docked in|docked at|is back "
        "in|cleared customs in) [in|at|to] [the|our] {location} [now|today|this "
        "morning|yesterday|just now] [[,] (except|but not|without|apart from|minus|all "
        "but|excluding|other than|but|not) {except}]",
        ""
        "(move|moved|transfer|send|ship|bring|took|take|sent|forward|transferred|relocate|shipped|set|put) "
        "[the] (batch|shipment|crate|lot|consignment) {batch} (to|into|in|on to|onto|at|over to) "
        "[the|our] {location} [now|today] [[,] (except|but not|without|apart from|minus|all "
        "but|excluding|other than|but|not) {except}]",
        "~0.3 {batch@batch_code} [has|is|just|was] [now|just] (arrived in|arrived at|landed "
        "in|landed at|got to|reached|is in|is at|made it to|left for|cleared|is on its way "
        "to|arrived) [the|our] {location} [now|today|this morning] [[,] (except|but "
        "not|without|apart from|minus|all but|excluding|other than|but) {except}]",
        "~0.3 (move|moved|transfer|send|ship|bring) {batch@batch_code} (to|into) [the|our] "
        "{location} [[,] (except|but not|without|apart from|minus|all but|excluding|other "
        "than|but) {except}]",
        "(batch|shipment|crate) {batch} [location] [is|:|,] (now at|now in|at|in) [the|our] "
        "{location} [[,] (except|but not|without) {except}]",
        "(batch|shipment) {batch} , [now] (in|at|arrived|arrived in) {location} [[,] (except|but "
        "not|without) {except}]",
        "(batch|shipment|crate|lot) {batch} [has|have|is|was|just|finally|s] "
        "[just|now|finally|safely] (turned up|rocked up|showed up|pulled in|docked|come in|come "
        "through|been received|been delivered|checked in|made it|made it through|gone|moved|moved "
        "on|left|departed|shipped|cleared|parked|stuck|held|waiting|sitting|stopped) "
        "(at|in|to|into|from|for|through|on to) [the|our] {location} [now|today|this morning] [[,] "
        "(except|but not|without|apart from|minus|all but|excluding|other than|but) {except}]",
        "(batch|shipment|crate) {batch} [:|,|-] {location@place_noun} [[,] (except|but "
        "not|without) {except}]",
        "we [have|ve|just] (received|got|moved|brought|shipped) [the] (batch|shipment|crate) "
        "{batch} (in|at|to|into) [the|our] {location} [[,] (except|but not|without) {except}]",
        "? [!(batch|shipment|crate) {batch};!(arrived|landed|reached|got to|cleared|is in|now "
        "in|made it|at|touched down);!(in|at|to) {location}]",
    )
    examples = {"batch B7 arrived in Stockholm": {"batch": "B7", "location": "Stockholm"}}
    effect = Effect.CONFIRM
    needs = Permission.ITEMS_WRITE

    def preview(self, crm: Crm) -> str:
        from crm_core.services import batches

        kept = {item.id for item in self.except_ or []}
        moved = [item for item in batches.contents(crm, self.batch) if item.id not in kept]
        stay = f" {batch_words.names(self.except_)} stays." if self.except_ else ""
        return f"Move batch {self.batch.name} to {self.location}? {batch_words.many(moved)} with it.{stay}"

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        moved = batches.move(crm, self.batch, self.location, self.except_ or [])
        text = f"Batch {self.batch.name} is in {self.location}, {batch_words.many(moved)} with it."
        return Reply(f"{text} UNDO takes it back.", [batch_words.ref(self.batch)])


class TrackBatch(Intent):
    """Where a batch is."""

    batch: Batch = slot("batch", required=True, ask="Which batch?")

    phrases = (
        "<wheres> [the|our] (batch|shipment|crate|lot|consignment) {batch} [now|at|right now|at "
        "now|currently|at the moment|got to|these days]",
        "<wheres> {batch@batch_code} [now|at|right now|at now|currently|got to|these days]",
        "(track|trace|locate|follow|find) [the|our] [batch|shipment|crate] {batch} [for me|now]",
        "[<whats>|<show>|any|hows|how is|give me|get me] [me] [a|an|the|any] "
        "(status|news|update|progress|location|tracking|eta|updates|state|whereabouts|position|latest|tracking "
        "status|details|tracking info) (of|on|for|about|from|with) [the|our] "
        "[batch|shipment|crate|lot] {batch} [wheres it at|where is it|where is it now|please|now]",
        "(how is|hows|how far is|how far along is|hows the) [the] (batch|shipment|crate) {batch} "
        "[coming|doing|going|along|coming along|getting on]",
        "(has|did|is) [the] (batch|shipment|crate) {batch} [already|been|gotten] "
        "(arrived|arrive|landed|left|delivered|there|here|cleared|shipped|cleared customs|in "
        "yet|moving|reached|get here|here yet|come|made it|on its way|in) [yet|already|in "
        "{_@short}]",
        "(has|did|is) {batch@batch_code} [already|been] "
        "(arrived|arrive|landed|left|delivered|cleared|cleared customs|here) [yet|already]",
        "when (will|does|is|did) [the] (batch|shipment|crate) {batch} (arrive|land|get "
        "here|leave|come|due|get there|be here|arriving|get in|coming|left) [in {_@short}]",
        "(batch|shipment) {batch} [where|status|location|where now|eta|tracking|update|where is "
        "it|now where|already where]",
        "(whats|what is|what do we have|whats all) in [the] (batch|shipment|crate) {batch}",
        "<show> [me] [the] (batch|shipment|crate) {batch}",
        "(which|what) (items|pieces|works|things) [are|is] in [the] (batch|shipment|crate) {batch}",
        "(whats|what is) (happening|going on|up|the story) with [the] (batch|shipment|crate) {batch}",
        "? [!(batch|shipment|crate|lot) "
        "{batch};!(where|wheres|status|stays|update|track|eta|there|news|progress|arrived|whereabouts|location|hows|how|is "
        "it|when)]",
        "? [!{batch@batch_code};!(where|wheres|whereabouts);(batch|shipment|crate|now|stays|got to)]",
    )
    examples = {"where is B7": {"batch": "B7"}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        inside = batches.contents(crm, self.batch)
        where = f"was last in {self.batch.location}" if self.batch.location else "has not moved yet"
        tracked = (
            f"\nTracking {self.batch.tracking} ({(self.batch.carrier or '').upper()})"
            if self.batch.tracking
            else ""
        )
        things = f"\n{batch_words.names(inside[:8])}" if inside else ""
        text = f"Batch {self.batch.name} {where}. {batch_words.many(inside)} in it.{tracked}{things}"
        return Reply(text, [batch_words.ref(self.batch)])


class ListBatches(Intent):
    """Batches that are open."""

    phrases = (
        "(which|what|any|how many) (batches|shipments|crates) [are|do we have|have we|are "
        "there|have we got|is|are still|that are] [still|currently|now|right now] (open|under "
        "way|underway|in transit|on the way|on their "
        "way|moving|going|active|travelling|traveling|out|running|in progress|not "
        "closed|pending|coming|still open|unfinished|on the road|due) [right now|now|at the "
        "moment|currently]",
        "<show> [me] [all|all the|all our|the|our|any] [open|active|current|running|pending] "
        "(batches|shipments|crates|batch list) [in transit|on the way|we have]",
        "[all|all the|all our|the|our|any] (open|active|current|running) (batches|shipments|crates)",
        "(list batches|batches|batch list|open batches|all batches|any batches|what batches do we "
        "have|which batches do we have|what batches have we got|which shipments do we have|any "
        "batches open|what batches are there|which batches are there|show batches|any open "
        "batches|whats in transit|how many batches are there|what batches have we open|which "
        "batches have we open|batches overview|which batches we have)",
        "? "
        "[!(batches|shipments|crates);!(open|which|what|transit|list|all|any|way|show|moving|under "
        "way|active|current|how many)]",
    )
    examples = {"which batches are open": {}}
    effect = Effect.READ
    needs = Permission.ITEMS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import batches

        rows = batches.open_ones(crm)
        if not rows:
            return Reply("No batch is open.")
        start = (self.page or {}).get("start", 0)
        part = rows[start : start + 8]
        after = {"start": start + 8} if len(rows) > start + 8 else None
        lines = [batch_words.line(batch, many) for batch, many in part]
        refs = [batch_words.ref(batch) for batch, _ in part]
        return page(self, "" if start else f"{len(rows)} open:", lines, refs, after, len(rows) - start - 8)
