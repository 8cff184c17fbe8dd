from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from fanal.presentation import LANGUAGES, Language, Refusal
from fanal.privacy import Anonymised, AnonymiseSettings, QuasiIdentifier, anonymise, verify
from fanal.standard.hierarchies import WITHHELD
from fanal.standard.vocabulary import Words
from privacy.people_tables import VALUES, class_sizes, people


class Told:
    """A tiny hierarchy: exact; a and b together, the rest together; nothing."""

    name = "told"
    levels = (Words("exact", "exact"), Words("half", "moitié"), Words("nothing", "rien"))

    def at(self, value: str, level: int) -> str:
        return (value, "a or b" if value in ("a", "b") else "other", WITHHELD)[level]

    def knows(self, value: str) -> bool:
        return value in "abcd"

    def label(self, value: str, language: Language) -> str:
        return value


class Whole(Told):
    """Exact, or nothing."""

    levels = (Words("exact", "exact"), Words("nothing", "rien"))

    def at(self, value: str, level: int) -> str:
        return (value, WITHHELD)[level]


HIERARCHIES = {"q0": Told(), "q1": Whole(), "q2": Told(), "q3": Whole()}
FIVE = ("yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation")


def wanted(columns: list[str], k: int, **more: object) -> AnonymiseSettings:
    quasi = tuple(QuasiIdentifier(column=name, hierarchy=HIERARCHIES.get(name, Whole())) for name in columns)
    return AnonymiseSettings(quasi_identifiers=quasi, k=k, **more)  # type: ignore[arg-type]


def told_at(table: pl.DataFrame, result: Anonymised) -> list[tuple[str | None, ...]]:
    """Generalise the input as the result says, without suppression; what is withheld is blank."""

    def told(value: str | None, column: str, level: int) -> str | None:
        at = None if value is None else HIERARCHIES[column].at(value, level)
        return None if at == WITHHELD else at

    return [
        tuple(told(row[cost.column], cost.column, cost.level) for cost in result.columns)
        for row in table.iter_rows(named=True)
    ]


@given(table=people(rows=40), k=st.integers(2, 9))
@settings(max_examples=120, deadline=None)
def test_everybody_looks_like_k_over_every_set_of_columns(table: pl.DataFrame, k: int) -> None:
    result = anonymise(table, wanted(table.columns, k))
    for size in range(1, 5):
        for some in combinations(table.columns, size):
            assert all(people >= k for people in class_sizes(result.table, some).values())


@given(table=people(rows=20), k=st.integers(2, 9))
@settings(max_examples=80, deadline=None)
def test_every_released_row_is_an_input_row_told_less_exactly(table: pl.DataFrame, k: int) -> None:
    result = anonymise(table, wanted(table.columns, k))
    assert result.table.height + result.withheld == table.height
    released, source = result.table.rows(), told_at(table, result)
    if not released:
        return
    fits = np.array(
        [
            [all(a is None or a == b for a, b in zip(row, origin, strict=True)) for origin in source]
            for row in released
        ]
    )
    # Each released row has an input row of its own.
    matched = maximum_bipartite_matching(csr_array(fits.astype(np.int8)), perm_type="column")
    assert (matched >= 0).all()
    blanks = sum(cell is None for row in released for cell in row)
    before = sum(cell is None for row in source for cell in row)
    assert result.suppressed >= blanks - before
    if not result.withheld:
        assert result.suppressed == blanks - before


