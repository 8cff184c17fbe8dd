"""``fanal audit-trail``: verify the chains, export their heads, check heads that were kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fanal.cli.arguments import add_language
from fanal.cli.site.commands import Commands, command, organisations, set_up_django, tell
from fanal.presentation import CLEAN, FINDINGS, Language, text

if TYPE_CHECKING:
    from fanal.presentation import Finding


def add(commands: Commands[argparse.ArgumentParser], language: Language) -> None:
    """Register the command and its three actions."""
    parser = command(
        commands, "audit-trail", language, run_verify, ("cli.site.audit-trail", "cli.site.audit-trail-more")
    )
    actions = parser.add_subparsers(title=text("cli.commands", language), metavar="", required=True)
    for name, run in (("verify", run_verify), ("export-heads", run_export), ("check-heads", run_check)):
        said = text(f"cli.site.audit-trail-{name}", language)
        action = actions.add_parser(name, help=said, description=said, language=language)
        if name != "verify":
            action.add_argument(
                "folder", type=Path, metavar="FOLDER", help=text("cli.site.heads-folder", language)
            )
        if name == "check-heads":
            action.add_argument(
                "--authority", type=Path, metavar="PEM", help=text("cli.site.heads-authority", language)
            )
        add_language(action, language)
        action.set_defaults(run=run)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify the chain of every organisation, and that of the host; 1 where something is wrong."""
    set_up_django()
    from fanal.web.audit_trail.verification import verify, verify_host

    language, wrong = arguments.language, False
    for one in organisations(None):
        wrong |= _told(one.name, verify(one.pk), language)
    wrong |= _told(text("cli.site.host-chain", language), verify_host(), language)
    return FINDINGS if wrong else CLEAN


def run_export(arguments: argparse.Namespace) -> int:
    """Write the heads of all chains, stamped where an authority is set."""
    set_up_django()
    from fanal.web.audit_trail.heads import export_heads

    written = export_heads(arguments.folder)
    tell("cli.site.heads-exported", arguments.language, n=len(written), folder=str(arguments.folder))
    return CLEAN


def run_check(arguments: argparse.Namespace) -> int:
    """Check kept heads against the chains; 1 where a chain does not hold one any more."""
    set_up_django()
    from fanal.web.audit_trail.heads import check_heads

    found = check_heads(arguments.folder, certificates=arguments.authority)
    wrong = _told(str(arguments.folder), found.findings, arguments.language)
    return FINDINGS if wrong else CLEAN


def _told(name: str, findings: Iterable[Finding], language: Language) -> bool:
    """Print what was found of one chain; say whether anything was."""
    said = [one.text(language) for one in findings]
    for line in said:
        print(f"{name}: {line}")  # noqa: T201
    if not said:
        tell("cli.site.chain-is-whole", language, name=name)
    return bool(said)
