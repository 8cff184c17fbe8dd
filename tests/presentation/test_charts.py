from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_colours import tokens

from fanal.presentation import (
    Language,
    Refusal,
    as_html,
    charts,
    draw_png,
    draw_svg,
    fill,
    specification,
    with_end_labels,
)
from fanal.presentation.report import Figure, Report, Section, Table

FORMS = (
    {"label": "Travail forcé", "value": 12040, "low": 11000, "high": 13200},
    {"label": "Exploitation <sexuelle> & autres", "value": 8730},
    {"label": "Prélèvement d’organes", "value": None, "note": "moins de 11"},
)
YEARS = tuple(
    {
        "x": year,
        "y": None if (form, year) == ("Begging", 2019) else 100 + step * (year - 2015),
        "series": form,
    }
    for form, step in (("Labour", 0), ("Sexual", 20), ("Begging", 1), ("Other", 21))
    for year in range(2015, 2025)
)


def bars(language: Language = "fr") -> dict[str, Any]:
    return fill(
        specification("bars"), FORMS, language=language, title="Victimes", titles={"length": "Personnes"}
    )


def lines() -> dict[str, Any]:
    return fill(specification("lines"), with_end_labels(YEARS), language="en", titles={"y": "People"})


def test_a_chart_says_its_rows_in_its_language() -> None:
    drawn = draw_svg(bars())
    for words in ("12\u202f040", "8\u202f730", "moins de 11", "Victimes", "Personnes", "Travail forcé"):
        assert f">{words}<" in drawn
    assert "Exploitation &lt;sexuelle&gt; &amp; autres" in drawn
    assert ">12,040<" in draw_svg(bars("en"))
    assert not re.search(r">\d(\.\d)?e\+", drawn), "no scientific notation on an axis"


def test_every_line_is_named_in_the_order_of_the_rows() -> None:
    drawn = draw_svg(lines())
    assert all(f">{name}<" in drawn for name in ("Labour", "Sexual", "Begging", "Other", "People"))
    strokes = re.findall(r'aria-roledescription="line mark"[^>]*?stroke="(#\w{6})"', drawn)
    light = tokens("light")
    assert [light[f"series-{number}"] for number in (1, 2, 3, 4)] == list(dict.fromkeys(strokes))


def test_the_same_chart_has_the_same_bytes_in_another_process() -> None:
    here = [
        hashlib.sha256(draw_png(chart) + draw_svg(chart).encode()).hexdigest() for chart in (bars(), lines())
    ]
    program = (
        "import hashlib, json, sys; from fanal.presentation import draw_png, draw_svg\n"
        "for chart in json.load(sys.stdin):\n"
        "    print(hashlib.sha256(draw_png(chart) + draw_svg(chart).encode()).hexdigest())\n"
    )
    there = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps([bars(), lines()]), capture_output=True, text=True
    )
    assert there.stdout.split() == here, there.stderr


def test_scale_is_points_to_a_pixel() -> None:
    widths = [int.from_bytes(draw_png(bars(), scale)[16:20]) for scale in (1, 2)]
    assert widths[1] == pytest.approx(2 * widths[0], abs=2)


def test_a_chart_asks_for_nothing_from_elsewhere() -> None:
    for url in ("https://example.org/rows.csv", "file:///etc/hostname"):
        asking = bars() | {"layer": [{"data": {"url": url}, "mark": "bar"}]}
        with pytest.raises(ValueError, match="never asks"):
            draw_svg(asking)


def test_filling_leaves_the_specification_alone() -> None:
    read = specification("bars")
    fill(read, FORMS, language="en", title="Title", titles={"length": "People"})
    assert read == specification("bars")
    with pytest.raises(ValueError, match="value is nan"):
        fill(read, [{"label": "a", "value": float("nan")}], language="en")


def test_without_the_renderer_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    charts._renderer.cache_clear()
    with pytest.raises(Refusal, match=r"install fanal\[release\]"):
        draw_svg(bars())


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_names_at_the_ends_of_lines_never_cover_each_other(ends: list[int]) -> None:
    rows = [
        {"x": year, "y": end if year == 2024 else 0, "series": str(number)}
        for number, end in enumerate(ends)
        for year in (2023, 2024)
    ]
    last = [row for row in with_end_labels(rows, height=300) if row["x"] == 2024]
    placed: list[Any] = sorted((row["label_y"], row["y"]) for row in last)
    assert [end for _, end in placed] == sorted(ends), "in the order of the lines"
    assert all(label >= end for label, end in placed)
    gap = 12 * max(ends) / 300  # the height of the letters, in the units of y
    assert all(after[0] - before[0] >= gap for before, after in pairwise(placed))


def test_the_configuration_takes_its_colours_from_the_tokens() -> None:
    config = fill(specification("bars"), (), language="en")["config"]
    light = tokens("light")
    assert config["range"]["category"] == [light[f"series-{number}"] for number in range(1, 7)]
    assert config["range"]["ramp"] == [light[f"sequence-{number}"] for number in range(1, 6)]
    used = set(
        re.findall(r"#[0-9A-F]{6}", json.dumps([config, specification("bars"), specification("lines")]))
    )
    assert used <= set(light.values())
    sizes = [int(size) for size in re.findall(r'"[a-z]*[fF]ontSize": (\d+)', json.dumps(config))]
    assert min(sizes) >= 12


def test_our_font_is_carried_with_its_licence() -> None:
    fonts = files("fanal.presentation").joinpath("fonts")
    assert "SIL OPEN FONT LICENSE" in fonts.joinpath("OFL.txt").read_text(encoding="utf-8")
    for weight in ("Regular", "Bold"):
        font = fonts.joinpath(f"FanalSans-{weight}.ttf").read_bytes()
        assert "Fanal Sans".encode("utf-16-be") in font
        assert len(font) < 200_000
    assert fill(specification("bars"), (), language="en")["config"]["font"].startswith("Fanal Sans,")


def test_a_chart_stands_in_a_page() -> None:
    table = Table(("Forme", "Personnes"), tuple((row["label"], row["value"]) for row in FORMS))
    figure = Figure("Victimes", bars(), "Le travail forcé vient en tête.", table, svg=draw_svg(bars()))
    html = as_html(Report("fr", "Titre", "Phrase.", "good", (Section("Partie", (figure,)),)))
    assert 'role="img" aria-label="Le travail forcé vient en tête."' in html
    assert "12\u202f040</text>" in html
