"""Arguments that several commands share, and what they turn into."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanal.presentation import Language, Refusal, text

if TYPE_CHECKING:
    from fanal.exchange.reading import ReadSettings
    from fanal.presentation.report import Report


def add_common(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--json``, ``--html`` and ``--lang``."""
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    parser.add_argument("--html", type=Path, metavar="FILE", help=text("cli.html", language))
    add_language(parser, language)


def add_language(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--lang``, so that it may stand after the command too."""
    parser.add_argument("--lang", metavar="en|fr", help=text("cli.lang", language))


def add_dates(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add ``--day-first`` and ``--month-first``."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--day-first", action="store_true", help=text("cli.day-first", language))
    which.add_argument("--month-first", action="store_true", help=text("cli.month-first", language))


def names(argument: str) -> list[str]:
    """Split ``a,b,c`` into names."""
    return [name.strip() for name in argument.split(",") if name.strip()]


def day_first(arguments: argparse.Namespace) -> bool | None:
    """Say which comes first in ``03/04/2021``, where the person said."""
    return True if arguments.day_first else (False if arguments.month_first else None)


def settings_of(mapping: Path | None, first: bool | None) -> ReadSettings:
    """Make the settings of a reading from a mapping file and what the person said of dates."""
    from dataclasses import replace

    from fanal.exchange.reading import ReadSettings

    if mapping is None:
        return ReadSettings(day_first=first)
    from fanal.exchange.mapping import load_mapping

    settings = load_mapping(mapping)
    return settings if first is None else replace(settings, day_first=first)


def say_json(data: Any) -> None:
    """Print data for a machine: one JSON document, in UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def write_page(path: Path, report: Report) -> None:
    """Write a report as a page that stands alone.

    Raises
    ------
    Refusal
        If the file cannot be written.
    """
    from fanal.presentation import as_html

    try:
        path.write_text(as_html(report), encoding="utf-8")
    except OSError as error:
        raise Refusal("cli.cannot-write", file=str(path), why=error.strerror or "") from error
