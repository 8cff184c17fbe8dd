# ruff: noqa: E501 - XML and JSON read better unbroken
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .opened import codes, opened, refused_bytes, rows_of
from .test_delimited import BLANK


def as_json(folder: Path, value: object) -> tuple[list[str | None], dict[str, list[tuple[str | None, ...]]]]:
    content = opened(folder, json.dumps(value).encode(), "cases.json")
    assert content.kind == "json"
    return [sheet.name for sheet in content.sheets], {
        sheet.name or "": sheet.cells.rows() for sheet in content.sheets
    }


def test_values_become_text(tmp_path: Path) -> None:
    content = opened(
        tmp_path,
        b'[{"a": 1, "b": 1.0, "c": 1e3, "d": true, "e": null, "f": ["x", 2, null], "g": " \\u00e9 ", "h": ""},'
        b'{"z": "NA", "a": 0.10, "b": 12345678901234567890123, "c": -0.0, "d": 1e400, "f": [], "g": "x\\r\\ny"}]',
        "cases.json",
    )
    assert rows_of(content) == [
        ("a", "b", "c", "d", "e", "f", "g", "h", "z"),
        ("1", "1", "1000", "TRUE", None, "x\n2", "é", None, None),
        ("0.1", "12345678901234567890123", "0", "1E+400", None, None, "x\ny", None, "NA"),
    ]
    assert content.sheets[0].name == "cases"
    assert codes(content) == []


def test_lists_of_objects_become_sheets(tmp_path: Path) -> None:
    cases = [
        {"case": "K-1", "sex": "F", "events": [{"date": "2020"}, {"date": "2021", "at": {"place": "x"}}]},
        {"case": "K-2", "sex": "M", "plans": {"support": [{"kind": "legal", "steps": [{"n": 1}]}]}},
    ]
    names, sheets = as_json(tmp_path, {"standard": "HTCDS", "fictional": True, "cases": cases})
    assert names == ["cases", "events", "plans.support", "plans.support.steps"]
    assert sheets["cases"] == [("case", "sex"), ("K-1", "F"), ("K-2", "M")]
    assert sheets["events"] == [("case", "date", "at.place"), ("K-1", "2020", None), ("K-1", "2021", "x")]
    assert sheets["plans.support"] == [("case", "kind"), ("K-2", "legal")]
    assert sheets["plans.support.steps"] == [("case", "n"), ("K-2", "1")]
    content = opened(tmp_path, json.dumps({"standard": "HTCDS", "fictional": True, "cases": cases}).encode())
    assert content.metadata == {"standard": "HTCDS", "fictional": True}


def test_cases_without_a_name_are_numbered(tmp_path: Path) -> None:
    _, sheets = as_json(tmp_path, [{"a": 1, "e": [{"b": 2}]}, {"a": 3, "e": [{"b": 4}]}])
    assert sheets["cases"] == [("case", "a"), ("1", "1"), ("2", "3")]
    assert sheets["e"] == [("case", "b"), ("1", "2"), ("2", "4")]
    _, sheets = as_json(tmp_path, [{"a": 1}])
    assert sheets["cases"] == [("a",), ("1",)]


@pytest.mark.parametrize("key", ["cases", "data", "results", "value"])
def test_lists_as_other_systems_name_them(tmp_path: Path, key: str) -> None:
    _, sheets = as_json(tmp_path, {"count": 1, key: [{"a": 1}]})
    assert sheets == {"cases": [("a",), ("1",)]}


def test_one_object_for_each_line(tmp_path: Path) -> None:
    for raw in (b'{"a": 1}\n{"a": 2}\n', b'{"a": 1}\r\n\r\n{"a": 2}', b'\xef\xbb\xbf{"a": 1}\n{"a": 2}'):
        assert rows_of(opened(tmp_path, raw)) == [("a",), ("1",), ("2",)]
    assert rows_of(opened(tmp_path, b'{"a": 1, "e": []}')) == [("a", "e"), ("1", None)]
    assert refused_bytes(tmp_path, b'{"a": 1}\n{"a": 2\n') == "file-json-damaged"


def test_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        raw = json.dumps([{"prénom": "Zoé"}], ensure_ascii=False).encode(encoding)
        assert rows_of(opened(tmp_path, raw)) == [("prénom",), ("Zoé",)]


def test_a_key_that_stands_twice(tmp_path: Path) -> None:
    content = opened(
        tmp_path, b'[{"a": 1}, {"a": 1, "a": 2, "b": {"c": 1, "c": 1}}, {"b.c": 1, "b": {"c": 2}}]', "x.json"
    )
    assert codes(content) == ["file-json-key-twice", "file-json-key-twice"]
    assert [(finding.place.column, finding.place.rows) for finding in content.findings] == [
        ("a", (3,)), ("b.c", (3, 4)),
    ]  # fmt: skip


def test_what_no_column_can_take_is_kept_as_written(tmp_path: Path) -> None:
    content = opened(tmp_path, b'[{"a": [[1, 2], [3]], "b": ["x", {"y": 1}]}]', "x.json")
    assert rows_of(content)[1] == ('[["1", "2"], ["3"]]', '["x", {"y": "1"}]')
    assert codes(content) == ["file-json-nested", "file-json-nested"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'[{"a": 1}, {"a": ', "file-json-damaged"),
        (b'[{"a": 1} {"a": 2}]', "file-json-damaged"),
        (b'[{"a": NaN}]', "file-json-not-a-number"),
        (b'{"a": -Infinity}', "file-json-not-a-number"),
        (b'["a", "b"]', "file-json-shape"),
        (b'[{"a": 1}, "b"]', "file-json-shape"),
        (b"[" * 200_000, "file-json-deep"),
        (b'[{"a":' * 100_000 + b"1" + b"}]" * 100_000, "file-json-deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "file-json-deep"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, raw: bytes, code: str) -> None:
    assert refused_bytes(tmp_path, raw, "cases.json") == code


def test_numbers_of_any_length(tmp_path: Path) -> None:
    digits = "9" * 6000
    content = opened(tmp_path, f'[{{"a": {digits}, "b": 1e999999999, "c": 1e-999999999999}}]'.encode())
    assert content.sheets[0].cells[1, 0] in {digits, "9." + "9" * 5999 + "E+5999"}
    assert all(len(text) < 10_000 for text in content.sheets[0].cells.row(1))


key = st.text(st.characters(categories=("L", "N"), exclude_characters="."), min_size=1, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dictionaries(key, st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=5))
def test_any_text_comes_back(tmp_path: Path, cases: list[dict[str, str]]) -> None:
    content = opened(tmp_path, json.dumps(cases).encode())
    heading, *rows = (dict(enumerate(row)) for row in content.sheets[0].cells.rows())
    numbers = content.sheets[0].rows.to_list()[1:]
    read = dict(zip(numbers, rows, strict=True))
    for number, case in enumerate(cases, start=2):
        meant = {
            name: text
            for name, value in case.items()
            if (text := value.replace("\r\n", "\n").replace("\r", "\n").strip(BLANK))
        }
        told = {heading[index]: text for index, text in read.get(number, {}).items() if text is not None}
        assert told == meant
