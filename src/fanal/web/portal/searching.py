"""Search: fields, their values, countries, dashboards and stories, by words of either language.

Accents need not be typed, and one wrong letter in five is forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from fanal.exploring import NOT_TOLD, Form, Kind, Published, Question, Variable
from fanal.presentation import LANGUAGES
from fanal.standard import Words
from fanal.web.portal.figures import best_question, explore_of
from fanal.web.portal.lands import codes, folded
from fanal.web.portal.places import Place
from fanal.web.portal.themes import themes

MOST_SIGNS = 100
MOST_WORDS = 8
"""Words that are looked for; each is compared with every word that there is."""
MOST_FOUND = 50
_WORD = re.compile(r"[^\W_]+")
_LIKE = 80.0
"""Likeness from which two words are taken for one."""
_SURE = 4
"""Letters of a word from which a wrong one is forgiven."""


@dataclass(frozen=True)
class Entry:
    """What can be found.

    Attributes
    ----------
    kind
        ``field``, ``value``, ``country``, ``dashboard`` or ``story``.
    names, more
        What it is called, and what is said of it, in plain letters.
    about
        What a field or a value belongs to; for a value its code.
    key
        Name of the field, code, or slug.
    of
        Of a value, the name of its field.
    """

    kind: str
    title: Words
    about: Words
    names: Sequence[str]
    more: Sequence[str]
    key: str
    of: str = ""


@dataclass(frozen=True)
class Found:
    """An answer: what it is, its title, what is said of it, its title in the other language, its address."""

    kind: str
    title: str
    about: str
    other: str
    code: str
    address: str


def search(place: Place, asked: str) -> tuple[list[Found], int]:
    """Find what words say; the likeliest first, and how many more there are.

    Parameters
    ----------
    asked
        What a reader typed.
    """
    words = list(dict.fromkeys(_WORD.findall(folded(asked[:MOST_SIGNS]))))[:MOST_WORDS]
    if not words:
        return [], 0
    scored = [(_score(words, entry), place_in, entry) for place_in, entry in enumerate(_entries(place))]
    best = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1]))
    return [_found(place, entry) for _, _, entry in best[:MOST_FOUND]], max(len(best) - MOST_FOUND, 0)


def _score(words: Sequence[str], entry: Entry) -> float:
    """Say how well an entry answers: 0 unless it has every word, or one like it."""
    told = [word for name in entry.names for word in _WORD.findall(name)]
    more = [word for text in entry.more for word in _WORD.findall(text)]
    found = [max(_likeness(word, told), _in_text(word, more)) for word in words]
    whole = 0.5 if " ".join(words) in entry.names else 0.0
    return sum(found) / len(found) + whole if all(found) else 0.0


def _likeness(word: str, told: Sequence[str]) -> float:
    if word in told:
        return 1.0
    if any(one.startswith(word) for one in told):
        return 0.9
    if len(word) < _SURE:
        return 0.0
    if any(word in one for one in told):
        return 0.8
    like = max((fuzz.ratio(word, one, score_cutoff=_LIKE) for one in told), default=0.0)
    return 0.7 * like / 100


def _in_text(word: str, more: Sequence[str]) -> float:
    return 0.5 if any(one.startswith(word) for one in more) else 0.0


def _entries(place: Place) -> Iterator[Entry]:
    if place.release is not None:
        fields, values = _of_release(place.published)
        yield from fields
        yield from _countries()
        for theme in themes().values():
            charts = [chart.title for chart in theme.charts]
            yield _entry("dashboard", theme.title, theme.about, theme.slug, more=[theme.about, *charts])
        yield from values
    for story in place.catalogue.stories:
        yield _entry("story", story.title, story.summary, story.slug, more=[story.summary])


@lru_cache(maxsize=4)
def _of_release(published: Published) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Give the fields of a release, and their values."""
    variables = published.variables.values()
    fields = [
        _entry("field", one.label, one.description, one.name, also=[one.name], more=[one.description])
        for one in variables
    ]
    values = [
        _entry("value", value.label, one.label, value.code, also=_spellings(value.code), of=one.name)
        for one in variables
        for value in one.values
        if value.code != NOT_TOLD
    ]
    return fields, values


@lru_cache(maxsize=1)
def _countries() -> tuple[Entry, ...]:
    return tuple(
        _entry("country", one.label, Words("", ""), code, also=_spellings(code))
        for code, one in codes().items()
    )


def _spellings(code: str) -> Sequence[str]:
    """Give a code, in parts too, and what else a country is called."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code)
    known = codes().get(code)
    return [code, parts, *(known.also if known else ())]


def _entry(
    kind: str,
    title: Words,
    about: Words,
    key: str,
    *,
    also: Sequence[str] = (),
    more: Sequence[Words] = (),
    of: str = "",
) -> Entry:
    names = [*(title.in_(language) for language in LANGUAGES), *also]
    texts = [one.in_(language) for one in more for language in LANGUAGES]
    return Entry(kind, title, about, tuple(map(folded, names)), tuple(map(folded, texts)), key, of)


def _found(place: Place, entry: Entry) -> Found:
    title = entry.title.in_(place.language)
    other = next(entry.title.in_(one) for one in LANGUAGES if one != place.language)
    return Found(
        kind=entry.kind,
        title=title,
        about=entry.about.in_(place.language),
        other=other if other != title else "",
        code=entry.key if entry.kind in ("field", "value", "country") else "",
        address=_address(place, entry),
    )


def _address(place: Place, entry: Entry) -> str:
    if entry.kind == "story":
        return place.to("portal.story", slug=entry.key)
    if entry.kind == "dashboard":
        return place.in_release("portal.dashboard", theme=entry.key)
    if entry.kind == "country":
        return place.in_release("portal.country", code=entry.key)
    return explore_of(
        place, best_question(place, entry.key) if entry.kind == "field" else _of_value(place, entry)
    )


def _of_value(place: Place, entry: Entry) -> Question:
    """Ask for those with a value, over the years where they are told, else by another field."""
    others = [one for one in place.published.variables.values() if one.name != entry.of]
    by: Variable | None = next((one for one in others if one.kind is Kind.TIME), next(iter(others), None))
    where = {entry.of: (entry.key,)}
    if by is None:
        return Question(where=where, kind=Form.TABLE)
    return best_question(place, by.name, where)
