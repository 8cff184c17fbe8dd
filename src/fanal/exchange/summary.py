"""What a reading tells: to a person as a report, to a machine as plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fanal.exchange.headings import Use
from fanal.exchange.reading import Reading
from fanal.presentation import Language, Severity, by_severity, text
from fanal.presentation.report import Fact, Facts, FindingList, Paragraph, Report, Section, Table, Tone

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
                "heading": column.heading,
                "use": column.use.value,
                "field": column.field.name if column.field else None,
            }
            for sheet in reading.sheets
            for column in sheet.headings.columns
            if column.field or column.use is not Use.UNKNOWN or column.heading
        ],
        "findings": [finding.as_json(language) for finding in reading.findings],
    }


def report(reading: Reading, language: Language) -> Report:
    """Tell a person what was understood, what was kept aside, and what to do."""
    counted = Counter(finding.severity for finding in reading.findings)
    tone: Tone = "good" if reading.clean else ("warning" if counted[Severity.REVIEW] else "info")
    lead = "exchange.lead-clean" if reading.clean else "exchange.lead-findings"
    sections = [
        Section(text("exchange.heading-understood", language), [_facts(reading, language)]),
    ]
    if reading.findings:
        sections.append(_findings(reading, language))
    sections.append(Section(text("exchange.heading-columns", language), [_columns(reading, language)]))
    notes = [text("exchange.note-sealed", language)] if _sealed(reading) else []
    return Report(
        language=language,
        title=text("exchange.title-check", language),
        lead=text(lead, language, n=len(reading.findings), cases=len(reading.records)),
        tone=tone,
        sections=sections,
        subject=reading.path.name,
        notes=notes,
    )


def _facts(reading: Reading, language: Language) -> Facts:
    columns = [column for sheet in reading.sheets for column in sheet.headings.columns]
    fields = sum(column.use is Use.FIELD for column in columns)
    unknown = sum(column.use in (Use.UNKNOWN, Use.TWICE) for column in columns)
    values = sum(
        frame.height * (frame.width - 1) - sum(frame.null_count().row(0)) for frame in _frames(reading)
    )
    standard = f"{reading.records.vocabulary.name} {reading.records.vocabulary.version}".strip()

    def fact(key: str, value: int | str, tone: Tone = "info") -> Fact:
        return Fact(
            text(f"exchange.fact-{key}", language),
            value,
            text(f"exchange.fact-{key}-means", language, n=value if isinstance(value, int) else 0),
            tone,
        )

    return Facts(
        [
            fact("standard", standard),
            fact("cases", len(reading.records)),
            fact("columns", fields, "info" if not unknown else "warning"),
            fact("values", values),
            fact("aside", reading.aside.height, "warning" if reading.aside.height else "good"),
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


def _columns(reading: Reading, language: Language) -> Table:
    rows = []
    for sheet in reading.sheets:
        for column in sheet.headings.columns:
            if column.use is Use.FIELD and column.field is not None:
                meaning = f"{column.field.name} · {column.field.label.in_(language)}"
            else:
                meaning = text(f"exchange.use-{column.use.value}", language)
            if column.use is not Use.NUMBERING:
                rows.append([column.heading, meaning])
    names = [text(f"exchange.column-{name}", language) for name in ("heading", "meaning")]
    return Table(columns=names, rows=rows)
