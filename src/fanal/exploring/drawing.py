"""An answer as a picture: a Vega-Lite specification, drawn as SVG or PNG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fanal.exploring.cells import Cells
from fanal.presentation import draw_png, draw_svg


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a picture is to look.

    Attributes
    ----------
    narrow
        For a telephone, 390 pixels wide.
    dark
        Light on dark.
    titled
        Whether title, unit and the first notes stand in the picture; leave them out where the page says them.
    """

    narrow: bool = False
    dark: bool = False
    titled: bool = True


def specification(cells: Cells, look: Look = Look()) -> dict[str, Any]:
    """Fill the specification of the form asked for: for `Form.TABLE`, bars of the first field.

    Every row of its data is a cell: ``codes``, ``count``, ``status`` and what is drawn of it.
    """
    raise NotImplementedError


def svg(cells: Cells, look: Look = Look()) -> str:
    """Draw an answer as SVG; keep it, drawing takes a while."""
    return draw_svg(specification(cells, look))


def png(cells: Cells, look: Look = Look(), scale: float = 2) -> bytes:
    """Draw an answer as PNG, `scale` pixels to a CSS pixel."""
    return draw_png(specification(cells, look), scale)
