"""``fanal convert FILE --out FILE``: the same cases in another form; what was not understood, beside it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_common, add_reading, form_of, read_cases, say_json, write_page
from fanal.presentation import CLEAN, FINDINGS, Language, Refusal, text

if TYPE_CHECKING:
    from fanal.exchange.reading import Reading
    from fanal.presentation import Finding
    from fanal.standard import Records

FORMS = ("csv", "csv-labels", "json", "excel", "ctdc")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "convert",
        help=text("cli.convert", language),
        description=text("cli.convert-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("cli.out", language))
    parser.add_argument("--to", choices=FORMS, metavar="|".join(FORMS), help=text("cli.to", language))
    parser.add_argument("--htcds", action="store_true", help=text("cli.htcds", language))
    parser.add_argument("--force", action="store_true", help=text("cli.force", language))
    add_reading(parser, language)
    add_common(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Convert a file; 0 where everything was carried over, 1 where something needs a look."""
    from dataclasses import replace

    from fanal.exchange import summary
    from fanal.exchange.writing import write
    from fanal.presentation import print_report

    language: Language = arguments.language
    out: Path = arguments.out
    aside = out.with_name(f"{out.name}.kept-aside.csv")
    for path in (out, aside):
        _may_write(path, arguments)
    to = arguments.to or form_of(out)
    reading = read_cases(arguments)
    records, told = _carried_over(reading, arguments.htcds)
    told = (*told, *write(records, out, to=to, language=language))
    _write_aside(reading, aside)
    reading = replace(reading, findings=(*reading.findings, *told))
    report = summary.report(reading, language, converted=True)
    if arguments.html:
        write_page(arguments.html, report)
    if arguments.json:
        written = [out.name, *([aside.name] if reading.aside.height else [])]
        say_json({**summary.as_json(reading, language), "written": written})
    else:
        print_report(report)
        print()  # noqa: T201
        print(text("cli.written", language, n=len(reading.records), file=str(out)))  # noqa: T201
        if reading.aside.height:
            print(text("cli.written-aside", language, n=reading.aside.height, file=str(aside)))  # noqa: T201
    return CLEAN if reading.clean else FINDINGS


def _carried_over(reading: Reading, htcds: bool) -> tuple[Records, tuple[Finding, ...]]:
    """Give the records, those of a CTDC file as HTCDS where that was asked for, and what that lost."""
    from fanal.exchange.crosswalk import to_htcds

    if htcds and reading.records.vocabulary.name == "CTDC":
        return to_htcds(reading.records)
    return reading.records, ()


def _may_write(path: Path, arguments: argparse.Namespace) -> None:
    """Refuse to write over the file that is read, or over one that is there already."""
    if path.exists() and path.resolve() == arguments.file.resolve():
        raise Refusal("cli.over-itself", file=str(path))
    if path.exists() and not arguments.force:
        raise Refusal("cli.exists", file=str(path))


def _write_aside(reading: Reading, path: Path) -> None:
    """Write what was kept aside beside the result, for its owner alone: it may hold identities."""
    from fanal.exchange.writing.aside import write_aside

    if reading.aside.height:
        write_aside(reading.aside, path)
    else:
        path.unlink(missing_ok=True)
