"""Making a package of an organisation's cases: everybody whose basis covers it, one row each, no identity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings as site
from django.utils import timezone

from fanal.contributing import Package, Preparation, Terms, draw, finish, leaving, records_of
from fanal.contributing.preparing import Drawn
from fanal.presentation import Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import DifferentialPrivacy, ReleaseSettings, reserve
from fanal.release.aggregates import Aggregates, aggregate
from fanal.release.variables import Variable, attributes_held
from fanal.standard import CASE
from fanal.web.access.actor import Actor, current_actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import insist
from fanal.web.casework.models import Case
from fanal.web.casework.services.exports import sorted_by_basis
from fanal.web.casework.transfer.outgoing import records_of as cases_as_records
from fanal.web.collaborative.models import Submission
from fanal.web.collaborative.services.submission_terms import AGGREGATES, Agreed, agreed_of
from fanal.web.design.errors import Refused
from fanal.web.design.language import say
from fanal.web.keys.files import SealedFiles
from fanal.web.organisations.tenancy import current_organisation

CHUNK = 100
NO_BASIS, ANOTHER_CASE = "no-basis", "another-case"
PEOPLE = "people"
"""The one population of an organisation in its own ledger."""
_SINCE, _DELTA = 2000, 1e-9
State = Submission.State


@dataclass(frozen=True)
class Sorting:
    """Which case of each person is told, and which cases are not, and why."""

    chosen: list[UUID]
    stays: dict[str, str]


def prepare_steps(submission: UUID) -> Iterator[tuple[int, int]]:
    """Make a package, in steps; begun again after a crash, it is made anew, and only the whole is kept."""
    row = Submission.objects.get(pk=submission)
    if row.state != State.PREPARING or row.problem:
        return
    insist(actor := current_actor(), "contributions.send")
    try:
        agreed = agreed_of(row)
        terms = agreed.terms(row.settings.get("coarsen", {}))
    except (Refused, Refusal) as refused:
        say_problem(row, refused)
        return
    sorting = one_case_each()
    parts: list[Drawn] = []
    stays, persons = dict(sorting.stays), dict[str, str]()
    total = len(sorting.chosen)
    yield 0, total + 1
    for begin in range(0, total, CHUNK):
        drawn = _drawn(sorting.chosen[begin : begin + CHUNK], terms, actor)
        parts.append(drawn.part)
        stays |= drawn.stays
        persons |= drawn.persons
        yield min(begin + CHUNK, total), total + 1
    row = Submission.objects.select_for_update().get(pk=submission)
    if row.state != State.PREPARING:
        return
    try:
        _keep(row, agreed, terms, parts, stays, persons)
    except Refusal as refused:
        say_problem(row, refused)


def one_case_each() -> Sorting:
    """Choose of each person the case opened last: a person in two rows would look like two people.

    Cases that only those assigned may know of stay, and are not even counted: a preview would tell of them.
    """
    newest: dict[UUID, UUID] = {}
    stays: dict[str, str] = {}
    rows = Case.objects.order_by("opened_on", "made_at", "pk").values_list("pk", "person_id", "level")
    for case, person, level in rows:
        if level == AccessLevel.CLOSED:
            continue
        if person in newest:
            stays[str(newest[person])] = ANOTHER_CASE
        newest[person] = case
    return Sorting(list(newest.values()), stays)


@dataclass(frozen=True)
class _Some:
    part: Drawn
    stays: dict[str, str]
    persons: dict[str, str]


def _drawn(cases: Sequence[UUID], terms: Terms, actor: Actor) -> _Some:
    """Draw some cases; a row is named after its person, so that it stays the same with the next case."""
    found = list(Case.objects.filter(pk__in=cases).select_related("person").order_by("number"))
    sorted_ = sorted_by_basis(found, terms.purpose)
    stays = {str(case.pk): why for case, why in sorted_.held_back}
    held = {str(case.person_id): NO_BASIS for case, _ in sorted_.held_back}
    if not sorted_.leave:
        return _Some(Drawn(pl.DataFrame(), held), stays, {})
    written = cases_as_records(sorted_.leave, actor=actor)
    part = draw(written.records, terms)
    ids = {case.number: case for case in sorted_.leave}
    stays |= {str(ids[number].pk): why for number, why in part.held_back.items()}
    held |= {str(ids[number].person_id): why for number, why in part.held_back.items()}
    persons = {number: str(case.person_id) for number, case in ids.items()}
    rows = part.rows.with_columns(pl.col(CASE).replace_strict(persons, return_dtype=pl.String))
    return _Some(Drawn(rows, held), stays, {str(one.person_id): str(one.pk) for one in sorted_.leave})


def _keep(
    row: Submission,
    agreed: Agreed,
    terms: Terms,
    parts: Sequence[Drawn],
    stays: dict[str, str],
    persons: dict[str, str],
) -> None:
    sent, taken_back = sent_before(row)
    today = timezone.localdate()
    made = finish(parts, terms, secret=agreed.secret(), on=today, sent=sent, taken_back=taken_back)
    package, inside = made.package, {name: [who, persons[who]] for name, who in made.cases.items()}
    counted: list[list[str]] = []
    if row.kind == AGGREGATES:
        counted = list(inside.values())
        package, inside = _counted(made, row, today), {}
        removed: tuple[str, ...] = ()
    else:
        removed = package.removed
    row.package = SealedFiles().write("package.zip", [package.to_bytes()])
    row.fields = list(package.fields)
    row.rows = package.rows.height if package.rows is not None else None
    row.held_back = dict(Counter(stays.values()))
    row.coarsened = {
        name: {"how": how, "blanked": made.blanked.get(name, 0)} for name, how in made.coarsened.items()
    }
    row.taken_back = len(set(removed) - set(taken_back))
    row.inside = {"rows": inside, "stays": stays, "removed": list(removed), "counted": counted}
    row.state = State.PREPARED
    row.save()


def sent_before(row: Submission) -> tuple[set[str], set[str]]:
    """Give the names of rows that left for the same hub, and of those that were taken back."""
    left = Submission.objects.filter(
        hub=row.hub_id, destination=row.destination_id, leaving_since__isnull=False
    ).exclude(pk=row.pk)
    sent: set[str] = set()
    taken_back: set[str] = set()
    for one in left:
        sent |= set(one.inside.get("rows", {}))
        taken_back |= set(one.inside.get("removed", ()))
    return sent, taken_back


def ledger_here() -> Path:
    """Say where the organisation's own ledger lies: what its counts have spent on its people."""
    return Path(site.INSTALLATION.data) / "ledgers" / f"{current_organisation()}.jsonl"


