"""The data files of a bundle: written, then read again and audited as any reader will find them."""

from __future__ import annotations

import csv
import io

import polars as pl

from fanal.exchange.formulas import harmless, undo
from fanal.presentation import Refusal
from fanal.release.bundle import Bundle
from fanal.release.counts import COUNT
from fanal.release.result import Content


def write_tables(bundle: Bundle, content: Content) -> None:
    """Write the released rows as CSV, Parquet and HXL-tagged CSV, and their counts as CSV."""
    names = content.table.columns
    bundle.write(content.data_file("cases.csv"), as_csv(content.table, [names]))
    bundle.write(content.data_file("cases-hxl.csv"), as_csv(content.table, [names, _hashtags(content)]))
    bundle.write(
        content.data_file("counts.csv"), as_csv(content.counts.frame, [content.counts.frame.columns])
    )
    raw = io.BytesIO()
    content.table.write_parquet(raw, compression="zstd", statistics=False)
    bundle.write(content.data_file("cases.parquet"), raw.getvalue())


def look_again_at_files(bundle: Bundle, content: Content) -> None:
    """Read the data files again as they lie on the disk and let the method judge each.

    Raises
    ------
    Refusal
        If a file does not say what it should, or the method finds that its promise does not hold.
    """
    for file, headings in (("cases.csv", 1), ("cases-hxl.csv", 2), ("cases.parquet", 0)):
        path = bundle.folder / content.data_file(file)
        found = pl.read_parquet(path) if not headings else from_csv(path.read_bytes(), headings)
        if not found.equals(content.table):
            raise Refusal("release.written-wrong", file=file)
        content.protected.check_rows(found)
    counts = from_csv((bundle.folder / content.data_file("counts.csv")).read_bytes(), 1)
    least = content.method.few(content.settings)
    texts = content.counts.frame.select(pl.all().cast(pl.String))
    if (counts[COUNT].cast(pl.Int64) < least).any() or not counts.equals(texts):
        raise Refusal("release.written-wrong", file="counts.csv")


def as_csv(table: pl.DataFrame, headings: list[list[str]]) -> bytes:
    """Write a table as CSV in UTF-8; what a spreadsheet would run is made harmless, a blank is empty.

    Parameters
    ----------
    table
        What to write.
    headings
        The lines above it.
    """
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in headings)
    texts = [pl.col(name) for name, kind in table.schema.items() if kind == pl.String]
    body = table.with_columns(one.map_batches(_harmless, return_dtype=pl.String) for one in texts)
    if table.width == 1:
        # A line with nothing on it would be skipped by readers.
        body = body.with_columns(pl.all().cast(pl.String).fill_null(""))
        return head.getvalue().encode() + body.write_csv(include_header=False, quote_style="always").encode()
    return head.getvalue().encode() + body.write_csv(include_header=False).encode()


def from_csv(raw: bytes, headings: int) -> pl.DataFrame:
    """Read what `as_csv` wrote, as texts; the first of the headings names the columns."""
    lines = csv.reader(io.StringIO(raw.decode(), newline=""))
    names = [undo(name) for name in next(lines)]
    if raw.count(b"\n") == headings:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    table = pl.read_csv(
        raw, has_header=False, skip_rows=headings, infer_schema=False, new_columns=names, quote_char='"'
    )
    return table.with_columns(pl.all().replace("", None).map_batches(_undone, return_dtype=pl.String))


def _harmless(values: pl.Series) -> pl.Series:
    changed = {one: harmless(one) for one in values.drop_nulls().unique().to_list()}
    return values.replace({one: made for one, made in changed.items() if one != made})


def _undone(values: pl.Series) -> pl.Series:
    changed = {one: undo(one) for one in values.drop_nulls().unique().to_list()}
    return values.replace({one: made for one, made in changed.items() if one != made})


def _hashtags(content: Content) -> list[str]:
    return [one.variable.hxl if one.exact else one.variable.hxl_coarse for one in content.told]
