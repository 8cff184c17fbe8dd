"""A question to a published release: fields crossed, filters, a form; one question has one address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, quote

from fanal.exploring.published import Published
from fanal.exploring.variables import Kind, Variable
from fanal.presentation import Language, Refusal

MOST_FIELDS = 3
"""Fields that are crossed at most."""
MOST_SIGNS = 8_000
"""Characters of a query at most: longer ones are not questions."""
MOST_PARTS = 500

AS, BY, WHERE = "as", "by", "where."


class Form(StrEnum):
    """How an answer is shown; every form has the same numbers."""

    BARS = "bars"
    LINES = "lines"
    MAP = "map"
    FLOWS = "flows"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked.

    Attributes
    ----------
    fields
        Crossed, the first along the axis; none: people in all.
    where
        For a field, the values of which a person must have one.
    kind
        How the answer is shown.
    language
        Of labels and notes; not part of the query, as the language of a page is part of its address.
    """

    fields: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: Form = Form.TABLE
    language: Language = "en"

    def __post_init__(self) -> None:
        """Put what means the same into one form."""
        object.__setattr__(self, "fields", tuple(self.fields))
        where = {name: tuple(sorted(set(values))) for name, values in sorted(self.where.items()) if values}
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "kind", Form(self.kind))

    def __hash__(self) -> int:
        return hash((self.fields, tuple(self.where.items()), self.kind, self.language))


def as_query(question: Question) -> str:
    """Print a question as its one query string, without a question mark.

    It reads ``as=bars&by=gender&where.ageBroad=0--17``. What `parse` reads gives the same question again.
    """
    pairs = [(AS, str(question.kind)), *((BY, name) for name in question.fields)]
    pairs += [(WHERE + name, value) for name, values in question.where.items() for value in values]
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def parse(query: str, published: Published, language: Language = "en") -> Question:
    """Read a query string: in any order, as a form without script sends it, empty parts left out.

    Parameters
    ----------
    query
        What stands behind the question mark. ``by`` may stand several times, and ``where.FIELD`` too.
    published
        What is asked.
    language
        Of the answer.

    Raises
    ------
    Refusal
        If it cannot be read, asks for what the release does not have, or in a form that does not suit.
    """
    fields: list[str] = []
    where: dict[str, list[str]] = {}
    kinds: list[str] = []
    for name, value in _pairs(query):
        if not value:
            continue
        if name == BY:
            fields += [value] if value not in fields else []
        elif name == AS:
            kinds.append(value)
        elif name.startswith(WHERE):
            where.setdefault(name.removeprefix(WHERE), []).append(value)
        else:
            raise Refusal("exploring.unknown-part", name=clipped(name), known=f"{AS}, {BY}, {WHERE}…")
    if len(set(kinds)) > 1:
        raise Refusal("exploring.two-forms", names=", ".join(map(clipped, kinds[:4])))
    if kinds and kinds[0] not in list(Form):
        raise Refusal("exploring.unknown-form", name=clipped(kinds[0]), known=", ".join(Form))
    kind = Form(kinds[0]) if kinds else Form.TABLE
    question = Question(
        fields=tuple(fields),
        where={name: tuple(values) for name, values in where.items()},
        kind=kind,
        language=language,
    )
    check(question, published)
    return question


def check(question: Question, published: Published) -> None:
    """Make sure that a release can answer a question in the form asked for.

    Raises
    ------
    Refusal
        If it has no such field or value, too many fields are crossed, or the form does not suit.
    """
    if len(question.fields) > MOST_FIELDS:
        raise Refusal("exploring.too-many-fields", n=len(question.fields), most=MOST_FIELDS)
    if len(set(question.fields)) < len(question.fields):
        raise Refusal("exploring.field-twice")
    for name in (*question.fields, *question.where):
        if name not in published.variables:
            known = ", ".join(published.variables)
            raise Refusal("exploring.unknown-field", name=clipped(name), known=known)
    for name, values in question.where.items():
        variable = published.variables[name]
        if unknown := [value for value in values if value not in variable.codes]:
            raise Refusal("exploring.unknown-value", value=clipped(unknown[0]), label=variable.label)
    if question.kind not in suitable(published.variables[name] for name in question.fields):
        raise Refusal(_WANTS[question.kind])


def suitable(fields: Iterable[Variable]) -> tuple[Form, ...]:
    """Give the forms in which fields, in their order, can be shown, the most telling first.

    Parameters
    ----------
    fields
        The fields crossed.
    """
    kinds = [one.kind for one in fields]
    found = [Form.TABLE]
    if len(kinds) in (1, 2):
        found.insert(0, Form.BARS)
        if kinds[0] is Kind.TIME:
            found.insert(0, Form.LINES)
        if kinds == [Kind.PLACE]:
            found.insert(0, Form.MAP)
        if kinds == [Kind.PLACE, Kind.PLACE]:
            found.insert(0, Form.FLOWS)
    return tuple(found)


def clipped(told: str) -> str:
    """Repeat what somebody typed, cut short, so that a page that says what was wrong stays readable."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in told[:61])
    return plain if len(plain) <= 60 else plain[:60] + "…"


def _pairs(query: str) -> list[tuple[str, str]]:
    if len(query) > MOST_SIGNS:
        raise Refusal("exploring.query-too-long", most=MOST_SIGNS)
    try:
        return parse_qsl(
            query.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
        )
    except ValueError:
        raise Refusal("exploring.query-unreadable") from None


_WANTS = {
    Form.BARS: "exploring.bars-want",
    Form.LINES: "exploring.lines-want",
    Form.MAP: "exploring.map-wants",
    Form.FLOWS: "exploring.flows-want",
    Form.TABLE: "exploring.too-many-fields",
}
