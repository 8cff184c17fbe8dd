"""What changed since the release before, in both languages; what is said is public."""

from __future__ import annotations

from fanal.presentation import LANGUAGES, Language, text
from fanal.release import publishable
from fanal.standard import htcds
from fanal.web.collaborative.models import Release

_METHODS = {
    "k-anonymous": "web.collaborative.method-k-anonymous",
    "synthetic": "web.collaborative.method-synthetic",
    "dp": "web.collaborative.method-dp",
}


def before(release: Release) -> Release | None:
    """Find the release that this one follows: the last one that can still be read."""
    readable = (Release.State.PUBLISHED, Release.State.SUPERSEDED)
    found: Release | None = (
        Release.objects.filter(state__in=readable).exclude(pk=release.pk).order_by("-published_at").first()
    )
    return found


def method_words(method: str, language: Language) -> str:
    """Name a method."""
    return text(_METHODS[method], language)


def changelog(release: Release) -> dict[str, str]:
    """Write it as a list in Markdown."""
    earlier = before(release)
    return {
        language: "\n".join(f"- {line}" for line in _lines(release, earlier, language))
        for language in LANGUAGES
    }


def _lines(release: Release, earlier: Release | None, language: Language) -> list[str]:
    if earlier is None:
        return [text("web.collaborative.changes-first", language)]
    now, then = release.settings, earlier.settings
    labels = {one.name: one.label.in_(language) for one in publishable(htcds()).variables}
    lines = [text("web.collaborative.changes-since", language, version=earlier.version)]
    for key, names in (
        ("web.collaborative.changes-new-fields", [one for one in now["fields"] if one not in then["fields"]]),
        (
            "web.collaborative.changes-gone-fields",
            [one for one in then["fields"] if one not in now["fields"]],
        ),
    ):
        if names:
            lines.append(text(key, language, fields=", ".join(labels.get(one, one) for one in names)))
    if now["method"] != then["method"]:
        methods = {
            "before": method_words(then["method"], language),
            "now": method_words(now["method"], language),
        }
        lines.append(text("web.collaborative.changes-method", language, **methods))
    if now["method"] != "dp" and now["k"] != then.get("k"):
        lines.append(
            text("web.collaborative.changes-k", language, before=str(then.get("k")), now=str(now["k"]))
        )
    if (now.get("years"), now.get("countries")) != (then.get("years"), then.get("countries")):
        lines.append(text("web.collaborative.changes-population", language))
    if release.inputs != earlier.inputs:
        lines.append(text("web.collaborative.changes-data", language))
    for one in release.breaks:
        note = one["note"][language]
        lines.append(
            text(
                "web.collaborative.changes-break",
                language,
                field=labels.get(one["variable"], one["variable"]),
                note=note,
            )
        )
    return lines
