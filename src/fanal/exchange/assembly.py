"""The sheets of a file put together into records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from fanal.exchange.columns import Identities, findings_of, parse_columns
from fanal.exchange.files import FileContent, Sheet
from fanal.exchange.headings import Column, Headings, Use
from fanal.exchange.joining import by_field, case_keys, coalesced, joined_texts, unique_keys
from fanal.exchange.result import ASIDE_SCHEMA, Reading, ReadSettings, SheetRead
from fanal.presentation import Finding, Place, Refusal, Severity, Value
from fanal.standard import CASE, Field, Records, Vocabulary
from fanal.standard.checks import check
from fanal.standard.consent import with_derived_box
from fanal.standard.values import Reader, reader

_ASIDE = {
    Use.UNKNOWN: "exchange.column-unknown",
    Use.TWICE: "exchange.column-twice",
    Use.METADATA: "exchange.form-metadata",
    Use.IGNORED: "exchange.column-ignored",
}
"""Why the values of a column are kept aside as a whole."""


class Assembly:
    """Puts the sheets of a file together into records."""

    def __init__(
        self, file: str, vocabulary: Vocabulary, settings: ReadSettings, identities: Identities
    ) -> None:
        self.file = file
        self.identities = identities
        self.taken: set[str] = set()
        self.twice = 0
        self.vocabulary = vocabulary
        self.settings = settings
        self.findings: list[Finding] = []
        self.aside: list[pl.DataFrame] = []
        self.cases: list[pl.DataFrame] = []
        self.repeated: dict[str, list[pl.DataFrame]] = {}
        self.sheets: list[SheetRead] = []

    def add(self, sheet: Sheet, headings: Headings, *, alone: bool) -> None:
        """Read one sheet."""
        headings = self._without_ignored(headings)
        body = sheet.cells.slice(headings.height)
        numbers = sheet.rows.slice(headings.height).cast(pl.Int64)
        counted = [str(column.index) for column in headings.columns if column.use is Use.NUMBERING]
        if counted:
            keep = body.select(
                any=pl.any_horizontal(
                    pl.col(name).is_not_null() for name in body.columns if name not in counted
                )
            )["any"]
            body, numbers = body.filter(keep), numbers.filter(keep)
        self.sheets.append(SheetRead(sheet.name, headings, body.height))
        self.findings += [replace(one, place=replace(one.place, file=self.file)) for one in headings.findings]
        keys = case_keys(body, numbers, headings, "" if alone else f"{sheet.name or ''}:")
        self._keep_unknown(body, numbers, headings, sheet.name)
        frames = self._tables(body, numbers, headings, sheet.name)
        holds_cases = not self._is_table_sheet(frames, headings)
        if holds_cases:
            keys, twice = unique_keys(keys, self.taken)
            self.twice += twice
        for (table, occurrence), frame in frames.items():
            whole = pl.DataFrame(
                {CASE: keys, "row": numbers, "occurrence": pl.Series([occurrence] * body.height)}
            )
            whole = whole.with_columns(frame)
            if table is None:
                self.cases.append(whole.drop("occurrence"))
            else:
                filled = pl.any_horizontal(pl.col(column.name).is_not_null() for column in frame)
                self.repeated.setdefault(table, []).append(whole.filter(filled))
        if holds_cases and (None, 1) not in frames:
            self.cases.append(pl.DataFrame({CASE: keys, "row": numbers}))

    def _without_ignored(self, headings: Headings) -> Headings:
        """Leave out what a mapping file leaves out on purpose: kept aside, and no finding."""
        ignored = self.settings.ignored
        return replace(
            headings,
            columns=tuple(
                replace(column, use=Use.IGNORED) if column.heading in ignored else column
                for column in headings.columns
            ),
            findings=tuple(one for one in headings.findings if one.place.column not in ignored),
        )

    def _is_table_sheet(self, frames: Mapping[tuple[str | None, int], object], headings: Headings) -> bool:
        """Say whether the sheet holds only rows of one repeating table, each naming its case."""
        has_case = any(column.use is Use.CASE for column in headings.columns)
        tables = {table for table, _ in frames}
        return has_case and len(tables) == 1 and None not in tables

    def _keep_unknown(
        self, body: pl.DataFrame, rows: pl.Series, headings: Headings, sheet: str | None
    ) -> None:
        for column in headings.columns:
            why = _ASIDE.get(column.use)
            if why is not None:
                texts = body[str(column.index)]
                self._keep(texts, rows, sheet, column, pl.Series([why] * len(texts), dtype=pl.String))

    def _keep(
        self, texts: pl.Series, rows: pl.Series, sheet: str | None, column: Column, why: pl.Series
    ) -> None:
        kept = pl.DataFrame(
            {
                "sheet": pl.Series([sheet] * len(texts), dtype=pl.String),
                "row": rows,
                "column": pl.Series([column.heading] * len(texts), dtype=pl.String),
                "field": pl.Series(
                    [column.field.name if column.field else None] * len(texts), dtype=pl.String
                ),
                "value": texts,
                "why": why,
            }
        ).drop_nulls("value")
        if kept.height:
            self.aside.append(kept)

    def _tables(
        self,
        body: pl.DataFrame,
        rows: pl.Series,
        headings: Headings,
        sheet: str | None,
    ) -> dict[tuple[str | None, int], list[pl.Series]]:
        """Read the columns, sorted into the main table (None) and rows of repeating tables."""
        frames: dict[tuple[str | None, int], list[pl.Series]] = {}
        grouped = by_field(headings, self.vocabulary)
        texts_of = {
            key: self._without_redacted(
                joined_texts(body, columns), self.vocabulary[key[0]], columns[0], rows
            )
            for key, columns in grouped.items()
        }
        read_ = parse_columns(
            {
                f"{name} {occurrence}": (texts, self._reader(name))
                for (name, occurrence), texts in texts_of.items()
            }
        )
        for (name, occurrence), columns in grouped.items():
            one = self.vocabulary[name]
            table = one.table if self.vocabulary.table_by_name[one.table].repeats else None
            texts, parsed = texts_of[name, occurrence], read_[f"{name} {occurrence}"]
            frame = frames.setdefault((table, occurrence if table else 1), [])
            place = Place(file=self.file, sheet=sheet, column=columns[0].heading, field=one.name)
            self.findings += findings_of(parsed, texts, rows, place, one, self.identities)
            asides = {text: cell for text, cell in parsed.told.items() if cell.aside is not None}
            if asides:
                mask = texts.is_in(list(asides)).fill_null(value=False)
                left, why = texts.filter(mask), []
                for text in left:
                    problem = asides[text].problem
                    why.append(problem.code if problem else "")
                kept = pl.Series([asides[text].aside for text in left], dtype=pl.String)
                self._keep(kept, rows.filter(mask), sheet, columns[0], pl.Series(why, dtype=pl.String))
            frame.append(parsed.values.alias(one.name))
            if parsed.bands is not None and one.band is not None:
                frame.append(parsed.bands.alias(one.band))
        return {key: coalesced(frame) for key, frame in frames.items()}

    def _reader(self, name: str) -> Reader:
        """Make the reader of a field, with what a mapping file says of its values."""
        return reader(
            self.vocabulary[name],
            self.vocabulary,
            day_first=self.settings.day_first,
            means=self.settings.values.get(name),
        )

    def _without_redacted(self, texts: pl.Series, one: Field, column: Column, rows: pl.Series) -> pl.Series:
        """Clear the marks of a publisher who withheld a value, and tell of them."""
        for mark in self.vocabulary.redacted.get(one.name, ()):
            found = (texts == mark).fill_null(value=False)
            if found.any():
                place = Place(
                    file=self.file, column=column.heading, field=one.name, rows=tuple(rows.filter(found))
                )
                values: dict[str, Value] = {"value": mark, "n": int(found.sum())}
                self.findings.append(
                    Finding(code="exchange.redacted", severity=Severity.NOTE, place=place, values=values)
                )
                texts = texts.replace({mark: None})
        return texts

    def finish(self, content: FileContent, told: Sequence[Finding]) -> Reading:
        """Give the records, once every sheet was added."""
        if not self.cases:
            # Only rows of repeating tables: their cases are those that they name.
            named = pl.concat([frame.select(CASE, "row") for one in self.repeated.values() for frame in one])
            self.cases = [named.unique(CASE, keep="first", maintain_order=True)]
        if not sum(frame.height for frame in self.cases):
            raise Refusal("exchange.no-cases", file=self.file)
        cases = _in_order(pl.concat(self.cases, how="diagonal"), self.vocabulary, keep="row")
        rows = cases["row"]
        keys = cases[CASE]
        cases = cases.drop("row")
        repeated = {
            table: self._link(pl.concat(frames, how="diagonal"), keys, table)
            for table, frames in self.repeated.items()
        }
        records = Records(
            vocabulary=self.vocabulary,
            cases=cases,
            repeated={table: frame for table, frame in repeated.items() if frame.height},
            fictional=bool(content.metadata.get("fictional", False)),
        )
        records = with_derived_box(records)
        if self.twice:
            self.findings.append(_plain("exchange.case-twice", n=self.twice))
        for finding, found in check(records):
            at = tuple(sorted(rows.filter(records.cases[CASE].is_in(found)))) if found else ()
            self.findings.append(replace(finding, place=replace(finding.place, file=self.file, rows=at)))
        aside = pl.concat(self.aside) if self.aside else pl.DataFrame(schema=dict(ASIDE_SCHEMA))
        findings = (replace(one, place=replace(one.place, file=self.file)) for one in told)
        return Reading(
            path=content.path,
            kind=content.kind,
            records=records,
            aside=aside,
            findings=(*findings, *self.findings),
            sheets=tuple(self.sheets),
            rows=rows,
        )

    def _link(self, frame: pl.DataFrame, keys: pl.Series, table: str) -> pl.DataFrame:
        """Keep the rows of a repeating table whose case is there; keep the others aside."""
        known = frame[CASE].is_in(keys.implode())
        lost = frame.filter(~known.fill_null(value=False))
        if lost.height:
            self.findings.append(
                replace(
                    _plain("exchange.case-unknown", n=lost.height),
                    place=Place(file=self.file, sheet=table, rows=tuple(lost["row"].to_list())),
                )
            )
            for name in lost.columns[3:]:
                texts = (
                    lost[name].cast(pl.String) if lost[name].dtype != pl.List else lost[name].list.join(";")
                )
                column = Column(index=0, heading=name, use=Use.FIELD, field=self.vocabulary[name])
                why = pl.Series(["exchange.case-unknown"] * lost.height, dtype=pl.String)
                self._keep(texts, lost["row"], table, column, why)
        order = pl.DataFrame({CASE: keys, "position": range(len(keys))})
        kept = frame.join(order, on=CASE, how="inner").sort(
            "position", "row", "occurrence", maintain_order=True
        )
        return _in_order(kept.drop("position"), self.vocabulary)


def _in_order(frame: pl.DataFrame, vocabulary: Vocabulary, keep: str | None = None) -> pl.DataFrame:
    names = [one.name for one in vocabulary if one.name in frame.columns]
    return frame.select(CASE, *([keep] if keep else []), *names)


def _plain(code: str, **values: int) -> Finding:
    return Finding(code=code, severity=Severity.REVIEW, values=values)