def _counted(made: Preparation, row: Submission, today: date) -> Package:
    """Protect the rows here and count what is protected; no row goes along."""
    package = made.package
    assert package.rows is not None  # noqa: S101 - it was made of cases
    chosen, noisy = row.settings, "epsilon" in row.settings
    variables = _counted_variables(package)
    settings = ReleaseSettings(
        consent_assumed=say("web.collaborative.counts-basis"),
        columns=tuple(one.name for one in variables),
        method="dp" if noisy else "k-anonymous",
        k=chosen.get("k", 11),
        dp=_noise(chosen, today, attributes_held(variables)) if noisy else None,
    )
    counts: Aggregates = aggregate(records_of(package.rows).records, reserve(settings))
    return replace(package, rows=None, removed=(), aggregates=counts)


def _noise(chosen: dict[str, Any], today: date, held: int) -> DifferentialPrivacy:
    path = ledger_here()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        Ledger(path).open_population(PEOPLE, chosen.get("budget", chosen["epsilon"]), _DELTA)
    return DifferentialPrivacy(
        epsilon=chosen["epsilon"],
        delta=_DELTA,
        ledger=path,
        population=PEOPLE,
        years=(_SINCE, today.year),
        most_attributes=held,
    )


def _counted_variables(package: Package) -> list[Variable]:
    """Give what is counted: of the fields that leave, what a release publishes unless told otherwise."""
    known = leaving()
    variables = [known[name].variable for name in package.fields if name in known]
    return list({one.name: one for one in variables if one.default}.values())


def say_problem(row: Submission, refused: Refused | Refusal) -> None:
    """Keep why a package could not be made or sent: a key, and what fills its words."""
    if isinstance(refused, Refused):
        row.problem, values = refused.key, dict(refused.values)
    else:
        row.problem, values = refused.finding.code, dict(refused.finding.values)
    row.settings = row.settings | {"problem": {name: str(value) for name, value in values.items()}}
    row.save()
