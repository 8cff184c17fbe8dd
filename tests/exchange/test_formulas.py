import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.exchange.formulas import harmless, undo

starts = st.text(alphabet="'=+-@\t\rab", max_size=6)


@given(starts | st.text())
def test_what_was_made_harmless_comes_back(text: str) -> None:
    assert undo(harmless(text)) == text


@given(starts | st.text())
def test_a_harmless_text_does_not_start_like_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in set("=+-@\t\r")


@pytest.mark.parametrize(
    "attack", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\r=1"]
)
def test_known_attacks_are_text_in_a_csv_file(attack: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(attack)])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline="")))[0].startswith("'")


def test_ordinary_text_is_left_alone() -> None:
    assert harmless("O'Neil") == "O'Neil"
    assert harmless("'quoted'") == "'quoted'"
    assert undo("'quoted'") == "'quoted'"
