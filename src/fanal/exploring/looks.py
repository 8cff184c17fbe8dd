"""How a picture looks: wide or narrow, light or dark, with or without its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INK, PAPER = "#14202E", "#FFFFFF"
NOBODY = "#F1F1EE"
"""Of what is not told; away from the sequence of colours."""

_DARK = {
    INK: "#E9EEF4",
    PAPER: "#0C1826",
    "#4A5867": "#A9B8C9",
    "#C9D1DC": "#2C4058",
    "#5F6D7D": "#7F93AA",
    "#E8ECF2": "#1E3A57",
    "#12304F": "#B2CEF8",
    "#B86806": "#F4C56E",
    NOBODY: "#132335",
}
_DARK_RANGES = {
    "category": ["#B2CEF8", "#F4C56E", "#3F8BE0", "#BC5A43", "#9A9C92", "#5C7076"],
    "ordinal": ["#1E3A57", "#33608C", "#5A8CBD", "#93BCE2", "#DCEBFA"],
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a picture is to look.

    Attributes
    ----------
    narrow
        For a telephone: 390 pixels wide.
    dark
        Light on dark.
    titled
        Whether title and unit stand in the picture; leave them out where the page says them. That those
        detected are not all stands in every picture.
    """

    narrow: bool = False
    dark: bool = False
    titled: bool = True

    @property
    def signs(self) -> int:
        """Characters of a line of small print."""
        return 50 if self.narrow else 72


def darkened(spec: dict[str, Any]) -> dict[str, Any]:
    """Turn the colours of a filled specification; its data keep theirs, which are words."""
    config = spec["config"]
    ranges = config["range"] | {"category": _DARK_RANGES["category"]}
    ranges |= dict.fromkeys(("ordinal", "ramp", "heatmap"), _DARK_RANGES["ordinal"])
    turned: dict[str, Any] = _turned(spec)
    return turned | {"config": turned["config"] | {"range": ranges}}


def sequence(look: Look, light: list[str], n: int) -> list[str]:
    """Take n colours of the sequence; not the one that is nearest to what is not told."""
    ramp = (_DARK_RANGES["ordinal"] if look.dark else light)[1:]
    return [ramp[round(place * (len(ramp) - 1) / max(n - 1, 1))] for place in range(n)]


def _turned(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: value if key == "values" else _turned(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_turned(one) for one in part]
    return _DARK.get(part, part) if isinstance(part, str) else part
