"""The paper form asks what it should, prints on A4, and points at nobody."""

from __future__ import annotations

import html
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fanal.exchange.writing.paper import write_paper_form
from fanal.presentation import Language
from fanal.standard import FieldType, htcds
from fanal.standard.consent import BOX, DUTIES

CORE = [field for field in htcds() if field.core and field.in_force]


class Labels(HTMLParser):
    """Collects the questions and their boxes, and what the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []
        self.boxes: list[int] = []
        self.loads: list[str] = []
        self._in_legend = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.loads += [value for name in ("src", "href") if (value := about.get(name))]
        if tag == "script":
            self.loads.append("script")
        if tag == "legend":
            self._in_legend = True
            self.questions.append("")
            self.boxes.append(0)
        if tag == "span" and about.get("class") == "box":
            self.boxes[-1] += 1
        if tag == "span" and about.get("class") == "how":
            self._in_legend = False

    def handle_endtag(self, tag: str) -> None:
        self._in_legend = self._in_legend and tag != "legend"

    def handle_data(self, data: str) -> None:
        if self._in_legend:
            self.questions[-1] = (self.questions[-1] + data).strip()


def form(folder: Path, language: Language, *, every_field: bool = False) -> Labels:
    path = folder / "form.html"
    write_paper_form(path, vocabulary=htcds(), language=language, every_field=every_field)
    labels = Labels()
    labels.feed(path.read_text(encoding="utf-8"))
    return labels


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_asks_consent_first_then_every_core_field(tmp_path: Path, language: Language) -> None:
    asked = form(tmp_path, language).questions
    first = [htcds()[name].label.in_(language) for name in DUTIES]
    assert asked[:8] == [*first, "● " + htcds()[BOX].label.in_(language)]
    assert sorted(asked[7:]) == sorted("● " + field.label.in_(language) for field in CORE)


def test_every_choice_of_a_short_list_has_a_box(tmp_path: Path) -> None:
    labels = form(tmp_path, "en")
    boxes = dict(zip(labels.questions, labels.boxes, strict=True))
    for field in CORE:
        count = boxes["● " + field.label.en]
        if field.type is FieldType.CHECKBOX:
            assert count == 2
        elif field.list is None or field.list == "iso-3166":
            assert count == 0
        else:
            assert count == len(htcds().code_list(field).offered())


def test_with_every_field_a_repeated_table_has_room_for_several_rows(tmp_path: Path) -> None:
    asked = form(tmp_path, "fr", every_field=True).questions
    expected = {field.label.fr for field in htcds() if field.in_force and field.name != "cas_Reference"}
    assert {question.removeprefix("● ") for question in asked} == expected
    assert asked.count(htcds()["hte_Date"].label.fr) == 2


def test_it_loads_and_runs_nothing(tmp_path: Path) -> None:
    assert form(tmp_path, "en").loads == []
    source = (tmp_path / "form.html").read_text(encoding="utf-8")
    assert "url(" not in source and "default-src 'none'" in source


@pytest.mark.needs_browser
def test_it_prints_on_a4_with_room_for_the_reference_on_every_page(tmp_path: Path, chromium: str) -> None:
    form(tmp_path, "fr")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    more = [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'form.pdf'}"]
    page = (tmp_path / "form.html").as_uri()
    subprocess.run([chromium, *flags, *more, page], check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "form.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 1 < len(boxes) <= 6
    assert all(abs(float(w) - 595) < 2 and abs(float(h) - 842) < 2 for w, h in boxes)
    assert "Référence du dossier" in html.unescape((tmp_path / "form.html").read_text(encoding="utf-8"))
