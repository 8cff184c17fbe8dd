"""``fanal lock``: keys forgotten and sessions ended, of one organisation or of all."""

from __future__ import annotations

import argparse
import os

from fanal.cli.site.commands import Commands, command, installation, organisations, set_up_django, tell
from fanal.presentation import CLEAN, Language, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "lock", language, run, ("cli.site.lock", "cli.site.lock-more"))
    parser.add_argument(
        "organisation", nargs="?", metavar="ORGANISATION", help=text("cli.site.organisation", language)
    )


def run(arguments: argparse.Namespace) -> int:
    """Lock, in the process that holds the keys."""
    from fanal.web.keys.keyring import keyring
    from fanal.web.operations.serving import agent_path

    agent = agent_path(installation())
    if agent is not None:
        os.environ["FANAL_KEY_AGENT"] = str(agent)
        if arguments.organisation is None:
            # Before the database is asked for anything: it may be silent.
            keyring().forget_all()
    set_up_django()
    from fanal.web.keys.services import lock
    from fanal.web.organisations.tenancy import tenant

    found = organisations(arguments.organisation)
    for one in found:
        with tenant(one.pk):
            lock()
    tell("cli.site.locked", arguments.language, n=len(found))
    return CLEAN
