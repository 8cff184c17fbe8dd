"""What the command does: finds the language, makes the parser, runs a subcommand, gives its exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from fanal.cli.arguments import may_write_page
from fanal.presentation import REFUSED, Language, Refusal, text, user_language

ON_FILES = (
    *("check", "convert", "map", "template", "risk", "release", "evaluate", "ledger"),
    *("contribute", "aggregate", "fictional"),
)
OF_THE_SITE = (
    *("init", "serve", "administrator", "lock", "rotate-keys", "audit-trail"),
    *("backup", "verify-backup", "restore", "migrate", "upgrade-database"),
    "portal",
)
COMMANDS = {name: name for name in ON_FILES} | {
    name: f"site.{name.replace('-', '_')}" for name in OF_THE_SITE
}
"""The commands, and the modules of this room that hold them."""


def run_command(argv: Sequence[str] | None = None) -> int:
    """Run `fanal` with the arguments of the terminal and give its exit code; see `fanal.cli.main.run`."""
    given = list(sys.argv[1:] if argv is None else argv)
    # Where nobody listens (>&-), what is said goes nowhere; the exit code still tells.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        language = language_of(given)
        arguments = parser(language, given).parse_args(given)
        arguments.language = language
        if getattr(arguments, "html", None) is not None:
            may_write_page(arguments)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except Refusal as refusal:
        print(f"fanal: {refusal.finding.text(language)}", file=sys.stderr)  # noqa: T201
        return REFUSED
    except BrokenPipeError:
        # The reader of a pipe went away: say no more, and let no flush at exit complain.
        _say_no_more()
        return REFUSED
    except OSError as error:
        # What a command reads and writes refuses by itself: this is the terminal, or a full disk behind it.
        _say_no_more()
        why = error.strerror or type(error).__name__
        print(f"fanal: {text('cli.cannot-print', language, why=why)}", file=sys.stderr)  # noqa: T201
        return REFUSED
    return code


def _say_no_more() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser(language: Language, given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Make the parser, in one language.

    Parameters
    ----------
    language
        The language of its help.
    given
        The arguments, if known: then only the command that they name is imported, which keeps the
        start fast.
    """
    main = _Parser(prog="fanal", description=text("cli.description", language), language=language)
    main.add_argument("--lang", metavar="en|fr", help=text("cli.lang", language))
    main.add_argument("--version", action="version", version=_version())
    commands = main.add_subparsers(title=text("cli.commands", language), metavar="", required=True)
    named = [command for command in COMMANDS if command in given[:3]]
    for command in named or COMMANDS:
        importlib.import_module(f"fanal.cli.{COMMANDS[command]}").add(commands, language)
    return main


def _version() -> str:
    from importlib.metadata import version

    return f"fanal {version('fanal')}"


def language_of(given: Sequence[str]) -> Language:
    """Find the language before the parser speaks: ``--lang`` anywhere, else the environment."""
    for position, argument in enumerate(given):
        wanted = None
        if argument == "--lang" and position + 1 < len(given):
            wanted = given[position + 1]
        elif argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
        if wanted is not None:
            try:
                return user_language(wanted)
            except ValueError:
                print(f"fanal: --lang: en | fr, not {wanted!r}", file=sys.stderr)  # noqa: T201
                raise SystemExit(REFUSED) from None
    return user_language()


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the person's language, its own words included."""

    def __init__(self, *, language: Language = "en", **options: object) -> None:
        self.language = language
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = text("cli.positionals", language)
        self._optionals.title = text("cli.options", language)
        self.add_argument("-h", "--help", action="help", help=text("cli.help", language))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", text("cli.usage", self.language), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", text("cli.usage", self.language), 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong in the person's language, and what to type for help."""
        said = _translated(message, self.language)
        hint = text("cli.see-help", self.language, command=self.prog)
        print(f"fanal: {said} {hint}", file=sys.stderr)  # noqa: T201
        raise SystemExit(REFUSED)


def _translated(message: str, language: Language) -> str:
    """Translate the few complaints that argparse makes itself (Python 3.11 to 3.14)."""
    for start, key in (
        ("the following arguments are required: ", "cli.required"),
        ("unrecognized arguments: ", "cli.unrecognised"),
        ("one of the arguments ", "cli.one-of"),
    ):
        if message.startswith(start):
            what = message[len(start) :].replace(" is required", "").strip()
            return text(key, language, what=what) if what else text("cli.no-command", language)
    what = message.removeprefix("argument ").removeprefix(": ")
    return text("cli.wrong-argument", language, what=what)
