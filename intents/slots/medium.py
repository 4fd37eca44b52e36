"""What a thing is made of or painted with: gouache on paper, stoneware, 18k gold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind

if TYPE_CHECKING:
    from intents.phrases import Run

MATERIALS = frozenset(
    "oil oils acrylic acrylics gouache watercolor watercolour ink bronze marble stoneware porcelain ceramic ceramics "
    "linen wool cotton silk steel gold silver wood walnut oak glass paper print lithograph etching photograph c-print "
    "charcoal pencil pastel tempera enamel clay earthenware leather brass copper iron aluminum titanium platinum "
    "bamboo cherry maple ash teak birch pine felt velvet denim canvas resin plaster concrete stone granite alabaster "
    "terracotta raku screenprint serigraph woodcut linocut monotype engraving giclee collage drawing graphite chalk "
    "fresco mosaic tapestry textile embroidery neon video photography polaroid mixed-media encaustic sepia vellum "
    "cashmere mohair alpaca jute hemp rattan wax soy-wax soapstone jade amber pearl ebony mahogany rosewood cork "
    "stainless pewter aquatint mezzotint drypoint".split()
)
LEADING = frozenset(
    "mixed gelatin silver 18k 14k 9k 22k sterling stainless rose white yellow black bone hand-blown blown cast carved "
    "archival pigment colour color soft cold-press wheel-thrown glazed unglazed recycled organic pure solid coloured "
    "colored reclaimed belgian washed merino digital chromogenic dye red dark light raw brushed patinated "
    "painted".split()
)
TRAILING = frozenset("media medium print leaf transfer print. steel gold pigment print".split())
LINKS = frozenset("on and with over".split())
GROUNDS = MATERIALS | frozenset(
    "board panel wood plywood masonite mdf card cardboard aluminium dibond plexiglas fabric".split()
)


class Medium(Kind):
    """Known materials with what they are on: "oil on linen", "18k gold", "mixed media"; kept as said."""

    typed = True

    def starters(self) -> frozenset[str]:
        return MATERIALS | LEADING

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        end = self._material(run.words, i, run.n)
        if not end:
            return []
        while end + 1 < run.n and run.words[end] in LINKS:
            at = end + 1
            while at < run.n and run.words[at] in LEADING:
                at += 1
            if at < run.n and run.words[at] in GROUNDS:
                end = at + 1
            else:
                break
        return [(end, run.text.cut(i, end))]

    def _material(self, words: list[str], i: int, n: int) -> int:
        at = i
        while at < n and words[at] in LEADING:
            at += 1
        if at < n and (words[at] in MATERIALS or (at > i and words[at] in TRAILING)):
            at += 1
            while at < n and words[at] in TRAILING:
                at += 1
            return at
        return at if at > i and words[at - 1] == "silver" else 0

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}
