"""Records and forms out to files: whole or not at all, their owner's alone, and nothing in them runs."""

from fanal.exchange.writing.csv_file import write_csv
from fanal.exchange.writing.ctdc import write_ctdc
from fanal.exchange.writing.excel import write_excel
from fanal.exchange.writing.forms import BLANK_FORMS, FORMS, write, write_blank
from fanal.exchange.writing.json_file import write_json
from fanal.exchange.writing.paper import write_paper_form
from fanal.exchange.writing.schema import json_schema, write_json_schema
from fanal.exchange.writing.xlsform import write_xlsform

__all__ = [
    "BLANK_FORMS",
    "FORMS",
    "json_schema",
    "write",
    "write_blank",
    "write_csv",
    "write_ctdc",
    "write_excel",
    "write_json",
    "write_json_schema",
    "write_paper_form",
    "write_xlsform",
]
