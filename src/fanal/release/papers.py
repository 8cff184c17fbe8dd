"""The papers of a bundle: codebook, method note, terms, provenance; each from the content alone."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fanal.presentation import LANGUAGES, Language, text
from fanal.presentation.report import Block, Paragraph, Points, Report, Section, Table
from fanal.release.bundle import Bundle
from fanal.release.methods import Told
from fanal.release.pages import paper
from fanal.release.result import Content
from fanal.release.shares import percent

_LIBRARIES = ("babel", "jinja2", "numpy", "polars", "vl-convert-python")
"""Libraries whose version may change the bytes of a bundle."""


def write_papers(bundle: Bundle, content: Content) -> None:
    """Write codebook and method note in each language, terms and provenance."""
    for language in LANGUAGES:
        bundle.write(f"codebook.{language}.html", paper(codebook(content, language), "codebook", content))
        bundle.write(
            f"method.{language}.html", paper(content.method.note(content, language), "method", content)
        )
    bundle.write("TERMS.txt", "\n\n".join(terms(content, language) for language in LANGUAGES))
    bundle.write("provenance.json", json.dumps(provenance(content), ensure_ascii=False, indent=2) + "\n")


def codebook(content: Content, language: Language) -> Report:
    """Explain every variable: what it means, what its values mean, what was done to it."""
    return Report(
        language=language,
        title=text("release.codebook-title", language),
        lead=text("release.codebook-lead", language, n=len(content.told)),
        tone="info",
        subject=content.title(language),
        sections=[
            Section(one.variable.label.in_(language), _variable(one, content, language))
            for one in content.told
        ],
        notes=(
            [text("release.codebook-of", language, vocabulary=content.vocabulary)]
            if content.vocabulary
            else []
        ),
    )


def terms(content: Content, language: Language) -> str:
    """Write the terms: the licence, and the promise not to re-identify."""
    promises = "\n".join(f"  - {text(f'release.terms-promise-{n}', language)}" for n in range(1, 5))
    head = [text("release.terms-title", language), content.title(language)]
    if content.settings.publisher:
        head.append(content.settings.publisher)
    return (
        "\n".join(head)
        + f"\n\n{text('release.terms-licence', language)}\n\n"
        + f"{text('release.terms-promise', language)}\n{promises}\n"
    )


def provenance(content: Content) -> dict[str, Any]:
    """Say what made a release. There is no checksum of the input: it would let somebody confirm a guess."""
    settings = content.method.settings_told(content.settings)
    settings["source_date"] = (
        content.settings.source_date.isoformat() if content.settings.source_date else None
    )
    settings["columns"] = [one.variable.name for one in content.protected.told if one.protected]
    settings["sensitive"] = list(content.settings.sensitive)
    return {
        "program": {"name": "fanal", "version": version("fanal")},
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "vocabulary": content.vocabulary,
        "fictional": content.fictional,
        "settings": settings,
        "input": {
            "sha256": None,
            "why": "A checksum of sensitive input would let somebody confirm a guess of what is in it.",
        },
    }


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _variable(told: Told, content: Content, language: Language) -> list[Block]:
    variable = told.variable
    blocks: list[Block] = [Paragraph(text("release.codebook-name", language, name=variable.name))]
    if description := variable.description.in_(language):
        blocks.append(Paragraph(description))
    points = [_done(told, content, language)]
    if variable.several:
        points.append(text("release.codebook-several", language))
    share = percent(content.table[variable.name].null_count() / content.people, language)
    blank, why = text("release.codebook-blank", language), content.say("codebook-blank-why", language)
    points.append(text("presentation.labelled", language, label=blank, value=f"{share}. {why}"))
    blocks.append(Points(points))
    if rows := _values(told, content, language):
        columns = (text("release.codebook-value", language), text("release.codebook-meaning", language))
        blocks.append(Table(columns=columns, rows=rows, caption=text("release.codebook-values", language)))
    return blocks


def _done(told: Told, content: Content, language: Language) -> str:
    kind = "sensitive" if not told.protected else ("exact" if told.exact else "coarse")
    label = text("release.codebook-told", language)
    words = f"{told.words.in_(language)}. {content.say(f'codebook-told-{kind}', language)}"
    return text("presentation.labelled", language, label=label, value=words)


def _values(told: Told, content: Content, language: Language) -> list[tuple[str, str]]:
    """List the values that occur, each choice once, with what they mean; not where they say it themselves."""
    values = content.table[told.variable.name].drop_nulls()
    if told.variable.several:
        values = values.str.split(";").explode()
    found = sorted(values.unique().to_list(), key=told.variable.sort_key)
    rows = [(value, told.variable.hierarchy.label(value, language)) for value in found]
    return rows if any(value != label for value, label in rows) else []
