"""The vocabulary as data: HTCDS 2.0, the CTDC flat form, ISO lists; records and their checks."""

from fanal.standard.records import CASE, Records, dtype
from fanal.standard.vocabulary import (
    Code,
    CodeList,
    Disclosure,
    Field,
    FieldType,
    Status,
    TableOf,
    Vocabulary,
    Words,
    ctdc,
    htcds,
)

__all__ = [
    "CASE",
    "Code",
    "CodeList",
    "Disclosure",
    "Field",
    "FieldType",
    "Records",
    "Status",
    "TableOf",
    "Vocabulary",
    "Words",
    "ctdc",
    "dtype",
    "htcds",
]
