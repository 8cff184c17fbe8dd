"""``fanal portal export``: the portal as plain files."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from fanal.cli.site.commands import Commands, command
from fanal.presentation import CLEAN, Language, Refusal, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "portal", language, run, ("cli.site.portal", "cli.site.portal-more"))
    parser.add_argument("what", choices=("export",), help=text("cli.site.portal-what", language))
    parser.add_argument("out", type=Path, metavar="DIR", help=text("cli.site.portal-out", language))
    parser.add_argument("--hub", metavar="NAME", help=text("cli.site.portal-hub", language))


def run(arguments: argparse.Namespace) -> int:
    """Write the copy, and say where it is."""
    from fanal.cli.site.commands import tell
    from fanal.presentation import progress_bar

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    import django

    django.setup()
    from fanal.web.portal import reading
    from fanal.web.portal.exporting import export

    slugs = [one.hub.slug for one in reading.hubs()]
    slug = arguments.hub or (slugs[0] if len(slugs) == 1 else None)
    if slug is None:
        raise Refusal("cli.site.portal-which", known=", ".join(slugs) or "-")
    with progress_bar(arguments.language) as progress:
        files = export(slug, arguments.out, progress)
    first = str(arguments.out.absolute() / "index.html")
    tell("cli.site.portal-exported", arguments.language, n=files, file=first)
    return CLEAN
