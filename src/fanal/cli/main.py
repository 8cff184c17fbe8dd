"""The one command, `fanal`: what it needs is imported where Ctrl-C is listened for already."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence


def run(argv: Sequence[str] | None = None) -> int:
    """Run `fanal` with the arguments of the terminal and give its exit code.

    0 where nothing was found, 1 where something was, 2 where nothing could be done, 130 after Ctrl-C.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        from fanal.cli.running import run_command

        return run_command(given)
    except KeyboardInterrupt:
        return _stopped(given)


def _stopped(given: Sequence[str]) -> int:
    """Say that a command was stopped; one Ctrl-C can arrive twice, through polars and through Python."""
    before = None
    while True:
        try:
            before = before or signal.signal(signal.SIGINT, signal.SIG_IGN)
            from fanal.cli.running import language_of
            from fanal.presentation import text

            print(f"\n{text('cli.stopped', language_of(given))}", file=sys.stderr)  # noqa: T201
            break
        except KeyboardInterrupt:
            continue
    signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    return 130
