"""Any file of cases to records: what was understood, what was kept aside, what to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from fanal.exchange.columns import Identities, findings_of, parse_columns
from fanal.exchange.files import FileContent, Sheet, open_file
from fanal.exchange.headings import Column, Headings, Use, layouts, recognise
from fanal.presentation import Finding, Place, Progress, Refusal, Severity, Value, silent
from fanal.standard import CASE, Disclosure, Field, FieldType, Records, Vocabulary, ctdc, htcds
from fanal.standard.checks import check
from fanal.standard.consent import with_derived_box
from fanal.standard.spelling import fold, yes_or_no
from fanal.standard.values import Reader, reader

ASIDE_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "field": pl.String,
    "value": pl.String,
    "why": pl.String,
}
"""The columns of what is kept aside."""


@dataclass(frozen=True)
class SheetRead:
    """What the columns of one sheet were understood as."""

    name: str | None
    headings: Headings
    rows: int


@dataclass(frozen=True)
class Reading:
    """A file read.

    Attributes
    ----------
    path, kind
        The file and what it is.
    records
        What was understood.
    aside
        What was not, cell by cell (`ASIDE_SCHEMA`). It may hold identities: never print it.
    findings
        What to tell, in the order of the file.
    sheets
        The sheets read.
    rows
        The row of each case, in the order of `records.cases`.
    """

    path: Path
    kind: str
    records: Records
    aside: pl.DataFrame
    findings: tuple[Finding, ...]
    sheets: tuple[SheetRead, ...]
    rows: pl.Series

    @property
    def clean(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.findings

    def __repr__(self) -> str:
        return (
            f"Reading of {self.path.name} ({self.kind})\n"
            f"  cases      {len(self.records):>10,}\n"
            f"  kept aside {self.aside.height:>10,} cells\n"
            f"  findings   {len(self.findings):>10,}"
        )


@dataclass(frozen=True, kw_only=True)
class ReadSettings:
    """How to read a file.

    Attributes
    ----------
    vocabularies
        What it may be of; found out from the headings where there are several.
    day_first
        How ``03/04/2021`` is meant; None where nobody said, and then it is a finding.
    fields
        Headings to fields, from a mapping file.
    values
        For a field, the texts of the file to codes of the standard, from a mapping file.
    ignored
        Headings that a mapping file sets aside on purpose.
    """

    vocabularies: Sequence[Vocabulary] = ()
    day_first: bool | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


def read(path: Path, settings: ReadSettings | None = None, progress: Progress = silent) -> Reading:
    """Read a file of cases.

    Raises
    ------
    Refusal
        If the file cannot be opened, no heading is known, or there is no case in it.
    """
    return read_content(open_file(path), settings or ReadSettings(), progress)


def read_content(content: FileContent, settings: ReadSettings, progress: Progress = silent) -> Reading:
    """Read the cases of a file that is open already; see `read`."""
    vocabularies = settings.vocabularies or (htcds(), ctdc())
    told: list[Finding] = list(content.findings)
    known: list[tuple[Sheet, Headings]] = []
    for sheet in content.sheets:
        headings = recognise(sheet, vocabularies, forced=settings.fields)
        if headings is None:
            told += _not_read(sheet)
        elif not _holds_no_cases(sheet, headings):
            known.append((sheet, headings))
    if not known:
        raise Refusal("exchange.no-headings", file=content.path.name)
    vocabulary = max((headings for _, headings in known), key=lambda one: one.understood).vocabulary
    assembly = _Assembly(content.path.name, vocabulary, settings)
    for position, (sheet, headings) in enumerate(known):
        progress(position, len(known), "exchange.progress-reading")
        assembly.add(sheet, headings, alone=len(known) == 1)
    progress(len(known), len(known), "exchange.progress-reading")
    return assembly.finish(content, told)


def _not_read(sheet: Sheet) -> list[Finding]:
    name = sheet.name or ""
    if sheet.hidden or fold(name) in {fold(one) for one in layouts()["template"]["sheets"]}:
        return []
    return [Finding(code="exchange.sheet-not-read", severity=Severity.REVIEW, place=Place(sheet=sheet.name))]


def _holds_no_cases(sheet: Sheet, headings: Headings) -> bool:
    """Say whether a sheet is one of a template's own: its lists, its explanations."""
    own = {fold(one) for one in layouts()["template"]["sheets"]}
    return fold(sheet.name or "") in own or (sheet.hidden and headings.understood < 3)


_ASIDE = {
    Use.UNKNOWN: "exchange.column-unknown",
    Use.TWICE: "exchange.column-twice",
    Use.METADATA: "exchange.form-metadata",
    Use.IGNORED: "exchange.column-ignored",
}
"""Why the values of a column are kept aside as a whole."""


