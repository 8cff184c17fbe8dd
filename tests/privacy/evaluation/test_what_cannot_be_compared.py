from __future__ import annotations

import polars as pl
import pytest

from fanal.presentation import LANGUAGES, Refusal, as_html, as_text
from fanal.privacy.evaluation import EvaluationSettings, evaluate

HIDDEN = "Zanzibar-ex-Atlantis"


def table(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def refused(*arguments: object, **more: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        evaluate(*arguments, **more)  # type: ignore[arg-type]
    for language in LANGUAGES:
        said = caught.value.finding.text(language)
        assert said and "\n" not in said
        assert HIDDEN not in said
    return caught.value


PEOPLE = table(a=["x", "y"] * 20, b=["u", HIDDEN] * 20)


@pytest.mark.parametrize(
    ("sensitive", "release", "code"),
    [
        (PEOPLE, PEOPLE.clear(), "evaluation-release-too-short"),
        (PEOPLE, PEOPLE[:1], "evaluation-release-too-short"),
        (PEOPLE[:1], PEOPLE, "evaluation-sensitive-too-short"),
        (PEOPLE.rename({"a": HIDDEN, "b": "B"}), PEOPLE, "evaluation-no-common-column"),
        (PEOPLE, table(a=["X", "Y"], b=["u", "u"]), "evaluation-values-apart"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    sensitive: pl.DataFrame, release: pl.DataFrame, code: str
) -> None:
    assert refused(sensitive, release).finding.code == f"privacy.{code}"


def test_settings_out_of_their_range_are_refused() -> None:
    for wrong in (
        {"k": 1},
        {"up_to": 0},
        {"up_to": 4},
        {"attacks": 0},
        {"memory_mb": 0},
        {"columns": ("a", "a")},
    ):
        with pytest.raises(Refusal):
            EvaluationSettings(**wrong)  # type: ignore[arg-type]
    for wrong in ({"columns": ("c",)}, {"groups": ("c",)}, {"columns": ("a",), "secrets": ("b",)}):
        refused(PEOPLE, PEOPLE, EvaluationSettings(**wrong))  # type: ignore[arg-type]


def test_more_than_fits_the_memory_is_refused_with_what_to_change() -> None:
    wide = pl.DataFrame({f"c{at}": [str(row * at % 97) for row in range(400)] for at in range(60)})
    found = refused(wide, wide, EvaluationSettings(memory_mb=1))
    assert found.finding.code == "privacy.evaluation-too-many"


def test_a_control_that_cannot_serve_is_refused() -> None:
    for control, code in (
        (PEOPLE.drop("b"), "evaluation-control-columns"),
        (PEOPLE[:19], "evaluation-control-too-short"),
        (PEOPLE, "evaluation-control-is-sensitive"),
    ):
        assert refused(PEOPLE, PEOPLE, control=control).finding.code == f"privacy.{code}"


def test_columns_with_few_values_in_common_are_named() -> None:
    release = table(a=["x", "X", "Y", "Z"], b=["u"] * 4)
    result = evaluate(PEOPLE, release)
    assert result.unlike == ("a",)
    assert any("written" in text or "write" in text for text in result.report("en").notes)


def test_without_people_outside_no_attack_is_made_and_that_is_said() -> None:
    result = evaluate(PEOPLE, PEOPLE, EvaluationSettings(k=2))
    assert result.attacks == () and result.as_json()["attacks"] == []
    assert "No attack was made" in as_text(result.report("en"))
    assert "Aucune attaque" in as_text(result.report("fr"))


def test_nothing_tells_a_value_that_the_release_does_not_show() -> None:
    release = PEOPLE.with_columns(pl.lit("u").alias("b"))
    control = table(a=["x", "y"] * 15, b=[f"{HIDDEN}-too"] * 30)
    result = evaluate(
        PEOPLE.with_columns(hidden=pl.lit(HIDDEN)),
        release,
        EvaluationSettings(k=5, groups=("a", "b")),
        control=control,
    )
    assert any(one.value is None for one in result.subgroups), "the group is there, unnamed"
    told = [repr(result), str(result.as_json())]
    for language in LANGUAGES:
        told += [as_text(result.report(language)), as_html(result.report(language))]
    assert not any(HIDDEN in one for one in told)
    assert not any("hidden" in one for one in told[:2]), "nor a heading that it does not have"
