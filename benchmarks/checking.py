"""`fanal check` against `frictionless validate` with the same schema on the same file."""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import machine, measure, real_file, record
from fanal.standard import Field, FieldType, ctdc


def run(*, quick: bool) -> dict[str, Any]:
    """Measure both and give the ratios."""
    rows = 10_000 if quick else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ctdc.csv")
        with gzip.open(real_file(), "rt", encoding="utf-8") as source:
            lines = source.readlines()
        path.write_text("".join(lines[: rows + 1] if rows else lines), encoding="utf-8")
        schema = Path(folder, "schema.json")
        schema.write_text(json.dumps(_schema(lines[0].strip().split(","))))
        ours = measure("benchmarks.checking", "fanal", str(path), times=1 if quick else 9)
        peer = measure("benchmarks.checking", "frictionless", str(path), str(schema), times=1 if quick else 5)
    result = {
        "what": "fanal check against frictionless validate, the same schema on the same CSV file",
        "machine": machine(),
        "rows": len(lines) - 1 if rows is None else rows,
        "fanal": {"inside_s": ours.inside_s, "process_s": ours.process_s, "peak_mb": ours.peak_mb},
        "frictionless": {"inside_s": peer.inside_s, "process_s": peer.process_s, "peak_mb": peer.peak_mb},
        "times_as_fast_inside": peer.inside_s / ours.inside_s,
        "times_as_fast_process": peer.process_s / ours.process_s,
        "targets": {"times_as_fast_inside": 25, "times_as_fast_process": 5, "peak_mb": 500},
    }
    assert ours.said["findings"] == 0, ours.said
    record("checking", result, quick=quick)
    return result


def _schema(columns: list[str]) -> dict[str, Any]:
    """Say the CTDC form as a Table Schema: the same lists, flags and years."""
    fields = []
    for name in columns:
        one = ctdc()[name]
        if one.type is FieldType.YEAR:
            bounds = {"minimum": 1900, "maximum": 2100}
            fields.append({"name": name, "type": "integer", "constraints": bounds})
        elif one.type is FieldType.CHECKBOX:
            fields.append({"name": name, "type": "boolean", "trueValues": ["1"], "falseValues": ["0"]})
        elif one.type is FieldType.PICKLIST:
            codes = ctdc().code_list(one).codes
            words = sorted({word for code in codes for word in (code.code, code.label.en, *code.also)})
            fields.append({"name": name, "type": "string", "constraints": {"enum": words}})
        else:
            fields.append({"name": name, "type": "string", "constraints": {"pattern": _pattern(one)}})
    return {"fields": fields, "missingValues": [""]}


def _pattern(one: Field) -> str:
    """Say a band, or several choices of a list, as a pattern: what Fanal checks of them too."""
    if one.type is FieldType.BAND:
        return r"[0-9]{1,3}(--[0-9]{1,3}|\+)"
    codes = ctdc().code_list(one).codes
    words = sorted({re.escape(word) for code in codes for word in (code.code, code.label.en, *code.also)})
    return rf"(?i:({'|'.join(words)})(; ?({'|'.join(words)}))*)"


def _fanal(path: str) -> dict[str, Any]:
    import numpy  # noqa: F401 - imports, not the work
    import polars  # noqa: F401

    import fanal.exchange.files.delimited  # what reading imports for a CSV file
    import fanal.exchange.files.encodings  # noqa: F401
    from fanal.exchange import summary
    from fanal.exchange.reading import read

    start = time.perf_counter()
    reading = read(Path(path))
    summary.as_json(reading, "en")
    taken = time.perf_counter() - start
    return {"inside_s": taken, "findings": len(reading.findings), "cases": len(reading.records)}


def _frictionless(path: str, schema: str) -> dict[str, Any]:
    from frictionless import Resource, Schema, system

    start = time.perf_counter()
    with system.use_context(trusted=True):
        report = Resource(path=path, schema=Schema(schema)).validate()
    taken = time.perf_counter() - start
    return {"inside_s": taken, "valid": report.valid, "rows": report.tasks[0].stats["rows"]}


if __name__ == "__main__":
    work = {"fanal": _fanal, "frictionless": _frictionless}[sys.argv[1]]
    print(json.dumps(work(*sys.argv[2:])))
