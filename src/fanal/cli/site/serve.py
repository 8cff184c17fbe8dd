"""``fanal serve``: database, site and worker, until Ctrl-C."""

from __future__ import annotations

import argparse

from fanal.cli.arguments import number
from fanal.cli.site.commands import Commands, command, installation, tell
from fanal.presentation import CLEAN, Language, text


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command."""
    parser = command(commands, "serve", language, run, ("cli.site.serve", "cli.site.serve-more"))
    parser.add_argument(
        "--port",
        type=number("--port", int),
        default=8000,
        metavar="N",
        help=text("cli.site.serve-port", language),
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=text("cli.site.serve-host", language)
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    from fanal.web.operations.serving import serve

    def ready(address: str) -> bool:
        tell("cli.site.serving", arguments.language, address=address)
        return True

    tell("cli.site.serve-starting", arguments.language)
    serve(installation(), arguments.port, arguments.host, ready)
    tell("cli.site.serve-stopped", arguments.language)
    return CLEAN
