"""A report as text for a terminal, and the bar that long work shows there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from fanal.presentation.findings import by_severity
from fanal.presentation.languages import Language, say, text
from fanal.presentation.places import describe_place
from fanal.presentation.printable import printable
from fanal.presentation.progress import Progress, silent
from fanal.presentation.report import (
    Block,
    Facts,
    Figure,
    FindingList,
    Paragraph,
    Points,
    Report,
    Table,
    number_columns,
)
from fanal.presentation.tones import SEVERITIES, TONES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

WIDEST = 110
"""Lines longer than this are hard to read, however wide the terminal is."""
STACKED = 64
"""Under this width a fact's sentence goes below its value."""

# rich breaks lines at no-break spaces too: they travel through it as private characters.
_KEPT = str.maketrans({"\u00a0": "\ue0a0", "\u202f": "\ue0af", "\t": " "})
_BACK = str.maketrans({"\ue0a0": "\u00a0", "\ue0af": "\u202f"})


def as_text(report: Report, width: int | None = None, *, colour: bool = False) -> str:
    """Write a report as text.

    Parameters
    ----------
    report
        What to tell.
    width
        Cells of a line; the terminal's, at most 110, where it is not given.
    colour
        Whether the text holds the terminal's commands for colour and weight.
    """
    from rich.console import Console

    lines = Console(
        width=width or min(shutil.get_terminal_size((80, 24)).columns, WIDEST),
        color_system="standard" if colour else None,
        force_terminal=colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with lines.capture() as captured:
        _Writer(lines, report.language).report(report)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().translate(_BACK).splitlines())


def print_report(report: Report) -> None:
    """Print a report, in colour where a person watches a terminal that takes it."""
    _write(sys.stdout, as_text(report, colour=wants_colour(sys.stdout)))


