"""How long an organisation keeps what, and which reviews wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework.governance import Category, categories
from fanal.web.casework.models import Case, Context, RetentionReview, RetentionRule


@dataclass(frozen=True)
class Kept:
    """How long one category is kept.

    Attributes
    ----------
    rule
        What the organisation decided; none: what is proposed holds.
    most
        The longest that is possible: alleged perpetrators are kept shorter than victims, whatever is decided.
    """

    category: Category
    rule: RetentionRule | None
    most: int | None = None

    @property
    def decided(self) -> int:
        """Give the months that were decided, or are proposed."""
        return self.rule.months if self.rule else self.category.months

    @property
    def months(self) -> int:
        """Give the months after closure."""
        return self.decided if self.most is None else min(self.decided, self.most)


def schedule() -> list[Kept]:
    """List the categories, each with how long it is kept here."""
    rules = {rule.category: rule for rule in RetentionRule.objects.all()}
    victims = Kept(categories()[Context.Role.VICTIM], rules.get(Context.Role.VICTIM))
    most = {Context.Role.PERPETRATOR: victims.months - 1}
    return [Kept(one, rules.get(code), most.get(code)) for code, one in categories().items()]


def months() -> dict[str, int]:
    """Give the months of each category."""
    return {kept.category.code: kept.months for kept in schedule()}


def months_later(day: date, count: int) -> date:
    """Give the day some months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError  # every month has a 28th


def reviews(actor: Actor) -> QuerySet[RetentionReview]:
    """List the undecided reviews of closed cases that somebody may know of, the first due first."""
    return (
        RetentionReview.objects.filter(decided_on=None, case__status=Case.Status.CLOSED)
        .filter(case__in=Case.objects.visible_to(actor))
        .select_related("case")
        .order_by("due_on", "case__number")
    )


def reviews_due(actor: Actor, on: date | None = None) -> QuerySet[RetentionReview]:
    """List the reviews that wait to be decided now."""
    return reviews(actor).filter(due_on__lte=on or timezone.localdate())


def decided(case: Case) -> list[RetentionReview]:
    """List what was decided on a case, the latest first."""
    return list(RetentionReview.objects.filter(case=case).exclude(decided_on=None).order_by("-decided_on"))
