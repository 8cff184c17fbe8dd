"""``fanal contribute FILE``: what may leave of a file of cases for a collaborative, once it was looked at."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_language, add_reading, names, read_cases, say_json
from fanal.presentation import CLEAN, Language, Refusal, text

if TYPE_CHECKING:
    from fanal.contributing import Package, Preparation
    from fanal.contributing.memory import Memory

_YES = ("y", "yes", "o", "oui")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "contribute",
        help=text("cli.contribute", language),
        description=text("cli.contribute-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.file", language))
    parser.add_argument("--to", metavar="URL", help=text("cli.contribute-to", language))
    parser.add_argument("--token-file", type=Path, metavar="F", help=text("cli.contribute-token", language))
    parser.add_argument("--out", type=Path, metavar="F", help=text("cli.contribute-out", language))
    parser.add_argument("--seal-for", metavar="age1…", help=text("cli.contribute-seal-for", language))
    parser.add_argument("--consent", metavar="FIELD", help=text("cli.consent", language))
    parser.add_argument(
        "--consent-assumed", metavar="REASON", help=text("cli.contribute-consent-assumed", language)
    )
    parser.add_argument(
        "--fields", type=names, default=[], metavar="A,B,C", help=text("cli.contribute-fields", language)
    )
    parser.add_argument(
        "--rare", type=names, default=[], metavar="A,B", help=text("cli.contribute-rare", language)
    )
    parser.add_argument(
        "--purpose", default="statistics", metavar="CODE", help=text("cli.contribute-purpose", language)
    )
    parser.add_argument(
        "--agreement", default="", metavar="ID", help=text("cli.contribute-agreement", language)
    )
    parser.add_argument("--key-file", type=Path, metavar="F", help=text("cli.contribute-key", language))
    parser.add_argument("--dry-run", action="store_true", help=text("cli.contribute-dry-run", language))
    parser.add_argument("--yes", action="store_true", help=text("cli.contribute-yes", language))
    add_reading(parser, language)
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    add_language(parser, language)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show what leaves; let it leave; 0 where it did, or would."""
    from fanal.contributing.memory import NAME, Memory

    token = _token(arguments)
    if not arguments.dry_run and not (arguments.to or arguments.out):
        raise Refusal("cli.contribute-where")
    key = arguments.key_file or arguments.file.parent / NAME
    counts = _counts(arguments)
    if counts is not None:
        _show_counts(counts, arguments)
        if not arguments.dry_run:
            _ask(arguments)
            _leave(counts, token, arguments)
        return CLEAN
    memory = Memory.at(key)
    made = _prepared(arguments, memory)
    _show(made, arguments)
    if arguments.dry_run:
        return CLEAN
    _ask(arguments)
    rows, removed = frozenset(made.cases), frozenset(made.package.removed)
    # What may have left is remembered before it does.
    memory.leaving(rows, removed).keep(key)
    if _leave(made.package, token, arguments):
        memory.arrived(rows, removed).keep(key)
    _say(text("cli.contribute-keep", arguments.language, file=str(key)), arguments)
    return CLEAN


def _token(arguments: argparse.Namespace) -> str:
    """Read the token, and look at the address, before anything is worked out."""
    from fanal.contributing.sending import checked

    if not arguments.to:
        return ""
    checked(arguments.to)
    if arguments.dry_run and arguments.token_file is None:
        return ""
    if arguments.token_file is None:
        raise Refusal("cli.contribute-no-token")
    try:
        return str(arguments.token_file.read_text(encoding="utf-8")).strip()
    except (OSError, ValueError):
        raise Refusal("cli.contribute-token-unreadable", file=arguments.token_file.name) from None


def _prepared(arguments: argparse.Namespace, memory: Memory) -> Preparation:
    from fanal.contributing import Coarsening, Terms, prepare, usual
    from fanal.exchange.headings import Use
    from fanal.release import ReleaseSettings
    from fanal.release.consent import may_be_released

    terms = Terms(
        purpose=arguments.purpose,
        agreement=arguments.agreement,
        fields=tuple(arguments.fields) or usual(),
        coarsen=dict.fromkeys(arguments.rare, Coarsening.RARE),
    )
    consent = ReleaseSettings(consent=arguments.consent, consent_assumed=arguments.consent_assumed)
    reading = read_cases(arguments)
    records = reading.records
    if not any(column.use is Use.CASE for sheet in reading.sheets for column in sheet.headings.columns):
        _say(text("cli.contribute-no-numbers", arguments.language), arguments)
    return prepare(
        records,
        terms,
        secret=memory.secret,
        on=_today(),
        may_leave=may_be_released(records, consent),
        sent=memory.sent,
        taken_back=memory.taken_back,
    )


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _show(made: Preparation, arguments: argparse.Namespace) -> None:
    from fanal.contributing.summary import summary
    from fanal.presentation import print_report

    if not arguments.json:
        print_report(summary(made, arguments.language, arguments.file.name))
        return
    rows = made.package.rows
    say_json(
        {
            "rows": 0 if rows is None else rows.height,
            "fields": list(made.package.fields),
            "removed": len(made.package.removed),
            **made.package.told,
        }
    )


def _ask(arguments: argparse.Namespace) -> None:
    """Ask whether it may leave; nobody there to ask: it does not."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise Refusal("cli.contribute-say-yes")
    where = arguments.to or arguments.out.name
    question = text("cli.contribute-ask", arguments.language, where=where)
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in _YES:
        raise Refusal("cli.contribute-not-sent")


def _leave(package: Package, token: str, arguments: argparse.Namespace) -> bool:
    """Let a package leave; say whether it arrived."""
    from fanal.contributing import sealed
    from fanal.contributing.sending import send
    from fanal.exchange.writing.atomic import replacing

    raw = package.to_bytes()
    raw = sealed(raw, arguments.seal_for) if arguments.seal_for else raw
    if arguments.out:
        with replacing(arguments.out) as out:
            out.write(raw)
        _say(text("cli.contribute-written", arguments.language, file=str(arguments.out)), arguments)
    if not arguments.to:
        return False
    receipt = send(arguments.to, token, raw)
    _say(text("cli.contribute-sent", arguments.language, id=receipt.contribution), arguments)
    return True


def _counts(arguments: argparse.Namespace) -> Package | None:
    """Read a file of protected counts, as ``fanal aggregate`` writes it; none, where it is one of cases."""
    from fanal.contributing import Package
    from fanal.release.aggregates import FORMAT, Aggregates

    if arguments.file.suffix.lower() != ".json" or not arguments.file.is_file():
        return None
    with arguments.file.open("rb") as file:
        begins = file.read(200)
    if f'"{FORMAT}"'.encode() not in begins:
        return None
    counts = Aggregates.from_bytes(arguments.file.read_bytes())
    return Package(
        purpose=arguments.purpose, agreement=arguments.agreement, made_on=_today(), aggregates=counts
    )


def _show_counts(package: Package, arguments: argparse.Namespace) -> None:
    from fanal.contributing.summary import counts_summary
    from fanal.presentation import print_report

    assert package.aggregates is not None  # noqa: S101 - it was made of counts
    if arguments.json:
        say_json(
            {
                "counts": len(package.aggregates.cells),
                "least": package.aggregates.least,
                "method": package.aggregates.method,
                "fields": list(package.fields),
            }
        )
    else:
        print_report(counts_summary(package.aggregates, arguments.language, arguments.file.name))


def _say(line: str, arguments: argparse.Namespace) -> None:
    print(line, file=sys.stderr if arguments.json else sys.stdout)
