"""Reports to look at: every block, both languages, and words that try to break a renderer."""

from __future__ import annotations

from fanal.presentation import Finding, Language, Place, Severity
from fanal.presentation.report import (
    Fact,
    Facts,
    Figure,
    FindingList,
    Paragraph,
    Points,
    Report,
    Section,
    Table,
)

ARABIC = "الاسم الكامل للشخص"
CHINESE = "人口贩运案件编号与登记日期"
HOSTILE = '<script>alert("1")</script>\x1b[31m\u202eevil'

FINDINGS = (
    Finding(
        code="presentation.steps",
        severity=Severity.NOTE,
        place=Place(sheet=HOSTILE, column=ARABIC, rows=(2,)),
        values={"done": 1, "total": 2},
    ),
    Finding(
        code="presentation.charts-missing",
        severity=Severity.BLOCKING,
        place=Place(sheet="Cases 2024", column=CHINESE, field="vic_Gender", rows=tuple(range(3, 50))),
    ),
    Finding(
        code="presentation.no-rows",
        severity=Severity.REVIEW,
        place=Place(column="Gender", field="vic_Gender", rows=(4, 9)),
    ),
)

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Disclosure risk of cases-2024.csv",
        "lead": "One combination of year, gender and country points at a single person: coarsen it first.",
        "numbers": "What was counted",
        "fact": "Smallest class",
        "sentence": "People who look alike on every column given; a smaller class is easier to recognise.",
        "people": "People",
        "alone": "Alone in their class",
        "figure": "Recorded victims by form of exploitation",
        "alternative": "Labour is the largest with 1,204 people, then sexual exploitation with 873.",
        "why": "3 cells hold fewer than 11 people and are not shown.",
        "next": "What to do next",
        "step": "Give age in bands of nine years instead of single years.",
    },
    "fr": {
        "title": "Risque de divulgation de cases-2024.csv",
        "lead": "Une combinaison d’année, de genre et de pays désigne une personne\u00a0: regroupez-la.",
        "numbers": "Ce qui a été compté",
        "fact": "Plus petite classe",
        "sentence": "Personnes semblables sur ces colonnes\u00a0; une petite classe se reconnaît.",
        "people": "Personnes",
        "alone": "Seules dans leur classe",
        "figure": "Victimes enregistrées par forme d’exploitation",
        "alternative": "Le travail vient en tête avec 1\u202f204 personnes, puis l’exploitation sexuelle.",
        "why": "3 cases comptent moins de 11 personnes et ne sont pas montrées.",
        "next": "Que faire maintenant\u00a0?",
        "step": "Donnez l’âge par tranches de neuf ans au lieu d’années.",
    },
}


def example(language: Language = "en", svg: str = "") -> Report:
    """Make a report that uses every block."""
    words = _WORDS[language]
    table = Table(
        columns=("Form", words["people"], "%"),
        rows=(("Labour", 1204, 41.5), ("Sexual", 873, 30.1), (ARABIC, None, None), (HOSTILE, 12, 0.4)),
        caption=words["figure"],
        note=words["why"],
        empty="< 11",
    )
    wide = Table(
        columns=tuple(f"{words['people']} {year}" for year in range(2010, 2025)),
        rows=(tuple(1000 * number for number in range(15)), (None,) * 15),
        caption=words["numbers"],
    )
    facts = Facts(
        (
            Fact(words["fact"], 1, words["sentence"], "danger"),
            Fact(words["people"], 97750, words["sentence"]),
            Fact(words["alone"], 12.5, words["sentence"], "warning"),
            Fact("k", 11, words["sentence"], "good"),
        )
    )
    return Report(
        language=language,
        title=words["title"],
        lead=words["lead"],
        tone="danger",
        subject="cases-2024.csv",
        sections=(
            Section(words["numbers"], (facts, Paragraph(words["sentence"] * 3), table, wide)),
            Section("Findings", (FindingList(FINDINGS), FindingList(()))),
            Section(
                words["figure"],
                (Figure(words["figure"], {}, words["alternative"], table, svg=svg, note=words["why"]),),
            ),
            Section(words["next"], (Points((words["step"], words["step"]), numbered=True),)),
        ),
        notes=(words["why"], words["sentence"]),
    )
