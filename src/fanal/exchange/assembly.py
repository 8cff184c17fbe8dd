"""The sheets of a file put together into records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from fanal.exchange.columns import ParsedColumn, findings_of, parse_columns
from fanal.exchange.files import FileContent, Sheet, column_letter
from fanal.exchange.headings import Column, Headings, Use
from fanal.exchange.joining import by_field, case_keys, coalesced, ticked, unique_keys, united
from fanal.exchange.personal import Identities
from fanal.exchange.result import ASIDE_SCHEMA, Reading, ReadSettings, SheetRead
from fanal.presentation import Finding, Place, Refusal, Severity, Value
from fanal.standard import CASE, Records, Vocabulary
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
        self.names: dict[str | None, str] = {}
        self.taken: set[str] = set()
        self.twice = 0
        self.vocabulary = vocabulary
        self.settings = settings
        self.findings: list[Finding] = []
        self.aside: list[pl.DataFrame] = []
        self.cases: list[pl.DataFrame] = []
        self.repeated: dict[str, list[pl.DataFrame]] = {}
        self.sheets: list[SheetRead] = []

    def name_sheets(self, sheets: Sequence[Sheet]) -> None:
        """Give a number to each sheet that is named for somebody."""
        for position, sheet in enumerate(sheets, start=1):
            shown = self.identities.sheet(sheet.name, position)
            if shown is not None:
                self.names[sheet.name] = shown

    def add(self, sheet: Sheet, headings: Headings, *, alone: bool) -> None:
        """Read one sheet."""
        headings = self._shown(self._without_ignored(headings))
        self._keep_titles(sheet, headings)
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
        self.sheets.append(SheetRead(self.names.get(sheet.name, sheet.name), headings, body.height))
        self.findings += [replace(one, place=replace(one.place, file=self.file)) for one in headings.findings]
        keys = case_keys(body, numbers, headings, "" if alone else f"{sheet.name or ''}:")
        self._keep_unknown(body, numbers, headings, sheet.name)
        frames = self._tables(body, numbers, headings, sheet.name)
        holds_cases = not self._is_table_sheet(frames, headings)
        numbered = alone and not any(column.use is Use.CASE for column in headings.columns)
        if holds_cases and not numbered:
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

    def _shown(self, headings: Headings) -> Headings:
        """Name a column by its letter where its heading is a word of an identifying column."""
        letters = {
            column.shown: column_letter(column.index)
            for column in headings.columns
            if column.field is None and not self.identities.may_head(column.shown)
        }
        if not letters:
            return headings
        return replace(
            headings,
            columns=tuple(
                replace(column, shown=letters[column.shown])
                if column.field is None and column.shown in letters
                else column
                for column in headings.columns
            ),
            findings=tuple(
                replace(one, place=replace(one.place, column=letters.get(one.place.column, one.place.column)))
                if one.place.column is not None
                else one
                for one in headings.findings
            ),
        )

    def _keep_titles(self, sheet: Sheet, headings: Headings) -> None:
        """Keep aside what stands above the headings: a title, or a case that somebody put there."""
        if not headings.titles:
            return
        rows = sheet.rows[: headings.titles].cast(pl.Int64)
        why = pl.Series(["exchange.above-headings"] * len(rows), dtype=pl.String)
        left = pl.Series([None] * len(rows), dtype=pl.String)
        for column in headings.columns:
            own = sheet.cells[str(column.index)][: headings.titles]
            # A title over merged cells stands in each of them: once is enough.
            texts = own.zip_with((own != left).fill_null(value=True), pl.Series([None], dtype=pl.String))
            left = own
            self._keep(texts, rows, sheet.name, replace(column, field=None), why)
        place = Place(sheet=sheet.name, rows=tuple(rows))
        values: dict[str, Value] = {"n": len(rows)}
        self.findings.append(
            Finding(code="exchange.above-headings", severity=Severity.NOTE, place=place, values=values)
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
            column.index: self._without_redacted(ticked(body, column), column, rows)
            for columns in grouped.values()
            for column in columns
        }
        read_ = parse_columns(
            {
                str(column.index): (texts_of[column.index], self._reader(name))
                for (name, _), columns in grouped.items()
                for column in columns
            }
        )
        for (name, occurrence), columns in grouped.items():
            one = self.vocabulary[name]
            table = one.table if self.vocabulary.table_by_name[one.table].repeats else None
            frame = frames.setdefault((table, occurrence if table else 1), [])
            for column in columns:
                parsed = read_[str(column.index)]
                self._tell(parsed, texts_of[column.index], rows, sheet, column)
                if parsed.bands is not None and one.band is not None:
                    frame.append(parsed.bands.alias(one.band))
                frame += self._said_besides(column, texts_of[column.index])
            lists = [read_[str(column.index)].values for column in columns]
            values = lists[0] if len(lists) == 1 else united(lists, self._reader(name))
            frame.append(values.alias(one.name))
        return {key: coalesced(frame) for key, frame in frames.items()}

    def _said_besides(self, column: Column, texts: pl.Series) -> list[pl.Series]:
        """Give what a filled cell says besides, as a mapping file has it."""
        said = self.settings.sets.get(column.heading, {})
        filled = pl.DataFrame({"text": texts}).select(
            pl.when(pl.col("text").is_not_null()).then(pl.lit(code)).alias(name)
            for name, code in said.items()
        )
        return filled.get_columns()

    def _tell(
        self, parsed: ParsedColumn, texts: pl.Series, rows: pl.Series, sheet: str | None, column: Column
    ) -> None:
        """Tell what was noticed in a column, and keep aside what was not understood of it."""
        one = column.field
        if one is None or not parsed.told:
            return
        place = Place(file=self.file, sheet=sheet, column=column.shown, field=one.name)
        self.findings += findings_of(parsed, texts, rows, place, one, self.identities)
        asides = {text: cell for text, cell in parsed.told.items() if cell.aside is not None}
        if not asides:
            return
        mask = texts.is_in(list(asides)).fill_null(value=False)
        left, why = texts.filter(mask), []
        for text in left:
            problem = asides[text].problem
            why.append(problem.code if problem else "")
        kept = pl.Series([asides[text].aside for text in left], dtype=pl.String)
        self._keep(kept, rows.filter(mask), sheet, column, pl.Series(why, dtype=pl.String))

    def _reader(self, name: str) -> Reader:
        """Make the reader of a field, with what a mapping file says of its values."""
        return reader(
            self.vocabulary[name],
            self.vocabulary,
            day_first=self.settings.day_first,
            means=self.settings.values.get(name),
        )

    def _without_redacted(self, texts: pl.Series, column: Column, rows: pl.Series) -> pl.Series:
        """Clear the marks of a publisher who withheld a value, and tell of them."""
        one = column.field
        if one is None:
            return texts
        for mark in self.vocabulary.redacted.get(one.name, ()):
            found = (texts == mark).fill_null(value=False)
            if found.any():
                place = Place(
                    file=self.file, column=column.shown, field=one.name, rows=tuple(rows.filter(found))
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
        findings = [
            replace(
                one,
                place=replace(
                    one.place, file=self.file, sheet=self.names.get(one.place.sheet, one.place.sheet)
                ),
            )
            for one in (*told, *self.findings)
        ]
        return Reading(
            path=content.path,
            kind=content.kind,
            records=records,
            aside=aside,
            findings=tuple(findings),
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
