"""``fanal ledger``: what differentially private releases have spent on the same people, and what is left."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.arguments import add_language, number, say_json
from fanal.presentation import CLEAN, Language, text


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    """Register the command and its two actions."""
    parser = commands.add_parser(
        "ledger",
        help=text("cli.ledger", language),
        description=text("cli.ledger-more", language),
        language=language,
    )
    add_language(parser, language)
    actions = parser.add_subparsers(title=text("cli.commands", language), metavar="", required=True)
    _add_open(actions, language)
    _add_show(actions, language)


def _add_open(actions: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    parser = actions.add_parser(
        "open",
        help=text("cli.ledger-open", language),
        description=text("cli.ledger-open-more", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.ledger-file", language))
    parser.add_argument(
        "--population", required=True, metavar="NAME", help=text("cli.ledger-population", language)
    )
    parser.add_argument(
        "--epsilon",
        type=number("--epsilon"),
        required=True,
        metavar="E",
        help=text("cli.ledger-epsilon", language),
    )
    parser.add_argument(
        "--delta", type=number("--delta"), required=True, metavar="D", help=text("cli.ledger-delta", language)
    )
    add_language(parser, language)
    parser.set_defaults(run=run_open)


def _add_show(actions: argparse._SubParsersAction[argparse.ArgumentParser], language: Language) -> None:
    parser = actions.add_parser(
        "show",
        help=text("cli.ledger-show", language),
        description=text("cli.ledger-show", language),
        language=language,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.ledger-file", language))
    parser.add_argument("--json", action="store_true", help=text("cli.json", language))
    add_language(parser, language)
    parser.set_defaults(run=run_show)


def run_open(arguments: argparse.Namespace) -> int:
    """Give a population its budget and say what that is."""
    from fanal.privacy.ledger import Ledger
    from fanal.privacy.significant import Significant

    account = Ledger(arguments.file).open_population(arguments.population, arguments.epsilon, arguments.delta)
    print(  # noqa: T201
        text(
            "cli.ledger-opened",
            arguments.language,
            population=account.population,
            file=str(arguments.file),
            epsilon=Significant(account.epsilon),
            delta=Significant(account.delta),
            rho=Significant(account.rho),
        )
    )
    return CLEAN


def run_show(arguments: argparse.Namespace) -> int:
    """Show what was spent and what is left."""
    from fanal.presentation import print_report
    from fanal.privacy.ledger import Ledger
    from fanal.privacy.ledger_report import ledger_report

    accounts = Ledger(arguments.file).accounts()
    if arguments.json:
        say_json([account.as_json() for account in accounts])
    else:
        print_report(ledger_report(accounts, arguments.file.name, arguments.language))
    return CLEAN
