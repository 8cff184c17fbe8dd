"""What synthetic records cost and what they do not protect from, in words."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.presentation.languages import Value
from fanal.presentation.report import Fact, Facts, Paragraph, Points, Report, Section
from fanal.privacy.synthesis.synthesised import Synthesised

OPEN = ("absence", "homogeneous", "repeated", "chance", "rows")
"""What k-anonymous synthesis does not protect from."""


def synthesised_report(result: Synthesised, language: Language) -> Report:
    """Explain a synthesis; counts are rounded up to multiples of 2 k, so that none points at few people."""
    k = result.settings.k
    return Report(
        language=language,
        title=text("privacy.synthesised-title", language),
        lead=text("privacy.synthesised-lead", language, n=result.table.height, k=k),
        tone="good",
        sections=[
            Section(
                text("privacy.synthesised-done", language),
                [Paragraph(text("privacy.synthesised-method", language, k=k)), _facts(result, language)],
            ),
            Section(
                text("privacy.synthesised-open", language),
                [Points([text(f"privacy.synthesised-open-{name}", language, k=k) for name in OPEN])],
            ),
        ],
        notes=[text("privacy.synthesised-note-blank", language)],
    )


def _facts(result: Synthesised, language: Language) -> Facts:
    k = result.settings.k
    values: dict[str, Value] = {
        "rows": result.table.height,
        "reduced": text("privacy.at-most", language, n=_rounded(result.reduced, k)),
        "single": text("privacy.at-most", language, n=_rounded(result.largest_single_error, k)),
    }
    return Facts(
        [
            Fact(
                text(f"privacy.synthesised-{name}", language),
                value,
                text(f"privacy.synthesised-{name}-why", language, k=k),
            )
            for name, value in values.items()
        ]
    )


def _rounded(count: int, k: int) -> int:
    return -(-count // (2 * k)) * 2 * k
