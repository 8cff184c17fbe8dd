"""The method note: what was done for the people in a release, what it costs, what it does not do."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Paragraph, Points, Report, Section, Table
from fanal.release.methods import Told
from fanal.release.result import Content
from fanal.release.settings import WEAK_K
from fanal.release.shares import about, percent
from fanal.standard.consent import BOX

LIMITS = ("detected", "compare", "blank", "rare", "victims")
"""What data of detected people cannot tell."""

_OPEN = ("absence", "homogeneous", "repeated", "knowledge")


def method_note(content: Content, language: Language) -> Report:
    """Tell the method; no count under k."""
    k = content.settings.k
    protected = [one for one in content.told if one.protected]
    sections = [
        Section(text("release.method-who", language), _who(content, language)),
        Section(text("release.method-done", language), _done(content, language)),
        Section(text("release.method-cost", language), [_cost(content, language)]),
        Section(text("release.method-limits", language), [Points(limits(language))]),
        Section(text("release.method-open", language), [Points(_not_protected(content, language))]),
        Section(text("release.method-checked", language), [_checked(content, language)]),
        Section(text("release.method-terms", language), [Paragraph(text("release.terms-short", language))]),
    ]
    return Report(
        language=language,
        title=text("release.method-title", language),
        lead=text(
            "release.method-lead",
            language,
            k=k,
            n=len(protected),
            smallest=content.protected.smallest_class,
        ),
        tone="warning" if content.settings.weak else "good",
        subject=content.title(language),
        sections=sections,
        notes=[text("release.method-weak", language, weak=WEAK_K)] if content.settings.weak else [],
    )


def limits(language: Language) -> list[str]:
    """Say what data of detected people cannot tell."""
    return [text(f"release.limit-{name}", language) for name in LIMITS]


def _who(content: Content, language: Language) -> list[Block]:
    settings = content.settings
    if settings.consent_assumed is not None:
        consent = text("release.method-consent-assumed", language, reason=settings.consent_assumed.strip())
    else:
        key = "box" if settings.consent == BOX and content.vocabulary else "field"
        consent = text(f"release.method-consent-{key}", language, field=settings.consent)
    counts = text(
        "release.method-counts",
        language,
        without=content.guarded(content.without_consent, language),
        left_out=content.guarded(content.left_out, language),
        withheld=content.guarded(content.protected.withheld, language),
        released=content.people,
    )
    return [Paragraph(consent), Paragraph(counts)]


def _done(content: Content, language: Language) -> list[Block]:
    k = content.settings.k
    names = ("variable", "told", "suppressed", "before", "after", "loss")
    rows = [
        (
            one.variable.label,
            one.words,
            _suppressed(one, content, language),
            _blank_before(one, content, language),
            percent(content.table[one.variable.name].null_count() / content.people, language),
            about(one.loss, content.people, k, language),
        )
        for one in content.told
    ]
    columns = [text(f"release.method-{name}", language) for name in names]
    blocks: list[Block] = [
        Paragraph(text("release.method-done-why", language)),
        Table(columns=columns, rows=rows),
    ]
    if content.withheld_variables:
        blocks.append(Paragraph(text("release.method-dropped", language, names=_dropped(content, language))))
    return blocks


def _suppressed(told: Told, content: Content, language: Language) -> str | int:
    """Say how many cells were suppressed, unless that would tell how few were blank before."""
    blank = content.table[told.variable.name].null_count()
    if told.protected and 0 < blank - told.suppressed < content.settings.k:
        return text("release.at-most", language, n=blank)
    return content.guarded(told.suppressed, language)


def _blank_before(told: Told, content: Content, language: Language) -> str:
    """Say what share was blank before, unless few were, or few were not."""
    blank = content.blank_before[told.variable.name]
    for few, key in ((blank, "fewer-than"), (content.consented - blank, "all-but-fewer-than")):
        if 0 < few < content.settings.k:
            return text(f"release.{key}", language, k=content.settings.k)
    return about(blank / content.consented, content.people, content.settings.k, language)


def _dropped(content: Content, language: Language) -> str:
    return ", ".join(one.variable.label.in_(language) for one in content.withheld_variables)


def _cost(content: Content, language: Language) -> Paragraph:
    k = content.settings.k
    loss = about(content.protected.loss, content.people, k, language)
    return Paragraph(text("release.method-cost-why", language, loss=loss, k=k))


def _not_protected(content: Content, language: Language) -> list[str]:
    points = [text(f"release.open-{name}", language) for name in _OPEN]
    if content.settings.person:
        points.append(text("release.method-person", language))
    else:
        points.append(text("release.method-row-person", language, k=content.settings.k))
    sensitive = [one.variable.label.in_(language) for one in content.told if not one.protected]
    if sensitive:
        points.insert(0, text("release.method-sensitive", language, names=", ".join(sensitive)))
    return points


def _checked(content: Content, language: Language) -> Paragraph:
    key = "release.method-checked-why" if content.vocabulary else "release.method-checked-table"
    return Paragraph(text(key, language))
