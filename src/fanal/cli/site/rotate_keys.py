"""``fanal rotate-keys``: the key of an organisation renewed; what was interrupted goes on."""

from __future__ import annotations

import argparse
import getpass
import os

from fanal.cli.site.commands import Commands, command, installation, organisations, set_up_django, tell
from fanal.presentation import CLEAN, REFUSED, Language, progress_bar, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(
        commands, "rotate-keys", language, run, ("cli.site.rotate-keys", "cli.site.rotate-keys-more")
    )
    parser.add_argument("organisation", metavar="ORGANISATION", help=text("cli.site.organisation", language))


def run(arguments: argparse.Namespace) -> int:
    """Renew the key, row by row, with both versions readable until the end."""
    from fanal.web.operations.serving import agent_path

    language = arguments.language
    agent = agent_path(installation())
    if agent is not None:
        os.environ["FANAL_KEY_AGENT"] = str(agent)
    set_up_django()
    from fanal.web.keys.errors import KeyUnavailable, WrongPassphrase
    from fanal.web.keys.services import rotate, unlock
    from fanal.web.organisations.tenancy import tenant

    (found,) = organisations(arguments.organisation)
    ask = text("cli.site.passphrase", language)
    passphrase = os.environ.get("FANAL_PASSPHRASE") or getpass.getpass(f"{ask} ")
    try:
        if agent is None and passphrase:
            # Nobody serves: the keys are opened in this process, for as long as it takes.
            with tenant(found.pk):
                unlock(passphrase)
        with progress_bar(language) as progress:
            version = rotate(found.pk, passphrase=passphrase or None, progress=progress)
    except WrongPassphrase:
        tell("cli.site.passphrase-wrong", language)
        return REFUSED
    except KeyUnavailable:
        tell("cli.site.keys-not-open", language)
        return REFUSED
    tell("cli.site.rotated", language, version=version, name=found.name)
    return CLEAN
