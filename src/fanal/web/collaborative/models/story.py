"""What the steward writes for readers: stories, the quiz of the exhibit, the calendar of releases."""

from __future__ import annotations

from typing import Any

from django.db import models

from fanal.web.casework.models.documents import Kept


class Writing(Kept):
    """Something that is written, and the copy of it that readers have: a draft is never told.

    Attributes
    ----------
    published, published_at
        What `said` gave when it was published, and when; none: readers do not have it.
    """

    published = models.JSONField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def said(self) -> dict[str, Any]:
        """Give what readers would have of it as it is now."""
        raise NotImplementedError

    @property
    def is_public(self) -> bool:
        """Whether readers have it."""
        return self.published is not None

    @property
    def differs(self) -> bool:
        """Whether readers have it as it was before."""
        return self.published is not None and self.published != self.said()


class Story(Writing):
    """A text in Markdown with live charts, in both languages.

    Attributes
    ----------
    title, summary, text
        In both languages; a chart stands in `text` as `fanal.exploring.stories` says.
    order
        Its place in the exhibit; none: it is not in it.
    """

    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_story_of_a_slug")]

    def said(self) -> dict[str, Any]:
        """Give all of it."""
        return {name: getattr(self, name) for name in ("slug", "title", "summary", "text", "order")}


class QuizQuestion(Writing):
    """A question of the quiz, with answers in both languages, and why the right one is right.

    Attributes
    ----------
    answers
        As they stand in the form; readers have those that say something.
    right
        The place of the right one among `answers`.
    chart
        A query of explore, or nothing.
    """

    question = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField(default=0)
    because = models.JSONField(default=dict)
    chart = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    @property
    def given(self) -> list[int]:
        """The places of the answers that say something."""
        return [place for place, one in enumerate(self.answers) if any(one.values())]

    def said(self) -> dict[str, Any]:
        """Give it with the answers that say something."""
        given = self.given
        return {
            "question": self.question,
            "answers": [self.answers[place] for place in given],
            "right": given.index(self.right) if self.right in given else 0,
            "because": self.because,
            "chart": self.chart,
            "order": self.order,
        }


class CalendarEntry(Writing):
    """A day on which something will be published."""

    on = models.DateField()
    title = models.JSONField(default=dict)

    def said(self) -> dict[str, Any]:
        """Give day and title."""
        return {"on": self.on.isoformat(), "title": self.title}
