"""One page as PDF, with a mark of who made it, when and why across and below it. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from fanal.web.casework.summary_page import Line, Notes, Part

FONT = "Fanal"
MARGIN_MM, BOTTOM_MM = 18, 262
MISSING = "¤"
"""A sign of the font that no name has."""
_LABEL_MM, _LINE_MM = 48, 5.6
_INK, _MUTED, _FAINT = (20, 32, 46), (84, 97, 112), (222, 228, 234)


def as_pdf(parts: Sequence[Part], marks: Sequence[str], notes: Notes, language: str) -> bytes:
    """Draw the page.

    Parameters
    ----------
    parts
        What stands on it; what does not fit is left out, and the page says so.
    marks
        Who, when, why; to whom. Across the page, and below it.
    notes
        What the page says of itself.
    language
        For readers of the screen: the language of the document.
    """
    page = _begun(notes, language)
    _watermark(page, marks)
    page.set_xy(MARGIN_MM, MARGIN_MM)
    _write(page, notes.confidential, size=9.5, colour=_MUTED)
    _write(page, notes.title, size=18, bold=True)
    drawn = [_part(page, part, notes) for part in parts]
    said = [text for part in parts for line in part.lines for text in (line.label, line.text)]
    printable = all(_printable(text) == text for text in [*said, *marks])
    _foot(page, marks, [] if printable else [notes.signs], [] if all(drawn) else [notes.fell_off])
    return bytes(page.output())


def _begun(notes: Notes, language: str) -> FPDF:
    page = FPDF(format="A4")
    place = files("fanal.presentation").joinpath("fonts")
    for style, name in (("", "FanalSans-Regular.ttf"), ("B", "FanalSans-Bold.ttf")):
        with as_file(place.joinpath(name)) as path:
            page.add_font(FONT, style, str(path))
    page.set_auto_page_break(False)
    page.set_margins(MARGIN_MM, MARGIN_MM)
    page.set_title(notes.title)
    page.set_lang(language)
    page.set_producer("Fanal")
    page.add_page()
    return page


def _watermark(page: FPDF, marks: Sequence[str]) -> None:
    text = _printable(" · ".join(marks))
    page.set_font(FONT, "", 15)
    page.set_text_color(*_FAINT)
    for down in range(40, 320, 46):
        with page.rotation(28, MARGIN_MM, down):
            page.text(0, down, f"{text}     {text}")


def _part(page: FPDF, part: Part, notes: Notes) -> bool:
    """Draw a part; False where not all of it fits."""
    if page.get_y() > BOTTOM_MM - 14:
        return False
    page.ln(3)
    _write(page, part.title, size=12.5, bold=True)
    if not part.lines:
        _write(page, notes.nothing, colour=_MUTED)
    drawn = [_line(page, line) for line in part.lines]
    return all(drawn)


def _line(page: FPDF, line: Line) -> bool:
    width = page.w - 2 * MARGIN_MM - _LABEL_MM
    page.set_font(FONT, "", 10.5)
    text, label = _printable(line.text), _printable(line.label)
    needed = max(_height(page, wide, said) for wide, said in ((width, text), (_LABEL_MM, label)))
    top = page.get_y()
    if top + needed > BOTTOM_MM:
        return False
    page.set_text_color(*_MUTED)
    page.multi_cell(_LABEL_MM, _LINE_MM, label, align="L", new_x=XPos.RIGHT, new_y=YPos.TOP)
    page.set_text_color(*_INK)
    page.set_xy(MARGIN_MM + _LABEL_MM, top)
    page.multi_cell(width, _LINE_MM, text, align="L")
    page.set_xy(MARGIN_MM, top + needed + 0.6)
    return True


def _height(page: FPDF, width: float, text: str) -> float:
    found = page.multi_cell(width, _LINE_MM, text, dry_run=True, output=MethodReturnValue.HEIGHT, align="L")
    assert isinstance(found, float | int)  # noqa: S101
    return found


def _foot(page: FPDF, marks: Sequence[str], *notes: Sequence[str]) -> None:
    page.set_xy(MARGIN_MM, BOTTOM_MM + 3)
    for text in (*(one for some in notes for one in some), *marks):
        _write(page, text, size=8.5, colour=_MUTED, line_mm=4.4)


def _write(
    page: FPDF,
    text: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
    line_mm: float = 0,
) -> None:
    page.set_font(FONT, "B" if bold else "", size)
    page.set_text_color(*colour)
    page.set_x(MARGIN_MM)
    page.multi_cell(
        0, line_mm or size * 0.53, _printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )


def _printable(text: str) -> str:
    """Put a sign in the place of each that the font does not hold, line ends apart."""
    return "".join(one if one == "\n" or ord(one) in _held() else MISSING for one in text)


@cache
def _held() -> frozenset[int]:
    """Give the code points that both fonts hold."""
    from fontTools.ttLib import TTFont

    place = files("fanal.presentation").joinpath("fonts")
    found = []
    for name in ("FanalSans-Regular.ttf", "FanalSans-Bold.ttf"):
        with as_file(place.joinpath(name)) as path, TTFont(path) as font:
            found.append(frozenset(font.getBestCmap()))
    return found[0] & found[1]
