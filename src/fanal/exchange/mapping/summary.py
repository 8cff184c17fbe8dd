"""What a suggestion tells: to a person as a report, to a machine as plain data."""

from __future__ import annotations

from typing import Any

from fanal.exchange.mapping.reasons import reasons, sureness
from fanal.exchange.mapping.suggesting import ColumnSuggestion, Suggestion
from fanal.exchange.mapping.weighing import Candidate
from fanal.presentation import Language, text
from fanal.presentation.report import Block, FindingList, Report, Section, Table


def report(suggestion: Suggestion, language: Language, *, next_step: str = "") -> Report:
    """Tell a person what each column seems to be, how sure that is, and why.

    Parameters
    ----------
    suggestion
        What was proposed.
    language
        The language to tell it in.
    next_step
        What to do now, in one sentence.
    """
    open_ = sum(not column.settled for column in suggestion.columns)
    lead = "exchange.map-lead-settled" if not open_ else "exchange.map-lead-open"
    table = Table(
        columns=[text(f"exchange.map-table-{name}", language) for name in ("column", "field", "sure", "why")],
        rows=[_row(column, language) for column in suggestion.columns],
        empty="",
    )
    blocks: list[Block] = [table]
    sections = [Section(text("exchange.map-heading-columns", language), blocks)]
    if suggestion.findings:
        sections.append(
            Section(text("exchange.heading-findings", language), [FindingList(suggestion.findings)])
        )
    notes = [text("exchange.map-note-sure", language), text("exchange.map-note-values", language)]
    return Report(
        language=language,
        title=text("exchange.map-title", language),
        lead=text(lead, language, n=open_ or len(suggestion.columns), all=len(suggestion.columns)),
        tone="good" if suggestion.settled else "warning",
        sections=sections,
        subject=suggestion.path.name,
        notes=[next_step, *notes] if next_step else notes,
    )


def _row(column: ColumnSuggestion, language: Language) -> list[str]:
    best = column.best
    sure = sureness(column, language)
    shown = "" if best is None else best.field.name
    if best is not None:
        sure = text("exchange.map-sure-number", language, sureness=sure, sure=best.sure)
        if column.field is None:
            shown = text("exchange.map-perhaps", language, field=best.field.name)
    return [column.shown_heading, shown, sure, " · ".join(reasons(column, language))]


def as_json(suggestion: Suggestion, language: Language) -> dict[str, Any]:
    """Give a suggestion to a machine: every candidate of every column."""
    return {
        "file": suggestion.path.name,
        "sheet": suggestion.sheet,
        "headings_row": suggestion.headings_row,
        "rows": suggestion.rows,
        "standard": f"{suggestion.vocabulary.name} {suggestion.vocabulary.version}".strip(),
        "dates": {None: None, True: "day-first", False: "month-first"}[suggestion.day_first],
        "settled": suggestion.settled,
        "columns": [_column(column, language) for column in suggestion.columns],
        "findings": [finding.as_json(language) for finding in suggestion.findings],
    }


def _column(column: ColumnSuggestion, language: Language) -> dict[str, Any]:
    shown = column.values
    return {
        "column": column.shown_heading,
        "field": column.field.name if column.field else None,
        "sureness": column.sureness.value,
        "why": reasons(column, language),
        "taken_by": column.taken_by,
        "candidates": [_candidate(one) for one in column.candidates],
        "values": {value.text: value.code for value in shown.values} if shown else {},
        "values_not_shown": shown.hidden if shown else 0,
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "field": one.field.name,
        "sure": one.sure,
        "heading": round(one.likeness.value, 3) if one.likeness else None,
        "values_understood": one.fit.understood if one.fit else None,
        "values_distinct": one.fit.distinct if one.fit else None,
    }
