from __future__ import annotations

import io
import re
import sys

import pytest
from example_reports import ARABIC, CHINESE, HOSTILE, example
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fanal.presentation import Language, as_text, print_report, progress_bar, say
from fanal.presentation.report import Paragraph, Report, Section, Table


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [32, 56, 80, 110])
def test_no_line_is_wider_than_asked(language: Language, width: int) -> None:
    written = as_text(example(language), width)
    assert max(map(cell_len, written.splitlines())) <= width
    assert as_text(example(language), width) == written


def test_everything_is_told() -> None:
    report = example()
    written = as_text(report, 110)
    flat = " ".join(written.split())
    assert report.title in flat
    assert f"✗ Danger {report.lead}" in flat
    assert [flat.index(word) for word in ("Blocking", "To review", "Note ")] == sorted(
        flat.index(word) for word in ("Blocking", "To review", "Note ")
    ), "gravest first"
    assert f"sheet “Cases 2024”, column “{CHINESE}”, field vic_Gender, rows 3, 4, 5 and 44 more" in flat
    assert "rows 4 and 9" in flat
    assert ARABIC in flat
    assert "97,750" in flat


def test_numbers_stand_under_each_other_at_the_right() -> None:
    table = Table(
        columns=("Form", "People"), rows=(("Labour", 1204), ("Sexual", 73), ("Other", None)), empty="< 11"
    )
    lines = as_text(_report(table), 60).splitlines()
    ends = {len(line) for line in lines if line.endswith(("1,204", " 73", "< 11", "People"))}
    assert len(ends) == 1


def test_french_never_loses_its_no_break_spaces() -> None:
    for width in range(60, 100):
        written = as_text(example("fr"), width)
        assert not re.search(r"^\s*[:;?»]", written, re.MULTILINE), width
        assert "97\u202f750" in written


def test_nothing_commands_the_terminal() -> None:
    written = as_text(example(), 80)
    assert HOSTILE not in written
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written)


@given(st.text(max_size=60), st.integers(20, 100))
def test_any_word_can_be_told(word: str, width: int) -> None:
    table = Table(columns=(word, "n"), rows=((word, 1),), caption=word)
    written = as_text(_report(table, word), width)
    written.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written)


@pytest.mark.parametrize(
    ("stream", "variables", "coloured"),
    [
        (Terminal, {}, True),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, {}, False),
    ],
)
def test_colour_only_for_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], variables: dict[str, str], coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", stream())
    print_report(example())
    assert ("\x1b[" in sys.stdout.getvalue()) is coloured  # type: ignore[attr-defined]


def test_a_poor_encoding_prints_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    print_report(example())
    sys.stdout.flush()
    assert b"One combination of year" in written.getvalue()


def test_progress_is_a_bar_with_words_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress_bar("fr") as progress:
        progress(1, 4000, "presentation.notes")
        progress(4000, 4000, "presentation.notes")
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "Remarques" in shown
    assert f"{say(4000, 'fr')} sur {say(4000, 'fr')}" in shown


def test_progress_keeps_quiet_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("en") as progress:
        progress(1, 2, "presentation.notes")
    assert capsys.readouterr() == ("", "")


def _report(table: Table, words: str = "Words") -> Report:
    return Report("en", words, words, "good", (Section(words, (Paragraph(words), table)),), subject=words)
