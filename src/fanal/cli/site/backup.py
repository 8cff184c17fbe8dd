"""``fanal backup``, ``verify-backup`` and ``restore``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, Language, text

if TYPE_CHECKING:
    from fanal.web.operations.backup import Backup


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "backup", language, run, ("cli.site.backup", "cli.site.backup-more"))
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.site.backup-file", language))


def run(arguments: argparse.Namespace) -> int:
    """Write a backup."""
    from fanal.web.operations.backup import back_up
    from fanal.web.operations.embedded import Cluster

    found = installation()
    if found.embedded:
        # A database that is not served is started for this, and stopped again.
        cluster = Cluster(found)
        running = cluster.exists and cluster.running
        cluster.start()
        try:
            made = back_up(found, arguments.file.absolute())
        finally:
            if not running:
                cluster.stop()
    else:
        made = back_up(found, arguments.file.absolute())
    tell_backup("cli.site.backed-up", arguments, made)
    return CLEAN


def tell_backup(key: str, arguments: argparse.Namespace, found: Backup) -> None:
    """Say what a backup holds."""
    tell(
        key,
        arguments.language,
        file=str(arguments.file),
        made=found.made.date(),
        time=found.made.strftime("%H:%M UTC"),
        tables=found.tables,
        files=found.files,
    )
