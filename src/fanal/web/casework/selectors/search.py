"""How a person who was found is shown: enough to tell whether it is the one."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.web.casework.fields import said
from fanal.web.casework.models import Case
from fanal.web.casework.selectors.person import age_words, name_of, other_names
from fanal.web.casework.services.search import LIKELY, Match
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say


@dataclass(frozen=True, slots=True)
class Found:
    """A person who was found, in words."""

    pk: str
    name: str
    others: str
    age: str
    citizenship: str
    why: str
    likely: bool
    cases: tuple[Case, ...]


def described(match: Match, words: Words | None = None) -> Found:
    """Say who was found, and what agrees; of many, with the words read once."""
    person, words = match.person, words or Words()
    citizenship = person.coded.get("prs_Citizenship", [])
    return Found(
        str(person.pk),
        name_of(person),
        ", ".join(one["name"] for one in other_names(person)),
        age_words(person),
        said(words.vocabulary["prs_Citizenship"], citizenship, words),
        ", ".join(say(why_key(reason)) for reason in match.reasons),
        match.strength >= LIKELY,
        match.cases,
    )


def why_key(reason: str) -> str:
    """Give the key of what agrees, from kind and form, as ``name-exact``."""
    kind, _, form = reason.rpartition("-")
    if kind == "telephone":
        return "web.casework.same-telephone"
    if kind == "identity-number":
        return "web.casework.same-number"
    return {
        "exact": "web.casework.same-name",
        "latin": "web.casework.same-name-otherwise",
        "word": "web.casework.part-of-name",
    }.get(form, "web.casework.sounds-alike")
