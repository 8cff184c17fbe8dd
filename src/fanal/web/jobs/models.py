"""What an organisation sees of its jobs: the queue's own tables know no organisation, and are the host's."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.organisations.tenancy import OrganisationModel


class JobTicket(OrganisationModel):
    """One job of an organisation.

    Attributes
    ----------
    job
        Its number in the queue.
    task
        What it does: a name that `queue.words_of` has words for.
    done, of
        How far it is; `of` is 0 where that is not known.
    run
        How often it was begun. A run that is no longer the last stops: it was thought dead and was not.
    begun_by
        The user for whom it runs; none: the host.
    """

    class State(models.TextChoices):
        """How it stands."""

        WAITING = "waiting"
        LOCKED = "locked"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    job = models.BigIntegerField(null=True)
    task = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    run = models.PositiveIntegerField(default=0)
    begun_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-begun_at"], name="tickets_newest_first")]