class _Assembly:
    """Puts the sheets of a file together into records."""

    def __init__(self, file: str, vocabulary: Vocabulary, settings: ReadSettings) -> None:
        self.file = file
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
        identities = Identities([body[str(c.index)] for c in headings.columns if _identifies(c)])
        keys = _keys(body, numbers, headings, "" if alone else f"{sheet.name or ''}:")
        self._keep_unknown(body, numbers, headings, sheet.name)
        frames = self._tables(body, numbers, headings, sheet.name, identities)
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
        if not any(table is None for table, _ in frames) and not self._is_table_sheet(frames, headings):
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
        has_case = any(column.use is Use.CASE for column in headings.columns)
        return has_case and bool(frames) and len({table for table, _ in frames}) == 1

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
        identities: Identities,
    ) -> dict[tuple[str | None, int], list[pl.Series]]:
        """Read the columns, sorted into the main table (None) and rows of repeating tables."""
        frames: dict[tuple[str | None, int], list[pl.Series]] = {}
        grouped = _by_field(headings, self.vocabulary)
        texts_of = {
            key: self._without_redacted(_joined(body, columns), self.vocabulary[key[0]], columns[0], rows)
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
            self.findings += findings_of(parsed, texts, rows, place, one, identities)
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
        return {key: _coalesced(frame) for key, frame in frames.items()}

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
        if not sum(frame.height for frame in self.cases):
            raise Refusal("exchange.no-cases", file=self.file)
        cases = _in_order(pl.concat(self.cases, how="diagonal"), self.vocabulary, keep="row")
        rows = cases["row"]
        keys, twice = _unique(cases[CASE])
        cases = cases.with_columns(keys).drop("row")
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
        if twice:
            self.findings.append(_plain("exchange.case-twice", n=twice))
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


def _identifies(column: Column) -> bool:
    return column.field is not None and column.field.disclosure is Disclosure.IDENTIFYING


def _keys(body: pl.DataFrame, rows: pl.Series, headings: Headings, prefix: str) -> pl.Series:
    """Name each row's case: by its own column, else by the row's number."""
    numbers = rows.cast(pl.String)
    if prefix:
        numbers = pl.Series([prefix + number for number in numbers], dtype=pl.String)
    for column in headings.columns:
        if column.use is Use.CASE:
            own = body[str(column.index)]
            return own.zip_with(own.is_not_null(), numbers).alias(CASE)
    return numbers.alias(CASE)


def _unique(keys: pl.Series) -> tuple[pl.Series, int]:
    """Make the keys of cases unique; say how many stood more than once."""
    if keys.n_unique() == len(keys):
        return keys, 0
    seen: dict[str, int] = {}
    taken = set(keys)
    unique: list[str] = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        name = key
        while seen[key] > 1 and (name := f"{key}~{seen[key]}") in taken:
            seen[key] += 1
        taken.add(name)
        unique.append(name)
    return pl.Series(keys.name, unique), sum(count > 1 for count in seen.values())


def _by_field(headings: Headings, vocabulary: Vocabulary) -> dict[tuple[str, int], list[Column]]:
    """Group the columns by field; choices in several columns are one, rows of a table are not."""
    grouped: dict[tuple[str, int], list[Column]] = {}
    on_own_sheet = any(column.use is Use.CASE for column in headings.columns) and headings.layout is None
    main = any(
        column.field and not vocabulary.table_by_name[column.field.table].repeats
        for column in headings.columns
    )
    for column in headings.columns:
        one = column.field
        if one is None or column.use is not Use.FIELD:
            continue
        choices = one.type is FieldType.MULTISELECT
        repeats = vocabulary.table_by_name[one.table].repeats
        apart = repeats and not (choices and on_own_sheet and not main)
        grouped.setdefault((one.name, column.occurrence if apart else 1), []).append(column)
    return grouped


def _joined(body: pl.DataFrame, columns: Sequence[Column]) -> pl.Series:
    """Give one text per row: the choices of several columns and ticked boxes on lines of their own."""
    if len(columns) == 1 and columns[0].choice is None:
        return body[str(columns[0].index)]
    texts = [_ticked(body[str(column.index)], column.choice) for column in columns]
    frame = pl.DataFrame({str(position): text for position, text in enumerate(texts)})
    joined = frame.select(text=pl.concat_str(pl.all(), separator="\n", ignore_nulls=True).replace("", None))
    return joined["text"]


def _ticked(texts: pl.Series, choice: str | None) -> pl.Series:
    """Turn a column of ticks into the code it stands for; leave what is no tick as it is."""
    if choice is None:
        return texts
    said = {text: yes_or_no(text) for text in texts.unique().drop_nulls()}
    meant = {text: {True: choice, False: None, None: text}[answer] for text, answer in said.items()}
    return texts.replace(meant) if meant else texts


def _coalesced(columns: Iterable[pl.Series]) -> list[pl.Series]:
    """Bring two series of one field together: its own column first, a band from beside it second."""
    found: dict[str, pl.Series] = {}
    for column in columns:
        before = found.get(column.name)
        found[column.name] = column if before is None else before.zip_with(before.is_not_null(), column)
    return list(found.values())


def _in_order(frame: pl.DataFrame, vocabulary: Vocabulary, keep: str | None = None) -> pl.DataFrame:
    names = [one.name for one in vocabulary if one.name in frame.columns]
    return frame.select(CASE, *([keep] if keep else []), *names)


def _plain(code: str, **values: int) -> Finding:
    return Finding(code=code, severity=Severity.REVIEW, values=values)
