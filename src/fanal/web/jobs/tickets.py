"""Keeping the ticket of a job: each change in its own transaction, or in that of the step it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from fanal.web.jobs.models import JobTicket
from fanal.web.organisations.tenancy import tenant

State = JobTicket.State


class Overtaken(Exception):
    """Another run of the same job has begun: this one stops, and undoes its step."""


@dataclass(frozen=True)
class Run:
    """One run of a job of an organisation."""

    organisation: UUID
    ticket: UUID
    number: int

    @contextmanager
    def step(self) -> Iterator[JobTicket]:
        """Open one step: the organisation, one transaction, the ticket held.

        Raises
        ------
        Overtaken
            If another run has begun.
        """
        with tenant(self.organisation):
            ticket = JobTicket.objects.select_for_update().get(pk=self.ticket)
            if ticket.run != self.number:
                raise Overtaken
            yield ticket

    def end(self, state: str) -> None:
        """Say how the run ended, after its step was undone."""
        with self.step() as ticket:
            close(ticket, state)


def begin(organisation: UUID, ticket: UUID) -> Run | None:
    """Begin a run; none, where the job is done: its worker was killed before it could say so."""
    with tenant(organisation):
        found = JobTicket.objects.select_for_update().get(pk=ticket)
        if found.state == State.DONE:
            return None
        found.state, found.run, found.ended_at = State.RUNNING, found.run + 1, None
        found.save(update_fields=["state", "run", "ended_at"])
    return Run(organisation, ticket, found.run)


def close(ticket: JobTicket, state: str) -> None:
    """Set the state of a ticket that is held."""
    ticket.state = state
    ticket.ended_at = timezone.now() if state in (State.DONE, State.STOPPED) else None
    ticket.save(update_fields=["state", "ended_at"])


def stop(organisation: UUID, ticket: UUID) -> None:
    """Say of a job that its workers died too often that it will not run again by itself."""
    with tenant(organisation):
        JobTicket.objects.filter(pk=ticket).exclude(state=State.DONE).update(
            state=State.STOPPED, ended_at=timezone.now()
        )
