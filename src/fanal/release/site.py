"""The static site of a bundle: opens from the disk, asks nothing of the network, whole without script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from fanal.presentation import LANGUAGES, Language, say, text
from fanal.presentation.report import Fact, Facts
from fanal.release.bundle import Bundle
from fanal.release.counts import COUNT
from fanal.release.drawing import Drawn
from fanal.release.figures import in_order, people_by, period
from fanal.release.method_note import limits
from fanal.release.methods import Told
from fanal.release.pages import address, render
from fanal.release.result import Content

_ROOM = "fanal.release"
_SVG_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def write_site(bundle: Bundle, content: Content, figures: Mapping[Language, Sequence[Drawn]]) -> None:
    """Write the pages and their scripts."""
    bundle.write("site/vega.js", _vega())
    bundle.write("site/site.js", files(_ROOM).joinpath("scripts", "site.js").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        drawn = figures[language]
        raw = json.dumps(_data(content, drawn, language), ensure_ascii=False, separators=(",", ":"))
        bundle.write(f"site/data.{language}.js", f'"use strict";\nwindow.fanalRelease = {raw};\n')
    for language in LANGUAGES:
        bundle.write(address("index", language), _index(bundle, content, figures[language], language))


def _index(bundle: Bundle, content: Content, drawn: Sequence[Drawn], language: Language) -> str:
    when = period(content, language)
    key = "site-lead" if when else "site-lead-no-period"
    return render(
        "index.html",
        language,
        "index",
        content,
        lead=content.say(key, language, n=content.people, period=when),
        facts=_facts(content, language),
        figures=drawn,
        sizes={one.chart.name: _size(bundle, one.files["page"]) for one in drawn},
        files=_files(bundle, content, language),
        limits=limits(content, language),
        citation=_citation(content, language),
    )


def _facts(content: Content, language: Language) -> Facts:
    why = content.say("fact-people-why", language)
    facts = [Fact(content.say("fact-people", language), content.people, why)]
    if when := period(content, language):
        facts.append(
            Fact(text("release.fact-period", language), when, content.say("fact-period-why", language))
        )
    for one in content.told:
        if one.variable.is_country and one.exact and one.protected:
            named = sum(value is not None for value in people_by(content, one))
            countries = text("release.fact-countries", language, n=named)
            label, why = one.variable.label.in_(language), content.say("fact-countries-why", language)
            facts.append(Fact(label, countries, why))
    return Facts([*facts, *content.method.facts(content, language)])


def _files(bundle: Bundle, content: Content, language: Language) -> list[dict[str, str]]:
    listed = {
        "cases-csv": content.data_file("cases.csv"),
        "cases-parquet": content.data_file("cases.parquet"),
        "cases-hxl": content.data_file("cases-hxl.csv"),
        "counts": content.data_file("counts.csv"),
        **content.method.more_files(content),
        "codebook": address("codebook", language),
        "method": address("method", language),
        "terms": "TERMS.txt",
        "datapackage": "datapackage.json",
        "provenance": "provenance.json",
    }
    rows = [
        {
            "what": content.say(f"file-{what}", language),
            "path": path,
            "size": text("release.size-kb", language, n=max(1, round(bundle.files[path].bytes / 1000))),
        }
        for what, path in listed.items()
    ]
    return [*rows, {"what": text("release.file-checksums", language), "path": "SHA256SUMS", "size": ""}]


def _citation(content: Content, language: Language) -> str:
    day, publisher = content.settings.source_date, content.settings.publisher
    return content.say(
        "cite",
        language,
        publisher=f"{publisher}, " if publisher else "",
        title=content.title(language),
        date=f", {say(day, language)}" if day else "",
        version=version("fanal"),
    )


def _size(bundle: Bundle, path: str) -> tuple[int, int]:
    """Read how large a drawing is, in CSS pixels, so that the page keeps its place free."""
    found = _SVG_SIZE.search((bundle.folder / path).read_text(encoding="utf-8")[:2000])
    return (round(float(found[1])), round(float(found[2]))) if found else (640, 320)


@cache
def _vega() -> str:
    """Bundle Vega, Vega-Lite and Vega-Embed into one script."""
    import vl_convert

    # Its type stub asks for a snippet; the default puts vegaEmbed on the window.
    made: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return made


def _data(content: Content, drawn: Sequence[Drawn], language: Language) -> dict[str, Any]:
    """Gather what the script needs: figures, and the counts by the places of their labels."""
    counted = content.protected_variables
    order = {one.variable.name: _order(content, one) for one in counted}
    return {
        "locale": language,
        "numbers": _number_words(language),
        "words": {
            "people": content.say("people", language),
            "few": content.say("none-or-few", language),
            "alone": text("release.explore-alone", language),
            "result": text("release.nav-explore", language),
        },
        "charts": {
            one.chart.name: {key: value for key, value in one.chart.specification.items() if key != "title"}
            for one in drawn
        },
        "variables": [
            {
                "label": one.variable.label.in_(language),
                "labels": [_label(one, value, content, language) for value in order[one.variable.name]],
            }
            for one in counted
        ],
        "totals": [_totals(content, one, order[one.variable.name]) for one in counted],
        "pairs": {
            f"{first},{second}": _pairs(content, counted[first], counted[second], order)
            for first in range(len(counted))
            for second in range(first + 1, len(counted))
        },
    }


def _order(content: Content, told: Told) -> list[str | None]:
    """List the values of a variable as counts hold them, in the order in which they are shown."""
    whole = dict(content.counts.over(told.variable.name).select(told.variable.name, COUNT).rows())
    known = [value for value, _ in in_order(told, whole)]
    return [*known, None] if None in whole else list(known)


def _totals(content: Content, told: Told, order: Sequence[str | None]) -> list[int] | list[list[int]]:
    """Give the count of each value; with its error bar, ``[count, low, high]``, where it has one."""
    whole = {row[0]: row[1:] for row in content.counts.over(told.variable.name).rows()}
    if any(len(told) > 1 for told in whole.values()):
        return [list(whole[value]) for value in order]
    return [whole[value][0] for value in order]


def _pairs(
    content: Content, first: Told, second: Told, order: Mapping[str, Sequence[str | None]]
) -> list[list[int]]:
    rows = {value: place for place, value in enumerate(order[first.variable.name])}
    columns = {value: place for place, value in enumerate(order[second.variable.name])}
    counts = content.counts.over(first.variable.name, second.variable.name)
    return sorted([rows[one], columns[other], *people] for one, other, *people in counts.rows())


def _label(told: Told, value: str | None, content: Content, language: Language) -> str:
    if value is None:
        return content.say("blank", language)
    return told.variable.hierarchy.label(value, language)


def _number_words(language: Language) -> dict[str, Any]:
    """Tell Vega how the language writes numbers, as `say` does."""
    return {
        "decimal": say(0.5, language)[1],
        "thousands": say(1000, language)[1],
        "grouping": [3],
        "currency": ["", ""],
        "minus": "\u2212",
    }
