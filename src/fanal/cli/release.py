"""``fanal release FILE``: a safe open-data bundle from a file of cases."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_language, add_reading, names, read_cases, say_json
from fanal.cli.differential_privacy import DP_OPTIONS, add_differential_privacy, differential_privacy
from fanal.cli.private_reading import check_public, read_private
from fanal.presentation import CLEAN, Language, Refusal, text

if TYPE_CHECKING:
    from types import FrameType

    import polars as pl

    from fanal.exchange.reading import Reading
    from fanal.release import ReleaseSettings
    from fanal.standard import Records

_ON_PURPOSE = ("exchange.column-ignored", "exchange.above-headings")
"""Why a cell is kept aside of which nothing needs to be told."""

_DECIDED = (
    *("k", "consent", "consent-assumed", "columns", "sensitive", "person", "title", "publisher", "map"),
    *DP_OPTIONS,
)
"""Options that a release made anew has from its first making."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "release",
        help=text("cli.release", language),
        description=text("cli.release-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help=text("cli.file", language))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=text("cli.release-out", language)
    )
    parser.add_argument(
        "--method", default="k-anonymous", metavar="NAME", help=text("cli.release-method", language)
    )
    parser.add_argument("--k", type=int, metavar="N", help=text("cli.k", language))
    parser.add_argument("--consent", metavar="FIELD", help=text("cli.consent", language))
    parser.add_argument("--consent-assumed", metavar="REASON", help=text("cli.consent-assumed", language))
    parser.add_argument(
        "--columns", type=names, default=[], metavar="A,B,C", help=text("cli.release-columns", language)
    )
    parser.add_argument(
        "--sensitive", type=names, default=[], metavar="A,B", help=text("cli.release-sensitive", language)
    )
    parser.add_argument("--person", metavar="A", help=text("cli.person", language))
    parser.add_argument("--title", default="", metavar="TEXT", help=text("cli.release-title", language))
    parser.add_argument("--publisher", default="", metavar="TEXT", help=text("cli.publisher", language))
    add_differential_privacy(parser, language)
    add_reading(parser, language)
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    add_language(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write a release; 0 where it was written."""
    from fanal.presentation import print_report, progress_bar
    from fanal.release import release, reserve
    from fanal.release.bundle import check_can_be_made, check_free

    language: Language = arguments.language
    for ending in ("SIGTERM", "SIGHUP"):
        # Windows has no terminal that hangs up.
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), _stop)
    if arguments.from_measurements is not None:
        return _again(arguments)
    if arguments.file is None:
        raise Refusal("cli.release-no-file")
    settings = settings_of_release(arguments)
    check_free(arguments.out)
    if not arguments.file.exists():
        # A mistyped name costs no budget.
        raise Refusal("exchange.file-missing", file=arguments.file.name or str(arguments.file))
    if not arguments.file.is_file():
        from fanal.exchange.files import open_file

        # It refuses, and says why: nothing is to be spent on a file that is not there.
        open_file(arguments.file)
    check_can_be_made(arguments.out)
    check_public(arguments, settings)
    # What a release costs in privacy is spent before anything of the file's rows is read.
    reserved = reserve(settings)
    data, left = data_of_release(arguments, settings)
    with progress_bar(language) as progress:
        result = release(data, reserved, arguments.out, progress)
    private = settings.dp is not None
    if arguments.json:
        say_json(result.as_json() | ({} if private else {"not_understood": left}))
        return CLEAN
    report = result.report(language)
    if left:
        command = shlex.join(_check(arguments))
        key = "cli.release-some-not-understood" if private else "cli.release-not-understood"
        report = replace(report, notes=[text(key, language, n=left, command=command), *report.notes])
    print_report(report)
    return CLEAN


def settings_of_release(arguments: argparse.Namespace) -> ReleaseSettings:
    """Make the settings of a release; what is not for its method is refused."""
    from fanal.release import ReleaseSettings, source_date

    return ReleaseSettings(
        **({} if arguments.k is None else {"k": arguments.k}),
        consent=arguments.consent,
        consent_assumed=arguments.consent_assumed,
        columns=tuple(arguments.columns),
        sensitive=tuple(arguments.sensitive),
        person=arguments.person,
        title=arguments.title.strip(),
        publisher=arguments.publisher.strip(),
        method=arguments.method,
        dp=differential_privacy(arguments),
        source_date=source_date(os.environ),
    )


def _again(arguments: argparse.Namespace) -> int:
    """Make a release anew from its noisy measurements: the same bytes, and no sensitive file is read."""
    from fanal.presentation import print_report, progress_bar
    from fanal.release import release_again
    from fanal.standard import htcds
    from fanal.standard.extension import extended

    if arguments.file is not None:
        raise Refusal("cli.release-either-file")
    for name in _DECIDED:
        if getattr(arguments, name.replace("-", "_")):
            raise Refusal("cli.release-decided", option=f"--{name}")
    wider = (extended(htcds(), arguments.extension),) if arguments.extension else ()
    with progress_bar(arguments.language) as progress:
        result = release_again(arguments.from_measurements, arguments.out, progress, wider)
    if arguments.json:
        say_json(result.as_json())
    else:
        print_report(result.report(arguments.language))
    return CLEAN


def _check(arguments: argparse.Namespace) -> list[str]:
    """Give the command that says what of the file was not understood."""
    given = [(name, getattr(arguments, name)) for name in ("map", "extension")]
    options = [word for name, path in given if path is not None for word in (f"--{name}", str(path))]
    return ["fanal", "check", str(arguments.file), *options]


def data_of_release(
    arguments: argparse.Namespace, settings: ReleaseSettings
) -> tuple[Records | pl.DataFrame, int]:
    """Read the file as cases of a vocabulary; as a plain table where the columns named are not of one.

    With it, how many cells were kept aside that nobody asked to leave out.
    """
    from fanal.release import publishable

    if settings.dp is not None:
        data, read = read_private(arguments, settings)
        return (
            (data, 0) if read is None else (_named_fictional(read.records, arguments), _not_understood(read))
        )
    named = [*arguments.columns, *arguments.sensitive]
    try:
        reading = read_cases(arguments)
    except Refusal as refusal:
        if refusal.finding.code != "exchange.no-headings" or not arguments.columns:
            raise
        return _plain(arguments), 0
    records = reading.records
    known = {*publishable(records.vocabulary).names(), *records.vocabulary.by_name}
    # Where consent is recorded as the standard has it, a recorded no counts: not so in a plain table.
    asked = any(field.table == "consent" for field in records.fields())
    if named and not arguments.map and not asked and not known & set(named):
        return _plain(arguments), 0
    return _named_fictional(records, arguments), _not_understood(reading)


def _named_fictional(records: Records, arguments: argparse.Namespace) -> Records:
    """Take cases for fictional where the name of the file says so."""
    return replace(records, fictional=records.fictional or arguments.file.name.startswith("fictional-"))


def _not_understood(reading: Reading) -> int:
    """Count the cells kept aside that nobody asked to leave out."""
    return reading.aside.filter(~reading.aside["why"].is_in(_ON_PURPOSE)).height


def _plain(arguments: argparse.Namespace) -> pl.DataFrame:
    """Read the file as a table of which only the columns named may leave.

    Raises
    ------
    Refusal
        If one of them is known to point at a person.
    """
    from fanal.exchange.tables import read_table

    plain = read_table(arguments.file)
    wanted = [*arguments.columns, *arguments.sensitive]
    for heading in plain.find(wanted):
        field = plain.fields.get(heading)
        if field is not None and field.secret:
            raise Refusal("release.column-secret", name=heading, field=field.name)
    return plain.table


def _stop(number: int, frame: FrameType | None) -> None:
    """Let a request to end clean up as Ctrl-C does."""
    raise KeyboardInterrupt
