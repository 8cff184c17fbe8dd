"""What the steward writes for readers: stories, the quiz of the exhibit, the calendar of releases."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fanal.web.organisations.tenancy import OrganisationModel


class Story(OrganisationModel):
    """A text in Markdown with live charts, in both languages.

    Attributes
    ----------
    title, summary, text
        In both languages; a chart stands in `text` as a line ``![words](chart:fields=gender&kind=bars)``.
    order
        Its place in the exhibit; none: it is not in it.
    """

    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_story_of_a_slug")]


class QuizQuestion(OrganisationModel):
    """A question of the quiz, with answers in both languages, and why the right one is right."""

    question = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField(default=0)
    because = models.JSONField(default=dict)
    chart = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)


class CalendarEntry(OrganisationModel):
    """A day on which something will be published."""

    on = models.DateField()
    title = models.JSONField(default=dict)
