"""Arguments that several commands share, and what they turn into."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanal.presentation import Language, Refusal, text

_PAGE = b"<!doctype html>"

if TYPE_CHECKING:
    from fanal.exchange.reading import Reading, ReadSettings
    from fanal.presentation.report import Report


def add_common(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--json``, ``--html`` and ``--lang``."""
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    parser.add_argument("--html", type=Path, metavar="FILE", help=text("cli.html", language))
    add_language(parser, language)


def add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--lang``, so that it may stand after the command too."""
    parser.add_argument("--lang", metavar="en|fr", help=text("cli.lang", language))


def add_reading(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add how a file of cases is to be read: ``--map``, ``--extension``, which way dates run."""
    parser.add_argument("--map", type=Path, metavar="TOML", help=text("cli.map-file", language))
    parser.add_argument("--extension", type=Path, metavar="TOML", help=text("cli.extension", language))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--day-first", action="store_true", help=text("cli.day-first", language))
    which.add_argument("--month-first", action="store_true", help=text("cli.month-first", language))


def number(option: str, kind: type[float] | type[int] = float) -> Callable[[str], float]:
    """Make what reads the number of an option, and refuses another text in the person's language."""

    def read(argument: str) -> float:
        try:
            return kind(argument)
        except ValueError:
            key = "cli.number-comma" if "," in argument and kind is float else "cli.number-wrong"
            raise Refusal(key, option=option, value=argument) from None

    return read


def names(argument: str) -> list[str]:
    """Split ``a,b,c`` into names."""
    return [name.strip() for name in argument.split(",") if name.strip()]


def settings_of(arguments: argparse.Namespace) -> ReadSettings:
    """Make the settings of a reading from what `add_reading` added."""
    from dataclasses import replace

    from fanal.exchange.reading import ReadSettings
    from fanal.standard import ctdc, htcds
    from fanal.standard.extension import extended

    settings = ReadSettings()
    vocabulary = extended(htcds(), arguments.extension) if arguments.extension else htcds()
    if arguments.map:
        from fanal.exchange.mapping import load_mapping

        settings = load_mapping(arguments.map, vocabulary)
    elif arguments.extension:
        settings = replace(settings, vocabularies=(vocabulary, ctdc()))
    if arguments.day_first or arguments.month_first:
        settings = replace(settings, day_first=arguments.day_first)
    return settings


def read_cases(arguments: argparse.Namespace) -> Reading:
    """Read the file of cases that a command was given, with a bar where a person watches."""
    from dataclasses import replace

    from fanal.exchange.files import open_file
    from fanal.exchange.reading import read_content
    from fanal.presentation import progress_bar

    settings = settings_of(arguments)
    content = open_file(arguments.file)
    with progress_bar(arguments.language) as progress:
        reading = read_content(content, settings, progress)
    if arguments.map:
        from fanal.exchange.mapping import check_mapping

        reading = replace(reading, findings=(*reading.findings, *check_mapping(settings, content)))
    return reading


_FORM_OF = {".csv": "csv", ".json": "json", ".xlsx": "excel"}


def form_of(path: Path) -> str:
    """Say which form a file is to have, by the ending of its name.

    Raises
    ------
    Refusal
        If the ending is of no form.
    """
    form = _FORM_OF.get(path.suffix.lower())
    if form is None:
        raise Refusal("cli.which-form", file=path.name, endings=", ".join(_FORM_OF))
    return form


def say_json(data: Any) -> None:
    """Print data for a machine: one JSON document, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def may_write_page(arguments: argparse.Namespace) -> None:
    """Refuse, before any work, a page that would be written over something else than a page.

    Raises
    ------
    Refusal
        If the file is one that the command reads or writes itself, is there and is no page, or its
        folder is not.
    """
    path: Path = arguments.html
    read_or_written = ("file", "released", "control", "map", "extension", "out")
    others = (getattr(arguments, name, None) for name in read_or_written)
    for other in (Path(one) for one in others if one is not None):
        if path.resolve() == other.resolve():
            raise Refusal("cli.over-itself" if path.exists() else "cli.same-place", file=str(path))
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(_PAGE)) if path.is_file() else b""
    except OSError:
        start = b""
    if start and start.lower() != _PAGE:
        raise Refusal("cli.not-a-page", file=str(path))


def write_page(path: Path, report: Report) -> None:
    """Write a report as a page that stands alone, whole or not at all.

    Raises
    ------
    Refusal
        If the file cannot be written.
    """
    from fanal.exchange.writing.atomic import replacing
    from fanal.presentation import as_html

    with replacing(path) as file:
        file.write(as_html(report).encode())
