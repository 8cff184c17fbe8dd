"""``fanal risk FILE``: who in a table looks like fewer than k people, and what would help."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_common, names, say_json, write_page
from fanal.presentation import CLEAN, FINDINGS, Language, Refusal, text

if TYPE_CHECKING:
    from fanal.exchange.tables import PlainTable
    from fanal.privacy import CountsResult, RiskResult


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "risk",
        help=text("cli.risk", language),
        description=text("cli.risk-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    parser.add_argument("--k", type=int, default=11, metavar="N", help=text("cli.k", language))
    parser.add_argument("--columns", type=names, metavar="A,B,C", help=text("cli.risk-columns", language))
    parser.add_argument("--given", type=names, default=[], metavar="A,B", help=text("cli.given", language))
    parser.add_argument("--up-to", type=int, default=3, metavar="N", help=text("cli.up-to", language))
    parser.add_argument(
        "--sensitive", type=names, default=[], metavar="A,B", help=text("cli.sensitive", language)
    )
    parser.add_argument("--person", metavar="A", help=text("cli.person", language))
    parser.add_argument("--counts", metavar="A", help=text("cli.counts", language))
    parser.add_argument("--totals", type=names, default=[], metavar="A,B", help=text("cli.totals", language))
    parser.add_argument("--marks", type=names, default=[], metavar="A,B", help=text("cli.marks", language))
    parser.add_argument("--absent-is-zero", action="store_true", help=text("cli.absent-is-zero", language))
    add_common(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge a table; 0 where all holds, 1 where something is under k."""
    from fanal.exchange.tables import read_table
    from fanal.presentation import print_report

    language: Language = arguments.language
    plain = read_table(arguments.file)
    result = _counts(plain, arguments) if arguments.counts else _people(plain, arguments)
    report = result.report(language)
    unknown = len(plain.table.columns) - len(plain.fields)
    if plain.fields and unknown and not arguments.columns:
        said = text("cli.risk-not-judged", language, n=unknown)
        report = replace(report, notes=[said, *report.notes])
    if arguments.html:
        write_page(arguments.html, report)
    if arguments.json:
        say_json(result.as_json())
    else:
        print_report(report)
    return CLEAN if result.holds else FINDINGS


def _people(plain: PlainTable, arguments: argparse.Namespace) -> RiskResult:
    from fanal.presentation import progress_bar
    from fanal.privacy import RiskSettings, audit
    from fanal.standard.hierarchies import hierarchy_for

    given = plain.find(arguments.given)
    columns = plain.find(arguments.columns) if arguments.columns else _quasi_identifiers(plain, given)
    hierarchies = (
        {
            name: hierarchy_for(field, plain.vocabulary)
            for name, field in plain.fields.items()
            if name in columns or name in given
        }
        if plain.vocabulary is not None
        else {}
    )
    settings = RiskSettings(
        columns=tuple(columns),
        k=arguments.k,
        given=tuple(given),
        max_size=arguments.up_to,
        sensitive=tuple(plain.find(arguments.sensitive)),
        person=plain.find([arguments.person])[0] if arguments.person else None,
        hierarchies=hierarchies,
    )
    with progress_bar(arguments.language) as progress:
        return audit(plain.table, settings, progress)


def _quasi_identifiers(plain: PlainTable, given: list[str]) -> list[str]:
    """Take the columns that the standard calls quasi-identifying, of those that may leave at all."""
    tables = plain.vocabulary.table_by_name if plain.vocabulary else {}
    found = [
        name
        for name, field in plain.fields.items()
        if field.disclosure == "quasi-identifying"
        and field.leaves
        and not tables[field.table].repeats
        and name not in given
    ]
    if not found:
        raise Refusal("cli.say-columns")
    return found


def _counts(plain: PlainTable, arguments: argparse.Namespace) -> CountsResult:
    from fanal.presentation import progress_bar
    from fanal.privacy import CountsSettings, audit_counts

    (count,) = plain.find([arguments.counts])
    if not arguments.columns:
        raise Refusal("cli.say-dimensions")
    if arguments.given or arguments.person or arguments.sensitive:
        raise Refusal("cli.not-with-counts")
    usual = CountsSettings(count=count, dimensions=tuple(plain.find(arguments.columns)), k=arguments.k)
    settings = replace(
        usual,
        total_labels=(*usual.total_labels, *arguments.totals),
        marks=(*usual.marks, *arguments.marks),
        absent="zero" if arguments.absent_is_zero else "unknown",
    )
    with progress_bar(arguments.language) as progress:
        return audit_counts(plain.table, settings, progress)
