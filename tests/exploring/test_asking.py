"""Questions as addresses: one question, one query; what cannot be asked is refused in both languages."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exploring.test_cells import questions
from fanal.exploring import Form, Published, Question, as_query, parse, suitable
from fanal.presentation import LANGUAGES, Refusal

Releases = Mapping[str, Published]


@given(data=st.data())
def test_a_query_reads_back_as_its_question_in_any_order(releases: Releases, data: st.DataObject) -> None:
    published = releases[data.draw(st.sampled_from(sorted(releases)))]
    question = data.draw(questions(published))
    fits = suitable(published.variables[name] for name in question.fields)
    language = data.draw(st.sampled_from(LANGUAGES))
    question = Question(
        fields=question.fields, where=question.where, kind=data.draw(st.sampled_from(fits)), language=language
    )
    query = as_query(question)
    assert parse(query, published, language) == question
    assert hash(parse("?" + query, published, language)) == hash(question)
    parts = query.split("&")
    fields = [part for part in parts if part.startswith("by=")]
    others = [part for part in parts if not part.startswith("by=")]
    shuffled = [*others, *fields, "by=", "where.gender="]
    random.Random(len(query)).shuffle(others)  # noqa: S311 - any order will do
    again = parse("&".join([*others, *fields, *shuffled[len(parts) :]]), published, language)
    assert as_query(again) == query


@given(query=st.text(max_size=200))
def test_no_text_breaks_the_reading(releases: Releases, query: str) -> None:
    published = releases["synthetic"]
    try:
        question = parse(query, published)
    except Refusal as refusal:
        for language in LANGUAGES:
            told = refusal.finding.text(language)
            assert told and len(told) < 600
    else:
        assert parse(as_query(question), published) == question


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("by=password", "unknown-field"),
        ("by=__class__", "unknown-field"),
        ("where.nothing=1", "unknown-field"),
        ("by=gender&where.gender=Nobody", "unknown-value"),
        ("where.gender=%00", "unknown-value"),
        ("as=pie", "unknown-form"),
        ("as=bars&as=map&by=gender", "two-forms"),
        ("as=bars", "bars-want"),
        ("as=lines&by=gender", "lines-want"),
        ("as=lines&by=gender&by=yearOfRegistration", "lines-want"),
        ("as=map&by=gender", "map-wants"),
        ("as=flows&by=citizenship", "flows-want"),
        ("by=gender&by=ageBroad&by=citizenship&by=yearOfRegistration", "too-many-fields"),
        ("page=2", "unknown-part"),
        ("by=%FF", "query-unreadable"),
        ("&".join(["by=gender"] * 600), "query-unreadable"),
        ("by=" + "x" * 9000, "query-too-long"),
        ("by=<script>alert(1)</script>" + "y" * 500, "unknown-field"),
    ],
)
def test_hostile_queries_are_refused_in_both_languages(releases: Releases, query: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(query, releases["synthetic"])
    assert refused.value.finding.code == f"exploring.{code}"
    told = {language: refused.value.finding.text(language) for language in LANGUAGES}
    assert told["en"] != told["fr"]
    assert "y" * 100 not in told["en"]
    assert all(sign.isprintable() for sign in told["en"])


def test_forms_suit_their_fields(releases: Releases) -> None:
    known = releases["synthetic"].variables
    for names, forms in (
        ((), {Form.TABLE}),
        (("gender",), {Form.BARS, Form.TABLE}),
        (("citizenship",), {Form.MAP, Form.BARS, Form.TABLE}),
        (("yearOfRegistration", "gender"), {Form.LINES, Form.BARS, Form.TABLE}),
        (("citizenship", "CountryOfExploitation"), {Form.FLOWS, Form.BARS, Form.TABLE}),
        (("gender", "ageBroad", "citizenship"), {Form.TABLE}),
    ):
        assert set(suitable(known[name] for name in names)) == forms
