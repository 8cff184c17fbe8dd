"""What leaves for a collaborative: packages of rows without identity, or of protected counts."""

from fanal.contributing.fields import agreeable, leaving, usual
from fanal.contributing.package import Kind, Package, opened, row_name, sealed
from fanal.contributing.preparing import Coarsening, Preparation, Terms, draw, finish, prepare
from fanal.contributing.rows import RowsRead, records_of

__all__ = [
    "Coarsening",
    "Kind",
    "Package",
    "Preparation",
    "RowsRead",
    "Terms",
    "agreeable",
    "draw",
    "finish",
    "leaving",
    "opened",
    "prepare",
    "records_of",
    "row_name",
    "sealed",
    "usual",
]
