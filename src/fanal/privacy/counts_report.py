"""What a judgement of published counts tells a person who must decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Report, Section, Table

if TYPE_CHECKING:
    from fanal.privacy.published_counts import CountsResult
    from fanal.privacy.sums import Indexes

_MOST_LINES = 40


def counts_report(result: CountsResult, language: Language) -> Report:
    """Explain the cells found: which they are, never the count that was worked out."""
    sections = [Section(text("privacy.counts-cells", language), (_facts(result, language),))]
    for name in ("disclosed", "open", "narrowed"):
        rows = result.open_under_k if name == "open" else getattr(result, name)
        if rows.size:
            heading = text(f"privacy.counts-{name}", language)
            sections.append(Section(heading, _cells(result, rows, language)))
    notes = [text("privacy.counts-note-missed", language), _absent(result, language)]
    if result.deduced.broken:
        notes.append(text("privacy.counts-note-broken", language, n=result.deduced.broken))
    if result.repeated:
        notes.append(text("privacy.counts-note-repeated", language, n=result.repeated))
    if not result.deduced.finished:
        notes.append(text("privacy.counts-note-unfinished", language, n=result.deduced.rounds))
    return Report(
        language=language,
        title=text("privacy.counts-title", language),
        lead=_lead(result, language),
        tone="danger"
        if not result.holds
        else "good"
        if result.whole and not result.narrowed.size
        else "warning",
        sections=sections,
        notes=notes,
    )


def _lead(result: CountsResult, language: Language) -> str:
    k = result.settings.k
    if not result.sums and result.suppressed:
        return text("privacy.counts-no-sums", language, n=result.open_under_k.size, k=k)
    if result.holds and not result.whole:
        return text("privacy.counts-holds-not-whole", language, k=k)
    if result.holds:
        return text("privacy.counts-holds", language, k=k)
    disclosed, under = result.disclosed.size, result.open_under_k.size
    return text("privacy.counts-breaks", language, n=disclosed, open=under, k=k)


def _absent(result: CountsResult, language: Language) -> str:
    return text(f"privacy.counts-note-absent-{result.settings.absent}", language)


def _facts(result: CountsResult, language: Language) -> Facts:
    k = result.settings.k

    def fact(name: str, value: int, good: bool | None = None) -> Fact:
        label = text(f"privacy.counts-{name}", language, k=k)
        why = text(f"privacy.counts-{name}-why", language, k=k, n=result.disclosed_under_k)
        return Fact(label, value, why, "info" if good is None else "good" if good else "danger")

    return Facts(
        (
            fact("suppressed", result.suppressed),
            fact("sums", result.sums),
            fact("disclosed", result.disclosed.size, good=not result.disclosed.size),
            fact("open", result.open_under_k.size, good=not result.open_under_k.size),
            fact("narrowed", result.narrowed.size),
        )
    )


def _cells(result: CountsResult, rows: Indexes, language: Language) -> tuple[Block, ...]:
    settings = result.settings
    columns = (*settings.breakdowns.values(), *settings.dimensions)
    shown = result.source[rows[:_MOST_LINES]].select(columns)
    more = rows.size - _MOST_LINES
    table = Table(
        columns=[text("privacy.counts-row", language), *columns],
        rows=[
            (int(row) + 1, *(None if cell is None else str(cell) for cell in cells))
            for row, cells in zip(rows[:_MOST_LINES], shown.iter_rows(), strict=True)
        ],
        note=text("privacy.counts-more", language, n=more) if more > 0 else "",
    )
    return (Paragraph(text("privacy.counts-hidden-here", language)), table)
