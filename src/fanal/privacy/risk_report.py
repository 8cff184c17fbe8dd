"""What a risk result tells a person who must decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Report, Section, Table
from fanal.privacy.exposure import SizeBand

if TYPE_CHECKING:
    from fanal.privacy.risk import RiskResult

_MOST_LINES = 40
"""More sets than this are for a machine to read."""


def risk_report(result: RiskResult, language: Language) -> Report:
    """Explain a risk result: every number with its sentence, no value of the table."""
    sections = [_together(result, language), _sets(result, language)]
    if result.settings.sensitive:
        sections.append(_sensitive(result, language))
    if result.coarsenings:
        sections.append(_coarsen(result, language))
    return Report(
        language=language,
        title=text("privacy.risk-title", language),
        lead=_lead(result, language),
        tone="good" if result.holds else "danger",
        sections=sections,
        notes=[text(f"privacy.risk-note-{name}", language) for name in ("outside", "once")],
    )


def _lead(result: RiskResult, language: Language) -> str:
    k, people = result.settings.k, result.people
    if not people:
        return text("privacy.risk-nobody", language)
    if result.holds:
        return text("privacy.risk-holds", language, k=k, columns=len(result.settings.together))
    return text("privacy.risk-breaks", language, k=k, people=people, n=result.together.people_under_k)


def _together(result: RiskResult, language: Language) -> Section:
    together, k, settings = result.together, result.settings.k, result.settings
    people_why = (
        text("privacy.risk-people-distinct", language, column=settings.person, rows=result.rows)
        if settings.person
        else text("privacy.risk-people-why", language)
    )

    def fact(name: str, value: int, good: bool | None = None) -> Fact:
        label = text(f"privacy.risk-{name}", language, k=k)
        why = text(f"privacy.risk-{name}-why", language, k=k)
        return Fact(label, value, why, "info" if good is None else "good" if good else "danger")

    facts = Facts(
        (
            Fact(text("privacy.risk-people", language), result.people, people_why),
            fact("classes", together.classes),
            fact("smallest", together.smallest, good=together.smallest >= k),
            fact("under", together.classes_under_k, good=together.classes_under_k == 0),
            fact("people-under", together.people_under_k, good=together.people_under_k == 0),
            fact("alone", together.people_alone, good=together.people_alone == 0),
        )
    )
    sizes = Table(
        columns=[text(f"privacy.risk-{name}", language) for name in ("sizes-column", "classes", "people")],
        rows=[(_band(band, language), band.classes, band.people) for band in result.sizes],
        caption=text("privacy.risk-sizes", language),
    )
    columns = text("privacy.risk-columns", language, columns=", ".join(settings.together))
    return Section(text("privacy.risk-together", language), (Paragraph(columns), facts, sizes))


def _band(band: SizeBand, language: Language) -> str:
    if band.most is None:
        return text("privacy.risk-from", language, least=band.least)
    if band.least == band.most:
        return str(band.least)
    return text("privacy.risk-range", language, least=band.least, most=band.most)


def _sets(result: RiskResult, language: Language) -> Section:
    return Section(text("privacy.risk-sets", language), tuple(_set_blocks(result, language)))


def _set_blocks(result: RiskResult, language: Language) -> Iterator[Block]:
    sets, settings = result.sets, result.settings
    if settings.given:
        given = ", ".join(settings.given)
        yield Paragraph(text("privacy.risk-sets-given", language, columns=given))
    if not sets.base.holds:
        name = "base-breaks" if settings.given else "few-people"
        smallest, k = sets.base.smallest, settings.k
        yield Paragraph(text(f"privacy.risk-sets-{name}", language, smallest=smallest, k=k))
        return
    total = sets.examined + sets.pruned
    yield Paragraph(
        text(
            "privacy.risk-sets-size",
            language,
            total=total,
            size=settings.max_size,
            examined=sets.examined,
            pruned=sets.pruned,
        )
    )
    if not sets.breaking:
        yield Paragraph(text("privacy.risk-sets-none", language, size=settings.max_size))
        return
    names = ("sets-columns", "smallest", "under", "people-under", "alone")
    more = len(sets.breaking) - _MOST_LINES
    yield Table(
        columns=[text(f"privacy.risk-{name}", language, k=settings.k) for name in names],
        rows=[
            (
                ", ".join(found.columns[len(settings.given) :]),
                found.smallest,
                found.classes_under_k,
                found.people_under_k,
                found.people_alone,
            )
            for found in sets.breaking[:_MOST_LINES]
        ],
        caption=text("privacy.risk-sets-caption", language),
        note=text("privacy.risk-sets-more", language, n=more) if more > 0 else "",
    )


def _sensitive(result: RiskResult, language: Language) -> Section:
    names = ("sensitive-column", "classes", "people")
    table = Table(
        columns=[text(f"privacy.risk-{name}", language) for name in names],
        rows=[(found.column, found.classes, found.people) for found in result.homogeneous],
    )
    why = Paragraph(text("privacy.risk-sensitive-why", language, k=result.settings.k))
    return Section(text("privacy.risk-sensitive", language), (why, table))


def _coarsen(result: RiskResult, language: Language) -> Section:
    names = ("coarsen-column", "coarsen-how", "coarsen-gain", "coarsen-left")
    table = Table(
        columns=[text(f"privacy.risk-{name}", language, k=result.settings.k) for name in names],
        rows=[(c.column, c.what(language), c.gain, c.people_under_k) for c in result.coarsenings],
    )
    why = Paragraph(text("privacy.risk-coarsen-why", language))
    return Section(text("privacy.risk-coarsen", language), (why, table))
