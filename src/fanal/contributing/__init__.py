"""What leaves for a collaborative: packages of rows without identity, or of protected counts."""

from fanal.contributing.package import Kind, Package, opened, row_name, sealed

__all__ = ["Kind", "Package", "opened", "row_name", "sealed"]