@given(table=people(rows=30), k=st.integers(2, 9), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_has_no_say(table: pl.DataFrame, k: int, seed: int) -> None:
    shuffled = table.sample(fraction=1, shuffle=True, seed=seed)
    first, again = (
        anonymise(rows, wanted(table.columns[:3], k, sensitive=("q3",))) for rows in (table, shuffled)
    )
    assert first.table.equals(again.table)
    assert first.as_json() == again.as_json()


JOINED = pl.DataFrame(
    {"q0": list("abbccc"), "q1": ["a", "a", "a", None, None, "a"], "q2": [None] * 6},
    schema_overrides={"q2": pl.String},
)
"""Two rows that have a blank gain company when a third loses the same cell: they lose nothing."""


@example(table=JOINED, k=3)
@given(table=people(columns=3, rows=15), k=st.integers(2, 6))
@settings(max_examples=15, deadline=None)
def test_no_other_choice_of_levels_loses_less(table: pl.DataFrame, k: int) -> None:
    best = anonymise(table, wanted(table.columns, k))
    assert best.proven
    for least in product((0, 1, 2), (0, 1), (0, 1, 2)):
        quasi = tuple(
            QuasiIdentifier(column=name, hierarchy=HIERARCHIES[name], min_level=level)
            for name, level in zip(table.columns, least, strict=True)
        )
        other = anonymise(table, AnonymiseSettings(quasi_identifiers=quasi, k=k))
        assert all(cost.level >= level for cost, level in zip(other.columns, least, strict=True))
        assert best.loss <= other.loss + 1e-12


@given(table=people(columns=3, rows=30), k=st.integers(2, 6), data=st.data())
@settings(max_examples=80, deadline=None)
def test_k_counts_distinct_people(table: pl.DataFrame, k: int, data: st.DataObject) -> None:
    who = st.sampled_from([None, *"pqrstuvwxyz"])
    persons = data.draw(st.lists(who, min_size=table.height, max_size=table.height))
    column = pl.Series("person", persons, dtype=pl.String)
    table = table.with_columns(column, column.alias("again"))
    # A second copy of the person leaves as a sensitive column, to count by.
    result = anonymise(table, wanted(["q0", "q1", "q2"], k, person="person", sensitive=("again",)))
    sizes = class_sizes(result.table, ("q0", "q1", "q2"), "again").values()
    assert all(size >= k for size in sizes)
    if result.table.height:
        assert verify(result.table, k, ("q0", "q1", "q2"), person="again").holds


@given(table=people(rows=30), k=st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_no_class_gives_a_sensitive_value_away(table: pl.DataFrame, k: int) -> None:
    result = anonymise(table, wanted(["q0", "q1", "q2"], k, sensitive=("q3",)))
    secrets: dict[tuple[object, ...], list[object]] = {}
    for *key, secret in result.table.iter_rows():
        secrets.setdefault(tuple(key), []).append(secret)
    assert all(set(values) == {None} or len(set(values)) > 1 for values in secrets.values())
    (blanked,) = result.homogeneous
    assert blanked.people == 0 or blanked.people >= k


def test_a_sensitive_value_that_a_class_does_not_share_stays() -> None:
    table = pl.DataFrame({"q0": ["a"] * 4 + ["b"] * 3, "s": ["x", "y", "x", None, "z", "z", "z"]})
    result = anonymise(table, wanted(["q0"], 3, sensitive=("s",)))
    assert result.table.rows() == [
        *[("a", None), ("a", "x"), ("a", "x"), ("a", "y")],
        *[("b", None)] * 3,
    ]


@given(
    cells=st.lists(
        st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("xyz"), max_size=3, unique=True)),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=80, deadline=None)
def test_no_class_gives_away_one_of_several_choices(cells: list[tuple[str, list[str]]]) -> None:
    written = [(q, ";".join(choices)) for q, choices in cells]
    table = pl.DataFrame(written, schema={"q0": pl.String, "s": pl.String}, orient="row")
    result = anonymise(table, wanted(["q0"], 2, sensitive=("s",)))
    before: dict[str | None, list[set[str]]] = {}
    if result.withheld or result.suppressed or result.columns[0].level:
        return
    for q, choices in cells:
        before.setdefault(q, []).append(set(choices))
    for q, choices in before.items():
        told = result.table.filter(pl.col("q0") == q)["s"]
        shared = set.intersection(*choices)
        assert (told.null_count() == told.len()) == (bool(shared) or not any(choices))


def test_a_shared_value_is_found_in_every_spelling() -> None:
    table = pl.DataFrame({"q0": ["a"] * 3, "s": ["é", "E\u0301", " É "]})
    assert anonymise(table, wanted(["q0"], 3, sensitive=("s",))).table["s"].null_count() == 3


def test_a_person_is_one_in_every_spelling() -> None:
    people_ = ["A12", "a12 ", "\uff2112", " A12", "B7"]
    table = pl.DataFrame({"q0": ["a"] * 5, "person": people_})
    assert anonymise(table, wanted(["q0"], 3, person="person")).withheld == 5
    assert anonymise(table, wanted(["q0"], 2, person="person")).withheld == 0


def test_more_people_wanted_than_there_are_withholds_everybody() -> None:
    table = pl.DataFrame({"q0": ["a"] * 5})
    result = anonymise(table, wanted(["q0"], 6))
    assert (result.table.height, result.withheld) == (0, 5)
    assert result.as_json()["withheld"] == "<6"
    assert "fewer than 6" in repr(result)
    assert result.report("en").tone == "warning"


def test_nobody_gives_nothing() -> None:
    table = pl.DataFrame({"q0": []}, schema={"q0": pl.String})
    result = anonymise(table, wanted(["q0"], 6))
    assert (result.table.height, result.withheld, result.loss) == (0, 0, 0)


class Regions(Told):
    """c and d are in no region."""

    def at(self, value: str, level: int) -> str:
        return (value, "a or b" if value in ("a", "b", "a or b") else WITHHELD, WITHHELD)[level]


def test_a_value_of_which_a_level_tells_nothing_is_blank_like_one_never_recorded() -> None:
    table = pl.DataFrame({"q0": ["a", "b"] * 4 + ["c"] + [None] * 4})
    quasi = QuasiIdentifier(column="q0", hierarchy=Regions(), min_level=1)
    result = anonymise(table, AnonymiseSettings(quasi_identifiers=(quasi,), k=5))
    assert result.table["q0"].to_list() == [None] * 5 + ["a or b"] * 8
    assert result.withheld == 0
    assert result.suppressed == 1
    allowed = AnonymiseSettings(quasi_identifiers=(quasi,), k=5, max_suppressed=0.1)
    with pytest.raises(Refusal, match=r"11.1.% of .* 10.% are allowed"):
        anonymise(table, allowed)


def test_a_word_that_somebody_wrote_is_not_taken_for_withheld() -> None:
    table = pl.DataFrame({"q0": [WITHHELD] * 3 + [None] * 3})
    assert anonymise(table, wanted(["q0"], 3)).table["q0"].to_list() == [None] * 3 + [WITHHELD] * 3


def least_loss(rows: list[tuple[str | None, ...]], k: int) -> int:
    """Find the fewest cells to blank, trying every way for every row; a row withheld is one cell more."""
    ways = []
    for row in rows:
        told = {
            tuple(None if hide else cell for cell, hide in zip(row, mask, strict=True))
            for mask in product((False, True), repeat=len(row))
        }
        cost = {way: sum(a != b for a, b in zip(way, row, strict=True)) for way in told}
        ways.append([(None, sum(cell is not None for cell in row) + 1), *cost.items()])
    best = sum(way[0][1] for way in ways)

    def release(number: int, cost: int, sizes: Counter[tuple[str | None, ...]]) -> None:
        nonlocal best
        missing = sum(k - size for size in sizes.values() if 0 < size < k)
        if cost >= best or missing > len(rows) - number:
            return
        if number == len(rows):
            best = cost
            return
        for way, more in sorted(ways[number], key=lambda way: way[1]):
            key = () if way is None else (way,)
            sizes.update(key)
            release(number + 1, cost + more, sizes)
            sizes.subtract(key)

    release(0, 0, Counter())
    return best


def test_suppression_comes_near_the_least_loss_of_all() -> None:
    random = np.random.default_rng(0)
    lost, least = 0.0, 0
    for _ in range(80):
        columns, k = random.integers(2, 4, size=2).tolist()
        rows = [tuple(VALUES[cell] for cell in row) for row in random.integers(0, 4, size=(7, columns))]
        names = [f"c{number}" for number in range(columns)]
        table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
        best, here = least_loss(rows, k), anonymise(table, wanted(names, k)).loss * len(rows) * columns
        assert here >= best - 1e-9
        lost, least = lost + here, least + best
    assert lost <= 1.05 * least


def test_blank_cells_take_suppressed_ones_in() -> None:
    # Three blanks in q1 and one rare value: it becomes the fourth blank, and nobody can tell which.
    table = pl.DataFrame({"q0": ["a"] * 7, "q1": [None, None, None, "rare", "b", "b", "b"]})
    result = anonymise(table, wanted(["q0", "q1"], 3))
    assert result.table.rows() == [("a", None)] * 4 + [("a", "b")] * 3
    assert [cost.suppressed for cost in result.columns] == [0, 1]
    assert result.withheld == 0


def test_only_columns_asked_for_leave() -> None:
    table = pl.DataFrame({"q0": ["a"] * 3, "name": ["Amina"] * 3, "s": ["x", "y", "x"]})
    assert anonymise(table, wanted(["q0"], 2, sensitive=("s",))).table.columns == ["q0", "s"]


def test_a_column_can_be_kept_from_its_exact_values() -> None:
    table = pl.DataFrame({"q0": ["a", "b", "c", "d"] * 5})
    quasi = QuasiIdentifier(column="q0", hierarchy=Told(), min_level=1)
    result = anonymise(table, AnonymiseSettings(quasi_identifiers=(quasi,), k=2))
    assert set(result.table["q0"]) == {"a or b", "other"}


def test_suppressing_more_than_allowed_is_refused() -> None:
    table = pl.DataFrame({"q0": ["a", "b", "c", "d"], "q1": ["a", "b", "c", None]})
    assert anonymise(table, wanted(["q0", "q1"], 5)).withheld == 4
    with pytest.raises(Refusal, match=r"100.% of .* 10.% are allowed"):
        anonymise(table, wanted(["q0", "q1"], 5, max_suppressed=0.1))


def test_generalising_is_taken_where_it_loses_less() -> None:
    # Fifty people spread over a and b in each of many towns: exact values leave nobody k alike.
    table = pl.DataFrame({"q0": ["a", "b"] * 20 + ["c", "d"] * 20})
    result = anonymise(table, wanted(["q0"], 30))
    assert [cost.level for cost in result.columns] == [1]
    assert (result.suppressed, result.withheld) == (0, 0)
    # Two values of four told alike lose a third of each cell.
    assert result.loss == pytest.approx(1 / 3)


def test_many_columns_of_many_values_are_told_apart_exactly() -> None:
    # Fourteen columns of sixty values: more combinations than one whole number can tell apart, and
    # more sets of cells than are tried one by one.
    random = np.random.default_rng(3)
    towns = random.integers(0, 60, size=(120, 14)).astype(str)
    towns[60:] = towns[0]
    towns[90:, 0] = "x"
    table = pl.DataFrame(towns, schema=[f"c{n}" for n in range(14)], orient="row")
    result = anonymise(table, wanted(table.columns, 5))
    assert result.table.height + result.withheld == 120
    sizes = sorted(class_sizes(result.table, table.columns).values())
    assert sizes[0] >= 5
    # The two groups that are large enough stay whole, and apart.
    assert {30, 31} <= set(sizes)


@given(table=people(columns=3, rows=30), k=st.integers(2, 6))
@settings(max_examples=20, deadline=None)
def test_a_search_cut_short_still_protects_and_says_so(table: pl.DataFrame, k: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fanal.privacy.k_anonymity.search.BUDGET", 0)
        result = anonymise(table, wanted(table.columns, k))
    assert all(size >= k for size in class_sizes(result.table, table.columns).values())
    told = any("before the search stopped" in note for note in result.report("en").notes)
    assert told == (not result.proven)
    if result.loss:
        assert not result.proven


def test_weights_decide_which_column_is_told_less_exactly() -> None:
    rows = [(a, b) for a in "abcd" for b in "abcd"] * 2
    table = pl.DataFrame(rows, schema=["q0", "q2"], orient="row")
    for heavy, light in (("q0", "q2"), ("q2", "q0")):
        quasi = tuple(
            QuasiIdentifier(column=name, hierarchy=Told(), weight=5 if name == heavy else 1)
            for name in ("q0", "q2")
        )
        result = anonymise(table, AnonymiseSettings(quasi_identifiers=quasi, k=4))
        lost = {cost.column: cost.loss for cost in result.columns}
        assert lost[light] > lost[heavy] == 0


def test_what_is_suppressed_in_one_column_does_not_follow_from_the_others() -> None:
    # Of q0 one cell has to go, of q1 eight: a sum of 9 would say the first.
    rows = (
        [("a", "a")] * 10
        + [(None, "a")] * 6
        + [("b", "a")]
        + [("c", v) for v in "abcdefgh"]
        + [("c", None)] * 12
    )
    table = pl.DataFrame(rows, schema=["q0", "q1"], orient="row")
    result = anonymise(table, wanted(["q0", "q1"], 5))
    exact = [cost.suppressed for cost in result.columns]
    assert min(exact) in range(1, 5)
    assert max(exact) >= 5
    told = result.as_json()
    assert told["suppressed"] == f"{max(exact)} or more"
    assert sorted(str(column["suppressed"]) for column in told["columns"]) == [str(max(exact)), "<5"]
    assert all(column["loss"] * 10 == round(column["loss"] * 10) for column in told["columns"])


def test_a_share_does_not_tell_how_few_were_withheld() -> None:
    def told(few: int) -> dict[str, object]:
        rows = [("a", "x")] * 30 + [("a", "y")] * 20 + [("b", "z")] * few + [("a", None)] * 12
        table = pl.DataFrame(rows, schema=["q1", "q3"], orient="row")
        result = anonymise(table, wanted(["q1", "q3"], 11))
        assert result.withheld == few
        return result.as_json() | {"choices_examined": None}

    assert told(2) == told(3) == told(4)


def test_people_who_stand_in_one_row_each_cost_nothing_more() -> None:
    rows = [("a", "a", "1"), ("a", "b", "2"), ("b", "a", "3"), ("b", "b", "4")] * 5
    table = pl.DataFrame(rows, schema=["q0", "q1", "x"], orient="row").with_row_index("person")
    plain, named = (anonymise(table, wanted(["q0", "q1"], 5, person=who)) for who in (None, "person"))
    assert plain.table.equals(named.table)
    assert named.suppressed == 0


def test_a_table_under_k_is_not_let_out() -> None:
    table = pl.DataFrame({"a": ["x", "x", "y"]})
    with pytest.raises(Refusal) as refusal:
        verify(table, 2, ("a",))
    assert refusal.value.finding.code == "privacy.release-under-k"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"k": 1}, "privacy.k-too-small"),
        ({"quasi_identifiers": ()}, "privacy.no-columns"),
        ({"max_suppressed": 1.5}, "privacy.share-out-of-range"),
        ({"sensitive": ("q0",)}, "privacy.column-twice"),
        ({"person": "q0"}, "privacy.column-twice"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, object], code: str) -> None:
    quasi = (QuasiIdentifier(column="q0", hierarchy=Told()),)
    with pytest.raises(Refusal) as refusal:
        AnonymiseSettings(**{"quasi_identifiers": quasi, **wrong})  # type: ignore[arg-type]
    assert refusal.value.finding.code == code


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"min_level": 3}, "privacy.no-such-level"), ({"weight": 0}, "privacy.weight-not-positive")],
)
def test_a_quasi_identifier_checks_itself(wrong: dict[str, float], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        QuasiIdentifier(column="q0", hierarchy=Told(), **wrong)  # type: ignore[arg-type]
    assert refusal.value.finding.code == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_tells_no_count_under_k(language: Language) -> None:
    table = pl.DataFrame({"q0": ["a"] * 9 + ["b"] * 3, "s": ["x"] * 12})
    result = anonymise(table, wanted(["q0"], 7, sensitive=("s",)))
    assert result.withheld == 3
    facts = {fact.label: fact.value for fact in result.report(language).sections[0].blocks[0].facts}  # type: ignore[union-attr]
    assert 3 not in facts.values()
    assert sum("7" in str(value) for value in facts.values()) == 1


@pytest.mark.needs_data
def test_the_published_file_and_what_further_columns_cost(real_data: Path) -> None:
    path = real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz"
    table = pl.read_csv(path, infer_schema=False)
    five = anonymise(table, wanted(list(FIVE), 11))
    assert (five.suppressed, five.withheld, five.risk.together.smallest) == (0, 0, 11)
    further = [*FIVE, "majorityStatus", "RecruiterRelationship", "isForcedLabour"]
    more = anonymise(table, wanted(further, 11, sensitive=("isSexualExploit",)))
    assert more.risk.together.smallest >= 11
    assert min(more.table.group_by(further).len()["len"]) >= 11
    assert more.suppressed > 1000
    assert more.table.height + more.withheld == table.height
    assert more.loss < 0.02
