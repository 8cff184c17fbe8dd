"""``fanal backup``, ``verify-backup`` and ``restore``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, Language, Refusal, text

if TYPE_CHECKING:
    from fanal.web.operations.backup import Backup


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "backup", language, run, ("cli.site.backup", "cli.site.backup-more"))
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.site.backup-file", language))


def run(arguments: argparse.Namespace) -> int:
    """Write a backup."""
    try:
        made = _made(arguments.file.absolute())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refusal("web.operations.backup-not-written", file=str(arguments.file), why=why) from None
    tell_backup("cli.site.backed-up", arguments, made)
    return CLEAN


def _made(file: Path) -> Backup:
    from fanal.web.operations.backup import back_up
    from fanal.web.operations.embedded import Cluster

    found = installation()
    if not found.embedded:
        return back_up(found, file)
    # A database that is not served is started for this, and stopped again.
    cluster = Cluster(found)
    running = cluster.exists and cluster.running
    cluster.start()
    try:
        return back_up(found, file)
    finally:
        if not running:
            cluster.stop()


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
