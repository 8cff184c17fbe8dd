"""What a terminal says of a package before it leaves: by field, what is held back, what is taken back."""

from __future__ import annotations

from fanal.contributing.package import ROW
from fanal.contributing.preparing import (
    BAND,
    COUNTRY,
    NO_CONSENT,
    NOT_OF_THIS,
    NOTHING,
    YEAR,
    Coarsening,
    Preparation,
)
from fanal.presentation import Language, text
from fanal.presentation.report import Fact, Facts, Points, Report, Section, Table
from fanal.release.aggregates import Aggregates
from fanal.standard import htcds

_HOW = {
    "": "contributing.told-as-recorded",
    YEAR: "contributing.told-year",
    BAND: "contributing.told-band",
    COUNTRY: "contributing.told-country",
    str(Coarsening.RARE): "contributing.told-rare",
}
_WHY = {
    NO_CONSENT: "contributing.held-no-consent",
    NOT_OF_THIS: "contributing.held-not-of-this",
    NOTHING: "contributing.held-nothing",
}


def summary(made: Preparation, language: Language, subject: str = "") -> Report:
    """Tell what would leave.

    Parameters
    ----------
    subject
        What it was made of.
    """
    rows, reasons = made.package.rows, made.reasons
    assert rows is not None  # noqa: S101 - it was prepared of cases
    facts = Facts(
        [
            Fact(
                text("contributing.summary-leave", language),
                rows.height,
                text("contributing.summary-leave-means", language),
            ),
            Fact(
                text("contributing.summary-stay", language),
                sum(reasons.values()),
                text("contributing.summary-stay-means", language),
            ),
            Fact(
                text("contributing.summary-taken-back", language),
                len(made.package.removed),
                text("contributing.summary-taken-back-means", language),
            ),
        ]
    )
    fields = Table(
        [
            text("contributing.column-field", language),
            text("contributing.column-means", language),
            text("contributing.column-told", language),
            text("contributing.column-filled", language),
            text("contributing.column-blanked", language),
        ],
        [
            [
                name,
                _label(name, language),
                text(_HOW[made.coarsened.get(name, "")], language),
                rows.height - rows[name].null_count(),
                made.blanked.get(name, 0),
            ]
            for name in rows.columns
            if name != ROW
        ],
    )
    sections = [Section(text("contributing.summary-fields", language), [fields])]
    if reasons:
        why = Table(
            [text("contributing.column-why", language), text("contributing.column-people", language)],
            [[text(_WHY[code], language), n] for code, n in reasons.items()],
        )
        sections.append(Section(text("contributing.summary-held-back", language), [why]))
    return Report(
        language=language,
        title=text("contributing.summary-title", language),
        lead=text("contributing.summary-lead", language, n=rows.height),
        tone="info",
        subject=subject,
        sections=[Section(text("contributing.summary-numbers", language), [facts]), *sections],
        notes=[text("contributing.summary-no-identity", language)],
    )


def counts_summary(counts: Aggregates, language: Language, subject: str = "") -> Report:
    """Tell which protected counts would leave."""
    told = [
        Fact(
            text("contributing.counts-told", language),
            len(counts.cells),
            text("contributing.counts-told-means", language),
        ),
        Fact(
            text("contributing.counts-least", language),
            counts.least,
            text("contributing.counts-least-means", language),
        ),
    ]
    protection = ", ".join(f"{name} {value:g}" for name, value in counts.protection.items())
    return Report(
        language=language,
        title=text("contributing.counts-title", language),
        lead=text("contributing.counts-lead", language, method=counts.method, protection=protection),
        tone="info",
        subject=subject,
        sections=[
            Section(text("contributing.summary-numbers", language), [Facts(told)]),
            Section(text("contributing.counts-variables", language), [Points(counts.fields)]),
        ],
        notes=[text("contributing.counts-no-rows", language)],
    )


def _label(name: str, language: Language) -> str:
    return htcds()[name].label.in_(language)
