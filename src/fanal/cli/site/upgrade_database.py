"""``fanal upgrade-database``: the embedded database carried to the version that this Fanal runs."""

from __future__ import annotations

import argparse

from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, Language


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    command(
        commands,
        "upgrade-database",
        language,
        run,
        ("cli.site.upgrade-database", "cli.site.upgrade-database-more"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Upgrade, and say where the old one is kept."""
    from fanal.web.operations.host_notes import note
    from fanal.web.operations.upgrading import upgrade_database

    found = installation()
    done = upgrade_database(found)
    if done is None:
        tell("cli.site.upgrade-not-needed", arguments.language)
    else:
        note(found, "operations.upgraded", {"before": str(done.old), "after": str(done.new)})
        tell("cli.site.upgraded", arguments.language, old=done.old, new=done.new, folder=str(done.kept))
    return CLEAN
