from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fanal.presentation import LANGUAGES, Refusal
from fanal.privacy import CountsResult, CountsSettings, audit_counts

TWO = CountsSettings(count="count", dimensions=("sex", "year"), k=5)


def cross_table(counts: np.ndarray) -> dict[tuple[str, str], int]:
    """Give every cell of a table with its margins, by its labels."""
    cells: dict[tuple[str, str], int] = {}
    for row, column in product(range(counts.shape[0] + 1), range(counts.shape[1] + 1)):
        rows = slice(None) if row == counts.shape[0] else slice(row, row + 1)
        columns = slice(None) if column == counts.shape[1] else slice(column, column + 1)
        names = (
            "Total" if row == counts.shape[0] else f"s{row}",
            "Total" if column == counts.shape[1] else f"y{column}",
        )
        cells[names] = int(counts[rows, columns].sum())
    return cells


def long_table(cells: dict[tuple[str, str], str]) -> pl.DataFrame:
    rows = [(sex, year, count) for (sex, year), count in cells.items()]
    return pl.DataFrame(rows, schema=["sex", "year", "count"], orient="row")


@st.composite
def published(draw: st.DrawFn) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], str]]:
    """A true table, and the same with small counts and some others suppressed."""
    shape = (draw(st.integers(2, 4)), draw(st.integers(2, 4)))
    numbers = draw(st.lists(st.integers(0, 9), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    cells = cross_table(np.array(numbers).reshape(shape))
    printed = {}
    for names, count in cells.items():
        if 0 < count < 5:
            printed[names] = "<5"
        else:
            printed[names] = draw(st.sampled_from([str(count)] * 2 + ["*"]))
    return cells, printed


def by_linear_program(printed: dict[tuple[str, str], str]) -> dict[tuple[str, str], tuple[float, float]]:
    """Give the least and most that each cell may be, all sums taken together."""
    number = {names: position for position, names in enumerate(printed)}
    bounds = [(0, None) if v == "*" else (0, 4) if v == "<5" else (int(v), int(v)) for v in printed.values()]
    equations = []
    for axis in (0, 1):
        groups: dict[str, list[tuple[str, str]]] = {}
        for names in printed:
            groups.setdefault(names[1 - axis], []).append(names)
        for members in groups.values():
            equation = np.zeros(len(printed))
            for names in members:
                equation[number[names]] = -1 if names[axis] == "Total" else 1
            equations.append(equation)
    found = {}
    for names, position in number.items():
        target = np.zeros(len(printed))
        target[position] = 1
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * target, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds)
            ends.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
        found[names] = (ends[0], ends[1])
    return found


def deduced(
    printed: dict[tuple[str, str], str], result: CountsResult
) -> dict[tuple[str, str], tuple[float, float]]:
    pairs = zip(result.deduced.low, result.deduced.high, strict=True)
    return dict(zip(printed, pairs, strict=True))


@given(tables=published())
@settings(max_examples=30, deadline=None)
def test_nothing_is_claimed_that_a_linear_program_leaves_open(
    tables: tuple[dict[tuple[str, str], int], dict[tuple[str, str], str]],
) -> None:
    cells, printed = tables
    result = audit_counts(long_table(printed), TWO)
    assert result.deduced.broken == 0
    assert result.deduced.finished
    truth = by_linear_program(printed)
    for (names, (low, high)), row in zip(deduced(printed, result).items(), range(len(cells)), strict=True):
        assert low <= cells[names] <= high
        least, most = truth[names]
        assert low <= least + 1e-6
        assert high >= most - 1e-6
        if row in result.disclosed.tolist():
            assert least == pytest.approx(most)
            assert printed[names] in ("*", "<5")


def test_how_much_of_a_linear_program_is_found() -> None:
    # Two-way tables with their margins; the next test shows one where something is missed.
    random = np.random.default_rng(7)
    exact = found = 0
    for _ in range(40):
        counts = random.integers(0, 10, size=random.integers(2, 5, size=2))
        printed = {
            names: "<5" if 0 < count < 5 else "*" if random.random() < 0.3 else str(count)
            for names, count in cross_table(counts).items()
        }
        result = audit_counts(long_table(printed), TWO)
        rows = set(result.disclosed.tolist())
        for row, (names, (least, most)) in enumerate(by_linear_program(printed).items()):
            if printed[names] in ("*", "<5") and most - least < 1e-6:
                exact += 1
                found += row in rows
    assert exact > 100
    assert 0.9 < found / exact <= 1


def test_a_cell_that_only_several_sums_together_give_away_is_missed() -> None:
    # Two rows less two columns leave one cell: 17 + 13 - 7 - (14 - 5) - (17 - 6) = 3. Each of the four
    # sums alone has two cells that are not known.
    printed = {
        ("s0", "y0"): "*", ("s0", "y1"): "*", ("s0", "y2"): "7", ("s0", "Total"): "17",
        ("s1", "y0"): "*", ("s1", "y1"): "*", ("s1", "y2"): "*", ("s1", "Total"): "13",
        ("s2", "y0"): "5", ("s2", "y1"): "6", ("s2", "y2"): "*", ("s2", "Total"): "*",
        ("Total", "y0"): "14", ("Total", "y1"): "17", ("Total", "y2"): "*", ("Total", "Total"): "*",
    }  # fmt: skip
    result = audit_counts(long_table(printed), TWO)
    row = list(printed).index(("s1", "y2"))
    least, most = by_linear_program(printed)["s1", "y2"]
    assert least == pytest.approx(most) == pytest.approx(3)
    assert row not in result.disclosed
    assert "linear program" in result.report("en").notes[0]


def test_one_suppressed_cell_of_a_row_is_worked_out_and_so_on() -> None:
    table = long_table(
        {
            ("F", "2001"): "<5",
            ("F", "2002"): "1,200",
            ("F", "Total"): "1,203",
            ("M", "2001"): "*",
            ("M", "2002"): "20",
            ("M", "Total"): "28",
            ("All", "2001"): "11",
            ("All", "2002"): "1 220",
            ("All", "Total"): "1231",
        }
    )
    result = audit_counts(table, TWO)
    assert not result.holds
    assert result.table().select("sex", "finding", "least", "most").rows() == [
        ("F", "disclosed", 3, 3),
        ("M", "disclosed", 8, 8),
    ]
    assert result.disclosed_under_k == 1


def test_counts_under_k_printed_openly_are_found() -> None:
    table = pl.DataFrame({"sex": ["F", "M", "Total"], "count": ["4", "0", "4"]})
    result = audit_counts(table, CountsSettings(count="count", dimensions=("sex",), k=5))
    assert result.open_under_k.tolist() == [0, 2]
    assert not result.holds


def test_a_mark_may_hide_no_zero() -> None:
    table = pl.DataFrame({"sex": ["F", "M", "Total"], "count": ["<5", "<5", "2"]})
    wanted = {"count": "count", "dimensions": ("sex",), "k": 5}
    assert audit_counts(table, CountsSettings(**wanted)).disclosed.size == 0  # type: ignore[arg-type]
    assert audit_counts(table, CountsSettings(**wanted, least_hidden=1)).disclosed.size == 2  # type: ignore[arg-type]


def test_absent_cells_are_unknown_unless_said_to_be_zero() -> None:
    table = pl.DataFrame(
        {
            "sex": ["F", "Total", "F", "M", "Total"],
            "year": ["1", "1", "2", "2", "2"],
            "count": ["*", "9", "6", "7", "13"],
        }
    )
    wanted = CountsSettings(count="count", dimensions=("sex", "year"), k=5)
    assert audit_counts(table, wanted).disclosed.size == 0
    zero = CountsSettings(count="count", dimensions=("sex", "year"), k=5, absent="zero")
    assert audit_counts(table, zero).table()["least"].to_list() == [9]


def test_sums_that_the_printed_counts_contradict_prove_nothing() -> None:
    table = pl.DataFrame({"sex": ["F", "M", "X", "Total"], "count": ["20", "30", "<5", "40"]})
    result = audit_counts(table, CountsSettings(count="count", dimensions=("sex",), k=5))
    assert (result.deduced.broken, result.disclosed.size, result.narrowed.size) == (1, 0, 0)
    assert any("contradict" in note for note in result.report("en").notes)


def test_a_cell_that_stands_there_twice_is_told_and_not_used() -> None:
    table = pl.DataFrame({"sex": ["F", "F", "M", "Total"], "count": ["6", "6", "*", "20"]})
    result = audit_counts(table, CountsSettings(count="count", dimensions=("sex",), k=5))
    assert (result.repeated, result.sums, result.disclosed.size) == (2, 0, 0)
    assert "No total" in result.report("en").lead


def test_a_cell_that_is_no_count_is_refused_without_showing_it() -> None:
    table = pl.DataFrame({"sex": ["F", "M"], "count": ["6", "Amina"]})
    with pytest.raises(Refusal) as refusal:
        audit_counts(table, CountsSettings(count="count", dimensions=("sex",)))
    assert "row 2" in str(refusal.value)
    assert "Amina" not in str(refusal.value)


@pytest.mark.parametrize(
    ("printed", "bounds"),
    [
        ("1,234", (1234, 1234)), ("1 234 567", (1234567, 1234567)), ("12.0", (12, 12)), ("<11", (0, 10)),
        ("moins de 5", (0, 4)), ("≤ 4", (0, 4)), ("1-4", (1, 4)), ("..", (0, np.inf)), ("", (0, np.inf)),
        ("11+", (11, np.inf)), ("≥ 11", (11, np.inf)), ("plus de 10", (11, np.inf)), ("1—4", (1, 4)),
        ("[c]", (0, np.inf)), ("n.d.", (0, np.inf)), ("Masqué", (0, np.inf)),
    ],
)  # fmt: skip
def test_printed_counts_are_read(printed: str, bounds: tuple[float, float]) -> None:
    table = pl.DataFrame({"sex": ["F"], "count": [printed]})
    result = audit_counts(table, CountsSettings(count="count", dimensions=("sex",)))
    assert (result.bounds.low[0], result.bounds.high[0]) == bounds


ONE = CountsSettings(count="count", dimensions=("country",))


def one_way(total: str, hidden: object = "*", others: object = "20") -> pl.DataFrame:
    rows = [("A", others), ("B", hidden), (total, "25")]
    return pl.DataFrame(rows, schema=["country", "count"], orient="row", strict=False)


@pytest.mark.parametrize(
    "total",
    ["Total général", "TOTAUX", "Tous pays", "Ensemble des cas", "Total (all ages)", "All  ages", "Overall"],
)
def test_a_total_is_known_by_how_it_begins(total: str) -> None:
    assert audit_counts(one_way(total), ONE).disclosed.tolist() == [1]


@pytest.mark.parametrize("part", ["All other countries", "Tous les autres", "Alldorf", "Totalia"])
def test_a_part_that_begins_like_a_total_is_none(part: str) -> None:
    assert audit_counts(one_way(part), ONE).sums == 0
    table = pl.concat([one_way("Total"), pl.DataFrame({"country": ["All ages"], "count": ["30"]})])
    assert audit_counts(table, ONE).sums == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_that_could_not_be_looked_at_whole_is_not_called_good(language: str) -> None:
    for table in (one_way("Somme"), one_way("Total", hidden="*", others="26")):
        result = audit_counts(table, ONE)
        assert result.holds
        assert not result.whole
        assert result.report(language).tone == "warning"  # type: ignore[arg-type]
    assert audit_counts(one_way("Total", hidden="5"), replace(ONE, k=2)).report("en").tone == "good"


@pytest.mark.parametrize("count", [1.234, 20.5, -5.0, float("inf"), 1e300])
def test_a_number_that_is_no_count_is_refused(count: float) -> None:
    table = pl.DataFrame({"country": ["A", "B", "Total"], "count": [20.0, count, 25.0]})
    with pytest.raises(Refusal) as refusal:
        audit_counts(table, ONE)
    assert refusal.value.finding.code == "privacy.not-a-count"


def test_a_number_that_is_missing_is_a_blank() -> None:
    for hidden in (None, float("nan")):
        table = pl.DataFrame({"country": ["A", "B", "Total"], "count": [20.0, hidden, 25.0]})
        assert audit_counts(table, ONE).disclosed.tolist() == [1]


@pytest.mark.parametrize("column", ["country", "count"])
def test_a_column_of_records_is_refused(column: str) -> None:
    table = one_way("Total").with_columns(pl.struct(column).alias(column))
    with pytest.raises(Refusal) as refusal:
        audit_counts(table, ONE)
    assert refusal.value.finding.code == "privacy.column-not-comparable"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_cells_and_not_what_was_worked_out(language: str) -> None:
    table = pl.DataFrame({"sex": ["F", "M", "Total"], "count": ["*", "700", "7173"]})
    result = audit_counts(table, CountsSettings(count="count", dimensions=("sex",), k=5))
    assert result.disclosed.tolist() == [0]
    told = repr(result.report(language)) + json.dumps(result.as_json())  # type: ignore[arg-type]
    assert "6473" not in told
    assert result.table()["least"].to_list() == [6473]


@pytest.mark.needs_data
def test_the_published_counts_of_the_world(real_data: Path) -> None:
    path = real_data / "data" / "glotip" / "unodc_data_glotip_20230530.csv.gz"
    table = pl.read_csv(path, infer_schema=False)
    dimensions = ("Iso3_code", "Country", "Indicator", "Category", "Sex", "Age", "Year")
    wanted = CountsSettings(
        count="txtVALUE", dimensions=dimensions, k=5, breakdowns={"Category": "Dimension"}
    )
    whole = audit_counts(table, wanted)
    assert whole.suppressed == 23_076
    assert whole.open_under_k.size == 0
    assert whole.disclosed.size > 0
    # Sums do not cross countries: a slice says of its cells what the whole says of them.
    zero = replace(wanted, absent="zero")
    here = np.flatnonzero(table["Iso3_code"].is_in(["AGO", "NLD"]))
    whole_here = set(audit_counts(table, zero).disclosed.tolist()) & set(here.tolist())
    assert set(here[audit_counts(table[here], zero).disclosed].tolist()) == whole_here != set()
