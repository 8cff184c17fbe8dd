"""What is said of a k-anonymous release: to readers guarded by k, to the steward exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Points, Report, Section, Table
from fanal.release.method_note import checked, counted, cut, limits, person_point, section, terms, who, why
from fanal.release.methods.method import Summary, Told
from fanal.release.settings import WEAK_K
from fanal.release.shares import about, percent

if TYPE_CHECKING:
    from fanal.release.choosing import Exact
    from fanal.release.methods.k_anonymous import Classes
    from fanal.release.result import Content

_OPEN = ("absence", "homogeneous", "repeated", "knowledge")


def note(content: Content, language: Language) -> Report:
    """Tell the method; no count under k."""
    k = content.settings.k
    weak = content.settings.weak
    return Report(
        language=language,
        title=text("release.method-title", language),
        lead=text(
            "release.method-lead",
            language,
            k=k,
            n=len(content.protected_variables),
            smallest=_made(content).smallest_class,
        ),
        tone="warning" if weak else "good",
        subject=content.title(language),
        sections=[
            section(content, "who", who(content, language, _counted(content, language)), language),
            section(content, "done", _done(content, language), language),
            section(content, "cost", [_cost(content, language)], language),
            section(content, "limits", [Points(limits(content, language))], language),
            section(content, "open", [Points(_not_protected(content, language))], language),
            section(content, "checked", [checked(content, language)], language),
            section(content, "terms", [terms(language)], language),
        ],
        notes=[text("release.method-weak", language, weak=WEAK_K)] if weak else [],
    )


def facts(content: Content, language: Language) -> list[Fact]:
    """Tell k and the smallest class."""
    why = text("release.fact-k-why", language, smallest=_made(content).smallest_class)
    return [Fact(text("release.fact-k", language), content.settings.k, why)]


def summary(content: Content, language: Language) -> Summary:
    """Tell the cases and the variables, exactly."""
    k, notes = content.settings.k, []
    sensitive = [one.variable.label.in_(language) for one in content.told if not one.protected]
    if content.settings.weak:
        notes.append(text("release.summary-weak", language, k=k))
    if sensitive:
        notes.append(text("release.summary-sensitive", language, names=", ".join(sensitive)))
    return Summary(
        lead=text("release.summary-lead", language, n=content.people, k=_made(content).smallest_class),
        warns=content.settings.weak or bool(sensitive),
        sections=[
            Section(text("release.summary-cases", language), [_cases(content, language)]),
            Section(text("release.summary-variables", language), [_variables(content, language)]),
        ],
        notes=[*notes, *cut(content, language)],
        closing=text("release.summary-steward", language, k=k),
    )


def numbers(content: Content) -> dict[str, Any]:
    """Give the exact numbers."""
    made, exact = _made(content), _exact(content)
    return {
        "k": content.settings.k,
        "rows": exact.rows,
        "left_out": exact.left_out,
        "without_consent": exact.without_consent,
        "consented": exact.consented,
        "released": content.people,
        "withheld": made.withheld,
        "smallest_class": made.smallest_class,
        "loss": round(made.loss, 4),
        "variables": [
            {
                "name": one.variable.name,
                "level": one.level,
                "told_as": {"en": one.words.en, "fr": one.words.fr},
                "protected": one.protected,
                "suppressed": one.suppressed,
            }
            for one in made.told
        ],
    }


def _made(content: Content) -> Classes:
    return cast("Classes", content.protected)


def _exact(content: Content) -> Exact:
    return cast("Exact", content.exact)


def _counted(content: Content, language: Language) -> str:
    withheld = content.guarded(_made(content).withheld, language)
    return counted(content, _exact(content), language, withheld=withheld)


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
    return [
        Paragraph(text("release.method-done-why", language)),
        Table(columns=columns, rows=rows),
        *(Paragraph(words) for words in cut(content, language)),
    ]


def _suppressed(told: Told, content: Content, language: Language) -> str | int:
    """Say how many cells were suppressed, unless that would tell how few were blank before."""
    blank = content.table[told.variable.name].null_count()
    if told.protected and 0 < blank - told.suppressed < content.settings.k:
        return text("release.at-most", language, n=blank)
    return content.guarded(told.suppressed, language)


def _blank_before(told: Told, content: Content, language: Language) -> str:
    """Say what share was blank before, unless few were, or few were not."""
    exact = _exact(content)
    blank = exact.blank_before[told.variable.name]
    for few, key in ((blank, "fewer-than"), (exact.consented - blank, "all-but-fewer-than")):
        if 0 < few < content.settings.k:
            return text(f"release.{key}", language, k=content.settings.k)
    return about(blank / exact.consented, content.people, content.settings.k, language)


def _cost(content: Content, language: Language) -> Paragraph:
    k = content.settings.k
    loss = about(_made(content).loss, content.people, k, language)
    return Paragraph(text("release.method-cost-why", language, loss=loss, k=k))


def _not_protected(content: Content, language: Language) -> list[str]:
    points = [text(f"release.open-{name}", language) for name in _OPEN]
    points.append(person_point(content, language))
    sensitive = [one.variable.label.in_(language) for one in content.told if not one.protected]
    if sensitive:
        points.insert(0, text("release.method-sensitive", language, names=", ".join(sensitive)))
    return points


def _cases(content: Content, language: Language) -> Facts:
    exact = _exact(content)
    values = {
        "rows": exact.rows,
        "consented": exact.consented,
        "released": content.people,
        "withheld": _made(content).withheld,
    }
    return Facts(
        [
            Fact(
                text(f"release.summary-{name}", language),
                value,
                why(content, name, language),
            )
            for name, value in values.items()
        ]
    )


def _variables(content: Content, language: Language) -> Table:
    columns = ("method-variable", "method-told", "method-suppressed", "method-loss")
    return Table(
        columns=[text(f"release.{name}", language) for name in columns],
        rows=[
            (one.variable.name, one.words, one.suppressed, percent(one.loss, language))
            for one in content.protected.told
        ],
    )
