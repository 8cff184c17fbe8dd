"""``fanal evaluate SENSITIVE RELEASE``: what could be learned of one person, and what readers lose."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_common, add_reading, names, read_cases, say_json, write_page
from fanal.presentation import CLEAN, FINDINGS, Language, Refusal, text

if TYPE_CHECKING:
    import polars as pl

    from fanal.privacy.differential_privacy import PrivateSettings
    from fanal.privacy.evaluation import PublishedCounts
    from fanal.release.judging import WrittenRelease

_PYTHON = "FANAL_ANONYMETER_PYTHON"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "evaluate",
        help=text("cli.evaluate", language),
        description=text("cli.evaluate-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="SENSITIVE", help=text("cli.evaluate-sensitive", language))
    parser.add_argument("released", type=Path, metavar="RELEASE", help=text("cli.evaluate-release", language))
    parser.add_argument("--control", type=Path, metavar="FILE", help=text("cli.evaluate-control", language))
    parser.add_argument(
        "--columns", type=names, default=[], metavar="A,B,C", help=text("cli.evaluate-columns", language)
    )
    parser.add_argument(
        "--groups", type=names, default=[], metavar="A,B", help=text("cli.evaluate-groups", language)
    )
    parser.add_argument("--k", type=int, metavar="N", help=text("cli.evaluate-k", language))
    parser.add_argument(
        "--up-to", type=int, default=3, metavar="N", help=text("cli.evaluate-up-to", language)
    )
    parser.add_argument(
        "--memory", type=int, default=2000, metavar="MB", help=text("cli.evaluate-memory", language)
    )
    parser.add_argument("--noise", action="store_true", help=text("cli.evaluate-noise", language))
    parser.add_argument("--attacks", action="store_true", help=text("cli.evaluate-attacks", language))
    parser.add_argument(
        "--attacks-python", type=Path, metavar="PATH", help=text("cli.evaluate-attacks-python", language)
    )
    parser.add_argument(
        "--secrets", type=names, default=[], metavar="A,B", help=text("cli.evaluate-secrets", language)
    )
    parser.add_argument("--audit", type=int, metavar="RUNS", help=text("cli.evaluate-audit", language))
    add_reading(parser, language)
    add_common(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge a release; 0 where nothing speaks against it, 1 where something does."""
    from fanal.presentation import print_report, progress_bar
    from fanal.privacy.evaluation import EvaluationSettings, audit_measurements, evaluate

    language: Language = arguments.language
    # A request to end cleans up as Ctrl-C does: sensitive data may lie in a folder for another program.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    python = _attacks_python(arguments)
    tables = _tables(arguments)
    if arguments.audit is not None and tables.measured is None:
        raise Refusal("cli.evaluate-nothing-to-audit")
    settings = EvaluationSettings(
        columns=tuple(arguments.columns),
        up_to=arguments.up_to,
        k=arguments.k if arguments.k is not None else tables.k,
        groups=tuple(arguments.groups) or tuple(one for one in tables.groups if _asked(one, arguments)),
        separators=tables.separators,
        by_chance=arguments.noise or tables.by_chance,
        memory_mb=arguments.memory,
        secrets=tuple(arguments.secrets),
        attacks_python=python,
    )
    with progress_bar(language) as progress:
        audit = None
        if tables.measured is not None and arguments.audit is not None:
            audit = audit_measurements(tables.measured, arguments.audit, progress=progress)
        result = evaluate(
            tables.sensitive,
            tables.release,
            settings,
            tables.control,
            tables.published,
            tables.combinations,
            audit,
            progress,
        )
    report = result.report(language)
    if arguments.html:
        write_page(arguments.html, report)
    if arguments.json:
        say_json(result.as_json())
    else:
        print_report(report)
    return CLEAN if result.holds else FINDINGS


def _asked(name: str, arguments: argparse.Namespace) -> bool:
    return not arguments.columns or name in arguments.columns


def _attacks_python(arguments: argparse.Namespace) -> Path | None:
    """Give the Python of the environment with anonymeter, where its attacks are asked for."""
    if not arguments.attacks and arguments.attacks_python is None:
        return None
    if arguments.control is None:
        raise Refusal("cli.evaluate-no-control")
    found = arguments.attacks_python or os.environ.get(_PYTHON)
    if not found:
        raise Refusal("cli.evaluate-no-python", variable=_PYTHON)
    # Not resolve(): the python of an environment is a link that must not be followed.
    return Path(os.path.abspath(found))  # noqa: PTH100


@dataclass(frozen=True, kw_only=True)
class _Tables:
    """What is compared, and what is known of it."""

    sensitive: pl.DataFrame
    release: pl.DataFrame
    control: pl.DataFrame | None
    published: tuple[PublishedCounts, ...] = ()
    combinations: pl.DataFrame | None = None
    separators: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    by_chance: bool = False
    k: int = 11
    measured: PrivateSettings | None = None


def _tables(arguments: argparse.Namespace) -> _Tables:
    from fanal.release.judging import find_bundle, read_bundle

    bundle = find_bundle(arguments.released)
    if bundle is not None:
        return _of_bundle(arguments, read_bundle(bundle))
    if arguments.released.is_dir():
        raise Refusal("release.not-a-bundle", folder=str(arguments.released))
    return _plain(arguments)


def _of_bundle(arguments: argparse.Namespace, written: WrittenRelease) -> _Tables:
    from fanal.exchange.reading import Reading
    from fanal.release.judging import Compared, compared

    def people(path: Path) -> Compared:
        if not written.vocabulary:
            return compared(_read(path)[0], written)
        reading: Reading = read_cases(argparse.Namespace(**{**vars(arguments), "file": path}))
        return compared(reading.records, written)

    both = people(arguments.file)
    return _Tables(
        sensitive=both.people,
        release=both.release,
        control=None if arguments.control is None else people(arguments.control).people,
        published=both.published,
        combinations=both.combinations,
        separators=both.separators,
        groups=both.groups,
        by_chance=written.by_chance,
        k=written.settings.k,
        measured=written.measured,
    )


def _plain(arguments: argparse.Namespace) -> _Tables:
    """Read tables of any origin: columns are matched by their heading, or by the field that it names."""
    release, meant = _read(arguments.released)
    tables: list[pl.DataFrame | None] = []
    for path in (arguments.file, arguments.control):
        if path is None:
            tables.append(None)
            continue
        table, fields = _read(path)
        other = {name: heading for heading, name in fields.items()}
        alike = {
            other[name]: heading
            for heading, name in meant.items()
            if heading not in table.columns and name in other
        }
        tables.append(table.rename(alike))
    if tables[0] is None:
        raise TypeError("the sensitive table is required")
    return _Tables(sensitive=tables[0], release=release, control=tables[1])


def _read(path: Path) -> tuple[pl.DataFrame, Mapping[str, str]]:
    """Read a table of texts, and which field of the standard each heading names."""
    import polars as pl

    from fanal.exchange.tables import read_table

    if path.suffix.lower() == ".parquet":
        try:
            return pl.read_parquet(path), {}
        except (OSError, pl.exceptions.PolarsError) as error:
            raise Refusal("cli.cannot-read-parquet", file=path.name, why=type(error).__name__) from None
    plain = read_table(path)
    return plain.table, {heading: field.name for heading, field in plain.fields.items()}
