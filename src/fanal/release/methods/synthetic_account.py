"""What is said of a synthetic release: what its rows are, what they cost, and what they leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import polars as pl

from fanal.presentation import Language, text
from fanal.presentation.report import Block, Fact, Facts, Paragraph, Points, Report, Section, Table
from fanal.privacy import AttributeSettings, attributes_of, count_combinations
from fanal.release.counts import COUNT
from fanal.release.method_note import checked, counted, cut, limits, person_point, section, terms, who, why
from fanal.release.methods.attributes import attribute_column
from fanal.release.methods.method import Summary
from fanal.release.settings import WEAK_K
from fanal.release.shares import percent

if TYPE_CHECKING:
    from fanal.release.choosing import Exact
    from fanal.release.methods.synthetic import NewRows
    from fanal.release.result import Content

_OPEN = ("absence", "homogeneous", "repeated", "knowledge", "chance")

_Value = tuple[str, str]
"""A variable, by its name, and one of its values."""

_EXAMPLES = 5
"""Groups that are shown to be all alike."""


def note(content: Content, language: Language) -> Report:
    """Tell the method, and show what it leaves open."""
    weak = content.settings.weak
    return Report(
        language=language,
        title=text("release.method-title", language),
        lead=content.say("method-lead", language, n=len(content.told)),
        tone="warning" if weak else "good",
        subject=content.title(language),
        sections=[
            section(
                content, "who", who(content, language, counted(content, _exact(content), language)), language
            ),
            section(content, "how", _how(content, language), language),
            section(content, "cost", _cost(content, language), language),
            section(content, "limits", [Points(limits(content, language))], language),
            section(content, "open", _open(content, language), language),
            section(content, "checked", [checked(content, language)], language),
            section(content, "terms", [terms(language)], language),
        ],
        notes=[content.say("method-weak", language, weak=WEAK_K)] if weak else [],
    )


def facts(content: Content, language: Language) -> list[Fact]:
    """Tell k."""
    return [Fact(text("release.fact-k", language), content.settings.k, content.say("fact-k-why", language))]


def summary(content: Content, language: Language) -> Summary:
    """Tell what was made and how near it is."""
    made, exact = _made(content).made, _exact(content)
    values = {
        "rows": exact.rows,
        "consented": exact.consented,
        "released": content.people,
        "support": _made(content).support,
        "single": made.largest_single_error,
        "untold": made.untold,
    }
    told = [
        Fact(content.say(f"summary-{name}", language), value, why(content, name, language))
        for name, value in values.items()
    ]
    weak = [text("release.summary-weak", language, k=content.settings.k)] if content.settings.weak else []
    return Summary(
        lead=content.say("summary-lead", language, n=content.people),
        warns=content.settings.weak,
        sections=[Section(text("release.summary-cases", language), [Facts(told)])],
        notes=[*weak, *cut(content, language)],
        closing=content.say("summary-steward", language),
    )


def numbers(content: Content) -> dict[str, Any]:
    """Give the exact numbers."""
    exact = _exact(content)
    return {
        "method": content.method.name,
        **_made(content).made.as_json(),
        "rows": exact.rows,
        "left_out": exact.left_out,
        "without_consent": exact.without_consent,
        "consented": exact.consented,
        "released": content.people,
        "variables": [one.variable.name for one in content.told],
    }


def _made(content: Content) -> NewRows:
    return cast("NewRows", content.protected)


def _exact(content: Content) -> Exact:
    return cast("Exact", content.exact)


def _how(content: Content, language: Language) -> list[Block]:
    rows = [
        (
            one.variable.label,
            content.table[one.variable.name].n_unique() - bool(content.table[one.variable.name].null_count()),
            percent(content.table[one.variable.name].null_count() / content.people, language),
        )
        for one in content.told
    ]
    names = ("variable", "values", "after")
    return [
        Paragraph(content.say("method-done-why", language)),
        Table(columns=[content.say(f"method-{name}", language) for name in names], rows=rows),
        *(Paragraph(words) for words in cut(content, language)),
    ]


def _cost(content: Content, language: Language) -> list[Block]:
    """Say how near counts are; rounded up to multiples of 2 k, so that no error points at few people."""
    k, made = content.settings.k, _made(content).made
    off = -(-made.largest_single_error // (2 * k)) * 2 * k
    return [Paragraph(content.say("method-cost-why", language, off=off))]


def _open(content: Content, language: Language) -> list[Block]:
    """Say what is not protected, and show it on these rows."""
    points = [content.say(f"open-{name}", language) for name in _OPEN]
    points.append(person_point(content, language))
    blocks: list[Block] = [Points(points)]
    apart, possible = _never_together(content)
    blocks.append(Paragraph(content.say("shown-absence", language, n=apart, possible=possible)))
    alike = _all_alike(content)
    if alike:
        columns = [content.say(f"shown-{name}", language) for name in ("everybody", "shares", "rows")]
        rows = [
            (_words(content, one, language), _words(content, other, language), n) for one, other, n in alike
        ]
        blocks.append(Table(columns=columns, rows=rows, caption=content.say("shown-homogeneous", language)))
    return blocks


def _never_together(content: Content) -> tuple[int, int]:
    """Count the pairs of values that are in the rows but in no row together, and all pairs of values."""
    names = content.table.columns
    made = attributes_of(
        content.table,
        AttributeSettings(columns=tuple(attribute_column(one.variable) for one in content.told)),
    )
    met = count_combinations(made, up_to=2).counts[2].size if len(names) > 1 else 0
    sizes = [sum(one.column == name for one in made.attributes) for name in names]
    possible = (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2
    return possible - met, possible


def _all_alike(content: Content) -> list[tuple[_Value, _Value, int]]:
    """Find values of which all rows share another value: the smallest groups first.

    Values that nearly all rows hold are passed over: of them it says little.
    """
    frame = content.counts.frame
    if "column_2" not in frame.columns:
        return []
    longer = pl.col("column_3").is_not_null() if "column_3" in frame.columns else pl.lit(value=False)
    singles = {
        (column, value): n
        for column, value, n in frame.filter(pl.col("column_2").is_null())
        .select("column_1", "value_1", COUNT)
        .rows()
    }
    found = []
    for first, one, second, other, n in (
        frame.filter(pl.col("column_2").is_not_null() & ~longer)
        .select("column_1", "value_1", "column_2", "value_2", COUNT)
        .rows()
    ):
        for group, shared in (((first, one), (second, other)), ((second, other), (first, one))):
            if n == singles[group] and singles[shared] < 0.9 * content.people:
                found.append((group, shared, n))
    return sorted(found, key=lambda each: (each[2], each))[:_EXAMPLES]


def _words(content: Content, value: _Value, language: Language) -> str:
    """Say a value with its variable."""
    variable = next(one.variable for one in content.told if one.variable.name == value[0])
    return text(
        "presentation.labelled",
        language,
        label=variable.label.in_(language),
        value=variable.hierarchy.label(value[1], language),
    )
