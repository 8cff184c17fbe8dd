"""What findings of files say on a page: those whose text names a command say the way of the page instead."""

from __future__ import annotations

IN_PAGES = {
    "standard.date-two-ways": ("web.casework.import-finding-date", "#id_days_0"),
    "exchange.column-unknown": ("web.casework.import-finding-column", "#columns"),
    "exchange.sheet-not-read": ("web.casework.import-finding-sheet", "#id_sheet"),
    "exchange.no-headings": ("web.casework.import-finding-no-headings", ""),
}
"""By the code of a finding: its words on a page, and where on the page of a preview it is mended."""


def words_of(code: str) -> str:
    """Give the key of what a finding says on a page."""
    return IN_PAGES.get(code, (code, ""))[0]


def place_of(code: str) -> str:
    """Say where on the page of a preview a finding is mended; empty where it has no place of its own."""
    return IN_PAGES.get(code, (code, ""))[1]