def wants_colour(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal whose user did not turn colour off (``NO_COLOR``)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(language: Language) -> Iterator[Progress]:
    """Give a `Progress` that shows a bar with words on the terminal, and nothing in a log.

    The bar stands on the error stream, so that what a command prints can still be piped on, and
    goes away at the end.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(complete_style="yellow", finished_style="yellow"),
        TextColumn("{task.fields[steps]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, steps="")

        def show(done: int, total: int, what: str) -> None:
            steps = text("presentation.steps", language, done=done, total=total)
            bar.update(task, description=text(what, language), completed=done, total=total, steps=steps)

        yield show


def _write(stream: TextIO, words: str) -> None:
    """Write to a stream that may not know every character."""
    encoding = stream.encoding or "utf-8"
    stream.write(words.encode(encoding, "replace").decode(encoding))


class _Writer:
    """Writes the blocks of one report to one console."""

    def __init__(self, lines: Console, language: Language) -> None:
        self.lines = lines
        self.language = language

    def report(self, report: Report) -> None:
        mark = TONES[report.tone]
        self.lines.print(self.words(report.title, "bold"))
        if report.subject:
            self.lines.print(self.words(report.subject, "dim"))
        self.lines.print()
        self.hanging(f"{mark.sign} {mark.word(self.language)}  ", f"bold {mark.colour}", report.lead)
        for section in report.sections:
            self.lines.print()
            self.lines.print(self.words(section.heading, "bold"))
            self.lines.print(self.words("─" * min(self.lines.width, 24), "dim"))
            for number, block in enumerate(section.blocks):
                if number:
                    self.lines.print()
                self.block(block)
        if report.notes:
            self.lines.print()
            self.lines.print(self.words(text("presentation.notes", self.language), "bold"))
            self.points(Points(report.notes))

    def block(self, block: Block) -> None:
        match block:
            case Facts():
                self.facts(block)
            case Paragraph():
                self.lines.print(self.words(block.text))
            case Points():
                self.points(block)
            case Table():
                self.table(block)
            case FindingList():
                self.findings(block)
            case Figure():
                self.lines.print(self.words(block.title, "bold"))
                self.lines.print(self.words(block.alternative))
                self.table(block.table, caption=block.table.caption != block.title)
                if block.note:
                    self.lines.print(self.words(block.note, "dim"))

    def facts(self, block: Facts) -> None:
        grid = self.grid(1, None, None, None)
        grid.columns[1].max_width = max(12, self.lines.width // 3)
        for fact in block.facts:
            mark = TONES[fact.tone]
            # A fact that only informs has no colour, and so needs no sign.
            sign, style = (mark.sign, f"bold {mark.colour}") if fact.tone != "info" else ("", "bold")
            value = say(fact.value, self.language)
            if self.lines.width < STACKED:
                line = text("presentation.labelled", self.language, label=fact.label, value=value)
                self.hanging(f"{sign:1} ", style, line, "bold")
                self.hanging("  ", "", fact.sentence)
                continue
            number = self.words(value, style)
            number.justify = "right"
            grid.add_row(self.words(sign, style), self.words(fact.label), number, self.words(fact.sentence))
        if grid.rows:
            self.lines.print(grid)

    def points(self, block: Points) -> None:
        for number, point in enumerate(block.points, 1):
            self.hanging(f"{number}. " if block.numbered else "• ", "", point)

    def findings(self, block: FindingList) -> None:
        if not block.findings:
            mark = TONES["good"]
            found = text("presentation.no-findings", self.language)
            self.hanging(f"{mark.sign} ", f"bold {mark.colour}", found)
        first = True
        for severity, findings in by_severity(block.findings).items():
            mark = SEVERITIES[severity]
            for finding in findings:
                if not first:
                    self.lines.print()
                first = False
                place = describe_place(finding.place, self.language)
                self.hanging(
                    f"{mark.sign} {mark.word(self.language)}  ", f"bold {mark.colour}", place, "bold"
                )
                self.hanging("  ", "", finding.text(self.language))

    def table(self, table: Table, *, caption: bool = True) -> None:
        if caption and table.caption:
            self.lines.print(self.words(table.caption, "bold"))
        if not table.rows:
            self.lines.print(self.words(text("presentation.no-rows", self.language), "dim"))
        elif _fits(table, self.cells(table), self.lines.width):
            self.lines.print(self.ruled(table))
        else:
            self.listed(table)
        if table.note:
            self.lines.print(self.words(table.note, "dim"))

    def ruled(self, table: Table) -> Grid:
        """Lay a table out in columns."""
        from rich import box
        from rich.table import Table as Grid

        grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
        for heading, numeric in zip(table.columns, number_columns(table), strict=True):
            grid.add_column(
                self.words(heading), justify="right" if numeric else "left", overflow="fold", vertical="top"
            )
        for row in self.cells(table):
            grid.add_row(*map(self.words, row))
        return grid

    def listed(self, table: Table) -> None:
        """Say a table that is too wide row by row."""
        for number, row in enumerate(self.cells(table)):
            if number:
                self.lines.print()
            grid = self.grid(None, None)
            grid.columns[0].max_width = max(12, self.lines.width // 2)
            for heading, cell in zip(table.columns, row, strict=True):
                grid.add_row(self.words(heading, "dim"), self.words(cell))
            self.lines.print(grid)

    def cells(self, table: Table) -> list[list[str]]:
        """Write every value as the language does, and say why a cell is empty."""
        return [
            [table.empty if value is None else printable(say(value, self.language)) for value in row]
            for row in table.rows
        ]

    def grid(self, *widths: int | None) -> Grid:
        """Make columns without lines, of the widths given or as wide as needed."""
        from rich.table import Table as Grid

        grid = Grid.grid(padding=(0, 2, 0, 0))
        for width in widths:
            grid.add_column(width=width, overflow="fold")
        return grid

    def hanging(self, sign: str, style: str, words: str, words_style: str = "") -> None:
        """Print words that wrap under themselves, not under the sign before them."""
        from rich.cells import cell_len
        from rich.table import Table as Grid

        before = self.words(sign, style)
        grid = Grid.grid()
        grid.add_column(width=cell_len(before.plain), no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(before, self.words(words, words_style))
        self.lines.print(grid)

    def words(self, words: str, style: str = "") -> Text:
        from rich.text import Text

        return Text(printable(words).translate(_KEPT), style=style, overflow="fold")


def _fits(table: Table, cells: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether the longest word of every column finds room on one line."""
    from rich.cells import cell_len

    wide = [max(map(cell_len, heading.split(" ")), default=0) for heading in table.columns]
    for row in cells:
        wide = [
            max(least, *(cell_len(word) for word in cell.split(" ")))
            for least, cell in zip(wide, row, strict=True)
        ]
    return sum(wide) + 3 * (len(wide) - 1) <= width
