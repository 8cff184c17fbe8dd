"""What a k-anonymous table cost, told to who decides on it and to who reads it."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Report, Section, Table
from fanal.privacy.k_anonymity.anonymised import Anonymised, guarded, share_told, suppressed_in_all


def anonymised_report(result: Anonymised, language: Language) -> Report:
    """Explain what was coarsened, blanked and withheld; no count under k, no value of the table."""
    k = result.settings.k
    notes = [
        text(f"privacy.anonymised-note-{name}", language, k=k) for name in ("blank", "not-protected", "loss")
    ]
    if not result.proven:
        notes.append(
            text(
                "privacy.anonymised-note-search",
                language,
                examined=result.nodes_examined,
                nodes=result.nodes,
            )
        )
    sections = [
        Section(text("privacy.anonymised-together", language), (_facts(result, language),)),
        Section(text("privacy.anonymised-columns", language), (_columns(result, language),)),
    ]
    if result.homogeneous:
        sections.append(Section(text("privacy.anonymised-sensitive", language), _sensitive(result, language)))
    rows = result.table.height
    return Report(
        language=language,
        title=text("privacy.anonymised-title", language),
        lead=text("privacy.anonymised-lead" if rows else "privacy.anonymised-nothing", language, k=k, n=rows),
        tone="good" if rows else "warning",
        sections=sections,
        notes=notes,
    )


def _facts(result: Anonymised, language: Language) -> Facts:
    k = result.settings.k
    values = {
        "rows": result.table.height,
        "smallest": result.risk.together.smallest,
        "withheld": guarded(result.withheld, k, language),
        "suppressed": suppressed_in_all(result, language),
        "loss": share_told(result.loss, result, language),
    }
    return Facts(
        [
            Fact(
                text(f"privacy.anonymised-{name}", language),
                value,
                text(f"privacy.anonymised-{name}-why", language, k=k),
            )
            for name, value in values.items()
        ]
    )


def _columns(result: Anonymised, language: Language) -> Table:
    names = ("column", "level", "suppressed", "loss")
    return Table(
        columns=[text(f"privacy.anonymised-{name}", language) for name in names],
        rows=[
            (
                cost.column,
                cost.words.in_(language),
                guarded(cost.suppressed, result.settings.k, language),
                share_told(cost.loss, result, language),
            )
            for cost in result.columns
        ],
    )


def _sensitive(result: Anonymised, language: Language) -> tuple[Block, ...]:
    names = ("risk-sensitive-column", "risk-classes", "risk-people")
    table = Table(
        columns=[text(f"privacy.{name}", language) for name in names],
        rows=[(found.column, found.classes, found.people) for found in result.homogeneous],
    )
    return (Paragraph(text("privacy.anonymised-sensitive-why", language)), table)
