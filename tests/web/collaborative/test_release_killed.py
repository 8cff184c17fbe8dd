"""An assessment whose worker is killed, again and again: it goes on, and nothing is paid or made twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from fanal.web.collaborative.models import Release
from fanal.web.collaborative.services.release import budget, budget_open
from fanal.web.collaborative.services.release_assess import assess_steps, release_assess_begin, ticket_of
from fanal.web.jobs.stalled import bring_back
from fanal.web.keys.models import SealedFile
from web.collaborative import releases as made
from web.collaborative.test_receiving_twice import worker

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from fanal.web.jobs.models import JobTicket
    from web.collaborative.people import Team

pytestmark = [pytest.mark.needs_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _queue() -> Iterator[None]:
    from fanal.web.jobs.queue import MANAGER

    truncate = "truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    MANAGER.connector.execute_query(query=truncate)
    yield
    MANAGER.connector.execute_query(query=truncate)


def killed_when(team: Team, release: Release, then: Callable[[JobTicket], bool]) -> None:
    """Let a worker work until something holds, and kill it; the job comes back."""
    process = worker(team.organisation.pk)
    try:
        end = time.monotonic() + 120
        while True:
            with team.working("data-steward"):
                ticket = ticket_of(release)
            assert ticket is not None and process.poll() is None and time.monotonic() < end
            if then(ticket):
                break
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    assert bring_back(0) == 1


@pytest.mark.soak
def test_killed_while_it_is_made_and_while_it_is_judged(
    lighthouse: Team, harbour_agreement: Any, shelter_agreement: Any
) -> None:
    made.contributed_rows(lighthouse, harbour_agreement, 900, 1)
    made.contributed_rows(lighthouse, shelter_agreement, 900, 2)
    with lighthouse.working("data-steward") as actor:
        release = release_assess_begin(made.prepared(), by=actor)
        before = SealedFile.objects.count()
    killed_when(lighthouse, release, lambda ticket: ticket.state == "running")
    with lighthouse.working("data-steward"):
        assert made.fresh(release).state == Release.State.DRAFT
    killed_when(lighthouse, release, lambda ticket: ticket.done >= 1)
    with lighthouse.working("data-steward"):
        half = made.fresh(release)
        assert half.state == Release.State.DRAFT and half.digest and half.assessment is None
    assert worker(lighthouse.organisation.pk).wait(200) == 0
    with lighthouse.working("data-steward"):
        whole = made.fresh(release)
        assert whole.state == Release.State.ASSESSED and whole.digest == half.digest
        assert SealedFile.objects.count() == before + 1
    assert not list((settings.INSTALLATION.data / "assessing").iterdir())


def test_noise_that_was_drawn_is_not_drawn_again(
    hub: Hub, lighthouse: Team, harbour_agreement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'
    monkeypatch.setattr("fanal.release.drawing.draw_svg", lambda *some, **more: picture)
    monkeypatch.setattr("fanal.release.drawing.draw_png", lambda *some, **more: b"\x89PNG")
    made.contributed_rows(lighthouse, harbour_agreement, 600, 1)
    with lighthouse.working("data-steward") as actor:
        budget_open(by=actor, epsilon=8, delta=1e-9)
        release = made.prepared(method="dp", epsilon=5)
        next(assess_steps(release.pk))
    with lighthouse.working("data-steward"):
        half = made.fresh(release)
        assert made.assessed(release).digest == half.digest
        account = budget(hub)
        assert account is not None and len(account.entries) == 1
