"""Any file of a list of cases, opened into sheets of text cells; one module for each format."""

from fanal.exchange.files.content import FileContent, Sheet, column_letter
from fanal.exchange.files.limits import LIMITS, Limits
from fanal.exchange.files.opening import open_bytes, open_file

__all__ = ["LIMITS", "FileContent", "Limits", "Sheet", "column_letter", "open_bytes", "open_file"]
