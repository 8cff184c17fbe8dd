"""What one heading names: a field, one of its numbered columns, or the box of one of its choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fanal.standard import FieldType, Vocabulary
from fanal.standard.spelling import Matcher, fold, matcher

_LABEL_TABLES = frozenset({"person", "victim context", "case", "consent", "victim"})
"""Tables whose labels may stand alone; «Date» or «Phone» alone says too little."""

_BETWEEN_GROUPS = re.compile(r"[/\-.:_]")
"""What form servers put between the names of groups and a question."""

_NUMBERED = re.compile(r"(.+?)[\s_.\u00a0]*[(\[]?(\d{1,3})[)\]]?")


@dataclass(frozen=True, slots=True)
class Found:
    """What one heading names.

    Attributes
    ----------
    name
        The field.
    occurrence
        Which of several numbered columns, from 1.
    choice
        The code that a box of its own stands for.
    """

    name: str
    occurrence: int = 1
    choice: str | None = None


@dataclass(frozen=True)
class Spellings:
    """The spellings of a vocabulary's names and labels, folded."""

    vocabulary: Vocabulary
    names: Mapping[str, str]
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Spellings:
        """Give the spellings of a vocabulary, gathered once."""
        known = _spellings.get(id(vocabulary))
        if known is not None and known.vocabulary is vocabulary:
            return known
        names = {fold(spelling): one.name for one in vocabulary for spelling in (*one.also, one.name)}
        labels: dict[str, set[str]] = {}
        for one in vocabulary:
            for label in (one.label.en, one.label.fr):
                labels.setdefault(fold(label), set()).add(one.name)
        made = cls(vocabulary, names, {key: frozenset(found) for key, found in labels.items()})
        _spellings[id(vocabulary)] = made
        return made

    def find(self, text: str, table: str | None, *, labels: bool, groups: bool = False) -> Found | None:
        """Find what a heading names: whole, numbered, as a box of a list, or under the groups of a form.

        Parameters
        ----------
        text
            The heading.
        table
            The repeating table that the sheet is named for, if any.
        labels
            Whether labels are looked for beside names.
        groups
            Whether a form server wrote the heading, with the groups that a question stands in before
            its label. Elsewhere «Trafficker/Gender» is not the victim's; a name is clear anywhere.
        """
        if (name := self._one(text, table, labels=labels)) is not None:
            return Found(name)
        for head, sign, tail in _cuts(text):
            owner = self._owner(head, table, labels=labels, groups=groups)
            if owner is not None and (code := self._choice(owner, tail)) is not None:
                return Found(owner, choice=code)
            if (name := self._last(tail, table, labels=labels and groups and sign == "/")) is not None:
                return Found(name)
        if (match := _NUMBERED.fullmatch(text)) and (found := self._one(match[1], table, labels=labels)):
            return Found(found, occurrence=int(match[2]))
        return None

    def _one(self, text: str, table: str | None, *, labels: bool) -> str | None:
        folded = fold(text)
        name = self.names.get(folded)
        return name if name is not None or not labels else self._by_label(folded, table)

    def _last(self, tail: str, table: str | None, *, labels: bool) -> str | None:
        """Find what the last part of a heading names; a name counts that its prefix makes plain."""
        name = self.names.get(fold(tail))
        if name is not None and self.vocabulary.table_by_name[self.vocabulary[name].table].prefix:
            return name
        return self._one(tail, table, labels=True) if labels else None

    def _by_label(self, folded: str, table: str | None) -> str | None:
        """Find the one field that a label names; on the sheet of a table, among its fields."""
        found = self.labels.get(folded, frozenset())
        if table is not None:
            found = frozenset(name for name in found if self.vocabulary[name].table == table)
        if len(found) != 1:
            return None
        (name,) = found
        return name if table is not None or self.vocabulary[name].table in _LABEL_TABLES else None

    def _owner(self, head: str, table: str | None, *, labels: bool, groups: bool) -> str | None:
        """Find the field of several choices that the box of a choice stands under."""
        name = self._one(head, table, labels=labels)
        for _, sign, tail in _cuts(head):
            name = name or self._last(tail, table, labels=labels and groups and sign == "/")
        several = name is not None and self.vocabulary[name].type is FieldType.MULTISELECT
        return name if several else None

    def _choice(self, owner: str, text: str) -> str | None:
        known: Matcher = matcher(self.vocabulary.code_list(self.vocabulary[owner]))
        return known.find(text)


_spellings: dict[int, Spellings] = {}


def _cuts(text: str) -> Iterator[tuple[str, str, str]]:
    """Cut a heading at each sign between groups, from the left: labels may hold such a sign themselves."""
    for sign in _BETWEEN_GROUPS.finditer(text):
        head, tail = text[: sign.start()].strip(), text[sign.end() :].strip()
        if head and tail:
            yield head, sign[0], tail
