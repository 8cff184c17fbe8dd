"""The method note: what every method says of who is in the data, what they cannot tell, the terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fanal.presentation import Language, text
from fanal.presentation.languages import Value
from fanal.presentation.report import Block, Paragraph, Section
from fanal.release.shares import about
from fanal.standard.consent import BOX

if TYPE_CHECKING:
    from fanal.release.choosing import Exact
    from fanal.release.result import Content

LIMITS = ("detected", "compare", "blank", "rare", "victims")
"""What data of detected people cannot tell."""


def section(content: Content, name: str, blocks: Sequence[Block], language: Language) -> Section:
    """Make a section of the note under the heading ``method-NAME``."""
    return Section(content.say(f"method-{name}", language), blocks)


def limits(content: Content, language: Language) -> list[str]:
    """Say what data of detected people cannot tell."""
    return [content.say(f"limit-{name}", language) for name in LIMITS]


def who(content: Content, language: Language, *counted: str) -> list[Block]:
    """Say whose consent was asked, and what may be said of how many they are."""
    settings = content.settings
    if settings.consent_assumed is not None:
        key = "assumed" if content.vocabulary else "assumed-table"
        consent = text(f"release.method-consent-{key}", language, reason=settings.consent_assumed.strip())
    else:
        key = "column" if not content.vocabulary else "box" if settings.consent == BOX else "field"
        consent = text(f"release.method-consent-{key}", language, field=settings.consent)
    return [Paragraph(consent), *(Paragraph(words) for words in counted)]


def counted(content: Content, exact: Exact, language: Language, **more: Value) -> str:
    """Say how many were left out, in shares from which no number of people follows.

    In a table of no known vocabulary nobody is left out for what a decision says: nobody looked.
    """
    k, rows = content.settings.k, exact.rows
    return content.say(
        "method-counts" if content.vocabulary else "method-counts-table",
        language,
        without=about(exact.without_consent / rows, rows, k, language),
        **({"left_out": about(exact.left_out / rows, rows, k, language)} if content.vocabulary else {}),
        released=content.people,
        **more,
    )


def cut(content: Content, language: Language) -> list[str]:
    """Name the variables of which nothing could be told, if any."""
    names = ", ".join(one.variable.label.in_(language) for one in content.withheld_variables)
    return [text("release.method-dropped", language, names=names)] if names else []


def person_point(content: Content, language: Language) -> str:
    """Say whether k counts people or rows."""
    if content.settings.person:
        return text("release.method-person", language)
    return text("release.method-row-person", language, k=content.settings.k)


def why(content: Content, name: str, language: Language) -> str:
    """Say what a number of the summary counts; of a table, nothing that was not looked at."""
    of_table = name == "consented" and not content.vocabulary
    return content.say(f"summary-{name}-why{'-table' if of_table else ''}", language)


def checked(content: Content, language: Language) -> Paragraph:
    """Say how the files were checked, and what can never be in them."""
    return Paragraph(
        content.say("method-checked-why" if content.vocabulary else "method-checked-table", language)
    )


def terms(language: Language) -> Paragraph:
    """Say the terms in short."""
    return Paragraph(text("release.terms-short", language))
