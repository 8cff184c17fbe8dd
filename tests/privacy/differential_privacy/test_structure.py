"""Nothing but the measuring is given sensitive data: the imports show it."""

from __future__ import annotations

import ast
from pathlib import Path

import fanal.privacy.differential_privacy as package

READS_TABLES = {
    "attributes_of",
    "AttributeTable",
    "count_combinations",
    "counts_of",
    "read_csv",
    "read_parquet",
}
FOLDER = Path(package.__file__).parent


def imported(path: Path) -> set[str]:
    """Every name that a module imports or looks up."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom | ast.Import):
            found |= {one.name.rsplit(".", 1)[-1] for one in node.names}
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def modules_of(path: Path) -> set[str]:
    """Every module that a module imports from."""
    return {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }


def test_only_measuring_reads_a_table() -> None:
    readers = {path.name for path in FOLDER.glob("*.py") if imported(path) & READS_TABLES}
    assert readers == {"measuring.py"}


def test_what_comes_after_the_noise_does_not_import_the_measuring() -> None:
    importers = {
        path.name for path in FOLDER.glob("*.py") if any(m.endswith(".measuring") for m in modules_of(path))
    }
    assert importers == {"__init__.py"}


def test_functions_that_take_records_are_called_by_measuring_alone() -> None:
    homes = {"square_lengths": "layout.py", "levels_within": "layout.py", "together": "together.py"}
    for name, home in homes.items():
        callers = {
            path.name
            for path in FOLDER.glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and name in (getattr(node.func, attr, "") for attr in ("id", "attr"))
        }
        assert callers - {home} == {"measuring.py"}, name


def test_only_measuring_draws_noise() -> None:
    drawers = {path.name for path in FOLDER.glob("*.py") if "discrete_gaussian" in imported(path)}
    assert drawers == {"measuring.py"}


def test_every_sum_passes_through_the_noise() -> None:
    """`measure` gives the measurements settings, and what `_noisy` or a function that ends in it gave."""
    tree = ast.parse((FOLDER / "measuring.py").read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    private = {name for name, node in functions.items() if _returns_noise(node)} | {"_noisy"}
    said: dict[str, str] = {}
    for node in ast.walk(functions["measure"]):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            # The last assignment counts: singles and pairs are sums first.
            said[node.targets[0].id] = (
                value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
            )
    given = next(
        node
        for node in ast.walk(functions["measure"])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Measurements"
    )
    noisy = {word.arg: word.value for word in given.keywords} if given.keywords else {}
    for name in ("rough", "sizes", "singles", "pairs"):
        value = noisy.pop(name)
        assert isinstance(value, ast.Name)
        assert said[value.id] in private, name
    assert set(noisy) == {"settings", "several", "private"}


def _returns_noise(node: ast.FunctionDef) -> bool:
    last = node.body[-1]
    return (
        isinstance(last, ast.Return)
        and isinstance(last.value, ast.Call)
        and isinstance(last.value.func, ast.Name)
        and last.value.func.id == "_noisy"
    )
