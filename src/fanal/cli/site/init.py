"""``fanal init``: keys, database and the first administrator of a new host."""

from __future__ import annotations

import argparse
import os

from fanal.cli.site.administrator import add_person, invited
from fanal.cli.site.commands import Commands, command, installation, set_up_django, tell
from fanal.presentation import CLEAN, Language


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "init", language, run, ("cli.site.init", "cli.site.init-more"))
    add_person(parser, language)


def run(arguments: argparse.Namespace) -> int:
    """Make what is not there yet, and say where the keys lie and what to keep elsewhere."""
    from fanal.web.installation import create_root_key
    from fanal.web.operations.backup_key import create_backup_key, path_of
    from fanal.web.operations.embedded import Cluster
    from fanal.web.operations.serving import prepare

    found, language = installation(), arguments.language
    made = create_root_key(found.root_key)
    made |= create_backup_key(found)
    if found.embedded:
        Cluster(found).start()
    prepare(os.environ | found.environment())
    tell(
        "cli.site.init-keys" if made else "cli.site.init-keys-there",
        language,
        folder=str(found.root_key.parent),
    )
    tell(
        "cli.site.init-what-to-keep",
        language,
        root=str(found.root_key),
        backup=str(path_of(found)),
        erasures=str(found.erasures),
        data=str(found.data),
    )
    set_up_django()
    from fanal.web.accounts.selectors import host_has_administrator

    if not host_has_administrator() and not invited(arguments):
        tell("cli.site.init-nobody", language)
    tell("cli.site.init-next", language)
    return CLEAN
