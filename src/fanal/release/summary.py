"""What the terminal says of a release that was written."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.presentation.report import Fact, Facts, Points, Report, Section, Table
from fanal.release.result import ReleaseResult
from fanal.release.shares import percent


def summary(result: ReleaseResult, language: Language) -> Report:
    """Tell the steward what was written, what it cost and where to look next."""
    content = result.content
    k = content.settings.k
    notes = [text("release.summary-steward", language, k=k)]
    if not content.settings.publisher:
        notes.insert(0, text("release.summary-no-publisher", language))
    withheld = [one.variable.label.in_(language) for one in content.withheld_variables]
    if withheld:
        notes.insert(0, text("release.method-dropped", language, names=", ".join(withheld)))
    sensitive = [one.variable.label.in_(language) for one in content.told if not one.protected]
    if sensitive:
        notes.insert(0, text("release.summary-sensitive", language, names=", ".join(sensitive)))
    if content.settings.weak:
        notes.insert(0, text("release.summary-weak", language, k=k))
    return Report(
        language=language,
        title=text("release.summary-title", language),
        lead=text("release.summary-lead", language, n=content.people, k=content.protected.smallest_class),
        tone="warning" if content.settings.weak or sensitive else "good",
        subject=str(result.out),
        sections=[
            Section(text("release.summary-cases", language), [_cases(result, language)]),
            Section(text("release.summary-variables", language), [_variables(result, language)]),
            Section(text("release.summary-look", language), [_look(result, language)]),
        ],
        notes=notes,
    )


def _cases(result: ReleaseResult, language: Language) -> Facts:
    content = result.content
    values = {
        "rows": result.rows,
        "consented": content.consented,
        "released": content.people,
        "withheld": content.protected.withheld,
    }
    return Facts(
        [
            Fact(
                text(f"release.summary-{name}", language),
                value,
                text(f"release.summary-{name}-why", language),
            )
            for name, value in values.items()
        ]
    )


def _variables(result: ReleaseResult, language: Language) -> Table:
    columns = ("method-variable", "method-told", "method-suppressed", "method-loss")
    return Table(
        columns=[text(f"release.{name}", language) for name in columns],
        rows=[
            (one.variable.name, one.words, one.suppressed, percent(one.loss, language))
            for one in result.content.protected.told
        ],
    )


def _look(result: ReleaseResult, language: Language) -> Points:
    home = "index.html" if language == "en" else f"index.{language}.html"
    return Points(
        [
            text("release.summary-look-index", language, path=str(result.out / home)),
            text("release.summary-look-method", language, path=str(result.out / f"method.{language}.html")),
        ]
    )
