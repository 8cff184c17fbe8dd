"""Controls of forms that design does not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fanal.web.design.language import say

MOST = 12


class SeveralSelects(forms.SelectMultiple):
    """Several choices of a long list, each in a list of its own: found by typing, without a script.

    There is always one list more than there are choices, so that another can be added.
    """

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the lists."""
        chosen = [str(one) for one in value or [] if one][:MOST]
        described = (attrs or {}).get("aria-describedby", "")
        base = (attrs or {}).get("id") or f"id_{name}"
        return format_html(
            '<div class="several">{}</div>',
            format_html_join(
                "\n",
                '<select name="{}" id="{}_{}" aria-label="{}"{}>{}</select>',
                (
                    (
                        name,
                        base,
                        place,
                        say("web.casework.choice-number", number=place + 1),
                        format_html(' aria-describedby="{}"', described) if described else "",
                        self._options(one),
                    )
                    for place, one in enumerate([*chosen, *[""] * max(1, 2 - len(chosen))])
                ),
            ),
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Read what was chosen, each once, in the order it was chosen."""
        given = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name) or []
        return list(dict.fromkeys(one for one in given if one))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Lead to the first list."""
        return f"{id_}_0" if id_ else id_

    def _options(self, chosen: str) -> SafeString:
        empty = format_html('<option value="">{}</option>', say("web.design.choose"))
        return empty + format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, SafeString(" selected") if str(code) == chosen else "", label)
                for code, label in self.choices
                if code
            ),
        )
