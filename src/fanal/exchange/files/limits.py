"""How large a file may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a laptop can open, and what nobody's list of cases ever reaches.

    A workbook of 500,000 rows and 20 columns inflates to about 450 MB and stays under all of them.
    """

    file_bytes: int = 1024 * MEBIBYTE
    """Size of the file itself, and of what a compressed CSV inflates to."""
    member_bytes: int = 768 * MEBIBYTE
    """Size that one member of a zipped workbook may inflate to."""
    archive_bytes: int = 1024 * MEBIBYTE
    """Size that all members of a zipped workbook may inflate to."""
    ratio: int = 150
    """How many times its compressed size a member may inflate to, once past `ratio_from`."""
    ratio_from: int = 64 * MEBIBYTE
    """Inflated bytes under which the ratio does not matter: an empty template compresses well."""
    members: int = 20_000
    """Members of a zipped workbook."""
    rows: int = 10_000_000
    """Rows of one sheet or CSV file."""
    columns: int = 16_384
    """Columns of one sheet or CSV file, as many as a spreadsheet has."""
    sheet_cells: int = 60_000_000
    """Cells of the rectangle that holds a sheet of a workbook; empty ones cost memory too."""


LIMITS = Limits()
"""The limits in force."""
