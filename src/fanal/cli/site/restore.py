"""``fanal restore``: a backup in the place of all that is there."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.site.backup import tell_backup
from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, REFUSED, Language, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "restore", language, run, ("cli.site.restore", "cli.site.restore-more"))
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.site.backup-file", language))
    parser.add_argument("--replace", action="store_true", help=text("cli.site.restore-replace", language))


def run(arguments: argparse.Namespace) -> int:
    """Restore; what is there is replaced only where that was said."""
    from fanal.web.operations.backup import restore_backup
    from fanal.web.operations.embedded import Cluster
    from fanal.web.operations.host_notes import note

    found = installation()
    if Cluster(found).exists and not arguments.replace:
        tell("cli.site.restore-something-there", arguments.language, folder=str(found.data))
        return REFUSED
    restored = restore_backup(found, arguments.file.absolute())
    note(found, "operations.restored", {"made": restored.made.isoformat(timespec="seconds")})
    tell_backup("cli.site.restored", arguments, restored)
    return CLEAN
