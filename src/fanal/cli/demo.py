"""``make demo``: fictional cases through check, risk and release; then the site, with fictional people."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from fanal.cli.main import run
from fanal.cli.site.demonstration import serve_demonstration
from fanal.presentation import REFUSED, Refusal, text, user_language
from fanal.web.installation import DEFAULT_PORT

FOLDER = Path("demo")
"""Where the demonstration writes; made anew each time."""
COLUMNS = "prs_Gender,prs_Citizenship,prs_AgeBand,vic_TypeOfExploitation"
"""What somebody outside may know of a person."""


def main() -> int:
    """Run the demonstration; 0 where every step did what it should."""
    language = user_language()

    def say(key: str, **values: str) -> None:
        print(f"\n{text(key, language, **values)}\n", flush=True)  # noqa: T201

    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    cases, typed, bundle = FOLDER / "fictional-cases.csv", FOLDER / "fictional-typed.csv", FOLDER / "release"
    steps: list[tuple[str, list[str]]] = [
        ("cli.demo-fictional", ["fictional", "--cases", "5000", "--seed", "1", "--out", str(cases)]),
        (
            "cli.demo-typed",
            ["fictional", "--cases", "60", "--seed", "2", "--dirt", "0.02", "--out", str(typed)],
        ),
        ("cli.demo-check", ["check", str(typed), "--html", str(FOLDER / "check.html")]),
        (
            "cli.demo-risk",
            ["risk", str(cases), "--columns", COLUMNS, "--html", str(FOLDER / "risk.html")],
        ),
        (
            "cli.demo-release",
            ["release", str(cases), "--k", "11", "--out", str(bundle), "--consent", "con_Consent"],
        ),
    ]
    for key, arguments in steps:
        say(key, command="fanal " + " ".join(arguments))
        if run(arguments) == REFUSED:
            return REFUSED
    index = bundle / ("index.html" if language == "en" else f"index.{language}.html")
    say("cli.demo-done", index=str(index.resolve()), folder=str(FOLDER.resolve()))
    say("cli.demo-site")
    try:
        serve_demonstration(_site_folder(), language, _port(), once=os.environ.get("DEMO_ONCE") == "1")
    except Refusal as refusal:
        print(f"fanal: {refusal.finding.text(language)}", file=sys.stderr)  # noqa: T201
        return REFUSED
    return 0


def _site_folder() -> Path:
    """Say where the site keeps what it has: here, unless whoever runs its database cannot look in here."""
    own = FOLDER.resolve() / "site"
    if os.geteuid() or all(one.stat().st_mode & 0o001 for one in own.parents):
        own.mkdir(exist_ok=True)
        return own
    other = Path(tempfile.mkdtemp(prefix="fanal-demo-"))
    other.chmod(0o711)
    return other


def _port() -> int:
    """Give the usual port, or where that is taken any that is free."""
    for port in (DEFAULT_PORT, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    return DEFAULT_PORT


if __name__ == "__main__":
    sys.exit(main())
