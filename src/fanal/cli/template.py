"""``fanal template``: empty forms of the standard, to fill in on a screen, a phone or paper."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.arguments import add_language
from fanal.presentation import CLEAN, Language, Refusal, text

FORMS = {"excel": ".xlsx", "xlsform": ".xlsx", "paper": ".html", "json-schema": ".json"}
"""The forms, and how the name of a file of each ends: a program opens a file by its name."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "template",
        help=text("cli.template", language),
        description=text("cli.template-more", language),
        language=language,
    )
    parser.add_argument("form", choices=FORMS, metavar="|".join(FORMS), help=text("cli.form", language))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("cli.out", language))
    parser.add_argument("--extension", type=Path, metavar="TOML", help=text("cli.extension", language))
    parser.add_argument("--force", action="store_true", help=text("cli.force", language))
    add_language(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write an empty form and say where."""
    from fanal.exchange.writing import write_blank
    from fanal.standard import htcds
    from fanal.standard.extension import extended

    language: Language = arguments.language
    out: Path = arguments.out
    if out.suffix.lower() != FORMS[arguments.form]:
        raise Refusal("cli.form-ending", file=out.name, ending=FORMS[arguments.form])
    if out.exists() and not arguments.force:
        raise Refusal("cli.exists", file=str(out))
    vocabulary = extended(htcds(), arguments.extension) if arguments.extension else htcds()
    write_blank(vocabulary, out, to=arguments.form, language=language)
    print(text("cli.template-written", language, file=str(out)))  # noqa: T201
    return CLEAN
