from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanal.presentation import Refusal
from fanal.standard import Status, htcds
from fanal.standard.extension import extended
from fanal.standard.values import reader

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "extend.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of the documentation."""
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    path = tmp_path / "our-extension.toml"
    path.write_text(found[1], encoding="utf-8")
    return path


def test_the_documented_example_adds_a_field_a_list_and_a_code(example: Path) -> None:
    ours = extended(htcds(), example)
    field = ours["spl_RoomType"]
    assert (field.status, field.standard, field.leaves) == (Status.EXTENSION, "Harbour House", False)
    assert reader(field, ours).read("Chambre familiale").value == "Family"
    exploitation = ours["vic_TypeOfExploitation"]
    assert reader(exploitation, ours).read("Benefit fraud; Forced labour").value == [
        "ForcedLabour",
        "BenefitFraud",
    ]
    assert ours.lists["type-of-exploitation"].by_code["BenefitFraud"].status is Status.EXTENSION


def test_the_standard_itself_stays_as_it_is(example: Path) -> None:
    before = len(htcds().fields), len(htcds().lists["type-of-exploitation"].codes)
    extended(htcds(), example)
    assert (len(htcds().fields), len(htcds().lists["type-of-exploitation"].codes)) == before
    assert reader(htcds()["vic_TypeOfExploitation"], htcds()).read("Benefit fraud").value is None


def test_fanal_s_own_codes_are_marked_as_not_of_the_standard() -> None:
    codes = htcds().lists["type-of-exploitation"].by_code
    assert codes["ForcedCriminality"].status is Status.EXTENSION
    assert codes["ForcedLabour"].status is Status.DRAFT


FIELD = """
[vocabulary]
name = "X"
[[field]]
name = "{name}"
table = "{table}"
type = "{type}"
label = {{ en = "A", fr = "B" }}
description = {{ en = "A", fr = "B" }}
disclosure = "process"
"""
LIST = """
[vocabulary]
name = "X"
[[list]]
name = "gender"
source = "x"
codes = [{{ code = "{code}", en = "a", fr = "b" }}]
"""
GOOD = {"name": "spl_New", "table": "support plan", "type": "text"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[vocabulary]\n", "extension-name"),
        ("vocabulary = [", "extension-form"),
        ("vocabulary = 3\n", "extension-name"),
        ('[vocabulary]\nname = "X"\n[field]\nname = "spl_New"\n', "extension-part"),
        ('[vocabulary]\nname = "X"\n[[fields]]\nname = "spl_New"\n', "extension-part"),
        ("\udcff", "extension-form"),
        (FIELD.format(**{**GOOD, "name": "prs_Gender", "table": "person"}), "extension-twice"),
        (FIELD.format(**{**GOOD, "table": "shoes"}), "extension-table"),
        (FIELD.format(**{**GOOD, "name": "New"}), "extension-prefix"),
        (FIELD.format(**{**GOOD, "type": "colour"}), "extension-form"),
        (FIELD.format(**GOOD) + 'list = "nowhere"\n', "extension-list"),
        (
            LIST.format(code="a;b"),
            "extension-code",
        ),
        (
            LIST.format(code="Feminine"),
            "extension-twice",
        ),
    ],
)
def test_what_is_no_extension_is_refused_with_the_reason(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Refusal) as refused:
        extended(htcds(), path)
    assert refused.value.finding.code == f"standard.{code}"


def test_a_device_or_a_folder_is_no_extension(tmp_path: Path) -> None:
    for path in (Path("/dev/zero"), tmp_path):
        with pytest.raises(Refusal) as refused:
            extended(htcds(), path)
        assert refused.value.finding.code == "standard.extension-no-file"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        extended(htcds(), tmp_path / "none.toml")
