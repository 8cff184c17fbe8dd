"""Excel 97 to 2003 (.xls): a container of Office, read by calamine."""

from __future__ import annotations

from pathlib import Path

from fanal.exchange.files.content import FileContent
from fanal.exchange.files.workbook import open_workbook, sheets_of


def read(raw: bytes, path: Path) -> FileContent:
    """Read a workbook of Excel 97 to 2003.

    Its own limits (65,536 rows, 256 columns) keep it small.

    Raises
    ------
    Refusal
        If it is locked or damaged.
    """
    with open_workbook(raw, path) as workbook:
        sheets, findings = sheets_of(workbook, path, {})
    return FileContent(path, "xls", sheets, tuple(findings))
