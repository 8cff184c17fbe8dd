"""``make demo``: fictional cases through check, risk and release, and where the result lies."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fanal.cli.main import run
from fanal.presentation import REFUSED, text, user_language

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
    return 0


if __name__ == "__main__":
    sys.exit(main())
