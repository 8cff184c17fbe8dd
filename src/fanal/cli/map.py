"""``fanal map suggest FILE``: a mapping file for a spreadsheet whose headings are its own."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from fanal.cli.arguments import add_common, say_json, write_page
from fanal.presentation import CLEAN, FINDINGS, Language, Refusal, text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    main = commands.add_parser(
        "map",
        help=text("cli.map", language),
        description=text("cli.map-more", language),
        language=language,
    )
    parts = main.add_subparsers(title=text("cli.commands", language), metavar="", required=True)
    parser = parts.add_parser(
        "suggest",
        help=text("cli.map-suggest", language),
        description=text("cli.map-suggest-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    parser.add_argument("--out", metavar="TOML", help=text("cli.map-out", language))
    parser.add_argument("--force", action="store_true", help=text("cli.force", language))
    add_common(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Suggest a mapping; 0 where every column is surely mapped, 1 where a person must look."""
    from fanal.exchange.files import open_file
    from fanal.exchange.mapping import as_toml, suggest, summary
    from fanal.presentation import print_report

    language: Language = arguments.language
    out = _out(arguments)
    suggestion = suggest(open_file(arguments.file))
    written = as_toml(suggestion, language)
    if out is not None:
        _write(out, written)
    command = shlex.join(
        ["fanal", "convert", str(arguments.file), "--map", str(out or "mapping.toml"), "--out", "cases.csv"]
    )
    report = summary.report(suggestion, language, next_step=_next_step(arguments, out, command, language))
    if arguments.html:
        write_page(arguments.html, report)
    if arguments.json:
        say_json(summary.as_json(suggestion, language))
    elif arguments.out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(written.encode())
    else:
        print_report(report)
    return CLEAN if suggestion.settled else FINDINGS


def _out(arguments: argparse.Namespace) -> Path | None:
    """Give the file to write, once it is sure that nothing is written over."""
    if arguments.out is None or arguments.out == "-":
        return None
    out = Path(arguments.out)
    if out.exists() and arguments.file.exists() and out.samefile(arguments.file):
        raise Refusal("cli.over-itself", file=str(out))
    if out.exists() and not arguments.force:
        raise Refusal("cli.exists", file=str(out))
    return out


def _write(out: Path, written: str) -> None:
    from fanal.exchange.writing.atomic import replacing

    with replacing(out) as file:
        file.write(written.encode())


def _next_step(arguments: argparse.Namespace, out: Path | None, command: str, language: Language) -> str:
    if out is not None:
        return text("cli.map-next", language, file=str(out), command=command)
    suggest = shlex.join(["fanal", "map", "suggest", str(arguments.file), "--out", "mapping.toml"])
    return text("cli.map-next-out", language, command=suggest)
