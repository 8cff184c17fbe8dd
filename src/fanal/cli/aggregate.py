"""``fanal aggregate FILE``: protected counts alone, for organisations that may not share rows."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.arguments import add_language, add_reading, names, say_json
from fanal.cli.differential_privacy import METHOD, add_differential_privacy
from fanal.cli.private_reading import check_public
from fanal.cli.release import data_of_release, settings_of_release
from fanal.presentation import CLEAN, Language, Refusal, text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "aggregate",
        help=text("cli.aggregate", language),
        description=text("cli.aggregate-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="JSON", help=text("cli.aggregate-out", language)
    )
    parser.add_argument("--method", metavar="NAME", help=text("cli.aggregate-method", language))
    parser.add_argument("--k", type=int, metavar="N", help=text("cli.k", language))
    parser.add_argument("--consent", metavar="FIELD", help=text("cli.consent", language))
    parser.add_argument(
        "--consent-assumed", metavar="REASON", help=text("cli.contribute-consent-assumed", language)
    )
    parser.add_argument(
        "--columns", type=names, default=[], metavar="A,B,C", help=text("cli.aggregate-columns", language)
    )
    add_differential_privacy(parser, language)
    add_reading(parser, language)
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    add_language(parser, language)
    parser.set_defaults(run=run, sensitive=[], person=None, title="", publisher="")


def run(arguments: argparse.Namespace) -> int:
    """Write protected counts; 0 where they were written."""
    from fanal.contributing.summary import counts_summary
    from fanal.exchange.writing.atomic import replacing
    from fanal.presentation import print_report, progress_bar
    from fanal.release import reserve
    from fanal.release.aggregates import aggregate

    language: Language = arguments.language
    if arguments.from_measurements is not None:
        raise Refusal("cli.aggregate-from-cases")
    if arguments.out.exists():
        raise Refusal("cli.aggregate-there", file=arguments.out.name)
    arguments.method = arguments.method or ("k-anonymous" if arguments.epsilon is None else METHOD)
    settings = settings_of_release(arguments)
    if not arguments.file.is_file():
        # A mistyped name costs no budget.
        raise Refusal("exchange.file-missing", file=arguments.file.name or str(arguments.file))
    check_public(arguments, settings)
    # What it costs in privacy is spent before anything of the file's rows is read.
    reserved = reserve(settings)
    data, _ = data_of_release(arguments, settings)
    with progress_bar(language) as progress:
        counts = aggregate(data, reserved, progress)
    with replacing(arguments.out) as out:
        out.write(counts.to_bytes())
    if arguments.json:
        say_json({"counts": len(counts.cells), "least": counts.least, "method": counts.method})
    else:
        print_report(counts_summary(counts, language, str(arguments.out)))
    return CLEAN
