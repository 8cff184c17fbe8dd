"""``fanal backup``, ``verify-backup`` and ``restore``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.site.commands import Commands, command, installation, set_up_django, tell
from fanal.presentation import CLEAN, Language, Refusal, text

if TYPE_CHECKING:
    from fanal.web.installation import Installation
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
        made = back_up(found, file)
        _tell_host(found, made)
        return made
    # A database that is not served is started for this, and stopped again.
    cluster = Cluster(found)
    running = cluster.exists and cluster.running
    cluster.start()
    try:
        made = back_up(found, file)
        _tell_host(found, made)
        return made
    finally:
        if not running:
            cluster.stop()


def _tell_host(found: Installation, made: Backup) -> None:
    """Tell the host's audit trail; a backup is made though that cannot be told."""
    from fanal.web.operations.host_notes import note, tell_now

    said = "operations.backed-up", {"made": made.made.isoformat(timespec="seconds")}
    try:
        set_up_django()
    except Refusal:
        note(found, *said)
    else:
        tell_now(found, *said)


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
