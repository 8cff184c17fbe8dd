"""Writing many rows at once, as the services write one: by whom, on which day, told to the audit trail."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Case
from fanal.web.casework.models.documents import Kept
from fanal.web.operations.demonstration import LIVES, data

Row = TypeVar("Row", bound=Kept)


class Pen:
    """Keeps rows until they are written, all of a table in a few statements.

    Parameters
    ----------
    seed
        From which everything is drawn: the same lives everywhere, around the day on which they are made.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.today = timezone.localdate()
        self.rows: dict[type[Model], list[Model]] = defaultdict(list)

    def add(self, model: type[Row], *, on: date | None = None, **values: Any) -> Row:
        """Keep a row, made on a day."""
        if on is not None:
            values["made_at"] = self.moment(min(on, self.today))
        row = model(**values)
        self.rows[model].append(row)
        return row

    def entry(self, model: type[Row], case: Case, *, on: date | None = None, **values: Any) -> Row:
        """Keep an entry of a case, by its owner."""
        if any(field.name == "case" for field in model._meta.fields):
            values["case"] = case
        row = self.add(
            model, on=on or case.opened_on, person_id=case.person_id, made_by_id=case.owner.user_id, **values
        )
        about = {"kind": model.__name__.lower(), "entry": str(row.pk)}
        record("cases.entry-added", person=case.person_id, subject=("casework.case", case.pk), details=about)
        return row

    def write(self) -> None:
        """Write what is kept, in the order in which its tables were begun."""
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=500)
        self.rows.clear()

    def moment(self, day: date, hour: int | None = None) -> datetime:
        """Give a working hour of a day; of today, one that has been."""
        at = time(self.chance.randint(8, 16) if hour is None else hour, self.chance.choice((0, 15, 30, 45)))
        found = timezone.make_aware(datetime.combine(day, at))
        return found if hour is not None or day < self.today else min(found, timezone.now())

    def happens(self, share: float) -> bool:
        """Say yes in a share of cases."""
        return self.chance.random() < share

    def day(self, after: date, least: int, most: int) -> date:
        """Give a day some days after another."""
        return after + timedelta(self.chance.randint(least, most))


class Words:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, *names: str) -> Any:
        """Give what stands under some names, as ``words("plans", "Legal")``."""
        found: Any = data(LIVES)
        for name in names:
            found = found[name]
        return found[self.language]

    def one(self, pen: Pen, *names: str) -> Any:
        """Draw one of a list."""
        return pen.chance.choice(self(*names))
