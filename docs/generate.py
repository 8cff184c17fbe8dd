"""Write the pages of the reference that are made from the code: `python docs/generate.py`.

A test fails where a page differs from what this makes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fanal
from fanal.cli.running import COMMANDS, parser
from fanal.presentation import all_texts
from fanal.standard import Field, Vocabulary, ctdc, htcds
from fanal.standard.vocabulary import load
from fanal.web.access.roles import Role, roles

SOURCE = Path(str(fanal.__file__)).parent
REFERENCE = Path(__file__).parent / "reference"
RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"

_TOLD = re.compile(
    r"""(?:Finding\(\s*code=|Refusal\(\s*|Problem\(\s*|problem=|noticed\(\s*|_plain\(\s*)["']([a-z-]+(?:\.[a-z0-9-]+)?)["']"""
)


def commands() -> str:
    """Write the help of every command, in English."""
    pages = ["# Commands", "", "Made from the commands themselves; `--lang fr` says the same in French."]
    for command in (None, *COMMANDS):
        main = parser("en")
        shown = main if command is None else main._subparsers._group_actions[0].choices[command]  # type: ignore[union-attr,index]
        shown.formatter_class = _wide
        pages += ["", f"## {shown.prog}", "", "```text", shown.format_help().rstrip(), "```"]
    return "\n".join(pages) + "\n"


def _wide(prog: str) -> object:
    import argparse

    return argparse.HelpFormatter(prog, max_help_position=30, width=100)


def findings() -> str:
    """Write every finding and refusal, with its words in both languages."""
    codes = sorted(set(_codes()))
    lines = [
        "# Findings and refusals",
        "",
        "What `fanal` may tell of a file. A finding ends a command with exit code 1, a refusal with 2.",
        "`{…}` is filled in; `▒▒▒▒▒` stands where a value is not printed.",
    ]
    for code in codes:
        texts = all_texts(code.split(".")[0])[code]
        lines += ["", f'<a id="{code}"></a>', f"### `{code}`", ""]
        lines += [f"- {language}: {wordings[-1]}" for language, wordings in texts.items()]
    return "\n".join(lines) + "\n"


def _codes() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).parts[0]
        for found in _TOLD.findall(path.read_text(encoding="utf-8")):
            code = found if "." in found else f"{room}.{found}"
            if code in all_texts(code.split(".")[0]):
                yield code
    for rule in load("checks.toml")["check"]:
        yield rule["key"]


def standard() -> str:
    """Write every field of HTCDS 2.0 and of Fanal's extension, and where the published files disagree."""
    vocabulary = htcds()
    lines = [
        "# The standard: HTCDS 2.0",
        "",
        f"Source: {vocabulary.source}. {vocabulary.licence}. Descriptions are our own.",
        "",
        "*Leaves* says whether a field, or something derived from it, may be released.",
    ]
    for table in vocabulary.tables:
        lines += ["", f"## {table.label.en} / {table.label.fr}", "", *_fields(vocabulary, table.name)]
    lines += _of_casework()
    lines += [
        "",
        "## Where the published files disagree",
        "",
        "| field | what | decision |",
        "| --- | --- | --- |",
    ]
    for one in load("htcds-2.0.toml")["disagreement"]:
        names = ", ".join(f"`{name}`" for name in one["field"])
        lines.append(f"| {names} | {one['what']['en']} | {one['decision']['en']} |")
    lines += ["", "# The CTDC flat form", "", *_fields(ctdc(), "victim")]
    return "\n".join(lines) + "\n"


def _of_casework() -> list[str]:
    """Write the columns that casework adds to what it hands out."""
    raw = tomllib.loads((SOURCE / "web/casework/data/extension.toml").read_text(encoding="utf-8"))
    named = {one["name"]: one["label"] for one in raw["table"]}
    once = {one["table"] for one in raw["field"]} - named.keys()
    lines = [
        "",
        "## What casework adds",
        "",
        "A file that casework hands out describes its columns itself: in a sheet `extension`, a file",
        "`extension.csv` beside the cases, or under `extension` in JSON, a row for each table, field",
        "and code. No described field is printed or released. Fields of an organisation's own begin with",
        "`own_` after the prefix of their table (`prs_own_House`). Fields of other people of a case are",
        "those of a person and of a victim, under `oth_` (`oth_FirstName`, `oth_vic_MethodsOfControl`).",
    ]
    for table in (*sorted(once), *named):
        label = named.get(table)
        lines += ["", f"### {label['en']} / {label['fr']}" if label else f"### In the table {table}", ""]
        lines += ["| column | label | type | what |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{one['name']}` | {one['label']['en']} / {one['label']['fr']} | {one['type']} "
            f"| {one['description']['en']} |"
            for one in raw["field"]
            if one["table"] == table
        ]
    return lines


def _fields(vocabulary: Vocabulary, table: str) -> list[str]:
    lines = [
        "| field | label | type | status | disclosure | leaves |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return lines + [_field(one) for one in vocabulary.of_table(table)]


def _field(one: Field) -> str:
    kind = f"{one.type.value}, `{one.list}`" if one.list else one.type.value
    status = ("core, " if one.core else "") + one.status.value
    leaves = "yes" if one.leaves else "no"
    cells = (f"`{one.name}`", f"{one.label.en} / {one.label.fr}", kind, status, one.disclosure.value, leaves)
    return f"| {' | '.join(cells)} |"


def benchmarks() -> str:
    """Write the recorded output of the benchmarks, as tables."""
    lines = [
        "# Benchmarks",
        "",
        "Made from what `make bench` recorded in `benchmarks/results/`. Times depend on the machine; ratios",
        "come from one run on one machine.",
    ]
    for path in sorted(RESULTS.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        what = result.pop("what", None)
        if what is None:  # told on a page of its own: mapping.md
            continue
        lines += ["", f"## {path.stem}", "", f"{what}."]
        lines += _compared(result.pop("compared", []))
        lines += ["", "| measure | value |", "| --- | --- |"]
        lines += [f"| {name} | {value} |" for name, value in _flat(result)]
    lines += ["", "How right `fanal map suggest` is: [explanation/mapping.md](../explanation/mapping.md)."]
    return "\n".join(lines) + "\n"


def _compared(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Write what was measured on several sides, one line a measure."""
    if not rows:
        return
    sides = [name for name in rows[0] if name not in ("measure", "target")]
    yield from ("", f"| measure | {' | '.join(sides)} | target |", f"| --- |{' --- |' * (len(sides) + 1)}")
    for row in rows:
        cells = [_spread(row[side]) for side in sides]
        target = "" if row["target"] is None else _number(row["target"])
        yield f"| {row['measure']} | {' | '.join(cells)} | {target} |"


def _spread(found: dict[str, float] | None) -> str:
    """Say a median with the least and the most, an area with its interval, or a rate beside its control."""
    if found is None:
        return ""
    mark = ", **found**" if found.get("found") else ""
    if "rate" in found:
        return f"{_number(found['rate'])} beside {_number(found['control'])}{mark}"
    names = ("area", "low", "high") if "area" in found else ("median", "least", "most")
    middle, least, most = (_number(found[name]) for name in names)
    return middle if least == most else f"{middle} ({least} to {most}){mark}"


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {key}".strip())
    else:
        yield name, _number(value)


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def access() -> str:
    """Write what each role of the site may do."""
    known = roles()
    lines = [
        "# Roles and actions",
        "",
        "Made from `access/data/roles.toml`. How a decision is made: "
        "[who may see and do what](../explanation/access.md).",
    ]
    columns = [role for role in known.roles.values() if role.of == "organisation"]
    lines += ["", "## Roles of an organisation", "", *_granted(columns)]
    columns = [role for role in known.roles.values() if role.of != "organisation"]
    lines += ["", "## Roles of the host", "", *_granted(columns)]
    required = [role.title["en"] for role in known.roles.values() if role.second_factor_required]
    lines += ["", f"A second factor is required of: {', '.join(required)}."]
    lines += ["", "*Looks*: emergency access opens it for one subject, to those whose role allows it."]
    return "\n".join(lines) + "\n"


def _granted(columns: list[Role]) -> Iterator[str]:
    titles = [f"{role.title['en']} / {role.title['fr']}" for role in columns]
    yield f"| action | | looks | {' | '.join(titles)} |"
    yield f"| --- | --- | --- |{' --- |' * len(columns)}"
    for action in roles().actions.values():
        granted = ["yes" if action.name in role.may else "" for role in columns]
        if any(granted):
            looks = "yes" if action.reads else ""
            title = f"{action.title['en']} / {action.title['fr']}"
            yield f"| `{action.name}` | {title} | {looks} | {' | '.join(granted)} |"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "findings.md": findings,
    "standard.md": standard,
    "benchmarks.md": benchmarks,
    "roles.md": access,
}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
