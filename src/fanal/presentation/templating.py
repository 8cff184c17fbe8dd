"""Templates of every room: escaped, strict, in the language of the page, with the same style."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fanal.presentation.findings import Finding, by_severity
from fanal.presentation.languages import Value, say, text
from fanal.presentation.places import SHOWN_ROWS, all_rows, first_rows, parts_of
from fanal.presentation.printable import printable
from fanal.presentation.report import number_columns
from fanal.presentation.tones import SEVERITIES, TONES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from jinja2.runtime import Context

_ROOM = "fanal.presentation"


def style(*names: str) -> str:
    """Read style sheets of Fanal, ``tokens``, ``page``, to stand inside one ``<style>``."""
    return "\n".join(
        files(_ROOM).joinpath("styles", f"{name}.css").read_text(encoding="utf-8").strip() for name in names
    )


@cache
def environment(*packages: str) -> Environment:
    """Load templates from the ``templates`` folders of packages, and the shared ones after them.

    ``frame.html`` is the frame of a page, ``parts.html`` its pieces (import it *with context*).
    The filters ``say`` (a number or a date) and ``t`` (a text of a catalogue, ``{{ "room.key" | t(n=3) }}``)
    speak the ``language`` that the template is rendered with.

    Parameters
    ----------
    *packages
        Packages asked first, such as ``fanal.release``.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, pass_context
    from markupsafe import Markup

    @pass_context
    def say_value(context: Context, value: Value) -> str:
        return say(value, context["language"])

    @pass_context
    def say_text(context: Context, key: str, /, **values: Value) -> str:
        return text(key, context["language"], **values)

    def finalize(value: Any) -> Any:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in (*packages, _ROOM)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters |= {"say": say_value, "t": say_text}
    made.globals |= {
        "style": lambda *names: Markup(style(*names)),  # noqa: S704 - our own style sheets
        "lantern": files(_ROOM).joinpath("templates", "lantern.svg").read_text(encoding="utf-8").strip(),
        "tones": TONES,
        "severities": SEVERITIES,
        "shown_rows": SHOWN_ROWS,
        "parts_of": parts_of,
        "first_rows": first_rows,
        "all_rows": all_rows,
        "number_columns": number_columns,
        "in_order": _in_order,
        "kind_of": lambda block: type(block).__name__,
    }
    return made


def _in_order(findings: Iterable[Finding]) -> Iterator[Finding]:
    for alike in by_severity(findings).values():
        yield from alike
