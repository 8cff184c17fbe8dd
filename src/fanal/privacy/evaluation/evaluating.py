"""Judge a release: what its readers lose, and what an attacker learns of the people behind it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fanal.presentation import Progress, silent
from fanal.privacy.evaluation.aligning import Aligned, align
from fanal.privacy.evaluation.attacks import Attack, judged
from fanal.privacy.evaluation.canary import CanaryAudit
from fanal.privacy.evaluation.comparing import Counted, SharedAttributes, compare
from fanal.privacy.evaluation.evaluation import Evaluation
from fanal.privacy.evaluation.membership import membership_attacks
from fanal.privacy.evaluation.published import PublishedCounts, chart_errors
from fanal.privacy.evaluation.published_combinations import combination_errors
from fanal.privacy.evaluation.settings import EvaluationSettings
from fanal.privacy.evaluation.subgroups import subgroups_of
from fanal.privacy.evaluation.total_variation import total_variation_of
from fanal.privacy.evaluation.utility import utility_of


def evaluate(
    sensitive: pl.DataFrame,
    release: pl.DataFrame,
    settings: EvaluationSettings | None = None,
    control: pl.DataFrame | None = None,
    published: Sequence[PublishedCounts] = (),
    combinations: pl.DataFrame | None = None,
    audit: CanaryAudit | None = None,
    progress: Progress = silent,
) -> Evaluation:
    """Compare a release with the people behind it, and attack it.

    Parameters
    ----------
    sensitive
        The people behind the release, one row each.
    release
        The released records, with columns of the same names and values of the same spelling.
    settings
        What is compared and attacked; none: the usual.
    control
        People of the same kind who are not in the release; without them no attack can be judged, and
        none is made.
    published
        Tables of counts that are published beside the records.
    combinations
        Counts of combinations that are published beside them; see `compare_published`.
    audit
        What an audit of the mechanism proved, to be told with the rest; see `audit_measurements`.
    progress
        Hears of each part.

    Raises
    ------
    Refusal
        If the tables cannot be compared, or the environment for attacks does not work.
    """
    settings = settings or EvaluationSettings()
    aligned = align(sensitive, release, control, settings)
    tables = [aligned.attributes(table) for table in (aligned.sensitive, aligned.release)]
    shared = SharedAttributes.of(tables)
    people, released = (Counted.of(table, shared, settings, progress) for table in tables)
    compared = compare(people, released)
    distances = {
        size: total_variation_of(aligned.sensitive, aligned.release, size, progress)
        for size in range(1, min(settings.up_to, len(aligned.columns)) + 1)
    }
    return Evaluation(
        settings=settings,
        columns=tuple(aligned.columns),
        left_out=tuple(name for name in release.columns if name not in aligned.columns),
        unlike=aligned.unlike,
        people=aligned.sensitive.height,
        released=aligned.release.height,
        controls=0 if aligned.control is None else aligned.control.height,
        utility=utility_of(compared, settings.k, distances),
        subgroups=subgroups_of(compared, shared, settings.groups, settings.k),
        published=chart_errors(aligned.sensitive, published, aligned.separators),
        attacks=_attacks(aligned, settings, progress),
        audit=audit,
        combinations=() if combinations is None else combination_errors(tables[0], combinations, settings),
    )


def _attacks(aligned: Aligned, settings: EvaluationSettings, progress: Progress) -> tuple[Attack, ...]:
    if aligned.control is None:
        return ()
    found = list(membership_attacks(aligned, settings, progress))
    if settings.attacks_python is not None:
        from fanal.privacy.evaluation.with_anonymeter import anonymeter_attacks

        found += anonymeter_attacks(aligned, settings, settings.attacks_python, progress)
    return judged(found)
