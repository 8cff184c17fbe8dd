"""``fanal administrator``: an invitation for somebody to administer the host."""

from __future__ import annotations

import argparse

from fanal.cli.site.commands import Commands, command, set_up_django, tell
from fanal.presentation import CLEAN, Language, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(
        commands, "administrator", language, run, ("cli.site.administrator", "cli.site.administrator-more")
    )
    add_person(parser, language)


def add_person(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add who is invited."""
    parser.add_argument("--name", default="", metavar="NAME", help=text("cli.site.init-name", language))
    parser.add_argument(
        "--address", default="", metavar="ADDRESS", help=text("cli.site.init-address", language)
    )


def run(arguments: argparse.Namespace) -> int:
    """Invite, and print the link."""
    set_up_django()
    from fanal.web.accounts.services import host_administrator_create

    link = host_administrator_create(name=arguments.name, address=arguments.address)
    tell("cli.site.init-administrator", arguments.language, link=link)
    return CLEAN
