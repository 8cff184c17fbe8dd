"""``fanal verify-backup``: opens a backup and reads all of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from fanal.cli.site.backup import tell_backup
from fanal.cli.site.commands import Commands, command, installation
from fanal.presentation import CLEAN, Language, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(
        commands, "verify-backup", language, run, ("cli.site.verify-backup", "cli.site.verify-backup-more")
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=text("cli.site.backup-file", language))


def run(arguments: argparse.Namespace) -> int:
    """Say what it holds, or refuse it."""
    from fanal.web.operations.backup import verify_backup

    tell_backup(
        "cli.site.backup-verified", arguments, verify_backup(installation(), arguments.file.absolute())
    )
    return CLEAN
