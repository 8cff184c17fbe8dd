"""A mapping file may travel further than the data: nothing in it may point at a person."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.exchange.mapping import Suggestion, as_toml, summary
from fanal.presentation import as_html, as_text

from .foreign_files import REGISTER, suggested

NAMES = ("Zyganova", "Okwuchukwu", "Brisebois", "Tesfamariam", "O’Shaughnessy", "Nguyễn Thị")
NUMBERS = ("+41 79 555 01 23", "0033600000042", "AB998877", "756.1234.5678.97")
ADDRESSES = ("qzx@example.org", "14 impasse des Glycines", "https://example.org/qzx")
SECRETS = (*NAMES, *NUMBERS, *ADDRESSES)


def everything_said(suggestion: Suggestion) -> str:
    said = []
    for language in ("en", "fr"):
        report = summary.report(suggestion, language)
        said += [
            as_toml(suggestion, language),
            as_text(report, 400),
            as_html(report),
            json.dumps(summary.as_json(suggestion, language), ensure_ascii=False),
            repr(suggestion.findings),
        ]
    return "\n".join(said)


def planted(secrets: list[tuple[str, str]], times: int) -> dict[str, list[str]]:
    """Put secrets into columns of the register, each in as many further rows as `times`."""
    columns = {heading: list(values) for heading, values in REGISTER.items()}
    for heading, secret in secrets:
        for _ in range(times):
            for name, values in columns.items():
                values.append(secret if name == heading else "")
    return columns


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(REGISTER)), st.sampled_from(SECRETS)), min_size=1, max_size=6),
    st.integers(1, 3),
)
def test_no_identity_is_said_wherever_it_was_typed(secrets: list[tuple[str, str]], times: int) -> None:
    with TemporaryDirectory() as folder:
        said = everything_said(suggested(Path(folder), planted(secrets, times)))
    for _, secret in secrets:
        assert secret not in said
        assert secret.casefold() not in said.casefold()


def test_a_name_of_the_file_is_not_said_from_a_choice_column(tmp_path: Path) -> None:
    columns = planted([("Sexe", "petrova"), ("Moyens de contrôle", "petrova et irina")], 2)
    assert "petrova" not in everything_said(suggested(tmp_path, columns)).casefold()


def test_names_under_a_heading_of_a_choice_are_not_said(tmp_path: Path) -> None:
    columns = {"Prénom": ["a", "b", "c", "d"], "Nationalité": ["jordan", "chad", "zygan", "zygan"]}
    columns["Nationalité"] += ["brise", "brise", "okwu", "okwu"]
    columns["Prénom"] += ["e", "f", "g", "h"]
    said = everything_said(suggested(tmp_path, columns))
    for name in ("zygan", "brise", "okwu"):
        assert name not in said


def test_values_of_identifying_and_free_columns_are_never_said(tmp_path: Path) -> None:
    said = everything_said(suggested(tmp_path, REGISTER))
    for heading in ("N° dossier", "Nom", "Prénom", "DDN", "Observations"):
        for value in REGISTER[heading]:
            assert value not in said or value == "rien"
    assert "12/03/1998" not in said
    assert "sœur" not in said


def test_a_heading_that_is_a_number_of_a_person_is_not_said(tmp_path: Path) -> None:
    columns = {**REGISTER, "+41 79 555 01 23": ["x", "y", "z", "w"]}
    try:
        said = everything_said(suggested(tmp_path, columns))
    except Exception as refused:  # a refusal is as good
        said = str(refused)
    assert "555 01 23" not in said
