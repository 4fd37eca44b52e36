"""An invoice as a page: drawn from what was kept when it was issued, so that it reads the same years later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_core.models import Invoice
from crm_core.services import appearance

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN, WIDE = 22.0, 16.0  # millimetres: left and right; between the parts
INK, GREY, LINE = (24, 24, 27), (115, 115, 122), (205, 205, 210)
LOGO = (60.0, 22.0)  # the most a logo takes up, in millimetres
FACE, REST = "stix", "dejavu"  # REST: for letters that the first face lacks


def draw(invoice: Invoice, pay_url: str = "", logo: Path | None = None) -> bytes:
    """The PDF of an issued invoice or credit note. pay_url: where its due amount can be paid, if anywhere.

    logo: a picture to stand above the gallery's name.
    """
    said = invoice.document
    pdf = _page(said)
    _head(pdf, said, logo)
    _parties(pdf, said)
    _lines(pdf, said)
    _sums(pdf, said)
    _foot(pdf, said, pay_url)
    return bytes(pdf.output())


def file_name(invoice: Invoice) -> str:
    """ "invoice-12.pdf" or "credit-note-13.pdf"."""
    return f"{'credit-note' if invoice.credits_id else 'invoice'}-{invoice.number}.pdf"


def _page(said: dict[str, Any]) -> FPDF:
    from fpdf import FPDF

    pdf = FPDF(format="letter" if said["paper"] == "letter" else "a4")
    # The same invoice drawn again is the same file, to the byte.
    pdf.set_creation_date(_noon(said["issued_on"]))
    folder = _fonts()
    pdf.add_font(FACE, fname=folder / "STIXGeneral.ttf")
    pdf.add_font(FACE, "B", fname=folder / "STIXGeneralBol.ttf")
    pdf.add_font(FACE, "I", fname=folder / "STIXGeneralItalic.ttf")
    pdf.add_font(REST, fname=folder / "DejaVuSans.ttf")
    pdf.set_fallback_fonts([REST], exact_match=False)
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.c_margin = 0  # text begins where the rules do
    pdf.set_auto_page_break(True, MARGIN + 8)
    pdf.set_title(f"{said['title']}, {said['gallery']}")
    pdf.set_author(said["gallery"])
    pdf.set_creator("Herring")
    pdf.set_draw_color(*LINE)
    pdf.add_page()
    return pdf


def _noon(iso: str) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(date.fromisoformat(iso), time(12), UTC)


def _fonts() -> Path:
    """Matplotlib brings faces that hold the letters of most European names; nothing has to be shipped twice."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


def _say(pdf: FPDF, text: str, size: float, *, style: str = "", ink: tuple[int, int, int] = INK) -> None:
    """One paragraph over the whole width, at the place reached."""
    pdf.set_font(FACE, style, size)
    pdf.set_text_color(*ink)
    pdf.multi_cell(0, size * 0.48, text, new_x="LMARGIN", new_y="NEXT", align="L")


def _ink(said: dict[str, Any]) -> tuple[int, int, int]:
    """The gallery's colour, dark enough to be read; ours where it had none when this was issued."""
    return appearance.readable(said["colour"]) if said.get("colour") else INK


def _logo(pdf: FPDF, logo: Path) -> None:
    """As large as it may be, its left edge where the words begin."""
    from PIL import Image

    with Image.open(logo) as picture:
        width, height = picture.size
    scale = min(LOGO[0] / width, LOGO[1] / height)
    pdf.image(logo, pdf.l_margin, pdf.get_y(), width * scale, height * scale)
    pdf.set_y(pdf.get_y() + height * scale + 4)


def _head(pdf: FPDF, said: dict[str, Any], logo: Path | None) -> None:
    if logo is not None:
        _logo(pdf, logo)
    pdf.set_char_spacing(2.2)
    _say(pdf, said["gallery"].upper(), 15, ink=_ink(said))
    pdf.set_char_spacing(0)
    if said["from"]:
        pdf.ln(1.5)
        _say(pdf, said["from"], 9.5, ink=GREY)
    pdf.ln(WIDE)
    _say(pdf, said["title"], 26)
    pdf.ln(2)
    _say(pdf, " · ".join(said["about"]), 10.5, ink=GREY)
    pdf.ln(9)


def _parties(pdf: FPDF, said: dict[str, Any]) -> None:
    _say(pdf, "For", 9.5, style="I", ink=GREY)
    pdf.ln(0.8)
    _say(pdf, "\n".join(said["to"]), 12)
    pdf.ln(WIDE - 4)


def _lines(pdf: FPDF, said: dict[str, Any]) -> None:
    """Each thing: its title and the amount, below it what it is."""
    _rule(pdf)
    for line in said["lines"]:
        _line(pdf, line)
        _rule(pdf)


def _line(pdf: FPDF, line: dict[str, str]) -> None:
    width, amount_width = pdf.epw, 38.0
    if pdf.will_page_break(22):
        pdf.add_page()
        _rule(pdf)
    pdf.ln(3.4)
    top = pdf.get_y()
    _amount(pdf, line["total"], 12)
    pdf.set_xy(pdf.l_margin, top)
    pdf.set_font(FACE, "I", 12.5)
    pdf.multi_cell(width - amount_width, 6, line["title"], new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.set_font(FACE, "", 9.5)
    pdf.set_text_color(*GREY)
    for small in (line["detail"], line["count"]):
        if small:
            pdf.multi_cell(width - amount_width, 4.8, small, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(3.4)


def _amount(pdf: FPDF, text: str, size: float, *, style: str = "", ink: tuple[int, int, int] = INK) -> None:
    """An amount at the right edge of the line reached."""
    pdf.set_font(FACE, style, size)
    pdf.set_text_color(*ink)
    pdf.cell(0, 6, text, align="R")


def _rule(pdf: FPDF) -> None:
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())


def _sums(pdf: FPDF, said: dict[str, Any]) -> None:
    pdf.ln(4)
    *before, last = said["sums"]
    if pdf.will_page_break(8.0 * len(said["sums"])):
        pdf.add_page()
    for name, amount in before:
        _sum(pdf, name, amount, 10.5, "")
    pdf.ln(1.5)
    _sum(pdf, last[0], last[1], 13, "B", _ink(said))


def _sum(pdf: FPDF, name: str, amount: str, size: float, style: str, ink: tuple[int, int, int] = INK) -> None:
    pdf.set_x(pdf.l_margin + pdf.epw * 0.45)
    pdf.set_font(FACE, style, size)
    pdf.set_text_color(*(ink if style else GREY))
    pdf.cell(pdf.epw * 0.25, 6.4, name)
    _amount(pdf, amount, size, style=style, ink=ink)
    pdf.ln(6.6)


def _foot(pdf: FPDF, said: dict[str, Any], pay_url: str) -> None:
    pdf.ln(WIDE - 4)
    if pay_url:
        pdf.set_font(FACE, "", 11)
        pdf.set_text_color(*INK)
        pdf.write(5.4, "Pay by card: ")
        pdf.set_font(FACE, "U", 11)
        pdf.write(5.4, pay_url, link=pay_url)
        pdf.ln(9)
    for note in said["notes"]:
        _say(pdf, note, 10.5, ink=GREY)
        pdf.ln(1.5)
