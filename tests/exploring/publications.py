"""A small public folder of fictional releases, one by each method, for tests of what the public reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from unittest.mock import patch

from fanal.exploring.catalogue import Break, Catalogue, Event, Hub, QuizQuestion, Release, Story
from fanal.fictional import generate
from fanal.privacy.ledger import Ledger
from fanal.release import DifferentialPrivacy, ReleaseSettings, release
from fanal.standard import Words

K = 5
COLUMNS = {
    "synthetic": (
        "yearOfRegistration",
        "gender",
        "ageBroad",
        "citizenship",
        "CountryOfExploitation",
        "typeOfExploitConcatenated",
    ),
    "dp": (
        "yearOfRegistration",
        "gender",
        "citizenship",
        "CountryOfExploitation",
        "typeOfExploitConcatenated",
    ),
    # More of them take a while.
    "k-anonymous": ("yearOfRegistration", "gender", "ageBroad", "citizenship"),
}
SYNTHETIC, DP, WITHDRAWN, K_ANONYMOUS = "2026.2", "2026.1", "2025.2", "2025.1"
"""Versions, the newest first. That by k-anonymity is superseded, and has counts of contributors beside it."""
SLUG = "sea-watch"

STORY = {
    "en": "# Who is detected\n\nMost people are **never detected**.\n\n```chart\nas=bars&by=gender\n```\n",
    "fr": "# Qui est détecté\n\nLa plupart ne le sont **jamais**.\n\n```chart\nas=bars&by=gender\n```\n",
}

AGGREGATES = {
    "least": 11,
    "counts": [
        {"fields": [], "values": [], "count": 90},
        {"fields": ["gender"], "values": ["Feminine"], "count": 60},
        {"fields": ["gender"], "values": ["Masculine"], "count": 19},
        {"fields": ["gender"], "values": [None], "count": 11},
        {"fields": ["citizenship"], "values": ["150"], "count": 17},
        {"fields": ["ageBroad", "gender"], "values": ["0--17", "Feminine"], "count": 14},
    ],
}
"""Protected counts of organisations that shared no rows."""


def make_public_folder(root: Path) -> Path:
    """Write the public folder of a hub into `root`, and give it: ``root/sea-watch``."""
    folder = root / SLUG
    make_bundle(folder / "releases" / K_ANONYMOUS / "bundle", "k-anonymous")
    make_bundle(folder / "releases" / DP / "bundle", "dp")
    make_bundle(folder / "releases" / SYNTHETIC / "bundle", "synthetic")
    (folder / "releases" / K_ANONYMOUS / "aggregates.json").write_text(json.dumps(AGGREGATES))
    (folder / "stories").mkdir()
    for language, markdown in STORY.items():
        (folder / "stories" / f"who-is-detected.{language}.md").write_text(markdown)
    catalogue().write(folder)
    return folder


def make_bundle(out: Path, method: str, cases: int = 1200) -> Path:
    """Release fictional cases by one method; the pictures of the bundle are not drawn."""
    out.parent.mkdir(parents=True, exist_ok=True)
    dp = None
    if method == "dp":
        ledger = out.parents[3] / "ledger"
        Ledger(ledger).open_population("people", 8, 1e-9)
        dp = DifferentialPrivacy(epsilon=8, years=(2015, 2024), ledger=ledger, population="people", seed=4)
    settings = ReleaseSettings(
        k=K,
        consent="con_Consent",
        columns=COLUMNS[method],
        publisher="Sea Watch",
        method=method,
        dp=dp,
        source_date=date(2026, 3, 1),
    )
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
    with (
        patch("fanal.release.drawing.draw_svg", return_value=picture),
        patch("fanal.release.drawing.draw_png", return_value=b"\x89PNG"),
    ):
        return release(generate(cases, seed=7).records, settings, out).out


def catalogue() -> Catalogue:
    """Describe them."""
    return Catalogue(
        hub=Hub(
            slug=SLUG,
            title=Words("Sea Watch", "Vigie en mer"),
            about=Words("Fictional **hub**.", "Plateforme **fictive**."),
            publisher="Sea Watch",
            contact="data@example.org",
            licence="CC-BY-4.0",
        ),
        releases=(
            Release(
                version=SYNTHETIC,
                title=Words("Cases 2015–2024, second part", "Cas 2015–2024, seconde partie"),
                published_on="2026-09-01",
                method="synthetic",
                population=Words("Fictional people", "Personnes fictives"),
                changes=Words(
                    "Ages are told in **wider bands**.", "Les âges sont donnés par tranches **plus larges**."
                ),
                citation=Words("Sea Watch (2026). Cases 2015–2024.", "Vigie en mer (2026). Cas 2015–2024."),
                breaks=(Break(variable="ageBroad", note=Words("Wider bands.", "Tranches plus larges.")),),
            ),
            Release(
                version=DP,
                title=Words("Cases 2015–2024", "Cas 2015–2024"),
                published_on="2026-03-01",
                method="dp",
                citation=Words("Sea Watch (2026). Estimates.", "Vigie en mer (2026). Estimations."),
            ),
            Release(
                version=WITHDRAWN,
                state="withdrawn",
                title=Words("Cases of 2025", "Cas de 2025"),
                published_on="2025-09-01",
                withdrawn_on="2025-10-12",
                reason=Words("A group could be recognised.", "Un groupe pouvait être reconnu."),
                successor=DP,
                method="k-anonymous",
            ),
            Release(
                version=K_ANONYMOUS,
                state="superseded",
                title=Words("Cases 2015–2024, first part", "Cas 2015–2024, première partie"),
                published_on="2025-03-01",
                successor=SYNTHETIC,
                method="k-anonymous",
            ),
        ),
        calendar=(Event(on="2027-03-01", title=Words("Next release", "Prochaine publication")),),
        stories=(
            Story(
                slug="who-is-detected",
                title=Words("Who is detected", "Qui est détecté"),
                summary=Words("And who is not.", "Et qui ne l’est pas."),
                on="2026-09-02",
                in_exhibit=True,
            ),
        ),
        quiz=(
            QuizQuestion(
                question=Words("Is this everybody?", "Est-ce tout le monde\u00a0?"),
                answers=(Words("Yes", "Oui"), Words("No", "Non")),
                right=1,
                because=Words("Detected is not all.", "Détectées ne veut pas dire toutes."),
                chart="as=bars&by=gender",
            ),
        ),
    )
