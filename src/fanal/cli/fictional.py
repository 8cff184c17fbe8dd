"""``fanal fictional``: cases that are true of nobody, to try things on."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.arguments import add_language, form_of
from fanal.presentation import CLEAN, Language, Refusal, text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "fictional",
        help=text("cli.fictional", language),
        description=text("cli.fictional-more", language),
        language=language,
    )
    parser.add_argument(
        "--cases", type=int, default=100, metavar="N", help=text("cli.fictional-cases", language)
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=text("cli.seed", language))
    parser.add_argument(
        "--duplicates", type=float, default=0.0, metavar="0.1", help=text("cli.duplicates", language)
    )
    parser.add_argument("--dirt", type=float, default=0.0, metavar="0.1", help=text("cli.dirt", language))
    parser.add_argument("--out", type=Path, metavar="FILE", help=text("cli.fictional-out", language))
    add_language(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write fictional cases and say where."""
    from fanal.exchange.writing import write
    from fanal.fictional import file_name, generate

    language: Language = arguments.language
    wanted: Path = arguments.out or Path("cases.csv")
    path = wanted.with_name(file_name(wanted.name))
    form_of(path)
    made = generate(arguments.cases, arguments.seed, duplicates=arguments.duplicates, dirt=arguments.dirt)
    if arguments.dirt:
        if form_of(path) != "csv":
            raise Refusal("cli.dirt-is-csv", file=path.name)
        made.as_typed().write_csv(path.parent, path.name)
    else:
        write(made.records, path, to=form_of(path), language=language)
    print(text("cli.written", language, n=len(made.records), file=str(path)))  # noqa: T201
    return CLEAN
