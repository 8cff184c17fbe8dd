"""What is said of a differentially private release: the guarantee, the error bars, and no exact number."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from fanal.presentation import Language, text
from fanal.presentation.languages import Value
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Points, Report, Section, Table
from fanal.privacy.significant import Significant
from fanal.release.counts import COUNT, HIGH, LOW
from fanal.release.method_note import checked, limits, section, terms, who
from fanal.release.methods.method import Summary
from fanal.release.shares import percent

if TYPE_CHECKING:
    from fanal.privacy.differential_privacy import Measurements
    from fanal.release.dp_settings import DifferentialPrivacy
    from fanal.release.methods.differentially_private import FromMeasurements
    from fanal.release.result import Content

_STRONG = 1.0
_WEAK = 8.0
"""Up to the first epsilon a guarantee is strong; beyond the second it says little, and the note warns."""

_TOLD_FROM_NOBODY = 3
"""Standard deviations of noise beyond which there surely was somebody."""

_OPEN = ("population", "ledger", "groups", "facts")
_SIZES = ((0, 30), (30, 100), (100, 300), (300, 1000), (1000, None))
"""Sizes of counts for which the usual error bar is told."""


def note(content: Content, language: Language) -> Report:
    """Tell the guarantee, how it was kept and what it costs."""
    measured = measurements(content)
    return Report(
        language=language,
        title=text("release.method-title", language),
        lead=content.say("method-lead" if measured.private else "seeded", language, **_guarantee(content)),
        tone=_tone(content),
        subject=content.title(language),
        sections=[
            section(content, "who", who(content, language, _counted(content, language)), language),
            *(
                [section(content, "promise", _promise(content, language), language)]
                if measured.private
                else []
            ),
            section(content, "how", _how(content, language), language),
            section(content, "bars", _bars(content, language), language),
            section(content, "limits", [Points(limits(content, language))], language),
            section(content, "open", _open(content, language), language),
            section(content, "again", _again(content, language), language),
            section(content, "checked", [checked(content, language)], language),
            section(content, "terms", [terms(language)], language),
        ],
        notes=[
            *([content.say("method-weak", language)] if measured.epsilon > _WEAK else []),
            *_perhaps_nobody(content, language),
        ],
    )


def facts(content: Content, language: Language) -> list[Fact]:
    """Tell epsilon and delta."""
    measured = measurements(content)
    why = content.say("fact-epsilon-why", language, **_guarantee(content))
    return [Fact(content.say("fact-epsilon", language), Significant(measured.epsilon), why)]


def summary(content: Content, language: Language) -> Summary:
    """Tell what was spent; no exact number of people is printed, or kept."""
    made = measurements(content)
    values: dict[str, Value] = {
        "released": content.people,
        "counts": content.counts.frame.height,
        "epsilon": Significant(made.epsilon),
        "delta": Significant(made.delta),
    }
    told = [
        Fact(content.say(f"summary-{name}", language), value, content.say(f"summary-{name}-why", language))
        for name, value in values.items()
    ]
    seeded = [] if made.private else [content.say("seeded", language)]
    return Summary(
        lead=content.say(
            "summary-lead" if made.private else "seeded", language, n=content.people, **_guarantee(content)
        ),
        warns=bool(not made.private or made.epsilon > _WEAK or _perhaps_nobody(content, language)),
        sections=[Section(content.say("summary-cases", language), [Facts(told)])],
        notes=[*seeded, *_perhaps_nobody(content, language)],
        closing=content.say("summary-steward", language),
    )


def numbers(content: Content) -> dict[str, Any]:
    """Give what is public: an exact number is not among it."""
    made = measurements(content)
    return {
        "method": content.method.name,
        "epsilon": made.epsilon,
        "delta": made.delta,
        "rho": made.rho,
        "private": made.private,
        "rows_per_person": made.settings.rows_per_person,
        "released": content.people,
        "counts": content.counts.frame.height,
        "variables": [one.variable.name for one in content.told],
    }


def measurements(content: Content) -> Measurements:
    """Give the noisy counts that a release was made from."""
    return cast("FromMeasurements", content.protected).measurements


def _stated(content: Content) -> DifferentialPrivacy:
    return cast("DifferentialPrivacy", content.settings.dp)


def _guarantee(content: Content) -> dict[str, Significant | int]:
    made = measurements(content)
    return {
        "epsilon": Significant(made.epsilon),
        "delta": Significant(made.delta),
        "factor": Significant(float(f"{exp(min(made.epsilon, 700.0)):.3g}")),
        "rows": made.settings.rows_per_person,
    }


def _perhaps_nobody(content: Content, language: Language) -> list[str]:
    """Warn where the noisy number of people is within the noise of none."""
    made = measurements(content)
    people, noise = float(made.singles[-1]), made.sigmas[0]
    return [content.say("nobody-perhaps", language)] if people < _TOLD_FROM_NOBODY * noise else []


def _counted(content: Content, language: Language) -> str:
    return content.say("method-counts" if content.vocabulary else "method-counts-table", language)


def _tone(content: Content) -> Any:
    made = measurements(content)
    if not made.private:
        return "danger"
    return "warning" if made.epsilon > _WEAK else "good"


def _promise(content: Content, language: Language) -> list[Block]:
    """Say what epsilon means for one person, with a worked example of somebody's suspicion."""
    made = measurements(content)
    rows = []
    for before in (0.01, 0.1, 0.5):
        odds = before / (1 - before)
        low, high = (odds * exp(sign * min(made.epsilon, 700.0)) for sign in (-1, 1))
        after = (low / (1 + low), high / (1 + high))
        rows.append((percent(before, language), *(_share(one, language) for one in after)))
    columns = [content.say(f"promise-{name}", language) for name in ("before", "low", "high")]
    several = made.settings.rows_per_person > 1
    return [
        Paragraph(content.say("promise-why", language, **_guarantee(content))),
        Table(columns=columns, rows=rows, caption=content.say("promise-table", language)),
        Paragraph(content.say("person-rows" if several else "person-row", language, **_guarantee(content))),
    ]


