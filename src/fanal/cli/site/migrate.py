"""``fanal migrate``: the tables of a database on a server brought up to date, as their owner."""

from __future__ import annotations

import argparse
import os

from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, Language


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    command(commands, "migrate", language, run, ("cli.site.migrate", "cli.site.migrate-more"))


def run(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date, and apply the list of erasures."""
    from fanal.web.operations.embedded import Cluster
    from fanal.web.operations.serving import prepare

    found = installation()
    if found.embedded:
        Cluster(found).start()
    prepare(os.environ | found.environment())
    tell("cli.site.migrated", arguments.language)
    return CLEAN
