"""Names of people. A span with a word that no name has ("my ex on ebay") is not a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.slots.kind import Json
from intents.slots.words import Text, lowercase, trimmed

if TYPE_CHECKING:
    from intents.phrases import Run

PRONOUNS = frozenset("her him them she he they".split())
TITLES = frozenset(
    "mr mrs ms miss mx dr prof herr frau monsieur madame mme señora señor signor signora sir lady lord".split()
)
PARTICLES = frozenset(
    "de van von der den del della di da dos du la le el al bin ibn ter ten af av st".split()
)
NOT_NAMES = frozenset(
    """
    a an the this that these those my our your his its their i im ive id me you he she it we us they them who whom whose
    what which when where why how whether if then than so and or but because as at by for from in into of off on onto
    out over under up down to toward with without within about after before again against all am any anyone anything
    are arent be been being both can cant cannot could couldnt did didnt do does doesnt doing done dont each else
    every everyone everything everybody few had has hasnt have havent having here hers himself hold how is isnt just
    keep know like likes love loves many maybe might mine more most much must need needs never new no nobody none not
    nothing now off often ok old once one only other others ought ours own please put really same say says see send
    several shall she should show since some somebody someone something soon still such take tell text thanks that
    their theirs there therefore thing things think too two three four five six seven eight nine ten until upon very
    want wants was wasnt way we were what whats when whens where wheres which while who whos why will wish with won
    wont would wouldnt yes yet yesterday today tomorrow tonight monday tuesday wednesday thursday friday saturday
    sunday week month year day days weeks months years hour hours minutes morning afternoon evening night time times
    order orders invoice bill payment price prices offer batch reminder task tasks note notes message messages email
    call called calls phone number address list lists buy buys bought sell sells sold pay pays paid owe owes get gets
    got give gives gave given go goes going gone come comes coming came make makes made move moved find found look
    looking looks help thank sorry hello hi hey good great nice fine first last next back another extra people guys
    person man woman mom mum dad mother father sister brother son daughter wife husband friend friends neighbour
    neighbor boss kid kids baby cousin uncle aunt colleague coworker someones anybody company bank card account money
    cash credit check car house home room office store shop museum gallery auction christies sothebys artist artists
    collector collectors client clients customer customers buyer buyers member members staff team item items piece
    pieces work works painting paintings watch watches stock mug mugs everyone's dollars euros pounds usd eur percent
    being seems seem let lets reply write wrote ask asks asked asking said told hear heard seen saw want wanted use
    used try tried trying leave leaves left stay stop stopped start started begin close closed open opened run runs
    later early late ago away anymore ever always already almost actually also even quite rather pretty little lot
    lots big small long short high low right wrong true false real whole half free full best better worst worse
    dog cat phone's alarm alarms timer weather news music song songs movie game football dinner lunch breakfast coffee
    food flight flights hotel hotels trip travel traffic recipe meal restaurant reservation ticket tickets schedule
    calendar event events meeting appointment app website password pin balance transfer transaction transactions
    statement loan mortgage insurance poem essay story song joke letter recipe lists done finished ready noon midday midnight tonight congratulations did sale tax taxes interest rate rates limit spend spent spending bought
    """.split()
)
_SHAPE = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’.])*$")


class Name(Text):
    """One to five words of a person's name: "Maria", "the hendersons", "Dr Osei", "anouk de vries"."""

    def __init__(self, name: str, cost: float = 1.0, *, pronouns: bool = True, longest: int = 5) -> None:
        super().__init__(name, cost, longest)
        self.pronouns = pronouns

    def limit(self, run: Run, i: int) -> int:
        words, gaps = run.words, run.text.gaps
        if i >= run.n:
            return i
        if self.pronouns and words[i] in PRONOUNS:
            return i + 1
        at = i + 1 if words[i] in ("the", "our", "my") else i
        start = at
        while at < run.n and at - start < self.longest:
            if (
                at > start
                and gaps[at]
                and not run.abbreviated(at)
                and any(ch in ",;:!?()\n–—-." for ch in gaps[at])
            ):
                break
            if not self._can_be(run, at, start):
                break
            at += 1
        return at if at > start else i

    def _can_be(self, run: Run, at: int, start: int) -> bool:
        word = run.words[at]
        if word in NOT_NAMES:
            if word == "and" and at > start:
                return run.words[at - 1] in TITLES and run.words[at + 1] in TITLES
            return not lowercase(run, at) and at > 0 and word in CAPITAL_NAMES
        raw = run.text.text[run.text.spans[at][0] : run.text.spans[at][1]]
        return bool(_SHAPE.match(raw)) and len(raw) < 24

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in ("the", "our", "my") and end - i > 1:
            i += 1
        if run.words[end - 1] in PARTICLES and end - i > 1 and lowercase(run, end - 1):
            return None
        if run.words[i] in TITLES and end - i == 1:
            return None
        if not owned and run.owned[end - 1] == 2:
            return None
        return trimmed(self.clean(run.text.cut(i, end), owned)) or None

    def penalty(self, run: Run, i: int, end: int) -> float:
        extra = max(0, end - i - 3) * 0.7
        return extra + (0.3 if run.words[i] == "the" else 0)


CAPITAL_NAMES = frozenset(
    "will may art grace mark bill june april august rose hope joy faith young small long best major price".split()
)