def _share(share: float, language: Language) -> str:
    """Say a chance; one very near to certainty is not rounded to it."""
    if share > 0.99:
        return text("release.dp-over-99", language)
    return percent(share, language)


def _how(content: Content, language: Language) -> list[Block]:
    made = measurements(content)
    rows = [
        (
            one.variable.label,
            len(domain.domain or ()),
            percent(content.table[one.variable.name].null_count() / content.people, language),
        )
        for one, domain in zip(content.protected.told, made.settings.columns, strict=True)
    ]
    columns = [content.say(f"method-{name}", language) for name in ("variable", "domain", "after")]
    return [
        Paragraph(content.say("method-done-why", language)),
        Table(columns=columns, rows=rows),
        Paragraph(content.say("method-budget", language, rho=Significant(made.rho), **_guarantee(content))),
    ]


def _bars(content: Content, language: Language) -> list[Block]:
    """Show how wide error bars are, by how large a count is."""
    frame = content.counts.frame
    longest = sum(name.startswith("column_") for name in frame.columns)
    length = sum((pl.col(f"column_{at}").is_not_null()).cast(pl.Int8) for at in range(1, longest + 1))
    counted = frame.select(length=length, count=COUNT, half=(pl.col(HIGH) - pl.col(LOW)) / 2)
    rows = []
    for low, high in _SIZES:
        of_size = counted.filter(pl.col("count") >= low)
        if high is not None:
            of_size = of_size.filter(pl.col("count") < high)
        if of_size.height:
            usual = [of_size.filter(pl.col("length") == at)["half"].median() for at in range(1, longest + 1)]
            size = content.say("bars-size" if high else "bars-size-over", language, low=low, high=high)
            rows.append((size, *(None if one is None else round(cast("float", one)) for one in usual)))
    columns = [content.say("bars-count", language)]
    columns += [content.say("bars-of", language, n=at) for at in range(1, longest + 1)]
    blocks: list[Block] = [Paragraph(content.say("bars-why", language))]
    if rows:
        blocks.append(Table(columns=columns, rows=rows, caption=content.say("bars-table", language)))
    return blocks


def _open(content: Content, language: Language) -> list[Block]:
    population = _stated(content).population
    points = [content.say(f"open-{name}", language, population=population) for name in _OPEN]
    return [Points(points)]


def _again(content: Content, language: Language) -> list[Block]:
    path = next(iter(content.method.more_files(content).values()))
    return [Paragraph(content.say("again-why", language, path=path))]
