"""Long lists stand in the order in which their readers look for a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from fanal.standard import htcds
from fanal.web.casework.fields import choices
from fanal.web.casework.vocabulary import Words

pytestmark = pytest.mark.django_db


def test_a_letter_with_an_accent_stands_with_its_letter(working_as: Any) -> None:
    field = htcds().by_name["prs_Citizenship"]
    with override("fr"), working_as("caseworker"):
        names = [label for _, label in choices(field, Words())]
    assert names.index("Dominique") < names.index("Égypte") < names.index("Finlande")
    assert names.index("Islande") < names.index("Israël") < names.index("Italie")
    assert len(names) == len(set(names)) > 200
