"""``fanal administrator``: an invitation for somebody to administer the host."""

from __future__ import annotations

import argparse
import sys

from fanal.cli.site.commands import Commands, command, set_up_django, tell
from fanal.presentation import CLEAN, Language, Refusal, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(
        commands, "administrator", language, run, ("cli.site.administrator", "cli.site.administrator-more")
    )
    add_person(parser, language)
    parser.add_argument(
        "--renew", default="", metavar="ADDRESS", help=text("cli.site.administrator-renew", language)
    )


def add_person(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add who is invited."""
    parser.add_argument("--name", default="", metavar="NAME", help=text("cli.site.init-name", language))
    parser.add_argument(
        "--address", default="", metavar="ADDRESS", help=text("cli.site.init-address", language)
    )


def run(arguments: argparse.Namespace) -> int:
    """Invite, or renew somebody's access, and print the link."""
    set_up_django()
    if arguments.renew.strip():
        _renew(arguments)
        return CLEAN
    if not invited(arguments):
        raise Refusal("cli.site.administrator-unnamed")
    return CLEAN


def _renew(arguments: argparse.Namespace) -> None:
    from fanal.web.accounts.models import RENEWAL_HOURS
    from fanal.web.accounts.services import host_administrator_renew

    link = host_administrator_renew(arguments.renew)
    if link is None:
        raise Refusal("cli.site.administrator-unknown")
    tell("cli.site.administrator-renewed", arguments.language, n=RENEWAL_HOURS, link=link)


def invited(arguments: argparse.Namespace) -> bool:
    """Invite somebody and print the link; ask who, where that was not said and somebody can answer.

    Returns
    -------
    bool
        False: nobody was named. Without an address nobody could sign in a second time.
    """
    from fanal.web.accounts.models import INVITATION_DAYS
    from fanal.web.accounts.services import host_administrator_create

    name = arguments.name.strip() or _asked("cli.site.ask-name", arguments.language)
    address = arguments.address.strip() or _asked("cli.site.ask-address", arguments.language)
    if not name or not address:
        return False
    link = host_administrator_create(name=name, address=address)
    tell("cli.site.init-administrator", arguments.language, n=INVITATION_DAYS, link=link)
    return True


def _asked(key: str, language: Language) -> str:
    if not sys.stdin or not sys.stdin.isatty():
        return ""
    try:
        return input(f"{text(key, language)} ").strip()
    except EOFError:
        return ""
