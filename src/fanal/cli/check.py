"""``fanal check FILE``: what is understood of a file of cases, and what is not."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.arguments import add_common, add_reading, read_cases, say_json, write_page
from fanal.presentation import CLEAN, FINDINGS, Language, text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "check",
        help=text("cli.check", language),
        description=text("cli.check-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    add_reading(parser, language)
    add_common(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check a file; 0 where everything was understood, 1 where something needs a look."""
    from fanal.exchange import summary
    from fanal.presentation import print_report

    language: Language = arguments.language
    reading = read_cases(arguments)
    if arguments.json:
        say_json(summary.as_json(reading, language))
    if arguments.html:
        write_page(arguments.html, summary.report(reading, language))
    if not arguments.json:
        print_report(summary.report(reading, language))
    return CLEAN if reading.clean else FINDINGS
