"""What the terminal says of a release that was written."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.presentation.report import Points, Report, Section
from fanal.release.result import ReleaseResult


def summary(result: ReleaseResult, language: Language) -> Report:
    """Tell the steward what was written, what it cost and where to look next."""
    content = result.content
    said = content.method.summary(content, language)
    notes = list(said.notes)
    if not content.settings.publisher:
        notes.append(text("release.summary-no-publisher", language))
    return Report(
        language=language,
        title=text("release.summary-title", language),
        lead=said.lead,
        tone="warning" if said.warns else "good",
        subject=str(result.out),
        sections=[*said.sections, Section(text("release.summary-look", language), [_look(result, language)])],
        notes=[*notes, said.closing],
    )


def _look(result: ReleaseResult, language: Language) -> Points:
    home = "index.html" if language == "en" else f"index.{language}.html"
    return Points(
        [
            text("release.summary-look-index", language, path=str(result.out / home)),
            text("release.summary-look-method", language, path=str(result.out / f"method.{language}.html")),
        ]
    )
