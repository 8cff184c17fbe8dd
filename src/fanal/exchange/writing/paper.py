"""A blank form for paper, as a page that prints on A4."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fanal.exchange.writing.atomic import replacing
from fanal.exchange.writing.cells import LONG_LIST, offered, yes_no
from fanal.exchange.writing.questions import GATE, REFERENCE, Section, sections
from fanal.presentation import Language, text
from fanal.standard.vocabulary import Field, FieldType, Vocabulary

_COPIES = 2
"""How many rows of a repeated table the form has room for."""
_FEW = 3
"""Choices that stand in one line."""
_LONG_LABEL = 34
"""Letters of a choice that needs a wide column."""
_LONG_TEXT_LINES = 4


@dataclass(frozen=True)
class Question:
    """One question on paper.

    Attributes
    ----------
    label, hint
        What is asked, and what it means.
    core
        Whether it is a core field.
    gate
        Whether nothing more may be asked after a no.
    choices, several
        Boxes to tick; whether more than one may be.
    date, lines
        Whether it has squares for a date; else how many lines it has for writing.
    """

    label: str
    hint: str
    core: bool
    gate: bool
    choices: tuple[str, ...]
    several: bool
    date: bool
    lines: int

    @property
    def few(self) -> bool:
        """Whether its boxes stand in one line."""
        return 0 < len(self.choices) <= _FEW and max(map(len, self.choices)) <= _LONG_LABEL

    @property
    def long(self) -> bool:
        """Whether a choice needs a wide column."""
        return any(len(choice) > _LONG_LABEL for choice in self.choices)

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width of the page."""
        return self.lines > 1 or len(self.choices) > 2 * _FEW or self.long


def write_paper_form(
    path: Path, *, vocabulary: Vocabulary, language: Language, every_field: bool = False
) -> None:
    """Write a blank form as one HTML page without scripts, to print on A4.

    Consent and its seven duties come first. Each printed page has room for the case reference, and none
    has a place for the name of a person in its margins.

    Parameters
    ----------
    path
        The file to write or replace.
    vocabulary
        HTCDS with Fanal's extension.
    language
        The language of the form.
    every_field
        Ask every field in force; without it the core fields in force, the duties and a reference.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    from fanal.presentation.templating import environment

    standard = f"{vocabulary.name} {vocabulary.version}".strip()
    page = (
        environment("fanal.exchange")
        .get_template("paper_form.html")
        .render(
            language=language,
            standard=standard,
            title=text("exchange.form-title", language, standard=standard.replace(" ", "\u00a0")),
            sections=[
                _section(section, vocabulary, language)
                for section in sections(vocabulary, every_field=every_field)
            ],
        )
    )
    with replacing(path) as file:
        file.write(page.encode())


def _section(section: Section, vocabulary: Vocabulary, language: Language) -> dict[str, object]:
    return {
        "label": section.table.label.in_(language),
        "duties": any(field.name == GATE for field in section.fields),
        "copies": _COPIES if section.table.repeats else 1,
        "questions": [
            _question(field, vocabulary, language)
            for field in section.fields
            if field.name != REFERENCE  # it has its squares at the head of the form
        ],
    }


def _question(field: Field, vocabulary: Vocabulary, language: Language) -> Question:
    several = field.type is FieldType.MULTISELECT
    choices = _choices(field, vocabulary, language)
    lines = _LONG_TEXT_LINES if field.type is FieldType.LONG_TEXT else 1
    return Question(
        label=field.label.in_(language),
        hint=field.description.in_(language),
        core=field.core,
        gate=field.name == GATE,
        choices=choices,
        several=several,
        date=field.type is FieldType.DATE,
        lines=lines,
    )


def _choices(field: Field, vocabulary: Vocabulary, language: Language) -> tuple[str, ...]:
    if field.type is FieldType.CHECKBOX:
        return tuple(yes_no(language).values())
    if field.list is None or len(vocabulary.code_list(field).codes) > LONG_LIST:
        return ()
    codes = offered(vocabulary.code_list(field), language)
    return tuple(code.label.in_(language).strip() for code in codes)
