"""Figures as a picture that can be read on a phone: few bars, large words, every bar with its figure.

The message that carries it says the same in words: who can't see it misses nothing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_core.crm import Crm
from crm_core.money import Money
from crm_core.services import media_files

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 14  # bars
FEWEST = 3  # fewer are said faster than shown
INK, BAR, FAINT = "#1f2933", "#2f6f6d", "#d9e2ec"
LONGEST = 22  # letters of a label


@dataclass(frozen=True)
class Bar:
    """said: its figure in words, beside it."""

    label: str
    value: float
    said: str


def bar(label: str, amount: Money) -> Bar:
    """A bar of money, said without cents: "$12,500"."""
    return Bar(label, float(amount.amount), str(amount.rounded()).removesuffix(".00").split(".")[0])


def kept(crm: Crm, title: str, bars: Sequence[Bar], *, in_time: bool = False) -> str | None:
    """The key of the stored picture; None where there is too little to show. in_time: columns from left to right."""
    shown = list(bars[-MOST:] if in_time else bars[:MOST])
    if len(shown) < FEWEST or not any(each.value > 0 for each in shown):
        return None
    return media_files.keep(crm.key, drawn(title, shown, in_time=in_time), "png")


def drawn(title: str, bars: Sequence[Bar], *, in_time: bool = False) -> bytes:
    """A PNG of 1000 pixels in width."""
    # Not pyplot: that keeps figures for a window nobody opens, and isn't meant for several threads.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = 6.0 if in_time else 1.6 + 0.62 * len(bars)
    figure = Figure(figsize=(10, height), dpi=100, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    (_columns if in_time else _rows)(axes, bars)
    axes.set_title(_plain(title), loc="left", fontsize=22, color=INK, pad=18)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=17, labelcolor=INK)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _rows(axes: Axes, bars: Sequence[Bar]) -> None:
    places = range(len(bars))
    drawn: Any = axes.barh(places, [each.value for each in bars], color=BAR, height=0.66)
    axes.bar_label(drawn, [_plain(each.said) for each in bars], padding=8, fontsize=17, color=INK)
    axes.set_yticks(places, [_plain(_short(each.label)) for each in bars])
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.margins(x=0.22)
    axes.axvline(0, color=FAINT)


def _columns(axes: Axes, bars: Sequence[Bar]) -> None:
    places = range(len(bars))
    drawn: Any = axes.bar(places, [each.value for each in bars], color=BAR, width=0.7)
    size = 17 if len(bars) <= 6 else 12
    axes.bar_label(
        drawn, [_plain(each.said) if each.value else "" for each in bars], padding=4, fontsize=size, color=INK
    )
    axes.set_xticks(places, [_plain(each.label) for each in bars])
    axes.set_yticks([])
    axes.margins(y=0.12)
    axes.axhline(0, color=FAINT)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """matplotlib reads what stands between two dollar signs as a formula."""
    return text.replace("$", r"\$")
