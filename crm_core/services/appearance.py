"""How a gallery's pages and papers look: its name, its logo, and its colour in shades that can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crm_core.config import settings
from crm_core.crm import Crm
from crm_core.services import media_links

Rgb = tuple[int, int, int]
COLOUR = re.compile(r"#?([0-9a-f]{6})")
PAPER, NIGHT = (250, 248, 244), (23, 21, 18)  # what words stand on, by day and by night
READABLE = 4.5  # contrast of words to what they stand on (WCAG 2.2, 1.4.3)
SEEN = 3.0  # of signs (1.4.11)


@dataclass(frozen=True)
class Look:
    """A gallery as its pages show it. As text it is its name. logo, style: addresses on this host, or ""."""

    name: str
    logo: str = ""
    style: str = ""

    def __str__(self) -> str:
        return self.name


def of(crm: Crm) -> Look:
    """The gallery at hand."""
    chosen = crm.settings
    logo = media_links.link(crm.key, chosen.logo, crm.now()) if chosen.logo else ""
    style = f"/look/{chosen.colour.lstrip('#')}.css" if chosen.colour else ""
    return Look(chosen.name, logo.removeprefix(settings().base_url), style)


def sheet(colour: str) -> str | None:
    """The style sheet of a colour: the sign and the words in it, by day and by night. None for what is no colour."""
    found = COLOUR.fullmatch(colour)
    if found is None:
        return None
    chosen = rgb(found[1])
    day = _shades(chosen, PAPER, lambda each, part: _mixed(each, (0, 0, 0), part))
    night = _shades(chosen, NIGHT, lambda each, part: _mixed(each, (255, 255, 255), part))
    return f":root {{ {day} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {night} }} }}\n"


def _shades(colour: Rgb, ground: Rgb, towards: Callable[[Rgb, float], Rgb]) -> str:
    dot, ink = (_until(colour, ground, wanted, towards) for wanted in (SEEN, READABLE))
    return f"--dot: {_hex(dot)}; --dot-ink: {_hex(ink)};"


def readable(colour: str) -> Rgb:
    """A colour dark enough for words on white paper."""
    return _until(
        rgb(colour.lstrip("#")), (255, 255, 255), READABLE, lambda each, part: _mixed(each, (0, 0, 0), part)
    )


def _until(colour: Rgb, ground: Rgb, wanted: float, towards: Callable[[Rgb, float], Rgb]) -> Rgb:
    """The colour itself, or the nearest shade that stands out enough."""
    shades = (towards(colour, step / 20) for step in range(21))
    return next(shade for shade in shades if contrast(shade, ground) >= wanted)


def rgb(plain: str) -> Rgb:
    red, green, blue = bytes.fromhex(plain)
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return f"#{bytes(colour).hex()}"


def _mixed(colour: Rgb, other: Rgb, part: float) -> Rgb:
    red, green, blue = (round(one + (two - one) * part) for one, two in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Rgb, two: Rgb) -> float:
    """From 1 (alike) to 21 (black on white), by the formula of WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [each / 255 for each in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
