"""The published CTDC file as contributions of two organisations: released by each method, and explored.

The file stands in for sensitive cases; what a release counts is held against what the file itself counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fanal.contributing.fields import usual
from fanal.contributing.preparing import NOTHING, Terms, prepare
from fanal.exchange.reading import read
from fanal.exploring import Catalogue, Published, Question, answer
from fanal.standard import Records
from fanal.web.collaborative import publishing
from fanal.web.collaborative.services.release import budget_open
from web.collaborative.people import contributed, contributing
from web.collaborative.test_release import published_release

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

pytestmark = [pytest.mark.needs_database, pytest.mark.django_db, pytest.mark.soak]
FIELDS = ["yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation"]
K = 11


@pytest.fixture
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Keep the public folder apart, and draw no pictures: they are not what is looked at here."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
    monkeypatch.setattr("fanal.release.drawing.draw_svg", lambda *some, **more: picture)
    monkeypatch.setattr("fanal.release.drawing.draw_png", lambda *some, **more: b"\x89PNG")


@pytest.fixture(scope="module")
def whole(real_data: Path) -> Records:
    return read(real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz").records


def of_source(records: Records, source: str) -> Records:
    """Take the cases of one organisation: the column Datasource says whose they are."""
    column = next(name for name in records.cases.columns if name.lower() == "datasource")
    cases = records.cases.filter(records.cases[column] == source)
    return replace(records, cases=cases, repeated={})


def counted(records: Records, name: str) -> Counter[str]:
    """Count a column of the file as anybody would."""
    return Counter(value for value in records.cases[name].to_list() if value is not None)


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic", "dp"])
def test_two_organisations_of_the_file_are_released_and_explored(
    _apart: None, whole: Records, hub: Hub, lighthouse: Team, harbour: Team, shelter: Team, method: str
) -> None:
    column = next(name for name in whole.cases.columns if name.lower() == "datasource")
    sources = [one for one, _ in Counter(whole.cases[column].drop_nulls().to_list()).most_common(2)]
    assert len(sources) == 2
    for team, source in zip((harbour, shelter), sources, strict=True):
        agreement = contributing(lighthouse, team, name=source, fields=usual())
        cases = of_source(whole, source)
        terms = Terms(purpose="statistics", fields=usual())
        prepared = prepare(cases, terms, secret=source.encode(), on=date(2026, 1, 31))
        contribution = contributed(lighthouse, agreement, prepared.package.to_bytes())
        # Only rows of which nothing that was agreed on is recorded stay.
        assert prepared.reasons.keys() <= {NOTHING}
        assert contribution.rows == cases.cases.height - len(prepared.held_back)
        assert len(prepared.held_back) < 0.01 * cases.cases.height
    if method == "dp":
        with lighthouse.working("data-steward") as actor:
            budget_open(by=actor, epsilon=8.0, delta=1e-9)
    more = {"epsilon": 4.0} if method == "dp" else {}
    published_release(
        lighthouse, harbour, shelter, method=method, k=K, fields=FIELDS, years=[2002, 2021], **more
    )
    folder = Catalogue.read(publishing.public_folder(hub.slug)).folder_of("2026.1")
    assert folder is not None
    published = Published.open(folder)
    truth = Counter[str]()
    for source in sources:
        truth += counted(of_source(whole, source), "gender")
    gender = {
        cell.codes[0]: cell.number.count for cell in answer(published, Question(fields=("gender",))).rows()
    }
    for theirs, ours in (("Female", "Feminine"), ("Male", "Masculine")):
        people, told = truth[theirs], gender[ours]
        # What k-anonymity withholds is missing; the others tell nearly what the file counts.
        assert told is not None
        assert told <= people + 3 * K, (method, ours, told, people)
        assert told >= (0.5 if method == "k-anonymous" else 0.97) * people, (method, ours, told, people)
    across = answer(published, Question(fields=("yearOfRegistration", "gender", "citizenship")))
    assert all(cell.number.count is None or cell.number.count >= 1 for cell in across.rows())
