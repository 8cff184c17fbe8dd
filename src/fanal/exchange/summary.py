"""What a reading tells: to a person as a report, to a machine as plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fanal.exchange.headings import Column, Use
from fanal.exchange.reading import Reading
from fanal.presentation import Language, Severity, by_severity, text
from fanal.presentation.report import Fact, Facts, FindingList, Paragraph, Report, Section, Table, Tone
from fanal.standard import Field
from fanal.standard.spelling import fold

SHOWN = 100
"""Findings that a report lists; a machine gets all."""


def as_json(reading: Reading, language: Language) -> dict[str, Any]:
    """Give a reading to a machine: every finding with every row."""
    return {
        "file": reading.path.name,
        "kind": reading.kind,
        "standard": f"{reading.records.vocabulary.name} {reading.records.vocabulary.version}".strip(),
        "cases": len(reading.records),
        "kept_aside": reading.aside.height,
        "columns": [
            {
                "sheet": sheet.name,
                "heading": column.shown,
                "use": column.use.value,
                "field": column.field.name if column.field else None,
            }
            for sheet in reading.sheets
            for column in sheet.headings.columns
            if column.field or column.use is not Use.UNKNOWN or column.heading
        ],
        "findings": [finding.as_json(language) for finding in reading.findings],
    }


def report(reading: Reading, language: Language, *, converted: bool = False) -> Report:
    """Tell a person what was understood, what was kept aside, and what to do.

    Parameters
    ----------
    reading
        What to tell of.
    language
        The language to tell it in.
    converted
        Whether the cases were written in another form too, which may hold less.
    """
    counted = Counter(finding.severity for finding in reading.findings)
    tone: Tone = "good" if reading.clean else ("warning" if counted[Severity.REVIEW] else "info")
    title = "exchange.title-convert" if converted else "exchange.title-check"
    some = "exchange.lead-converted" if converted else "exchange.lead-findings"
    cases = text("exchange.lead-cases", language, n=len(reading.records))
    lead = "exchange.lead-clean" if reading.clean else some
    understood: list[Facts | Paragraph] = [_facts(reading, language)]
    if _mostly_unknown(reading):
        understood.insert(0, Paragraph(text("exchange.map-first", language, file=reading.path.name)))
    sections = [Section(text("exchange.heading-understood", language), understood)]
    if reading.findings:
        sections.append(_findings(reading, language))
    sections.append(Section(text("exchange.heading-columns", language), _columns(reading, language)))
    notes = [text("exchange.note-sealed", language)] if _sealed(reading) else []
    return Report(
        language=language,
        title=text(title, language),
        lead=f"{cases} {text(lead, language, n=len(reading.findings))}",
        tone=tone,
        sections=sections,
        subject=reading.path.name,
        notes=notes,
    )


def _mostly_unknown(reading: Reading) -> bool:
    """Say whether the headings are somebody's own, so that a mapping comes first."""
    uses = [column.use for sheet in reading.sheets for column in sheet.headings.columns]
    return uses.count(Use.UNKNOWN) >= max(3, uses.count(Use.FIELD))


def _facts(reading: Reading, language: Language) -> Facts:
    columns = [column for sheet in reading.sheets for column in sheet.headings.columns]
    fields = sum(column.use is Use.FIELD for column in columns)
    unknown = sum(column.use in (Use.UNKNOWN, Use.TWICE) for column in columns)
    values = sum(
        frame.height * (frame.width - 1) - sum(frame.null_count().row(0)) for frame in _frames(reading)
    )
    standard = f"{reading.records.vocabulary.name} {reading.records.vocabulary.version}".strip()

    def fact(key: str, means: str, value: int | str, tone: Tone = "info") -> Fact:
        n = value if isinstance(value, int) else 0
        return Fact(text(key, language), value, text(means, language, n=n), tone)

    aside = reading.aside.height
    return Facts(
        [
            fact("exchange.fact-standard", "exchange.fact-standard-means", standard),
            fact("exchange.fact-cases", "exchange.fact-cases-means", len(reading.records)),
            fact(
                "exchange.fact-columns",
                "exchange.fact-columns-means",
                fields,
                "warning" if unknown else "info",
            ),
            fact("exchange.fact-values", "exchange.fact-values-means", values),
            fact("exchange.fact-aside", "exchange.fact-aside-means", aside, "warning" if aside else "good"),
        ]
    )


def _frames(reading: Reading) -> list[Any]:
    return [reading.records.cases, *reading.records.repeated.values()]


def _findings(reading: Reading, language: Language) -> Section:
    ordered = [finding for group in by_severity(reading.findings).values() for finding in group]
    blocks: list[FindingList | Paragraph] = [FindingList(ordered[:SHOWN])]
    if len(ordered) > SHOWN:
        blocks.append(Paragraph(text("exchange.more-findings", language, n=len(ordered) - SHOWN)))
    return Section(text("exchange.heading-findings", language), blocks)


def _sealed(reading: Reading) -> bool:
    return any("▒" in str(finding.values.get("value", "")) for finding in reading.findings)


_USES = {
    Use.CASE: "exchange.use-case",
    Use.METADATA: "exchange.use-metadata",
    Use.UNKNOWN: "exchange.use-unknown",
    Use.TWICE: "exchange.use-twice",
    Use.IGNORED: "exchange.use-ignored",
}


def _columns(reading: Reading, language: Language) -> list[Paragraph | Table]:
    """Tell how the columns were understood, without those whose heading already says it."""
    meant = [
        (column.shown, _meaning(column, language))
        for sheet in reading.sheets
        for column in sheet.headings.columns
        if column.use in _USES or column.field is not None
    ]
    told = [(heading, meaning) for heading, meaning in meant if meaning is not None]
    plain = len(meant) - len(told)
    blocks: list[Paragraph | Table] = []
    if plain:
        blocks.append(Paragraph(text("exchange.columns-plain", language, n=plain)))
    if told:
        headings = [text("exchange.column-heading", language), text("exchange.column-meaning", language)]
        blocks.append(Table(columns=headings, rows=told))
    return blocks


def _meaning(column: Column, language: Language) -> str | None:
    """Say what a column was understood as; nothing where its heading is the name or the label itself."""
    one = column.field
    if column.use is not Use.FIELD or one is None:
        return text(_USES[column.use], language)
    if column.choice is None and fold(column.heading) in (fold(one.name), *map(fold, _labels(one))):
        return None
    label = one.label.in_(language)
    return f"{label} ({column.choice}) · {one.name}" if column.choice else f"{label} · {one.name}"


def _labels(one: Field) -> tuple[str, str]:
    return one.label.en, one.label.fr
