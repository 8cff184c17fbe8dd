"""The tokens keep the contrast that the visual brief promises, by the formula of WCAG 2.2."""

from __future__ import annotations

import re

import pytest

from fanal.presentation import style

TINTS = ("danger", "warning", "success", "info")

# text on background, ratio promised: light, dark
PROMISES = [
    ("ink", "page", 16.5, 15.3),
    ("muted", "page", 7.3, 8.8),
    ("muted", "sunken", 6.1, None),
    ("line", "page", 1.5, 1.7),
    ("control", "page", 5.3, 5.7),
    ("on-brand", "brand", 13.4, 11.6),
    ("link", "page", 8.3, 9.5),
    ("visited", "page", 8.3, 9.0),
    ("glow", "page", 1.9, 11.6),
    ("glow", "brand", 7.1, None),
    ("danger", "page", 9.5, 6.7),
    ("danger", "danger-tint", 8.2, 6.0),
    ("warning", "page", 5.7, 13.2),
    ("warning", "warning-tint", 5.2, 10.9),
    ("success", "page", 9.0, 10.7),
    ("success", "success-tint", 7.9, 8.5),
    ("info", "page", 5.6, 7.1),
    ("info", "info-tint", 4.9, 5.6),
]


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of one scheme as the style sheet declares them; dark ones lie over light ones."""
    light, dark = style("tokens").split("@media", 1)
    colour = re.compile(r"--([a-z0-9-]+): (#[0-9A-F]{6});")
    return dict(colour.findall(light)) | (dict(colour.findall(dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "back", "light", "dark"), PROMISES)
def test_contrast_is_what_the_brief_promises(front: str, back: str, light: float, dark: float | None) -> None:
    for scheme, promised in (("light", light), ("dark", dark)):
        if promised is not None:
            colours = tokens(scheme)
            assert contrast(colours[front], colours[back]) == pytest.approx(promised, abs=0.06), scheme


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out_wherever_it_stands(scheme: str) -> None:
    colours = tokens(scheme)
    grounds = ["page", "surface", "sunken"]
    text = [(front, back) for front in ("ink", "muted", "link", "visited") for back in grounds]
    text += [("on-header", "header")] + [("ink", f"{name}-tint") for name in TINTS]
    text += [(name, ground) for name in TINTS for ground in (f"{name}-tint", "page", "surface")]
    low = [(pair, contrast(colours[pair[0]], colours[pair[1]])) for pair in text]
    assert not [(pair, ratio) for pair, ratio in low if ratio < 4.5]
    for number in range(1, 7):
        assert contrast(colours[f"series-{number}"], colours["page"]) >= 3, number
    assert contrast(colours["control"], colours["page"]) >= 3
    assert contrast(colours["brand"], colours["page"]) >= 3, "the outline of focus"


def test_dark_replaces_every_colour_of_light() -> None:
    light, dark = style("tokens").split("@media", 1)
    named = re.compile(r"--([a-z0-9-]+): #")
    assert set(named.findall(light)) == set(named.findall(dark))


def test_pages_take_every_colour_from_the_tokens() -> None:
    page = style("page")
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", page)) == {"#FFFFFF"}, "only the paper under a picture"
    asked = set(re.findall(r"var\(--([a-z0-9-]+)", page))
    given = set(re.findall(r"--([a-z0-9-]+):", style("tokens") + page))
    assert asked <= given
