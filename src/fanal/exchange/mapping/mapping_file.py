"""A suggestion as a mapping file: TOML for people to correct, with the reason of each proposal."""

from __future__ import annotations

from collections.abc import Iterator

from fanal.exchange.mapping.implied import implied
from fanal.exchange.mapping.reasons import reasons, sureness
from fanal.exchange.mapping.suggesting import ColumnSuggestion, Suggestion
from fanal.presentation import Language, text
from fanal.presentation.printable import printable

_CODES_LISTED = 24
"""Codes that a comment lists; a longer list is named."""


def as_toml(suggestion: Suggestion, language: Language) -> str:
    """Write a mapping file.

    What is highly or moderately sure is applied; what is hardly sure stands in a comment. Values are
    written only for columns that are choices, and none that may point at a person.
    """
    return "\n".join(_lines(suggestion, language)) + "\n"


def _lines(suggestion: Suggestion, language: Language) -> Iterator[str]:
    vocabulary = suggestion.vocabulary
    yield from _comment(text("exchange.map-file-what", language, file=printable(suggestion.path.name)))
    yield from _comment(text("exchange.map-file-how", language))
    yield ""
    yield "[mapping]"
    yield f"standard = {_quoted(f'{vocabulary.name} {vocabulary.version}'.strip())}"
    if suggestion.sheet_number is not None:
        yield f"sheet = {suggestion.sheet_number}"
    yield f"headings_row = {suggestion.headings_row}"
    yield from _dates(suggestion, language)
    seen: set[str] = set()
    for column in suggestion.columns:
        if column.heading is not None and column.heading not in seen:
            seen.add(column.heading)
            yield ""
            yield from _column(column, suggestion, language)


def _dates(suggestion: Suggestion, language: Language) -> Iterator[str]:
    if suggestion.day_first is not None:
        yield from _comment(text("exchange.map-dates-shown", language))
        yield f'dates = "{"day-first" if suggestion.day_first else "month-first"}"'
    elif suggestion.dates_two_ways:
        yield from _comment(text("exchange.map-dates-ask", language, n=suggestion.dates_two_ways))
        yield '# dates = "day-first"'


def _column(column: ColumnSuggestion, suggestion: Suggestion, language: Language) -> Iterator[str]:
    yield "[[column]]"
    yield f"heading = {_quoted(column.heading or '')}"
    why = " · ".join(reasons(column, language))
    best = column.best
    if best is not None:
        named = sureness(column, language)
        why = text("exchange.map-sure", language, sureness=named, sure=best.sure, why=why)
    yield from _comment(why)
    if column.field is not None:
        yield f"field = {_quoted(column.field.name)}"
        said = implied(column.heading or "", column.field.name)
        if said:
            yield f"sets = {{ {', '.join(f'{name} = {_quoted(code)}' for name, code in said.items())} }}"
    else:
        if best is not None:
            yield f"# field = {_quoted(best.field.name)}"
        yield "# ignore = true"
    if column.values is not None:
        yield from _values(column, suggestion, language)


def _values(column: ColumnSuggestion, suggestion: Suggestion, language: Language) -> Iterator[str]:
    shown, one = column.values, column.field
    if shown is None or one is None or not (shown.values or shown.hidden):
        return
    codes = [code.code for code in suggestion.vocabulary.code_list(one).offered()]
    yield ""
    yield "[column.values]"
    if shown.open:
        listed = ", ".join(codes) if len(codes) <= _CODES_LISTED else str(one.list)
        yield from _comment(text("exchange.map-values-ask", language, codes=listed))
    for value in shown.values:
        line = f"{_quoted(value.text)} = {_quoted(value.code or '')}"
        if value.code is None and value.near is not None:
            line += f"  # {text('exchange.map-value-near', language, code=value.near.code)}"
        yield line
    if shown.hidden:
        yield from _comment(text("exchange.map-values-hidden", language, n=shown.hidden))


def _comment(words: str) -> Iterator[str]:
    for line in printable(words).splitlines():
        yield f"# {line}"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(words: str) -> str:
    """Write a basic string of TOML 1.0: quotes, backslashes and control characters escaped."""
    return '"' + "".join(_ESCAPES.get(sign) or _escaped(sign) for sign in words) + '"'


def _escaped(sign: str) -> str:
    code = ord(sign)
    # Control characters by the standard; marks that reorder a line, so that a reviewer sees them.
    harmful = code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    if harmful or code in (0x2028, 0x2029):
        return f"\\u{code:04X}"
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else sign
